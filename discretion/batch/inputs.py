"""Inputs → chunks of rows: folders of YAML cases, JSON Lines, CSV, Excel and Parquet, read piece by piece.

A row of a table is a tuple of texts, so that the same table gives the same results in whatever format it comes.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from discretion.batch.columns import Column, resolve
from discretion.rulebook.problem import Place, Problem, Unusable
from discretion.text import Message, say

Form = Literal["yaml", "jsonl", "table", "columns"]
Row = Any
#: A row of a table whose first cell begins with this is a remark, not a case.
REMARK: Final = "#"
ENDINGS: Final = (".yaml", ".yml", ".jsonl", ".csv", ".xlsx", ".parquet")
_YAML: Final = (".yaml", ".yml")
_SURROGATES: Final = ("\ud800", "\udfff")


class Bad(msgspec.Struct, frozen=True):
    """A row that cannot even be read."""

    message: Message


class Chunk(msgspec.Struct):
    """Rows of one file, or several YAML files; ``weight`` is how many bytes of the input were read for them.

    Of the form ``columns``, the rows are a record batch.
    """

    form: Form
    columns: tuple[Column, ...]
    files: list[str]
    numbers: list[int]
    rows: Any
    weight: float = 0.0


class Table(msgspec.Struct):
    """An input that is ready to be read."""

    path: Path
    form: Form
    columns: tuple[Column, ...] = ()
    size: int = 0


class Lacking(Exception):
    """A package that reads or writes a format is not installed."""

    def __init__(self, package: str, ending: str) -> None:
        super().__init__(package)
        self.package, self.ending = package, ending


def find(given: Iterable[Path]) -> tuple[Path, ...]:
    """The files to read: those given, and every YAML file in the folders given. Raises :class:`Unusable`."""
    found: list[Path] = []
    problems: list[Problem] = []
    for path in given:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix in _YAML and p.is_file() and not _hidden(p, path))
            if not inside:
                problems.append(_problem(path, say("there is no case file (.yaml) in this folder")))
            found += inside
        elif not path.is_file():
            problems.append(_problem(path, say("there is no file {name}", name=str(path))))
        elif path.suffix.lower() not in ENDINGS:
            help = say("it may end in: {endings}", endings=", ".join(ENDINGS))
            problems.append(_problem(path, say("the ending of the file does not say what is in it"), help))
        else:
            found.append(path)
    if problems:
        raise Unusable(problems)
    return tuple(found)


def prepare(paths: Iterable[Path], mapping: Mapping[str, str], facts: Set[str]) -> tuple[Table, ...]:
    """Open every input, and settle what its columns are. Raises :class:`Unusable`, :class:`Lacking`, ``OSError``."""
    tables: list[Table] = []
    problems: list[Problem] = []
    for path in paths:
        ending = path.suffix.lower()
        size = max(1, path.stat().st_size)
        if ending in _YAML or ending == ".jsonl":
            tables.append(Table(path, "yaml" if ending in _YAML else "jsonl", (), size))
            continue
        try:
            heads = [head.strip() for head in _HEADS[ending](path)]
        except Unusable as unusable:
            problems += unusable.problems
            continue
        columns, found = resolve(heads, mapping, facts, str(path))
        problems += found
        tables.append(Table(path, "columns" if ending == ".parquet" else "table", columns, size))
    if problems:
        raise Unusable(problems)
    return tuple(tables)


def chunks(tables: Sequence[Table], size: int, skip: int = 0, cut: bool = False) -> Iterator[Chunk]:
    """The rows in order, ``size`` at a time, without the first ``skip``.

    Columns come in larger pieces, unless they are to be ``cut`` too.
    """
    for form, together in itertools.groupby(tables, key=lambda t: t.form):
        if form == "yaml":
            several = list(together)
            rows = ((str(t.path), 1, t.path, float(t.size)) for t in several)
            skip = yield from _cut(rows, form, (), size, skip)
        else:
            for table in together:
                if form == "columns":
                    skip = yield from _columns(table, skip, size if cut else None)
                    continue
                read = _jsonl if form == "jsonl" else _ROWS[table.path.suffix.lower()]
                path = str(table.path)
                rows = ((path, n, row, weight) for n, row, weight in read(table))
                skip = yield from _cut(rows, form, table.columns, size, skip)


def _cut(
    rows: Iterator[tuple[str, int, Row, float]], form: Form, columns: tuple[Column, ...], size: int, skip: int
) -> Generator[Chunk, None, int]:
    for _ in itertools.islice(rows, skip):
        skip -= 1
    while some := list(itertools.islice(rows, size)):
        weight = sum(r[3] for r in some)
        yield Chunk(form, columns, [r[0] for r in some], [r[1] for r in some], [r[2] for r in some], weight)
    return skip


def _columns(table: Table, skip: int, size: int | None) -> Generator[Chunk, None, int]:
    """Record batches as they are read, or of at most ``size`` rows."""
    from discretion.batch import parquet

    each = table.size / max(1, parquet.count(table.path))
    for before, batch in parquet.batches(table.path):
        kept = parquet.cases(batch, REMARK)
        numbers = list(range(before + 1, before + batch.num_rows + 1))
        if kept is not None:
            batch, numbers = batch.take(kept), [numbers[n] for n in kept.to_pylist()]
        if skip:
            done = min(skip, len(numbers))
            batch, numbers, skip = batch.slice(done), numbers[done:], skip - done
        for first in range(0, len(numbers), size or max(1, len(numbers))):
            some = numbers[first : first + size] if size else numbers
            rows = batch.slice(first, len(some))
            yield Chunk("columns", table.columns, [str(table.path)] * len(some), some, rows, each * len(some))
    return skip


def _jsonl(table: Table) -> Iterator[tuple[int, Row, float]]:
    with table.path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            text = (line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line).strip()
            if text:
                yield number, text, float(len(line))


def _csv_heads(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        try:
            heads = next((r for r in csv.reader(stream, strict=True) if any(r)), None)
        except csv.Error as error:
            raise Unusable([_problem(path, say("this is no CSV: {what}", what=str(error)))]) from None
    if heads is None:
        raise Unusable([_problem(path, say("the file is empty"))])
    if any(_escaped(h) for h in heads):
        help = say("in Excel: save as “CSV UTF-8”, or as .xlsx")
        raise Unusable([_problem(path, say("the file is not UTF-8 text"), help)])
    return heads


def _csv_rows(table: Table) -> Iterator[tuple[int, Row, float]]:
    width = len(table.columns)
    with table.path.open("rb") as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="surrogateescape", newline="")
        reader = csv.reader(text, strict=True)
        begun, before, header = 1, 0, True
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                cells = []
                row: Row = Bad(say("this is no CSV: {what}", what=str(error)))
            else:
                row = _row(cells, width)
            number, begun = begun, reader.line_num + 1
            if header:
                header = not any(cells)
                continue
            if row is not None:
                position = raw.tell()
                yield number, row, float(position - before)
                before = position


def _row(cells: Sequence[str], width: int) -> Row:
    """A row; ``None`` where it is empty or a remark."""
    if len(cells) != width:
        if not any(cells):
            return None
        if not cells[0].lstrip().startswith(REMARK):
            return Bad(
                say(
                    "{count:cell stands|cells stand} in the row, {wanted} in the header", count=len(cells), wanted=width
                )
            )
    row = tuple([c.strip() for c in cells])
    if not any(row) or row[0].startswith(REMARK):
        return None
    if any(map(_escaped, row)):
        return Bad(say("the row is not UTF-8 text"))
    return row


def _escaped(text: str) -> bool:
    return not text.isascii() and any(_SURROGATES[0] <= c <= _SURROGATES[1] for c in text)


def _problem(path: Path, message: Message, help: Message | None = None) -> Problem:
    return Problem("bad-input", Place(str(path)), message, help)


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _xlsx_heads(path: Path) -> list[str]:
    from discretion.batch import excel

    return excel.heads(path)


def _xlsx_rows(table: Table) -> Iterator[tuple[int, Row, float]]:
    from discretion.batch import excel

    yield from _weighed(excel.rows(table.path), table, excel.count(table.path))


def _parquet_heads(path: Path) -> list[str]:
    from discretion.batch import parquet

    return parquet.heads(path)


def _weighed(rows: Iterable[tuple[int, Sequence[str]]], table: Table, count: int) -> Iterator[tuple[int, Row, float]]:
    width = len(table.columns)
    each = table.size / max(1, count)
    for number, cells in rows:
        row = _row(cells, width)
        if row is not None:
            yield number, row, each


_HEADS: Final = {".csv": _csv_heads, ".xlsx": _xlsx_heads, ".parquet": _parquet_heads}
_ROWS: Final = {".csv": _csv_rows, ".xlsx": _xlsx_rows}
