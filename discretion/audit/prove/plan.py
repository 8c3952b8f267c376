"""What is run with which offence: rules that are one offence's own with it, shared rules once for each way in which they can act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from discretion.assess.truth import View, unique, weigh
from discretion.audit.cells import expanded
from discretion.audit.prove.blocks import defeating
from discretion.audit.prove.situation import stretches
from discretion.law.basis import Basis
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
        """How it tells this offence from others; a fallback table, whether a closer one names the offence."""
        tags = frozenset(law.offences[offence].tags)
        view = View(law, {"offence": offence, "offence_tag": tags})
        closer = isinstance(self.record, Basis) and any(offence in b.offences for b in law.bases.values())
        return (closer, *(weigh(t, view).truth is True for t in self.tests))


#: What a change reaches: the rules that may act differently, and the jurisdictions whose settings changed.
Reach = tuple[frozenset[str], frozenset[str]]


def tasks(laws: Sequence[Law], offences: Sequence[str], change: Reach | None = None) -> Iterator[Task]:
    """The tasks of a proof: of the offences named, with everything; else of all, each shared rule once for each way of acting.

    ``change`` limits them to what a change reaches: the rules that may act differently, and the jurisdictions whose settings changed.
    """
    names = {law.jurisdiction for law in laws}
    for law in laws:
        below = bool(names & set(law.chain[:-1]))
        if offences:
            yield from (Task(law.jurisdiction, o, None) for o in offences if o in law.offences)
        elif change is not None:
            yield from touched(law, below, *change)
        else:
            yield from whole(law, below)


def whole(law: Law, below: bool) -> Iterator[Task]:
    """All offences of a jurisdiction; ``below`` one that is proved too, only those that meet a rule of its own."""
    common = [rule for rule in shared(law) if not below or law.home.get(rule.name) == law.jurisdiction]
    tables = {id: b for id, b in law.bases.items() if b.offences and (not below or law.home[id] == law.jurisdiction)}
    seen: set[tuple[object, ...]] = set()  # rule, shape, way of acting, stretch between changes of the law
    for offence in law.offences:
        shape = _shape(law, offence)
        rules = {id for id, b in tables.items() if offence in b.offences}
        for rule in common:
            if rule.concerns(offence):
                acts = rule.acts(law, offence)
                keys = {(rule.name, shape, acts, n) for n in stretches(law, offence, rule.record)}
                if not keys <= seen:
                    seen |= keys
                    rules.add(rule.name)
        if rules or law.home[offence] == law.jurisdiction:
            yield Task(law.jurisdiction, offence, frozenset(rules))


def touched(law: Law, below: bool, ids: frozenset[str], settings: frozenset[str]) -> Iterator[Task]:
    """Of the whole plan of a jurisdiction what a change reaches.

    ``ids``: the rules that may act differently (see :func:`discretion.audit.difference.rules.reach`); ``settings``: jurisdictions whose
    settings changed. A rule moves a fine only through its own block, so a task without a changed rule gives what it gave. Two things
    reach further: a provision that changes moves what each table gives for its offence, and succeeds or precedes that of another
    offence; and rounding, the point in the band and the like move everything.
    """
    broad = bool(settings & set(law.chain))
    for task in whole(law, below and law.jurisdiction not in settings):
        if broad:
            yield task
        elif task.rules and task.rules & ids:
            yield Task(task.jurisdiction, task.offence, task.rules & ids)
    for offence, record in law.offences.items():
        tables = frozenset(id for id, b in law.bases.items() if offence in b.offences)
        nearer = any(law.home[id] == law.jurisdiction for id in tables)
        if not broad and {offence, record.succeeded_by, record.preceded_by} & ids and (not below or nearer):
            yield Task(law.jurisdiction, offence, tables | {offence})


def reached(law: Law, ids: frozenset[str], settings: frozenset[str]) -> frozenset[str]:
    """The offences on which a change may act at all: those that :func:`touched` runs, and those for which one of these stands."""
    if settings & set(law.chain):
        return frozenset(law.offences)
    common = [rule for rule in shared(law) if rule.name in ids]
    named = {o for id, b in law.bases.items() if id in ids for o in b.offences}
    return frozenset(
        offence
        for offence, record in law.offences.items()
        if offence in named
        or {offence, record.succeeded_by, record.preceded_by} & ids
        or any(rule.concerns(offence) for rule in common)
    )


def shared(law: Law) -> Iterator[Shared]:
    """Entries, programmes and fallback tables."""
    for entries in law.lists.values():
        for entry in entries:
            yield Shared(entry.id, entry, _tests(entry.id, (entry.when, getattr(entry, "unless", None)), law))
    for name, programme in law.programmes.items():
        yield Shared(name, programme, _tests(name, (programme.requires,), law))
    for name, basis in law.bases.items():
        if not basis.offences:
            yield Shared(name, basis, ())


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
