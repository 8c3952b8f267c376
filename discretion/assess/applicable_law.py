"""Stage 1: which provisions govern. Those in force at the act, and, where they have changed since, those at the decision.

A continuing act counts to its end. An act before the oldest stored version is "not covered", never "no offence".
"""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from discretion.assess.finding import Finding
from discretion.assess.matter import Ending, names
from discretion.assess.memo import derived
from discretion.assess.period import periods
from discretion.law.figure import Mark
from discretion.law.offence import Offence, Provision
from discretion.rulebook import Law
from discretion.text import Message, Text, say

STAGE: Final = "applicable-law"
NONE: Final = "none"
NOT_STORED: Final = "not-stored"


class InForce(msgspec.Struct, frozen=True):
    """The provisions of an offence that are in force together, their articles, short and in full, and the marks of their days."""

    provisions: tuple[Provision, ...]
    cited: tuple[str, ...]
    citations: tuple[Text, ...]
    marks: tuple[Mark, ...]


class Candidates(msgspec.Struct, frozen=True):
    """The provisions at the act and at the decision, the findings, and an ending where no provision governs."""

    act: tuple[Provision, ...]
    decision: tuple[Provision, ...]
    findings: tuple[Finding, ...]
    ending: Ending | None = None
    missing: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[Provision, ...]:
        """Every candidate once: those of the act first."""
        return self.act if self.act is self.decision else (*self.act, *(p for p in self.decision if p not in self.act))


def candidates(offence_id: str, act: date | None, decision: date | None, law: Law) -> Candidates:
    """The candidate provisions for an offence, given the day on which the act ended and the day of the decision."""
    offence = law.offences[offence_id]
    first, second = periods(law, offence_id, act, decision)
    if act is None:
        found = _at(offence, second, decision, law)
        note = _note(offence_id, offence, found, say("the day of the act is unknown: every version may govern"))
        return Candidates(offence.provisions, found.provisions, (note,), None, ("timeline.act",))
    then = _at(offence, first, act, law)
    if not then.provisions:
        return _uncovered(offence_id, offence, act, law)
    noted = (_note(offence_id, offence, then, say("in force on {day}, when the act ended", day=act)),)
    if decision is None:
        return Candidates(then.provisions, then.provisions, noted, None, ("timeline.decision",))
    now = _at(offence, second, decision, law)
    if not now.provisions and offence.succeeded_by not in (None, NONE):
        successor = law.offences.get(offence.succeeded_by or "")
        now = now if successor is None else _at(successor, second, decision, law)
    if now.provisions == then.provisions:
        return Candidates(then.provisions, then.provisions, noted)
    if not now.provisions:
        return _gone(offence_id, offence, then.provisions, noted, decision, law)
    message = say("in force on {day}, the day of the decision", day=decision)
    return Candidates(then.provisions, now.provisions, (*noted, _note(offence_id, offence, now, message)))


def _at(offence: Offence, begun: date | None, day: date | None, law: Law) -> InForce:
    """What is in force of an offence on a day of the period that begun then."""
    return derived(law, (STAGE, id(offence), begun), lambda: _in_force(offence, day, law))


def _in_force(offence: Offence, day: date | None, law: Law) -> InForce:
    provisions = tuple(p for p in offence.provisions if law.in_force(p, day) is not False)
    cited = [c for p in provisions for c in p.liability]
    marks = tuple(m for p in provisions for m in law.validity(p).marks)
    return InForce(provisions, names(cited), law.cites(cited), marks)


def _note(rule: str, offence: Offence, found: InForce, reason: Message) -> Finding:
    return Finding(STAGE, rule, offence.title, "noted", reason, found.cited, found.citations, marks=found.marks)


def _uncovered(rule: str, offence: Offence, act: date, law: Law) -> Candidates:
    """No version of the offence was in force at the act."""
    validities = [law.validity(p) for p in offence.provisions]
    later = all(v.from_ is not None and act < v.from_.value for v in validities)
    declared = offence.preceded_by if later else offence.succeeded_by
    if declared == NONE:
        reason = say("not yet an offence on {day}", day=act) if later else say("no longer an offence on {day}", day=act)
        return _end("not-punishable", rule, offence, reason)
    if declared is not None and declared in law.offences:
        other = law.offences[declared].title
        reason = say("on {day} another offence covered the act: {other} ({id})", day=act, other=other, id=declared)
    elif declared == NOT_STORED:
        reason = say("on {day} the act was governed by law that these rules do not hold: look it up", day=act)
    else:
        reason = say("the stored versions of the law do not reach back (or forward) to {day}", day=act)
    return _end("not-covered", rule, offence, reason)


def _gone(
    rule: str, offence: Offence, then: tuple[Provision, ...], findings: tuple[Finding, ...], decision: date, law: Law
) -> Candidates:
    """In force at the act, gone at the decision."""
    if offence.succeeded_by == NONE:
        reason = say("repealed without a successor before {day}: no longer punishable", day=decision)
        ended = _end("not-punishable", rule, offence, reason)
    else:
        reason = (
            say("on {day} the act was governed by law that these rules do not hold: look it up", day=decision)
            if offence.succeeded_by == NOT_STORED
            else say("no version in force on {day} is stored, and no successor is named", day=decision)
        )
        ended = _end("not-covered", rule, offence, reason)
    return msgspec.structs.replace(ended, findings=(*findings, *ended.findings))


def _end(outcome: str, rule: str, offence: Offence, reason: Message) -> Candidates:
    finding = Finding(STAGE, rule, offence.title, "applied", reason)
    return Candidates((), (), (finding,), Ending(outcome, rule, True))  # type: ignore[arg-type]
