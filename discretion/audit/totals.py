"""What a table can come to at least and at most, beside the statutory range that it serves.

Amounts that depend on a money fact are compared as multiples of it: 5 % of the investment is 1/20 × investment.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import msgspec

from discretion.audit.ladders import serves
from discretion.law.basis import Basis, BasisTier, Factor
from discretion.law.offence import Fine, Offence, Provision, Tier
from discretion.money import Number, grouped, plain, simplest
from discretion.rulebook import Law
from discretion.text import Text


class Scale(msgspec.Struct, frozen=True):
    """From so much to so much, in yuan or as multiples of a money fact."""

    low: Number
    high: Number
    of: str | None = None

    def within(self, other: Scale) -> bool:
        """Whether it lies inside ``other``; what is measured in another unit cannot be compared, so it does."""
        return self.of != other.of or (other.low <= self.low and self.high <= other.high)

    @property
    def text(self) -> Text:
        """As people read it."""
        unit = f" × {self.of}" if self.of else ""
        words = grouped(self.low) if self.low == self.high else f"{grouped(self.low)}–{grouped(self.high)}"
        return Text(words + (unit or "元"), words + (unit or " yuan"))


class Served(msgspec.Struct, frozen=True):
    """A statutory tier that a table serves, with the table's own row for it (of a weight table)."""

    offence: str
    provision: Provision
    tier: Tier
    row: BasisTier | None
    statutory: Scale


def statutory(fine: Fine) -> Scale:
    """The range of a fine."""
    low, high = fine.fixed or fine.from_, fine.fixed or fine.to or fine.from_
    assert high is not None
    share = Fraction(1, 100) if fine.percent_of else 1
    bottom = low.value if low is not None and fine.shall else 0
    return Scale(simplest(Fraction(bottom * share)), simplest(Fraction(high.value * share)), fine.of)


def served(basis: Basis, law: Law) -> Iterator[Served]:
    """The statutory tiers that a table serves, as far as they have a fine."""
    for id in basis.offences:
        offence: Offence = law.offences[id]
        for provision in serves(basis, offence):
            for tier in provision.tiers:
                row = next((r for r in basis.tiers if tier.id in r.serves), None)
                if tier.fine is not None and (row is not None or basis.method == "bands"):
                    yield Served(id, provision, tier, row, statutory(tier.fine))


def counted(basis: Basis, row: BasisTier, tier: str) -> tuple[Factor, ...]:
    """The factors that count for a tier."""
    return tuple(f for f in basis.factors if not f.tiers or tier in f.tiers or row.id in f.tiers)


def span(factor: Factor, tier: str) -> tuple[Number, Number]:
    """The least and the most that a factor adds, in percent."""
    weights = [figure.value for level in factor.levels if (figure := level.weight.at(tier)) is not None]
    if not weights:
        return (0, 0)
    if factor.pick == "sum":
        return (0, sum(weights))
    may_be_none = factor.when is not None or (factor.fact is None and all(lv.when is not None for lv in factor.levels))
    return (0 if may_be_none else min(weights), max(weights))


def total(basis: Basis, row: BasisTier, tier: str, clipped: bool = True) -> tuple[Number, Number]:
    """The least and the most that a weight table comes to, in percent; ``clipped`` by its own limits."""
    spans = [span(f, row.id) for f in counted(basis, row, tier)]
    low = row.start.value + sum(s[0] for s in spans)
    high = row.start.value + sum(s[1] for s in spans)
    if not clipped:
        return low, high
    least = basis.total_at_least.value if basis.total_at_least else 0
    most = basis.total_at_most.value if basis.total_at_most else 100
    return min(max(low, least), most), min(max(high, least), most)


def amounts(basis: Basis, one: Served) -> Scale | None:
    """What a weight table gives for a tier, before the law's own bounds; ``None`` where that is no plain scale."""
    row = one.row
    assert row is not None
    low, high = (Fraction(x) / 100 for x in total(basis, row, one.tier.id))
    of = row.of.of
    if of.yuan is not None:
        return Scale(simplest(low * of.yuan.value), simplest(high * of.yuan.value))
    if of.fact is not None:
        times = of.times.value if of.times else 1
        return Scale(simplest(low * times), simplest(high * times), of.fact)
    return Scale(simplest(low * one.statutory.high), simplest(high * one.statutory.high), one.statutory.of)


def percent(value: Number) -> str:
    """``100 %`` without the sign."""
    return plain(value)
