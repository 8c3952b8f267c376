"""Parquet (pyarrow, an extra): columns as texts, a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from discretion.batch.inputs import Lacking
from discretion.rulebook.problem import Place, Problem, Unusable
from discretion.text import say

ROWS: Final = 4096


def package() -> Any:
    """pyarrow. Raises :class:`Lacking`."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise Lacking("pyarrow", ".parquet") from None
    return pyarrow


@contextmanager
def _file(path: Path) -> Iterator[Any]:
    pyarrow = package()
    try:
        file = pyarrow.parquet.ParquetFile(path, memory_map=False)
    except pyarrow.ArrowInvalid as error:
        problem = Problem("bad-input", Place(str(path)), say("this is no Parquet file: {what}", what=str(error)))
        raise Unusable([problem]) from None
    with file:
        yield file


def heads(path: Path) -> list[str]:
    """The names of the columns."""
    with _file(path) as file:
        return list(file.schema_arrow.names)


def count(path: Path) -> int:
    """How many rows."""
    with _file(path) as file:
        return int(file.metadata.num_rows)


def rows(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows with their numbers, from 1."""
    number = 0
    with _file(path) as file:
        for batch in file.iter_batches(batch_size=ROWS):
            columns = [_texts(column) for column in batch.columns]
            for cells in zip(*columns, strict=True):
                number += 1
                yield number, cells


def _texts(column: Any) -> list[str]:
    """A column as texts; several choices in one cell are joined by ``;``."""
    pyarrow = package()
    kind = column.type
    if pyarrow.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pyarrow.types.is_list(kind) or pyarrow.types.is_large_list(kind):
        return ["" if v is None else ";".join(map(str, v)) for v in column.to_pylist()]
    if pyarrow.types.is_floating(kind) or pyarrow.types.is_decimal(kind):
        # the shortest decimal that is this number in its own width, without an exponent
        return ["" if v is None else _plain(v) for v in column.cast(pyarrow.string()).to_pylist()]
    if not pyarrow.types.is_string(kind):
        column = column.cast(pyarrow.string())
    return ["" if v is None else v for v in column.to_pylist()]


def _plain(value: str) -> str:
    try:
        exact = Decimal(value)
    except ArithmeticError:
        return value
    return format(exact, "f")
