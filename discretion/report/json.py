"""The result as JSON: documented in ``docs/result.md``, versioned, the same bytes for the same case, rules and program.

Money is an integer of yuan, or an exact string where it is no whole number. Every text stands in Chinese and English, so that the
result does not depend on anybody's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import msgspec

from discretion.assess.assessment import Assessment, PersonResult, Provided, ViolationResult
from discretion.assess.finding import Finding
from discretion.canonical import PREFIX, seal
from discretion.law.figure import Mark, weakest
from discretion.money import Amount, Number, plain, words
from discretion.report.cleaning import escaped
from discretion.report.language import LANGUAGES, Language
from discretion.rulebook.scalars import scalar
from discretion.text import Part

if TYPE_CHECKING:
    from discretion.rulebook import Rulebook

SCHEMA: Final = "discretion/result/1"
#: With what a number and a day as they are written begin.
_FIRST: Final = frozenset("-0123456789")


class Writer:
    """Puts an assessment into plain data."""

    def __init__(self, language: type[Language] = Language) -> None:
        self.languages = {code: language(code) for code in LANGUAGES}

    def text(self, part: Part | None) -> dict[str, str] | None:
        """A text in every language."""
        return None if part is None else {code: language.of(part) for code, language in self.languages.items()}

    def findings(self, findings: Iterable[Finding], violation: ViolationResult | None = None) -> Any:
        """Several findings: of a violation, or of the case as a whole."""
        return [self.finding(f, _day(violation.day(f)) if violation else None) for f in findings]

    def finding(self, finding: Finding, day: Any) -> dict[str, Any]:
        """One finding; ``day`` is the one that chose the version of its rule, as it is written."""
        moved = finding.before is not None or finding.after is not None
        return {
            "stage": finding.stage,
            "rule": finding.rule,
            "title": self.text(finding.title),
            "verdict": finding.verdict,
            "reason": self.text(finding.reason),
            "citations": [
                {"ref": ref, **(self.text(text) or {})}
                for ref, text in zip(finding.cited, finding.citations, strict=False)
            ],
            "facts": [{"fact": s.fact, "title": self.text(s.title), "value": self.text(s.value)} for s in finding.seen],
            "failed": self.text(finding.failed),
            "missing": list(finding.missing),
            "amount": {"from": interval(finding.before), "to": interval(finding.after)} if moved else None,
            "arithmetic": finding.arithmetic,
            "provenance": weakest(finding.marks),
            "chosen_by": None if not finding.at else {"day": finding.at, "date": day},
            "choice": finding.choice,
            "warning": finding.warning,
        }

    def violation(self, result: ViolationResult) -> dict[str, Any]:
        """One violation."""
        return {
            "offence": result.offence,
            "title": self.text(result.title),
            "enforced_by": list(result.enforced_by),
            "outcome": result.outcome,
            "fine": fine(result.fine, result.settled),
            "statutory": statutory(result.provided),
            "provision": self.provided(result.provided),
            "base": base(result.base),
            "alternatives": [{"outcome": a.outcome, "fine": fine(a.fine, a.fine.known)} for a in result.alternatives],
            "findings": self.findings(result.findings, result),
            "missing": list(result.missing),
            "narrowing": [
                {"fact": n.fact, "left": None if n.left is None else number(n.left)} for n in result.narrowing
            ],
            "measures": [
                {
                    "measure": m.measure,
                    "title": self.text(m.title),
                    "kind": m.kind,
                    "force": m.force,
                    "certain": m.certain,
                    "days": None if m.days is None else {"from": m.days[0], "to": m.days[1]},
                    "citations": list(m.cited),
                }
                for m in result.measures
            ],
            "daily_fine": None
            if result.daily is None
            else {
                "rule": result.daily.rule,
                "days": result.daily.days,
                **fine(result.daily.amount, result.daily.amount.known),
            },
            "persons": [self.person(p, result) for p in result.persons],
            "candidates": [
                {
                    **(self.provided(c.provided) or {}),
                    "outcome": c.outcome,
                    "base": base(c.base),
                    "fine": interval(c.fine),
                }
                for c in result.candidates
            ],
        }

    def person(self, result: PersonResult, violation: ViolationResult) -> dict[str, Any]:
        """A person in charge of what led to ``violation``."""
        settled = result.outcome == "fine" and result.fine.known
        return {
            "name": result.name,
            "outcome": result.outcome,
            "fine": fine(result.fine, settled or result.fine == Amount(0, 0)),
            "statutory": statutory(result.provided),
            "base": base(result.base),
            "findings": self.findings(result.findings, violation),
            "missing": list(result.missing),
        }

    def provided(self, provided: Provided | None) -> dict[str, Any] | None:
        """A provision with its range."""
        if provided is None:
            return None
        return {
            "citations": [
                {"ref": ref, **(self.text(text) or {})}
                for ref, text in zip(provided.cited, provided.citations, strict=True)
            ],
            "tier": provided.tier,
            "shall": provided.shall,
            "statutory": statutory(provided),
        }


def _day(day: date | None) -> str | None:
    """A day as it is written."""
    return None if day is None else day.isoformat()


def number(value: Number) -> int | str:
    """A number: an integer, or an exact string."""
    if not isinstance(value, (int, Fraction)):
        # a place for those of many cases (discretion.batch.traced)
        return value.written("number")
    return int(value) if value.denominator == 1 else plain(value)


def interval(amount: Amount | None) -> dict[str, Any] | None:
    """An interval of yuan."""
    if amount is None:
        return None
    return {"low": number(amount.low), "high": None if amount.high is None else number(amount.high)}


def base(amount: Amount | None) -> Any:
    """The base amount: one number where it is known, else an interval."""
    return interval(amount) if amount is None or not amount.known else number(amount.low)


def fine(amount: Amount, settled: bool) -> dict[str, Any]:
    """A fine: ``amount`` and ``words`` only where one amount can be named."""
    known = settled and amount.known
    return {
        "amount": number(amount.low) if known else None,
        "low": number(amount.low),
        "high": None if amount.high is None else number(amount.high),
        "words": words(amount.low) if known else None,
    }


def statutory(provided: Provided | None) -> dict[str, Any] | None:
    """The statutory range as worked out."""
    if provided is None or provided.low is None or provided.high is None:
        return None
    return {"from": number(provided.low.low), "to": None if provided.high.high is None else number(provided.high.high)}


def plain_data(value: Any) -> Any:
    """The case as read, in what JSON knows: exact numbers as strings, days as ISO dates."""
    if isinstance(value, str):
        return value
    if isinstance(value, (dict, Mapping)):
        return {str(key): plain_data(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain_data(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return plain(value)
    return value


def quoted(value: Any, at: str = "") -> Iterator[str]:
    """Where the case as read holds a text that would be a number or a day without its quotes: JSON pointers (RFC 6901).

    With them the case can be told from its JSON exactly: any other text that reads as a number or a day is one.
    """
    if isinstance(value, (dict, Mapping)):
        parts: Iterable[tuple[Any, Any]] = sorted(value.items(), key=itemgetter(0))
    elif isinstance(value, list):
        parts = enumerate(value)
    else:
        if isinstance(value, str) and is_figure(value):
            yield at
        return
    for step, inner in parts:
        # what is no text and holds none needs no place
        if isinstance(inner, (str, dict, list, Mapping)):
            yield from quoted(inner, f"{at}/{str(step).replace('~', '~0').replace('/', '~1')}")


def is_figure(text: str) -> bool:
    """Whether a text is how :func:`plain_data` writes a number or a day."""
    if not text or text[0] not in _FIRST:
        return False
    value = scalar(text)
    return (isinstance(value, Fraction) and plain(value) == text) or isinstance(value, date)


def engine() -> dict[str, str]:
    """The version of the program, and of the calendar of public holidays from which it counts working days."""
    from importlib import metadata

    return {"version": metadata.version("discretion"), "calendar": metadata.version("chinesecalendar")}


def provenance(marks: Iterable[Mark]) -> dict[str, Any]:
    """How far the result rests on figures weaker than official, and on which."""
    found = tuple(marks)
    return {
        "weakest": weakest(found),
        "marks": [{"rule": m.rule, "provenance": m.provenance, "why": m.why} for m in found],
    }


def data(assessment: Assessment, book: Rulebook) -> dict[str, Any]:
    """The whole result, with the hash of itself; ``book`` holds the rules by which the case was assessed."""
    rests_on = book.rests_on(assessment.jurisdiction, [v.offence for v in assessment.violations])
    result = unsealed(assessment, rests_on, engine(), Writer())
    return {**result, "hash": seal(result)}


def unsealed(assessment: Assessment, rests_on: str, engine: Mapping[str, str], writer: Writer) -> dict[str, Any]:
    """The whole result but for its hash; ``rests_on`` is what :meth:`Rulebook.rests_on` says of its violations."""
    return {
        "schema": SCHEMA,
        "outcome": assessment.outcome,
        "fine": fine(assessment.fine, assessment.settled),
        "violations": [writer.violation(v) for v in assessment.violations],
        "findings": writer.findings(assessment.findings),
        "provenance": provenance(assessment.marks),
        "inputs": {
            "case": plain_data(assessment.inputs),
            "quoted": list(quoted(assessment.inputs)),
            "jurisdiction": assessment.jurisdiction,
            "decision": _day(assessment.decision),
            "decision_assumed": assessment.decision_assumed,
            "on": _day(assessment.on),
            "unused": list(assessment.unused),
            "unused_choices": list(assessment.unused_choices),
            "without_evidence": list(assessment.without_evidence),
        },
        "rulebook": {
            "version": assessment.version,
            "hash": PREFIX + assessment.digest,
            "rests_on": PREFIX + rests_on,
        },
        "engine": dict(engine),
    }


def render(assessments: Iterable[Assessment], book: Rulebook) -> str:
    """One result as an object; several as a list."""
    return whole([data(a, book) for a in assessments])


def whole(results: Sequence[Mapping[str, Any]]) -> str:
    """Results as they are written: one as an object; several as a list."""
    return dumps(results[0] if len(results) == 1 else results)


def dumps(value: Any) -> str:
    """JSON with a fixed layout."""
    return escaped(msgspec.json.format(msgspec.json.encode(value), indent=2).decode()) + "\n"
