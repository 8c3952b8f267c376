"""GitLab's code quality report: a finding an expectation that is not met."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from discretion.audit.cases import Tried
from discretion.report.cleaning import clean
from discretion.report.inspection.common import located
from discretion.report.json import dumps
from discretion.report.language import Language
from discretion.report.tested.common import departed


def render(tried: Sequence[Tried], files: Mapping[str, Path], lang: Language) -> str:
    """Every departure; the fingerprint is that of the case and its number within the case."""
    return dumps(
        [
            {
                "description": clean(f"{case.name}: {text}"),
                "check_name": "case-failed",
                "fingerprint": hashlib.sha256(f"{case.file}\0{case.name}\0{number}".encode()).hexdigest(),
                "severity": "major",
                "location": {"path": located(place.file, files), "lines": {"begin": place.line, "end": place.end_line}},
            }
            for case in tried
            for number, (place, text) in enumerate(departed(case, lang))
        ]
    )
