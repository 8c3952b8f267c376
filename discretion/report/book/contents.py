"""The first page: what the book holds, the laws in their order with their chapters, the places, the lists."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from discretion.law.citation import RANKS
from discretion.money import grouped
from discretion.report.book import badges, laws
from discretion.report.book.gathered import Gathered
from discretion.report.book.page import Page, Section
from discretion.report.coverage import percent
from discretion.report.language import Language
from discretion.report.rules.fact import rank_name
from discretion.report.rules.related import list_name
from discretion.report.rules.shown import Cell, Phrase, Table
from discretion.rulebook import Rule
from discretion.rulebook.sections import LISTS


def page(gathered: Gathered, t: Language) -> Page:
    """The first page."""
    edition = t("edition {version}", version=gathered.version) if gathered.version else ""
    state = t("as of {day}", day=gathered.on)
    return Page(
        path="index.html",
        title=t("Rulebook of administrative discretion"),
        note=" · ".join(part for part in (edition, state, f"SHA-256 {gathered.digest[:16]}") if part),
        tiles=tuple(_tiles(gathered, t)),
        sections=(
            *_chapters(gathered, t),
            _places(gathered, t),
            _programmes(gathered, t),
            _lists(gathered, t),
            _laws(gathered, t),
        ),
    )


def _tiles(gathered: Gathered, t: Language) -> Iterator[tuple[str, str, str]]:
    """A number, what it counts, and the page."""
    counts = gathered.inspection
    entries = sum(len(gathered.of(name)) for name in LISTS)
    yield grouped(len(gathered.of("offences"))), t("offences"), "#chapters"
    yield grouped(len(gathered.of("bases"))), t("discretion tables"), "#places"
    yield grouped(len(gathered.of("programmes"))), t("programmes"), "#programmes"
    yield grouped(entries), t("entries of lists"), "#lists"
    yield grouped(len(gathered.of("facts"))), t("facts"), "facts.html"
    yield f"{int(percent(gathered.coverage))}%", t("shown by rule cases"), "coverage.html"
    yield grouped(sum(not s.stale for s in gathered.reviews.values())), t("rules reviewed"), "reviews.html"
    yield grouped(counts.at("error") + counts.at("warning")), t("warnings of the checks"), "findings.html"


def ordered(gathered: Gathered) -> list[tuple[Rule, int]]:
    """The instruments with the number of provisions on them: those in force first, by rank, the weightiest first."""
    found = [(rule, len(laws.placed(rule.id, gathered))) for rule in gathered.of("instruments")]

    def key(one: tuple[Rule, int]) -> Any:
        rule, count = one
        gone = rule.record.in_force.to is not None and rule.record.in_force.to.value < gathered.on
        return gone, RANKS.index(rule.record.rank), -count, rule.id

    return sorted(found, key=key)


def _chapters(gathered: Gathered, t: Language) -> Iterator[Section]:
    """The chapters of the weightiest instrument in force: the way in that a lawyer takes."""
    first = next((rule for rule, count in ordered(gathered) if count), None)
    if first is None:
        return
    rows = []
    under = laws.headings(first.id, gathered)
    shared = laws.shared(first.id, gathered)
    for heading, group in groupby(laws.placed(first.id, gathered), lambda p: under.get(laws.article(p[0]), ())):
        found = list(group)
        one, last = laws.article(found[0][0]), laws.article(found[-1][0])
        span = one if one == last else f"{one}–{last}"
        name = " · ".join(heading[shared:] or heading[-1:]) or t("offences")
        to = f"instruments/{first.id}#a{one}"
        rows.append((Cell((Phrase(name, to=to),)), Cell((Phrase(span),)), Cell((Phrase(grouped(len(found))),))))
    title = f"{t.of(first.record.title)}"
    yield Section(
        title, "chapters", tables=(Table("", (t("chapter and section"), t("articles"), t("provisions")), tuple(rows)),)
    )


def _places(gathered: Gathered, t: Language) -> Section:
    rows = []
    kinds = ("offences", "bases", "programmes")
    for id, rule in sorted(gathered.sections["jurisdiction"].items()):
        own = {k: sum(1 for r in gathered.of(k) if r.jurisdiction == id) for k in kinds}
        entries = sum(1 for name in LISTS for r in gathered.of(name) if r.jurisdiction == id)
        name = "　" * id.count("/") + t.of(rule.record.title)
        cells = (*own.values(), entries)
        rows.append(
            (Cell((Phrase(name, to=f"places/{id}"),)), *(Cell((Phrase(grouped(n) if n else "—"),)) for n in cells))
        )
    heads = (t("jurisdiction"), t("offences"), t("discretion tables"), t("programmes"), t("entries of lists"))
    return Section(t("jurisdictions"), "places", tables=(Table("", heads, tuple(rows)),))


def _programmes(gathered: Gathered, t: Language) -> Section:
    rows = tuple(
        (
            Cell((Phrase(t.of(r.record.title), to=f"rules/{r.id}"), Phrase(r.id)), r.id),
            Cell((Phrase(badges.place(r, gathered, t).text),)),
        )
        for r in gathered.of("programmes")
    )
    return Section(
        t("programmes"), "programmes", tables=(Table("", (t("programme"), t("jurisdiction")), rows),) if rows else ()
    )


def _lists(gathered: Gathered, t: Language) -> Section:
    rows = tuple(
        (Cell((Phrase(list_name(n, t), to=f"pages/{n}"),)), Cell((Phrase(grouped(len(gathered.of(n)))),)))
        for n in LISTS
        if gathered.of(n)
    )
    return Section(t("lists"), "lists", tables=(Table("", (t("list"), t("entries")), rows),) if rows else ())


def _laws(gathered: Gathered, t: Language) -> Section:
    rows = []
    for rule, count in ordered(gathered):
        validity = rule.record.in_force
        end = t.day(validity.to.value) if validity.to is not None else ""
        start = t.day(validity.from_.value) if validity.from_ is not None else ""
        (state,) = laws.in_force(rule, gathered, t)
        rows.append(
            (
                Cell((Phrase(t.of(rule.record.title), to=f"instruments/{rule.id}"),)),
                Cell((Phrase(rank_name(rule.record.rank, t)),)),
                Cell((Phrase(start),)),
                Cell((Phrase(end or state.text),)),
                Cell((Phrase(grouped(count) if count else "—"),)),
            )
        )
    heads = (t("instrument"), t("rank"), t("from"), t("until"), t("provisions"))
    return Section(t("instruments"), "laws", tables=(Table("", heads, tuple(rows)),))
