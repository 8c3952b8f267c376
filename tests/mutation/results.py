"""For mutation testing (docs/mutation.md): whether a mutant that survived the tests changes any result at all, and what of it.

Assesses the rule cases, each of them once more with one fact unknown, and the examples: first on the unchanged code, then for each mutant
in a process of its own. ``python -m tests.mutation.results SURVIVORS RESULTS`` in the folder ``mutants``; both are files as
``tests/mutation/each.py`` writes them. A line says for each aspect how many cases differ in it, and names one.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, Final

import msgspec

from discretion.assess import assess, memo
from discretion.assess.assessment import Assessment
from discretion.case import Case, case_at, read_case
from discretion.case.case import Missing
from discretion.rulebook import Law
from tests.mutation.each import switch
from tests.support import rulebook

Known = tuple[str, Case, Law, Assessment | str]
ENGINE: Final = "discretion/assess/"
#: What is compared: what is decided, what is asked for, and why.
ASPECTS: Final[dict[str, Callable[[Assessment], Any]]] = {
    "decided": lambda a: (
        a.outcome,
        a.fine,
        a.settled,
        [
            (v.outcome, v.fine, v.settled, v.base, v.provided, v.alternatives, v.measures, v.daily, v.enforced_by)
            for v in a.violations
        ],
        [(p.outcome, p.fine, p.provided, p.base) for v in a.violations for p in v.persons],
    ),
    "asked": lambda a: (
        a.unused,
        a.without_evidence,
        a.unused_choices,
        [(v.missing, [p.missing for p in v.persons]) for v in a.violations],
    ),
    "reasons": lambda a: (
        a.findings,
        a.marks,
        a.titles,
        [(v.findings, v.candidates, [p.findings for p in v.persons]) for v in a.violations],
    ),
}


def cases() -> Iterator[tuple[str, Case, Law]]:
    """The cases with their names."""
    book = rulebook()
    shelf = book.shelf()
    for number, rule in enumerate(rule for rule in shelf.rules if rule.section == "cases"):
        case, law = case_at(shelf.sources[rule.file], (*rule.steps, "case"), book)
        yield rule.id, case, law
        first = case.violations[0]
        if first.facts:
            name = sorted(first.facts)[number % len(first.facts)]
            unknown = msgspec.structs.replace(first.facts[name], value=Missing.UNKNOWN)
            less = msgspec.structs.replace(first, facts={**first.facts, name: unknown})
            yield (
                f"{rule.id}, {name} unknown",
                msgspec.structs.replace(case, violations=(less, *case.violations[1:])),
                law,
            )
    for path in sorted(Path("examples").glob("*.yaml")):
        case, law = read_case(path.name, path.read_bytes(), book)
        yield path.name, case, law


def _assessed(case: Case, law: Law) -> Assessment | str:
    """The result, or what went wrong."""
    try:
        return assess(case, law, rank=False)
    except Exception as failed:
        return type(failed).__name__


def _steps(case: Case, law: Law) -> frozenset[tuple[str, int, int]]:
    """The steps from line to line in the engine that a case takes."""
    found: set[tuple[str, int, int]] = set()

    def enter(frame: FrameType, event: str, arg: Any) -> Any:
        if ENGINE not in frame.f_code.co_filename:
            return None
        name, last = frame.f_code.co_filename, 0

        def line(frame: FrameType, event: str, arg: Any) -> Any:
            nonlocal last
            found.add((name, last, frame.f_lineno))
            last = frame.f_lineno
            return line

        return line

    memo.forget()
    sys.settrace(enter)
    try:
        _assessed(case, law)
    finally:
        sys.settrace(None)
    return frozenset(found)


def chosen(every: int) -> list[Known]:
    """Cases that together take every step that any of them takes, and every so many-th of the others; with their results."""
    known = list(cases())
    steps = [_steps(case, law) for _, case, law in known]
    left = frozenset[tuple[str, int, int]]().union(*steps)
    places = set(range(0, len(known), every))
    for place in places:
        left -= steps[place]
    while left:
        best = max(range(len(known)), key=lambda place: len(steps[place] & left))
        left -= steps[best]
        places.add(best)
    memo.forget()
    return [(*known[place], _assessed(*known[place][1:])) for place in sorted(places)]


def _differences(known: list[Known]) -> dict[str, Any]:
    found: dict[str, list[str]] = {aspect: [] for aspect in (*ASPECTS, "stopped", "else")}
    for name, case, law, before in known:
        after = _assessed(case, law)
        if after == before:
            continue
        if isinstance(before, str) or isinstance(after, str):
            found["stopped"].append(name)
            continue
        differ = [aspect for aspect, look in ASPECTS.items() if look(before) != look(after)]
        for aspect in differ or ["else"]:
            found[aspect].append(name)
    return {aspect: [len(names), names[0]] for aspect, names in found.items() if names}


def main(survivors: str, results: str, every: str = "12") -> None:
    """Try the mutants that survived."""
    known = chosen(int(every))
    sys.stderr.write(f"{len(known)} cases\n")
    memo.forget()
    gc.collect()
    gc.freeze()
    done = (
        {json.loads(line)["mutant"] for line in Path(results).read_text().splitlines()}
        if Path(results).exists()
        else set()
    )
    with Path(results).open("a", encoding="utf-8") as into:
        for line in Path(survivors).read_text(encoding="utf-8").splitlines():
            mutant = json.loads(line)["mutant"]
            if json.loads(line)["status"] == "killed" or mutant in done:
                continue
            out, end = os.pipe()
            child = os.fork()
            if not child:
                resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
                switch.on = mutant
                os.write(end, json.dumps(_differences(known), ensure_ascii=False).encode())
                os._exit(0)
            os.close(end)
            told = b""
            while part := os.read(out, 65536):
                told += part
            os.close(out)
            os.waitpid(child, 0)
            found = json.loads(told) if told else {"stopped": [0, "no end"]}
            into.write(json.dumps({"mutant": mutant, **found}, ensure_ascii=False) + "\n")
            into.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
