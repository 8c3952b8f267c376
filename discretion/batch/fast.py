"""Rows of JSON and of tables → cells, without making a case of each.

What a value of a fact means is learned from the first case that has it, which the reader of cases has checked; numbers and days,
of which there is no end, are read here, by the same functions.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from operator import getitem, itemgetter
from typing import Any, Final

import msgspec

from discretion.batch import cells
from discretion.batch.cell import DAYS, Cells, Outside
from discretion.batch.columns import FACTS, Column
from discretion.batch.line import Line
from discretion.batch.part import part
from discretion.case.case import Case, Missing
from discretion.law.fact import NUMERIC, Fact
from discretion.rulebook import Rulebook
from discretion.rulebook.scalars import MAX_WHOLE

Lines = tuple[Line, ...]
#: What a row says: facts (those of the party among them) by name, days by name, both as the row has them.
Raw = Mapping[str, Any]
_TOO_LARGE: Final = 10**MAX_WHOLE
_TIMELINE: Final = "timeline."
_KIND: Final = "party.kind"
_PARTY: Final = (_KIND, "party.age", "party.capacity")
_DAYS: Final = frozenset(DAYS)
_KEYS: Final = frozenset({"jurisdiction", "offence", "party", "timeline", FACTS})
#: Which days do not come after which; an act of one day begins when it ends.
_ORDER: Final = (
    ("timeline.act", "timeline.decision"),
    ("timeline.act", "timeline.found"),
    ("timeline.found", "timeline.decision"),
    ("timeline.order_served", "timeline.reinspection"),
)
_PARTIES: Final = ("organisation", "individual")
#: How many values are remembered of a fact, and how many cells in all.
MOST: Final = 20_000
MOST_CELLS: Final = 100_000


class Said(msgspec.Struct):
    """A row as far as a cell can be told from it."""

    jurisdiction: str
    offence: str
    kind: str
    facts: dict[str, Any]
    days: dict[str, Any]


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


class _Values(dict[Any, int]):
    """The bits of a fact by its value as a row has it. A value that was not learned is outside, but for numbers."""

    def __init__(self, own: Cells, name: str, fact: Fact | None) -> None:
        super().__init__()
        self.own, self.name = own, name
        self.numeric = fact is not None and fact.type in NUMERIC
        self.whole = fact is not None and fact.type == "days"

    def __missing__(self, value: Any) -> int:
        if not self.numeric:
            raise Outside
        found = self.own.mask(self.name, exact(value, self.whole))
        if len(self) < MOST:
            self[value] = found
        return found


def exact(value: Any, whole: bool = False) -> Any:
    """A number as a numeric fact may have it. Raises :class:`Outside`."""
    number = cells.number(value) if isinstance(value, str) else value
    kind = type(number)
    if not (kind is int or (kind is Fraction and not whole)) or not 0 <= number < _TOO_LARGE:
        raise Outside
    return number


class Offence:
    """The rows of one offence, one kind of party, under one law: their cells, and what was found for each."""

    def __init__(self, own: Cells, days: Days, on: date | None) -> None:
        self.own, self.days, self.on = own, days, on
        facts = own.law.facts
        self.names = own.facts
        self.values = [_Values(own, name, facts.get(name)) for name in own.facts]
        self.missing = [own.unknown(name) for name in own.facts]
        for n, name in enumerate(own.facts):
            if name in own.presumed:
                self.missing[n] = 0
        self.given = [own.mask(name, own.presumed[name]) if name in own.presumed else 0 for name in own.facts]
        self.numbers = tuple(n for n in own.numbers if n in own.facts)
        self.dates = tuple(d for d in own.dates if not d.startswith(_TIMELINE))
        self.sets = tuple(f for f in own.facts if f in facts and facts[f].type == "set")
        self.relevant = frozenset((*own.facts, *self.dates, _KIND))
        self.types: set[tuple[type, ...]] = set()
        self.harmless: set[tuple[str, type, Any]] = set()
        self.found: dict[Hashable, Lines] = {}
        self.hits = 0
        self._get: Callable[[Any], Any] = (
            itemgetter(*own.facts) if len(own.facts) > 1 else lambda raw: tuple(raw[f] for f in own.facts)
        )

    def cell(self, said: Said) -> Hashable:
        """The cell of a row. Raises :class:`Outside`."""
        raw = said.facts
        for name in self.sets:
            if type(raw.get(name)) is list:
                raw[name] = tuple(raw[name])
        possible = 0
        try:
            values = self._get(raw)
            if tuple(map(type, values)) not in self.types:
                raise Outside
            bits = sum(map(getitem, self.values, values))
        except KeyError:
            bits, possible = self._incomplete(raw)
        days = {f"timeline.{name}": self.days[text] for name, text in said.days.items() if text}
        if "timeline.decision" not in days and self.on is not None:
            days["timeline.decision"] = self.on
        for first, second in _ORDER:
            if first in days and second in days and days[first] > days[second]:
                raise Outside
        for name in self.dates:
            if name in raw:
                days[name] = self.days[raw[name]]
        if not raw.keys() <= self.relevant:
            self._rest(raw)
        numbers = {name: exact(raw[name]) for name in self.numbers if name in raw}
        return self.own.cell(bits, possible, numbers, days)

    def _incomplete(self, raw: Raw) -> tuple[int, int]:
        """The bits of the facts that are stated, and those that are possible for the others."""
        bits = possible = 0
        kinds = []
        for name, values, missing, given in zip(self.names, self.values, self.missing, self.given, strict=True):
            value = raw.get(name)
            kinds.append(type(value))
            if value is None:
                bits |= given
                possible |= missing
            else:
                bits |= values[value]
        if tuple(kinds) not in self.types:
            raise Outside
        return bits, possible

    def _rest(self, raw: Raw) -> None:
        """What else is stated must be harmless: a good value of a fact that no rule for the offence looks at."""
        facts = self.own.law.facts
        for name, value in raw.items():
            if name in self.relevant:
                continue
            kept = tuple(value) if type(value) is list else value
            if (name, type(kept), kept) in self.harmless:
                continue
            fact = facts.get(name)
            if fact is None or fact.computed:
                raise Outside
            if fact.type in NUMERIC:
                exact(value, fact.type == "days")
            elif fact.type == "date":
                self.days[value]
            else:
                raise Outside

    def learn(self, case: Case, said: Said) -> None:
        """What the values of a checked case mean."""
        stated, raw = case.violations[0].facts, said.facts
        kinds = []
        for name, values in zip(self.names, self.values, strict=True):
            value = raw.get(name)
            kinds.append(type(value))
            if value is None:
                continue
            known = stated[name].value
            if isinstance(known, Missing):
                return
            if not values.numeric and len(values) < MOST:
                values[value] = self.own.mask(name, known)
        if len(self.types) < MOST:
            self.types.add(tuple(kinds))
        for name, value in raw.items():
            if name not in self.relevant and name in stated and len(self.harmless) < MOST:
                kept = tuple(value) if type(value) is list else value
                self.harmless.add((name, type(kept), kept))


def from_json(data: dict[str, Any]) -> Said:
    """A JSON case, without what only says which it is. Raises :class:`Outside`, ``TypeError``, ``AttributeError``."""
    if not data.keys() <= _KEYS:
        raise Outside
    facts, days, party = data.get(FACTS, {}), data.get("timeline", {}), data.get("party", {})
    if not days.keys() <= _DAYS or "" in facts.values() or "" in days.values():
        raise Outside
    facts = {k: v for k, v in facts.items() if v is not None} if None in facts.values() else facts.copy()
    kind = facts[_KIND] = party.get("kind", "organisation")
    if len(party) > ("kind" in party):
        for name, value in party.items():
            if f"party.{name}" not in _PARTY or value is None or value == "":
                raise Outside
            facts[f"party.{name}"] = value
    return Said(data.get("jurisdiction", ""), data.get("offence", ""), kind, facts, days)


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
            elif column.name.startswith(_TIMELINE) and len(column.steps) == 2:
                self.days.append((n, column.steps[1]))
            elif column.name in ("jurisdiction", "offence"):
                self.places[column.name] = n
            else:
                self.other.append(n)

    def said(self, row: Sequence[str]) -> Said:
        """What a row says. Raises :class:`Outside`."""
        for n in self.other:
            if row[n]:
                raise Outside
        facts = {name: text for n, name in self.facts if (text := row[n])}
        kind = facts.setdefault(_KIND, "organisation")
        places = [row[self.places[p]] if p in self.places else "" for p in ("jurisdiction", "offence")]
        return Said(places[0], places[1], kind, facts, {name: row[n] for n, name in self.days})


class Disagreement(Exception):
    """A cell gave another result than the engine: the program is wrong, and must not go on like that."""


class Fast:
    """The cells of all offences that come along."""

    def __init__(self, rulebook: Rulebook, on: date | None) -> None:
        self.rulebook, self.on = rulebook, on
        self._days = Days()
        self._places = frozenset(rulebook.jurisdictions())
        self._cells: dict[tuple[str, str], Cells | None] = {}
        self._offences: dict[tuple[str, str, str], Offence] = {}
        self._count = 0

    def of(self, jurisdiction: str, offence: str, kind: str) -> Offence:
        """The rows like that. Raises :class:`Outside` where there are none."""
        key = (jurisdiction, offence, kind)
        found = self._offences.get(key)
        if found is None:
            if jurisdiction not in self._places or kind not in _PARTIES:
                raise Outside
            found = self._offences[key] = Offence(self._of(jurisdiction, offence), self._days, self.on)
        return found

    def _of(self, jurisdiction: str, offence: str) -> Cells:
        law = self.rulebook.law(jurisdiction)
        if offence not in law.offences:
            raise Outside
        if (jurisdiction, offence) not in self._cells:
            try:
                self._cells[jurisdiction, offence] = Cells(part(law, [offence]), offence)
            except Outside:
                self._cells[jurisdiction, offence] = None
        found = self._cells[jurisdiction, offence]
        if found is None:
            raise Outside
        return found

    def keep(self, own: Offence, cell: Hashable, lines: Lines) -> None:
        """What the engine found for a cell."""
        if self._count >= MOST_CELLS:
            for other in self._offences.values():
                other.found.clear()
            self._count = 0
        self._count += 1
        own.found[cell] = lines
