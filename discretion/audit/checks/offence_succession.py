"""An offence that ends, or begins with a law that replaced others, without a word on what came after or before it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from discretion.audit.check import Check, Found, Subject
from discretion.law.offence import Offence
from discretion.rulebook import Law, Rule
from discretion.text import say


def _run(subject: Subject) -> Iterator[Found]:
    replacing = {
        r.record.repealed_by.instrument for r in subject.rules("instruments") if r.record.repealed_by is not None
    }
    for rule in subject.rules("offences"):
        yield from _ends(rule, subject.law(rule))
        yield from _begins(rule, subject.law(rule), replacing)


def _ends(rule: Rule, law: Law) -> Iterator[Found]:
    """All provisions end, and nothing says what follows."""
    offence: Offence = rule.record
    ends = [v.to.value if v.to else None for v in (law.validity(p) for p in offence.provisions)]
    days = [d for d in ends if d is not None]
    if days and len(days) == len(ends) and offence.succeeded_by is None:
        message = say("its last provision ends on {day}, and nothing says what follows", day=max(days))
        help = say(
            "add `succeeded_by`: the id of an offence, `none` where the act is no longer punishable, or `not-stored`"
        )
        yield Found(rule, (), message, help, on_key=True)


def _begins(rule: Rule, law: Law, replacing: set[str]) -> Iterator[Found]:
    """Its oldest provision stands in a law that replaced others, and nothing says what was before."""
    offence: Offence = rule.record
    if offence.preceded_by is not None or not offence.provisions:
        return
    begun = [(v.from_.value if v.from_ else date.min, p) for p in offence.provisions for v in (law.validity(p),)]
    day, first = min(begun, key=lambda pair: pair[0])
    if first.liability[0].instrument in replacing:
        message = say("its first provision begins on {day}, and nothing says what was before", day=day)
        help = say("add `preceded_by`: the id of an offence, `none` where the act was not punishable, or `not-stored`")
        yield Found(rule, (), message, help, on_key=True)


CHECK: Final = Check("offence-succession", "note", say("an offence without successor or predecessor"), _run)
