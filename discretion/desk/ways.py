"""The ways in which a condition that does not hold could still come to hold: for each, the facts that would have to change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any, Final

from discretion import calendar
from discretion.assess.truth import weigh
from discretion.case.case import Missing
from discretion.desk.reach import Reach
from discretion.law.condition import (
    AllOf,
    AnyOf,
    Between,
    Dated,
    FactTest,
    Node,
    Not,
    OneOf,
    RuleHolds,
    Within,
)
from discretion.law.fact import NUMERIC, Fact, Value

MOST: Final = 64
Changes = Mapping[str, Value]


def ways(node: Node, reach: Reach, wanted: bool = True) -> Iterator[Changes]:
    """Every way in which ``node`` could still become ``wanted``, at most :data:`MOST`; without changes where it is so already."""
    truth = weigh(node, reach.view).truth
    if truth is wanted:
        yield {}
        return
    match node:
        case FactTest():
            found = _test(node, reach, wanted)
        case Not(part):
            found = ways(part, reach, not wanted)
        case AllOf(parts) | AnyOf(parts):
            every = isinstance(node, AllOf) is wanted
            found = _every(parts, reach, wanted) if every else _some(parts, reach, wanted)
        case RuleHolds(rules):
            conditions = [c.node for r in rules if (c := reach.view.law.condition(r)) is not None]
            found = _some(conditions, reach, wanted) if wanted else _every(conditions, reach, wanted)
        case _:
            # another violation's facts: what is open there, the assessment of the way shows
            found = iter([{}] if truth is None else [])
    yield from islice(found, MOST)


def _some(parts: Iterable[Node], reach: Reach, wanted: bool) -> Iterator[Changes]:
    for part in parts:
        yield from ways(part, reach, wanted)


def _every(parts: Iterable[Node], reach: Reach, wanted: bool) -> Iterator[Changes]:
    found: list[Changes] = [{}]
    for part in parts:
        options = list(ways(part, reach, wanted))
        found = list(islice((j for one in found for two in options if (j := _joined(one, two)) is not None), MOST))
    yield from found


def _joined(one: Changes, two: Changes) -> Changes | None:
    """Both together, unless they contradict each other."""
    if any(one[f] != two[f] for f in one.keys() & two.keys()):
        return None
    return {**one, **two}


def _test(node: FactTest, reach: Reach, wanted: bool) -> Iterator[Changes]:
    fact = reach.view.law.facts.get(node.fact)
    if fact is None:
        return
    if fact.computed and isinstance(reach.view.value(node.fact), Missing):
        # the engine works it out; whether it then fits, the assessment of the way shows
        yield {}
        return
    if isinstance(node.test, Within):
        yield from _within(node, node.test, reach) if wanted else ()
        return
    for value in _values(fact, node.test, reach.now(node.fact), wanted):
        if reach.can(node.fact, value):
            yield {node.fact: value}


def _values(fact: Fact, test: OneOf | Between | Dated | Within, now: Any, wanted: bool) -> Iterator[Value]:
    """Values that meet the test (or fail it), the one nearest to what is first."""
    match test:
        case OneOf(values):
            yield from _choices(fact, values, now, wanted)
        case Between():
            for value in sorted(_numbers(fact, test)):
                if test.holds(value) is wanted:
                    yield value
        case Dated(from_, to) if wanted:
            yield from (d for d in (from_, to) if d is not None)


def _choices(fact: Fact, values: tuple[Any, ...], now: Any, wanted: bool) -> Iterator[Value]:
    if fact.type == "boolean":
        yield from (v for v in (True, False) if (v in values) is wanted)
    elif fact.type == "set":
        held = now if isinstance(now, frozenset) else frozenset()
        yield from (held | {v} for v in values if wanted)
        if not wanted and not held & set(values):
            yield from (frozenset({c}) for c in fact.choices or () if c not in values)
    elif fact.choices:
        admitted = [c for c in fact.choices if (c in values) is wanted]
        # of choices in rising gravity the gravest that still meets the test is the nearest to what is
        yield from reversed(admitted) if fact.ordered else admitted
    elif fact.type in NUMERIC and wanted:
        yield from (v for v in values if not isinstance(v, str))


def _numbers(fact: Fact, test: Between) -> Iterator[Any]:
    step = 1
    for bound in test.bounds:
        yield from (max(0, bound - step), bound, bound + step)


def _within(node: FactTest, test: Within, reach: Reach) -> Iterator[Changes]:
    """The last day on which it is still in time; where the day from which it counts is unknown, that of the decision stands for it."""
    start = reach.view.value(test.of)
    more: dict[str, Value] = {}
    if isinstance(start, Missing):
        start = reach.view.value("timeline.decision")
        if isinstance(start, Missing) or (not reach.can(test.of, start) and not test.of.startswith("timeline.")):
            return
        more[test.of] = start
    decision = reach.view.value("timeline.decision")
    last = last_day(test, start)
    if last is not None and isinstance(decision, date):
        last = min(last, max(decision, start)) if test.way > 0 else last
    if last is not None and (reach.can(node.fact, last)):
        yield {node.fact: last, **more}


def last_day(test: Within, start: date) -> date | None:
    """The last day that meets the test; ``None`` where the calendar does not reach so far."""
    if test.way < 0:
        return start
    try:
        return calendar.after(start, test.period)
    except calendar.BeyondCalendar:
        return None
