"""A factor all of whose levels weigh the same, or a step that weighs what the one before it does: where the fact lies changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from discretion.audit.check import Check, Found, Subject
from discretion.law.basis import Basis, Factor, Level
from discretion.text import say

_HELP: Final = say("compare the weights with the printed table")


def _run(subject: Subject) -> Iterator[Found]:
    for rule in subject.rules("bases"):
        basis: Basis = rule.record
        for index, factor in enumerate(basis.factors):
            if _idle(factor):
                message = say("all levels of {factor} weigh the same", factor=factor.key)
                yield Found(rule, ("factors", index), message, _HELP)
                continue
            for level in _same_step(factor):
                message = say("this step weighs the same as the one before it")
                yield Found(rule, ("factors", index, "levels", level.index), message, _HELP)


def _same_step(factor: Factor) -> Iterator[Level]:
    """Steps of a number that weigh what the one before them does."""
    for before, level in pairwise(factor.levels):
        steps = before.when is None and level.when is None and before.below is not None
        if steps and before.weight == level.weight:
            yield level


def _idle(factor: Factor) -> bool:
    if factor.when is not None or factor.pick == "sum" or len(factor.levels) < 2:
        return False
    if factor.fact is None and all(level.when is not None for level in factor.levels):
        return False
    return len({level.weight for level in factor.levels}) == 1


CHECK: Final = Check("idle-factor", "warning", say("a factor that changes nothing"), _run)
