"""For programs: the counts, and every case with what departed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from discretion.audit.cases import Tried
from discretion.report.inspection.common import located
from discretion.report.json import dumps
from discretion.report.language import Language
from discretion.report.tested.common import departed


def render(tried: Sequence[Tried], files: Mapping[str, Path], lang: Language) -> str:
    """A mapping; ``state`` of a case is passed, failed or expected-failure."""
    failed = [t for t in tried if not t.passed]
    return dumps(
        {
            "cases": len(tried),
            "failed": len(failed),
            "tried": [
                {
                    "name": t.name,
                    "file": located(t.file, files),
                    "state": _state(t),
                    "departed": [{"line": place.line, "message": text} for place, text in departed(t, lang)],
                }
                for t in tried
            ],
        }
    )


def _state(case: Tried) -> str:
    if not case.passed:
        return "failed"
    return "passed" if case.expected_failure is None else "expected-failure"
