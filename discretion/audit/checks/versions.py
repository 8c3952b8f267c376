"""Versions of the law that overlap, or leave days between them on which none is in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from discretion.audit.check import Check, Found, Subject
from discretion.law.citation import Instrument
from discretion.law.figure import Validity
from discretion.law.offence import Offence
from discretion.rulebook import Rule
from discretion.text import say

_DAY: Final = timedelta(days=1)
_HELP: Final = say("compare both days with the instruments")


def _run(subject: Subject) -> Iterator[Found]:
    instruments = {r.id: r.record for r in subject.rules("instruments")}
    for rule in subject.rules("instruments"):
        yield from _replaced(rule, instruments)
    for rule in subject.rules("offences"):
        yield from _holes(subject, rule)
        yield from _twice(subject, rule)
    for series in _series(subject):
        yield from _between(subject, series)
        yield from _both(subject, series)


def _replaced(rule: Rule, instruments: dict[str, Instrument]) -> Iterator[Found]:
    """An instrument and the one that repeals it: the one ends on the day before the other begins."""
    old: Instrument = rule.record
    new = instruments.get(old.repealed_by.instrument) if old.repealed_by else None
    if new is None or new.in_force.from_ is None:
        return
    begins = new.in_force.from_.value
    ends = old.in_force.to.value if old.in_force.to else None
    if ends is None or ends >= begins:
        message = say("still in force when {other} begins on {day}, which repeals it", other=new.title, day=begins)
        yield Found(rule, ("in_force",), message, _HELP)
    elif ends < begins - _DAY:
        message = say(
            "ends on {day}; {other}, which repeals it, begins on {begins}", day=ends, other=new.title, begins=begins
        )
        yield Found(rule, ("in_force",), message, _HELP)


def _holes(subject: Subject, rule: Rule) -> Iterator[Found]:
    """Days between two provisions of an offence on which none is in force."""
    offence: Offence = rule.record
    law = subject.law(rule)
    for end, begin in gaps(law.validity(p) for p in offence.provisions):
        message = say("no provision is in force from {first} to {last}", first=end + _DAY, last=begin - _DAY)
        yield Found(rule, ("provisions",), message, _HELP, on_key=True)


def gaps(validities: Iterable[Validity]) -> Iterator[tuple[date, date]]:
    """The last day before, and the first day after, each stretch that none of them covers."""
    spans = sorted((v.from_.value if v.from_ else date.min, v.to.value if v.to else date.max) for v in validities)
    spans = [s for s in spans if s[0] <= s[1]]
    reached = spans[0][1] if spans else date.max
    for begin, end in spans[1:]:
        if reached < date.max and begin > reached + _DAY:
            yield reached, begin
        reached = max(reached, end)


def _series(subject: Subject) -> Iterator[list[Rule]]:
    """Rules that follow one another in a jurisdiction: programmes of a kind, and tables for the same offences and provisions."""
    found: dict[tuple[object, ...], list[Rule]] = {}
    for rule in subject.rules("programmes"):
        found.setdefault((rule.jurisdiction, rule.record.kind, tuple(rule.record.offences)), []).append(rule)
    for rule in subject.rules("bases"):
        if rule.record.offences:
            names = (rule.jurisdiction, tuple(rule.record.offences), tuple(rule.record.provisions), rule.record.when)
            found.setdefault(names, []).append(rule)
    yield from (rules for rules in found.values() if len(rules) > 1)


def _between(subject: Subject, rules: list[Rule]) -> Iterator[Found]:
    """Days between one version and the next on which none is in force."""
    validity = {r.id: subject.law(r).validity(r.record) for r in rules}
    for end, begin in gaps(validity.values()):
        next_ = next(r for r in rules if (v := validity[r.id].from_) is not None and v.value == begin)
        message = say("no version is in force from {first} to {last}", first=end + _DAY, last=begin - _DAY)
        yield Found(next_, (), message, _HELP, on_key=True)


def _both(subject: Subject, rules: list[Rule]) -> Iterator[Found]:
    """Two programmes of a kind for the same offences on the same days; of two tables `overlapping_bases` says which is taken."""
    for index, one in enumerate(rules):
        for other in rules[:index] if one.section == "programmes" else ():
            law = subject.law(one)
            replaced = one.id in other.record.replaces or other.id in one.record.replaces
            if not replaced and _common(law.validity(one.record), law.validity(other.record)):
                message = say("in force on the same days as {other}, which is of the same kind", other=other.id)
                help = say("give each version the days of its own, or say which `replaces` which")
                yield Found(one, (), message, help, on_key=True)


def _common(one: Validity, other: Validity) -> bool:
    """Whether both are in force on some day."""
    both = one.meet(other)
    return both.from_ is None or both.to is None or both.from_.value <= both.to.value


def _twice(subject: Subject, rule: Rule) -> Iterator[Found]:
    """Two provisions that cite the same place, ask for the same, and are in force on the same days."""
    offence: Offence = rule.record
    law = subject.law(rule)
    for index, one in enumerate(offence.provisions):
        for other in offence.provisions[:index]:
            same = one.liability == other.liability and one.elements == other.elements
            if same and _common(law.validity(one), law.validity(other)):
                message = say(
                    "two versions of {citation} are in force on the same days", citation=one.liability[0].text
                )
                yield Found(rule, ("provisions", index), message, say("give each version the days of its own"))


CHECK: Final = Check("versions", "warning", say("versions that overlap or leave a hole"), _run)
