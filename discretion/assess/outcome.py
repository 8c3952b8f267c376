"""What the endings of a matter amount to, and its fine."""

from __future__ import annotations

from typing import Final

from discretion.assess.matter import Matter, Outcome
from discretion.money import ZERO, Amount


def outcome_of(matter: Matter) -> Outcome:
    """What the endings amount to."""
    if matter.endings:
        certain = {e.outcome for e in matter.endings if e.certain}
        open_ = any(not e.certain for e in matter.endings)
        for outcome in _PRECEDENCE:
            if outcome in certain:
                return "undetermined" if open_ and outcome in ("may-waive", "referred") else outcome
        if open_:
            return "undetermined"
    if not matter.tiers:
        return "order-only"
    return "undetermined" if matter.order_possible else "fine"


_PRECEDENCE: Final[tuple[Outcome, ...]] = (
    "not-punishable",
    "not-established",
    "time-barred",
    "not-responsible",
    "already-fined",
    "referred",
    "no-penalty",
    "may-waive",
)
_FREE: Final = frozenset(
    {"no-penalty", "order-only", "time-barred", "not-responsible", "not-established", "not-punishable", "already-fined"}
)


def fine_of(matter: Matter, outcome: Outcome) -> Amount:
    """The possible fine."""
    if outcome in _FREE:
        return ZERO
    amount = matter.amount or ZERO
    if outcome == "fine":
        return amount
    return amount.hull(ZERO)


def settled(outcome: Outcome, fine: Amount) -> bool:
    """Whether one amount can be named."""
    return outcome in _FREE or (outcome == "fine" and fine.known)
