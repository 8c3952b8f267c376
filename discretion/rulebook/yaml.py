"""YAML text → plain values that remember where they stand.

Reads libyaml's events (PyYAML's own parser where libyaml is missing) and resolves plain scalars by its own few rules: exact
numbers, days, ``true`` and ``false``; everything that YAML 1.1 would silently turn into something else is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from datetime import date
from typing import Any, Final

import yaml

from discretion.money import exact
from discretion.rulebook.problem import Place, Problem
from discretion.text import Message, say

MAX_BYTES: Final = 16 * 2**20
MAX_DEPTH: Final = 64
MAX_DIGITS: Final = 30
_Loader: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NUMBER: Final = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?|-?(0|[1-9]\d*)/[1-9]\d*")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_Span = tuple[int, int, int, int]


class Map(dict[str, Any]):
    """A mapping with the places of its keys and values."""

    __slots__ = ("keys_at", "span", "values_at")

    def __init__(self, span: _Span) -> None:
        super().__init__()
        self.span = span
        self.keys_at: dict[str, _Span] = {}
        self.values_at: dict[str, _Span] = {}


class Seq(list[Any]):
    """A list with the places of its items."""

    __slots__ = ("span", "values_at")

    def __init__(self, span: _Span) -> None:
        super().__init__()
        self.span = span
        self.values_at: list[_Span] = []


class Source:
    """A file as read: its text, the value in it, and where every part of the value stands."""

    def __init__(self, name: str, text: str, value: Any) -> None:
        self.name = name
        self.text = text
        self.value = value

    def place(self, path: tuple[str | int, ...], on_key: bool = False) -> Place:
        """The place of the part at ``path``; of the nearest part around it where the path leads nowhere."""
        value: Any = self.value
        span: _Span = getattr(value, "span", (1, 1, 1, 1))
        for index, step in enumerate(path):
            last = index == len(path) - 1
            if isinstance(value, Map) and step in value:
                span = value.keys_at[str(step)] if last and on_key else value.values_at[str(step)]
                value = value[str(step)]
            elif isinstance(value, Seq) and isinstance(step, int) and step < len(value):
                span = value.values_at[step]
                value = value[step]
            else:
                break
        return Place(self.name, *span)

    def line(self, number: int) -> str:
        """The text of a line."""
        lines = self.text.splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def problem(
        self,
        kind: str,
        path: tuple[str | int, ...],
        message: Message,
        help: Message | None = None,
        *,
        on_key: bool = False,
        rule: str = "",
    ) -> Problem:
        """A problem at ``path``."""
        place = self.place(path, on_key)
        return Problem(kind, place, message, help, rule, line_text=self.line(place.line))


class _Refused(Exception):
    def __init__(self, kind: str, span: _Span, message: Message, help: Message | None = None) -> None:
        super().__init__(kind)
        self.kind, self.span, self.message, self.help = kind, span, message, help


def read(name: str, data: bytes) -> tuple[Source, tuple[Problem, ...]]:
    """Read one YAML document. What cannot be read is a problem; the value is then ``None`` or what could be read of it."""
    if len(data) > MAX_BYTES:
        return _nothing(
            name, "", "too-large", (1, 1, 1, 1), say("the file is larger than {size} MiB", size=MAX_BYTES // 2**20)
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = say("the file is not UTF-8 text")
        return _nothing(name, "", "not-utf-8", (line, 1, line, 1), message, say("save it as UTF-8"))
    reader = _Reader()
    try:
        value = reader.document(text)
    except _Refused as refused:
        source, problems = _nothing(name, text, refused.kind, refused.span, refused.message, refused.help)
        return source, (*problems, *_placed(name, text, reader.refused))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        said = say("this is no YAML: {what}", what=" ".join(filter(None, (error.context, error.problem))))
        return _nothing(name, text, "no-yaml", (line, column, line, column + 1), said)
    except yaml.YAMLError as error:
        said = say("this is no YAML: {what}", what=str(error).splitlines()[0])
        return _nothing(name, text, "no-yaml", (1, 1, 1, 1), said)
    return Source(name, text, value), _placed(name, text, reader.refused)


def _nothing(
    name: str, text: str, kind: str, span: _Span, message: Message, help: Message | None = None
) -> tuple[Source, tuple[Problem, ...]]:
    source = Source(name, text, None)
    return source, (Problem(kind, Place(name, *span), message, help, line_text=source.line(span[0])),)


def _placed(name: str, text: str, refused: list[_Refused]) -> tuple[Problem, ...]:
    source = Source(name, text, None)
    return tuple(
        Problem(r.kind, Place(name, *r.span), r.message, r.help, line_text=source.line(r.span[0])) for r in refused
    )


class _Reader:
    """One document's events into values; a scalar that is refused is noted, and reading goes on."""

    def __init__(self) -> None:
        self.refused: list[_Refused] = []
        self.next: Callable[[], Any] = lambda: None

    def document(self, text: str) -> Any:
        events = yaml.parse(text, Loader=_Loader)
        self.next = events.__next__
        self.next()
        event = self.next()
        if isinstance(event, yaml.StreamEndEvent):
            return None
        value = self.value(self.next(), 0)
        self.next()
        event = self.next()
        if not isinstance(event, yaml.StreamEndEvent):
            raise _Refused("second-document", _span(event), say("a file holds one document"), say("remove the `---`"))
        return value

    def value(self, event: Any, depth: int) -> Any:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(
                "anchor", _span(event), say("anchors and aliases are not allowed"), say("write the value out")
            )
        if depth > MAX_DEPTH:
            raise _Refused("too-deep", _span(event), say("nested more than {depth} levels deep", depth=MAX_DEPTH))
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if event.tag is not None:
            raise _Refused("tag", _span(event), say("tags are not allowed"), say("remove `{tag}`", tag=str(event.tag)))
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(event, depth)
        return self.sequence(event, depth)

    def mapping(self, start: Any, depth: int) -> Map:
        result = Map(_span(start))
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise _Refused("bad-key", _span(event), say("a key is a plain word"))
            if event.anchor or event.tag:
                self.value(event, depth)
            key, span = event.value, _span(event)
            if not event.style and key in _WORDS:
                self.note(
                    "yes-no",
                    span,
                    say("`{word}` is ambiguous in YAML", word=key),
                    say('write it as "{word}"', word=key),
                )
            after = self.next()
            value = self.value(after, depth + 1)
            if key in result:
                self.note(
                    "duplicate-key",
                    span,
                    say("key `{key}` stands twice; the first is in line {line}", key=key, line=result.keys_at[key][0]),
                    say("keep one of them"),
                )
                continue
            result[key] = value
            result.keys_at[key] = span
            result.values_at[key] = _span(after) if isinstance(after, yaml.ScalarEvent) else value.span
        return result

    def sequence(self, start: Any, depth: int) -> Seq:
        result = Seq(_span(start))
        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            value = self.value(event, depth + 1)
            result.append(value)
            result.values_at.append(_span(event))
        return result

    def note(self, kind: str, span: _Span, message: Message, help: Message | None = None) -> None:
        self.refused.append(_Refused(kind, span, message, help))

    def scalar(self, event: Any) -> Hashable:
        text: str = event.value
        if event.tag is not None:
            raise _Refused("tag", _span(event), say("tags are not allowed"), say("remove `{tag}`", tag=str(event.tag)))
        if event.style:
            return text
        if text in ("true", "false"):
            return text == "true"
        if _NUMBER.fullmatch(text) and len(text) <= MAX_DIGITS:
            return exact(text)
        if _DAY.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                self.note("bad-day", _span(event), say("there is no day {day}", day=text))
                return date.min
        for kind, pattern, message, help in _REFUSED:
            if pattern.fullmatch(text):
                self.note(kind, _span(event), message(text), help(text))
                return text
        return text


