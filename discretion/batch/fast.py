"""What rows say → what the engine sees of it, without making a case of each.

Values are read by the functions that read them everywhere, and only where they stand in the plainest way.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from operator import getitem
from types import MappingProxyType
from typing import Any, Final

import msgspec

from discretion.assess import view_of
from discretion.assess.memo import tracing
from discretion.assess.truth import View
from discretion.batch import cells
from discretion.batch.cell import Cells, Look, Outside, Regime, When
from discretion.batch.group import Shared
from discretion.batch.kept import Kept
from discretion.batch.part import part
from discretion.batch.plan import Lines, Plan, Way
from discretion.batch.rules import Common
from discretion.batch.said import AGE, BEGAN, DAY_FACTS, KIND, ORDER, PARTY, PERSONAL, TIMELINE, Said
from discretion.batch.stages import Course, Ready
from discretion.batch.traced import Traced, Untraceable, traced
from discretion.case.case import AGES, Stated, Timeline, Violation
from discretion.law.fact import NUMERIC, Fact
from discretion.rulebook import Law, Rulebook
from discretion.rulebook.scalars import MAX_WHOLE

_TOO_LARGE: Final = 10**MAX_WHOLE
_PARTIES: Final = ("organisation", "individual")
#: The types in which a row may have a fact of each type. Yes is not 1, though Python holds them for equal.
_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "boolean": (bool, str),
    "choice": (str,),
    "set": (tuple, str),
    "text": (str,),
    "date": (str,),
    **dict.fromkeys(NUMERIC, (int, Fraction, str)),
}
#: How many values are remembered of a fact, and how many cells in all.
MOST: Final = 20_000
MOST_CELLS: Final = 100_000

#: After so many rows of an offence of which fewer than one in so many shared a cell, cells are no longer looked up.
PATIENCE: Final = 1000
SELDOM: Final = 5
NOTHING: Final = object()
#: What is seen of a fact: the bits that it sets, those that are possible while it is unknown, and its value where that itself counts.
Sense = tuple[int, int, Any]


def _day(text: str) -> date:
    """A day by its text. Raises :class:`Outside`."""
    found = cells.day(text) if isinstance(text, str) else None
    if not isinstance(found, date):
        raise Outside
    return found


class Place:
    """A jurisdiction: its law, and what its facts may say."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.facts = cells.Facts(law.facts)
        self.common = Common(law)
        self.shared = Shared(law)
        self.days = Kept(_day, MOST)
        self._typed: dict[tuple[str, type, Any], Any] = {}
        self._fitting: dict[str, tuple[Sequence[str], bool]] = {}

    def typed(self, name: str, raw: Any) -> Any:
        """The value of a fact. Raises :class:`Outside` where it is not said in the plainest way."""
        key = (name, type(raw), raw)
        found = self._typed.get(key, NOTHING)
        if found is NOTHING:
            found = self._type(name, raw)
            if len(self._typed) >= MOST:
                self._typed.clear()
            self._typed[key] = found
        return found

    def fits(self, name: str, texts: Sequence[str]) -> bool:
        """Whether a fact may have all of these texts, or none."""
        known = self._fitting.get(name)
        if known is None or known[0] is not texts:
            known = self._fitting[name] = (texts, all(not text or self._plain(name, text) for text in texts))
        return known[1]

    def _plain(self, name: str, text: str) -> bool:
        try:
            self.typed(name, text)
        except Exception:  # the row is read by itself, and what is wrong with it shows there
            return False
        return True

    def _type(self, name: str, raw: Any) -> Any:
        fact = self.law.facts.get(name)
        if fact is None or (fact.computed and name not in PARTY) or type(raw) not in _TYPES[fact.type] or raw == "":
            raise Outside
        if fact.type == "date":
            return self.days[raw]
        value = self.facts.value(name, raw) if isinstance(raw, str) else raw
        if fact.type in NUMERIC:
            return exact(value, fact)
        if fact.type == "boolean":
            return _if(type(value) is bool, value)
        if fact.type == "set":
            several = [value] if isinstance(value, str) else value
            return _if(all(v in (fact.choices or {}) for v in several), frozenset(several))
        return _if(fact.type == "text" or value in (fact.choices or {}), value)


