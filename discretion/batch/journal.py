"""The journal beside the output: what is done, so that an interrupted run goes on where it stopped.

The first line says of which run it is: inputs, rules, options. Each further line is a chunk; where whole results are wanted, they follow it
as they will stand in the output. A torn last chunk is dropped.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import msgspec

from discretion.batch.judge import Done

FORMAT: Final = "discretion/batch/2"


class Foreign(Exception):
    """The journal is of another run."""


class Busy(Exception):
    """Another process is writing it."""


class Run(msgspec.Struct, frozen=True):
    """What makes two runs the same: the inputs by name, size and time, the rules, and everything that was asked for."""

    inputs: tuple[tuple[str, int, int], ...]
    rules: str
    version: str
    columns: str
    jurisdiction: str
    offence: str
    language: str
    on: str
    on_stated: bool
    full: bool = False
    format: str = FORMAT

    def goes_on(self, other: Run) -> bool:
        """Whether ``other`` is this run begun earlier; its day of the decision counts where none is stated."""
        return self == other or (
            not self.on_stated
            and self == msgspec.structs.replace(other, on=self.on, on_stated=False)
            and not other.on_stated
        )


class Journal:
    """An open journal. ``done`` rows are in it already."""

    def __init__(self, path: Path, run: Run, fresh: bool = False) -> None:
        """Open it, or begin it. Raises :class:`Foreign`, :class:`Busy`, ``OSError``."""
        self.path = path
        self.run = run
        self.done = 0
        handle = os.open(
            path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0), 0o666
        )
        self._stream = os.fdopen(handle, "r+b")
        try:
            _lock(self._stream.fileno())
            if fresh:
                self._stream.truncate(0)
            self._begin()
        except BaseException:
            self._stream.close()
            raise

    def _begin(self) -> None:
        first = self._stream.readline()
        if not first.endswith(b"\n"):
            self._stream.seek(0)
            self._stream.truncate(0)
            self._stream.write(msgspec.json.encode(self.run) + b"\n")
            self._stream.flush()
            return
        try:
            earlier = msgspec.json.decode(first, type=Run)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise Foreign from None
        if not self.run.goes_on(earlier):
            raise Foreign
        self.run = earlier
        end = self._stream.tell()
        for done, position in self._read():
            self.done += len(done.codes)
            end = position
        self._stream.seek(end)
        self._stream.truncate(end)

    def _read(self, whole: bool = False) -> Iterator[tuple[Done, int]]:
        """The chunks from here on, each with the place where it ends; with whole results only where these are wanted."""
        decode = msgspec.json.Decoder(Done).decode
        position, end = self._stream.tell(), os.fstat(self._stream.fileno()).st_size
        while (line := self._stream.readline()).endswith(b"\n"):
            try:
                done = decode(line)
            except msgspec.DecodeError:
                return
            position += len(line) + done.size
            if position > end:
                return
            if whole and done.size:
                done.whole = [self._stream.read(done.size)]
            else:
                self._stream.seek(position)
            yield done, position

    @property
    def on(self) -> date | None:
        """The day of the decision where a case states none: that of the run as it began."""
        return date.fromisoformat(self.run.on) if self.run.on else None

    def add(self, done: Done) -> None:
        """Keep a chunk."""
        self._stream.seek(0, os.SEEK_END)
        line = msgspec.structs.replace(done, whole=(), size=sum(map(len, done.whole)))
        self._stream.writelines((msgspec.json.encode(line), b"\n", *done.whole))
        self._stream.flush()
        self.done += len(done.codes)

    def short(self) -> Iterator[Done]:
        """Every chunk, from the first, without whole results."""
        yield from self._every(whole=False)

    def __iter__(self) -> Iterator[Done]:
        """Every chunk, from the first."""
        yield from self._every(whole=True)

    def _every(self, whole: bool) -> Iterator[Done]:
        self._stream.seek(0)
        self._stream.readline()
        for done, _ in self._read(whole):
            yield done

    def restart(self) -> None:
        """Forget what is done."""
        self._stream.seek(0)
        self._stream.readline()
        self._stream.truncate(self._stream.tell())
        self.done = 0

    def remove(self) -> None:
        """It has served."""
        self._stream.close()
        with contextlib.suppress(OSError):
            self.path.unlink()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()


def _lock(handle: int) -> None:
    """Keep other runs out, where the system knows how."""
    try:
        import fcntl
    except ImportError:
        return
    locking: Any = fcntl
    try:
        locking.flock(handle, locking.LOCK_EX | locking.LOCK_NB)
    except BlockingIOError:
        raise Busy from None
