"""The rule cases after a run, written for machines: one module a format. For people the command itself writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from discretion.audit.cases import Tried
from discretion.report.language import Language
from discretion.report.tested import github, gitlab, json, junit

Render = Callable[[Sequence[Tried], Mapping[str, Path], Language], str]
FORMATS: Final[Mapping[str, Render]] = {
    "json": json.render,
    "junit": junit.render,
    "github": github.render,
    "gitlab": gitlab.render,
}
