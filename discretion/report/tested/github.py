"""Annotations of GitHub Actions: one an expectation that is not met, and the counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from discretion.audit.cases import Tried
from discretion.report.cleaning import clean
from discretion.report.inspection.common import located
from discretion.report.inspection.github import data, property
from discretion.report.language import Language
from discretion.report.tested.common import departed, summary


def render(tried: Sequence[Tried], files: Mapping[str, Path], lang: Language) -> str:
    """A line a departure, the summary last."""
    lines = []
    for case in tried:
        for place, text in departed(case, lang):
            values = {"file": located(place.file, files), "line": place.line, "title": clean(case.name)}
            written = ",".join(f"{key}={property(str(value))}" for key, value in values.items())
            lines.append(f"::error {written}::{data(clean(text))}")
    return "\n".join((*lines, summary(tried, lang))) + "\n"
