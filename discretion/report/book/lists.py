"""A page a list: its entries one below the other, by place."""

from __future__ import annotations

from collections.abc import Iterator

from discretion.report.book import badges
from discretion.report.book.gathered import Gathered
from discretion.report.book.page import Page, Section
from discretion.report.book.rule import embedded
from discretion.report.language import Language
from discretion.report.rules.related import list_name
from discretion.report.rules.shown import Phrase
from discretion.rulebook.sections import LISTS


def pages(gathered: Gathered, t: Language) -> Iterator[Page]:
    """All lists that have entries."""
    for name in LISTS:
        found = gathered.of(name)
        if found:
            places = sorted({r.jurisdiction for r in found})
            sections = []
            for place in places:
                own = [r for r in found if r.jurisdiction == place]
                title = badges.place(own[0], gathered, t).text
                sections.append(Section(f"{title} · {len(own)}", place.replace("/", "."), contents=True, note=" "))
                sections += [embedded(r, gathered, t) for r in own]
            yield Page(
                path=f"lists/{name}.html",
                title=list_name(name, t),
                kind=t("list"),
                id=name,
                above=(Phrase(t("rulebook"), to="pages/index"),),
                note=t("{count:entry|entries}", count=len(found)),
                sections=tuple(sections),
            )
