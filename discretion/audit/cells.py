"""The finite space of a few conditions: a cell is one value of each fact, and the values stand for all others.

The values come from :mod:`discretion.assess.space`, asked for these conditions alone. Values for which every test of the
conditions is worth the same are one point. Facts are held to be independent of each other; where they are not, the space
is too large rather than too small: a condition that is false in all of it never holds.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import msgspec

from discretion.assess import space
from discretion.assess.truth import View, unique, weigh
from discretion.law.condition import (
    AllOf,
    AnyOf,
    Condition,
    Dated,
    FactTest,
    Node,
    Not,
    OneOf,
    OtherViolation,
    RuleHolds,
    Within,
    walk,
)
from discretion.law.fact import NUMERIC
from discretion.law.offence import Offence
from discretion.money import plain
from discretion.rulebook import Law
from discretion.text import Text

MOST_CELLS: Final = 300_000
MOST_SETS: Final = 7
_OFFENCE: Final = ("offence", "offence_tag")
_TENTHS: Final = {"days": 10, "working-days": 14, "months": 304, "years": 3652}
_NOTHING: Final = ("none", frozenset({"none"}), 0)
Leaf = FactTest | OtherViolation


class Point(msgspec.Struct, frozen=True):
    """A value of a fact, and the tests that are true of it."""

    value: Any
    true: frozenset[Leaf]


class Variable(msgspec.Struct, frozen=True):
    """A fact and its points; in the order of gravity where the fact has one."""

    fact: str
    points: tuple[Point, ...]
    ordered: bool


class Cell(msgspec.Struct, frozen=True):
    """One point of each variable."""

    values: Mapping[str, Any]
    true: frozenset[Leaf]

    @property
    def nothing(self) -> bool:
        """Whether a fact says that there is nothing of its kind: no such waste, not one breach."""
        return any(v in _NOTHING and not isinstance(v, bool) for v in self.values.values())

    def holds(self, node: Node) -> bool:
        """Whether a condition of the space holds here."""
        match node:
            case AllOf(parts):
                return all(self.holds(p) for p in parts)
            case AnyOf(parts):
                return any(self.holds(p) for p in parts)
            case Not(part):
                return not self.holds(part)
            case FactTest() | OtherViolation():
                return node in self.true
        raise TypeError(node)


class Space:
    """All cells of some conditions. ``offences`` limits the offences for which they are looked at."""

    def __init__(
        self, law: Law, nodes: Iterable[Node], offences: Sequence[str] | None = None, empty_sets: bool = True
    ) -> None:
        leaves = unique(leaf for node in nodes for leaf in walk(node) if isinstance(leaf, (FactTest, OtherViolation)))
        self.variables = tuple(_variables(law, leaves, offences, empty_sets))

    @property
    def size(self) -> int:
        """How many cells."""
        return math.prod(len(v.points) for v in self.variables)

    @property
    def small(self) -> bool:
        """Whether all cells can be looked at."""
        return self.size <= MOST_CELLS

    def cells(self) -> Iterator[Cell]:
        """Every cell."""
        names = [v.fact for v in self.variables]
        for points in itertools.product(*(v.points for v in self.variables)):
            values = dict(zip(names, (p.value for p in points), strict=True))
            yield Cell(values, frozenset().union(*(p.true for p in points)))

    def lines(self) -> Iterator[tuple[str, list[Cell]]]:
        """For each ordered fact and each choice of the others: the cells along that fact, in rising gravity."""
        for index, variable in enumerate(self.variables):
            if not variable.ordered or len(variable.points) < 2:
                continue
            others = [v.points for n, v in enumerate(self.variables) if n != index]
            names = [v.fact for n, v in enumerate(self.variables) if n != index]
            for rest in itertools.product(*others):
                values = dict(zip(names, (p.value for p in rest), strict=True))
                true = frozenset().union(*(p.true for p in rest))
                yield (
                    variable.fact,
                    [Cell({**values, variable.fact: p.value}, true | p.true) for p in variable.points],
                )


def expanded(condition: Condition | Node | None, law: Law, above: tuple[str, ...] = ()) -> Node:
    """The condition with the conditions of the rules that it names in their place."""
    node: Node = AllOf(()) if condition is None else condition.node if isinstance(condition, Condition) else condition
    match node:
        case AllOf(parts):
            return AllOf(tuple(expanded(p, law, above) for p in parts))
        case AnyOf(parts):
            return AnyOf(tuple(expanded(p, law, above) for p in parts))
        case Not(part):
            return Not(expanded(part, law, above))
        case RuleHolds(rules):
            known = [r for r in rules if r not in above and r in law.named]
            return AnyOf(tuple(expanded(law.condition(r), law, (*above, r)) for r in known))
    return node


def facts(*nodes: Node) -> set[str]:
    """The facts that conditions look at."""
    return {n.fact for node in nodes for n in walk(node) if isinstance(n, FactTest)}


def about(node: Node, wanted: set[str]) -> Node:
    """The parts of a condition that look at any of ``wanted``; what looks at none of them decides nothing about them."""
    if isinstance(node, AllOf):
        return AllOf(tuple(about(p, wanted) for p in node.parts if facts(p) & wanted))
    if isinstance(node, AnyOf):
        return AnyOf(tuple(about(p, wanted) if isinstance(p, AllOf) else p for p in node.parts))
    return node


def example(cell: Cell, law: Law) -> tuple[Text, ...]:
    """A cell as people read it: ``exceedance = 3``."""
    return tuple(Text(f"{fact} = {text}", f"{fact} = {text}") for fact, text in _texts(cell))


def _texts(cell: Cell) -> Iterator[tuple[str, str]]:
    for fact, value in cell.values.items():
        if isinstance(value, bool):
            yield fact, "true" if value else "false"
        elif isinstance(value, frozenset):
            yield fact, "[" + ", ".join(sorted(value)) + "]"
        elif isinstance(value, (str, date)):
            yield fact, str(value)
        else:
            yield fact, plain(value)


def _variables(law: Law, leaves: Sequence[Leaf], offences: Sequence[str] | None, empty: bool) -> Iterator[Variable]:
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
            yield Variable("other_violation", points, False)


def _probe(law: Law, tests: Sequence[FactTest]) -> Law:
    """The law with one offence that looks at these tests alone, to ask for the space of its facts."""
    offence = Offence(title=Text(""), enforced_by="", elements=Condition(AllOf(tuple(tests))), provisions=())
    return msgspec.structs.replace(law, offences={"": offence}, lists={}, programmes={}, bases={})


def _variable(
    law: Law, probe: Law, fact: str, tests: Sequence[FactTest], offences: Sequence[str] | None, empty: bool
) -> Variable:
    if fact == "offence":
        known = [{"offence": o, "offence_tag": frozenset(law.offences[o].tags)} for o in offences or law.offences]
        return Variable(fact, _merged([_point(law, fact, k, tests) for k in known], False), False)
    declared = law.facts[fact]
    values = _days(tests) if declared.type == "date" else _words(tests) if declared.type == "text" else None
    if values is None:
        values = list(space.values(probe, "", fact))
    ordered = declared.ordered or declared.type in NUMERIC
    points = [_point(law, fact, {fact: value}, tests) for value in values]
    if declared.type == "set":
        return Variable(fact, _sets(points, empty), False)
    return Variable(fact, _merged(points, ordered), ordered)


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
        yield Variable(f"{fact} ({of})", (*points, Point("—", frozenset())), False)


def _length(test: FactTest) -> int:
    """About how long, in tenths of a day: only to put periods in order."""
    assert isinstance(test.test, Within)
    return test.test.period.count * _TENTHS[test.test.period.unit]
