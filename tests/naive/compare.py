"""The engine and the naive evaluator side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import discretion
from discretion.case import read_case
from discretion.money import Amount

from .evaluator import evaluate
from .reading import Unknown, as_read, files

Opinion = tuple[str, Fraction | None, Fraction | None]
#: Outcome, lowest and highest fine; the same of each person in charge, or nothing where the naive evaluator has no opinion of them.
Result = tuple[str, Fraction | None, Fraction | None, tuple[Opinion, ...] | None]


@cache
def rulebook() -> discretion.Rulebook:
    """The built-in rules, all of them read once."""
    book = discretion.load_rulebook()
    book.shelf()
    return book


def text_of(case: Mapping[str, Any]) -> str:
    """A case as a case file; numbers and days, which stand as text in it, without quotes."""
    return re.sub(
        r"'([0-9./-]+)'", r"\1", yaml.dump(dict(case), allow_unicode=True, sort_keys=False, Dumper=yaml.SafeDumper)
    )


def engine(text: str) -> Result:
    """What the engine makes of a case file."""
    case, law = read_case("case.yaml", text.encode(), rulebook())
    assessment = discretion.assess(case, law)
    persons = (_opinion(p.outcome, p.fine) for v in assessment.violations for p in v.persons)
    return *_opinion(assessment.outcome, assessment.fine), tuple(persons)


def _opinion(outcome: str, fine: Amount) -> Opinion:
    return outcome, Fraction(fine.low), None if fine.high is None else Fraction(fine.high)


def both(case: Any) -> tuple[str, Result, Result]:
    """The case as text, the engine's result and the naive one; raises :class:`Unknown` where a fact is missing."""
    text = case if isinstance(case, str) else text_of(case)
    return text, engine(text), evaluate(as_read(text))


def disagreement(case: Any) -> str | None:
    """Both results and the case, where they differ; raises :class:`Unknown` where a fact is missing."""
    text, found, naive = both(case)
    if same(naive, found):
        return None
    return f"{text}engine: {shown(found)}\nnaive:  {shown(naive)}"


def same(a: Result, b: Result) -> bool:
    """Whether two results are the same; what is not a fine has no amount worth comparing."""
    persons = None in (a[3], b[3]) or a[3] == b[3]
    return a[0] == b[0] and (a[1:3] == b[1:3] or a[0] == "not-covered") and persons


def shown(result: Result) -> str:
    """A result in a line."""
    persons = "".join(f"; person {o} {low}–{high}" for o, low, high in result[3] or ())
    return f"{result[0]} {result[1]}–{result[2]}{persons}"


def rule_cases() -> Iterator[tuple[str, str]]:
    """Every rule case beside the rules: where it stands, and the case as text."""
    for contents in files().values():
        for content in contents:
            for case in content.get("cases", ()):
                yield f"{Path(content['path']).name}: {case['name']}", yaml_text(case["case"])


def yaml_text(value: Any) -> str:
    """Values read as text, written so that they are read as they stood."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{yaml_text(k)}: {yaml_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(yaml_text(v) for v in value) + "]"
    text = str(value)
    quoted = any(c in text for c in ",:{}[]#&*!|>'\"%@`?\n") or text != text.strip() or not text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if quoted else text


__all__ = [
    "Result",
    "Unknown",
    "as_read",
    "both",
    "disagreement",
    "engine",
    "rule_cases",
    "rulebook",
    "same",
    "shown",
    "text_of",
]
