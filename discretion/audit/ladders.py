"""Ladders: conditions of which one (or the heaviest) is taken. Tiers, rows of a band table, levels of a factor, reduction steps.

A ladder says in which context its rungs are looked at: what must hold for anybody to come to it at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from discretion.audit.cells import about, expanded, facts
from discretion.audit.check import Subject
from discretion.law.basis import Basis, Factor, Level
from discretion.law.condition import AllOf, AnyOf, Node, Not
from discretion.law.offence import Offence, Provision, Tier
from discretion.law.programme import Programme
from discretion.law.value import Path as Steps
from discretion.money import Number
from discretion.rulebook import Law, Rule
from discretion.rulebook.readings import in_force

TRUE = AllOf(())
Pick = Literal["first", "last", "heaviest", "lightest", "sum"]


class Rung(msgspec.Struct, frozen=True):
    """One of the conditions, where it stands, and how heavy it is (``None`` where that cannot be said in one number)."""

    node: Node
    path: Steps
    weight: Number | None = None


class Ladder(msgspec.Struct, frozen=True):
    """The rungs in their order, the way in which one is taken, and the context; of a band table, the tier that it serves."""

    rule: Rule
    name: str
    pick: Pick
    context: Node
    rungs: tuple[Rung, ...]
    offences: tuple[str, ...]
    path: Steps = ()
    serves: tuple[Provision, Tier] | None = None

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The conditions of the rungs, and what of the context looks at the same facts."""
        return (self.near, *(r.node for r in self.rungs))

    @property
    def near(self) -> Node:
        """What of the context looks at the facts of the rungs."""
        return about(self.context, facts(*(r.node for r in self.rungs)))


def ladders(subject: Subject) -> Iterator[Ladder]:
    """Every ladder of the rules."""
    for rule in subject.rules("offences"):
        yield from _tiers(rule, subject.law(rule))
    for rule in subject.rules("bases"):
        yield from of_basis(subject, rule)
    for rule in subject.rules("programmes"):
        yield _reductions(rule, subject.law(rule))


def of_basis(subject: Subject, rule: Rule) -> Iterator[Ladder]:
    """The rows of a band table for each statutory tier, or the levels of each factor."""
    basis: Basis = rule.record
    law = subject.law(rule)
    offences = tuple(o for o in basis.offences or law.offences if o in law.offences)
    if basis.method == "bands":
        yield from _bands(rule, basis, law, offences)
        return
    context = expanded(basis.when, law)
    elements = _elements(basis, law, offences)
    for index, factor in enumerate(basis.factors):
        inside = AllOf((context, expanded(factor.when, law), elements))
        rungs = tuple(
            Rung(expanded(level_node(factor, level), law), level_path(subject, rule, index, level), _weight(level))
            for level in factor.levels
        )
        pick: Pick = "first" if _steps(factor, law) else factor.pick
        yield Ladder(rule, factor.key, pick, inside, rungs, offences, ("factors", index))


def level_node(factor: Factor, level: Level) -> Node:
    """When a level is the one, as a condition."""
    return level.node(factor.fact) or TRUE


def level_path(subject: Subject, rule: Rule, index: int, level: Level) -> Steps:
    """Where a level stands: levels are a list, or a mapping by choice."""
    path: Steps = ("factors", index, "levels")
    if isinstance(subject.raw(rule, *path), dict):
        value = level.values[0]
        return (*path, {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value))
    return (*path, level.index)


def serves(basis: Basis, offence: Offence) -> Iterator[Provision]:
    """The provisions of an offence that a table quotes; all where it quotes none."""
    for provision in offence.provisions:
        if not basis.provisions or any(
            q.covers(c) or c.covers(q) for q in basis.provisions for c in provision.liability
        ):
            yield provision


def taken(tier: Tier, provision: Provision, law: Law) -> Node:
    """When a tier is the one that applies while its tables are in force: it holds, and none after it for the same payer does."""
    after = provision.tiers[provision.tiers.index(tier) + 1 :]
    rivals = [Not(in_force(expanded(t.when, law))) for t in after if t.payer == tier.payer]
    return AllOf((in_force(expanded(tier.when, law)), *rivals))


def _weight(level: Level) -> Number | None:
    figures = {f.value for f in level.weight.figures}
    return figures.pop() if len(figures) == 1 else None


def _steps(factor: Factor, law: Law) -> bool:
    """Levels of one fact are read in order; of a set each choice counts."""
    fact = law.facts.get(factor.fact or "")
    return fact is not None and fact.type != "set" and all(level.when is None for level in factor.levels)


def _elements(basis: Basis, law: Law, offences: Iterable[str]) -> Node:
    """What is established of the offences that a table serves; nothing for a fallback."""
    if not basis.offences:
        return TRUE
    found: list[Node] = []
    for id in offences:
        offence = law.offences[id]
        for provision in serves(basis, offence):
            found.append(AllOf((expanded(offence.elements, law), expanded(provision.elements, law))))
    return _either(found)


def _either(nodes: list[Node]) -> Node:
    distinct = tuple(dict.fromkeys(nodes))
    return TRUE if not distinct else distinct[0] if len(distinct) == 1 else AnyOf(distinct)


def _bands(rule: Rule, basis: Basis, law: Law, offences: Iterable[str]) -> Iterator[Ladder]:
    """The rows for each statutory tier that the table serves."""
    for id in offences:
        offence = law.offences[id]
        for provision in serves(basis, offence):
            for tier in provision.tiers:
                rows = tuple(_rows(basis, tier, law))
                if tier.fine is not None and rows:
                    parts = (basis.when, offence.elements, provision.elements)
                    inside = AllOf((*(expanded(p, law) for p in parts), taken(tier, provision, law)))
                    yield Ladder(rule, tier.id, basis.pick, inside, rows, (id,), (), (provision, tier))


def _rows(basis: Basis, tier: Tier, law: Law) -> Iterator[Rung]:
    """The rows for a tier: for a person in charge only those that say so."""
    for index, band in enumerate(basis.bands):
        if tier.id in band.for_ or (not band.for_ and tier.payer != "person-in-charge"):
            yield Rung(expanded(band.when, law), ("bands", index), _top(band.amount.to or band.amount.fixed))


def _top(figure: object) -> Number | None:
    return getattr(figure, "value", None)


def _tiers(rule: Rule, law: Law) -> Iterator[Ladder]:
    offence: Offence = rule.record
    for index, provision in enumerate(offence.provisions):
        context = AllOf((expanded(offence.elements, law), expanded(provision.elements, law)))
        for payer in ("organisation", "individual", "person-in-charge"):
            rungs = tuple(
                Rung(expanded(tier.when, law), ("provisions", index, "tiers", place))
                for place, tier in enumerate(provision.tiers)
                if tier.payer == payer or (tier.payer == "any" and payer != "person-in-charge")
            )
            if rungs:
                name = f"{provision.key}/{payer}"
                yield Ladder(rule, name, "last", context, rungs, (rule.id,), ("provisions", index))


def _reductions(rule: Rule, law: Law) -> Ladder:
    programme: Programme = rule.record
    rungs = tuple(Rung(expanded(step.when, law), ("reduction", n)) for n, step in enumerate(programme.reduction))
    return Ladder(rule, "reduction", "first", expanded(programme.requires, law), rungs, tuple(programme.offences))
