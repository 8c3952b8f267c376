"""Of what an answer of the interview speaks: which violation, and which of its persons in charge."""

from __future__ import annotations

import re
from typing import Final

import msgspec

_KEY: Final = re.compile(r"(?:(\d*)(?:p(\d+))?\|)?(.*)", re.DOTALL)


class Scope(msgspec.Struct, frozen=True):
    """A violation, counted from 1, and a person in charge of it, counted from 1; 0 is the violation itself."""

    violation: int = 1
    person: int = 0

    def key(self, inner: str) -> str:
        """The key of an answer: ``fact:harm`` of the first violation, ``2|fact:harm``, ``p1|name``, ``2p1|fact:age``."""
        number = "" if self.violation == 1 else str(self.violation)
        person = f"p{self.person}" if self.person else ""
        return f"{number}{person}|{inner}" if number or person else inner


FIRST: Final = Scope()


def parted(key: str) -> tuple[Scope, str]:
    """The scope of a key, and the key inside it."""
    match = _KEY.fullmatch(key)
    assert match is not None
    number, person, inner = match.groups()
    return Scope(int(number or 1), int(person or 0)), inner
