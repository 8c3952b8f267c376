"""What every format of a test run needs: what departed, in words, and the counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from discretion.audit.cases import Tried
from discretion.report.inspection.common import message
from discretion.report.language import Language
from discretion.rulebook import Place


def departed(case: Tried, lang: Language) -> Iterator[tuple[Place, str]]:
    """Where a case that failed departs from what it expects, and how."""
    for problem in case.findings:
        key = "" if problem.kind != "case-failed" else _key(problem.line_text)
        yield problem.place, f"{key}{message(problem, lang)}"


def _key(line: str) -> str:
    """The expectation that is not met, as it stands in the file: ``fine: 34000``."""
    text = line.strip()
    return f"{text}: " if 0 < len(text) <= 80 else ""


def summary(tried: Sequence[Tried], lang: Language) -> str:
    """How many held, failed, and failed as expected."""
    failed = sum(not t.passed for t in tried)
    expected = sum(t.passed and t.expected_failure is not None for t in tried)
    return lang(
        "{passed} passed, {failed} failed, {expected:expected failure|expected failures}",
        passed=len(tried) - failed - expected,
        failed=failed,
        expected=expected,
    )
