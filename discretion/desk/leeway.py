"""What the law leaves to the officer in a result, as questions: waive or not, how many percent, which amount, and for what reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from discretion.assess.finding import Finding
from discretion.case.case import UNKNOWN
from discretion.desk.draft import CHOICE, REASON, STATED
from discretion.desk.question import Kind, Option, Question
from discretion.law.entry import Lighter
from discretion.law.programme import Programme
from discretion.money import Number
from discretion.rulebook import Law
from discretion.text import Message, Part, Percent, Said, Yuan, say

#: How the engine's finding on the place in a band is called, after the jurisdiction.
PLACE: Final = "/point-in-band"


class Leeway(msgspec.Struct, frozen=True):
    """Something that a rule leaves open: ``field`` is the key of the choice in a case file, ``low`` and ``high`` its bounds."""

    rule: str
    field: str
    finding: Finding
    low: Number | None = None
    high: Number | None = None


def question(findings: Sequence[Finding], law: Law, held: Mapping[str, Any]) -> Question | None:
    """The next choice to ask for; ``held`` are the answers so far of the same violation or person."""
    for leeway in leeways(findings, law):
        stated = leeway.field == "stated"
        key = f"{STATED}amount" if stated else f"{CHOICE}{leeway.rule}:{leeway.field}"
        if key not in held:
            return _asked(key, leeway, law)
    for key in held:
        found = _reason(key, held, law)
        if found is not None:
            return found
    return None


def _reason(key: str, held: Mapping[str, Any], law: Law) -> Question | None:
    """The reason of a choice that was made without one: it belongs to the choice, so it is needed."""
    if held[key] is UNKNOWN:
        return None
    if key == f"{STATED}amount" and f"{STATED}source" not in held:
        return Question(f"{STATED}source", "text", say("Where was this amount worked out?"), needed=True)
    rule = key.removeprefix(CHOICE).rpartition(":")[0]
    wanted = f"{CHOICE}{rule}:{REASON}"
    if not key.startswith(CHOICE) or wanted in held:
        return None
    return Question(wanted, "text", say("{rule}: for what reason?", rule=_title(rule, law)), needed=True)


def leeways(findings: Sequence[Finding], law: Law) -> Iterator[Leeway]:
    """What is left open by the rules that apply, in the order in which they were applied."""
    for finding in findings:
        if finding.verdict not in ("applied", "noted"):
            continue
        match finding.stage:
            case "exemption" if finding.choice:
                yield Leeway(finding.rule, "waive", finding)
            case "basis":
                yield from _table(finding, findings, law)
            case "adjustment":
                yield from _degree(finding, findings, law)
            case "programme":
                yield from _programme(finding, law)


def _table(finding: Finding, findings: Sequence[Finding], law: Law) -> Iterator[Leeway]:
    """A table that leaves a band, or none at all; where the jurisdiction says where in the band, only what that leaves."""
    if finding.after is None or finding.after.known or finding.missing:
        return
    place = next((f for f in findings if f.stage == "adjustment" and f.rule.endswith(PLACE)), None)
    open_ = finding.after if place is None or place.after is None else place.after
    if open_.known:
        return
    if finding.rule in law.bases:
        yield Leeway(finding.rule, "amount", finding, open_.low, open_.high)
    elif finding.rule == "none":
        yield Leeway(finding.rule, "stated", finding, open_.low, open_.high)


def _degree(finding: Finding, findings: Sequence[Finding], law: Law) -> Iterator[Leeway]:
    """An entry that may be applied, that leaves lighter or mitigated, or that leaves how far."""
    entry = law.named.get(finding.rule)
    if not isinstance(entry, Lighter) or finding.before is None or finding.after is None:
        return
    if entry.force == "may":
        yield Leeway(finding.rule, "apply", finding)
    if not finding.choice:
        return
    if entry.or_mitigated:
        yield Leeway(finding.rule, "degree", finding)
    share = entry.effect and (entry.effect.percent_off or entry.effect.percent_on)
    if share:
        yield Leeway(finding.rule, "percent", finding, share.from_.value, share.to.value)
    elif not finding.after.known:
        yield Leeway(finding.rule, "amount", finding, finding.after.low, finding.after.high)


def _programme(finding: Finding, law: Law) -> Iterator[Leeway]:
    programme = law.programmes.get(finding.rule)
    if not isinstance(programme, Programme):
        return
    if programme.result == "no-penalty":
        if programme.force == "may":
            yield Leeway(finding.rule, "waive", finding)
        return
    parts = finding.reason.parts if finding.reason is not None else {}
    low, high = parts.get("low"), parts.get("high")
    if finding.choice and isinstance(low, Percent) and isinstance(high, Percent):
        yield Leeway(finding.rule, "percent", finding, low.value, high.value)


def _asked(key: str, leeway: Leeway, law: Law) -> Question:
    values: dict[str, Part] = {"rule": _title(leeway.rule, law)}
    kind: Kind = "number"
    options: tuple[Option, ...] = ()
    bounds: tuple[Number | None, Number | None] = (leeway.low, leeway.high)
    match leeway.field:
        case "waive":
            kind, title = "choice", say("{rule}: is the penalty waived?", **values)
            options = (Option(True, say("yes")), Option(False, say("no")))
        case "apply":
            kind, title = "choice", say("{rule}: is it applied?", **values)
            options = (Option(True, say("yes")), Option(False, say("no")))
        case "degree":
            kind, title = "choice", say("{rule}: lighter, or mitigated?", **values)
            options = (
                Option("lighter", say("lighter"), say("inside the statutory range")),
                Option("mitigated", say("mitigated"), say("below the statutory range")),
            )
        case "percent":
            title = say("{rule}: how many percent?", **values)
        case "stated":
            title = say("There is no discretion table: which base amount, in yuan?")
        case _:
            title = say("{rule}: which amount, in yuan?", **values)
    return Question(key, kind, title, options, None, tuple(_notes(leeway)), None, bounds=bounds)


def _notes(leeway: Leeway) -> Iterator[Said]:
    """What the rule says, on what it rests, and between what the choice lies."""
    if leeway.finding.reason is not None:
        yield leeway.finding.reason
    if leeway.finding.citations:
        yield say("ground: {sources}", sources=leeway.finding.citations)
    if leeway.low is not None:
        yield _between(leeway)


def _between(leeway: Leeway) -> Message:
    assert leeway.low is not None
    if leeway.field == "percent":
        return say("between {low} and {high}", low=Percent(leeway.low), high=Percent(leeway.high or leeway.low))
    return say("between {low} and {high}", low=Yuan(leeway.low), high=Yuan(leeway.high))


def _title(rule: str, law: Law) -> Said:
    record = law.named.get(rule) or law.bases.get(rule)
    return (record.title if record is not None else None) or say("discretion basis {id}", id=rule)
