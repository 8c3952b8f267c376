"""Stage 12: what follows beside the fine: order to correct, measures, confiscation, no coercion, daily fine, referral."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from discretion.assess.entries import Applied, apply, live, verdict
from discretion.assess.finding import Finding
from discretion.assess.matter import Ending, Matter, names
from discretion.assess.memo import derived, looked
from discretion.assess.say import failed, seen
from discretion.assess.truth import HOLDS, Truth, unique
from discretion.case.case import Missing
from discretion.law.condition import AllOf, Condition, FactTest, OneOf
from discretion.law.entry import Consequence, DailyFine, Referral
from discretion.law.figure import Span
from discretion.law.measure import Force, MeasureUse
from discretion.money import Amount, plain, shown
from discretion.text import Message, Text, Yuan, say

STAGE: Final = "consequence"
_OF_OFFENCES: Final = ("offence", "offence_tag")
_REFUSED: Final = Condition(AllOf((FactTest("corrected", OneOf(("refused",))),)))


class Imposed(msgspec.Struct, frozen=True):
    """A measure that follows, or may."""

    measure: str
    title: Text
    kind: str
    force: str
    certain: bool
    days: tuple[int, int] | None = None
    cited: tuple[str, ...] = ()


class Daily(msgspec.Struct, frozen=True):
    """A fine for each day: how many days, and how much; ``amount`` an interval where the original fine is one."""

    rule: str
    days: int
    amount: Amount
    certain: bool


class Consequences(msgspec.Struct, frozen=True):
    """Everything that follows beside the fine."""

    matter: Matter
    measures: tuple[Imposed, ...] = ()
    daily: Daily | None = None


def run(matter: Matter) -> Consequences:
    """Work out what follows."""
    ended = matter.ended
    outcome = ended.outcome if ended else None
    if outcome in ("not-established", "not-punishable", "not-covered", "time-barred"):
        return Consequences(matter)
    # every penalty comes with the order to correct
    finding, corrected = derived(matter.law, ("correct", matter.when), lambda: _correction(matter))
    if outcome is not None:
        return Consequences(matter.but(finding), (corrected,))
    listed = _listed(matter, corrected)
    endings = (*matter.endings, *listed.endings)
    matter = matter.but(finding, *listed.findings, endings=endings, missing=listed.missing)
    matter, daily = _daily(matter)
    return Consequences(matter, listed.measures, daily)


def _correction(matter: Matter) -> tuple[Finding, Imposed]:
    cited, citations = matter.authority("correct")
    title = (
        matter.law.measures["correct"].title
        if "correct" in matter.law.measures
        else Text("责令改正", "order to correct")
    )
    finding = Finding(STAGE, "correct", title, "applied", None, cited, citations)
    return finding, Imposed("correct", title, "order", "shall", True, None, cited)


def _uses(matter: Matter) -> list[tuple[MeasureUse, Condition | None]]:
    """The measures of the provision, of the tiers that apply, and those on refusal."""
    found: list[tuple[MeasureUse, Condition | None]] = []
    tiers = matter.tiers[:1] if len(matter.tiers) == 1 else ()
    for use in (*matter.provision.measures, *(m for t in tiers for m in t.tier.measures)):
        use = MeasureUse(measure=use) if isinstance(use, str) else use
        found.append((use, use.when))
    found += [(MeasureUse(measure=name), _REFUSED) for name in matter.provision.on_refusal]
    return found


def _measure(matter: Matter, use: MeasureUse, when: Condition | None) -> tuple[Finding, list[Imposed]]:
    measure = matter.law.measures[use.measure]
    worth = HOLDS if when is None else matter.view.holds(when)
    days = _days(use.days)
    cited = use.source or matter.provision.liability
    finding = Finding(
        STAGE,
        f"{matter.violation.offence}/{matter.provision.key}/{use.measure}",
        measure.title,
        verdict(worth.truth),
        None if worth.truth is False else _ordered(use.force, days),
        names(cited),
        matter.law.cites(cited),
        seen(worth.seen, matter.view),
        failed(worth.failed, matter.view) if worth.truth is False else None,
        worth.missing,
        choice=use.force == "may" and worth.truth is not False,
    )
    if worth.truth is False:
        return finding, []
    imposed = Imposed(use.measure, measure.title, measure.kind, use.force, worth.truth is True, days, names(cited))
    return finding, [imposed]


def _days(span: Span | None) -> tuple[int, int] | None:
    return (int(span.from_.value), int(span.to.value)) if span else None


def _ordered(force: Force, days: tuple[int, int] | None) -> Message:
    """With what force a measure is ordered, and for how long."""
    if days:
        return say("{a} to {b} days", a=days[0], b=days[1])
    return say("shall be ordered") if force == "shall" else say("may be ordered")


class Listed(msgspec.Struct, frozen=True):
    """What the provision and the tier impose, and the entries of the lists on the authority of their own sources, less the coercion that
    is left off.

    A referral may hold the fine back.
    """

    findings: tuple[Finding, ...]
    measures: tuple[Imposed, ...]
    endings: tuple[Ending, ...]
    missing: tuple[str, ...]


def _listed(matter: Matter, corrected: Imposed) -> Listed:
    tier = matter.tiers[0].tier if len(matter.tiers) == 1 else None
    key = (STAGE, matter.when, id(matter.provision), id(tier), matter.chosen)
    return looked(key, matter.view, lambda view: _entries(matter.seeing(view), corrected), (matter.provision, tier))


def _entries(matter: Matter, corrected: Imposed) -> Listed:
    findings: list[Finding] = []
    measures = [corrected]
    endings: list[Ending] = []
    missing: list[str] = []
    for use, condition in _uses(matter):
        one, ordered = _measure(matter, use, condition)
        findings.append(one)
        measures += ordered
    for entry in (*live("consequences", matter), *live("referral", matter)):
        found, imposed, applied = _imposed(matter, entry)
        findings += found
        measures += imposed
        if isinstance(entry, Referral) and entry.holds_fine and applied is not None and applied.truth is not False:
            endings.append(Ending("referred", entry.id, applied.truth is True, applied.missing))
            missing += applied.missing
    coerced, left = _no_coercion(matter, measures)
    return Listed((*findings, *coerced), _together(left), tuple(endings), tuple(missing))


def _imposed(matter: Matter, entry: Consequence) -> tuple[tuple[Finding, ...], list[Imposed], Applied | None]:
    """The measure that an entry imposes."""
    if _elsewhere(entry.when, matter):
        return (), [], None
    applied = apply(STAGE, entry, matter, entry.when)
    if applied.truth is False:
        return (applied.finding, *applied.exclusions), [], applied
    measure, days = matter.law.measures[entry.measure], _days(entry.days)
    # its title says with what force
    reason = _ordered(entry.force, days) if days else None
    finding = msgspec.structs.replace(applied.finding, reason=reason, choice=entry.force == "may")
    value = matter.view.value(entry.of) if entry.of is not None and applied.truth else None
    if value is not None and not isinstance(value, Missing):
        known = value if isinstance(value, Amount) else Amount.exactly(value)
        reason = say("{amount} is confiscated", amount=Yuan(known.low))
        finding = msgspec.structs.replace(finding, reason=reason, after=known)
    imposed = Imposed(
        entry.measure, measure.title, measure.kind, entry.force, applied.truth is True, days, names(entry.source)
    )
    return (finding, *applied.exclusions), [imposed], applied


def _elsewhere(when: Condition | None, matter: Matter) -> bool:
    """Whether the condition fails because it speaks of other offences; such an entry has nothing to say of this one."""
    node = matter.view.holds(when).failed
    return isinstance(node, FactTest) and node.fact in _OF_OFFENCES


def _together(measures: list[Imposed]) -> tuple[Imposed, ...]:
    """Each measure once with all that orders it; one that must and one that may follow, or follows only perhaps, stay apart."""
    groups: dict[tuple[object, ...], list[Imposed]] = {}
    for one in measures:
        groups.setdefault((one.measure, one.days), []).append(one)
    return tuple(kept for group in groups.values() for kept in _merged(group))


def _merged(group: list[Imposed]) -> list[Imposed]:
    binding = [m for m in group if m.certain and m.force == "shall"]
    if binding:
        # what must follow for certain does not follow only perhaps as well
        several = [[*binding, *(m for m in group if m not in binding)]]
    else:
        alike: dict[tuple[str, bool], list[Imposed]] = {}
        for one in group:
            alike.setdefault((one.force, one.certain), []).append(one)
        several = list(alike.values())
    return [msgspec.structs.replace(each[0], cited=unique(c for m in each for c in m.cited)) for each in several]


def _no_coercion(matter: Matter, measures: list[Imposed]) -> tuple[list[Finding], list[Imposed]]:
    """Measures of coercion that are left off: the findings, and what is left."""
    findings: list[Finding] = []
    for entry in live("no-coercion", matter):
        concerned = [m for m in measures if m.measure in entry.measures]
        if not concerned:
            continue
        applied = apply(STAGE, entry, matter, entry.when)
        choice = matter.choice(entry.id)
        findings += (applied.finding, *applied.exclusions)
        if applied.truth and (entry.force == "shall" or (choice is not None and choice.apply)):
            measures = [m for m in measures if m not in concerned]
    return findings, measures


def _daily(matter: Matter) -> tuple[Matter, Daily | None]:
    """A fine for each day from the day after the order was served to the re-inspection."""
    daily: Daily | None = None
    for entry in live("daily-fine", matter):
        start, end = matter.view.value(entry.from_), matter.view.value(entry.until)
        if not isinstance(start, date) or not isinstance(end, date):
            continue
        matter, found = _daily_entry(matter, entry, start, end)
        daily = daily or found
    return matter, daily


def _daily_entry(matter: Matter, entry: DailyFine, start: date, end: date) -> tuple[Matter, Daily | None]:
    applied = apply(STAGE, entry, matter, entry.when)
    days = (end - start).days
    truth: Truth = applied.truth
    if truth is False or matter.amount is None or days <= 0:
        return matter.but(applied.finding, *applied.exclusions), None
    amount = matter.amount.scaled(days)
    reason = say(
        "may be imposed day by day: from the day after {start} to {end}, {days:day|days}, each the original fine; {amount} together",
        start=start,
        end=end,
        days=days,
        amount=Yuan(amount.low)
        if amount.known
        else say("{low} to {high}", low=Yuan(amount.low), high=Yuan(amount.high)),
    )
    finding = msgspec.structs.replace(
        applied.finding,
        reason=reason,
        after=amount,
        arithmetic=f"{shown(matter.amount)} × {plain(days)} = {shown(amount)}",
        choice=True,
    )
    return matter.but(finding, *applied.exclusions), Daily(entry.id, days, amount, truth is True)
