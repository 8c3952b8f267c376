"""Amounts that stand for those of many cases: what is found with them is what is found for each."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import generate
from benchmarks.table import flat
from discretion import Rulebook, load_rulebook
from discretion.batch import columnar
from discretion.batch.columns import resolve
from discretion.batch.inputs import Chunk
from discretion.batch.judge import Defaults, Judge
from discretion.batch.line import Draft
from discretion.batch.marks import NOWHERE
from discretion.batch.plan import Way
from discretion.batch.traced import Guard, Tape, Traced, Untraceable, checks, together, traced
from discretion.money import Amount, grouped, percent_of, plain, rounded, simplest, words
from discretion.report.language import Language

NUMBERS = st.one_of(st.integers(0, 1_000_000), st.fractions(0, 1_000_000, max_denominator=100))
FIGURES = st.one_of(st.integers(-50_000, 200_000), st.fractions(0, 3, max_denominator=20))
#: What the engine does with an amount, a figure of the rules and another amount.
OPERATIONS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "+": lambda value, figure, other: value + figure,
    "-": lambda value, figure, other: figure - value + other,
    "*": lambda value, figure, other: figure * value,
    "/": lambda value, figure, other: value / Fraction(figure) if figure else value,
    "max": lambda value, figure, other: max(value, figure),
    "min": lambda value, figure, other: min(figure, value),
    "round": lambda value, figure, other: rounded(value, 100, "half-up"),
    "percent": lambda value, figure, other: percent_of(value, abs(figure)),
    "if": lambda value, figure, other: simplest(value * 2) if value < figure else value - other,
    "within": lambda value, figure, other: Amount(value, value + 1).within(Amount(0, figure), Amount(other, None)).low,
}
STEPS = st.lists(st.tuples(st.sampled_from(sorted(OPERATIONS)), FIGURES), max_size=8)


def program(steps: list[tuple[str, Any]]) -> Callable[[Any, Any], Any]:
    """A calculation of the kind that the engine makes, from two amounts."""

    def run(x: Any, y: Any) -> Any:
        value = x
        for what, figure in steps:
            value = OPERATIONS[what](value, figure, y)
        return value

    return run


@given(STEPS, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_what_is_found_for_one_case_is_true_of_every_case_that_passes_the_guards(
    steps: list[tuple[str, Any]], x: Any, y: Any, other_x: Any, other_y: Any
) -> None:
    run = program(steps)
    point, other = {"x": x, "y": y}, {"x": other_x, "y": other_y}
    with traced(point) as tape:
        found = run(Traced.of("x"), Traced.of("y"))
        guards = tape.since(0)
    assert checks(guards).pass_(point)
    assert all(g.passes(point) for g in guards)
    assert (found.at(point) if isinstance(found, Traced) else found) == run(x, y)
    assert checks(guards).pass_(other) is all(g.passes(other) for g in guards)
    if checks(guards).pass_(other):
        assert (found.at(other) if isinstance(found, Traced) else found) == run(other_x, other_y)


def test_a_sum_is_kept_in_lowest_terms_so_that_the_same_is_the_same() -> None:
    x, y = Traced.of("x"), Traced.of("y")
    assert hash((x + y) * 3 / 6) == hash(y * Fraction(1, 2) + x / 2)
    assert x - x == 0
    assert isinstance(x - x, int)
    # (2 × 7 + 10) / 4 = 6
    assert ((2 * x + 10) / 4).at({"x": 7}) == 6


def test_nobody_takes_it_for_a_plain_number() -> None:
    x = Traced.of("x")
    with pytest.raises(Untraceable):
        x * x
    with pytest.raises(Untraceable):
        (1 / x) * (x + 1)
    with pytest.raises(Untraceable):
        x / (x + 1)
    wrong: Any
    for wrong in (int, float, Fraction, round):
        with pytest.raises(TypeError):
            wrong(x)
    assert simplest(x) is x
    # in words, which are not for anybody's eyes here, no figure stands that would be true of one case only
    assert plain(x) == grouped(x) == words(x) == NOWHERE


def test_a_share_of_an_amount_in_an_amount_is_a_plain_number() -> None:
    x = Traced.of("x")
    # 3x of 4x is three quarters, and of 200 it is 150
    assert (3 * x) / (4 * x) == Fraction(3, 4)
    assert (3 * x) * (200 / (4 * x)) == 150
    assert 0 * (200 / x) == 0


def test_a_rounded_amount_is_the_amount_rounded() -> None:
    # 5 % of 1,010 is 50.5, rounded up 51; of 1,009 it is 50.45, rounded 50
    half = rounded(percent_of(Traced.of("x"), 5), 1, "half-up")
    assert isinstance(half, Traced)
    assert [half.at({"x": x}) for x in (1010, 1009)] == [51, 50]


def test_comparisons_are_noted_once_and_bound_the_amounts() -> None:
    with traced({"x": 500}) as tape:
        x = Traced.of("x")
        assert x > 100
        assert not x * 2 >= 2000
        assert x != 300
        assert x > 100
        guards = tape.since(0)
    assert len(guards) == 3
    found = checks(guards)
    assert [bound[0] for bound in found.bounds] == ["x"]
    passing = [v for v in (100, 101, 300, 999, 1000) if found.pass_({"x": v})]
    # above 100, below 1000, and not 300
    assert passing == [101, 999]


def test_two_guards_of_one_difference_are_one() -> None:
    x = Traced.of("x")
    (guard,) = together([Guard(x, 6), Guard(x, 3)])
    # at least 0 and at most 0
    assert guard == Guard(x, 2)


def test_amounts_that_are_the_same_in_the_case_that_led_the_way_are_two_in_others() -> None:
    with traced({"x": 0}):
        low, high = Amount(Traced.of("x") * 5, Traced.of("x") * 5), Amount(Traced.of("x") * 20, Traced.of("x") * 20)
        way = Way(Draft("o", "fine", low, True, low, high, None, "p", "", ""))
    (line,) = way.lines({"x": 3})
    assert (line.low, line.statutory_from, line.statutory_to) == ("15", "15", "60")


def test_what_was_noted_earlier_holds_only_for_amounts_that_pass() -> None:
    early = (Guard(Traced.of("x") + -10, 4),)
    assert Tape({"x": 11}).go_on(early)
    assert not Tape({"x": 10}).go_on(early)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook()


#: Acts, and the fact in which the fine of each is worked out: a percentage, a multiple, so much for each time, a share of a gain.
WORKED = {
    "eia.construction-without-approval": "total_investment",
    "air.vehicle-sale": "goods_value",
    "monitoring.ledger": "occurrences",
    "medical.trade": "illegal_gains",
}


@pytest.fixture(scope="module")
def ordinary(book: Rulebook) -> dict[str, list[dict[str, Any]]]:
    """A few cases of each act in which everything is known."""
    cases: dict[str, list[dict[str, Any]]] = {offence: [] for offence in WORKED}
    for case in generate.cases(2000, seed=1, book=book, mix="office"):
        if len(cases.get(case["offence"], range(9))) < 4:
            cases[case["offence"]].append(case)
    assert all(len(several) == 4 for several in cases.values())
    return cases


def found(judge: Judge, rows: list[bytes]) -> list[Any]:
    """The result of each row."""
    done = judge.chunk(Chunk("jsonl", (), ["t"] * len(rows), list(range(len(rows))), rows))
    return [tuple(done.results[code]) for code in done.codes]


@pytest.mark.parametrize("offence", WORKED)
def test_the_fines_of_many_amounts_are_those_of_each(
    book: Rulebook, ordinary: dict[str, list[dict[str, Any]]], offence: str
) -> None:
    """Around every power of ten, on both sides of where a multiple gives way to a range or meets a ceiling."""
    amounts = sorted({max(0, n * 10**power + more) for n in (1, 2, 5) for power in range(8) for more in (-1, 0, 1)})
    for case in ordinary[offence]:
        rows = [
            msgspec.json.encode({**case, "facts": {**case["facts"], WORKED[offence]: amount}}, enc_hook=str)
            for amount in amounts
        ]
        shared = Judge(book, Defaults(), Language("en"))
        alone = Judge(book, Defaults(), Language("en"), by_cell=False)
        assert found(shared, rows) == found(alone, rows)
        assert shared.counts["cell"] > len(rows) // 2


@pytest.mark.parametrize("offence", WORKED)
def test_by_columns_the_fines_of_many_amounts_are_those_of_each(
    book: Rulebook, ordinary: dict[str, list[dict[str, Any]]], offence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    monkeypatch.setattr(columnar, "FEW", 0)
    amounts = [n * 10**power for power in range(8) for n in (1, 3, 7)]
    rows = [
        flat({**case, "facts": {**case["facts"], WORKED[offence]: amount}})
        for case in ordinary[offence]
        for amount in amounts
    ]
    names = list(dict.fromkeys(name for row in rows for name in row))
    batch = pyarrow.RecordBatch.from_pydict({n: [row.get(n) for row in rows] for n in names})
    told = []
    for by_cell in (True, False):
        judge = Judge(book, Defaults(), Language("en"), by_cell)
        columns, problems = resolve(names, {}, judge.known, "t")
        assert not problems
        codes, results = judge.batch(columns, batch, "t")
        told.append([tuple(results[code]) for code in codes.to_pylist()])
    assert told[0] == told[1]
