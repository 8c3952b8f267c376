"""The commands themselves: exit codes, formats, and the real rules."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tests.audit.support import BASE, USED

IDLE = "facts: {idle: {title: {zh: 无, en: Idle}, type: boolean, ask: {zh: 问, en: Ask}, evidence: {zh: 据}}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small law on disk, with one fact that nobody uses."""
    for name, content in {**BASE, "cn/offences/f-test.yaml": USED, "cn/idle.yaml": IDLE}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(content), encoding="utf-8")
    return tmp_path


def run(*arguments: object, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "discretion", "rules", *map(str, arguments)]
    env = {k: v for k, v in os.environ.items() if k != "GITHUB_ACTIONS"} | environment
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, env=env)


def test_findings_of_the_level_make_the_exit_code_1(folder: Path) -> None:
    done = run("check", "--rules", folder, "--lang", "en", "--level", "warning")
    assert (done.returncode, done.stderr) == (1, "")
    assert "warning[unused-fact]" in done.stdout
    assert run("check", "--rules", folder).returncode == 0
    assert run("check", "--rules", folder, "--only", "versions").returncode == 0


def test_an_option_that_cannot_be_understood_is_unusable_input(folder: Path) -> None:
    for option in (
        ("--level", "fatal"),
        ("--format", "xml"),
        ("--only", "nothing"),
        ("--within", "soon"),
        ("--on", "x"),
    ):
        done = run("check", "--rules", folder, *option)
        assert done.returncode == 2, option
        assert option[1] in done.stderr
        assert done.stdout == ""


def test_an_empty_set_of_files_is_an_error(tmp_path: Path) -> None:
    assert run("check", "--rules", tmp_path).returncode == 2
    assert run("check", "--rules", tmp_path / "gone").returncode == 2


def test_on_github_annotations_come_by_themselves(folder: Path) -> None:
    done = run("check", "--rules", folder, "--level", "warning", GITHUB_ACTIONS="true")
    assert done.stdout.startswith("::warning file=")


def test_paths_are_seen_from_where_the_command_runs(folder: Path) -> None:
    done = run("check", "--rules", folder, "--format", "json", cwd=folder)
    assert json.loads(done.stdout)["findings"][0]["file"] == "cn/idle.yaml"
