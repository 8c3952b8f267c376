"""Stage 11: between the candidates. Of several provisions in force together, the jurisdiction's precedence and then the highest
fine; between the law of the act and the law of the decision, the lighter one; where they are equal, the law of the act."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Final, Literal

import msgspec

from discretion.assess.finding import Finding
from discretion.assess.matter import Ending, Matter
from discretion.money import Amount
from discretion.text import Message, Yuan, say

STAGE: Final = "choice"
Comparison = Literal["act", "decision", "equal", "cross", "unknown"]


class Chosen(msgspec.Struct, frozen=True):
    """The candidates that may govern (one where that is settled), and the findings that chose.

    ``lower``: both are worked out, their ranges cross, and whichever result is the lower will govern. ``old`` and ``new`` are what
    governs under the law of the act and, where it is another, of the decision.
    """

    matters: tuple[Matter, ...]
    findings: tuple[Finding, ...]
    missing: tuple[str, ...] = ()
    lower: bool = False
    old: tuple[Matter, ...] = ()
    new: tuple[Matter, ...] = ()


def choose(act: Sequence[Matter], decision: Sequence[Matter]) -> Chosen:
    """Choose among the assessed candidates of the two days."""
    old = _within(_possible(act), "act")
    if act is decision or act == decision:
        return msgspec.structs.replace(old, old=old.matters)
    new = _within(_possible(decision), "decision")
    found = _lighter(old, new) if old.matters and new.matters else _one_sided(old, new)
    return msgspec.structs.replace(found, old=old.matters, new=new.matters)


def _possible(matters: Sequence[Matter]) -> tuple[Matter, ...]:
    """The candidates that are made out or may be; all of them where none is."""
    made_out = tuple([m for m in matters if not m.endings or not (m.ended and m.ended.outcome == "not-established")])
    return made_out or tuple(matters[:1])


def _sure(matter: Matter) -> bool:
    return not any(e.outcome == "not-established" for e in matter.endings)


def _made_out(matter: Matter) -> Matter:
    """The matter without the doubt whether it is made out."""
    endings = tuple(e for e in matter.endings if e.outcome != "not-established")
    return matter if len(endings) == len(matter.endings) else matter.but(endings=endings)


def _within(matters: tuple[Matter, ...], day: str) -> Chosen:
    """Several provisions in force together for the same act."""
    if len(matters) < 2:
        return Chosen(matters, ())
    rule = matters[0].law.setting("same_act", matters[0].decision)
    left = _narrowed(matters, rule.order if rule else ("highest",))
    if any(_sure(m) for m in matters):
        # where a doubtful one is not made out, another one governs: none of them ends in nothing
        left = tuple(_made_out(m) for m in left)
    cited, citations = matters[0].authority("same-act")
    if rule and rule.source:
        cited = tuple(dict.fromkeys((rule.source.text, *cited)))
        citations = tuple(dict.fromkeys((matters[0].law.cite(rule.source), *citations)))
    ranges = tuple(_described(m) for m in matters)
    if len(left) == 1:
        reason = say("of {ranges}, the one that governs: {chosen}", ranges=ranges, chosen=_described(left[0]))
    elif _missing(left):
        reason = say("of {ranges}, which is the highest depends on missing facts", ranges=ranges)
    else:
        reason = say("of {ranges}, which is the highest depends on what the officer chooses", ranges=ranges)
    differ = _ranks_differ(matters)
    if differ:
        reason = say(
            "{reason}; instruments of different rank set different fines here, check which governs", reason=reason
        )
    finding = Finding(
        STAGE,
        f"same-act/{day}",
        say("one act under several provisions"),
        "applied" if len(left) == 1 else "unknown",
        reason,
        cited,
        citations,
        missing=() if len(left) == 1 else _missing(left),
        warning=differ,
    )
    return Chosen(left, (finding,), finding.missing)


def _narrowed(matters: tuple[Matter, ...], order: Sequence[str]) -> tuple[Matter, ...]:
    """Those that may govern: those that the order leaves, whichever of the doubtful ones are made out."""
    doubtful = [m for m in matters if not _sure(m)]
    found: set[int] = set()
    for count in range(len(doubtful) + (len(doubtful) < len(matters))):
        for gone in combinations(doubtful, count):
            made_out = tuple(m for m in matters if not any(m is one for one in gone))
            found.update(id(m) for m in _ordered(made_out, order))
    return tuple(m for m in matters if id(m) in found)


def _ordered(matters: tuple[Matter, ...], order: Sequence[str]) -> tuple[Matter, ...]:
    """What the order leaves of several provisions, all of them made out."""
    left = matters
    # after the order the highest fine counts, where the order does not say so itself
    for step in order if "highest" in order else (*order, "highest"):
        left = _STEPS[step](left) or left
        if len(left) <= 1:
            break
    return left


def _ranks_differ(matters: tuple[Matter, ...]) -> bool:
    """Whether a regulation stands beside a law, or a rule beside a regulation, and sets another fine."""
    ranks = {m.law.rank(m.provision.liability[0]) for m in matters}
    fines = {(bool(m.tiers), m.floor, m.ceiling) for m in matters}
    return len(ranks) > 1 and len(fines) > 1


def _described(matter: Matter) -> Message:
    cited = matter.law.cite(matter.provision.liability[0])
    if not matter.tiers:
        return say("{article} (no fine)", article=cited)
    return say("{article} ({low} to {high})", article=cited, low=Yuan(matter.floor.low), high=Yuan(matter.ceiling.high))


def _missing(matters: Sequence[Matter]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m for matter in matters for m in matter.missing))


def _by_rank(matters: tuple[Matter, ...]) -> tuple[Matter, ...]:
    """Higher rank goes before lower, unless the lower details the higher, in whose place it then stands."""
    left = _special(matters)
    ranks = {m.provision.key: _rank(m, matters) for m in left}
    best = min(ranks.values())
    return tuple(m for m in left if ranks[m.provision.key] == best)


def _rank(matter: Matter, among: tuple[Matter, ...]) -> int:
    """The rank of a provision: that of what it details, where it does."""
    own = matter.law.rank(matter.provision.liability[0])
    return min((o.law.rank(o.provision.liability[0]) for o in among if _details(matter, o)), default=own)


def _details(lower: Matter, higher: Matter) -> bool:
    """Whether ``lower`` details ``higher``."""
    return any(d.covers(c) for d in lower.provision.details for c in higher.provision.liability)


def _special(matters: tuple[Matter, ...]) -> tuple[Matter, ...]:
    """A provision that details another one goes before it."""
    return tuple(m for m in matters if not any(_details(o, m) for o in matters)) or matters


def _later(matters: tuple[Matter, ...]) -> tuple[Matter, ...]:
    """Of the same rank, the one in force since a later day."""
    ranks = {m.law.rank(m.provision.liability[0]) for m in matters}
    if len(ranks) > 1:
        return matters
    starts = [m.law.validity(m.provision).from_ for m in matters]
    days = [s.value for s in starts if s is not None]
    if len(days) < len(matters):
        return matters
    return tuple(m for m, s in zip(matters, starts, strict=True) if s is not None and s.value == max(days))


def _highest(matters: tuple[Matter, ...]) -> tuple[Matter, ...]:
    """The highest fine: that of the higher range where it is settled, then of the higher result; a tie goes to the first."""
    fined = tuple(m for m in matters if m.tiers)
    if not fined:
        return matters[:1]
    left = [m for m in fined if not any(_above(o, m) for o in fined if o is not m)]
    if len(left) > 1 and all(m.amount is not None and m.amount.known for m in left):
        top = max(m.amount.low for m in left if m.amount is not None)
        left = [m for m in left if m.amount is not None and m.amount.low == top][:1]
    if len(left) > 1 and all(m.floor == left[0].floor and m.ceiling == left[0].ceiling for m in left):
        left = left[:1]
    return tuple(left)


def _above(one: Matter, other: Matter) -> bool:
    """Whether ``one``'s range surely is the higher: both ends at least as high, one of them higher."""
    return _compare_ends(other, one) == "lower"


