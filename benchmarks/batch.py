"""Many cases: this program and its peers on the same work, and synthetic cases over the whole rulebook. ``python -m benchmarks.batch``.

Everything runs on one core, in one process, and is compared with the function written by hand before it is timed. A peer that is not
installed is reported as missing.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.bench import best, head, line, one_core, process

#: The file of the synthetic cases.
CASES: Final = "cases.jsonl"
#: Cases of what takes long.
FEW: Final = 2000
Show = Callable[[str, float], None]


def peers(count: int) -> None:
    """The same small work by everybody, the results compared case by case before anything is timed."""
    from benchmarks import work
    from benchmarks.peers import hand

    cases = work.cases(count)
    wanted = [hand.fine(c) for c in cases]
    some = min(count, 2000)
    head(f"Peers on the same work ({count:,} cases, {len(set(map(str, cases))):,} different); results compared first")
    floor = best(lambda: [hand.fine(c) for c in cases]) / count

    def show(name: str, seconds: float) -> None:
        line(name, seconds, " cases/s", floor, "by hand")

    show("Python by hand, one by one", floor)
    _ours(cases, wanted, some, show)
    _columns(cases, wanted, show)
    for name, run in (("numpy", _numpy), ("openfisca_core", _openfisca), ("zen", _zen)):
        if importlib.util.find_spec(name) is None:
            print(f"  {name}: missing (pip install 'discretion[bench]')", flush=True)
        else:
            run(cases, wanted, some, show)


def agree(name: str, found: Sequence[int], wanted: Sequence[int]) -> None:
    """Stop where a peer has another result."""
    wrong = [n for n, (a, b) in enumerate(zip(found, wanted, strict=True)) if a != b]
    if wrong:
        raise SystemExit(f"{name}: case {wrong[0]} of {len(found)} gives {found[wrong[0]]}, not {wanted[wrong[0]]}")


def _ours(cases: list[Any], wanted: list[int], some: int, show: Show) -> None:
    from benchmarks import ours

    one = ours.One()
    agree("discretion", [one.fine(c) for c in cases[:some]], wanted[:some])
    few = cases[: min(some, 200)]
    show("discretion, one case with all its findings", best(lambda: [one.fine(c) for c in few]) / len(few))
    ready = [one.case(c) for c in few]
    show("discretion, the same without reading the case", best(lambda: [one.assess(c) for c in ready]) / len(few))
    many = ours.Many()
    for name, rows in (("JSON Lines", many.json(cases)), ("texts of a table", many.table(cases))):
        begun = time.process_time()
        found = many.fines(rows)
        seconds = time.process_time() - begun
        agree(f"discretion batch, {name}", found, wanted)
        show(f"discretion batch, {name}", seconds / len(cases))


def _columns(cases: list[Any], wanted: list[int], show: Show) -> None:
    """Columns in and out: fine, outcome and pattern of every row, all the other columns of a result beside them."""
    if importlib.util.find_spec("pyarrow") is None:
        print("  pyarrow: missing (pip install 'discretion[batch]')", flush=True)
        return
    from benchmarks import ours, table

    rows = table.batch(cases)
    fresh = ours.columns()
    begun = time.process_time()
    found = fresh(rows)
    first = time.process_time() - begun
    agree("discretion, columns", [int(a) for a in found.column("amount").to_pylist()], wanted)
    show("discretion, columns in and out, the first time", first / len(cases))
    show("discretion, columns in and out", best(lambda: fresh(rows)) / len(cases))


def _numpy(cases: list[Any], wanted: list[int], some: int, show: Show) -> None:
    from benchmarks.peers import columns

    loaded = columns.load(cases)
    agree("numpy", columns.fines(loaded).tolist(), wanted)
    show("NumPy, columns in and out", best(lambda: columns.fines(loaded)) / len(cases))


def _zen(cases: list[Any], wanted: list[int], some: int, show: Show) -> None:
    from benchmarks.peers import zen_engine

    loaded = zen_engine.decision()
    few = cases[:some]
    for name, trace in (("GoRules ZEN, one by one", False), ("GoRules ZEN with its trace", True)):
        agree(name, [zen_engine.fine(loaded, c, trace) for c in few], wanted[:some])
        show(name, best(lambda trace=trace: [zen_engine.fine(loaded, c, trace) for c in few]) / len(few))  # type: ignore[misc]


def _openfisca(cases: list[Any], wanted: list[int], some: int, show: Show) -> None:
    from benchmarks.peers import openfisca

    rules = openfisca.system()
    few = cases[:100]
    agree("openfisca", [openfisca.one(rules, c) for c in few], wanted[:100])
    show("OpenFisca, one by one", best(lambda: [openfisca.one(rules, c) for c in few]) / len(few))
    loaded = openfisca.load(cases)
    agree("openfisca, columns", openfisca.many(rules, loaded, len(cases)).tolist(), wanted)
    show("OpenFisca, columns in and out", best(lambda: openfisca.many(rules, loaded, len(cases))) / len(cases))


def whole_rulebook(count: int, mixes: Sequence[str] = (), only: Sequence[str] = ()) -> None:
    """Synthetic cases over the whole rulebook, in mixes of :mod:`benchmarks.generate`: all of :data:`PARTS`, or some."""
    from benchmarks import generate

    for mix in mixes or generate.MIXES:
        head(f"Batch on one core: {count:,} synthetic cases over the whole rulebook, mix “{mix}”")
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            generate.write(folder / CASES, count, mix=mix)
            for part in only or PARTS:
                PARTS[part](folder, count, mix)


def _judged(folder: Path, count: int, full: bool) -> Iterator[tuple[int, float, Any]]:
    """The chunks of a batch of rows in this process, each with its number of rows and its time; nothing is remembered yet."""
    from discretion import load_rulebook
    from discretion.batch import inputs
    from discretion.batch.judge import Defaults
    from discretion.batch.pool import judged
    from discretion.batch.run import CHUNK
    from discretion.report.language import Language

    book = load_rulebook()
    facts = frozenset(r.id for r in book.shelf().rules if r.section == "facts")
    tables = inputs.prepare([folder / CASES], {}, facts)
    begun = time.process_time()
    for done in judged(inputs.chunks(tables, CHUNK, 0, full), book, Defaults(), Language("en"), 1, full=full):
        yield len(done.codes), time.process_time() - begun, done
        begun = time.process_time()


def _rows(folder: Path, count: int, mix: str) -> None:
    """Rows in, short results out."""
    seconds, failed, patterns = 0.0, 0, set[str]()
    for _, spent, done in _judged(folder, count, full=False):
        seconds += spent
        failed += sum(1 for c in done.codes if done.results[c][0].error)
        patterns.update(found.applied for r in done.results for found in r)
    line("JSON Lines in, short results out", seconds / count, " cases/s")
    print(f"  {count:,} rows, {failed:,} failed, {len(patterns):,} patterns of applied rules", flush=True)


def _full(folder: Path, count: int, mix: str) -> None:
    """Rows in, whole results out: every finding, the case and the hash, as JSON in one line."""
    times = [(rows, spent, sum(map(len, done.whole))) for rows, spent, done in _judged(folder, count, full=True)]
    line("JSON Lines in, whole results out", sum(t for _, t, _ in times) / count, " cases/s")
    last = times[-max(1, len(times) // 10) :]
    rows = sum(n for n, _, _ in last)
    line(f"  of these the last {rows:,}", sum(t for _, t, _ in last) / rows, " cases/s")
    print(f"  {count:,} rows, {sum(size for _, _, size in times) / count:,.0f} bytes each", flush=True)


def _columns_whole(folder: Path, count: int, mix: str) -> None:
    """Record batches in and out, read from a file: fine, outcome and pattern of every row; the rules are loaded, nothing else is known."""
    if importlib.util.find_spec("pyarrow") is None:
        print("  pyarrow: missing (pip install 'discretion[batch]')", flush=True)
        return
    from benchmarks import table
    from discretion import load_rulebook
    from discretion.batch import parquet
    from discretion.batch.arrow import Step
    from discretion.batch.judge import Defaults
    from discretion.report.language import Language

    path = table.convert(folder / CASES, folder / "cases.parquet")
    book = load_rulebook()
    book.shelf()
    step = Step(book, Defaults(), Language("en"))
    times: list[tuple[int, float]] = []
    applied: set[str] = set()
    gc.disable()
    begun = time.process_time()
    for _, batch in parquet.batches(path):
        found = step(batch)
        times.append((found.num_rows, time.process_time() - begun))
        applied.update(found.column("applied").dictionary.to_pylist())
        begun = time.process_time()
    gc.enable()
    line("columns in and out, the file read among it", sum(t for _, t in times) / count, " cases/s")
    if len(times) > 2:
        rows, seconds = times[-2]
        line(f"  of these the last {rows:,} before the rest", seconds / rows, " cases/s")
    print(
        f"  {count:,} rows, {len(applied):,} patterns of applied rules, {step.judge.counts.most_common()}", flush=True
    )


def _commands(folder: Path, count: int, mix: str) -> None:
    """Whole commands, their start among it."""
    from benchmarks import generate

    path = folder / CASES
    start = (str(Path(sys.executable).with_name("discretion")), "batch", str(path), "-j", "1", "--force", "-o")
    line("the whole command", process((*start, f"{folder}/out.csv"), check=False) / count, " cases/s")
    few = min(count, FEW)
    generate.write(path, few, mix=mix)
    alone = process((*start, f"{folder}/out.csv", "--one-by-one"), check=False)
    line("the whole command, every case by the whole engine", alone / few, " cases/s")
    full = process((*start, f"{folder}/out.jsonl", "--full"), check=False)
    line("the whole command, results with all findings", full / few, " cases/s")


#: What is measured of synthetic cases.
PARTS: Final[dict[str, Callable[[Path, int, str], None]]] = {
    "rows": _rows,
    "full": _full,
    "columns": _columns_whole,
    "commands": _commands,
}


def main() -> None:
    """The command line."""
    from benchmarks.generate import MIXES

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=20_000, help="synthetic cases of each mix; 0 for none")
    parser.add_argument("--mix", choices=list(MIXES), action="append", help="only this mix")
    parser.add_argument("--only", choices=list(PARTS), action="append", help="of the synthetic cases only this")
    parser.add_argument("--peer-cases", type=int, default=200_000, help="cases of the peers' work; 0 for none")
    wanted = parser.parse_args()
    one_core()
    if wanted.peer_cases:
        peers(wanted.peer_cases)
    if wanted.cases:
        whole_rulebook(wanted.cases, wanted.mix or (), wanted.only or ())


if __name__ == "__main__":
    main()
