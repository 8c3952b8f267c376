"""For mutation testing (docs/mutation.md): every mutant that mutmut made, in a process of its own forked when all is loaded.

``mutmut run`` starts pytest anew for each mutant: it collects the tests and reads the rules again, which takes longer than the tests. As a
pytest plugin this module does both once, runs every test once on the unchanged code (its time, and the functions of the engine that
it reaches), and then forks for each mutant: the child switches the mutant on, runs the tests that reach the changed function until
one fails, and ends. The mutants, their names and how one is switched on are mutmut's; run it in the folder ``mutants`` that mutmut made.

Settings are environment variables: ``MUTANTS``, names with wildcards (all without it); ``RESULTS``, a file to which one JSON line is added for
a mutant, and which tells what to leave out the next time; ``SURVIVORS``, such a file: only those that it does not tell as killed; ``BUDGET``, seconds of
processor that a mutant is given at most (0: every test that reaches it); ``SLOWEST``, tests that take longer are left out.
"""

from __future__ import annotations

import fnmatch
import gc
import importlib
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from _pytest.runner import runtestprotocol

from discretion.assess import memo

MUTANTS: Final = os.environ.get("MUTANTS", "*").split()
RESULTS: Final = Path(os.environ.get("RESULTS", "results.jsonl"))
SURVIVORS: Final = os.environ.get("SURVIVORS", "")
BUDGET: Final = float(os.environ.get("BUDGET", "0"))
SLOWEST: Final = float(os.environ.get("SLOWEST", "1"))
#: Seconds of processor after which a mutant counts as one that does not end, beyond what its tests took on the unchanged code.
PATIENCE: Final = 8
#: The tests of the engine itself.
FIRST: Final = "tests/assess/"
_MEMORY: Final = 4 << 30


class Switch:
    """Which mutant is on, and the functions that were reached, in place of mutmut's environment variable (which is read at every call)."""

    def __init__(self) -> None:
        # mutmut is no dependency of the tests
        trampoline: Any = importlib.import_module("mutmut.mutation.trampoline")
        self.on = ""
        self.reached: set[str] = set()
        trampoline.get_mutant_under_test = lambda: self.on
        trampoline.record_trampoline_hit = lambda name, caller=None: self.reached.add(name)


switch = Switch()


def names() -> Iterator[str]:
    """The mutants that are asked for, in the order of the modules."""
    done = {one["mutant"] for one in _lines(RESULTS)}
    only = {one["mutant"] for one in _lines(Path(SURVIVORS)) if one["status"] != "killed"} if SURVIVORS else None
    for path in sorted(Path("discretion/assess").glob("*.meta")):
        for key in json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]:
            name = key.replace("__init__.", "")
            if name in done or (only is not None and name not in only):
                continue
            if any(fnmatch.fnmatch(name, pattern) for pattern in MUTANTS):
                yield name


def _lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _passes(item: pytest.Item) -> bool:
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def measured(items: list[pytest.Item]) -> dict[str, list[tuple[float, pytest.Item]]]:
    """The tests that reach each function, with their seconds on the unchanged code."""
    found: dict[str, list[tuple[float, pytest.Item]]] = defaultdict(list)
    for item in items:
        memo.forget()
        switch.reached, switch.on = set(), "stats"
        if not _passes(item):
            _say(f"left out, fails on the unchanged code: {item.nodeid}")
            continue
        if not switch.reached:
            continue
        reached, switch.on = switch.reached, ""
        memo.forget()
        start = time.process_time()
        _passes(item)
        seconds = time.process_time() - start
        if seconds > SLOWEST:
            _say(f"left out, {seconds:.1f} s: {item.nodeid}")
            continue
        for name in reached:
            found[name].append((seconds, item))
    return found


