"""Rows of JSON and of tables → what the engine sees of them, without making a case of each.

Only what is said in the plainest way is read here, by the functions that read it everywhere; whatever else a row says, the reader of
cases judges.
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
from discretion.assess.memo import apart
from discretion.assess.truth import View
from discretion.batch import cells
from discretion.batch.cell import Cells, Look, Outside, Regime, When
from discretion.batch.columns import FACTS, Column
from discretion.batch.line import Draft, Line
from discretion.batch.part import part
from discretion.batch.rules import Common
from discretion.batch.stages import Course, Ready, Shared
from discretion.batch.traced import Guards, Traced, Untraceable, checks, traced
from discretion.case import case
from discretion.case.case import AGES, DAYS, Stated, Timeline, Violation
from discretion.law.fact import NUMERIC, Fact
from discretion.rulebook import Law, Rulebook
from discretion.rulebook.scalars import MAX_WHOLE

Lines = tuple[Line, ...]
_TOO_LARGE: Final = 10**MAX_WHOLE
TIMELINE: Final = "timeline."
KIND: Final = "party.kind"
AGE: Final = "party.age"
#: What only an individual has.
_PERSONAL: Final = (AGE, "party.capacity")
_PARTY: Final = (KIND, *_PERSONAL)
_PARTIES: Final = ("organisation", "individual")
_DAYS: Final = frozenset(DAYS)
_KEYS: Final = frozenset({"jurisdiction", "offence", "party", "timeline", FACTS})
BEGAN: Final = "began"
#: Which days do not come after which, as facts have them; an act of one day begins when it ends.
ORDER: Final = tuple(tuple(day if day == BEGAN else f"{TIMELINE}{day}" for day in pair) for pair in case.ORDER)
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
#: How many ways of a cell are tried for a case.
MOST_WAYS: Final = 50


#: After so many rows of an offence of which fewer than one in so many shared a cell, cells are no longer looked up.
PATIENCE: Final = 1000
SELDOM: Final = 5
NOTHING: Final = object()
#: What is seen of a fact: the bits that it sets, those that are possible while it is unknown, and its value where that itself counts.
Sense = tuple[int, int, Any]


class Said(msgspec.Struct):
    """A row as far as a cell can be told from it."""

    jurisdiction: str
    offence: str
    kind: str
    facts: dict[str, Any]
    days: dict[str, Any]
    began: str = ""


class Days(dict[str, date]):
    """Days by their text."""

    def __missing__(self, text: str) -> date:
        found = cells.day(text) if isinstance(text, str) else None
        if not isinstance(found, date):
            raise Outside
        if len(self) >= MOST:
            self.clear()
        self[text] = found
        return found


class Place:
    """A jurisdiction: its law, and what its facts may say."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.facts = cells.Facts(law.facts)
        self.common = Common(law)
        self.shared = Shared(law)
        self.days = Days()
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
        if fact is None or (fact.computed and name not in _PARTY) or type(raw) not in _TYPES[fact.type]:
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


class Way:
    """What was found for a cell: a line; or of what it is worked out, for all amounts that pass the guards. ``exact``: it is known of the
    amounts of one case only."""

    __slots__ = ("checks", "exact", "found", "places", "traced")

    def __init__(self, found: Line | Draft, guards: Guards = (), *, exact: bool = False) -> None:
        self.found, self.exact = found, exact
        self.checks = checks(guards)
        amounts = found.amounts if isinstance(found, Draft) else ()
        #: The different amounts, and which of them stands in which place; other amounts stand for themselves.
        self.traced: list[Any] = list(dict.fromkeys(a for a in amounts if isinstance(a, Traced)))
        # by what they are: two sums may come to the same in one case, and not in another
        numbers = {a: n for n, a in enumerate(self.traced)}
        self.places = [numbers[a] if isinstance(a, Traced) else -1 for a in amounts]

    def lines(self, point: Mapping[str, Any]) -> Lines:
        """The lines of a case with these amounts."""
        found = self.found
        if isinstance(found, Line):
            return (found,)
        worth = [a.at(point) for a in self.traced]
        amounts = [a if n < 0 else worth[n] for a, n in zip(found.amounts, self.places, strict=True)]
        return (found.with_amounts(amounts).line(),)


class Plan:
    """What was found for the cases of a cell, by the amounts in which their fines are worked out (``names``)."""

    __slots__ = ("known", "names", "ways")

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.ways: list[Way] = []
        self.known: dict[tuple[Any, ...], Lines] = {}

    def lines(self, amounts: tuple[Any, ...]) -> Lines | None:
        """The lines of a case with these amounts; ``None`` where nothing was found yet that holds for them."""
        found = self.known.get(amounts)
        if found is None and self.ways:
            point = dict(zip(self.names, amounts, strict=True))
            for way in self.ways:
                if way.checks.pass_(point):
                    return way.lines(point)
        return found

    def add(self, amounts: tuple[Any, ...], way: Way) -> Lines:
        """Take up what was found for a case with these amounts: its lines."""
        lines = way.lines(dict(zip(self.names, amounts, strict=True)))
        if self.names and not way.exact and len(self.ways) < MOST_WAYS:
            self.ways.append(way)
        elif len(self.known) < MOST:
            self.known[amounts] = lines
        return lines


