"""A batch gives for every row what the case alone gives, in the order of the rows, whatever happens on the way."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from discretion import Assessment, Case, Law, assess
from discretion.batch import inputs
from discretion.batch.command import Defaults, Failure, Request, batch
from discretion.batch.judge import Judge
from discretion.batch.line import HEADS, lines
from discretion.batch.outputs import safe
from discretion.batch.run import Stopped
from discretion.case import read_case
from discretion.output import Exists
from discretion.rulebook import Unusable
from tests.batch.support import DAY, ENGLISH, ROW, do, read_csv, varied, write_csv
from tests.running import interruptible
from tests.support import of, rulebook

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
#: An offence for which persons in charge are fined too.
PERSONAL = "air.obstruction"


def test_the_examples_give_in_a_batch_what_each_gives_alone(tmp_path: Path) -> None:
    do(EXAMPLES, tmp_path / "out.jsonl")
    found = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    files = sorted(EXAMPLES.glob("*.yaml"))
    assert [Path(f["file"]) for f in found] == files
    for line, path in zip(found, files, strict=True):
        case, law = read_case(str(path), path.read_bytes(), rulebook(), DAY)
        alone = assess(case, law)
        assert line["outcome"] == alone.outcome
        assert (line["low"], line["high"]) == (alone.fine.low, alone.fine.high)
        assert line["missing"] == sorted(alone.violations[0].missing)
        assert line["amount"] == (alone.fine.low if alone.settled else None)


def test_the_order_of_the_rows_is_kept(tmp_path: Path) -> None:
    rows = varied(40)
    do(write_csv(tmp_path / "in.csv", rows), tmp_path / "out.csv", chunk=7)
    assert [r["key"] for r in read_csv(tmp_path / "out.csv")] == [r["key"] for r in rows]


def test_several_processes_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", varied(60))
    do(table, tmp_path / "one.csv", chunk=8, jobs=1)
    do(table, tmp_path / "two.csv", chunk=8, jobs=2)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_a_bad_row_is_told_with_file_and_row_and_stops_no_other(tmp_path: Path) -> None:
    rows = varied(5)
    rows[1]["harm"] = "awful"
    rows[2]["offence"] = "air.industrial-dusk"
    rows[3]["jurisdiction"] = "cn/atlantis"
    table = write_csv(tmp_path / "in.csv", rows)
    summary, told = do(table, tmp_path / "out.csv")
    found = read_csv(tmp_path / "out.csv")
    assert summary.failed == 3
    assert [bool(r["error"]) for r in found] == [False, True, True, True, False]
    assert [t.split(": ")[0] for t in told] == [f"{table}:{n}" for n in (3, 4, 5)]
    assert "facts.harm: `awful` is no choice of this fact" in told[0]
    assert "did you mean `air.industrial-dust`" in told[1]
    assert all(found[n]["outcome"] for n in (0, 4))


@pytest.mark.parametrize("text", ["a,b\n", '"never closed\n', "\udcff" + "," * 33 + "\n"])
def test_a_broken_row_of_a_csv_is_a_bad_row(tmp_path: Path, text: str) -> None:
    table = write_csv(tmp_path / "in.csv", varied(2))
    with table.open("a", encoding="utf-8", errors="surrogateescape") as stream:
        stream.write(text)
    do(table, tmp_path / "out.csv")
    assert [bool(r["error"]) for r in read_csv(tmp_path / "out.csv")] == [False, False, True]


def test_a_bad_line_of_json_is_a_bad_row(tmp_path: Path) -> None:
    table = tmp_path / "in.jsonl"
    table.write_text('{"key": 1\n[]\n{"harm": "none", "ham": 1}\n' + json.dumps({**ROW, "law_study.hours": 20}) + "\n")
    do(table, tmp_path / "out.csv")
    found = read_csv(tmp_path / "out.csv")
    assert [r["error"][:14] for r in found] == ["this is no JSO", "a line holds o", "column `ham` i", ""]
    assert [r["row"] for r in found] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("number", ["1e999999999", "1" * 60])
def test_a_monstrous_number_is_a_bad_row(tmp_path: Path, number: str) -> None:
    table = tmp_path / "in.jsonl"
    table.write_text(
        f'{{"jurisdiction": "cn", "offence": "air.industrial-dust", "facts": {{"duration_days": {number}}}}}\n'
    )
    summary, _ = do(table, tmp_path / "out.csv")
    assert summary.failed == 1


def test_fail_fast_writes_nothing(tmp_path: Path) -> None:
    rows = varied(3)
    rows[1]["harm"] = "awful"
    with pytest.raises(Stopped):
        do(write_csv(tmp_path / "in.csv", rows), tmp_path / "out.csv", fail_fast=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.csv"]


def test_a_fault_of_the_program_in_one_case_is_a_bad_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from discretion.batch import judge
    from discretion.desk import again

    real = again.quick
    monkeypatch.setattr(judge, "quick", lambda case, law: real(case, law) if case.violations[0].stated else 1 // 0)
    rows = varied(2)
    rows[0]["stated.amount"] = rows[0]["stated.source"] = ""
    do(write_csv(tmp_path / "in.csv", rows), tmp_path / "out.csv")
    found = read_csv(tmp_path / "out.csv")
    assert "ZeroDivisionError" in found[0]["error"]
    assert not found[1]["error"]


# --- formats ----------------------------------------------------------------------------------------------------------


def table_of(path: Path, rows: list[dict[str, str]]) -> Path:
    """The rows as a table of any format, with the types that the format knows."""
    if path.suffix == ".csv":
        return write_csv(path, rows)
    typed = [{k: typed_cell(k, v) for k, v in row.items()} for row in rows]
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(r, default=str) + "\n" for r in typed))
    elif path.suffix == ".xlsx":
        import openpyxl

        book = openpyxl.Workbook()
        book.active.append(list(rows[0]))
        for row in typed:
            book.active.append([datetime(v.year, v.month, v.day) if isinstance(v, date) else v for v in row.values()])  # noqa: DTZ001
        book.save(path)
    else:
        import pyarrow
        import pyarrow.parquet

        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(typed), path)
    return path


def typed_cell(name: str, text: str) -> object:
    if text in ("true", "false"):
        return text == "true"
    if name in ("stated.amount", "duration_days", "law_study.hours", "violations_in_two_years"):
        return int(text)
    return date.fromisoformat(text) if name.startswith("timeline.") or name.endswith("_on") else text


@pytest.mark.parametrize("ending", ["csv", "jsonl", "xlsx", "parquet"])
def test_a_table_gives_the_same_results_in_every_format(tmp_path: Path, ending: str) -> None:
    rows = varied(6)
    do(write_csv(tmp_path / "plain.csv", rows), tmp_path / "wanted.csv")
    do(table_of(tmp_path / f"in.{ending}", rows), tmp_path / "out.csv")
    wanted, found = read_csv(tmp_path / "wanted.csv"), read_csv(tmp_path / "out.csv")
    for one, two in zip(wanted, found, strict=True):
        assert {k: v for k, v in one.items() if k not in ("file", "row")} == {
            k: v for k, v in two.items() if k not in ("file", "row")
        }


def test_a_number_keeps_its_digits_in_every_format(tmp_path: Path) -> None:
    import openpyxl
    import pyarrow
    import pyarrow.parquet

    from discretion.batch import excel, parquet

    book = openpyxl.Workbook()
    book.active.append(["a", "b", "c"])
    book.active.append([0.1, 1e16, 12345678.9])
    book.save(tmp_path / "x.xlsx")
    assert [list(cells) for _, cells in excel.rows(tmp_path / "x.xlsx")] == [["0.1", "10000000000000000", "12345678.9"]]
    table = pyarrow.table(
        {
            "narrow": pyarrow.array([0.1], pyarrow.float32()),
            "wide": pyarrow.array([1e-7], pyarrow.float64()),
            "exact": pyarrow.array([Decimal("1.50")]),
            "several": pyarrow.array([["a", "b"]]),
            "day": pyarrow.array([date(2025, 3, 27)]),
            "words": pyarrow.array(["x"]).dictionary_encode(),
            "none": pyarrow.array([None], pyarrow.int64()),
        }
    )
    pyarrow.parquet.write_table(table, tmp_path / "x.parquet")
    assert [list(c) for _, batch in parquet.batches(tmp_path / "x.parquet") for c in parquet.rows(batch)] == [
        ["0.1", "0.0000001", "1.50", "a;b", "2025-03-27", "x", ""]
    ]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "xlsx", "parquet"])
def test_every_format_of_output_says_the_same(tmp_path: Path, ending: str) -> None:
    rows = varied(4)
    rows[2]["harm"] = "awful"
    table = write_csv(tmp_path / "in.csv", rows)
    do(table, tmp_path / "wanted.csv")
    do(table, tmp_path / f"out.{ending}")
    wanted = read_csv(tmp_path / "wanted.csv")
    found = read_back(tmp_path / f"out.{ending}")
    assert found == [[r[h] for h in HEADS] for r in wanted]


def read_back(path: Path) -> list[list[str]]:
    """An output as texts."""
    if path.suffix == ".csv":
        return [list(r.values()) for r in read_csv(path)]
    if path.suffix == ".jsonl":
        found = [json.loads(line) for line in path.read_text().splitlines()]
        assert all(list(f) == list(HEADS) for f in found)
        return [
            ["; ".join(v) if isinstance(v, list) else "" if v is None else str(v) for v in f.values()] for f in found
        ]
    if path.suffix == ".xlsx":
        import openpyxl

        sheet = openpyxl.load_workbook(path).active
        assert sheet is not None
        return [["" if v is None else str(v) for v in row] for row in list(sheet.values)[1:]]
    import pyarrow.parquet

    rows = pyarrow.parquet.read_table(path).to_pylist()
    return [
        [
            "" if v is None else f"{v:f}".rstrip("0").rstrip(".") if isinstance(v, Decimal) else str(v)
            for v in r.values()
        ]
        for r in rows
    ]


def test_an_amount_that_is_no_decimal_is_not_rounded_but_said(tmp_path: Path) -> None:
    import pyarrow.parquet

    from discretion.batch.judge import Done
    from discretion.batch.line import Line
    from discretion.batch.outputs import write

    line = Line(1, "", "o", "fine", "1/3", "1/3", "1/3", "0", "1", "1/3", "p", "", "")
    write(tmp_path / "o.parquet", ".parquet", [Done(["k"], ["f"], [1], [0], [(line,)])])
    (row,) = pyarrow.parquet.read_table(tmp_path / "o.parquet").to_pylist()
    assert row["amount"] is None
    assert "amount = 1/3" in row["error"]


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "#N/A"]


def test_no_spreadsheet_takes_a_text_for_a_formula(tmp_path: Path) -> None:
    import openpyxl

    rows = [{**ROW, "key": key} for key in FORMULAS[:4] + FORMULAS[5:]]
    table = tmp_path / "in.jsonl"
    table.write_text("".join(json.dumps(r) + "\n" for r in rows))
    do(table, tmp_path / "out.csv")
    do(table, tmp_path / "out.xlsx")
    for row in read_csv(tmp_path / "out.csv"):
        assert row["key"][0] not in "=+-@＝"
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    for cell, row in zip(list(sheet["A"])[1:], rows, strict=True):
        assert (cell.data_type, cell.value) == ("s", row["key"])
    assert [safe(f) for f in FORMULAS[:6]] == [f"'{f}" for f in FORMULAS[:6]]


# --- columns ----------------------------------------------------------------------------------------------------------


def test_columns_may_be_named_by_a_mapping_file(tmp_path: Path) -> None:
    names = {"编号": "key", "危害": "harm", "经办人": "ignore"}
    back = {v: k for k, v in names.items()}
    rows = [{**{back.get(k, k): v for k, v in r.items()}, "经办人": "某人"} for r in varied(3)]
    (tmp_path / "names.yaml").write_text("".join(f"{k}: {v}\n" for k, v in names.items()))
    do(write_csv(tmp_path / "plain.csv", varied(3)), tmp_path / "wanted.csv")
    do(write_csv(tmp_path / "in.csv", rows), tmp_path / "out.csv", columns=tmp_path / "names.yaml")
    assert [r["amount"] for r in read_csv(tmp_path / "out.csv")] == [
        r["amount"] for r in read_csv(tmp_path / "wanted.csv")
    ]
    assert [r["key"] for r in read_csv(tmp_path / "out.csv")] == ["k0", "k1", "k2"]


@pytest.mark.parametrize(
    ("heads", "message"),
    [
        (("harn",), "column `{name}` is neither a fact nor a part of a case"),
        (("harm", "facts.harm"), "columns `{one}` and `{two}` are the same: {name}"),
        (("harm", ""), "column `{name}` is neither a fact nor a part of a case"),
        (("choices.x.colour",), "column `{name}` is neither a fact nor a part of a case"),
    ],
)
def test_a_column_that_is_nothing_is_refused_before_anything_is_assessed(
    tmp_path: Path, heads: tuple[str, ...], message: str
) -> None:
    with (tmp_path / "in.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([["key", *heads], ["1", *["" for _ in heads]]])
    with pytest.raises(Unusable) as refused:
        do(tmp_path / "in.csv", tmp_path / "out.csv")
    assert [p.message.id for p in refused.value.problems] == [message]
    assert not (tmp_path / "out.csv").exists()
    assert not (tmp_path / "out.csv.journal").exists()


@pytest.mark.parametrize(
    ("column", "text", "same"),
    [
        ("harm", "危害后果轻微", "slight"),
        ("harm", "Slight harm", "slight"),
        ("first_violation", "否", "false"),
        ("first_violation", "NO", "false"),
        ("timeline.act", "2025/3/27", "2025-03-27"),
        ("timeline.act", "2025年3月27日", "2025-03-27"),
        ("timeline.found", "2025-03-27 00:00:00", "2025-03-27"),
        ("harm", "未查明", "unknown"),
        ("harm", "", "unknown"),
        ("duration_days", " 10.0 ", "10"),
    ],
)
def test_a_cell_is_read_as_people_write_it(tmp_path: Path, column: str, text: str, same: str) -> None:
    do(write_csv(tmp_path / "in.csv", [{**ROW, column: text}, {**ROW, column: same}]), tmp_path / "out.csv")
    one, two = read_csv(tmp_path / "out.csv")
    assert not one["error"]
    assert {**one, "row": ""} == {**two, "row": ""}


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("timeline.act", "27.3.2025"),
        ("duration_days", "1,000"),
        ("duration_days", "1e3"),
        ("timeline.act", "2025-03-27 10:00"),
        ("first_violation", "1"),
    ],
)
def test_a_cell_that_can_be_read_in_two_ways_is_refused(tmp_path: Path, column: str, text: str) -> None:
    do(write_csv(tmp_path / "in.csv", [{**ROW, column: text}]), tmp_path / "out.csv")
    assert column in read_csv(tmp_path / "out.csv")[0]["error"]


def test_evidence_and_an_inquiry_may_stand_beside_a_fact(tmp_path: Path) -> None:
    rows = [
        {
            **ROW,
            "harm": "",
            "harm.not_found_out": "asked",
            "gravity.evidence": "record",
            "duration_days": "",
            "duration_days.evidence": "log",
        }
    ]
    do(write_csv(tmp_path / "in.csv", rows), tmp_path / "out.csv")
    (row,) = read_csv(tmp_path / "out.csv")
    assert not row["error"]
    assert "duration_days" in row["missing"]


def test_remarks_and_empty_rows_are_no_cases(tmp_path: Path) -> None:
    rows = [{**dict.fromkeys(ROW, ""), "key": "# what each column means"}, ROW, dict.fromkeys(ROW, "")]
    summary, _ = do(write_csv(tmp_path / "in.csv", rows), tmp_path / "out.csv")
    assert summary.cases == 1
    assert read_csv(tmp_path / "out.csv")[0]["row"] == "3"


def test_a_json_line_may_be_a_whole_case_file(tmp_path: Path) -> None:
    case = {
        "case": {"number": "7"},
        "jurisdiction": "cn/liaoning/yingkou",
        "party": {"name": "某公司", "kind": "organisation"},
        "timeline": {
            "act": {"from": "2025-03-01", "to": "2025-03-27"},
            "found": "2025-03-27",
            "decision": "2025-06-01",
        },
        "violations": [
            {
                "offence": "air.industrial-dust",
                "facts": {"industry": "mining", "dust_measures": {"value": "missing", "evidence": "x"}},
            },
            {
                "offence": "air.industrial-dust",
                "facts": {"industry": "mining", "dust_measures": "missing"},
                "timeline": {"found": "2025-03-28"},
            },
        ],
        "facts": {"apology": {"published": True}, "law_study": {"passed_on": "2025-05-10", "hours": 1.5}, "harm": None},
        "persons_in_charge": None,
    }
    (tmp_path / "in.jsonl").write_text(json.dumps(case))
    do(tmp_path / "in.jsonl", tmp_path / "out.csv")
    found = read_csv(tmp_path / "out.csv")
    assert [(r["key"], r["violation"], r["error"]) for r in found] == [("7", "1", ""), ("7", "2", "")]


def test_a_row_without_key_is_named_by_its_place(tmp_path: Path) -> None:
    rows = [{k: v for k, v in ROW.items() if k != "key"}]
    table = write_csv(tmp_path / "in.csv", rows)
    do(table, tmp_path / "out.csv")
    assert read_csv(tmp_path / "out.csv")[0]["key"] == f"{table}:2"


def test_what_no_row_says_may_be_said_once(tmp_path: Path) -> None:
    rows = [{k: v for k, v in ROW.items() if k not in ("offence", "jurisdiction", "timeline.decision")}]
    defaults = Defaults(date(2025, 6, 1), "cn/liaoning/yingkou", "air.industrial-dust")
    do(write_csv(tmp_path / "in.csv", rows), tmp_path / "out.csv", defaults=defaults)
    assert read_csv(tmp_path / "out.csv")[0]["amount"] == "34000"


# --- memory -----------------------------------------------------------------------------------------------------------


def test_rows_with_the_same_content_are_assessed_once_and_as_if_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from discretion.batch import judge
    from discretion.desk import again

    rows = varied(30) + [{**r, "key": f"again {r['key']}"} for r in varied(30)]
    tables = inputs.prepare([write_csv(tmp_path / "in.csv", rows)], {}, Judge(rulebook(), Defaults(DAY), ENGLISH).known)
    together = Judge(rulebook(), Defaults(DAY), ENGLISH).chunk(next(inputs.chunks(tables, 1000)))
    alone = [Judge(rulebook(), Defaults(DAY), ENGLISH).chunk(c) for c in inputs.chunks(tables, 1)]
    assert [together.results[c] for c in together.codes] == [done.results[0] for done in alone]
    calls: list[int] = []
    real = again.quick

    def counted(case: Case, law: Law) -> Assessment:
        calls.append(1)
        return real(case, law)

    monkeypatch.setattr(judge, "quick", counted)
    Judge(rulebook(), Defaults(DAY), ENGLISH).chunk(next(inputs.chunks(tables, 1000)))
    contents = {tuple(v for k, v in r.items() if k != "key") for r in rows}
    assert len(calls) == len(contents) < len(rows)


def test_yes_and_one_are_not_the_same_content() -> None:
    judge = Judge(rulebook(), Defaults(DAY), ENGLISH)
    assert judge._encode({"a": True}) != judge._encode({"a": 1}) != judge._encode({"a": "1"})
    assert judge._encode({"a": Fraction(1, 2)}) != judge._encode({"a": "1/2"})


# --- interruption -----------------------------------------------------------------------------------------------------


def test_an_interrupted_batch_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = write_csv(tmp_path / "in.csv", varied(30))
    do(table, tmp_path / "wanted.csv")
    real, count = Judge.chunk, [0]

    def interrupted(self: Judge, chunk: inputs.Chunk) -> object:
        count[0] += 1
        if count[0] == 4:
            raise KeyboardInterrupt
        return real(self, chunk)

    monkeypatch.setattr(Judge, "chunk", interrupted)
    with pytest.raises(KeyboardInterrupt):
        do(table, tmp_path / "out.csv", chunk=5)
    assert not (tmp_path / "out.csv").exists()
    with (tmp_path / "out.csv.journal").open("ab") as stream:
        stream.write(b'[["torn')
    count[0] = -100
    _, told = do(table, tmp_path / "out.csv", chunk=5)
    assert told == ["going on after 15 cases that are done already"]
    assert count[0] == -97
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "wanted.csv").read_bytes()
    assert not (tmp_path / "out.csv.journal").exists()


@pytest.mark.parametrize(("way", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_a_killed_batch_goes_on_where_it_stopped(tmp_path: Path, way: signal.Signals, code: int) -> None:
    table = write_csv(
        tmp_path / "in.csv", [{**r, "stated.amount": str(50_000 + n)} for n, r in enumerate(varied(4000))]
    )
    command = [
        sys.executable,
        "-m",
        "discretion",
        "batch",
        str(table),
        "-o",
        str(tmp_path / "out.csv"),
        "--lang",
        "en",
        "--jobs",
        "2",
    ]
    journal = tmp_path / "out.csv.journal"
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=interruptible,
    )
    try:
        for _ in range(600):
            if journal.exists() and journal.read_bytes().count(b"\n") > 1:
                break
            assert process.poll() is None
            time.sleep(0.1)
    finally:
        os.killpg(process.pid, way)
        assert process.wait() == code
    assert not (tmp_path / "out.csv").exists()
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "cases that are done already" in again.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.csv", "out.csv"]
    assert [r["key"] for r in read_csv(tmp_path / "out.csv")] == [f"k{n}" for n in range(4000)]
    do(table, tmp_path / "wanted.csv")
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "wanted.csv").read_bytes()


def test_the_journal_of_another_run_is_not_touched(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", varied(3))
    journal = tmp_path / "out.csv.journal"
    journal.write_bytes(b'{"of": "another"}\n')
    request = Request((table,), tmp_path / "out.csv", Defaults(DAY), True, jobs=1)
    with pytest.raises(Failure, match="is of another run"):
        batch(request, rulebook(), ENGLISH, lambda text: None)
    assert journal.read_bytes() == b'{"of": "another"}\n'
    do(table, tmp_path / "out.csv", force=True)
    assert len(read_csv(tmp_path / "out.csv")) == 3


def test_a_batch_of_today_goes_on_tomorrow_as_of_today(tmp_path: Path) -> None:
    from discretion.batch.journal import Journal, Run

    run = Run((), "rules", "1", "", "", "", "en", "2026-01-05", False)
    with Journal(tmp_path / "j", run):
        pass
    with Journal(tmp_path / "j", Run((), "rules", "1", "", "", "", "en", "2026-01-06", False)) as journal:
        assert journal.on == date(2026, 1, 5)


def test_two_batches_do_not_write_one_file(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    from discretion.batch.journal import Busy, Journal, Run

    run = Run((), "rules", "1", "", "", "", "en", "2026-01-05", True)
    with Journal(tmp_path / "j", run), pytest.raises(Busy):
        Journal(tmp_path / "j", run)


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", varied(1))
    (tmp_path / "out.csv").write_text("mine")
    with pytest.raises(Exists):
        do(table, tmp_path / "out.csv")
    with pytest.raises(Exists):
        do(table, tmp_path / "other.csv", summary=tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == "mine"
    do(table, tmp_path / "out.csv", force=True)
    assert len(read_csv(tmp_path / "out.csv")) == 1


def test_an_empty_input_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("\n\n")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "in.jsonl", tmp_path / "folder", tmp_path / "absent.csv", ROOT / "README.md"):
        with pytest.raises(Unusable):
            do(path, tmp_path / "out.csv")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder", "in.jsonl"]


# --- summary ----------------------------------------------------------------------------------------------------------


def test_the_summary_counts_adds_and_says_why_there_is_no_result(tmp_path: Path) -> None:
    amounts = (20_000, 60_000, 100_000, 200_000)
    rows = [
        {**ROW, "key": str(a), "stated.amount": str(a), "law_study.exam_passed": "false", "apology.published": "false"}
        for a in amounts
    ]
    rows += [{**ROW, "key": "open", "corrected": ""}, {**ROW, "key": "bad", "harm": "awful"}]
    summary, _ = do(write_csv(tmp_path / "in.csv", rows), tmp_path / "out.csv", summary=tmp_path / "s.json")
    data = json.loads((tmp_path / "s.json").read_text())
    found = [int(r["amount"]) for r in read_csv(tmp_path / "out.csv") if r["amount"]]
    group = data["offences"]["air.industrial-dust"]
    assert (data["cases"], data["failed"], group["cases"], group["fined"]) == (6, 1, 6, len(found))
    assert data["sum"] == group["sum"] == sum(found)
    assert group["quantiles"]["p50"] == sorted(found)[(len(found) - 1) // 2]
    assert "corrected" in group["missing"]
    assert list(data["errors"].values()) == [1]
    assert summary.failed == 1


def test_quantiles_stay_bounded_and_say_so() -> None:
    from discretion.batch.summary import MOST, Amounts

    amounts = Amounts()
    for n in range(3 * MOST):
        amounts.add(1_000_000 + n, 1)
    assert amounts.gathered
    assert len(amounts.counted) < MOST
    assert amounts.total == sum(1_000_000 + n for n in range(3 * MOST))
    assert amounts.quantile(50) == 1_020_000 or amounts.quantile(50) == 1_030_000


def test_the_lines_of_a_case_name_its_persons() -> None:
    data = {
        "jurisdiction": "cn",
        "offence": PERSONAL,
        "timeline": {"act": "2026-09-01", "found": "2026-09-01", "decision": "2026-10-01"},
        "facts": {"established": True},
        "persons_in_charge": [{"name": "某甲"}],
    }
    found = lines(of(data))
    assert [(line.person, line.offence) for line in found] == [("", PERSONAL), ("某甲", PERSONAL)]
    assert found[0].statutory_to != found[1].statutory_to


# --- template ---------------------------------------------------------------------------------------------------------


def test_a_template_filled_in_by_its_own_lists_is_a_batch(tmp_path: Path) -> None:
    import openpyxl

    from discretion.batch.command import template
    from discretion.report.language import Language

    path = tmp_path / "t.xlsx"
    template(rulebook(), path, "cn/liaoning/yingkou", "air.industrial-dust", False, Language("zh"))
    book = openpyxl.load_workbook(path)
    sheet, lists = book["cases"], book["lists"]
    assert lists.sheet_state == "hidden"
    heads = [c.value for c in sheet[1]]
    assert {"key", "jurisdiction", "offence", "facts.harm", "facts.law_study.passed_on", "timeline.found"} <= set(heads)
    choices = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            column = heads[sheet[f"{str(rule.sqref).split(':')[0]}"].column - 1]
            letter = rule.formula1.split("$")[1]
            choices[column] = [c.value for c in lists[letter] if c.value is not None]
    assert choices["facts.harm"][0] == "未造成危害后果"
    for number, head in enumerate(heads, 1):
        value = (
            choices[head][0]
            if head in choices
            else {"timeline.act": "2025-03-27", "timeline.found": "2025-03-27", "timeline.decision": "2025-06-01"}.get(
                head
            )
        )
        sheet.cell(3, number).value = value
    book.save(path)
    summary, told = do(path, tmp_path / "out.csv")
    assert (summary.cases, summary.failed, told) == (1, 0, [])
    assert read_csv(tmp_path / "out.csv")[0]["row"] == "3"


def test_the_command_line_says_by_its_exit_code_whether_rows_failed(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", [ROW, {**ROW, "harm": "awful"}])
    command = [sys.executable, "-m", "discretion", "batch", str(table), "-o", str(tmp_path / "out.csv"), "--lang", "en"]
    first = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert first.returncode == 1
    assert first.stdout.startswith("2 cases, 1 failed; fines 34,000 yuan")
    assert f"{table}:3: facts.harm" in first.stderr
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (again.returncode, "--force overwrites it" in again.stderr) == (2, True)


def test_a_workbook_that_unpacks_to_far_more_than_a_table_is_not_unpacked(tmp_path: Path) -> None:
    """200 megabytes of one sign, packed to a five-hundredth of that."""
    bomb = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as stream,
    ):
        for _ in range(200):
            stream.write(b" " * 10**6)
    with pytest.raises(Unusable) as refused:
        do(bomb, tmp_path / "out.csv")
    assert [p.kind for p in refused.value.problems] == ["too-large"]
    assert ENGLISH.of(refused.value.problems[0].message) == "the workbook unpacks to 200 megabytes, more than is read"
    assert not (tmp_path / "out.csv").exists()


def test_a_row_group_that_unpacks_to_more_than_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pyarrow, files = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    from discretion.batch import parquet

    path = tmp_path / "t.parquet"
    files.write_table(pyarrow.table({"key": [str(n) for n in range(1000)]}), path)
    monkeypatch.setattr(parquet, "MOST_UNPACKED", 1000)
    with pytest.raises(Unusable) as refused:
        do(path, tmp_path / "out.csv")
    assert [p.kind for p in refused.value.problems] == ["too-large"]
