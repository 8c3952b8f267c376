"""Which missing fact, once known, narrows the possible fine most."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec

from discretion.assess.space import values
from discretion.money import Amount, Number
from discretion.rulebook import Law

MOST_FACTS: Final = 40
MOST_VALUES: Final = 12


class Narrowing(msgspec.Struct, frozen=True):
    """A missing fact, and the widest interval that can remain once it is known (``None``: without limit)."""

    fact: str
    left: Number | None


def rank(
    missing: Sequence[str], offence: str, law: Law, reassess: Callable[[str, Any], Amount], now: Amount
) -> tuple[Narrowing, ...]:
    """The missing facts, the one that narrows the interval most first.

    ``reassess`` gives the possible fine with one fact set. A fact whose values cannot be listed (a day) is left at the width as it is.
    """
    found = []
    for fact in missing[:MOST_FACTS]:
        tried = _tried(values(law, offence, fact)) if fact in law.facts else ()
        widths = [reassess(fact, value).width for value in tried]
        found.append(Narrowing(fact, _widest(widths) if widths else now.width))
    found += [Narrowing(fact, now.width) for fact in missing[MOST_FACTS:]]
    return tuple(sorted(found, key=lambda n: (n.left is None, n.left or 0)))


def _tried(all_values: Sequence[Any]) -> Sequence[Any]:
    """At most so many, spread over the range."""
    if len(all_values) <= MOST_VALUES:
        return all_values
    last = len(all_values) - 1
    return [all_values[n * last // (MOST_VALUES - 1)] for n in range(MOST_VALUES)]


def _widest(widths: Sequence[Number | None]) -> Number | None:
    known = [w for w in widths if w is not None]
    return max(known) if len(known) == len(widths) else None
