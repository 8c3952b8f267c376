"""A discretion record, before any format: the sheet of a case with parties, days, facts with evidence, duties and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import msgspec

from discretion.assess.assessment import Assessment
from discretion.assess.finding import Finding
from discretion.report.cleaning import cleaned
from discretion.report.facts import FactRow, fact_rows
from discretion.report.language import Language
from discretion.report.reasons import duties, reasons
from discretion.report.sheet import Part, Row, Sheet, sheet
from discretion.rulebook import Law

_LISTS: Final = ("exemption", "adjustment", "programme")
_FIRST: Final = ("applied", "choice", "unknown", "noted", "not-applied")


class RecordPart(msgspec.Struct, frozen=True):
    """One violation of a record: the sheet's part, and what a file wants beside it."""

    part: Part
    duty: tuple[str, ...]
    facts: tuple[FactRow, ...]
    factors: tuple[Row, ...]
    ladder: tuple[Row, ...]
    lists: tuple[Row, ...]
    reasons: tuple[str, ...]


class Record(msgspec.Struct, frozen=True):
    """A whole record. ``party`` and ``days`` are names with values; a day that nobody stated is left out."""

    sheet: Sheet
    party: tuple[tuple[str, str], ...]
    days: tuple[tuple[str, str], ...]
    parts: tuple[RecordPart, ...]
    version: str
    digest: str
    decided: date | None


def record(assessment: Assessment, lang: Language, law: Law | None = None) -> Record:
    """The record of an assessment in one language; ``law`` is asked for the duties that were broken."""
    whole = sheet(assessment, lang)
    if law is not None:
        # a record names facts as people do, not by their ids
        unused = tuple(lang.of(law.fact_title(name)) for name in assessment.unused)
        whole = msgspec.structs.replace(whole, unused=cleaned(unused))
    parts = tuple(
        RecordPart(
            part,
            tuple(lang.of(d) for d in duties(assessment.violations[index], law)),
            fact_rows(assessment, index, lang),
            tuple(row for row in part.steps if not row.amount),
            tuple(row for row in part.steps if row.amount),
            _lists(part, assessment.violations[index].findings, lang),
            tuple(lang.of(r) for r in reasons(assessment, index, law)),
        )
        for index, part in enumerate(whole.parts)
    )
    return Record(
        whole,
        cleaned(_party(assessment, lang)),
        cleaned(_days(assessment, lang)),
        cleaned(parts),
        assessment.version,
        assessment.digest,
        assessment.decision,
    )


def _lists(part: Part, findings: Iterable[Finding], lang: Language) -> tuple[Row, ...]:
    """Every entry and programme with its verdict, those that count first; why a figure is assumed stands with the marks."""
    found = {f.rule: f for f in findings if f.stage in _LISTS and "/" not in f.rule}
    steps = (row for row in part.steps if row.rule in found)
    applied = [msgspec.structs.replace(row, text=lang.of(found[row.rule].reason)) for row in steps]
    return tuple(sorted((*applied, *part.lists), key=lambda row: _FIRST.index(row.state)))


def _party(assessment: Assessment, lang: Language) -> tuple[tuple[str, str], ...]:
    raw: Mapping[str, Any] = assessment.inputs.get("party") or {}
    kinds = {"organisation": lang("organisation"), "individual": lang("individual")}
    rows = (
        (lang("party"), assessment.party),
        (lang("kind of party"), kinds.get(raw.get("kind", "organisation"), "")),
        (lang("registration or identity number"), str(raw.get("code", ""))),
        (lang("legal representative"), str(raw.get("representative", ""))),
        (lang("address"), str(raw.get("address", ""))),
        (lang("case number"), assessment.number),
        (lang("jurisdiction"), lang.of(assessment.jurisdiction_title)),
    )
    return tuple(row for row in rows if row[1])


def _days(assessment: Assessment, lang: Language) -> tuple[tuple[str, str], ...]:
    violations = assessment.inputs.get("violations") or ()
    raw: dict[str, Any] = {
        **(violations[0].get("timeline", {}) if violations else {}),
        **assessment.inputs.get("timeline", {}),
    }
    act = raw.get("act")
    rows: list[tuple[str, Any]] = [
        (
            lang("act"),
            lang("{a} to {b}", a=_day(act.get("from"), lang), b=_day(act.get("to"), lang))
            if isinstance(act, Mapping)
            else act,
        ),
        (lang("found"), raw.get("found")),
        (lang("filed"), raw.get("filed")),
        (lang("order to correct served"), raw.get("order_served")),
        (lang("re-inspection"), raw.get("reinspection")),
        (lang("penalty notice served"), raw.get("notice")),
        (lang("decision"), assessment.decision),
    ]
    return tuple((name, _day(day, lang)) for name, day in rows if day)


def _day(day: Any, lang: Language) -> str:
    return lang.day(day) if isinstance(day, date) else str(day or "")
