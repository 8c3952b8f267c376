"""Stage 12: what follows beside the fine: order to correct, measures, confiscation, no coercion, daily fine, referral."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from discretion.assess.entries import apply, in_force, verdict
from discretion.assess.finding import Finding
from discretion.assess.matter import Ending, Matter, names
from discretion.assess.say import failed, seen
from discretion.assess.truth import HOLDS, Truth
from discretion.case.case import Missing
from discretion.law.condition import AllOf, Condition, FactTest, OneOf
from discretion.law.entry import Confiscation, DailyFine, Referral
from discretion.law.measure import MeasureUse
from discretion.money import Amount, plain, shown
from discretion.text import Message, Text, Yuan, say

STAGE: Final = "consequence"
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
    matter, corrected = _correct(matter)
    measures = [corrected]
    if outcome is None:
        for use, force_condition in _uses(matter):
            matter, imposed = _measure(matter, use, force_condition)
            measures += imposed
        for entry in matter.law.lists["confiscation"]:
            matter, imposed = _confiscation(matter, entry)
            measures += imposed
        matter = _referrals(matter)
        matter, measures = _no_coercion(matter, measures)
    matter, daily = _daily(matter) if outcome is None else (matter, None)
    return Consequences(matter, tuple(measures), daily)


def _correct(matter: Matter) -> tuple[Matter, Imposed]:
    """Every penalty comes with the order to correct."""
    cited, citations = matter.authority("correct")
    title = (
        matter.law.measures["correct"].title
        if "correct" in matter.law.measures
        else Text("责令改正", "order to correct")
    )
    finding = Finding(STAGE, "correct", title, "applied", None, cited, citations)
    return matter.but(finding), Imposed("correct", title, "order", "shall", True, None, cited)


def _uses(matter: Matter) -> list[tuple[MeasureUse, Condition | None]]:
    """The measures of the provision, of the tiers that apply, and those on refusal."""
    found: list[tuple[MeasureUse, Condition | None]] = []
    tiers = matter.tiers[:1] if len(matter.tiers) == 1 else ()
    for use in (*matter.provision.measures, *(m for t in tiers for m in t.tier.measures)):
        use = MeasureUse(measure=use) if isinstance(use, str) else use
        found.append((use, use.when))
    found += [(MeasureUse(measure=name), _REFUSED) for name in matter.provision.on_refusal]
    return found


def _measure(matter: Matter, use: MeasureUse, when: Condition | None) -> tuple[Matter, list[Imposed]]:
    measure = matter.law.measures[use.measure]
    worth = HOLDS if when is None else matter.view.holds(when)
    days = (int(use.days.from_.value), int(use.days.to.value)) if use.days else None
    reason: Message | None = None
    if worth.truth is not False:
        reason = say("shall be ordered") if use.force == "shall" else say("may be ordered")
        if days:
            reason = say("{a} to {b} days", a=days[0], b=days[1])
    liability = matter.provision.liability
    finding = Finding(
        STAGE,
        f"{matter.violation.offence}/{matter.provision.key}/{use.measure}",
        measure.title,
        verdict(worth.truth),
        reason,
        names(liability),
        matter.law.cites(liability),
        seen(worth.seen, matter.view),
        failed(worth.failed, matter.view) if worth.truth is False else None,
        worth.missing,
        choice=use.force == "may" and worth.truth is not False,
    )
    if worth.truth is False:
        return matter.but(finding), []
    imposed = Imposed(use.measure, measure.title, measure.kind, use.force, worth.truth is True, days, names(liability))
    return matter.but(finding), [imposed]


def _confiscation(matter: Matter, entry: Confiscation) -> tuple[Matter, list[Imposed]]:
    if not entry.concerns(matter.violation.offence) or in_force(entry, matter) is False:
        return matter, []
    applied = apply(STAGE, entry, matter, entry.when)
    finding = applied.finding
    if applied.truth:
        value = matter.view.value(entry.of)
        if not isinstance(value, Missing):
            known = value if isinstance(value, Amount) else Amount.exactly(value)
            finding = msgspec.structs.replace(
                finding, reason=say("{amount} is confiscated", amount=Yuan(known.low)), after=known
            )
    matter = matter.but(finding, *applied.exclusions)
    if applied.truth is False:
        return matter, []
    measure = matter.law.measures[entry.measure]
    imposed = Imposed(
        entry.measure, measure.title, measure.kind, entry.force, applied.truth is True, None, names(entry.source)
    )
    return matter, [imposed]


def _referrals(matter: Matter) -> Matter:
    for entry in matter.law.lists["referral"]:
        matter = _referral(matter, entry)
    return matter


def _referral(matter: Matter, entry: Referral) -> Matter:
    if not entry.concerns(matter.violation.offence) or in_force(entry, matter) is False:
        return matter
    applied = apply(STAGE, entry, matter, entry.when)
    endings = matter.endings
    missing: tuple[str, ...] = ()
    if applied.truth is not False and entry.holds_fine:
        endings = (*endings, Ending("referred", entry.id, applied.truth is True, applied.missing))
        missing = applied.missing
    return matter.but(applied.finding, *applied.exclusions, endings=endings, missing=missing)


def _no_coercion(matter: Matter, measures: list[Imposed]) -> tuple[Matter, list[Imposed]]:
    """Measures of coercion that are left off."""
    for entry in matter.law.lists["no-coercion"]:
        concerned = [m for m in measures if m.measure in entry.measures]
        if not concerned or not entry.concerns(matter.violation.offence) or in_force(entry, matter) is False:
            continue
        applied = apply(STAGE, entry, matter, entry.when)
        choice = matter.choice(entry.id)
        matter = matter.but(applied.finding, *applied.exclusions)
        if applied.truth and (entry.force == "shall" or (choice is not None and choice.apply)):
            measures = [m for m in measures if m not in concerned]
    return matter, measures


def _daily(matter: Matter) -> tuple[Matter, Daily | None]:
    """A fine for each day from the day after the order was served to the re-inspection."""
    daily: Daily | None = None
    for entry in matter.law.lists["daily-fine"]:
        if not entry.concerns(matter.violation.offence) or in_force(entry, matter) is False:
            continue
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
        "may be imposed day by day: from the day after {start} to {end}, {days} days, each the original fine; {amount} together",
        start=start,
        end=end,
        days=days,
        amount=Yuan(amount.low) if amount.known else Yuan(amount.high),
    )
    finding = msgspec.structs.replace(
        applied.finding,
        reason=reason,
        after=amount,
        arithmetic=f"{shown(matter.amount)} × {plain(days)} = {shown(amount)}",
        choice=True,
    )
    return matter.but(finding, *applied.exclusions), Daily(entry.id, days, amount, truth is True)
