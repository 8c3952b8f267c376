"""The doctor: what it looks at, and what it calls bad."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

from typer.testing import CliRunner

from discretion.__main__ import _command_line
from discretion.calendar import calendar_years
from discretion.report.doctor import examine
from discretion.report.language import Language
from discretion.rulebook import Rulebook
from tests.support import rulebook

ROOT = Path(__file__).resolve().parent.parent.parent
EN = Language("en")


def test_a_good_installation_has_nothing_bad() -> None:
    checks = {c.name: c for c in examine(rulebook(), EN, date(2026, 1, 1))}
    assert not [c for c in checks.values() if c.state == "bad"]
    assert rulebook().digest in checks["edition"].value
    assert checks["language"].value == "en (English)"


def test_the_libraries_of_every_extra_are_looked_at_but_not_those_of_development() -> None:
    """An extra that is added to the project is added to the doctor."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {
        f"{re.match('[A-Za-z0-9_-]+', line)[0].lower()} (extra {extra})"  # type: ignore[index]
        for extra, lines in project["optional-dependencies"].items()
        for line in lines
        if extra not in ("dev", "bench", "fuzz")
    }
    names = {c.name for c in examine(rulebook(), EN, date(2026, 1, 1))}
    assert {n for n in names if "(extra" in n} == wanted


def test_a_calendar_that_ends_before_this_year_is_noted() -> None:
    checks = {c.name: c for c in examine(rulebook(), EN, date(calendar_years()[1] + 1, 1, 1))}
    assert checks["calendar of public holidays"].state == "note"


def test_broken_rules_are_bad(tmp_path: Path) -> None:
    (tmp_path / "cn").mkdir()
    (tmp_path / "cn" / "jurisdiction.yaml").write_text("jurisdiction: {title: {zh: 甲}}\nwrong: 1\n", encoding="utf-8")
    checks = {c.name: c for c in examine(Rulebook([tmp_path]), EN, date(2026, 1, 1))}
    assert checks["problems in the rules"].state == "bad"
    done = CliRunner().invoke(_command_line().app, ["doctor", "--rules", str(tmp_path), "--lang", "en"])
    assert done.exit_code == 1
