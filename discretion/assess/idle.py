"""Choices that changed nothing, because the rule for which they were made did not come to be applied.

A choice that is passed over in silence would leave the officer believing that it counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Final

from discretion.assess.assessment import ViolationResult
from discretion.assess.finding import Finding
from discretion.case.case import Case, Choice
from discretion.rulebook import Law
from discretion.text import Said, say

STAGE: Final = "case"


def idle(case: Case, law: Law, results: Sequence[ViolationResult]) -> tuple[Finding, ...]:
    """A notice for each choice that no violation and no person in charge used, with the reason, in the order of the rules' names."""
    if not [v for v in case.violations if v.choices or v.persons]:
        return ()
    made: dict[tuple[str, Choice], list[Finding]] = {}
    for rule, choice, findings in _made(case, results):
        made.setdefault((rule, choice), []).extend(f for f in findings if rule in f.rule.split(" / "))
    return tuple(
        _notice(rule, findings, law)
        for (rule, _), findings in made.items()
        if all(f.verdict == "not-applied" for f in findings)
    )


def _made(case: Case, results: Sequence[ViolationResult]) -> Iterator[tuple[str, Choice, tuple[Finding, ...]]]:
    """Every choice, with the findings that may have used it: what is chosen for a violation holds for its persons too."""
    for violation, result in zip(case.violations, results, strict=True):
        persons = tuple(f for p in result.persons for f in p.findings) if violation.choices else ()
        for rule, choice in sorted(violation.choices.items(), key=itemgetter(0)):
            yield rule, choice, (*result.findings, *persons)
        for person, own in zip(violation.persons, result.persons, strict=False):
            for rule, choice in sorted(person.choices.items(), key=itemgetter(0)):
                yield rule, choice, own.findings


def _notice(rule: str, findings: Sequence[Finding], law: Law) -> Finding:
    record = law.named.get(rule) or law.bases.get(rule)
    title: Said = (record.title if record is not None else None) or say("discretion basis {id}", id=rule)
    failed = next((f.failed or f.reason for f in findings if f.failed or f.reason), None)
    why = failed or say("it does not come into question in this case")
    reason = say("the choice made for it has no effect: {why}", why=why)
    return Finding(STAGE, rule, title, "noted", reason, warning=True)
