"""The whole result of many cases: written once, with marks where they differ, which are filled in for each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from functools import reduce
from typing import Any, Final

import msgspec
from msgspec.json import encode

from discretion.batch.dated import ISO, moved
from discretion.batch.marks import MARK, Marks
from discretion.batch.traced import NUMBER, Traced
from discretion.canonical import PREFIX
from discretion.money import Number, grouped, plain, words
from discretion.report.json import number
from discretion.report.language import LANGUAGES, Language

#: How a mark is written that stands for what each row supplies itself; and by which member of the inputs it goes: the case as read, and
#: the facts stated that were of no use or that have no evidence.
OWN: Final = "own"
#: How a mark is written that stands for the word behind a number: what follows is the word for one, a bar, and that for many.
NOUN: Final = "noun:"
CASE, UNUSED, BARE = "case", "unused", "without_evidence"
#: How many words of a day are remembered for each mark.
MOST: Final = 20_000
_WORDS: Final[dict[str, Callable[[Any], str]]] = {"plain": plain, "grouped": grouped, "words": words}


class Row(msgspec.Struct, frozen=True):
    """What a case puts into a form: its days and the amounts in which it is reckoned, and what it supplies itself.

    ``own`` as it is written, ``canonical`` as the hash is taken over it.
    """

    days: Mapping[str, date]
    point: Mapping[str, Number]
    own: Mapping[str, bytes]
    canonical: Mapping[str, bytes]


class Words:
    """What stands at each mark in a case."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self._languages = {code: Language(code) for code in LANGUAGES}
        self._days: dict[int, dict[date, bytes]] = {}

    def of(self, mark: int, row: Row) -> bytes:
        """The words at a mark that the row does not supply itself."""
        way, what = self.marks.what[mark]
        if isinstance(what, Traced):
            value = what.at(row.point)
            if way.startswith(NOUN):
                one, _, many = way.removeprefix(NOUN).partition("|")
                return (one if value == 1 else many).encode()
            return encode(number(value)) if way == NUMBER else _WORDS[way](value).encode()
        name, moves = what
        day = row.days[name]
        known = self._days.setdefault(mark, {})
        found = known.get(day)
        if found is None:
            if len(known) >= MOST:
                known.clear()
            found = known[day] = self._day(way, reduce(moved, moves, day))
        return found

    def _day(self, way: str, day: date) -> bytes:
        return (day.isoformat() if way == ISO else self._languages[way].day(day)).encode()


class Text:
    """A text with marks, taken apart: bytes that many forms have in common, and the places of the marks."""

    __slots__ = ("holes", "parts")

    def __init__(self, text: bytes, marks: Marks, shared: dict[bytes, bytes]) -> None:
        pieces = MARK.split(text)
        self.holes = [(place, int(pieces[place])) for place in range(1, len(pieces), 2)]
        for place, mark in self.holes:
            if marks.what[mark][0] in (OWN, NUMBER):
                # what is no text in JSON stands without the quotes of one
                pieces[place - 1], pieces[place + 1] = pieces[place - 1][:-1], pieces[place + 1][1:]
        self.parts = [shared.setdefault(part, part) for part in pieces]

    def filled(self, words: Mapping[int, bytes]) -> list[bytes]:
        """The parts, with words at the marks."""
        parts = self.parts.copy()
        for place, mark in self.holes:
            parts[place] = words[mark]
        return parts


class Form:
    """The result of all cases that look alike to the engine, see :mod:`discretion.batch.forms`."""

    __slots__ = ("canonical", "marks", "own", "written")

    def __init__(self, written: Text, canonical: Text, marks: Marks) -> None:
        self.written, self.canonical = written, canonical
        every = {mark: marks.what[mark] for text in (written, canonical) for _, mark in text.holes}
        self.own = {mark: str(name) for mark, (way, name) in every.items() if way == OWN}
        self.marks = tuple(mark for mark in every if mark not in self.own)

    def fill(self, row: Row, words: Words) -> bytes:
        """The result of a case as JSON in one line."""
        found = {mark: words.of(mark, row) for mark in self.marks}
        canonical = self.canonical.filled(found | {mark: row.canonical[name] for mark, name in self.own.items()})
        written = self.written.filled(found | {mark: row.own[name] for mark, name in self.own.items()})
        digest = hashlib.sha256(b"".join(canonical)).hexdigest()
        # the hash stands last in the result
        written[-1] = b'%b,"hash":"%b%b"}' % (written[-1][:-1], PREFIX.encode(), digest.encode())
        return b"".join(written)
