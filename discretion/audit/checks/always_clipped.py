"""A level after which the total is over the limit whatever the other factors say: its weight is never felt in full."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discretion.audit.check import Check, Found, Subject
from discretion.audit.ladders import level_path
from discretion.audit.totals import counted, span
from discretion.law.basis import Basis, BasisTier
from discretion.law.value import Path as Steps
from discretion.rulebook import Rule
from discretion.text import Percent, say


def _run(subject: Subject) -> Iterator[Found]:
    for rule in subject.rules("bases"):
        basis: Basis = rule.record
        if basis.method == "weights":
            said: set[Steps] = set()
            for row in basis.tiers:
                for path, least, most in _clipped(subject, rule, row):
                    if path not in said:
                        said.add(path)
                        message = say(
                            "with this level the total is at least {least}, and the table cuts it off at {most}",
                            least=Percent(least),
                            most=Percent(most),
                        )
                        yield Found(rule, path, message, say("compare the weight with the printed table"))


def _clipped(subject: Subject, rule: Rule, row: BasisTier) -> Iterator[tuple[Steps, int, int]]:
    basis: Basis = rule.record
    most = basis.total_at_most.value if basis.total_at_most else 100
    factors = counted(basis, row, row.id)
    for factor in factors:
        others = sum(span(f, row.id)[0] for f in factors if f is not factor)
        for level in factor.levels:
            figure = level.weight.at(row.id)
            if figure is not None and figure.value and row.start.value + others + figure.value > most:
                index = basis.factors.index(factor)
                yield level_path(subject, rule, index, level), row.start.value + others + figure.value, most  # type: ignore[misc]


CHECK: Final = Check("always-clipped", "warning", say("a weight that is always cut off"), _run)
