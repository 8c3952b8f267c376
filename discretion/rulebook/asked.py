"""What conditions ask: each fact and rule in them exists, and is asked for what it can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

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
from discretion.law.fact import NUMERIC, Fact
from discretion.law.value import Path
from discretion.money import Number
from discretion.rulebook.fault import Fault, Faults, no_fact
from discretion.rulebook.names import Names
from discretion.suggest import nearest
from discretion.text import Message, say


def condition(asked: Condition, path: Path, known: Names) -> Faults:
    """Everything that is wrong with a condition which stands at ``path``."""
    for where, node in leaves(asked, path):
        if isinstance(node, FactTest):
            yield from _fact_test(node, where, known)
        else:
            for index, id in enumerate(node.rules):
                yield from known.entry(id, (*where, index))


def leaves(asked: Condition, path: Path) -> Iterator[tuple[Path, FactTest | RuleHolds | OtherViolation]]:
    """Every test of a fact and every reference to rules in a condition, with its place."""
    yield from _mapping(asked.node, path)


def _mapping(node: AllOf, path: Path) -> Iterator[tuple[Path, FactTest | RuleHolds | OtherViolation]]:
    for part in node.parts:
        yield from _part(part, path)


def _part(part: Node, path: Path) -> Iterator[tuple[Path, FactTest | RuleHolds | OtherViolation]]:
    match part:
        case FactTest():
            yield (*path, part.fact), part
        case RuleHolds():
            yield (*path, "rule"), part
        case OtherViolation():
            yield (*path, "other_violation", "rule"), part
        case Not():
            yield from (
                _part(part.part, (*path, "not"))
                if not isinstance(part.part, AllOf)
                else _mapping(part.part, (*path, "not"))
            )
        case AnyOf() | AllOf():
            key = "any" if isinstance(part, AnyOf) else "all"
            for index, item in enumerate(part.parts):
                yield from _item(item, (*path, key, index))


def _item(node: Node, path: Path) -> Iterator[tuple[Path, FactTest | RuleHolds | OtherViolation]]:
    """A mapping of conditions that stands at ``path``."""
    yield from _mapping(node, path) if isinstance(node, AllOf) else _part(node, path)


def _fact_test(node: FactTest, path: Path, known: Names) -> Faults:
    if isinstance(node.test, Within):
        yield from known.day(node.test.of, (*path, "of"))
    fact = known.facts.get(node.fact)
    if fact is None:
        yield no_fact(node.fact, path, known.facts, on_key=True)
        return
    match node.test:
        case OneOf(values):
            for index, one in enumerate(values):
                yield from value(fact, one, (*path, index))
                if node.fact in _NAMING and isinstance(one, str):
                    yield from _NAMING[node.fact](known, one, (*path, index))
        case Between():
            if fact.type not in NUMERIC:
                yield Fault("wrong-type", path, say("`{fact}` is no number", fact=node.fact), _how(fact), True)
        case Dated() | Within():
            if fact.type != "date":
                yield Fault("wrong-type", path, say("`{fact}` is no day", fact=node.fact), _how(fact), True)


#: Facts of the engine whose values are names of the rulebook.
_NAMING: Final[dict[str, Callable[[Names, str, Path], Faults]]] = {
    "offence": lambda known, name, path: known.offence(name, path, unread=True),
    "offence_tag": lambda known, name, path: known.tag(name, path),
}


def value(fact: Fact, one: bool | str | Number, path: Path, *, on_key: bool = False) -> Faults:
    """What is wrong with a value that a rule expects of a fact."""
    message: Message | None = None
    if fact.type in ("choice", "set"):
        choices = fact.choices or {}
        if one not in choices:
            message = say("`{value}` is no choice of this fact", value=_shown(one))
            yield Fault("wrong-value", path, message, nearest(_shown(one), choices), on_key)
        return
    if fact.type == "boolean":
        message = None if isinstance(one, bool) else say("this fact is true or false")
    elif fact.type in NUMERIC:
        message = say("this fact is a number") if isinstance(one, (bool, str)) else None
    elif fact.type == "date":
        message = say("this fact is a day")
    if message is not None:
        yield Fault("wrong-type", path, message, _how(fact), on_key)


def _how(fact: Fact) -> Message | None:
    """How a test of this fact is written."""
    if fact.type == "boolean":
        return say("write true or false")
    examples = {"date": "{from: 2026-08-15}"} | dict.fromkeys(NUMERIC, "{at_least: 3}")
    if fact.type in examples:
        return say("write {example}", example=examples[fact.type])
    return nearest("", fact.choices or {}) if fact.type in ("choice", "set") else None


def _shown(one: bool | str | Number) -> str:
    return str(one).lower() if isinstance(one, bool) else str(one)
