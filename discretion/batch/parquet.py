"""Parquet (pyarrow, an extra): columns as texts, a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from discretion.batch.inputs import Lacking
from discretion.rulebook.problem import Place, Problem, Unusable
from discretion.text import say

#: Rows of a record batch: enough that what is done once for each column does not count.
ROWS: Final = 262_144
_LENGTH: Final = 4
#: Bytes to which a row group may unpack.
MOST_UNPACKED: Final = 4 * 10**9


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
        groups = [file.metadata.row_group(n).total_byte_size for n in range(file.metadata.num_row_groups)]
        if any(size > MOST_UNPACKED for size in groups):
            message = say(
                "a row group of the file unpacks to {size} megabytes, more than is read",
                size=f"{max(groups) // 10**6:,}",
            )
            raise Unusable([Problem("too-large", Place(str(path)), message, say("write it with smaller row groups"))])
        yield file


def heads(path: Path) -> list[str]:
    """The names of the columns."""
    with _file(path) as file:
        return list(file.schema_arrow.names)


def count(path: Path) -> int:
    """How many rows."""
    with _file(path) as file:
        return int(file.metadata.num_rows)


def batches(path: Path) -> Iterator[tuple[int, Any]]:
    """The record batches, each with how many rows come before it. Texts that come again stay numbers, as they are in the file."""
    pyarrow = package()
    before = 0
    with _file(path) as file:
        again = _again(file)
        with pyarrow.parquet.ParquetFile(path, metadata=file.metadata, read_dictionary=again) as numbered:
            for batch in _together(numbered.iter_batches(batch_size=ROWS)):
                yield before, batch
                before += batch.num_rows


def _again(file: Any) -> list[str]:
    """The columns whose texts come again: they take less room than the lengths of the texts alone would, four bytes each."""
    texts = {field.name for field in file.schema_arrow if package().types.is_string(field.type)}
    if not file.metadata.num_row_groups:
        return []
    group = file.metadata.row_group(0)
    columns = [group.column(n) for n in range(group.num_columns)]
    return [
        c.path_in_schema
        for c in columns
        if c.path_in_schema in texts and c.total_uncompressed_size < _LENGTH * group.num_rows
    ]


def _together(batches: Iterator[Any]) -> Iterator[Any]:
    """Record batches put together to as many rows as one should have: each row group of a file has dictionaries of its own."""
    some: list[Any] = []
    for batch in batches:
        if some and sum(b.num_rows for b in some) + batch.num_rows > ROWS:
            yield _one(some)
            some = []
        some.append(batch)
    if some:
        yield _one(some)


def _one(batches: list[Any]) -> Any:
    if len(batches) == 1:
        return batches[0]
    (found,) = package().Table.from_batches(batches).unify_dictionaries().combine_chunks().to_batches()
    return found


def cases(batch: Any, remark: str) -> Any:
    """The places of the rows that are cases: neither empty nor a remark; ``None`` where all are."""
    pyarrow = package()
    import pyarrow.compute as compute

    off = None
    if batch.num_columns and is_text(batch.column(0).type):
        off = compute.starts_with(compute.utf8_trim_whitespace(plain(batch.column(0))), remark).fill_null(False)
    if all(column.null_count or is_text(column.type) for column in batch.columns):
        empty = pyarrow.array([True] * batch.num_rows)
        for column in batch.columns:
            blank = column.is_null()
            if is_text(column.type):
                blank = compute.or_(
                    blank, compute.equal(compute.utf8_trim_whitespace(plain(column)), "").fill_null(True)
                )
            empty = compute.and_(empty, blank)
            if not compute.any(empty).as_py():
                break
        off = empty if off is None else compute.or_(off, empty)
    if off is None or not compute.any(off).as_py():
        return None
    return compute.indices_nonzero(compute.invert(off))


def is_text(kind: Any) -> bool:
    """Whether a column holds texts."""
    types = package().types
    kind = kind.value_type if types.is_dictionary(kind) else kind
    return bool(types.is_string(kind) or types.is_large_string(kind))


def plain(column: Any) -> Any:
    """A column without a dictionary."""
    return column.dictionary_decode() if package().types.is_dictionary(column.type) else column


def rows(batch: Any) -> Iterator[tuple[str, ...]]:
    """The rows of a record batch as texts."""
    return zip(*([text.strip() for text in texts(column)] for column in batch.columns), strict=True)


def texts(column: Any) -> list[str]:
    """A column as texts; several choices in one cell are joined by ``;``."""
    pyarrow = package()
    kind = column.type
    if pyarrow.types.is_dictionary(kind):
        if len(column) == 1 and pyarrow.types.is_string(kind.value_type):
            return [column[0].as_py() or ""]
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
