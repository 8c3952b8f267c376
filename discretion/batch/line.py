"""The result of a row in short: one line a violation, and one a person in charge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    return draft_of(offence, result).line(number, person)


def draft_of(offence: str, result: ViolationResult | PersonResult) -> Draft:
    """What is said of a violation, or of a person in charge."""
    settled = (
        result.settled
        if isinstance(result, ViolationResult)
        else result.fine.known and (result.outcome == "fine" or not result.fine.low)
    )
    provided = result.provided
    ranged = provided is not None and provided.low is not None and provided.high is not None
    return Draft(
        offence,
        result.outcome,
        result.fine,
        settled,
        provided.low if ranged and provided is not None else None,
        provided.high if ranged and provided is not None else None,
        result.base,
        intern(SEPARATOR.join(provided.cited)) if provided else "",
        intern(pattern(result.findings)),
        intern(SEPARATOR.join(sorted(result.missing))),
    )


class Draft(msgspec.Struct, frozen=True):
    """What is said in a line, before it is written; its amounts may be those of many cases (:mod:`discretion.batch.traced`)."""

    offence: str
    outcome: str
    fine: Amount
    settled: bool
    floor: Amount | None
    ceiling: Amount | None
    base: Amount | None
    provision: str
    applied: str
    missing: str

    def line(self, number: int = 1, person: str = "") -> Line:
        """As it is written."""
        fine, floor, ceiling = self.fine, self.floor, self.ceiling
        return Line(
            number,
            person,
            self.offence,
            self.outcome,
            plain(fine.low) if self.settled and fine.known else "",
            plain(fine.low),
            top(fine.high),
            "" if floor is None else plain(floor.low),
            "" if ceiling is None else top(ceiling.high),
            span(self.base),
            self.provision,
            self.applied,
            self.missing,
        )

    @property
    def amounts(self) -> tuple[Number | None, ...]:
        """The amounts that are written, in their order: :meth:`with_amounts` puts others in their places."""
        found: list[Number | None] = []
        for amount in (self.fine, self.floor, self.ceiling, self.base):
            found += (None, None) if amount is None else (amount.low, amount.high)
        return tuple(found)

    def with_amounts(self, amounts: Sequence[Number | None]) -> Draft:
        """The same with other amounts."""
        pairs = [
            None if low is None else Amount(low, high) for low, high in zip(amounts[::2], amounts[1::2], strict=True)
        ]
        fine, floor, ceiling, base = pairs
        return msgspec.structs.replace(self, fine=fine, floor=floor, ceiling=ceiling, base=base)


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
