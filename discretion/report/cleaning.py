"""Values of cases and rules made harmless: nothing that a terminal acts upon, that reorders what is read, or that breaks a line."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any, Final, TypeVar

import msgspec

T = TypeVar("T")
#: Controls, formats (among them the signs that turn the direction of writing), surrogates, line and paragraph separators.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
#: Everything outside the scripts that hold no such sign: most texts have none of it.
_PLAIN: Final = (
    "\x20-\x7e\xa1-\xac\xae-\u05ff\u0700-\u070e\u0900-\u180d\u1810-\u1fff\u2070-\ud7ff"  # Latin to Hangul
    "\uf900-\ufefe\uff00-\uffef"  # compatibility and full-width signs
)


def clean(text: str) -> str:
    """One line of text in which every unseen sign is shown as such; a break or a tab is a blank."""
    # what can be printed holds no such sign; the expression, which takes long to compile, is mostly not needed
    return text if text.isprintable() else _suspect().sub(_shown, text)


@cache
def _suspect() -> re.Pattern[str]:
    return re.compile(f"[^{_PLAIN}]")


def _shown(match: re.Match[str]) -> str:
    sign = match[0]
    if sign in "\t\n\r":
        return " "
    return "�" if unicodedata.category(sign) in _UNSEEN else sign


def cleaned(value: T) -> T:
    """A record with every text in it made clean."""
    result: Any = value
    if isinstance(value, str):
        result = clean(value)
    elif isinstance(value, tuple):
        result = tuple(cleaned(item) for item in value)
    elif isinstance(value, msgspec.Struct):
        result = msgspec.structs.replace(
            value, **{name: cleaned(getattr(value, name)) for name in value.__struct_fields__}
        )
    return result  # type: ignore[no-any-return]


def escaped(json: str) -> str:
    r"""JSON in which unseen signs are written as ``\uXXXX``: the same data, and safe to look at."""
    return _suspect().sub(_code, json)


def unseen(text: str) -> bool:
    """Whether there are such signs in it."""
    return any(sign != "\n" and unicodedata.category(sign) in _UNSEEN for sign in _suspect().findall(text))


def _code(match: re.Match[str]) -> str:
    sign = match[0]
    if sign == "\n" or unicodedata.category(sign) not in _UNSEEN:
        return sign
    units = sign.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[n : n + 4]}" for n in range(0, len(units), 4))
