"""The cells of each changed rule and setting under both rulebooks, in as many processes as are given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from discretion.audit.difference.effect import Effect, Occasion, Task, effects
from discretion.audit.difference.rules import changed, reach
from discretion.audit.difference.setting import BESIDE as SILENT
from discretion.audit.difference.setting import Altered, altered
from discretion.audit.difference.times import Met, shape, times
from discretion.audit.prove.plan import reached, touched
from discretion.audit.prove.situation import BESIDE, situation
from discretion.rulebook import Law, Rulebook, Unusable

#: Fewer tasks than this are not worth a second process, which reads both rulebooks once more.
MANY: Final = 40


class Changing(msgspec.Struct, frozen=True):
    """A setting that works otherwise: its name, the jurisdiction that sets it, and the places in which it works."""

    name: str
    of: str
    places: tuple[str, ...]


class Compared(msgspec.Struct, frozen=True):
    """All effects, and how many offences were looked at because something that they depend on has changed.

    ``untouched``: offences on which no change acts. ``represented``: those on which one does, and for which an offence that was looked at
    stands, because the changed rule or setting names no offence and acts on both alike. ``settings``: the settings that work otherwise.
    ``alone``: the offences and jurisdictions that only one of the two has. ``beside``: changed rules and settings that follow from a fine
    and move none.
    """

    effects: tuple[Effect, ...]
    offences: int
    untouched: int
    alone: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    represented: int = 0
    settings: tuple[Changing, ...] = ()

    @property
    def cells(self) -> int:
        """How many cells were assessed under both rulebooks."""
        return sum(e.cells for e in self.effects)

    @property
    def different(self) -> int:
        """How many of them come out differently."""
        return sum(e.different for e in self.effects)

    @property
    def left(self) -> dict[str, int]:
        """The rules with more cells than are compared, and how many of these were not."""
        found: dict[str, int] = {}
        for effect in self.effects:
            if effect.left:
                found[effect.rule] = found.get(effect.rule, 0) + effect.left
        return found

    @property
    def idle(self) -> tuple[str, ...]:
        """What could be compared in no situation: exceptions to rules that work in none, settings that act in none."""
        seen = {e.rule for e in self.effects if not e.idle}
        return tuple(sorted({e.rule for e in self.effects if e.idle} - seen))


def compare(old: Rulebook, new: Rulebook, on: date, jurisdictions: Sequence[str] = (), jobs: int = 1) -> Compared:
    """Compare two rulebooks. Raises ``Unusable`` where one of them cannot be read."""
    for book in (old, new):
        if book.problems():
            raise Unusable(book.problems())
    differences = list(changed(old.shelf(), new.shelf()))
    ids, _ = reach(old.shelf(), new.shelf(), differences)
    places = [j for j in (*new.jurisdictions(), *old.jurisdictions()) if not jurisdictions or j in jurisdictions]
    both = [j for j in new.jurisdictions() if j in places and j in old.jurisdictions()]
    laws = {place: (old.law(place), new.law(place)) for place in both}
    due = {(p, o): rules for p in both if ids for o, rules in _due(*laws[p], both, ids).items()}
    settings = [setting for place in both for setting in altered(old, new, place)]
    occasions, alike = _occasions([s for s in settings if s.name not in SILENT], laws, on)
    tasks = [Task(*key, due.get(key, frozenset()), occasions.get(key, ())) for key in {**due, **occasions}]
    found = tuple(_run(tasks, old, new, on, jobs))
    every = {o for _, law in laws.values() for o in law.offences}
    alone = (set(places) - set(both)).union(*(set(one.offences) ^ set(law.offences) for one, law in laws.values()))
    # where a setting turns out to act on nothing, the offence is not touched by it, and neither are those for which it stands
    seen = {offence for _, offence in due} | {e.offence for e in found if e.cells or e.idle}
    like = {o for pair in laws.values() for law in pair for o in reached(law, ids, frozenset())}
    like = (like.union(*(alike.get(offence, set()) for offence in seen)) & every) - seen
    beside = {c.id for c in differences if c.way != "words" and c.section in (*BESIDE, "measures")}
    beside |= {s.rule for s in settings if s.name in SILENT}
    return Compared(
        found,
        len(seen),
        len(every - seen - like),
        tuple(sorted(alone)),
        tuple(sorted(beside)),
        len(like),
        tuple(_changing(s for s in settings if s.name not in SILENT)),
    )


def _due(one: Law, other: Law, places: Sequence[str], ids: frozenset[str]) -> dict[str, frozenset[str]]:
    """For each offence that both know and a change of a rule reaches under either, the rules to compare."""
    due: dict[str, set[str]] = {}
    below = bool(set(places) & set(other.chain[:-1]))
    for law in (one, other):
        for task in touched(law, below, ids, frozenset()):
            if task.offence in one.offences and task.offence in other.offences:
                due.setdefault(task.offence, set()).update(task.rules or ())
    return {offence: frozenset(due[offence]) for offence in other.offences if offence in due}


def _occasions(
    settings: Sequence[Altered], laws: Mapping[str, tuple[Law, Law]], on: date
) -> tuple[dict[tuple[str, str], tuple[Occasion, ...]], dict[str, set[str]]]:
    """For each place and offence the settings to compare, and on which days; and for which others each of these offences stands."""
    found: dict[tuple[str, str], tuple[Occasion, ...]] = {}
    alike: dict[str, set[str]] = {}
    seen: dict[object, str] = {}
    for place in dict.fromkeys(s.place for s in settings):
        one, other = laws[place]
        met = Met.of(one), Met.of(other)
        for offence in (o for o in other.offences if o in one.offences):
            for setting in (s for s in settings if s.place == place):
                for new in times(setting, other, offence, on):
                    old = situation(one, offence, new.timeline, new.person, new.between)
                    key = shape(setting, old, new, met)
                    if key in seen:
                        alike.setdefault(seen[key], set()).add(offence)
                    elif key is not None:
                        seen[key] = offence
                        occasion = Occasion(setting, new.timeline, new.person, new.between)
                        found[place, offence] = (*found.get((place, offence), ()), occasion)
    return found, alike


def _changing(settings: Iterator[Altered]) -> Iterator[Changing]:
    places: dict[tuple[str, str], list[str]] = {}
    for setting in settings:
        for part in setting.parts:
            places.setdefault((part, setting.of), []).append(setting.place)
    for (name, of), found in sorted(places.items()):
        yield Changing(name, of, tuple(sorted(found)))


def _run(tasks: Sequence[Task], old: Rulebook, new: Rulebook, on: date, jobs: int) -> Iterator[Effect]:
    if jobs <= 1 or len(tasks) < MANY:
        for task in tasks:
            yield from effects(task, old.law(task.place), new.law(task.place), on)
        return
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(_source(old), _source(new), on)) as pool:
        for found in pool.map(_work, tasks, chunksize=4):
            yield from found


_Source = tuple[tuple[Path, ...], Mapping[str, bytes] | None]
_own: tuple[Rulebook, Rulebook, date] | None = None


def _source(book: Rulebook) -> _Source:
    """From what another process reads the same rulebook: a revision is in no folder."""
    return book.folders, None if book.folders else book.data()


def _start(old: _Source, new: _Source, on: date) -> None:
    global _own
    books = [Rulebook(*source) for source in (old, new)]
    for book in books:
        book.shelf()
    _own = books[0], books[1], on


def _work(task: Task) -> list[Effect]:
    assert _own is not None
    old, new, on = _own
    return list(effects(task, old.law(task.place), new.law(task.place), on))
