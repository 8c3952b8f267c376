"""Between which changes of the law a day lies: on all days of a period the same rules are in force for an offence.

What depends on a day only through the rules that are in force then is the same throughout a period, and is remembered once for it. A
period is named by its first day, so that what concerns a rule alone is the same for every offence with a period of that name: the rule is
in force on the whole of each of them, or on no day.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final, Literal, get_args

from discretion.assess.memo import derived
from discretion.law.citation import Instrument
from discretion.law.figure import Validity
from discretion.rulebook import Law
from discretion.rulebook.book import Dated

#: The day that chooses a rule.
At = Literal["act", "decision"]
#: The periods of the days of the act and of the decision; ``None`` where the day is unknown.
Periods = tuple[date | None, date | None]
#: The first days of the periods after the first one, for each day that chooses rules.
Turns = Mapping[At, tuple[date, ...]]
ATS: Final[tuple[At, ...]] = get_args(At)


def periods(law: Law, offence: str, act: date | None, decision: date | None) -> Periods:
    """The periods in which two days lie."""
    key = ("periods", offence, act, decision)
    return derived(law, key, lambda: (period(law, offence, "act", act), period(law, offence, "decision", decision)))


def period(law: Law, offence: str, at: At, day: date | None) -> date | None:
    """The first day of the period in which a day lies; ``None`` where it is unknown."""
    if day is None:
        return None
    days = turns(law, offence)[at]
    before = bisect_right(days, day)
    return days[before - 1] if before else date.min


def turns(law: Law, offence: str) -> Turns:
    """The days on which a rule that can concern ``offence`` comes into force or has gone out of it, in order."""

    def found() -> Turns:
        changes: dict[At, set[date]] = {at: set() for at in ATS}
        for at, validity in _validities(law, offence):
            changes[at].update(_ends(validity))
        return {at: tuple(sorted(days)) for at, days in changes.items()}

    return derived(law, ("turns", offence), found)


def _ends(validity: Validity) -> Iterator[date]:
    if validity.from_ is not None:
        yield validity.from_.value
    if validity.to is not None and validity.to.value < date.max:
        yield validity.to.value + timedelta(days=1)


def _validities(law: Law, offence: str) -> Iterator[tuple[At, Validity]]:
    """When each rule that can concern the offence is in force, and the day by which it is chosen."""
    for provision in provisions(law, offence):
        # those at the act and those at the decision are compared
        yield from ((at, law.validity(provision)) for at in ATS)
    for at, id, record in records(law, offence):
        yield at, law.validity(record)
        # a nearer rule takes its place as long as it is in force itself
        yield from ((at, law.validity(nearer)) for nearer in law.replacing.get(id, ()))
    yield from (("decision", instrument.in_force) for instrument in instruments(law))


def provisions(law: Law, offence: str) -> Iterator[Any]:
    """The provisions of an offence, and of those that take its place or whose place it takes."""
    own = law.offences[offence]
    near = (law.offences.get(id) for id in (own.succeeded_by, own.preceded_by) if id is not None)
    for record in (own, *near):
        yield from () if record is None else record.provisions


def records(law: Law, offence: str) -> Iterator[tuple[At, str, Any]]:
    """The tables, programmes and entries that can concern an offence."""
    for id, basis in law.bases.items():
        if not basis.offences or offence in basis.offences:
            yield "decision", id, basis
    yield from ((p.at, id, p) for id, p in law.programmes.items() if p.concerns(offence))
    for entries in law.lists.values():
        yield from ((entry.at, entry.id, entry) for entry in entries if entry.concerns(offence))


def instruments(law: Law) -> Iterator[Instrument]:
    """The instruments in which steps of an assessment, and settings of a jurisdiction, stand."""
    cited = [c.instrument for several in (law.settings.authority or {}).values() for c in several]
    for level in law.levels:
        sources = [getattr(getattr(level, name), "source", None) for name in get_args(Dated)]
        cited += [source.instrument for source in sources if source is not None]
    yield from (law.instruments[id] for id in dict.fromkeys(cited) if id in law.instruments)
