"""The short ways of a batch give, row by row, what the engine gives: over products of cells, random cases, and gaps in the facts."""

from __future__ import annotations

import itertools
import json
import random
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import pytest

from benchmarks.generate import cases as real_looking
from benchmarks.ours import whole
from benchmarks.work import RULES
from benchmarks.work import cases as small_work
from discretion import Rulebook, load_rulebook
from discretion.assess.space import values
from discretion.batch.cell import Outside
from discretion.batch.command import Defaults
from discretion.batch.fast import Disagreement, Fast
from discretion.batch.inputs import Chunk
from discretion.batch.judge import Judge
from discretion.batch.line import Line
from discretion.batch.said import from_json
from tests.batch.support import DAY, ENGLISH, do, read_csv, varied, write_csv
from tests.naive.generate import cases as naive_cases
from tests.support import NATIONAL, rulebook

DEMO = Path(__file__).resolve().parents[1] / "rules"
Case = dict[str, Any]


def plain(value: object) -> str:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return str(value)


def found(cases: list[Case], book: Rulebook, by_cell: bool) -> tuple[list[tuple[Line, ...]], Judge]:
    judge = Judge(book, Defaults(DAY), ENGLISH, by_cell)
    rows = [msgspec.json.encode(c, enc_hook=plain) for c in cases]
    done = judge.chunk(Chunk("jsonl", (), ["f"] * len(rows), list(range(len(rows))), rows))
    return [done.results[c] for c in done.codes], judge


def agree(cases: list[Case], book: Rulebook) -> Judge:
    """The short ways give what the engine gives; how they came about is in ``counts``."""
    wanted, _ = found(cases, book, by_cell=False)
    short, judge = found(cases, book, by_cell=True)
    for case, one, two in zip(cases, wanted, short, strict=True):
        assert two == one, json.dumps(case, default=str, ensure_ascii=False)
    return judge


def test_real_looking_cases_over_the_whole_rulebook() -> None:
    judge = agree(list(real_looking(1500, seed=7, book=rulebook())), rulebook())
    assert judge.counts["stages"] + judge.counts["cell"] > 1300


def test_real_looking_cases_in_which_facts_are_missing() -> None:
    agree(list(real_looking(300, seed=8, book=rulebook(), lacking=0.03)), rulebook())


def test_random_cases_with_choices_spans_persons_and_stated_amounts() -> None:
    agree(list(naive_cases(seed=11, count=400)), rulebook())


def test_a_table_of_real_looking_cases(tmp_path: Path) -> None:
    rows = []
    for case in real_looking(300, seed=9, book=rulebook()):
        facts = {
            n: ";".join(v) if isinstance(v, list) else str(v).lower() if isinstance(v, bool) else str(v)
            for n, v in case["facts"].items()
        }
        days = {f"timeline.{n}": v for n, v in case["timeline"].items()}
        party = {f"party.{n}": str(v) for n, v in case["party"].items()}
        rows.append(
            {
                "key": case["key"],
                "jurisdiction": case["jurisdiction"],
                "offence": case["offence"],
                **party,
                **days,
                **facts,
            }
        )
    names = dict.fromkeys(n for row in rows for n in row)
    table = write_csv(tmp_path / "in.csv", [{n: row.get(n, "") for n in names} for row in rows])
    do(table, tmp_path / "short.csv")
    do(table, tmp_path / "long.csv", one_by_one=True)
    assert (tmp_path / "short.csv").read_bytes() == (tmp_path / "long.csv").read_bytes()
    assert not any(r["error"] for r in read_csv(tmp_path / "short.csv"))


def test_the_product_of_the_cells_of_a_small_law() -> None:
    """Every level of every factor, both sides of each threshold, and every combination of the conditions: a large sample of it."""
    book = load_rulebook(RULES)
    book.shelf()
    law = book.law("cn")
    facts = [f for f in law.facts if not law.facts[f].computed and f != "established"]
    points = [values(law, "bench.emission", f) for f in facts]
    draw = random.Random(5)
    sample = [dict(zip(facts, [draw.choice(p) for p in points], strict=True)) for _ in range(1500)]
    base = {
        "jurisdiction": "cn",
        "offence": "bench.emission",
        "timeline": {"act": "2025-01-01", "found": "2025-01-02", "decision": "2025-03-01"},
    }
    judge = agree([{**base, "facts": {**s, "established": True}} for s in sample], book)
    assert judge.counts["cell"] > judge.counts["stages"] > 0


