"""What is wrong, where, and what would be right. Problems are values; nothing here raises or prints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from discretion.text import Message

Level = Literal["error", "warning", "note"]


class Place(msgspec.Struct, frozen=True, order=True):
    """A stretch of a file; lines and columns count from 1, the end is not included."""

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


class Problem(msgspec.Struct, frozen=True):
    """One finding about a file: its kind (the page in ``docs/checks``), place, message, help, and the rule it speaks of.

    ``details``: how it came about, a line each.
    """

    kind: str
    place: Place
    message: Message
    help: Message | None = None
    rule: str = ""
    level: Level = "error"
    line_text: str = ""
    details: tuple[Message, ...] = ()


class Unusable(Exception):
    """Input with errors in it: carries them all."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = ordered(problems)
        super().__init__(f"{len(self.problems)} problems")


def ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sorted by file, place and kind, each once."""
    return tuple(sorted(set(problems), key=lambda p: (p.place, p.kind, p.message.id, str(p.message.values))))
