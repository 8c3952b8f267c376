"""How fast, as ratios measured in one run. ``python -m benchmarks.bench [SECTION…]``; sections: cold, case, batch, growth, peers.

Every time is processor time on one core, the best of several repetitions, so that other work on the machine disturbs it little; every
ratio is between times of this run.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
QUARRY: Final = ROOT / "examples" / "yingkou-quarry.yaml"
REFERENCE: Final = "import typer, rich.console, rich.table, yaml"
LEAST: Final = 0.3
REPEATS: Final = 5


def best(work: Callable[[], object], least: float = LEAST, repeats: int = REPEATS) -> float:
    """Seconds for one call: the best of several rounds, each long enough to be measured."""
    work()
    begun = time.process_time()
    work()
    once = max(time.process_time() - begun, 1e-6)
    count = max(1, int(least / once))
    found = []
    for _ in range(repeats if once < 2 else 2):
        begun = time.process_time()
        for _ in range(count):
            work()
        found.append((time.process_time() - begun) / count)
    return min(found)


def line(name: str, seconds: float, per: str = "", against: float | None = None, unit: str = "") -> None:
    """One printed line: a time, a rate, and a ratio."""
    shown = (
        f"{seconds * 1e6:,.1f} µs"
        if seconds < 1e-3
        else f"{seconds * 1e3:,.2f} ms"
        if seconds < 1
        else f"{seconds:,.2f} s"
    )
    rate = f"{1 / seconds:>14,.0f}{per}" if per else ""
    ratio = "" if against is None else f"{seconds / against:>10,.2f} × {unit}"
    print(f"  {name:<52}{shown:>12}{rate}{ratio}", flush=True)


def head(title: str) -> None:
    """The title of a section."""
    print(f"\n{title}", flush=True)


# --- cold start -------------------------------------------------------------------------------------------------------


def _wall(
    commands: Mapping[str, Sequence[str]], rounds: int = 11, folder: Path = ROOT, **more: str
) -> dict[str, float]:
    """The whole process: the best of several rounds, the commands in turn."""
    environment = {**os.environ, **more}
    found: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            found[name].append(_process(command, folder, environment))
    return {name: min(times[1:] or times) for name, times in found.items()}


def _process(
    command: Sequence[str], folder: Path = ROOT, environment: dict[str, str] | None = None, check: bool = True
) -> float:
    """The processor time of a process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        command, cwd=folder, env=environment, check=check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cold() -> None:
    """The whole process against the imports that a command line of this kind cannot do without."""
    discretion = str(Path(sys.executable).with_name("discretion"))
    with tempfile.TemporaryDirectory() as kept:
        commands = {
            "python -c pass": (sys.executable, "-c", "pass"),
            f'python -c "{REFERENCE}"': (sys.executable, "-c", REFERENCE),
            "discretion --help": (discretion, "--help"),
            "discretion assess examples/yingkou-quarry.yaml": (discretion, "assess", str(QUARRY)),
        }
        times = _wall(commands, DISCRETION_CACHE=kept)
        times["the same without the cache of rules"] = _wall(
            {"": commands[list(commands)[-1]]}, 5, DISCRETION_CACHE="off"
        )[""]
    head("Cold start, whole process")
    for name, seconds in times.items():
        line(name, seconds, "", times[list(times)[1]], "the imports")


# --- one case ---------------------------------------------------------------------------------------------------------


def case() -> None:
    """One case with all its findings, in process, the whole rulebook loaded."""
    from discretion import assess, load_rulebook
    from discretion.batch.part import part
    from discretion.case import read_case

    data = QUARRY.read_bytes()
    book = load_rulebook()
    quarry, law = read_case("quarry", data, book)
    head("One case in process, with all its findings")
    few = best(lambda: assess(quarry, law))
    line("the quarry, only the rules that it needs loaded", few, " cases/s", few, "this")
    book.shelf()
    quarry, law = read_case("quarry", data, book)
    line("the quarry, the whole rulebook loaded", best(lambda: assess(quarry, law)), " cases/s", few, "the first")
    narrowed = part(law, [quarry.violations[0].offence])
    line(
        "the same, narrowed to the offence as a batch does",
        best(lambda: assess(quarry, narrowed)),
        " cases/s",
        few,
        "the first",
    )
    line("reading the case file", best(lambda: read_case("quarry", data, book)), " cases/s", few, "the first")


