"""The sections of rule files: which there are, and what record each rule in them is."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, Literal

import msgspec

from discretion.law.basis import Basis
from discretion.law.citation import Instrument, Outline
from discretion.law.department import Department
from discretion.law.entry import (
    Consequence,
    DailyFine,
    Entry,
    Exclusion,
    Lighter,
    Limitation,
    NoCoercion,
    Procedure,
    Referral,
)
from discretion.law.fact import Fact
from discretion.law.jurisdiction import Jurisdiction
from discretion.law.measure import Measure
from discretion.law.offence import Offence
from discretion.law.programme import Programme
from discretion.law.value import Record


class Edition(Record, frozen=True, kw_only=True):
    """Which edition of the rules this is."""

    version: str


class Expectation(Record, frozen=True, kw_only=True):
    """What a rule case expects; what is not named is not compared."""

    outcome: str | None = None
    fine: int | dict[str, int] | None = None
    base: int | dict[str, int] | None = None
    statutory: dict[str, Any] | None = None
    provision: str | None = None
    persons: tuple[int, ...] | None = None
    applied: tuple[str, ...] = ()
    not_applied: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    daily_fine: int | None = None


class RuleCase(Record, frozen=True, kw_only=True):
    """Facts and the result that they must have."""

    name: str
    source: str | None = None
    hand: str | None = None
    case: dict[str, Any]
    expect: Expectation
    fails: str | None = None


class Waiver(Record, frozen=True, kw_only=True):
    """A finding that stays as it is: of which check, about which rules, and why."""

    kind: str
    rule: str | tuple[str, ...]
    reason: str


class Checks(Record, frozen=True, kw_only=True):
    """How the checks of sense are set: another level than their own, and what is waived."""

    levels: dict[str, Literal["none", "note", "warning", "error"]] = {}
    waivers: tuple[Waiver, ...] = ()


class Review(Record, frozen=True, kw_only=True):
    """Who drafted a rule, who read it against its source and when, and the hash of what it meant then."""

    rule: str
    drafted_by: str
    reviewed_by: str
    reviewed_on: date
    meaning: str


class Reviews(Record, frozen=True, kw_only=True):
    """The reviews of rules."""

    signed: tuple[Review, ...]


class Section(msgspec.Struct, frozen=True):
    """A section: the record of its rules, and whether they stand by id, in a list, or alone."""

    name: str
    record: type[Any]
    form: Literal["by-id", "list", "single"]


LISTS: Final[dict[str, type[Entry]]] = {
    "not-responsible": Entry,
    "no-penalty": Entry,
    "already-fined": Entry,
    "lighter": Lighter,
    "mitigated": Lighter,
    "heavier": Lighter,
    "no-coercion": NoCoercion,
    "limitation": Limitation,
    "daily-fine": DailyFine,
    "consequences": Consequence,
    "referral": Referral,
    "exclusions": Exclusion,
    "procedure": Procedure,
}
SECTIONS: Final[dict[str, Section]] = {
    section.name: section
    for section in (
        Section("rulebook", Edition, "single"),
        Section("jurisdiction", Jurisdiction, "single"),
        Section("outline", Outline, "single"),
        Section("instruments", Instrument, "by-id"),
        Section("facts", Fact, "by-id"),
        Section("measures", Measure, "by-id"),
        Section("departments", Department, "by-id"),
        Section("offences", Offence, "by-id"),
        Section("bases", Basis, "by-id"),
        Section("programmes", Programme, "by-id"),
        *(Section(name, record, "list") for name, record in LISTS.items()),
        Section("cases", RuleCase, "list"),
        Section("checks", Checks, "single"),
        Section("reviews", Reviews, "single"),
    )
}
