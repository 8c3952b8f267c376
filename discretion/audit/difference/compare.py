"""The cells of each changed rule under both rulebooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import msgspec

from discretion.assess import assess
from discretion.audit.difference.rules import changed, reach
from discretion.audit.prove.blocks import Block, blocks
from discretion.audit.prove.claims import read
from discretion.audit.prove.grid import Axis, Grid, background, bared, grid
from discretion.audit.prove.plan import reached, touched
from discretion.audit.prove.run import standing
from discretion.audit.prove.situation import BESIDE, OTHER, Facts, Situation, dated, situation, situations
from discretion.money import Amount
from discretion.rulebook import Law, Rulebook, Unusable


class Seen(msgspec.Struct, frozen=True):
    """What is compared of a case: its outcome and fine, what persons in charge are fined, and what else is imposed."""

    outcome: str
    fine: Amount
    persons: tuple[tuple[str, Amount], ...] = ()
    measures: tuple[str, ...] = ()


class Effect(msgspec.Struct, frozen=True):
    """What a changed rule does to an offence in a situation: how many cells, how many come out differently, and the widest.

    ``facts`` are those of the rule's own block in the widest cell, ``file`` the same cell as a case file. ``left``: cells that are too many
    to be compared. ``idle``: an exception, of which no case was found in which the rule works that it takes away.
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


class Compared(msgspec.Struct, frozen=True):
    """All effects, and how many offences were looked at because something that they depend on has changed.

    ``untouched``: offences on which no change acts. ``represented``: those on which one does, and for which an offence that was looked at
    stands, because the changed rule names no offence and acts on both alike. ``settings``: jurisdictions whose settings (rounding, the
    point in the band) changed; they move every offence, and are not compared. ``alone``: the offences and jurisdictions that only one of
    the two has. ``beside``: changed rules that follow from a fine and move none.
    """

    effects: tuple[Effect, ...]
    offences: int
    untouched: int
    alone: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    represented: int = 0
    settings: tuple[str, ...] = ()

    @property
    def cells(self) -> int:
        """How many cells were assessed under both rulebooks."""
        return sum(e.cells for e in self.effects)

    @property
    def different(self) -> int:
        """How many of them come out differently."""
        return sum(e.different for e in self.effects)

    @property
    def left(self) -> dict[str, int]:
        """The rules with more cells than are compared, and how many of these were not."""
        found: dict[str, int] = {}
        for effect in self.effects:
            if effect.left:
                found[effect.rule] = found.get(effect.rule, 0) + effect.left
        return found

    @property
    def idle(self) -> tuple[str, ...]:
        """The exceptions that could be compared in no situation, as the rule that they take away works in none."""
        seen = {e.rule for e in self.effects if not e.idle}
        return tuple(sorted({e.rule for e in self.effects if e.idle} - seen))


def compare(old: Rulebook, new: Rulebook, on: date, jurisdictions: Sequence[str] = ()) -> Compared:
    """Compare two rulebooks. Raises ``Unusable`` where one of them cannot be read."""
    for book in (old, new):
        if book.problems():
            raise Unusable(book.problems())
    differences = list(changed(old.shelf(), new.shelf()))
    ids, settings = reach(old.shelf(), new.shelf(), differences)
    places = [j for j in (*new.jurisdictions(), *old.jurisdictions()) if not jurisdictions or j in jurisdictions]
    both = [j for j in new.jurisdictions() if j in places and j in old.jurisdictions()]
    effects: list[Effect] = []
    touched_: set[str] = set()
    alone: set[str] = set(places) - set(both)
    every: set[str] = set()
    met: set[str] = set()
    for place in both:
        one, other = old.law(place), new.law(place)
        every |= set(other.offences)
        alone |= set(one.offences) ^ set(other.offences)
        met |= reached(one, ids, frozenset()) | reached(other, ids, frozenset())
        for offence, rules in _due(one, other, both, ids, frozenset()).items() if ids else ():
            touched_.add(offence)
            effects += _offence(one, other, offence, rules, on)
    beside = {c.id for c in differences if c.way != "words" and c.section in (*BESIDE, "measures")}
    like = met & every - touched_
    moved = tuple(sorted(p for p in both if settings & set(new.law(p).chain)))
    untouched = 0 if moved else len(every - touched_ - like)
    return Compared(
        tuple(effects), len(touched_), untouched, tuple(sorted(alone)), tuple(sorted(beside)), len(like), moved
    )


def _due(
    one: Law, other: Law, places: Sequence[str], ids: frozenset[str], settings: frozenset[str]
) -> dict[str, frozenset[str]]:
    """For each offence that both know and a change reaches under either, the rules to compare."""
    due: dict[str, set[str]] = {}
    below = bool(set(places) & set(other.chain[:-1]))
    broad = bool(settings & set(other.chain))
    for law in (one, other):
        for task in touched(law, below, ids, settings):
            if task.offence in one.offences and task.offence in other.offences:
                due.setdefault(task.offence, set()).update(task.rules or (), (task.offence,) if broad else ())
    return {offence: frozenset(due[offence]) for offence in other.offences if offence in due}


