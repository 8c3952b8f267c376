"""A situation under both laws: the facts beside which its blocks are compared, the cells of both, and what each law makes of a cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import msgspec

from discretion.assess import assess
from discretion.assess.assessment import Assessment
from discretion.audit.prove.blocks import Block, blocks
from discretion.audit.prove.grid import Axis, Grid, background, grid
from discretion.audit.prove.situation import EXTRA, OTHER, Facts, Situation
from discretion.money import Amount

#: A block as it stands under either law; ``None`` where one of them does not have it.
Both = tuple[Block | None, Block | None]


class Seen(msgspec.Struct, frozen=True):
    """What is compared of a case: its outcome and fine, what persons in charge are fined, and what else is imposed."""

    outcome: str
    fine: Amount
    persons: tuple[tuple[str, Amount], ...] = ()
    measures: tuple[str, ...] = ()


class Pair(msgspec.Struct, frozen=True):
    """The old and the new situation of one offence on the same days, and the blocks of each.

    ``light`` and ``heavy``: facts beside which a block is looked at; those of the old law, where the new one does not ask for others.
    """

    old: Situation
    new: Situation
    first: tuple[Block, ...]
    second: tuple[Block, ...]
    light: Facts
    heavy: Facts

    @classmethod
    def of(cls, old: Situation, new: Situation) -> Pair:
        """Both situations with their blocks, and what stands beside these."""
        first, second = tuple(blocks(old)), tuple(blocks(new))
        light, heavy = ({**background(old, first, h), **background(new, second, h)} for h in (False, True))
        return cls(old, new, first, second, light, heavy)

    @property
    def blocks(self) -> tuple[Both, ...]:
        """All blocks, those of the old law first."""
        first, second = ({(b.list, b.name): b for b in found} for found in (self.first, self.second))
        return tuple((first.get(key), second.get(key)) for key in {**first, **second})

    def joint(self, both: Both) -> Grid:
        """The cells of a block, with the values that either law tells apart."""
        sides = zip((self.old, self.new), both, strict=True)
        axes = _axes([grid(s, b, frozenset()) for s, b in sides if b is not None])
        return Grid(one_of(both), axes)

    def seen(self, facts: Facts) -> tuple[Seen, Seen]:
        """What either law makes of a cell."""
        return _seen(self.old, facts), _seen(self.new, facts)


def one_of(both: Both) -> Block:
    """The block under the new law, or under the old one where the new one does not have it."""
    block = both[1] or both[0]
    assert block is not None
    return block


def known(situation: Situation, facts: Facts) -> Mapping[str, Any]:
    """The facts that this law knows, with values that it knows."""
    found = {}
    for name, value in facts.items():
        if name in EXTRA and (name != OTHER or (value is not None and value.offence in situation.law.offences)):
            found[name] = value
        declared = situation.law.facts.get(name)
        if declared is None:
            continue
        choices = declared.choices or {}
        chosen = value if isinstance(value, frozenset) else {value} if isinstance(value, str) else set()
        if not choices or chosen <= set(choices):
            found[name] = value
    return found


def assessed(situation: Situation, facts: Facts) -> Assessment:
    """What a law makes of a cell."""
    return assess(situation.case(known(situation, facts)), situation.law, rank=False)


def width(one: Seen, other: Seen) -> Fraction:
    """How far the fines of two results lie apart; without limit is further than anything."""
    pairs = [(one.fine, other.fine), *((a, b) for (_, a), (_, b) in zip(one.persons, other.persons, strict=False))]
    ends = [end for a, b in pairs for end in ((a.low, b.low), (a.high, b.high))]
    if any((a is None) != (b is None) for a, b in ends):
        return Fraction(10) ** 15
    known_ = [(a, b) for a, b in ends if a is not None and b is not None]
    return max((abs(Fraction(a) - Fraction(b)) for a, b in known_), default=Fraction(0))


def _seen(situation: Situation, facts: Facts) -> Seen:
    assessment = assessed(situation, facts)
    first = assessment.violations[0]
    persons = tuple((p.outcome, p.fine) for p in first.persons)
    return Seen(assessment.outcome, assessment.fine, persons, tuple(sorted({m.measure for m in first.measures})))


def _axes(grids: Sequence[Grid]) -> tuple[Axis, ...]:
    """The axes of both grids, with the values of either."""
    values: dict[str, dict[Any, None]] = {}
    for one in grids:
        for axis in one.axes:
            values.setdefault(axis.fact, {}).update(dict.fromkeys(axis.values))
    return tuple(Axis(fact, tuple(found), False) for fact, found in sorted(values.items()))
