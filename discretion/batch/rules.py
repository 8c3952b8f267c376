"""The rules that an offence can touch, as a cell sees them: when each is in force, what it looks at, and to which step it belongs.

What concerns every offence of a jurisdiction is compiled once for all of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Final

import msgspec

from discretion.batch.levels import Levels, levels
from discretion.batch.logic import LATE, Bits, Conditions, Holds, tests_in
from discretion.law.condition import AllOf, Condition, FactTest, OneOf
from discretion.law.offence import Fine, Offence, Provision
from discretion.law.programme import Programme
from discretion.rulebook import Law

PROVISION: Final = "provision"
PROGRAMME: Final = "programme"
BASIS: Final = "basis"
ELEMENTS: Final = "elements"
EXCLUSIONS: Final = "exclusions"
_REFUSED: Final = Condition(AllOf((FactTest("corrected", OneOf(("refused",))),)))


class Rule(msgspec.Struct, frozen=True):
    """A rule. ``holds`` are the conditions that it looks at, ``numbers`` the facts whose values it works with.

    ``late``: it looks at what only the engine works out; ``common``: it concerns every offence.
    """

    id: str
    group: str
    at: str
    record: Any
    holds: int
    late: bool = False
    common: bool = False
    numbers: tuple[str, ...] = ()
    levels: Levels | None = None


class Common:
    """What is the same for every offence of a jurisdiction: the bits of tests and conditions, and the rules for all."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.bits = Bits(law)
        self.conditions = Conditions(self.bits)
        self.rules = tuple(_listed(law, self.conditions, common=True))
        self.holds: Holds = self.conditions.function()
        self._validity: dict[int, tuple[Any, date | None, date | None]] = {}

    def days(self, record: Any) -> tuple[date | None, date | None]:
        """From which day to which a rule is in force."""
        found = self._validity.get(id(record))
        if found is None:
            validity = self.law.validity(record)
            from_ = None if validity.from_ is None else validity.from_.value
            to = None if validity.to is None else validity.to.value
            found = self._validity[id(record)] = (record, from_, to)
        return found[1], found[2]

    def in_force(self, record: Any, day: date) -> bool:
        """Whether a rule is in force on ``day``."""
        from_, to = self.days(record)
        return (from_ is None or from_ <= day) and (to is None or day <= to)

    def replaced(self, id: str, day: date) -> bool:
        """Whether a nearer rule stands in its place."""
        return any(self.in_force(r, day) for r in self.law.replacing.get(id, ()))


class Own:
    """The rules of one offence, those for all among them."""

    def __init__(self, common: Common, law: Law, offence: str) -> None:
        self.common = common
        self.law = law
        record = law.offences[offence]
        self.bits = Bits(law, common.bits)
        self.conditions = Conditions(self.bits, common.conditions)
        self.rules = (*common.rules, *self._special(record))
        self._holds = self.conditions.function()
        self._boundaries = tuple(sorted(set(self._changes())))

    def holds(self, bits: int) -> int:
        """The conditions that hold."""
        return self.common.holds(bits) | self._holds(bits)

    def regime(self, act: date, decision: date) -> tuple[int, int]:
        """Which days have the same rules in force."""
        return bisect_right(self._boundaries, act), bisect_right(self._boundaries, decision)

    def in_force(self, rule: Rule, act: date, decision: date) -> bool:
        """Whether a rule is in force on the day that chooses it, and no nearer one in its place."""
        common = self.common
        if rule.record is None:
            return True
        if rule.group == PROVISION:
            return common.in_force(rule.record, act) or common.in_force(rule.record, decision)
        day = act if rule.at == "act" else decision
        return common.in_force(rule.record, day) and not common.replaced(rule.id, day)

    def _special(self, offence: Offence) -> Iterator[Rule]:
        law = self.law
        near = [
            law.offences[o] for o in (offence.succeeded_by, offence.preceded_by) if o is not None and o in law.offences
        ]
        yield _rule("", ELEMENTS, "", None, [offence.elements], self.conditions)
        for provision in (*offence.provisions, *(p for o in near for p in o.provisions)):
            yield _rule(
                provision.key, PROVISION, "", provision, of_provision(provision), self.conditions, fines(provision)
            )
        yield from _listed(law, self.conditions, common=False)
        # a table may quote another provision of the offence, so that its range counts wherever a table does
        quoted = [t.when for p in offence.provisions for t in p.tiers]
        numbers = tuple(n for p in offence.provisions for n in fines(p))
        for id, basis in law.bases.items():
            conditions = [basis.when, *(t.when for t in basis.tiers), *(b.when for b in basis.bands), *quoted]
            facts = (*(t.of.of.fact for t in basis.tiers if t.of.of.fact), *_fines(b.amount for b in basis.bands))
            found = _rule(id, BASIS, "decision", basis, conditions, self.conditions, (*facts, *numbers))
            yield msgspec.structs.replace(found, levels=levels(basis, self.conditions))

    def _changes(self) -> Iterator[date]:
        """The days from which on something is in force that was not, or the other way round."""
        replacing = [r for several in self.law.replacing.values() for r in several]
        for record in (*(r.record for r in self.rules if r.record is not None), *replacing):
            from_, to = self.common.days(record)
            if from_ is not None:
                yield from_
            if to is not None and to < date.max:
                yield to + timedelta(days=1)


def _listed(law: Law, conditions: Conditions, common: bool) -> Iterator[Rule]:
    """The entries of the lists and the programmes: those for every offence, or the others."""
    for group, entries in law.lists.items():
        for entry in entries:
            if bool(entry.offences) is not common:
                found = _rule(entry.id, group, entry.at, entry, [entry.when, entry.unless], conditions)
                yield msgspec.structs.replace(found, common=common)
    for id, programme in law.programmes.items():
        if bool(programme.offences) is not common:
            numbers = tuple(c.per for c in programme.credits if c.per is not None)
            found = _rule(id, PROGRAMME, programme.at, programme, of_programme(programme), conditions, numbers)
            yield msgspec.structs.replace(found, common=common)


def _rule(
    id: str,
    group: str,
    at: str,
    record: Any,
    several: Iterable[Condition | None],
    conditions: Conditions,
    numbers: tuple[str, ...] = (),
) -> Rule:
    holds, late = 0, False
    for condition in several:
        if condition is not None:
            holds |= conditions.add(condition.node)
            late = late or any(t.fact in LATE for t in tests_in(condition.node, conditions.bits.law))
    return Rule(id, group, at, record, holds, late, False, numbers)


def of_provision(provision: Provision) -> Iterator[Condition | None]:
    """The conditions of a provision."""
    yield provision.elements
    uses = (*provision.measures, *(m for t in provision.tiers for m in t.measures))
    yield from (t.when for t in provision.tiers)
    yield from (use.when for use in uses if not isinstance(use, str))
    yield _REFUSED if provision.on_refusal else None


def of_programme(programme: Programme) -> Iterator[Condition | None]:
    """The conditions of a programme."""
    yield programme.requires
    yield from (step.when for step in programme.reduction)
    yield from (step.when for step in programme.credits)
    yield from (step.when for step in programme.benefits)


def fines(provision: Provision) -> tuple[str, ...]:
    """The facts in which the fines of a provision are worked out."""
    return tuple(_fines(t.fine for t in provision.tiers))


def _fines(several: Iterable[Fine | None]) -> Iterator[str]:
    yield from (f.of for f in several if f is not None and f.of is not None)
