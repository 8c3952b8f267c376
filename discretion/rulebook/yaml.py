"""YAML text → plain values that remember where they stand.

Reads libyaml's events (PyYAML's own parser where libyaml is missing) and resolves plain scalars by the few rules of
:mod:`discretion.rulebook.scalars`. Anchors, tags and second documents have no place in a file; size and depth have bounds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any, Final

import yaml

from discretion.rulebook.problem import Place, Problem
from discretion.rulebook.scalars import WORDS, Wrong, scalar
from discretion.text import Message, say

#: Bounds that no rule and no case comes near; beyond them a file is a mistake or an attack.
MAX_BYTES: Final = 16 * 2**20
MAX_DEPTH: Final = 64
MAX_VALUES: Final = 200_000
MAX_TEXT: Final = 100_000
MAX_PROBLEMS: Final = 200
MAX_SHOWN: Final = 80
_Loader: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
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

    @cached_property
    def lines(self) -> list[str]:
        """The lines, broken where YAML breaks them."""
        return _BREAK.split(self.text)

    def line(self, number: int) -> str:
        """The text of a line."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

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
        return _nothing(name, "", (1, 1, 1, 1), too_large())
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _not_utf_8(name, data, error)
    reader = _Reader()
    try:
        value = reader.document(text)
    except _Refused as refused:
        source, problems = _nothing(name, text, refused.span, refused)
        return source, (*_placed(source, reader.refused), *problems)
    except yaml.YAMLError as error:
        from discretion.rulebook.syntax import explain

        (line, column), message, help = explain(error, text)
        span = (line, column, line, column + 1)
        # libyaml has a limit of its own, and meets it first where a bracket looks far ahead
        deep = getattr(error, "problem", None) == "exceeded maximum nesting depth"
        why = _too_deep(span) if deep else _Refused("no-yaml", span, message, help)
        source, problems = _nothing(name, text, span, why)
        # what follows an open bracket or quote was not read as it was meant
        return source, (*_placed(source, [r for r in reader.refused if r.span < span]), *problems)
    source = Source(name, text, value)
    return source, _placed(source, reader.refused)


def _too_deep(span: _Span) -> _Refused:
    message = say("nested more than {depth} levels deep", depth=MAX_DEPTH)
    return _Refused("too-deep", span, message, say("write it with fewer levels"))


