"""An inspection of the rules, written for people and for machines: one module a format."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Final

from discretion.audit.inspection import Inspection
from discretion.report.inspection import github, gitlab, json, junit, sarif, text
from discretion.report.language import Language
from discretion.rulebook.problem import Level

Render = Callable[[Inspection, Language, Level], str]
FORMATS: Final[Mapping[str, Render]] = {
    "text": text.render,
    "json": json.render,
    "sarif": sarif.render,
    "junit": junit.render,
    "github": github.render,
    "gitlab": gitlab.render,
}


def chosen(given: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """The format that was asked for; on GitHub Actions ``github``, elsewhere ``text``."""
    if given is not None:
        return given
    return "github" if environment.get("GITHUB_ACTIONS") == "true" else "text"
