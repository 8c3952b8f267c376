"""GitLab's code quality report: a list of findings, each with a fingerprint by which GitLab knows it again."""

from __future__ import annotations

from typing import Any, Final

from discretion.audit.inspection import Inspection
from discretion.report.inspection.common import message, page, path
from discretion.report.inspection.sarif import fingerprints
from discretion.report.json import dumps
from discretion.report.language import Language
from discretion.rulebook.problem import Level, Problem

SEVERITY: Final = {"error": "major", "warning": "minor", "note": "info"}


def render(inspection: Inspection, lang: Language, level: Level) -> str:
    """Every finding, whatever its level."""
    found = inspection.problems
    return dumps([_finding(inspection, p, mark, lang) for p, mark in zip(found, fingerprints(found), strict=True)])


def _finding(inspection: Inspection, problem: Problem, mark: str, lang: Language) -> dict[str, Any]:
    place = problem.place
    return {
        "description": f"{message(problem, lang)} ({page(problem.kind)})",
        "check_name": problem.kind,
        "fingerprint": mark,
        "severity": SEVERITY[problem.level],
        "location": {"path": path(inspection, problem), "lines": {"begin": place.line, "end": place.end_line}},
    }
