"""The results of a record batch: of each cell one row is read, the others have what was found for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from discretion.batch import parquet
from discretion.batch.codes import Coded, first, joint, look_up
from discretion.batch.columnar import Cohort
from discretion.batch.columns import Column
from discretion.batch.fast import Offence
from discretion.batch.plan import Lines, Plan, Planned
from discretion.batch.said import Layout, Said

if TYPE_CHECKING:
    from discretion.batch.judge import Judge


class Sharing:
    """The results of a record batch, cohort by cohort: each different one once, and for the rows their numbers."""

    def __init__(
        self, judge: Judge, columns: Sequence[Column], batch: Any, file: str, texts: Mapping[int, Coded]
    ) -> None:
        self.judge, self.columns, self.batch, self.file, self.texts = judge, columns, batch, file, texts
        self.read = judge.table(columns)
        self.layout = Layout(columns)
        self.results: list[Lines] = []
        self.parts: list[tuple[Any, Any]] = []
        self._numbers: dict[int, int] = {}
        #: Of the columns that matter to an offence: what all rows have, and the columns in which they differ.
        self._mattering: dict[Offence, tuple[list[str], list[tuple[int, Coded]]]] = {}

    def add(self, cohort: Cohort) -> None:
        """Take up a cohort. Raises :class:`Disagreement`."""
        if cohort.own is None:
            texts = parquet.rows(self.batch if cohort.rows is None else self.batch.take(cohort.rows))
            self._take(cohort.rows, [self.number(self.read(text, self.file)[1]) for text in texts])
            return
        own = cohort.own
        plans = self._plans(cohort, own)
        alone = [n for n, planned in enumerate(plans) if planned is None]
        if alone:
            self.add(cohort.without(alone))
            if len(alone) == len(plans):
                return
            cohort = cohort.but(alone)
        results, codes, read = self._by_amounts(cohort, own, plans)
        self.judge.told(own, len(codes), read + sum(p.new for p in plans if p is not None))
        self.judge.check(own, cohort.rows, codes, results, self.at)
        self.parts.append((cohort.rows, look_up([self.number(r) for r in results], codes, "int32")))

    def _plans(self, cohort: Cohort, own: Offence) -> list[Planned | None]:
        """What is known of each cell of a cohort; of one that is new its first row is read."""
        plans: list[Planned | None] = []
        for cell in cohort.cells:
            plan = own.found.get(cell) if cell is not None else None
            lines = plan.lines(()) if plan is not None and not plan.names else None
            plans.append(None if plan is None else Planned(plan, lines or (), new=False))
        new = [n for n, cell in enumerate(cohort.cells) if cell is not None and plans[n] is None]
        if new:
            places = cohort.places(cohort.first.take(parquet.package().array(new)))
            for n, place in zip(new, places.to_pylist(), strict=True):
                look = cohort.looks[n]
                assert look is not None
                plans[n] = self.judge.planned(own, look, partial(self._said, own, place), partial(self.at, place))
        return plans

    def _by_amounts(
        self, cohort: Cohort, own: Offence, plans: Sequence[Planned | None]
    ) -> tuple[list[Lines], Any, int]:
        """The different results of a cohort, for each row which it is, and how many rows were read for it."""
        if not cohort.amounts:
            return [() if p is None else p.lines for p in plans], cohort.codes, 0
        names = list(cohort.amounts)
        fine = joint([Coded(cohort.codes, list(range(len(plans)))), *cohort.amounts.values()])
        picks = [[] if p is None else [1 + names.index(n) for n in p.plan.names] for p in plans]
        found: dict[int, Lines] = {}
        wanted: dict[int, tuple[Plan, tuple[Any, ...]]] = {}
        for number, value in enumerate(fine.values):
            planned, pick = plans[value[0]], picks[value[0]]
            assert planned is not None
            amounts = tuple([value[n] for n in pick])
            lines = planned.plan.lines(amounts)
            if lines is None:
                wanted[number] = planned.plan, amounts
            else:
                found[number] = lines
        read = 0
        if wanted:
            firsts = first(fine.codes, len(fine.values)).take(parquet.package().array(list(wanted)))
            places = cohort.places(firsts).to_pylist()
            for (number, (plan, amounts)), place in zip(wanted.items(), places, strict=True):
                # what was found for another of them may hold for this one too
                lines = plan.lines(amounts)
                if lines is None:
                    read += 1
                    look = cohort.looks[fine.values[number][0]]
                    assert look is not None
                    numbers = dict(zip(plan.names, amounts, strict=True))
                    own_look = msgspec.structs.replace(look, numbers=numbers)
                    again = self.judge.planned(own, own_look, partial(self._said, own, place), partial(self.at, place))
                    lines = again.lines if again is not None else self.at(place)
                found[number] = lines
        return [found[n] for n in range(len(fine.values))], fine.codes, read

    def _said(self, own: Offence, place: int) -> Said:
        """What a row says, as far as it matters to the offence; the rest of it is known to be plain."""
        if own not in self._mattering:
            several = {n: self.texts[n] for n in self.layout.mattering(own)}
            same = [several[n].values[0] if n in several else "" for n in range(len(self.columns))]
            self._mattering[own] = same, [(n, column) for n, column in several.items() if len(column.values) > 1]
        same, different = self._mattering[own]
        row = same.copy()
        for n, column in different:
            row[n] = column.values[column.codes[place].as_py()]
        return self.layout.said(row)

    def at(self, place: int) -> Lines:
        """The result of a row, assessed by itself."""
        return self.judge.row(self.columns, next(parquet.rows(self.batch.slice(place, 1))), self.file)

    def _take(self, rows: Any, numbers: Sequence[int]) -> None:
        self.parts.append((rows, parquet.package().array(numbers, "int32")))

    def number(self, lines: Lines) -> int:
        """The number of a result."""
        number = self._numbers.setdefault(id(lines), len(self.results))
        if number == len(self.results):
            self.results.append(lines)
        return number
