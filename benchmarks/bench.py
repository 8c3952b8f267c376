"""All benchmarks in one run, and how everything is measured: ``python -m benchmarks.bench [cold] [case] [batch] [growth]``.

Every time is processor time on one core, the best of several repetitions, so that other work on the machine disturbs it little; every
ratio is between times of this run. Each section is a module of its own and can be run by itself, see README.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

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


def one_core() -> None:
    """Keep this process, and those that it starts, to one core; say on what machine."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, everything on one")


def head(title: str) -> None:
    """The title of a section."""
    print(f"\n{title}", flush=True)


def wall(commands: Mapping[str, Sequence[str]], rounds: int = 11, folder: Path = ROOT, **more: str) -> dict[str, float]:
    """The whole process: the best of several rounds, the commands in turn."""
    environment = {**os.environ, **more}
    found: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            found[name].append(process(command, folder, environment))
    return {name: min(times[1:] or times) for name, times in found.items()}


def process(
    command: Sequence[str], folder: Path = ROOT, environment: dict[str, str] | None = None, check: bool = True
) -> float:
    """The processor time of a process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        command, cwd=folder, env=environment, check=check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = ("cold", "case", "batch", "growth")
    parser.add_argument("sections", nargs="*", choices=[*names, []], help="which; default: all")
    parser.add_argument("--cases", type=int, default=20_000, help="synthetic cases of the batch, of each mix")
    parser.add_argument("--peer-cases", type=int, default=200_000, help="cases of the peers' work")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1, 10, 100], help="how many times the rules")
    wanted = parser.parse_args()
    one_core()

    from benchmarks import batch, cold_start, growth, one_case

    def case() -> None:
        one_case.quarry()
        one_case.peers()

    def many() -> None:
        batch.peers(wanted.peer_cases)
        batch.whole_rulebook(wanted.cases)

    work: dict[str, Callable[[], None]] = {
        "cold": lambda: cold_start.show(cold_start.measured()),
        "case": case,
        "batch": many,
        "growth": lambda: growth.show(growth.measured(wanted.sizes)),
    }
    for name in wanted.sections or names:
        work[name]()


if __name__ == "__main__":
    main()
