"""Writing results: what is no file is never replaced by one."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from discretion.__main__ import _command_line
from discretion.output import write

ROOT = Path(__file__).resolve().parent.parent
QUARRY = ROOT / "examples" / "yingkou-quarry.yaml"


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A pipe stands for every device: a program that may replace it would replace ``/dev/null`` too."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


def test_a_pipe_or_device_is_never_replaced_not_even_by_force(pipe: Path) -> None:
    with pytest.raises(OSError, match="no regular file"):
        write(pipe, b"x", force=True)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert [p.name for p in pipe.parent.iterdir()] == ["pipe"]


def test_a_link_to_a_pipe_is_never_replaced_either(pipe: Path) -> None:
    link = pipe.with_name("link")
    link.symlink_to(pipe)
    with pytest.raises(OSError, match="no regular file"):
        write(link, b"x", force=True)
    assert link.is_symlink()


def test_the_command_says_so_and_ends_with_3(pipe: Path) -> None:
    arguments = ["assess", str(QUARRY), "-f", "json", "-o", str(pipe), "--force", "--lang", "en"]
    done = CliRunner().invoke(_command_line().app, arguments)
    assert done.exit_code == 3
    assert "it is no regular file" in done.output
