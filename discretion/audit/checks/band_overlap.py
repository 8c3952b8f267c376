"""Two rows of a table hold in the same case, and the first of them, which is taken, is the lighter one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discretion.audit.cells import Space, example
from discretion.audit.check import Check, Found, Subject
from discretion.audit.ladders import Ladder, Rung, ladders
from discretion.law.basis import Band
from discretion.text import say


def _run(subject: Subject) -> Iterator[Found]:
    said: set[tuple[str, object, object]] = set()
    for ladder in ladders(subject):
        if ladder.serves is None or ladder.pick != "first":
            continue
        law = subject.law(ladder.rule)
        space = Space(law, ladder.nodes, ladder.offences or None)
        # a table that is too large, band-gap names
        for cell in space.cells() if space.small else ():
            if not cell.holds(ladder.near):
                continue
            held = [r for r in ladder.rungs if cell.holds(r.node)]
            heavier = next((r for r in held[1:] if _heavier(ladder, r, held[0])), None)
            if heavier is not None and (ladder.rule.id, held[0].path, heavier.path) not in said:
                said.add((ladder.rule.id, held[0].path, heavier.path))
                line = subject.shelf.sources[ladder.rule.file].place((*ladder.rule.steps, *heavier.path)).line
                message = say(
                    "the row in line {line} is heavier and holds too, for example: {example}",
                    line=line,
                    example=example(cell, law),
                )
                help = say("put the heavier row first, or say in the conditions which of the two is meant")
                yield Found(ladder.rule, held[0].path, message, help)


def _heavier(ladder: Ladder, one: Rung, other: Rung) -> bool:
    a, b = _band(ladder, one), _band(ladder, other)
    if a.amount.kind != b.amount.kind or a.amount.of != b.amount.of:
        return False
    return _ends(a) > _ends(b)


def _band(ladder: Ladder, rung: Rung) -> Band:
    bands: tuple[Band, ...] = ladder.rule.record.bands
    return bands[int(rung.path[1])]


def _ends(band: Band) -> tuple[object, ...]:
    high = band.amount.fixed or band.amount.to
    low = band.amount.fixed or band.amount.from_
    return (high.value if high else 0, low.value if low else 0)


CHECK: Final = Check("band-overlap", "warning", say("of two rows that hold the lighter is taken"), _run)
