"""One way to write data as bytes, and the hash over them: RFC 8785 (JSON Canonicalization Scheme), SHA-256.

Keys stand in the order of their UTF-16 units, no blank between anything, texts in UTF-8 with the shortest escapes. Numbers are whole:
yuan that are not stand as text, so that nothing of RFC 8785's rules for floating point is ever needed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any, Final

PREFIX: Final = "sha256:"


def written(value: Any) -> bytes:
    """The canonical bytes of plain data: objects, lists, texts, integers, true, false, null. Raises ``ValueError`` for anything else."""
    text = json.dumps(_ordered(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8")


def seal(value: Mapping[str, Any], without: Collection[str] = ("hash",)) -> str:
    """``sha256:…`` over the canonical bytes of an object without the members ``without``."""
    return PREFIX + hashlib.sha256(written({k: v for k, v in value.items() if k not in without})).hexdigest()


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _ordered(value[key]) for key in sorted(value, key=_units)}
    if isinstance(value, (list, tuple)):
        return [_ordered(item) for item in value]
    if value is None or isinstance(value, (str, bool, int)):
        return value
    raise ValueError(f"{type(value).__name__} has no canonical form here")


def _units(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")
