"""A case for which a band table has no row: the officer is left with the whole statutory range.

Cases in which a fact is `none` or 0 are left out: a table of breaches has no row for none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discretion.audit.cells import Cell, Space, example
from discretion.audit.check import Check, Found, Subject
from discretion.audit.ladders import Ladder, ladders
from discretion.text import say


def _run(subject: Subject) -> Iterator[Found]:
    said: set[tuple[str, object]] = set()
    for ladder in ladders(subject):
        if ladder.serves is None:
            continue
        space = Space(subject.law(ladder.rule), ladder.nodes, ladder.offences or None, empty_sets=False)
        if not space.small:
            message = say("not looked at: the table has {count} cells", count=space.size)
            yield Found(ladder.rule, ("bands",), message, skipped=True)
            continue
        near = ladder.near
        inside = [c for c in space.cells() if c.holds(near) and not c.nothing]
        missed = [c for c in inside if not any(c.holds(r.node) for r in ladder.rungs)]
        if missed:
            shown = example(missed[0], subject.law(ladder.rule))
            if (ladder.rule.id, shown) not in said:
                said.add((ladder.rule.id, shown))
                yield _found(ladder, missed, len(inside), shown)


def _found(ladder: Ladder, missed: list[Cell], total: int, shown: tuple[object, ...]) -> Found:
    message = say(
        "{missed} of {total:cell|cells} ({name}) without a row, for example: {example}",
        missed=len(missed),
        total=total,
        name=ladder.name,
        example=shown,  # type: ignore[arg-type]
    )
    help = say("add the row; where the printed table has none either, waive it with the reason")
    return Found(ladder.rule, ("bands",), message, help, on_key=True)


CHECK: Final = Check("band-gap", "warning", say("a case for which a table has no row"), _run)
