"""Facts, values and conditions in words."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from discretion.assess.finding import Seen
from discretion.assess.truth import View
from discretion.case.case import Missing
from discretion.law.condition import (
    AllOf,
    AnyOf,
    Between,
    Dated,
    FactTest,
    Node,
    Not,
    OneOf,
    OtherViolation,
    RuleHolds,
    Within,
)
from discretion.law.fact import Fact
from discretion.money import Amount, plain
from discretion.rulebook import Law
from discretion.text import Arithmetic, Message, Said, Yuan, say

OFFENCE: Final = "offence"


def value_words(fact: Fact | None, value: Any) -> Said | str:
    """What a value is called."""
    if value is Missing.UNKNOWN:
        return say("unknown")
    if value is Missing.NOT_FOUND_OUT:
        return say("not to be found out after inquiry")
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, frozenset):
        return listed([value_words(fact, v) for v in sorted(value)]) if value else say("none")
    if isinstance(value, Amount):
        if value.known:
            return value_words(fact, value.low)
        if value.high is None:
            return say("{low} or more", low=number_words(fact, value.low))
        return say("{low} to {high}", low=number_words(fact, value.low), high=number_words(fact, value.high))
    if isinstance(value, date):
        return say("{day}", day=value)
    if isinstance(value, str):
        chosen = fact.words(value) if fact else None
        return chosen or value
    return number_words(fact, value)


def number_words(fact: Fact | None, value: Any) -> Message:
    """What a number is called."""
    if fact is not None and fact.type == "money":
        return say("{amount}", amount=Yuan(value))
    text = Arithmetic(plain(value))
    if fact is not None and fact.unit is not None:
        return say("{number} {unit}", number=text, unit=fact.unit)
    if fact is not None and fact.type == "days":
        return say("{number:day|days}", number=text)
    return say("{number}", number=text)


def listed(items: list[Said | str]) -> Said | str:
    """Several things, joined."""
    result = items[0]
    for item in items[1:]:
        result = say("{one}, {other}", one=result, other=item)
    return result


def alternatives(items: list[Said | str]) -> Said | str:
    """Several things of which one will do."""
    result = items[0]
    for item in items[1:]:
        result = say("{one} or {other}", one=result, other=item)
    return result


def seen(facts: tuple[str, ...], view: View) -> tuple[Seen, ...]:
    """The facts that a rule looked at, with their values."""
    law = view.law
    return tuple(Seen(f, law.fact_title(f), value_words(law.facts.get(f), view.value(f))) for f in facts)


def required(node: Node, law: Law) -> Said | str:
    """What a condition asks."""
    match node:
        case FactTest(fact, test):
            return say("{fact}: {test}", fact=law.fact_title(fact), test=_test(test, fact, law))
        case AllOf(parts):
            return listed([required(p, law) for p in parts]) if parts else say("nothing")
        case AnyOf(parts):
            return alternatives([required(p, law) for p in parts])
        case Not(part):
            return say("not ({condition})", condition=required(part, law))
        case RuleHolds(rules):
            return alternatives([_rule(r, law) for r in rules])
        case OtherViolation(rules):
            return say(
                "another violation found at the same time, for which: {rules}",
                rules=alternatives([_rule(r, law) for r in rules]),
            )
    raise TypeError(node)


def _rule(rule: str, law: Law) -> Said | str:
    record = law.named.get(rule)
    return rule if record is None else record.title


def _test(test: OneOf | Between | Dated | Within, name: str, law: Law) -> Said | str:
    fact = law.facts.get(name)
    match test:
        case OneOf(values) if name == OFFENCE:
            # a law is loaded with the offences of the case only; a list of others by their ids would help nobody
            if len(values) == 1:
                return say("the offence that the rule names")
            return say("one of the {count} offences that the rule names", count=len(values))
        case OneOf(values):
            return alternatives([value_words(fact, v) for v in values])
        case Between():
            return listed(_bounds(test, fact))
        case Dated(from_, to):
            if from_ is not None and to is not None:
                return say("from {a} to {b}", a=from_, b=to)
            return say("from {a}", a=from_) if from_ is not None else say("until {b}", b=to or date.max)
        case Within(period, of, way):
            words = period_words(period.count, period.unit)
            if way > 0:
                return say("within {period} after: {of}", period=words, of=law.fact_title(of))
            return say("within {period} before: {of}", period=words, of=law.fact_title(of))
    raise TypeError(test)


def _bounds(test: Between, fact: Fact | None) -> list[Said | str]:
    parts: list[Said | str] = []
    if test.at_least is not None:
        parts.append(say("at least {number}", number=number_words(fact, test.at_least)))
    if test.above is not None:
        parts.append(say("above {number}", number=number_words(fact, test.above)))
    if test.below is not None:
        parts.append(say("below {number}", number=number_words(fact, test.below)))
    if test.at_most is not None:
        parts.append(say("at most {number}", number=number_words(fact, test.at_most)))
    return parts


def period_words(count: int, unit: str) -> Message:
    """A period in words."""
    match unit:
        case "days":
            return say("{count:day|days}", count=count)
        case "working-days":
            return say("{count:working day|working days}", count=count)
        case "months":
            return say("{count:month|months}", count=count)
        case _:
            return say("{count:year|years}", count=count)


def _value(name: str, view: View) -> Said | str:
    """What the case has for a fact; its offence by title."""
    value = view.value(name)
    if name == OFFENCE and value in view.law.offences:
        return view.law.offences[value].title
    return value_words(view.law.facts.get(name), value)


def failed(node: Node | None, view: View) -> Said | None:
    """Why a condition failed: what was required, and what was found."""
    if node is None:
        return None
    law = view.law
    if isinstance(node, FactTest):
        return say(
            "{fact} is {value}; required: {test}",
            fact=law.fact_title(node.fact),
            value=_value(node.fact, view),
            test=_test(node.test, node.fact, law),
        )
    return say("not fulfilled: {condition}", condition=required(node, law))
