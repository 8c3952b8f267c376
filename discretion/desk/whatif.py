"""What would change the result: each mitigation still open, all together, the facts that weigh most, and variants side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from discretion.assess import Assessment
from discretion.case.case import Case
from discretion.desk.again import Facts, quick, with_facts
from discretion.desk.changes import Change, change
from discretion.desk.openings import Closed, Desk, Opening
from discretion.desk.weights import Weight, weights
from discretion.rulebook import Law


class Scenario(msgspec.Struct, frozen=True):
    """A variant of the case beside the case as it is."""

    changes: tuple[Change, ...]
    assessment: Assessment


class WhatIf(msgspec.Struct, frozen=True):
    """Everything that would change the result; ``decision`` is the day before which everything must be proved."""

    now: Assessment
    openings: tuple[Opening, ...]
    together: Opening | None
    closed: tuple[Closed, ...]
    weights: tuple[Weight, ...]
    scenarios: tuple[Scenario, ...]
    decision: date | None


def whatif(case: Case, law: Law, sets: Sequence[Facts] = (), today: date | None = None) -> WhatIf:
    """What would change the result of ``case``.

    ``sets``: facts to set, each a variant to compare, and all of them together. ``today`` tells which deadlines have passed.
    Raises :class:`discretion.rulebook.Unusable` as ``assess`` does.
    """
    now = quick(case, law)
    desk = Desk(case, law, now, today)
    openings = tuple(desk.openings())
    return WhatIf(
        now,
        openings,
        desk.together(openings),
        tuple(desk.closed(openings)),
        weights(case, law, now),
        tuple(_scenario(facts, case, law) for facts in _variants(sets)),
        case.violations[0].timeline.decision,
    )


def _variants(sets: Sequence[Facts]) -> Iterator[Facts]:
    """Each by itself, and all together where they are several."""
    yield from sets
    if len(sets) > 1:
        yield {fact: value for one in sets for fact, value in one.items()}


def _scenario(facts: Facts, case: Case, law: Law) -> Scenario:
    changes = tuple(change(f, v, case.violations[0], law) for f, v in facts.items())
    return Scenario(changes, quick(with_facts(case, facts), law))
