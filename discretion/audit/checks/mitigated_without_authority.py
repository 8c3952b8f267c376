"""A mitigated entry that rests on a normative document alone: it cannot lead below the statutory minimum."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discretion.audit.authority import authorised
from discretion.audit.check import Check, Found, Subject
from discretion.law.entry import Lighter
from discretion.text import say


def _run(subject: Subject) -> Iterator[Found]:
    for rule in subject.rules("mitigated", "lighter"):
        entry: Lighter = rule.record
        if (rule.section == "mitigated" or entry.or_mitigated) and not authorised(entry.source, subject.law(rule)):
            message = say("mitigates below the statutory minimum, and rests on a normative document alone")
            help = say("cite the law, regulation or rule behind it, or make it lighter")
            yield Found(rule, ("source",), message, help)


CHECK: Final = Check("mitigated-without-authority", "warning", say("mitigated without authority"), _run)
