"""A fact: something that an officer establishes, declared once with its type, its question and its usual evidence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

from discretion.law.citation import Citation
from discretion.law.value import Record
from discretion.money import Number
from discretion.text import Text

FactType = Literal["boolean", "choice", "set", "count", "ratio", "money", "days", "date", "text"]
NUMERIC: Final = ("count", "ratio", "money", "days")
Value = bool | str | frozenset[str] | Number | date


class Presumed(Record, frozen=True, kw_only=True):
    """What the law presumes of a fact until the contrary is shown."""

    value: bool
    source: Citation


class Fact(Record, frozen=True, kw_only=True):
    """What may be asked: ``choices`` belong to a choice or a set; ``ordered`` choices stand in rising gravity."""

    title: Text
    type: FactType
    choices: Mapping[str, Text] | None = None
    ordered: bool = False
    unit: Text | None = None
    ask: Text | None = None
    evidence: Text | None = None
    computed: bool = False
    presumed: Presumed | None = None

    def words(self, value: Value) -> Text | None:
        """What a chosen value is called; ``None`` for a value that is its own name."""
        return (self.choices or {}).get(value) if isinstance(value, str) else None