def _span(event: Any) -> _Span:
    start, end = event.start_mark, event.end_mark
    return (start.line + 1, start.column + 1, end.line + 1, end.column + 1)


_WORDS: Final = {w for word in ("yes", "no", "on", "off", "y", "n") for w in (word, word.title(), word.upper())}
_REFUSED: Final[tuple[tuple[str, re.Pattern[str], Callable[[str], Message], Callable[[str], Message]], ...]] = (
    (
        "null",
        re.compile(r"|~|null|Null|NULL"),
        lambda t: say("a value is due here"),
        lambda t: say("write the value, or leave the key out"),
    ),
    (
        "yes-no",
        re.compile("|".join(sorted(_WORDS)) + "|True|False|TRUE|FALSE"),
        lambda t: say("`{word}` is ambiguous in YAML", word=t),
        lambda t: say('write true or false, or "{word}" for the word itself', word=t),
    ),
    (
        "octal",
        re.compile(r"[-+]?(0[0-9_]+|0[xXoObB][0-9a-fA-F_]+)"),
        lambda t: say("`{text}` is an octal or hexadecimal number in YAML", text=t),
        lambda t: say('write it without the leading zero, or "{text}" for the text itself', text=t),
    ),
    (
        "timestamp",
        re.compile(r"\d{4}-\d{1,2}-\d{1,2}([Tt]|[ \t]+)\d{1,2}:\d{2}.*"),
        lambda t: say("`{text}` is a time of day; the law counts days", text=t),
        lambda t: say("write the day alone: {example}", example=t[:10]),
    ),
    (
        "bad-day",
        re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{4}[/.]\d{1,2}[/.]\d{1,2}"),
        lambda t: say("`{text}` is no day", text=t),
        lambda t: say("write it as {example}", example="2026-08-15"),
    ),
    (
        "sexagesimal",
        re.compile(r"[-+]?\d+(:[0-5]?\d)+(\.\d*)?"),
        lambda t: say("`{text}` is a number to the base of sixty in YAML", text=t),
        lambda t: say('write "{text}" for the text itself', text=t),
    ),
    (
        "bad-number",
        re.compile(r"[-+]?\.?\d[\d_]*(\.[\d_]*)?([eE][-+]?\d+)?|[-+]?\.(inf|Inf|INF|nan|NaN|NAN)|-?\d+/0+"),
        lambda t: say("`{text}` is not written as the rules write numbers", text=t if len(t) < 40 else t[:37] + "…"),
        lambda t: say("write {example}", example="20000, 0.1, 1/24"),
    ),
)