# --- batch ------------------------------------------------------------------------------------------------------------


def batch(count: int) -> None:
    """``discretion batch`` over real-looking cases, one process."""
    from benchmarks import generate
    from discretion import load_rulebook
    from discretion.batch import inputs
    from discretion.batch.judge import Defaults, Judge
    from discretion.report.language import Language

    head(f"Batch on one core: {count:,} real-looking cases over the whole rulebook")
    with tempfile.TemporaryDirectory() as name:
        path = generate.write(Path(name) / "cases.jsonl", count)
        book = load_rulebook()
        book.shelf()
        judge = Judge(book, Defaults(), Language("en"))
        tables = inputs.prepare([path], {}, judge.known)
        begun = time.process_time()
        done = [judge.chunk(chunk) for chunk in inputs.chunks(tables, 500)]
        seconds = time.process_time() - begun
        rows = sum(len(d.codes) for d in done)
        failed = sum(1 for d in done for c in d.codes if d.results[c][0].error)
        patterns = len({found.applied for d in done for r in d.results for found in r})
        line("rows in, short results out, per case", seconds / rows, " cases/s")
        print(f"  {rows:,} rows, {failed:,} failed, {patterns:,} patterns of applied rules", flush=True)
        if hasattr(judge, "counts"):
            print("  " + ", ".join(f"{n:,} {what}" for what, n in judge.counts.items()), flush=True)
        out = Path(name) / "out.csv"
        command = (
            str(Path(sys.executable).with_name("discretion")),
            "batch",
            str(path),
            "-o",
            str(out),
            "-j",
            "1",
            "--force",
        )
        whole = _process(command, check=False)
        line("the whole command, start and output included, per case", whole / rows, " cases/s")


# --- growth -----------------------------------------------------------------------------------------------------------


def growth(sizes: Sequence[int]) -> None:
    """Cost against the number of rules: further provinces with tables and lists of their own."""
    from benchmarks import synthetic

    head("Growth with the rulebook: the same case, further provinces beside it")
    discretion = str(Path(sys.executable).with_name("discretion"))
    first: dict[str, float] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            rules, count = synthetic.write(Path(name) / "rules", size)
            kept = str(Path(name) / "cache")
            command = {"cold": (discretion, "assess", str(QUARRY), "--rules", str(rules))}
            found = {
                "cold start, cache warm": _wall(command, 6, DISCRETION_CACHE=kept)["cold"],
                "cold start, no cache": _wall(command, 4, DISCRETION_CACHE="off")["cold"],
                "one case in process": _one(rules),
            }
        print(f"  × {size}: {count:,} rules")
        for what, seconds in found.items():
            line(f"  {what}", seconds, "", first.setdefault(what, seconds), "the first")


def _one(rules: Path) -> float:
    from discretion import assess, load_rulebook
    from discretion.case import read_case

    quarry, law = read_case("quarry", QUARRY.read_bytes(), load_rulebook(rules))
    return best(lambda: assess(quarry, law))


# --- peers ------------------------------------------------------------------------------------------------------------


def peers(count: int) -> None:
    """The same small work by everybody, the results compared case by case before anything is timed."""
    from benchmarks import ours, work
    from benchmarks.peers import hand

    cases = work.cases(count)
    wanted = [hand.fine(c) for c in cases]
    some = min(count, 2000)
    head(f"Peers on the same work ({count:,} cases, {len(set(map(str, cases))):,} different); results compared first")
    floor = best(lambda: [hand.fine(c) for c in cases]) / count

    def show(name: str, seconds: float) -> None:
        line(name, seconds, " cases/s", floor, "by hand")

    show("Python by hand, one by one", floor)
    _ours(ours, cases, wanted, some, show)
    for name, run in (("numpy", _numpy), ("zen", _zen), ("openfisca_core", _openfisca)):
        if importlib.util.find_spec(name) is None:
            print(f"  {name}: missing (pip install 'discretion[bench]')", flush=True)
        else:
            run(cases, wanted, some, show)


