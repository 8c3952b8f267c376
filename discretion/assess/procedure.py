"""Stage 13: what the officer must do and tell the party."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import msgspec

from discretion import calendar
from discretion.assess.entries import apply, live
from discretion.assess.finding import Finding
from discretion.assess.matter import Matter, names
from discretion.assess.memo import derived, looked
from discretion.law.entry import Procedure
from discretion.money import Amount
from discretion.text import Message, say

STAGE: Final = "procedure"


def run(matter: Matter, fine: Amount) -> tuple[Finding, ...]:
    """The procedure notes for a matter whose fine is ``fine``."""
    provision, view = matter.provision, matter.view.but({"fine": fine})
    key = (STAGE, matter.when, id(provision))
    return looked(key, view, lambda view: _run(matter.seeing(view)), provision)


def _run(matter: Matter) -> tuple[Finding, ...]:
    provision = matter.provision
    key = ("competence", matter.violation.offence, id(provision))
    found = list(derived(matter.law, key, lambda: (provision, tuple(_competence(matter))))[1])
    found += (told for entry in live("procedure", matter) if (told := _told(entry, matter)) is not None)
    return tuple(found)


def _told(entry: Procedure, matter: Matter) -> Finding | None:
    """What an entry has to say; what names a last day, which differs from case to case, is not worth remembering."""
    if entry.deadline is not None:
        return _note(entry, matter)
    # not by the offence: where a rule asks for it, it is a fact that was looked at
    key = ("note", entry.id, matter.when[1])
    return looked(key, matter.view, lambda view: _note(entry, matter.seeing(view)))


def _note(entry: Procedure, matter: Matter) -> Finding | None:
    applied = apply(STAGE, entry, matter, entry.when)
    return None if applied.truth is False else msgspec.structs.replace(applied.finding, reason=_reason(entry, matter))


def _competence(matter: Matter) -> Iterator[Finding]:
    """Who enforces the offence, where that is not, or not only, the department whose officer asks."""
    own = matter.law.settings.department
    by = matter.provision.departments or matter.offence.departments
    if own is None or by == (own,):
        return
    other = own not in by
    names_ = tuple(matter.law.department(d) for d in by)
    if other:
        reason = say("Enforced by {departments}, not by {own}.", departments=names_, own=matter.law.department(own))
    else:
        reason = say("Each as far as the law makes it its duty: {departments}.", departments=names_)
    title = say("for another department") if other else say("competent departments")
    liability = matter.provision.liability[:1]
    yield Finding(
        STAGE,
        f"{matter.violation.offence}/competence",
        title,
        "noted",
        reason,
        names(liability),
        matter.law.cites(liability),
        warning=other,
    )


def _reason(entry: Procedure, matter: Matter) -> Message:
    if entry.deadline is None:
        return say("{text}", text=entry.text)
    start = matter.view.value(entry.deadline.of)
    if not isinstance(start, date):
        return say("{text}", text=entry.text)
    try:
        last = calendar.after(start, entry.deadline.period.period)
    except calendar.BeyondCalendar as beyond:
        year = beyond.year
        return say(
            "{text} The calendar of public holidays does not reach {year}: count by hand.",
            text=entry.text,
            year=str(year),
        )
    return say("{text} Last day: {last}.", text=entry.text, last=last)
