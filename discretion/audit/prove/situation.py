"""A situation: an offence in a jurisdiction at a time, with facts for which it is simply fined. Cases are variations of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

import msgspec
import yaml

from discretion.assess import space
from discretion.case.case import Case, Missing, Party, Person, Stated, TableAmount, Timeline, Violation
from discretion.law.figure import Validity
from discretion.law.offence import Offence
from discretion.money import plain
from discretion.rulebook import Law

INQUIRY: Final = timedelta(days=90)
#: Lists that follow from a fine, and do not change it.
BESIDE: Final = ("procedure", "no-coercion", "daily-fine", "consequences")
#: The days that a case file states, in their order.
_DAYS: Final = ("act", "found", "order_served", "reinspection", "notice", "decision")
#: Where a stated table amount comes from.
_SOURCE: Final = "裁量表"
Facts = Mapping[str, Any]
#: Under these names a cell may hold what is no fact: another violation of the case, and the table amount that its file states.
OTHER: Final = "other_violation"
AMOUNT: Final = "stated"
EXTRA: Final = (OTHER, AMOUNT)


class Another(msgspec.Struct, frozen=True):
    """Another violation of the case: its offence, and the facts for which a rule holds."""

    offence: str
    facts: tuple[tuple[str, Any], ...]

    def __str__(self) -> str:
        return self.offence


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
        other, amount = (facts.get(name) for name in EXTRA)
        table = None if amount is None else TableAmount(amount, _SOURCE)
        persons = (Person("某负责人", {}, table),) if self.person else ()
        found = [Violation(self.offence, _stated(_fitting(facts)), self.timeline, table, {}, persons)]
        if other is not None:
            found.append(Violation(other.offence, _stated(dict(other.facts)), self.timeline))
        return Case(self.law.jurisdiction, Party("某当事人", facts["party.kind"]), tuple(found))

    def file(self, facts: Facts) -> str:
        """The same case as a case file."""
        other, amount = (facts.get(name) for name in EXTRA)
        table = {} if amount is None else {AMOUNT: {"amount": _written(amount), "source": _SOURCE}}
        facts = _fitting(facts)
        party = {key: facts[f"party.{key}"] for key in ("kind", "age", "capacity") if f"party.{key}" in facts}
        own: dict[str, Any] = {"offence": self.offence, **table, "facts": _facts(facts)}
        if self.person:
            own["persons_in_charge"] = [{"name": "某负责人", **table}]
        data: dict[str, Any] = {
            "jurisdiction": self.law.jurisdiction,
            "party": {"name": "某当事人", **{k: _written(v) for k, v in party.items()}},
            "timeline": {k: day for k in _DAYS if (day := getattr(self.timeline, k)) is not None},
        }
        if other is None:
            data |= own
        else:
            data["violations"] = [own, {"offence": other.offence, "facts": _facts(dict(other.facts))}]
        return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False)


def _stated(facts: Facts) -> dict[str, Stated]:
    return {name: Stated(value) for name, value in facts.items()}


def _facts(facts: Facts) -> dict[str, Any]:
    return {k: _written(v) for k, v in sorted(facts.items()) if not k.startswith("party.")}


def _fitting(facts: Facts) -> Facts:
    """The facts of the violation itself, without those that only an individual has where the party is none."""
    personal = () if facts["party.kind"] == "individual" else ("party.age", "party.capacity")
    return {name: value for name, value in facts.items() if name not in (*personal, *EXTRA)}


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
    if value is Missing.NOT_FOUND_OUT:
        return {"not_found_out": "经调查未能查明"}
    return _Number(plain(value))


def situations(law: Law, offence: str, on: date) -> Iterator[Situation]:
    """The times at which an offence is looked at: each stretch between two changes of the law, and each change."""
    person = _personal(law, offence)
    found = list(spans(law, offence))
    for begin, end in found:
        decision = min(max(on, begin), end)
        yield situation(law, offence, _timeline(max(begin, decision - INQUIRY), decision), person)
    for (_, end), (begin, _) in pairwise(found):
        if end + timedelta(days=1) == begin:
            yield situation(law, offence, _timeline(end - INQUIRY / 3, begin + INQUIRY / 3), person, True)


def dated(law: Law, offence: str, rules: Mapping[str, Any]) -> Iterator[tuple[Situation, frozenset[str]]]:
    """Further times for rules that are in force on none of the ordinary days: one for each day that serves, with its rules.

    ``rules``: the records by id. A rule that is never in force together with the offence, or is replaced on all those days, has none.
    """
    person = _personal(law, offence)
    found: dict[tuple[date, date], set[str]] = {}
    for id, record in rules.items():
        days = next(_inside(law, offence, id, record), None)
        if days is not None:
            found.setdefault(days, set()).add(id)
    for (act, decision), ids in found.items():
        yield situation(law, offence, _timeline(act, decision), person), frozenset(ids)


def _inside(law: Law, offence: str, id: str, record: Any) -> Iterator[tuple[date, date]]:
    """Days of act and decision on which a rule acts on the offence, the last ones first."""
    for begin, end in reversed(list(spans(law, offence))):
        first, last = _common(law.validity(record), begin, end)
        last = first + INQUIRY if last == date.max > first > date.min else last
        rivals = [law.validity(r) for r in law.replacing.get(id, ())]
        ends = {v.to.value + timedelta(days=1) for v in rivals if v.to} | {
            v.from_.value - timedelta(days=1) for v in rivals if v.from_
        }
        for day in (last, *sorted((d for d in ends if first <= d <= last), reverse=True)):
            if first <= day and not law.replaced(id, day):
                later = (day, min(day + INQUIRY, end))
                # tables are chosen by the day of the decision
                by_act = getattr(record, "at", "decision") == "act"
                yield later if by_act else (max(begin, day - INQUIRY), day)


def _common(validity: Validity, begin: date, end: date) -> tuple[date, date]:
    """The days that a rule has in common with a stretch; the first after the last where there are none."""
    first = max(begin, validity.from_.value if validity.from_ else date.min)
    return first, min(end, validity.to.value if validity.to else date.max)


def stretches(law: Law, offence: str, record: Any) -> frozenset[int]:
    """Between which changes of the law a rule is in force together with a provision of the offence."""
    days = changes(law)
    own = law.validity(record)
    both = (_common(own, begin, end) for begin, end in spans(law, offence))
    return frozenset(sum(1 for day in days if day <= first) for first, last in both if first <= last)


def _personal(law: Law, offence: str) -> bool:
    """Whether a person in charge can be fined."""
    return any(t.payer == "person-in-charge" for p in law.offences[offence].provisions for t in p.tiers)


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
        bases={
            name: _dated(b, law)
            for name, b in law.bases.items()
            if id(b) in serving and not law.replaced(name, timeline.decision)
        },
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


def spans(law: Law, offence: str) -> Iterator[tuple[date, date]]:
    """The stretches between changes in which a provision of the offence is in force."""
    record: Offence = law.offences[offence]
    days = changes(law)
    edges = [(date.min, days[0] - timedelta(days=1))] if days else [(date.min, date.max)]
    edges += [(a, b - timedelta(days=1)) for a, b in pairwise(days)]
    edges += [(days[-1], date.max)] if days else []
    valid = [law.validity(p) for p in record.provisions]
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
