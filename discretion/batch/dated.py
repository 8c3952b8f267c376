"""Days that stand for those of many cases.

Cases whose days lie in the same order, on the same sides of every period and between the same changes of the law, take the same way
through the engine (:mod:`discretion.batch.cell`). So the engine is run for one of them with a :class:`CaseDay` in the place of each of its
days. Compared with another day it is that day; in a text it leaves a mark (:mod:`discretion.batch.marks`), and a period that begins on it
ends on a :class:`CaseDay` again. What asks for its year or for the days between two of them asks for more than can be told of many cases:
:class:`discretion.batch.traced.Untraceable`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any, Final, NoReturn

from discretion import calendar
from discretion.batch.marks import mark
from discretion.batch.traced import Untraceable
from discretion.calendar import Period

#: How a day is written in data.
ISO: Final = "iso"
#: So many working days end at most so many days later, whatever holidays lie between.
MOST_WORKING: Final = 10
NEAR: Final = timedelta(days=40)
#: A period and which way it goes, or so many days.
Move = tuple[Period, int] | int
#: The name of a day, and how it was moved.
Of = tuple[str, tuple[Move, ...]]


def moved(day: date, move: Move) -> date:
    """A day, moved. Raises :class:`discretion.calendar.BeyondCalendar`, ``OverflowError``."""
    if isinstance(move, int):
        return day + timedelta(days=move)
    period, way = move
    return (calendar.after if way > 0 else calendar.before)(day, period)


def counted(day: date, periods: Iterable[Period]) -> Hashable:
    """How periods of working days are counted from a day on: as from most days; or which of them do not end within the calendar, and of
    which year it says nothing."""
    first, last = _ends()
    if day < first or day >= last:
        return (day + timedelta(days=1)).year
    return None if day < last - NEAR else tuple([p for p in periods if not _ends_within(day, p)]) or None


def _ends_within(day: date, period: Period) -> bool:
    """Whether the calendar of working days reaches to the end of a period."""
    try:
        calendar.after(day, period)
    except calendar.BeyondCalendar:
        return False
    return True


@cache
def _ends() -> tuple[date, date]:
    first, last = calendar.calendar_years()
    return date(first, 1, 1), date(last, 12, 31)


class CaseDay(date):
    """The day ``plain`` of one case, which is what ``of`` says in all cases of a ``kind``."""

    __slots__ = ("kind", "of", "plain")

    plain: date
    of: Of
    kind: int

    def __new__(cls, plain: date, of: Of, kind: int) -> CaseDay:
        """A day that is ``plain`` in the case that leads the way."""
        self = super().__new__(cls, plain.year, plain.month, plain.day)
        self.plain, self.of, self.kind = plain, of, kind
        return self

    def __eq__(self, other: object) -> bool:
        """Whether it is the same day in all cases of the same kind; that two days happen to be one is nothing to build on."""
        if isinstance(other, CaseDay):
            return self.of == other.of and self.kind == other.kind
        raise Untraceable

    def __hash__(self) -> int:
        return hash((self.of, self.kind))

    def _moved(self, move: Move) -> CaseDay:
        name, moves = self.of
        return CaseDay(moved(self.plain, move), (name, (*moves, move)), self.kind)

    def shifted(self, period: Period, way: int) -> CaseDay:
        """Moved by a period."""
        # what is known of the calendar is known of the day itself, and forward
        if period.unit == "working-days" and (period.count > MOST_WORKING or self.of[1] or way < 0):
            raise Untraceable
        return self._moved((period, way))

    def __add__(self, other: timedelta) -> CaseDay:
        return self._moved(other.days)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        if not isinstance(other, timedelta):
            raise Untraceable
        return self._moved(-other.days)

    def isoformat(self) -> str:
        """The mark of the day as data have it."""
        return mark(ISO, self.of)

    def written(self, language: str) -> str:
        """The mark of the day in a language."""
        return mark(language, self.of)

    def _untold(self, *_: object) -> NoReturn:
        raise Untraceable

    __rsub__ = __str__ = __format__ = strftime = toordinal = weekday = timetuple = _untold
    year = month = day = property(_untold)
