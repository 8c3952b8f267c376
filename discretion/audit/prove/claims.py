"""The claims, tested on the results of the cells of one block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from discretion.assess.adjustment import AUTHORITY
from discretion.assess.assessment import Assessment, PersonResult, ViolationResult
from discretion.audit.cells import NOTHING
from discretion.audit.prove.blocks import MILD
from discretion.audit.prove.grid import Axis, Grid
from discretion.audit.prove.situation import Facts
from discretion.money import Amount
from discretion.rulebook import Law
from discretion.text import Message, say

#: Outcomes that are results. An open result in a case in which every fact is known is none.
ENDS = frozenset(
    {
        "no-penalty",
        "may-waive",
        "fine",
        "order-only",
        "time-barred",
        "not-responsible",
        "not-established",
        "not-punishable",
        "already-fined",
        "referred",
    }
)
#: Outcomes under which the fine waits or falls away for reasons that have nothing to do with how grave the act is.
ASIDE = frozenset({"referred", "already-fined", "time-barred", "not-established"})


class Payer(msgspec.Struct, frozen=True):
    """What one payer of a case is fined, in what range, and of which money fact the statute makes the fine a multiple."""

    outcome: str
    fine: Amount
    floor: Amount | None
    ceiling: Amount | None
    of: str | None = None


class Result(msgspec.Struct, frozen=True):
    """What the engine made of a cell: the party first, then the person in charge; and the rules that applied.

    ``rowless``: a band table has no row for it, so that the whole statutory range is left open. ``tables``: those that were used.
    """

    payers: tuple[Payer, ...]
    applied: frozenset[str]
    below: bool
    rowless: bool
    tables: frozenset[str]


class Failure(msgspec.Struct, frozen=True):
    """A claim that does not hold: of which block, and one or two cases that show it. Two differ in one fact."""

    claim: str
    block: str
    message: Message
    cases: tuple[Facts, ...]


def read(assessment: Assessment, law: Law) -> Result:
    """The part of an assessment that the claims speak of."""
    first = assessment.violations[0]
    applied = frozenset(f.rule for f in first.findings if f.verdict == "applied")
    open_ = applied | {f.rule for f in first.findings if f.verdict == "unknown"}
    entries = (e for name in ("mitigated", "lighter") for e in law.lists[name])
    below = any(e.id in open_ and _goes_below(e, law) for e in entries)
    rowless = any(f.stage == "basis" and f.verdict == "noted" and f.choice and f.rule in law.bases for f in first.findings)
    tables = frozenset(f.rule for f in first.findings if f.stage == "basis" and f.rule in law.bases)
    payers = (_payer(first, first, law), *(_payer(p, first, law) for p in first.persons))
    return Result(payers, applied, below, rowless, tables)


def _payer(result: ViolationResult | PersonResult, first: ViolationResult, law: Law) -> Payer:
    provided = result.provided
    if provided is None:
        return Payer(result.outcome, result.fine, None, None)
    tiers = (
        t
        for p in law.offences[first.offence].provisions
        if tuple(c.text for c in p.liability) == provided.cited
        for t in p.tiers
    )
    of = next((t.fine.of for t in tiers if t.id == provided.tier and t.fine is not None), None)
    return Payer(result.outcome, result.fine, provided.low, provided.high, of)


def _goes_below(entry: Any, law: Law) -> bool:
    ranks = (law.instruments[c.instrument].rank for c in entry.source if c.instrument in law.instruments)
    mitigates = entry.or_mitigated or entry in law.lists["mitigated"]
    return mitigates and any(r in AUTHORITY for r in ranks)


def tested(grid: Grid, results: Mapping[tuple[int, ...], tuple[Facts, Result]]) -> Iterator[Failure]:
    """Every failure of a claim in the cells of a block."""
    name = grid.block.name
    for facts, result in results.values():
        for payer in result.payers:
            if payer.outcome not in ENDS:
                message = say("the case ends in no result: {outcome}", outcome=payer.outcome)
                yield Failure("ends", name, message, (facts,))
            elif payer.outcome == "fine" and not result.below and not _inside(payer):
                message = say("the fine {fine} leaves the range {range}", fine=_words(payer.fine), range=_range(payer))
                yield Failure("range", name, message, (facts,))
    for index, axis in enumerate(grid.axes):
        for first, second in _neighbours(axis, index, results):
            yield from _pair(grid, axis, first, second)


def _neighbours(
    axis: Axis, index: int, results: Mapping[tuple[int, ...], tuple[Facts, Result]]
) -> Iterator[tuple[tuple[Facts, Result], tuple[Facts, Result]]]:
    """Cells that differ in this fact alone: along an order the next, otherwise all."""
    for place, one in results.items():
        last = min(place[index] + 2, len(axis.values)) if axis.worse else len(axis.values)
        for further in range(place[index] + 1, last):
            other = results.get((*place[:index], further, *place[index + 1 :]))
            if other is not None:
                yield one, other


def _pair(grid: Grid, axis: Axis, one: tuple[Facts, Result], other: tuple[Facts, Result]) -> Iterator[Failure]:
    name = grid.block.name
    for a, b in zip(one[1].payers, other[1].payers, strict=True):
        begins = one[0][axis.fact] in NOTHING and one[1].tables != other[1].tables
        if axis.worse and not begins and _comparable(a, b, one[1], other[1]) and _less(b.fine, a.fine):
            message = say(
                "a worse `{fact}` costs less: {more}, then {less}",
                fact=axis.fact,
                more=_words(a.fine),
                less=_words(b.fine),
            )
            yield Failure("worse", name, message, (one[0], other[0]))
    if axis.worse or grid.block.list not in MILD:
        return
    with_it, without = (one, other) if name in one[1].applied else (other, one)
    if name in with_it[1].applied and name not in without[1].applied:
        a, b = with_it[1].payers[0], without[1].payers[0]
        # without it the case must be fined: one that goes free for another reason shows nothing
        if b.outcome == "fine" and a.outcome not in ASIDE and _less(b.fine, a.fine):
            message = say(
                "with {rule} it costs {more}, without it {less}", rule=name, more=_words(a.fine), less=_words(b.fine)
            )
            yield Failure("mitigation", name, message, (without[0], with_it[0]))


def _comparable(a: Payer, b: Payer, one: Result, other: Result) -> bool:
    """Whether the graver case must not cost less.

    Nothing is said where a row is lacking, or where the statute goes over from yuan to multiples of something.
    """
    aside = a.outcome in ASIDE or b.outcome in ASIDE
    return not aside and not one.rowless and not other.rowless and a.of == b.of


def _inside(payer: Payer) -> bool:
    if payer.floor is None or payer.ceiling is None:
        return True
    high = payer.ceiling.high
    return payer.fine.low >= payer.floor.low and (
        high is None or (payer.fine.high is not None and payer.fine.high <= high)
    )


def _less(one: Amount, other: Amount) -> bool:
    """Whether ``one`` is the smaller amount at either end."""
    if one.low < other.low:
        return True
    return one.high is not None and (other.high is None or one.high < other.high)


def _words(amount: Amount) -> str:
    from discretion.money import shown

    return shown(amount)


def _range(payer: Payer) -> str:
    assert payer.floor is not None
    assert payer.ceiling is not None
    return _words(Amount(payer.floor.low, payer.ceiling.high))
