"""A situation: an offence in a jurisdiction at a time, with facts for which it is simply fined. Cases are variations of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

import msgspec
import yaml

from discretion.assess import space
from discretion.case.case import Case, Party, Person, Stated, Timeline, Violation
from discretion.law.offence import Offence
from discretion.money import plain
from discretion.rulebook import Law

INQUIRY: Final = timedelta(days=90)
#: Lists that follow from a fine, and do not change it.
BESIDE: Final = ("procedure", "no-coercion", "daily-fine", "confiscation")
Facts = Mapping[str, Any]


class Situation(msgspec.Struct, frozen=True):
    """The law as far as it concerns the offence, the days, whether a person in charge can be fined, and whether the law changes between."""

    law: Law
    offence: str
    timeline: Timeline
    person: bool
    between: bool = False

    @property
    def name(self) -> str:
        """For people: the offence, and the days of act and decision."""
        return f"{self.law.jurisdiction} {self.offence} {self.timeline.act} → {self.timeline.decision}"

    def case(self, facts: Facts) -> Case:
        """A case with these facts."""
        stated = {name: Stated(value) for name, value in _fitting(facts).items()}
        persons = (Person("某负责人", {}),) if self.person else ()
        violation = Violation(self.offence, stated, self.timeline, None, {}, persons)
        return Case(self.law.jurisdiction, Party("某当事人", facts["party.kind"]), (violation,))

    def file(self, facts: Facts) -> str:
        """The same case as a case file."""
        facts = _fitting(facts)
        party = {key: facts[f"party.{key}"] for key in ("kind", "age", "capacity") if f"party.{key}" in facts}
        data: dict[str, Any] = {
            "jurisdiction": self.law.jurisdiction,
            "party": {"name": "某当事人", **{k: _written(v) for k, v in party.items()}},
            "timeline": {k: getattr(self.timeline, k) for k in ("act", "found", "notice", "decision")},
            "offence": self.offence,
            "facts": {k: _written(v) for k, v in sorted(facts.items()) if not k.startswith("party.")},
        }
        if self.person:
            data["persons_in_charge"] = [{"name": "某负责人"}]
        return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False)


def _fitting(facts: Facts) -> Facts:
    """The facts without those that only an individual has, where the party is none."""
    personal = () if facts["party.kind"] == "individual" else ("party.age", "party.capacity")
    return {name: value for name, value in facts.items() if name not in personal}


class _Number(str):
    """A number as rules and cases write it."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Writes exact numbers as they are read, and every value out."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _number(dumper: yaml.SafeDumper, value: _Number) -> yaml.ScalarNode:
    kind = "str" if "/" in value else "float" if "." in value else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", str(value))


_Dumper.add_representer(_Number, _number)


def _written(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, bool | str | date):
        return value
    return _Number(plain(value))


def situations(law: Law, offence: str, on: date) -> Iterator[Situation]:
    """The times at which an offence is looked at: each stretch between two changes of the law, and each change."""
    record: Offence = law.offences[offence]
    person = any(t.payer == "person-in-charge" for p in record.provisions for t in p.tiers)
    spans = list(_spans(law, record))
    for begin, end in spans:
        decision = min(max(on, begin), end)
        yield situation(law, offence, _timeline(max(begin, decision - INQUIRY), decision), person)
    for (_, end), (begin, _) in pairwise(spans):
        if end + timedelta(days=1) == begin:
            yield situation(law, offence, _timeline(end - INQUIRY / 3, begin + INQUIRY / 3), person, True)


def situation(law: Law, offence: str, timeline: Timeline, person: bool, between: bool = False) -> Situation:
    """The situation of an offence on these days."""
    return Situation(slim(law, offence, timeline), offence, timeline, person, between)


def slim(law: Law, offence: str, timeline: Timeline) -> Law:
    """The law as far as the fine for the offence needs it on these days: what is not in force, or concerns others, is left out.

    Days of validity are worked out once. Nothing here decides a case: the engine would pass over the same rules one by one.
    """

    def stands(record: Any, id: str) -> bool:
        day = timeline.act if record.at == "act" else timeline.decision
        return record.concerns(offence) and law.in_force(record, day) is not False and not law.replaced(id, day)

    serving = set(map(id, space.bases(law, offence)))
    record = law.offences[offence]
    provisions = tuple(_dated(p, law) for p in record.provisions)
    lists = {
        name: () if name in BESIDE else tuple(_dated(e, law) for e in entries if stands(e, e.id))
        for name, entries in law.lists.items()
    }
    return msgspec.structs.replace(
        law,
        bases={name: _dated(b, law) for name, b in law.bases.items() if id(b) in serving},
        offences={**law.offences, offence: msgspec.structs.replace(record, provisions=provisions)},
        lists=lists,
        programmes={name: _dated(p, law) for name, p in law.programmes.items() if stands(p, name)},
        replacing={},
    )


def _dated(record: Any, law: Law) -> Any:
    """The record with its days of validity written into it."""
    return msgspec.structs.replace(record, in_force=law.validity(record))


def changes(law: Law) -> tuple[date, ...]:
    """The days on which a law came into force that repealed another one."""
    new = {i.repealed_by.instrument for i in law.instruments.values() if i.repealed_by is not None}
    days = {law.instruments[n].in_force.from_ for n in new if n in law.instruments}
    return tuple(sorted(d.value for d in days if d is not None))


def _spans(law: Law, offence: Offence) -> Iterator[tuple[date, date]]:
    """The stretches between changes in which a provision of the offence is in force."""
    days = changes(law)
    edges = [(date.min, days[0] - timedelta(days=1))] if days else [(date.min, date.max)]
    edges += [(a, b - timedelta(days=1)) for a, b in pairwise(days)]
    edges += [(days[-1], date.max)] if days else []
    valid = [law.validity(p) for p in offence.provisions]
    for begin, end in edges:
        inside = [
            (max(begin, v.from_.value if v.from_ else date.min), min(end, v.to.value if v.to else date.max))
            for v in valid
        ]
        inside = [(a, b) for a, b in inside if a <= b]
        if inside:
            yield min(a for a, _ in inside), max(b for _, b in inside)


def _timeline(act: date, decision: date) -> Timeline:
    return Timeline(began=act, act=act, found=act, filed=act, notice=decision - (decision - act) / 4, decision=decision)
