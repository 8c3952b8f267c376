"""A value of a fact for which a factor has no level: it adds nothing, without a word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discretion.audit.cells import Space, example
from discretion.audit.check import Check, Found, Subject
from discretion.audit.ladders import Ladder, ladders
from discretion.law.basis import Basis
from discretion.text import say


def _run(subject: Subject) -> Iterator[Found]:
    for ladder in ladders(subject):
        if ladder.serves is not None or ladder.rule.section != "bases" or not _wants_all(ladder):
            continue
        law = subject.law(ladder.rule)
        space = Space(law, ladder.nodes, ladder.offences or None, empty_sets=False)
        missed = [
            cell
            for cell in (space.cells() if space.small else ())
            if cell.holds(ladder.near) and not cell.nothing and not any(cell.holds(r.node) for r in ladder.rungs)
        ]
        if missed:
            message = say("no level for {example}: nothing is added", example=example(missed[0], law))
            help = say("add the level, with the weight that the table gives it")
            yield Found(ladder.rule, (*ladder.path, "levels"), message, help, on_key=True)


def _wants_all(ladder: Ladder) -> bool:
    """Levels of one fact; conditions over several facts may well leave a case without a weight."""
    basis: Basis = ladder.rule.record
    factor = basis.factors[int(ladder.path[1])]
    return factor.fact is not None and factor.pick != "sum" and all(level.when is None for level in factor.levels)


CHECK: Final = Check("level-gap", "note", say("a value for which a factor has no level"), _run)
