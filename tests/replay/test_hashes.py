"""The hashes of a result, of the rules, and of what a result rests on: what changes them, and what does not."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from discretion import Rulebook, load_rulebook
from discretion.canonical import seal, written
from discretion.rulebook.meaning import meaning
from tests.replay.support import CASE, FINE, LAW, assessed, law, result

OFFENCES = ["demo.spill"]


def rests(folder: Path) -> str:
    return load_rulebook(folder).rests_on("cn", OFFENCES)


def changed(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# --- the canonical form --------------------------------------------------------------------------------------------------


def test_the_canonical_form_is_that_of_rfc_8785() -> None:
    """The example of RFC 8785, section 3.2.3, on the order of keys; its "peach" is a line of UTF-16 units."""
    value = {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One"}
    value |= {
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    order = ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign"]
    order += ["Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"]
    assert list(json.loads(written(value)).values()) == order
    assert (
        written({"b": [1, True, None, 'a"\\\n\x0f/é'], "a": {}})
        == '{"a":{},"b":[1,true,null,"a\\"\\\\\\n\\u000f/é"]}'.encode()
    )


@pytest.mark.parametrize("value", [1.5, {"a": float("nan")}, {1, 2}, b"x"])
def test_what_has_no_exact_form_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="canonical form"):
        written(value)


def test_the_hash_of_a_result_can_be_worked_out_without_this_program() -> None:
    """As docs/replay.md says it: the object without `hash`, keys sorted, no blanks, UTF-8, SHA-256."""
    found = result()
    assert found["fine"]["amount"] == FINE
    rest = {k: v for k, v in found.items() if k != "hash"}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert found["hash"] == "sha256:" + hashlib.sha256(text.encode()).hexdigest() == seal(found)


def test_every_value_of_a_result_is_under_its_hash() -> None:
    """Whatever single value is changed, wherever it stands, the hash no longer fits."""
    found = result()
    places = 0

    def walk(value: Any) -> None:
        nonlocal places
        items = (
            list(value.items())
            if isinstance(value, dict)
            else list(enumerate(value))
            if isinstance(value, list)
            else []
        )
        for key, inner in items:
            if isinstance(inner, (dict, list)) and inner:
                walk(inner)
            else:
                value[key] = "another"
                assert (seal(found) == found["hash"]) is False, key
                value[key] = inner
                places += 1

    walk({k: v for k, v in found.items() if k in ("violations", "inputs", "rulebook", "engine", "fine")})
    assert places > 300
    assert seal(found) == found["hash"]


# --- the rules -----------------------------------------------------------------------------------------------------------


def test_where_the_rules_lie_and_how_their_lines_end_makes_no_difference(tmp_path: Path) -> None:
    first, second = load_rulebook(LAW), law(tmp_path)
    for path in second.rglob("*.yaml"):
        text = path.read_bytes()
        path.write_bytes(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
    other = load_rulebook(second)
    assert other.digest == first.digest
    assert other.rests_on("cn", OFFENCES) == first.rests_on("cn", OFFENCES)


def test_a_comment_changes_the_hash_of_the_files_but_not_of_what_they_say(tmp_path: Path) -> None:
    before = load_rulebook(LAW)
    folder = law(tmp_path)
    changed(folder, "cn/base.yaml", "facts:\n", "# the facts\nfacts:   \n")
    changed(folder, "cn/basis/demo.yaml", "{below: 10, weight: 0}", "{'weight': 0, \"below\": 10}")
    after = load_rulebook(folder)
    assert after.digest != before.digest
    assert after.rests_on("cn", OFFENCES) == before.rests_on("cn", OFFENCES)


def test_the_order_of_files_makes_no_difference() -> None:
    first, second = load_rulebook(LAW), load_rulebook(LAW)
    second.files = dict(reversed(list(second.files.items())))
    assert second.rests_on("cn", OFFENCES) == first.rests_on("cn", OFFENCES)
    assert second.digest == first.digest


def test_how_much_was_read_before_makes_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCRETION_CACHE", str(tmp_path / "cache"))
    fresh, again, whole = load_rulebook(LAW), load_rulebook(LAW), load_rulebook(LAW)
    whole.shelf()
    found = {book.rests_on("cn", OFFENCES) for book in (fresh, again, whole)}
    assert len(found) == 1
    assert list((tmp_path / "cache").glob("*.rules")), "the second was read from the cache"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("cn/basis/demo.yaml", "weight: 30", "weight: 31"),
        ("cn/offences/demo.yaml", "to: 100000", "to: 100001"),
        ("cn/base.yaml", "when: {grave: true}", "when: {grave: false}"),
        ("cn/base.yaml", "zh: 从重, en: heavier", "zh: 从重处罚, en: heavier"),
        ("cn/jurisdiction.yaml", "factor: lowest}", "factor: lowest}\n  rounding: {to: 10}"),
        ("cn/base.yaml", "in_force: {from: 2020-01-01}", "in_force: {from: 2020-01-02}"),
    ],
)
def test_what_a_rule_says_changes_what_the_result_rests_on(file: str, old: str, new: str, tmp_path: Path) -> None:
    before = rests(LAW)
    folder = law(tmp_path)
    changed(folder, file, old, new)
    assert rests(folder) != before


def test_a_number_is_not_the_text_that_looks_like_it() -> None:
    """Else a rule could be changed from 10 to "10" without a trace."""
    assert meaning("facts", "x", {"a": 10}) != meaning("facts", "x", {"a": "10"})
    assert meaning("facts", "x", {"a": "2025-01-31"}) != meaning("facts", "x", {"a": date(2025, 1, 31)})
    assert meaning("facts", "x", {"a": True}) != meaning("facts", "x", {"a": 1})


def test_a_rule_for_other_offences_or_places_is_nothing_the_result_rests_on(tmp_path: Path) -> None:
    before = load_rulebook(LAW)
    folder = law(tmp_path)
    changed(folder, "cn/offences/demo.yaml", "fixed: 5000", "fixed: 6000")
    changed(folder, "cn/here/jurisdiction.yaml", "to: 100,", "to: 1000,")
    after = load_rulebook(folder)
    assert after.digest != before.digest
    assert after.rests_on("cn", OFFENCES) == before.rests_on("cn", OFFENCES)
    assert after.rests_on("cn/here", OFFENCES) != before.rests_on("cn/here", OFFENCES)
    assert after.rests_on("cn", ["demo.fixed"]) != before.rests_on("cn", ["demo.fixed"])


def test_rules_that_say_the_same_give_the_same_result(tmp_path: Path) -> None:
    """The other way round: with equal `rests_on`, everything but the hash of the files is equal."""
    folder = law(tmp_path)
    changed(folder, "cn/offences/demo.yaml", "fixed: 5000", "fixed: 6000")
    one, other = result(load_rulebook(LAW)), result(load_rulebook(folder))
    assert one["rulebook"]["hash"] != other["rulebook"]["hash"]
    for found in (one, other):
        del found["hash"], found["rulebook"]["hash"]
    assert one == other


def test_a_result_names_the_rules_and_the_program() -> None:
    found, book = result(), Rulebook.open([LAW])
    assert found["rulebook"]["hash"] == f"sha256:{book.digest}" == f"sha256:{assessed(book, CASE).digest}"
    assert found["rulebook"]["rests_on"] == "sha256:" + book.rests_on("cn", OFFENCES)
    assert re.fullmatch(r"\d+\.\d+.*", found["engine"]["version"])
    assert re.fullmatch(r"\d+\.\d+.*", found["engine"]["calendar"])
