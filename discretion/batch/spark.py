"""The batch step on Apache Spark (``mapInArrow``): ``assess(cases).write.parquet("results")``, where ``cases`` is a data frame.

Spark distributes the rows; every worker reads the rules once. Nothing here knows more of the law than :mod:`discretion.batch.arrow`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from discretion.batch.arrow import DIGITS, PLACES, Step
from discretion.batch.judge import Defaults
from discretion.batch.line import HEADS, MONEY
from discretion.report.language import Language
from discretion.rulebook import Rulebook
from discretion.rulebook.files import layers

#: Spark has no place of a row in a file; ``key`` says which case a result is of.
_LEFT_OUT: Final = ("file", "row")
COLUMNS: Final = tuple(name for name in HEADS if name not in _LEFT_OUT)
_KINDS: Final = {**dict.fromkeys(MONEY, f"decimal({DIGITS},{PLACES})"), "violation": "int"}
#: The columns of a result as Spark writes a schema.
SCHEMA: Final = ", ".join(f"{name} {_KINDS.get(name, 'string')}" for name in COLUMNS)
Batches = Callable[[Iterator[Any]], Iterator[Any]]


def step(
    folders: Sequence[str] = (),
    on: date | None = None,
    jurisdiction: str = "",
    offence: str = "",
    language: str = "zh",
    mapping: Mapping[str, str] | None = None,
) -> Batches:
    """A function for ``mapInArrow``: record batches of cases → record batches of results, in the same order.

    ``folders`` are rule folders that every worker can read; without any, the rules that come with the program. ``on``,
    ``jurisdiction`` and ``offence`` hold where a row states none; ``mapping`` names columns as a mapping file does. A row that
    cannot be assessed has its ``error``. Raises :class:`discretion.rulebook.Unusable` where a column is nothing of a case.
    """
    names = tuple(sorted((mapping or {}).items()))

    def run(batches: Iterator[Any]) -> Iterator[Any]:
        found = _step(tuple(folders), on, jurisdiction, offence, language, names)
        for batch in batches:
            yield _plain(found(batch))

    return run


def assess(cases: Any, mapping: Mapping[str, str] | None = None, **more: Any) -> Any:
    """The results of a Spark data frame of cases, as a data frame with the columns of :data:`SCHEMA`; ``more`` as for :func:`step`.

    Spark does not hand on columns with a dot in their name, such as ``timeline.act``; they go by number, and their names beside them.
    """
    numbered = {f"c{n}": (mapping or {}).get(name, name) for n, name in enumerate(cases.columns)}
    return cases.toDF(*numbered).mapInArrow(step(mapping=numbered, **more), SCHEMA)


@cache
def _step(
    folders: tuple[str, ...], on: date | None, jurisdiction: str, offence: str, language: str, names: tuple[Any, ...]
) -> Step:
    """The step of this worker; the rules are read once."""
    book = Rulebook(layers(tuple(map(Path, folders))))
    book.shelf()
    return Step(book, Defaults(on, jurisdiction, offence), Language(language), dict(names))


def _plain(batch: Any) -> Any:
    """A batch as Spark has it: without dictionaries."""
    import pyarrow

    columns = [batch.column(name) for name in COLUMNS]
    plain = [c.dictionary_decode() if pyarrow.types.is_dictionary(c.type) else c for c in columns]
    return pyarrow.RecordBatch.from_arrays(plain, names=list(COLUMNS))
