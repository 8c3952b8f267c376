"""Record batches give, row by row, what the engine gives: the cells told by columns are those told by rows."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from benchmarks.generate import cases as real_looking
from benchmarks.peers import hand
from benchmarks.table import batch as peers_batch
from benchmarks.table import flat
from benchmarks.work import RULES
from benchmarks.work import cases as small_work
from discretion import Rulebook, calendar, load_rulebook
from discretion.batch import codes, columnar, parquet
from discretion.batch.arrow import Step, decimals, results, same
from discretion.batch.cell import Outside
from discretion.batch.columns import resolve
from discretion.batch.days import Days
from discretion.batch.fast import Disagreement
from discretion.batch.judge import Defaults, Judge
from discretion.batch.line import Line
from discretion.batch.said import Layout, Said
from discretion.rulebook import Unusable
from tests.batch.support import DAY, ENGLISH, ROW, do, read_csv, varied, write_csv
from tests.support import rulebook

pyarrow = pytest.importorskip("pyarrow")


@pytest.fixture(autouse=True)
def _few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few rows an offence has, they are told by columns."""
    monkeypatch.setattr(columnar, "FEW", 0)


def test_few_rows_of_an_offence_are_read_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{k: v for k, v in row.items() if not k.startswith("stated.")} for row in varied(4)]
    looked: list[Any] = []
    rows_of = columnar._Rows
    monkeypatch.setattr(columnar, "FEW", 4)

    def spied(*more: Any) -> Any:
        looked.append(more)
        return rows_of(*more)

    monkeypatch.setattr(columnar, "_Rows", spied)
    agree(rows[:3], rulebook())
    assert looked == []
    agree(rows, rulebook())
    assert len(looked) == 1


def small() -> Rulebook:
    """The law of the peers' work."""
    book = load_rulebook(RULES)
    book.shelf()
    return book


def record_batch(rows: Sequence[dict[str, str]]) -> Any:
    """Rows of texts as columns."""
    names = dict.fromkeys(name for row in rows for name in row)
    return pyarrow.RecordBatch.from_pydict({n: pyarrow.array([row.get(n, "") for row in rows]) for n in names})


def told(rows: Any, book: Rulebook, by_cell: bool) -> tuple[list[tuple[Line, ...]], Judge]:
    judge = Judge(book, Defaults(DAY), ENGLISH, by_cell)
    columns, problems = resolve(rows.schema.names, {}, judge.known, "t")
    assert not problems
    codes, lines = judge.batch(columns, rows, "t")
    return [lines[c] for c in codes.to_pylist()], judge


def agree(rows: Sequence[dict[str, str]], book: Rulebook) -> Judge:
    """By columns as one by one."""
    batch = record_batch(rows)
    wanted, _ = told(batch, book, by_cell=False)
    found, judge = told(batch, book, by_cell=True)
    for row, one, two in zip(rows, wanted, found, strict=True):
        assert one == two, row
    return judge


def test_the_work_of_the_peers_is_what_a_function_written_by_hand_gives() -> None:
    cases = small_work(3000, seed=4)
    step = Step(small(), Defaults(DAY), ENGLISH)
    found = step(peers_batch(cases))
    assert [int(a) for a in found.column("amount").to_pylist()] == [hand.fine(c) for c in cases]
    assert step.judge.counts["cell"] > 2000
    assert not step.judge.counts["not plain"]


def test_real_looking_cases_of_every_jurisdiction_by_columns() -> None:
    rows = [flat(c) for c in real_looking(800, seed=21, book=rulebook())]
    assert len({r["jurisdiction"] for r in rows}) > 3
    assert len({r["offence"] for r in rows}) > 60
    judge = agree(rows, rulebook())
    assert not judge.counts["not plain"]


def test_real_looking_cases_that_come_several_times_share_their_results() -> None:
    rows = [flat(c) for c in real_looking(150, seed=22, book=rulebook())] * 4
    random.Random(1).shuffle(rows)
    judge = agree(rows, rulebook())
    assert judge.counts["cell"] > 350


