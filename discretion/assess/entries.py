"""Whether an entry of a list applies: in force, concerned, condition, exceptions, and the rules that defeat it."""

from __future__ import annotations

from typing import Any

import msgspec

from discretion.assess.finding import Finding
from discretion.assess.matter import Matter, names
from discretion.assess.memo import derived, looked
from discretion.assess.say import failed, seen
from discretion.assess.truth import HOLDS, Truth, Worth, unique
from discretion.law.condition import Condition
from discretion.law.entry import Exclusion
from discretion.rulebook.book import marks, sources
from discretion.text import Message, say


class Applied(msgspec.Struct, frozen=True):
    """Whether it applies, the finding that says so, and the findings of the rules that defeat it."""

    truth: Truth
    finding: Finding
    exclusions: tuple[Finding, ...]
    missing: tuple[str, ...]


def in_force(record: Any, matter: Matter) -> Truth:
    """Whether a rule is in force on the day that chooses it, and no nearer rule stands in its place."""
    day, law = matter.day(record.at), matter.law
    return False if law.replaced(record.id, day) else law.in_force(record, day)


def live(name: str, matter: Matter) -> tuple[Any, ...]:
    """The entries of list ``name`` that concern the offence and are, or may be, in force on the day that chooses them."""
    law, offence = matter.law, matter.violation.offence
    return derived(
        law,
        ("live", name, matter.when),
        lambda: tuple(e for e in law.lists[name] if e.concerns(offence) and in_force(e, matter) is not False),
    )


def apply(stage: str, record: Any, matter: Matter, condition: Condition | None) -> Applied:
    """Assess an entry or programme whose main condition is ``condition``."""
    # not by the offence: where a rule asks for it, it is a fact that was looked at
    key = (stage, record.id, id(condition), matter.when[1])
    return looked(key, matter.view, lambda view: _apply(stage, record, matter.seeing(view), condition), condition)


def _apply(stage: str, record: Any, matter: Matter, condition: Condition | None) -> Applied:
    worth = matter.view.holds(condition)
    unless = matter.view.holds(record.unless) if getattr(record, "unless", None) is not None else None
    force = in_force(record, matter)
    missing = list(worth.missing)
    truth = worth.truth
    reason: Message | None = None
    failure = failed(worth.failed, matter.view)
    if unless is not None and truth is not False:
        if unless.truth:
            truth, failure = False, say("an exception applies")
        elif unless.truth is None:
            truth = None
            missing += unless.missing
    exclusions: list[Finding] = []
    if truth is not False:
        truth, failure, found, more = _defeated(stage, record.id, matter, truth)
        exclusions, missing = found, [*missing, *more]
    if force is None and truth is not False:
        truth = None
        missing.append(f"timeline.{record.at}")
    if truth is False:
        missing = []
    facts = unique((*worth.seen, *(unless.seen if unless else ())))
    finding = Finding(
        stage,
        record.id,
        record.title,
        verdict(truth),
        reason,
        names(sources(record)),
        matter.law.cites(sources(record)),
        seen(facts, matter.view),
        failure if truth is False else None,
        unique(missing),
        marks=(*worth.marks, *marks(matter.law, record)),
        at=record.at,
    )
    return Applied(truth, finding, tuple(exclusions), unique(missing))


def verdict(truth: Truth) -> Any:
    """The verdict of a finding."""
    return {True: "applied", False: "not-applied", None: "unknown"}[truth]


def _defeated(
    stage: str, rule: str, matter: Matter, truth: Truth
) -> tuple[Truth, Message | None, list[Finding], list[str]]:
    """Whether an exclusion takes the rule's effect away."""
    findings: list[Finding] = []
    missing: list[str] = []
    failure: Message | None = None
    for exclusion in matter.law.exclusions(rule):
        if exclusion.offences and not exclusion.concerns(matter.view.facts["offence"]):
            continue
        if in_force(exclusion, matter) is False:
            continue
        worth, inner = _exclusion(stage, exclusion, matter)
        findings += [_found(stage, exclusion, worth, matter), *inner]
        if worth.truth:
            truth = False
            failure = failure or say("excluded: {rule}", rule=exclusion.title)
        elif worth.truth is None and truth is not False:
            truth = None
            missing += worth.missing
    return truth, failure, findings, missing


def _exclusion(stage: str, exclusion: Exclusion, matter: Matter) -> tuple[Worth, list[Finding]]:
    """An exclusion's own worth: its condition, unless another exclusion defeats it in turn."""
    worth = matter.view.holds(exclusion.when) if exclusion.when else HOLDS
    if worth.truth is False:
        return worth, []
    truth, _, findings, missing = _defeated(stage, exclusion.id, matter, worth.truth)
    return msgspec.structs.replace(worth, truth=truth, missing=unique((*worth.missing, *missing))), findings


def _found(stage: str, exclusion: Exclusion, worth: Worth, matter: Matter) -> Finding:
    return Finding(
        stage,
        exclusion.id,
        exclusion.title,
        verdict(worth.truth),
        None,
        names(exclusion.source),
        matter.law.cites(exclusion.source),
        seen(worth.seen, matter.view),
        failed(worth.failed, matter.view),
        worth.missing,
        marks=(*worth.marks, *marks(matter.law, exclusion)),
        at=exclusion.at,
    )
