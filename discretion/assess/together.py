"""What is true of all violations of a case together: the sum of the fines, on what the result rests, and what was of no use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

from discretion.assess.assessment import Assessment, ViolationResult
from discretion.assess.finding import Finding
from discretion.assess.idle import idle
from discretion.assess.matter import Outcome
from discretion.assess.memo import derived
from discretion.assess.truth import unique
from discretion.case.case import Case, Missing
from discretion.law.figure import Mark
from discretion.money import ZERO
from discretion.rulebook import Law
from discretion.text import say


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
    every = [f for r in results for f in _every(r)]
    looked_at = {s.fact for f in every for s in f.seen}
    compared = looked_at.union(*(c.seen for r in results for c in r.candidates))
    stated, bare = _stated(case)
    unused = useless(stated, compared, law)
    return Assessment(
        outcome,
        fine,
        all(r.settled for r in results),
        results,
        findings,
        _marks(every),
        case.jurisdiction,
        law.settings.title,
        case.party.name,
        case.number,
        case.title,
        case.violations[0].timeline.decision,
        case.decision_assumed,
        case.raw,
        unused,
        wanting(bare, looked_at, law),
        law.version,
        law.digest,
        unique(f.rule for f in unused_choices),
        case.on,
        tuple([(name, law.fact_title(name)) for name in unique((*_named(results), *unused)) if name in law.facts]),
    )


def _named(results: tuple[ViolationResult, ...]) -> Iterator[str]:
    """The missing facts that a report names; what one violation lacks no finding of another may have looked at."""
    for result in results:
        yield from result.missing
        for person in result.persons:
            yield from person.missing
        for finding in _every(result):
            if finding.missing:
                yield from finding.missing


def _every(result: ViolationResult) -> tuple[Finding, ...]:
    """The findings of a violation and of its persons in charge."""
    return (*result.findings, *(f for p in result.persons for f in p.findings)) if result.persons else result.findings


def _stated(case: Case) -> tuple[Iterable[str], Iterable[str]]:
    """The facts that a case states, and those of the violations that it states without evidence, each once."""
    stated: dict[str, None] = {}
    bare: dict[str, None] = {}
    for violation in case.violations:
        for name, fact in violation.facts.items():
            if fact.value is not Missing.UNKNOWN:
                stated[name] = None
                if not fact.evidence and not fact.inquiry and fact.value is not Missing.NOT_FOUND_OUT:
                    bare[name] = None
        for person in violation.persons:
            stated |= {name: None for name, fact in person.facts.items() if fact.value is not Missing.UNKNOWN}
    return stated, bare


def useless(stated: Iterable[str], compared: Set[str], law: Law) -> tuple[str, ...]:
    """The stated facts at which no rule looked, neither for the result nor for what it was ``compared`` with."""
    asked = _asked(law)
    return tuple([n for n in stated if n not in compared and n in asked])


def wanting(bare: Iterable[str], looked_at: Set[str], law: Law) -> tuple[str, ...]:
    """The facts on which the result rests among those without evidence."""
    asked = _asked(law)
    return tuple([n for n in bare if n in looked_at and n in asked])


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


def _marks(findings: Sequence[Finding]) -> tuple[Mark, ...]:
    """Every mark of a finding that worked on the result, with its rule."""
    return unique(
        [
            Mark(mark.provenance, mark.why, f.rule)
            for f in findings
            if f.marks and f.verdict in ("applied", "unknown") and f.stage != "procedure"
            for mark in f.marks
        ]
    )
