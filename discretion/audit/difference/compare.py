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
from discretion.audit.prove.grid import Axis, Grid, background, grid
from discretion.audit.prove.plan import whole
from discretion.audit.prove.situation import Facts, Situation, situation, situations
from discretion.money import Amount
from discretion.rulebook import Law, Rulebook, Unusable


class Effect(msgspec.Struct, frozen=True):
    """What a changed rule does to an offence in a situation: how many cells, how many come out differently, and the widest."""

    rule: str
    offence: str
    situation: str
    cells: int
    different: int
    before: str = ""
    after: str = ""
    old: Amount | None = None
    new: Amount | None = None
    file: str = ""


class Compared(msgspec.Struct, frozen=True):
    """All effects, and how many offences were looked at because something that they depend on has changed."""

    effects: tuple[Effect, ...]
    offences: int
    untouched: int

    @property
    def cells(self) -> int:
        """How many cells were assessed under both rulebooks."""
        return sum(e.cells for e in self.effects)

    @property
    def different(self) -> int:
        """How many of them come out differently."""
        return sum(e.different for e in self.effects)


def compare(old: Rulebook, new: Rulebook, on: date, jurisdictions: Sequence[str] = ()) -> Compared:
    """Compare two rulebooks. Raises ``Unusable`` where one of them cannot be read."""
    for book in (old, new):
        if book.problems():
            raise Unusable(book.problems())
    ids, broad = reach(old.shelf(), new.shelf(), changed(old.shelf(), new.shelf()))
    both = [j for j in new.jurisdictions() if j in old.jurisdictions() and (not jurisdictions or j in jurisdictions)]
    effects: list[Effect] = []
    touched: set[str] = set()
    for place in both if ids else ():
        one, other = old.law(place), new.law(place)
        for offence, rules in _due(one, other, both, ids, broad).items():
            touched.add(offence)
            effects += _offence(one, other, offence, rules, on)
    every = {offence for place in both for offence in new.law(place).offences}
    return Compared(tuple(effects), len(touched), len(every - touched))


def _due(one: Law, other: Law, places: Sequence[str], ids: frozenset[str], broad: bool) -> dict[str, frozenset[str]]:
    """For each offence that is looked at, the rules: changed ones once for each way of acting, and its own."""
    due: dict[str, set[str]] = {}
    below = bool(set(places) & set(other.chain[:-1]))
    for law in (one, other):
        for task in whole(law, below):
            if task.offence in one.offences and task.offence in other.offences:
                chosen = task.rules if broad else (task.rules or frozenset()) & ids
                due.setdefault(task.offence, set()).update(chosen or ())
    found: dict[str, frozenset[str]] = {}
    for offence in other.offences:
        record = other.offences[offence]
        tables = {id for id, b in other.bases.items() if offence in b.offences}
        nearer = any(other.home[id] == other.jurisdiction for id in tables)
        rules = set(due.get(offence, ()))
        if {offence, record.succeeded_by, record.preceded_by} & ids and (not below or nearer):
            # a new range moves what its tables give
            rules |= {offence, *tables}
        elif broad and offence in due:
            rules.add(offence)
        if rules and offence in one.offences:
            found[offence] = frozenset(rules)
    return found


def _offence(one: Law, other: Law, offence: str, rules: frozenset[str], on: date) -> Iterator[Effect]:
    """The changed rules of an offence, at each time."""
    before = {s.timeline: s for s in situations(one, offence, on)}
    for new in situations(other, offence, on):
        old = before.get(new.timeline) or situation(one, offence, new.timeline, new.person, new.between)
        first = {(b.list, b.name): b for b in blocks(old)}
        second = {(b.list, b.name): b for b in blocks(new)}
        for key in {**first, **second}:
            block = second.get(key) or first[key]
            if (block.rule or offence) in rules:
                yield _effect(old, new, first.get(key), second.get(key))


def _effect(old: Situation, new: Situation, first: Block | None, second: Block | None) -> Effect:
    block = second or first
    assert block is not None
    axes = _axes([grid(s, b, frozenset()) for s, b in ((old, first), (new, second)) if b is not None])
    joint = Grid(block, axes)
    found = [*blocks(new)]
    cells = different = 0
    widest: tuple[Fraction, Facts, _Seen, _Seen] | None = None
    for heavy in (False, True):
        for _, facts in joint.cells({**background(old, [*blocks(old)], heavy), **background(new, found, heavy)}):
            cells += 1
            one, other = _result(old, facts), _result(new, facts)
            if one != other:
                different += 1
                width = _width(one, other)
                if widest is None or width > widest[0]:
                    widest = (width, facts, one, other)
    effect = Effect(block.name, new.offence, new.name, cells, different)
    if widest is None:
        return effect
    _, facts, one, other = widest
    return msgspec.structs.replace(
        effect, before=one[0], after=other[0], old=one[1], new=other[1], file=new.file(_known(new, facts))
    )


def _axes(grids: Sequence[Grid]) -> tuple[Axis, ...]:
    """The axes of both grids, with the values of either."""
    values: dict[str, dict[Any, None]] = {}
    for one in grids:
        for axis in one.axes:
            values.setdefault(axis.fact, {}).update(dict.fromkeys(axis.values))
    return tuple(Axis(fact, tuple(found), False) for fact, found in sorted(values.items()))


_Seen = tuple[str, Amount]


def _result(situation: Situation, facts: Facts) -> _Seen:
    assessment = assess(situation.case(_known(situation, facts)), situation.law)
    return assessment.outcome, assessment.fine


def _known(situation: Situation, facts: Facts) -> Mapping[str, Any]:
    """The facts that this law knows, with values that it knows."""
    found = {}
    for name, value in facts.items():
        declared = situation.law.facts.get(name)
        if declared is None:
            continue
        choices = declared.choices or {}
        chosen = value if isinstance(value, frozenset) else {value} if isinstance(value, str) else set()
        if not choices or chosen <= set(choices):
            found[name] = value
    return found


def _width(one: _Seen, other: _Seen) -> Fraction:
    """How far two results lie apart; without limit is further than anything."""
    ends = [(one[1].low, other[1].low), (one[1].high, other[1].high)]
    if any((a is None) != (b is None) for a, b in ends):
        return Fraction(10) ** 15
    known = [(a, b) for a, b in ends if a is not None and b is not None]
    return max((abs(Fraction(a) - Fraction(b)) for a, b in known), default=Fraction(0))
