from __future__ import annotations

from pathlib import Path

import pytest

from discretion.audit.checks import CHECKS
from discretion.audit.inspection import ALL, KINDS, inspect
from discretion.audit.options import Wrong, ahead, kinds
from discretion.calendar import Period
from discretion.rulebook import Rulebook, Unusable
from tests.audit.support import ON, USED, inspected, rulebook

ROOT = Path(__file__).resolve().parents[2]


def test_every_check_has_its_module_its_test_and_its_page() -> None:
    modules = {p.stem for p in (ROOT / "discretion/audit/checks").glob("[a-z]*.py")}
    assert modules == {c.kind.replace("-", "_") for c in CHECKS}
    for check in CHECKS:
        assert (ROOT / f"tests/audit/test_{check.kind.replace('-', '_')}.py").is_file(), check.kind
    for check in ALL:
        assert (ROOT / f"docs/checks/{check.kind}.md").is_file(), check.kind


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_has_the_one_shape(kind: str) -> None:
    text = (ROOT / f"docs/checks/{kind}.md").read_text(encoding="utf-8")
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert headings == [f"# {kind}", "## What it finds", "## Bad", "## Good", "## Why", "## Exceptions"]


def test_the_pages_are_listed_and_no_page_is_left_over() -> None:
    index = (ROOT / "docs/checks/README.md").read_text(encoding="utf-8")
    pages = {p.stem for p in (ROOT / "docs/checks").glob("[a-z]*.md")}
    assert pages == {*KINDS, "structure", "skipped-analysis", "prove"}
    for page in pages:
        assert f"({page}.md)" in index


def test_a_small_sound_law_has_no_finding_but_what_is_said_of_it() -> None:
    """The small law has no tables, and one offence."""
    assert inspected(USED).problems == ()


def test_checks_of_sense_are_not_run_on_rules_that_cannot_be_read_and_that_is_said() -> None:
    inspection = inspect(rulebook("heavier: [{id: x}]\n"), ON)
    assert inspection.fails("error")
    assert inspection.ran == ()
    assert inspection.problems[-1].kind == "skipped-analysis"


def test_a_space_that_is_too_large_is_a_note_not_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps of the search for the checks of conditions, cells for those of tables."""
    monkeypatch.setattr("discretion.audit.cells.MOST_STEPS", 0)
    assert {(p.kind, p.level) for p in inspected(USED).problems} == {("skipped-analysis", "note")}
    monkeypatch.undo()
    monkeypatch.setattr("discretion.audit.cells.MOST_CELLS", 1)
    table = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: bands
    bands:
      - {when: {harm: serious}, from: 50000, to: 100000}
      - {from: 10000, to: 50000}
"""
    skipped = [p for p in inspected(table, only=("band-gap",)).problems if p.kind == "skipped-analysis"]
    assert [(p.rule, p.level) for p in skipped] == [("t", "note")]


def test_no_files_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "cn").mkdir()
    with pytest.raises(Unusable):
        Rulebook([tmp_path])


def test_only_runs_what_is_named() -> None:
    assert {c.kind for c in inspected(USED, only=("idle-factor",)).ran} == {"idle-factor"}


def test_times_ahead_are_short_or_as_rules_write_them() -> None:
    assert ahead("90d") == ahead("90 days") == Period(90, "days")
    assert ahead("6m") == Period(6, "months")
    assert ahead("1y") == Period(1, "years")
    with pytest.raises(Wrong):
        ahead("soon")


def test_kinds_may_be_repeated_or_joined_by_commas() -> None:
    assert kinds(["band-gap,versions", "idle-factor"]) == ("band-gap", "versions", "idle-factor")
    with pytest.raises(Wrong):
        kinds(["band-gape"])
