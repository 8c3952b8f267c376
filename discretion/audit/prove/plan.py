"""What is run with which offence: rules that are one offence's own with it, shared rules once for each way in which they can act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from discretion.assess.truth import View, unique, weigh
from discretion.audit.cells import expanded
from discretion.audit.prove.blocks import defeating
from discretion.law.condition import FactTest, walk
from discretion.rulebook import Law

_OFFENCE = ("offence", "offence_tag")


class Task(msgspec.Struct, frozen=True):
    """An offence in a jurisdiction, and the tables and shared rules that are run with it; ``None``: all."""

    jurisdiction: str
    offence: str
    rules: frozenset[str] | None


class Shared(msgspec.Struct, frozen=True):
    """A rule that may act on several offences, and the tests by which it tells them apart."""

    name: str
    record: Any
    tests: tuple[FactTest, ...]

    def concerns(self, offence: str) -> bool:
        """Whether it may act on an offence at all."""
        return not hasattr(self.record, "concerns") or self.record.concerns(offence)

    def acts(self, law: Law, offence: str) -> tuple[bool, ...]:
        """How it tells this offence from others."""
        tags = frozenset(law.offences[offence].tags)
        view = View(law, {"offence": offence, "offence_tag": tags})
        return tuple(weigh(t, view).truth is True for t in self.tests)


def tasks(laws: Sequence[Law], offences: Sequence[str]) -> Iterator[Task]:
    """The tasks of a proof: of the offences named, with everything; else of all, each shared rule once for each way of acting."""
    names = {law.jurisdiction for law in laws}
    for law in laws:
        if offences:
            yield from (Task(law.jurisdiction, o, None) for o in offences if o in law.offences)
        else:
            yield from whole(law, bool(names & set(law.chain[:-1])))


def whole(law: Law, below: bool) -> Iterator[Task]:
    """All offences of a jurisdiction; ``below`` one that is proved too, only those that meet a rule of its own."""
    shared = [rule for rule in _shared(law) if not below or law.home.get(rule.name) == law.jurisdiction]
    tables = {id: b for id, b in law.bases.items() if b.offences and (not below or law.home[id] == law.jurisdiction)}
    seen: set[tuple[object, ...]] = set()
    for offence in law.offences:
        shape = _shape(law, offence)
        rules = {id for id, b in tables.items() if offence in b.offences}
        for rule in shared:
            key = (rule.name, shape, rule.acts(law, offence))
            if key not in seen and rule.concerns(offence):
                seen.add(key)
                rules.add(rule.name)
        if rules or law.home[offence] == law.jurisdiction:
            yield Task(law.jurisdiction, offence, frozenset(rules))


def _shared(law: Law) -> Iterator[Shared]:
    """Entries, programmes and fallback tables."""
    for entries in law.lists.values():
        for entry in entries:
            yield Shared(entry.id, entry, _tests(entry.id, (entry.when, getattr(entry, "unless", None)), law))
    for name, programme in law.programmes.items():
        yield Shared(name, programme, _tests(name, (programme.requires,), law))
    for name, basis in law.bases.items():
        if not basis.offences:
            yield Shared(name, None, ())


def _tests(rule: str, conditions: tuple[Any, ...], law: Law) -> tuple[FactTest, ...]:
    nodes = (*(expanded(c, law) for c in conditions), *defeating(rule, law))
    found = (n for node in nodes for n in walk(node) if isinstance(n, FactTest) and n.fact in _OFFENCE)
    return unique(found)


def _shape(law: Law, offence: str) -> tuple[bool, ...]:
    """By what a shared rule can tell amounts apart: whether there is a floor, and whether a table gives a point or a band."""
    fines = [t.fine for p in law.offences[offence].provisions for t in p.tiers if t.fine is not None]
    floor = any(f.shall and (f.from_ or f.fixed) for f in fines)
    band = any(b.method == "bands" for b in law.bases.values() if offence in b.offences)
    return bool(floor), band
