"""For mutation testing (docs/mutation.md): the table by module, and the mutants that survived, with what was changed.

``python -m tests.mutation.survivors RESULTS…`` in the folder ``mutants``, with the files that ``tests/mutation/each.py`` wrote, the first
pass first. A mutant that any pass killed is killed.
"""

from __future__ import annotations

import ast
import difflib
import json
import sys
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Final

PACKAGE: Final = "discretion.assess."
_GENERATED: Final = "# type: ignore # mutmut"
KINDS: Final = ("killed", "survived", "timeout", "crash", "not-reached")


def statuses(paths: list[str]) -> dict[str, str]:
    """What became of each mutant in all passes together."""
    found: dict[str, str] = {}
    for path in paths:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            if found.get(one["mutant"]) != "killed":
                found[one["mutant"]] = one["status"]
    return found


@cache
def _functions(module: str) -> dict[str, list[str]]:
    """The lines of every version of every function in a file that mutmut made."""
    path = Path(*module.split("."))
    text = (path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py").read_text("utf-8")
    lines = [line.partition(_GENERATED)[0].rstrip() for line in text.splitlines()]
    return {
        node.name: [line.replace(node.name, "") for line in lines[node.lineno - 1 : node.end_lineno]]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
    }


def change(mutant: str) -> str:
    """What was changed, on one line."""
    module, _, name = mutant.rpartition(".")
    functions = _functions(module)
    before, after = functions[f"{name.rpartition('__mutmut_')[0]}__mutmut_orig"], functions[name]
    diff = [x for x in difflib.unified_diff(before, after, n=0, lineterm="") if not x.startswith(("---", "+++", "@@"))]
    return " ".join(f"{x[0]} {x[1:].strip()}" for x in diff)


def main(paths: list[str]) -> None:
    """Print the table, then the survivors."""
    found = statuses(paths)
    by_module: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant, status in found.items():
        module = mutant.removeprefix(PACKAGE).rpartition(".")[0] or "__init__"
        by_module[module][status] += 1
    rows = [*sorted(by_module.items()), ("together", Counter(found.values()))]
    for module, counts in rows:
        cells = " | ".join(str(counts[kind]) for kind in KINDS)
        sys.stdout.write(f"| {module} | {counts.total()} | {cells} |\n")
    for mutant, status in found.items():
        if status != "killed":
            sys.stdout.write(f"{mutant.removeprefix(PACKAGE)}  [{status}]  {change(mutant)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
