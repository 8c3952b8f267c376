"""Stage 13: what the officer must do and tell the party."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from discretion import calendar
from discretion.assess.entries import apply, in_force
from discretion.assess.finding import Finding
from discretion.assess.matter import Matter
from discretion.law.entry import Procedure
from discretion.money import Amount
from discretion.text import Message, say

STAGE: Final = "procedure"


def run(matter: Matter, fine: Amount) -> tuple[Finding, ...]:
    """The procedure notes for a matter whose fine is ``fine``."""
    matter = msgspec.structs.replace(matter, view=matter.view.with_facts(fine=fine))
    found: list[Finding] = []
    for entry in matter.law.lists["procedure"]:
        if not entry.concerns(matter.violation.offence) or in_force(entry, matter) is False:
            continue
        applied = apply(STAGE, entry, matter, entry.when)
        if applied.truth is False:
            continue
        found.append(msgspec.structs.replace(applied.finding, reason=_reason(entry, matter)))
    return tuple(found)


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
