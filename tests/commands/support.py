"""The command line called in the process of the test, and a small law on disk that it may be called on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Final

from typer.testing import CliRunner, Result

from discretion.__main__ import _command_line
from tests.audit.support import BASE

#: The program as it is started: what it runs is counted as part of the package.
APP: Final = _command_line().app
#: What of the environment changes the command's ways; ``None`` takes it out.
_SURROUNDINGS: Final = ("DISCRETION_RULES", "DISCRETION_LANG", "GITHUB_ACTIONS", "LC_ALL", "LC_MESSAGES", "LANG")


def call(
    *arguments: str | Path, lang: str = "en", input: bytes = b"", variables: Mapping[str, str] | None = None
) -> Result:
    """The command with these arguments; an exception that is not an exit is raised here."""
    env: dict[str, str | None] = dict.fromkeys(_SURROUNDINGS)
    env |= {"DISCRETION_CACHE": "off", "DISCRETION_LANG": lang, "COLUMNS": "100", **(variables or {})}
    done = CliRunner().invoke(APP, list(map(str, arguments)), input=input, env=env)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def lay(folder: Path, text: str = "", files: Mapping[str, str] | None = None) -> Path:
    """The small law of the audit's tests, with ``text`` as a further file, laid into a folder."""
    for name, content in {**BASE, "cn/offences/f-test.yaml": text, **(files or {})}.items():
        if content.strip():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(content), encoding="utf-8")
    return folder
