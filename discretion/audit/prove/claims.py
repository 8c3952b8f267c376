"""The claims, tested on the results of the cells of one block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

import msgspec

from discretion.assess.adjustment import AUTHORITY
from discretion.assess.assessment import Assessment, PersonResult, Provided, ViolationResult
from discretion.assess.matter import Outcome
from discretion.audit.prove.blocks import MILD, Block
from discretion.audit.prove.grid import Axis, Grid
from discretion.audit.prove.situation import Facts
from discretion.law.offence import Offence
from discretion.money import Amount, shown
from discretion.rulebook import Law
from discretion.text import Message, say

#: Outcomes that are results. An open result in a case in which every fact is known is none.
ENDS = frozenset(get_args(Outcome)) - {"not-covered", "undetermined"}
#: Outcomes under which the fine waits or falls away for reasons that have nothing to do with how grave the act is.
ASIDE = frozenset({"referred", "already-fined", "time-barred", "not-established"})


class Payer(msgspec.Struct, frozen=True):
    """What one payer of a case is fined, and in what range.

    ``cited``: the provision under which it is. ``of``: the money fact of which the statute makes the fine a multiple. ``tables``: those
    that were used. ``rowless``: a band table has no row for the case, so that the whole range is left open.
    """

    outcome: str
    fine: Amount
    floor: Amount | None
    ceiling: Amount | None
    cited: tuple[str, ...]
    of: str | None
    tables: frozenset[str]
    rowless: bool


class Result(msgspec.Struct, frozen=True):
    """What the engine made of a cell: the party first, then the person in charge; and the rules that applied.

    ``below``: a mitigated entry may lead below the range.
    """

    payers: tuple[Payer, ...]
    applied: frozenset[str]
    below: bool


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
    payers = (_payer(first, first.offence, law), *(_payer(p, first.offence, law) for p in first.persons))
    return Result(payers, applied, below)


def _payer(result: ViolationResult | PersonResult, offence: str, law: Law) -> Payer:
    own = [f for f in result.findings if f.stage == "basis" and f.rule in law.bases and f.verdict != "not-applied"]
    tables = frozenset(f.rule for f in own)
    rowless = any(f.verdict == "noted" and f.choice for f in own)
    provided = result.provided
    if provided is None:
        return Payer(result.outcome, result.fine, None, None, (), None, tables, rowless)
    of = _multiple_of(provided, law.offences[offence])
    return Payer(result.outcome, result.fine, provided.low, provided.high, provided.cited, of, tables, rowless)


def _multiple_of(provided: Provided, offence: Offence) -> str | None:
    for provision in offence.provisions:
        if tuple(c.text for c in provision.liability) == provided.cited:
            for tier in provision.tiers:
                if tier.id == provided.tier and tier.fine is not None:
                    return tier.fine.of
    return None


def _goes_below(entry: Any, law: Law) -> bool:
    ranks = (law.instruments[c.instrument].rank for c in entry.source if c.instrument in law.instruments)
    mitigates = entry.or_mitigated or entry in law.lists["mitigated"]
    return mitigates and any(r in AUTHORITY for r in ranks)


def tested(grid: Grid, results: Mapping[tuple[int, ...], tuple[Facts, Result]]) -> Iterator[Failure | str]:
    """Every failure of a claim in the cells of a block; and, for each pair of which nothing can be said, the reason."""
    name = grid.block.name
    for facts, result in results.values():
        for payer in result.payers:
            if payer.outcome not in ENDS:
                message = say("the case ends in no result: {outcome}", outcome=payer.outcome)
                yield Failure("ends", name, message, (facts,))
            elif payer.outcome == "fine" and not result.below and not _inside(payer):
                message = say("the fine {fine} leaves the range {range}", fine=shown(payer.fine), range=_range(payer))
                yield Failure("range", name, message, (facts,))
    for index, axis in enumerate(grid.axes):
        for first, second in _neighbours(axis, index, results):
            if axis.worse and _used(grid.block, first[1], second[1]):
                yield from _worse(name, axis.fact, first, second)
            elif grid.block.list in MILD:
                yield from _mild(grid.block.rule, first, second)


def _used(block: Block, one: Result, other: Result) -> bool:
    """Whether the table of a block is used in one of two cases; where it is not, another block shows what the fact does."""
    used = {table for result in (one, other) for payer in result.payers for table in payer.tables}
    return block.list not in ("rows", "factor") or block.rule in used


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


def _worse(name: str, fact: str, one: tuple[Facts, Result], other: tuple[Facts, Result]) -> Iterator[Failure | str]:
    """A graver case does not cost less."""
    for index, (a, b) in enumerate(zip(one[1].payers, other[1].payers, strict=True)):
        if a.outcome in ASIDE or b.outcome in ASIDE:
            continue
        # which of two laws is the lighter one is settled by the party's own fine; the person in charge follows it
        reason = "other-law" if index and a.cited != b.cited else _incomparable(a, b)
        if reason is not None:
            yield reason
        elif _less(b.fine, a.fine):
            more, less = shown(a.fine), shown(b.fine)
            message = say("a worse `{fact}` costs less: {more}, then {less}", fact=fact, more=more, less=less)
            yield Failure("worse", name, message, (one[0], other[0]))


def _mild(rule: str, one: tuple[Facts, Result], other: tuple[Facts, Result]) -> Iterator[Failure]:
    """With a rule that mitigates a case does not cost more than without it."""
    with_it, without = (one, other) if rule in one[1].applied else (other, one)
    if rule not in with_it[1].applied or rule in without[1].applied:
        return
    a, b = with_it[1].payers[0], without[1].payers[0]
    # without it the case must be fined: one that goes free for another reason shows nothing
    if b.outcome == "fine" and a.outcome not in ASIDE and _less(b.fine, a.fine):
        more, less = shown(a.fine), shown(b.fine)
        message = say("with {rule} it costs {more}, without it {less}", rule=rule, more=more, less=less)
        yield Failure("mitigation", rule, message, (without[0], with_it[0]))


def _incomparable(a: Payer, b: Payer) -> str | None:
    """Why nothing can be said of which of two cases costs more; ``None`` where it can."""
    if a.rowless or b.rowless:
        return "no-row"
    if a.tables and b.tables and a.tables != b.tables:
        return "other-table"
    return "other-measure" if a.of != b.of else None


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


def _range(payer: Payer) -> str:
    assert payer.floor is not None
    assert payer.ceiling is not None
    return shown(Amount(payer.floor.low, payer.ceiling.high))
