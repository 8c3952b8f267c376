"""Problems as people read them: what is wrong, where, the line itself, and what would be right."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from discretion.report.language import Language
from discretion.rulebook.problem import Problem


def render(problems: Iterable[Problem], lang: Language) -> str:
    """All of them, one below the other."""
    return "\n".join(_one(p, lang) for p in problems)


def _one(problem: Problem, lang: Language) -> str:
    level = {"error": lang("error"), "warning": lang("warning"), "note": lang("note")}[problem.level]
    place = problem.place
    lines = [f"{level}[{problem.kind}]: {lang.of(problem.message)}"]
    lines.append(f"  --> {place.file}:{place.line}:{place.column}" + (f"  ({problem.rule})" if problem.rule else ""))
    if problem.line_text:
        number = str(place.line)
        gutter = " " * len(number)
        shown = clean(problem.line_text)
        start = place.column - 1
        end = place.end_column - 1 if place.end_line == place.line else len(problem.line_text)
        pad = " " * width(shown[:start])
        carets = "^" * max(1, width(shown[start : max(end, start + 1)]))
        if len(shown) <= 200:
            lines += [f" {gutter} |", f" {number} | {shown}", f" {gutter} | {pad}{carets}"]
        else:
            lines += [f" {gutter} |", f" {number} | {shown[:197]}…"]
    if problem.help is not None:
        lines.append(f"  = {lang('help')}: {lang.of(problem.help)}")
    return "\n".join(lines) + "\n"


def clean(text: str) -> str:
    """Without signs that a terminal would act upon."""
    return "".join(c if c == "\t" or unicodedata.category(c) not in ("Cc", "Cf") else "�" for c in text).replace(
        "\t", " "
    )


def width(text: str) -> int:
    """How many columns a text takes: wide signs take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
