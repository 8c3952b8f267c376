"""Who may lead below the statutory minimum: a law, a regulation or a rule; a normative document may not."""

from __future__ import annotations

from collections.abc import Iterable

from discretion.assess.adjustment import AUTHORITY
from discretion.law.citation import Citation
from discretion.rulebook import Law


def authorised(source: Iterable[Citation], law: Law) -> bool:
    """Whether an instrument above a normative document is among ``source`` (administrative penalty law, article 32)."""
    found = (law.instruments.get(c.instrument) for c in source)
    return any(i is not None and i.rank in AUTHORITY for i in found)
