"""The days of many rows, column by column: which rows are alike in all that their days come to.

The engine sees days as :class:`discretion.batch.cell.When` has it: the rules in force, the tests of days, the order of days. Each of these
is a comparison of two columns of whole numbers here, or a look-up of one; of rows that come out alike in all, one is asked for the rest.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from discretion import calendar
from discretion.batch import cells
from discretion.batch.cell import DayTest, When
from discretion.batch.codes import Coded, first, look_up, numbered
from discretion.batch.fast import Offence
from discretion.batch.said import BEGAN, ORDER, TIMELINE, Said
from discretion.law.condition import Dated, Within

#: What stands for a day that is not stated, and for a text that is none.
_NONE, _BAD = 0, -1
_ACT, _FOUND, _DECISION = f"{TIMELINE}act", f"{TIMELINE}found", f"{TIMELINE}decision"


class Days:
    """Columns of days by the names of their facts. ``on``: the day of the decision where a row states none.

    What columns come to is told for all rows at once; asked for are stretches of the rows.
    """

    def __init__(self, texts: Mapping[str, Coded], on: date | None) -> None:
        self.texts = texts
        self.days = {name: column.mapped(_ordinal) for name, column in texts.items()}
        if on is not None and _DECISION in self.days:
            today = on.toordinal()
            self.days[_DECISION] = self.days[_DECISION].mapped(lambda day: today if day == _NONE else day)
        self._numbers: dict[Hashable, Any] = {}
        self._compared: dict[Hashable, Coded] = {}
        self._known: dict[Hashable, Coded] = {}

    def whens(self, own: Offence, rows: range | None, count: int) -> Coded:
        """What the days of each row of a stretch come to (``None``: of all); ``None`` where they do not come to anything."""
        wanted = sorted({n for n in self.days if n.startswith(TIMELINE)} | (self.days.keys() & set(own.dates)))
        alike = [column.stretch(rows) for column in self._alike(own, wanted)]
        codes, _ = numbered([(c.codes, len(c.values)) for c in alike])
        if codes is None:
            return Coded(look_up([0], [0] * count), [self._when(own, {})])
        found = codes.dictionary_encode()
        firsts = first(found.indices, len(found.dictionary))
        texts = {name: self.texts[name].stretch(rows).of(firsts) for name in wanted}
        whens = [self._when(own, {n: t[place] for n, t in texts.items()}) for place in range(len(firsts))]
        return Coded(found.indices, whens).mapped(lambda when: when)

    def _alike(self, own: Offence, names: Sequence[str]) -> Iterator[Coded]:
        """What rows must have in common for their days to come to the same."""
        for name in names:
            yield self._classes(name, None, lambda day: min(day, 1))
        for at, days in own.own.own.turns.items():
            turns = tuple([day.toordinal() for day in days])
            if f"{TIMELINE}{at}" in names:
                yield self._classes(f"{TIMELINE}{at}", turns, partial(bisect_right, turns))
        # an act of one day begins when it ends; of another the row is not so plain
        known = {name: name for name in names} | ({BEGAN: _ACT} if _ACT in names else {})
        for one, other in (*ORDER, *own.own.daily):
            if one in known and other in known:
                yield self._sides(known[one], known[other])
        if _ACT in known and _FOUND in known:
            for period in own.own.limits:
                yield self._sides(_FOUND, _ACT, calendar.after, period)
        for dated in own.own.dated:
            if all(fact in known for fact in dated.facts):
                yield from self._tested(dated)

    def _tested(self, dated: DayTest) -> Iterator[Coded]:
        """What a test of days is worth."""
        test = dated.test
        if isinstance(test, Dated):
            yield self._classes(dated.fact, test, lambda day: day > 0 and _covers(test, date.fromordinal(day)))
        elif isinstance(test, Within):
            yield self._sides(dated.fact, test.of)
            way = calendar.after if test.way > 0 else calendar.before
            yield self._sides(dated.fact, test.of, way, test.period)

    def _classes(self, name: str, by: Hashable, function: Callable[[int], Hashable]) -> Coded:
        """``function`` of the days of all rows; ``by`` names it."""
        found = self._known.get((name, by))
        if found is None:
            found = self._known[name, by] = self.days[name].mapped(function)
        return found

    def _sides(self, one: str, other: str, way: Any = None, period: Any = None) -> Coded:
        """Before another day (moved by a period), on it or after it: each a number."""
        import pyarrow.compute as compute

        key = (one, other, way, period)
        found = self._compared.get(key)
        if found is None:
            left, right = self._number(one), self._number(other, way, period)
            above = compute.greater(left, right).cast("uint8")
            codes = compute.add(above, compute.greater_equal(left, right).cast("uint8"))
            found = self._compared[key] = Coded(codes, [0, 1, 2])
        return found

    def _number(self, name: str, way: Any = None, period: Any = None) -> Any:
        """The days of all rows as numbers, moved by a period."""
        key = (name, way, period)
        found = self._numbers.get(key)
        if found is None:
            days = self.days[name] if way is None else self.days[name].mapped(_moved(way, period))
            found = self._numbers[key] = look_up(days.values, days.codes, "int32")
        return found

    def _when(self, own: Offence, texts: Mapping[str, str]) -> When | None:
        facts = {n: t for n, t in texts.items() if t and not n.startswith(TIMELINE)}
        days = {n.removeprefix(TIMELINE): t for n, t in texts.items() if n.startswith(TIMELINE)}
        try:
            return own.when(Said("", "", own.kind, facts, days))
        except Exception:  # a row that is not so plain is read by itself
            return None


def _ordinal(text: str) -> int:
    if not text:
        return _NONE
    day = cells.day(text)
    return day.toordinal() if isinstance(day, date) else _BAD


def _covers(test: Dated, day: date) -> bool:
    return (test.from_ is None or test.from_ <= day) and (test.to is None or day <= test.to)


def _moved(way: Callable[[date, calendar.Period], date], period: calendar.Period) -> Callable[[int], int]:
    """A day by a period later, or earlier."""

    def moved(day: int) -> int:
        if day <= 0:
            return _BAD
        try:
            return way(date.fromordinal(day), period).toordinal()
        except (calendar.BeyondCalendar, ValueError, OverflowError):
            return _BAD

    return moved
