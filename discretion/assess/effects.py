"""How far an entry moves the amount: by its own figure, by the officer's choice, or anywhere it leaves open."""

from __future__ import annotations

from fractions import Fraction

import msgspec

from discretion.assess.choices import refuse
from discretion.case.case import Choice
from discretion.law.entry import Lighter, Share
from discretion.money import Amount, Number, simplest
from discretion.text import Message, Percent, Yuan, say


class Moved(msgspec.Struct, frozen=True):
    """The amount after the entry, why, and whether the officer still has a choice."""

    after: Amount
    reason: Message
    choice: bool


def lighter(entry: Lighter, before: Amount, floor: Number, choice: Choice | None) -> Moved:
    """Down from ``before``: never below ``floor`` unless the entry's own percentage says so (the bounds see to that)."""
    share = entry.effect.percent_off if entry.effect else None
    chosen = _chosen(entry, choice, floor, before.high, share)
    if chosen is not None:
        return chosen
    if choice is not None and choice.percent is not None:
        return Moved(_less(before, choice.percent, choice.percent), _said(choice), False)
    if share is None:
        sentence = say("lighter within the statutory range: the officer chooses")
        return Moved(Amount(min(floor, before.low), before.high), sentence, True)
    low, high = Percent(share.from_.value), Percent(share.to.value)
    words = say("{percent} off", percent=high)
    if not share.fixed:
        words = say("{low} to {high} off: the officer chooses", low=low, high=high)
    return Moved(_less(before, low.value, high.value), words, not share.fixed)


def heavier(entry: Lighter, before: Amount, ceiling: Amount, choice: Choice | None, in_band: bool) -> Moved:
    """Up from ``before``: never above ``ceiling``. ``in_band``: the place in the band has seen to it already."""
    top = None if ceiling.high is None or before.high is None else max(before.high, ceiling.high)
    share = entry.effect.percent_on if entry.effect else None
    chosen = _chosen(entry, choice, before.low, top, share)
    if chosen is not None:
        return chosen
    if choice is not None and choice.percent is not None:
        raised = before.scaled(1 + Fraction(choice.percent) / 100)
        return Moved(raised.at_most(ceiling.at_least(before)), _said(choice), False)
    if share is not None:
        low, high = share.from_.value, share.to.value
        raised = before.times(Amount(1 + Fraction(low) / 100, 1 + Fraction(high) / 100))
        words = say("heavier by {percent}", percent=Percent(high))
        if not share.fixed:
            words = say("heavier by {low} to {high}", low=Percent(low), high=Percent(high))
        return Moved(raised, words, not share.fixed)
    if in_band:
        return Moved(before, say("heavier: the upper part of the band"), False)
    return Moved(Amount(before.low, top), say("heavier within the statutory range: the officer chooses"), True)


def _chosen(
    entry: Lighter, choice: Choice | None, low: Number, high: Number | None, share: Share | None
) -> Moved | None:
    """An amount that the officer chose; and whether a chosen percentage is one that the entry allows."""
    if choice is None:
        return None
    if choice.amount is not None:
        if choice.amount < low or (high is not None and choice.amount > high):
            outside(entry.id, Yuan(low), Yuan(high))
        return Moved(Amount.exactly(choice.amount), _said(choice), False)
    if choice.percent is not None:
        least, most = (share.from_.value, share.to.value) if share else (0, 100)
        if not least <= choice.percent <= most:
            outside(entry.id, Percent(least), Percent(most))
    return None


def outside(rule: str, low: Yuan | Percent, high: Yuan | Percent) -> None:
    """Refuse a choice outside what a rule leaves open."""
    refuse(rule, say("the choice lies outside what the rule leaves open: {low} to {high}", low=low, high=high))


def _less(before: Amount, low: Number, high: Number) -> Amount:
    return Amount(
        simplest(before.low * (1 - Fraction(high) / 100)),
        None if before.high is None else simplest(before.high * (1 - Fraction(low) / 100)),
    )


def _said(choice: Choice) -> Message:
    return say("the officer chose: {reason}", reason=choice.reason or "—")
