"""What every format of an inspection needs: where a finding lies on disk, the page that explains it, the summary."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from discretion.audit.inspection import KINDS, LEVELS, Inspection
from discretion.money import grouped
from discretion.report.language import Language
from discretion.report.problems import clean
from discretion.rulebook.problem import Level, Problem

STRUCTURE = "structure"


def path(inspection: Inspection, problem: Problem) -> str:
    """The file of a finding, seen from the working directory where it lies below it."""
    return located(problem.place.file, inspection.files)


def located(name: str, files: Mapping[str, Path]) -> str:
    """A rule file on disk, seen from the working directory where it lies below it."""
    file = files.get(name)
    if file is None:
        return name
    whole = Path(file).resolve()
    try:
        return whole.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return whole.as_posix()


def listed(level: Level) -> tuple[Level, ...]:
    """The levels whose findings are listed one by one: errors and warnings always, notes where they count."""
    return LEVELS if level == "note" else LEVELS[:2]


def page(kind: str) -> str:
    """The page that explains a check; what the loader finds has one page."""
    return f"docs/checks/{kind if kind in KINDS else STRUCTURE}.md"


def message(problem: Problem, lang: Language) -> str:
    """What is wrong, what would be right, and how it came about, in one line."""
    said = lang.of(problem.message)
    more = [lang.of(m) for m in (*((problem.help,) if problem.help is not None else ()), *problem.details)]
    return clean(f"{said} ({'; '.join(more)})" if more else said)


def summary(inspection: Inspection, lang: Language) -> str:
    """What was looked at, and how much was found: always the last line."""
    return lang(
        "{files:file|files}, {rules:rule|rules}, {checks:check|checks} of sense: {errors:error|errors}, "
        "{warnings:warning|warnings}, {notes:note|notes}; {waived} waived",
        files=grouped(len(inspection.files)),
        rules=grouped(inspection.rules),
        checks=len(inspection.ran),
        errors=inspection.at("error"),
        warnings=inspection.at("warning"),
        notes=inspection.at("note"),
        waived=inspection.waived,
    )
