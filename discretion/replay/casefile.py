"""The case file in a result: YAML that reads as the very case that was assessed."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from discretion.report.json import is_figure, quoted
from discretion.rulebook.scalars import scalar

#: What needs no quotes as a key or a value: words of the rules.
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
_STEP: Final = "  "


def text(case: Mapping[str, Any], texts: Collection[str]) -> bytes:
    """A case file; ``texts`` are the places of texts that would otherwise be read as numbers or days, see :func:`quoted`."""
    return ("\n".join(_lines(case, "", "", frozenset(texts))) + "\n").encode("utf-8")


def _lines(value: Any, indent: str, at: str, texts: frozenset[str]) -> Iterator[str]:
    """The lines of a mapping or list that is not empty."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            place = f"{at}/{key.replace('~', '~0').replace('/', '~1')}"
            yield from _item(f"{indent}{_key(key)}:", inner, indent, place, texts)
    else:
        for index, inner in enumerate(value):
            yield from _item(f"{indent}-", inner, indent, f"{at}/{index}", texts)


def _item(head: str, value: Any, indent: str, at: str, texts: frozenset[str]) -> Iterator[str]:
    if isinstance(value, (Mapping, list)) and value:
        yield head
        yield from _lines(value, indent + _STEP, at, texts)
    else:
        yield f"{head} {_scalar(value, at in texts)}"


def _scalar(value: Any, is_text: bool) -> str:
    if isinstance(value, (Mapping, list)):
        return "{}" if isinstance(value, Mapping) else "[]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if value is None:
        # no case file holds it; what reads the case then says so at its place
        return "~"
    if not is_text and is_figure(value):
        return str(value)
    return value if _plain(value) else _in_quotes(value)


def _key(key: str) -> str:
    return key if _plain(key) else _in_quotes(key)


def _plain(text: str) -> bool:
    return bool(_WORD.fullmatch(text)) and scalar(text) == text


def _in_quotes(text: str) -> str:
    """Double quotes as YAML has them; signs that are not seen are written as escapes."""
    return '"' + "".join(_sign(c) for c in text) + '"'


def _sign(sign: str) -> str:
    if sign in '"\\' or sign < " ":
        return json.dumps(sign)[1:-1]
    if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co") or sign == "\ufeff":
        return f"\\U{ord(sign):08x}"
    return sign


__all__ = ["quoted", "text"]
