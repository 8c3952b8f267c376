"""Stage 10: the statutory floor and ceiling, and rounding. Below the floor only where a mitigated entry allows it."""

from __future__ import annotations

from typing import Final

from discretion.assess.finding import Finding
from discretion.assess.matter import Matter
from discretion.money import ZERO, Amount, Number, plain, rounded, shown
from discretion.text import Yuan, say

STAGE: Final = "bounds"


def run(matter: Matter) -> Matter:
    """Keep the amount inside the range, and round it."""
    amount = matter.amount
    if amount is None:
        return matter
    floor = ZERO if matter.below_floor is True else matter.floor
    if matter.below_floor is None:
        floor = Amount(0, matter.floor.high)
    matter = _clamp(matter, amount, floor)
    return _round(matter, floor)


def _clamp(matter: Matter, amount: Amount, floor: Amount) -> Matter:
    inside = amount.within(floor, matter.ceiling)
    if inside == amount:
        return matter
    raised = inside.low > amount.low or (inside.high or 0) > (amount.high or 0)
    reason = (
        say("raised to the statutory minimum of {floor}", floor=Yuan(matter.floor.low))
        if raised
        else say("lowered to the statutory maximum of {ceiling}", ceiling=Yuan(matter.ceiling.high))
    )
    liability = matter.provision.liability
    finding = Finding(
        STAGE,
        f"{matter.violation.offence}/{matter.provision.key}/bounds",
        say("statutory minimum and maximum"),
        "applied",
        reason,
        tuple(c.text for c in liability),
        matter.law.cites(liability),
        before=amount,
        after=inside,
    )
    return matter.but(finding, amount=inside)


def _round(matter: Matter, floor: Amount) -> Matter:
    rule = matter.law.settings.rounding
    amount = matter.amount
    assert amount is not None
    if rule is None:
        return matter

    def turn(value: Number) -> Number:
        return rounded(value, rule.to.value, rule.mode)

    turned = Amount(turn(amount.low), None if amount.high is None else turn(amount.high))
    kept = turned.within(floor, matter.ceiling)
    if kept == amount:
        return matter
    cited = (rule.source,) if rule.source else ()
    finding = Finding(
        STAGE,
        f"{matter.law.jurisdiction}/rounding",
        say("rounding"),
        "applied",
        say("to a multiple of {to}", to=Yuan(rule.to.value)),
        tuple(c.text for c in cited),
        matter.law.cites(cited),
        before=amount,
        after=kept,
        arithmetic=f"{shown(amount)} → {shown(kept)} (÷ {plain(rule.to.value)})",
        marks=rule.to.marks,
    )
    return matter.but(finding, amount=kept)
