"""Every kind of error has a bad file in tests/bad and the stored rendering of what is said of it, in Chinese and in English.

``UPDATE=1 pytest tests/test_bad_files.py`` writes the renderings anew; they are then read like code.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from discretion import Rulebook, load_rulebook
from discretion.report.language import Language
from discretion.report.problems import clean, render
from discretion.rulebook import Problem
from tests.bad_input import BAD, UPDATE, case_problems, in_both, lay, over_builtin, rule_problems

RULES = sorted((BAD / "rules").glob("*.yaml"))
CASES = sorted((BAD / "cases").glob("*.yaml"))
#: What at least must have a bad file; the rest of a name says which variant it is.
RULE_KINDS = re.findall(
    r"\S+",
    """
    yes-no octal hexadecimal time-of-day sexagesimal duplicate-key null null-tilde null-comma unknown-key unknown-section dangling-fact
    dangling-measure dangling-offence dangling-instrument dangling-rule dangling-defeats dangling-replaces dangling-tier wrong-type
    bad-citation no-such-article no-such-paragraph no-such-item not-utf-8 anchor alias tag second-document too-deep broken-yaml-quote
    bad-number impossible-day figure-without-why empty-condition steps-do-not-rise misplaced-offence duplicate-id missing-translation
    from-larger-than-to empty-file cycle-of-conditions cycle-of-exclusions
    """,
)
CASE_KINDS = re.findall(
    r"\S+",
    """
    unknown-offence unknown-fact wrong-choice wrong-type computed-fact days-in-the-wrong-order offence-and-violations no-offence
    unknown-jurisdiction choice-outside-the-span choice-for-an-unknown-rule party-kind unknown-key yes-no null duplicate-key not-utf-8
    """,
)


@pytest.fixture(scope="module")
def builtin() -> Rulebook:
    return load_rulebook()


def compare(file: Path, problems: tuple[Problem, ...]) -> None:
    """The problems as shown against the stored rendering."""
    expected = file.with_name(f"{file.stem}.expected.txt")
    assert problems, f"nothing is found in {file.name}"
    shown = in_both(problems)
    if UPDATE:
        expected.write_text(shown, encoding="utf-8")
    assert expected.is_file(), f"{file.name} has no stored rendering; UPDATE=1 writes it, then read it"
    assert shown == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", RULES, ids=lambda f: f.stem)
def test_a_bad_rule_file_is_told_of_as_stored(file: Path, tmp_path: Path) -> None:
    compare(file, rule_problems(file, tmp_path))


@pytest.mark.parametrize("file", CASES, ids=lambda f: f.stem)
def test_a_bad_case_file_is_told_of_as_stored(file: Path, builtin: Rulebook) -> None:
    compare(file, case_problems(file, builtin))


def test_every_kind_of_error_has_its_bad_file() -> None:
    assert set(RULE_KINDS) <= {f.stem for f in RULES}
    assert set(CASE_KINDS) <= {f.stem for f in CASES}


def test_every_kind_of_a_rule_file_is_documented() -> None:
    page = (BAD.parent.parent / "docs" / "checks" / "structure.md").read_text(encoding="utf-8")
    renderings = [f.with_name(f"{f.stem}.expected.txt").read_text(encoding="utf-8") for f in RULES]
    kinds = {kind for text in renderings for kind in re.findall(r"^error\[([a-z-]+)\]", text, re.M)}
    assert len(kinds) > 20
    assert kinds <= set(re.findall(r"`([a-z0-9-]+)`", page))


def test_no_rendering_is_left_without_its_bad_file() -> None:
    stored = {f.with_name(f.name.replace(".expected.txt", ".yaml")) for f in BAD.rglob("*.expected.txt")}
    assert stored == {*RULES, *CASES}


@pytest.mark.parametrize("file", RULES, ids=lambda f: f.stem)
def test_the_place_of_a_problem_lies_in_the_file(file: Path, tmp_path: Path) -> None:
    for problem in rule_problems(file, tmp_path):
        lines = (tmp_path / problem.place.file).read_bytes().split(b"\n")
        assert 1 <= problem.place.line <= len(lines)
        assert 1 <= problem.place.column <= len(problem.line_text) + 1


@pytest.mark.parametrize("file", [*RULES, *CASES], ids=lambda f: f.stem)
def test_a_rendering_holds_nothing_that_a_terminal_acts_upon(file: Path) -> None:
    stored = file.with_name(f"{file.stem}.expected.txt").read_text(encoding="utf-8")
    assert clean(stored.replace("\n", "")) == stored.replace("\n", "")


def several(folder: Path) -> list[str]:
    """Bad files of different kinds, each in a place of its own; gives their paths."""
    kinds = (
        "yes-no",
        "dangling-fact",
        "unknown-rank",
        "choice-without-choices",
        "percent-over-100",
        "steps-do-not-rise",
    )
    return [name for kind in kinds for name in lay(BAD / "rules" / f"{kind}.yaml", folder)]


def test_all_errors_of_all_files_come_at_once_and_sorted(tmp_path: Path) -> None:
    names = several(tmp_path)
    problems = [p for p in over_builtin(tmp_path, names).problems() if p.place.file in names]
    assert {p.place.file for p in problems} == set(names)
    places = [(p.place.file, p.place.line, p.place.column) for p in problems]
    assert places == sorted(places)
    assert len(problems) >= 9
    assert render(problems, Language("en")).count("error[") == len(problems)


def test_what_stands_in_an_unreadable_file_is_not_called_lacking(tmp_path: Path) -> None:
    """A table for an offence whose file is broken: only the broken file is told of."""
    folder = tmp_path / "cn"
    (folder / "offences").mkdir(parents=True)
    (folder / "offences" / "air-bad.yaml").write_text("offences:\n  air.bad: {title\n", encoding="utf-8")
    names = ["cn/offences/air-bad.yaml", *lay(BAD / "rules" / "dangling-offence.yaml", tmp_path)]
    table = tmp_path / names[1]
    table.write_text(table.read_text(encoding="utf-8").replace("air.industral-dust", "air.bad"), encoding="utf-8")
    problems = [p for p in over_builtin(tmp_path, names).problems() if p.place.file in names]
    assert [p.kind for p in problems] == ["no-yaml"]


def test_a_file_that_would_never_be_read_is_an_error(tmp_path: Path) -> None:
    from discretion import Unusable

    for name, kind in (
        ("offences/air.yaml", "no-jurisdiction"),
        ("cn/hunan/offences/air.yaml", "no-jurisdiction"),
        ("cn/air.yml", "no-rules"),
    ):
        folder = tmp_path / kind / name.replace("/", "-")
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text("offences: {}\n", encoding="utf-8")
        with pytest.raises(Unusable) as unusable:
            load_rulebook(folder)
        assert [p.kind for p in unusable.value.problems] == [kind]


@pytest.mark.parametrize("file", CASES, ids=lambda f: f.stem)
def test_what_is_wrong_in_a_case_file_ends_with_what_to_do(file: Path, builtin: Rulebook) -> None:
    assert [p.kind for p in case_problems(file, builtin) if p.help is None] == []
