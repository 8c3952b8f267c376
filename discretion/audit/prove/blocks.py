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
    """A rule, its conditions, the facts that it looks at besides; ``rule``: the table, entry or programme of which it is a part.

    ``off``: the block is what takes the effect of the rule away, an exclusion (its id) or the exception ``unless``.
    """

    name: str
    list: str
    nodes: tuple[Node, ...]
    also: tuple[str, ...] = ()
    rule: str = ""
    off: str = ""

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
    law = situation.law
    yield _tiers(situation)
    for id, basis in law.bases.items():
        yield from _table(id, basis, law)
    for name, entries in law.lists.items():
        if name != "exclusions":
            for entry in entries:
                yield from _entry(name, entry, law)
    for id, programme in law.programmes.items():
        yield from _programme(id, programme, law)


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
        yield Block(id, "rows", (*whole, *rows), tuple(dict.fromkeys(money)), id)
    for factor in basis.factors:
        nodes = [expanded(level_node(factor, level), law) for level in factor.levels]
        gate = [expanded(factor.when, law)] if factor.when is not None else []
        also = (factor.fact,) if factor.fact is not None else ()
        yield Block(f"{id}/{factor.key}", "factor", (*whole, *gate, *nodes), also, id)


def _entry(list: str, entry: Entry, law: Law) -> Iterator[Block]:
    yield Block(entry.id, list, (expanded(entry.when, law),), (), entry.id)
    if entry.unless is not None:
        yield Block(f"{entry.id}/unless", list, (expanded(entry.unless, law),), (), entry.id, "unless")
    yield from _excluded(entry.id, list, law)


def _programme(id: str, programme: Programme, law: Law) -> Iterator[Block]:
    parts: tuple[Any, ...] = (*programme.reduction, *programme.credits)
    whens = (expanded(p.when, law) for p in parts if p.when is not None)
    counted = tuple(c.per for c in programme.credits if c.per is not None)
    yield Block(id, "programme", (expanded(programme.requires, law), *whens), counted, id)
    yield from _excluded(id, "programme", law)


def _excluded(id: str, list: str, law: Law) -> Iterator[Block]:
    """Each exclusion that defeats a rule, with what defeats it in turn."""
    for exclusion in law.exclusions(id):
        nodes = (expanded(exclusion.when, law), *defeating(exclusion.id, law, (exclusion.id,)))
        yield Block(f"{id}/{exclusion.id}", list, nodes, (), id, exclusion.id)


def defeating(rule: str, law: Law, above: tuple[str, ...] = ()) -> tuple[Node, ...]:
    """The conditions of the exclusions that defeat a rule, and of those that defeat them."""
    found: tuple[Node, ...] = ()
    for exclusion in law.exclusions(rule):
        if exclusion.id not in above:
            found += (expanded(exclusion.when, law), *defeating(exclusion.id, law, (*above, exclusion.id)))
    return tuple(n for n in found if n != AllOf(()))
