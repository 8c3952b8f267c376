"""A whole batch: inputs → journal → output and summary."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Final

import msgspec

from discretion.batch import inputs, outputs
from discretion.batch.columns import read_mapping
from discretion.batch.fast import Disagreement
from discretion.batch.inputs import Table
from discretion.batch.journal import Foreign, Journal, Run
from discretion.batch.judge import Defaults, Done
from discretion.batch.pool import jobs, judged
from discretion.batch.progress import Progress
from discretion.batch.summary import Summary, told
from discretion.output import Exists, placing, write
from discretion.report.json import dumps
from discretion.report.language import Language
from discretion.report.problems import clean
from discretion.rulebook import Problem, Rulebook, Unusable
from discretion.rulebook.problem import Place
from discretion.text import say

CHUNK: Final = 500
#: How many bad rows are told of one by one.
TOLD: Final = 20
JOURNAL: Final = ".journal"


class Request(msgspec.Struct, frozen=True):
    """What is asked for. ``on_stated``: whether the day of the decision was given, or is today."""

    inputs: tuple[Path, ...]
    output: Path
    defaults: Defaults
    on_stated: bool = False
    columns: Path | None = None
    summary: Path | None = None
    force: bool = False
    fail_fast: bool = False
    jobs: int | None = None
    one_by_one: bool = False
    full: bool = False
    chunk: int = CHUNK


class Stopped(Exception):
    """A bad row ended the batch, as ``--fail-fast`` asks."""


class Broken(Exception):
    """A process ended by itself."""


def run(request: Request, book: Rulebook, tongue: Language, tell: Callable[[str], None], version: str = "") -> Summary:
    """Assess everything and write it; ``tell`` is called with what the user should know at once.

    Raises :class:`Unusable`, :class:`Stopped`, :class:`Broken`, ``OSError``, and what is raised by the output (``Exists``), the formats
    (``Lacking``) and the journal (``Foreign``, ``Busy``).
    """
    ending = _writable(request)
    if book.problems():
        raise Unusable(book.problems())
    mapping = _mapping(request.columns)
    facts = frozenset(r.id for r in book.shelf().rules if r.section == "facts")
    tables = inputs.prepare(inputs.find(request.inputs), mapping, facts)
    path = request.output.with_name(request.output.name + JOURNAL)
    with _journal(path, _run(request, tables, mapping, book, tongue, version), request.force) as journal:
        try:
            summary = _assess(request, tables, book, tongue, tell, journal, not request.one_by_one)
        except Disagreement as disagreement:
            # a fault of the program; what was found so far cannot be trusted, the engine alone can
            tell(
                tongue(
                    "a short way disagrees with the engine ({offence}): every row is assessed again, one by one; please report this",
                    offence=str(disagreement),
                )
            )
            journal.restart()
            summary = _assess(request, tables, book, tongue, tell, journal, by_cell=False)
        if not summary.cases:
            journal.remove()
            raise Unusable([Problem("no-cases", Place(str(request.inputs[0])), say("there is no case in the input"))])
        with placing(request.output, request.force) as temporary:
            outputs.write(temporary, ending, journal)
        journal.remove()
    if request.summary is not None:
        write(request.summary, summary_text(summary, request.summary, tongue).encode(), request.force)
    return summary


def _journal(path: Path, this: Run, force: bool) -> Journal:
    """The journal of this run, begun now or earlier; that of another run only goes where that is asked for."""
    try:
        return Journal(path, this)
    except Foreign:
        if not force:
            raise
        return Journal(path, this, fresh=True)


def summary_text(summary: Summary, path: Path, tongue: Language) -> str:
    """The summary as the ending of the file wants it: JSON, or as it is printed."""
    return dumps(summary.data()) if path.suffix.lower() == ".json" else told(summary, tongue)


def _writable(request: Request) -> str:
    """The ending of the output, if all that is to be written can be."""
    ending = request.output.suffix.lower()
    if ending not in outputs.WRITERS:
        help = say("it may end in: {endings}", endings=", ".join(outputs.WRITERS))
        message = say("the ending of the output does not say what to write")
        raise Unusable([Problem("bad-output", Place(str(request.output)), message, help)])
    if request.full and ending != outputs.FULL:
        message = say("whole results are JSON, one a line: the output must end in {ending}", ending=outputs.FULL)
        raise Unusable([Problem("bad-output", Place(str(request.output)), message)])
    outputs.check(ending)
    for path in (request.output, request.summary):
        if path is not None and os.path.lexists(path) and not request.force:
            raise Exists(path)
    return ending


def _mapping(path: Path | None) -> Mapping[str, str]:
    if path is None:
        return {}
    mapping, problems = read_mapping(str(path), path.read_bytes())
    if problems:
        raise Unusable(problems)
    return mapping


def _run(
    request: Request,
    tables: Sequence[Table],
    mapping: Mapping[str, str],
    book: Rulebook,
    tongue: Language,
    version: str,
) -> Run:
    states = [t.path.stat() for t in tables]
    defaults = request.defaults
    return Run(
        tuple((str(t.path.resolve()), s.st_size, s.st_mtime_ns) for t, s in zip(tables, states, strict=True)),
        book.digest,
        version,
        repr(sorted(mapping.items())),
        defaults.jurisdiction,
        defaults.offence,
        tongue.code,
        "" if defaults.on is None else defaults.on.isoformat(),
        request.on_stated,
        request.full,
    )


def _assess(
    request: Request,
    tables: Sequence[Table],
    book: Rulebook,
    tongue: Language,
    tell: Callable[[str], None],
    journal: Journal,
    by_cell: bool,
) -> Summary:
    """Everything that the journal does not hold yet; and the summary of all."""
    summary = Summary()
    weight = 0.0
    for done in journal.short():
        summary.add(done)
        weight += done.weight
    if journal.done:
        tell(tongue("going on after {count:case that is|cases that are} done already", count=journal.done))
    told_ = _Bad(request, tongue, tell)
    defaults = msgspec.structs.replace(request.defaults, on=journal.on)
    chunks = inputs.chunks(tables, request.chunk, journal.done, request.full)
    total = sum(t.size for t in tables)
    with Progress(total, weight, tongue) as progress:
        for done in _judged(chunks, book, defaults, tongue, jobs(request.jobs), by_cell, request.full):
            journal.add(done)
            summary.add(done)
            progress.add(len(done.codes), done.weight)
            told_.add(done, journal)
    told_.rest()
    return summary


def _judged(
    chunks: Iterator[inputs.Chunk],
    book: Rulebook,
    defaults: Defaults,
    tongue: Language,
    count: int,
    by_cell: bool,
    full: bool,
) -> Iterator[Done]:
    try:
        yield from judged(chunks, book, defaults, tongue, count, by_cell, full)
    except BrokenProcessPool:
        raise Broken from None


class _Bad:
    """Tells of bad rows, the first of them one by one."""

    def __init__(self, request: Request, tongue: Language, tell: Callable[[str], None]) -> None:
        self.request, self.tongue, self.tell = request, tongue, tell
        self.count = 0

    def add(self, done: Done, journal: Journal) -> None:
        """Tell of the bad rows of a chunk."""
        bad = {n for n, lines in enumerate(done.results) if any(line.error for line in lines)}
        if not bad:
            return
        for file, row, code in zip(done.files, done.rows, done.codes, strict=True):
            if code not in bad:
                continue
            self.count += 1
            if self.count <= TOLD:
                error = next(line.error for line in done.results[code] if line.error)
                self.tell(f"{file}:{row}: {clean(error)}")
            if self.request.fail_fast:
                journal.remove()
                raise Stopped

    def rest(self) -> None:
        """Tell how many more there were."""
        if self.count > TOLD:
            self.tell(
                self.tongue(
                    "… and {count:more bad row|more bad rows}; the column `error` tells of each",
                    count=self.count - TOLD,
                )
            )
