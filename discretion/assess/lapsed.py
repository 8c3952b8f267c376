"""Tables made for the offence that are not in force on the day of the decision: the officer is told why another one, or none, was used."""

from __future__ import annotations

from typing import Final

from discretion.assess.finding import Finding
from discretion.assess.matter import Matter, names
from discretion.assess.memo import derived
from discretion.text import say

STAGE: Final = "basis"


def tables(matter: Matter) -> tuple[Finding, ...]:
    """A finding for each such table, where an amount was worked out and no table made for the offence had a part in it."""
    law, day, offence = matter.law, matter.decision, matter.violation.offence
    used = {f.rule for f in matter.findings if f.stage == STAGE}
    if not used or day is None or any(law.bases[id].offences for id in used & law.bases.keys()):
        return ()
    return derived(law, ("lapsed", offence, day), lambda: _lapsed(matter))


def _lapsed(matter: Matter) -> tuple[Finding, ...]:
    law, day, offence = matter.law, matter.decision, matter.violation.offence
    assert day is not None
    return tuple(
        Finding(
            STAGE,
            id,
            basis.title or say("discretion basis {id}", id=id),
            "not-applied",
            None,
            names(basis.source or ()),
            law.cites(basis.source or ()),
            failed=say("not in force on {day}", day=day),
            at="decision",
            day=day,
        )
        for id, basis in law.bases.items()
        if offence in basis.offences and law.in_force(basis, day) is False
    )
