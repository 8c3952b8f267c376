"""The cells of a record batch, column by column: each distinct text is looked at once, the rest is look-ups and whole numbers.

The cells are those of :mod:`discretion.batch.cell`, told by the same functions. A condition looks at a few columns only; what it is worth
is a look-up by their classes, the texts that are alike to all conditions. The weights of a table are look-ups that add up. Of all rows
that come out alike one is read, and the engine is asked about that one.

What is told apart here is at least what the engine tells apart, and may be a little more: rows of different days in force are looked at
together, so that a condition of a rule that is in force for some of them counts for all.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any, Final

import msgspec

from discretion.batch import parquet
from discretion.batch.cell import Look, Outside, When
from discretion.batch.codes import Coded, add, first, joint, numbered, order, where, zeros
from discretion.batch.days import Days
from discretion.batch.fast import Fast, Offence
from discretion.batch.levels import Levels
from discretion.batch.said import KIND, TIMELINE, Layout

_DAYS: Final = "days"
_PLACES: Final = ("jurisdiction", "offence", KIND)
#: Fewer rows of an offence than this are read one by one: what is done once for each offence would cost more than it saves.
FEW: int = 50
#: Of columns with more texts than this only those are looked at that the rows of an offence have.
_MANY: Final = 100


class Cohort(msgspec.Struct):
    """Rows of one offence: their places (``None``: all), and for each the number of its cell.

    ``first`` is the first row of each number, ``looks`` what the engine sees of it, ``cells`` its cell, or ``None`` where there is none;
    several numbers may be of one cell. ``amounts`` are the facts in which fines are worked out, whose values differ within a cell.
    Without ``own`` no cell is known.
    """

    own: Offence | None
    rows: Any
    codes: Any = None
    first: Any = None
    looks: Sequence[Look | None] = ()
    cells: Sequence[Hashable] = ()
    amounts: Mapping[str, Coded] = {}

    def places(self, some: Any) -> Any:
        """The places in the batch of some of the rows."""
        return some if self.rows is None else self.rows.take(some)

    def without(self, numbers: Sequence[int]) -> Cohort:
        """The rows with some numbers, of which nothing is known by their cells."""
        return Cohort(None, self.places(where(self.codes, *numbers)))

    def but(self, numbers: Sequence[int]) -> Cohort:
        """The other rows; these keep their numbers."""
        import pyarrow.compute as compute

        pyarrow = parquet.package()
        off = compute.is_in(self.codes, value_set=pyarrow.array(numbers, self.codes.type))
        on = compute.indices_nonzero(compute.invert(off))
        amounts = {name: c.take(on) for name, c in self.amounts.items()}
        return Cohort(self.own, self.places(on), self.codes.take(on), self.first, self.looks, self.cells, amounts)


def ordered(parts: Sequence[tuple[Any, Any]], count: int) -> Any:
    """For every row, in the order of the rows, the number of its result; ``parts`` are places (``None``: all) and numbers."""
    pyarrow = parquet.package()
    if len(parts) == 1:
        return parts[0][1]
    together = pyarrow.concat_arrays([numbers.cast("int32") for _, numbers in parts])
    rows = pyarrow.concat_arrays(
        [pyarrow.array(range(count), "int64") if places is None else places.cast("int64") for places, _ in parts]
    )
    return together.take(order(rows))


class Cohorts:
    """The rows of a record batch by offence, and in each offence by cell. ``facts`` of a layout are the columns."""

    def __init__(self, fast: Fast, layout: Layout, columns: Mapping[int, Coded], stated: Mapping[str, str]) -> None:
        self.fast = fast
        self.size = len(next(iter(columns.values())).codes)
        chosen = {name: columns[n] for name, n in (*((f, n) for n, f in layout.facts), *layout.places.items())}
        places = [chosen.get(name) or Coded(zeros(self.size), [""]) for name in _PLACES]
        defaults = (stated["jurisdiction"], stated["offence"], "organisation")
        self.place = joint([c.mapped(lambda v, d=d: v or d) for c, d in zip(places, defaults, strict=True)])  # type: ignore[misc]
        #: The places of the rows, offence by offence: so the rows of each are a stretch of every column.
        self.order: Any = None if len(self.place.values) == 1 else order(self.place.codes)
        columns = {n: c.placed(self.order) for n, c in columns.items()}
        self.facts = {name: columns[n] for n, name in layout.facts}
        days = {f"{TIMELINE}{name}": columns[n] for n, name in layout.days}
        self.days = Days({**days, **{n: c for n, c in self.facts.items() if fast.is_day(n)}}, fast.on)
        self.others = [columns[n].mapped(bool) for n in layout.other if columns[n].values != [""]]

    def __iter__(self) -> Iterator[Cohort]:
        """Every row stands in one of them."""
        for key, stretch in zip(self.place.values, self._stretches(), strict=True):
            rows = None if stretch is None else self.order.slice(stretch.start, len(stretch))
            try:
                own = self.fast.of(*key)
            except Outside:
                yield Cohort(None, rows)
                continue
            if not own.pays or (self.size if rows is None else len(rows)) < FEW:
                yield Cohort(None, rows)
                continue
            try:
                yield from list(self._of(own, stretch, rows))
            except Outside:
                yield Cohort(None, rows)

    def _stretches(self) -> list[range | None]:
        """Where the rows of each offence stand in the order; ``None``: everywhere."""
        count = len(self.place.values)
        if self.order is None:
            return [None]
        begin = [*first(self.place.codes.take(self.order), count).to_pylist(), self.size]
        return [range(begin[n], begin[n + 1]) for n in range(count)]

    def _of(self, own: Offence, stretch: range | None, rows: Any) -> Iterator[Cohort]:
        """The rows of one offence: those of which a cell can be told, and the others."""
        whens = self.days.whens(own, stretch, self.size if rows is None else len(rows))
        # what else a row says that a cell does not know; the texts that its facts cannot have
        odd = [whens.mapped(lambda when: when is None), *(c.stretch(stretch) for c in self.others)]
        senses: dict[str, Coded] = {}
        for name, column in self.facts.items():
            if name in own.dates or own.irrelevant(name, column.values):
                continue
            found = column.stretch(stretch)
            if len(found.values) > _MANY:
                found = found.used()
            seen = found.mapped(own.sense(name))
            found = seen if len(seen.values) == len(found.values) else seen.stretch(None)
            if None in found.values:
                # it may be that of another offence's rows
                found = found.used()
            if None in found.values:
                odd.append(found.mapped(lambda seen: seen is None))
            senses[name] = found
        doubt = joint(odd).mapped(any)
        plain = [n for n, value in enumerate(doubt.values) if not value]
        if not plain:
            yield Cohort(None, rows)
            return
        if len(plain) < len(doubt.values):
            off = where(doubt.codes, *(n for n, value in enumerate(doubt.values) if value))
            yield Cohort(None, off if rows is None else rows.take(off))
            on = where(doubt.codes, *plain)
            rows, whens = on if rows is None else rows.take(on), whens.take(on)
            senses = {name: c.take(on) for name, c in senses.items()}
        for name in (*own.names, KIND):
            if name not in senses:
                senses[name] = Coded(None, [own.sense(name)(own.kind if name == KIND else "")])
        yield _Rows(own, whens, senses).cohort(rows)


class _Feature:
    """Conditions and factors that look at the same columns. A factor has its table and its place in it."""

    def __init__(self) -> None:
        self.conditions = 0
        self.plain: list[tuple[int, int, Callable[[int], Hashable]]] = []
        self.added: list[tuple[int, Callable[[int], tuple[Any, ...]]]] = []


class _Told(msgspec.Struct, frozen=True):
    """What a feature comes to: which conditions hold, of which nobody knows, which levels, and what its weights come to by table."""

    holds: int
    unknown: int
    plain: Mapping[tuple[int, int], Hashable]
    added: Mapping[int, tuple[Any, ...]]


class _Rows:
    """Rows of one offence by what their days come to and what is seen of their facts."""

    def __init__(self, own: Offence, whens: Coded, senses: Mapping[str, Coded]) -> None:
        self.own, self.whens = own, whens
        regimes = {when.regime.number: when.regime for when in whens.values}.values()
        self.holds = reduce(or_, (r.holds for r in regimes))
        self.sure = reduce(or_, (r.sure for r in regimes))
        self.levels: list[Levels] = list({id(levels): levels for r in regimes for levels in r.levels}.values())
        worked = frozenset(n for r in regimes for n in r.numbers)
        self.amounts = {name: c.mapped(lambda s: s[2]) for name, c in senses.items() if name in worked and c.codes}
        columns = {name: c if c.codes is None else c.mapped(_seen) for name, c in senses.items()}
        columns[_DAYS] = whens.mapped(_come_to)
        self.columns = {name: c for name, c in columns.items() if len(c.values) > 1}
        #: The bits that all rows have, and those that are possible in all.
        self.bits, self.possible = own.own.fixed, 0
        for c in columns.values():
            if len(c.values) == 1:
                bits, possible, _ = c.values[0]
                self.bits |= bits
                self.possible |= possible
        self.masks = {name: reduce(or_, (v[0] | v[1] for v in c.values)) for name, c in self.columns.items()}

    def _features(self) -> dict[tuple[str, ...], _Feature]:
        """What cells are told by, by the columns at which it looks."""
        found: dict[tuple[str, ...], _Feature] = {(): _Feature()}
        looks = self.own.own.own.conditions.looks

        def feature(bits: int) -> _Feature:
            names = tuple([name for name, mask in self.masks.items() if mask & bits])
            return found.setdefault(names, _Feature())

        wanted, number = self.sure, 0
        while wanted:
            if wanted & 1:
                feature(looks[number]).conditions |= 1 << number
            wanted, number = wanted >> 1, number + 1
        for table, levels in enumerate(self.levels):
            for place, (factor, conditions) in enumerate(zip(levels.factors, levels.looks, strict=True)):
                bits = reduce(or_, (looks[n] for n in range(conditions.bit_length()) if conditions >> n & 1), 0)
                own = feature(bits)
                if levels.added:
                    own.added.append((table, factor))
                else:
                    own.plain.append((table, place, factor))
        for name in (_DAYS, *self.amounts):
            if name in self.columns:
                found.setdefault((name,), _Feature())
        return found

    def cohort(self, rows: Any) -> Cohort:
        """The rows with their cells. Raises :class:`Outside`."""
        keys: list[tuple[Any, int | Sequence[int]]] = []
        sums: dict[tuple[int, int], tuple[Any, int, int]] = {}
        features = self._features()
        parts: list[tuple[Any, list[_Told]]] = [(None, [self._told(features.pop(()), (), ())])]
        for names, feature in features.items():
            held = joint([self.columns[n] for n in names])
            values = [self._told(feature, names, v) for v in held.values]
            parts.append((held.codes, values))
            more = [tuple([s[2] for s in v]) for v in held.values]
            known: dict[Hashable, int] = {}
            places = [
                known.setdefault((v.holds & self.holds, v.unknown, tuple(v.plain.values()), m), len(known))
                for v, m in zip(values, more, strict=True)
            ]
            keys.append((held.codes, places))
            add(sums, held.codes, [{(t, n): w for t, ws in v.added.items() for n, w in enumerate(ws)} for v in values])
        keys += [(codes, high - low + 1) for codes, low, high in sums.values()]
        codes, _ = numbered(keys)
        found = (zeros(len(self.whens.codes)) if codes is None else codes).dictionary_encode()
        firsts = first(found.indices, len(found.dictionary))
        looks = self._looks(firsts, parts)
        cells = [look.cell if look is not None else None for look in looks]
        return Cohort(self.own, rows, found.indices, firsts, looks, cells, self.amounts)

    def _looks(self, firsts: Any, parts: Sequence[tuple[Any, list[_Told]]]) -> list[Look | None]:
        """What the engine sees of each of some rows; ``None`` where something that matters is unknown."""
        told = [(values, Coded(codes, list(range(len(values)))).of(firsts)) for codes, values in parts]
        holds = _either([([one.holds for one in values], places) for values, places in told], len(firsts))
        unknown = _either([([one.unknown for one in values], places) for values, places in told], len(firsts))
        totals = [_Totals(table, levels, told) for table, levels in enumerate(self.levels)]
        tables = {id(levels): total for levels, total in zip(self.levels, totals, strict=True)}
        amounts = {name: column.of(firsts) for name, column in self.amounts.items()}
        looks: list[Look | None] = []
        for row, when in enumerate(self.whens.of(firsts)):
            regime = when.regime
            numbers = {name: amounts[name][row] if name in amounts else None for name in regime.numbers}
            if unknown[row] & regime.sure or None in numbers.values():
                looks.append(None)
                continue
            weights = tuple([tables[id(levels)].of(row) for levels in regime.levels])
            held = holds[row] & regime.sure
            looks.append(Look(regime, held, 0, 0, {}, {}, numbers, when.sides, when.lasts, weights))
        return looks

    def _told(self, feature: _Feature, names: tuple[str, ...], seen: tuple[Any, ...]) -> _Told:
        """What a feature comes to where its columns are as ``seen``."""
        bits, possible = self.bits, self.possible
        for own, open_, _ in seen:
            bits |= own
            possible |= open_
        holds = self.own.holds(bits)
        unknown = self.own.holds(bits | possible) ^ holds if possible else 0
        added: dict[int, tuple[Any, ...]] = {}
        for table, factor in feature.added:
            weights = factor(holds)
            added[table] = tuple(map(sum, zip(added[table], weights, strict=True))) if table in added else weights
        conditions = feature.conditions
        return _Told(
            holds & conditions,
            unknown & conditions & self.sure,
            {(table, place): factor(holds) for table, place, factor in feature.plain},
            added,
        )


class _Totals:
    """What the levels of a table come to, as :meth:`discretion.batch.levels.Levels.total`, row by row: by what each feature came to, and
    which of these each row has."""

    def __init__(self, table: int, levels: Levels, told: Sequence[tuple[list[_Told], list[int]]]) -> None:
        self.table, self.levels = table, levels
        self.added = [([one.added[table] for one in v], places) for v, places in told if table in v[0].added]
        self.plain = [(v, places) for v, places in told if any(t == table for t, _ in v[0].plain)]

    def of(self, row: int) -> Hashable:
        """For a row."""
        if self.levels.added:
            return tuple(map(sum, zip(*[weights[places[row]] for weights, places in self.added], strict=True)))
        found = {
            n: h for values, places in self.plain for (t, n), h in values[places[row]].plain.items() if t == self.table
        }
        return tuple([found[place] for place in range(len(self.levels.factors))])


def _either(several: Sequence[tuple[list[int], list[int]]], count: int) -> list[int]:
    """Row by row, the bits that are in one of some columns, each given by its values and which of these each row has."""
    columns = [[values[n] for n in places] for values, places in several if any(values)]
    return [reduce(or_, row) for row in zip(*columns, strict=True)] if columns else [0] * count


def _seen(sense: tuple[int, int, Any]) -> tuple[int, int, Any]:
    """What is seen of a fact but for its amount; whether it has one."""
    bits, possible, amount = sense
    return bits, possible, None if amount is None else type(amount)


def _come_to(when: When) -> tuple[int, int, Any]:
    """What days come to."""
    return when.bits, when.possible, (when.regime.number, when.sides, when.lasts)
