"""A fact without the question that asks for it, or without what usually proves it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discretion.audit.check import Check, Found, Subject
from discretion.law.fact import Fact
from discretion.text import say


def _run(subject: Subject) -> Iterator[Found]:
    for rule in subject.rules("facts"):
        fact: Fact = rule.record
        if fact.computed and fact.ask is None:
            continue
        if fact.ask is None:
            yield Found(rule, (), say("no question asks for it"), say("add `ask: {example}`", example="{zh: …}"), True)
        if fact.evidence is None:
            message = say("nothing says what usually proves it")
            yield Found(rule, (), message, say("add `evidence: {example}`", example="{zh: …}"), True)


CHECK: Final = Check("fact-without-question", "warning", say("a fact without question or evidence"), _run)
