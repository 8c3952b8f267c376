"""What the tables leave of the range before the place in it is found: bands, amounts beside them, the heaviest of several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce

import msgspec

from discretion.law.entry import Share
from discretion.law.jurisdiction import Point
from discretion.law.offence import FineForm
from discretion.money import ZERO, Amount, hull, shown, simplest


class Span(msgspec.Struct, frozen=True):
    """A part of the range within which the point is still to be found: each end an interval; and which of its ends the table gives.

    ``chosen`` is the amount in it that the officer chose. ``exact``: no band but an amount, of a table that gives one; both ends are it.
    """

    low: Amount
    high: Amount
    form: FineForm = "range"
    chosen: Amount | None = None
    exact: bool = False

    def placed(self, share: Share) -> Amount:
        """A place in a band whose ends are intervals: it rises with both ends and with the share."""
        low, high, first, last = self.low, self.high, share.from_.value, share.to.value
        if self.form == "floor":
            return Amount(first * low.low, None if low.high is None else last * low.high).within(low, high)
        bottom = low.low + first * (max(high.low, low.low) - low.low)
        if high.high is None or low.high is None:
            return Amount(simplest(bottom), None)
        return Amount(simplest(bottom), simplest(low.high + last * (max(high.high, low.high) - low.high)))

    def outside(self, place: Point) -> bool:
        """Whether the chosen amount lies outside a place; of one with an open end, also where it is that end."""
        if self.chosen is None:
            return False
        whole = self.placed(place.share)
        return not whole.contains(self.chosen.low) or (place.open and self.chosen.low == whole.high)

    def arithmetic(self, share: Share) -> str:
        """How a place is worked out."""
        place = shown(Amount(share.from_.value, share.to.value))
        if self.low == self.high:
            return shown(self.low)
        if self.form == "floor":
            return f"{shown(self.low)} × {place}"
        if self.form == "ceiling" and self.low == ZERO:
            return f"{shown(self.high)} × {place}"
        return f"{shown(self.low)} + {place} × ({shown(self.high)} − {shown(self.low)})"


class Rivals(msgspec.Struct, frozen=True):
    """Several tables cover the act and the heaviest counts: what each of them may give. Which it is shows when the points are found."""

    tables: tuple[tuple[Span, ...], ...]

    @property
    def exact(self) -> bool:
        """Whether none of them is a band."""
        return all(span.exact for table in self.tables for span in table)


Spans = tuple[Span | Rivals, ...]


def every(spans: Iterable[Span | Rivals]) -> Iterator[Span]:
    """Each band and amount by itself."""
    for span in spans:
        if isinstance(span, Rivals):
            for table in span.tables:
                yield from table
        else:
            yield span


def worth(span: Span | Rivals, place: Callable[[Span], Amount]) -> Amount:
    """The amount of each band, where ``place`` finds it; of rivals the highest, at either end."""
    if isinstance(span, Span):
        return place(span)
    return highest([hull(place(s) for s in table) for table in span.tables])


def highest(amounts: Iterable[Amount]) -> Amount:
    """The highest of several amounts, each of which is an interval."""
    return reduce(Amount.at_least, amounts)


def written(span: Span | Rivals, arithmetic: Callable[[Span], str]) -> str:
    """The arithmetic of a band; of rivals that of each, and that the highest counts."""
    if isinstance(span, Span):
        return arithmetic(span)
    return f"max({'; '.join(' / '.join(dict.fromkeys(arithmetic(s) for s in table)) for table in span.tables)})"
