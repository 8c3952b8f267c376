"""The points of the partition that the proof runs, as case files: each cell of each rule, beside the lightest of the others."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from itertools import islice

from discretion.audit.prove.blocks import blocks
from discretion.audit.prove.grid import background, bared, grid
from discretion.audit.prove.plan import tasks
from discretion.audit.prove.situation import situations

from .compare import rulebook

ON = date(2026, 11, 22)
#: So many cells of a block, drawn by seed, stand for the rest.
MOST = 400


def points(seed: int, one_in: int) -> Iterator[str]:
    """One in so many of the points, by ``seed``."""
    draw = random.Random(seed)
    book = rulebook()
    for task in tasks([book.law(name) for name in book.jurisdictions()], ()):
        if draw.randrange(one_in):
            continue
        for situation in situations(book.law(task.jurisdiction), task.offence, ON):
            found = list(blocks(situation))
            light = background(situation, found, False)
            for block in found:
                cells = grid(situation, block, frozenset()).cells(bared(situation, block, found, light))
                for _, facts in islice(cells, MOST):
                    if not draw.randrange(one_in):
                        yield situation.file(facts)
