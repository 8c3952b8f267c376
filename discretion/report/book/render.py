"""Pages as HTML. Everything that comes from a rule is escaped, and unseen signs in it are shown as such."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from discretion.report.book.page import Page, Section
from discretion.report.cleaning import clean
from discretion.report.language import Language
from discretion.report.rules.shown import Phrase, Table

FOLDER: Final = Path(__file__).resolve().parent / "templates"
ASSETS: Final = ("style.css", "search.js")
EXTRA: Final = "book"


class ExtraMissing(Exception):
    """Jinja is not installed."""


def require() -> None:
    """Raise :class:`ExtraMissing` where the extra ``book`` is not installed."""
    if find_spec("jinja2") is None:
        raise ExtraMissing(EXTRA)


def renderer(links: Mapping[str, str], covered: frozenset[str], t: Language) -> Callable[[Page], bytes]:
    """What makes a page into bytes. ``links`` leads from what a phrase names to a page, ``covered`` are the units that cases show."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_cleaned,
    )
    template = environment.get_template("page.html")
    words = _words(t)

    def render(page: Page) -> bytes:
        marks = footnotes(page)

        def href(to: str) -> str:
            name, _, place = to.partition("#")
            found = links.get(name)
            return "" if found is None else page.root + found + (f"#{place}" if place else "")

        return template.render(page=page, href=href, marks=marks, covered=covered, w=words, lang=t.code).encode()

    return render


def _cleaned(value: Any) -> Any:
    return clean(value) if type(value) is str else value


def footnotes(page: Page) -> Mapping[tuple[str, str], int]:
    """The marks on a page with their reasons, numbered in the order in which they stand."""
    found: dict[tuple[str, str], int] = {}
    for phrase in _phrases(page):
        if phrase.mark:
            found.setdefault((phrase.mark, phrase.why), len(found) + 1)
    return found


def _phrases(page: Page) -> Iterator[Phrase]:
    parts: tuple[Page | Section, ...] = (page, *page.sections)
    for part in parts:
        for line in part.lines:
            yield from line.phrases
        yield from _of_tables(part.tables)


def _of_tables(tables: Iterable[Table]) -> Iterator[Phrase]:
    for table in tables:
        for row in table.rows:
            for cell in row:
                yield from cell.phrases


def _words(t: Language) -> Mapping[str, str]:
    return {
        "search": t("search: words, ids, articles such as 1120 or 108(5)"),
        "book": t("rulebook"),
        "on_page": t("on this page"),
        "marks": t("figures that are not official"),
        "legend": t("A figure without a mark is official: it was read in the instrument."),
        "covered": t("shown by a rule case"),
        "uncovered": t("not shown by any rule case"),
        "print": t("print"),
        "noscript": t("The search needs JavaScript; the pages do not."),
        "source": t("stands in"),
        "recommends": t("The program recommends; an officer decides."),
        "facts": t("facts"),
        "measures": t("measures"),
        "findings": t("findings of the checks"),
        "coverage": t("coverage by rule cases"),
        "reviews": t("reviews"),
    }


__all__ = ["ASSETS", "EXTRA", "FOLDER", "ExtraMissing", "footnotes", "renderer", "require"]
