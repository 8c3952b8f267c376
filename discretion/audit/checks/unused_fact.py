"""A fact that no rule looks at: officers would be asked in vain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discretion.audit.check import Check, Found, Subject
from discretion.audit.mentions import mentions
from discretion.text import say


def _run(subject: Subject) -> Iterator[Found]:
    used = {name for rule in subject.shelf.rules if rule.section not in _SILENT for name in mentions(rule.record)}
    for rule in subject.rules("facts"):
        if rule.id not in used and not rule.record.computed and rule.id not in ENGINE:
            message = say("no rule looks at `{fact}`", fact=rule.id)
            yield Found(rule, (), message, say("take it out, or write the rule that needs it"), on_key=True)


_SILENT: Final = ("cases", "facts", "measures", "instruments", "outline", "jurisdiction", "rulebook")
#: What the engine asks for by itself: whether two violations were found at once.
ENGINE: Final = ("found_same_time",)


CHECK: Final = Check("unused-fact", "warning", say("a fact that no rule looks at"), _run)
