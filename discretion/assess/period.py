"""Between which changes of the law a day lies: on all days of a period the same rules are in force.

What depends on a day only through the rules that are in force then is the same throughout a period, and is remembered once for it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from discretion.assess.memo import derived
from discretion.law.figure import Validity
from discretion.rulebook import Law

#: The periods of the days of the act and of the decision; ``None`` where the day is unknown.
Periods = tuple[int | None, int | None]


def periods(law: Law, act: date | None, decision: date | None) -> Periods:
    """The periods in which two days lie."""
    return derived(law, ("periods", act, decision), lambda: (period(law, act), period(law, decision)))


def period(law: Law, day: date | None) -> int | None:
    """The period in which a day lies; ``None`` where it is unknown."""
    return None if day is None else bisect_right(turns(law), day)


def turns(law: Law) -> tuple[date, ...]:
    """The days on which a rule of ``law`` comes into force or has gone out of it, in order."""
    return derived(law, "turns", lambda: tuple(sorted(set(_turns(law)))))


def _turns(law: Law) -> Iterator[date]:
    for record in _records(law):
        validity: Validity | None = record.in_force
        if validity is None:
            continue
        if validity.from_ is not None:
            yield validity.from_.value
        if validity.to is not None and validity.to.value < date.max:
            yield validity.to.value + timedelta(days=1)


def _records(law: Law) -> Iterator[Any]:
    """Every record that says when it is in force: the instruments, and the rules that say it themselves."""
    yield from law.instruments.values()
    yield from law.bases.values()
    yield from law.programmes.values()
    for entries in law.lists.values():
        yield from entries
    for offence in law.offences.values():
        yield from offence.provisions
    for records in law.replacing.values():
        yield from (r for r in records if hasattr(r, "in_force"))