class Planned(msgspec.Struct, frozen=True):
    """What is known of the cell of a row, and the row's own result; ``new``: it had to be found."""

    plan: Plan
    lines: Lines
    new: bool


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
        if name in _PERSONAL and (self.kind != "individual" or (name == AGE and value not in AGES)):
            raise Outside
        return value

    def irrelevant(self, name: str, texts: Sequence[str]) -> bool:
        """Whether nothing depends on a fact, whichever of these texts it has."""
        return name not in self.relevant and name not in _PERSONAL and self.place.fits(name, texts)

    def look(self, said: Said) -> Look:
        """What the engine sees of a row. Raises :class:`Outside`."""
        raw = said.facts
        for name in self.sets:
            if type(raw.get(name)) is list:
                raw[name] = tuple(raw[name])
        values = tuple(map(raw.get, self.names))
        types = tuple(map(type, values))
        possible = self.types.get(types, -1)
        if possible < 0:
            possible = self._check(types)
        bits = sum(map(getitem, self.values, values))
        if not raw.keys() <= self.relevant:
            for name in raw.keys() - self.relevant:
                self.typed(name, tuple(raw[name]) if type(raw[name]) is list else raw[name])
        numbers = {name: self.typed(name, raw[name]) for name in self.numbers if name in raw}
        return self.own.look(bits, possible, raw, numbers, self._days(said))

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
        return self.own.when(self._days(said))

    def holds(self, bits: int) -> int:
        """The conditions that hold."""
        found = self._holds.get(bits)
        if found is None:
            if len(self._holds) >= MOST:
                self._holds.clear()
            found = self._holds[bits] = self.own.own.holds(bits)
        return found

    def _days(self, said: Said) -> dict[str, date]:
        """The days of the timeline, and the facts that are days."""
        known, raw = self.place.days, said.facts
        days = {f"timeline.{name}": known[text] for name, text in said.days.items() if text}
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

    def assess(self, look: Look, said: Said, alone: bool) -> Way:
        """What the engine finds, stage by stage; unless the case is ``alone``, for all amounts with which it would find the same.

        Raises :class:`Outside`.
        """
        course = self._course(look.regime)
        if course is None:
            raise Outside
        if course.constant is not None:
            return Way(course.constant)
        if look.regime.numbers and not alone:
            point = dict(zip(look.regime.numbers, look.exact, strict=True))
            try:
                with apart(Traced), traced(point) as tape:
                    amounts = {name: Traced.of(name) for name in point}
                    own = msgspec.structs.replace(look, numbers={**look.numbers, **amounts})
                    draft = course.assess(own, self._ready(said, amounts), tape)
                    return Way(draft, tape.since(0))
            except (Untraceable, TypeError):
                # the amounts do not let themselves be told by sums: only this case is
                return Way(course.assess(look, self._ready(said)).line(), exact=True)
        return Way(course.assess(look, self._ready(said)).line())

    def _ready(self, said: Said, amounts: Mapping[str, Any] = MappingProxyType({})) -> Ready:
        """The row as the engine has a case, made when it is asked for; with other amounts."""
        kept: list[tuple[Violation, View]] = []

        def ready() -> tuple[Violation, View]:
            if not kept:
                violation, view = self._case(said)
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
        days = {name.removeprefix(TIMELINE): day for name, day in self._days(said).items() if name.startswith(TIMELINE)}
        violation = Violation(self.own.offence, facts, Timeline(**days))
        return violation, view_of(violation, self.own.law)


def from_json(data: dict[str, Any]) -> Said:
    """A JSON case, without what only says which it is. Raises :class:`Outside`, ``TypeError``, ``AttributeError``."""
    if not data.keys() <= _KEYS:
        raise Outside
    facts, days, party = data.get(FACTS, {}), data.get("timeline", {}), data.get("party", {})
    if not days.keys() <= _DAYS or "" in facts.values() or "" in days.values():
        raise Outside
    facts = {k: v for k, v in facts.items() if v is not None} if None in facts.values() else facts.copy()
    began, act = "", days.get("act")
    if isinstance(act, dict):
        if not act.keys() <= {"from", "to"} or not act.get("from") or not act.get("to"):
            raise Outside
        began, days = act["from"], {**days, "act": act["to"]}
    kind = facts[KIND] = party.get("kind", "organisation")
    if len(party) > ("kind" in party):
        for name, value in party.items():
            if f"party.{name}" not in _PARTY or value is None or value == "":
                raise Outside
            facts[f"party.{name}"] = value
    return Said(data.get("jurisdiction", ""), data.get("offence", ""), kind, facts, days, began)


class Layout:
    """Where a table has what a cell is told from."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.facts: list[tuple[int, str]] = []
        self.days: list[tuple[int, str]] = []
        self.other: list[int] = []
        self.places: dict[str, int] = {}
        for n, column in enumerate(columns):
            if not column.matters:
                continue
            if column.kind == "fact" and len(column.steps) == 2:
                self.facts.append((n, column.fact))
            elif column.name in _PARTY:
                self.facts.append((n, column.name))
            elif column.name.startswith(TIMELINE) and len(column.steps) == 2:
                self.days.append((n, column.steps[1]))
            elif column.name in ("jurisdiction", "offence"):
                self.places[column.name] = n
            else:
                self.other.append(n)

    def mattering(self, own: Offence) -> list[int]:
        """The columns that matter to an offence."""
        facts = [n for n, name in self.facts if name in own.relevant]
        return [*facts, *(n for n, _ in self.days), *self.other, *self.places.values()]

    def said(self, row: Sequence[str]) -> Said:
        """What a row says. Raises :class:`Outside`."""
        for n in self.other:
            if row[n]:
                raise Outside
        facts = {name: text for n, name in self.facts if (text := row[n])}
        kind = facts.setdefault(KIND, "organisation")
        places = [row[self.places[p]] if p in self.places else "" for p in ("jurisdiction", "offence")]
        return Said(places[0], places[1], kind, facts, {name: row[n] for n, name in self.days})


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
