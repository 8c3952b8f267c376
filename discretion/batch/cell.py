"""The cell of a case: everything on which its result can depend, and nothing else.

The engine looks at a case of one violation through the truth of the conditions of the rules in force, the weights of the tables in
force, the order of its days, and the exact values of the facts in which an amount is worked out. Two complete cases that are the same
in all of these are one case to it. So the engine assesses the first case of a cell, and what it finds holds for the rest; for other
amounts, where its comparisons come out the same (:mod:`discretion.batch.traced`).

A case with anything else to it (choices, a stated amount, several violations, a fact that nobody has established and that matters)
is :class:`Outside`: it is assessed by itself.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

import msgspec

from discretion import calendar
from discretion.assess.period import instruments, provisions, records
from discretion.batch.kept import Kept
from discretion.batch.logic import LATE, Sight
from discretion.batch.rules import EXCLUSIONS, Common, Own, Rule, by_fact
from discretion.law.condition import Dated, FactTest, Within
from discretion.law.entry import DailyFine, Limitation
from discretion.rulebook import Law

#: Periods whose ends come in the order of their lengths, whatever the day.
_ORDERED: Final = ("months", "years")
_OFFENCE: Final = ("offence", "offence_tag")
MOST: Final = 10_000
Days = Mapping[str, date]


class Outside(Exception):
    """The case is not one of which its cell tells everything."""


class Regime:
    """The rules in force for a day of the act and a day of the decision; ``holds`` are their conditions, ``sure`` those of levels too."""

    def __init__(
        self, number: int, rules: tuple[Rule, ...], act: date, decision: date, alike: tuple[Hashable, Hashable]
    ) -> None:
        self.number = number
        self.rules = rules
        #: Days of this regime, for what is the same on all of them.
        self.act, self.decision = act, decision
        self.holds = 0
        self.sure = 0
        for rule in rules:
            self.holds |= rule.sight.holds
            self.sure |= rule.whole.holds
        self.numbers = tuple(dict.fromkeys(n for r in rules for n in r.numbers))
        self.needed = frozenset(self.numbers)
        #: The same for other days on which the same is in force: but for fines for each day, and with these.
        self.alike = alike
        self.levels = tuple(r.levels for r in rules if r.levels is not None)
        self.totals = tuple(levels.total for levels in self.levels)

    def group(self, *groups: str) -> tuple[Rule, ...]:
        """The rules of a step, and the exclusions that take the effect of one of them away, or of each other."""
        found = [r for r in self.rules if r.group in groups]
        ids = {r.id for r in found}
        left = [r for r in self.rules if r.group == EXCLUSIONS]
        while more := [r for r in left if ids & set(r.record.defeats)]:
            found += more
            ids |= {r.id for r in more}
            left = [r for r in left if r not in more]
        return tuple(found)


class When(msgspec.Struct, frozen=True):
    """What the days of a case come to: the rules in force, the bits of the tests of days that are known and of those that are not, and
    the order of days."""

    regime: Regime
    bits: int
    possible: int
    sides: tuple[int, ...]
    lasts: tuple[int, ...]

    @property
    def in_force(self) -> Hashable:
        """What is in force of all that can bear on the case: the same for cases between whose days nothing of it changed."""
        return self.regime.alike[max(self.lasts, default=-1) >= 0]


class Look(msgspec.Struct):
    """What the engine sees of a case: the rules in force, the conditions that hold, the numbers, the order of days.

    ``unknown`` are the conditions of which nobody knows, for want of facts that are neither in ``facts`` nor among ``days``; ``bits`` the
    tests that are known. Where nothing that matters is unknown, these three are not asked for. ``weights``: what the levels of each
    table come to, where that is known already.
    """

    regime: Regime
    holds: int
    unknown: int
    bits: int
    facts: Mapping[str, Any]
    days: Days
    numbers: Mapping[str, Any]
    sides: tuple[int, ...]
    lasts: tuple[int, ...]
    weights: tuple[Hashable, ...] | None = None

    def seen(self, sight: Sight) -> Hashable:
        """What is seen of some conditions: which hold; and where one is unknown, every test, and which facts are missing."""
        if not self.unknown or not self.unknown & sight.holds:
            return self.holds & sight.holds
        missing = tuple([f for f in sight.facts if f not in self.facts and f not in self.days])
        return (self.holds & sight.holds, self.unknown & sight.holds, self.bits & sight.bits, missing)

    def values(self, names: tuple[str, ...]) -> tuple[Any, ...]:
        """The values of some facts; ``None`` for what is missing."""
        return tuple(map(self.numbers.get, names))

    @property
    def cell(self) -> Hashable:
        """The cell, but for the values of the facts in which amounts are worked out (:attr:`exact`). Raises :class:`Outside` where
        something that matters is unknown."""
        regime = self.regime
        if self.unknown & regime.sure or None in self.exact:
            raise Outside
        totals = self.weights if self.weights is not None else [total(self.holds) for total in regime.totals]
        return (regime.number, self.holds & regime.holds, self.sides, self.lasts, *totals)

    @property
    def exact(self) -> tuple[Any, ...]:
        """The values of the facts in which amounts are worked out."""
        return self.values(self.regime.numbers) if self.regime.numbers else ()


class Cells:
    """The cells of one offence under one law, narrowed to it (:func:`discretion.batch.part.part`)."""

    def __init__(self, common: Common, law: Law, offence: str) -> None:
        self.law = law
        self.offence = offence
        self.own = Own(common, law, offence)
        limits = [e.period.period for e in law.lists["limitation"] if isinstance(e, Limitation)]
        self.limits = tuple(dict.fromkeys(limits))
        if any(p.unit not in _ORDERED for p in self.limits):
            raise Outside
        daily = [(e.from_, e.until) for e in law.lists["daily-fine"] if isinstance(e, DailyFine)]
        self.daily = tuple(dict.fromkeys(daily))
        self._regimes: dict[tuple[int, int], Regime] = {}
        self._names: dict[Hashable, int] = {}
        #: What the stages of the engine did (:mod:`discretion.batch.stages`).
        self.steps: dict[Hashable, Any] = {}
        self._ends = [Kept(partial(calendar.after, period=period), MOST) for period in self.limits]
        tests = tuple(self.own.bits.tests)
        self.dated = tuple(DayTest(*t) for t in tests if isinstance(t[0].test, (Within, Dated)))
        self._tests = by_fact(tests)
        if LATE & self._tests.keys():
            raise Outside
        #: The facts that are days, the days of the timeline among them.
        self.dates = tuple(dict.fromkeys(d for t in self.dated for d in t.facts))
        #: The facts of which the value itself counts.
        self.numbers = tuple(dict.fromkeys(n for r in self.own.rules for n in r.numbers))
        #: All facts that are no days.
        self.facts = tuple(f for f in dict.fromkeys((*self._tests, *self.numbers)) if f not in _OFFENCE)
        known = {f: law.facts[f].presumed for f in self.facts if f in law.facts}
        self.presumed = {f: presumed.value for f, presumed in known.items() if presumed is not None}
        #: The bits that are the same in all of its cases.
        self.fixed = self.mask("offence", offence) | self.mask("offence_tag", frozenset(law.offences[offence].tags))

    def mask(self, fact: str, value: Any) -> int:
        """The bits that a value of a fact sets."""
        return self.own.mask(fact, value)

    def unknown(self, fact: str) -> int:
        """The bits that are possible while a fact is unknown."""
        return sum(yes | no for _, yes, no in self._tests.get(fact, ()))

    def look(self, bits: int, possible: int, facts: Mapping[str, Any], numbers: Mapping[str, Any], days: Days) -> Look:
        """What the engine sees: by the bits of the facts that are known, those of the facts that are not, the known ones by name, the
        values that count themselves, and the days.

        Raises :class:`Outside`.
        """
        when = self.when(days)
        bits |= self.fixed | when.bits
        possible |= when.possible
        holds = self.own.holds(bits)
        unknown = self.own.holds(bits | possible) ^ holds if possible else 0
        return Look(when.regime, holds, unknown, bits, facts, days, numbers, when.sides, when.lasts)

    def when(self, days: Days) -> When:
        """What the days come to. Raises :class:`Outside`."""
        act, decision, found = days.get("timeline.act"), days.get("timeline.decision"), days.get("timeline.found")
        if act is None or decision is None or found is None:
            raise Outside
        bits = possible = 0
        for dated in self.dated:
            worth = dated.worth(days)
            if worth is None:
                possible |= dated.yes | dated.no
            else:
                bits |= dated.yes if worth else dated.no
        return When(
            self._regime(act, decision),
            bits,
            possible,
            tuple([_side(found, ends[act]) for ends in self._ends]),
            tuple([_lasts(days.get(a), days.get(b)) for a, b in self.daily]),
        )

    def _regime(self, act: date, decision: date) -> Regime:
        place = self.own.regime(act, decision)
        found = self._regimes.get(place)
        if found is None:
            rules = tuple(r for r in self.own.rules if self.own.in_force(r, act, decision))
            alike = self._alike(act, decision)
            found = self._regimes[place] = Regime(len(self._regimes), rules, act, decision, alike)
        return found

    def _alike(self, act: date, decision: date) -> tuple[Hashable, Hashable]:
        """What is in force on two days: without, and with, the fines for each day."""
        law, offence = self.law, self.offence
        days: dict[str, date] = {"act": act, "decision": decision}
        found: list[Hashable] = [law.in_force(p, day) for p in provisions(law, offence) for day in days.values()]
        found += [instrument.in_force.covers(decision) for instrument in instruments(law)]
        daily: list[Hashable] = []
        for at, id, record in records(law, offence):
            state = (law.in_force(record, days[at]), law.replaced(id, days[at]))
            (daily if isinstance(record, DailyFine) else found).append(state)
        usual, whole = tuple(found), (*found, *daily)
        return self._names.setdefault(usual, len(self._names)), self._names.setdefault(whole, len(self._names))


class DayTest:
    """A test of a day."""

    def __init__(self, test: FactTest, yes: int, no: int) -> None:
        self.fact, self.test, self.yes, self.no = test.fact, test.test, yes, no
        self._ends: dict[date, date | None] = {}

    @property
    def facts(self) -> tuple[str, ...]:
        """The days that it looks at."""
        return (self.fact, self.test.of) if isinstance(self.test, Within) else (self.fact,)

    def worth(self, days: Days) -> bool | None:
        """What it is worth."""
        value, test = days.get(self.fact), self.test
        if value is None:
            return None
        if isinstance(test, Dated):
            return (test.from_ is None or test.from_ <= value) and (test.to is None or value <= test.to)
        assert isinstance(test, Within)
        start = days.get(test.of)
        if start is None:
            return None
        if start not in self._ends:
            if len(self._ends) > MOST:
                self._ends.clear()
            try:
                self._ends[start] = (calendar.after if test.way > 0 else calendar.before)(start, test.period)
            except calendar.BeyondCalendar:
                self._ends[start] = None
        end = self._ends[start]
        if end is None:
            return None
        return start <= value <= end if test.way > 0 else end <= value <= start


def _side(day: date, end: date) -> int:
    """Before the end of a period, on it, or after it."""
    return 0 if day < end else 1 if day == end else 2


def _lasts(start: date | None, end: date | None) -> int:
    """Whether days lie between two days: -1 where one of them is unknown."""
    return -1 if start is None or end is None else int(end > start)
