"""The limit of the machine: NumPy columns, thresholds and look-ups over whole arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.work import AREA, COOPERATION, HARM, Case

Columns = dict[str, Any]


def load(cases: list[Case]) -> Columns:
    """Cases as columns: choices as small numbers."""
    found = {name: np.array([c[name] for c in cases]) for name in cases[0] if not isinstance(cases[0][name], str)}
    for name, choices in (("harm", HARM), ("area", AREA), ("cooperation", COOPERATION)):
        codes = {choice: n for n, choice in enumerate(choices)}
        found[name] = np.array([codes[c[name]] for c in cases], dtype=np.int8)
    return found


def fines(columns: Columns) -> Any:
    """The fines of all cases."""
    harm, corrected = columns["harm"], columns["corrected"]
    percent = (
        5
        + np.array([0, 6, 12, 20])[np.searchsorted([500, 1000, 3000], columns["exceedance"], side="right")]
        + np.array([0, 4, 8, 12])[np.searchsorted([3, 10, 30], columns["duration"], side="right")]
        + np.array([0, 5, 15, 25])[harm]
        + np.array([0, 6, 12])[columns["area"]]
        + np.array([0, 8, 16])[np.searchsorted([2, 3], columns["violations"], side="right")]
        + np.array([0, 3, 8])[columns["cooperation"]]
    )
    amount = np.minimum(percent, 100) * 200_000
    amount = np.where(columns["exam_passed"] & corrected, amount * 80 // 100, amount)
    amount = np.where(columns["apology"] & (harm != 3), amount * 70 // 100, amount)
    amount = (np.clip(amount, 2_000_000, 20_000_000) + 50_000) // 100_000 * 1000
    none = columns["no_fault"] | ((harm == 0) & columns["first_violation"] & corrected)
    return np.where(none, 0, amount)
