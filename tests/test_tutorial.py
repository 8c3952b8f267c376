"""The tutorials, step by step as a newcomer types them: each command is run, and what the page shows must come in that order.

A block ``console`` holds commands (``$ …``) with what they print; ``…`` stands for anything. A block ``console answers`` holds an interview:
``question → answer``, given with arrow keys or typed. A number after ``console`` is the exit code. A block ``sh`` sets the environment.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pexpect
import pytest

from discretion.desk.interview import Interview
from discretion.desk.question import Question, parse
from discretion.report.language import Language
from discretion.rulebook import Rulebook

ROOT = Path(__file__).resolve().parent.parent
PAGES = {"zh": ROOT / "docs" / "tutorial.zh.md", "en": ROOT / "docs" / "tutorial.md"}
DOWN, ENTER = "\x1b[B", "\r"
_BLOCK = re.compile(r"^```(\w+)(?: (\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(msgspec.Struct, frozen=True):
    """A fenced block: its language, the word behind it, its lines."""

    kind: str
    word: str
    lines: tuple[str, ...]

    def commands(self) -> Iterator[tuple[str, list[str]]]:
        """Each command with the lines shown below it."""
        shown: list[str] = []
        command = ""
        for line in (*self.lines, "$ "):
            if line.startswith("$ "):
                if command:
                    yield command, shown
                command, shown = line[2:], []
            else:
                shown.append(line)


def blocks(page: Path) -> list[Block]:
    found = _BLOCK.findall(page.read_text(encoding="utf-8"))
    return [Block(kind, word, tuple(text.splitlines())) for kind, word, text in found]


def shows(shown: list[str], output: str) -> bool:
    """Whether the output is what is shown, ``…`` standing for anything."""
    wanted = "\n".join(line.rstrip() for line in shown).strip()
    got = "\n".join(line.rstrip() for line in output.splitlines()).strip()
    if wanted.startswith("…\n"):
        wanted, got = f"\n{wanted[2:]}", f"\n{got}"
        pattern = ".*?" + re.escape(wanted).replace("…", ".*?")
    else:
        pattern = re.escape(wanted).replace("…", ".*?")
    return re.fullmatch(pattern, got, re.DOTALL) is not None


@pytest.fixture
def desk(tmp_path: Path) -> dict[str, str]:
    """A folder of its own with the examples, and ``discretion`` on the path."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    binary = tmp_path / "home" / "bin"
    binary.mkdir(parents=True)
    program = binary / "discretion"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m discretion "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DISCRETION_")}
    return {
        **kept,
        "HOME": str(tmp_path / "home"),
        "PATH": f"{binary}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "80",
        "TERM": "xterm",
        "PROMPT_TOOLKIT_NO_CPR": "1",
    }


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize("code", ["zh", "en"])
def test_every_step_of_the_tutorial_does_what_the_page_shows(code: str, desk: dict[str, str], tmp_path: Path) -> None:
    for block in blocks(PAGES[code]):
        if block.kind == "sh" and not block.word:
            desk |= dict(line.removeprefix("export ").split("=") for line in block.lines)
        elif block.word == "answers":
            interviewed(block, code, desk, tmp_path)
        elif block.kind == "console":
            for command, shown in block.commands():
                done = subprocess.run(
                    ["bash", "-c", f"{command}; exit $?"],
                    cwd=tmp_path,
                    env=desk,
                    capture_output=True,
                    text=True,
                    check=False,
                )
                assert done.returncode == int(block.word or 0), (command, done.stdout, done.stderr)
                assert shows(shown, done.stdout + done.stderr), (command, done.stdout, done.stderr)
    assert (tmp_path / "record.docx").read_bytes().startswith(b"PK")


def interviewed(block: Block, code: str, environment: dict[str, str], folder: Path) -> None:
    """Drive the interview: which question comes next is the program's to say, the answer is the page's."""
    (command, lines), *_ = block.commands()
    answers = dict(line.split(" → ", 1) for line in lines if " → " in line)
    shown = [line for line in lines if " → " not in line]
    lang, interview = Language(code), Interview(Rulebook.open(), date.today())  # noqa: DTZ011
    child = pexpect.spawn(
        "bash", ["-c", command], cwd=str(folder), env=environment, encoding="utf-8", timeout=60, dimensions=(60, 80)
    )
    while (question := interview.step().question) is not None:
        title = lang.of(question.title)
        assert title in answers, f"the page does not answer: {title}"
        value = given(child, question, answers.pop(title), title, lang, interview)
        interview = interview.answer(question, value)
    assert not answers, "the page answers what is not asked"
    output = child.read()
    child.close()
    assert child.exitstatus == 0, output
    assert shows(shown, re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", output).replace("\r", "")), output


def given(child: Any, question: Question, answer: str, title: str, lang: Language, interview: Interview) -> Any:
    """Answer one question as a person would; the value that it gives."""
    child.expect_exact(title[:16])
    if question.kind == "choice":
        labels = [lang.of(o.label) for o in question.options]
        values = [o.value for o in question.options]
        place, at = labels.index(answer), 0 if question.default is None else values.index(question.default)
        extra = (0 if question.needed else 1) + (1 if interview.answers else 0)
        child.send(DOWN * ((place - at) % (len(labels) + extra)) + ENTER)
        return values[place]
    child.send(f"{answer}{ENTER}")
    if question.kind == "search":
        found = interview.find(answer)
        place = [o.value for o in found].index("air.industrial-dust")
        child.expect_exact(lang("Which of these?"))
        child.send(DOWN * place + ENTER)
        return "air.industrial-dust"
    return parse(question, answer)


def test_both_pages_take_the_same_steps() -> None:
    """Of the English page only the line that chooses the language is its own."""
    steps = {
        code: [(b.word, [c.split()[:3] for c, _ in b.commands()]) for b in blocks(page) if b.kind == "console"]
        for code, page in PAGES.items()
    }
    assert steps["zh"] == steps["en"]


@pytest.mark.slow
def test_the_installation_of_the_tutorial_works_on_a_copy_of_the_project(tmp_path: Path) -> None:
    for name in ("discretion", "rules"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("cli.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / name)
    pages = [[b.lines for b in blocks(page) if b.word == "install"] for page in PAGES.values()]
    assert pages[0] == pages[1]
    for line in pages[0][0]:
        done = subprocess.run(
            ["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=900
        )
        assert done.returncode == 0, done.stderr
    program = tmp_path / ".venv" / "bin" / "discretion"
    done = subprocess.run([program, "doctor", "--lang", "en"], cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "questionary (extra desk): " in done.stdout
