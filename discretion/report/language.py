"""The reader's language: which it is, and how the parts of a message are put into it.

English sentences are the keys; ``discretion/locale/zh/LC_MESSAGES/discretion.po`` holds the Chinese ones (gettext). A place may
carry the words that follow its number, one and many: ``{count:rule|rules}`` is "1 rule", "2 rules". gettext's own plural takes one number
a sentence, and ours have up to six; Chinese has no plural, so its sentence has the bare place.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import ClassVar, Final

from discretion.money import grouped, plain
from discretion.text import Arithmetic, Message, Part, Percent, Text, Yuan

VARIABLE: Final = "DISCRETION_LANG"
LANGUAGES: Final = ("zh", "en")
LOCALE: Final = Path(__file__).resolve().parent.parent / "locale"


def language(given: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """``zh`` unless ``given``, ``DISCRETION_LANG`` or an English locale says ``en``."""
    for value in (given, environment.get(VARIABLE)):
        if value:
            return "en" if value.lower().startswith("en") else "zh"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "en" if environment[name].lower().startswith("en") else "zh"
    return "zh"


class Filled(str):
    """What stands in a place; with ``one|many`` behind the colon also the word that fits the number."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        one, bar, many = spec.partition("|")
        return f"{self!s} {one if self == '1' else many}" if bar else super().__format__(spec)


class Language:
    """Puts texts and messages into one language. ``filled`` makes of a text what stands in a place."""

    filled: ClassVar[type[Filled]] = Filled

    def __init__(self, code: str) -> None:
        self.code = code
        self._catalogue: gettext.NullTranslations = (
            gettext.translation("discretion", LOCALE, [code]) if code != "en" else gettext.NullTranslations()
        )

    def __call__(self, sentence: str, **values: Part) -> str:
        """A sentence of the program, with its places filled."""
        return self._fill(sentence, values)

    def of(self, part: Part | None) -> str:
        """Anything that can stand in a message."""
        match part:
            case None:
                return ""
            case str():
                return part
            case Text():
                return part.render(self.code)
            case Message():
                return self._fill(part.id, part.parts)
            case Yuan(value):
                return self("no limit") if value is None else self.yuan(value)
            case Percent(value):
                return f"{plain(value)}%"
            case Arithmetic(text):
                return text
            case date():
                return self.day(part)
            case tuple():
                return ("、" if self.code == "zh" else ", ").join(self.of(p) for p in part)
            case _:
                return str(part)

    def _fill(self, sentence: str, values: Mapping[str, Part]) -> str:
        # the parts are already text: a brace inside one is not a place
        found = self._catalogue.gettext(sentence)
        return found.format_map({name: self.filled(self.of(value)) for name, value in values.items()})

    def yuan(self, value: int | Fraction) -> str:
        """``34,000元`` or ``34,000 yuan``."""
        return f"{grouped(value)}元" if self.code == "zh" else f"{grouped(value)} yuan"

    def day(self, value: date) -> str:
        """``2025年3月27日`` or ``2025-03-27``."""
        return f"{value.year}年{value.month}月{value.day}日" if self.code == "zh" else value.isoformat()
