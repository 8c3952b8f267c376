"""How far a candidate provision has come: what all cases have in common for which the stages so far did the same.

From a state the next stage leads on to others, each found again by the little at which that stage looks: so a case walks along what
earlier ones left, and only where none went before it does a stage have to be named in full, or run.
"""

from __future__ import annotations

from typing import Any, Final

from discretion.assess import STAGES, range
from discretion.assess.matter import Ending
from discretion.assess.truth import unique
from discretion.batch.cell import Cells
from discretion.batch.line import SEPARATOR, Draft
from discretion.batch.plan import MOST_WAYS, Way, Written
from discretion.batch.rules import fines
from discretion.batch.step import Memory, Step
from discretion.batch.traced import Guards
from discretion.law.offence import Provision
from discretion.money import Amount

_RANGE: Final = STAGES.index(range.run)


class Candidate:
    """A candidate provision and its conditions."""

    def __init__(self, record: Provision, cells: Cells) -> None:
        #: The same in every regime.
        self.number = next(n for n, r in enumerate(cells.own.rules) if r.record is record)
        self.record = record
        sight = cells.own.conditions.sight
        self.elements = sight((cells.law.offences[cells.offence].elements, record.elements))
        self.tiers = sight(t.when for t in record.tiers)
        self.whole = cells.own.rules[self.number].sight
        self.fines = fines(record)
        self.cited = SEPARATOR.join(c.text for c in record.liability)


class State:
    """A candidate as far as the stages have come, ``steps``; what is known of where it goes from there stands in ``then``."""

    __slots__ = ("ended", "endings", "fields", "late", "missing", "provision", "steps", "then")

    def __init__(self, provision: Candidate) -> None:
        self.provision = provision
        self.steps: tuple[Step, ...] = ()
        self.endings: tuple[Ending, ...] = ()
        self.missing: tuple[str, ...] = ()
        self.fields: dict[str, Any] = {}
        self.late: dict[str, Any] = {}
        self.ended: str | None = None
        self.then: Memory = {}

    def after(self, step: Step) -> State:
        """One step further on."""
        found = State(self.provision)
        found.steps = (*self.steps, step)
        found.endings = self.endings + step.endings
        found.ended = self.ended
        if found.ended is None:
            found.ended = next((e.outcome for e in step.endings if e.certain and e.outcome != "may-waive"), None)
        found.fields = {**self.fields, **step.changes} if step.changes else self.fields
        found.missing = unique((*self.missing, *step.missing)) if step.missing else self.missing
        found.late = step.late or self.late
        return found

    @property
    def ranged(self) -> int:
        """The step that told the statutory range, by its number; 0 where there is none."""
        return self.steps[_RANGE].number if len(self.steps) > _RANGE else 0


class Followed:
    """A state that has come to its end, and what follows from it."""

    __slots__ = ("fine", "outcome", "settled", "state", "step", "then")

    def __init__(self, state: State, step: Step, outcome: Any, fine: Amount, settled: bool) -> None:
        self.state, self.step, self.outcome, self.fine, self.settled = state, step, outcome, fine, settled
        self.then: Memory = {}


class Found:
    """What is said of all cases that went the same way; of traced amounts, under the same guards."""

    __slots__ = ("_ways", "draft", "written")

    def __init__(self, draft: Draft, written: Written) -> None:
        self.draft, self.written = draft, written
        self._ways: dict[Guards, Way] = {}

    def way(self, guards: Guards = ()) -> Way:
        """As a way of a cell."""
        found = self._ways.get(guards)
        if found is None:
            if len(self._ways) >= MOST_WAYS:
                self._ways.clear()
            found = self._ways[guards] = Way(self.draft, guards, self.written)
        return found
