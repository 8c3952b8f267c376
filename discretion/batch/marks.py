"""Places in a text that differ from case to case: a mark stands there until the words of a case are put in.

What stands for those of many cases (:mod:`discretion.batch.traced`, :mod:`discretion.batch.dated`) writes a mark wherever its words are
due. The same words of the same thing have the same mark, so that what was written for one case can be put together for another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Final

#: Signs for private use: none stands in a text of the rules.
OPEN: Final = "\ue000"
CLOSE: Final = "\ue001"
#: A mark in JSON.
MARK: Final = re.compile(f"{OPEN}(\\d+){CLOSE}".encode())
#: What stands where nobody asked for a text.
NOWHERE: Final = "…"


class Marks:
    """The marks so far, each a number, and what each stands for: how it is written, and what."""

    current: ClassVar[Marks | None] = None

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, Any], int] = {}
        self.what: list[tuple[str, Any]] = []

    def __len__(self) -> int:
        return len(self.what)

    def mark(self, way: str, what: Any) -> str:
        """The mark for ``what``, written in a ``way``."""
        number = self._numbers.setdefault((way, what), len(self.what))
        if number == len(self.what):
            self.what.append((way, what))
        return f"{OPEN}{number}{CLOSE}"

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Inside, marks are these."""
        before, Marks.current = Marks.current, self
        try:
            yield
        finally:
            Marks.current = before


def marked(text: str) -> tuple[str, Any] | None:
    """What a text that is nothing but a mark stands for; ``None`` for any other."""
    if Marks.current is None or not text.startswith(OPEN) or not text.endswith(CLOSE) or text.count(OPEN) > 1:
        return None
    return Marks.current.what[int(text[1:-1])]


def mark(way: str, what: Any) -> str:
    """The mark for ``what`` where a text is written; else a sign that stands for nothing."""
    return NOWHERE if Marks.current is None else Marks.current.mark(way, what)
