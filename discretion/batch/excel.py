"""Excel (openpyxl, an extra): cells as texts, exact where Excel's own numbers allow it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from discretion.batch.cells import day_of
from discretion.batch.inputs import Lacking
from discretion.rulebook.problem import Place, Problem, Unusable
from discretion.text import say

#: What a spreadsheet would take for a formula, in the half and the full width.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
#: Beside formulas, texts that openpyxl takes for an error value.
RISKY: Final = (*FORMULA, "#")
MOST_TEXT: Final = 32_767
#: Bytes to which a workbook may unpack in all, and those of them that are held in memory; how many times its own size, if it is not small.
MOST_UNPACKED: Final = 8 * 10**9
MOST_TEXTS: Final = 500 * 10**6
MOST_RATIO: Final = 200
PLAUSIBLE: Final = 100 * 10**6


def package() -> Any:
    """openpyxl. Raises :class:`Lacking`."""
    try:
        import openpyxl
    except ImportError:
        raise Lacking("openpyxl", ".xlsx") from None
    return openpyxl


def _bounded(path: Path) -> None:
    """A workbook is a packed archive: one that says that it unpacks to far more than a table would is not unpacked.

    Raises :class:`Unusable`, and what ``zipfile`` raises of a broken one.
    """
    with zipfile.ZipFile(path) as archive:
        sizes = [(entry.filename, entry.file_size, entry.compress_size) for entry in archive.infolist()]
    whole, packed = sum(size for _, size, _ in sizes), sum(size for *_, size in sizes)
    texts = sum(size for name, size, _ in sizes if name.endswith("sharedStrings.xml"))
    if whole > MOST_UNPACKED or texts > MOST_TEXTS or (whole > PLAUSIBLE and whole > MOST_RATIO * packed):
        message = say("the workbook unpacks to {size} megabytes, more than is read", size=f"{whole // 10**6:,}")
        raise Unusable([Problem("too-large", Place(str(path)), message, say("give large tables as CSV or Parquet"))])


@contextmanager
def _sheet(path: Path) -> Iterator[Any]:
    """The first sheet."""
    openpyxl = package()
    try:
        _bounded(path)
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (OSError, Unusable):
        raise
    except Exception as error:  # whatever openpyxl or zipfile make of a broken file
        problem = Problem("bad-input", Place(str(path)), say("this is no Excel workbook: {what}", what=str(error)))
        raise Unusable([problem]) from None
    try:
        yield book.worksheets[0]
    finally:
        book.close()


def heads(path: Path) -> list[str]:
    """The first row that is not empty, without empty cells at its end."""
    with _sheet(path) as sheet:
        for cells in sheet.iter_rows(values_only=True):
            texts = [text(c) for c in cells]
            if any(texts):
                while not texts[-1]:
                    texts.pop()
                return texts
    raise Unusable([Problem("bad-input", Place(str(path)), say("the first sheet is empty"))])


def count(path: Path) -> int:
    """About how many rows."""
    with _sheet(path) as sheet:
        return int(sheet.max_row or 0)


def rows(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows below the header, with their numbers."""
    width = len(heads(path))
    header = True
    with _sheet(path) as sheet:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            texts = [text(c) for c in cells]
            if header:
                header = not any(texts)
                continue
            while len(texts) > width and not texts[-1]:
                texts.pop()
            yield number, texts + [""] * (width - len(texts))


def text(value: Any) -> str:
    """A cell as text: a number in full, a day as ``2025-03-27``, yes and no as ``true`` and ``false``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # the shortest decimal that is this number: what Excel shows
        return format(Decimal(repr(value)), "f")
    if isinstance(value, (datetime, date)):
        return day_of(value)
    if isinstance(value, time):
        return value.isoformat()
    return str(value)


def text_cell(sheet: Any, value: str) -> Any:
    """A cell that holds a text and nothing but a text, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    text = ILLEGAL_CHARACTERS_RE.sub("�", value)[:MOST_TEXT]
    if not text.startswith(RISKY):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    # Excel then treats it as typed with a quote before it, also when somebody edits the cell
    cell.quotePrefix = True
    return cell
