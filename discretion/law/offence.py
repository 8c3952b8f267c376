"""An offence: one thing that a party can do, its elements, and the dated provisions that punish it."""

from __future__ import annotations

from typing import Literal

from discretion.law.citation import Citation
from discretion.law.condition import Condition
from discretion.law.figure import Figure, Mark, Validity
from discretion.law.measure import MeasureUse
from discretion.law.value import Record
from discretion.text import Text

Payer = Literal["any", "organisation", "individual", "person-in-charge"]
FineKind = Literal["range", "ceiling", "fixed", "multiple", "percent", "per-unit"]
FineForm = Literal["range", "multiple", "ceiling", "floor"]


class Fine(Record, frozen=True, kw_only=True):
    """A fine as a statute writes it: yuan, a multiple or percentage of a money fact, or so much per unit."""

    from_: Figure | None = None
    to: Figure | None = None
    fixed: Figure | None = None
    multiple_of: str | None = None
    percent_of: str | None = None
    per: str | None = None
    base_at_least: Figure | None = None
    at_least: Figure | None = None
    at_most: Figure | None = None
    shall: bool = True

    @property
    def kind(self) -> FineKind:
        """The form in which the statute writes it."""
        if self.multiple_of:
            return "multiple"
        if self.percent_of:
            return "percent"
        if self.per:
            return "per-unit"
        if self.fixed is not None:
            return "fixed"
        return "ceiling" if self.from_ is None else "range"

    @property
    def form(self) -> FineForm:
        """Which of its ends are given: only the upper, only the lower, both in yuan, or both as a multiple or percentage."""
        if self.fixed is None and (self.from_ is None) != (self.to is None):
            return "ceiling" if self.from_ is None else "floor"
        return "multiple" if self.multiple_of or self.percent_of else "range"

    @property
    def of(self) -> str | None:
        """The fact of which it is a multiple, a percentage, or so much per unit."""
        return self.multiple_of or self.percent_of or self.per

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks of its figures."""
        figures = (self.from_, self.to, self.fixed, self.base_at_least, self.at_least, self.at_most)
        return tuple(m for f in figures if f is not None for m in f.marks)


class Tier(Record, frozen=True, kw_only=True):
    """One step of a provision: who pays, when, and what."""

    id: str
    payer: Payer = "any"
    when: Condition | None = None
    fine: Fine | None = None
    measures: tuple[str | MeasureUse, ...] = ()


class Provision(Record, frozen=True, kw_only=True):
    """What a law says of the offence while it is in force."""

    id: str | None = None
    duty: tuple[Citation, ...] = ()
    liability: tuple[Citation, ...]
    details: tuple[Citation, ...] = ()
    in_force: Validity | None = None
    elements: Condition | None = None
    tiers: tuple[Tier, ...] = ()
    measures: tuple[str | MeasureUse, ...] = ()
    on_refusal: tuple[str, ...] = ()
    enforced_by: str | tuple[str, ...] | None = None
    note: Text | None = None

    @property
    def key(self) -> str:
        """Its id within the offence."""
        return self.id or self.liability[0].text

    @property
    def departments(self) -> tuple[str, ...]:
        """Who enforces it, where that is said of the provision apart."""
        return _several(self.enforced_by)


class Offence(Record, frozen=True, kw_only=True):
    """One thing that a party can do."""

    title: Text
    enforced_by: str | tuple[str, ...]
    keywords: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    elements: Condition
    provisions: tuple[Provision, ...]
    succeeded_by: str | None = None
    preceded_by: str | None = None
    note: Text | None = None

    @property
    def departments(self) -> tuple[str, ...]:
        """Who enforces it."""
        return _several(self.enforced_by)


def _several(names: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return () if names is None else (names,) if isinstance(names, str) else names
