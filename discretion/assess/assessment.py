"""The result: what an assessment says, as immutable records that depend on nothing but the case and the rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from discretion.assess.consequence import Daily, Imposed
from discretion.assess.finding import Finding
from discretion.assess.matter import Outcome
from discretion.assess.narrowing import Narrowing
from discretion.case.case import Timeline
from discretion.law.figure import Mark
from discretion.money import Amount
from discretion.text import Text


class Alternative(msgspec.Struct, frozen=True):
    """One of two results between which the officer chooses."""

    outcome: Outcome
    fine: Amount


class Provided(msgspec.Struct, frozen=True):
    """A provision and its range as worked out for the case."""

    cited: tuple[str, ...]
    citations: tuple[Text, ...]
    low: Amount | None
    high: Amount | None
    tier: str
    shall: bool


class Candidate(msgspec.Struct, frozen=True):
    """A provision that might govern, assessed to its end; ``seen`` are the facts that its rules looked at."""

    provided: Provided
    outcome: Outcome
    base: Amount | None
    fine: Amount
    seen: tuple[str, ...] = ()


class PersonResult(msgspec.Struct, frozen=True):
    """A person in charge: range, fine and findings of their own."""

    name: str
    outcome: Outcome
    fine: Amount
    provided: Provided
    base: Amount | None
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]


class ViolationResult(msgspec.Struct, frozen=True):
    """One violation assessed to its end."""

    offence: str
    title: Text
    enforced_by: tuple[str, ...]
    outcome: Outcome
    fine: Amount
    settled: bool
    provided: Provided | None
    candidates: tuple[Candidate, ...]
    base: Amount | None
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    measures: tuple[Imposed, ...]
    daily: Daily | None
    persons: tuple[PersonResult, ...]
    narrowing: tuple[Narrowing, ...] = ()
    timeline: Timeline = Timeline()

    def day(self, finding: Finding) -> date | None:
        """The day that chose the version of a finding's rule."""
        return self.timeline.chosen(finding.at) if finding.at else None


class Assessment(msgspec.Struct, frozen=True):
    """A whole case assessed."""

    outcome: Outcome
    fine: Amount
    settled: bool
    violations: tuple[ViolationResult, ...]
    findings: tuple[Finding, ...]
    marks: tuple[Mark, ...]
    jurisdiction: str
    jurisdiction_title: Text
    party: str
    number: str
    title: str
    decision: date | None
    decision_assumed: bool
    inputs: Mapping[str, Any]
    unused: tuple[str, ...]
    without_evidence: tuple[str, ...]
    version: str
    digest: str
    unused_choices: tuple[str, ...] = ()
    on: date | None = None
    titles: tuple[tuple[str, Text], ...] = ()
