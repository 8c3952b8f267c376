"""Which settings of a jurisdiction are others than they were, where, and on which days: as they work there, not as they are written.

A place inherits what it does not set itself. So a changed setting counts in each place in which another one works now than before, and
not where a nearer place sets it; and a setting that stands in a regulation ends with it, so that a regulation that ends on another day
changes a setting too. What is only words counts nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final, get_args

import msgspec

from discretion.audit.difference.rules import WORDS
from discretion.law.jurisdiction import Jurisdiction
from discretion.rulebook import Law, Rulebook
from discretion.rulebook.book import Dated

#: What stands in a setting and moves nothing: where a figure comes from. A regulation in which it stands counts by its days.
_ORIGIN: Final = ("source", "provenance", "why", "mark")
#: Settings that no fine looks at: whose officers use the rules, and on what a step of the assessment rests.
BESIDE: Final = ("department", "authority")
_DAY: Final = timedelta(days=1)
Stretch = tuple[date, date]


class Altered(msgspec.Struct, frozen=True):
    """A setting that works otherwise in a place.

    ``parts``: what of it is another. ``of``: the jurisdiction that sets it. ``days``: the stretches in which another one works.
    """

    name: str
    parts: tuple[str, ...]
    of: str
    place: str
    days: tuple[Stretch, ...]

    @property
    def rule(self) -> str:
        """The name by which its effects are called."""
        return f"{self.of}/{'+'.join(self.parts)}"


def altered(old: Rulebook, new: Rulebook, place: str) -> Iterator[Altered]:
    """The settings that work otherwise in ``place``, which both know."""
    one, other = old.law(place), new.law(place)
    for name in Jurisdiction.__struct_fields__:
        if name not in WORDS:
            days = tuple(
                s for s in _stretches(name, one, other) if acting(one, name, s[0]) != acting(other, name, s[0])
            )
            if days:
                parts = {p for s in days for p in _parts(name, _at(one, name, s[0]), _at(other, name, s[0]))}
                yield Altered(name, tuple(sorted(parts)), _of(old, new, name, other.chain), place, days)


def acting(law: Law, name: str, day: date) -> Any:
    """What a setting does on ``day``, to be compared."""
    return _acting(_at(law, name, day))


def _acting(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_acting(item) for item in value)
    fields = getattr(value, "__struct_fields__", None)
    slots = (name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ()))
    own = [name for name in (slots if fields is None else fields) if name not in (*WORDS, *_ORIGIN)]
    return (type(value).__name__, *((name, _acting(getattr(value, name))) for name in own)) if own else value


def _at(law: Law, name: str, day: date) -> Any:
    return law.setting(name, day) if name in get_args(Dated) else getattr(law.settings, name)  # type: ignore[arg-type]


def _stretches(name: str, *laws: Law) -> Iterator[Stretch]:
    """The stretches of days within which no regulation begins or ends in which the setting stands."""
    first: set[date] = {date.min}
    if name in get_args(Dated):
        for law in laws:
            for level in law.levels:
                source = getattr(getattr(level, name), "source", None)
                instrument = None if source is None else law.instruments.get(source.instrument)
                if instrument is not None and instrument.in_force.from_ is not None:
                    first.add(instrument.in_force.from_.value)
                if instrument is not None and instrument.in_force.to is not None:
                    first.add(instrument.in_force.to.value + _DAY)
    edges = sorted(first)
    yield from ((a, b - _DAY) for a, b in pairwise(edges))
    yield edges[-1], date.max


def _parts(name: str, one: Any, other: Any) -> Iterator[str]:
    """The fields of a setting that are others, or the setting as a whole."""
    if type(one) is type(other) and isinstance(one, msgspec.Struct):
        own = [f for f in one.__struct_fields__ if f not in (*WORDS, *_ORIGIN)]
        fields = [f for f in own if _acting(getattr(one, f)) != _acting(getattr(other, f))]
        yield from (f"{name}.{field}" for field in fields)
    else:
        yield name


def _of(old: Rulebook, new: Rulebook, name: str, chain: tuple[str, ...]) -> str:
    """The nearest jurisdiction that sets it otherwise; where only a regulation ends on another day, the nearest that sets it."""
    one, other = (_written(book, name) for book in (old, new))
    near = [place for place in reversed(chain) if place in one or place in other]
    return next((p for p in near if _acting(one.get(p)) != _acting(other.get(p))), near[0])


def _written(book: Rulebook, name: str) -> Mapping[str, Any]:
    """What each jurisdiction writes of a setting."""
    rules = (r for r in book.shelf().rules if r.section == "jurisdiction")
    return {r.jurisdiction: own for r in rules if (own := getattr(r.record, name)) is not None}
