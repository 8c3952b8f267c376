"""The cells of a record batch, column by column: each distinct text is looked at once, the rest is look-ups and whole numbers (pyarrow).

The cells are those of :mod:`discretion.batch.cell`, told by the same functions. A condition looks at a few columns only; what it is worth
is a look-up by their classes, the texts that are alike to all conditions. The weights of a table are look-ups that add up. A row that a
cell cannot be told of, or that is not said in the plainest way, is left to be read by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from math import lcm
from operator import or_
from typing import Any, Final

import msgspec

from discretion.batch import parquet
from discretion.batch.cell import Outside, Regime, When
from discretion.batch.fast import KIND, Fast, Layout, Offence, Said

#: Codes are put together while they stay below this; they never overflow.
_MOST: Final = 1 << 62
_SMALL: Final = (1 << 31) - 1
_DAYS: Final = "days"
_PLACES: Final = ("jurisdiction", "offence", KIND)


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

    def mapped(self, function: Callable[[Any], Hashable]) -> Coded:
        """The column with ``function`` of each value; equal results have one code."""
        known: dict[Hashable, int] = {}
        places = [known.setdefault(function(v), len(known)) for v in self.values]
        if places == list(range(len(places))):
            return Coded(self.codes, list(known))
        return Coded(_look_up(places, self.codes, "int32"), list(known))


class Cohort(msgspec.Struct):
    """Rows of one offence: their places (``None``: all), and for each the number of its cell; the first row of each cell.

    Without ``own`` no cell is known of them.
    """

    own: Offence | None
    rows: Any
    codes: Any = None
    first: Any = None

    @property
    def representatives(self) -> Any:
        """The rows that must be read: the first of each cell, or all. ``None`` where these are all rows of the batch."""
        return self.rows if self.first is None else _of(self.rows, self.first)

    @property
    def last(self) -> int:
        """The last of the rows."""
        return len(self.codes) - 1 if self.rows is None else int(self.rows[-1].as_py())

    def share(self, read: int) -> int:
        """How many rows have the result of one that was read, of which there are so many."""
        if self.own is None:
            return 0
        shared = len(self.codes) - read
        self.own.told += shared
        self.own.shared += shared
        return shared


def ordered(cohorts: Sequence[Cohort], numbers: Sequence[Sequence[int]]) -> Any:
    """For every row, in the order of the rows, the number of its result; ``numbers`` are those of the rows that were read."""
    pyarrow = parquet.package()
    codes = [
        pyarrow.array(found, "int32") if c.codes is None else _look_up(found, c.codes, "int32")
        for c, found in zip(cohorts, numbers, strict=True)
    ]
    if len(cohorts) == 1:
        return codes[0]
    together = pyarrow.concat_arrays(codes)
    rows = pyarrow.concat_arrays([c.rows.cast("int64") for c in cohorts])
    return together.take(_order(rows))


def _order(rows: Any) -> Any:
    import pyarrow.compute as compute

    return compute.sort_indices(rows)


def _look_up(values: Sequence[Any], codes: Any, kind: str | None = None) -> Any:
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
    numbers, _ = _numbered([(c.codes, len(c.values)) for c in columns])
    found = numbers.dictionary_encode()
    firsts = _first(found.indices, len(found.dictionary))
    parts = [[c.values[n] for n in c.codes.take(firsts).to_pylist()] for c in columns]
    return Coded(found.indices, list(zip(*parts, strict=True)))


def _first(codes: Any, count: int) -> Any:
    """The first row of each code."""
    import pyarrow.compute

    pyarrow = parquet.package()
    return pyarrow.compute.index_in(pyarrow.array(range(count), codes.type), codes)


def _numbered(columns: Sequence[tuple[Any, int]]) -> tuple[Any, int]:
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


class Cohorts:
    """The rows of a record batch by offence, and in each offence by cell. ``facts`` of a layout are the columns."""

    def __init__(self, fast: Fast, layout: Layout, columns: Mapping[int, Coded], stated: Mapping[str, str]) -> None:
        self.fast, self.layout, self.columns = fast, layout, columns
        self.size = len(next(iter(columns.values())).codes)
        facts = {name: columns[n] for n, name in layout.facts}
        places = {name: columns[n] for name, n in layout.places.items()}
        self.facts = facts
        self.days = {name: columns[n] for n, name in layout.days}
        self.others = [columns[n] for n in layout.other]
        chosen = [places.get(p) or facts.get(p) or self._same("") for p in _PLACES]
        defaults = (stated["jurisdiction"], stated["offence"], "organisation")
        self.places = [c.mapped(lambda v, d=d: v or d) for c, d in zip(chosen, defaults, strict=True)]  # type: ignore[misc]

    def _same(self, value: str) -> Coded:
        return Coded(zeros(self.size), [value])

    def __iter__(self) -> Iterator[Cohort]:
        """Every row stands in one of them."""
        place = joint(self.places)
        for number, key in enumerate(place.values):
            rows = None if len(place.values) == 1 else _where(place.codes, number)
            try:
                own = self.fast.of(*key)
            except Outside:
                yield Cohort(None, rows)
                continue
            yield from self._of(own, rows) if own.pays else (Cohort(None, rows),)

    def _of(self, own: Offence, rows: Any) -> Iterator[Cohort]:
        """The rows of one offence, regime by regime."""
        whens = self._whens(own, rows)
        # what else a row says that a cell does not know; the texts that its facts cannot have
        odd = [c.take(rows).mapped(bool) for c in self.others]
        classes: dict[str, Coded] = {}
        for name, column in self.facts.items():
            kept = column.take(rows)
            if name in own.dates:
                continue
            found = kept.mapped(own.sense(name))
            odd.append(found.mapped(lambda sense: sense is None))
            classes[name] = found
        for name in own.names:
            if name not in classes:
                classes[name] = Coded(None, [own.sense(name)("")])
        classes[KIND] = Coded(None, [own.sense(KIND)(own.kind)])
        plain = whens.mapped(lambda when: -1 if when is None else when.regime.number)
        state = joint([plain, *odd])
        good: dict[int, list[int]] = {}
        for n, (regime, *others) in enumerate(state.values):
            good.setdefault(-1 if any(others) else regime, []).append(n)
        for regime, numbers in good.items():
            some = None if len(good) == 1 else _where(state.codes, *numbers)
            places = _of(rows, some)
            if regime < 0:
                yield Cohort(None, places)
                continue
            few = {name: c if c.codes is None else c.take(some) for name, c in classes.items()}
            try:
                yield from list(_Regime(own, whens.take(some), few).cohorts(places))
            except Outside:
                yield Cohort(None, places)

    def _whens(self, own: Offence, rows: Any) -> Coded:
        """What the days of each row come to; ``None`` where they do not come to anything."""
        days = {n: c.take(rows) for n, c in self.days.items()}
        dates = {n: c.take(rows) for n, c in self.facts.items() if n in own.dates}
        several = joint([*days.values(), *dates.values()] or [self._same("").take(rows)])

        def when(texts: tuple[str, ...]) -> When | None:
            facts = {n: t for n, t in zip(dates, texts[len(days) :], strict=False) if t}
            try:
                return own.when(Said("", "", own.kind, facts, dict(zip(days, texts[: len(days)], strict=True))))
            except Exception:  # a row that is not so plain is read by itself
                return None

        return several.mapped(when)


def _where(codes: Any, *numbers: int) -> Any:
    """The places of some codes."""
    import pyarrow.compute as compute

    pyarrow = parquet.package()
    return compute.indices_nonzero(compute.is_in(codes, value_set=pyarrow.array(numbers, codes.type)))


def _of(rows: Any, some: Any) -> Any:
    """Some of some rows."""
    return some if rows is None else rows if some is None else rows.take(some)


class _Feature:
    """Conditions and factors that look at the same columns."""

    def __init__(self) -> None:
        self.conditions = 0
        self.plain: list[Callable[[int], Hashable]] = []
        self.added: list[tuple[int, Callable[[int], tuple[Any, ...]]]] = []


class _Regime:
    """Rows of one offence in one regime."""

    def __init__(self, own: Offence, whens: Coded, classes: Mapping[str, Coded]) -> None:
        self.own = own
        self.regime: Regime = whens.values[0].regime
        numbers = frozenset(self.regime.numbers)
        days = whens.mapped(lambda w: (w.bits, w.possible, (w.sides, w.lasts)))
        columns = {
            name: c if c.codes is None else c.mapped(lambda s, n=name: (s[0], s[1], s[2] if n in numbers else None))  # type: ignore[misc]
            for name, c in classes.items()
        }
        columns[_DAYS] = days
        self.columns = {name: c for name, c in columns.items() if len(c.values) > 1}
        #: The bits that all rows have, and those that are possible in all.
        self.bits, self.possible, self.lacking = own.own.fixed, 0, False
        for name, c in columns.items():
            if len(c.values) == 1:
                bits, possible, value = c.values[0]
                self.bits |= bits
                self.possible |= possible
                self.lacking = self.lacking or (name in numbers and value is None)
        self.lacking = self.lacking or bool(numbers - columns.keys())
        self.rows = days.codes
        self.masks = {name: reduce(or_, (v[0] | v[1] for v in c.values)) for name, c in self.columns.items()}
        self.numbers = numbers

    def _features(self) -> dict[tuple[str, ...], _Feature]:
        """What cells are told by, by the columns at which it looks; what looks at fewer is looked at together with more."""
        found: dict[tuple[str, ...], _Feature] = {}
        looks = self.own.own.own.conditions.looks

        def feature(bits: int) -> _Feature:
            names = tuple(name for name, mask in self.masks.items() if mask & bits)
            return found.setdefault(names, _Feature())

        wanted, number = self.regime.sure, 0
        while wanted:
            if wanted & 1:
                feature(looks[number]).conditions |= 1 << number
            wanted, number = wanted >> 1, number + 1
        for total, levels in enumerate(self.regime.levels):
            for factor, conditions in zip(levels.factors, levels.looks, strict=True):
                bits = reduce(or_, (looks[n] for n in range(conditions.bit_length()) if conditions >> n & 1), 0)
                own = feature(bits)
                if levels.added:
                    own.added.append((total, factor))
                else:
                    own.plain.append(factor)
        for name in self.columns:
            if name == _DAYS or name in self.numbers:
                found.setdefault((name,), _Feature())
        return found

    def cohorts(self, places: Any) -> Iterator[Cohort]:
        """The cells of the rows; those of which it cannot be told apart."""
        if self.lacking:
            yield Cohort(None, places)
            return
        keys: list[tuple[Any, int]] = []
        sums: dict[tuple[int, int], tuple[Any, int, int]] = {}
        unsure: list[Coded] = []
        for names, feature in self._features().items():
            if not names:
                if self._value(feature, (), ())[0] is None:
                    yield Cohort(None, places)
                    return
                continue
            held = joint([self.columns[n] for n in names])
            values = [self._value(feature, names, v) for v in held.values]
            told = Coded(held.codes, [v[0] for v in values]).mapped(lambda v: v)
            keys.append((told.codes, len(told.values)))
            if None in told.values:
                unsure.append(told.mapped(lambda v: v is None))
            add(sums, held.codes, [v[1] for v in values])
        keys += [(codes, high - low + 1) for codes, low, high in sums.values()]
        codes, _ = _numbered(keys)
        if codes is None:
            codes = self.rows
        yield from _split(self.own, places, codes, unsure)

    def _value(
        self, feature: _Feature, names: tuple[str, ...], senses: tuple[Any, ...]
    ) -> tuple[Hashable, dict[tuple[int, int], Any]]:
        """What a feature comes to, ``None`` where nobody knows; and the weights that it adds, by table and tier."""
        bits, possible = self.bits, self.possible
        extra: list[Hashable] = []
        for name, (own, open_, value) in zip(names, senses, strict=True):
            bits |= own
            possible |= open_
            if name == _DAYS or name in self.numbers:
                if value is None:
                    return None, {}
                extra.append((type(value), value))
        holds, possibly = self.own.holds(bits), self.own.holds(bits | possible)
        if (holds ^ possibly) & feature.conditions:
            return None, {}
        added: dict[tuple[int, int], Any] = {}
        for total, factor in feature.added:
            for tier, weight in enumerate(factor(holds)):
                added[total, tier] = added.get((total, tier), 0) + weight
        told = (holds & feature.conditions & self.regime.holds, *(f(holds) for f in feature.plain), *extra)
        return told, added


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
        column = _look_up([w - low for w in whole], codes)
        if slot in sums:
            before, least, most = sums[slot]
            if most + high - least - low >= _MOST:
                raise Outside
            sums[slot] = compute.add(before, column), least + low, most + high
        else:
            sums[slot] = column, low, high


def _split(own: Offence, places: Any, codes: Any, unsure: Sequence[Coded]) -> Iterator[Cohort]:
    """The cells by number from 0; the rows of which nobody knows apart."""
    import pyarrow.compute as compute

    if unsure:
        doubt = joint(unsure).mapped(any)
        off = _where(doubt.codes, *(n for n, v in enumerate(doubt.values) if v))
        if len(off):
            yield Cohort(None, _of(places, off))
            on = compute.indices_nonzero(compute.invert(_look_up(doubt.values, doubt.codes)))
            places, codes = _of(places, on), codes.take(on)
    if len(codes):
        found = codes.dictionary_encode()
        yield Cohort(own, places, found.indices, _first(found.indices, len(found.dictionary)))
