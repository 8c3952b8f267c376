"""What is true of all violations of a case together: the sum of the fines, on what the result rests, and what was of no use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import Final

import msgspec

from discretion.assess.assessment import Assessment, ViolationResult
from discretion.assess.finding import Finding
from discretion.assess.idle import idle
from discretion.assess.matter import Outcome
from discretion.assess.memo import derived
from discretion.assess.truth import unique
from discretion.case.case import UNKNOWN, Case, Missing
from discretion.law.figure import Mark
from discretion.money import ZERO
from discretion.rulebook import Law
from discretion.text import say

#: The verdicts of findings that work on the result, or may.
_WORKED: Final = ("applied", "unknown")


def together(case: Case, law: Law, results: tuple[ViolationResult, ...]) -> Assessment:
    """The violations of a case together: the sum of the fines, and what is true of all."""
    fine = ZERO
    for result in results:
        fine = fine.plus(result.fine)
    outcomes = [r.outcome for r in results]
    outcome = outcomes[0] if len(outcomes) == 1 or len(set(outcomes)) == 1 else _joint(outcomes)
    findings: tuple[Finding, ...] = ()
    if len(results) > 1:
        reason = say("each violation is assessed by itself; the fines are added up")
        findings = (Finding("case", "sum", say("several violations"), "noted", reason, after=fine),)
    if case.decision_assumed:
        reason = (
            say(
                "the case file states no day of decision; assessed as of {day}",
                day=case.violations[0].timeline.decision,
            )
            if case.violations[0].timeline.decision
            else say("the case file states no day of decision")
        )
        findings = (
            *findings,
            Finding("case", "timeline.decision", law.fact_title("timeline.decision"), "noted", reason),
        )
    unused_choices = idle(case, law, results)
    findings += unused_choices
    told = _told(results)
    compared = told.looked_at.union(*[c.seen for r in results for c in r.candidates])
    unused = _unused(case, compared, law)
    return Assessment(
        outcome,
        fine,
        all(r.settled for r in results),
        results,
        findings,
        unique(told.marks),
        case.jurisdiction,
        law.settings.title,
        case.party.name,
        case.number,
        case.title,
        case.violations[0].timeline.decision,
        case.decision_assumed,
        case.raw,
        unused,
        wanting(_bare(case), told.looked_at, law),
        law.version,
        law.digest,
        unique([f.rule for f in unused_choices]),
        case.on,
        tuple([(name, law.fact_title(name)) for name in unique((*told.missing, *unused)) if name in law.facts]),
    )


class _Told(msgspec.Struct):
    """What findings say together: the facts that were looked at, the marks of what worked on the result, and what is missing."""

    looked_at: set[str]
    marks: list[Mark]
    missing: list[str]


def _told(results: Sequence[ViolationResult]) -> _Told:
    """What the findings of all violations, and of their persons in charge, say together."""
    looked_at: set[str] = set()
    marks: list[Mark] = []
    missing: list[str] = []
    for result in results:
        # what one violation lacks no finding of another may have looked at
        missing += result.missing
        findings = result.findings
        for person in result.persons:
            missing += person.missing
            findings += person.findings
        looked_at.update([seen.fact for finding in findings for seen in finding.seen])
        for finding in findings:
            if finding.missing:
                missing += finding.missing
            if finding.marks and finding.verdict in _WORKED and finding.stage != "procedure":
                marks += [Mark(mark.provenance, mark.why, finding.rule) for mark in finding.marks]
    return _Told(looked_at, marks, missing)


def _unused(case: Case, compared: Set[str], law: Law) -> tuple[str, ...]:
    """The facts that a case states, each once, at which no rule looked."""
    facts = [each for v in case.violations for each in (v.facts, *[p.facts for p in v.persons])]
    left = [n for each in facts for n, fact in each.items() if n not in compared and fact.value is not UNKNOWN]
    return useless(unique(left), compared, law)


def _bare(case: Case) -> tuple[str, ...]:
    """The facts that a case states of its violations, without evidence, each once."""
    return unique(
        [
            name
            for violation in case.violations
            for name, fact in violation.facts.items()
            if not fact.evidence and not fact.inquiry and type(fact.value) is not Missing
        ]
    )


def useless(stated: Iterable[str], compared: Set[str], law: Law) -> tuple[str, ...]:
    """The stated facts at which no rule looked, neither for the result nor for what it was ``compared`` with; in the order of their names,
    so that nothing depends on the order in which a case states them."""
    asked = _asked(law)
    return tuple(sorted([n for n in stated if n not in compared and n in asked]))


def wanting(bare: Iterable[str], looked_at: Set[str], law: Law) -> tuple[str, ...]:
    """The facts on which the result rests among those without evidence, in the order of their names."""
    asked = _asked(law)
    return tuple(sorted([n for n in bare if n in looked_at and n in asked]))


def _asked(law: Law) -> Set[str]:
    """The facts that officers establish, with their evidence: not what a party is, nor what the engine supplies."""
    return derived(
        law,
        "asked",
        lambda: frozenset(n for n, f in law.facts.items() if not f.computed and not n.startswith("party.")),
    )


def _joint(outcomes: list[Outcome]) -> Outcome:
    """One word for several different outcomes: what is open stays open; else the weightiest."""
    for outcome in ("undetermined", "not-covered", "referred", "may-waive", "fine", "order-only"):
        if outcome in outcomes:
            return outcome
    return outcomes[0]
