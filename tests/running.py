"""The command in a process of its own, as a user starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
EXAMPLES: Final = ROOT / "examples"
QUARRY: Final = EXAMPLES / "yingkou-quarry.yaml"
COMMAND: Final = (sys.executable, "-m", "discretion")
#: No test may take longer; a hostile file least of all.
PATIENCE: Final = 60
_OURS: Final = ("DISCRETION_RULES", "DISCRETION_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "GITHUB_ACTIONS", "COLUMNS")


def environment(**more: str) -> dict[str, str]:
    """The environment without what changes the command's ways, and with ``more``."""
    return {k: v for k, v in os.environ.items() if k not in _OURS} | {"DISCRETION_CACHE": "off"} | more


def run(
    *arguments: str | Path, input: bytes = b"", cwd: Path = ROOT, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end; ``variables`` are added to its environment."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=input,
        capture_output=True,
        cwd=cwd,
        env=environment(**(variables or {})),
        timeout=PATIENCE,
        check=False,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace")
    )