def test_every_cell_of_the_demonstration_law() -> None:
    book = load_rulebook(DEMO)
    book.shelf()
    space: dict[str, list[Any]] = {
        "corrected": ["within-time-limit", "refused"],
        "quantity": [9, 10, 19, 20, 21],
        "size": ["small", "large"],
        "grave": [True, False],
        "mild": [True, False],
        "study": [True, False],
        "sorry": [True, False],
        "gains": [0, 1000],
    }
    rest = {"established": True, "hours": 3, "applied_on": "2025-02-01", "broken": False}
    timeline = {"act": "2025-01-01", "found": "2025-01-02", "notice": "2025-01-28", "decision": "2025-03-01"}
    cells = [dict(zip(space, point, strict=True)) for point in itertools.product(*space.values())]
    for offence in ("demo.spill", "demo.band", "demo.fixed"):
        for place in ("cn", "cn/here"):
            some = random.Random(offence + place).sample(cells, 120)
            agree(
                [
                    {"jurisdiction": place, "offence": offence, "timeline": timeline, "facts": {**rest, **s}}
                    for s in some
                ],
                book,
            )


def test_the_small_work_of_the_benchmark_is_mostly_known_cells() -> None:
    book = load_rulebook(RULES)
    book.shelf()
    judge = agree([whole(c) for c in small_work(1500)], book)
    assert judge.counts["cell"] > 800


def test_cases_of_one_cell_are_one_case_to_the_engine() -> None:
    """Cases that differ only inside their cells: other days in the same regime, other numbers between the same thresholds."""
    draw = random.Random(3)
    cases = []
    for _ in range(250):
        act = date(2025, 2, 1) + timedelta(days=draw.randrange(60))
        days = {
            "act": act,
            "found": act + timedelta(days=draw.randrange(20)),
            "decision": act + timedelta(days=60 + draw.randrange(60)),
        }
        facts = {
            **NATIONAL,
            "gravity": draw.choice(["minor", "ordinary"]),
            "harm": draw.choice(["none", "slight"]),
            "duration_days": draw.randrange(1, 40),
            "industry": "mining",
            "dust_measures": "missing",
            "apology.published": draw.random() < 0.5,
        }
        timeline = {name: day.isoformat() for name, day in days.items()}
        cases.append(
            {
                "jurisdiction": "cn/liaoning/yingkou",
                "offence": "air.industrial-dust",
                "timeline": timeline,
                "facts": facts,
            }
        )
    wanted, _ = found(cases, rulebook(), by_cell=False)
    fast, by_cell = Fast(rulebook(), DAY), dict[object, set[tuple[Line, ...]]]()
    for case, lines in zip(cases, wanted, strict=True):
        said = from_json(msgspec.json.decode(msgspec.json.encode(case)))
        try:
            cell = fast.of(said.jurisdiction, said.offence, said.kind).look(said).cell
        except Outside:
            continue
        by_cell.setdefault(cell, set()).add(lines)
    assert len(by_cell) < len(cases) / 2
    assert all(len(several) == 1 for several in by_cell.values())


