"""Finding rules by words or by article: ``扬尘``, ``dust``, ``1120``, ``108(5)``, ``大气 108``, ``第一千一百二十条第五项``.

Every word must be found in a rule (its id, title, keywords, the names of the instruments it cites); where no rule has them all, the
rules that share most with the words are given. An article is compared with the places that a rule cites.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from discretion.law.citation import Citation, Instrument, number_of
from discretion.law.offence import Offence, Provision
from discretion.rulebook.book import Law
from discretion.rulebook.loader import Rule
from discretion.text import Text

_HAN: Final = "〇零一二三四五六七八九十百千"
_ARTICLE: Final = re.compile(
    rf"第?(?P<article>[{_HAN}]+|\d+)条(?:之(?P<inserted>[{_HAN}]+|\d+))?"
    rf"(?:第?(?P<paragraph>[{_HAN}]+|\d+)款)?(?:第?[（(]?(?P<item>[{_HAN}]+|\d+)[)）]?项)?"
)
_PLAIN: Final = re.compile(
    r"(?P<article>\d+)(?:-(?P<inserted>\d+))?(?:\.(?P<paragraph>\d+))?(?:[（(](?P<item>\d+)[)）])?"
)
_BREAK: Final = re.compile(r"[\s,，、;；。:：《》“”\"]+")
_HANS: Final = re.compile(r"[\u4e00-\u9fff]")
#: What the name of a law is worth that a rule cites.
_WEAK: Final = 12
Instruments = Mapping[str, Instrument]


class Hit(msgspec.Struct, frozen=True):
    """A rule that was found: the better it fits, the higher its score.

    ``cited`` are the places that the article met; ``departments``, by id, who enforces an offence.
    """

    id: str
    section: str
    jurisdiction: str
    title: Text
    score: int
    cited: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


class Place(msgspec.Struct, frozen=True):
    """An article as asked for; what is not given matches anything."""

    article: int
    inserted: int | None = None
    paragraph: int | None = None
    item: int | None = None

    def meets(self, citation: Citation) -> bool:
        """Whether a citation is this place, a part of it, or names it less exactly."""
        if citation.article != self.article or citation.inserted != self.inserted:
            return False
        return all(
            asked is None or given is None or asked == given
            for asked, given in ((self.paragraph, citation.paragraph), (self.item, citation.item))
        )


class Query(msgspec.Struct, frozen=True):
    """What is looked for: words, and an article."""

    words: tuple[str, ...]
    place: Place | None = None


def query(text: str) -> Query:
    """Read what somebody typed."""
    text = text.strip()
    place: Place | None = None
    match = _ARTICLE.search(text)
    if match is not None:
        place = _place(match)
        text = f"{text[: match.start()]} {text[match.end() :]}"
    words = []
    for word in _BREAK.split(text):
        plain = _PLAIN.fullmatch(word)
        if plain is not None and place is None:
            place = _place(plain)
        elif word:
            words.append(word.casefold())
    return Query(tuple(words), place)


def _place(match: re.Match[str]) -> Place | None:
    numbers = {name: _number(text) for name, text in match.groupdict().items() if text is not None}
    return Place(**numbers) if numbers.get("article") else None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else number_of(text.replace("〇", "零")) or 0


def search(rules: Iterable[Rule], text: str, instruments: Instruments, sections: Sequence[str] = ()) -> tuple[Hit, ...]:
    """The rules that fit ``text``, the best first; ``sections`` limits the kinds, ``instruments`` gives the names of the laws."""
    asked = query(text)
    if not asked.words and asked.place is None:
        return ()
    known = [
        r
        for r in rules
        if r.section not in ("cases", "outline", "rulebook") and (not sections or r.section in sections)
    ]
    found = [hit for rule in known if (hit := _hit(rule, asked, instruments)) is not None]
    if not found and asked.words:
        found = [hit for rule in known if (hit := _loose(rule, asked, instruments)) is not None]
    return tuple(sorted(found, key=lambda h: (-h.score, h.section != "offences", h.id)))


def everything(rules: Iterable[Rule], section: str) -> tuple[Hit, ...]:
    """All rules of one kind, by id."""
    return tuple(sorted((_made(r, 0, ()) for r in rules if r.section == section), key=lambda h: h.id))


def offences(law: Law, text: str) -> tuple[Hit, ...]:
    """The offences of a jurisdiction that fit ``text``."""
    return search(_rules(law), text, law.instruments, ("offences",))


def _rules(law: Law) -> Iterator[Rule]:
    for id, offence in law.offences.items():
        yield Rule(id, "offences", law.home.get(id, law.jurisdiction), offence, "", ())


def _hit(rule: Rule, asked: Query, instruments: Instruments) -> Hit | None:
    """All words and the article, or nothing."""
    score = 0
    cited: tuple[Citation, ...] = ()
    if asked.place is not None:
        cited = _met(rule.record, asked.place)
        if not cited:
            return None
        score = max(_nearness(rule.record, asked.place, c) for c in cited)
    for word in asked.words:
        worth = _worth(word, rule, instruments)
        if not worth:
            return None
        score += worth
    return _made(rule, score, cited)


def _made(rule: Rule, score: int, cited: tuple[Citation, ...]) -> Hit:
    title = getattr(rule.record, "title", None)
    words = title if isinstance(title, Text) else Text(rule.id, rule.id)
    by = rule.record.departments if isinstance(rule.record, Offence) else ()
    return Hit(rule.id, rule.section, rule.jurisdiction, words, score, tuple(c.text for c in cited), by)


def others(hits: Iterable[Hit], rules: Iterable[Rule]) -> dict[str, tuple[Text, ...]]:
    """By offence, the departments that enforce it where the department whose officers use these rules does not."""
    known = list(rules)
    titles = {r.id: r.record.title for r in known if r.section == "departments"}
    own = {r.record.department for r in known if r.section == "jurisdiction"} - {None, ""}
    foreign = [h for h in hits if h.departments and not own & set(h.departments)]
    return {h.id: tuple(titles[d] for d in h.departments if d in titles) for h in foreign}


def _worth(word: str, rule: Rule, instruments: Instruments) -> int:
    """How well a word fits: the id before a keyword before the title before the law's name."""
    id = rule.id.casefold()
    if word == id:
        return 100
    keywords = [k.casefold() for k in getattr(rule.record, "keywords", ())]
    titles = _titles(rule.record)
    if word in keywords:
        return 50
    if any(word in t for t in titles):
        return 40
    if word in id or any(word in k for k in keywords):
        return 25
    if any(k in word for k in keywords):
        # a whole sentence: the more of it the title shares, the better
        pieces = _pieces(word)
        return _WEAK + _WEAK * sum(any(p in t for t in titles) for p in pieces) // len(pieces)
    if any(word in name for name in _names(rule.record, instruments)):
        return _WEAK
    return 0


