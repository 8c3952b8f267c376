"""What a condition is worth: true, false or unknown; which test failed first, and which facts are missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

import msgspec

from discretion import calendar
from discretion.case.case import Missing
from discretion.law.condition import (
    AllOf,
    AnyOf,
    Between,
    Condition,
    Dated,
    FactTest,
    Node,
    Not,
    OneOf,
    OtherViolation,
    RuleHolds,
    Within,
)
from discretion.law.figure import Mark
from discretion.money import Amount, Number
from discretion.rulebook import Law

Truth = bool | None
_TWO: Final = Fraction(2)


class Worth(msgspec.Struct, frozen=True):
    """The value of a condition. ``failed`` is the first part that failed; ``missing`` the facts that would settle it."""

    truth: Truth
    failed: Node | None = None
    missing: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


HOLDS = Worth(True)


class View(msgspec.Struct, frozen=True):
    """What conditions look at: the facts of one violation, its other violations, and the law for references to rules.

    A fact is a value, an :class:`Amount` where only an interval is known, or :class:`Missing`.
    """

    law: Law
    facts: Mapping[str, Any]
    others: tuple[View, ...] = ()

    def value(self, fact: str) -> Any:
        """The value of a fact; what the law presumes where nobody knows."""
        value = self.facts.get(fact, Missing.UNKNOWN)
        if value is Missing.UNKNOWN:
            declared = self.law.facts.get(fact)
            if declared is not None and declared.presumed is not None:
                return declared.presumed.value
        return value

    def but(self, facts: Mapping[str, Any]) -> View:
        """The same with other values for some facts."""
        known: Any = self.facts
        return View(self.law, known | facts, self.others)

    def holds(self, condition: Condition | None) -> Worth:
        """What ``condition`` is worth; no condition holds."""
        return HOLDS if condition is None else weigh(condition.node, self)


def unique(items: Iterable[Any]) -> tuple[Any, ...]:
    """Each once, in order."""
    found = tuple(items)
    return found if len(found) < 2 else tuple(dict.fromkeys(found))


def weigh(node: Node, view: View) -> Worth:
    """What ``node`` is worth in ``view``."""
    if isinstance(node, FactTest):
        return _test(node, view)
    if isinstance(node, AllOf):
        return _every(node, view)
    if isinstance(node, AnyOf):
        return _some(node, [weigh(part, view) for part in node.parts])
    if isinstance(node, Not):
        inner = weigh(node.part, view)
        truth = None if inner.truth is None else not inner.truth
        return Worth(truth, node if truth is False else None, inner.missing, inner.seen, inner.marks)
    if isinstance(node, RuleHolds):
        return _some(node, [_rule(rule, view) for rule in node.rules])
    return _other(node, view)


def _rule(rule: str, view: View) -> Worth:
    """What the condition of another rule is worth; a rule that does not concern the offence does not hold."""
    record = view.law.named.get(rule)
    if record is None or not record.concerns(view.facts.get("offence", "")):
        return Worth(False)
    worth = view.holds(view.law.condition(rule))
    unless = getattr(record, "unless", None)
    return worth if unless is None else _every(AllOf((_node(view, rule), Not(unless.node))), view)


def _node(view: View, rule: str) -> Node:
    condition = view.law.condition(rule)
    return AllOf(()) if condition is None else condition.node


def _every(node: AllOf, view: View) -> Worth:
    seen: list[str] = []
    missing: list[str] = []
    marks: list[Mark] = []
    for part in node.parts:
        worth = weigh(part, view)
        seen += worth.seen
        marks += worth.marks
        if worth.truth is False:
            return Worth(False, worth.failed or part, (), unique(seen), tuple(marks))
        if worth.truth is None:
            missing += worth.missing
    return Worth(None if missing else True, None, unique(missing), unique(seen), tuple(marks))


def _some(node: Node, parts: list[Worth]) -> Worth:
    seen = unique(s for p in parts for s in p.seen)
    marks = tuple(m for p in parts for m in p.marks)
    if any(p.truth for p in parts):
        return Worth(True, None, (), seen, marks)
    if any(p.truth is None for p in parts):
        return Worth(None, None, unique(m for p in parts for m in p.missing), seen, marks)
    failed = parts[0].failed if len(parts) == 1 and parts[0].failed else node
    return Worth(False, failed, (), seen, marks)


def _other(node: OtherViolation, view: View) -> Worth:
    found: list[Worth] = []
    for other in view.others:
        if node.found_same_time:
            same = _same_time(view, other)
            if same.truth is False:
                continue
            found.append(_both(same, _some(node, [_rule(rule, other) for rule in node.rules])))
        else:
            found.append(_some(node, [_rule(rule, other) for rule in node.rules]))
    if not found:
        return Worth(False, node)
    return _some(node, found)


def _both(one: Worth, two: Worth) -> Worth:
    truths = (one.truth, two.truth)
    truth = False if False in truths else None if None in truths else True
    return Worth(truth, two.failed, unique((*one.missing, *two.missing)), unique((*one.seen, *two.seen)))


def _same_time(view: View, other: View) -> Worth:
    """Found at the same inspection: as stated, else when the days on which they were found are the same."""
    stated = other.value("found_same_time")
    if isinstance(stated, bool):
        return Worth(stated, None, (), ("found_same_time",))
    mine, theirs = view.value("timeline.found"), other.value("timeline.found")
    if isinstance(mine, date) and isinstance(theirs, date):
        return Worth(mine == theirs, None, (), ("timeline.found",))
    return Worth(None, None, ("found_same_time",), ("found_same_time",))


def _test(node: FactTest, view: View) -> Worth:
    value = view.value(node.fact)
    seen = (node.fact,)
    marks = node.test.marks if isinstance(node.test, Between) else ()
    if isinstance(value, Missing):
        return Worth(None, None, seen, seen, marks)
    test = node.test
    if isinstance(test, OneOf):
        truth: Truth = _one_of(test, value)
    elif isinstance(test, Between):
        truth = _between(test, value)
    elif isinstance(test, Dated):
        truth = (test.from_ is None or test.from_ <= value) and (test.to is None or value <= test.to)
    else:
        return _within(node, test, value, view)
    missing = seen if truth is None else ()
    return Worth(truth, node if truth is False else None, missing, seen, marks)


def _one_of(test: OneOf, value: Any) -> Truth:
    if isinstance(value, frozenset):
        return any(v in value for v in test.values)
    if isinstance(value, Amount):
        if value.known:
            return value.low in test.values
        inside = any(not isinstance(v, str) and value.contains(v) for v in test.values)
        return None if inside else False
    # True == 1 in Python; a boolean fact is never compared with a number, the loader sees to that
    return value in test.values


def _between(test: Between, value: Number | Amount) -> Truth:
    if not isinstance(value, Amount):
        return test.holds(value)
    return interval(value, test.holds, test.bounds)


def interval(value: Amount, holds: Callable[[Number], bool], bounds: tuple[Number, ...]) -> Truth:
    """Whether every value of an interval satisfies ``holds``, none, or only some; ``bounds`` are where it may change."""
    inside = [b for b in bounds if value.contains(b)]
    points = {value.low, *inside}
    ends = sorted(points) + ([value.high] if value.high is not None else [max([value.low, *bounds]) + 1])
    tried = {holds(p) for p in ends} | {holds((a + b) / _TWO) for a, b in pairwise(ends)}
    return tried.pop() if len(tried) == 1 else None


def _within(node: FactTest, test: Within, value: date, view: View) -> Worth:
    start = view.value(test.of)
    seen = (node.fact, test.of)
    if isinstance(start, Missing):
        return Worth(None, None, (test.of,), seen)
    try:
        truth = (
            start <= value <= calendar.after(start, test.period)
            if test.way > 0
            else calendar.before(start, test.period) <= value <= start
        )
    except calendar.BeyondCalendar:
        return Worth(None, None, (test.of,), seen)
    return Worth(truth, None if truth else node, (), seen)
