"""What the reader of cases refuses is refused in a batch too, in whatever form it comes, and among rows that are told the short way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from discretion.batch import columnar
from tests.batch.support import ROW, do, read_csv, write_csv

#: A row without what only an assessment by itself can weigh.
PLAIN = {k: v for k, v in ROW.items() if not k.startswith("stated.")}
#: What is wrong in a row, and the words in which the reader of cases says so.
REFUSED = {
    "found before the case began": (
        {"timeline.found": "2025-05-01", "timeline.filed": "2025-04-30"},
        "Day on which the case was filed (2025-04-30) lies before Day on which the act was found (2025-05-01)",
    ),
    "decided before it was filed": ({"timeline.filed": "2025-06-02"}, "Day of the decision (2025-06-01) lies before"),
    "decided before the notice": ({"timeline.notice": "2025-06-02"}, "Day of the decision (2025-06-01) lies before"),
    "decided before it was found": ({"timeline.found": "2025-06-02"}, "Day of the decision (2025-06-01) lies before"),
    "reinspected before the order": (
        {"timeline.order_served": "2025-05-02", "timeline.reinspection": "2025-05-01"},
        "Day of the re-inspection (2025-05-01) lies before",
    ),
    "an organisation with an age": ({"party.age": "30"}, "only an individual has `age`"),
    "an organisation with a capacity": ({"party.capacity": "full"}, "only an individual has `capacity`"),
    "nobody is that old": ({"party.kind": "individual", "party.age": "151"}, "`151` is no age in years"),
}


def rows(wrong: dict[str, str]) -> list[dict[str, str]]:
    """Good rows, of which the first is always assessed by itself, and among them one that is wrong."""
    several = [{**dict.fromkeys(wrong, ""), **PLAIN, "key": f"k{n}"} for n in range(6)]
    several[4] |= wrong
    return several


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_a_wrong_row_is_refused_and_the_others_are_not(
    name: str, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columnar, "FEW", 0)
    wrong, words = REFUSED[name]
    several, path = rows(wrong), tmp_path / f"in.{form}"
    if form == "csv":
        write_csv(path, several)
    elif form == "jsonl":
        path.write_text("".join(json.dumps(nested(row)) + "\n" for row in several), encoding="utf-8")
    else:
        package, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
        parquet.write_table(package.table({n: [row[n] for row in several] for n in several[0]}), path)
    summary, _ = do(path, tmp_path / "out.csv")
    found = read_csv(tmp_path / "out.csv")
    assert words in found[4]["error"]
    assert [row["error"] == "" for row in found] == [n != 4 for n in range(6)]
    assert summary.failed == 1
    # without a table amount the assumed table gives 60,000 (30 % of 200,000); then the two programmes, and rounding
    assert {row["amount"] for n, row in enumerate(found) if n != 4} == {"34000"}


def nested(row: dict[str, str]) -> dict[str, object]:
    """A row as a case file would nest it."""
    case: dict[str, object] = {n: row[n] for n in ("key", "jurisdiction", "offence")}
    for part in ("party", "timeline"):
        case[part] = {n.partition(".")[2]: v for n, v in row.items() if n.startswith(f"{part}.") and v}
    facts = {n: v for n, v in row.items() if n not in case and not n.startswith(("party.", "timeline."))}
    values = {"true": True, "false": False}
    case["facts"] = {n: values[v] if v in values else int(v) if v.isdecimal() else v for n, v in facts.items()}
    party = case["party"]
    assert isinstance(party, dict)
    if "age" in party:
        party["age"] = int(party["age"])
    return case
