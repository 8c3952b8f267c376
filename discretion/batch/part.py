"""The part of the law that some offences can touch, so that a case does not cost more as other rules are added."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from discretion.law.citation import Citation
from discretion.law.entry import Exclusion
from discretion.law.figure import Validity
from discretion.rulebook import Law
from discretion.text import Text

_parts: dict[tuple[int, tuple[str, ...]], tuple[Law, Law]] = {}
MOST = 5000


def part(law: Law, offences: Iterable[str]) -> Law:
    """``law`` without the tables, entries and programmes that concern none of ``offences``.

    The engine passes those over one by one (``basis.offences``, ``concerns``); what rules refer to by id stays.
    """
    wanted = tuple(sorted(set(offences)))
    key = (id(law), wanted)
    found = _parts.get(key)
    if found is None or found[0] is not law:
        if len(_parts) >= MOST:
            _parts.clear()
        found = _parts[key] = (law, _part(law, wanted))
    return found[1]


def whole(law: Law) -> Law:
    """All of ``law``, remembering as a part does."""
    key = (id(law), ("*",))
    found = _parts.get(key)
    if found is None or found[0] is not law:
        found = _parts[key] = (law, copied(law))
    return found[1]


def copied(law: Law) -> Law:
    """The same law as a record of its own: what is remembered of the one is not taken for the other."""
    return Part(**{f: getattr(law, f) for f in law.__struct_fields__})


def _part(law: Law, offences: tuple[str, ...]) -> Law:
    bases = {id: b for id, b in law.bases.items() if not b.offences or any(o in b.offences for o in offences)}
    programmes = {id: p for id, p in law.programmes.items() if any(p.concerns(o) for o in offences)}
    lists = {
        name: tuple(e for e in entries if any(e.concerns(o) for o in offences)) for name, entries in law.lists.items()
    }
    fields = {f: getattr(law, f) for f in law.__struct_fields__}
    return Part(**{**fields, "bases": bases, "programmes": programmes, "lists": lists})


class Part(Law, frozen=True, dict=True):
    """A part of a law that remembers what many cases ask again: when a rule is in force, and citations in full."""

    def validity(self, record: Any) -> Validity:
        """When a rule is in force."""
        known: dict[int, tuple[Any, Validity]] = self.__dict__.setdefault("_validity", {})
        found = known.get(id(record))
        if found is None or found[0] is not record:
            found = known[id(record)] = (record, Law.validity(self, record))
        return found[1]

    def cite(self, citation: Citation) -> Text:
        """A citation in full."""
        known: dict[str, Text] = self.__dict__.setdefault("_cited", {})
        found = known.get(citation.text)
        if found is None:
            found = known[citation.text] = Law.cite(self, citation)
        return found

    def exclusions(self, rule: str) -> tuple[Exclusion, ...]:
        """The exclusions that take the effect of ``rule`` away."""
        known: dict[str, tuple[Exclusion, ...]] = self.__dict__.setdefault("_exclusions", {})
        found = known.get(rule)
        if found is None:
            found = known[rule] = Law.exclusions(self, rule)
        return found
