"""Conditions: a mapping in which everything must hold, read into a small tree. What they are worth, ``assess.truth`` says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final

import msgspec

from discretion.calendar import Period
from discretion.law.figure import Figure, Mark
from discretion.law.value import Unreadable, mapping, only, sequence
from discretion.money import Number, plain
from discretion.text import say


class OneOf(msgspec.Struct, frozen=True, tag=True):
    """The fact has one of these values (a set: at least one of them)."""

    values: tuple[bool | str | Number, ...]


class Between(msgspec.Struct, frozen=True, tag=True):
    """The number lies here."""

    below: Number | None = None
    at_most: Number | None = None
    above: Number | None = None
    at_least: Number | None = None
    marks: tuple[Mark, ...] = ()

    def holds(self, value: Number) -> bool:
        """Whether ``value`` lies here."""
        return (
            (self.below is None or value < self.below)
            and (self.at_most is None or value <= self.at_most)
            and (self.above is None or value > self.above)
            and (self.at_least is None or value >= self.at_least)
        )

    @property
    def bounds(self) -> tuple[Number, ...]:
        """Its thresholds."""
        return tuple(b for b in (self.above, self.at_least, self.below, self.at_most) if b is not None)


class Dated(msgspec.Struct, frozen=True, tag=True):
    """The day lies from one day to another, both included."""

    from_: date | None = None
    to: date | None = None


class Within(msgspec.Struct, frozen=True, tag=True):
    """The day lies within ``period`` after the day ``of`` (``way`` 1), or before it (``way`` -1); the day itself included."""

    period: Period
    of: str
    way: int


class FactTest(msgspec.Struct, frozen=True, tag=True):
    """A fact and what it must be."""

    fact: str
    test: OneOf | Between | Dated | Within


class AllOf(msgspec.Struct, frozen=True, tag=True):
    """Every part holds."""

    parts: tuple[Node, ...]


class AnyOf(msgspec.Struct, frozen=True, tag=True):
    """At least one part holds."""

    parts: tuple[Node, ...]


class Not(msgspec.Struct, frozen=True, tag=True):
    """The part does not hold."""

    part: Node


class RuleHolds(msgspec.Struct, frozen=True, tag=True):
    """The condition of one of these rules holds."""

    rules: tuple[str, ...]


class OtherViolation(msgspec.Struct, frozen=True, tag=True):
    """Another violation of the case (found at the same time) for which one of these rules holds."""

    rules: tuple[str, ...]
    found_same_time: bool = True


Node = FactTest | AllOf | AnyOf | Not | RuleHolds | OtherViolation
_NUMBER_KEYS: Final = ("below", "at_most", "above", "at_least")
_DATE_KEYS: Final = ("from", "to")
_PERIOD_KEYS: Final = ("within", "at_most_before")


class Condition:
    """A condition as read. ``TRUE`` is the empty one."""

    __slots__ = ("node",)

    def __init__(self, node: AllOf) -> None:
        self.node = node

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and self.node == other.node

    def __hash__(self) -> int:
        return hash(self.node)

    def __repr__(self) -> str:
        return f"Condition({self.node!r})"

    @classmethod
    def read(cls, raw: object) -> Condition:
        """Read a mapping. Raises :class:`Unreadable`."""
        return cls(_all(raw))

    def tests(self) -> Iterator[FactTest]:
        """Every test of a fact, however deep."""
        yield from (n for n in walk(self.node) if isinstance(n, FactTest))

    def rules(self) -> Iterator[str]:
        """Every rule to whose condition it refers."""
        for node in walk(self.node):
            if isinstance(node, (RuleHolds, OtherViolation)):
                yield from node.rules


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    yield node
    if isinstance(node, (AllOf, AnyOf)):
        for part in node.parts:
            yield from walk(part)
    elif isinstance(node, Not):
        yield from walk(node.part)


def _all(raw: object) -> AllOf:
    if not isinstance(raw, dict):
        raise Unreadable(
            "wrong-type", say("a condition is due here"), say("write {example}", example="{first_violation: true}")
        )
    parts = raw
    if not parts:
        raise Unreadable("empty-condition", say("an empty condition says nothing"), say("leave the key out"))
    return AllOf(tuple(_part(key, value) for key, value in parts.items()))


def _part(key: str, value: object) -> Node:
    try:
        if key in ("any", "all"):
            parts = tuple(_item(index, part) for index, part in enumerate(sequence(value)))
            if not parts:
                raise Unreadable(
                    "empty-condition", say("an empty list of conditions says nothing"), say("leave the key out")
                )
            return AnyOf(parts) if key == "any" else AllOf(parts)
        if key == "not":
            return Not(_all(value))
        if key == "rule":
            return RuleHolds(_names(value))
        if key == "other_violation":
            return _other(value)
        return FactTest(key, _test(value))
    except Unreadable as problem:
        raise problem.inside(key) from None


def _item(index: int, raw: object) -> AllOf:
    try:
        return _all(raw)
    except Unreadable as problem:
        raise problem.inside(index) from None


def _names(value: object) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else list(sequence(value))
    for index, name in enumerate(names):
        if not isinstance(name, str):
            raise Unreadable("wrong-type", say("the id of a rule is due here"), path=(index,))
    return tuple(names)


def _other(value: object) -> OtherViolation:
    fields = mapping(value)
    only(fields, ("found_same_time", "rule"))
    if "rule" not in fields:
        raise Unreadable("missing-key", say("required key `{key}` is missing", key="rule"))
    same_time = fields.get("found_same_time", True)
    if not isinstance(same_time, bool):
        raise Unreadable("wrong-type", say("true or false is due here"), path=("found_same_time",))
    try:
        return OtherViolation(_names(fields["rule"]), same_time)
    except Unreadable as problem:
        raise problem.inside("rule") from None


def _test(value: object) -> OneOf | Between | Dated | Within:
    if isinstance(value, (bool, str, int, Fraction)):
        return OneOf((value,))
    if isinstance(value, list):
        if not value:
            raise Unreadable("empty-condition", say("an empty list of values can never hold"), say("name a value"))
        for index, item in enumerate(value):
            if not isinstance(item, (bool, str, int, Fraction)):
                raise Unreadable("wrong-type", say("a plain value is due here"), path=(index,))
        return OneOf(tuple(value))
    if isinstance(value, date):
        return Dated(value, value)
    return _compare(mapping(value))


def _compare(fields: Mapping[str, Any]) -> Between | Dated | Within:
    only(fields, (*_NUMBER_KEYS, *_DATE_KEYS, *_PERIOD_KEYS, "of"))
    if not fields:
        raise Unreadable("empty-condition", say("an empty condition says nothing"))
    kinds = [ks for ks in (_NUMBER_KEYS, _DATE_KEYS, (*_PERIOD_KEYS, "of")) if any(k in fields for k in ks)]
    if len(kinds) > 1:
        raise Unreadable(
            "wrong-value",
            say("a test compares with numbers, with days, or with a period, not with several"),
            say("keep one of them"),
        )
    if kinds[0] is _NUMBER_KEYS:
        return _numbers(fields)
    if kinds[0] is _DATE_KEYS:
        for key, value in fields.items():
            if not isinstance(value, date):
                raise Unreadable("wrong-type", say("a day is due here"), path=(key,))
        dated = Dated(fields.get("from"), fields.get("to"))
        # a day that could not be read stands as the first day there is
        if dated.from_ is not None and dated.to is not None and date.min < dated.to < dated.from_:
            raise _impossible(dated.from_.isoformat(), dated.to.isoformat())
        return dated
    return _within(fields)


def _numbers(fields: Mapping[str, Any]) -> Between:
    figures = {}
    for key, value in fields.items():
        try:
            figures[key] = Figure.read(value)
        except Unreadable as problem:
            raise problem.inside(key) from None
    marks = tuple(mark for figure in figures.values() for mark in figure.marks)
    between = Between(**{key: figure.value for key, figure in figures.items()}, marks=marks)
    low = max((b for b in (between.above, between.at_least) if b is not None), default=None)
    high = min((b for b in (between.below, between.at_most) if b is not None), default=None)
    # numbers of the law are not negative
    floor = 0 if low is None else low
    if high is not None and (high < floor or not (floor < high or between.holds(high))):
        raise _impossible(plain(floor), plain(high))
    return between


def _impossible(low: str, high: str) -> Unreadable:
    message = say("nothing lies both from {low} and up to {high}", low=low, high=high)
    return Unreadable("empty-condition", message, say("exchange the limits, or correct one"))


def _within(fields: Mapping[str, Any]) -> Within:
    keys = [key for key in _PERIOD_KEYS if key in fields]
    if len(keys) != 1 or not isinstance(fields.get("of"), str):
        raise Unreadable(
            "wrong-value",
            say("a period is counted from a day"),
            say("write {example}", example="{within: 7 working-days, of: timeline.notice}"),
        )
    return Within(read_period(fields[keys[0]], keys[0]), fields["of"], 1 if keys[0] == "within" else -1)


def read_period(raw: object, *path: str) -> Period:
    """Read a period. Raises :class:`Unreadable`."""
    try:
        return Period.read(raw if isinstance(raw, str) else "")
    except ValueError:
        raise Unreadable(
            "wrong-value",
            say("`{text}` is no period", text=str(raw)),
            say("write {example}", example="2 years, 12 months, 90 days, 7 working-days"),
            path,
        ) from None


TRUE: Final = Condition(AllOf(()))
