"""Options of the commands of reviewers, from text: a value, or :class:`Wrong` with what would have been right."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Final

from discretion.audit.inspection import KINDS
from discretion.calendar import Period, Unit

_SHORT: Final = re.compile(r"(\d{1,4}) ?([dmy])")
_UNITS: Final[dict[str, Unit]] = {"d": "days", "m": "months", "y": "years"}


class Wrong(ValueError):
    """An option that cannot be understood: which, what stood there, and what may stand there."""

    def __init__(self, option: str, value: str, allowed: Iterable[str]) -> None:
        super().__init__(f"{option} {value}")
        self.option = option
        self.value = value
        self.allowed = tuple(allowed)


def ahead(text: str, option: str = "--within") -> Period:
    """``90d``, ``6m``, ``1y``, or a period as rules write it. Raises :class:`Wrong`."""
    match = _SHORT.fullmatch(text)
    if match is not None:
        return Period(int(match[1]), _UNITS[match[2]])
    try:
        return Period.read(text)
    except ValueError:
        raise Wrong(option, text, ("90d", "6m", "1y", "90 days")) from None


def kinds(given: Sequence[str], option: str = "--only") -> tuple[str, ...]:
    """Kinds of checks, repeated or with commas between them. Raises :class:`Wrong`."""
    wanted = tuple(kind.strip() for text in given for kind in text.split(",") if kind.strip())
    for kind in wanted:
        one_of(kind, KINDS, option)
    return wanted


def one_of(text: str, allowed: Sequence[str], option: str) -> str:
    """``text`` where it is allowed. Raises :class:`Wrong`."""
    if text not in allowed:
        raise Wrong(option, text, allowed)
    return text


def ids(given: Sequence[str], known: Iterable[str], option: str) -> tuple[str, ...]:
    """Names that there must be. Raises :class:`Wrong` with the nearest ones."""
    names = tuple(known)
    for name in given:
        if name not in names:
            raise Wrong(option, name, difflib.get_close_matches(name, names, n=5, cutoff=0.4) or names[:5])
    return tuple(given)
