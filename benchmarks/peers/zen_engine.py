"""GoRules ZEN: a decision graph of tables and expressions (JDM), evaluated one case at a time."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import zen

from benchmarks.work import Case


def _table(fact: str, rows: list[tuple[str, int]]) -> dict[str, Any]:
    return {
        "hitPolicy": "first",
        "inputs": [{"id": "i", "name": fact, "field": fact}],
        "outputs": [{"id": "o", "name": f"{fact}_weight", "field": f"{fact}_weight"}],
        "rules": [{"_id": f"{fact}{n}", "i": test, "o": str(weight)} for n, (test, weight) in enumerate(rows)],
        "passThrough": True,
        "inputField": None,
        "outputPath": None,
        "executionMode": "single",
    }


def _choices(**weights: int) -> list[tuple[str, int]]:
    return [(f'"{choice}"', weight) for choice, weight in weights.items()]


TABLES = {
    "exceedance": [("< 500", 0), ("< 1000", 6), ("< 3000", 12), ("", 20)],
    "duration": [("< 3", 0), ("< 10", 4), ("< 30", 8), ("", 12)],
    "harm": _choices(none=0, slight=5, ordinary=15, serious=25),
    "area": _choices(industrial=0, residential=6, protected=12),
    "violations": [("< 2", 0), ("< 3", 8), ("", 16)],
    "cooperation": _choices(cooperative=0, passive=3, obstructive=8),
}
EXPRESSIONS = (
    ("percent", "min([5 + " + " + ".join(f"{fact}_weight" for fact in TABLES) + ", 100])"),
    ("study", "exam_passed and corrected ? 80 : 100"),
    ("sorry", 'apology and harm != "serious" ? 70 : 100'),
    ("reduced", "$.percent * 2000 * $.study / 100 * $.sorry / 100"),
    ("clamped", "min([max([$.reduced, 20000]), 200000])"),
    ("none", 'no_fault or (harm == "none" and first_violation and corrected)'),
    ("fine", "$.none ? 0 : floor(($.clamped + 500) / 1000) * 1000"),
)


def graph() -> str:
    """The decision: the six tables one after the other, then the arithmetic."""
    nodes: list[dict[str, Any]] = [{"id": "in", "type": "inputNode", "name": "in", "content": {}}]
    nodes += [
        {"id": fact, "type": "decisionTableNode", "name": fact, "content": _table(fact, rows)}
        for fact, rows in TABLES.items()
    ]
    expressions = [{"id": key, "key": key, "value": value} for key, value in EXPRESSIONS]
    content = {
        "expressions": expressions,
        "passThrough": False,
        "inputField": None,
        "outputPath": None,
        "executionMode": "single",
    }
    nodes.append({"id": "amount", "type": "expressionNode", "name": "amount", "content": content})
    nodes.append({"id": "out", "type": "outputNode", "name": "out", "content": {}})
    edges = [
        {"id": f"e{n}", "type": "edge", "sourceId": a["id"], "targetId": b["id"]}
        for n, (a, b) in enumerate(pairwise(nodes))
    ]
    return json.dumps({"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges})


def decision() -> Any:
    """The decision, loaded."""
    return zen.ZenEngine().create_decision(graph())


def fine(loaded: Any, case: Case, trace: bool = False) -> int:
    """One case; with ``trace`` it says what each node did."""
    found = loaded.evaluate(case, {"trace": True}) if trace else loaded.evaluate(case)
    return int(found["result"]["fine"])
