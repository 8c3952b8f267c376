"""Stage 8: heavier, lighter, mitigated. Lighter stays inside the range; only mitigated goes below it, and only with authority."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import msgspec

from discretion.assess.choices import refuse
from discretion.assess.entries import Applied, apply, in_force
from discretion.assess.finding import Finding
from discretion.assess.matter import Matter
from discretion.assess.truth import Truth
from discretion.case.case import Choice
from discretion.law.citation import RANKS
from discretion.law.entry import Lighter
from discretion.law.figure import Mark
from discretion.law.jurisdiction import Point
from discretion.money import Amount, Number, grouped, plain, simplest
from discretion.text import Message, Percent, Text, Yuan, say

STAGE: Final = "adjustment"
LISTS: Final = ("heavier", "lighter", "mitigated")
AUTHORITY: Final = RANKS[:4]


class Degree(msgspec.Struct, frozen=True):
    """An entry of one of the lists that applies or may apply."""

    list: str
    entry: Lighter
    applied: Applied


def run(matter: Matter) -> Matter:
    """Apply the lists to the base amount."""
    if matter.amount is None:
        return matter
    degrees = [
        Degree(name, entry, apply(STAGE, entry, matter, entry.when))
        for name in LISTS
        for entry in matter.law.lists[name]
        if entry.concerns(matter.violation.offence) and in_force(entry, matter) is not False
    ]
    if matter.band is not None:
        matter = _point(matter, degrees)
    for degree in degrees:
        matter = _degree(matter, degree)
    return matter


def _open(matter: Matter, degree: Degree) -> bool:
    """Whether an entry that *may* apply is left to the officer."""
    choice = matter.choice(degree.entry.id)
    return degree.entry.force == "may" and (choice is None or choice.apply is None)


def _truth(matter: Matter, degree: Degree) -> Truth:
    """Whether the entry works: what the condition says, and for a "may" what the officer chose."""
    truth = degree.applied.truth
    if truth is False or degree.entry.force == "shall":
        return truth
    choice = matter.choice(degree.entry.id)
    if choice is not None and choice.apply is False:
        return False
    return None if _open(matter, degree) else truth


def _point(matter: Matter, degrees: list[Degree]) -> Matter:
    """Where in the band: by the degree, as the jurisdiction says."""
    assert matter.band is not None
    rule = matter.law.settings.point_in_band
    low, high = matter.band
    if low == high:
        return matter.but(base=low, amount=low)
    if rule is None:
        return matter
    lighter = [_truth(matter, d) for d in degrees if d.list != "heavier"]
    heavier = [_truth(matter, d) for d in degrees if d.list == "heavier"]
    points: list[tuple[Point, Text]] = []
    names = {
        "lighter": (rule.lighter, Text("从轻", "lighter")),
        "ordinary": (rule.ordinary, Text("一般", "ordinary")),
        "heavier": (rule.heavier, Text("从重", "heavier")),
    }
    if True in lighter or None in lighter:
        points.append(names["lighter"])
    if True in heavier or None in heavier:
        points.append(names["heavier"])
    if True not in lighter and True not in heavier:
        points.append(names["ordinary"])
    place = Amount(min(p.share.from_.value for p, _ in points), max(p.share.to.value for p, _ in points))
    top = None if high.high is None else simplest(low.high + place.high * (high.high - low.high)) if low.high is not None and place.high is not None else None
    amount = Amount(simplest(low.low + place.low * (max(high.low, low.low) - low.low)), top)
    marks = tuple(m for p, _ in points for m in p.share.marks)
    text = f"{grouped(low.low)} + {plain(place.low)}" + ("" if place.known else f"–{plain(place.high or 1)}")
    text += f" × ({grouped(high.high) if high.high is not None else '∞'} − {grouped(low.low)})"
    cited = (rule.source,) if rule.source else ()
    finding = Finding(
        STAGE,
        f"{matter.law.jurisdiction}/point-in-band",
        say("place in the band: {degree}", degree=tuple(t for _, t in points)),
        "applied",
        None,
        tuple(c.text for c in cited),
        matter.law.cites(cited),
        before=matter.amount,
        after=amount,
        arithmetic=text,
        marks=marks,
        choice=not place.known,
    )
    return matter.but(finding, base=amount, amount=amount)


def _degree(matter: Matter, degree: Degree) -> Matter:
    applied, entry = degree.applied, degree.entry
    if applied.truth is False:
        return matter.but(applied.finding, *applied.exclusions)
    before = matter.amount
    assert before is not None
    after, reason, below, choice = _effect(matter, degree)
    truth = _truth(matter, degree)
    if truth is None:
        after = after.hull(before)
        below = None if below is not False else False
    elif truth is False:
        reason, after, below = say("the officer chose not to apply it"), before, False
    finding = msgspec.structs.replace(
        applied.finding,
        reason=reason,
        before=before,
        after=after,
        choice=choice,
        marks=(*applied.finding.marks, *_marks(entry)),
    )
    lowered = matter.below_floor if matter.below_floor is True or below is False else below
    return matter.but(finding, *applied.exclusions, amount=after, below_floor=lowered, missing=applied.missing)


def _marks(entry: Lighter) -> tuple[Mark, ...]:
    effect = entry.effect
    if effect is None:
        return ()
    return tuple(m for s in (effect.percent_off, effect.percent_on) if s is not None for m in s.marks)


def _effect(matter: Matter, degree: Degree) -> tuple[Amount, Message, Truth, bool]:
    """The amount after the entry, why, whether it goes below the floor, and whether the officer still has a choice."""
    entry, before = degree.entry, matter.amount
    assert before is not None
    choice = matter.choice(entry.id)
    if degree.list == "heavier":
        after, reason, open_ = _heavier(matter, entry, before, choice)
        return after, reason, False, open_
    mitigated = degree.list == "mitigated" or (entry.or_mitigated and (choice is None or choice.degree == "mitigated"))
    may_go_below = mitigated and _authorised(entry, matter)
    certain = degree.list == "mitigated" or (choice is not None and choice.degree == "mitigated")
    below: Truth = False if not may_go_below else True if certain else None
    floor = 0 if may_go_below else min(matter.floor.low, before.low)
    after, reason, open_ = _lighter(entry, before, floor, choice)
    if entry.or_mitigated and choice is None:
        reason = say("lighter within the range, or mitigated below it: the officer chooses, and says why")
    if mitigated and not may_go_below:
        reason = say("mitigated only on the authority of a law, regulation or rule; this document cannot break the floor")
    return after, reason, below, open_ or (entry.or_mitigated and choice is None)


def _authorised(entry: Lighter, matter: Matter) -> bool:
    """Whether a law, regulation or rule stands behind it."""
    return any(
        matter.law.instruments[c.instrument].rank in AUTHORITY for c in entry.source if c.instrument in matter.law.instruments
    )


def _percent_off(before: Amount, low: Number, high: Number) -> Amount:
    return Amount(
        simplest(before.low * (1 - Fraction(high) / 100)),
        None if before.high is None else simplest(before.high * (1 - Fraction(low) / 100)),
    )


def _lighter(entry: Lighter, before: Amount, floor: Number, choice: Choice | None) -> tuple[Amount, Message, bool]:
    share = entry.effect.percent_off if entry.effect else None
    if choice is not None and choice.amount is not None:
        if not (floor <= choice.amount and (before.high is None or choice.amount <= before.high)):
            refuse(entry.id, say("the choice lies outside what the rule leaves open: {low} to {high}", low=Yuan(floor), high=Yuan(before.high)))
        return Amount.exactly(choice.amount), _chose(choice), False
    if choice is not None and choice.percent is not None:
        low, high = (share.from_.value, share.to.value) if share else (0, 100)
        if not low <= choice.percent <= high:
            refuse(entry.id, say("the choice lies outside what the rule leaves open: {low} to {high}", low=Percent(low), high=Percent(high)))
        return _percent_off(before, choice.percent, choice.percent), _chose(choice), False
    if share is not None:
        words = say("{percent} off", percent=Percent(share.to.value)) if share.fixed else say("{low} to {high} off: the officer chooses", low=Percent(share.from_.value), high=Percent(share.to.value))
        return _percent_off(before, share.from_.value, share.to.value), words, not share.fixed
    return Amount(min(floor, before.low), before.high), say("lighter within the statutory range: the officer chooses"), True


def _heavier(matter: Matter, entry: Lighter, before: Amount, choice: Choice | None) -> tuple[Amount, Message, bool]:
    ceiling = matter.ceiling
    top = None if ceiling.high is None or before.high is None else max(before.high, ceiling.high)
    share = entry.effect.percent_on if entry.effect else None
    if choice is not None and choice.amount is not None:
        if choice.amount < before.low or (top is not None and choice.amount > top):
            refuse(entry.id, say("the choice lies outside what the rule leaves open: {low} to {high}", low=Yuan(before.low), high=Yuan(top)))
        return Amount.exactly(choice.amount), _chose(choice), False
    if choice is not None and choice.percent is not None:
        low, high = (share.from_.value, share.to.value) if share else (0, choice.percent)
        if not low <= choice.percent <= high:
            refuse(entry.id, say("the choice lies outside what the rule leaves open: {low} to {high}", low=Percent(low), high=Percent(high)))
        raised = before.scaled(1 + Fraction(choice.percent) / 100)
        return raised.at_most(ceiling.at_least(before)), _chose(choice), False
    if share is not None:
        low, high = before.scaled(1 + Fraction(share.from_.value) / 100), before.scaled(1 + Fraction(share.to.value) / 100)
        return Amount(low.low, high.high), say("heavier by {low} to {high}", low=Percent(share.from_.value), high=Percent(share.to.value)), not share.fixed
    if matter.band is not None and matter.law.settings.point_in_band is not None:
        return before, say("heavier: the upper part of the band"), False
    return Amount(before.low, top), say("heavier within the statutory range: the officer chooses"), True


def _chose(choice: Choice) -> Message:
    return say("the officer chose: {reason}", reason=choice.reason or "—")
