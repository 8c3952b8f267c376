"""Words for people: a text in Chinese and English, and a message made of parts.

A :class:`Text` comes from the rules. A :class:`Message` comes from the program: an English sentence with named places, which
is also the key under which the catalogue (``discretion/locale``) holds the Chinese one. Neither depends on the reader's
language until a report renders it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from discretion.money import Number


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text of the rules: Chinese, and English where there is one."""

    zh: str
    en: str = ""

    def render(self, lang: str) -> str:
        """In ``lang`` (``zh`` or ``en``); Chinese where there is no English."""
        return self.en if lang == "en" and self.en else self.zh


class Yuan(msgspec.Struct, frozen=True):
    """A number to be shown as yuan; ``None`` is "without limit"."""

    value: Number | None


class Percent(msgspec.Struct, frozen=True):
    """A number to be shown with a percent sign."""

    value: Number


class Arithmetic(msgspec.Struct, frozen=True):
    """A calculation to be shown as it stands: the same in every language."""

    text: str


class Message(msgspec.Struct, frozen=True):
    """A sentence with named places; ``id`` is the English sentence and the key of the catalogue."""

    id: str
    values: tuple[tuple[str, Part], ...] = ()

    @property
    def parts(self) -> Mapping[str, Part]:
        """The values by name."""
        return dict(self.values)


Part = Text | Message | Yuan | Percent | Arithmetic | str | int | date | tuple["Part", ...]
Said = Text | Message


def say(sentence: str, **values: Part) -> Message:
    """A message. ``sentence`` must be a literal, so that the catalogue can be checked to hold it."""
    return Message(sentence, tuple(values.items()))
