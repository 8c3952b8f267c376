"""Whole results of a batch: each is what the case alone gives, in whatever form it came; refused where the output cannot hold it."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml as yaml_

from benchmarks.generate import MIXES
from benchmarks.generate import cases as real_looking
from discretion import assess
from discretion.assess import memo
from discretion.assess.finding import Finding
from discretion.batch.full import Findings
from discretion.batch.inputs import Chunk
from discretion.batch.judge import Done, Judge
from discretion.batch.part import part
from discretion.canonical import seal, written
from discretion.case import Case, read_case
from discretion.report.cleaning import escaped
from discretion.report.json import data, dumps
from discretion.rulebook import Law, Unusable
from discretion.text import Text
from tests.batch.support import DAY, ROW, do, varied, write_csv
from tests.running import EXAMPLES
from tests.support import rulebook

Result = dict[str, Any]


def read(path: Path) -> list[Result]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def alone(text: str) -> Result:
    """What the case gives that stands in ``text`` as YAML."""
    case, law = read_case("case", text.encode(), rulebook(), DAY)
    found: Result = json.loads(dumps(data(assess(case, law), rulebook())))
    return found


def same(found: Result, wanted: Result) -> None:
    """The same but for what a case file writes in quotes and a table without them."""
    parts = []
    for result in (found, wanted):
        assert result["hash"] == seal(result)
        inputs = {**result["inputs"], "quoted": []}
        parts.append({**result, "inputs": inputs, "hash": ""})
    assert parts[0] == parts[1]


def yaml(case: Result) -> str:
    """A case as YAML: JSON is YAML, but for days, which stand without quotes."""
    return re.sub(r'"(\d{4}-\d\d-\d\d)"', r"\1", json.dumps(case, ensure_ascii=False))


def as_json(path: Path, cases: Sequence[Result]) -> Path:
    path.write_text("".join(f"{json.dumps(c)}\n" for c in cases), encoding="utf-8")
    return path


@pytest.mark.parametrize("lacking", [0.0, 0.02])
@pytest.mark.parametrize("mix", MIXES)
def test_each_is_what_the_case_alone_gives(tmp_path: Path, mix: str, lacking: float) -> None:
    cases = list(real_looking(15, seed=3, book=rulebook(), lacking=lacking, mix=mix))
    do(as_json(tmp_path / "in.jsonl", cases), tmp_path / "out.jsonl", full=True)
    rows = read(tmp_path / "out.jsonl")
    assert [r["key"] for r in rows] == [c["key"] for c in cases]
    for row, case in zip(rows, cases, strict=True):
        assert row["error"] == ""
        same(row["result"], alone(yaml({k: v for k, v in case.items() if k != "key"})))


@pytest.mark.parametrize("lacking", [0.0, 0.02])
@pytest.mark.parametrize("mix", MIXES)
def test_what_is_remembered_changes_no_byte(mix: str, lacking: float) -> None:
    """The same cases among many others, and each by itself under the law of its own offence, put into JSON as the command does."""
    book, full = rulebook(), Findings(rulebook())
    cases = [case_of(c) for c in real_looking(100, seed=5, book=book, lacking=lacking, mix=mix)]
    found = [full.of(case, law).text for case, law in cases]
    for (case, law), text in zip(cases, found, strict=True):
        memo.forget()
        own = part(law, [v.offence for v in case.violations])
        assert line(data(assess(case, own), book)) == text


def case_of(row: Result) -> tuple[Case, Law]:
    """A generated case as read, and the law of its jurisdiction."""
    return read_case("case", yaml({k: v for k, v in row.items() if k != "key"}).encode(), rulebook(), DAY)


def line(result: Result) -> bytes:
    """A result as canonical JSON, as it stands in a line."""
    return escaped(written(result).decode()).encode()


def test_a_line_is_the_result_of_the_command_as_canonical_json(tmp_path: Path) -> None:
    case = next(iter(real_looking(1, seed=4, book=rulebook())))
    case.pop("key")
    (tmp_path / "case.yaml").write_text(yaml(case), encoding="utf-8")
    do(tmp_path / "case.yaml", tmp_path / "out.jsonl", full=True)
    found = (tmp_path / "out.jsonl").read_bytes()
    wanted, law = read_case(str(tmp_path / "case.yaml"), yaml(case).encode(), rulebook(), DAY)
    text = line(data(assess(wanted, law), rulebook()))
    assert b'"result":%b}' % text in found
    # the hash is taken over the line itself, but for the hash
    digest = json.loads(text)["hash"]
    assert digest == "sha256:" + hashlib.sha256(text.replace(b'"hash":"%b",' % digest.encode(), b"")).hexdigest()


def test_tables_give_the_same_with_names_and_choices(tmp_path: Path) -> None:
    row = {
        **ROW,
        "party.name": "某石材厂",
        "case.number": "2025-17",
        "choices.yingkou.law-study.percent": "20",
    }
    write_csv(tmp_path / "in.csv", [row])
    do(tmp_path / "in.csv", tmp_path / "out.jsonl", full=True)
    (found,) = read(tmp_path / "out.jsonl")
    result = found["result"]
    assert found["key"] == "q"
    assert result["inputs"]["case"]["party"]["name"] == "某石材厂"
    # the published figures: 20,000 to 200,000 by article 108(5), the table amount 60,000
    (violation,) = result["violations"]
    assert violation["statutory"] == {"from": 20000, "to": 200000}
    assert result["hash"] == seal(result)


def test_columns_give_the_same_as_rows(tmp_path: Path) -> None:
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    rows = varied(7)
    table = pyarrow.table({name: [r[name] for r in rows] for name in rows[0]})
    parquet.write_table(table, tmp_path / "in.parquet")
    do(write_csv(tmp_path / "in.csv", rows), tmp_path / "one.jsonl", full=True)
    do(tmp_path / "in.parquet", tmp_path / "two.jsonl", full=True, chunk=3)
    one, two = read(tmp_path / "one.jsonl"), read(tmp_path / "two.jsonl")
    assert [r["result"] for r in one] == [r["result"] for r in two]
    assert [r["row"] for r in two] == [1, 2, 3, 4, 5, 6, 7]


def test_two_processes_give_the_same_bytes(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", varied(12))
    for jobs in (1, 2):
        do(table, tmp_path / f"{jobs}.jsonl", full=True, jobs=jobs, chunk=3)
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()


def test_an_interrupted_batch_goes_on_after_the_last_chunk_that_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, real = write_csv(tmp_path / "in.csv", varied(12)), Judge.chunk
    do(table, tmp_path / "wanted.jsonl", full=True, chunk=3)
    left = [3]

    def interrupted(self: Judge, chunk: Chunk) -> Done:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return real(self, chunk)

    monkeypatch.setattr(Judge, "chunk", interrupted)
    with pytest.raises(KeyboardInterrupt):
        do(table, tmp_path / "out.jsonl", full=True, chunk=3)
    journal = tmp_path / "out.jsonl.journal"
    # three chunks are in it; of the last one the end is torn off, some of its whole results among it
    os.truncate(journal, journal.stat().st_size - 30_000)
    left[0] = 100
    _, told = do(table, tmp_path / "out.jsonl", full=True, chunk=3)
    assert told == ["going on after 6 cases that are done already"]
    assert left[0] == 98
    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "wanted.jsonl").read_bytes()
    assert not journal.exists()


def test_a_bad_row_has_no_result_and_says_why(tmp_path: Path) -> None:
    rows = varied(3)
    rows[1]["offence"] = "air.industrial-dist"
    summary, _ = do(write_csv(tmp_path / "in.csv", rows), tmp_path / "out.jsonl", full=True)
    found = read(tmp_path / "out.jsonl")
    assert summary.failed == 1
    assert [r["result"] is None for r in found] == [False, True, False]
    assert "air.industrial-dust" in found[1]["error"]


def test_whole_results_stand_in_json_lines_only(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", varied(1))
    with pytest.raises(Unusable) as refused:
        do(table, tmp_path / "out.csv", full=True)
    assert [p.kind for p in refused.value.problems] == ["bad-output"]
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("key", ["a", "é", "￿", "\U0001f600"])
def test_the_quick_seal_is_the_canonical_one(key: str) -> None:
    text = 'quotes " and \\ and controls \t\n\x00\x01\x1f\x7f, é, \u2028, \U0001f600'
    case, law = case_of(next(iter(real_looking(1, seed=6, book=rulebook()))))
    odd = {key: text, "￿z": 10**30, "b": [{"y": "", "x": -1}]}
    assessment = msgspec.structs.replace(assess(case, law), inputs=odd, unused=(text,))
    found = b"".join(Findings(rulebook()).json(assessment))
    result = json.loads(found)
    assert result["inputs"]["case"] == odd
    assert result["inputs"]["unused"] == [text]
    assert result["hash"] == seal(result)
    assert found == line(data(assessment, rulebook()))


@pytest.mark.parametrize("place", ["case", "unused", "finding", "nowhere"])
def test_signs_that_nobody_sees_are_escaped_wherever_they_stand(place: str) -> None:
    sign = "\u202e"
    case, law = case_of(next(iter(real_looking(1, seed=6, book=rulebook()))))
    assessment = assess(case, law)
    change = msgspec.structs.replace
    if place == "case":
        assessment = change(assessment, inputs={"party": {"name": sign}})
    elif place == "unused":
        assessment = change(assessment, unused=(sign,))
    elif place == "finding":
        assessment = change(assessment, findings=(Finding("case", "sum", Text(sign, sign), "noted", None),))
    found = b"".join(Findings(rulebook()).json(assessment))
    assert sign.encode() not in found
    assert (b"\\u202e" in found) is (place != "nowhere")
    assert found == line(data(assessment, rulebook()))
    # the hash is taken over the signs themselves
    result = json.loads(found)
    assert result["hash"] == seal(result)


def turned(value: Any) -> Any:
    """The same, said in the opposite order."""
    if isinstance(value, dict):
        return {k: turned(v) for k, v in reversed(value.items())}
    return [turned(v) for v in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_result_depends_on_the_order_in_which_a_case_says_things(path: Path) -> None:
    """So it can be worked out again from canonical JSON, in which the order of the case file is lost."""
    text = yaml_.safe_dump(turned(yaml_.safe_load(path.read_bytes())), sort_keys=False, allow_unicode=True)
    one, other = (
        written(data(assess(*read_case("case", each, rulebook(), DAY)), rulebook()))
        for each in (path.read_bytes(), text.encode())
    )
    assert one == other
