"""What the tables of a place take the circumstances of a statutory tier to be.

A law may make a tier depend on words without a figure ("serious consequences"). A table whose rows go up to that tier's amounts says
which of its own circumstances it takes for them (``reads`` of a basis). The tier then applies where the law's own condition holds or the
table's does, as long as the table is in force on the day of the decision. The law's own condition is never narrowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from discretion.law.basis import Basis
from discretion.law.citation import Citation
from discretion.law.condition import AllOf, AnyOf, Condition, Dated, FactTest, Node
from discretion.law.figure import Validity
from discretion.law.offence import Offence, Provision, Tier

DECISION: Final = "timeline.decision"
#: An offence, the key of one of its provisions, and a tier of it.
Key = tuple[str, str, str]


class Reading(msgspec.Struct, frozen=True):
    """Of a statutory tier: the law's own condition, and the tables that add a circumstance of theirs to it."""

    own: Condition | None
    source: tuple[Citation, ...]


def read(
    offences: Mapping[str, Offence], bases: Mapping[str, tuple[Basis, Validity]]
) -> tuple[dict[str, Offence], dict[Key, Reading]]:
    """The offences with the tables' circumstances beside their tiers' own, and the readings by tier.

    ``bases`` are the tables with the days on which each is in force. A table reads the provisions that it quotes, and, as it serves them
    too, the other provisions of the offence that have a tier of the same name.
    """
    changed: dict[str, Offence] = {}
    found: dict[Key, Reading] = {}
    for basis, validity in bases.values():
        for name in basis.offences if basis.reads else ():
            offence = changed.get(name) or offences.get(name)
            if offence is not None:
                changed[name] = _offence(name, offence, basis, validity, found)
    return {**offences, **changed}, found


def _offence(name: str, offence: Offence, basis: Basis, validity: Validity, found: dict[Key, Reading]) -> Offence:
    provisions = tuple(_provision(name, p, basis, validity, found) for p in offence.provisions)
    return msgspec.structs.replace(offence, provisions=provisions)


def _provision(
    name: str, provision: Provision, basis: Basis, validity: Validity, found: dict[Key, Reading]
) -> Provision:
    tiers: list[Tier] = []
    for tier in provision.tiers:
        added = (basis.reads or {}).get(tier.id)
        if added is None or tier.when is None:
            tiers.append(tier)
            continue
        key = (name, provision.key, tier.id)
        known = found.get(key) or Reading(tier.when, ())
        found[key] = msgspec.structs.replace(known, source=(*known.source, *(basis.source or ())))
        either = AnyOf((tier.when.node, _while(added, validity)))
        tiers.append(msgspec.structs.replace(tier, when=Condition(AllOf((either,)))))
    return msgspec.structs.replace(provision, tiers=tuple(tiers))


def _while(condition: Condition, validity: Validity) -> Node:
    """The condition, on the days on which the table is in force."""
    if validity.from_ is None and validity.to is None:
        return condition.node
    days = Dated(*(None if day is None else day.value for day in (validity.from_, validity.to)))
    return AllOf((*condition.node.parts, FactTest(DECISION, days)))


def in_force(node: Node) -> Node:
    """The condition as it stands while the tables that read it are in force: without their days."""
    match node:
        case AllOf(parts):
            return AllOf(tuple(in_force(p) for p in parts if not _days(p)))
        case AnyOf(parts):
            return AnyOf(tuple(in_force(p) for p in parts))
    return node


def _days(node: Node) -> bool:
    return isinstance(node, FactTest) and node.fact == DECISION and isinstance(node.test, Dated)
