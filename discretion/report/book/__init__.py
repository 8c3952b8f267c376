"""The rules as a book: static pages that need no network, with every rule on a page and a search in the page itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from discretion.report.book import contents, laws, lists, places, rule, searching, sheets
from discretion.report.book.gathered import Gathered, gather
from discretion.report.book.links import links
from discretion.report.book.page import Page
from discretion.report.book.render import ASSETS, FOLDER, ExtraMissing, renderer, require
from discretion.report.language import Language


def files(gathered: Gathered, lang: Language) -> Mapping[str, bytes]:
    """Every file of the book by its path in the folder: same rules, same day, same bytes. Needs the extra ``book``."""
    render = renderer(links(gathered), gathered.coverage.covered, lang)
    made = {page.path: render(page) for page in pages(gathered, lang)}
    assets = {f"assets/{name}": (FOLDER / name).read_bytes() for name in ASSETS}
    return dict(sorted({**made, **assets, "assets/entries.js": searching.script(gathered, lang)}.items()))


def pages(gathered: Gathered, lang: Language) -> Iterator[Page]:
    """Every page."""
    yield contents.page(gathered, lang)
    yield from laws.pages(gathered, lang)
    yield from places.pages(gathered, lang)
    for section in ("offences", "bases", "programmes"):
        yield from (rule.page(r, gathered, lang) for r in gathered.of(section))
    yield from lists.pages(gathered, lang)
    yield from sheets.pages(gathered, lang)


__all__ = ["ExtraMissing", "files", "gather", "pages", "require"]
