"""The batch step as a pure function over Arrow record batches: rows in, results out, for whatever engine has such batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import msgspec

from discretion.batch import parquet
from discretion.batch.columns import resolve
from discretion.batch.judge import Defaults, Judge, keys
from discretion.batch.line import HEADS, MONEY, Line
from discretion.money import exact
from discretion.report.language import Language
from discretion.rulebook import Rulebook, Unusable

#: Decimal places of a column of yuan.
PLACES: Final = 10
#: Digits of a column of yuan.
DIGITS: Final = 38
#: The columns of a result that say which row it is of.
PLACE: Final = HEADS[:3]
#: What stands in the column ``file`` where the rows come from no file.
NO_FILE: Final = ""
Lines = Sequence[Line]
_MONEY: Final = tuple(Line.__struct_fields__.index(name) for name in MONEY)
_WORDS: Final = ("file", "person", "offence", "outcome", "provision", "applied", "missing", "error")


def schema() -> Any:
    """What a result holds: yuan as exact decimals, texts that come again as numbers with a dictionary."""
    pyarrow = parquet.package()
    words = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    kinds = dict.fromkeys(MONEY, pyarrow.decimal128(DIGITS, PLACES)) | dict.fromkeys(_WORDS, words)
    kinds |= {"row": pyarrow.int64(), "violation": pyarrow.int32()}
    return pyarrow.schema([(name, kinds.get(name, pyarrow.string())) for name in HEADS])


def results(place: Mapping[str, Any], codes: Any, lines: Sequence[Lines]) -> Any:
    """A record batch of results: ``place`` has the columns that say which row it is; ``codes`` which of ``lines`` each row has."""
    pyarrow = parquet.package()
    wanted = schema()
    firsts, flat = [], list[Line]()
    for several in lines:
        firsts.append(len(flat))
        flat += several
    if len(flat) == len(lines):
        rows, numbers = None, codes
    else:
        every = [(row, firsts[code] + n) for row, code in enumerate(codes.to_pylist()) for n in range(len(lines[code]))]
        rows = pyarrow.array([row for row, _ in every], pyarrow.int64())
        numbers = pyarrow.array([number for _, number in every], pyarrow.int32())
    columns = [place[name] if rows is None else place[name].take(rows) for name in PLACE]
    table = list(zip(*map(msgspec.structs.astuple, flat), strict=True)) if flat else [()] * len(Line.__struct_fields__)
    try:
        money = {n: yuan(table[n]) for n in _MONEY}
    except pyarrow.ArrowInvalid:
        table = list(zip(*map(decimals, flat), strict=True))
        money = {}
    for n, name in enumerate(HEADS[len(PLACE) :]):
        kind = wanted.field(name).type
        values = table[n]
        if n in money:
            columns.append(money[n].take(numbers))
        elif pyarrow.types.is_dictionary(kind):
            known = {text: place for place, text in enumerate(dict.fromkeys(values))}
            indices = pyarrow.array([known[v] for v in values], pyarrow.int32()).take(numbers)
            columns.append(pyarrow.DictionaryArray.from_arrays(indices, pyarrow.array(list(known), pyarrow.string())))
        else:
            columns.append(pyarrow.array(values, kind).take(numbers))
    return pyarrow.RecordBatch.from_arrays(columns, schema=wanted)


def same(text: str, count: int) -> Any:
    """A column of one text."""
    pyarrow = parquet.package()
    return pyarrow.DictionaryArray.from_arrays(pyarrow.repeat(pyarrow.scalar(0, pyarrow.int32()), count), [text])


def yuan(texts: Sequence[str]) -> Any:
    """A column of exact decimals. Raises ``ArrowInvalid`` where an amount is none."""
    pyarrow = parquet.package()
    return pyarrow.array([text or None for text in texts], pyarrow.string()).cast(pyarrow.decimal128(DIGITS, PLACES))


def decimals(line: Line) -> tuple[Any, ...]:
    """A line with exact decimals. An amount that is none (a third of a yuan), or too long, is left out, and said so."""
    values = msgspec.structs.asdict(line)
    odd = []
    for name in MONEY:
        text = values[name]
        number = Fraction(exact(text)) * 10**PLACES if text else Fraction(0)
        if number.denominator != 1 or number >= 10**DIGITS:
            odd.append(f"{name} = {text}")
            text = ""
        values[name] = Decimal(text) if text else None
    if odd:
        values["error"] = line.error or f"no decimal: {'; '.join(odd)}"
    return tuple(values.values())


class Step:
    """Record batches of cases → record batches of results: the same rows, the same rules, the same results, wherever it runs."""

    def __init__(
        self, book: Rulebook, defaults: Defaults, language: Language, mapping: Mapping[str, str] | None = None
    ) -> None:
        self.mapping = dict(mapping or {})
        self.judge = Judge(book, defaults, language)
        self._columns: dict[tuple[str, ...], Any] = {}

    def __call__(self, batch: Any) -> Any:
        """The results of a record batch, row by row. Raises :class:`Unusable` where a column is nothing of a case."""
        pyarrow = parquet.package()
        heads = tuple(batch.schema.names)
        if heads not in self._columns:
            columns, problems = resolve(heads, self.mapping, self.judge.known, "columns")
            if problems:
                raise Unusable(problems)
            self._columns[heads] = columns
        columns = self._columns[heads]
        codes, lines = self.judge.batch(columns, batch, NO_FILE)
        named = keys(columns)
        key = (
            batch.column(named[0]).cast(pyarrow.string()) if named else pyarrow.nulls(batch.num_rows, pyarrow.string())
        )
        place = {
            "key": key,
            "file": same(NO_FILE, batch.num_rows),
            "row": pyarrow.array(range(1, batch.num_rows + 1), pyarrow.int64()),
        }
        return results(place, codes, lines)