def _compare_ends(a: Matter, b: Matter) -> Literal["lower", "equal", "higher", "cross", "unknown"]:
    """``a``'s range against ``b``'s."""
    floor, ceiling = _ends(a.floor, b.floor), _ends(a.ceiling, b.ceiling)
    signs = {floor, ceiling} - {"equal"}
    if "unknown" in signs:
        return "unknown"
    if not signs:
        return "equal"
    return "cross" if len(signs) > 1 else signs.pop()  # type: ignore[return-value]


def _ends(a: Amount, b: Amount) -> str:
    if a.known and b.known:
        return "equal" if a.low == b.low else "lower" if a.low < b.low else "higher"
    if a.high is not None and a.high < b.low:
        return "lower"
    if b.high is not None and b.high < a.low:
        return "higher"
    return "unknown"


_STEPS: Final = {"rank": _by_rank, "special": _special, "later": _later, "highest": _highest}


def _one_sided(old: Chosen, new: Chosen) -> Chosen:
    side = old if old.matters else new
    return Chosen(side.matters, (*old.findings, *new.findings), side.missing)


def _lighter(old: Chosen, new: Chosen) -> Chosen:
    """The law of the act, or the new law where it is lighter."""
    findings = (*old.findings, *new.findings)
    if len(old.matters) == 1 and len(new.matters) == 1:
        a, b = old.matters[0], new.matters[0]
        if a.provision.key == b.provision.key:
            return Chosen((a,), findings)
        comparison, reason = _compare(a, b)
        chosen: tuple[Matter, ...] = (
            (a,) if comparison in ("act", "equal") else (b,) if comparison == "decision" else ()
        )
        cited, citations = a.authority("applicable-law")
        crossing = comparison == "cross"
        if crossing:
            chosen, reason = _by_result(a, b)
        missing = _missing((a, b)) if len(chosen) != 1 else ()
        if comparison == "decision" and b.ended is not None and b.ended.outcome == "not-established":
            # punished when it was done, no longer so at the decision
            chosen = (b.but(endings=(Ending("not-punishable", "lighter-law", True),)),)
        open_ = crossing and len(chosen) > 1
        finding = Finding(
            STAGE,
            "lighter-law",
            say("the law of the act, or the new law where it is lighter"),
            "applied" if len(chosen) == 1 else "noted" if open_ else "unknown",
            reason,
            cited,
            citations,
            missing=missing,
            choice=open_,
            warning=crossing,
        )
        return Chosen(chosen or (a, b), (*findings, finding), missing, lower=open_)
    both = (*old.matters, *new.matters)
    cited, citations = both[0].authority("applicable-law")
    reason = say("which law is lighter depends on missing facts")
    title = say("the law of the act, or the new law where it is lighter")
    finding = Finding(STAGE, "lighter-law", title, "unknown", reason, cited, citations, missing=_missing(both))
    return Chosen(both, (*findings, finding), _missing(both))


