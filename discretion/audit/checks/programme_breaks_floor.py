"""A programme that would lead below the statutory minimum, or to no penalty, on a normative document alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discretion.audit.authority import authorised
from discretion.audit.check import Check, Found, Subject
from discretion.law.programme import Programme
from discretion.text import say


def _run(subject: Subject) -> Iterator[Found]:
    for rule in subject.rules("programmes"):
        programme: Programme = rule.record
        if programme.result == "mitigated" and not authorised(programme.source, subject.law(rule)):
            message = say("mitigates below the statutory minimum, and rests on a normative document alone")
            yield Found(
                rule, ("result",), message, say("make it `lighter`, or cite the law, regulation or rule behind it")
            )


CHECK: Final = Check("programme-breaks-floor", "warning", say("a programme that could break the floor"), _run)
