"""An instrument that ends within the time ahead (`--within`, from `--on`), and on which rules still rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from discretion import calendar
from discretion.audit.check import Check, Found, Subject
from discretion.law.citation import Instrument
from discretion.rulebook.book import sources
from discretion.rulebook.sections import LISTS
from discretion.text import say


def _run(subject: Subject) -> Iterator[Found]:
    until = calendar.after(subject.on, subject.within)
    resting = _resting(subject)
    for rule in subject.rules("instruments"):
        instrument: Instrument = rule.record
        end = instrument.in_force.to.value if instrument.in_force.to else None
        if end is not None and subject.on <= end <= until and resting[rule.id]:
            message = say("ends on {day}; {count:rule rests|rules rest} on it", day=end, count=resting[rule.id])
            help = say("store what follows it, or let the rules end with it")
            yield Found(rule, ("in_force",), message, help)


def _resting(subject: Subject) -> Counter[str]:
    """How many rules cite each instrument as that on which they rest."""
    found: Counter[str] = Counter()
    for rule in subject.rules("programmes", "bases", *LISTS):
        found.update({c.instrument for c in sources(rule.record)})
    for rule in subject.rules("offences"):
        found.update({c.instrument for p in rule.record.provisions for c in p.liability})
    return found


CHECK: Final = Check("expiring-instrument", "note", say("an instrument that is about to end"), _run)
