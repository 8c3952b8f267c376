"""A case under the small law of tests/rules, its result, and ways to change either."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from discretion import Assessment, Rulebook, assess, load_rulebook
from discretion.case import read_case
from discretion.report.json import render

LAW = Path(__file__).resolve().parent.parent / "rules"
#: (10 + 30 + 0)% × 100,000 = 40,000: start 10, quantity from 10 to below 20 is 30, small is 0.
FINE = 40_000
CASE = """\
case: {number: "2025-01-31", title: "泄漏案"}
jurisdiction: cn
party: {name: 某公司, kind: organisation}
timeline: {act: 2025-03-03, found: 2025-03-03, decision: 2025-11-02}
offence: demo.spill
facts:
  established: {value: true, evidence: "1/24"}
  corrected: within-time-limit
  quantity: 10
  size: small
  grave: false
  mild: false
  gains: 0.5
"""


def law(folder: Path) -> Path:
    """The small law in a folder of its own, to be changed."""
    target = folder / "law"
    shutil.copytree(LAW, target)
    return target


def assessed(book: Rulebook, case: str = CASE, on: date | None = None) -> Assessment:
    return assess(*read_case("case.yaml", case.encode(), book, on))


def written(book: Rulebook, *cases: str, on: date | None = None) -> bytes:
    """The results of cases, as ``assess --format json`` writes them."""
    return render([assessed(book, case, on) for case in cases or (CASE,)], book).encode()


def result(book: Rulebook | None = None, case: str = CASE, on: date | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(book or load_rulebook(LAW), case, on=on))
    return found


def encoded(value: Mapping[str, Any] | list[Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
