"""The whole result of many cases: written once, with marks where they differ, which are filled in for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial, reduce
from typing import Any, Final

import msgspec
from msgspec.json import encode

from discretion.batch.dated import ISO, Move, moved
from discretion.batch.full import Json, Unsealed
from discretion.batch.kept import Kept
from discretion.batch.marks import MARK, Marks
from discretion.batch.traced import NUMBER, Traced
from discretion.money import Number, grouped, plain, words
from discretion.report.json import number as data
from discretion.report.language import LANGUAGES, Language

#: How a mark is written that stands for what each row supplies itself; and by which member of the inputs it goes: the case as read, and
#: the facts stated that were of no use or that have no evidence.
OWN: Final = "own"
#: How a mark is written that stands for the word behind a number: what follows is the word for one, a bar, and that for many.
NOUN: Final = "noun:"
CASE, UNUSED, BARE = "case", "unused", "without_evidence"
#: How a day is written, in data and in words.
_DAYS: Final[dict[str, Callable[[date], str]]] = {
    ISO: date.isoformat,
    **{code: Language(code).day for code in LANGUAGES},
}
#: How many words are remembered for each mark.
MOST: Final = 20_000
_WORDS: Final[dict[str, Callable[[Any], str]]] = {"plain": plain, "grouped": grouped, "words": words}


class Row(msgspec.Struct, frozen=True):
    """What a case puts into a form: its days and the amounts in which it is reckoned, and what it supplies itself."""

    days: Mapping[str, date]
    point: Mapping[str, Number]
    own: Mapping[str, bytes]


class Words:
    """What stands at each mark in a case."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self._days: dict[Sequence[Move], Kept[date, tuple[bytes, ...]]] = {}
        self._amounts: dict[int, tuple[tuple[str, ...], Kept[tuple[Number, ...], bytes]]] = {}

    def days(self, moves: Sequence[Move]) -> Kept[date, tuple[bytes, ...]]:
        """What days come to that were moved in such a way, in each way in which a day is written."""
        return self._days.setdefault(moves, Kept(partial(_day, moves), MOST))

    def amounts(self, mark: int) -> tuple[tuple[str, ...], Kept[tuple[Number, ...], bytes]]:
        """The facts of which the amount at a mark is worked out, and what it comes to by their values."""
        found = self._amounts.get(mark)
        if found is None:
            way, amount = self.marks.what[mark]
            names = tuple(dict.fromkeys(amount.facts))

            def written(worth: tuple[Number, ...]) -> bytes:
                return _number(way, amount.at(dict(zip(names, worth, strict=True))))

            found = self._amounts[mark] = (names, Kept(written, MOST))
        return found


def _day(moves: Sequence[Move], day: date) -> tuple[bytes, ...]:
    """A day, moved, in each way in which it is written."""
    found = reduce(moved, moves, day)
    return tuple([written(found).encode() for written in _DAYS.values()])


def _number(way: str, value: Number) -> bytes:
    """A number as it is written."""
    if way.startswith(NOUN):
        one, _, many = way.removeprefix(NOUN).partition("|")
        return (one if value == 1 else many).encode()
    return encode(data(value)) if way == NUMBER else _WORDS[way](value).encode()


class Text:
    """A text with marks, taken apart: bytes that many forms have in common, and the places of the marks.

    ``numbers``: the marks of the form, each with its number in it.
    """

    __slots__ = ("holes", "parts")

    def __init__(self, pieces: list[Any], marks: Marks, numbers: Mapping[int, int], shared: dict[Any, Any]) -> None:
        places = range(1, len(pieces), 2)
        found = [int(pieces[place]) for place in places]
        for place, mark in zip(places, found, strict=True):
            if marks.what[mark][0] in (OWN, NUMBER):
                # what is no text in JSON stands without the quotes of one
                pieces[place - 1], pieces[place + 1] = pieces[place - 1][:-1], pieces[place + 1][1:]
        #: The number of what stands at each second part.
        self.holes = tuple([numbers[mark] for mark in found])
        self.parts: list[bytes] = pieces
        self.share(shared)

    def share(self, shared: dict[Any, Any]) -> None:
        """Have in common with other forms what is the same in them."""
        self.holes = shared.setdefault(self.holes, self.holes)
        self.parts = [shared.setdefault(part, part) for part in self.parts]

    def filled(self, words: Sequence[bytes]) -> bytes:
        """The text, with the words at the marks by their numbers in the form."""
        if not self.holes:
            return self.parts[0]
        parts = self.parts.copy()
        parts[1::2] = [words[number] for number in self.holes]
        return b"".join(parts)


class Form:
    """The result of all cases that look alike to the engine, see :mod:`discretion.batch.forms`."""

    __slots__ = ("_amounts", "_days", "_own", "head", "tail")

    def __init__(self, result: Unsealed, words: Words, shared: dict[Any, Any]) -> None:
        marks = words.marks
        head, tail = (MARK.split(text) for text in (result.head, result.tail))
        different = dict.fromkeys(map(int, (*head[1::2], *tail[1::2])))
        own = [mark for mark in different if marks.what[mark][0] == OWN]
        amounts = [mark for mark in different if isinstance(marks.what[mark][1], Traced)]
        days = {mark: marks.what[mark] for mark in different if mark not in own and mark not in amounts}
        moved_days = tuple(dict.fromkeys(of for _, of in days.values()))
        # what fills in comes in this order
        ways = [(way, of) for of in moved_days for way in _DAYS]
        numbers = {mark: ways.index(what) for mark, what in days.items()}
        numbers |= {mark: number for number, mark in enumerate((*amounts, *own), len(ways))}
        self.head, self.tail = (Text(pieces, marks, numbers, shared) for pieces in (head, tail))
        self._days = tuple([(name, words.days(moves)) for name, moves in moved_days])
        self._amounts = tuple([words.amounts(mark) for mark in amounts])
        self._own = tuple([marks.what[mark][1] for mark in own])

    def share(self, shared: dict[Any, Any]) -> None:
        """Have in common with other forms what is the same in them."""
        self.head.share(shared)
        self.tail.share(shared)

    def fill(self, row: Row) -> Json:
        """The result of a case as canonical JSON in one line."""
        days, point = row.days, row.point
        words: list[bytes] = []
        for name, known in self._days:
            words += known[days[name]]
        words += [known[tuple([point[name] for name in names])] for names, known in self._amounts]
        words += map(row.own.__getitem__, self._own)
        return Unsealed(self.head.filled(words), self.tail.filled(words), False).sealed()
