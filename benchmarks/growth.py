"""Cost against the number of rules and of cases. ``python -m benchmarks.growth [-o docs/growth.svg]``.

Rules: the same case, with copies of a province's rules beside the real ones (:mod:`benchmarks.synthetic`). Cases: the whole batch command.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.bench import QUARRY, best, head, line, one_core, process, wall
from discretion.rulebook.cache import RECENT

#: What is measured, by how often the rules stand there, or by how many cases there are.
Series = dict[str, dict[int, float]]
SIZES: Final = (1, 10, 100)
CASES: Final = (1_000, 10_000, 50_000)
#: The same layout whenever it is drawn.
_SETTINGS: Any = {"svg.hashsalt": "discretion", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9}


def measured(sizes: Sequence[int]) -> Series:
    """Seconds by the number of rules."""
    from benchmarks import synthetic

    discretion = str(Path(sys.executable).with_name("discretion"))
    found: Series = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            rules, count = synthetic.write(Path(name) / "rules", size)
            # files that have only just changed are read at every start, because times have a grain
            time.sleep(RECENT / 1e9)
            kept = str(Path(name) / "cache")
            command = {"cold": (discretion, "assess", str(QUARRY), "--rules", str(rules))}
            for what, seconds in (
                ("cold start, cache warm", wall(command, 5, DISCRETION_CACHE=kept)["cold"]),
                ("cold start, no cache", wall(command, 3, DISCRETION_CACHE="off")["cold"]),
                ("one case in process", one(rules)),
            ):
                found.setdefault(what, {})[count] = seconds
    return found


def one(rules: Path) -> float:
    """Seconds for one case in process, its rules loaded."""
    from discretion import assess, load_rulebook
    from discretion.case import read_case

    quarry, law = read_case("quarry", QUARRY.read_bytes(), load_rulebook(rules))
    return best(lambda: assess(quarry, law))


def by_cases(counts: Sequence[int]) -> Series:
    """Seconds of the whole batch command by the number of cases, on one core."""
    from benchmarks import generate

    discretion = str(Path(sys.executable).with_name("discretion"))
    found: Series = {"discretion batch": {}}
    with tempfile.TemporaryDirectory() as name:
        for count in counts:
            path = generate.write(Path(name) / "cases.jsonl", count)
            command = (discretion, "batch", str(path), "-o", f"{name}/out.csv", "-j", "1", "--force")
            found["discretion batch"][count] = process(command, check=False)
    return found


def show(series: Series, what: str = "rules") -> None:
    """The numbers, each against the first of its series."""
    head(f"Cost by the number of {what}")
    for name, points in series.items():
        first = next(iter(points.values()))
        for count, seconds in points.items():
            line(f"{name}, {count:,} {what}", seconds, "", first, "the first")


def draw(path: Path, rules: Series, cases: Series) -> None:
    """The two plots as SVG: both axes logarithmic, and a line that grows with what is counted."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    with matplotlib.rc_context(_SETTINGS):
        figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
        for axis, series, what in zip(axes, (rules, cases), ("rules", "cases"), strict=True):
            _plot(axis, series, what)
        figure.savefig(path, metadata={"Date": None, "Creator": None})
        pyplot.close(figure)


def _plot(axis: Any, series: Mapping[str, Mapping[int, float]], what: str) -> None:
    for name, points in series.items():
        axis.plot(list(points), list(points.values()), marker="o", label=name)
    counts = list(next(iter(series.values())))
    least = min(min(points.values()) for points in series.values())
    axis.plot(counts, [least * n / counts[0] for n in counts], linestyle=":", color="grey", label=f"as the {what} grow")
    axis.set(xscale="log", yscale="log", xlabel=what, ylabel="seconds, one core")
    axis.legend(frameon=False)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path, help="the plot, as SVG (needs matplotlib)")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="how many times the rules")
    parser.add_argument("--cases", type=int, nargs="*", default=CASES, help="how many cases")
    wanted = parser.parse_args()
    one_core()
    rules = measured(wanted.sizes)
    show(rules)
    cases = by_cases(wanted.cases)
    show(cases, "cases")
    if wanted.output is not None:
        draw(wanted.output, rules, cases)


if __name__ == "__main__":
    main()
