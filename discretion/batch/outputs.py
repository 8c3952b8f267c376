"""Results → a file, by its ending: JSON Lines, CSV, Excel or Parquet, written chunk by chunk."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from discretion.batch import excel, parquet
from discretion.batch.excel import FORMULA
from discretion.batch.judge import Done
from discretion.batch.line import HEADS, MONEY, SEPARATOR, Line

#: An Excel sheet has a few rows more; what goes beyond stands on the next sheet.
MOST_ROWS: Final = 1_000_000
#: Digits that Excel keeps of a number.
MOST_EXACT: Final = 15
#: The ending of whole results.
FULL: Final = ".jsonl"
_NUMBERS: Final = (*MONEY, "row", "violation")


def write(path: Path, ending: str, chunks: Iterable[Done]) -> None:
    """Write ``chunks`` to ``path``. Raises :class:`Lacking`, ``OSError``."""
    WRITERS[ending](path, chunks)


def check(ending: str) -> None:
    """Whether that ending can be written here. Raises :class:`Lacking`."""
    if ending == ".xlsx":
        excel.package()
    if ending == ".parquet":
        parquet.package()


def rows(done: Done) -> Iterator[tuple[str, str, int, Line]]:
    """Every line of a chunk with the key, file and row that it belongs to."""
    for key, file, row, code in zip(done.keys, done.files, done.rows, done.codes, strict=True):
        for line in done.results[code]:
            yield key, file, row, line


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _jsonl(path: Path, chunks: Iterable[Done]) -> None:
    encode = msgspec.json.encode
    with path.open("wb") as stream:
        for done in chunks:
            if done.whole:
                stream.writelines(done.whole)
                continue
            for key, file, row, line in rows(done):
                stream.write(encode(_json(key, file, row, line)) + b"\n")


def _json(key: str, file: str, row: int, line: Line) -> dict[str, Any]:
    """As in the result of one case: yuan are integers, or exact strings where they are no whole numbers; nothing is ``null``."""
    found: dict[str, Any] = dict(zip(HEADS, (key, file, row, *msgspec.structs.astuple(line)), strict=True))
    for name in MONEY:
        text = found[name]
        found[name] = None if not text else int(text) if text.isdecimal() else text
    for name in ("applied", "missing", "provision"):
        found[name] = found[name].split(SEPARATOR) if found[name] else []
    return found


def _csv(path: Path, chunks: Iterable[Done]) -> None:
    # with the mark by which Excel knows UTF-8
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADS)
        for done in chunks:
            writer.writerows(
                (
                    safe(key),
                    safe(file),
                    row,
                    *(safe(t) if isinstance(t, str) else t for t in msgspec.structs.astuple(line)),
                )
                for key, file, row, line in rows(done)
            )


def _xlsx(path: Path, chunks: Iterable[Done]) -> None:
    book = excel.package().Workbook(write_only=True)
    sheet: Any = None
    left = 0
    for done in chunks:
        for key, file, row, line in rows(done):
            if not left:
                sheet, left = _sheet(book), MOST_ROWS
            sheet.append(
                [
                    _cell(sheet, n, v)
                    for n, v in zip(HEADS, (key, file, row, *msgspec.structs.astuple(line)), strict=True)
                ]
            )
            left -= 1
    if sheet is None:
        _sheet(book)
    book.save(path)


def _sheet(book: Any) -> Any:
    sheet = book.create_sheet("results" if not book.worksheets else f"results {len(book.worksheets) + 1}")
    sheet.freeze_panes = "B2"
    sheet.append(list(HEADS))
    return sheet


def _cell(sheet: Any, name: str, value: Any) -> Any:
    """Whole numbers as numbers; everything else as text, which Excel is told not to take for a formula."""
    if name in _NUMBERS and str(value).isdecimal() and len(str(value)) <= MOST_EXACT:
        return int(value)
    return excel.text_cell(sheet, str(value)) if value != "" else None


def _parquet(path: Path, chunks: Iterable[Done]) -> None:
    pyarrow = parquet.package()
    from discretion.batch import arrow

    schema = arrow.schema()
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for done in chunks:
            place = {
                "key": pyarrow.array(done.keys, pyarrow.string()),
                "file": pyarrow.array(done.files, pyarrow.string()).dictionary_encode(),
                "row": pyarrow.array(done.rows, pyarrow.int64()),
            }
            writer.write_batch(arrow.results(place, pyarrow.array(done.codes, pyarrow.int32()), done.results))


WRITERS: Final[dict[str, Callable[[Path, Iterable[Done]], None]]] = {
    ".jsonl": _jsonl,
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".parquet": _parquet,
}
