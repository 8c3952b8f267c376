"""Stage 5: is there no penalty? An earlier fine for the same act, and the no-penalty lists: shall, or may."""

from __future__ import annotations

from typing import Final

import msgspec

from discretion.assess.entries import Applied, apply, in_force, live
from discretion.assess.matter import Ending, Matter
from discretion.law.entry import Entry
from discretion.text import say

STAGE: Final = "exemption"


def run(matter: Matter) -> Matter:
    """Assess the exemptions."""
    for entry in matter.law.lists["already-fined"]:
        if in_force(entry, matter) is not False:
            applied = apply(STAGE, entry, matter, entry.when)
            matter = _end(matter, applied, "already-fined", entry)
    for entry in live("no-penalty", matter):
        matter = _no_penalty(matter, entry)
    return matter


def _no_penalty(matter: Matter, entry: Entry) -> Matter:
    applied = apply(STAGE, entry, matter, entry.when)
    if applied.truth is False or entry.force == "shall":
        return _end(matter, applied, "no-penalty", entry)
    choice = matter.choice(entry.id)
    if choice is None or choice.waive is None:
        reason = say("the officer may waive the penalty; both results are shown")
        finding = msgspec.structs.replace(applied.finding, reason=reason, choice=True)
        return _end(matter, msgspec.structs.replace(applied, finding=finding), "may-waive", entry)
    if not choice.waive:
        reason = say("the officer chose not to waive: {reason}", reason=choice.reason or "—")
        finding = msgspec.structs.replace(applied.finding, verdict="noted", reason=reason)
        return matter.but(finding, *applied.exclusions)
    reason = say("the officer chose to waive: {reason}", reason=choice.reason or "—")
    finding = msgspec.structs.replace(applied.finding, reason=reason)
    return _end(matter, msgspec.structs.replace(applied, finding=finding), "no-penalty", entry)


def _end(matter: Matter, applied: Applied, outcome: str, entry: Entry) -> Matter:
    endings = matter.endings
    if applied.truth is not False:
        ending = Ending(outcome, entry.id, applied.truth is True, applied.missing)  # type: ignore[arg-type]
        endings = (*endings, ending)
    return matter.but(applied.finding, *applied.exclusions, endings=endings, missing=applied.missing)
