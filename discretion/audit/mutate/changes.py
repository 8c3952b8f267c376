"""The changes of a rule as it is written: one weight, amount, threshold, condition or day at a time. They know no law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final, Literal

import msgspec

from discretion.calendar import Period
from discretion.law.value import Path as Steps
from discretion.money import Number, plain, simplest
from discretion.text import Message, say

Kind = Literal["weight", "amount", "threshold", "boundary", "condition", "connective", "date", "exception"]
KINDS: Final[tuple[Kind, ...]] = (
    "weight",
    "amount",
    "threshold",
    "boundary",
    "condition",
    "connective",
    "date",
    "exception",
)
#: Of these sections only these keys are changed; of all others every key.
PARTS: Final[Mapping[str, tuple[str, ...]]] = {"instruments": ("in_force",), "facts": ("presumed",)}
_CONDITIONS: Final = ("when", "unless", "elements", "requires")
_SILENT: Final = ("title", "note", "text", "why", "provenance", "source", "section", "duty", "liability", "details")
_WEIGHTS: Final = ("weight", "grade", "start", "credits", "levels")
_LIMITS: Final = {"below": "at_most", "at_most": "below", "above": "at_least", "at_least": "above"}
_STEPS: Final = {"below": "at_most", "at_most": "below"}
_PERIODS: Final = ("period", "within", "at_most_before")
_DAY: Final = timedelta(days=1)
_BIG: Final = 1000


class _Gone:
    """In place of a value: the part is left out."""


GONE: Final = _Gone()


class Change(msgspec.Struct, frozen=True):
    """A change: where it stands, of what kind, in words, and the place (``at``) where ``value`` is put, or left out."""

    kind: Kind
    path: Steps
    what: Message
    at: Steps
    value: Any


def changes(section: str, raw: Any) -> Iterator[Change]:
    """Every change of a rule of ``section`` that is written as ``raw``, in the order in which its parts stand."""
    if section == "exclusions":
        yield Change("exception", (), say("the rule left out"), (), GONE)
    parts = PARTS.get(section)
    yield from _mapping({k: v for k, v in raw.items() if parts is None or k in parts}, (), "amount")


# the parts of a rule


def _mapping(value: Mapping[str, Any], path: Steps, kind: Kind) -> Iterator[Change]:
    step = any(key in value for key in ("weight", "grade"))
    for key, item in value.items():
        at = (*path, key)
        if key in _SILENT:
            continue
        if key in _CONDITIONS and isinstance(item, dict):
            if key in ("when", "unless"):
                yield Change(
                    "exception" if key == "unless" else "condition", at, say("`{key}` left out", key=key), at, GONE
                )
            yield from _condition(item, at)
        elif key == "reads":
            for tier, condition in item.items():
                yield from _condition(condition, (*at, tier))
        elif key == "defeats" and isinstance(item, list):
            yield from _left_out("exception", item, at)
        elif step and key in _STEPS:
            yield from _numbers("threshold", item, at)
            yield from _closed(value, path, key, _STEPS)
        elif step and key == "is" and isinstance(item, list):
            yield from _left_out("condition", item, at)
        else:
            yield from _value(item, at, "weight" if key in _WEIGHTS else kind)


def _value(value: Any, path: Steps, kind: Kind) -> Iterator[Change]:
    if isinstance(value, bool):
        yield from _flag(value, path)
    elif isinstance(value, int | Fraction):
        yield from _numbers(kind, value, path)
    elif isinstance(value, date):
        yield from _days(value, path)
    elif isinstance(value, str):
        yield from _period(value, path)
    elif isinstance(value, dict):
        # the levels of a factor by choice are weights; what stands inside a level is read key by key
        yield from _mapping(value, path, kind if path[-1] in (*_WEIGHTS, "value") or kind == "weight" else "amount")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if not isinstance(item, str):
                yield from _value(item, (*path, index), "amount" if path[-1] == "levels" else kind)


# conditions: mappings in which everything must hold


def _condition(value: Mapping[str, Any], path: Steps) -> Iterator[Change]:
    for key, item in value.items():
        at = (*path, key)
        if len(value) > 1:
            yield Change("condition", at, say("condition `{key}` left out", key=key), at, GONE)
        if not isinstance(item, bool):
            turned = {k: v for k, v in value.items() if k != key}
            opposite = {"all": [item]} if key == "not" else {"all": [{"not": {key: item}}]}
            if "all" in turned:
                opposite = {"all": [*turned["all"], *opposite["all"]]}
            yield Change("condition", at, say("condition `{key}` turned round", key=key), path, {**turned, **opposite})
        if key in ("any", "all"):
            yield from _parts(value, path, key)
        elif key == "not":
            yield from _condition(item, at)
        elif key == "other_violation":
            yield from _other(item, at)
        else:
            yield from _test(item, at)


def _parts(value: Mapping[str, Any], path: Steps, key: str) -> Iterator[Change]:
    """The alternatives, or the parts, of a list of conditions."""
    items, other = value[key], "all" if key == "any" else "any"
    if len(items) > 1 and other not in value:
        swapped = {other if k == key else k: v for k, v in value.items()}
        yield Change("connective", (*path, key), say("{old} → {new}", old=key, new=other), path, swapped)
    for index, item in enumerate(items):
        at = (*path, key, index)
        if len(items) > 1:
            message = say("part {number} of `{key}` left out", number=index + 1, key=key)
            yield Change("condition", at, message, at, GONE)
        yield from _condition(item, at)


def _other(value: Mapping[str, Any], path: Steps) -> Iterator[Change]:
    for key, item in value.items():
        yield from _flag(item, (*path, key)) if isinstance(item, bool) else _test(item, (*path, key))


def _test(value: Any, path: Steps) -> Iterator[Change]:
    """What a fact must be: one value, one of several, a number or a day that lies somewhere."""
    if isinstance(value, bool):
        yield from _flag(value, path)
    elif isinstance(value, int | Fraction):
        yield from _numbers("threshold", value, path)
    elif isinstance(value, date):
        yield from _days(value, path)
    elif isinstance(value, list):
        yield from _left_out("condition", value, path)
    elif isinstance(value, dict):
        yield from _limits(value, path)


def _limits(value: Mapping[str, Any], path: Steps) -> Iterator[Change]:
    """Between which numbers or days a fact must lie, or within which period of a day."""
    for key, item in value.items():
        at = (*path, key)
        if len(value) > 1 and key in (*_LIMITS, "from", "to"):
            yield Change("condition", at, say("`{key}` left out", key=key), at, GONE)
        if key in _LIMITS:
            yield from _numbers("threshold", item["value"] if isinstance(item, dict) else item, _inner(item, at))
            yield from _closed(value, path, key, _LIMITS)
        elif isinstance(item, date):
            yield from _days(item, at)
        elif key in _PERIODS:
            yield from _period(item, at)


# single values


def _inner(item: Any, path: Steps) -> Steps:
    """Where the number of a figure stands: itself, or the ``value`` beside its provenance."""
    return (*path, "value") if isinstance(item, dict) else path


def _flag(value: bool, path: Steps) -> Iterator[Change]:
    message = say("{old} → {new}", old=str(value).lower(), new=str(not value).lower())
    yield Change("condition", path, message, path, not value)


def _numbers(kind: Kind, value: Any, path: Steps) -> Iterator[Change]:
    """One step up and one step down: a change one way may be hidden by a limit, or by the side on which a case lies."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return
    for new in steps(value):
        yield Change(kind, path, say("{old} → {new}", old=plain(value), new=plain(new)), path, new)


