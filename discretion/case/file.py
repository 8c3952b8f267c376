"""The case file as officers write it: the shape that is checked before anything is looked up."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from discretion.law.figure import Figure
from discretion.law.value import Record


class Heading(Record, frozen=True, kw_only=True):
    """What the case is called."""

    number: str = ""
    title: str = ""


class PartyFile(Record, frozen=True, kw_only=True):
    """Who is assessed; ``age`` and ``capacity`` only of an individual."""

    name: str = ""
    kind: Literal["organisation", "individual"] = "organisation"
    age: int | None = None
    capacity: Literal["full", "diminished", "none"] | None = None
    code: str = ""
    address: str = ""
    representative: str = ""


class ActSpan(Record, frozen=True, kw_only=True):
    """An act that went on from one day to another."""

    from_: date | None = None
    to: date


class TimelineFile(Record, frozen=True, kw_only=True):
    """The days of a case."""

    act: date | ActSpan | None = None
    found: date | None = None
    filed: date | None = None
    notice: date | None = None
    order_served: date | None = None
    reinspection: date | None = None
    decision: date | None = None


class StatedFile(Record, frozen=True, kw_only=True):
    """A table amount and where it was worked out."""

    amount: Figure
    source: str


class ChoiceFile(Record, frozen=True, kw_only=True):
    """What the officer chose, and why."""

    percent: Figure | None = None
    amount: Figure | None = None
    point: Figure | None = None
    waive: bool | None = None
    degree: Literal["lighter", "mitigated"] | None = None
    apply: bool | None = None
    reason: str = ""


class PersonFile(Record, frozen=True, kw_only=True):
    """A person in charge."""

    name: str
    facts: dict[str, Any] = {}
    stated: StatedFile | None = None
    choices: dict[str, ChoiceFile] = {}


class ViolationFile(Record, frozen=True, kw_only=True):
    """One of several violations."""

    offence: str
    facts: dict[str, Any] = {}
    timeline: TimelineFile | None = None
    stated: StatedFile | None = None
    choices: dict[str, ChoiceFile] = {}
    persons_in_charge: tuple[PersonFile, ...] = ()


class CaseFile(Record, frozen=True, kw_only=True):
    """A case file."""

    case: Heading | None = None
    jurisdiction: str
    party: PartyFile | None = None
    timeline: TimelineFile | None = None
    offence: str | None = None
    facts: dict[str, Any] = {}
    stated: StatedFile | None = None
    choices: dict[str, ChoiceFile] = {}
    persons_in_charge: tuple[PersonFile, ...] = ()
    violations: tuple[ViolationFile, ...] = ()
