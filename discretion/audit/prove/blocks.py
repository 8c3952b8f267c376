"""The blocks of an offence: each rule that decides by itself, and the facts at which it looks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from discretion.audit.cells import expanded, facts
from discretion.audit.ladders import level_node
from discretion.audit.prove.situation import Situation
from discretion.law.basis import Basis
from discretion.law.condition import AllOf, Node, OtherViolation, walk
from discretion.law.entry import Entry
from discretion.law.programme import Programme
from discretion.rulebook import Law

MILD = ("lighter", "mitigated", "no-penalty", "programme")


class Block(msgspec.Struct, frozen=True):
    """A rule, its conditions, the facts that it looks at besides, and whether it is the same for every offence."""

    name: str
    list: str
    nodes: tuple[Node, ...]
    also: tuple[str, ...] = ()
    common: bool = False

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts at which it looks, in a fixed order."""
        return tuple(sorted(facts(*self.nodes) | set(self.also)))

    @property
    def others(self) -> bool:
        """Whether it looks at other violations of the case."""
        return any(isinstance(n, OtherViolation) for node in self.nodes for n in walk(node))


def blocks(situation: Situation) -> Iterator[Block]:
    """All blocks of the offence."""
    law, offence = situation.law, situation.offence
    yield _tiers(situation)
    for id, basis in law.bases.items():
        yield from _table(id, basis, law)
    for name, entries in law.lists.items():
        if name not in ("exclusions", "procedure", "no-coercion", "daily-fine", "confiscation"):
            for entry in entries:
                if entry.concerns(offence):
                    yield _entry(name, entry, law)
    for id, programme in law.programmes.items():
        if programme.concerns(offence):
            yield _programme(id, programme, law)


def _tiers(situation: Situation) -> Block:
    """The elements, and for each provision the conditions of its tiers and the money that its fines look at."""
    law = situation.law
    offence = law.offences[situation.offence]
    nodes: list[Node] = [expanded(offence.elements, law)]
    money = []
    for provision in offence.provisions:
        nodes += [expanded(c, law) for c in (provision.elements, *(t.when for t in provision.tiers)) if c is not None]
        money += [t.fine.of for t in provision.tiers if t.fine is not None and t.fine.of is not None]
    return Block(situation.offence, "tiers", tuple(nodes), tuple(dict.fromkeys(money)))


def _table(id: str, basis: Basis, law: Law) -> Iterator[Block]:
    whole = [expanded(basis.when, law)] if basis.when is not None else []
    money = tuple(r.of.of.fact for r in basis.tiers if r.of.of.fact is not None)
    rows = [expanded(r.when, law) for r in basis.tiers if r.when is not None]
    if basis.bands:
        rows += [expanded(b.when, law) for b in basis.bands if b.when is not None]
        money += tuple(b.amount.of for b in basis.bands if b.amount.of is not None)
    if rows or whole or money:
        yield Block(id, "rows", (*whole, *rows), tuple(dict.fromkeys(money)))
    for factor in basis.factors:
        nodes = [expanded(level_node(factor, level), law) for level in factor.levels]
        gate = [expanded(factor.when, law)] if factor.when is not None else []
        also = (factor.fact,) if factor.fact is not None else ()
        yield Block(f"{id}/{factor.key}", "factor", (*whole, *gate, *nodes), also)


def _entry(list: str, entry: Entry, law: Law) -> Block:
    nodes = (expanded(entry.when, law), expanded(entry.unless, law), *_defeating(entry.id, law))
    return Block(entry.id, list, nodes, (), _common(entry, nodes))


def _programme(id: str, programme: Programme, law: Law) -> Block:
    parts: tuple[Any, ...] = (*programme.reduction, *programme.credits)
    whens = (expanded(p.when, law) for p in parts if p.when is not None)
    nodes = (expanded(programme.requires, law), *whens, *_defeating(id, law))
    counted = tuple(c.per for c in programme.credits if c.per is not None)
    return Block(id, "programme", nodes, counted, _common(programme, nodes))


def _defeating(rule: str, law: Law, above: tuple[str, ...] = ()) -> tuple[Node, ...]:
    """The conditions of the exclusions that defeat a rule, and of those that defeat them."""
    found: tuple[Node, ...] = ()
    for exclusion in law.exclusions(rule):
        if exclusion.id not in above:
            found += (expanded(exclusion.when, law), *_defeating(exclusion.id, law, (*above, exclusion.id)))
    return tuple(n for n in found if n != AllOf(()))


def _common(record: Any, nodes: tuple[Node, ...]) -> bool:
    """Whether a rule is the same for all offences: it names none."""
    return not record.offences and not facts(*nodes) & {"offence", "offence_tag"}
