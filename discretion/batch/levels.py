"""The levels of a table: which of them hold, and what their weights come to."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Final

import msgspec

from discretion.batch.logic import Conditions, Sight
from discretion.law.basis import Basis, Factor
from discretion.law.condition import AllOf, Condition
from discretion.law.fact import Fact
from discretion.money import Number

_PICKS: Final[dict[str, Callable[[Sequence[Number]], Number]]] = {
    "sum": lambda weights: sum(weights),
    "heaviest": max,
    "lightest": min,
    "first": lambda weights: weights[0],
}


class Levels(msgspec.Struct, frozen=True):
    """What the levels of a table come to, factor by factor, and what they look at.

    ``factors``: from the conditions that hold to what a factor comes to; where ``added``, these are weights, tier by tier, and add up.
    ``looks`` are the conditions at which each factor looks.
    """

    factors: tuple[Callable[[int], tuple[Number, ...]], ...]
    looks: tuple[int, ...]
    added: bool
    sight: Sight

    def total(self, holds: int) -> Hashable:
        """What all factors come to."""
        found = [factor(holds) for factor in self.factors]
        return tuple(map(sum, zip(*found, strict=True))) if self.added else tuple(found)


def levels(basis: Basis, conditions: Conditions) -> Levels:
    """For weights the sums, tier by tier; else which levels hold."""
    factors = [_factor(f, conditions) for f in basis.factors]
    looks = tuple(f.looks for f in factors)
    nodes = [
        n
        for f in basis.factors
        for n in (f.when.node if f.when else None, *(x.node(f.fact) for x in f.levels))
        if n is not None
    ]
    sight = conditions.sight(Condition(AllOf((node,))) for node in nodes)
    if basis.method != "weights" or any(f.tiers for f in basis.factors):
        return Levels(tuple(f.alone for f in factors), looks, False, sight)
    tiers = sorted({t for f in basis.factors for level in f.levels for t in level.weight.by_tier})
    return Levels(tuple(_Weights(f, tiers).of for f in factors), looks, True, sight)


class _Factor:
    """A factor: its gate and its levels, each the same in every case or a condition by its bit."""

    def __init__(self, factor: Factor, gate: int | bool, levels: tuple[int | bool, ...], fact: Fact | None) -> None:
        self.factor, self.gate, self.levels = factor, gate, levels
        steps = factor.fact is not None and all(level.when is None for level in factor.levels)
        self.pick = "first" if steps and (fact is None or fact.type != "set") else factor.pick

    def held(self, holds: int) -> int:
        """Which levels hold, a bit each; -1 where the factor does not concern the case."""
        gate = self.gate
        if gate is False or (gate is not True and not holds & gate):
            return -1
        found, place = 0, 1
        for level in self.levels:
            if level is True or (level is not False and holds & level):
                found |= place
            place <<= 1
        return found

    def alone(self, holds: int) -> tuple[int]:
        """The levels that hold, where they do not add up with those of other factors."""
        return (self.held(holds),)

    @property
    def looks(self) -> int:
        """The conditions of its gate and its levels."""
        found = 0
        for each in (self.gate, *self.levels):
            found |= 0 if isinstance(each, bool) else each
        return found


class _Weights(dict[int, tuple[Number, ...]]):
    """The weights of a factor by the levels that hold, tier by tier; the last for every other tier."""

    def __init__(self, factor: _Factor, tiers: Sequence[str]) -> None:
        super().__init__()
        self.factor, self.tiers = factor, tiers
        self.held = factor.held

    def of(self, holds: int) -> tuple[Number, ...]:
        """The weights by the conditions that hold."""
        return self[self.held(holds)]

    def __missing__(self, held: int) -> tuple[Number, ...]:
        found = self[held] = tuple(self._weight(held, tier) for tier in (*self.tiers, ""))
        return found

    def _weight(self, held: int, tier: str) -> Number:
        if held < 0:
            return 0
        factor = self.factor.factor
        levels = [level for n, level in enumerate(factor.levels) if held >> n & 1]
        weights = [figure.value for level in levels if (figure := level.weight.at(tier)) is not None]
        return _PICKS[self.factor.pick](weights) if weights else 0


def _factor(factor: Factor, conditions: Conditions) -> _Factor:
    gate = True if factor.when is None else conditions.gate(factor.when.node)
    found: list[int | bool] = []
    for level in factor.levels:
        node = level.node(factor.fact)
        found.append(True if node is None else conditions.gate(node))
    return _Factor(factor, gate, tuple(found), conditions.bits.law.facts.get(factor.fact or ""))