def test_gaps_in_the_facts_by_columns() -> None:
    agree([flat(c) for c in real_looking(300, seed=23, book=rulebook(), lacking=0.1)] * 2, rulebook())


def test_odd_cells_among_many_are_judged_as_if_alone() -> None:
    plain = next(
        row
        for row in map(flat, real_looking(200, seed=25, book=rulebook(), lacking=0))
        if {"harm", "duration_days", "first_violation"} <= row.keys() and row["party.kind"] == "organisation"
    )
    odd = [
        {"harm": "awful"},
        {"harm": ""},
        {"harm": " none "},
        {"harm": "unknown"},
        {"duration_days": "-1"},
        {"duration_days": "1" * 30},
        {"duration_days": "1" * 80},
        {"first_violation": "是"},
        {"jurisdiction": "cn/atlantis"},
        {"offence": "air.none"},
        {"party.kind": "club"},
        {"party.kind": ""},
        {"party.kind": "individual"},
        {"timeline.act": plain["timeline.act"].replace("-", "/")},
        {"timeline.act": "2029-06-30"},
        {"timeline.act": ""},
        {"timeline.found": "9999-12-31", "timeline.decision": "9999-12-31"},
        {"timeline.decision": ""},
        {"apology.applied_on": "some day"},
        {"stated.amount": "60000", "stated.source": "table"},
    ]
    judge = agree([row for change in odd for row in (plain, {**plain, **change})], rulebook())
    assert judge.counts["cell"] >= len(odd) - 1


def test_the_cells_told_by_columns_divide_the_rows_as_those_told_one_by_one() -> None:
    """No two rows of different cells have one number."""
    rows = [flat(c) for c in real_looking(120, seed=24, book=rulebook())] * 2
    batch = record_batch(rows)
    judge = Judge(rulebook(), Defaults(DAY), ENGLISH)
    columns, _ = resolve(batch.schema.names, {}, judge.known, "t")
    fast, layout = judge.fast, Layout(columns)
    assert fast is not None
    coded = {n: codes.coded(batch.column(n)) for n, c in enumerate(columns) if c.matters}
    texts = [tuple(row.get(n, "") for n in batch.schema.names) for row in rows]
    seen = 0
    for cohort in columnar.Cohorts(fast, layout, coded, {"jurisdiction": "", "offence": ""}):
        if cohort.own is None:
            continue
        places = range(len(rows)) if cohort.rows is None else cohort.rows.to_pylist()
        cells: dict[int, set[object]] = {}
        for place, code in zip(places, cohort.codes.to_pylist(), strict=True):
            look, told_look = cohort.own.look(layout.said(texts[place])), cohort.looks[code]
            cells.setdefault(code, set()).add(look.cell)
            if place == (cohort.first if cohort.rows is None else cohort.rows.take(cohort.first))[code].as_py():
                assert told_look is not None
                assert (told_look.holds, told_look.numbers) == (
                    look.holds & look.regime.sure,
                    dict(zip(look.regime.numbers, look.exact, strict=True)),
                )
            seen += 1
        # a number has one cell, the one that a row by itself has
        assert {code: {cohort.cells[code]} for code in cells} == cells
        firsts = cohort.first.to_pylist()
        assert [cohort.codes[n].as_py() for n in firsts] == list(range(len(firsts)))
    assert seen > 150


def test_weights_that_are_no_whole_numbers_and_sums_too_large_for_a_machine_are_kept_apart() -> None:
    rows = pyarrow.array([0, 1, 2, 0], pyarrow.int32())
    sums: dict[tuple[int, int], Any] = {}
    codes.add(sums, rows, [{(0, 0): Fraction(1, 3)}, {(0, 0): Fraction(1, 2)}, {(0, 0): 7}])
    ((column, low, high),) = sums.values()
    assert [v.as_py() + low for v in column] == [2, 3, 42, 2]
    assert high == 42
    with pytest.raises(Outside):
        codes.add({}, rows, [{(0, 0): 0}, {(0, 0): 1 << 70}, {}])
    big = {(0, 0): (pyarrow.array([0, 0, 0, 0]), 0, (1 << 62) - 2)}
    with pytest.raises(Outside):
        codes.add(big, rows, [{(0, 0): 0}, {(0, 0): 5}, {}])


