"""``discretion verify``: identical, changed, other rules, another program; and files that are no results."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from discretion import load_rulebook
from discretion.canonical import seal
from discretion.replay.recorded import MAX_DEPTH, Unreadable, read
from discretion.replay.verify import NOTHING, differences, verify
from tests.replay.support import CASE, LAW, encoded, law, result, written
from tests.running import QUARRY, run

GOOD, FINDINGS, UNUSABLE, ENVIRONMENT = 0, 1, 2, 3


def kept(folder: Path, value: Any, name: str = "result.json") -> Path:
    path = folder / name
    path.write_bytes(value if isinstance(value, bytes) else encoded(value))
    return path


def test_an_untouched_result_is_identical(tmp_path: Path) -> None:
    path = kept(tmp_path, written(load_rulebook(LAW)))
    done = run("verify", path, "--rules", LAW, "--lang", "en")
    assert done.returncode == GOOD
    assert "✗" not in done.stdout
    assert "worked out again, it is identical" in done.stdout


def test_a_result_of_the_built_in_rules_verifies_from_the_command_to_the_command(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    assert run("assess", QUARRY, "-f", "json", "-o", path).returncode == GOOD
    assert run("verify", path).returncode == GOOD
    case = tmp_path / "case.yaml"
    assert run("verify", path, "--case", case).returncode == GOOD
    assert run("assess", case, "-f", "json").stdout == path.read_text(encoding="utf-8")


def test_how_the_json_is_laid_out_makes_no_difference(tmp_path: Path) -> None:
    value = json.loads(written(load_rulebook(LAW)))
    text = json.dumps(dict(reversed(value.items())), ensure_ascii=True, indent=7).encode("utf-8-sig")
    assert run("verify", kept(tmp_path, text), "--rules", LAW).returncode == GOOD


def test_a_changed_digit_is_found_where_it_stands(tmp_path: Path) -> None:
    value = result()
    value["violations"][0]["fine"]["low"] = 41_000
    done = run("verify", kept(tmp_path, value), "--rules", LAW, "--lang", "en")
    assert done.returncode == FINDINGS
    assert "it was changed after it was written" in done.stdout
    assert "violations[0].fine.low: recorded 41000, now 40000" in done.stdout


def test_a_changed_digit_is_found_even_where_the_hash_was_made_to_fit(tmp_path: Path) -> None:
    value = result()
    value["fine"]["amount"] = 41_000
    value["hash"] = seal(value)
    done = run("verify", kept(tmp_path, value), "--rules", LAW, "--lang", "en")
    assert done.returncode == FINDINGS
    assert "fits its own hash" in done.stdout
    assert "fine.amount: recorded 41000, now 40000" in done.stdout


def test_a_changed_fact_is_found_though_the_result_fits_it(tmp_path: Path) -> None:
    """With quantity 20 the weight is 90, so that 100% of 100,000 come out; the file's hash no longer fits."""
    value = result()
    value["inputs"]["case"]["facts"]["quantity"] = 20
    done = run("verify", kept(tmp_path, value), "--rules", LAW, "--lang", "en")
    assert done.returncode == FINDINGS
    assert "fine.amount: recorded 40000, now 100000" in done.stdout


def test_other_rules_are_not_available_rules_and_are_compared_all_the_same(tmp_path: Path) -> None:
    """Start 20 instead of 10: (20 + 30 + 0)% × 100,000 = 50,000."""
    folder = law(tmp_path)
    path = folder / "cn/basis/demo.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("start: 10", "start: 20"), encoding="utf-8")
    done = run("verify", kept(tmp_path, result()), "--rules", folder, "--lang", "en")
    assert done.returncode == ENVIRONMENT
    assert "rules: not available" in done.stdout
    assert "fine.amount: recorded 40000, now 50000" in done.stdout


def test_rules_in_which_the_offence_is_missing_are_not_available(tmp_path: Path) -> None:
    value = json.loads(run("assess", QUARRY, "-f", "json").stdout)
    done = run("verify", kept(tmp_path, value), "--rules", LAW, "--lang", "en")
    assert done.returncode == ENVIRONMENT
    assert "rules: not available" in done.stdout
    assert "there is no jurisdiction `cn/liaoning/yingkou`" in done.stdout


def test_another_version_of_the_program_is_said_and_compared() -> None:
    value = result()
    value["engine"] = {"version": "0.0.9", "calendar": "1.0"}
    value["hash"] = seal(value)
    (recorded,) = read(encoded(value))
    found = verify(recorded, load_rulebook(LAW))
    assert found.untouched
    assert found.rules == "same"
    assert found.differences == ()
    assert found.recorded.engine.version == "0.0.9"


def test_another_version_is_said_on_the_screen(tmp_path: Path) -> None:
    value = result()
    value["engine"]["version"] = "0.0.9"
    value["hash"] = seal(value)
    done = run("verify", kept(tmp_path, value), "--rules", LAW, "--lang", "en")
    assert done.returncode == GOOD
    assert "recorded by version 0.0.9" in done.stdout


