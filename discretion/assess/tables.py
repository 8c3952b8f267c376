"""Which discretion basis covers a tier: the nearest jurisdiction's, for the provision that it quotes or its successor."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import msgspec

from discretion.assess.matter import Matter, TierRange
from discretion.assess.memo import derived, looked
from discretion.assess.range import PERSON, work
from discretion.law.basis import Basis, BasisTier
from discretion.law.citation import Citation
from discretion.law.figure import Mark
from discretion.law.offence import Provision, Tier
from discretion.money import Amount, Number, simplest
from discretion.text import Message, say


class Table(msgspec.Struct, frozen=True):
    """A basis that covers the tier; its row for the tier; and, where it quotes another provision, what follows from that."""

    id: str
    basis: Basis
    row: BasisTier | None
    marks: tuple[Mark, ...] = ()
    note: Message | None = None
    rescaled: bool = False
    quoted: tuple[tuple[Amount, Amount], ...] = ()
    sure: bool = True
    missing: tuple[str, ...] = ()

    def scaled(self, low: Amount, high: Amount, tier: TierRange) -> tuple[Amount, Amount]:
        """A sub-range at the same relative place in the tier's range as it has in the quoted range that holds it."""
        assert self.quoted
        bottom, top = next((r for r in self.quoted if _holds(r, low, high)), self.quoted[0])
        if top.high is None or top.high == bottom.low or not (tier.floor.known and tier.ceiling.known):
            return tier.floor, tier.ceiling
        share = (tier.ceiling.low - tier.floor.low) * Fraction(1) / (top.high - bottom.low)

        def turn(value: Number) -> Number:
            return simplest(tier.floor.low + (value - bottom.low) * share)

        ends = (low.low, low.high, high.low, high.high)
        a, b, c, d = (None if end is None else turn(end) for end in ends)
        return Amount(a or 0, b), Amount(c or 0, d)


def _holds(span: tuple[Amount, Amount], low: Amount, high: Amount) -> bool:
    """Whether a quoted range holds a sub-range."""
    return span[0].low <= low.low and span[1].high is not None and high.high is not None and high.high <= span[1].high


def tables(matter: Matter, tier: TierRange) -> tuple[tuple[Table, ...], ...]:
    """The tables that may cover the tier, in groups of which the first with a table that surely covers it decides.

    Those for the offence go before the fallback, those that quote the provision itself before those that quote another, and a nearer
    jurisdiction's before its parent's.
    """
    provision = matter.provision
    key = ("tables", matter.when, id(provision), id(tier.tier), tier.floor, tier.ceiling)
    return looked(key, matter.view, lambda view: _tables(matter.seeing(view), tier), (provision, tier.tier))


def _tables(matter: Matter, tier: TierRange) -> tuple[tuple[Table, ...], ...]:
    law = matter.law
    groups: dict[tuple[bool, bool, int], list[Table]] = {}
    for id, basis in derived(law, ("bases", matter.when), lambda: tuple(_live(matter))):
        applies = matter.view.holds(basis.when)
        if applies.truth is False:
            continue
        for row, certain in _rows(basis, tier.tier, matter):
            table = _fits(id, basis, row, tier, matter)
            if table is not None:
                place = (not basis.offences, bool(table.quoted), -law.chain.index(law.home[id]))
                sure = applies.truth is True and certain
                groups.setdefault(place, []).append(msgspec.structs.replace(table, sure=sure, missing=applies.missing))
    return tuple(tuple(groups[place]) for place in sorted(groups))


def _live(matter: Matter) -> Iterator[tuple[str, Basis]]:
    """The tables for the offence, and those for all, that are or may be in force."""
    law, day = matter.law, matter.decision
    for id, basis in law.bases.items():
        if basis.offences and matter.violation.offence not in basis.offences:
            continue
        if not law.replaced(id, day) and law.in_force(basis, day) is not False:
            yield id, basis


def _rows(basis: Basis, tier: Tier, matter: Matter) -> Iterator[tuple[BasisTier | None, bool]]:
    """The rows of a table that may be the one for the tier, and whether that is certain; a fallback's first row serves every tier."""
    if basis.method != "weights":
        yield None, True
        return
    found = False
    for row in basis.tiers:
        truth = matter.view.holds(row.when).truth if tier.id in row.serves else False
        if truth is not False:
            found = True
            yield row, truth is True
        if truth is True:
            return
    if not found and not basis.offences and basis.tiers:
        yield basis.tiers[0], True


def _fits(id: str, basis: Basis, row: BasisTier | None, tier: TierRange, matter: Matter) -> Table | None:
    named = any(tier.tier.id in b.for_ for b in basis.bands)
    if basis.method == "bands" and not named and (tier.tier.payer == PERSON or all(b.for_ for b in basis.bands)):
        return None
    if not basis.provisions or any(_same(c, matter.provision) for c in basis.provisions):
        return Table(id, basis, row)
    return _derived(id, basis, row, tier, matter)


def _same(citation: Citation, provision: Provision) -> bool:
    return any(citation.covers(c) or c.covers(citation) for c in provision.liability)


def _derived(id: str, basis: Basis, row: BasisTier | None, tier: TierRange, matter: Matter) -> Table | None:
    """A table that quotes another provision of the same offence: it still serves where the range is the same; else it is scaled."""
    quoted = next((p for p in matter.offence.provisions if any(_same(c, p) for c in basis.provisions)), None)
    if quoted is None:
        return None
    like = [t for t in reversed(quoted.tiers) if t.fine and (t.payer == PERSON) == (tier.tier.payer == PERSON)]
    # the tier of the same name first, then the one that would have applied
    like.sort(key=lambda t: (t.id != tier.tier.id, matter.view.holds(t.when).truth is not True))
    ranges = [work(t.fine, matter.view) for t in like if t.fine is not None]
    if not ranges:
        return None
    spans = tuple((w.floor, w.ceiling) for w in ranges)
    title = matter.law.cite(quoted.liability[0])
    mark = Mark("derived", f"{quoted.liability[0].text} → {matter.provision.liability[0].text}")
    if spans[0] == (tier.floor, tier.ceiling):
        note = say("the table quotes {article}; the range is the same, so it still serves", article=title)
        return Table(id, basis, row, (mark,), note, False, spans)
    note = say(
        "the table quotes {article}, whose range was another; its shares are applied to the range that governs",
        article=title,
    )
    return Table(id, basis, row, (mark,), note, True, spans)
