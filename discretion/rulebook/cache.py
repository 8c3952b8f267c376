"""Validated rules kept between runs: never needed for correctness, off with ``DISCRETION_CACHE=off``.

An entry is keyed by the content of every file that went into it, so a changed rule is another entry. It holds plain values, no
code, is written whole or not at all, and is believed only if nobody but the user could have written it and its own hash fits.

So that not every file is read at every start, the hash of a file is kept beside what the file system says of it: device, number,
size, and the times of its last change, of its content and of its entry. Nobody sets the last of them by hand, so a file cannot change
and look the same; a file that changed less than ``RECENT`` nanoseconds before it was hashed is hashed again next time, because
times have a grain. Where a system keeps no such time (Windows), every file is read at every start.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import msgspec

from discretion.rulebook.files import fingerprint

VARIABLE: Final = "DISCRETION_CACHE"
FORMAT: Final = "4"
MOST: Final = 64
#: Three seconds: longer than the grain of the times of any file system in use (two on FAT).
RECENT: Final = 3 * 10**9
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


def key(hashes: Mapping[str, str], names: Sequence[str], offences: Sequence[str]) -> str:
    """The name of an entry: by program, wanted offences, and the hashes of the files; one that cannot be read has none."""
    total = hashlib.sha256(f"{FORMAT}\0{','.join(offences)}\n".encode())
    total.update("".join(f"{name}\0{hashes.get(name, '')}\n" for name in names).encode())
    return total.hexdigest()


def hashes(files: Mapping[str, str], read: Callable[[str], bytes | None]) -> dict[str, str]:
    """The fingerprint of each file, in their order: as kept where the file is as it was, else of what ``read`` gives.

    A file that cannot be read has none.
    """
    place = folder() if os.name != "nt" else None
    name = "" if place is None else hashlib.sha256("\0".join(files.values()).encode()).hexdigest()
    kept: Any = None if place is None else _load(place / f"{name}.hashes")
    known: dict[str, list[Any]] = kept if isinstance(kept, dict) else {}
    found: dict[str, str] = {}
    states: dict[str, list[Any]] = {}
    latest = time.time_ns() - RECENT
    for file, path in files.items():
        state = _state(path)
        old = known.get(file)
        if state is not None and old is not None and old[1:] == state:
            found[file], states[file] = old[0], old
            continue
        data = read(file)
        if data is not None:
            found[file] = fingerprint(data)
            if state is not None and max(state[-2:]) < latest:
                states[file] = [found[file], *state]
    if place is not None and states != known:
        _save(place / f"{name}.hashes", states)
    return found


def _state(path: str) -> list[int] | None:
    """What the file system says of a file."""
    try:
        status = os.stat(path)  # noqa: PTH116 - once for every rule file at every start
    except OSError:
        return None
    return [status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns]


def get(name: str) -> list[Entry] | None:
    """The entry, if there is one that may be believed."""
    place = folder()
    found = None if place is None else _load(place / f"{name}.rules")
    return found if isinstance(found, list) else None


def put(name: str, entries: list[Entry]) -> None:
    """Keep an entry; that it cannot be kept does not matter."""
    place = folder()
    if place is not None:
        _save(place / f"{name}.rules", _in(entries))


def _load(path: Path) -> Any:
    """What was saved there; ``None`` if there is nothing that may be believed."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(handle, "rb") as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode) or not _ours(status):
                return None
            digest, payload = stream.read(32), stream.read()
        if hashlib.sha256(payload).digest() != digest:
            return None
        return msgspec.msgpack.decode(payload, ext_hook=_out)
    except (OSError, ValueError, msgspec.DecodeError):
        return None


def _save(path: Path, value: Any) -> None:
    from discretion.output import write

    payload = msgspec.msgpack.encode(value)
    place = path.parent
    with contextlib.suppress(OSError):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _ours(place.stat()):
            return
        write(path, hashlib.sha256(payload).digest() + payload, force=True)
        path.chmod(0o600)
        _thin(place, path.suffix)


def _ours(status: os.stat_result) -> bool:
    """Whether only the user could have written it."""
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022


def _thin(place: Path, suffix: str) -> None:
    entries = sorted(place.glob(f"*{suffix}"), key=lambda p: p.stat().st_mtime)
    for old in entries[:-MOST]:
        old.unlink(missing_ok=True)


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
