"""Plain scalars: exact numbers, days, ``true`` and ``false``, text; and what YAML 1.1 would silently make of the rest is refused.

Every refusal says what would be right, and where the value can be told, spells it out.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Hashable
from datetime import date
from fractions import Fraction
from typing import Final

import msgspec

from discretion.money import exact, plain
from discretion.text import Message, say

#: More than a figure of the law ever has: 999 万亿 yuan, and as many places as a fraction may be written with.
MAX_WHOLE: Final = 15
MAX_LENGTH: Final = 40
#: The day that stands for one that was refused; no rule and no case is so old.
NO_DAY: Final = date.min
WORDS: Final = frozenset(w for word in ("yes", "no", "on", "off", "y", "n") for w in (word, word.title(), word.upper()))
_NUMBER: Final = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?|-?(0|[1-9]\d*)/[1-9]\d*", re.ASCII)
_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
# what follows is compiled when it is used, which is seldom: compiling all of it took longer than reading a case
_LOOSE_DAY: Final = r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
_DECIMAL: Final = r"-?(\d+\.?\d*|\.\d+)"
_POWER: Final = r"([-+]?[\d_]*\.?[\d_]*)[eE]([-+]?\d{1,2})"
_NULLS: Final = ("", "~", "null", "Null", "NULL")
_TRUTHS: Final = ("True", "False", "TRUE", "FALSE")
#: A plain scalar that is none of these words and begins with none of these signs is text.
_ODD_WORDS: Final = frozenset((*_NULLS, *_TRUTHS, *WORDS))
_ODD_SIGNS: Final = frozenset("+-.0123456789")


class Wrong(msgspec.Struct, frozen=True):
    """A scalar that is refused: why, what would be right, and what stands in its place so that reading can go on."""

    kind: str
    message: Message
    help: Message | None
    value: Hashable


def scalar(text: str) -> Hashable | Wrong:
    """The value of a plain scalar."""
    if text in ("true", "false"):
        return text == "true"
    if _NUMBER.fullmatch(text):
        return _number(text)
    if match := _DAY.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
        try:
            return date(year, month, day)
        except ValueError:
            return Wrong("bad-day", say("there is no day {day}", day=text), _last_day(year, month), NO_DAY)
    if text not in _ODD_WORDS and text[0] not in _ODD_SIGNS:
        return text
    for kind, pattern, message, help in _REFUSED:
        if re.fullmatch(pattern, text, re.ASCII):
            return Wrong(kind, message(_short(text)), help(text), NO_DAY if kind == "bad-day" else text)
    return text


def _number(text: str) -> Hashable | Wrong:
    whole = re.split("[/.]", text.lstrip("-"), maxsplit=1)[0]
    if len(text) > MAX_LENGTH or len(whole) > MAX_WHOLE:
        message = say("a number of {count} digits", count=sum(c.isdigit() for c in text))
        help = say(
            "a number has at most {count} digits before the point; a code of digits needs quotes", count=MAX_WHOLE
        )
        return Wrong("bad-number", message, help, text)
    return exact(text)


def _last_day(year: int, month: int) -> Message:
    if year and 1 <= month <= 12:
        return say("the month ends on {day}", day=f"{year:04}-{month:02}-{monthrange(year, month)[1]}")
    return say("write it as {example}", example="2026-08-15")


def _short(text: str) -> str:
    return text if len(text) <= MAX_LENGTH else text[: MAX_LENGTH - 1] + "…"


def _write(example: str) -> Message:
    return say("write {example}", example=example)


def _as_day(text: str) -> Message:
    match = re.fullmatch(_LOOSE_DAY, text, re.ASCII)
    if match is not None:
        year, month, day = (int(part) for part in match.groups())
        try:
            return say("write it as {example}", example=date(year, month, day).isoformat())
        except ValueError:
            pass
    return say("write it as {example}", example="2026-08-15")


def _decimal(text: str) -> Message:
    """What an octal or hexadecimal number was probably meant to be."""
    digits = text.replace("_", "")
    if digits.lstrip("-+").isdigit():
        meant = digits.lstrip("-+").lstrip("0") or "0"
        return say('write {number}, or "{text}" for the text itself', number=_short(meant), text=_short(text))
    return say('write it in ordinary digits, or "{text}" for the text itself', text=_short(text))


def _ordinary(text: str) -> Message:
    """A number as the rules write it."""
    if re.fullmatch(r"-?\d+/0+", text):
        return say("nothing can be divided by 0")
    scale, body = 0, text
    if match := re.fullmatch(_POWER, text, re.ASCII):
        body, scale = match[1], int(match[2])
    body = body.replace("_", "").lstrip("+")
    if len(body) > MAX_LENGTH or abs(scale) > MAX_WHOLE or not re.fullmatch(_DECIMAL, body, re.ASCII):
        return _write("20000, 0.1, 1/24")
    return _write(plain(Fraction(body) * Fraction(10) ** scale))


_REFUSED: Final[tuple[tuple[str, str, Callable[[str], Message], Callable[[str], Message]], ...]] = (
    (
        "null",
        "|".join(_NULLS),
        lambda t: say("a value is due here"),
        lambda t: say("write the value, or leave the key out"),
    ),
    (
        "yes-no",
        "|".join((*sorted(WORDS), *_TRUTHS)),
        lambda t: say("`{word}` is ambiguous in YAML", word=t),
        lambda t: say('write true or false, or "{word}" for the word itself', word=t),
    ),
    (
        "hexadecimal",
        r"[-+]?0[xX][0-9a-fA-F_]+",
        lambda t: say("`{text}` is a hexadecimal number in YAML", text=t),
        _decimal,
    ),
    (
        "octal",
        r"[-+]?(0[0-9_]+|0[oO][0-7_]+|0[bB][01_]+)",
        lambda t: say("`{text}` is an octal or binary number in YAML", text=t),
        _decimal,
    ),
    (
        "timestamp",
        r"\d{4}-\d{1,2}-\d{1,2}([Tt]|[ \t]+)\d{1,2}:\d{2}.*",
        lambda t: say("`{text}` is a time of day; the law counts days", text=t),
        lambda t: say("write the day alone: {example}", example=re.split(r"[Tt \t]", t)[0]),
    ),
    (
        "bad-day",
        _LOOSE_DAY,
        lambda t: say("`{text}` is no day", text=t),
        _as_day,
    ),
    (
        "sexagesimal",
        r"[-+]?\d+(:[0-5]?\d)+(\.\d*)?",
        lambda t: say("`{text}` is a number to the base of sixty in YAML", text=t),
        lambda t: say('write "{text}" for the text itself', text=_short(t)),
    ),
    (
        "bad-number",
        r"[-+]?\.?\d[\d_]*(\.[\d_]*)?([eE][-+]?\d+)?|[-+]?\.(inf|Inf|INF|nan|NaN|NAN)|-?\d+/0+",
        lambda t: say("`{text}` is not written as the rules write numbers", text=t),
        _ordinary,
    ),
)
