"""A case: what has been established, what has not, and what the officer has chosen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any, Final, Literal

import msgspec

from discretion.law.fact import Value
from discretion.money import Number


class Missing(Enum):
    """Two different states: nobody has established it, or it could not be found out after inquiry."""

    UNKNOWN = "unknown"
    NOT_FOUND_OUT = "not-found-out"


UNKNOWN: Final = Missing.UNKNOWN
NOT_FOUND_OUT: Final = Missing.NOT_FOUND_OUT


class Stated(msgspec.Struct, frozen=True):
    """A fact as the case file states it."""

    value: Value | Missing
    evidence: str = ""
    inquiry: str = ""


Facts = Mapping[str, Stated]


class Party(msgspec.Struct, frozen=True):
    """Who is assessed."""

    name: str = ""
    kind: Literal["organisation", "individual"] = "organisation"


#: The days of a case at which rules look; facts have them as ``timeline.act`` and so on.
DAYS: Final = ("act", "found", "filed", "notice", "decision", "order_served", "reinspection")
#: Which day of a timeline cannot lie after which.
ORDER: Final = (
    ("began", "act"),
    ("began", "found"),
    ("found", "filed"),
    ("act", "decision"),
    ("found", "decision"),
    ("filed", "decision"),
    ("notice", "decision"),
    ("order_served", "reinspection"),
)
#: What may be the age of an individual, in years.
AGES: Final = range(151)


class Timeline(msgspec.Struct, frozen=True):
    """The days of a case; ``act`` is the day on which the act ended, ``began`` the day on which it began."""

    began: date | None = None
    act: date | None = None
    found: date | None = None
    filed: date | None = None
    notice: date | None = None
    order_served: date | None = None
    reinspection: date | None = None
    decision: date | None = None

    def chosen(self, at: str) -> date | None:
        """The day that chooses the version of a rule: that of the act, or of the decision."""
        return self.act if at == "act" else self.decision


class Choice(msgspec.Struct, frozen=True):
    """What the officer chose where the law leaves a choice, and why."""

    percent: Number | None = None
    amount: Number | None = None
    point: Number | None = None
    waive: bool | None = None
    degree: Literal["lighter", "mitigated"] | None = None
    apply: bool | None = None
    reason: str = ""


class TableAmount(msgspec.Struct, frozen=True):
    """A table amount that was worked out elsewhere."""

    amount: Number
    source: str


class Person(msgspec.Struct, frozen=True):
    """A person in charge, with the facts that concern only that person."""

    name: str
    facts: Facts
    stated: TableAmount | None = None
    choices: Mapping[str, Choice] = {}


class Violation(msgspec.Struct, frozen=True):
    """One violation: the offence, its facts, and the choices made for it."""

    offence: str
    facts: Facts
    timeline: Timeline
    stated: TableAmount | None = None
    choices: Mapping[str, Choice] = {}
    persons: tuple[Person, ...] = ()


class Case(msgspec.Struct, frozen=True):
    """A whole case. ``decision_assumed`` where the day of the decision was not stated, ``on`` the day that then counted.

    ``raw`` is the file as read.
    """

    jurisdiction: str
    party: Party
    violations: tuple[Violation, ...]
    number: str = ""
    title: str = ""
    decision_assumed: bool = False
    raw: Mapping[str, Any] = {}
    on: date | None = None