def _loose(rule: Rule, asked: Query, instruments: Instruments) -> Hit | None:
    """By what it shares with the words: pairs of characters, or the beginnings of English words."""
    if asked.place is not None and not _met(rule.record, asked.place):
        return None
    text = " ".join((*_titles(rule.record), *(k.casefold() for k in getattr(rule.record, "keywords", ()))))
    pieces = [p for word in asked.words for p in _pieces(word)]
    shared = sum(p in text for p in pieces)
    if not pieces or shared * 3 < len(pieces):
        return None
    return _made(rule, shared * _WEAK // len(pieces), ())


def _pieces(word: str) -> list[str]:
    if _HANS.search(word):
        return [word[n : n + 2] for n in range(len(word) - 1)] or [word]
    return [word[: max(4, len(word) - 3)]]


def _titles(record: Any) -> list[str]:
    title = getattr(record, "title", None)
    return [t.casefold() for t in (title.zh, title.en) if t] if isinstance(title, Text) else []


def _met(record: Any, place: Place) -> tuple[Citation, ...]:
    """The places that a rule cites and that are the one asked for."""
    return tuple(dict.fromkeys(c for c in citations(record) if place.meets(c)))


def _nearness(record: Any, place: Place, citation: Citation) -> int:
    """An exact place before one named less exactly; what makes liable before the duty."""
    given = ((place.paragraph, citation.paragraph), (place.item, citation.item))
    exact = all(asked is None or asked == named for asked, named in given)
    liable = not isinstance(record, Offence) or any(citation in p.liability for p in record.provisions)
    return 20 + 10 * exact + 10 * liable


def citations(record: Any) -> Iterator[Citation]:
    """Every place that a rule cites."""
    if isinstance(record, Offence):
        for provision in record.provisions:
            yield from (*provision.liability, *provision.duty, *provision.details)
    elif isinstance(record, Provision):
        yield from record.liability
    else:
        yield from getattr(record, "source", None) or () if not isinstance(getattr(record, "source", None), str) else ()
        yield from getattr(record, "provisions", ())


def _names(record: Any, instruments: Instruments) -> Iterator[str]:
    """The names of the instruments that a rule cites."""
    for citation in citations(record):
        yield citation.instrument
        instrument = instruments.get(citation.instrument)
        if instrument is not None:
            yield from (t.casefold() for t in (instrument.title.zh, instrument.title.en) if t)
