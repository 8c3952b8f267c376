"""Problems as people read them: what is wrong, where, the line itself, and what would be right."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from discretion.report.cleaning import clean
from discretion.report.language import Language
from discretion.rulebook.problem import Problem

#: Longer lines are shown only around the place.
LONGEST: Final = 160
#: The columns of a detail, which is wrapped.
COLUMNS: Final = 80


def render(problems: Iterable[Problem], lang: Language) -> str:
    """All of them, one below the other."""
    return "\n".join(_one(p, lang) for p in problems)


def _one(problem: Problem, lang: Language) -> str:
    level = {"error": lang("error"), "warning": lang("warning"), "note": lang("note")}[problem.level]
    place = problem.place
    lines = [_short(f"{level}[{problem.kind}]: {lang.of(problem.message)}")]
    rule = f"  ({problem.rule})" if problem.rule else ""
    lines.append(clean(f"  --> {place.file}:{place.line}:{place.column}{rule}"))
    if problem.line_text:
        lines += _drawn(problem)
    if problem.help is not None:
        lines.append(_short(f"  = {lang('help')}: {lang.of(problem.help)}"))
    lines += [line for detail in problem.details for line in _wrapped(lang.of(detail))]
    return "\n".join(lines) + "\n"


def _short(line: str) -> str:
    """A line that no value from a file can make long."""
    return clean(line if len(line) <= 4 * LONGEST else line[: 4 * LONGEST - 1] + "…")


def _wrapped(text: str) -> list[str]:
    """A detail in lines of at most ``COLUMNS`` columns, broken where Chinese and English may break."""
    from discretion.report.prose import breaks

    whole, first = _short(text), "  = "
    cuts = [0, *breaks(whole, COLUMNS - len(first)), len(whole)]
    pieces = [whole[start:end].rstrip() for start, end in pairwise(cuts)]
    return [f"{first if number == 0 else '    '}{piece}" for number, piece in enumerate(pieces)]


def _drawn(problem: Problem) -> list[str]:
    """The line, and below it carets under what is wrong; of a long line the stretch around it."""
    place, line = problem.place, problem.line_text
    start = min(place.column - 1, len(line))
    end = max(place.end_column - 1 if place.end_line == place.line else len(line), start + 1)
    first = 0 if len(line) <= LONGEST else max(0, start - LONGEST // 3)
    last = min(len(line), first + LONGEST)
    before, after = "…" if first else "", "…" if last < len(line) else ""
    shown = before + clean(line[first:last]) + after
    pad = " " * (width(before) + width(clean(line[first:start])))
    carets = "^" * max(1, width(clean(line[start : min(end, last)])))
    number = str(place.line)
    gutter = " " * len(number)
    return [f" {gutter} |", f" {number} | {shown}", f" {gutter} | {pad}{carets}"]


def width(text: str) -> int:
    """How many columns a text takes: wide signs take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


__all__ = ["clean", "render", "width"]