def steps(value: Number) -> tuple[Number, ...]:
    """The number a step up, and a step down where it stays above nothing or becomes nothing.

    A step is 1; of a thousand or more a tenth; of a decimal 1 in its last place; of any other fraction its half. A fraction does not become
    nothing: its half takes that place.
    """
    whole = value.denominator == 1
    tens = next((n for n in range(1, 12) if 10**n % value.denominator == 0), None)
    if whole:
        step: Number = 1 if value < _BIG else Fraction(value) / 10
    else:
        step = Fraction(1, 10**tens) if tens is not None else Fraction(value) / 2
    down = value - step
    if not whole and down == 0:
        down = Fraction(value) / 2
    return (simplest(value + step), simplest(down)) if down >= 0 else (simplest(value + step),)


def _days(value: date, path: Steps) -> Iterator[Change]:
    """A day later and a day earlier."""
    for new in (value + _DAY, value - _DAY):
        yield Change("date", path, say("{old} → {new}", old=value.isoformat(), new=new.isoformat()), path, new)


def _period(value: str, path: Steps) -> Iterator[Change]:
    """A period one longer and one shorter; of other words nothing."""
    if path[-1] not in _PERIODS:
        return
    try:
        period = Period.read(value)
    except ValueError:
        return
    for count in (period.count + 1, period.count - 1):
        if count:
            new = str(Period(count, period.unit))
            yield Change("date", path, say("{old} → {new}", old=value, new=new), path, new)


def _closed(value: Mapping[str, Any], path: Steps, key: str, other: Mapping[str, str]) -> Iterator[Change]:
    """The number itself is counted to the other side."""
    new = other[key]
    if new not in value:
        swapped = {new if k == key else k: v for k, v in value.items()}
        yield Change("boundary", (*path, key), say("{old} → {new}", old=key, new=new), path, swapped)


def _left_out(kind: Kind, values: Sequence[Any], path: Steps) -> Iterator[Change]:
    """Each of several values left out."""
    for index, item in enumerate(values):
        if len(values) > 1:
            at = (*path, index)
            yield Change(kind, at, say("`{value}` left out of {key}", value=_shown(item), key=str(path[-1])), at, GONE)


def _shown(value: Any) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def put(value: Any, path: Steps, new: Any) -> Any:
    """A copy of ``value``, as written, with the part at ``path`` changed, or left out where ``new`` is :data:`GONE`."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {
            k: put(v, rest, new) if k == step else v for k, v in value.items() if k != step or rest or new is not GONE
        }
    return [put(v, rest, new) if i == step else v for i, v in enumerate(value) if i != step or rest or new is not GONE]
