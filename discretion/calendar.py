"""Days, periods and Chinese working days.

Only periods of two, three, five and seven days in the Administrative Penalty Law are working days (its article 85); which
period is which stands in the rules. Public holidays come from the maintained package ``chinesecalendar``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal

import msgspec

Unit = Literal["days", "working-days", "months", "years"]
UNITS: Final[tuple[Unit, ...]] = ("days", "working-days", "months", "years")
_PERIOD: Final = re.compile(r"(\d{1,4}) (day|working-day|month|year)s?")


class BeyondCalendar(ValueError):
    """Working days were asked for in a year for which no holidays are known."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


class Period(msgspec.Struct, frozen=True):
    """``2 years``, ``12 months``, ``90 days``, ``7 working-days``."""

    count: int
    unit: Unit

    @classmethod
    def read(cls, text: str) -> Period:
        """Read the text of a period. Raises ``ValueError``."""
        match = _PERIOD.fullmatch(text)
        if match is None:
            raise ValueError(text)
        unit: Unit = f"{match[2]}s"  # type: ignore[assignment]
        return cls(int(match[1]), unit)

    def __str__(self) -> str:
        return f"{self.count} {self.unit}"


def _month(day: date, months: int) -> date:
    """The same day of the month ``months`` later (or earlier), or that month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise OverflowError(day, months)


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool:
    """Whether offices work on ``day``. Raises :class:`BeyondCalendar`."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError as error:
        raise BeyondCalendar(day.year) from error


def calendar_years() -> tuple[int, int]:
    """The first and last year for which public holidays are known."""
    import chinese_calendar

    years = [day.year for day in chinese_calendar.constants.holidays]
    return min(years), max(years)


def after(day: date, period: Period) -> date:
    """The last day of a period that begins on ``day``, the first day not counted. Raises :class:`BeyondCalendar`."""
    return _shift(day, period, 1)


def before(day: date, period: Period) -> date:
    """The day that lies ``period`` before ``day``. Raises :class:`BeyondCalendar`."""
    return _shift(day, period, -1)


def _shift(day: date, period: Period, way: int) -> date:
    shifted: Callable[[Period, int], date] | None = getattr(day, "shifted", None)
    if shifted is not None:
        # what stands for the days of many cases (discretion.batch.dated) moves itself
        return shifted(period, way)
    if period.unit == "days":
        return day + timedelta(days=way * period.count)
    if period.unit == "months":
        return _month(day, way * period.count)
    if period.unit == "years":
        return _month(day, way * 12 * period.count)
    left = period.count
    while left:
        day += timedelta(days=way)
        left -= is_working_day(day)
    return day
