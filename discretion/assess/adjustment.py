"""Stage 8: heavier, lighter, mitigated. Lighter stays inside the range; only mitigated goes below it, and only with authority."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import msgspec

from discretion.assess.choices import refuse
from discretion.assess.effects import Moved, heavier, lighter
from discretion.assess.entries import Applied, apply, live
from discretion.assess.finding import Finding
from discretion.assess.matter import Matter
from discretion.assess.memo import looked
from discretion.assess.span import Span, every, worth, written
from discretion.assess.truth import Truth, unique
from discretion.law.citation import RANKS
from discretion.law.entry import Lighter
from discretion.law.figure import Mark
from discretion.law.jurisdiction import Point, PointInBand
from discretion.money import Amount, hull, shown
from discretion.text import say

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
    degrees = looked((STAGE, matter.when), matter.view, lambda view: _found(matter.seeing(view)))
    if matter.spans is not None:
        matter = _point(matter, degrees)
    for degree in degrees:
        matter = _degree(matter, degree)
    return matter


def _found(matter: Matter) -> tuple[Degree, ...]:
    """The entries of the lists, each with what came of its condition."""
    return tuple(
        Degree(name, entry, apply(STAGE, entry, matter, entry.when)) for name in LISTS for entry in live(name, matter)
    )


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


def _point(matter: Matter, degrees: Sequence[Degree]) -> Matter:
    """Where in the band: by the degree and by which ends the table gives, as the jurisdiction says; or as the officer chose."""
    rule, spans = matter.law.setting("point_in_band", matter.decision), matter.spans
    assert spans
    bands = tuple(s for s in every(spans) if not s.exact)
    if len(bands) == len(list(every(spans))) and all(s.low == s.high for s in bands):
        amount = hull(worth(s, lambda band: band.low) for s in spans)
        return matter.but(base=amount, amount=amount)
    if rule is None:
        return matter
    found = _degrees(matter, degrees)
    places = [(s, _place(rule, s, d)) for s in bands for d in found]
    amount = hull(worth(s, partial(_value, matter, degrees, rule, d)) for s in spans for d in found)
    outside = any(s.outside(place) for s, place in places)
    cited = unique(c for s in bands if (c := rule.of(s.form).source))
    finding = Finding(
        STAGE,
        f"{matter.law.jurisdiction}/point-in-band",
        say("place in the band: {degree}", degree=tuple(_WORDS[d] for d in found)),
        "noted" if outside else "applied",
        say("the amount chosen lies outside the place that the rule gives for it") if outside else None,
        tuple(c.text for c in cited),
        matter.law.cites(cited),
        before=matter.amount,
        after=amount,
        arithmetic=" / ".join(
            unique(written(s, partial(_arithmetic, matter, degrees, rule, d)) for s in spans for d in found)
        ),
        marks=unique(m for _, place in places for m in place.share.marks),
        choice=not any(s.chosen for s in bands) and not all(place.share.fixed for _, place in places),
        warning=outside,
    )
    return matter.but(finding, base=amount, amount=amount)


def _place(rule: PointInBand, span: Span, degree: str) -> Point:
    """Where in a band a penalty of that degree lies."""
    place: Point = getattr(rule.of(span.form), degree)
    return place


def _arithmetic(matter: Matter, degrees: Sequence[Degree], rule: PointInBand, degree: str, span: Span) -> str:
    if span.exact:
        return shown(_value(matter, degrees, rule, degree, span))
    return span.arithmetic(_place(rule, span, degree).share)


def _value(matter: Matter, degrees: Sequence[Degree], rule: PointInBand, degree: str, span: Span) -> Amount:
    """What a band or an amount comes to.

    The place in a band sees to the degree. An amount beside it is open as it would be alone: down to the floor, or up to the ceiling,
    where an entry does not say how far it moves.
    """
    if not span.exact:
        return span.chosen or span.placed(_place(rule, span, degree).share)
    amount = span.low
    if not any((d.list == "heavier") is (degree == "heavier") and _left_open(matter, d) for d in degrees):
        return amount
    if degree == "lighter":
        return Amount(min(matter.floor.low, amount.low), amount.high)
    return amount.hull(amount.at_least(matter.ceiling)) if degree == "heavier" else amount


def _left_open(matter: Matter, degree: Degree) -> bool:
    """Whether an entry works, or may, and neither it nor the officer says by what share."""
    effect, choice = degree.entry.effect, matter.choice(degree.entry.id)
    share = effect is not None and (effect.percent_off if degree.list != "heavier" else effect.percent_on) is not None
    return _truth(matter, degree) is not False and not share and (choice is None or choice.percent is None)


_WORDS: Final = {"lighter": say("lighter"), "heavier": say("heavier"), "ordinary": say("ordinary")}


def _degrees(matter: Matter, degrees: Sequence[Degree]) -> list[str]:
    """The degrees that apply or may apply."""
    lighter = [_truth(matter, d) for d in degrees if d.list != "heavier"]
    heavier = [_truth(matter, d) for d in degrees if d.list == "heavier"]
    found = []
    if True in lighter or None in lighter:
        found.append("lighter")
    if True in heavier or None in heavier:
        found.append("heavier")
    if True not in lighter and True not in heavier:
        found.append("ordinary")
    return found


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
    return matter.spans is not None and matter.law.setting("point_in_band", matter.decision) is not None


def _authorised(entry: Lighter, matter: Matter) -> bool:
    """Whether a law, regulation or rule stands behind it."""
    return any(
        matter.law.instruments[c.instrument].rank in AUTHORITY
        for c in entry.source
        if c.instrument in matter.law.instruments
    )
