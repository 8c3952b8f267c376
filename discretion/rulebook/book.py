"""The law as it stands for one jurisdiction: its own rules and its parents', resolved. What the engine works with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal

import msgspec

from discretion.law.basis import Basis
from discretion.law.citation import RANKS, Citation, Instrument
from discretion.law.condition import Condition
from discretion.law.department import Department
from discretion.law.entry import Exclusion
from discretion.law.fact import Fact
from discretion.law.figure import ALWAYS, Mark, Validity
from discretion.law.jurisdiction import Jurisdiction
from discretion.law.measure import Measure
from discretion.law.offence import Offence, Provision
from discretion.law.programme import Programme
from discretion.rulebook import readings
from discretion.rulebook.loader import Rule
from discretion.text import Text

#: Settings that end with the instrument in which they stand, so that they are asked for with a day.
Dated = Literal["point_in_band", "not_found_out", "same_act"]


class Law(msgspec.Struct, frozen=True):
    """The rules of a jurisdiction and its parents, by kind and id, in a fixed order."""

    jurisdiction: str
    settings: Jurisdiction
    chain: tuple[str, ...]
    version: str
    digest: str
    instruments: Mapping[str, Instrument]
    facts: Mapping[str, Fact]
    measures: Mapping[str, Measure]
    offences: Mapping[str, Offence]
    bases: Mapping[str, Basis]
    programmes: Mapping[str, Programme]
    lists: Mapping[str, tuple[Any, ...]]
    home: Mapping[str, str]
    named: Mapping[str, Any]
    replacing: Mapping[str, list[Any]]
    #: Of statutory tiers whose circumstances a table reads: the law's own condition, and that table.
    readings: Mapping[readings.Key, readings.Reading] = {}
    departments: Mapping[str, Department] = {}
    #: What each jurisdiction of the chain itself sets, the nearest last.
    levels: tuple[Jurisdiction, ...] = ()

    def setting(self, name: Dated, day: date | None) -> Any:
        """A setting of the nearest jurisdiction that rests on no instrument, or on one in force on ``day``; else ``None``.

        So a province's rules of choice end with the regulation in which they stand, and those of the whole country take their place.
        """
        for level in reversed(self.levels):
            found = getattr(level, name)
            if found is None:
                continue
            source = getattr(found, "source", None)
            instrument = None if source is None else self.instruments.get(source.instrument)
            if day is None or instrument is None or instrument.in_force.covers(day):
                return found
        return None

    def cite(self, citation: Citation) -> Text:
        """A citation in full."""
        instrument = self.instruments.get(citation.instrument)
        return Text(citation.text, citation.text) if instrument is None else citation.words(instrument)

    def cites(self, citations: Iterable[Citation]) -> tuple[Text, ...]:
        """Several citations in full."""
        return tuple(self.cite(c) for c in citations)

    def department(self, id: str) -> Text:
        """What a department is called."""
        return self.departments[id].title if id in self.departments else Text(id, id)

    def rank(self, citation: Citation) -> int:
        """The rank of the cited instrument: 0 is a law."""
        instrument = self.instruments.get(citation.instrument)
        return RANKS.index(instrument.rank) if instrument and instrument.rank in RANKS else len(RANKS)

    def validity(self, record: Any) -> Validity:
        """When a rule is in force: as it says itself, else while all instruments that it cites are."""
        if record.in_force is not None:
            own: Validity = record.in_force
            return own
        result = ALWAYS
        for citation in sources(record):
            instrument = self.instruments.get(citation.instrument)
            if instrument is not None:
                result = result.meet(instrument.in_force)
        return result

    def in_force(self, record: Any, day: date | None) -> bool | None:
        """Whether a rule is in force on ``day``; ``None`` where the day is unknown and matters."""
        validity = self.validity(record)
        if day is None:
            return True if validity.from_ is None and validity.to is None else None
        return validity.covers(day)

    def replaced(self, id: str, day: date | None) -> bool:
        """Whether a nearer rule that is in force on ``day`` stands in the place of rule ``id``."""
        return any(self.in_force(record, day) for record in self.replacing.get(id, ()))

    def fact_title(self, fact: str) -> Text:
        """What a fact is called."""
        return self.facts[fact].title if fact in self.facts else Text(fact, fact)

    def condition(self, rule: str) -> Condition | None:
        """The condition of a rule that another one refers to."""
        record = self.named.get(rule)
        return None if record is None else record.requires if isinstance(record, Programme) else record.when

    def exclusions(self, rule: str) -> tuple[Exclusion, ...]:
        """The exclusions that take the effect of ``rule`` away."""
        return tuple(e for e in self.lists["exclusions"] if rule in e.defeats)


def sources(record: Any) -> tuple[Citation, ...]:
    """The citations on which a rule's being in force rests."""
    if isinstance(record, Provision):
        return record.liability
    found: tuple[Citation, ...] | None = record.source
    return found or ()


def marks(law: Law, record: Any) -> tuple[Mark, ...]:
    """The marks of the days on which a rule's being in force rests."""
    return law.validity(record).marks


def resolve(jurisdiction: str, chain: tuple[str, ...], rules: Iterable[Rule], version: str, digest: str) -> Law:
    """Put the rules of ``chain`` (nearest last) together: nearer settings and rules take the place of those they replace."""
    by_section: dict[str, dict[str, Rule]] = {}
    for rule in sorted((r for r in rules if r.jurisdiction in chain), key=lambda r: -chain.index(r.jurisdiction)):
        key = f"{rule.jurisdiction}" if rule.section == "jurisdiction" else rule.id
        by_section.setdefault(rule.section, {}).setdefault(key, rule)
    replacing: dict[str, list[Any]] = {}
    for section in by_section.values():
        for rule in section.values():
            for gone in getattr(rule.record, "replaces", ()):
                replacing.setdefault(gone, []).append(rule.record)
    kept = {name: {id: rule.record for id, rule in section.items()} for name, section in by_section.items()}
    lists = {name: tuple(kept.get(name, {}).values()) for name in _list_names()}
    named: dict[str, Any] = {entry.id: entry for entries in lists.values() for entry in entries}
    named.update(kept.get("programmes", {}))
    law = Law(
        jurisdiction,
        _settings(chain, by_section.get("jurisdiction", {})),
        chain,
        version,
        digest,
        kept.get("instruments", {}),
        kept.get("facts", {}),
        kept.get("measures", {}),
        kept.get("offences", {}),
        kept.get("bases", {}),
        kept.get("programmes", {}),
        lists,
        {id: rule.jurisdiction for section in by_section.values() for id, rule in section.items()},
        named,
        replacing,
        departments=kept.get("departments", {}),
        levels=tuple(r.record for place in chain if (r := by_section.get("jurisdiction", {}).get(place)) is not None),
    )
    # a table in whose place a nearer one stands reads nothing
    reading = {id: (b, law.validity(b)) for id, b in law.bases.items() if b.reads and id not in replacing}
    offences, read = readings.read(law.offences, reading)
    return msgspec.structs.replace(law, offences=offences, readings=read) if read else law


def _list_names() -> Iterable[str]:
    from discretion.rulebook.sections import LISTS

    return LISTS


def _settings(chain: tuple[str, ...], found: Mapping[str, Rule]) -> Jurisdiction:
    fields: dict[str, Any] = {}
    for place in chain:
        if place in found:
            record = found[place].record
            fields.update({f: getattr(record, f) for f in record.__struct_fields__ if getattr(record, f) is not None})
    return Jurisdiction(**fields)
