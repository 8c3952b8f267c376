"""The whole result of a case, with all its findings, as ``discretion assess --format json`` gives it, as canonical JSON in one line.

So the hash is taken over the very bytes of the line, but for itself. Most findings stand in many results, but for the day that chose their
rule. Each of them is put into JSON once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

import msgspec

from discretion.assess import Assessment, ViolationResult, assess
from discretion.assess.finding import Finding
from discretion.batch.line import SEPARATOR, Line, lines
from discretion.batch.part import whole
from discretion.canonical import PREFIX, seal, written
from discretion.case.case import Case
from discretion.report.cleaning import escaped, unseen
from discretion.report.json import Writer, engine, unsealed
from discretion.report.language import Language
from discretion.rulebook import Law, Rulebook
from discretion.text import Part, Text

T = TypeVar("T")
#: How many texts, and how many findings, are remembered.
MOST: Final = 20_000
#: JSON writes a control sign in no text as it is; so this one marks a hole.
HOLE: Final = b"\0"
#: JSON in pieces, one after the other.
Json = tuple[bytes, ...]
#: Where the hash stands.
_HASH: Final = b',"hash":'
_SEAL: Final = b'%b"%b%%b"' % (_HASH, PREFIX.encode())


class Full(tuple[Line, ...]):
    """The lines of a case, and its whole result as JSON, in pieces."""

    pieces: Json = (b"null",)

    @property
    def text(self) -> bytes:
        """The whole result."""
        return b"".join(self.pieces)


def whole_line(key: str, file: str, row: int, found: tuple[Line, ...]) -> Json:
    """A row with its whole result as a line; ``null`` where it has none, and why."""
    error = SEPARATOR.join(line.error for line in found if line.error)
    head = msgspec.json.encode({"key": key, "file": file, "row": row, "error": error})
    return head[:-1], b',"result":', *(found if isinstance(found, Full) else Full()).pieces, b"}\n"


class _Known(Generic[T]):
    """What was made of a record, as long as it is the same one. What was asked for once only is forgotten first."""

    def __init__(self) -> None:
        self._once: dict[int, tuple[Any, T]] = {}
        self._often: dict[int, tuple[Any, T]] = {}

    def of(self, record: Any, make: Callable[[Any], T]) -> T:
        """What was made of ``record``, or ``make(record)``."""
        key = id(record)
        found = self._often.get(key)
        # the record is kept with it, so that no other one can have the same number
        if found is not None:
            return found[1]
        found = self._once.pop(key, None)
        if found is None:
            made = make(record)
            if len(self._once) >= MOST:
                self._once.clear()
            self._once[key] = (record, made)
            return made
        if len(self._often) >= MOST:
            self._often.clear()
        self._often[key] = found
        return found[1]


class _Piece(msgspec.Struct):
    """A finding as canonical JSON, parted where the day that chose its rule stands. ``unseen``: there are signs in it that nobody sees."""

    parts: Sequence[bytes]
    unseen: bool


class Unsealed(msgspec.Struct, frozen=True):
    """A result as canonical JSON, parted where its hash belongs. ``unseen``: there are signs in it that nobody sees."""

    head: bytes
    tail: bytes
    unseen: bool

    @property
    def digest(self) -> str:
        """The hash over it."""
        digest = hashlib.sha256(self.head)
        digest.update(self.tail)
        return digest.hexdigest()

    def sealed(self) -> Json:
        """The result with its hash, in which signs that nobody sees are escaped; in pieces."""
        found = (self.head, _SEAL % self.digest.encode(), self.tail)
        return (_escaped(b"".join(found)),) if self.unseen else found


class Pieces(Writer):
    """A writer that leaves holes for findings, and remembers what stands in many results."""

    def __init__(self, language: type[Language] = Language) -> None:
        super().__init__(language)
        self.holes: list[tuple[Sequence[_Piece], Sequence[bytes]]] = []
        self._texts = _Known[dict[str, str]]()
        self._pieces = _Known[_Piece]()
        self._same: dict[Finding, _Piece] = {}

    def text(self, part: Part | None) -> dict[str, str] | None:
        """A text in every language."""
        return self._texts.of(part, self._text) if isinstance(part, Text) else super().text(part)

    def _text(self, text: Text) -> dict[str, str]:
        return super().text(text) or {}

    def findings(self, findings: Iterable[Finding], violation: ViolationResult | None = None) -> Any:
        """A hole with a number."""
        several = tuple(findings)
        days = {"": b"null"}
        if violation is not None:
            days |= {at: _day(violation.timeline.chosen(at)) for at in ("act", "decision")}
        self.holes.append(([self._pieces.of(f, self._like) for f in several], [days[f.at] for f in several]))
        return msgspec.Raw(b"%b%d%b" % (HOLE, len(self.holes) - 1, HOLE))

    def _like(self, finding: Finding) -> _Piece:
        """What was made of a finding that says the same; most are made anew because of a day or an amount, which is a mark in many."""
        found = self._same.get(finding)
        if found is None:
            if len(self._same) >= MOST:
                self._same.clear()
            found = self._same[finding] = self._piece(finding)
        return found

    def _piece(self, finding: Finding) -> _Piece:
        text = msgspec.json.encode(self.finding(finding, msgspec.Raw(HOLE)), order="sorted")
        return _Piece(text.split(HOLE), any(_unseen(part) for part in text.split(HOLE)))

    def unsealed(self, data: Mapping[str, Any]) -> Unsealed:
        """Data in which holes were left, as the hash is taken over it."""
        parts = msgspec.json.encode({**data, "hash": msgspec.Raw(HOLE * 2)}, order="sorted").split(HOLE)
        unseen = any(map(_unseen, parts[::2]))
        for place in range(1, len(parts), 2):
            if not parts[place]:
                parts[place] = HOLE
                continue
            pieces, days = self.holes[int(parts[place])]
            unseen = unseen or any(piece.unseen for piece in pieces)
            parts[place] = _list([piece.parts for piece in pieces], days)
        head, _, tail = b"".join(parts).partition(_HASH + HOLE)
        return Unsealed(head, tail, unseen)


def _day(day: date | None) -> bytes:
    return b"null" if day is None else b'"%b"' % day.isoformat().encode()


def _list(pieces: Iterable[Sequence[bytes]], days: Iterable[bytes]) -> bytes:
    """Findings as a JSON list, each with its day."""
    return b"[%b]" % b",".join([day.join(piece) for piece, day in zip(pieces, days, strict=True)])


def _escaped(json: bytes) -> bytes:
    return escaped(json.decode()).encode()


def _unseen(json: bytes) -> bool:
    return unseen(json.decode())


class Findings:
    """Assesses cases with all their findings, and remembers what many results have in common."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.writer = Pieces()
        self._rests_on: dict[tuple[str, tuple[str, ...]], str] = {}

    @cached_property
    def engine(self) -> Mapping[str, str]:
        """The versions that a result names."""
        return engine()

    def of(self, case: Case, law: Law) -> Full:
        """The result of a case. Raises :class:`discretion.rulebook.Unusable`."""
        assessment = assess(case, whole(law))
        found = Full(lines(assessment))
        found.pieces = self.json(assessment)
        return found

    def json(self, assessment: Assessment) -> Json:
        """A result as canonical JSON in one line, in which signs that nobody sees are escaped."""
        self.writer.holes.clear()
        result = unsealed(assessment, self._rests(assessment), self.engine, self.writer)
        found = self.writer.unsealed(result)
        # the encoder sorts keys by their signs, not by their UTF-16 units, which is the same but for signs beyond U+FFFF
        if _ascii(result["inputs"]["case"]):
            return found.sealed()
        sealed = msgspec.json.decode(found.head + found.tail)
        return (_escaped(written({**sealed, "hash": seal(sealed)})),)

    def shape(self, assessment: Assessment, writer: Pieces, own: Mapping[str, str]) -> Unsealed:
        """A result but for its hash; of its inputs what is the ``own`` of each case."""
        writer.holes.clear()
        result = unsealed(assessment, self._rests(assessment), self.engine, writer)
        result["inputs"] |= own
        return writer.unsealed(result)

    def _rests(self, assessment: Assessment) -> str:
        offences = tuple(v.offence for v in assessment.violations)
        key = (assessment.jurisdiction, offences)
        found = self._rests_on.get(key)
        if found is None:
            found = self._rests_on[key] = self.rulebook.rests_on(*key)
        return found


def _ascii(value: Any) -> bool:
    """Whether every key is; the keys outside the case are those of the program."""
    if isinstance(value, dict):
        return "".join(value).isascii() and all(_ascii(v) for v in value.values() if isinstance(v, (dict, list)))
    return all(map(_ascii, value)) if isinstance(value, list) else True
