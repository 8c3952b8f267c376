"""Rows of JSON and of tables as far as a cell can be told from them.

Only what is said in the plainest way is read here; whatever else a row says, the reader of cases judges.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec

from discretion.batch.cell import Outside
from discretion.batch.columns import FACTS, Column
from discretion.case import case
from discretion.case.case import DAYS

if TYPE_CHECKING:
    from discretion.batch.fast import Offence

TIMELINE: Final = "timeline."
KIND: Final = "party.kind"
AGE: Final = "party.age"
#: What only an individual has.
PERSONAL: Final = (AGE, "party.capacity")
PARTY: Final = (KIND, *PERSONAL)
PLACES: Final = ("jurisdiction", "offence")
#: The days of a case, by what facts call them.
DAY_FACTS: Final = {day: f"{TIMELINE}{day}" for day in DAYS}
_KEYS: Final = frozenset({*PLACES, "party", "timeline", FACTS})
BEGAN: Final = "began"
#: Which days do not come after which, as facts have them; an act of one day begins when it ends.
ORDER: Final = tuple(tuple(day if day == BEGAN else f"{TIMELINE}{day}" for day in pair) for pair in case.ORDER)


class Said(msgspec.Struct):
    """A row as far as a cell can be told from it."""

    jurisdiction: str
    offence: str
    kind: str
    facts: dict[str, Any]
    days: dict[str, Any]
    began: str = ""


def from_json(data: dict[str, Any]) -> Said:
    """A JSON case, without what only says which it is. Raises :class:`Outside`, ``TypeError``, ``AttributeError``."""
    if not data.keys() <= _KEYS:
        raise Outside
    for name in PLACES:
        if name in data and not (isinstance(data[name], str) and data[name]):
            raise Outside
    facts, days, party = data.get(FACTS, {}), data.get("timeline", {}), data.get("party", {})
    if not days.keys() <= DAY_FACTS.keys() or "" in days.values() or not facts.keys().isdisjoint(PARTY):
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
            if f"party.{name}" not in PARTY or value is None or value == "":
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
            if column.kind == "fact" and len(column.steps) == 2 and column.fact not in PARTY:
                self.facts.append((n, column.fact))
            elif column.name in PARTY:
                self.facts.append((n, column.name))
            elif column.name.startswith(TIMELINE) and len(column.steps) == 2:
                self.days.append((n, column.steps[1]))
            elif column.name in PLACES:
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
        places = [row[self.places[p]] if p in self.places else "" for p in PLACES]
        return Said(places[0], places[1], kind, facts, {name: row[n] for n, name in self.days})
