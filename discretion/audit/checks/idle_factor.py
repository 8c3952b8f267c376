"""A factor all of whose levels weigh the same: asking for its fact changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discretion.audit.check import Check, Found, Subject
from discretion.law.basis import Basis, Factor
from discretion.text import say


def _run(subject: Subject) -> Iterator[Found]:
    for rule in subject.rules("bases"):
        basis: Basis = rule.record
        for index, factor in enumerate(basis.factors):
            if _idle(factor):
                message = say("all levels of {factor} weigh the same", factor=factor.key)
                yield Found(rule, ("factors", index), message, say("compare the weights with the printed table"))


def _idle(factor: Factor) -> bool:
    if factor.when is not None or factor.pick == "sum" or len(factor.levels) < 2:
        return False
    if factor.fact is None and all(level.when is not None for level in factor.levels):
        return False
    return len({level.weight for level in factor.levels}) == 1


CHECK: Final = Check("idle-factor", "warning", say("a factor that changes nothing"), _run)