def _if(fits: bool, value: Any) -> Any:
    if not fits:
        raise Outside
    return value


def exact(value: Any, fact: Fact) -> Any:
    """A number as a numeric fact may have it. Raises :class:`Outside`."""
    kind = type(value)
    number = kind is int or (kind is Fraction and fact.type != "days")
    return _if(number and 0 <= value < _TOO_LARGE, value)


class _Values(dict[Any, int]):
    """The bits of a fact by its value as a row has it."""

    def __init__(self, own: Cells, typed: Callable[[str, Any], Any], name: str) -> None:
        super().__init__()
        self.own, self.typed, self.name = own, typed, name
        # what the law presumes of a fact that is not stated
        self[None] = own.mask(name, own.presumed[name]) if name in own.presumed else 0

    def __missing__(self, raw: Any) -> int:
        found = self.own.mask(self.name, self.typed(self.name, raw))
        if len(self) < MOST:
            self[raw] = found
        return found


class Offence:
    """The rows of one offence, one kind of party, under one law: what the engine sees of them, and what was found."""

    def __init__(self, own: Cells, place: Place, kind: str, on: date | None) -> None:
        self.own, self.place, self.kind, self.on = own, place, kind, on
        facts = own.law.facts
        self.names = own.facts
        self.values = [_Values(own, self.typed, name) for name in own.facts]
        self.numbers = tuple(n for n in own.numbers if n in own.facts)
        self.dates = tuple(d for d in own.dates if not d.startswith(TIMELINE))
        self.sets = tuple(f for f in own.facts if f in facts and facts[f].type == "set")
        self.relevant = frozenset((*own.facts, *self.dates, KIND))
        #: By the types of the facts in a row: what is possible for those that are not stated.
        self.types: dict[tuple[type, ...], int] = {}
        self.found: dict[Hashable, Plan] = {}
        self.courses: dict[int, Course | None] = {}
        #: How many rows came, and how many of them shared a cell with an earlier one.
        self.told = self.shared = 0
        self._holds: dict[int, int] = {}

    @property
    def pays(self) -> bool:
        """Whether it pays to look for the cell of a row."""
        return self.told <= PATIENCE or self.shared * SELDOM >= self.told

    def typed(self, name: str, raw: Any) -> Any:
        """The value of a fact. Raises :class:`Outside` where it is not said in the plainest way, or such a party cannot have it."""
        value = self.place.typed(name, raw)
        if name in PERSONAL and (self.kind != "individual" or (name == AGE and value not in AGES)):
            raise Outside
        return value

    def irrelevant(self, name: str, texts: Sequence[str]) -> bool:
        """Whether nothing depends on a fact, whichever of these texts it has."""
        return name not in self.relevant and name not in PERSONAL and self.place.fits(name, texts)

    def look(self, said: Said) -> Look:
        """What the engine sees of a row. Raises :class:`Outside`."""
        bits, possible = self.read(said)
        raw = said.facts
        numbers = {name: self.typed(name, raw[name]) for name in self.numbers if name in raw}
        return self.own.look(bits, possible, raw, numbers, self.days(said))

    def read(self, said: Said) -> tuple[int, int]:
        """The bits of the facts of a row that are known, and those that are possible for the others. Raises :class:`Outside` where a fact
        is not said in the plainest way."""
        raw = said.facts
        self.settle(raw)
        values = tuple(map(raw.get, self.names))
        types = tuple(map(type, values))
        possible = self.types.get(types, -1)
        if possible < 0:
            possible = self._check(types)
        bits = sum(map(getitem, self.values, values))
        if not raw.keys() <= self.relevant:
            for name in raw.keys() - self.relevant:
                self.typed(name, tuple(raw[name]) if type(raw[name]) is list else raw[name])
        return bits, possible

    def settle(self, raw: dict[str, Any]) -> None:
        """Facts as they are told apart: a set by its values. Raises :class:`Outside` where such a party cannot have one of them."""
        for name in self.sets:
            if type(raw.get(name)) is list:
                raw[name] = tuple(raw[name])
        for name in PERSONAL:
            if name in raw:
                self.typed(name, raw[name])

    def sense(self, name: str) -> Callable[[str], Sense | None]:
        """From the text of a fact to all that the engine sees of it; ``None`` where the text is not plain."""
        place = self.names.index(name) if name in self.names else -1
        values = self.values[place] if place >= 0 else None
        lacking = 0 if values is None or name in self.own.presumed else self.own.unknown(name)

        def sense(text: str) -> Sense | None:
            try:
                if not text:
                    return (values[None] if values is not None else 0), lacking, None
                if values is None:
                    if name not in self.relevant:
                        self.typed(name, text)
                    return 0, 0, None
                return values[text], 0, self.typed(name, text) if name in self.numbers else None
            except Exception:  # the row is read by itself, and what is wrong with it shows there
                return None

        return sense

    def when(self, said: Said) -> When:
        """What the days of a row come to. Raises :class:`Outside`."""
        return self.own.when(self.days(said))

    def holds(self, bits: int) -> int:
        """The conditions that hold."""
        found = self._holds.get(bits)
        if found is None:
            if len(self._holds) >= MOST:
                self._holds.clear()
            found = self._holds[bits] = self.own.own.holds(bits)
        return found

    def days(self, said: Said) -> dict[str, date]:
        """The days of the timeline, and the facts that are days. Raises :class:`Outside`."""
        known, raw = self.place.days, said.facts
        days = {DAY_FACTS[name]: known[text] for name, text in said.days.items() if text}
        if "timeline.act" in days:
            days[BEGAN] = known[said.began] if said.began else days["timeline.act"]
        if "timeline.decision" not in days and self.on is not None:
            days["timeline.decision"] = self.on
        for first, second in ORDER:
            if first in days and second in days and days[first] > days[second]:
                raise Outside
        for name in self.dates:
            if name in raw:
                days[name] = known[raw[name]]
        return days

    def _check(self, types: tuple[type, ...]) -> int:
        """The bits that are possible for the facts that are not stated. Raises :class:`Outside` where a fact cannot have such a type."""
        facts, possible = self.own.law.facts, 0
        for name, kind in zip(self.names, types, strict=True):
            if kind is type(None):
                possible |= 0 if name in self.own.presumed else self.own.unknown(name)
            elif name not in facts or kind not in _TYPES[facts[name].type]:
                raise Outside
        if len(self.types) < MOST:
            self.types[types] = possible
        return possible

    def assess(self, look: Look, said: Callable[[], Said], alone: bool) -> Way:
        """What the engine finds, stage by stage; unless the case is ``alone``, for all amounts with which it would find the same.

        Raises :class:`Outside`.
        """
        course = self._course(look.regime)
        if course is None:
            raise Outside
        if course.constant is not None:
            return Way(course.constant)
        names = look.regime.numbers
        if not names or alone:
            return course.assess(look, self._ready(said)).way()
        point = dict(zip(names, look.exact, strict=True))
        try:
            with traced(point) as tape, tracing(tape, Traced):
                amounts = {name: Traced.of(name) for name in names}
                own = msgspec.structs.replace(look, numbers={**look.numbers, **amounts})
                return course.assess(own, self._ready(said, amounts), tape).way(tape.since(0))
        except (Untraceable, TypeError):
            # the amounts do not let themselves be told by sums: only this case is
            return Way(course.assess(look, self._ready(said)).draft, exact=True)

    def _ready(self, said: Callable[[], Said], amounts: Mapping[str, Any] = MappingProxyType({})) -> Ready:
        """The row as the engine has a case, made when it is asked for; with other amounts."""
        kept: list[tuple[Violation, View]] = []

        def ready() -> tuple[Violation, View]:
            if not kept:
                violation, view = self._case(said())
                kept.append((violation, View(view.law, {**view.facts, **amounts}) if amounts else view))
            return kept[0]

        return ready

    def _course(self, regime: Regime) -> Course | None:
        if regime.number not in self.courses:
            try:
                self.courses[regime.number] = Course(self.own, regime, self.kind, self.place.shared)
            except Outside:
                self.courses[regime.number] = None
        return self.courses[regime.number]

    def cell(self, look: Look) -> Hashable:
        """The cell of a row; ``None`` where it has none, or where few rows share one, so that it does not pay to look."""
        self.told += 1
        if not self.pays:
            return None
        try:
            return look.cell
        except Outside:
            return None

    def _case(self, said: Said) -> tuple[Violation, View]:
        """The row as the engine has a case."""
        typed = self.place.typed
        facts = {name: Stated(typed(name, raw)) for name, raw in said.facts.items() if name in self.relevant}
        days = {name.removeprefix(TIMELINE): day for name, day in self.days(said).items() if name.startswith(TIMELINE)}
        violation = Violation(self.own.offence, facts, Timeline(**days))
        return violation, view_of(violation, self.own.law)


