"""What a stage of the engine did, kept under everything at which it looked."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from itertools import count
from typing import Any, Final, TypeVar

import msgspec

from discretion.assess.finding import ORDER, Finding
from discretion.assess.left import FIELDS
from discretion.assess.matter import Ending, Matter
from discretion.assess.memo import ABSENT, Ways
from discretion.batch.cell import Outside
from discretion.batch.line import told
from discretion.batch.logic import LATE
from discretion.batch.traced import Tape

T = TypeVar("T")
Memory = dict[Hashable, Any]
_numbers = count(1)


def recall(memory: Memory, name: Hashable, tape: Tape | None, work: Callable[[], T]) -> T:
    """What was found under ``name``, or ``work()``. With a ``tape`` its guards count too, and are noted."""
    known = memory.get(name, ABSENT)
    if known is not ABSENT:
        return known  # type: ignore[no-any-return]
    if tape is None:
        value = memory[name] = work()
        return value
    # the same name may stand for a case with other amounts: of these no guard is known
    ways: Ways | None = memory.get((tape.names, name))
    found = ABSENT if ways is None else ways.through(tape)
    if found is not ABSENT:
        return found  # type: ignore[no-any-return]
    place = tape.place()
    value = work()
    guards = tape.since(place)
    if guards:
        memory.setdefault((tape.names, name), Ways()).append((guards, value))
    else:
        memory[name] = value
    return value


class Step(msgspec.Struct, frozen=True):
    """What a stage did: the endings it found, the fields it set, the rules that applied; ``number`` names it."""

    number: int
    stage: int = 0
    endings: tuple[Ending, ...] = ()
    changes: dict[str, Any] = {}
    rules: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    late: dict[str, Any] = {}


NOTHING: Final = Step(0)


def did(before: Matter, after: Matter) -> Step:
    """What a stage did. Raises :class:`Outside`."""
    changes = {f: getattr(after, f) for f in FIELDS if getattr(after, f) is not getattr(before, f)}
    known = before.view.facts
    late = {f: v for f, v in after.view.facts.items() if f in LATE and (f not in known or known[f] is not v)}
    endings, missing = after.endings[len(before.endings) :], after.missing[len(before.missing) :]
    return step_of(after.findings, missing, endings, changes, late)


def step_of(
    findings: tuple[Finding, ...],
    missing: tuple[str, ...] = (),
    endings: tuple[Ending, ...] = (),
    changes: dict[str, Any] | None = None,
    late: dict[str, Any] | None = None,
) -> Step:
    """A step by what was found. Raises :class:`Outside`."""
    return Step(next(_numbers), _stage(findings), endings, changes or {}, rules_of(findings), missing, late or {})


def rules_of(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The rules that applied."""
    return tuple(f.rule for f in findings if told(f))


def _stage(findings: tuple[Finding, ...]) -> int:
    """The place of a stage in the order in which findings are read. Raises :class:`Outside` where they are of several."""
    stages = {f.stage for f in findings}
    if len(stages) > 1:
        raise Outside
    return ORDER.index(stages.pop()) if stages else 0
