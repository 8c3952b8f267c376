"""The log of assessments: one JSON line each, every line bound to the one before by its hash.

A line holds what was worked out (the result's hash, its fine, its rules) and when; the time is the log's own, no result knows it.
Writers take turns by a lock, and a line is on the disk before the result is given out. What a crash or a full disk leaves of a line
is taken away by the next writer, whose own line says so.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from discretion.canonical import PREFIX, seal, written
from discretion.replay.recorded import Unreadable, strictly
from discretion.report.cleaning import escaped
from discretion.text import Message, say

SCHEMA: Final = "discretion/log/1"
#: What stands before the first line.
BEGINNING: Final = PREFIX + "0" * 64
#: No line is longer, in bytes; and nobody waits longer for another writer, in seconds.
MAX_LINE: Final = 2**20
PATIENCE: Final = 30.0
#: More faults are not worth listing.
MOST: Final = 200
_PAUSE: Final = 0.02
_SHOWN: Final = 200


class Busy(Exception):
    """Another process kept the log all the time."""


class Damaged(Exception):
    """The log cannot be gone on with: its last line is not one that was written here."""


class Fault(msgspec.Struct, frozen=True):
    """Something wrong in a log: in which line (from 1), and what."""

    line: int
    message: Message


class Chain(msgspec.Struct, frozen=True):
    """What a log holds: how many lines, the hash of the last, what is wrong, what is worth saying, and what of the sought was found."""

    lines: int
    head: str
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]
    found: frozenset[str]


def entry(result: Mapping[str, Any]) -> dict[str, Any]:
    """What the log says of a result (as :func:`discretion.report.json.data` gives it)."""
    case = result["inputs"]["case"].get("case", {})
    return {
        "result": result["hash"],
        "number": str(case.get("number", ""))[:_SHOWN],
        "title": str(case.get("title", ""))[:_SHOWN],
        "jurisdiction": result["inputs"]["jurisdiction"],
        "decision": result["inputs"]["decision"],
        "offences": list(dict.fromkeys(v["offence"] for v in result["violations"])),
        "outcome": result["outcome"],
        "fine": {key: result["fine"][key] for key in ("amount", "low", "high")},
        "rulebook": result["rulebook"],
        "engine": result["engine"],
    }


def append(path: Path, entries: Sequence[Mapping[str, Any]], now: datetime | None = None) -> str:
    """Add a line for each entry, all or none, and wait until the disk has them; gives the hash of the last line.

    ``now`` is the time that the lines carry. Raises :class:`Busy`, :class:`Damaged`, ``OSError``.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags, 0o666)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Damaged
        _lock(handle)
        size = os.fstat(handle).st_size
        whole, last = _end(handle, size)
        number, head = (0, BEGINNING) if last is None else _last(last)
        rest = _at(handle, whole, min(size - whole, MAX_LINE))
        torn = {"bytes": size - whole, "sha256": hashlib.sha256(rest).hexdigest()} if rest else None
        at = (now or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        lines = []
        for index, values in enumerate(entries):
            healed = {"torn": torn} if torn is not None and index == 0 else {}
            line = {"schema": SCHEMA, "n": number + index + 1, "time": at, **values, **healed, "previous": head}
            head = seal(line)
            lines.append(text({**line, "hash": head}))
            if len(lines[-1]) > MAX_LINE:
                raise Damaged
        if torn is not None:
            os.ftruncate(handle, whole)
        _write(handle, b"".join(lines), whole, rest)
    finally:
        os.close(handle)
    if whole == 0:
        _settle(path.parent)
    return head


def text(line: Mapping[str, Any]) -> bytes:
    """A line as it stands in the log: canonical JSON, in which signs that are not seen are escaped."""
    return escaped(written(line).decode()).encode() + b"\n"


def read(path: Path, sought: Collection[str] = ()) -> Chain:
    """Go through a log from its first line to its last; ``sought`` are hashes of lines and results. Raises ``OSError``."""
    faults: list[Fault] = []
    notes: list[Fault] = []
    found: set[str] = set()
    head, number = BEGINNING, 0
    for number, raw in enumerate(_raw(path), 1):
        if len(faults) >= MOST:
            faults.append(Fault(number, say("more than {count} faults; the rest is not read", count=MOST)))
            break
        if not raw.endswith(b"\n"):
            size = len(raw)
            faults.append(Fault(number, say("the line is torn off after {size} bytes", size=size)))
            number -= 1
            break
        line = _line(raw)
        if line is None:
            faults.append(Fault(number, say("this is no line that discretion wrote")))
            continue
        if line["hash"] != seal(line) or text(line) != raw:
            faults.append(Fault(number, say("the line was changed: it does not fit its own hash")))
        if line["previous"] != head or line["n"] != number:
            faults.append(Fault(number, _gap(line, number, head)))
        if line.get("torn") is not None:
            notes.append(Fault(number, say("before this line, part of a line was left by a crash or a full disk")))
        head = line["hash"]
        found.update(h for h in (head, str(line.get("result", ""))) if h in sought)
    return Chain(number, head, tuple(faults), tuple(notes), frozenset(found))


def _gap(line: Mapping[str, Any], number: int, head: str) -> Message:
    if line["previous"] == head:
        return say("it calls itself line {n}", n=str(line["n"])[:20])
    return say(
        "it does not follow the line before it: a line was removed, added, moved or changed here (it calls itself line {n})",
        n=str(line["n"])[:20],
    )


def _raw(path: Path) -> Iterator[bytes]:
    """The lines, none of them read further than a line may be long."""
    with path.open("rb") as stream:
        while raw := stream.readline(MAX_LINE + 1):
            yield raw
            while len(raw) > MAX_LINE and not raw.endswith(b"\n"):
                raw = stream.readline(MAX_LINE + 1)


def _line(raw: bytes) -> dict[str, Any] | None:
    """A line with the members that bind it, or ``None``."""
    try:
        line = strictly(raw)
    except Unreadable:
        return None
    if not isinstance(line, dict) or line.get("schema") != SCHEMA:
        return None
    bound = all(isinstance(line.get(key), str) for key in ("hash", "previous"))
    return line if bound and type(line.get("n")) is int else None


def _last(raw: bytes) -> tuple[int, str]:
    line = _line(raw)
    if line is None or line["hash"] != seal(line):
        raise Damaged
    return line["n"], line["hash"]


def _end(handle: int, size: int) -> tuple[int, bytes | None]:
    """Where the last whole line ends, and that line; ``None`` where there is none."""
    tail = b""
    start = size
    while start and tail.count(b"\n") < 2 and len(tail) <= 2 * MAX_LINE:
        step = min(start, 2**16)
        start -= step
        tail = _at(handle, start, step) + tail
    end = tail.rfind(b"\n") + 1
    if not end:
        if size > MAX_LINE:
            raise Damaged
        return 0, None
    return start + end, tail[tail.rfind(b"\n", 0, end - 1) + 1 : end]


def _at(handle: int, start: int, count: int) -> bytes:
    os.lseek(handle, start, os.SEEK_SET)
    found = b""
    while len(found) < count and (more := os.read(handle, count - len(found))):
        found += more
    return found


def _write(handle: int, data: bytes, before: int, rest: bytes) -> None:
    """Write everything to the disk; or, where it is full, leave all as it was, with the ``rest`` of a torn line."""
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    except BaseException:
        with contextlib.suppress(OSError):
            os.ftruncate(handle, before)
            os.write(handle, rest)
        raise


def _settle(folder: Path) -> None:
    """Let the disk know the name of a new file too."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _lock(handle: int) -> None:
    """Keep other writers out until the file is closed, where the system knows how."""
    try:
        import fcntl
    except ImportError:
        return
    locking: Any = fcntl
    until = time.monotonic() + PATIENCE
    while True:
        try:
            locking.flock(handle, locking.LOCK_EX | locking.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise Busy from None
            time.sleep(_PAUSE)
        else:
            return
