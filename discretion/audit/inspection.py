"""`discretion rules check`: everything that the loader finds, and, where it finds nothing, the checks of sense."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from discretion.audit.check import SKIPPED, Check, Subject, problem
from discretion.audit.checks import CHECKS
from discretion.audit.settings import OFF, Settings, dead, settings, unknown_levels
from discretion.calendar import Period
from discretion.rulebook import Rulebook
from discretion.rulebook.problem import Level, Place, Problem, ordered
from discretion.text import Message, say

WITHIN: Final = Period(90, "days")
LEVELS: Final[tuple[Level, ...]] = ("error", "warning", "note")
#: Checks of the checks' own settings.
_DEAD: Final = Check("dead-waiver", "warning", say("a waiver or level that changes nothing"), lambda _: iter(()))
ALL: Final = (*CHECKS, _DEAD)
KINDS: Final = tuple(c.kind for c in ALL)


class Inspection(msgspec.Struct, frozen=True):
    """What was looked at, and what was found. ``ran`` are the checks of sense that were run."""

    problems: tuple[Problem, ...]
    files: Mapping[str, Path]
    rules: int
    ran: tuple[Check, ...]
    waived: int = 0

    def at(self, level: Level) -> int:
        """How many findings are of this level."""
        return sum(1 for p in self.problems if p.level == level)

    def fails(self, level: Level) -> bool:
        """Whether anything was found of this level or a graver one."""
        return any(LEVELS.index(p.level) <= LEVELS.index(level) for p in self.problems)

    def title(self, kind: str) -> Message | None:
        """What a check finds; ``None`` for what the loader finds."""
        return next((c.title for c in ALL if c.kind == kind), None)


def inspect(rulebook: Rulebook, on: date, within: Period = WITHIN, only: Sequence[str] = ()) -> Inspection:
    """Check all rules. ``only``: the checks of sense to run (all where none is named); the loader's own always run."""
    shelf = rulebook.shelf()
    faults = rulebook.problems()
    wanted = tuple(c for c in CHECKS if not only or c.kind in only)
    if faults:
        return Inspection((*faults, _not_run(faults, wanted)), rulebook.files, len(shelf.rules), ())
    laws = {name: rulebook.law(name) for name in rulebook.jurisdictions()}
    subject = Subject(shelf, laws, on, within)
    own = settings(shelf)
    chosen = tuple(c for c in wanted if c.kind in only or own.level(c.kind, c.level) != OFF)
    found = [p for check in chosen for p in run(check, subject, own)]
    kept = [p for p in found if not own.waived(p)]
    idle = _dead(subject, own, chosen, found) if not only or _DEAD.kind in only else []
    return Inspection(ordered((*kept, *idle)), rulebook.files, len(shelf.rules), chosen, len(found) - len(kept))


def run(check: Check, subject: Subject, own: Settings) -> Iterable[Problem]:
    """What one check finds, at the level that is set for it."""
    level = own.level(check.kind, check.level)
    at: Level = check.level if level == OFF else level  # type: ignore[assignment]
    return [problem(subject, check, at, found) for found in check.run(subject)]


def _dead(subject: Subject, own: Settings, ran: Iterable[Check], found: Iterable[Problem]) -> list[Problem]:
    level = own.level(_DEAD.kind, _DEAD.level)
    if level == OFF:
        return []
    idle = (*unknown_levels(subject.shelf, KINDS), *dead(own, KINDS, [c.kind for c in ran], found))
    return [problem(subject, _DEAD, level, one) for one in idle]  # type: ignore[arg-type]


def _not_run(faults: Sequence[Problem], wanted: Sequence[Check]) -> Problem:
    """A skipped analysis says so, and why."""
    message = say(
        "{count:check was|checks were} not run: the rules cannot be read as they stand ({faults:fault|faults})",
        count=len(wanted),
        faults=len(faults),
    )
    return Problem(SKIPPED, Place(faults[0].place.file), message, say("correct the faults first"), level="note")
