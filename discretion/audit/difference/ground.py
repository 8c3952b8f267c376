"""The ground on which settings are looked at: the ranges, tables and cells of an offence under both laws, and stated amounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from discretion.audit.difference.pair import Both, Pair, assessed, known, one_of
from discretion.audit.prove.blocks import Block
from discretion.audit.prove.claims import read
from discretion.audit.prove.grid import bared, weighed
from discretion.audit.prove.situation import AMOUNT, Facts, Situation
from discretion.law.basis import Basis
from discretion.money import Amount, Number

#: What a table consists of.
_PARTS: Final = ("rows", "factor")


def blocks(pair: Pair, lists: tuple[str, ...]) -> list[Both]:
    """The rules of these lists, without what takes the effect of one away."""
    return [both for both in pair.blocks if one_of(both).list in lists and not one_of(both).off]


def tables(pair: Pair, lists: tuple[str, ...] = _PARTS) -> list[Both]:
    """The factors and rows of the tables in force; of a fallback where it is used, as where a closer one stands it does nothing."""
    sides = (pair.old, pair.new)
    serving = {name for s in sides for name in live(s)}
    near = {name for s in sides for name in closer(s.law.bases, live(s))}
    if near and near < serving:
        used = (read(assessed(s, facts), s.law) for facts in tiers(pair) for s in sides)
        serving = near.union(*(payer.tables for result in used for payer in result.payers))
    return [both for both in blocks(pair, lists) if one_of(both).rule in serving]


def live(situation: Situation) -> tuple[str, ...]:
    """The tables in force in a situation."""
    law, day = situation.law, situation.timeline.decision
    return tuple(name for name, b in law.bases.items() if law.in_force(b, day))


def closer(tables: Mapping[str, Basis], names: Iterable[str]) -> list[str]:
    """Of these tables those that name their offences."""
    return [name for name in names if tables[name].offences]


def product(pair: Pair, own: Iterable[Both], beside: Iterable[Facts]) -> list[Facts]:
    """The cells of blocks, each beside these facts."""
    starts = list(beside)
    found = (f for b in own for s in starts for _, f in pair.joint(b).cells(start(pair, b, s)))
    return list(distinct(found))


def start(pair: Pair, both: Both, beside: Facts) -> Facts:
    """The facts beside a block, such that nothing else ends the case in its cells."""
    found = pair.second if both[1] is not None else pair.first
    return bared(pair.new if both[1] is not None else pair.old, one_of(both), found, beside)


def tiers(pair: Pair) -> Iterator[Facts]:
    """For each range that the statute has for the offence, under either law, the first case of it."""
    (both,) = blocks(pair, ("tiers",))
    seen: set[Any] = set()
    for _, facts in pair.joint(both).cells(start(pair, both, pair.light)):
        if any(_made_out(s, facts) for s in (pair.old, pair.new)):
            own = tuple(ranges(pair, facts))
            if own and own not in seen:
                seen.add(own)
                yield facts


def _made_out(situation: Situation, facts: Facts) -> bool:
    elements = situation.law.offences[situation.offence].elements
    return weighed(situation, elements, known(situation, facts)) is not False


def ranges(pair: Pair, facts: Facts) -> Iterator[tuple[Number, Number | None]]:
    """The ranges of the party and of a person in charge under either law."""
    found: dict[tuple[Number, Number | None], None] = {}
    for situation in (pair.old, pair.new):
        first = assessed(situation, facts).violations[0]
        for provided in (first.provided, *(p.provided for p in first.persons)):
            if provided is not None and provided.low is not None and provided.high is not None:
                found[provided.low.low, provided.high.high] = None
    yield from found


def amounting(pair: Pair, facts: Facts, amounts: Iterable[Number]) -> Iterator[Facts]:
    """The case with each of the amounts, as its file may state them; where a table settles it, as far as the table gives others."""
    asked = [one_of(b).facts for b in pair.blocks]
    serving = tables(pair)
    names = {n for b in serving for n in one_of(b).facts if n in facts and not n.startswith("party.")}
    rising = sorted(names, key=lambda n: (sum(n in own for own in asked), n))
    wanted = list(dict.fromkeys(amounts))
    # a stated amount stands in for a table while a fact at which it looks is not known: one is left out, at which little else looks
    for out in (None, *rising):
        open_ = {name: value for name, value in facts.items() if name != out}
        probe = next((a for a in wanted[len(wanted) // 2 :]), None)
        if probe is not None and all(_counts(s, {**open_, AMOUNT: probe}) for s in (pair.old, pair.new)):
            yield from ({**open_, AMOUNT: amount} for amount in wanted)
            return
    yield from product(pair, serving, (facts, {**pair.heavy, **facts}))


def _counts(situation: Situation, facts: Facts) -> bool:
    """Whether the amount that a case states is the one from which its fine is worked out."""
    first = assessed(situation, facts).violations[0]
    return first.outcome == "fine" and first.base == Amount.exactly(facts[AMOUNT])


def applies(pair: Pair, facts: Facts, block: Block) -> bool:
    """Whether the rule of a block works in a case under the new law."""
    return block.rule in read(assessed(pair.new, facts), pair.new.law).applied


def finds(pair: Pair, facts: Facts, name: str) -> bool:
    """Whether a finding of this name stands in what either law makes of a case."""
    found = (assessed(s, facts).violations[0] for s in (pair.old, pair.new))
    return any(f.rule == name for v in found for f in (*v.findings, *(g for p in v.persons for g in p.findings)))


def looked(own: Iterable[Both]) -> tuple[str, ...]:
    """The facts at which blocks look."""
    return tuple(dict.fromkeys(n for b in own for n in one_of(b).facts))


def distinct(cells: Iterable[Facts]) -> Iterator[Facts]:
    """Each cell once."""
    seen: set[Any] = set()
    for facts in cells:
        key = frozenset(facts.items())
        if key not in seen:
            seen.add(key)
            yield facts
