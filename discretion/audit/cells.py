"""The finite space of a few conditions: a cell is one value of each fact, and the values stand for all others.

The values come from :mod:`discretion.assess.space`, asked for these conditions alone. Values for which every test of the
conditions is worth the same are one point. Facts are held to be independent of each other; where they are not, the space
is too large rather than too small: a condition that is false in all of it never holds.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final

import msgspec

from discretion.assess.truth import unique
from discretion.audit.points import Leaf, Variable, variables
from discretion.law.condition import AllOf, AnyOf, Condition, FactTest, Node, Not, OtherViolation, RuleHolds, walk
from discretion.money import plain
from discretion.rulebook import Law
from discretion.text import Text

MOST_CELLS: Final = 300_000
#: How many partial cells a search may look at before it gives up.
MOST_STEPS: Final = 50_000
#: Values that say that there is nothing of a kind.
NOTHING: Final = ("none", frozenset({"none"}), 0)


class Cell(msgspec.Struct, frozen=True):
    """One point of each variable."""

    values: Mapping[str, Any]
    true: frozenset[Leaf]

    @property
    def nothing(self) -> bool:
        """Whether a fact says that there is nothing of its kind: no such waste, not one breach."""
        return any(v in NOTHING and not isinstance(v, bool) for v in self.values.values())

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
        self.variables = tuple(variables(law, leaves, offences, empty_sets))

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

    def find(self, node: Node) -> Mapping[str, Any] | None:
        """Values of the facts that settle it for which ``node`` holds; ``None`` where it holds in no cell. Raises :class:`TooLarge`.

        Facts are given values one after the other, and what is then settled is left out: of the cells only those are looked at that differ
        in what is not settled yet.
        """
        steps = 0

        def search(rest: Node | bool) -> dict[str, Any] | None:
            nonlocal steps
            if isinstance(rest, bool):
                return {} if rest else None
            steps += 1
            if steps > MOST_STEPS:
                raise TooLarge(self.size)
            variable = self._about[_leaf(rest)]
            seen = set()
            for point in variable.points:
                if (left := _given(rest, variable.leaves, point.true)) not in seen:
                    seen.add(left)
                    if (found := search(left)) is not None:
                        return {variable.fact: point.value, **found}
            return None

        return search(_given(node, frozenset(), frozenset()))

    @cached_property
    def _about(self) -> Mapping[Leaf, Variable]:
        return {leaf: v for v in self.variables for leaf in v.leaves}

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


class TooLarge(Exception):
    """A search through a space of ``size`` cells was given up."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


def _given(node: Node, known: frozenset[Leaf], true: frozenset[Leaf]) -> Node | bool:
    """What is left of a condition when it is settled which of the tests ``known`` are true."""
    match node:
        case AllOf(parts):
            return _joined(parts, known, true, False)
        case AnyOf(parts):
            return _joined(parts, known, true, True)
        case Not(part):
            left = _given(part, known, true)
            return not left if isinstance(left, bool) else Not(left)
        case FactTest() | OtherViolation():
            return node in true if node in known else node
    raise TypeError(node)


def _joined(parts: tuple[Node, ...], known: frozenset[Leaf], true: frozenset[Leaf], either: bool) -> Node | bool:
    """``either``: at least one of the parts; else all of them."""
    left: list[Node] = []
    for part in parts:
        one = _given(part, known, true)
        if not isinstance(one, bool):
            left.append(one)
        elif one is either:
            return either
    if not left:
        return not either
    return left[0] if len(left) == 1 else AnyOf(tuple(left)) if either else AllOf(tuple(left))


def _leaf(node: Node) -> Leaf:
    """The first test of a condition of which nothing is settled."""
    while isinstance(node, (AllOf, AnyOf, Not)):
        node = node.part if isinstance(node, Not) else node.parts[0]
    assert isinstance(node, (FactTest, OtherViolation))
    return node


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
