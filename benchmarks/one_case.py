"""One case in process, rules loaded, against the peers on the same work. ``python -m benchmarks.one_case``.

The results are compared case by case before anything is timed. This program remembers what it worked out for facts that it has
seen (``discretion/assess/memo.py``), so every row of it says on what it was measured: on cases that it has not seen, and on one case
again and again, which is also how the peers are measured.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
from collections.abc import Callable, Sequence

from benchmarks import work
from benchmarks.bench import QUARRY, best, head, line, one_core
from benchmarks.peers import hand
from benchmarks.work import Case

Show = Callable[[str, float], None]


def agree(name: str, found: Sequence[int], wanted: Sequence[int]) -> None:
    """End where a result differs."""
    for number, (one, other) in enumerate(zip(found, wanted, strict=True)):
        if one != other:
            raise SystemExit(f"{name}: case {number} of {len(found)} gives {one}, not {other}")


def quarry() -> None:
    """The case of the README over the whole rulebook, with all its findings."""
    from discretion import assess, load_rulebook
    from discretion.assess import memo
    from discretion.case import read_case

    data = QUARRY.read_bytes()
    book = load_rulebook()
    book.shelf()
    case, law = read_case("quarry", data, book)

    def anew() -> None:
        memo.forget()
        assess(case, law)

    head("One case in process, with all its findings, the whole rulebook loaded")
    again = best(lambda: assess(case, law))
    line("the quarry, again and again", again, " cases/s", again, "this")
    line("the quarry, nothing remembered", best(anew), " cases/s", again, "this")
    line("reading its case file", best(lambda: read_case("quarry", data, book)), " cases/s", again, "this")


def peers(count: int = 2000) -> None:
    """The peers' work, one case after the other."""
    cases = work.cases(count)
    wanted = [hand.fine(c) for c in cases]
    head(f"One case at a time on the same work ({count:,} cases, hardly two equal); results compared first")
    floor = best(lambda: [hand.fine(c) for c in cases]) / count

    def show(name: str, seconds: float) -> None:
        line(name, seconds, " cases/s", floor, "by hand")

    show("Python by hand", floor)
    _ours(cases, wanted, show)
    for name, run in (("zen", _zen), ("openfisca_core", _openfisca)):
        if importlib.util.find_spec(name) is None:
            print(f"  {name}: missing (pip install 'discretion[bench]')", flush=True)
        else:
            run(cases, wanted, show)


def _ours(cases: list[Case], wanted: list[int], show: Show) -> None:
    from benchmarks.ours import One
    from discretion.assess import memo

    one = One()
    agree("discretion", [one.fine(c) for c in cases], wanted)
    ready = [one.case(c) for c in cases]
    show("discretion, all findings, cases seen before", best(lambda: [one.assess(c) for c in ready]) / len(cases))
    # other cases than those that were seen, each once: what is remembered is what other cases have in common with them
    fresh = []
    for seed in range(2, 5):
        memo.forget()
        for case in ready:
            one.assess(case)
        others = [one.case(c) for c in work.cases(len(cases), seed)]
        begun = time.process_time()
        for case in others:
            one.assess(case)
        fresh.append((time.process_time() - begun) / len(others))
    show("discretion, all findings, cases not seen before", min(fresh))

    def anew() -> None:
        for case in ready[:50]:
            memo.forget()
            one.assess(case)

    show("discretion, all findings, nothing remembered", best(anew) / 50)
    show("discretion, reading the case and all findings", best(lambda: [one.fine(c) for c in cases]) / len(cases))


def _zen(cases: list[Case], wanted: list[int], show: Show) -> None:
    from benchmarks.peers import zen_engine

    loaded = zen_engine.decision()
    for name, trace in (("GoRules ZEN", False), ("GoRules ZEN with its trace", True)):
        agree(name, [zen_engine.fine(loaded, c, trace) for c in cases], wanted)
        show(name, best(lambda trace=trace: [zen_engine.fine(loaded, c, trace) for c in cases]) / len(cases))  # type: ignore[misc]


def _openfisca(cases: list[Case], wanted: list[int], show: Show) -> None:
    from benchmarks.peers import openfisca

    rules = openfisca.system()
    few = cases[:100]
    agree("OpenFisca", [openfisca.one(rules, c) for c in few], wanted[:100])
    show("OpenFisca", best(lambda: [openfisca.one(rules, c) for c in few]) / len(few))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=2000, help="cases of the peers' work")
    wanted = parser.parse_args()
    one_core()
    quarry()
    peers(wanted.cases)