def test_many_columns_have_one_number_without_overflow() -> None:
    draw = random.Random(2)
    values = [[draw.randrange(1000) for _ in range(200)] for _ in range(12)]
    columns = [codes.coded(pyarrow.array(v)) for v in values]
    several = codes.joint(columns)
    rows = [several.values[c] for c in several.codes.to_pylist()]
    assert rows == [tuple(map(str, row)) for row in zip(*values, strict=True)]


def test_a_dictionary_may_hold_what_no_row_has_and_nothing() -> None:
    words = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0, None, 2, 0]), ["a", "unused", " b "])
    found = codes.coded(words)
    assert [found.values[c] for c in found.codes.to_pylist()] == ["a", "", "b", "a"]
    assert "unused" not in found.values


def test_columns_of_any_type_say_what_their_texts_say() -> None:
    columns = [
        (pyarrow.array([1, None]), ["1", ""]),
        (pyarrow.array([Decimal("1.50"), Decimal(0)]), ["1.50", "0.00"]),
        (pyarrow.array([0.1, 2.0]), ["0.1", "2"]),
        (pyarrow.array([True, False]), ["true", "false"]),
        (pyarrow.array([date(2025, 3, 27), None]), ["2025-03-27", ""]),
        (pyarrow.array([["a", "b"], []]), ["a;b", ""]),
    ]
    for column, wanted in columns:
        found = codes.coded(column)
        assert [found.values[c] for c in found.codes.to_pylist()] == wanted


def test_a_parquet_file_with_remarks_and_empty_rows_says_what_the_csv_says(tmp_path: Path) -> None:
    import pyarrow.parquet

    plain = [{k: v for k, v in r.items() if not k.startswith("stated.")} for r in varied(12)]
    rows = [{**dict.fromkeys(ROW, ""), "key": " # remark"}, *plain[:6], dict.fromkeys(plain[0], ""), *plain[6:]]
    rows = [{name: row.get(name, "") for name in plain[0]} for row in rows]
    texts = [{n: v or None for n, v in row.items()} for row in rows]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(texts), tmp_path / "in.parquet")
    do(write_csv(tmp_path / "in.csv", rows), tmp_path / "wanted.csv", one_by_one=True)
    do(tmp_path / "in.parquet", tmp_path / "out.csv")
    wanted, found = read_csv(tmp_path / "wanted.csv"), read_csv(tmp_path / "out.csv")
    assert len(found) == 12
    assert [int(r["row"]) + 1 for r in found] == [int(r["row"]) for r in wanted]
    assert [{**r, "file": "", "row": ""} for r in found] == [{**r, "file": "", "row": ""} for r in wanted]


def test_a_parquet_file_goes_on_in_the_middle_of_a_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow.parquet

    from discretion.batch import parquet

    monkeypatch.setattr(parquet, "ROWS", 8)
    rows = [{k: v for k, v in r.items() if not k.startswith("stated.")} for r in varied(30)]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "in.parquet")
    do(tmp_path / "in.parquet", tmp_path / "wanted.parquet")
    real, count = Judge.chunk, [0]

    def interrupted(self: Judge, chunk: Any) -> Any:
        count[0] += 1
        if count[0] == 3:
            raise KeyboardInterrupt
        return real(self, chunk)

    monkeypatch.setattr(Judge, "chunk", interrupted)
    with pytest.raises(KeyboardInterrupt):
        do(tmp_path / "in.parquet", tmp_path / "out.parquet")
    monkeypatch.setattr(parquet, "ROWS", 5)
    _, messages = do(tmp_path / "in.parquet", tmp_path / "out.parquet")
    assert messages == ["going on after 16 cases that are done already"]
    one, two = (pyarrow.parquet.read_table(tmp_path / f"{n}.parquet") for n in ("out", "wanted"))
    assert one.to_pylist() == two.to_pylist()


