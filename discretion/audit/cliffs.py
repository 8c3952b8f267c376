"""`discretion rules cliffs`: single steps of one ordered fact that move the fine by more than a given share.

The steps are those of the proof: neighbouring values of a fact that tiers, tables or heavier entries measure by, all else the same. A
cliff is no fault: statutes and tables have steps. But whoever drafts a table wants to see where a day more doubles the fine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import msgspec

from discretion.assess import assess, space
from discretion.audit.prove.blocks import Block, blocks
from discretion.audit.prove.claims import Result, read
from discretion.audit.prove.grid import Axis, background, gravity, grid
from discretion.audit.prove.plan import Task, tasks
from discretion.audit.prove.situation import Facts, Situation, situations
from discretion.money import Number
from discretion.rulebook import Rulebook

MEASURING = ("tiers", "rows", "factor")


class Cliff(msgspec.Struct, frozen=True):
    """A step: of which fact and rule, from and to which fine, and by which share of the smaller one."""

    rule: str
    fact: str
    low: Any
    high: Any
    before: Number
    after: Number
    situation: str
    offence: str

    @property
    def share(self) -> Fraction:
        """How much more the dearer of the two costs, as a share of the cheaper one."""
        small, large = sorted((self.before, self.after))
        return Fraction(large - small) / small


class Seen(msgspec.Struct, frozen=True):
    """All steps that were looked at, and the cliffs among them."""

    steps: int
    cliffs: tuple[Cliff, ...]


def cliffs(
    rulebook: Rulebook, on: date, share: Fraction, offences: Sequence[str] = (), jurisdictions: Sequence[str] = ()
) -> Seen:
    """The cliffs of ``offences`` (all where none is named), the highest first; each rule and step of a fact once."""
    rulebook.shelf()
    laws = [rulebook.law(name) for name in jurisdictions or rulebook.jurisdictions()]
    steps = 0
    highest: dict[tuple[Any, ...], Cliff] = {}
    for task in tasks(laws, offences):
        for situation in situations(rulebook.law(task.jurisdiction), task.offence, on):
            for cliff in _steps(situation, task):
                steps += 1
                key = (cliff.rule, cliff.fact, cliff.low, cliff.high)
                if cliff.share > share and (key not in highest or highest[key].share < cliff.share):
                    highest[key] = cliff
    found = sorted(highest.values(), key=lambda c: (-c.share, c.rule, c.fact))
    # two laws compete, each with its table: the step is one
    once = {(c.fact, c.low, c.high, c.before, c.after, c.offence): c for c in reversed(found)}
    return Seen(steps, tuple(c for c in found if once[c.fact, c.low, c.high, c.before, c.after, c.offence] is c))


def _steps(situation: Situation, task: Task) -> Iterator[Cliff]:
    if situation.between:
        return
    found = list(blocks(situation))
    worse = gravity(situation, found)
    light = background(situation, found, False)
    for block in found:
        due = block.list == "tiers" or task.rules is None or block.rule in task.rules
        if block.list in MEASURING and due:
            for axis in grid(situation, block, worse).axes:
                if axis.worse:
                    # every single step, also those between which the block does the same
                    values = space.values(situation.law, situation.offence, axis.fact)
                    yield from _along(situation, block, Axis(axis.fact, values, True), light)


def _along(situation: Situation, block: Block, axis: Axis, light: Facts) -> Iterator[Cliff]:
    """The steps along one fact, on the light background."""
    last: tuple[Any, Result] | None = None
    for value in axis.values:
        result = read(assess(situation.case({**light, axis.fact: value}), situation.law, rank=False), situation.law)
        if last is not None:
            one, other = last[1].payers[0], result.payers[0]
            fined = one.outcome == other.outcome == "fine" and one.fine.low and other.fine.low
            # a table that is not the one taken moves nothing, though its fact does
            if fined and (not block.rule or block.rule in last[1].applied | result.applied):
                yield Cliff(
                    block.name,
                    axis.fact,
                    last[0],
                    value,
                    one.fine.low,
                    other.fine.low,
                    situation.name,
                    situation.offence,
                )
        last = value, result
