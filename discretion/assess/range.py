"""Stage 6: the statutory range: which tier applies, and what its fine is worked out in yuan."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import msgspec

from discretion.assess.entries import verdict
from discretion.assess.finding import Finding
from discretion.assess.matter import Matter, TierRange
from discretion.assess.say import failed, seen
from discretion.assess.truth import View, Worth
from discretion.case.case import Missing
from discretion.law.citation import Citation
from discretion.law.offence import Fine, Tier
from discretion.money import ANYTHING, ZERO, Amount, hull, plain
from discretion.text import Yuan, say

STAGE: Final = "range"
PERSON: Final = "person-in-charge"


class Worked(msgspec.Struct, frozen=True):
    """A fine worked out: its lower and upper end, how, and the facts that are missing."""

    floor: Amount
    ceiling: Amount
    arithmetic: str = ""
    missing: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()


def run(matter: Matter) -> Matter:
    """Find the tiers that apply or may apply, and work out their ranges."""
    tiers: list[TierRange] = []
    findings: list[Finding] = []
    surely = False
    missing: list[str] = []
    for tier in reversed([t for t in matter.provision.tiers if _pays(t, matter)]):
        worth = _holds(tier, matter)
        if surely:
            continue
        if worth.truth is not False and tier.fine is not None:
            worked = work(tier.fine, matter.view)
            marks = tier.fine.marks
            tiers.append(
                TierRange(
                    tier, worked.floor, worked.ceiling, worth.truth is True, worth.missing, (*worth.marks, *marks)
                )
            )
            missing += [*worth.missing, *worked.missing]
            findings.append(_finding(tier, worth, worked, matter))
        else:
            missing += worth.missing
            findings.append(_other(tier, worth, matter))
        surely = worth.truth is True
    order = not surely or (bool(findings) and not tiers)
    if not tiers:
        return matter.but(*findings, _order(matter), order_possible=True, missing=tuple(missing))
    return matter.but(
        *findings,
        tiers=tuple(tiers),
        order_possible=order,
        floor=hull(t.floor for t in tiers),
        ceiling=hull(t.ceiling for t in tiers),
        missing=tuple(missing),
    )


def _pays(tier: Tier, matter: Matter) -> bool:
    if matter.payer == PERSON:
        return tier.payer == PERSON
    return tier.payer in ("any", matter.payer)


def _finding(tier: Tier, worth: Worth, worked: Worked, matter: Matter) -> Finding:
    fine = tier.fine
    assert fine is not None
    values = {"low": Yuan(worked.floor.low), "high": Yuan(worked.ceiling.high)}
    reason = (
        say("{low} to {high}", **values)
        if fine.shall
        else say("a fine of up to {high} may be imposed", high=values["high"])
    )
    cited = (*matter.provision.liability, *_read(tier, matter))
    return Finding(
        STAGE,
        f"{matter.violation.offence}/{matter.provision.key}/{tier.id}",
        say("statutory range: {title}", title=matter.offence.title),
        verdict(worth.truth),
        reason,
        tuple(c.text for c in cited),
        matter.law.cites(cited),
        seen((*worth.seen, *worked.seen), matter.view),
        None,
        (*worth.missing, *worked.missing),
        arithmetic=worked.arithmetic,
        marks=(*worth.marks, *fine.marks),
    )


def _holds(tier: Tier, matter: Matter) -> Worth:
    """Whether a tier's condition holds. Where a table reads its circumstances, what of them could not be found out counts lowest."""
    worth = matter.view.holds(tier.when)
    reading = matter.law.readings.get((matter.violation.offence, matter.provision.key, tier.id))
    rule = matter.law.setting("not_found_out", matter.decision)
    if worth.truth is None and reading is not None and rule is not None and rule.factor == "lowest":
        own = matter.view.holds(reading.own)
        if own.truth is False and all(matter.view.value(m) is Missing.NOT_FOUND_OUT for m in worth.missing):
            return own
    return worth


def _read(tier: Tier, matter: Matter) -> tuple[Citation, ...]:
    """The tables whose circumstances bring the case into the tier; none where the law's own condition does."""
    reading = matter.law.readings.get((matter.violation.offence, matter.provision.key, tier.id))
    if reading is None or matter.view.holds(reading.own).truth is True:
        return ()
    return reading.source


def _other(tier: Tier, worth: Worth, matter: Matter) -> Finding:
    return Finding(
        STAGE,
        f"{matter.violation.offence}/{matter.provision.key}/{tier.id}",
        say("statutory range: {title}", title=matter.offence.title),
        verdict(worth.truth),
        None,
        tuple(c.text for c in matter.provision.liability),
        matter.law.cites(matter.provision.liability),
        seen=seen(worth.seen, matter.view),
        failed=failed(worth.failed, matter.view),
        missing=worth.missing,
    )


def _order(matter: Matter) -> Finding:
    liability = matter.provision.liability
    return Finding(
        STAGE,
        f"{matter.violation.offence}/{matter.provision.key}",
        matter.offence.title,
        "noted",
        say("the provision has no fine for these facts; the act is ordered to be corrected"),
        tuple(c.text for c in liability),
        matter.law.cites(liability),
    )


def work(fine: Fine, view: View) -> Worked:
    """A fine worked out in yuan."""
    low = fine.fixed or fine.from_
    high = fine.fixed or fine.to
    assert high is not None
    bottom = 0 if low is None or not fine.shall else low.value
    if fine.of is None:
        return _capped(fine, Worked(Amount.exactly(bottom), Amount.exactly(high.value)))
    base, missing = _base(fine, view)
    share = 100 if fine.percent_of else 1
    floor = ZERO if not bottom else base.scaled(Fraction(bottom) / share)
    ceiling = base.scaled(Fraction(high.value) / share)
    text = ""
    if base.known:
        sign = "%" if fine.percent_of else ""
        text = f"{plain(base.low)} × {plain(low.value if low else 0)}{sign}–{plain(high.value)}{sign}"
        if fine.fixed:
            text = f"{plain(base.low)} × {plain(high.value)}{sign}"
    return _capped(fine, Worked(floor, ceiling, text, missing, (fine.of,)))


def _base(fine: Fine, view: View) -> tuple[Amount, tuple[str, ...]]:
    assert fine.of is not None
    value = view.value(fine.of)
    missing: tuple[str, ...] = ()
    if isinstance(value, Missing):
        base, missing = ANYTHING, (fine.of,)
    else:
        base = value if isinstance(value, Amount) else Amount.exactly(value)
    if fine.base_at_least is not None:
        base = base.at_least(Amount.exactly(fine.base_at_least.value))
    return base, missing


def _capped(fine: Fine, worked: Worked) -> Worked:
    floor, ceiling = worked.floor, worked.ceiling
    if fine.at_least is not None:
        least = Amount.exactly(fine.at_least.value)
        floor, ceiling = floor.at_least(least), ceiling.at_least(least)
    if fine.at_most is not None:
        most = Amount.exactly(fine.at_most.value)
        floor, ceiling = floor.at_most(most), ceiling.at_most(most)
    return msgspec.structs.replace(worked, floor=floor, ceiling=ceiling)
