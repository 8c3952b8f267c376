"""A figure of a rule: an exact number or a day, and where it comes from.

The mark of provenance sits on the figure, not on the file: ``official`` (read in the instrument), ``reported`` (press, annual report),
``derived`` (from an official figure by a stated step), ``assumed`` (nobody has published it).
"""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal

import msgspec

from discretion.law.value import Record, Unreadable, mapping, only
from discretion.money import Number, plain, simplest
from discretion.suggest import nearest
from discretion.text import say

Provenance = Literal["official", "reported", "derived", "assumed"]
PROVENANCES: Final[tuple[Provenance, ...]] = ("official", "reported", "derived", "assumed")


class Mark(msgspec.Struct, frozen=True):
    """A figure weaker than official: which, how weak, and why it stands there all the same."""

    provenance: Provenance
    why: str
    rule: str = ""


def weakest(marks: tuple[Mark, ...]) -> Provenance:
    """The weakest provenance among ``marks``; ``official`` where there are none."""
    return max((m.provenance for m in marks), key=PROVENANCES.index, default="official")


class _Marked:
    """A scalar, or ``{value, provenance, why}``."""

    __slots__ = ("mark", "value")
    value: Any
    mark: Mark | None

    def __init__(self, value: Any, mark: Mark | None = None) -> None:
        self.value = value
        self.mark = mark

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and (self.value, self.mark) == (other.value, other.mark)

    def __hash__(self) -> int:
        return hash((self.value, self.mark))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.value!r}, {self.mark!r})"

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The mark as a tuple: empty where the figure is official."""
        return () if self.mark is None else (self.mark,)


def _split(raw: object) -> tuple[object, Mark | None]:
    if not isinstance(raw, dict):
        return raw, None
    fields = mapping(raw)
    only(fields, ("value", "provenance", "why"))
    if "value" not in fields:
        raise Unreadable("missing-key", say("required key `{key}` is missing", key="value"))
    provenance = fields.get("provenance", "official")
    if provenance not in PROVENANCES:
        raise Unreadable(
            "wrong-value",
            say("`{value}` is no provenance", value=str(provenance)),
            nearest(str(provenance), PROVENANCES),
            ("provenance",),
        )
    if provenance == "official":
        return fields["value"], None
    why = fields.get("why")
    if not isinstance(why, str) or not why.strip():
        message = say("a figure that is not official says why it stands there")
        raise Unreadable("missing-key", message, say("add `{key}: …`", key="why"))
    return fields["value"], Mark(provenance, why)


# compiled when something is wrong, not at every start
_WRITTEN: Final = r"(?P<digits>\d[\d,，_ ]*(\.\d+)?)\s*(?P<unit>[百千万亿]*)\s*(?P<name>元|yuan|%|％)?"
_UNITS: Final = {"百": 2, "千": 3, "万": 4, "亿": 8}


def no_number(raw: object) -> Unreadable:
    """What to say where a number is due and something else stands: ``20,000`` and ``2万元`` are shown as the rules write them."""
    match = re.fullmatch(_WRITTEN, raw, re.ASCII) if isinstance(raw, str) and len(raw) <= 40 else None
    if match is None:
        return Unreadable("wrong-type", say("a number is due here"), say("write {example}", example="20000, 0.1, 1/24"))
    digits = re.sub("[,，_ ]", "", match["digits"])
    value = simplest(Fraction(digits) * 10 ** sum(_UNITS[unit] for unit in match["unit"]))
    return Unreadable("wrong-type", say("a number is due here"), say("write {example}", example=plain(value)))


_DAY: Final = r"(\d{4})[年/.-](\d{1,2})[月/.-](\d{1,2})日?"


def no_day(raw: object) -> Unreadable:
    """What to say where a day is due and something else stands: ``2025年3月27日`` is shown as the rules write it."""
    match = re.fullmatch(_DAY, raw, re.ASCII) if isinstance(raw, str) else None
    example = f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}" if match else "2026-08-15"
    return Unreadable("wrong-type", say("a day is due here"), say("write it as {example}", example=example))


class Figure(_Marked):
    """An exact number with its provenance."""

    __slots__ = ()
    value: Number

    @classmethod
    def read(cls, raw: object) -> Figure:
        """Read a number or ``{value, provenance, why}``. Raises :class:`Unreadable`."""
        value, mark = _split(raw)
        path = ("value",) if isinstance(raw, dict) else ()
        if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
            raise no_number(value).inside(*path)
        if value < 0:
            raise Unreadable("wrong-value", say("a number of the law is not negative"), path=path)
        return cls(value, mark)


class Day(_Marked):
    """A day with its provenance."""

    __slots__ = ()
    value: date

    @classmethod
    def read(cls, raw: object) -> Day:
        """Read a day or ``{value, provenance, why}``. Raises :class:`Unreadable`."""
        value, mark = _split(raw)
        if not isinstance(value, date):
            raise no_day(value).inside(*(("value",) if isinstance(raw, dict) else ()))
        return cls(value, mark)


class Span(Record, frozen=True, kw_only=True):
    """From one figure to another."""

    from_: Figure
    to: Figure


class Validity(Record, frozen=True, kw_only=True):
    """The days from and to which something is in force, both included; open where a day is missing."""

    from_: Day | None = None
    to: Day | None = None

    def covers(self, day: date) -> bool:
        """Whether it is in force on ``day``."""
        return (self.from_ is None or self.from_.value <= day) and (self.to is None or day <= self.to.value)

    def meet(self, other: Validity) -> Validity:
        """The days that both cover."""
        froms = [d for d in (self.from_, other.from_) if d is not None]
        tos = [d for d in (self.to, other.to) if d is not None]
        return Validity(
            from_=max(froms, key=lambda d: d.value, default=None), to=min(tos, key=lambda d: d.value, default=None)
        )

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks of its days."""
        return tuple(m for d in (self.from_, self.to) if d is not None for m in d.marks)


ALWAYS: Final = Validity()
