"""The floor: the same rules as one Python function written by hand."""

from __future__ import annotations

from benchmarks.work import Case, Fine

_HARM = {"none": 0, "slight": 5, "ordinary": 15, "serious": 25}
_AREA = {"industrial": 0, "residential": 6, "protected": 12}
_COOPERATION = {"cooperative": 0, "passive": 3, "obstructive": 8}


def fine(case: Case) -> Fine:
    """The fine of one case."""
    harm = case["harm"]
    if case["no_fault"] or (harm == "none" and case["first_violation"] and case["corrected"]):
        return 0
    over, days, times = case["exceedance"], case["duration"], case["violations"]
    percent = (
        5
        + (0 if over < 500 else 6 if over < 1000 else 12 if over < 3000 else 20)
        + (0 if days < 3 else 4 if days < 10 else 8 if days < 30 else 12)
        + _HARM[harm]
        + _AREA[case["area"]]
        + (0 if times < 2 else 8 if times < 3 else 16)
        + _COOPERATION[case["cooperation"]]
    )
    amount = min(percent, 100) * 2000 * 100
    if case["exam_passed"] and case["corrected"]:
        amount = amount * 80 // 100
    if case["apology"] and harm != "serious":
        amount = amount * 70 // 100
    amount = min(max(amount, 2_000_000), 20_000_000)
    return (amount + 50_000) // 100_000 * 1000
