"""What was found for the cases of a cell, by the amounts in which their fines are worked out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from discretion.batch.line import Draft, Line
from discretion.batch.traced import Guards, Traced, checks

Lines = tuple[Line, ...]
#: The results of ways, by what the amounts come to.
Written = dict[tuple["Way", tuple[Any, ...]], Lines]
#: How many values are remembered of a cell.
MOST: Final = 20_000
#: How many ways of a cell are tried for a case.
MOST_WAYS: Final = 50
#: How many results of all ways are kept, so that the same is written once.
MOST_RESULTS: Final = 100_000


class Way:
    """What was found for a cell: a line; or of what it is worked out, for all amounts that pass the guards. ``exact``: it is known of the
    amounts of one case only."""

    __slots__ = ("_written", "checks", "exact", "found", "places", "traced")

    def __init__(
        self, found: Line | Draft, guards: Guards = (), written: Written | None = None, *, exact: bool = False
    ) -> None:
        self.found, self.exact = found, exact
        self.checks = checks(guards)
        amounts: tuple[Any, ...] = found.amounts if isinstance(found, Draft) else ()
        # by their names: compared as amounts, two may be the same in the case that led the way, and in no other
        different = {a.name: a for a in amounts if isinstance(a, Traced)}
        numbers = {name: number for number, name in enumerate(different)}
        #: The different amounts, and which of them stands in which place; other amounts stand for themselves.
        self.traced = tuple(different.values())
        self.places = tuple([numbers[a.name] if isinstance(a, Traced) else -1 for a in amounts])
        self._written: Written = {} if written is None else written

    def lines(self, point: Mapping[str, Any]) -> Lines:
        """The lines of a case with these amounts."""
        worth = tuple([a.at(point) for a in self.traced])
        key = (self, worth)
        found = self._written.get(key)
        if found is None:
            if len(self._written) >= MOST_RESULTS:
                self._written.clear()
            found = self._written[key] = (self._line(worth),)
        return found

    def _line(self, worth: tuple[Any, ...]) -> Line:
        found = self.found
        if isinstance(found, Line):
            return found
        if not worth:
            return found.line()
        amounts = [a if n < 0 else worth[n] for a, n in zip(found.amounts, self.places, strict=True)]
        return found.with_amounts(amounts).line()


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
