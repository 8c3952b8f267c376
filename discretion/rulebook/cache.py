"""Validated rules kept between runs: never needed for correctness, off with ``DISCRETION_CACHE=off``.

An entry is keyed by the content of every file that went into it, so a changed rule is another entry. It holds plain values, no
code, is written whole or not at all, and is believed only if nobody but the user could have written it and its own hash fits.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import msgspec

VARIABLE: Final = "DISCRETION_CACHE"
FORMAT: Final = "2"
MOST: Final = 64
_FRACTION, _DAY = 1, 2
Entry = list[Any]


def folder() -> Path | None:
    """Where entries lie; ``None`` where there is to be no cache."""
    given = os.environ.get(VARIABLE, "")
    if given == "off":
        return None
    if given:
        return Path(given)
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")  # noqa: PTH111, PTH118
    return Path(base) / "discretion"


def key(files: Mapping[str, bytes], names: Sequence[str], offences: Sequence[str]) -> str:
    """The name of an entry: by program, wanted offences, and the content of the files."""
    total = hashlib.sha256(f"{FORMAT}\0{','.join(offences)}\n".encode())
    for name in names:
        data = files.get(name, b"")
        total.update(f"{name}\0{len(data)}\0".encode())
        total.update(data)
    return total.hexdigest()


def get(name: str) -> list[Entry] | None:
    """The entry, if there is one that may be believed."""
    place = folder()
    if place is None:
        return None
    try:
        handle = os.open(place / f"{name}.rules", os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(handle, "rb") as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode) or not _ours(status):
                return None
            digest, payload = stream.read(32), stream.read()
        if hashlib.sha256(payload).digest() != digest:
            return None
        found: list[Entry] = msgspec.msgpack.decode(payload, ext_hook=_out)
    except (OSError, ValueError, msgspec.DecodeError):
        return None
    return found


def put(name: str, entries: list[Entry]) -> None:
    """Keep an entry; that it cannot be kept does not matter."""
    place = folder()
    if place is None:
        return
    from discretion.output import write

    payload = msgspec.msgpack.encode(_in(entries))
    with contextlib.suppress(OSError):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _ours(place.stat()):
            return
        target = place / f"{name}.rules"
        write(target, hashlib.sha256(payload).digest() + payload, force=True)
        target.chmod(0o600)
        _thin(place)


def _ours(status: os.stat_result) -> bool:
    """Whether only the user could have written it."""
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022


def _thin(place: Path) -> None:
    entries = sorted(place.glob("*.rules"), key=lambda p: p.stat().st_mtime)
    for old in entries[:-MOST]:
        old.unlink()


def _in(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _in(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_in(v) for v in value]
    if isinstance(value, Fraction):
        return msgspec.msgpack.Ext(_FRACTION, str(value).encode())
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 63:
        return msgspec.msgpack.Ext(_FRACTION, str(value).encode())
    if isinstance(value, date):
        return msgspec.msgpack.Ext(_DAY, value.isoformat().encode())
    return value


def _out(code: int, data: memoryview) -> Any:
    text = bytes(data).decode()
    if code == _DAY:
        return date.fromisoformat(text)
    number = Fraction(text)
    return number.numerator if number.denominator == 1 else number