def test_texts_that_come_again_are_read_as_numbers_over_row_groups_and_the_others_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyarrow.parquet

    again, alone = [f"t{n % 3 + n // 600}" for n in range(2000)], [f"text {n}" for n in range(2000)]
    again[7] = None  # type: ignore[call-overload]
    table = pyarrow.table({"again": again, "alone": alone, "count": list(range(2000))})
    pyarrow.parquet.write_table(table, tmp_path / "in.parquet", row_group_size=600)
    monkeypatch.setattr(parquet, "ROWS", 1300)
    found = list(parquet.batches(tmp_path / "in.parquet"))
    assert [(before, batch.num_rows) for before, batch in found] == [(0, 1300), (1300, 700)]
    for before, batch in found:
        assert [pyarrow.types.is_dictionary(c.type) for c in batch.columns] == [True, False, False]
        for name in table.column_names:
            wanted = parquet.texts(table.column(name).slice(before, batch.num_rows).combine_chunks())
            assert parquet.texts(batch.column(name)) == wanted
            assert [parquet.texts(batch.column(name).slice(n, 1)) for n in range(20)] == [[t] for t in wanted[:20]]


def test_a_wrong_cell_of_a_column_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "numbered", lambda columns: (codes.zeros(len(columns[0][0])), 1))
    with pytest.raises(Disagreement):
        told(record_batch([flat_small(c) for c in small_work(60, seed=3)]), small(), by_cell=True)


def flat_small(case: dict[str, Any]) -> dict[str, str]:
    """A case of the peers' work as texts."""
    batch = peers_batch([case])
    return {name: codes.coded(batch.column(name)).values[0] for name in batch.schema.names}


def test_a_column_that_is_nothing_of_a_case_is_refused_by_name() -> None:
    with pytest.raises(Unusable) as error:
        Step(rulebook(), Defaults(DAY), ENGLISH)(record_batch([{**ROW, "harn": "none"}]))
    assert error.value.problems[0].kind == "bad-column"


def test_a_row_with_several_results_has_several_rows() -> None:
    line = Line(1, "", "o", "fine", "1", "1", "1", "0", "1", "1", "p", "", "")
    two = Line(1, "某甲", "o", "fine", "2", "2", "2", "0", "1", "1", "p", "", "")
    place = {"key": pyarrow.array(["a", "b"]), "file": same("f", 2), "row": pyarrow.array([1, 2])}
    found = results(place, pyarrow.array([1, 0], pyarrow.int32()), [(line, two), (line,)]).to_pylist()
    assert [(r["key"], r["person"], r["amount"]) for r in found] == [
        ("a", "", Decimal(1)),
        ("b", "", Decimal(1)),
        ("b", "某甲", Decimal(2)),
    ]
    assert decimals(line)[4] == Decimal(1)


def test_days_by_columns_come_to_what_they_come_to_one_by_one() -> None:
    """On both sides of a change of law, of the end of a limitation, of the order of days; and what is no day."""
    acts = ["2021-07-14", "2024-02-29", "2026-08-14", "2026-08-15", "", "some day"]
    founds = ["2023-07-14", "2026-02-28", "2026-03-01", "2026-08-15", "2028-08-16"]
    decisions = ["2026-08-14", "2026-08-15", "2028/8/20", "9999-12-31", ""]
    days = list(product(acts, founds, decisions))
    names = ("timeline.act", "timeline.found", "timeline.decision")
    judge = Judge(rulebook(), Defaults(DAY), ENGLISH)
    assert judge.fast is not None
    own = judge.fast.of("cn/guangdong", "air.industrial-dust", "organisation")
    texts = {n: codes.coded(pyarrow.array(column)) for n, column in zip(names, zip(*days, strict=True), strict=True)}
    found = Days(texts, DAY).whens(own, None, len(days))
    for row, code in zip(days, found.codes.to_pylist(), strict=True):
        said = Said("", "", "organisation", {}, dict(zip(("act", "found", "decision"), row, strict=True)))
        try:
            wanted = own.when(said)
        except (Outside, calendar.BeyondCalendar, OverflowError):
            assert found.values[code] is None
        else:
            assert found.values[code] == wanted
    assert len(found.values) > 15
