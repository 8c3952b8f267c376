"""Columns as whole numbers: a code for each row, and what each code stands for (pyarrow).

Each distinct value is looked at once; the rest is look-ups and whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from math import lcm, prod
from typing import Any, Final

import msgspec

from discretion.batch import parquet
from discretion.batch.cell import Outside

#: Codes are put together while they stay below this; they never overflow.
_MOST: Final = 1 << 62
_TINY: Final = 1 << 8
_SMALL: Final = (1 << 31) - 1


class Coded(msgspec.Struct):
    """A column as whole numbers from 0, and what each stands for."""

    codes: Any
    values: list[Any]

    def take(self, rows: Any) -> Coded:
        """Some of the rows, with the values that they have."""
        if len(self.values) == 1:
            return Coded(self.codes.slice(0, len(rows)), self.values)
        return Coded(self.codes.take(rows), self.values).used()

    def used(self) -> Coded:
        """The column with the values that some row has."""
        if len(self.values) == 1:
            return self
        found = self.codes.dictionary_encode()
        return Coded(
            found.indices.cast(kind(len(found.dictionary))), [self.values[n] for n in found.dictionary.to_pylist()]
        )

    def stretch(self, rows: range | None) -> Coded:
        """A stretch of the rows (``None``: all). Values may stay that none of them has, but not where all have one."""
        import pyarrow.compute as compute

        codes = self.codes if rows is None else self.codes.slice(rows.start, len(rows))
        if len(self.values) > 1 and len(codes):
            ends = compute.min_max(codes).as_py()
            if ends["min"] == ends["max"]:
                return Coded(zeros(len(codes)), [self.values[ends["min"]]])
        return Coded(codes, self.values)

    def placed(self, order: Any) -> Coded:
        """The rows in another order."""
        return self if order is None or len(self.values) == 1 else Coded(self.codes.take(order), self.values)

    def of(self, rows: Any) -> list[Any]:
        """The values of some rows."""
        if len(self.values) == 1:
            return self.values * len(rows)
        return [self.values[n] for n in self.codes.take(rows).to_pylist()]

    def mapped(self, function: Callable[[Any], Hashable]) -> Coded:
        """The column with ``function`` of each value; equal results have one code."""
        known: dict[Hashable, int] = {}
        places = [known.setdefault(function(v), len(known)) for v in self.values]
        if len(known) == len(places):
            return Coded(self.codes, list(known))
        if len(known) == 1:
            return Coded(zeros(len(self.codes)), list(known))
        return Coded(look_up(places, self.codes, kind(len(known))), list(known))


def kind(count: int) -> str:
    """The type of so many different numbers: the smaller, the quicker."""
    return "uint8" if count <= _TINY else "int32" if count <= _SMALL else "int64"


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
    # a given dictionary may have numbers with no room for one more
    codes, values = column.indices.cast("int32"), [text.strip() for text in parquet.texts(column.dictionary)]
    if codes.null_count:
        codes, values = codes.fill_null(len(values)), [*values, ""]
    found = Coded(codes.cast(kind(len(values))), values)
    if given and len(found.codes.unique()) < len(values):
        # a dictionary may hold what no row has
        found = found.used()
    return found.mapped(lambda text: text)


def joint(columns: Sequence[Coded]) -> Coded:
    """Several columns as one, of tuples."""
    if len(columns) == 1:
        return columns[0].mapped(lambda value: (value,))
    numbers, size = numbered([(c.codes, len(c.values)) for c in columns])
    found = numbers.dictionary_encode()
    if size == prod(len(c.values) for c in columns):
        return Coded(found.indices, [_values(number, columns) for number in found.dictionary.to_pylist()])
    firsts = first(found.indices, len(found.dictionary))
    return Coded(found.indices, list(zip(*[c.of(firsts) for c in columns], strict=True)))


def _values(number: int, columns: Sequence[Coded]) -> tuple[Any, ...]:
    """The values of which a number was made (:func:`numbered`)."""
    found = []
    for column in columns:
        number, place = divmod(number, len(column.values))
        found.append(column.values[place])
    return tuple(found)


def first(codes: Any, count: int) -> Any:
    """The first row of each code."""
    import pyarrow.compute

    pyarrow = parquet.package()
    return pyarrow.compute.index_in(pyarrow.array(range(count), codes.type), codes)


def numbered(columns: Sequence[tuple[Any, int | Sequence[int]]]) -> tuple[Any, int]:
    """One number for several codes, each with how many there are, or with what stands for each of them; and how many numbers there may
    be. The first counts once, the next as often as there are of the first, and so on."""
    import pyarrow.compute as compute

    found: Any = None
    size = 1
    for codes, several in columns:
        count = several if isinstance(several, int) else max(several) + 1
        if count == 1:
            continue
        if size * count >= _MOST:
            told = found.dictionary_encode()
            found, size = told.indices, len(told.dictionary)
        # the bounds are known, so that nothing can overflow
        scaled = _scaled(codes, several, size, kind(size * count))
        found = scaled if found is None else compute.add(found.cast(scaled.type), scaled)
        size *= count
    if found is None and columns:
        found = zeros(len(columns[0][0]))
    return found, size


def _scaled(codes: Any, several: int | Sequence[int], size: int, kind: str) -> Any:
    import pyarrow.compute as compute

    if isinstance(several, int):
        if several > _TINY:
            return compute.multiply(codes.cast(kind), parquet.package().scalar(size, kind))
        several = range(several)
    return look_up([n * size for n in several], codes, kind)


def zeros(count: int) -> Any:
    """So many codes, all the same."""
    pyarrow = parquet.package()
    return pyarrow.repeat(pyarrow.scalar(0, pyarrow.int32()), count)


def where(codes: Any, *numbers: int) -> Any:
    """The places of some codes."""
    import pyarrow.compute as compute

    pyarrow = parquet.package()
    return compute.indices_nonzero(compute.is_in(codes, value_set=pyarrow.array(numbers, codes.type)))


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
