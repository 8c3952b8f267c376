"""Stage 9: local programmes: eligible? excluded? how much, in what order, under what cap?"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

import msgspec

from discretion.assess.effects import outside
from discretion.assess.entries import apply
from discretion.assess.finding import Finding
from discretion.assess.matter import Ending, Matter
from discretion.assess.memo import derived
from discretion.assess.say import seen
from discretion.assess.truth import Truth, View, unique
from discretion.case.case import Missing
from discretion.law.figure import Mark
from discretion.law.programme import Programme
from discretion.money import ZERO, Amount, Number, grouped, percent_of, plain, shown, simplest
from discretion.text import Message, Percent, Yuan, say

STAGE: Final = "programme"
CREDITS: Final = "law_study.credits"


class Off(msgspec.Struct, frozen=True):
    """What a programme takes off, in percent: an interval while a fact is missing or the officer has a choice."""

    id: str
    programme: Programme
    truth: Truth
    percent: Amount
    marks: tuple[Mark, ...]
    missing: tuple[str, ...]
    choice: bool
    #: Whether the percentage itself depends on missing facts.
    unsure: bool = False


class _Earned(msgspec.Struct, frozen=True):
    """The credits counted into a view, the facts that were looked at for them, and those of these that are missing."""

    view: View
    marks: tuple[Mark, ...] = ()
    seen: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class _Share(msgspec.Struct, frozen=True):
    """How many percent a programme takes off, and on what that rests. ``unsure``: it depends on missing facts."""

    percent: Amount
    marks: tuple[Mark, ...]
    missing: tuple[str, ...]
    seen: tuple[str, ...]
    choice: bool
    unsure: bool


def run(matter: Matter) -> Matter:
    """Apply the programmes of the jurisdiction in its order."""
    if matter.payer == "person-in-charge":
        return matter
    matter = matter.but(view=matter.view.but({"fine_is_fixed": _fixed(matter), "fine_at_minimum": _at_minimum(matter)}))
    offs: list[tuple[Off, Finding, tuple[Finding, ...]]] = []
    before = matter
    for id, programme, gone in derived(matter.law, (STAGE, matter.when), lambda: tuple(_known(before))):
        if gone:
            matter = matter.but(_not_in_force(id, programme, matter))
            continue
        matter, off = _assess(id, programme, matter)
        if off is not None:
            offs.append(off)
    return _combine(matter, offs) if matter.amount is not None else matter


def _known(matter: Matter) -> Iterator[tuple[str, Programme, bool]]:
    """The programmes that concern the offence, in the order of the jurisdiction; and whether each is not in force."""
    law = matter.law
    order = law.settings.programmes.order if law.settings.programmes else ()
    known = sorted(
        law.programmes.items(),
        key=lambda item: (order.index(item[1].kind) if item[1].kind in order else len(order), item[0]),
    )
    for id, programme in known:
        day = matter.day(programme.at)
        if programme.concerns(matter.violation.offence) and not law.replaced(id, day):
            yield id, programme, law.in_force(programme, day) is False


def _fixed(matter: Matter) -> Any:
    """Whether the law leaves no range."""
    kinds = {t.floor == t.ceiling and t.floor.known for t in matter.tiers}
    return kinds.pop() if len(kinds) == 1 else Missing.UNKNOWN


def _at_minimum(matter: Matter) -> Any:
    """Whether the amount, before the programmes, is no more than the statutory minimum."""
    amount, floor = matter.amount, matter.floor
    if amount is None or floor.high is None:
        return Missing.UNKNOWN
    # of an interval that begins at the minimum only the lower end is the minimum, and there the floor holds whatever is taken off
    return floor.low > 0 and amount.high is not None and amount.high <= floor.low


def _not_in_force(id: str, programme: Programme, matter: Matter) -> Finding:
    # as a fact, so that this is not remembered for other days
    day = matter.view.value(f"timeline.{programme.at}")
    validity = matter.law.validity(programme)
    reason = None if isinstance(day, Missing) else say("not in force on {day}", day=day)
    return Finding(
        STAGE,
        id,
        programme.title,
        "not-applied",
        reason,
        tuple(c.text for c in programme.source),
        matter.law.cites(programme.source),
        marks=validity.marks,
    )


class _Named(msgspec.Struct, frozen=True):
    """A programme with its id, as entries have it."""

    id: str
    title: object
    source: object
    in_force: object
    at: str


def _assess(
    id: str, programme: Programme, matter: Matter
) -> tuple[Matter, tuple[Off, Finding, tuple[Finding, ...]] | None]:
    named = _Named(id, programme.title, programme.source, programme.in_force, programme.at)
    applied = apply(STAGE, named, matter, programme.requires)
    if applied.truth is False:
        return matter.but(applied.finding, *applied.exclusions), None
    if programme.result == "no-penalty":
        return _no_penalty(
            id, programme, matter, applied.truth, applied.finding, applied.exclusions, applied.missing
        ), None
    earned = _credits(programme, matter)
    share = _percent(id, programme, earned, matter)
    off = Off(
        id,
        programme,
        applied.truth,
        share.percent,
        unique((*applied.finding.marks, *earned.marks, *share.marks)),
        unique((*applied.missing, *share.missing)),
        share.choice,
        share.unsure,
    )
    known = {s.fact for s in applied.finding.seen}
    more = tuple(f for f in unique((*earned.seen, *share.seen)) if f not in known and f != CREDITS)
    finding = msgspec.structs.replace(applied.finding, seen=(*applied.finding.seen, *seen(more, matter.view)))
    return matter, (off, finding, applied.exclusions)


def _no_penalty(
    id: str,
    programme: Programme,
    matter: Matter,
    truth: Truth,
    finding: Finding,
    exclusions: tuple[Finding, ...],
    missing: tuple[str, ...],
) -> Matter:
    choice = matter.choice(id)
    outcome = "no-penalty" if programme.force == "shall" or (choice and choice.waive) else "may-waive"
    ending = Ending(outcome, id, truth is True, missing)  # type: ignore[arg-type]
    return matter.but(finding, *exclusions, endings=(*matter.endings, ending), missing=missing)


def _credits(programme: Programme, matter: Matter) -> _Earned:
    """Count the credits that the programme gives: an interval while a fact that earns them is missing."""
    if not programme.credits:
        return _Earned(matter.view)
    total = ZERO
    found: list[Mark] = []
    facts: list[str] = []
    missing: list[str] = []
    for credit in programme.credits:
        worth = matter.view.holds(credit.when)
        facts += [*worth.seen, *((credit.per,) if credit.per is not None else ())]
        if worth.truth is False:
            continue
        each = Amount.exactly(credit.credits.value)
        found += credit.credits.marks
        missing += worth.missing
        if credit.per is not None:
            count = matter.view.value(credit.per)
            missing += [credit.per] if isinstance(count, Missing) else []
            each = each.times(Amount(0, None) if isinstance(count, Missing) else Amount.exactly(count))
        if credit.at_most is not None:
            each = each.at_most(Amount.exactly(credit.at_most.value))
            found += credit.at_most.marks
        total = total.plus(each if worth.truth else each.hull(ZERO))
    return _Earned(matter.view.but({CREDITS: total}), tuple(found), tuple(facts), unique(missing))


def _percent(id: str, programme: Programme, earned: _Earned, matter: Matter) -> _Share:
    """How many percent off: the first step that holds; those that may hold widen it."""
    facts: list[str] = []
    shares: list[Amount] = []
    found: list[Mark] = []
    missing: list[str] = []
    choice = matter.choice(id)
    open_ = False
    sure = False
    for step in programme.reduction:
        worth = earned.view.holds(step.when)
        facts += worth.seen
        if worth.truth is False:
            continue
        found += [*worth.marks, *step.percent.marks]
        # credits are worked out: what is missing are the facts that earn them
        missing += [m for fact in worth.missing for m in (earned.missing if fact == CREDITS else (fact,))]
        low, high = step.percent.from_.value, step.percent.to.value
        if choice is not None and choice.percent is not None:
            if worth.truth and not low <= choice.percent <= high:
                outside(id, Percent(low), Percent(high))
            low = high = choice.percent
        open_ = open_ or low != high
        shares.append(Amount(low, high))
        if worth.truth:
            sure = True
            break
    if not sure:
        shares.append(ZERO)
    percent = Amount(min(s.low for s in shares), max(s.high or 0 for s in shares))
    return _Share(percent, tuple(found), tuple(missing), tuple(facts), open_, len(set(shares)) > 1)


def _combine(matter: Matter, offs: list[tuple[Off, Finding, tuple[Finding, ...]]]) -> Matter:
    """One after the other, as the jurisdiction combines them."""
    settings = matter.law.settings.programmes
    way = settings.combine if settings else "compound"
    cap = settings.at_most_percent if settings else None
    before = matter.amount
    assert before is not None
    start = before
    for off, finding, exclusions in _best(offs) if way == "best" else offs:
        percent = off.percent if off.truth else off.percent.hull(ZERO)
        base = start if way == "add" else before
        after = _less(before, base, percent, off.programme)
        matter = matter.but(
            msgspec.structs.replace(
                finding,
                reason=_reason(off),
                before=before,
                after=after,
                arithmetic=_text(before, base, percent, after, off.programme),
                marks=off.marks,
                missing=off.missing,
                choice=off.choice,
            ),
            *exclusions,
            *_benefits(off, matter),
            missing=off.missing,
        )
        before = after
    if cap is not None and offs:
        floor = start.scaled(1 - Fraction(cap.value) / 100)
        capped = before.at_least(floor)
        if capped != before:
            finding = Finding(
                STAGE,
                f"{matter.law.jurisdiction}/programmes",
                say("largest total reduction: {percent}", percent=Percent(cap.value)),
                "applied",
                before=before,
                after=capped,
                marks=cap.marks,
            )
            matter, before = matter.but(finding), capped
    return matter.but(amount=before)


def _best(offs: list[tuple[Off, Finding, tuple[Finding, ...]]]) -> list[tuple[Off, Finding, tuple[Finding, ...]]]:
    """The largest reduction alone, where which one that is can be told."""
    sure = [o for o in offs if o[0].truth]
    rest = [o for o in offs if not o[0].truth]
    return [max(sure, key=lambda o: o[0].percent.low), *rest] if sure else rest


def _less(before: Amount, base: Amount, percent: Amount, programme: Programme) -> Amount:
    """``before`` less ``percent`` of ``base``, at most the programme's own cap.

    What is left rises with the amount and falls with the percentage, so each end of the one goes with an end of the other.
    """
    cap = programme.at_most

    def left(value: Number, of: Number, share: Number) -> Number:
        off = percent_of(of, share)
        return simplest(max(0, value - (min(off, cap.value) if cap is not None else off)))

    low = left(before.low, base.low, percent.high or 0)
    if before.low is before.high and base.low is base.high and percent.low is percent.high:
        return Amount.exactly(low)
    high = None if before.high is None or base.high is None else left(before.high, base.high, percent.low)
    return Amount(low, high)


def _text(before: Amount, base: Amount, percent: Amount, after: Amount, programme: Programme) -> str:
    share = plain(percent.low) if percent.known else f"{plain(percent.low)}–{plain(percent.high or 0)}"
    cap = programme.at_most
    off = f"{shown(base)} × {share}%"
    if cap is None or base.high is None or percent_of(base.high, percent.high or 0) <= cap.value:
        return f"{shown(before)} − {off} = {shown(after)}"
    most = grouped(cap.value)
    if base.known and percent.known:
        whole = grouped(simplest(percent_of(base.low, percent.low)))
        return f"{off} = {whole} > {most}; {shown(before)} − {most} = {shown(after)}"
    return f"{shown(before)} − min({off}, {most}) = {shown(after)}"


def _reason(off: Off) -> Message:
    if not off.percent.known:
        low, high = Percent(off.percent.low), Percent(off.percent.high or 0)
        if not off.unsure:
            return say("{low} to {high} off: the officer chooses", low=low, high=high)
        if off.choice:
            return say(
                "{low} to {high} off: it depends on missing facts, and on what the officer chooses", low=low, high=high
            )
        return say("{low} to {high} off: it depends on missing facts", low=low, high=high)
    if off.programme.at_most is not None:
        return say(
            "{percent} off, at most {amount}",
            percent=Percent(off.percent.low),
            amount=Yuan(off.programme.at_most.value),
        )
    return say("{percent} off", percent=Percent(off.percent.low))


def _benefits(off: Off, matter: Matter) -> tuple[Finding, ...]:
    if off.truth is not True:
        return ()
    found = []
    for index, benefit in enumerate(off.programme.benefits):
        if matter.view.holds(benefit.when).truth:
            reason = say("a benefit beside the fine")
            found.append(Finding(STAGE, f"{off.id}/benefit-{index + 1}", benefit.title, "noted", reason))
    return tuple(found)
