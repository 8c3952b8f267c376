"""A run of the rule cases, read by other programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import junitparser
import msgspec
import pytest

from discretion.audit.cases import Tried, run
from discretion.report.language import Language
from discretion.report.tested import FORMATS
from discretion.rulebook import Rulebook
from discretion.text import Message
from tests.running import ROOT
from tests.running import run as command

CASES = """\
cases:
  - name: "holds % and :: ‮x"
    case:
      jurisdiction: cn
      offence: demo.spill
      timeline: {act: 2024-01-01, found: 2024-01-02, decision: 2024-02-01}
      facts: {established: false}
    expect: {outcome: not-established}
"""
ONE = CASES.removeprefix("cases:\n")
FAILS = ONE.replace("holds % and :: ‮x", "departs").replace("not-established", "fine")
EXPECTED = FAILS.replace("departs", "departs as known") + "    fails: waits for its figure\n"
BETTER = ONE.replace("holds % and :: ‮x", "holds again") + "    fails: was wrong once\n"
FILES = {"cn/cases/c.yaml": CASES + FAILS + EXPECTED + BETTER}
LINE_OF_BETTER = (CASES + FAILS + EXPECTED + BETTER).splitlines().index('  - name: "holds again"') + 1
LINE_OF_FAULT = (CASES + FAILS).splitlines().index("    expect: {outcome: fine}") + 1
SMALL = ROOT / "tests" / "rules"


def laid(folder: Path, files: Mapping[str, str]) -> Path:
    """Rule cases in a folder, to be laid over the small law of the tests."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Tried], dict[str, Path]]:
    book = Rulebook.open([SMALL, laid(tmp_path_factory.mktemp("rules"), FILES)])
    assert not book.problems()
    return list(run(book)), dict(book.files)


def render(name: str, tried: tuple[list[Tried], dict[str, Path]]) -> str:
    return FORMATS[name](tried[0], tried[1], Language("en"))


def test_json_names_every_case_and_its_state(tried: tuple[list[Tried], dict[str, Path]]) -> None:
    data = json.loads(render("json", tried))
    assert (data["cases"], data["failed"]) == (4, 2)
    assert [t["state"] for t in data["tried"]] == ["passed", "failed", "expected-failure", "failed"]
    assert [d["line"] for d in data["tried"][3]["departed"]] == [LINE_OF_BETTER]
    (departed,) = data["tried"][1]["departed"]
    assert departed["line"] == LINE_OF_FAULT
    assert "expected fine, found not-established" in departed["message"]


def test_junit_is_read_by_another_program(tried: tuple[list[Tried], dict[str, Path]], tmp_path: Path) -> None:
    path = tmp_path / "tests.xml"
    path.write_text(render("junit", tried), encoding="utf-8")
    (suite,) = junitparser.JUnitXml.fromfile(str(path))
    assert (suite.tests, suite.failures, suite.skipped, suite.errors) == (4, 2, 1, 0)
    cases = {case.name: case for case in suite}
    assert "holds % and :: �x" in cases
    (failure,) = cases["departs"].result
    assert "expected fine, found not-established" in failure.message
    assert f":{LINE_OF_FAULT}:" in failure.text
    (skipped,) = cases["departs as known"].result
    assert skipped.message == "waits for its figure"
    assert f":{LINE_OF_BETTER}:" in cases["holds again"].result[0].text
    assert "was wrong once" in cases["holds again"].result[0].message


def test_github_annotations_stand_at_the_expectation(tried: tuple[list[Tried], dict[str, Path]]) -> None:
    lines = render("github", tried).splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("::error file=")
    assert f",line={LINE_OF_FAULT},title=departs::" in lines[0]
    assert f",line={LINE_OF_BETTER},title=holds again::" in lines[1]
    assert lines[-1] == "1 passed, 2 failed, 1 expected failure"


def test_gitlab_findings_have_what_gitlab_needs(tried: tuple[list[Tried], dict[str, Path]]) -> None:
    data = json.loads(render("gitlab", tried))
    assert len(data) == len({f["fingerprint"] for f in data}) == 2
    assert data[0]["location"]["lines"]["begin"] == LINE_OF_FAULT
    assert data[1]["location"]["lines"]["begin"] == LINE_OF_BETTER
    for finding in data:
        assert set(finding) == {"description", "check_name", "fingerprint", "severity", "location"}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_carries_the_steps_and_what_was_worked_out_by_hand(name: str, tmp_path: Path) -> None:
    hand = "    hand: one and one is two\n"
    book = Rulebook.open([SMALL, laid(tmp_path, {"cn/cases/c.yaml": CASES + FAILS + hand})])
    problem = next(p for t in run(book) for p in t.problems)
    step = Message("{title}: {text}", (("title", "t/harm"), ("text", "slight 20")))
    tried = [
        msgspec.structs.replace(t, problems=(msgspec.structs.replace(problem, details=(step, *problem.details)),))
        if t.problems
        else t
        for t in run(book)
    ]
    assert "t/harm: slight 20; by hand: one and one is two" in FORMATS[name](tried, book.files, Language("en"))


def test_the_command_takes_the_format_and_keeps_its_exit_code(tmp_path: Path) -> None:
    both = ("rules", "test", "--rules", SMALL, "--rules", laid(tmp_path / "bad", FILES))
    done = command(*both, "--format", "junit")
    assert done.returncode == 1
    assert done.stdout.startswith("<?xml")
    github = command(*both, variables={"GITHUB_ACTIONS": "true"})
    assert (github.returncode, github.stdout.startswith("::error")) == (1, True)
    good = ("rules", "test", "--rules", SMALL, "--rules", laid(tmp_path / "good", {"cn/cases/c.yaml": CASES}))
    assert command(*good, "--format", "json").returncode == 0
    assert command(*good, "--format", "xml").returncode == 2
