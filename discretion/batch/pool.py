"""Chunks assessed in several processes, their results in the order of the input; never more than a few of them on the way."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Final

from discretion.batch.inputs import Chunk
from discretion.batch.judge import Defaults, Done, Judge
from discretion.report.language import Language
from discretion.rulebook import Rulebook

#: Chunks that wait for each process, so that none of them stands idle while results are written.
AHEAD: Final = 3
_judge: Judge | None = None


def jobs(wanted: int | None) -> int:
    """How many processes: as many as wanted, else as many as this process may use."""
    if wanted is not None:
        return max(1, wanted)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def judged(
    chunks: Iterable[Chunk],
    book: Rulebook,
    defaults: Defaults,
    tongue: Language,
    count: int,
    by_cell: bool = True,
    full: bool = False,
) -> Iterator[Done]:
    """The results of ``chunks`` in their order. One process where there is one chunk only: starting more costs more."""
    begun = list(islice(chunks, 2))
    every = chain(begun, chunks)
    if count == 1 or len(begun) < 2:
        judge = Judge(book, defaults, tongue, by_cell, full)
        with _uncollected():
            yield from map(judge.chunk, every)
        return
    pool = ProcessPoolExecutor(
        count,
        multiprocessing.get_context("spawn"),
        _start,
        (book.folders, book.digest, defaults, tongue.code, by_cell, full),
    )
    waiting: deque[Future[Done]] = deque()
    try:
        for chunk in every:
            waiting.append(pool.submit(_work, chunk))
            if len(waiting) >= count * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles: a case leaves none, and looking for them over all that is remembered costs a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _start(folders: Sequence[Path], digest: str, defaults: Defaults, code: str, by_cell: bool, full: bool) -> None:
    """Begin a process: the rules are read once. An interruption is for the process that writes."""
    global _judge
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    book = Rulebook(folders)
    if book.digest != digest:
        raise RuntimeError("the rules were changed while the batch began")
    book.shelf()
    _judge = Judge(book, defaults, Language(code), by_cell, full)


def _work(chunk: Chunk) -> Done:
    assert _judge is not None
    return _judge.chunk(chunk)
