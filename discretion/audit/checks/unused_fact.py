"""A fact that no rule looks at: officers would be asked in vain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from discretion.audit.check import Check, Found, Subject
from discretion.law.condition import Condition, Within
from discretion.text import say


def _run(subject: Subject) -> Iterator[Found]:
    used = {name for rule in subject.shelf.rules if rule.section not in _SILENT for name in _names(rule.record)}
    for rule in subject.rules("facts"):
        if rule.id not in used and not rule.record.computed and rule.id not in ENGINE:
            message = say("no rule looks at `{fact}`", fact=rule.id)
            yield Found(rule, (), message, say("take it out, or write the rule that needs it"), on_key=True)


_SILENT: Final = ("cases", "facts", "measures", "instruments", "outline", "jurisdiction", "rulebook")
#: What the engine asks for by itself: whether two violations were found at once.
ENGINE: Final = ("found_same_time",)


def _names(value: Any) -> Iterator[str]:
    """Every word in a record that may be the name of a fact."""
    if isinstance(value, Condition):
        yield from _tested(value)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _names(item)
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from _names(getattr(value, field))
    elif hasattr(value, "of"):
        yield from _names(value.of)


def _tested(condition: Condition) -> Iterator[str]:
    for test in condition.tests():
        yield test.fact
        if isinstance(test.test, Within):
            yield test.test.of


CHECK: Final = Check("unused-fact", "warning", say("a fact that no rule looks at"), _run)
