"""Pages that are one table: facts, measures, and what the checks, the rule cases and the reviewers found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from discretion.audit.coverage import KINDS
from discretion.audit.inspection import LEVELS
from discretion.money import grouped
from discretion.report.book import badges
from discretion.report.book.gathered import REVIEWED, Gathered
from discretion.report.book.page import Page, Section
from discretion.report.book.rule import title as title_of
from discretion.report.coverage import share, title
from discretion.report.inspection.common import message, page, summary
from discretion.report.language import Language
from discretion.report.rules.fact import type_name
from discretion.report.rules.shown import Cell, Phrase, Phrases, Table


def pages(gathered: Gathered, t: Language) -> Iterator[Page]:
    """All of them."""
    yield _page("facts", t("facts"), [_facts(gathered, t)], t, t("{count:fact|facts}", count=len(gathered.of("facts"))))
    yield _page("measures", t("measures"), [_measures(gathered, t)], t, "")
    yield _findings(gathered, t)
    yield _coverage(gathered, t)
    yield _reviews(gathered, t)


def _page(name: str, heading: str, tables: Iterable[Table], t: Language, note: str) -> Page:
    return Page(
        path=f"{name}.html",
        title=heading,
        kind="",
        above=(Phrase(t("rulebook"), to="pages/index"),),
        note=note,
        tables=tuple(table for table in tables if table.rows),
    )


def _text(*texts: str) -> Phrases:
    return tuple(Phrase(text) for text in texts if text)


def _facts(gathered: Gathered, t: Language) -> Table:
    rows = []
    for rule in sorted(gathered.of("facts"), key=lambda r: r.id):
        fact = rule.record
        choices = tuple(f"{t.of(words)} ({key})" for key, words in (fact.choices or {}).items())
        kind = type_name(fact.type, t) + (f", {t('rising in gravity')}" if fact.ordered else "")
        asked = t("worked out by the program") if fact.computed else t.of(fact.ask)
        rows.append(
            (
                Cell(_text(t.of(fact.title), rule.id), anchor=rule.id),
                Cell(_text(kind, *choices)),
                Cell(_text(asked)),
                Cell(_text(t.of(fact.evidence))),
            )
        )
    return Table("", (t("fact"), t("type"), t("question"), t("usually proved by")), tuple(rows))


def _measures(gathered: Gathered, t: Language) -> Table:
    rules = sorted(gathered.of("measures"), key=lambda r: (r.record.kind, r.id))
    rows = ((Cell(_text(t.of(r.record.title), r.id), anchor=r.id), Cell(_text(r.record.kind))) for r in rules)
    return Table("", (t("measures"), t("kind")), tuple(rows))


def _findings(gathered: Gathered, t: Language) -> Page:
    found = gathered.inspection.problems
    kinds = sorted({p.kind for p in found}, key=lambda k: (min(LEVELS.index(p.level) for p in found if p.kind == k), k))
    sections = []
    for kind in kinds:
        own = [p for p in found if p.kind == kind]
        words = gathered.inspection.title(kind)
        rows = tuple(
            (
                Cell((Phrase(p.rule, to=f"rules/{p.rule}"),)),
                Cell(_text(message(p, t))),
                Cell(_text(f"{p.place.file}:{p.place.line}")),
            )
            for p in own
        )
        level = {"error": t("error"), "warning": t("warning"), "note": t("note")}[own[0].level]
        note = " · ".join((level, grouped(len(own)), t.of(words), page(kind)))
        table = Table("", (t("rule"), t("finding"), t("place")), rows)
        sections.append(Section(kind, kind, note=note, tables=(table,), contents=True))
    return Page(
        path="findings.html",
        title=t("findings of the checks"),
        above=(Phrase(t("rulebook"), to="pages/index"),),
        note=summary(gathered.inspection, t),
        sections=tuple(sections),
    )


def _coverage(gathered: Gathered, t: Language) -> Page:
    coverage = gathered.coverage
    kinds = tuple(
        (Cell(_text(title(kind, t))), Cell(_text(share(*coverage.of(kind), t))))
        for kind in KINDS
        if coverage.of(kind)[1]
    )
    missing = Counter(u.rule for u in coverage.missing)
    rows = []
    for section in ("offences", "bases", "programmes"):
        for rule in gathered.of(section):
            all_ = len(gathered.units.get(rule.id, ()))
            lacking = missing.get(rule.id, 0)
            if lacking:
                name = title_of(rule, gathered, t)
                rows.append(
                    (
                        Cell((Phrase(name, to=f"rules/{rule.id}"), Phrase(rule.id))),
                        Cell(_text(badges.place(rule, gathered, t).text)),
                        Cell(_text(share(all_ - lacking, all_, t))),
                    )
                )
    by_kind = Table("", (t("unit"), t("shown by a rule case")), kinds)
    by_rule = Table("", (t("rule"), t("jurisdiction"), t("shown by a rule case")), tuple(rows))
    return Page(
        path="coverage.html",
        title=t("coverage by rule cases"),
        above=(Phrase(t("rulebook"), to="pages/index"),),
        note=t("covered: {share}", share=share(*coverage.total, t)),
        tables=(by_kind,) if kinds else (),
        sections=(Section(t("rules of which something is uncovered"), "rules", tables=(by_rule,)),) if rows else (),
    )


def _reviews(gathered: Gathered, t: Language) -> Page:
    rows = []
    for signed in gathered.reviews.values():
        review = signed.review
        state = t("stale") if signed.stale else t("valid")
        cells = (review.drafted_by, review.reviewed_by, t.day(review.reviewed_on), state)
        rows.append((Cell((Phrase(review.rule, to=f"rules/{review.rule}"),)), *(Cell(_text(c)) for c in cells)))
    heads = (t("rule"), t("drafted by"), t("reviewed by"), t("day"), t("state"))
    counts = {
        "valid": sum(not s.stale for s in gathered.reviews.values()),
        "stale": sum(s.stale for s in gathered.reviews.values()),
        "rules": sum(1 for r in gathered.shelf.rules if r.section in REVIEWED),
    }
    note = t("{valid} of {rules:rule|rules} reviewed, {stale:review|reviews} stale", **counts)
    return _page("reviews", t("reviews"), [Table("", heads, tuple(rows))], t, note)
