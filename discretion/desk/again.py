"""A case assessed once more with some facts set: what the what-if and the interview are made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import msgspec

from discretion.assess import Assessment, assess
from discretion.case.case import UNKNOWN, Case, Missing, Stated, Violation
from discretion.law.fact import Value
from discretion.rulebook import Law

TIMELINE: Final = "timeline."
Facts = Mapping[str, Value | Missing]


def quick(case: Case, law: Law) -> Assessment:
    """The assessment of ``case`` without the ranking of its missing facts, which costs a hundred assessments more."""
    return assess(case, law, rank=False)


def value_in(violation: Violation, fact: str) -> Any:
    """What a violation states of a fact or of a day of its timeline."""
    if fact.startswith(TIMELINE):
        return getattr(violation.timeline, fact.removeprefix(TIMELINE)) or UNKNOWN
    stated = violation.facts.get(fact)
    return UNKNOWN if stated is None else stated.value


def with_facts(case: Case, facts: Facts, like: Violation | None = None) -> Case:
    """``case`` with ``facts`` set, in every violation that says the same of them as ``like`` does (in all where not given)."""
    violations = []
    for violation in case.violations:
        chosen = {f: v for f, v in facts.items() if like is None or value_in(violation, f) == value_in(like, f)}
        violations.append(_set(violation, chosen))
    return msgspec.structs.replace(case, violations=tuple(violations))


def _set(violation: Violation, facts: Facts) -> Violation:
    days: dict[str, date] = {}
    stated: dict[str, Stated] = dict(violation.facts)
    for fact, value in facts.items():
        if fact.startswith(TIMELINE):
            assert isinstance(value, date)
            days[fact.removeprefix(TIMELINE)] = value
        else:
            stated[fact] = Stated(value)
    timeline = msgspec.structs.replace(violation.timeline, **days)
    return msgspec.structs.replace(violation, facts=stated, timeline=timeline)


def with_fact(case: Case, violation: int, person: int | None, fact: str, value: Value | Missing) -> Case:
    """``case`` with one fact set in one violation, or for one of its persons in charge; both counted from 0."""
    violations = list(case.violations)
    one = violations[violation]
    if person is None:
        violations[violation] = _set(one, {fact: value})
    else:
        persons = list(one.persons)
        facts = {**persons[person].facts, fact: Stated(value)}
        persons[person] = msgspec.structs.replace(persons[person], facts=facts)
        violations[violation] = msgspec.structs.replace(one, persons=tuple(persons))
    return msgspec.structs.replace(case, violations=tuple(violations))
