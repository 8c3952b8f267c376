"""What a changed rule or setting does to an offence: its cells under both laws, and the widest that comes out differently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import msgspec

from discretion.audit.difference.occasions import occasions
from discretion.audit.difference.pair import Both, Pair, Seen, assessed, known, one_of, width
from discretion.audit.difference.setting import Altered
from discretion.audit.prove.blocks import Block
from discretion.audit.prove.claims import read
from discretion.audit.prove.grid import bared, grid
from discretion.audit.prove.run import standing
from discretion.audit.prove.situation import Facts, Situation, dated, situation, situations
from discretion.case.case import Timeline
from discretion.rulebook import Law


class Effect(msgspec.Struct, frozen=True):
    """What a changed rule does to an offence in a situation: how many cells, how many come out differently, and the widest.

    ``rule``: the block of a rule, or the setting. ``facts`` are those of the rule's own block in the widest cell, ``file`` the same cell
    as a case file. ``left``: cells that are too many to be compared. ``idle``: an exception, of which no case was found in which the rule
    works that it takes away; or a setting for which no case was found in which it acts.
    """

    rule: str
    offence: str
    situation: str
    cells: int
    different: int
    old: Seen | None = None
    new: Seen | None = None
    facts: tuple[tuple[str, Any], ...] = ()
    file: str = ""
    left: int = 0
    idle: bool = False

    @property
    def width(self) -> Fraction:
        """How far the fines of the widest cell lie apart, in yuan."""
        return Fraction(0) if self.old is None or self.new is None else width(self.old, self.new)


class Occasion(msgspec.Struct, frozen=True):
    """A setting, and days on which it works otherwise."""

    setting: Altered
    timeline: Timeline
    person: bool
    between: bool


class Task(msgspec.Struct, frozen=True):
    """An offence in a jurisdiction, the changed rules that are compared with it, and the changed settings with their days."""

    place: str
    offence: str
    rules: frozenset[str]
    occasions: tuple[Occasion, ...] = ()


def effects(task: Task, one: Law, other: Law, on: date) -> Iterator[Effect]:
    """All effects of a task."""
    if task.rules:
        yield from _rules(one, other, task.offence, task.rules, on)
    for occasion in task.occasions:
        case = occasion.timeline, occasion.person, occasion.between
        pair = Pair.of(*(situation(law, task.offence, *case) for law in (one, other)))
        found = occasions(occasion.setting, pair)
        effect = _measured(occasion.setting.rule, pair, found.cells, found.shown, found.beside)
        days = occasion.timeline
        when = (("timeline.found", days.found),) if effect.different and days.found != days.act else ()
        yield msgspec.structs.replace(
            effect, facts=(*when, *effect.facts), left=found.left, idle=found.wanted and not found.cells
        )


def _rules(one: Law, other: Law, offence: str, rules: frozenset[str], on: date) -> Iterator[Effect]:
    """The changed rules of an offence, at each time; and on further days those that are in force on none of these."""
    met: set[str] = set()
    for new in situations(other, offence, on):
        old = situation(one, offence, new.timeline, new.person, new.between)
        if not new.between:
            met |= standing(old) | standing(new)
        yield from _blocks(old, new, rules)
    for law in (one, other):
        late = {id: law.named.get(id) or law.bases.get(id) or law.programmes.get(id) for id in rules - met}
        for late_, own in dated(law, offence, {id: r for id, r in late.items() if r is not None}):
            met |= own
            pair = [situation(either, offence, late_.timeline, late_.person) for either in (one, other)]
            yield from _blocks(pair[0], pair[1], own)


def _blocks(old: Situation, new: Situation, rules: frozenset[str]) -> Iterator[Effect]:
    pair = Pair.of(old, new)
    for both in pair.blocks:
        block = one_of(both)
        if (block.rule or new.offence) in rules or block.off in rules:
            joint = pair.joint(both)
            starts, idle = _starts(pair, both)
            cells = (facts for start in starts for _, facts in joint.cells(start))
            effect = _measured(block.name, pair, cells, [a.fact for a in joint.axes])
            yield msgspec.structs.replace(effect, left=joint.left * len(starts), idle=idle)


def _measured(
    rule: str, pair: Pair, cells: Iterable[Facts], shown: Iterable[str], beside: Facts | None = None
) -> Effect:
    """The cells under both laws; of that which moves most the facts that are ``shown``, where they are not as ``beside``."""
    count = different = 0
    widest: tuple[Fraction, Facts, Seen, Seen] | None = None
    for facts in cells:
        count += 1
        one, other = pair.seen(facts)
        if one != other:
            different += 1
            wide = width(one, other)
            if widest is None or wide > widest[0]:
                widest = (wide, facts, one, other)
    effect = Effect(rule, pair.new.offence, pair.new.name, count, different)
    if widest is None:
        return effect
    _, facts, one, other = widest
    plain = beside or {}
    own = tuple((n, facts[n]) for n in shown if n in facts and not (n in plain and plain[n] == facts[n]))
    return msgspec.structs.replace(effect, old=one, new=other, facts=own, file=pair.new.file(known(pair.new, facts)))


def _starts(pair: Pair, both: Both) -> tuple[list[Facts], bool]:
    """The facts beside which a block is compared: those beside which the proof looks at it, under either law, light and heavy.

    Of what takes a rule's effect away, facts for which the rule works in either; and whether there are none.
    """
    block = one_of(both)
    sides = ((pair.new, both[1], pair.second), (pair.old, both[0], pair.first))
    found: list[Facts] = []
    idle = bool(block.off)
    for beside in (pair.light, pair.heavy):
        for here, own, every in sides:
            if own is None:
                continue
            start = beside if block.off else bared(here, own, every, beside)
            working = _working(here, block.rule, every, beside) if block.off else None
            idle = idle and working is None
            start = start if working is None else {**start, **working}
            if start not in found:
                found.append(start)
    return found, idle


def _working(situation: Situation, rule: str, every: tuple[Block, ...], beside: Facts) -> Facts | None:
    """The first case in which a rule works."""
    base = next((b for b in every if b.rule == rule and not b.off), None)
    if base is not None:
        for _, facts in grid(situation, base, frozenset()).cells(bared(situation, base, every, beside)):
            if rule in read(assessed(situation, facts), situation.law).applied:
                return facts
    return None
