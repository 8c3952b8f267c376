"""Which discretion basis covers a tier: the nearest jurisdiction's, for the provision that it quotes or its successor."""

from __future__ import annotations

from fractions import Fraction

import msgspec

from discretion.assess.matter import Matter, TierRange
from discretion.assess.range import work
from discretion.law.basis import Basis, BasisTier
from discretion.law.citation import Citation
from discretion.law.figure import Mark
from discretion.law.offence import Provision, Tier
from discretion.money import Amount
from discretion.text import Message, say


class Table(msgspec.Struct, frozen=True):
    """A basis that covers the tier; its row for the tier; and, where it quotes another provision, what follows from that."""

    id: str
    basis: Basis
    row: BasisTier | None
    marks: tuple[Mark, ...] = ()
    note: Message | None = None
    rescaled: bool = False
    quoted: tuple[Amount, Amount] | None = None

    def scale(self, value: Amount, tier: TierRange) -> Amount:
        """An amount of the quoted range at the same relative place in the tier's range."""
        assert self.quoted is not None
        low, high = self.quoted[0].low, self.quoted[1].high
        if high is None or high == low or not (tier.floor.known and tier.ceiling.known):
            return Amount(tier.floor.low, tier.ceiling.high)
        share = Fraction(tier.ceiling.low - tier.floor.low) / (high - low)
        return Amount(
            tier.floor.low + (value.low - low) * share,
            None if value.high is None else tier.floor.low + (value.high - low) * share,
        )


def tables(matter: Matter, tier: TierRange) -> tuple[Table, ...]:
    """The tables that cover the tier: all of the nearest jurisdiction that has one, else the fallback."""
    law = matter.law
    special: list[tuple[int, Table]] = []
    general: list[tuple[int, Table]] = []
    for id, basis in law.bases.items():
        if (
            law.replaced(id, matter.decision)
            or law.in_force(basis, matter.decision) is False
            or matter.view.holds(basis.when).truth is False
        ):
            continue
        near = law.chain.index(law.home[id])
        if not basis.offences:
            table = _fits(id, basis, tier, matter, fallback=True)
            if table is not None:
                general.append((near, table))
        elif matter.violation.offence in basis.offences:
            table = _fits(id, basis, tier, matter, fallback=False)
            if table is not None:
                special.append((near, table))
    for found in (special, general):
        direct = [x for x in found if x[1].quoted is None] or found
        if direct:
            nearest = max(near for near, _ in direct)
            return tuple(t for near, t in direct if near == nearest)
    return ()


def _fits(id: str, basis: Basis, tier: TierRange, matter: Matter, fallback: bool) -> Table | None:
    row = _row(basis, tier.tier, matter, fallback)
    if basis.method == "weights" and row is None:
        return None
    if basis.method == "bands" and not any(not b.for_ or tier.tier.id in b.for_ for b in basis.bands):
        return None
    if (
        basis.method == "bands"
        and tier.tier.payer == "person-in-charge"
        and not any(tier.tier.id in b.for_ for b in basis.bands)
    ):
        return None
    if not basis.provisions or any(_same(c, matter.provision) for c in basis.provisions):
        return Table(id, basis, row)
    return _derived(id, basis, row, tier, matter)


def _row(basis: Basis, tier: Tier, matter: Matter, fallback: bool) -> BasisTier | None:
    for row in basis.tiers:
        if tier.id in row.serves and matter.view.holds(row.when).truth is not False:
            return row
    return basis.tiers[0] if fallback and basis.tiers else None


def _same(citation: Citation, provision: Provision) -> bool:
    return any(citation.covers(c) or c.covers(citation) for c in provision.liability)


def _derived(id: str, basis: Basis, row: BasisTier | None, tier: TierRange, matter: Matter) -> Table | None:
    """A table that quotes another provision of the same offence: it still serves where the range is the same; else it is scaled."""
    quoted = next((p for p in matter.offence.provisions if any(_same(c, p) for c in basis.provisions)), None)
    if quoted is None:
        return None
    old = next((t for t in quoted.tiers if t.id == tier.tier.id), None) or (quoted.tiers[0] if quoted.tiers else None)
    if old is None or old.fine is None:
        return None
    worked = work(old.fine, matter.view)
    title = matter.law.cite(quoted.liability[0])
    if worked.floor == tier.floor and worked.ceiling == tier.ceiling:
        note = say("the table quotes {article}; the range is the same, so it still serves", article=title)
        why = f"{quoted.liability[0].text} → {matter.provision.liability[0].text}"
        return Table(id, basis, row, (Mark("derived", why),), note, False, (worked.floor, worked.ceiling))
    note = say(
        "the table quotes {article}, whose range was another; its shares are applied to the range that governs",
        article=title,
    )
    why = f"{quoted.liability[0].text} → {matter.provision.liability[0].text}"
    return Table(id, basis, row, (Mark("derived", why),), note, True, (worked.floor, worked.ceiling))
