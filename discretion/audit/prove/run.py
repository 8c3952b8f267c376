"""Running a proof: the blocks of each situation, in as many processes as are given."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec

from discretion.assess import assess, space
from discretion.audit.prove.blocks import Block, blocks
from discretion.audit.prove.claims import Failure, Result, read, tested
from discretion.audit.prove.grid import ENDING, Grid, another, background, bared, excluded, gravity, grid, known
from discretion.audit.prove.order import STOPS, Orders, Turned, Worked, compared, unlike
from discretion.audit.prove.plan import Reach, Task, tasks
from discretion.audit.prove.reachable import unreached
from discretion.audit.prove.situation import BESIDE, OTHER, Facts, Situation, dated, situations
from discretion.rulebook import Law, Rulebook
from discretion.text import say

#: Blocks of which the effect depends on the amount. The row of a band table, and an entry that ends the case or opens it, do not see it:
#: what else is on the scales makes no difference to them.
AMOUNTS: Final = ("tiers", "factor", "heavier", "lighter", "mitigated", "programme")
#: Fewer tasks than this are not worth a second process, which reads the rules once more.
MANY: Final = 8


class Uncovered(msgspec.Struct, frozen=True):
    """What the argument does not reach: of which rule, why, and how many cells or pairs of cells."""

    name: str
    why: str
    count: int = 1


class Proof(msgspec.Struct, frozen=True):
    """One situation: how many cells were run, for how many cases they stand, what failed and what was not covered.

    ``ordered``: how many cases were assessed again with files, facts and violations in each of the other orders.
    """

    situation: str
    offence: str
    run: int
    stands_for: int
    failures: tuple[Failure, ...]
    files: tuple[tuple[str, ...], ...]
    uncovered: tuple[Uncovered, ...]
    ordered: int = 0


def prove(
    rulebook: Rulebook,
    on: date,
    offences: Sequence[str] = (),
    jurisdictions: Sequence[str] = (),
    jobs: int = 1,
    change: Reach | None = None,
) -> Iterator[Proof]:
    """Prove the claims for ``offences`` (all where none is named) in ``jurisdictions`` (those with rules of their own).

    ``change``: only what a change reaches, as :func:`discretion.audit.difference.rules.reach` gives it.
    Raises ``Unusable`` where the rules cannot be read.
    """
    rulebook.shelf()
    laws = [rulebook.law(name) for name in jurisdictions or rulebook.jurisdictions()]
    planned = list(tasks(laws, offences, change))
    orders = Orders(rulebook)
    yield from (_unlike(law.jurisdiction, found) for law in laws if (found := orders.differing(law.jurisdiction)))
    yield from _unreached(rulebook, on, offences, jurisdictions)
    if jobs <= 1 or len(planned) < MANY:
        for task in planned:
            yield from _offence(rulebook.law(task.jurisdiction), task, on, orders.of(task.jurisdiction))
        return
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(rulebook.folders, on)) as pool:
        for proofs in pool.map(_work, planned, chunksize=4):
            yield from proofs


def _unlike(jurisdiction: str, names: Iterable[str]) -> Proof:
    """The law of a jurisdiction is another one where its files are read in another order: no case is needed to show that."""
    failure = Failure("order", jurisdiction, unlike(names, jurisdiction), ())
    return Proof(jurisdiction, "", 0, 0, (failure,), ((),), ())


def _unreached(rulebook: Rulebook, on: date, offences: Sequence[str], jurisdictions: Sequence[str]) -> Iterator[Proof]:
    """What no case reaches; a condition that has too many cells was not looked at."""
    for problem, failure in unreached(rulebook, on, offences, jurisdictions):
        place = f"{problem.place.file}:{problem.place.line}"
        if failure is None:
            yield Proof(place, "", 0, 0, (), (), (Uncovered(problem.rule, "too-many-cells"),))
        else:
            yield Proof(place, "", 0, 0, (failure,), ((),), ())


_own: tuple[Rulebook, date, Orders] | None = None


def _start(folders: Sequence[Path], on: date) -> None:
    global _own
    book = Rulebook(folders)
    book.shelf()
    _own = book, on, Orders(book)


def _work(task: Task) -> list[Proof]:
    assert _own is not None
    book, on, orders = _own
    return list(_offence(book.law(task.jurisdiction), task, on, orders.of(task.jurisdiction)))


def _offence(law: Law, task: Task, on: date, turned: Sequence[Turned]) -> Iterator[Proof]:
    met: set[str] = set()
    for situation in situations(law, task.offence, on):
        met |= set() if situation.between else standing(situation)
        yield _situation(situation, task.rules, turned)
    every = dict(_dated(law, task.offence))
    late = {id: every[id] for id in every if id not in met and (task.rules is None or id in task.rules)}
    for situation, ids in dated(law, task.offence, late):
        yield _situation(situation, ids, turned, True)


def standing(situation: Situation) -> set[str]:
    """The rules with days of their own that are in force in a situation."""
    law, day = situation.law, situation.timeline.decision
    tables = {id for id, b in law.bases.items() if law.in_force(b, day)}
    return tables | set(law.programmes) | {e.id for entries in law.lists.values() for e in entries}


def _dated(law: Law, offence: str) -> Iterator[tuple[str, Any]]:
    """The tables, entries and programmes that act on an offence whenever they are in force."""
    yield from ((id, b) for id, b in law.bases.items() if not b.offences or offence in b.offences)
    yield from ((id, p) for id, p in law.programmes.items() if p.concerns(offence))
    for name, entries in law.lists.items():
        if name not in BESIDE:
            yield from ((e.id, e) for e in entries if e.concerns(offence))


def _situation(
    situation: Situation, rules: frozenset[str] | None, turned: Sequence[Turned], extra: bool = False
) -> Proof:
    """``extra``: a further day for some rules; what chooses the range was run on the ordinary days."""
    found = list(blocks(situation))
    chosen = _due(found, situation, rules, extra)
    worse = gravity(situation, found)
    light, heavy = (background(situation, found, h) for h in (False, True))
    uncovered = [Uncovered(b.name, "other-violations") for b in chosen if b.others and not any(another(situation, b))]
    failures: list[Failure] = []
    left: Counter[tuple[str, str]] = Counter()
    working: dict[tuple[str, bool], Facts] = {}
    worked: list[Worked] = []
    run = 0
    for block in chosen:
        one = grid(situation, block, worse)
        for is_heavy, facts in ((False, light), (True, heavy)) if block.list in AMOUNTS else ((False, light),):
            start = working.get((block.rule, is_heavy)) if block.off else bared(situation, block, found, facts)
            if start is None:
                if not excluded(situation, block.rule):
                    uncovered.append(Uncovered(block.name, "idle"))
                continue
            results, more = _results(situation, one, start)
            run += len(results) + len(more)
            failures += more
            if block.rule and not block.off:
                first = next((facts for facts, result in results.values() if block.rule in result.applied), None)
                if first is not None:
                    # on it is run what takes the rule's effect away, and the rule beside others in another order
                    working[block.rule, is_heavy] = first
                    worked.append(Worked(block.rule, (*block.facts, OTHER), first, block.list in ENDING))
            for found_ in tested(one, results):
                if isinstance(found_, str):
                    left[block.name, found_] += 1
                else:
                    failures.append(found_)
        if not one.whole:
            uncovered.append(Uncovered(block.name, "too-many-cells", one.left))
    uncovered += [Uncovered(name, why, count) for (name, why), count in left.items()]
    ordered, more = compared(situation, heavy, worked, turned)
    failures += more
    distinct = _first_of_each(failures)
    files = tuple(tuple(situation.file(c) for c in f.cases) for f in distinct)
    stands_for = _product(situation, found)
    return Proof(situation.name, situation.offence, run, stands_for, distinct, files, tuple(uncovered), ordered)


def _due(found: Sequence[Block], situation: Situation, rules: frozenset[str] | None, extra: bool) -> list[Block]:
    """What is run here: what chooses the range always, and the rules that are due; between two laws no others.

    With an exclusion that is due goes the rule that it defeats: it shows only on a case in which that rule works.
    """
    tiers = [b for b in found if b.list == "tiers" and not extra]
    rest = [b for b in found if b.list != "tiers"]
    if rules is None:
        return tiers + rest
    if situation.between:
        return tiers
    defeated = {b.rule for b in rest if b.off in rules}
    return tiers + [b for b in rest if b.rule in rules or b.off in rules or (not b.off and b.rule in defeated)]


def _results(
    situation: Situation, one: Grid, facts: Facts
) -> tuple[dict[tuple[int, ...], tuple[Facts, Result]], list[Failure]]:
    results: dict[tuple[int, ...], tuple[Facts, Result]] = {}
    failures: list[Failure] = []
    for place, own in one.cells(facts):
        try:
            results[place] = own, read(assess(situation.case(own), situation.law, rank=False), situation.law)
        except STOPS as error:
            message = say("the engine stops: {what}", what=f"{type(error).__name__}: {error}")
            failures.append(Failure("ends", one.block.name, message, (own,)))
    return results, failures


def _product(situation: Situation, found: Sequence[Block]) -> int:
    """How many cells the offence has: the values of all its facts, each choice and both sides of each threshold."""
    law, offence = situation.law, situation.offence
    names = (name for name in known(situation, found) if name in law.facts)
    return math.prod(max(1, len(space.values(law, offence, name))) for name in names)


def _first_of_each(failures: Iterable[Failure]) -> tuple[Failure, ...]:
    """Of each claim and block the first failure stands for all."""
    first: dict[tuple[str, str, str], Failure] = {}
    for failure in failures:
        first.setdefault((failure.claim, failure.block, str(dict(failure.message.values).get("fact"))), failure)
    return tuple(first.values())
