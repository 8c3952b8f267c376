"""Tables made for the offence that are not in force on the day of the decision: the officer is told why another one, or none, was used."""

from __future__ import annotations

from datetime import date
from typing import Final

from discretion.assess.finding import Finding
from discretion.assess.matter import Matter, names
from discretion.assess.memo import derived
from discretion.rulebook import Law
from discretion.text import say

STAGE: Final = "basis"


def tables(matter: Matter) -> tuple[Finding, ...]:
    """A finding for each such table, where an amount was worked out and no table made for the offence had a part in it."""
    law, day, offence = matter.law, matter.decision, matter.violation.offence
    if day is None:
        return ()
    gone = derived(
        law,
        ("lapsed", matter.when),
        lambda: tuple(id for id, b in law.bases.items() if offence in b.offences and law.in_force(b, day) is False),
    )
    used = {f.rule for f in matter.findings if f.stage == STAGE} if gone else ()
    if not used or any(law.bases[id].offences for id in used if id in law.bases):
        return ()
    return tuple(_lapsed(id, law, day) for id in gone)


def _lapsed(id: str, law: Law, day: date) -> Finding:
    basis = law.bases[id]
    source = basis.source or ()
    return Finding(
        STAGE,
        id,
        basis.title or say("discretion basis {id}", id=id),
        "not-applied",
        None,
        names(source),
        law.cites(source),
        failed=say("not in force on {day}", day=day),
        at="decision",
    )
