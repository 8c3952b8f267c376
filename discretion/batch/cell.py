"""The cell of a case: everything on which its result can depend, and nothing else.

The engine looks at a case of one violation through the truth of the conditions of the rules in force, the weights of the tables in
force, the exact values of the facts in which an amount is worked out, and the order of its days. Two complete cases that are the same
in all of these are one case to it. So the engine assesses the first case of a cell, and what it finds holds for the rest.

A case with anything else to it (choices, a stated amount, several violations, a fact that nobody has established and that matters)
is :class:`Outside`: it is assessed by itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import msgspec

from discretion import calendar
from discretion.assess.truth import View, weigh
from discretion.batch.logic import LATE, Bits, Table
from discretion.law.basis import Basis, Factor, Level
from discretion.law.condition import AllOf, Between, Condition, Dated, FactTest, Node, OneOf, Within
from discretion.law.entry import DailyFine, Limitation
from discretion.law.offence import Fine, Offence, Provision
from discretion.law.programme import Programme
from discretion.money import Number
from discretion.rulebook import Law

DAYS: Final = ("act", "found", "filed", "notice", "decision", "order_served", "reinspection")
_TIMELINE: Final = "timeline."
_REFUSED: Final = FactTest("corrected", OneOf(("refused",)))
#: Periods whose ends come in the order of their lengths, whatever the day.
_ORDERED: Final = ("months", "years")
MOST: Final = 10_000
Days = Mapping[str, date]


class Outside(Exception):
    """The case is not one of which its cell tells everything."""


class _Rule(msgspec.Struct, frozen=True):
    """Something of the law: when it is in force, the conditions that it looks at, and the facts whose values it works with."""

    record: Any
    at: str
    holds: int
    numbers: tuple[str, ...] = ()
    table: _Levels | None = None


class _Levels(msgspec.Struct, frozen=True):
    """The levels of a table: what they come to, and the conditions by which that is told."""

    total: Callable[[int], Hashable]
    holds: int


class _Regime(msgspec.Struct, frozen=True):
    """The rules in force for a day of the act and a day of the decision: the conditions, numbers and tables that count.

    ``holds`` are the conditions of which each counts by itself, ``sure`` all that must be known.
    """

    number: int
    holds: int
    sure: int
    numbers: tuple[str, ...]
    totals: tuple[Callable[[int], Hashable], ...]


class Cells:
    """The cells of one offence under one law, narrowed to it (:func:`discretion.batch.part.part`)."""

    def __init__(self, law: Law, offence: str) -> None:
        self.law = law
        self.offence = offence
        record = law.offences[offence]
        fixed = {"offence": offence, "offence_tag": frozenset(record.tags)}
        self._bits = Bits(law, fixed, LATE)
        self._table = Table(self._bits)
        self._limits = tuple(e.period.period for e in law.lists["limitation"] if isinstance(e, Limitation))
        self._rules = tuple(self._all(record))
        self._holds = self._table.function()
        self._boundaries = _boundaries(law, (r.record for r in self._rules))
        self._regimes: dict[tuple[int, int], _Regime] = {}
        self._ends: dict[tuple[date, calendar.Period], date] = {}
        self._daily = tuple((e.from_, e.until) for e in law.lists["daily-fine"] if isinstance(e, DailyFine))
        tests = self._bits.tests
        dated = [t for several in tests.values() for t in several if isinstance(t[0].test, (Within, Dated))]
        self._dated = tuple(_Dated(test, yes, no) for test, yes, no in dated)
        looked_at = [t[0].fact for t in dated] + [t[0].test.of for t in dated if isinstance(t[0].test, Within)]
        #: The facts that are days, the days of the timeline among them; and all others that matter.
        self.dates = tuple(dict.fromkeys(looked_at))
        #: The facts of which the value itself counts.
        self.numbers = tuple(sorted({n for r in self._rules for n in r.numbers}))
        plain = dict.fromkeys((*(f for f in tests if f not in self.dates), *self.numbers))
        self.facts = tuple(f for f in plain if f not in self.dates and f not in LATE)
        self.presumed = {f: law.facts[f].presumed.value for f in self.facts if f in law.facts and law.facts[f].presumed}  # type: ignore[union-attr]

    def mask(self, fact: str, value: Any) -> int:
        """The bits that a value of a fact sets."""
        found = 0
        view = View(self.law, {fact: value})
        for test, yes, no in self._bits.tests.get(fact, ()):
            if isinstance(test.test, (OneOf, Between)):
                found |= yes if weigh(test, view).truth else no
        return found

    def unknown(self, fact: str) -> int:
        """The bits that are possible while a fact is unknown."""
        return sum(
            yes | no for test, yes, no in self._bits.tests.get(fact, ()) if not isinstance(test.test, (Within, Dated))
        )

    def cell(self, bits: int, possible: int, numbers: Mapping[str, Any], days: Days) -> Hashable:
        """The cell: by the bits of the facts that are known, those of the facts that are not, the numbers, and the days by name.

        Raises :class:`Outside`.
        """
        act, decision, found = days.get("timeline.act"), days.get("timeline.decision"), days.get("timeline.found")
        if act is None or decision is None or found is None:
            raise Outside
        for dated in self._dated:
            worth = dated.worth(days)
            if worth is None:
                possible |= dated.yes | dated.no
            else:
                bits |= dated.yes if worth else dated.no
        regime = self._regime(act, decision)
        holds = self._holds(bits)
        if possible and (self._holds(bits | possible) ^ holds) & regime.sure:
            raise Outside
        try:
            values = tuple([numbers[n] for n in regime.numbers])
        except KeyError:
            raise Outside from None
        return (
            regime.number,
            holds & regime.holds,
            *[total(holds) for total in regime.totals],
            *values,
            *[_side(found, self._last(act, p)) for p in self._limits],
            *[_lasts(days.get(a), days.get(b)) for a, b in self._daily],
        )

    def _last(self, act: date, period: calendar.Period) -> date:
        key = (act, period)
        if key not in self._ends:
            if len(self._ends) > MOST:
                self._ends.clear()
            self._ends[key] = calendar.after(act, period)
        return self._ends[key]

    # --- what the rules look at -----------------------------------------------------------------------------------

    def _all(self, offence: Offence) -> Iterator[_Rule]:
        law = self.law
        if any(p.unit not in _ORDERED for p in self._limits):
            raise Outside
        provisions = list(offence.provisions)
        for other in (offence.succeeded_by, offence.preceded_by):
            provisions += law.offences[other].provisions if other in law.offences else ()
        # a table may quote any provision of the offence, so that its range counts wherever a table does
        quoted = tuple(n for p in offence.provisions for n in _fines(t.fine for t in p.tiers))
        yield _Rule(None, "", self._conditions([offence.elements]), ())
        for provision in provisions:
            yield _Rule(
                provision,
                "both",
                self._conditions(_of_provision(provision)),
                tuple(_fines(t.fine for t in provision.tiers)),
            )
        for entries in law.lists.values():
            for entry in entries:
                yield _Rule(entry, entry.at, self._conditions([entry.when, entry.unless]))
        for id, programme in law.programmes.items():
            yield _Rule(
                _Named(id, programme),
                programme.at,
                self._conditions(_of_programme(programme)),
                tuple(c.per for c in programme.credits if c.per),
            )
        for id, basis in law.bases.items():
            conditions = [basis.when, *(t.when for t in basis.tiers), *(b.when for b in basis.bands)]
            facts = [t.of.of.fact for t in basis.tiers if t.of.of.fact] + list(_fines(b.amount for b in basis.bands))
            levels = self._levels(basis)
            yield _Rule(_Named(id, basis), "decision", self._conditions(conditions), (*facts, *quoted), levels)

    def _conditions(self, conditions: Iterable[Condition | None]) -> int:
        """The bits under which the function tells of some conditions."""
        found = 0
        for condition in conditions:
            if condition is not None:
                found |= self._condition(condition.node)
        return found

    def _condition(self, node: Node) -> int:
        late = self._bits.known_late(node)
        if late is None:
            return self._table.add(self._bits.part(node))
        # what the engine works out follows from all the rest; every other test must be known by itself
        found = 0
        for test in late:
            found |= self._table.add(self._bits.part(test)) | self._table.add(self._bits.part(test, False))
        return found

    def _levels(self, basis: Basis) -> _Levels:
        """What the levels of a table come to: for weights their sums, tier by tier; else which levels hold."""
        factors = [self._factor(f) for f in basis.factors]
        holds = 0
        for factor in factors:
            for condition in (factor.gate, *factor.levels):
                holds |= 0 if isinstance(condition, bool) else condition
        if basis.method != "weights" or any(f.tiers for f in basis.factors):
            return _Levels(lambda b: tuple([f.held(b) for f in factors]), holds)
        tiers = sorted({t for f in basis.factors for level in f.levels for t in level.weight.by_tier})
        weighed = [_Weights(f, tiers) for f in factors]
        if not tiers:
            return _Levels(lambda b: sum([w[w.held(b)][0] for w in weighed]), holds)
        return _Levels(lambda b: tuple(map(sum, zip(*[w[w.held(b)] for w in weighed], strict=True))), holds)

    def _factor(self, factor: Factor) -> _Factor:
        gate = self._bits.part(factor.when.node) if factor.when is not None else True
        levels = []
        for level in factor.levels:
            test = _test(factor, level)
            node = level.when.node if level.when is not None else test
            levels.append(True if node is None else self._bits.part(node))
        fact = self.law.facts.get(factor.fact or "")
        gated = gate if isinstance(gate, bool) else self._table.add(gate)
        several = fact is not None and fact.type == "set"
        return _Factor(factor, gated, tuple(p if isinstance(p, bool) else self._table.add(p) for p in levels), several)

    # --- what is in force -------------------------------------------------------------------------------------------

    def _regime(self, act: date, decision: date) -> _Regime:
        place = (bisect_right(self._boundaries, act), bisect_right(self._boundaries, decision))
        if place not in self._regimes:
            self._regimes[place] = self._make(act, decision)
        return self._regimes[place]

    def _make(self, act: date, decision: date) -> _Regime:
        holds = sure = 0
        numbers: list[str] = []
        totals: list[Callable[[int], Hashable]] = []
        for rule in self._rules:
            if not self._in_force(rule, act, decision):
                continue
            holds |= rule.holds
            sure |= rule.holds
            numbers += rule.numbers
            if rule.table is not None:
                totals.append(rule.table.total)
                sure |= rule.table.holds
        return _Regime(len(self._regimes), holds, sure, tuple(dict.fromkeys(numbers)), tuple(totals))

    def _in_force(self, rule: _Rule, act: date, decision: date) -> bool:
        law, record = self.law, rule.record
        if record is None:
            return True
        if isinstance(record, Provision):
            return bool(law.in_force(record, act) or law.in_force(record, decision))
        day = act if rule.at == "act" else decision
        inner = record.record if isinstance(record, _Named) else record
        return bool(law.in_force(inner, day)) and not law.replaced(record.id, day)


class _Named(msgspec.Struct, frozen=True):
    """A programme or table with its id."""

    id: str
    record: Any


class _Dated:
    """A test of a day."""

    def __init__(self, test: FactTest, yes: int, no: int) -> None:
        self.test, self.yes, self.no = test, yes, no
        self._ends: dict[date, date | None] = {}

    def worth(self, days: Days) -> bool | None:
        """What it is worth."""
        value, test = days.get(self.test.fact), self.test.test
        if value is None:
            return None
        if isinstance(test, Dated):
            return (test.from_ is None or test.from_ <= value) and (test.to is None or value <= test.to)
        assert isinstance(test, Within)
        start = days.get(test.of)
        if start is None:
            return None
        if start not in self._ends:
            try:
                self._ends[start] = (calendar.after if test.way > 0 else calendar.before)(start, test.period)
            except calendar.BeyondCalendar:
                self._ends[start] = None
        end = self._ends[start]
        if end is None:
            return None
        return start <= value <= end if test.way > 0 else end <= value <= start


class _Factor:
    """A factor: its gate and its levels, each the same in every case or a condition by its bit."""

    def __init__(self, factor: Factor, gate: int | bool, levels: tuple[int | bool, ...], several: bool) -> None:
        self.factor, self.gate, self.levels, self.several = factor, gate, levels, several

    def held(self, holds: int) -> int:
        """Which levels hold, a bit each; -1 where the factor does not concern the case."""
        gate = self.gate
        if gate is False or (gate is not True and not holds & gate):
            return -1
        found, place = 0, 1
        for level in self.levels:
            if level is True or (level is not False and holds & level):
                found |= place
            place <<= 1
        return found


class _Weights(dict[int, tuple[Number, ...]]):
    """The weights of a factor by the levels that hold, tier by tier (the last for every other tier)."""

    def __init__(self, factor: _Factor, tiers: Sequence[str]) -> None:
        super().__init__()
        self.factor, self.tiers = factor, tiers
        self.held = factor.held

    def __missing__(self, held: int) -> tuple[Number, ...]:
        found = tuple(self._weight(held, tier) for tier in (*self.tiers, ""))
        self[held] = found
        return found

    def _weight(self, held: int, tier: str) -> Number:
        factor = self.factor.factor
        if held < 0:
            return 0
        levels = [level for n, level in enumerate(factor.levels) if held >> n & 1]
        weights = [figure.value for level in levels if (figure := level.weight.at(tier)) is not None]
        if not weights:
            return 0
        steps = factor.fact is not None and all(level.when is None for level in factor.levels)
        if factor.pick == "first" or (steps and not self.factor.several):
            return weights[0]
        return {"sum": sum, "heaviest": max, "lightest": min}[factor.pick](weights)


def _test(factor: Factor, level: Level) -> FactTest | None:
    """The test that a level of one fact makes; none where it always holds."""
    if factor.fact is None:
        return None
    if level.values:
        return FactTest(factor.fact, OneOf(level.values))
    if level.at_least is None and level.below is None:
        return None
    below, at_most = (None, level.below) if level.closed else (level.below, None)
    return FactTest(factor.fact, Between(below=below, at_most=at_most, at_least=level.at_least))


def _of_provision(provision: Provision) -> Iterator[Condition | None]:
    yield provision.elements
    uses = (*provision.measures, *(m for t in provision.tiers for m in t.measures))
    yield from (t.when for t in provision.tiers)
    yield from (use.when for use in uses if not isinstance(use, str))
    if provision.on_refusal:
        yield Condition(AllOf((_REFUSED,)))


def _of_programme(programme: Programme) -> Iterator[Condition | None]:
    yield programme.requires
    yield from (step.when for step in (*programme.reduction, *programme.credits, *programme.benefits))


def _fines(fines: Iterable[Fine | None]) -> Iterator[str]:
    """The facts in which fines are worked out."""
    yield from (f.of for f in fines if f is not None and f.of is not None)


def _boundaries(law: Law, records: Iterable[Any]) -> list[date]:
    """The days from which on something is in force that was not, or the other way round."""
    found: set[date] = set()
    replacing = [r for several in law.replacing.values() for r in several]
    inner = [r.record if isinstance(r, _Named) else r for r in records if r is not None]
    for record in (*inner, *replacing):
        validity = law.validity(record)
        if validity.from_ is not None:
            found.add(validity.from_.value)
        if validity.to is not None and validity.to.value < date.max:
            found.add(validity.to.value + timedelta(days=1))
    return sorted(found)


def _side(day: date, end: date) -> int:
    """Before the end of a period, on it, or after it."""
    return 0 if day < end else 1 if day == end else 2


def _lasts(start: date | None, end: date | None) -> int:
    """Whether days lie between two days: -1 where one of them is unknown."""
    return -1 if start is None or end is None else int(end > start)