class Disagreement(Exception):
    """A short way gave another result than the engine: the program is wrong, and must not go on like that."""


class Fast:
    """The offences that come along."""

    def __init__(self, rulebook: Rulebook, on: date | None) -> None:
        self.rulebook, self.on = rulebook, on
        self._names = frozenset(rulebook.jurisdictions())
        self._days = frozenset(r.id for r in rulebook.shelf().rules if r.section == "facts" and r.record.type == "date")
        self._places: dict[str, Place] = {}
        self._cells: dict[tuple[str, str], Cells | None] = {}
        self._offences: dict[tuple[str, str, str], Offence] = {}
        self._count = 0
        #: Rows that were told the short way.
        self.told = 0

    def is_day(self, name: str) -> bool:
        """Whether a fact is a day, in any jurisdiction."""
        return name in self._days

    def of(self, jurisdiction: str, offence: str, kind: str) -> Offence:
        """The rows like that. Raises :class:`Outside` where there are none."""
        key = (jurisdiction, offence, kind)
        found = self._offences.get(key)
        if found is None:
            if jurisdiction not in self._names or kind not in _PARTIES:
                raise Outside
            if jurisdiction not in self._places:
                self._places[jurisdiction] = Place(self.rulebook.law(jurisdiction))
            place = self._places[jurisdiction]
            found = self._offences[key] = Offence(self._of(place, jurisdiction, offence), place, kind, self.on)
        return found

    def _of(self, place: Place, jurisdiction: str, offence: str) -> Cells:
        if offence not in place.law.offences:
            raise Outside
        if (jurisdiction, offence) not in self._cells:
            try:
                found = Cells(place.common, part(place.law, [offence]), offence)
            except Outside:
                found = None
            self._cells[jurisdiction, offence] = found
        own = self._cells[jurisdiction, offence]
        if own is None:
            raise Outside
        return own

    def keep(self, own: Offence, cell: Hashable, names: tuple[str, ...], amounts: tuple[Any, ...], way: Way) -> Lines:
        """What was found for a case of a cell: its lines."""
        if self._count >= MOST_CELLS:
            self._count = 0
            for other in self._offences.values():
                other.found.clear()
        self._count += 1
        plan = own.found.get(cell)
        if plan is None:
            plan = own.found[cell] = Plan(names)
        return plan.add(amounts, way)
