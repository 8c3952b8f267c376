"""A graver level, or more of something counted, for which a table asks less. Everything else is held the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

from discretion.audit.cells import Cell, Space, example
from discretion.audit.check import Check, Found, Subject
from discretion.audit.ladders import Ladder, Rung, of_basis
from discretion.audit.totals import statutory
from discretion.law.basis import Basis, Factor
from discretion.law.value import Path as Steps
from discretion.money import Number
from discretion.rulebook import Law
from discretion.text import say

RISING: Final = ("choice", "count", "days")
Cost = tuple[str | None, Number, Number]


def _run(subject: Subject) -> Iterator[Found]:
    for rule in subject.rules("bases"):
        said: set[tuple[Steps, str]] = set()
        for ladder in of_basis(subject, rule):
            for fact, before, after, path in _falls(subject.law(rule), ladder):
                if (ladder.path, fact) not in said:
                    said.add((ladder.path, fact))
                    law = subject.law(rule)
                    message = say(
                        "a worse `{fact}` costs less: more at {before}, less at {after}",
                        fact=fact,
                        before=example(before, law),
                        after=example(after, law),
                    )
                    yield Found(
                        rule, path, message, say("compare with the printed table, and the order of the choices")
                    )


def _falls(law: Law, ladder: Ladder) -> Iterator[tuple[str, Cell, Cell, Steps]]:
    """Where, along an ordered fact, the cost falls."""
    space = Space(law, ladder.nodes, ladder.offences or None)
    near = ladder.near
    for cost in _costs(ladder):
        for fact, line in space.lines() if space.small else ():
            cells = [(cell, found) for cell in line if cell.holds(near) and (found := cost(cell)) is not None]
            pairs = [(a, b) for a, b in pairwise(cells) if a[1][0][0] == b[1][0][0]]
            falls = [n for n, (a, b) in enumerate(pairs) if _less(b[1][0], a[1][0])]
            rises = [n for n, (a, b) in enumerate(pairs) if _less(a[1][0], b[1][0])]
            # a measure that has two bad ends, such as pH, falls before it rises
            if falls and (law.facts[fact].type in RISING or (rises and rises[0] < falls[-1])):
                (before, _), (after, (_, path)) = pairs[falls[0]]
                yield fact, before, after, path


def _less(one: Cost, other: Cost) -> bool:
    return one[1] < other[1] or one[2] < other[2]


_Costing = Callable[[Cell], tuple[Cost, Steps] | None]


def _costs(ladder: Ladder) -> Iterator[_Costing]:
    """What a cell costs: by the row that is taken, or by the weight, for each tier that has weights of its own."""
    basis: Basis = ladder.rule.record
    if ladder.serves is not None:
        yield lambda cell: _row(ladder, basis, cell)
        return
    factor = basis.factors[int(ladder.path[1])]
    tiers = {tier for level in factor.levels for tier in level.weight.by_tier} or {""}
    for tier in sorted(tiers):
        yield lambda cell, tier=tier: _weight(ladder, factor, tier, cell)  # type: ignore[misc]


def _row(ladder: Ladder, basis: Basis, cell: Cell) -> tuple[Cost, Steps] | None:
    held = [r for r in ladder.rungs if cell.holds(r.node)]
    if not held:
        return None
    scales = [(statutory(basis.bands[int(r.path[1])].amount), r.path) for r in held]
    if ladder.pick == "heaviest":
        scales.sort(key=lambda pair: pair[0].high, reverse=True)
    scale, path = scales[0]
    return (scale.of, scale.low, scale.high), path


def _weight(ladder: Ladder, factor: Factor, tier: str, cell: Cell) -> tuple[Cost, Steps] | None:
    held: list[tuple[Number, Rung]] = []
    for level, rung in zip(factor.levels, ladder.rungs, strict=True):
        figure = level.weight.at(tier)
        if figure is not None and cell.holds(rung.node):
            held.append((figure.value, rung))
    if not held:
        return None
    match ladder.pick:
        case "heaviest":
            weight, rung = max(held, key=lambda pair: pair[0])
        case "lightest":
            weight, rung = min(held, key=lambda pair: pair[0])
        case "sum":
            weight, rung = sum(w for w, _ in held), held[0][1]
        case _:
            weight, rung = held[0]
    return (None, weight, weight), rung.path


CHECK: Final = Check("worse-costs-less", "warning", say("a worse case that costs less"), _run)
