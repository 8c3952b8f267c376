"""A page an instrument: what it is, and in its own order the offences and other rules that rest on it; old and new law side by side."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from discretion.law.citation import Citation
from discretion.law.offence import Provision
from discretion.report.book import badges
from discretion.report.book.gathered import Gathered
from discretion.report.book.links import path
from discretion.report.book.page import Badge, Page, Section
from discretion.report.book.rule import title as title_of
from discretion.report.language import Language
from discretion.report.rules import Wording
from discretion.report.rules.fact import instrument
from discretion.report.rules.offence import tier
from discretion.report.rules.related import list_name
from discretion.report.rules.shown import Cell, Phrase, Table
from discretion.rulebook import Rule
from discretion.rulebook.sections import LISTS

Placed = tuple[Citation, Rule, Provision]


def pages(gathered: Gathered, t: Language) -> Iterator[Page]:
    """All instruments."""
    for rule in gathered.of("instruments"):
        w = Wording(gathered.law(rule), t)
        drawn = instrument(rule.id, rule.record, w)
        yield Page(
            path=path("instruments", rule.id),
            title=drawn.title,
            kind=t("instrument"),
            id=rule.id,
            above=(Phrase(t("rulebook"), to="pages/index"),),
            badges=(badges.place(rule, gathered, t), *in_force(rule, gathered, t)),
            source=f"{rule.file}:{gathered.line(rule)}",
            lines=drawn.lines,
            sections=(*chapters(rule.id, gathered, t), *_others(rule.id, gathered, t)),
        )


def in_force(rule: Rule, gathered: Gathered, t: Language) -> Iterator[Badge]:
    """Whether an instrument is in force on the day of the book."""
    validity = rule.record.in_force
    if validity.to is not None and validity.to.value < gathered.on:
        yield Badge(t("no longer in force"), "weak")
    elif validity.from_ is not None and validity.from_.value > gathered.on:
        yield Badge(t("not yet in force"), "weak")
    else:
        yield Badge(t("now in force"), "good")


def placed(id: str, gathered: Gathered) -> list[Placed]:
    """The provisions that rest on an instrument, in its order."""
    found = []
    for rule in gathered.of("offences"):
        for provision in rule.record.provisions:
            own = next((c for c in provision.liability if c.instrument == id), None)
            if own is not None:
                found.append((own, rule, provision))
    return sorted(found, key=lambda p: (*_order(p[0]), p[1].id))


def _order(c: Citation) -> tuple[int, ...]:
    return tuple(n or 0 for n in (c.article, c.inserted, c.paragraph, c.item))


def chapters(id: str, gathered: Gathered, t: Language) -> Iterator[Section]:
    """The offences under the headings of the instrument."""
    groups: dict[tuple[str, ...], list[Placed]] = {}
    under, common = headings(id, gathered), shared(id, gathered)
    for one in placed(id, gathered):
        groups.setdefault(under.get(article(one[0]), ()), []).append(one)
    for heading, found in groups.items():
        title = " · ".join(heading[common:] or heading[-1:]) or t("offences")
        yield Section(
            title,
            f"a{article(found[0][0])}",
            note=t("{count:provision|provisions}", count=len(found)),
            tables=(_table(found, gathered, t),),
            contents=True,
        )


def headings(id: str, gathered: Gathered) -> Mapping[str, tuple[str, ...]]:
    """The headings over each article of an instrument; none where it has no outline."""
    outline = next(
        (r.record for r in gathered.shelf.rules if r.section == "outline" and r.record.instrument == id), None
    )
    return outline.under() if outline is not None else {}


def shared(id: str, gathered: Gathered) -> int:
    """How many headings all offences of an instrument have in common: there is no need to repeat them."""
    under = headings(id, gathered)
    paths = {under.get(article(c), ()) for c, _, _ in placed(id, gathered)}
    columns = itertools.takewhile(lambda titles: len(set(titles)) == 1, zip(*paths, strict=False))
    return sum(1 for _ in columns)


def article(citation: Citation) -> str:
    """The number of an article."""
    return f"{citation.article}-{citation.inserted}" if citation.inserted else str(citation.article or "")


def _table(found: Sequence[Placed], gathered: Gathered, t: Language) -> Table:
    rows = tuple(_row(one, gathered, t) for one in found)
    return Table("", (t("article"), t("offence"), t("fine"), t("older and newer law"), t("tables")), rows)


def _row(one: Placed, gathered: Gathered, t: Language) -> tuple[Cell, ...]:
    citation, rule, provision = one
    w = Wording(gathered.law(rule), t)
    others = tuple(
        Phrase(short(p.liability[0], gathered, t), to=f"instruments/{p.liability[0].instrument}")
        for p in rule.record.provisions
        if p is not provision
    )
    fines = tuple(_first(p, w) for p in provision.tiers)
    tables = tuple(
        Phrase(f"{badges.place(b, gathered, t).text} {b.record.section or b.id}", to=f"rules/{b.id}")
        for b in gathered.of("bases")
        if rule.id in b.record.offences
    )
    name = (Phrase(t.of(rule.record.title), to=f"rules/{rule.id}"), Phrase(rule.id))
    unit = f"{rule.id}/{provision.key}"
    return Cell((Phrase(place(citation, t)),)), Cell(name, unit), Cell(fines), Cell(others), Cell(tables)


def _first(own: object, w: Wording) -> Phrase:
    return next(iter(tier(own, w)))  # type: ignore[arg-type]


def place(citation: Citation, t: Language) -> str:
    """A place in an instrument without the instrument."""
    return citation.text.partition(":")[2] or t("whole")


def short(citation: Citation, gathered: Gathered, t: Language) -> str:
    """A citation in short: title and place."""
    rule = gathered.sections["instruments"].get(citation.instrument)
    title = t.of(rule.record.title) if rule is not None else citation.instrument
    return f"{title} {place(citation, t)}"


def _others(id: str, gathered: Gathered, t: Language) -> Iterator[Section]:
    """Tables, programmes and entries that rest on an instrument."""
    names = {"bases": t("discretion tables"), "programmes": t("programmes")} | {n: list_name(n, t) for n in LISTS}
    for name, title in names.items():
        rows = []
        for rule in gathered.of(name):
            own = [c for c in rule.record.source or () if c.instrument == id]
            if own:
                cited = Cell(tuple(Phrase(place(c, t)) for c in own))
                rows.append(
                    (
                        cited,
                        Cell((Phrase(title_of(rule, gathered, t), to=f"rules/{rule.id}"), Phrase(rule.id)), rule.id),
                    )
                )
        if rows:
            count = t("{count:rule|rules}", count=len(rows))
            yield Section(
                title, name, note=count, tables=(Table("", (t("place"), t("rule")), tuple(rows)),), contents=True
            )
