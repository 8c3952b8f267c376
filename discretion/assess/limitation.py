"""Stage 3: was the act found in time? Day-exact, from the end of a continuing act; the longest period that applies counts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import msgspec

from discretion import calendar
from discretion.assess.entries import Applied, apply, live
from discretion.assess.finding import Finding
from discretion.assess.matter import Ending, Matter
from discretion.assess.say import period_words
from discretion.law.entry import Limitation
from discretion.law.figure import Mark
from discretion.text import Message, say

STAGE: Final = "limitation"


def run(matter: Matter) -> Matter:
    """Assess the limitation period."""
    entries: tuple[Limitation, ...] = live("limitation", matter)
    if not entries:
        return matter
    act, found = matter.act, matter.violation.timeline.found
    if act is None or found is None:
        return _undated(matter, entries[0])
    applied = [(e, apply(STAGE, e, matter, e.when)) for e in entries]
    sure = [(e, a, _last(act, e, matter)) for e, a in applied if a.truth is True]
    maybe = [(e, a, _last(act, e, matter)) for e, a in applied if a.truth is None]
    in_time = [x for x in sure if found <= x[2]]
    if in_time:
        return _in_time(matter, *min(in_time, key=lambda x: x[2]), found)
    reach = [x for x in maybe if found <= x[2]]
    if reach:
        missing = tuple(m for _, a, _ in reach for m in a.missing)
        ending = Ending("time-barred", reach[0][0].id, False, missing)
        findings = [_with(a, _sentence(e, last, found), _marks(matter)) for e, a, last in reach]
        return matter.but(*findings, endings=(*matter.endings, ending), missing=missing)
    entry, barred, last = max(sure or maybe, key=lambda x: x[2])
    reason = say(
        "the act ended on {act}; the period of {period} ran out on {last}; it was found on {found}",
        act=act,
        period=period_words(entry.period.period.count, entry.period.period.unit),
        last=last,
        found=found,
    )
    finding = msgspec.structs.replace(barred.finding, verdict="applied", reason=reason, marks=_marks(matter))
    return matter.but(finding, endings=(*matter.endings, Ending("time-barred", entry.id, True)))


def _last(act: date, entry: Limitation, matter: Matter) -> date:
    first = matter.law.settings.first_day_counts
    last = calendar.after(act, entry.period.period)
    return last - timedelta(days=1) if first is not None and first.value else last


def _marks(matter: Matter) -> tuple[Mark, ...]:
    first = matter.law.settings.first_day_counts
    if first is None or first.provenance == "official":
        return ()
    return (Mark(first.provenance, first.why),)


def _in_time(matter: Matter, entry: Limitation, applied: Applied, last: date, found: date) -> Matter:
    finding = msgspec.structs.replace(
        applied.finding, verdict="noted", reason=_sentence(entry, last, found), failed=None, marks=_marks(matter)
    )
    return matter.but(finding)


def _sentence(entry: Limitation, last: date, found: date) -> Message:
    return say(
        "found on {found}; the period of {period} runs until {last}",
        found=found,
        period=period_words(entry.period.period.count, entry.period.period.unit),
        last=last,
    )


def _with(applied: Applied, reason: Message, marks: tuple[Mark, ...]) -> Finding:
    return msgspec.structs.replace(applied.finding, reason=reason, marks=marks)


def _undated(matter: Matter, entry: Limitation) -> Matter:
    """Without the day of the act or of its discovery nothing can be told."""
    missing = tuple(
        f"timeline.{name}"
        for name, day in (("act", matter.act), ("found", matter.violation.timeline.found))
        if day is None
    )
    finding = Finding(
        STAGE,
        entry.id,
        entry.title,
        "unknown",
        say("the day of the act or of its discovery is unknown"),
        tuple(c.text for c in entry.source),
        matter.law.cites(entry.source),
        missing=missing,
    )
    ending = Ending("time-barred", entry.id, False, missing)
    return matter.but(finding, endings=(*matter.endings, ending), missing=missing)
