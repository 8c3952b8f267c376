"""A question of the interview, and how what somebody typed becomes its answer."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, Literal

import msgspec

from discretion.case.case import Missing
from discretion.law.fact import NUMERIC, Fact
from discretion.money import Number, exact, grouped
from discretion.text import Message, Said, Text, say

Kind = Literal["choice", "several", "text", "number", "day", "search"]
#: Words that mean "nobody knows yet" wherever an answer is typed.
UNKNOWN_WORDS: Final = frozenset({"?", "？", "unknown", "不知道", "还不知道"})
_KINDS: Final[dict[str, Kind]] = {
    "boolean": "choice",
    "choice": "choice",
    "set": "several",
    "date": "day",
    "text": "text",
}


class Option(msgspec.Struct, frozen=True):
    """One possible answer, what it is called, and what else is to be said of it."""

    value: Any
    label: Said | str
    note: Said | str | None = None


class Question(msgspec.Struct, frozen=True):
    """A question.

    ``left``: the widest interval that can remain once it is answered, in yuan, where it is known. ``default``: what an empty answer
    gives. ``bounds``: between what a number lies, both included.
    """

    key: str
    kind: Kind
    title: Said
    options: tuple[Option, ...] = ()
    evidence: Text | None = None
    notes: tuple[Said, ...] = ()
    unit: Text | None = None
    default: Any = None
    left: Number | None = None
    needed: bool = False
    bounds: tuple[Number | None, Number | None] = (None, None)


class Wrong(ValueError):
    """What was typed is no answer; the message says what would be."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.id)
        self.message = message


def of_fact(name: str, fact: Fact, left: Number | None, notes: tuple[Said, ...] = ()) -> Question:
    """The question that establishes a fact."""
    kind: Kind = "number" if fact.type in NUMERIC else _KINDS[fact.type]
    options: tuple[Option, ...] = ()
    if fact.type == "boolean":
        options = (Option(True, say("yes")), Option(False, say("no")))
    elif fact.choices:
        options = tuple(Option(value, words, value) for value, words in fact.choices.items())
    return Question(f"fact:{name}", kind, fact.ask or fact.title, options, fact.evidence, notes, fact.unit, left=left)


def parse(question: Question, typed: str) -> Any:
    """The answer that ``typed`` gives: a value, or ``Missing.UNKNOWN``. Raises :class:`Wrong`."""
    text = typed.strip()
    if not text and question.default is not None:
        return question.default
    if not text or text.casefold() in UNKNOWN_WORDS:
        if question.needed:
            raise Wrong(say("this answer is needed"))
        return Missing.UNKNOWN
    return check(question, _read(question, text))


def _read(question: Question, text: str) -> Any:
    if question.kind == "day":
        try:
            return date.fromisoformat(text.replace("/", "-").replace(".", "-"))
        except ValueError:
            raise Wrong(say("a day is due here, such as {example}", example="2026-08-15")) from None
    if question.kind == "number":
        try:
            return exact(text.replace(",", "").replace("，", ""))
        except (ValueError, ZeroDivisionError):
            raise Wrong(say("a number is due here")) from None
    return text


def check(question: Question, value: Any) -> Any:
    """``value`` where it can answer the question. Raises :class:`Wrong`."""
    if isinstance(value, Missing):
        if question.needed:
            raise Wrong(say("this answer is needed"))
        return value
    known = [o.value for o in question.options]
    fits = {
        "choice": any(value is o or (value == o and type(value) is type(o)) for o in known),
        "several": isinstance(value, (list, tuple, frozenset)) and bool(value) and all(v in known for v in value),
        "number": isinstance(value, Number) and not isinstance(value, bool),
        "day": isinstance(value, date),
    }.get(question.kind, isinstance(value, str))
    if not fits:
        raise Wrong(say("this is no answer to the question"))
    if question.kind == "number" and value < 0:
        raise Wrong(say("this number is not negative"))
    if question.kind == "number":
        _within(value, *question.bounds)
    return frozenset(value) if question.kind == "several" else value


def _within(value: Number, low: Number | None, high: Number | None) -> None:
    if low is not None and value < low:
        raise Wrong(say("this number is at least {number}", number=grouped(low)))
    if high is not None and value > high:
        raise Wrong(say("this number is at most {number}", number=grouped(high)))
