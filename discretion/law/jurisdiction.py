"""A jurisdiction: how it rounds, in what order its programmes apply, where in a band the point lies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from discretion.law.citation import Citation, Citations
from discretion.law.entry import Share
from discretion.law.figure import Figure, Provenance
from discretion.law.programme import ProgrammeKind
from discretion.law.value import Record
from discretion.text import Text


class Rounding(Record, frozen=True, kw_only=True):
    """To a multiple of so many yuan."""

    to: Figure
    mode: Literal["half-up", "down", "up"] = "half-up"
    source: Citation | None = None


class Together(Record, frozen=True, kw_only=True):
    """In what order programmes apply, how they combine, and the largest total reduction in percent."""

    order: tuple[ProgrammeKind, ...]
    combine: Literal["compound", "add", "best"] = "compound"
    at_most_percent: Figure | None = None
    source: Citation | None = None


class Point:
    """A place in a band: 0 is its lower end, 1 its upper; a span leaves the officer the choice."""

    __slots__ = ("share",)

    def __init__(self, share: Share) -> None:
        self.share = share

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Point) and self.share == other.share

    def __hash__(self) -> int:
        return hash(self.share)

    @classmethod
    def read(cls, raw: object) -> Point:
        """Read a figure or ``{from, to}``. Raises ``Unreadable``."""
        return cls(Share.read(raw))


class PointInBand(Record, frozen=True, kw_only=True):
    """Where in a band a lighter, an ordinary and a heavier penalty lie."""

    lighter: Point
    ordinary: Point
    heavier: Point
    source: Citation | None = None


class NotFoundOut(Record, frozen=True, kw_only=True):
    """What a factor counts as that could not be found out after inquiry."""

    factor: Literal["lowest", "unknown"] = "unknown"
    source: Citation | None = None


class SameAct(Record, frozen=True, kw_only=True):
    """In what order one of several provisions for the same act is chosen before the highest fine decides."""

    order: tuple[Literal["rank", "special", "later", "highest"], ...]
    source: Citation | None = None


class FirstDay(Record, frozen=True, kw_only=True):
    """Whether the first day of a period counts; a convention, so it carries its provenance."""

    value: bool
    provenance: Provenance = "official"
    why: str = ""


class Jurisdiction(Record, frozen=True, kw_only=True):
    """A place: what it adds to or replaces in its parent."""

    title: Text
    rounding: Rounding | None = None
    programmes: Together | None = None
    point_in_band: PointInBand | None = None
    not_found_out: NotFoundOut | None = None
    same_act: SameAct | None = None
    overlapping_bases: Literal["heaviest", "first"] | None = None
    first_day_counts: FirstDay | None = None
    authority: Mapping[str, Citations] | None = None
    note: Text | None = None
