"""The finite space of a fact: the values on each side of every threshold that a rule of the law sets for it.

Inside a cell (one level of each factor, one side of each threshold) nothing changes but what is linear in money; so these
values stand for all others. The missing facts, the proofs, coverage and the comparison of rulebooks ask here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from discretion.law.basis import Basis
from discretion.law.condition import Between, Condition, FactTest, OneOf, RuleHolds, Within, walk
from discretion.law.fact import NUMERIC, Value
from discretion.law.offence import Offence
from discretion.money import Number, simplest
from discretion.rulebook import Law


def conditions(law: Law, offence: str) -> Iterator[Condition]:
    """Every condition that an assessment of ``offence`` may look at."""
    yield from _of_offence(law.offences[offence])
    for entries in law.lists.values():
        for entry in entries:
            if entry.concerns(offence):
                yield from (c for c in (entry.when, entry.unless) if c is not None)
    for programme in law.programmes.values():
        if programme.concerns(offence):
            yield programme.requires
            steps: Iterable[Any] = (*programme.reduction, *programme.credits, *programme.benefits)
            yield from (s.when for s in steps if s.when is not None)
    for basis in bases(law, offence):
        yield from _of_basis(basis)


def bases(law: Law, offence: str) -> Iterator[Basis]:
    """The tables that may serve ``offence``."""
    for basis in law.bases.values():
        if not basis.offences or offence in basis.offences:
            yield basis


def facts(law: Law, offence: str) -> Iterator[str]:
    """Every fact that an assessment of ``offence`` may look at, some more than once.

    What its conditions ask, what its tables weigh, and of what a multiple, a percentage or so much per unit is taken.
    """
    for condition in conditions(law, offence):
        yield from asked_in(condition, law)
    for provision in law.offences[offence].provisions:
        yield from (t.fine.of for t in provision.tiers if t.fine is not None and t.fine.of is not None)
    for basis in bases(law, offence):
        yield from (f.fact for f in basis.factors if f.fact is not None)
        yield from taken_of(basis)
    for programme in law.programmes.values():
        if programme.concerns(offence):
            yield from (c.per for c in programme.credits if c.per is not None)
    for entries in (law.lists["consequences"], law.lists["referral"]):
        yield from (e.of for e in entries if e.concerns(offence) and e.of is not None)


def taken_of(basis: Basis) -> Iterator[str]:
    """The money facts, and counts, of which a table takes a share, a multiple or so much per unit."""
    yield from (t.of.of.fact for t in basis.tiers if t.of.of.fact is not None)
    yield from (b.amount.of for b in basis.bands if b.amount.of is not None)


def asked_in(condition: Condition, law: Law) -> Iterator[str]:
    """The facts of a condition, the day from which a period runs, and those of the rules that it names."""
    for node in walk(condition.node):
        if isinstance(node, FactTest):
            yield node.fact
            if isinstance(node.test, Within):
                yield node.test.of
        elif isinstance(node, RuleHolds):
            named = (law.condition(rule) for rule in node.rules)
            yield from (f for inner in named if inner is not None for f in asked_in(inner, law))


def _of_offence(offence: Offence) -> Iterator[Condition]:
    yield offence.elements
    for provision in offence.provisions:
        if provision.elements is not None:
            yield provision.elements
        yield from (t.when for t in provision.tiers if t.when is not None)
        for use in (*provision.measures, *(m for t in provision.tiers for m in t.measures)):
            if not isinstance(use, str) and use.when is not None:
                yield use.when


def _of_basis(basis: Basis) -> Iterator[Condition]:
    if basis.when is not None:
        yield basis.when
    for factor in basis.factors:
        if factor.when is not None:
            yield factor.when
        yield from (level.when for level in factor.levels if level.when is not None)
    yield from (band.when for band in basis.bands if band.when is not None)


def thresholds(law: Law, offence: str, fact: str) -> tuple[Number, ...]:
    """The numbers at which something changes in ``fact``, rising."""
    found: set[Number] = set()
    for condition in conditions(law, offence):
        for test in condition.tests():
            if test.fact == fact:
                if isinstance(test.test, Between):
                    found.update(test.test.bounds)
                elif isinstance(test.test, OneOf):
                    found.update(v for v in test.test.values if not isinstance(v, (bool, str)))
    for basis in bases(law, offence):
        for factor in basis.factors:
            if factor.fact == fact:
                found.update(level.below for level in factor.levels if level.below is not None)
    return tuple(sorted(found))


def values(law: Law, offence: str, fact: str) -> tuple[Value, ...]:
    """Values that stand for all values of ``fact``; none for a day or a text."""
    declared = law.facts[fact]
    if declared.type == "boolean":
        return (True, False)
    if declared.type == "choice":
        return tuple(declared.choices or ())
    if declared.type == "set":
        return tuple(frozenset({c}) for c in declared.choices or ())
    if declared.type not in NUMERIC:
        return ()
    whole = declared.type in ("count", "days")
    points: list[Number] = [0]
    for bound in thresholds(law, offence, fact):
        step = 1 if whole else Fraction(1, 1000) if declared.type == "ratio" else Fraction(1, 100)
        points += [max(0, simplest(bound - step)), bound, simplest(bound + step)]
    return tuple(sorted(set(points)))
