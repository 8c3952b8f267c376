"""SARIF 2.1.0, for code-scanning services. Plain mappings: the tests hold them against the standard's own schema."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from discretion.audit.check import SKIPPED
from discretion.audit.inspection import Inspection
from discretion.report.inspection.common import message, page, path
from discretion.report.json import dumps
from discretion.report.language import Language
from discretion.rulebook.problem import Level, Problem

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(inspection: Inspection, lang: Language, level: Level) -> str:
    """One run. An analysis that was skipped is a notification of the run, no result."""
    kinds = sorted({p.kind for p in inspection.problems} | {c.kind for c in inspection.ran})
    rules = [_rule(inspection, kind, lang) for kind in kinds if kind != SKIPPED]
    found = [p for p in inspection.problems if p.kind != SKIPPED]
    prints = fingerprints(found)
    results = [_result(inspection, p, mark, rules, lang) for p, mark in zip(found, prints, strict=True)]
    skipped = [_notification(inspection, p, lang) for p in inspection.problems if p.kind == SKIPPED]
    run = {
        "tool": {"driver": {"name": "discretion", "version": _version(), "rules": rules}},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": skipped}],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _version() -> str:
    import discretion

    return discretion.version()


def _rule(inspection: Inspection, kind: str, lang: Language) -> dict[str, Any]:
    title = inspection.title(kind)
    return {
        "id": kind,
        "shortDescription": {"text": lang.of(title) if title is not None else kind},
        "help": {"text": page(kind)},
        "defaultConfiguration": {"level": next((c.level for c in inspection.ran if c.kind == kind), "error")},
    }


def _result(
    inspection: Inspection, problem: Problem, mark: str, rules: list[dict[str, Any]], lang: Language
) -> dict[str, Any]:
    return {
        "ruleId": problem.kind,
        "ruleIndex": [r["id"] for r in rules].index(problem.kind),
        "level": problem.level,
        "message": {"text": message(problem, lang)},
        "locations": [_location(inspection, problem)],
        "partialFingerprints": {"rule/v1": mark},
    }


def _notification(inspection: Inspection, problem: Problem, lang: Language) -> dict[str, Any]:
    return {
        "descriptor": {"id": problem.kind},
        "level": problem.level,
        "message": {"text": message(problem, lang)},
        "locations": [_location(inspection, problem)],
    }


def _location(inspection: Inspection, problem: Problem) -> dict[str, Any]:
    place = problem.place
    region = {"startLine": place.line, "startColumn": place.column}
    if (place.end_line, place.end_column) > (place.line, place.column):
        region |= {"endLine": place.end_line, "endColumn": place.end_column}
    found: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {"uri": uri(path(inspection, problem))}, "region": region}
    }
    if problem.rule:
        found["logicalLocations"] = [{"fullyQualifiedName": problem.rule}]
    return found


def uri(name: str) -> str:
    """A path as a URI reference."""
    from urllib.parse import quote

    return f"file://{quote(name)}" if name.startswith("/") else quote(name)


def fingerprints(problems: Sequence[Problem]) -> list[str]:
    """One a finding; a finding keeps its own when the file around it moves by a few lines."""
    seen: Counter[str] = Counter()
    found = []
    for one in problems:
        words = "\0".join((one.kind, one.place.file, one.rule, one.message.id, str(one.message.values)))
        seen[words] += 1
        found.append(hashlib.sha256(f"{words}\0{seen[words]}".encode()).hexdigest())
    return found
