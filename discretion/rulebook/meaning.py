"""What a rule says, apart from how it is written: comments, layout, quotes and the order of keys are left out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from datetime import date
from fractions import Fraction
from typing import Any, Final

from discretion.money import plain
from discretion.rulebook.sections import SECTIONS

#: Sections at which no assessment looks.
SILENT: Final = frozenset({"rulebook", "outline", "cases", "checks", "reviews"})


def meaning(section: str, id: str, value: Any, without: Collection[str] = ()) -> str:
    """SHA-256 of what a rule says, in hexadecimal; ``without`` are keys that do not count."""
    return hashlib.sha256(f"{section}\0{id}\0{_text(value, without)}".encode()).hexdigest()


def total(entries: Iterable[tuple[str, str, str, str, str]]) -> str:
    """SHA-256 of what several rules say: each given as its section, jurisdiction, id, file and :func:`meaning`, in the order in which they
    were read.

    The order of files and their names do not count, nor that of rules under their ids; that of the entries of one list in one file does.
    """
    groups: dict[tuple[str, str, str], list[str]] = {}
    for section, jurisdiction, id, file, said in entries:
        if section not in SILENT:
            one = file if SECTIONS[section].form == "list" else f"\0{id}"
            groups.setdefault((section, jurisdiction, one), []).append(said)
    lines = sorted(f"{section}\0{place}\0{','.join(several)}\n" for (section, place, _), several in groups.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _text(value: Any, without: Collection[str]) -> str:
    return json.dumps(_plain(value, without), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any, without: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner, without) for key, inner in value.items() if key not in without}
    if isinstance(value, list):
        return [_plain(inner, without) for inner in value]
    if isinstance(value, bool | str):
        return value
    if isinstance(value, date):
        return ["day", value.isoformat()]
    return ["number", plain(Fraction(value))]