def too_large() -> _Refused:
    """The refusal of a file that is larger than any rule or case file."""
    return _Refused("too-large", (1, 1, 1, 1), say("the file is larger than {size} MiB", size=MAX_BYTES // 2**20))


def _not_utf_8(name: str, data: bytes, error: UnicodeDecodeError) -> tuple[Source, tuple[Problem, ...]]:
    begin = data.rfind(b"\n", 0, error.start) + 1
    line, column = data.count(b"\n", 0, error.start) + 1, len(data[begin : error.start].decode()) + 1
    help, encoding = say("save it as UTF-8"), "utf-8"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        help, encoding = say("it looks like UTF-16 (in Windows: Unicode); save it as UTF-8"), "utf-16"
    elif _decodes(data, "gb18030"):
        help, encoding = say("it looks like GBK (in Windows: ANSI); save it as UTF-8"), "gb18030"
    span = (line, column, line, column + 1)
    return _nothing(
        name,
        data.decode(encoding, "replace"),
        span,
        _Refused("not-utf-8", span, say("the file is not UTF-8 text"), help),
    )


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _nothing(name: str, text: str, span: _Span, refused: _Refused) -> tuple[Source, tuple[Problem, ...]]:
    source = Source(name, text, None)
    return source, (
        Problem(refused.kind, Place(name, *span), refused.message, refused.help, line_text=source.line(span[0])),
    )


def _placed(source: Source, refused: list[_Refused]) -> tuple[Problem, ...]:
    return tuple(
        Problem(r.kind, Place(source.name, *r.span), r.message, r.help, line_text=source.line(r.span[0]))
        for r in refused
    )


class _Reader:
    """One document's events into values; a scalar that is refused is noted, and reading goes on."""

    def __init__(self) -> None:
        self.refused: list[_Refused] = []
        self.next: Callable[[], Any] = lambda: None
        self.count = 0
        self.text = ""
        self.first_piece = 0

    def document(self, text: str) -> Any:
        self.text = text
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
        self.check(event)
        if depth > MAX_DEPTH:
            raise _too_deep(_span(event))
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(event, depth)
        return self.sequence(event, depth)

    def check(self, event: Any) -> None:
        """Refuse what has no place in any file, wherever it stands."""
        self.count += 1
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            help = say("write the value out")
            raise _Refused("anchor", _span(event), say("anchors and aliases are not allowed"), help)
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            raise _Refused("tag", _span(event), say("tags are not allowed"), say("remove `{tag}`", tag=tag))
        if self.count > MAX_VALUES:
            raise _Refused("too-large", _span(event), say("the file holds more than {count} values", count=MAX_VALUES))
        if isinstance(event, yaml.ScalarEvent) and len(event.value) > MAX_TEXT:
            raise _Refused("too-large", _span(event), say("a text of more than {count} characters", count=MAX_TEXT))

    def mapping(self, start: Any, depth: int) -> Map:
        result = Map(_span(start))
        text = ""
        pieces = 0
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                help = say("text with `[` or `{{` in it needs quotes")
                raise _Refused("bad-key", _span(event), say("a key is a plain word, not a list or a mapping"), help)
            self.check(event)
            key, span = event.value, _span(event)
            if not event.style and key in WORDS:
                message = say("`{word}` is ambiguous in YAML", word=key)
                self.note("yes-no", span, message, say('write it as "{word}"', word=key))
            after = self.next()
            if start.flow_style and self.broken_off(event, after):
                self.check(after)
                text = self.piece(key, text, span, pieces)
                pieces += 1
                if pieces > 1 or key in result:
                    continue
                value: Any = ""
            else:
                value = self.value(after, depth + 1)
                text = after.value if isinstance(after, yaml.ScalarEvent) else ""
                pieces = 0
            if key in result:
                line = result.keys_at[key][0]
                message = say("key `{key}` stands twice; the first is in line {line}", key=key, line=line)
                self.note("duplicate-key", span, message, say("keep one of them"))
                continue
            if key == "<<":
                self.note("merge-key", span, say("merge keys are not allowed"), say("write the keys out"))
                continue
            result[key] = value
            result.keys_at[key] = span
            result.values_at[key] = _span(after) if isinstance(after, yaml.ScalarEvent) else value.span
        return result

    def broken_off(self, key: Any, after: Any) -> bool:
        """Whether no value and not even a colon follows a key: mostly the rest of a text that a comma broke off."""
        if not isinstance(after, yaml.ScalarEvent) or after.value or after.style or after.tag is not None:
            return False
        begin, end = key.end_mark, after.start_mark
        return begin is not None and end is not None and ":" not in self.text[begin.index : end.index]

    def piece(self, key: str, before: str, span: _Span, pieces: int) -> str:
        """Note what a comma broke off, several pieces of one text or number only once; gives the text so far."""
        if key.isdecimal() and before.isdecimal():
            whole = before + key
            help = say("write the number without separators: {number}", number=whole[:MAX_SHOWN])
        elif ":" in key:
            whole, help = (
                "",
                say("a space is due after the colon: {example}", example=key.replace(":", ": ", 1)[:MAX_SHOWN]),
            )
        else:
            whole = f"{before}, {key}" if before else key
            help = say(
                'a comma ends the text before it; text with a comma needs quotes: "{text}"', text=whole[:MAX_SHOWN]
            )
        if pieces:
            self.refused[self.first_piece].help = help
        else:
            self.first_piece = len(self.refused)
            self.note("null", span, say("`{key}` is a key without a value here", key=key[:MAX_SHOWN]), help)
        return whole

    def sequence(self, start: Any, depth: int) -> Seq:
        result = Seq(_span(start))
        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            value = self.value(event, depth + 1)
            result.append(value)
            result.values_at.append(_span(event))
        return result

    def note(self, kind: str, span: _Span, message: Message, help: Message | None = None) -> None:
        if len(self.refused) >= MAX_PROBLEMS:
            raise _Refused(
                "too-many", span, say("more than {count} problems; the rest is not read", count=MAX_PROBLEMS)
            )
        self.refused.append(_Refused(kind, span, message, help))

    def scalar(self, event: Any) -> Hashable:
        text: str = event.value
        if event.style:
            return text
        value = scalar(text)
        if isinstance(value, Wrong):
            self.note(value.kind, _span(event), value.message, value.help)
            return value.value
        return value


def _span(event: Any) -> _Span:
    start, end = event.start_mark, event.end_mark
    return (start.line + 1, start.column + 1, end.line + 1, end.column + 1)
