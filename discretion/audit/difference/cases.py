"""Real cases under both rulebooks: how many move, by how much in all, and which move most."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from pathlib import Path

import msgspec

from discretion.assess import assess
from discretion.assess.assessment import Assessment
from discretion.case import read_case
from discretion.money import Amount, Number
from discretion.rulebook import Rulebook, Unusable


class Move(msgspec.Struct, frozen=True):
    """A case that comes out differently."""

    file: str
    before: str
    after: str
    old: Amount
    new: Amount

    @property
    def by(self) -> Number:
        """How much more it costs; of an interval at its upper end, where it has one."""
        old, new = (a.low if a.high is None else a.high for a in (self.old, self.new))
        return new - old


class Moved(msgspec.Struct, frozen=True):
    """All real cases: how many were assessed under both, those that move, and the files that one of them cannot read."""

    count: int
    moves: tuple[Move, ...]
    unreadable: tuple[str, ...]

    @property
    def sum(self) -> Number:
        """What all of them together cost more."""
        return sum((m.by for m in self.moves), 0)

    @property
    def most(self) -> tuple[Move, ...]:
        """The ten that move most."""
        return tuple(sorted(self.moves, key=lambda m: (-abs(Fraction(m.by)), m.file))[:10])


def moved(files: Iterable[Path], old: Rulebook, new: Rulebook, on: date) -> Moved:
    """Assess case files under both rulebooks."""
    count, moves, unreadable = 0, [], []
    for path in files:
        one, other = _result(path, old, on), _result(path, new, on)
        if one is None or other is None:
            unreadable.append(str(path))
            continue
        count += 1
        if (one.outcome, one.fine) != (other.outcome, other.fine):
            moves.append(Move(str(path), one.outcome, other.outcome, one.fine, other.fine))
    return Moved(count, tuple(moves), tuple(unreadable))


def _result(path: Path, book: Rulebook, on: date) -> Assessment | None:
    try:
        case, law = read_case(str(path), path.read_bytes(), book, on)
        return assess(case, law)
    except (Unusable, OSError):
        return None
