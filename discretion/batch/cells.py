"""What the text of a cell means: by what is due in it, a number, a day, yes or no, a choice by its id or its title.

A text that is nothing of the kind stays the text that it is: the reader of cases says what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from typing import Any, Final

from discretion.batch.columns import FACTS, Kind, Steps, kind_at
from discretion.case.case import Missing
from discretion.law.fact import NUMERIC, Fact
from discretion.report.language import LANGUAGES, Language
from discretion.rulebook.scalars import MAX_WHOLE, Wrong, scalar
from discretion.rulebook.yaml import Map, Seq
from discretion.text import say

_DAY: Final = re.compile(
    r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.|年(\d{1,2})月)(\d{1,2})日?(?:[ T]00:00(?::00(?:\.0+)?)?)?",
    re.ASCII,
)
_SEVERAL: Final = re.compile(r"\s*[;；、|,，]\s*")
_INSIDE: Final = re.compile(r"(?:(?:violations|persons_in_charge)\.)+")
_UNKNOWN: Final = Missing.UNKNOWN.value
_SPAN: Final = (1, 1, 1, 1)


@cache
def _words() -> tuple[Mapping[str, bool], frozenset[str]]:
    """The words for yes and no, and those for unknown, in every language."""
    tongues = [Language(code) for code in LANGUAGES]
    yes_no = {"true": True, "false": False}
    for tongue in tongues:
        yes_no[tongue.of(say("yes")).lower()] = True
        yes_no[tongue.of(say("no")).lower()] = False
    return yes_no, frozenset(tongue.of(say("unknown")).lower() for tongue in tongues)


def number(text: str) -> Any:
    """An exact number."""
    value = scalar(text)
    return text if isinstance(value, (Wrong, bool, date)) else value


def day(text: str) -> Any:
    """A day: ``2025-03-27``, and as tables show it: ``2025/3/27``, ``2025年3月27日``, ``2025-03-27 00:00:00``."""
    match = _DAY.fullmatch(text)
    if match is None:
        return text
    year, *months, last = match.groups()
    try:
        return date(int(year), int(next(m for m in months if m)), int(last))
    except ValueError:
        return text


def boolean(text: str) -> Any:
    """Yes or no."""
    return _words()[0].get(text.lower(), text)


def _labels(fact: Fact) -> Mapping[str, str]:
    """The choices by id and by title, where a title is that of one choice only."""
    titles: dict[str, set[str]] = {}
    for id, title in (fact.choices or {}).items():
        for code in LANGUAGES:
            titles.setdefault(title.render(code).lower(), set()).add(id)
    return {t: ids.pop() for t, ids in titles.items() if len(ids) == 1} | {id: id for id in fact.choices or {}}


class Facts:
    """The values of facts by their text, for the facts of one jurisdiction."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self.facts = facts
        self._labels: dict[str, Mapping[str, str]] = {}

    def value(self, name: str, text: str) -> Any:
        """What ``text`` says of the fact ``name``."""
        fact = self.facts.get(name)
        if fact is None:
            return text
        if text.lower() in _words()[1] and _UNKNOWN not in (fact.choices or {}):
            return _UNKNOWN
        if fact.type in NUMERIC:
            return number(text)
        if fact.type == "boolean":
            return boolean(text)
        if fact.type == "date":
            return day(text)
        if fact.type == "choice":
            return self._choice(name, fact, text)
        if fact.type == "set":
            whole = self._choice(name, fact, text)
            if whole in (fact.choices or {}):
                return whole
            return Seq(_SPAN) if not text else _sequence(self._choice(name, fact, t) for t in _SEVERAL.split(text))
        return text

    def _choice(self, name: str, fact: Fact, text: str) -> str:
        if name not in self._labels:
            self._labels[name] = _labels(fact)
        return self._labels[name].get(text) or self._labels[name].get(text.lower(), text)


def _sequence(items: Any) -> Seq:
    found = Seq(_SPAN)
    found.extend(items)
    return found


def plain(kind: Kind, text: str) -> Any:
    """What the text of a cell that is no fact says."""
    return {"number": number, "day": day, "boolean": boolean}.get(kind, str)(text)


def mapped(items: Mapping[str, Any]) -> Map:
    """A mapping as the reader of cases wants it."""
    found = Map(_SPAN)
    found.update(items)
    return found


def nested(value: Any, path: str, facts: Facts) -> Any:
    """A JSON value as a case file would hold it: texts are read by what is due at their place, ``null`` is left out."""
    if isinstance(value, dict):
        if path == FACTS or path.endswith(f".{FACTS}"):
            return mapped({k: stated(k, v, facts) for k, v in value.items() if v is not None})
        return mapped({k: nested(v, f"{path}.{k}" if path else k, facts) for k, v in value.items() if v is not None})
    if isinstance(value, list):
        return _sequence(nested(v, path, facts) for v in value)
    if isinstance(value, str):
        # what stands in a violation or belongs to a person is read as what stands in the case
        return plain(kind_at(_INSIDE.sub("", path)), value)
    return _bounded(value)


def _bounded(value: Any) -> Any:
    """A JSON number as it is; as text where it has more digits than a number may have, so that it is refused."""
    number = isinstance(value, (int, Fraction)) and not isinstance(value, bool)
    return str(value) if number and abs(value) >= 10**MAX_WHOLE else value


def unfolded(data: Mapping[str, Any], columns: Mapping[str, Steps]) -> dict[str, Any]:
    """A flat object as a case file would nest it; ``columns`` are the places of the names that are no part of a case file."""
    found: dict[str, Any] = {k: v for k, v in data.items() if k not in columns}
    for name, steps in columns.items():
        put(found, steps, data[name])
    return found


def put(holder: dict[str, Any], steps: Steps, value: Any) -> None:
    """Put ``value`` at ``steps``. A fact that has something beside its value becomes a mapping of both."""
    for step in steps[:-1]:
        inner = holder.setdefault(step, {})
        if not isinstance(inner, dict):
            inner = holder[step] = {"value": inner}
        holder = inner
    last = steps[-1]
    if isinstance(holder.get(last), dict) and not isinstance(value, dict):
        holder[last]["value"] = value
    else:
        holder[last] = value


def stated(name: str, value: Any, facts: Facts) -> Any:
    """A JSON value of a fact as a case file would hold it."""
    if isinstance(value, str):
        return facts.value(name, value)
    if isinstance(value, list):
        return _sequence(facts.value(name, v) if isinstance(v, str) else v for v in value)
    if not isinstance(value, dict):
        return _bounded(value)
    if name in facts.facts:
        return mapped({k: stated(name, v, facts) if k == "value" else v for k, v in value.items() if v is not None})
    return mapped({k: stated(f"{name}.{k}", v, facts) for k, v in value.items() if v is not None})


def day_of(value: datetime | date) -> str:
    """A day as a table holds it, as text; with its time where it has one, so that it is refused."""
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != datetime.min.time() else value.date().isoformat()
    return value.isoformat()
