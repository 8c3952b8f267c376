"""The cases that bring a setting out: those in which it acts, and in which two settings that differ do not come to the same.

A setting has no block of its own. It acts on what blocks have made, so for each one the cases are made in which what it acts on varies:

``rounding``           the amount: stated in the case, just below and on the steps of both roundings, at both ends of each range
``programmes``         as many programmes together as their facts allow, with each percentage of each; the amount as above, and where the
                       cap of a programme begins to cut
``point_in_band``      each band (tier of the statute, row of a table), with no degree, and with one entry of each kind that gives one;
                       each such entry by itself
``not_found_out``      each factor, row and tier that reads facts, with some of them not found out
``same_act``           where several provisions stand: every tier, row and factor
``overlapping_bases``  where several tables stand: every row and factor, the others light, heavy, and one table heavy beside a light one
``first_day_counts``   each period of limitation, with what was found on the days around its end (see :mod:`.times`)
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

import msgspec

from discretion.audit.difference.ground import (
    amounting,
    applies,
    blocks,
    closer,
    distinct,
    finds,
    live,
    looked,
    product,
    ranges,
    start,
    tables,
    tiers,
)
from discretion.audit.difference.pair import Both, Pair, assessed, one_of
from discretion.audit.difference.setting import Altered
from discretion.audit.prove.grid import Axis, Grid
from discretion.audit.prove.order import Worked, crowds
from discretion.audit.prove.situation import AMOUNT, OTHER, Facts
from discretion.case.case import NOT_FOUND_OUT
from discretion.law.programme import Programme
from discretion.money import Number, simplest
from discretion.rulebook import Law

_DEGREES: Final = ("lighter", "mitigated", "heavier")


class Occasions(msgspec.Struct, frozen=True):
    """Cases that bring a setting out; the facts by which each is told to people; and how many cells are too many to be run.

    ``beside``: what is as it is here is not told. ``wanted``: the setting acts here, so that without a case it is not compared.
    """

    cells: tuple[Facts, ...]
    shown: tuple[str, ...] = ()
    left: int = 0
    beside: Facts = {}
    wanted: bool = True


def occasions(setting: Altered, pair: Pair) -> Occasions:
    """The cases of a situation that bring a setting out; none where it cannot act."""
    return _OF[setting.name](setting, pair)


def _rounding(_: Altered, pair: Pair) -> Occasions:
    """Rounding sees the amount and the range. Two roundings that differ do so on a step of the coarser, below it, or at its half."""
    laws = (pair.old.law, pair.new.law)
    steps = [law.settings.rounding.to.value for law in laws if law.settings.rounding is not None]
    coarse = max(steps, default=1)
    found = []
    for facts in tiers(pair):
        amounts = [a for low, high in ranges(pair, facts) for a in _around(coarse, low, high)]
        found += list(amounting(pair, facts, amounts))
    return Occasions(tuple(found), (AMOUNT,))


def _around(step: Number, low: Number, high: Number | None) -> Iterator[Number]:
    """Amounts of a range: its ends, and those around the first and the last step in it."""
    size, bottom = Fraction(step), Fraction(low)
    top = bottom + 10 * size if high is None else Fraction(high)
    below = min(Fraction(1), size / 100)
    first, last = math.ceil(bottom / size) * size, (top // size - 1) * size
    inside = (first + below, first + size / 2 - below, first + size / 2, first + size - below, last + size / 2)
    yield from sorted({simplest(a) for a in (bottom, top, *inside) if bottom <= a <= top})


def _programmes(setting: Altered, pair: Pair) -> Occasions:
    """How programmes are put together is seen where two of them work; a largest total reduction already where one does."""
    found: list[Facts] = []
    shown: dict[str, None] = {AMOUNT: None}
    reducing = {*lowering(pair.old.law), *lowering(pair.new.law)}
    own = {b.rule: (both, b.facts) for both in blocks(pair, ("programme",)) if (b := one_of(both)).rule in reducing}
    for facts in tiers(pair):
        steps = {rule: list(_steps(pair, both, facts)) for rule, (both, _) in own.items()}
        worked = [Worked(rule, (*own[rule][1], OTHER), cells[0], False) for rule, cells in steps.items() if cells]
        if len(worked) < needed(setting):
            continue
        shown |= dict.fromkeys(name for one in worked for name in one.own)
        together = [
            {**crowd, **{name: cell[name] for name in one.own if name in cell}}
            for crowd in crowds(facts, worked)
            for one in worked
            for cell in steps[one.rule]
        ]
        for cell in distinct(together):
            amounts = [a for low, high in ranges(pair, cell) for a in _cut(pair, low, high)]
            found += list(amounting(pair, cell, amounts))
    return Occasions(tuple(distinct(found)), tuple(shown), beside=pair.light)


def lowering(law: Law) -> tuple[str, ...]:
    """The programmes of a law that lower an amount; the others end the case, and are put together with none."""
    return tuple(name for name, p in law.programmes.items() if p.result != "no-penalty")


def needed(setting: Altered) -> int:
    """How many programmes must work in a case in which their setting acts."""
    return 1 if {"programmes", "programmes.at_most_percent"} & set(setting.parts) else 2


def _steps(pair: Pair, both: Both, beside: Facts) -> Iterator[Facts]:
    """Of the cells in which a programme works the first of each percentage."""
    seen: set[Any] = set()
    for _, facts in pair.joint(both).cells(start(pair, both, beside)):
        found = assessed(pair.new, facts).violations[0].findings
        works = next((f for f in found if f.rule == one_of(both).rule and f.verdict == "applied"), None)
        if works is not None and works.reason not in seen:
            seen.add(works.reason)
            yield facts


def _cut(pair: Pair, low: Number, high: Number | None) -> Iterator[Number]:
    """Amounts at both ends of a range, where a cap of a programme begins to cut, alone or after another one, and between these."""
    programmes = [p for law in (pair.old.law, pair.new.law) for p in law.programmes.values()]
    shares = [Fraction(s) for p in programmes for s in _shares(p) if s]
    caps = [(Fraction(p.at_most.value), Fraction(s)) for p in programmes if p.at_most for s in _shares(p) if s]
    points = {cap * 100 / share for cap, share in caps}
    points |= {point * 100 / (100 - s) for point in points for s in shares if s < 100}
    top = max((2 * p for p in points), default=Fraction(10 * low)) if high is None else Fraction(high)
    inside = sorted({Fraction(low), top, *(p for p in points if low <= p <= top)})
    middle = [(a + b) / 2 for a, b in itertools.pairwise(inside)]
    yield from (simplest(p) for p in sorted({*inside, *middle}))


def _shares(programme: Programme) -> Iterator[Number]:
    for step in programme.reduction:
        yield from (step.percent.from_.value, step.percent.to.value)


def _point(setting: Altered, pair: Pair) -> Occasions:
    """The place sees the band and the degree: each band beside each degree, and what each entry of a degree does beside its place."""
    name = f"{setting.place}/point-in-band"
    light, heavy = pair.light, pair.heavy
    bands = [
        facts for facts in (*tiers(pair), *product(pair, tables(pair, ("rows",)), (light,))) if finds(pair, facts, name)
    ]
    if not bands:
        return Occasions((), wanted=False)
    works = {}
    for both in blocks(pair, _DEGREES):
        block = one_of(both)
        for beside in (light, heavy):
            cell = next(
                (f for _, f in pair.joint(both).cells(start(pair, both, beside)) if applies(pair, f, block)), None
            )
            if cell is not None:
                works[block.rule, beside is heavy] = block, cell
    first = {block.list: (block, cell) for block, cell in reversed(works.values())}
    own = [{name: cell[name] for name in block.facts if name in cell} for block, cell in first.values()]
    cells = [*({**band, **facts} for band in bands for facts in ({}, *own)), *(cell for _, cell in works.values())]
    shown = sorted({n for facts in cells for n in facts if facts[n] != light.get(n)})
    return Occasions(tuple(distinct(cells)), tuple(shown), beside=light)


def _not_found_out(_: Altered, pair: Pair) -> Occasions:
    """What could not be found out is seen where a factor, a row or a tier looks at it; of these each adds up or stands by itself."""
    found: list[Facts] = []
    shown: dict[str, None] = {}
    left = 0
    for both in (*blocks(pair, ("tiers",)), *tables(pair)):
        block = one_of(both)
        if block.list == "tiers" and not any(key[0] == pair.new.offence for key in pair.new.law.readings):
            continue
        one = pair.joint(both)
        axes = tuple(
            Axis(a.fact, (*a.values, NOT_FOUND_OUT) if _findable(pair, a.fact) else a.values, False) for a in one.axes
        )
        open_ = Grid(block, axes)
        left += 2 * open_.left
        shown |= dict.fromkeys(a.fact for a in axes)
        for beside in (pair.light, pair.heavy):
            cells = (facts for _, facts in open_.cells(start(pair, both, beside)))
            found += [facts for facts in cells if any(v is NOT_FOUND_OUT for v in facts.values())]
    return Occasions(tuple(distinct(found)), tuple(shown), left)


def _findable(pair: Pair, fact: str) -> bool:
    declared = pair.new.law.facts.get(fact)
    return declared is not None and not declared.computed


def _same_act(_: Altered, pair: Pair) -> Occasions:
    """Which of several provisions is chosen is seen in their ranges and results, as far as tiers, rows and factors move them."""
    beside = (pair.light, pair.heavy)
    own = [*blocks(pair, ("tiers",)), *tables(pair)]
    return Occasions(tuple(product(pair, own, beside)), looked(own))


def _overlapping(_: Altered, pair: Pair) -> Occasions:
    """Which of several tables counts is seen where one gives more than another: most of all where one is heavy and the other light."""
    light, heavy = pair.light, pair.heavy
    named = {name for s in (pair.old, pair.new) for name in closer(s.law.bases, live(s))}
    own = [both for both in tables(pair) if one_of(both).rule in named]
    found: list[Facts] = []
    for both in own:
        table = {n for other in own if one_of(other).rule == one_of(both).rule for n in one_of(other).facts}
        mixed = {**light, **{n: heavy[n] for n in table if n in heavy}}
        found += product(pair, (both,), (light, heavy, mixed))
    return Occasions(tuple(distinct(found)), looked(own))


def _first_day(_: Altered, pair: Pair) -> Occasions:
    """On these days it is seen wherever the period of an entry runs."""
    own = blocks(pair, ("limitation",))
    return Occasions(tuple(product(pair, own, (pair.light,))), looked(own))


_OF: Final[Mapping[str, Callable[[Altered, Pair], Occasions]]] = {
    "rounding": _rounding,
    "programmes": _programmes,
    "point_in_band": _point,
    "not_found_out": _not_found_out,
    "same_act": _same_act,
    "overlapping_bases": _overlapping,
    "first_day_counts": _first_day,
}
