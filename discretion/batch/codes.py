"""Columns as whole numbers: a code for each row, and what each code stands for (pyarrow).

Each distinct value is looked at once; the rest is look-ups and whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, Final

import msgspec

from discretion.batch import parquet
from discretion.batch.cell import Outside

#: Codes are put together while they stay below this; they never overflow.
_MOST: Final = 1 << 62
_SMALL: Final = (1 << 31) - 1


class Coded(msgspec.Struct):
    """A column as whole numbers from 0, and what each stands for."""

    codes: Any
    values: list[Any]

    def take(self, rows: Any) -> Coded:
        """Some of the rows, with the values that they have."""
        if rows is None:
            return self
        if len(self.values) == 1:
            return Coded(self.codes.slice(0, len(rows)), self.values)
        found = self.codes.take(rows).dictionary_encode()
        return Coded(found.indices, [self.values[n] for n in found.dictionary.to_pylist()])

    def at(self, rows: Any, function: Callable[[Any], Hashable]) -> Coded:
        """``function`` of the values of some of the rows, with the results that they have."""
        if rows is None or len(self.values) == 1:
            return self.take(rows).mapped(function)
        known: dict[Hashable, int] = {}
        places = [known.setdefault(function(v), len(known)) for v in self.values]
        found = look_up(places, self.codes.take(rows), "int32").dictionary_encode()
        results = list(known)
        return Coded(found.indices, [results[n] for n in found.dictionary.to_pylist()])

    def value(self, row: int) -> Any:
        """The value of a row."""
        return self.values[self.codes[row].as_py()]

    def of(self, rows: Any) -> list[Any]:
        """The values of some rows."""
        return [self.values[n] for n in self.codes.take(rows).to_pylist()]

    def mapped(self, function: Callable[[Any], Hashable]) -> Coded:
        """The column with ``function`` of each value; equal results have one code."""
        known: dict[Hashable, int] = {}
        places = [known.setdefault(function(v), len(known)) for v in self.values]
        if places == list(range(len(places))):
            return Coded(self.codes, list(known))
        return Coded(look_up(places, self.codes, "int32"), list(known))


def order(rows: Any) -> Any:
    """The places that put rows in their order."""
    import pyarrow.compute as compute

    return compute.sort_indices(rows)


def look_up(values: Sequence[Any], codes: Any, kind: str | None = None) -> Any:
    """The value of each code."""
    pyarrow = parquet.package()
    return pyarrow.array(values, kind).take(codes)


def coded(column: Any) -> Coded:
    """A column of a record batch by the texts that its cells have in a table."""
    pyarrow = parquet.package()
    if pyarrow.types.is_nested(column.type):
        column = pyarrow.array(parquet.texts(column))
    given = pyarrow.types.is_dictionary(column.type)
    if not given:
        column = column.dictionary_encode()
    codes, values = column.indices, [text.strip() for text in parquet.texts(column.dictionary)]
    if codes.null_count:
        codes, values = codes.fill_null(len(values)), [*values, ""]
    if given and len(values) > 1:
        # a dictionary may hold what no row has
        found = codes.dictionary_encode()
        codes, values = found.indices, [values[n] for n in found.dictionary.to_pylist()]
    return Coded(codes, values).mapped(lambda text: text)


def joint(columns: Sequence[Coded]) -> Coded:
    """Several columns as one, of tuples."""
    if len(columns) == 1:
        return columns[0].mapped(lambda value: (value,))
    numbers, _ = numbered([(c.codes, len(c.values)) for c in columns])
    found = numbers.dictionary_encode()
    firsts = first(found.indices, len(found.dictionary))
    parts = [[c.values[n] for n in c.codes.take(firsts).to_pylist()] for c in columns]
    return Coded(found.indices, list(zip(*parts, strict=True)))


def first(codes: Any, count: int) -> Any:
    """The first row of each code."""
    import pyarrow.compute

    pyarrow = parquet.package()
    return pyarrow.compute.index_in(pyarrow.array(range(count), codes.type), codes)


def numbered(columns: Sequence[tuple[Any, int]]) -> tuple[Any, int]:
    """One number for several codes, each with how many there are; and how many numbers there may be."""
    import pyarrow.compute as compute

    pyarrow = parquet.package()
    found, size = None, 1
    for codes, count in columns:
        if count == 1:
            continue
        if found is None:
            found, size = codes, count
            continue
        if size * count >= _MOST:
            told = found.dictionary_encode()
            found, size = told.indices, len(told.dictionary)
        kind = pyarrow.int32() if size * count <= _SMALL else pyarrow.int64()
        # the bounds are known, so that nothing can overflow
        found = compute.add(compute.multiply(found.cast(kind), pyarrow.scalar(count, kind)), codes.cast(kind))
        size *= count
    if found is None and columns:
        found = zeros(len(columns[0][0]))
    return found, size


def zeros(count: int) -> Any:
    """So many codes, all the same."""
    pyarrow = parquet.package()
    return pyarrow.repeat(pyarrow.scalar(0, pyarrow.int32()), count)


def where(codes: Any, *numbers: int) -> Any:
    """The places of some codes."""
    import pyarrow.compute as compute

    pyarrow = parquet.package()
    return compute.indices_nonzero(compute.is_in(codes, value_set=pyarrow.array(numbers, codes.type)))


def some_of(rows: Any, some: Any) -> Any:
    """Some of some rows."""
    return some if rows is None else rows if some is None else rows.take(some)


def add(
    sums: dict[tuple[int, int], tuple[Any, int, int]], codes: Any, several: Sequence[Mapping[tuple[int, int], Any]]
) -> None:
    """Add weights to the sums of their tables; each sum with how low and how high it can be."""
    import pyarrow.compute as compute

    for key in dict.fromkeys(k for one in several for k in one):
        weights = [one.get(key, 0) for one in several]
        # weights that are no whole numbers: only which they are counts, for each feature by itself
        scale = lcm(*(Fraction(w).denominator for w in weights))
        whole = [int(w * scale) for w in weights]
        slot = key if scale == 1 else (key[0], -1 - len(sums))
        low, high = min(whole), max(whole)
        if low == high:
            continue
        if high - low >= _MOST:
            raise Outside
        column = look_up([w - low for w in whole], codes)
        if slot in sums:
            before, least, most = sums[slot]
            if most + high - least - low >= _MOST:
                raise Outside
            sums[slot] = compute.add(before, column), least + low, most + high
        else:
            sums[slot] = column, low, high
