"""This program on the work of the peers: one case explained, and a batch."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, Final

import msgspec

from benchmarks.work import DAYS, OFFENCE, RULES, Case
from discretion import Law, assess, load_rulebook
from discretion.batch.cells import Facts, nested
from discretion.batch.columns import resolve
from discretion.batch.inputs import Chunk
from discretion.batch.judge import Defaults, Judge
from discretion.case import Case as Read
from discretion.case.read import case_at
from discretion.report.language import Language
from discretion.rulebook.yaml import Source

CHUNK: Final = 4000


def whole(case: Case) -> dict[str, Any]:
    """The case as a case file; thousandths become the exact number."""
    facts = {**case, "exceedance": Fraction(case["exceedance"], 1000), "established": True}
    return {"jurisdiction": "cn", "offence": OFFENCE, "timeline": DAYS, "facts": facts}


class One:
    """One case at a time, with all its findings."""

    def __init__(self) -> None:
        self.book = load_rulebook(RULES)
        self.law: Law = self.book.law("cn", [OFFENCE])
        self.facts = Facts(self.law.facts)

    def case(self, case: Case) -> Read:
        """A case as the engine wants it."""
        found, _ = case_at(Source("case", "", nested(whole(case), "", self.facts)), (), self.book)
        return found

    def assess(self, case: Read) -> int:
        """The fine of a case that is read."""
        fine = assess(case, self.law).fine
        assert fine.known
        return int(fine.low)

    def fine(self, case: Case) -> int:
        """The fine of a case."""
        return self.assess(self.case(case))


class Many:
    """A batch in one process: rows in, short results out."""

    def __init__(self) -> None:
        self.book = load_rulebook(RULES)
        self.book.shelf()
        self.judge = Judge(self.book, Defaults(date(2025, 5, 5)), Language("en"))

    def json(self, cases: list[Case]) -> list[Chunk]:
        """The cases as JSON Lines."""
        rows = [msgspec.json.encode(whole(c), enc_hook=_decimal) for c in cases]
        return self._chunks("jsonl", (), rows)

    def table(self, cases: list[Case]) -> list[Chunk]:
        """The cases as the texts of a table."""
        heads = ("jurisdiction", "offence", *(f"timeline.{d}" for d in DAYS), *whole(cases[0])["facts"])
        columns, problems = resolve(heads, {}, self.judge.known, "table")
        assert not problems
        fixed = ("cn", OFFENCE, *DAYS.values())
        rows = [(*fixed, *map(_text, whole(c)["facts"].values())) for c in cases]
        return self._chunks("table", columns, rows)

    def _chunks(self, form: Any, columns: Any, rows: list[Any]) -> list[Chunk]:
        parts = [rows[n : n + CHUNK] for n in range(0, len(rows), CHUNK)]
        return [Chunk(form, columns, ["t"] * len(p), list(range(len(p))), p) for p in parts]

    def fines(self, chunks: list[Chunk]) -> list[int]:
        """The fines of all rows."""
        found: list[int] = []
        for chunk in chunks:
            done = self.judge.chunk(chunk)
            amounts = [int(r[0].amount) for r in done.results]
            found += [amounts[c] for c in done.codes]
        return found


def columns() -> Any:
    """The batch step over record batches."""
    from discretion.batch.arrow import Step

    book = load_rulebook(RULES)
    book.shelf()
    return Step(book, Defaults(date(2025, 5, 5)), Language("en"))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _decimal(value) if isinstance(value, Fraction) else str(value)


def _decimal(value: Any) -> str:
    """Thousandths exactly."""
    thousandths = int(value * 1000)
    return f"{thousandths // 1000}.{thousandths % 1000:03}"