def _child(mutant: str, tests: list[tuple[float, pytest.Item]], into: int, folder: str) -> None:
    """Run the tests until one fails, and write its place; never returns."""
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    os.dup2(null, 2)
    limit = int(sum(seconds for seconds, _ in tests) * 4 + PATIENCE)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    signal.alarm(limit * 4)
    tempfile.tempdir = folder
    memo.forget()
    switch.on = mutant
    os.environ["MUTANT_UNDER_TEST"] = mutant
    for place, (_, item) in enumerate(tests):
        try:
            passed = _passes(item)
        except BaseException:
            passed = False
        if not passed:
            os.write(into, str(place).encode())
            os._exit(1)
    os._exit(0)


def tried(mutant: str, tests: list[tuple[float, pytest.Item]]) -> tuple[str, str, int]:
    """What became of a mutant, the test that killed it, and its place."""
    out, into = os.pipe()
    folder = tempfile.mkdtemp()
    child = os.fork()
    if not child:
        os.close(out)
        _child(mutant, tests, into, folder)
    os.close(into)
    told = os.read(out, 20)
    os.close(out)
    _, status = os.waitpid(child, 0)
    shutil.rmtree(folder, ignore_errors=True)
    if told:
        return "killed", tests[int(told)][1].nodeid, int(told)
    if os.WIFSIGNALED(status):
        return (
            ("timeout" if os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL) else "crash"),
            "",
            -1,
        )
    return ("survived" if os.WEXITSTATUS(status) == 0 else "killed"), "", -1


def _chosen(tests: list[tuple[float, pytest.Item]], kills: Counter[str]) -> list[tuple[float, pytest.Item]]:
    """What killed others like it comes first; then one case of each test, another one of each, and so on; as many as there is time for.

    The tests of the engine itself go before others, because they look at more of a result.
    """
    turns: Counter[str] = Counter()
    ordered: list[tuple[tuple[float, int, bool, float], tuple[float, pytest.Item]]] = []
    for test in sorted(tests, key=lambda one: one[0]):
        seconds, item = test
        name = item.nodeid.partition("[")[0]
        turns[name] += 1
        early = -kills[item.nodeid] / (seconds + 0.005)
        ordered.append(((early, turns[name], not name.startswith(FIRST), seconds), test))
    chosen: list[tuple[float, pytest.Item]] = []
    spent = 0.0
    for _, test in sorted(ordered, key=lambda one: one[0]):
        spent += test[0]
        if BUDGET and chosen and spent > BUDGET:
            break
        chosen.append(test)
    return chosen


def pytest_runtestloop(session: pytest.Session) -> bool:
    """In place of pytest's own loop."""
    from tests.support import rulebook

    # why a test failed is not asked; to say it takes seconds, since mutmut's files are long
    pytest.Function.repr_failure = lambda self, excinfo: ""  # type: ignore[method-assign]
    rulebook()
    start = time.monotonic()
    by_function = measured(session.items)
    _say(f"{len(session.items)} tests measured in {time.monotonic() - start:.0f} s")
    kills: dict[str, Counter[str]] = defaultdict(Counter)
    gc.collect()
    gc.freeze()
    totals: Counter[str] = Counter()
    with RESULTS.open("a", encoding="utf-8") as results:
        for mutant in names():
            function = mutant.rpartition("__mutmut_")[0]
            reaching = by_function.get(function, [])
            begun = time.monotonic()
            tests = _chosen(reaching, kills[function] + kills[function.rpartition(".")[0]])
            status, test, place = tried(mutant, tests) if tests else ("not-reached", "", -1)
            if status == "killed":
                kills[function][test] += 3
                kills[function.rpartition(".")[0]][test] += 1
            totals[status] += 1
            line = {
                "mutant": mutant,
                "status": status,
                "test": test,
                "ran": place + 1 if place >= 0 else len(tests),
                "of": len(reaching),
                "seconds": round(time.monotonic() - begun, 2),
            }
            results.write(json.dumps(line, ensure_ascii=False) + "\n")
            results.flush()
    _say(f"{dict(totals)} in {time.monotonic() - start:.0f} s")
    return True
