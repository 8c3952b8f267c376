"""Entries of the lists: no penalty, lighter, mitigated, heavier, no coercion, and what else the law says by condition."""

from __future__ import annotations

from typing import Any, Literal

from discretion.calendar import Period
from discretion.law.citation import Citations
from discretion.law.condition import Condition, read_period
from discretion.law.figure import Figure, Mark, Span, Validity
from discretion.law.measure import Force
from discretion.law.value import Record, Unreadable, mapping, only
from discretion.text import Text, say


class Share:
    """A percentage that the rule fixes, or a span within which the officer chooses."""

    __slots__ = ("from_", "to")

    def __init__(self, from_: Figure, to: Figure) -> None:
        self.from_ = from_
        self.to = to

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Share) and (self.from_, self.to) == (other.from_, other.to)

    def __hash__(self) -> int:
        return hash((self.from_, self.to))

    @classmethod
    def read(cls, raw: Any) -> Share:
        """Read a figure or ``{from, to}`` in percent. Raises :class:`Unreadable`."""
        if isinstance(raw, dict) and "value" not in raw:
            only(mapping(raw), ("from", "to"))
            if set(raw) != {"from", "to"}:
                raise Unreadable("missing-key", say("a span has `from` and `to`"))
            share = cls(Figure.read(raw["from"]), Figure.read(raw["to"]))
        else:
            figure = Figure.read(raw)
            share = cls(figure, figure)
        if share.to.value > 100 or share.from_.value > share.to.value:
            raise Unreadable("wrong-value", say("percentages rise from 0 to 100"))
        return share

    @property
    def fixed(self) -> bool:
        """Whether the rule leaves no choice."""
        return self.from_.value == self.to.value

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks of its figures."""
        return tuple(dict.fromkeys((*self.from_.marks, *self.to.marks)))


class Duration:
    """A period with its provenance always official: ``2 years``."""

    __slots__ = ("period",)

    def __init__(self, period: Period) -> None:
        self.period = period

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Duration) and self.period == other.period

    def __hash__(self) -> int:
        return hash(self.period)

    @classmethod
    def read(cls, raw: object) -> Duration:
        """Read it. Raises :class:`Unreadable`."""
        return cls(read_period(raw))


class Effect(Record, frozen=True, kw_only=True):
    """How far an entry moves the amount."""

    percent_off: Share | None = None
    percent_on: Share | None = None


class Entry(Record, frozen=True, kw_only=True):
    """A rule of a list: what it asks, on whose authority, and with what force."""

    id: str
    title: Text
    source: Citations
    force: Force = "shall"
    when: Condition | None = None
    unless: Condition | None = None
    offences: tuple[str, ...] = ()
    in_force: Validity | None = None
    at: Literal["act", "decision"] = "decision"
    replaces: tuple[str, ...] = ()
    note: Text | None = None

    def concerns(self, offence: str) -> bool:
        """Whether it may apply to ``offence``."""
        return not self.offences or any(
            o == offence or (o.endswith(".*") and offence.startswith(o[:-1])) for o in self.offences
        )


class Lighter(Entry, frozen=True, kw_only=True):
    """A lighter, mitigated or heavier entry."""

    effect: Effect | None = None
    or_mitigated: bool = False


class Limitation(Entry, frozen=True, kw_only=True):
    """Within which period from the end of the act it must be found."""

    period: Duration


class NoCoercion(Entry, frozen=True, kw_only=True):
    """Measures of coercion that are not taken."""

    measures: tuple[str, ...]


class DailyFine(Entry, frozen=True, kw_only=True):
    """A fine for each day on which the act goes on after the order to correct."""

    from_: str
    until: str


class Consequence(Entry, frozen=True, kw_only=True):
    """A measure that follows beside the fine on the authority of the entry's own ``source``.

    ``of`` is a money fact: how much of it the measure takes. ``days``: for how long, where it is detention.
    """

    measure: str
    of: str | None = None
    days: Span | None = None


class Referral(Consequence, frozen=True, kw_only=True):
    """A matter for another authority."""

    kind: Literal["detention", "crime", "department"]
    holds_fine: bool = False


class Exclusion(Entry, frozen=True, kw_only=True):
    """A rule that takes another one's effect away; it never hides in the other's condition."""

    defeats: tuple[str, ...]


class Deadline(Record, frozen=True, kw_only=True):
    """A period counted from a day of the case."""

    period: Duration
    of: str


class Procedure(Entry, frozen=True, kw_only=True):
    """What the officer must do, or tell the party."""

    text: Text
    deadline: Deadline | None = None
