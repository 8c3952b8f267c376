"""A result in short, and a change of a fact in words: what a what-if is told in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from discretion.assess import Assessment
from discretion.assess.matter import Outcome
from discretion.assess.say import alternatives, period_words, value_words
from discretion.assess.truth import unique
from discretion.case.case import Violation
from discretion.desk.again import value_in
from discretion.law.condition import Condition, FactTest, OneOf, Within, walk
from discretion.law.fact import Fact
from discretion.money import Amount, Number
from discretion.rulebook import Law
from discretion.text import Message, Said, Text, say


class Result(msgspec.Struct, frozen=True):
    """The result of an assessment in short; ``applied`` are the entries and programmes that applied."""

    outcome: Outcome
    fine: Amount
    applied: tuple[str, ...] = ()

    @property
    def highest(self) -> tuple[bool, Number]:
        """For comparing results: the highest fine that is still possible; without limit is the highest."""
        return (self.fine.high is None, self.fine.high or 0)

    def lower_than(self, other: Result) -> bool:
        """Whether it is the better one for the party: a lower highest fine, or a lower lowest one."""
        return self.highest < other.highest or self.fine.low < other.fine.low

    def saved_from(self, other: Result) -> Number | None:
        """What is saved against ``other``, in yuan; ``None`` where one of the two is not known exactly."""
        return other.fine.low - self.fine.low if self.fine.known and other.fine.known else None


def result(assessment: Assessment) -> Result:
    """An assessment in short."""
    applied = unique(
        f.rule
        for v in assessment.violations
        for f in v.findings
        if f.verdict == "applied" and f.stage in ("exemption", "adjustment", "programme")
    )
    return Result(assessment.outcome, assessment.fine, applied)


class Change(msgspec.Struct, frozen=True):
    """A fact that would have to become something else; ``earned`` where that is for the party to bring about, not to be found out."""

    fact: str
    title: Text
    now: Said | str
    then: Said | str
    evidence: Text | None = None
    earned: bool = False


def change(
    fact: str,
    value: Any,
    violation: Violation,
    law: Law,
    conditions: Sequence[Condition | None] = (),
    earned: Collection[str] = (),
) -> Change:
    """A change in words; a day that one of ``conditions`` bounds by a period is told by its bound."""
    declared = law.facts.get(fact)
    then = value_words(declared, value)
    if declared is not None and declared.type == "choice" and not declared.ordered:
        then = _any_of(fact, value, declared, conditions)
    test = period_of(fact, conditions)
    if isinstance(value, date) and test is not None:
        then = period_rule(test, law) if test.way > 0 else say("no later than {day}", day=value)
    now = value_words(declared, value_in(violation, fact))
    return Change(fact, law.fact_title(fact), now, then, declared.evidence if declared else None, fact in earned)


def _any_of(fact: str, value: Any, declared: Fact, conditions: Iterable[Condition | None]) -> Said | str:
    """The choice, or all choices of which one will do."""
    for condition in conditions:
        for test in condition.tests() if condition is not None else ():
            if test.fact == fact and isinstance(test.test, OneOf) and value in test.test.values:
                return alternatives([value_words(declared, v) for v in test.test.values])
    return value_words(declared, value)


def period_of(fact: str, conditions: Iterable[Condition | None]) -> Within | None:
    """The test that counts a period for ``fact``."""
    for condition in conditions:
        if condition is None:
            continue
        for node in walk(condition.node):
            if isinstance(node, FactTest) and node.fact == fact and isinstance(node.test, Within):
                return node.test
    return None


def period_rule(test: Within, law: Law) -> Message:
    """``within 7 working days after: the penalty notice``."""
    words = period_words(test.period.count, test.period.unit)
    if test.way > 0:
        return say("within {period} after: {of}", period=words, of=law.fact_title(test.of))
    return say("within {period} before: {of}", period=words, of=law.fact_title(test.of))
