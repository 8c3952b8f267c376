"""Measures other than fines: orders, restrictions, confiscation, licences, detention."""

from __future__ import annotations

from typing import Literal

from discretion.law.citation import Citations
from discretion.law.condition import Condition
from discretion.law.figure import Span
from discretion.law.value import Record
from discretion.text import Text

MeasureKind = Literal[
    "order", "warning", "restriction", "confiscation", "licence", "detention", "removal", "coercion", "other"
]
Force = Literal["shall", "may"]


class Measure(Record, frozen=True, kw_only=True):
    """A measure that provisions name."""

    title: Text
    kind: MeasureKind


class MeasureUse(Record, frozen=True, kw_only=True):
    """A measure as a provision orders it: with what force, when, and for detention how many days.

    ``source``: the article that orders it, where that is another than the provision's own.
    """

    measure: str
    source: Citations | None = None
    force: Force = "shall"
    when: Condition | None = None
    days: Span | None = None
    note: Text | None = None
