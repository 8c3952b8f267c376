"""Annotations of GitHub Actions: workflow commands, one a finding. GitHub itself shows the first ten of each level."""

from __future__ import annotations

from typing import Final

from discretion.audit.inspection import LEVELS, Inspection
from discretion.report.inspection.common import listed, message, page, path, summary
from discretion.report.language import Language
from discretion.rulebook.problem import Level, Problem

COMMANDS: Final = {"error": "error", "warning": "warning", "note": "notice"}


def render(inspection: Inspection, lang: Language, level: Level) -> str:
    """The gravest first; notes that do not count are only in the summary."""
    shown = [p for p in inspection.problems if p.level in listed(level)]
    shown.sort(key=lambda p: LEVELS.index(p.level))
    return "\n".join((*(_command(inspection, p, lang) for p in shown), summary(inspection, lang))) + "\n"


def _command(inspection: Inspection, problem: Problem, lang: Language) -> str:
    place = problem.place
    values = {"file": path(inspection, problem), "line": place.line, "endLine": place.end_line}
    if place.end_line == place.line:
        values |= {"col": place.column, "endColumn": place.end_column}
    values["title"] = f"{problem.kind} {problem.rule}".strip()
    written = ",".join(f"{key}={property(str(value))}" for key, value in values.items())
    text = f"{message(problem, lang)}\n{page(problem.kind)}"
    return f"::{COMMANDS[problem.level]} {written}::{data(text)}"


def data(text: str) -> str:
    """A message as a workflow command takes it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def property(text: str) -> str:
    """A property's value as a workflow command takes it."""
    return data(text).replace(":", "%3A").replace(",", "%2C")
