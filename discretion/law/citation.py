"""A place in an instrument: ``ecological-code:1120.1(5)`` is 《…》第一千一百二十条第一款第五项."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from discretion.law.figure import Validity
from discretion.law.value import Record, Unreadable
from discretion.text import Text, say

_WRITTEN: Final = re.compile(
    r"(?P<instrument>[a-z][a-z0-9-]*)"
    r"(?::(?:(?P<annex>annex\d+)(?:§(?P<section>[0-9.]+))?"
    r"|(?P<article>\d+)(?:-(?P<inserted>\d+))?(?:\.(?P<paragraph>\d+))?(?:\((?P<item>\d+)\))?))?"
)
_DIGITS: Final = "零一二三四五六七八九"
Rank = Literal["law", "administrative-regulation", "local-regulation", "rule", "normative-document"]
RANKS: Final[tuple[Rank, ...]] = ("law", "administrative-regulation", "local-regulation", "rule", "normative-document")


def numeral(number: int) -> str:
    """A Chinese numeral as statutes print it: 1120 is 一千一百二十, 12 is 十二. Up to 9999."""
    text, zero = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + name
            zero = False
        elif text:
            zero = True
    return text[1:] if text.startswith("一十") else text


def number_of(text: str) -> int | None:
    """The number of a Chinese numeral such as 一千一百二十; ``None`` where it is none."""
    total, digit = 0, 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS.index(char)
        elif char in "十百千":
            total += (digit or 1) * 10 ** ("十百千".index(char) + 1)
            digit = 0
        else:
            return None
    return total + digit if text else None


class Citation:
    """An instrument, and the annex section, or the article, paragraph (款) and item (项) in it, as far as given."""

    __slots__ = ("annex", "article", "inserted", "instrument", "item", "paragraph", "section", "text")

    def __init__(self, text: str) -> None:
        match = _WRITTEN.fullmatch(text)
        if match is None:
            raise ValueError(text)
        self.text = text
        self.instrument: str = match["instrument"]
        self.annex: str | None = match["annex"]
        self.section: str | None = match["section"]
        numbers = {k: int(match[k]) if match[k] else None for k in ("article", "inserted", "paragraph", "item")}
        self.article = numbers["article"]
        self.inserted = numbers["inserted"]
        self.paragraph = numbers["paragraph"]
        self.item = numbers["item"]

    @classmethod
    def read(cls, raw: object) -> Citation:
        """Read ``instrument:article.paragraph(item)``. Raises :class:`Unreadable`."""
        if isinstance(raw, str):
            try:
                return cls(raw)
            except ValueError:
                pass
        raise Unreadable(
            "bad-citation",
            say("`{text}` is no citation", text=str(raw)),
            say("write instrument:article.paragraph(item), for example {example}", example="some-law:108.1(5)"),
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Citation) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Citation({self.text!r})"

    def covers(self, other: Citation) -> bool:
        """Whether ``other`` is this place or a part of it."""
        mine = (self.instrument, self.annex, self.section, self.article, self.inserted, self.paragraph, self.item)
        theirs = (
            other.instrument,
            other.annex,
            other.section,
            other.article,
            other.inserted,
            other.paragraph,
            other.item,
        )
        return all(a is None or a == b for a, b in zip(mine, theirs, strict=True))

    def words(self, instrument: Instrument) -> Text:
        """In full, as a decision cites it."""
        zh, en = f"《{instrument.title.zh}》", instrument.title.en or f"《{instrument.title.zh}》"
        if self.annex:
            zh += f"附件{self.annex[5:]}" + (f"§{self.section}" if self.section else "")
            en += f", annex {self.annex[5:]}" + (f" §{self.section}" if self.section else "")
        if self.article:
            zh += f"第{numeral(self.article)}条" + (f"之{numeral(self.inserted)}" if self.inserted else "")
            en += f", art. {self.article}" + (f"-{self.inserted}" if self.inserted else "")
        if self.paragraph:
            zh += f"第{numeral(self.paragraph)}款"
            en += f".{self.paragraph}"
        if self.item:
            zh += f"第{numeral(self.item)}项"
            en += f"({self.item})"
        return Text(zh, en)


class Citations(tuple[Citation, ...]):
    """One citation or a list of them."""

    __slots__ = ()

    @classmethod
    def read(cls, raw: object) -> Citations:
        """Read one citation or a list. Raises :class:`Unreadable`."""
        if not isinstance(raw, list):
            return cls((Citation.read(raw),))
        found = []
        for index, item in enumerate(raw):
            try:
                found.append(Citation.read(item))
            except Unreadable as problem:
                raise problem.inside(index) from None
        return cls(found)


class Instrument(Record, frozen=True, kw_only=True):
    """A law or document: its title, rank, and the days between which this version of it is in force."""

    title: Text
    rank: Rank
    number: str = ""
    issuer: str = ""
    in_force: Validity
    repealed_by: Citation | None = None
    source: str = ""
    note: Text | None = None


class Heading(Record, frozen=True, kw_only=True):
    """The headings that stand before an article: part (编), division (分编), chapter (章), section (节), as printed."""

    part: str = ""
    division: str = ""
    chapter: str = ""
    section: str = ""


class Outline(Record, frozen=True, kw_only=True):
    """Which articles an instrument has; for each its paragraphs, and for each paragraph how many items; and its headings."""

    instrument: str
    articles: Mapping[str, tuple[int, ...]]
    headings: Mapping[str, Heading] = {}

    def under(self) -> Mapping[str, tuple[str, ...]]:
        """For each article the headings under which it stands, the widest first."""
        levels = Heading.__struct_fields__
        now = dict.fromkeys(levels, "")
        found = {}
        for article in self.articles:
            heading = self.headings.get(article)
            if heading is not None:
                own = [level for level in levels if getattr(heading, level)]
                kept = levels[: levels.index(own[0])] if own else levels
                now = {level: getattr(heading, level) or (now[level] if level in kept else "") for level in levels}
            found[article] = tuple(title for title in now.values() if title)
        return found

    def has(self, citation: Citation) -> bool:
        """Whether the cited place exists. An item without a paragraph belongs to the only paragraph that has items."""
        if citation.article is None:
            return True
        key = f"{citation.article}-{citation.inserted}" if citation.inserted else str(citation.article)
        paragraphs = self.articles.get(key)
        if paragraphs is None:
            return False
        if citation.paragraph is None:
            return citation.item is None or citation.item <= max(paragraphs)
        if citation.paragraph > len(paragraphs):
            return False
        return citation.item is None or citation.item <= paragraphs[citation.paragraph - 1]
