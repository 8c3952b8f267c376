"""The rules that an offence can touch, as a cell sees them: when each is in force, what it looks at, and to which step it belongs.

What concerns every offence of a jurisdiction is compiled once for all of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from discretion.assess.period import turns
from discretion.assess.truth import View, weigh
from discretion.batch.levels import Levels, levels
from discretion.batch.logic import Bits, Conditions, Holds, Sight
from discretion.law.condition import AllOf, Between, Condition, FactTest, OneOf
from discretion.law.offence import Fine, Offence, Provision
from discretion.law.programme import Programme
from discretion.rulebook import Law

PROVISION: Final = "provision"
PROGRAMME: Final = "programme"
BASIS: Final = "basis"
ELEMENTS: Final = "elements"
EXCLUSIONS: Final = "exclusions"
MOST: Final = 50_000
_REFUSED: Final = Condition(AllOf((FactTest("corrected", OneOf(("refused",))),)))


class Rule(msgspec.Struct, frozen=True):
    """A rule: what it looks at, and the facts whose values it works with. ``common``: it concerns every offence.

    Of a table, ``select`` is what it is chosen by, ``worked`` the facts in which its own amounts are worked out.
    """

    id: str
    group: str
    at: str
    record: Any
    sight: Sight
    common: bool = False
    numbers: tuple[str, ...] = ()
    levels: Levels | None = None
    select: Sight = Sight()
    worked: tuple[str, ...] = ()

    @property
    def whole(self) -> Sight:
        """What it looks at, its levels included."""
        return self.sight if self.levels is None else self.sight | self.levels.sight


class Common:
    """What is the same for every offence of a jurisdiction: the bits of tests and conditions, and the rules for all."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.bits = Bits(law)
        self.conditions = Conditions(self.bits)
        self.rules = tuple(_listed(law, self.conditions, common=True))
        self.holds: Holds = self.conditions.function()
        self._validity: dict[int, tuple[Any, date | None, date | None]] = {}
        self._tests = by_fact(self.bits.own)
        self._masks: dict[tuple[str, type, Any], int] = {}

    def mask(self, fact: str, value: Any) -> int:
        """The bits that a value of a fact sets."""
        key = (fact, type(value), value)
        found = self._masks.get(key)
        if found is None:
            if len(self._masks) >= MOST:
                self._masks.clear()
            found = self._masks[key] = mask(self._tests.get(fact, ()), fact, value, self.law)
        return found

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


Tests = Sequence[tuple[FactTest, int, int]]


def by_fact(tests: Iterable[tuple[FactTest, int, int]]) -> dict[str, Tests]:
    """The tests of each fact, but for those of days."""
    found: dict[str, list[tuple[FactTest, int, int]]] = {}
    for test in tests:
        if isinstance(test[0].test, (OneOf, Between)):
            found.setdefault(test[0].fact, []).append(test)
    return dict(found)


def mask(tests: Tests, fact: str, value: Any, law: Law) -> int:
    """The bits that a value of a fact sets among ``tests``."""
    found, view = 0, View(law, {fact: value})
    for test, yes, no in tests:
        found |= yes if weigh(test, view).truth else no
    return found


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
        self.turns = turns(law, offence)
        self._tests = by_fact(self.bits.own)

    def holds(self, bits: int) -> int:
        """The conditions that hold."""
        return self.common.holds(bits) | self._holds(bits)

    def mask(self, fact: str, value: Any) -> int:
        """The bits that a value of a fact sets."""
        own = self._tests.get(fact)
        found = self.common.mask(fact, value)
        return found | mask(own, fact, value, self.law) if own else found

    def regime(self, act: date, decision: date) -> tuple[int, int]:
        """Which days have the same rules in force."""
        return bisect_right(self.turns["act"], act), bisect_right(self.turns["decision"], decision)

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
        tiers = [t.when for p in offence.provisions for t in p.tiers]
        quoted = tuple(n for p in offence.provisions for n in fines(p))
        for id, basis in law.bases.items():
            select = [basis.when, *(t.when for t in basis.tiers), *tiers]
            bands = [b.when for b in basis.bands]
            facts = (*(t.of.of.fact for t in basis.tiers if t.of.of.fact), *_fines(b.amount for b in basis.bands))
            yield msgspec.structs.replace(
                _rule(id, BASIS, "decision", basis, [*select, *bands], self.conditions, (*facts, *quoted)),
                levels=levels(basis, self.conditions),
                select=self.conditions.sight(select),
                worked=facts,
            )


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
    return Rule(id, group, at, record, conditions.sight(several), False, numbers)


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
