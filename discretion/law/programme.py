"""Local programmes: credits for studying the law, a public apology and pledge, informed commitment."""

from __future__ import annotations

from typing import Literal

from discretion.law.citation import Citations
from discretion.law.condition import Condition
from discretion.law.entry import Share
from discretion.law.figure import Figure, Validity
from discretion.law.measure import Force
from discretion.law.value import Record
from discretion.text import Text

ProgrammeKind = Literal["law-study", "apology-pledge", "informed-commitment"]


class Credit(Record, frozen=True, kw_only=True):
    """How credits are earned: so many when something holds, or so many per unit of a fact."""

    when: Condition | None = None
    per: str | None = None
    credits: Figure
    at_most: Figure | None = None


class Reduction(Record, frozen=True, kw_only=True):
    """A step of a programme: when, and how many percent off."""

    when: Condition | None = None
    percent: Share
    title: Text | None = None


class Benefit(Record, frozen=True, kw_only=True):
    """What a programme gives beside a reduction."""

    title: Text
    when: Condition | None = None


class Programme(Record, frozen=True, kw_only=True):
    """A programme that rewards the party's conduct after the act."""

    kind: ProgrammeKind
    title: Text
    source: Citations
    in_force: Validity | None = None
    at: Literal["act", "decision"] = "decision"
    result: Literal["lighter", "mitigated", "no-penalty"] = "lighter"
    force: Force = "shall"
    offences: tuple[str, ...] = ()
    requires: Condition
    credits: tuple[Credit, ...] = ()
    reduction: tuple[Reduction, ...] = ()
    at_most: Figure | None = None
    benefits: tuple[Benefit, ...] = ()
    replaces: tuple[str, ...] = ()
    note: Text | None = None

    def concerns(self, offence: str) -> bool:
        """Whether it may apply to ``offence``."""
        return not self.offences or any(
            o == offence or (o.endswith(".*") and offence.startswith(o[:-1])) for o in self.offences
        )
