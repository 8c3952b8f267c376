"""`discretion batch`, called in this process on the small law: inputs that are broken, formats, and what stands in the way.

Slight harm costs 30,000 yuan, serious harm 60,000, none 10,000.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from concurrent.futures.process import BrokenProcessPool
from datetime import date, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from discretion.batch import excel
from discretion.batch.command import Defaults, Failure, Request, batch
from discretion.batch.journal import Busy
from discretion.batch.progress import Progress
from discretion.report.language import Language
from discretion.rulebook import Rulebook
from tests.assess.test_more_engine import FACTS, TABLE, TIMELINE, case, lighter
from tests.commands.support import call, lay

GOOD, FINDINGS, UNUSABLE, ENVIRONMENT = 0, 1, 2, 3
EN, ZH = Language("en"), Language("zh")
HEADS = (
    "key",
    "jurisdiction",
    "offence",
    "party.kind",
    "timeline.act",
    "timeline.decision",
    "proved",
    "harm",
    "refused",
    "times",
)
ROW = ("a", "cn", "f.dump", "organisation", "2026-03-03", "2026-06-01", "true", "slight", "false", "1")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The small law beside which the inputs are laid."""
    lay(tmp_path / "rules", TABLE)
    return tmp_path


def run(office: Path, *arguments: str | Path, lang: str = "en") -> Any:
    return call("batch", *arguments, "--rules", office / "rules", "-j", "1", lang=lang)


def table(path: Path, *rows: tuple[str, ...], heads: tuple[str, ...] = HEADS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([heads, *rows])
    return path


def fines(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [row["amount"] for row in csv.DictReader(stream)]


# --- what can be read --------------------------------------------------------------------------------------------------


def test_the_rows_of_a_table_with_empty_lines_and_remarks(office: Path) -> None:
    serious = ("b", *ROW[1:7], "serious", *ROW[8:])
    source = table(office / "in.csv", ROW, ("",), ("# a remark",), serious)
    done = run(office, source, "-o", office / "out.csv")
    assert done.exit_code == GOOD, done.stderr
    assert fines(office / "out.csv") == ["30000", "60000"]
    assert "90,000" in done.stdout


def test_a_row_with_a_cell_too_many_or_in_another_encoding_is_bad_and_stops_no_other(office: Path) -> None:
    source = table(office / "in.csv", ROW, (*ROW, "more"), ROW)
    source.write_bytes(source.read_bytes() + ",".join(("甲", *ROW[1:])).encode("gbk") + b"\n")
    done = run(office, source, "-o", office / "out.csv")
    assert done.exit_code == FINDINGS
    assert fines(office / "out.csv") == ["30000", "", "30000", ""]
    assert f"{source}:3: 11 cells stand in the row, 10 in the header" in done.stderr
    assert f"{source}:5: the row is not UTF-8 text" in done.stderr


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        ("键,jurisdiction\n".encode("gbk"), "the file is not UTF-8 text"),
        (b'key,"juris\n', "this is no CSV: "),
        (b"key,no_such_fact\n", "no_such_fact"),
    ],
)
def test_a_table_that_cannot_be_read(office: Path, content: bytes, says: str) -> None:
    (office / "in.csv").write_bytes(content)
    done = run(office, office / "in.csv", "-o", office / "out.csv")
    assert (done.exit_code, done.stdout) == (UNUSABLE, "")
    assert says in done.stderr
    assert not (office / "out.csv").exists()


