"""For programs: what was looked at, the counts, and every finding with its place."""

from __future__ import annotations

from typing import Any

from discretion.audit.inspection import Inspection
from discretion.report.inspection.common import page, path
from discretion.report.json import dumps
from discretion.report.language import Language
from discretion.rulebook.problem import Level, Problem


def render(inspection: Inspection, lang: Language, level: Level) -> str:
    """A mapping; ``failed`` says whether anything of ``level`` or graver was found."""
    data = {
        "files": len(inspection.files),
        "rules": inspection.rules,
        "checks": [c.kind for c in inspection.ran],
        "errors": inspection.at("error"),
        "warnings": inspection.at("warning"),
        "notes": inspection.at("note"),
        "waived": inspection.waived,
        "failed": inspection.fails(level),
        "findings": [_finding(inspection, p, lang) for p in inspection.problems],
    }
    return dumps(data)


def _finding(inspection: Inspection, problem: Problem, lang: Language) -> dict[str, Any]:
    place = problem.place
    return {
        "id": problem.kind,
        "level": problem.level,
        "rule": problem.rule,
        "message": lang.of(problem.message),
        "help": lang.of(problem.help) or None,
        "page": page(problem.kind),
        "file": path(inspection, problem),
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
