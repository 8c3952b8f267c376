"""For people: each finding drawn at its place; where there are many, a group a check, one line a finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from discretion.audit.inspection import LEVELS, Inspection
from discretion.report import problems as drawn
from discretion.report.inspection.common import listed, page, summary
from discretion.report.language import Language
from discretion.report.problems import clean
from discretion.rulebook.problem import Level, Problem

MANY: Final = 20
SHOWN: Final = 10


def render(inspection: Inspection, lang: Language, level: Level) -> str:
    """All of it. Of notes that do not count, only how many there are."""
    found = inspection.problems
    if found and len(found) <= MANY:
        lines = [drawn.render(found, lang), *dict.fromkeys(page(p.kind) for p in found), ""]
    else:
        lines = list(_groups(inspection, lang, level))
    return "\n".join((*lines, summary(inspection, lang))) + "\n"


def _groups(inspection: Inspection, lang: Language, level: Level) -> Iterator[str]:
    by: dict[str, list[Problem]] = {}
    for problem in inspection.problems:
        by.setdefault(problem.kind, []).append(problem)
    for kind, group in sorted(by.items(), key=lambda item: (LEVELS.index(item[1][0].level), item[0])):
        yield _heading(inspection, kind, group, lang)
        # one kind alone was asked for: then all of it
        alone = len(by) == 1
        shown = len(group) if alone else SHOWN if group[0].level in listed(level) else 0
        for problem in group[:shown]:
            place = problem.place
            rule = f" {problem.rule}:" if problem.rule else ""
            yield clean(f"  {place.file}:{place.line}:{place.column}:{rule} {lang.of(problem.message)}")
        if len(group) > shown:
            yield "  " + lang("{count} more: --only {kind} shows them", count=len(group) - shown, kind=kind)
        yield ""


def _heading(inspection: Inspection, kind: str, group: Sequence[Problem], lang: Language) -> str:
    title = inspection.title(kind)
    level = {"error": lang("error"), "warning": lang("warning"), "note": lang("note")}[group[0].level]
    words = f": {lang.of(title)}" if title is not None else ""
    return f"{level}[{kind}]{words} — {len(group)} ({page(kind)})"
