"""An offence for which a jurisdiction that has tables of its own has none: the fallback decides, or the officer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discretion.audit.check import Check, Found, Subject
from discretion.rulebook import Law
from discretion.text import say


def _run(subject: Subject) -> Iterator[Found]:
    missing: dict[str, list[Law]] = {}
    for law in subject.laws.values():
        if any(b.offences and law.home[id] == law.jurisdiction for id, b in law.bases.items()):
            for id in _without(law):
                missing.setdefault(id, []).append(law)
    for rule in subject.rules("offences"):
        laws = missing.get(rule.id)
        if laws:
            places = tuple(law.settings.title for law in laws)
            message = say("no table of its own in: {places}", places=places)
            yield Found(
                rule, (), message, say("write the table, where the jurisdiction has published one"), on_key=True
            )


def _without(law: Law) -> Iterator[str]:
    """The offences with a fine that no table names."""
    served = {o for b in law.bases.values() for o in b.offences}
    for id, offence in law.offences.items():
        if id not in served and any(t.fine is not None for p in offence.provisions for t in p.tiers):
            yield id


CHECK: Final = Check("offence-without-basis", "note", say("an offence without a table of its own"), _run)