def test_a_workbook_with_cells_beyond_its_header(office: Path) -> None:
    """Cells that were formatted and are empty belong to no column; a time of day is told as it stands."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([*HEADS, "", None])
    sheet.append([*ROW, "", ""])
    book.save(office / "in.xlsx")
    assert run(office, office / "in.xlsx", "-o", office / "out.csv").exit_code == GOOD
    assert fines(office / "out.csv") == ["30000"]
    assert excel.text(time(8, 30)) == "08:30:00"
    assert excel.text(True) == "true"
    assert excel.text(None) == ""


@pytest.mark.parametrize(("rows", "says"), [(None, "this is no Excel workbook"), ([], "the first sheet is empty")])
def test_what_is_no_workbook(office: Path, rows: list[Any] | None, says: str) -> None:
    source = office / "in.xlsx"
    if rows is None:
        source.write_bytes(b"PK no workbook")
    else:
        openpyxl.Workbook().save(source)
    done = run(office, source, "-o", office / "out.csv")
    assert (done.exit_code, done.stdout) == (UNUSABLE, "")
    assert says in done.stderr


def test_an_input_that_may_not_be_read_is_the_environments_fault(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = table(office / "in.csv", ROW)
    whole = Path.open

    def shut(path: Path, *arguments: Any, **more: Any) -> Any:
        if path == source:
            raise PermissionError(13, "Permission denied", str(path))
        return whole(path, *arguments, **more)

    monkeypatch.setattr(Path, "open", shut)
    done = run(office, source, "-o", office / "out.csv")
    assert (done.exit_code, done.stdout) == (ENVIRONMENT, "")
    assert done.stderr.endswith(f"{source} cannot be read or written: Permission denied\n")


# --- what is asked for -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("-o", "out.csv"), "no input is named"),
        (("in.csv",), "where to? -o FILE"),
        (("in.csv", "-o", "out.txt"), "it may end in: .jsonl, .csv, .xlsx, .parquet"),
        (("in.csv", "-o", "out.csv", "--full"), "the output must end in .jsonl"),
        (("in.csv", "-o", "out.csv", "--columns", "map.yaml"), "map.yaml"),
        (("in.csv", "-o", "out.csv", "--on", "soon"), "`soon` is no day"),
        (("--template", "xlsx", "-o", "t.csv"), "its name ends in .xlsx"),
        (("--template", "xlsx", "-o", "t.xlsx", "--offence", "f.dunp"), "did you mean `f.dump`?"),
    ],
)
def test_what_cannot_be_done(office: Path, given: tuple[str, ...], says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(office)
    table(office / "in.csv", ROW)
    (office / "map.yaml").write_text("- 3\n", encoding="utf-8")
    done = run(office, *given)
    assert (done.exit_code, done.stdout) == (UNUSABLE, "")
    assert says in done.stderr
    assert not [p for p in office.iterdir() if p.suffix in (".xlsx", ".txt") or p.name == "out.csv"]
    assert run(office, *given, lang="zh").exit_code == UNUSABLE


def test_rules_with_a_fault_assess_nothing(office: Path) -> None:
    lay(office / "rules", TABLE.replace("bases:", "basis:"))
    done = run(office, table(office / "in.csv", ROW), "-o", office / "out.csv")
    assert done.exit_code == UNUSABLE
    assert "basis" in done.stderr
    assert not (office / "out.csv").exists()


def test_a_template_of_an_offence_or_of_all(office: Path) -> None:
    """Of the offence the facts at which its law looks; of all those at which the entries for every offence look."""
    own = "no-penalty: [{id: p, title: {zh: 乙, en: B}, source: new-law:5, offences: [f.dump], when: {loss: {below: 3}}}]\n"
    lay(office / "rules", TABLE + lighter("{area: town}, unless: {times: {above: 3}}") + own)
    one, all_ = office / "one.xlsx", office / "all.xlsx"
    done = run(office, "--template", "xlsx", "--offence", "f.dump", "-o", one)
    assert done.exit_code == GOOD
    heads = excel.heads(one)
    assert done.stdout.startswith(f"{one}: {len(heads)} ")
    facts = {"facts.proved", "facts.refused", "facts.harm", "facts.area", "facts.times"}
    assert {h for h in heads if h.startswith("facts.")} == facts | {"facts.loss"}
    assert run(office, "--template", "xlsx", "-o", all_).exit_code == GOOD
    assert {h for h in excel.heads(all_) if h.startswith("facts.")} == {"facts.area", "facts.times"}
    again = run(office, "--template", "xlsx", "-o", one)
    assert (again.exit_code, again.stderr) == (UNUSABLE, f"{one} is there already; --force overwrites it\n")


def test_the_first_bad_row_ends_it_where_that_is_asked_for(office: Path) -> None:
    source = table(office / "in.csv", ROW, ("b", *ROW[1:7], "awful", *ROW[8:]))
    done = run(office, source, "-o", office / "out.csv", "--fail-fast")
    assert (done.exit_code, done.stdout) == (FINDINGS, "")
    assert done.stderr.endswith("stopped at the first bad row; nothing was written\n")
    assert not (office / "out.csv").exists()
    assert run(office, source, "-o", office / "out.csv", "--fail-fast", lang="zh").exit_code == FINDINGS


def test_the_summary_is_written_as_data_or_text(office: Path) -> None:
    source = table(office / "in.csv", ROW, ROW)
    done = run(office, source, "-o", office / "out.csv", "--summary", office / "sum.json")
    assert done.exit_code == GOOD
    data = json.loads((office / "sum.json").read_text(encoding="utf-8"))
    assert (data["failed"], str(data["sum"])) == (0, "60000")
    assert run(office, source, "-o", office / "out.csv", "--force", "--summary", office / "sum.txt").exit_code == GOOD
    assert "60,000" in (office / "sum.txt").read_text(encoding="utf-8")


def test_of_many_bad_rows_and_reasons_some_are_told(office: Path) -> None:
    """Each row is bad in its own way."""
    rows = [(f"k{n}", *ROW[1:7], f"awful{n:03}", *ROW[8:]) for n in range(120)]
    done = run(office, table(office / "in.csv", *rows), "-o", office / "out.csv")
    assert done.exit_code == FINDINGS
    told = [line for line in done.stderr.splitlines() if "`awful" in line]
    assert 0 < len(told) < 120
    assert f"… and {120 - len(told)} more bad rows; the column `error` tells of each" in done.stderr
    listed = [line for line in done.stdout.splitlines() if "`awful" in line]
    assert f"  … and {120 - len(listed)} more" in done.stdout


def test_of_many_offences_the_rarest_are_left_to_the_summary(office: Path) -> None:
    """Seventy offences; the table on the screen does not show them all."""
    one = (
        "  f.n{n:02}: {{title: {{zh: 甲{n}, en: N{n}}}, enforced_by: ecology-environment, elements: {{proved: true}},"
        " provisions: [{{liability: [new-law:{n}], tiers: [{{id: base, fine: {{fixed: 500}}}}]}}]}}\n"
    )
    lay(office / "rules", TABLE + "offences:\n" + "".join(one.format(n=n) for n in range(10, 80)))
    rows = [(f"k{n}", "cn", f"f.n{n:02}", *ROW[3:]) for n in range(10, 80)]
    done = run(office, table(office / "in.csv", *rows), "-o", office / "out.csv")
    assert done.exit_code == GOOD, done.stderr
    assert fines(office / "out.csv") == ["500"] * 70
    shown = sum(line.startswith("f.n") for line in done.stdout.splitlines())
    assert 0 < shown < 70
    assert re.search(rf"\b{70 - shown}\b.*--summary FILE", done.stdout)


# --- what stands in the way --------------------------------------------------------------------------------------------


def refused(office: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> Failure:
    """What is said where the run ends in ``error``."""

    def broken(*_: Any) -> None:
        raise error

    monkeypatch.setattr("discretion.batch.command.run", broken)
    request = Request((table(office / "in.csv", ROW),), office / "out.csv", Defaults(date(2026, 6, 1)), True, jobs=1)
    with pytest.raises(Failure) as failure:
        batch(request, Rulebook.open([office / "rules"]), EN, print)
    return failure.value


def test_another_batch_that_writes_the_same_file(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failure = refused(office, monkeypatch, Busy())
    assert failure.environment
    assert failure.message == f"another batch is writing {office / 'out.csv'}"


def test_a_worker_that_the_system_ended_is_told(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise BrokenProcessPool
        yield

    monkeypatch.setattr("discretion.batch.run.judged", broken)
    done = run(office, table(office / "in.csv", ROW), "-o", office / "out.csv")
    assert (done.exit_code, done.stdout) == (ENVIRONMENT, "")
    assert "a process ended by itself, perhaps for want of memory" in done.stderr


@pytest.mark.parametrize(("library", "ending"), [("openpyxl", ".xlsx"), ("pyarrow", ".parquet")])
@pytest.mark.parametrize("way", ["in", "out"])
def test_without_the_library_of_a_format_the_extra_is_named(
    office: Path, library: str, ending: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    source = table(office / "in.csv", ROW)
    if way == "in":
        source = source.rename(office / f"in{ending}")
    done = run(office, source, "-o", office / ("out.csv" if way == "in" else f"out{ending}"))
    assert (done.exit_code, done.stdout) == (ENVIRONMENT, "")
    assert done.stderr == f"{ending} needs a further library: pip install 'discretion[batch]'\n"


# --- progress ----------------------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("lang", "words"), [(EN, "2,500 cases"), (ZH, "2,500")])
def test_on_a_terminal_it_is_told_how_far_it_is(lang: Language, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with Progress(100.0, 10.0, lang) as progress:
        progress.add(1000, 30.0)
        progress.add(1500, 60.0)
    assert words in screen.getvalue()
    assert "100%" in screen.getvalue()


def test_elsewhere_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    with Progress(100.0, 0.0, EN) as progress:
        progress.add(1000, 100.0)
    assert screen.getvalue() == ""


def test_a_case_file_is_a_batch_of_one(office: Path) -> None:
    (office / "case.yaml").write_bytes(case(FACTS, timeline=TIMELINE))
    assert run(office, office / "case.yaml", "-o", office / "out.csv").exit_code == GOOD
    assert fines(office / "out.csv") == ["30000"]
