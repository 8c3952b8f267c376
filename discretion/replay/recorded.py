"""Results as they were recorded: JSON read strictly, so that no two programs can read different things in one file."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final, NoReturn

import msgspec

from discretion.canonical import seal, written
from discretion.report.json import SCHEMA
from discretion.rulebook.yaml import MAX_BYTES
from discretion.text import Message, say

MAX_DEPTH: Final = 120
MAX_DIGITS: Final = 60
#: Commas, of which there is one between any two values; a file of 16 MiB with real results holds half as many.
MAX_VALUES: Final = 1_000_000


class Unreadable(Exception):
    """A file that is no result, and why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.id)
        self.message = message


class Inputs(msgspec.Struct, frozen=True):
    """What went into a result."""

    case: dict[str, Any]
    quoted: tuple[str, ...]
    on: date | None


class Rules(msgspec.Struct, frozen=True):
    """The rules of a result: the hash of all files, and that of what the rules say on which it rests."""

    version: str
    hash: str
    rests_on: str


class Engine(msgspec.Struct, frozen=True):
    """The program that worked a result out."""

    version: str
    calendar: str


class Recorded(msgspec.Struct, frozen=True):
    """A result as recorded; ``data`` is all of it."""

    inputs: Inputs
    rulebook: Rules
    engine: Engine
    hash: str
    data: dict[str, Any] = {}

    @property
    def untouched(self) -> bool:
        """Whether the result's own hash fits it."""
        return self.hash == self.seal

    @property
    def seal(self) -> str:
        """The hash of the result as it is now."""
        return seal(self.data)


def read(data: bytes) -> tuple[Recorded, ...]:
    """The results in a file: one, or a list of them. Raises :class:`Unreadable`."""
    value = strictly(data)
    results = value if isinstance(value, list) else [value]
    if not results:
        raise Unreadable(say("there is no result in it"))
    return tuple(_recorded(result) for result in results)


def strictly(data: bytes) -> Any:
    """JSON of which there is only one reading: no key twice, whole numbers only, bounded in size and depth. Raises :class:`Unreadable`."""
    if len(data) > MAX_BYTES:
        raise Unreadable(say("the file is larger than {size} MiB", size=MAX_BYTES // 2**20))
    if data.count(b",") > MAX_VALUES:
        raise Unreadable(say("the file holds more than {count} values", count=MAX_VALUES))
    try:
        value = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_once,
            parse_int=_whole,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
    except UnicodeDecodeError:
        raise Unreadable(say("the file is not UTF-8 text")) from None
    except json.JSONDecodeError as error:
        raise Unreadable(
            say("it is no JSON: line {line}, column {column}", line=error.lineno, column=error.colno)
        ) from None
    except RecursionError:
        raise Unreadable(_deep()) from None
    if _deeper(value, MAX_DEPTH):
        raise Unreadable(_deep())
    try:
        written(value)
    except UnicodeEncodeError:
        raise Unreadable(say("it holds half a sign (a lone surrogate)")) from None
    return value


def _recorded(value: Any) -> Recorded:
    if not isinstance(value, dict) or "schema" not in value:
        raise Unreadable(say("it is no result of discretion: `discretion assess --format json` writes them"))
    if value["schema"] != SCHEMA:
        found = str(value["schema"])[:80]
        raise Unreadable(say("it is of the format {found}; this program reads {known}", found=found, known=SCHEMA))
    try:
        return msgspec.structs.replace(msgspec.convert(value, Recorded), data=value)
    except msgspec.ValidationError as error:
        raise Unreadable(say("it is no whole result: {what}", what=str(error))) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Unreadable(say("key `{key}` stands twice in one object", key=key[:80]))
        found[key] = value
    return found


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        _refuse_number(text)
    return int(text)


def _refuse_number(text: str) -> NoReturn:
    raise Unreadable(say("`{text}` is no number that a result can hold", text=text[:40]))


def _deep() -> Message:
    return say("nested more than {depth} levels deep", depth=MAX_DEPTH)


def _deeper(value: Any, left: int) -> bool:
    """Whether data goes deeper than ``left`` levels; level by level, so that no depth makes it fall."""
    level = [value]
    for _ in range(left + 1):
        level = [
            inner for v in level for inner in (v.values() if isinstance(v, dict) else v if isinstance(v, list) else ())
        ]
        if not level:
            return False
    return True