def _offence(one: Law, other: Law, offence: str, rules: frozenset[str], on: date) -> Iterator[Effect]:
    """The changed rules of an offence, at each time; and on further days those that are in force on none of these."""
    met: set[str] = set()
    for new in situations(other, offence, on):
        old = situation(one, offence, new.timeline, new.person, new.between)
        if not new.between:
            met |= standing(old) | standing(new)
        yield from _blocks(old, new, rules)
    for law in (one, other):
        late = {id: law.named.get(id) or law.bases.get(id) or law.programmes.get(id) for id in rules - met}
        for late_, own in dated(law, offence, {id: r for id, r in late.items() if _acts(r)}):
            met |= own
            pair = [situation(either, offence, late_.timeline, late_.person) for either in (one, other)]
            yield from _blocks(pair[0], pair[1], own)


def _acts(record: Any) -> bool:
    """Whether a rule has days of its own, as entries, programmes and tables have."""
    return record is not None and hasattr(record, "at")


def _blocks(old: Situation, new: Situation, rules: frozenset[str]) -> Iterator[Effect]:
    first = {(b.list, b.name): b for b in blocks(old)}
    second = {(b.list, b.name): b for b in blocks(new)}
    for key in {**first, **second}:
        block = second.get(key) or first[key]
        if (block.rule or new.offence) in rules or block.off in rules:
            yield _effect(old, new, first.get(key), second.get(key))


def _effect(old: Situation, new: Situation, first: Block | None, second: Block | None) -> Effect:
    block = second or first
    assert block is not None
    axes = _axes([grid(s, b, frozenset()) for s, b in ((old, first), (new, second)) if b is not None])
    joint = Grid(block, axes)
    cells = different = 0
    widest: tuple[Fraction, Facts, Seen, Seen] | None = None
    starts, idle = _starts(old, new, first, second)
    for start in starts:
        for _, facts in joint.cells(start):
            cells += 1
            one, other = _seen(old, facts), _seen(new, facts)
            if one != other:
                different += 1
                width = _width(one, other)
                if widest is None or width > widest[0]:
                    widest = (width, facts, one, other)
    effect = Effect(block.name, new.offence, new.name, cells, different, left=joint.left * len(starts), idle=idle)
    if widest is None:
        return effect
    _, facts, one, other = widest
    own = tuple((a.fact, facts[a.fact]) for a in axes if a.fact in facts)
    return msgspec.structs.replace(effect, old=one, new=other, facts=own, file=new.file(_known(new, facts)))


def _starts(old: Situation, new: Situation, first: Block | None, second: Block | None) -> tuple[list[Facts], bool]:
    """The facts beside which a block is compared: those beside which the proof looks at it, under either law, light and heavy.

    Of what takes a rule's effect away, facts for which the rule works in either; and whether there are none.
    """
    block = second or first
    assert block is not None
    sides = ((new, second, list(blocks(new))), (old, first, list(blocks(old))))
    found: list[Facts] = []
    idle = bool(block.off)
    for heavy in (False, True):
        beside: Facts = {}
        for here, _, every in reversed(sides):
            beside = {**beside, **background(here, every, heavy)}
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


def _working(situation: Situation, rule: str, every: Sequence[Block], beside: Facts) -> Facts | None:
    """The first case in which a rule works."""
    base = next((b for b in every if b.rule == rule and not b.off), None)
    if base is not None:
        for _, facts in grid(situation, base, frozenset()).cells(bared(situation, base, every, beside)):
            if rule in read(assess(situation.case(_known(situation, facts)), situation.law), situation.law).applied:
                return facts
    return None


def _axes(grids: Sequence[Grid]) -> tuple[Axis, ...]:
    """The axes of both grids, with the values of either."""
    values: dict[str, dict[Any, None]] = {}
    for one in grids:
        for axis in one.axes:
            values.setdefault(axis.fact, {}).update(dict.fromkeys(axis.values))
    return tuple(Axis(fact, tuple(found), False) for fact, found in sorted(values.items()))


def _seen(situation: Situation, facts: Facts) -> Seen:
    assessment = assess(situation.case(_known(situation, facts)), situation.law)
    first = assessment.violations[0]
    persons = tuple((p.outcome, p.fine) for p in first.persons)
    return Seen(assessment.outcome, assessment.fine, persons, tuple(sorted({m.measure for m in first.measures})))


def _known(situation: Situation, facts: Facts) -> Mapping[str, Any]:
    """The facts that this law knows, with values that it knows."""
    found = {}
    for name, value in facts.items():
        if name == OTHER and value is not None and value.offence in situation.law.offences:
            found[name] = value
        declared = situation.law.facts.get(name)
        if declared is None:
            continue
        choices = declared.choices or {}
        chosen = value if isinstance(value, frozenset) else {value} if isinstance(value, str) else set()
        if not choices or chosen <= set(choices):
            found[name] = value
    return found


def _width(one: Seen, other: Seen) -> Fraction:
    """How far the fines of two results lie apart; without limit is further than anything."""
    pairs = [(one.fine, other.fine), *((a, b) for (_, a), (_, b) in zip(one.persons, other.persons, strict=False))]
    ends = [end for a, b in pairs for end in ((a.low, b.low), (a.high, b.high))]
    if any((a is None) != (b is None) for a, b in ends):
        return Fraction(10) ** 15
    known = [(a, b) for a, b in ends if a is not None and b is not None]
    return max((abs(Fraction(a) - Fraction(b)) for a, b in known), default=Fraction(0))
