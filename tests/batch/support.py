"""Tables for the tests: the quarry of the examples, varied."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from discretion.batch.command import Defaults, Request
from discretion.batch.judge import Done
from discretion.batch.run import run
from discretion.batch.summary import Summary
from discretion.report.language import Language
from tests.support import QUARRY, rulebook

ENGLISH = Language("en")
DAY = date(2026, 1, 5)
#: A case as a row: the names of the columns, and texts as somebody would type them.
ROW: dict[str, str] = {
    "key": "q",
    "jurisdiction": "cn/liaoning/yingkou",
    "offence": "air.industrial-dust",
    "party.kind": "organisation",
    "timeline.act": "2025-03-27",
    "timeline.found": "2025-03-27",
    "timeline.decision": "2025-06-01",
    **{name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in QUARRY.items()},
    "stated.amount": "60000",
    "stated.source": "table",
}


class _Whole(msgspec.Struct):
    result: msgspec.Raw


def texts(done: Done) -> list[bytes]:
    """The whole result of every row, byte for byte."""
    return [bytes(msgspec.json.decode(line, type=_Whole).result) for line in b"".join(done.whole).splitlines()]


def varied(count: int) -> list[dict[str, str]]:
    """So many rows, each with its key; neighbours differ, every fifth has content that came before."""
    harms, grave = ("none", "slight", "ordinary", "serious"), ("minor", "ordinary", "serious")
    return [
        {
            **ROW,
            "key": f"k{n}",
            "harm": harms[n % 5 % 4],
            "gravity": grave[n % 3],
            "stated.amount": str(60000 + n // 7 * 500),
        }
        for n in range(count)
    ]


def write_csv(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    """The rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def do(inputs: Path | Sequence[Path], output: Path, **more: Any) -> tuple[Summary, list[str]]:
    """Run a batch in this process; the summary, and what was told."""
    told: list[str] = []
    several = (inputs,) if isinstance(inputs, Path) else tuple(inputs)
    defaults = more.pop("defaults", Defaults(DAY))
    request = Request(several, output, defaults, True, **{"jobs": 1, **more})
    return run(request, rulebook(), ENGLISH, told.append), told


def read_csv(path: Path) -> list[dict[str, str]]:
    """An output as rows."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