def _agree(name: str, found: Sequence[int], wanted: Sequence[int]) -> None:
    wrong = [n for n, (a, b) in enumerate(zip(found, wanted, strict=True)) if a != b]
    if wrong:
        raise SystemExit(f"{name}: case {wrong[0]} of {len(found)} gives {found[wrong[0]]}, not {wanted[wrong[0]]}")


def _ours(ours: Any, cases: list[Any], wanted: list[int], some: int, show: Callable[[str, float], None]) -> None:
    one = ours.One()
    _agree("discretion", [one.fine(c) for c in cases[:some]], wanted[:some])
    few = cases[: min(some, 200)]
    show("discretion, one case with all its findings", best(lambda: [one.fine(c) for c in few]) / len(few))
    ready = [one.case(c) for c in few]
    show("discretion, the same without reading the case", best(lambda: [one.assess(c) for c in ready]) / len(few))
    many = ours.Many()
    for name, rows in (("JSON Lines", many.json(cases)), ("texts of a table", many.table(cases))):
        begun = time.process_time()
        found = many.fines(rows)
        seconds = time.process_time() - begun
        _agree(f"discretion batch, {name}", found, wanted)
        show(f"discretion batch, {name}", seconds / len(cases))


def _numpy(cases: list[Any], wanted: list[int], some: int, show: Callable[[str, float], None]) -> None:
    from benchmarks.peers import columns

    loaded = columns.load(cases)
    _agree("numpy", columns.fines(loaded).tolist(), wanted)
    show("NumPy, columns in and out", best(lambda: columns.fines(loaded)) / len(cases))


def _zen(cases: list[Any], wanted: list[int], some: int, show: Callable[[str, float], None]) -> None:
    from benchmarks.peers import zen_engine

    loaded = zen_engine.decision()
    few = cases[:some]
    for name, trace in (("GoRules ZEN, one by one", False), ("GoRules ZEN with its trace", True)):
        _agree(name, [zen_engine.fine(loaded, c, trace) for c in few], wanted[:some])
        show(name, best(lambda trace=trace: [zen_engine.fine(loaded, c, trace) for c in few]) / len(few))  # type: ignore[misc]


def _openfisca(cases: list[Any], wanted: list[int], some: int, show: Callable[[str, float], None]) -> None:
    from benchmarks.peers import openfisca

    rules = openfisca.system()
    few = cases[:100]
    _agree("openfisca", [openfisca.one(rules, c) for c in few], wanted[:100])
    show("OpenFisca, one by one", best(lambda: [openfisca.one(rules, c) for c in few]) / len(few))
    loaded = openfisca.load(cases)
    _agree("openfisca, columns", openfisca.many(rules, loaded, len(cases)).tolist(), wanted)
    show("OpenFisca, columns in and out", best(lambda: openfisca.many(rules, loaded, len(cases))) / len(cases))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = ("cold", "case", "batch", "growth", "peers")
    parser.add_argument("sections", nargs="*", choices=[*names, []], help="which; default: all")
    parser.add_argument("--cases", type=int, default=5000, help="real-looking cases of the batch")
    parser.add_argument("--peer-cases", type=int, default=100_000, help="cases of the peers' work")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1, 10, 100], help="how many times the rules")
    wanted = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, everything on one")
    work: dict[str, Callable[[], None]] = {
        "cold": cold,
        "case": case,
        "batch": lambda: batch(wanted.cases),
        "growth": lambda: growth(wanted.sizes),
        "peers": lambda: peers(wanted.peer_cases),
    }
    for name in wanted.sections or names:
        work[name]()


if __name__ == "__main__":
    main()
