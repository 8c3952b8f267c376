"""A fact, an instrument, a measure."""

from __future__ import annotations

from discretion.law.citation import Instrument
from discretion.law.fact import Fact
from discretion.law.measure import Measure
from discretion.report.language import Language
from discretion.report.rules.shown import Phrase, Shown
from discretion.report.rules.wording import Wording, kept


def fact(id: str, record: Fact, w: Wording) -> Shown:
    """What is asked, and how it is proved."""
    t = w.lang
    lines = [
        w.line(t("type"), type_name(record.type, t)),
        w.line(t("question"), t.of(record.ask)),
        w.line(t("usually proved by"), t.of(record.evidence)),
        w.line(t("unit"), t.of(record.unit)),
        *(w.line(key, t.of(words)) for key, words in (record.choices or {}).items()),
        w.line(t("presumed"), *(() if record.presumed is None else w.cites((record.presumed.source,)))),
    ]
    return Shown(id, t.of(record.title), kept(lines))


def type_name(name: str, t: Language) -> str:
    """What a type of fact is called."""
    return {
        "boolean": t("yes or no"),
        "choice": t("one choice"),
        "set": t("several choices"),
        "count": t("count"),
        "ratio": t("ratio"),
        "money": t("amount in yuan"),
        "days": t("number of days"),
        "date": t("day"),
        "text": t("free text"),
    }[name]


def rank_name(name: str, t: Language) -> str:
    """What a rank of instruments is called."""
    return {
        "law": t("law (of the state)"),
        "administrative-regulation": t("administrative regulation"),
        "local-regulation": t("local regulation"),
        "rule": t("rule (of a ministry or local government)"),
        "normative-document": t("normative document"),
    }.get(name, name)


def instrument(id: str, record: Instrument, w: Wording) -> Shown:
    """What it is, and when it is in force."""
    t = w.lang
    lines = [
        w.line(t("rank"), rank_name(record.rank, t)),
        w.line(t("number"), record.number or ""),
        w.line(t("issuer"), record.issuer or ""),
        w.line(t("in force"), w.validity(record.in_force)),
        w.line(t("repealed by"), *(w.cites((record.repealed_by,)) if record.repealed_by else ())),
        w.line(t("source"), record.source or ""),
        w.line(t("note"), t.of(record.note)),
    ]
    return Shown(id, t.of(record.title), kept(lines))


def measure(id: str, record: Measure, w: Wording) -> Shown:
    """What kind of measure it is."""
    return Shown(id, w.lang.of(record.title), kept([w.line(w.lang("kind"), Phrase(record.kind))]))
