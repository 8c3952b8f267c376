"""A jurisdiction: how it rounds, in what order its programmes apply, where in a band the point lies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from discretion.law.citation import Citation, Citations
from discretion.law.entry import Share
from discretion.law.figure import Figure, Provenance
from discretion.law.offence import FineForm
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
    """A place in a band: 0 is its lower end, 1 its upper; a span leaves the officer the choice. ``open``: its end is not of it."""

    __slots__ = ("open", "share")

    def __init__(self, share: Share, open: bool = False) -> None:
        self.share = share
        self.open = open

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Point) and (self.share, self.open) == (other.share, other.open)

    def __hash__(self) -> int:
        return hash((self.share, self.open))

    @classmethod
    def read(cls, raw: object) -> Point:
        """Read a figure, ``{from, to}`` or ``{from, below}``. Raises ``Unreadable``."""
        if isinstance(raw, dict) and "below" in raw and "to" not in raw:
            return cls(Share.read({"to" if key == "below" else key: value for key, value in raw.items()}), True)
        return cls(Share.read(raw))


class Places(Record, frozen=True, kw_only=True):
    """Where a lighter, an ordinary and a heavier penalty lie."""

    lighter: Point
    ordinary: Point
    heavier: Point
    source: Citation | None = None


class PointInBand(Places, frozen=True, kw_only=True):
    """Where in a band a penalty lies; for bands of some forms otherwise.

    ``multiple``: the ends are multiples or percentages. ``ceiling``: there is only an upper end, and a place is a share of it. ``floor``:
    there is only a lower end, and a place is so many times it.
    """

    multiple: Places | None = None
    ceiling: Places | None = None
    floor: Places | None = None

    def of(self, form: FineForm) -> Places:
        """The places in a band of this form."""
        own: Places | None = None if form == "range" else getattr(self, form)
        return own or self


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
    department: str | None = None
    rounding: Rounding | None = None
    programmes: Together | None = None
    point_in_band: PointInBand | None = None
    not_found_out: NotFoundOut | None = None
    same_act: SameAct | None = None
    overlapping_bases: Literal["heaviest", "first"] | None = None
    first_day_counts: FirstDay | None = None
    authority: Mapping[str, Citations] | None = None
    note: Text | None = None