def test_several_results_are_each_verified(tmp_path: Path) -> None:
    book = load_rulebook(LAW)
    path = kept(tmp_path, written(book, CASE, CASE.replace("quantity: 10", "quantity: 5")))
    done = run("verify", path, path, "--rules", LAW, "--format", "json")
    assert done.returncode == GOOD
    found = json.loads(done.stdout)
    assert found["schema"] == "discretion/verification/1"
    assert [(r["identical"], r["untouched"], r["rules"]) for r in found["results"]] == [(True, True, "same")] * 4


def test_differences_are_values_with_their_paths() -> None:
    one, other = {"a": [1, {"b": 2}], "c": True, "d": "x"}, {"a": [1, {"b": 3}, 4], "c": 1}
    found = {d.path: (d.recorded, d.recomputed) for d in differences(one, other)}
    assert found == {"a[1].b": (2, 3), "a[2]": (NOTHING, 4), "c": (True, 1), "d": ("x", NOTHING)}


def test_the_day_that_was_assumed_then_is_assumed_again(tmp_path: Path) -> None:
    case = CASE.replace(", decision: 2025-11-02", "")
    done = run("assess", "-", "-f", "json", "--rules", LAW, "--on", "2025-06-01", input=case.encode())
    assert json.loads(done.stdout)["inputs"]["on"] == "2025-06-01"
    assert run("verify", kept(tmp_path, done.stdout.encode()), "--rules", LAW).returncode == GOOD


# --- files that are no results -------------------------------------------------------------------------------------------

NO_RESULTS = {
    "nothing": b"",
    "no JSON": b"fine: 1",
    "an empty list": b"[]",
    "a number": b"1",
    "an object of another kind": b'{"fine": 1}',
    "another format": b'{"schema": "discretion/result/9"}',
    "a part of a result": b'{"schema": "discretion/result/1", "inputs": {}}',
    "inputs of the wrong kind": b'{"schema": "discretion/result/1", "inputs": []}',
    "binary": bytes(range(256)),
    "UTF-16": '{"schema": 1}'.encode("utf-16"),
    "a key twice": b'{"schema": "discretion/result/1", "schema": "x"}',
    "a floating number": b'{"schema": 1.5}',
    "not a number": b'{"schema": NaN}',
    "a number of many digits": b'{"schema": ' + b"9" * 10_000 + b"}",
    "half a sign": b'{"schema": "\\ud800"}',
    "deep lists": b"[" * 1_000_000,
    "deep and closed": b"[" * 500 + b"]" * 500,
    "deep objects": b'{"a":' * 100_000,
    "a large file": b" " * (17 * 2**20),
    "many empty lists": b"[" + b"[]," * 5_000_000 + b"[]]",
}


@pytest.mark.parametrize("name", NO_RESULTS)
def test_what_is_no_result_is_said_to_be_none(name: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        read(NO_RESULTS[name])
    if len(NO_RESULTS[name]) < 100_000:
        done = run("verify", kept(tmp_path, NO_RESULTS[name]), "--lang", "en")
        assert done.returncode == UNUSABLE
        assert done.stdout == ""
        assert done.stderr.count("\n") == 1


def test_the_deepest_result_that_is_read_can_be_hashed() -> None:
    value: Any = 1
    for _ in range(MAX_DEPTH - 1):
        value = [value]
    with pytest.raises(Unreadable) as caught:
        read(encoded({"schema": value}))
    assert "format" in caught.value.message.id, "it was read, and refused for its format alone"


@pytest.mark.parametrize(
    "damage",
    [
        lambda v: v["inputs"].update(case={}),
        lambda v: v["inputs"].update(case={"jurisdiction": None, "offence": [1], "facts": {"x": {}}}),
        lambda v: v["inputs"].update(quoted=["/nowhere", "///", ""]),
        lambda v: v["inputs"]["case"].update({"": {"\u202e": "\x1b[2J"}}),
        lambda v: v["inputs"]["case"].update(case="x\x1b[31m"),
        lambda v: v["inputs"]["case"].update(violations=[1, "x", None]),
        lambda v: v.update(violations={}, findings=3),
        lambda v: v.update(hash="sha256:\x1b[2J"),
        lambda v: v["rulebook"].update(rests_on="\u202e"),
        lambda v: v["engine"].update(version="\x9b31m"),
    ],
)
def test_no_damaged_result_brings_it_down_or_acts_on_a_terminal(damage: Any, tmp_path: Path) -> None:
    import unicodedata

    value = result()
    damage(value)
    done = run("verify", kept(tmp_path, value), "--rules", LAW)
    assert done.returncode in (FINDINGS, ENVIRONMENT)
    seen = [c for c in done.stdout + done.stderr if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")]
    assert seen == []


def test_nothing_to_verify_is_unusable() -> None:
    assert run("verify").returncode == UNUSABLE
    assert run("verify", "nowhere.json").returncode == UNUSABLE
    assert run("verify", "--head", "x").returncode == UNUSABLE
