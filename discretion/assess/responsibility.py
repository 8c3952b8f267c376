"""Stage 4: can the party be held responsible? Age, capacity, and fault, which the law presumes until it is disproved."""

from __future__ import annotations

from typing import Final

from discretion.assess.entries import apply, live
from discretion.assess.matter import Ending, Matter

STAGE: Final = "responsibility"


def run(matter: Matter) -> Matter:
    """Assess every ground on which the party is not responsible."""
    for entry in live("not-responsible", matter):
        applied = apply(STAGE, entry, matter, entry.when)
        endings = matter.endings
        if applied.truth is not False:
            endings = (*endings, Ending("not-responsible", entry.id, applied.truth is True, applied.missing))
        matter = matter.but(applied.finding, *applied.exclusions, endings=endings, missing=applied.missing)
    return matter
