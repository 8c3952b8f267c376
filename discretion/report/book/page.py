"""A page of the book: what stands on it, without any markup."""

from __future__ import annotations

import msgspec

from discretion.report.rules.shown import Line, Phrase, Phrases, Table


class Badge(msgspec.Struct, frozen=True):
    """A small word about a rule; ``tone`` is one of plain, good, weak, bad."""

    text: str
    tone: str = "plain"
    to: str = ""


class Section(msgspec.Struct, frozen=True):
    """A part of a page: its heading, what is said in it, and tables. ``depth`` 2 is the widest."""

    title: str
    anchor: str = ""
    depth: int = 2
    id: str = ""
    badges: tuple[Badge, ...] = ()
    note: str = ""
    links: Phrases = ()
    lines: tuple[Line, ...] = ()
    tables: tuple[Table, ...] = ()
    contents: bool = False

    @property
    def empty(self) -> bool:
        """Whether it says nothing."""
        return not (self.note or self.links or self.lines or self.tables)


class Page(msgspec.Struct, frozen=True):
    """A page: where it lies in the book, what it is called, and its parts."""

    path: str
    title: str
    kind: str = ""
    id: str = ""
    above: tuple[Phrase, ...] = ()
    badges: tuple[Badge, ...] = ()
    source: str = ""
    note: str = ""
    lines: tuple[Line, ...] = ()
    tables: tuple[Table, ...] = ()
    sections: tuple[Section, ...] = ()
    tiles: tuple[tuple[str, str, str], ...] = ()

    @property
    def root(self) -> str:
        """The way from this page to the first folder of the book."""
        return "../" * self.path.count("/")
