"""A weight table that does not end at 100 %, or does not begin at the statutory minimum. Where it was printed so, a waiver says why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discretion.audit.check import Check, Found, Subject
from discretion.audit.totals import amounts, served, total
from discretion.law.basis import Basis
from discretion.text import Percent, say

FULL: Final = 100
_HELP: Final = say("compare with the printed table; where it was printed so, waive it with the reason")


def _run(subject: Subject) -> Iterator[Found]:
    for rule in subject.rules("bases"):
        basis: Basis = rule.record
        if basis.method != "weights":
            continue
        said: set[object] = set()
        for one in served(basis, subject.law(rule)):
            assert one.row is not None
            path = ("tiers", basis.tiers.index(one.row))
            _, high = total(basis, one.row, one.tier.id, clipped=False)
            if high != FULL and ("top", high) not in said:
                said.add(("top", high))
                message = say("the heaviest levels come to {total}, not 100%", total=Percent(high))
                yield Found(rule, path, message, _HELP)
            scale = amounts(basis, one)
            floor = one.statutory.low
            if scale is not None and scale.of == one.statutory.of and scale.low > floor > 0 and scale.low not in said:
                said.add(scale.low)
                message = say(
                    "the lightest levels give {table}, the statutory range begins at {floor}",
                    table=scale.text,
                    floor=one.statutory.text,
                )
                yield Found(rule, path, message, _HELP)


CHECK: Final = Check("weights-not-100", "note", say("weights that do not lead from the minimum to 100%"), _run)