@pytest.mark.parametrize(
    "change",
    [
        {"first_violation": 1},
        {"duration_days": True},
        {"duration_days": 1.5},
        {"harm": "awful"},
        {"harm": ""},
        {"harm": None},
        {"harm": "危害后果轻微"},
        {"harm": {"value": "slight", "evidence": "x"}},
        {"harm": ["slight"]},
        {"harm": "unknown"},
        {"harm": {"not_found_out": "asked"}},
        {"first_violation": "是"},
        {"duration_days": "10"},
        {"duration_days": -1},
        {"no_such_fact": 1},
        {"illegal_gains": 5},
        {"fine": 5},
        {"incident_grade": "awful"},
        {"incident_grade": "none"},
        {"apology": {"published": True}},
        {"law_study.passed_on": "2025-05-10"},
        {"law_study.passed_on": "some day"},
    ],
)
def test_a_value_that_is_odd_in_one_row_of_many_is_judged_as_if_it_were_alone(change: Case) -> None:
    facts = {**NATIONAL, "industry": "mining", "dust_measures": "missing"}
    days = {"act": "2025-03-27", "found": "2025-03-27", "decision": "2025-06-01"}
    base = {"jurisdiction": "cn/liaoning/yingkou", "offence": "air.industrial-dust", "timeline": days}
    agree(
        [{**base, "facts": facts}] * 3 + [{**base, "facts": {**facts, **change}}, {**base, "facts": facts}], rulebook()
    )


@pytest.mark.parametrize(
    "change",
    [
        {"timeline": {"act": "2025-06-02", "found": "2025-06-02", "decision": "2025-06-01"}},
        {"timeline": {"act": "2025-03-27", "found": "2025-03-26", "decision": "2025-06-01"}},
        {
            "timeline": {
                "act": {"from": "2025-01-01", "to": "2025-03-27"},
                "found": "2025-03-27",
                "decision": "2025-06-01",
            }
        },
        {"timeline": {"act": "2025-03-27", "found": "2025-03-27"}},
        {"timeline": {"act": "2025-03-27", "found": "2029-03-27", "decision": "2029-06-01"}},
        {"timeline": {"act": "2025-03-27", "found": "", "decision": "2025-06-01"}},
        {"timeline": {"act": "2025-03-27", "begun": "2025-03-27"}},
        {"timeline": {"act": "9999-12-31", "found": "9999-12-31", "decision": "9999-12-31"}},
        {"timeline": {}},
        {"party": {"kind": "individual"}},
        {"party": {"kind": "individual", "age": 15, "capacity": "full"}},
        {"party": {"kind": "individual", "age": 13, "capacity": "none"}},
        {"party": {"kind": "individual", "age": "15"}},
        {"party": {"kind": "club"}},
        {"party": {"kind": 1}},
        {"party": []},
        {"facts": []},
        {"choices": {"cn.lighter.first": {"apply": True}}},
        {"jurisdiction": "cn/atlantis"},
        {"offence": "air.none"},
        {"offence": 5},
        {"violations": []},
    ],
)
def test_a_row_that_is_odd_is_judged_as_if_it_were_alone(change: Case) -> None:
    facts = {**NATIONAL, "industry": "mining", "dust_measures": "missing"}
    days = {"act": "2025-03-27", "found": "2025-03-27", "decision": "2025-06-01"}
    base = {"jurisdiction": "cn/liaoning/yingkou", "offence": "air.industrial-dust", "timeline": days, "facts": facts}
    agree([base, {**base, **change}, base], rulebook())


def test_a_disagreement_is_found_and_everything_assessed_again_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from discretion.batch import judge

    rows = [{k: v for k, v in row.items() if not k.startswith("stated.")} for row in varied(12)]
    do(write_csv(tmp_path / "in.csv", rows), tmp_path / "wanted.csv", one_by_one=True)

    def wrong(self: Judge, *_: object) -> tuple[Line, ...]:
        raise Disagreement("air.industrial-dust")

    monkeypatch.setattr(judge.Judge, "_shortly", wrong)
    _, told = do(tmp_path / "in.csv", tmp_path / "out.csv", chunk=3)
    assert [t.split(" (")[0] for t in told] == ["a short way disagrees with the engine"]
    assert read_csv(tmp_path / "out.csv") == read_csv(tmp_path / "wanted.csv")


def test_a_wrong_cell_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were two cases with different results put into one cell, the rows that are assessed all the same would show it."""
    from discretion.batch import cell, judge

    monkeypatch.setattr(judge, "CHECKED", 2)
    monkeypatch.setattr(cell.Look, "cell", property(lambda self: 0))
    with pytest.raises(Disagreement):
        found([whole(c) for c in small_work(50)], load_rulebook(RULES), by_cell=True)
