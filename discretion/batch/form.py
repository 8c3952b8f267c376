"""The whole result of many cases: written once, with marks where they differ, which are filled in for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import itemgetter
from typing import Any, Final

import msgspec
from msgspec.json import encode

from discretion.batch.dated import ISO, moved
from discretion.batch.full import Json, Unsealed
from discretion.batch.marks import MARK, Marks
from discretion.batch.traced import NUMBER, Point, Traced
from discretion.money import Number, grouped, plain, words
from discretion.report.json import number as data
from discretion.report.language import LANGUAGES, Language

#: How a mark is written that stands for what each row supplies itself; and by which member of the inputs it goes: the case as read, and
#: the facts stated that were of no use or that have no evidence.
OWN: Final = "own"
#: How a mark is written that stands for the word behind a number: what follows is the word for one, a bar, and that for many.
NOUN: Final = "noun:"
CASE, UNUSED, BARE = "case", "unused", "without_evidence"
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
        self._languages = {code: Language(code) for code in LANGUAGES}
        self._told: dict[int, Callable[[Row], bytes]] = {}

    def at(self, mark: int) -> Callable[[Row], bytes]:
        """The words at a mark, case by case."""
        found = self._told.get(mark)
        if found is None:
            found = self._told[mark] = self._at(mark)
        return found

    def _at(self, mark: int) -> Callable[[Row], bytes]:
        way, what = self.marks.what[mark]
        if way == OWN:
            return lambda row: row.own[what]
        known: dict[Any, bytes] = {}
        if isinstance(what, Traced):
            names = tuple(dict.fromkeys(what.facts))
            amounts = itemgetter(*names)

            def number(row: Row) -> bytes:
                key = amounts(row.point)
                found = known.get(key)
                return _kept(known, key, _number(way, what, row.point)) if found is None else found

            return number
        name, moves = what

        def day(row: Row) -> bytes:
            key = row.days[name]
            found = known.get(key)
            return _kept(known, key, self._day(way, reduce(moved, moves, key))) if found is None else found

        return day

    def _day(self, way: str, day: date) -> bytes:
        return (day.isoformat() if way == ISO else self._languages[way].day(day)).encode()


def _kept(known: dict[Any, bytes], key: Any, words: bytes) -> bytes:
    """Words, kept for others with the same day or amounts."""
    if len(known) >= MOST:
        known.clear()
    known[key] = words
    return words


def _number(way: str, what: Traced, point: Point) -> bytes:
    """A number as it is written."""
    value = what.at(point)
    if way.startswith(NOUN):
        one, _, many = way.removeprefix(NOUN).partition("|")
        return (one if value == 1 else many).encode()
    return encode(data(value)) if way == NUMBER else _WORDS[way](value).encode()


class Text:
    """A text with marks, taken apart: bytes that many forms have in common, and the places of the marks.

    ``numbers``: the marks of the form so far, each with its number in it.
    """

    __slots__ = ("holes", "parts")

    def __init__(self, text: bytes, marks: Marks, numbers: dict[int, int], shared: dict[Any, Any]) -> None:
        pieces: list[Any] = MARK.split(text)
        places = range(1, len(pieces), 2)
        found = [int(pieces[place]) for place in places]
        for place, mark in zip(places, found, strict=True):
            if marks.what[mark][0] in (OWN, NUMBER):
                # what is no text in JSON stands without the quotes of one
                pieces[place - 1], pieces[place + 1] = pieces[place - 1][:-1], pieces[place + 1][1:]
        #: The number of what stands at each second part.
        holes = tuple([numbers.setdefault(mark, len(numbers)) for mark in found])
        self.holes: tuple[int, ...] = shared.setdefault(holes, holes)
        self.parts: list[bytes] = [shared.setdefault(part, part) for part in pieces]

    def filled(self, words: Sequence[bytes]) -> bytes:
        """The text, with the words at the marks by their numbers in the form."""
        parts = self.parts.copy()
        parts[1::2] = [words[number] for number in self.holes]
        return b"".join(parts)


class Form:
    """The result of all cases that look alike to the engine, see :mod:`discretion.batch.forms`."""

    __slots__ = ("_words", "head", "tail")

    def __init__(self, result: Unsealed, words: Words, shared: dict[Any, Any]) -> None:
        numbers: dict[int, int] = {}
        self.head, self.tail = (Text(text, words.marks, numbers, shared) for text in (result.head, result.tail))
        self._words = [words.at(mark) for mark in numbers]

    def fill(self, row: Row) -> Json:
        """The result of a case as canonical JSON in one line."""
        words = [told(row) for told in self._words]
        return Unsealed(self.head.filled(words), self.tail.filled(words), False).sealed()
