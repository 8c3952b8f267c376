"""Stage 8: heavier, lighter, mitigated. Lighter stays inside the range; only mitigated goes below it, and only with authority."""

from __future__ import annotations

from typing import Final

import msgspec

from discretion.assess.choices import refuse
from discretion.assess.effects import Moved, heavier, lighter
from discretion.assess.entries import Applied, apply, in_force
from discretion.assess.finding import Finding
from discretion.assess.matter import Matter
from discretion.assess.truth import Truth
from discretion.law.citation import RANKS
from discretion.law.entry import Lighter
from discretion.law.figure import Mark
from discretion.law.jurisdiction import Point, PointInBand
from discretion.money import Amount, shown, simplest
from discretion.text import Message, say

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
    points = _points(rule, matter, degrees)
    place = Amount(min(p.share.from_.value for p, _ in points), max(p.share.to.value for p, _ in points))
    amount = _placed(low, high, place)
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
        arithmetic=f"{shown(low)} + {shown(place)} × ({shown(high)} − {shown(low)})",
        marks=tuple(m for p, _ in points for m in p.share.marks),
        choice=not place.known,
    )
    return matter.but(finding, base=amount, amount=amount)


def _points(rule: PointInBand, matter: Matter, degrees: list[Degree]) -> list[tuple[Point, Message]]:
    """The degrees that apply or may apply, with their places."""
    lighter = [_truth(matter, d) for d in degrees if d.list != "heavier"]
    heavier = [_truth(matter, d) for d in degrees if d.list == "heavier"]
    points = []
    if True in lighter or None in lighter:
        points.append((rule.lighter, say("lighter")))
    if True in heavier or None in heavier:
        points.append((rule.heavier, say("heavier")))
    if True not in lighter and True not in heavier:
        points.append((rule.ordinary, say("ordinary")))
    return points


def _placed(low: Amount, high: Amount, place: Amount) -> Amount:
    """A place between two ends, each an interval. The point rises with both ends and with the place."""
    bottom = low.low + place.low * (max(high.low, low.low) - low.low)
    if high.high is None or low.high is None or place.high is None:
        return Amount(simplest(bottom), None)
    return Amount(simplest(bottom), simplest(low.high + place.high * (max(high.high, low.high) - low.high)))


def _degree(matter: Matter, degree: Degree) -> Matter:
    applied, entry = degree.applied, degree.entry
    if applied.truth is False:
        return matter.but(applied.finding, *applied.exclusions)
    before = matter.amount
    assert before is not None
    moved, below = _effect(matter, degree)
    after, reason = moved.after, moved.reason
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
        choice=moved.choice,
        marks=(*applied.finding.marks, *_marks(entry)),
    )
    lowered = matter.below_floor if matter.below_floor is True or below is False else below
    return matter.but(finding, *applied.exclusions, amount=after, below_floor=lowered, missing=applied.missing)


def _marks(entry: Lighter) -> tuple[Mark, ...]:
    effect = entry.effect
    if effect is None:
        return ()
    return tuple(m for s in (effect.percent_off, effect.percent_on) if s is not None for m in s.marks)


def _effect(matter: Matter, degree: Degree) -> tuple[Moved, Truth]:
    """What the entry does to the amount, and whether it goes below the statutory floor."""
    entry, before = degree.entry, matter.amount
    assert before is not None
    choice = matter.choice(entry.id)
    if degree.list == "heavier":
        return heavier(entry, before, matter.ceiling, choice, _in_band(matter)), False
    chosen = choice.degree if choice else None
    if choice is not None and chosen == "mitigated" and not choice.reason.strip():
        refuse(entry.id, say("a mitigated penalty needs its reason: add `reason: …`"))
    mitigated = degree.list == "mitigated" or (entry.or_mitigated and chosen in (None, "mitigated"))
    authorised = mitigated and _authorised(entry, matter)
    certain = degree.list == "mitigated" or chosen == "mitigated"
    below: Truth = False if not authorised else True if certain else None
    # in a band the place has seen to "lighter" already; only mitigated goes further down
    within = before.low if _in_band(matter) else min(matter.floor.low, before.low)
    moved = lighter(entry, before, 0 if authorised else within, choice)
    if entry.or_mitigated and choice is None:
        reason = say("lighter within the range, or mitigated below it: the officer chooses, and says why")
        moved = msgspec.structs.replace(moved, reason=reason, choice=True)
    if mitigated and not authorised:
        reason = say(
            "mitigated only on the authority of a law, regulation or rule; this document cannot break the floor"
        )
        moved = msgspec.structs.replace(moved, reason=reason)
    return moved, below


def _in_band(matter: Matter) -> bool:
    """Whether the jurisdiction says where in the band a lighter or heavier penalty lies."""
    return matter.band is not None and matter.law.settings.point_in_band is not None


def _authorised(entry: Lighter, matter: Matter) -> bool:
    """Whether a law, regulation or rule stands behind it."""
    return any(
        matter.law.instruments[c.instrument].rank in AUTHORITY
        for c in entry.source
        if c.instrument in matter.law.instruments
    )
