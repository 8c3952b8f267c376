"""Cases as tables: the rows of the generator as flat texts, the peers' work as columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final

import msgspec
import pyarrow
import pyarrow.parquet

from benchmarks.work import DAYS, OFFENCE, Case

#: Rows that are turned into columns together.
ROWS: Final = 20_000


def flat(case: dict[str, Any]) -> dict[str, str]:
    """A case of the generator as the texts of a table."""
    found = {name: str(case[name]) for name in ("key", "jurisdiction", "offence")}
    found |= {f"party.{name}": str(value) for name, value in case["party"].items()}
    found |= {f"timeline.{name}": value for name, value in case["timeline"].items()}
    return found | {name: _text(value) for name, value in case["facts"].items()}


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def convert(lines: Path, path: Path) -> Path:
    """Write the cases of a file of JSON Lines as Parquet, a piece at a time."""
    names = dict.fromkeys(name for case in _cases(lines) for name in flat(case))
    write(path, _cases(lines), list(names))
    return path


def _cases(lines: Path) -> Iterator[dict[str, Any]]:
    with lines.open("rb") as stream:
        yield from map(msgspec.json.decode, stream)


def write(path: Path, cases: Iterable[dict[str, Any]], names: Sequence[str]) -> None:
    """Write cases as Parquet with the columns ``names``, a piece at a time."""
    rows = map(flat, cases)
    schema = pyarrow.schema([(name, pyarrow.string()) for name in names])
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while some := list(islice(rows, ROWS)):
            columns = [pyarrow.array([row.get(name) for row in some], pyarrow.string()) for name in names]
            writer.write_batch(pyarrow.RecordBatch.from_arrays(columns, schema=schema))


def batch(cases: Sequence[Case]) -> Any:
    """The peers' work as a record batch: numbers, yes and no, and words by dictionary, as a column store keeps them."""
    count = len(cases)
    fixed = {"jurisdiction": "cn", "offence": OFFENCE, **{f"timeline.{n}": day for n, day in DAYS.items()}}
    columns = {name: pyarrow.array([text] * count).dictionary_encode() for name, text in fixed.items()}
    columns["established"] = pyarrow.array([True] * count)
    for name in cases[0]:
        values = [case[name] for case in cases]
        if name == "exceedance":
            # thousandths, exactly
            columns[name] = pyarrow.array([Decimal(v).scaleb(-3) for v in values], pyarrow.decimal128(9, 3))
        else:
            column = pyarrow.array(values)
            columns[name] = column.dictionary_encode() if isinstance(values[0], str) else column
    return pyarrow.RecordBatch.from_pydict(columns)
