"""The reference of the command line is what the commands say of themselves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import typer
from packaging.version import Version

from discretion.__main__ import _command_line

ROOT = Path(__file__).resolve().parent.parent


def test_every_command_is_in_the_reference() -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    group = typer.main.get_command(_command_line().app)
    names = group.list_commands(typer.Context(group))  # type: ignore[attr-defined]
    assert {"assess", "whatif", "new", "doctor", "rules"} <= set(names)
    for name in names:
        assert f"\n## discretion {name}\n" in text


@pytest.mark.skipif(Version(typer.__version__) < Version("0.28"), reason="an older typer writes usages in another way")
def test_the_reference_is_up_to_date() -> None:
    """Run ``python tools/cli_docs.py`` after a change of the command line."""
    command = [sys.executable, "tools/cli_docs.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
