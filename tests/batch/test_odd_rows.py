"""Whatever stands in a row, the short ways say of it what the row gives by itself: drawn rows with something odd in them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
import pytest

from benchmarks.generate import cases
from benchmarks.table import flat
from discretion.batch import columnar, judge
from discretion.batch.columns import resolve
from discretion.batch.inputs import Chunk
from discretion.batch.judge import Defaults, Done, Judge
from tests.batch.support import ENGLISH, texts
from tests.support import rulebook

Case = dict[str, Any]
ROWS = 400
PLACE = "cn/guangdong"
DAYS = ("act", "found", "filed", "notice", "decision", "order_served", "reinspection")
#: What may stand where a fact is due, in JSON and in a table.
ODD: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    2,
    "",
    "unknown",
    "true",
    "no",
    "是",
    "未知",
    "0",
    "1.5",
    "1/3",
    "1e3",
    "-1",
    " ",
    "none",
    "x",
]
ODD += [
    "2025-03-01",
    "2025年3月1日",
    [],
    ["x"],
    [1],
    ["a", "b"],
    10**13,
    10**20,
    0.5,
    1.0,
    "１",
    "none;slight",
    {"not_found_out": "问过"},
]
ODD += [{"value": 1}, {"value": "unknown"}, {"value": True, "evidence": "e"}]
TEXTS = [odd for odd in ODD if isinstance(odd, str) and odd.strip() == odd]
ODD_DAYS: list[Any] = [
    "2025-03-01",
    "2022-01-01",
    "2027-12-31",
    "2026-08-15",
    "2025-02-30",
    "1999-01-01",
    "2025/3/1",
    "",
    "x",
    "y",
]
MORE_DAYS = [*ODD_DAYS, None, 20250301, {"from": "2024-01-01", "to": "2025-01-01"}]
PARTIES: list[Any] = [
    {},
    {"kind": "individual"},
    {"kind": "x"},
    {"kind": None},
    {"age": 20},
    {"kind": "organisation", "age": 3},
]
PARTIES += [{"kind": "individual", "age": age} for age in (0, 13, 14, 17, 18, 150, 151, -1, "30", "x", 1.5)]
PARTIES += [{"kind": "individual", "capacity": c} for c in ("full", "none", "x")] + [
    {"name": "某", "kind": "organisation"}
]


def drawn(draw: random.Random, seed: int) -> list[Case]:
    """Cases of an office, two of three with something odd in them."""
    found = list(cases(ROWS, seed, rulebook(), mix="office"))
    names = sorted(rulebook().law(PLACE).facts)
    for number, case in enumerate(found):
        for _ in range(draw.choice((1, 1, 1, 2, 3)) if number % 3 else 0):
            _spoil(case, draw, names)
    return found


def _spoil(case: Case, draw: random.Random, names: Sequence[str]) -> None:
    match draw.choices(("stated", "any", "day", "party", "other", "gone"), (11, 2, 3, 2, 1, 1))[0]:
        case "stated":
            case.setdefault("facts", {})[draw.choice(list(case.get("facts", {})) or list(names))] = draw.choice(ODD)
        case "any":
            case.setdefault("facts", {})[draw.choice(names)] = draw.choice(ODD)
        case "day":
            case.setdefault("timeline", {})[draw.choice(DAYS)] = draw.choice(MORE_DAYS)
        case "party":
            case["party"] = draw.choice(PARTIES)
        case "other":
            name = draw.choice(("stated", "choices", "case", "violations", "foo", "jurisdiction", "offence"))
            case[name] = draw.choice(("x", {"amount": 1}, {}, [], None, "cn", ""))
        case _:
            case.pop(draw.choice(("party", "timeline", "facts", "offence", "jurisdiction")), None)


def two(defaults: Defaults, full: bool = False) -> tuple[Judge, Judge]:
    """One that takes the short ways, and one that does not."""
    return Judge(rulebook(), defaults, ENGLISH, True, full), Judge(rulebook(), defaults, ENGLISH, False, full)


def agree(rows: Sequence[Any], short: Done, alone: Done) -> None:
    for row, one, other in zip(rows, short.codes, alone.codes, strict=True):
        assert tuple(short.results[one]) == tuple(alone.results[other]), row
    for row, mine, theirs in zip(rows, texts(short), texts(alone), strict=bool(alone.whole)):
        assert mine == theirs, row


@pytest.fixture(autouse=True)
def _unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's own checks of its short ways do not help; however few rows an offence has, they are told by columns."""
    monkeypatch.setattr(judge, "CHECKED", 10**9)
    monkeypatch.setattr(columnar, "FEW", 0)


