"""The index that the page's own script searches: a line a rule, as data and without markup."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from discretion.report.book import badges
from discretion.report.book.gathered import Gathered
from discretion.report.book.links import path
from discretion.report.book.rule import title as title_of
from discretion.report.cleaning import clean
from discretion.report.language import Language
from discretion.report.rules.related import list_name
from discretion.rulebook import Rule
from discretion.rulebook.search import citations
from discretion.rulebook.sections import LISTS

SECTIONS: Final = ("offences", "bases", "programmes", *LISTS, "instruments", "facts", "measures")


def script(gathered: Gathered, t: Language) -> bytes:
    """``entries.js``: the entries and the names of the instruments. ASCII only, so that no sign in a title can end a line."""
    data = {
        "entries": [_entry(r, gathered, t) for name in SECTIONS for r in gathered.of(name)],
        "laws": {r.id: _names(r).casefold() for r in gathered.of("instruments")},
        "words": {"none": t("nothing found"), "more": t("… and more: write another word")},
    }
    return f"window.RULEBOOK={json.dumps(data, ensure_ascii=True, separators=(',', ':'))};\n".encode()


def _entry(rule: Rule, gathered: Gathered, t: Language) -> list[Any]:
    """Title, id, address, kind, place, further words, places cited."""
    name = title_of(rule, gathered, t)
    words = clean(" ".join((_names(rule), *_further(rule))).casefold())
    where = path(rule.section, rule.id)
    cited = list(dict.fromkeys(c.text for c in citations(rule.record)))
    kind = _kinds(t).get(rule.section) or list_name(rule.section, t)
    return [clean(name), rule.id, where, kind, badges.place(rule, gathered, t).text, words, cited]


def _kinds(t: Language) -> Mapping[str, str]:
    return {
        "offences": t("offence"),
        "bases": t("discretion table"),
        "programmes": t("programme"),
        "instruments": t("instrument"),
        "facts": t("fact"),
        "measures": t("measures"),
    }


def _names(rule: Rule) -> str:
    title = getattr(rule.record, "title", None)
    return f"{title.zh} {title.en}" if title is not None else ""


def _further(rule: Rule) -> Iterator[str]:
    yield from getattr(rule.record, "keywords", ())
    yield from getattr(rule.record, "tags", ())
    yield getattr(rule.record, "section", None) or ""
    number = getattr(rule.record, "number", "")
    yield number if isinstance(number, str) else ""
