"""Boundaries: the numbers at which a rule changes. A case shows one when its fact lies exactly on it: there 以上 and 以下 decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from discretion.law.basis import Basis
from discretion.law.condition import Between, Condition
from discretion.law.value import Path as Steps
from discretion.money import Number, plain
from discretion.rulebook.parts import parts


def boundaries(record: Any) -> Iterator[tuple[str, Number, Steps]]:
    """The facts and numbers at which a rule changes, each once, with the place of the first."""
    found: dict[tuple[str, Number], Steps] = {}
    for path, part in parts(record):
        if isinstance(part, Condition):
            for test in part.tests():
                if isinstance(test.test, Between):
                    for bound in test.test.bounds:
                        found.setdefault((test.fact, bound), path)
    if isinstance(record, Basis):
        for index, factor in enumerate(record.factors):
            for level in factor.levels:
                if factor.fact is not None and level.below is not None:
                    found.setdefault((factor.fact, level.below), ("factors", index, "levels", level.index))
    yield from ((fact, bound, path) for (fact, bound), path in found.items())


def name(rule: str, fact: str, bound: Number) -> str:
    """What a boundary is called: ``gd.3.1/exceedance=3``."""
    return f"{rule}/{fact}={plain(bound)}"


def met(rules: Iterable[tuple[str, Any]], facts: dict[str, Any]) -> Iterator[str]:
    """The boundaries of some rules on which a fact lies exactly."""
    for rule, record in rules:
        for fact, bound, _ in boundaries(record):
            value = facts.get(fact)
            if not isinstance(value, bool | str) and value == bound:
                yield name(rule, fact, bound)
