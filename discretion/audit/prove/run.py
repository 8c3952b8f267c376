"""Running a proof: the blocks of each situation, in as many processes as are given."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

import msgspec

from discretion.assess import assess, space
from discretion.audit.prove.blocks import Block, blocks
from discretion.audit.prove.claims import Failure, Result, read, tested
from discretion.audit.prove.grid import Grid, background, gravity, grid, known
from discretion.audit.prove.plan import Task, tasks
from discretion.audit.prove.situation import Facts, Situation, situations
from discretion.rulebook import Law, Rulebook, Unusable
from discretion.text import say


class Uncovered(msgspec.Struct, frozen=True):
    """What the argument does not reach: of which rule, why, and how many cells or pairs of cells."""

    name: str
    why: str
    count: int = 1


class Proof(msgspec.Struct, frozen=True):
    """One situation: how many cells were run, for how many cases they stand, what failed and what was not covered."""

    situation: str
    offence: str
    run: int
    stands_for: int
    failures: tuple[Failure, ...]
    files: tuple[tuple[str, ...], ...]
    uncovered: tuple[Uncovered, ...]


def prove(
    rulebook: Rulebook, on: date, offences: Sequence[str] = (), jurisdictions: Sequence[str] = (), jobs: int = 1
) -> Iterator[Proof]:
    """Prove the claims for ``offences`` (all where none is named) in ``jurisdictions`` (those with rules of their own).

    Raises ``Unusable`` where the rules cannot be read.
    """
    rulebook.shelf()
    laws = [rulebook.law(name) for name in jurisdictions or rulebook.jurisdictions()]
    planned = list(tasks(laws, offences))
    if jobs <= 1:
        for task in planned:
            yield from _offence(rulebook.law(task.jurisdiction), task, on)
        return
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(rulebook.folders, on)) as pool:
        for proofs in pool.map(_work, planned, chunksize=4):
            yield from proofs


_own: tuple[Rulebook, date] | None = None


def _start(folders: Sequence[Path], on: date) -> None:
    global _own
    book = Rulebook(folders)
    book.shelf()
    _own = book, on


def _work(task: Task) -> list[Proof]:
    assert _own is not None
    return list(_offence(_own[0].law(task.jurisdiction), task, _own[1]))


def _offence(law: Law, task: Task, on: date) -> Iterator[Proof]:
    for situation in situations(law, task.offence, on):
        yield _situation(situation, task.rules)


def _situation(situation: Situation, rules: frozenset[str] | None) -> Proof:
    found = list(blocks(situation))
    chosen = [b for b in found if _due(b, situation, rules)]
    worse = gravity(situation, found)
    light, heavy = (background(situation, found, h) for h in (False, True))
    uncovered = [Uncovered(b.name, "other-violations") for b in chosen if b.others]
    failures: list[Failure] = []
    left: Counter[tuple[str, str]] = Counter()
    grids = [grid(situation, b, worse) for b in chosen]
    run = 0
    for one in grids:
        # what else is on the scales makes no difference to the row of a band table
        for facts in (light,) if one.block.list == "rows" else (light, heavy):
            results, more = _results(situation, one, facts)
            run += len(results) + len(more)
            failures += more
            for found_ in tested(one, results):
                if isinstance(found_, str):
                    left[one.block.name, found_] += 1
                else:
                    failures.append(found_)
        if not one.whole:
            uncovered.append(Uncovered(one.block.name, "too-many-cells", one.left))
    uncovered += [Uncovered(name, why, count) for (name, why), count in left.items()]
    distinct = _first_of_each(failures)
    files = tuple(tuple(situation.file(c) for c in f.cases) for f in distinct)
    return Proof(situation.name, situation.offence, run, _product(situation, found), distinct, files, tuple(uncovered))


def _due(block: Block, situation: Situation, rules: frozenset[str] | None) -> bool:
    """Whether a block is run here: what chooses the range always, and the rules that are due; between two laws no others."""
    if rules is None or block.list == "tiers":
        return True
    return block.rule in rules and not situation.between


def _results(
    situation: Situation, one: Grid, facts: Facts
) -> tuple[dict[tuple[int, ...], tuple[Facts, Result]], list[Failure]]:
    results: dict[tuple[int, ...], tuple[Facts, Result]] = {}
    failures: list[Failure] = []
    for place, own in one.cells(facts):
        try:
            results[place] = own, read(assess(situation.case(own), situation.law), situation.law)
        except (Unusable, ArithmeticError, AssertionError, LookupError, TypeError, ValueError) as error:
            message = say("the engine stops: {what}", what=f"{type(error).__name__}: {error}")
            failures.append(Failure("ends", one.block.name, message, (own,)))
    return results, failures


def _product(situation: Situation, found: Sequence[Block]) -> int:
    """How many cells the offence has: the values of all its facts, each choice and both sides of each threshold."""
    law, offence = situation.law, situation.offence
    return math.prod(max(1, len(space.values(law, offence, name))) for name in known(situation, found))


def _first_of_each(failures: Iterable[Failure]) -> tuple[Failure, ...]:
    """Of each claim and block the first failure stands for all."""
    first: dict[tuple[str, str, str], Failure] = {}
    for failure in failures:
        first.setdefault((failure.claim, failure.block, str(dict(failure.message.values).get("fact"))), failure)
    return tuple(first.values())
