"""A page a jurisdiction: what it settles, and what rules it adds."""

from __future__ import annotations

from collections.abc import Iterator

from discretion.report.book import badges
from discretion.report.book.gathered import Gathered
from discretion.report.book.links import path
from discretion.report.book.page import Page, Section
from discretion.report.book.rule import title as title_of
from discretion.report.language import Language
from discretion.report.rules import Wording
from discretion.report.rules.jurisdiction import jurisdiction
from discretion.report.rules.related import list_name
from discretion.report.rules.shown import Cell, Phrase, Table
from discretion.rulebook import Rule
from discretion.rulebook.sections import LISTS


def pages(gathered: Gathered, t: Language) -> Iterator[Page]:
    """All places that have a file of their own."""
    for id, rule in sorted(gathered.sections["jurisdiction"].items()):
        parents = [p for p in gathered.laws[id].chain if p != id and p in gathered.sections["jurisdiction"]]
        titles = (gathered.sections["jurisdiction"][p] for p in parents)
        yield Page(
            path=path("jurisdiction", id),
            title=t.of(rule.record.title),
            kind=t("jurisdiction"),
            id=id,
            above=(
                Phrase(t("rulebook"), to="pages/index"),
                *(Phrase(t.of(p.record.title), to=f"places/{p.jurisdiction}") for p in titles),
            ),
            source=f"{rule.file}:{gathered.line(rule)}",
            lines=jurisdiction(id, rule.record, Wording(gathered.laws[id], t)).lines,
            sections=tuple(_sections(id, gathered, t)),
        )


def _sections(place: str, gathered: Gathered, t: Language) -> Iterator[Section]:
    names = {
        "programmes": t("programmes"),
        "bases": t("discretion tables"),
        **{name: list_name(name, t) for name in LISTS},
        "offences": t("offences"),
    }
    for name, title in names.items():
        own = [r for r in gathered.of(name) if r.jurisdiction == place]
        if own:
            rows = tuple(_row(r, gathered, t) for r in own)
            table = Table("", (t("rule"), t("ground"), t("review")), rows)
            count = t("{count:rule|rules}", count=len(own))
            yield Section(title, name, note=count, tables=(table,), contents=True)


def _row(rule: Rule, gathered: Gathered, t: Language) -> tuple[Cell, ...]:
    w = Wording(gathered.law(rule), t)
    cited = [p.liability[0] for p in rule.record.provisions] if rule.section == "offences" else rule.record.source
    named = (Phrase(title_of(rule, gathered, t), to=f"rules/{rule.id}"), Phrase(rule.id))
    return Cell(named, rule.id), Cell(w.cites(cited or ())), Cell((Phrase(badges.review(rule, gathered, t).text),))
