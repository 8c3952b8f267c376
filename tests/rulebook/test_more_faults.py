"""What is wrong in a rule file: the kind, the place and the words, each fault told once."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from discretion.law.condition import Condition, Dated, FactTest
from discretion.report.language import Language
from discretion.rulebook import Rulebook, Unusable, snapshot
from tests.audit.support import rulebook
from tests.commands.support import lay

EN, ZH = Language("en"), Language("zh")
ENTRY = """\
lighter:
  - id: e
    title: {zh: 甲, en: A}
    source: new-law:4
    when: HERE
"""
WEIGHTS = """\
bases:
  b:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers: [{id: base, of: ceiling, start: 10}]
    factors:
      - HERE
"""
OF = WEIGHTS.replace("ceiling", "HERE", 1).replace(
    "      - HERE", "      - {fact: harm, levels: {none: 0, slight: 20, serious: 50}}"
)
BANDS = """\
bases:
  b:
    offence: f.dump
    source: new-law:3
    method: bands
    bands:
      - HERE
"""
GRADES = """\
bases:
  b:
    offence: f.dump
    source: new-law:3
    method: grades
    grades: HERE
    factors: [{fact: harm, levels: [{is: none, grade: 1}, {is: [slight, serious], grade: 5}]}]
"""
ID, MAP, LIST, NUMBER = (
    "the id of a rule is due here",
    "a mapping is due here",
    "a list is due here",
    "a number is due here",
)


def told(book: Rulebook) -> list[tuple[str, int, str]]:
    return [(p.kind, p.place.line, EN.of(p.message)) for p in book.problems()]


@pytest.mark.parametrize(
    ("text", "here", "kind", "column", "words"),
    [
        (ENTRY, "{any: [{harm: none}, {harm: []}]}", "empty-condition", 39, "an empty list of values can never hold"),
        (ENTRY, "{any: {harm: none}}", "wrong-type", 17, LIST),
        (ENTRY, "{rule: [e, 1]}", "wrong-type", 22, ID),
        (ENTRY, "{other_violation: [e]}", "wrong-type", 29, MAP),
        (ENTRY, "{other_violation: {found_same_time: true}}", "missing-key", 29, "required key `rule` is missing"),
        (ENTRY, "{other_violation: {found_same_time: maybe, rule: e}}", "wrong-type", 47, "true or false is due here"),
        (ENTRY, "{other_violation: {rule: [1]}}", "wrong-type", 37, ID),
        (ENTRY, "{harm: {below: 2}}", "wrong-type", 12, "`harm` is no number"),
        (ENTRY, "{times: {from: 2024-01-01}}", "wrong-type", 12, "`times` is no day"),
        (ENTRY, "{times: {within: 2 days, of: timeline.decision}}", "wrong-type", 12, "`times` is no day"),
        (ENTRY, "{timeline.act: slight}", "wrong-type", 26, "this fact is a day"),
        (ENTRY, "{timeline.act: [2024-01-01]}", "wrong-type", 27, "a plain value is due here"),
        (ENTRY, "{harm: {from: x}}", "wrong-type", 25, "a day is due here"),
        (ENTRY, "{proved: 3}", "wrong-type", 20, "this fact is true or false"),
        (ENTRY, "{loss: true}", "wrong-type", 18, "this fact is a number"),
        (WEIGHTS, "{fact: harm, levels: {none: {base: 0, other: x}, slight: 1, serious: 2}}", "wrong-type", 54, NUMBER),
        (WEIGHTS, "{fact: harm, levels: {none: x, slight: 1, serious: 2}}", "wrong-type", 37, NUMBER),
        (WEIGHTS, "{fact: harm, levels: 3}", "wrong-type", 30, LIST),
        (WEIGHTS, "{fact: harm, levels: []}", "missing-key", 30, "a factor without levels says nothing"),
        (WEIGHTS, "{fact: harm, levels: [{is: none}]}", "missing-key", 31, "required key `weight` is missing"),
        (WEIGHTS, "{fact: harm, levels: [{is: none, weight: x}]}", "wrong-type", 50, NUMBER),
        (
            WEIGHTS,
            "{id: i, levels: [{when: {harm: []}, weight: 1}]}",
            "empty-condition",
            40,
            "an empty list of values can never hold",
        ),
        (
            WEIGHTS,
            "{levels: [{when: {harm: none}, weight: 1}]}",
            "missing-key",
            9,
            "a factor has a `fact`, or an `id` and conditions",
        ),
        (
            WEIGHTS,
            "{fact: times, levels: [{weight: 0}, {below: 1, weight: 3}]}",
            "wrong-order",
            45,
            "the level before this one covers all that is larger",
        ),
        (
            WEIGHTS,
            "{fact: times, levels: [{below: 2, weight: 0}, {weight: 1}, {weight: 3}]}",
            "wrong-order",
            68,
            "the level before this one covers all that is larger",
        ),
        (OF, "{times: 2}", "missing-key", 28, "required key `fact` is missing"),
        (OF, "{fact: loss, time: 3}", "unknown-key", 41, "unknown key `time`"),
        (OF, "x", "wrong-type", 28, NUMBER),
        (BANDS, "{when: {harm: none}}", "missing-key", 9, "the row has no amount"),
        (BANDS, "{from: 10000, fixed: 20000}", "wrong-value", 23, "a row has an amount only once"),
        (BANDS, "{fixed: 10000, fine: {fixed: 3}}", "wrong-value", 24, "a row has an amount only once"),
        (BANDS, "{from: 3, to: 2}", "wrong-order", 16, "`from` is larger than `to`"),
        (GRADES, "{lowest: 5, highest: 1}", "wrong-order", 22, "`lowest` does not lie below `highest`"),
        (GRADES, "{lowest: 3, highest: 3}", "wrong-order", 22, "`lowest` does not lie below `highest`"),
        (
            GRADES,
            "{lowest: 1, highest: 5, provenance: assumed}",
            "missing-key",
            13,
            "a figure that is not official says why it stands there",
        ),
    ],
)
def test_a_fault_is_told_once_where_it_stands(text: str, here: str, kind: str, column: int, words: str) -> None:
    line = 1 + next(n for n, content in enumerate(text.splitlines()) if "HERE" in content)
    book = rulebook(text.replace("HERE", here))
    assert told(book) == [(kind, line, words)]
    (problem,) = book.problems()
    assert problem.place.column == column
    assert ZH.of(problem.message) != words


def test_a_day_alone_is_that_day() -> None:
    day = date(2024, 1, 1)
    condition = Condition.read({"timeline.act": day})
    assert list(condition.tests()) == [FactTest("timeline.act", Dated(day, day))]
    assert repr(condition) == f"Condition({condition.node!r})"
    assert rulebook(ENTRY.replace("HERE", "{timeline.act: 2024-01-01}")).problems() == ()


def test_the_rules_that_a_condition_refers_to_however_deep() -> None:
    text = {"any": [{"rule": "a"}, {"not": {"other_violation": {"rule": ["b", "c"]}}}, {"proved": True}]}
    assert list(Condition.read(text).rules()) == ["a", "b", "c"]


def test_two_settings_of_one_place_and_a_figure_without_a_reason() -> None:
    text = "jurisdiction: {title: {zh: 甲, en: A}, first_day_counts: {value: true, provenance: assumed}}\n"
    assert [kind for kind, _, _ in told(rulebook(text))] == ["duplicate-id", "missing-key"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("facts: 3\n", "a mapping of ids is due here"), ("facts: {x: 3}\n", "a mapping is due here, not a whole number")],
)
def test_a_section_or_a_rule_that_is_no_mapping(text: str, words: str) -> None:
    assert told(rulebook(text)) == [("wrong-type", 1, words)]


# --- files ---------------------------------------------------------------------------------------------------------------


def test_hidden_files_and_folders_are_no_rules(tmp_path: Path) -> None:
    folder = lay(tmp_path / "rules", "", {".backup/f.yaml": "no: [yaml", "cn/.f.yaml.swp.yaml": "no: [yaml"})
    assert Rulebook.open([folder]).problems() == ()


def test_a_folder_that_may_not_be_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, whole = lay(tmp_path / "rules"), os.scandir

    def shut(path: Path) -> Any:
        if Path(path) == folder / "cn":
            raise PermissionError(13, "Permission denied", str(path))
        return whole(path)

    monkeypatch.setattr(os, "scandir", shut)
    with pytest.raises(Unusable) as unusable:
        Rulebook.open([folder]).problems()
    (problem,) = unusable.value.problems
    assert (problem.kind, EN.of(problem.message)) == ("unreadable", "the file cannot be read: Permission denied")
    assert problem.place.file == str(folder / "cn")


@pytest.mark.parametrize("day", ["2026/02/30", "2026-2-30"])
def test_a_day_that_there_is_not_is_shown_one_that_there_is(day: str) -> None:
    book = rulebook(ENTRY.replace("HERE", f"{{timeline.act: {{from: {day}}}}}"))
    (problem,) = book.problems()
    assert problem.place.line == 5
    assert problem.help is not None
    assert EN.of(problem.help) == "write it as 2026-08-15"


def test_steps_of_a_fact_that_is_no_number() -> None:
    text = WEIGHTS.replace("HERE", "{fact: harm, levels: [{below: 2, weight: 0}, {weight: 5}]}")
    assert ("wrong-type", 8, "`harm` is no number") in told(rulebook(text))


# --- snapshots -----------------------------------------------------------------------------------------------------------


def test_a_snapshot_that_is_too_large_or_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "rules.zip"
    archive.write_bytes(b"PK" * 600)
    monkeypatch.setattr(snapshot, "MAX_ARCHIVE", 1000)
    with pytest.raises(Unusable) as large:
        snapshot.load(archive)
    assert "is larger than" in EN.of(large.value.problems[0].message)
    with pytest.raises(Unusable) as folder:
        snapshot.load(tmp_path)
    assert EN.of(folder.value.problems[0].message).startswith("the file cannot be read: ")
