"""A rule as it is shown: lines, tables, and the rules that bear on it. No layout: a terminal, JSON and a page draw the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from discretion.law.figure import Provenance


class Phrase(msgspec.Struct, frozen=True):
    """Words of a rule. ``mark`` names a provenance weaker than official, ``why`` its reason; ``to`` is the rule named: its kind and its
    id, such as ``facts/harm``, ``instruments/…``, ``measures/…``, or ``rules/…`` for all others."""

    text: str
    provenance: Provenance = "official"
    mark: str = ""
    why: str = ""
    to: str = ""

    @property
    def plain(self) -> str:
        """The words with the mark behind them."""
        return f"{self.text} 〔{self.mark}〕" if self.mark else self.text


Phrases = tuple[Phrase, ...]


class Line(msgspec.Struct, frozen=True):
    """Something of a rule: its name and its words, a phrase a line."""

    name: str
    phrases: Phrases

    @property
    def text(self) -> str:
        """The words as they are read in a terminal."""
        return joined(self.phrases)


class Cell(msgspec.Struct, frozen=True):
    """A cell of a table. ``unit`` is the name by which coverage counts it; it stands beside ``rows`` rows; ``anchor`` can be linked to."""

    phrases: Phrases
    unit: str = ""
    rows: int = 1
    anchor: str = ""

    @property
    def text(self) -> str:
        """The words as they are read in a terminal."""
        return joined(self.phrases)


class Table(msgspec.Struct, frozen=True):
    """A table; a row lacks the cells that one above it fills."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    #: Whether the columns are set against each other: then they are equally wide.
    beside: bool = False

    def full(self) -> list[list[str]]:
        """Every row with all its cells as text; empty where one above stands for it."""
        left = [0] * len(self.heads)
        found = []
        for row in self.rows:
            cells, line = iter(row), []
            for column, held in enumerate(left):
                if held:
                    line.append("")
                    left[column] = held - 1
                    continue
                cell = next(cells)
                left[column] = cell.rows - 1
                line.append(cell.text)
            found.append(line)
        return found


class Related(msgspec.Struct, frozen=True):
    """Rules that bear on an offence, of one kind: their ids with their titles."""

    kind: str
    rules: tuple[tuple[str, str], ...]


class Shown(msgspec.Struct, frozen=True):
    """A rule as it is shown."""

    id: str
    title: str
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    related: tuple[Related, ...] = ()


def joined(phrases: Phrases) -> str:
    """Phrases as they are read in a terminal."""
    return "\n".join(p.plain for p in phrases if p.text)


def as_data(shown: Shown) -> Mapping[str, Any]:
    """For JSON: everything as text."""
    return {
        "id": shown.id,
        "title": shown.title,
        "lines": [{"name": line.name, "text": line.text} for line in shown.lines],
        "tables": [{"title": t.title, "heads": t.heads, "rows": t.full()} for t in shown.tables],
        "related": [{"kind": r.kind, "rules": r.rules} for r in shown.related],
    }
