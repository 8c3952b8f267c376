"""A programme: what it asks, what it gives and up to what, and what excludes it."""

from __future__ import annotations

from discretion.law.programme import Credit, Programme
from discretion.money import plain
from discretion.report.rules.shown import Cell, Phrase, Shown, Table
from discretion.report.rules.wording import Wording, kept


def programme(id: str, record: Programme, w: Wording) -> Shown:
    """The whole programme."""
    t = w.lang
    lines = [
        w.line(t("kind"), kind(record.kind, w)),
        w.line(t("jurisdiction"), w.place(id)),
        w.line(t("ground"), *w.cites(record.source)),
        w.line(t("in force"), w.validity(w.law.validity(record))),
        w.line(t("result"), f"{result(record.result, w)}; {w.force(record.force)}"),
        w.line(t("requires"), w.condition(record.requires)),
        w.line(t("at most"), "" if record.at_most is None else w.marked(w.yuan(record.at_most), record.at_most.marks)),
        w.line(t("offences"), *(w.rule(o) for o in record.offences)),
        w.line(t("replaces"), *(w.rule(r) for r in record.replaces)),
        w.line(t("note"), t.of(record.note)),
    ]
    tables = (_credits(record, w), _steps(id, record, w), _benefits(record, w), _exclusions(id, w))
    return Shown(id, t.of(record.title), kept(lines), tuple(table for table in tables if table.rows))


def kind(name: str, w: Wording) -> str:
    """What a kind of programme is called."""
    t = w.lang
    return {
        "law-study": t("credits for studying the law"),
        "apology-pledge": t("public apology and pledge"),
        "informed-commitment": t("informed commitment"),
    }[name]


def result(name: str, w: Wording) -> str:
    """What a programme leads to."""
    t = w.lang
    return {"lighter": t("lighter"), "mitigated": t("mitigated"), "no-penalty": t("no penalty")}[name]


def _credits(record: Programme, w: Wording) -> Table:
    t = w.lang
    rows = tuple((Cell((credit(c, w),)), Cell((w.condition(c.when),))) for c in record.credits)
    return Table(t("credits"), (t("credits"), t("where")), rows)


def credit(credit: Credit, w: Wording) -> Phrase:
    """How many credits, or how many per unit."""
    t = w.lang
    text = plain(credit.credits.value)
    if credit.per is not None:
        text = t("{number} per {fact}", number=text, fact=w.law.fact_title(credit.per))
    marks = credit.credits.marks
    if credit.at_most is not None:
        text += t(", at most {amount}", amount=plain(credit.at_most.value))
        marks = (*marks, *credit.at_most.marks)
    return w.marked(text, marks)


def _steps(id: str, record: Programme, w: Wording) -> Table:
    t = w.lang
    rows = tuple(
        (Cell((w.share(s.percent),), f"{id}/{n}"), Cell((w.condition(s.when, t("otherwise")),)))
        for n, s in enumerate(record.reduction, 1)
    )
    return Table(t("reduction"), (t("reduction"), t("where")), rows)


def _benefits(record: Programme, w: Wording) -> Table:
    t = w.lang
    rows = tuple((Cell((Phrase(t.of(b.title)),)), Cell((w.condition(b.when),))) for b in record.benefits)
    return Table(t("benefits"), (t("benefit"), t("where")), rows)


def _exclusions(id: str, w: Wording) -> Table:
    t = w.lang
    rows = tuple(
        (
            Cell((Phrase(t.of(e.title), to=f"rules/{e.id}"),), e.id),
            Cell((w.condition(e.when),)),
            Cell(w.cites(e.source)),
        )
        for e in w.law.exclusions(id)
    )
    return Table(t("exclusions"), (t("excluded"), t("where"), t("ground")), rows)
