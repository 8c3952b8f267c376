"""The points of the facts that some conditions look at: values that stand for all others, and what is true of each."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import msgspec

from discretion.assess import space
from discretion.assess.truth import View, unique, weigh
from discretion.law.condition import AllOf, Condition, Dated, FactTest, OneOf, OtherViolation, Within
from discretion.law.fact import NUMERIC
from discretion.law.offence import Offence
from discretion.rulebook import Law
from discretion.text import Text

MOST_SETS: Final = 7
_OFFENCE: Final = ("offence", "offence_tag")
_TENTHS: Final = {"days": 10, "working-days": 14, "months": 304, "years": 3652}
Leaf = FactTest | OtherViolation


class Point(msgspec.Struct, frozen=True):
    """A value of a fact, and the tests that are true of it."""

    value: Any
    true: frozenset[Leaf]


class Variable(msgspec.Struct, frozen=True):
    """A fact, its points (in the order of gravity where the fact has one), and the tests that look at it."""

    fact: str
    points: tuple[Point, ...]
    ordered: bool
    leaves: frozenset[Leaf]


def variables(law: Law, leaves: Sequence[Leaf], offences: Sequence[str] | None, empty: bool) -> Iterator[Variable]:
    """The facts that the tests look at, with their points; what no case file can state (a period, another violation) too."""
    tests = [leaf for leaf in leaves if isinstance(leaf, FactTest)]
    periods = [t for t in tests if isinstance(t.test, Within)]
    plain_tests = [t for t in tests if not isinstance(t.test, Within)]
    by_fact: dict[str, list[FactTest]] = {}
    for test in plain_tests:
        by_fact.setdefault("offence" if test.fact in _OFFENCE else test.fact, []).append(test)
    probe = _probe(law, plain_tests)
    for fact, own in by_fact.items():
        yield _variable(law, probe, fact, own, offences, empty)
    yield from _periods(periods)
    for leaf in leaves:
        if isinstance(leaf, OtherViolation):
            points = (Point(False, frozenset()), Point(True, frozenset({leaf})))
            yield Variable("other_violation", points, False, frozenset({leaf}))


def _probe(law: Law, tests: Sequence[FactTest]) -> Law:
    """The law with one offence that looks at these tests alone, to ask for the space of its facts."""
    offence = Offence(title=Text(""), enforced_by="", elements=Condition(AllOf(tuple(tests))), provisions=())
    return msgspec.structs.replace(law, offences={"": offence}, lists={}, programmes={}, bases={})


def _variable(
    law: Law, probe: Law, fact: str, tests: Sequence[FactTest], offences: Sequence[str] | None, empty: bool
) -> Variable:
    if fact == "offence":
        known = [{"offence": o, "offence_tag": frozenset(law.offences[o].tags)} for o in offences or law.offences]
        return Variable(fact, _merged([_point(law, fact, k, tests) for k in known], False), False, frozenset(tests))
    declared = law.facts[fact]
    values = _days(tests) if declared.type == "date" else _words(tests) if declared.type == "text" else None
    if values is None:
        values = list(space.values(probe, "", fact))
    ordered = declared.ordered or declared.type in NUMERIC
    points = [_point(law, fact, {fact: value}, tests) for value in values]
    if declared.type == "set":
        return Variable(fact, _sets(points, empty), False, frozenset(tests))
    return Variable(fact, _merged(points, ordered), ordered, frozenset(tests))


def _point(law: Law, fact: str, known: Mapping[str, Any], tests: Sequence[FactTest]) -> Point:
    view = View(law, known)
    return Point(known[fact], frozenset(t for t in tests if weigh(t, view).truth))


def _merged(points: Sequence[Point], ordered: bool) -> tuple[Point, ...]:
    """One point for values of which the same is true; along an order only for neighbours."""
    if ordered:
        # the last of each: 0 then stands for itself alone wherever a rule tells it from 1
        return tuple(list(group)[-1] for _, group in itertools.groupby(points, key=lambda p: p.true))
    return tuple({p.true: p for p in reversed(points)}.values())[::-1]


def _sets(points: Sequence[Point], empty: bool) -> tuple[Point, ...]:
    """Several choices at once, as far as they differ in what is true of them."""
    single = _merged(points, False)
    found = {p.true: p for p in single}
    for size in range(2, len(single) + 1 if len(single) <= MOST_SETS else 3):
        for some in itertools.combinations(single, size):
            true = frozenset().union(*(p.true for p in some))
            found.setdefault(true, Point(frozenset().union(*(p.value for p in some)), true))
    if empty:
        found.setdefault(frozenset(), Point(frozenset(), frozenset()))
    return tuple(found.values())


def _days(tests: Sequence[FactTest]) -> list[Any]:
    """The days on both sides of each day that is named."""
    step = timedelta(days=1)
    found: set[date] = set()
    for test in tests:
        if isinstance(test.test, Dated):
            found |= {test.test.from_ - step, test.test.from_} if test.test.from_ else set()
            found |= {test.test.to, test.test.to + step} if test.test.to else set()
    return sorted(found)


def _words(tests: Sequence[FactTest]) -> list[Any]:
    return unique((*(v for t in tests if isinstance(t.test, OneOf) for v in t.test.values), "…"))  # type: ignore[return-value]


def _periods(tests: Sequence[FactTest]) -> Iterator[Variable]:
    """Days counted from another day: of two periods the longer holds wherever the shorter does."""
    groups: dict[tuple[str, str, int], list[FactTest]] = {}
    for test in tests:
        assert isinstance(test.test, Within)
        groups.setdefault((test.fact, test.test.of, test.test.way), []).append(test)
    for (fact, of, _), own in groups.items():
        rising = sorted(own, key=_length)
        points = [Point(f"{of} ± {t.test.period}", frozenset(rising[n:])) for n, t in enumerate(rising)]  # type: ignore[union-attr]
        yield Variable(f"{fact} ({of})", (*points, Point("—", frozenset())), False, frozenset(rising))


def _length(test: FactTest) -> int:
    """About how long, in tenths of a day: only to put periods in order."""
    assert isinstance(test.test, Within)
    return test.test.period.count * _TENTHS[test.test.period.unit]
