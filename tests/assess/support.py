"""A case under the small law of the audit's tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from discretion import Assessment, assess
from discretion.case import read_case
from discretion.report.language import Language
from tests.audit.support import COMPUTED, rulebook

_ENGLISH = Language("en")


def under(
    law: str, act: str, decision: str, *more: str, facts: str = "proved: true", files: Mapping[str, str] | None = None
) -> Assessment:
    """Assess an act under the small law with ``law``; ``more`` are further lines of the case file."""
    lines = [
        "jurisdiction: cn",
        "offence: f.dump",
        "party: {name: A, kind: organisation}",
        f"timeline: {{act: {act}, found: {act}, decision: {decision}}}",
        f"facts: {{{facts}}}",
        *more,
    ]
    case, found = read_case(
        "case.yaml", "\n".join(lines).encode(), rulebook(law, {"cn/computed.yaml": COMPUTED, **(files or {})})
    )
    return assess(case, found)


def reasons(assessment: Assessment, stage: str) -> list[tuple[str, str, str]]:
    """Rule, verdict and reason in English of each finding of a stage."""
    findings: list[Any] = [f for v in assessment.violations for f in v.findings if f.stage == stage]
    return [(f.rule, f.verdict, _ENGLISH.of(f.reason) if f.reason else "") for f in findings]
