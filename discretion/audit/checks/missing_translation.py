"""A text of the national rules that officers see, and that has no English. Evidence and notes may stay Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from discretion.audit.check import Check, Found, Subject
from discretion.law.value import Path as Steps
from discretion.rulebook import Rule
from discretion.rulebook.sections import LISTS
from discretion.text import Text, say

SECTIONS: Final = ("offences", "facts", "measures", "programmes", "instruments", "jurisdiction", *LISTS)
_SHOWN: Final = ("title", "ask", "unit", "text")


def _run(subject: Subject) -> Iterator[Found]:
    for rule in subject.rules(*SECTIONS):
        if "/" not in rule.jurisdiction:
            for path, text in _texts(rule):
                if not text.en:
                    message = say("no English for “{text}”", text=text.zh)
                    yield Found(rule, path, message, say("add `en: …`"))


def _texts(rule: Rule) -> Iterator[tuple[Steps, Text]]:
    record: Any = rule.record
    for key in _SHOWN:
        text = getattr(record, key, None)
        if isinstance(text, Text):
            yield (key,), text
    for choice, text in (getattr(record, "choices", None) or {}).items():
        yield ("choices", choice), text


CHECK: Final = Check("missing-translation", "warning", say("a text without English"), _run)
