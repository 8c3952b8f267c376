"""A rule whose own days reach beyond those of an instrument on which it rests; or that is never in force at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from discretion.audit.check import Check, Found, Subject
from discretion.law.citation import Instrument
from discretion.law.figure import Validity
from discretion.law.value import Path as Steps
from discretion.rulebook import Law, Rule
from discretion.rulebook.book import sources
from discretion.rulebook.sections import LISTS
from discretion.text import Text, say


def _run(subject: Subject) -> Iterator[Found]:
    for rule in subject.rules("programmes", "bases", "offences", *LISTS):
        law = subject.law(rule)
        for path, record in _dated(rule):
            if record.in_force is not None:
                yield from _beyond(rule, path, record, law)
            elif _empty(law.validity(record)):
                message = say("never in force: the instruments that it cites are never in force together")
                yield Found(
                    rule, path, message, say("cite what it rests on, or give it `in_force` of its own"), on_key=True
                )


def _dated(rule: Rule) -> Iterator[tuple[Steps, Any]]:
    """The parts of a rule that have days: the provisions of an offence, else the rule itself."""
    if rule.section == "offences":
        yield from ((("provisions", n), p) for n, p in enumerate(rule.record.provisions))
    else:
        yield (), rule.record


def _beyond(rule: Rule, path: Steps, record: Any, law: Law) -> Iterator[Found]:
    own: Validity = record.in_force
    at = (*path, "in_force")
    cited = [law.instruments[c.instrument] for c in sources(record) if c.instrument in law.instruments]
    if cited and not _carried(own, [i.in_force for i in cited]):
        message = say("reaches beyond the days of {instruments}, on which it rests", instruments=_titles(cited))
        yield Found(rule, at, message, say("end it with the instrument, or cite what carries it on"))


def _titles(cited: list[Instrument]) -> tuple[Text, ...]:
    return tuple(dict.fromkeys(i.title for i in cited))


def _carried(own: Validity, others: list[Validity]) -> bool:
    """Whether on each day of ``own`` one of ``others`` is in force."""
    reached = own.from_.value if own.from_ else date.min
    last = own.to.value if own.to else date.max
    for begin, end in sorted(
        (o.from_.value if o.from_ else date.min, o.to.value if o.to else date.max) for o in others
    ):
        if begin > reached:
            return False
        if end >= last:
            return True
        reached = max(reached, end + timedelta(days=1))
    return False


def _empty(validity: Validity) -> bool:
    return validity.from_ is not None and validity.to is not None and validity.from_.value > validity.to.value


CHECK: Final = Check("outlives-instrument", "warning", say("a rule that outlives its instrument"), _run)