@pytest.mark.parametrize("full", [False, True], ids=["short", "whole"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_odd_rows_of_json(seed: int, full: bool) -> None:
    draw = random.Random(seed)
    rows = [msgspec.json.encode(case, enc_hook=str) for case in drawn(draw, seed)]
    defaults = (Defaults(date(2026, 6, 1)), Defaults(date(2026, 6, 1), PLACE, "air.biomass-boiler"))[seed % 2]
    chunk = Chunk("jsonl", (), ["t"] * ROWS, list(range(ROWS)), rows)
    short, alone = (each.chunk(chunk) for each in two(defaults, full))
    agree(rows, short, alone)


@pytest.mark.parametrize("full", [False, True], ids=["short", "whole"])
def test_an_empty_text_is_no_value_of_any_fact(full: bool) -> None:
    case = next(iter(cases(1, 7, rulebook(), mix="office")))
    facts = case["facts"]
    nothing: tuple[Any, ...] = ("", None, "unknown", [])
    several = [{**case, "facts": {**facts, name: empty}} for name in facts for empty in nothing]
    rows = [msgspec.json.encode(one) for one in (case, *several)]
    chunk = Chunk("jsonl", (), ["t"] * len(rows), list(range(len(rows))), rows)
    agree(rows, *(each.chunk(chunk) for each in two(Defaults(date(2026, 6, 1)), full)))


@pytest.mark.parametrize("seed", [4, 5, 6])
def test_odd_rows_of_tables_and_columns(seed: int) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    draw = random.Random(seed)
    found = [flat(case) for case in cases(ROWS, seed, rulebook(), mix="office")]
    more = (
        "timeline.filed",
        "timeline.order_served",
        "timeline.reinspection",
        "stated.amount",
        "party.name",
        "facts.party.kind",
    )
    names = list(dict.fromkeys((*(name for row in found for name in row), *more)))
    for number, row in enumerate(found):
        for _ in range(draw.choice((1, 1, 2)) if number % 3 else 0):
            name = draw.choice(names) if draw.random() < 0.5 else draw.choice(list(row))
            row[name] = draw.choice(ODD_DAYS if name.startswith("timeline.") else TEXTS)
    rows = [tuple(row.get(name, "") for name in names) for row in found]
    short, alone = two(Defaults(date(2026, 6, 1)))
    columns, problems = resolve(names, {}, short.known, "t")
    assert not problems
    chunk = Chunk("table", columns, ["t"] * ROWS, list(range(ROWS)), rows)
    wanted = alone.chunk(chunk)
    agree(rows, short.chunk(chunk), wanted)
    batch = pyarrow.RecordBatch.from_pydict({name: [row[n] for row in rows] for n, name in enumerate(names)})
    codes, results = two(Defaults(date(2026, 6, 1)))[0].batch(columns, batch, "t")
    for cells, code, other in zip(rows, codes.to_pylist(), wanted.codes, strict=True):
        assert tuple(results[code]) == tuple(wanted.results[other]), cells


def test_rows_of_which_no_cell_can_be_told_stay_in_their_places() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    found = [flat(case) for case in cases(120, 9, rulebook(), mix="office")]
    for number, row in enumerate(found):
        # all rows of some offences, for one reason or for two
        if row["offence"] < "p":
            row |= {"harm": "x" if number % 2 else "y", "stated.amount": "5" if number % 3 else ""}
    names = list(dict.fromkeys(name for row in found for name in row))
    rows = [tuple(row.get(name, "") for name in names) for row in found]
    short, alone = two(Defaults(date(2026, 6, 1)))
    columns, _ = resolve(names, {}, short.known, "t")
    batch = pyarrow.RecordBatch.from_pydict({name: [row[n] for row in rows] for n, name in enumerate(names)})
    codes, results = short.batch(columns, batch, "t")
    wanted = alone.chunk(Chunk("table", columns, ["t"] * len(rows), list(range(len(rows))), rows))
    assert [results[c][0].offence for c in codes.to_pylist()] == [row["offence"] for row in found]
    assert [tuple(results[c]) for c in codes.to_pylist()] == [tuple(wanted.results[c]) for c in wanted.codes]
