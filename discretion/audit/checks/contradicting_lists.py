"""An entry that makes the penalty heavier wherever another makes it lighter, or takes it away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discretion.audit.cells import Space, TooLarge, expanded, facts
from discretion.audit.check import Check, Found, Subject, unlooked
from discretion.audit.sites import concerned
from discretion.law.condition import AllOf, Node, Not
from discretion.law.entry import Entry
from discretion.rulebook import Law, Rule
from discretion.text import say

MILD: Final = ("lighter", "mitigated", "no-penalty")


def _run(subject: Subject) -> Iterator[Found]:
    mild = list(subject.rules(*MILD))
    for rule in subject.rules("heavier"):
        for other in mild:
            law = subject.law(rule if rule.jurisdiction.startswith(other.jurisdiction) else other)
            related = rule.jurisdiction.startswith(other.jurisdiction) or other.jurisdiction.startswith(
                rule.jurisdiction
            )
            if not related or rule.id not in law.named or other.id not in law.named:
                continue
            try:
                together = _together(rule, other, law)
            except TooLarge as large:
                yield unlooked(rule, ("when",), large.size)
                continue
            if together:
                message = say("holds wherever {other} holds, which makes the penalty lighter", other=other.id)
                yield Found(rule, ("when",), message, say("narrow one of the two, or say in `unless` which gives way"))


def _together(rule: Rule, other: Rule, law: Law) -> bool:
    """Whether one of the two never holds without the other."""
    mine, theirs = _node(rule, law), _node(other, law)
    if not facts(mine) & facts(theirs) or not set(_offences(rule, law)) & set(_offences(other, law)):
        return False
    space = Space(law, (mine, theirs), concerned(rule.record, law) or None)
    apart = [AllOf((mine, Not(theirs))), AllOf((theirs, Not(mine)))]
    ever = all(space.find(node) is not None for node in (mine, theirs))
    return ever and any(space.find(node) is None for node in apart)


def _offences(rule: Rule, law: Law) -> tuple[str, ...]:
    return concerned(rule.record, law) or tuple(law.offences)


def _node(rule: Rule, law: Law) -> Node:
    entry: Entry = rule.record
    node = expanded(entry.when, law)
    return node if entry.unless is None else AllOf((node, Not(expanded(entry.unless, law))))


CHECK: Final = Check("contradicting-lists", "warning", say("lists that contradict each other"), _run)
