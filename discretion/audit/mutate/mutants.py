"""The mutants of a rule: each place of its YAML that a case might notice, changed a little."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

import msgspec

from discretion.law.value import Path as Steps
from discretion.law.value import Unreadable
from discretion.money import Number, plain, simplest
from discretion.rulebook import Rule
from discretion.rulebook.loader import Shelf
from discretion.rulebook.sections import LISTS, SECTIONS
from discretion.rulebook.shape import decode
from discretion.text import Message, say

SECTIONS_: Final = ("offences", "bases", "programmes", *(name for name in LISTS if name != "procedure"))
_CONDITIONS: Final = ("when", "unless", "elements", "requires")
_WORDS: Final = ("title", "note", "source", "duty", "liability", "details", "why", "keywords", "tags", "measures")
_BIG: Final = 1000


class Mutant(msgspec.Struct, frozen=True):
    """A rule with one change: where, what, and the record that comes of it."""

    rule: Rule
    path: Steps
    what: Message
    record: Any


def mutants(shelf: Shelf, rule: Rule) -> Iterator[Mutant]:
    """Every mutant of a rule; none of a rule that no assessment looks at."""
    if rule.section not in SECTIONS_:
        return
    raw: Any = shelf.sources[rule.file].value
    for step in rule.steps:
        raw = raw[step]
    for path, what, value in _changes(raw, (), False):
        try:
            record = msgspec.convert(_with(raw, path, value), SECTIONS[rule.section].record, dec_hook=decode)
        except (msgspec.ValidationError, Unreadable):
            continue
        if record != rule.record:
            yield Mutant(rule, path, what, record)


_GONE: Final = object()
_Change = tuple[Steps, Message, Any]


def _changes(value: Any, path: Steps, condition: bool) -> Iterator[_Change]:
    key = path[-1] if path else ""
    if isinstance(value, bool):
        if condition:
            yield path, say("{old} → {new}", old=str(value).lower(), new=str(not value).lower()), not value
    elif isinstance(value, int | Fraction):
        new = _number(value, condition)
        yield path, say("{old} → {new}", old=plain(value), new=plain(new)), new
    elif isinstance(value, date):
        new_day = value + timedelta(days=1)
        yield path, say("{old} → {new}", old=value.isoformat(), new=new_day.isoformat()), new_day
    elif isinstance(value, dict):
        yield from _mapping(value, path, condition)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if condition and len(value) > 1 and not isinstance(item, dict):
                yield (*path, index), say("`{value}` left out of {key}", value=_shown(item), key=str(key)), _GONE
            yield from _changes(item, (*path, index), condition)


def _mapping(value: dict[str, Any], path: Steps, condition: bool) -> Iterator[_Change]:
    for key, item in value.items():
        if key in _WORDS:
            continue
        inside = condition or key in _CONDITIONS
        if condition and len(value) > 1 and path[-1:] != ("value",):
            yield (*path, key), say("condition `{key}` left out", key=key), _GONE
        if key in ("when", "unless") and isinstance(item, dict) and not condition:
            yield (*path, key), say("`{key}` left out", key=key), _GONE
        yield from _changes(item, (*path, key), inside)


def _number(value: Number, condition: bool) -> Number:
    """A little more: of a share twice as much, of an amount of money a tenth more, of anything else one more."""
    if value != int(value):
        return simplest(Fraction(value) * 2)
    return simplest(value + Fraction(value) / 10) if value >= _BIG and not condition else value + 1


def _shown(value: Any) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _with(value: Any, path: Steps, new: Any) -> Any:
    """A copy of ``value`` with the part at ``path`` changed, or left out."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {
            k: _with(v, rest, new) if k == step else v
            for k, v in value.items()
            if k != step or rest or new is not _GONE
        }
    return [
        _with(v, rest, new) if i == step else v for i, v in enumerate(value) if i != step or rest or new is not _GONE
    ]
