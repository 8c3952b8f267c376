"""The result of a row in short: one line a violation, and one a person in charge."""

from __future__ import annotations

from collections.abc import Iterable
from sys import intern
from typing import Any, Final

import msgspec

from discretion.assess import Assessment, PersonResult, ViolationResult
from discretion.assess.finding import Finding
from discretion.assess.truth import unique
from discretion.money import Amount, Number, plain

SEPARATOR: Final = "; "


class Line(msgspec.Struct, frozen=True, array_like=True):
    """What is written of one violation. Amounts are exact yuan as text; an empty ``high`` beside a ``low`` is "without limit".

    ``amount`` stands only where one amount can be named; ``applied`` are the rules that applied, ``missing`` the facts that
    nobody has established and that matter, in alphabetical order.
    """

    violation: int
    person: str
    offence: str
    outcome: str
    amount: str
    low: str
    high: str
    statutory_from: str
    statutory_to: str
    base: str
    provision: str
    applied: str
    missing: str
    error: str = ""


#: What the columns of an output are called, and which of them are yuan.
HEADS: Final = ("key", "file", "row", *Line.__struct_fields__)
MONEY: Final = ("amount", "low", "high", "statutory_from", "statutory_to")


def failed(error: str, offence: str = "") -> Line:
    """The line of a row that could not be assessed."""
    return Line(1, "", offence, "", "", "", "", "", "", "", "", "", "", error)


def lines(assessment: Assessment) -> tuple[Line, ...]:
    """The lines of a case."""
    found: list[Line] = []
    for number, violation in enumerate(assessment.violations, 1):
        found.append(line_of(number, "", violation.offence, violation))
        found += [line_of(number, p.name, violation.offence, p) for p in violation.persons]
    return tuple(found)


def line_of(number: int, person: str, offence: str, result: ViolationResult | PersonResult) -> Line:
    """The line of a violation, or of a person in charge."""
    settled = (
        result.settled
        if isinstance(result, ViolationResult)
        else result.fine.known and (result.outcome == "fine" or not result.fine.low)
    )
    provided = result.provided
    low = high = ""
    if provided is not None and provided.low is not None and provided.high is not None:
        low, high = plain(provided.low.low), top(provided.high.high)
    return Line(
        number,
        person,
        offence,
        result.outcome,
        plain(result.fine.low) if settled and result.fine.known else "",
        plain(result.fine.low),
        top(result.fine.high),
        low,
        high,
        span(result.base),
        intern(SEPARATOR.join(provided.cited)) if provided else "",
        intern(pattern(result.findings)),
        intern(SEPARATOR.join(sorted(result.missing))),
    )


def top(value: Number | None) -> str:
    """An upper end; nothing where there is none."""
    return "" if value is None else plain(value)


def span(amount: Amount | None) -> str:
    """An amount, or from where to where it may lie."""
    if amount is None:
        return ""
    return plain(amount.low) if amount.known else f"{plain(amount.low)}–{top(amount.high)}"


def pattern(findings: Iterable[Finding]) -> str:
    """The rules that applied."""
    return SEPARATOR.join(unique(f.rule for f in findings if told(f)))


def told(finding: Finding) -> bool:
    """Whether a finding belongs to the pattern: all but the elements, which the outcome tells, and the single factors of a table."""
    if finding.verdict != "applied" or finding.stage == "elements":
        return False
    return finding.stage != "basis" or "/" not in finding.rule


def record(key: str, file: str, row: int, line: Line) -> dict[str, Any]:
    """A line by the names of its columns."""
    return dict(zip(HEADS, (key, file, row, *msgspec.structs.astuple(line)), strict=True))
