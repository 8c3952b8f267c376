"""A rule in words: what it asks, what it gives, on what authority; an offence with its provisions side by side."""

from __future__ import annotations

from collections.abc import Iterable

from discretion.assess.truth import unique
from discretion.law.programme import Programme
from discretion.report.language import Language
from discretion.report.rules.basis import basis
from discretion.report.rules.entry import entry
from discretion.report.rules.fact import fact, instrument, measure
from discretion.report.rules.offence import offence
from discretion.report.rules.programme import programme
from discretion.report.rules.shown import Shown, as_data
from discretion.report.rules.wording import Wording
from discretion.rulebook import Law


def show(id: str, law: Law, lang: Language) -> Shown | None:
    """The rule ``id`` as it stands in a jurisdiction; ``None`` where there is none."""
    w = Wording(law, lang)
    if id in law.offences:
        return offence(id, law.offences[id], w)
    if id in law.bases:
        return basis(id, law.bases[id], w)
    if id in law.named:
        record = law.named[id]
        return programme(id, record, w) if isinstance(record, Programme) else entry(id, record, w)
    if id in law.facts:
        return fact(id, law.facts[id], w)
    if id in law.instruments:
        return instrument(id, law.instruments[id], w)
    return measure(id, law.measures[id], w) if id in law.measures else None


def ids(law: Law) -> tuple[str, ...]:
    """Every id that can be shown."""
    kinds: tuple[Iterable[str], ...] = (law.offences, law.bases, law.named, law.facts, law.instruments, law.measures)
    return unique(id for kind in kinds for id in kind)


__all__ = ["Shown", "Wording", "as_data", "ids", "show"]
