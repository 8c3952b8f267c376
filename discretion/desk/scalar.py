"""A value as a case file writes it."""

from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction
from typing import Any, Final

from discretion.case.case import Missing
from discretion.money import plain

_PLAIN: Final = re.compile(r"[a-z][a-z0-9._/-]*")
_WORDS: Final = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null"})


def scalar(value: Any) -> str:
    """A value as a case file writes it."""
    if isinstance(value, Missing):
        return "unknown"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Fraction)):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (frozenset, set, list, tuple)):
        return f"[{', '.join(scalar(v) for v in sorted(value))}]"
    text = str(value)
    return text if _PLAIN.fullmatch(text) and text not in _WORDS else json.dumps(text, ensure_ascii=False)
