"""What ``--strict`` demands of a result: every fact known, no assumed figure, evidence for every fact."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from discretion.assess.assessment import Assessment
from discretion.text import Message, say


def _facts(assessment: Assessment) -> Iterator[Message]:
    for violation in assessment.violations:
        if violation.missing:
            yield say("strict: facts are missing: {facts}", facts=", ".join(violation.missing))
        elif not violation.settled:
            yield say("strict: the result of {offence} is not determined", offence=violation.title)


def _provenance(assessment: Assessment) -> Iterator[Message]:
    rules = sorted({m.rule for m in assessment.marks if m.provenance == "assumed"})
    if rules:
        yield say("strict: the result rests on assumed figures: {rules}", rules=", ".join(rules))


def _evidence(assessment: Assessment) -> Iterator[Message]:
    if assessment.without_evidence:
        yield say("strict: facts without evidence: {facts}", facts=", ".join(assessment.without_evidence))


_DEMANDS: Final[dict[str, Callable[[Assessment], Iterator[Message]]]] = {
    "facts": _facts,
    "provenance": _provenance,
    "evidence": _evidence,
}
KINDS: Final = tuple(_DEMANDS)


def failures(assessment: Assessment, kinds: Sequence[str]) -> Iterator[Message]:
    """What of ``kinds`` the result does not meet."""
    for kind in kinds:
        yield from _DEMANDS[kind](assessment)
