"""The command in a process of its own, as a user starts it."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
EXAMPLES: Final = ROOT / "examples"
QUARRY: Final = EXAMPLES / "yingkou-quarry.yaml"
COMMAND: Final = (sys.executable, "-m", "discretion")
#: Seconds of the processor that no command of a test may use up; a hostile file least of all. A busy machine changes nothing about them.
PROCESSOR: Final = 60
#: Seconds after which a command counts as hanging, on a busy machine too.
PATIENCE: Final = 600
_OURS: Final = ("DISCRETION_RULES", "DISCRETION_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "GITHUB_ACTIONS", "COLUMNS")


def environment(**more: str) -> dict[str, str]:
    """The environment without what changes the command's ways, and with ``more``."""
    return {k: v for k, v in os.environ.items() if k not in _OURS} | {"DISCRETION_CACHE": "off"} | more


def unmeasured() -> dict[str, str]:
    """The same for a command whose files may not grow: one that is measured writes a file of its own at its end."""
    return {k: v for k, v in environment().items() if not k.startswith("COVERAGE_")}


def used() -> float:
    """Seconds of the processor that the commands have used up that were started and have ended so far."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def interruptible() -> None:
    """Let SIGINT interrupt a command, as ``preexec_fn``: under ``nohup`` and in the background the tests themselves ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run(
    *arguments: str | Path, input: bytes = b"", cwd: Path = ROOT, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end; ``variables`` are added to its environment."""
    before = used()
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
    assert used() - before < PROCESSOR, "bounded time"
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace")
    )
