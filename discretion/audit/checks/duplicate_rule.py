"""Rules that say the same under different ids, where both are in force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discretion.audit.check import Check, Found, Subject
from discretion.audit.sameness import digest
from discretion.law.citation import Instrument
from discretion.law.figure import ALWAYS, Validity
from discretion.rulebook import Rule
from discretion.rulebook.meaning import SILENT
from discretion.text import say


def _run(subject: Subject) -> Iterator[Found]:
    groups: dict[str, list[Rule]] = {}
    for rule in subject.shelf.rules:
        if rule.section not in SILENT and rule.section != "jurisdiction":
            groups.setdefault(digest(rule), []).append(rule)
    for alike in groups.values():
        # the rule of the wider jurisdiction stands for the others
        alike.sort(key=lambda r: len(_parts(r)))
        for index, rule in enumerate(alike):
            first = next((o for o in alike[:index] if _meet(subject, o, rule)), None)
            if first is not None:
                place = subject.shelf.sources[first.file].place(first.steps, True)
                message = say(
                    "says the same as {other} ({file}:{line})", other=first.id, file=place.file, line=place.line
                )
                help = say("take one of them out, or write down in what they differ")
                yield Found(rule, (), message, help, on_key=True)


def _meet(subject: Subject, one: Rule, other: Rule) -> bool:
    """Whether some case comes under both: the place of one contains that of the other, and there are days on which both are in force."""
    a, b = _parts(one), _parts(other)
    near = a[: len(b)] == b[: len(a)]
    days = _validity(subject, one).meet(_validity(subject, other))
    return near and (days.from_ is None or days.to is None or days.from_.value <= days.to.value)


def _parts(rule: Rule) -> list[str]:
    return rule.jurisdiction.split("/")


def _validity(subject: Subject, rule: Rule) -> Validity:
    """The days of a rule; what has none is always in force."""
    record = rule.record
    if not hasattr(record, "in_force"):
        return ALWAYS
    return record.in_force if isinstance(record, Instrument) else subject.law(rule).validity(record)


CHECK: Final = Check("duplicate-rule", "warning", say("a rule that says what another one says"), _run)
