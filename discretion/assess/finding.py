"""A finding: which rule, which citation, which facts, whether it applied, and what it did to the amount.

The justification of a result is the list of its findings; nothing is computed that is not one, and nothing else explains.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from discretion.law.figure import Mark
from discretion.money import Amount
from discretion.text import Message, Said, Text

Verdict = Literal["applied", "not-applied", "unknown", "noted"]


class Seen(msgspec.Struct, frozen=True):
    """A fact that a rule looked at, and what it was found to be."""

    fact: str
    title: Text
    value: Said | str


#: The stages of an assessment in the order in which their findings are told.
ORDER: Final = (
    "applicable-law",
    "elements",
    "limitation",
    "responsibility",
    "exemption",
    "range",
    "choice",
    "basis",
    "adjustment",
    "programme",
    "bounds",
    "consequence",
    "procedure",
)


class Finding(msgspec.Struct, frozen=True):
    """One step of the assessment. ``at``: which day of the violation's timeline chose the version of the rule."""

    stage: str
    rule: str
    title: Said
    verdict: Verdict
    reason: Message | None = None
    cited: tuple[str, ...] = ()
    citations: tuple[Text, ...] = ()
    seen: tuple[Seen, ...] = ()
    failed: Said | None = None
    missing: tuple[str, ...] = ()
    before: Amount | None = None
    after: Amount | None = None
    arithmetic: str = ""
    marks: tuple[Mark, ...] = ()
    choice: bool = False
    warning: bool = False
    at: Literal["act", "decision", ""] = ""