def _compare(a: Matter, b: Matter) -> tuple[Comparison, Message | None]:
    """The law of the act ``a`` against the new law ``b``."""
    values = {"old": _described(a), "new": _described(b)}
    gone = {"not-established"}
    if a.ended and a.ended.outcome not in gone:
        # no penalty under the law of the act: nothing can be lighter
        return "equal", say("{old} against {new}: the same, so the law of the act", **values)
    if b.ended and b.ended.outcome in gone and not (a.ended and a.ended.outcome in gone):
        return "decision", say("the new law does not punish the act: {new}", new=values["new"])
    if a.ended and a.ended.outcome in gone:
        return "act", say("the law of the act does not punish it: {old}", old=values["old"])
    if not (_sure(a) and _sure(b)):
        return "unknown", say("which law is lighter depends on missing facts")
    if a.order_possible or b.order_possible:
        return _kinds(a, b)
    match _compare_ends(b, a):
        case "lower":
            return "decision", say("{new} against {old}: the new law is lighter", **values)
        case "equal":
            return "equal", say("{old} against {new}: the same, so the law of the act", **values)
        case "higher":
            return "act", say("{old} against {new}: the new law is not lighter, so the law of the act", **values)
        case "cross":
            return "cross", None
        case _:
            return "unknown", say("which law is lighter depends on missing facts")


def _kinds(a: Matter, b: Matter) -> tuple[Comparison, Message | None]:
    """An order without a fine is the lighter kind."""
    values = {"old": _described(a), "new": _described(b)}
    if not a.tiers and not b.tiers:
        return "equal", say("{old} against {new}: the same, so the law of the act", **values)
    if not b.tiers and not a.order_possible:
        return "decision", say("{new} against {old}: the new law has the lighter kind of penalty", **values)
    if not a.tiers and not b.order_possible:
        return "act", say("{old} against {new}: the law of the act has the lighter kind of penalty", **values)
    return "unknown", say("which law is lighter depends on missing facts")


def _by_result(a: Matter, b: Matter) -> tuple[tuple[Matter, ...], Message]:
    """Ranges that cross are compared by result, and marked for the officer."""
    values = {"old": _described(a), "new": _described(b)}
    one, two = a.amount, b.amount
    if one is None or two is None:
        return (a, b), say("the ranges cross, and the results cannot be compared yet: {old} against {new}", **values)
    if two.high is not None and two.high < one.low:
        return (b,), say(
            "the ranges cross ({old} against {new}); by result the new law is lighter: {b} against {a}",
            **values,
            a=Yuan(one.low),
            b=Yuan(two.low),
        )
    if one.high is not None and one.high <= two.low:
        return (a,), say(
            "the ranges cross ({old} against {new}); by result the new law is not lighter: {b} against {a}",
            **values,
            a=Yuan(one.low),
            b=Yuan(two.low),
        )
    return (a, b), say("the ranges cross, and the results cannot be compared yet: {old} against {new}", **values)
