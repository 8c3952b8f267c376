"""JSON → case → JSON: the case in a result is the case that was assessed, value by value."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion import load_rulebook
from discretion.replay import casefile
from discretion.report.json import data, is_figure, plain_data, quoted
from discretion.rulebook.yaml import read
from tests.replay.support import CASE, LAW, assessed, result
from tests.running import EXAMPLES
from tests.support import rulebook

#: Texts that YAML would take for something else, or that nobody sees.
ODD = (
    "2025-01-31",
    "0.5",
    "1/24",
    "-3.25",
    "yes",
    "null",
    "~",
    "1:30",
    "0x1f",
    "1e5",
    "",
    " a ",
    "# x",
    "a: b",
    "- a",
    "[x]",
    "{x}",
    "*x",
    "&x",
    "!x",
    "'",
    '"',
    "\\",
    "\u2028",
    "\u202e",
    "\x1b[0m",
    "\ufeff",
    "\x7f",
    "\x85",
    "𠮷",
    "\U000e0041",
    "2025-02-30",
    "007",
    "true",
    "a\nb",
    "a\tb",
    "\r\n",
    "%x",
    "@x",
    "`x",
    "?",
    "|",
    ">",
    "<<",
    "=",
    "...",
    "---",
)
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(ODD),
).filter(lambda t: all(not 0xD800 <= ord(c) < 0xE000 for c in t))
NUMBERS = st.one_of(
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.builds(
        lambda n, d: int(n / d) if (n / d).denominator == 1 else n / d,
        st.builds(Fraction, st.integers(-(10**6), 10**6)),
        st.integers(1, 999),
    ),
)
VALUES = st.recursive(
    st.one_of(TEXTS, NUMBERS, st.booleans(), st.dates(min_value=date(1, 1, 2))),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(TEXTS.filter(lambda t: t != "<<"), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["case", "facts", "a/b", "a~b"]), VALUES, min_size=1))
def test_what_is_read_from_a_case_is_read_again_from_its_json(raw: dict[str, Any]) -> None:
    """Whatever a YAML file can hold: numbers, days, texts that look like either, signs nobody sees."""
    through = json.loads(json.dumps(plain_data(raw)))
    text = casefile.text(through, list(quoted(raw)))
    source, problems = read("case.yaml", text)
    assert not problems, (problems, text)
    assert source.value == raw
    assert _kinds(source.value) == _kinds(raw)


def _kinds(value: Any) -> Any:
    """The kinds of all values: True is not 1, and a text is no day."""
    if isinstance(value, dict):
        return {k: _kinds(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_kinds(v) for v in value]
    return "number" if isinstance(value, (int, Fraction)) and not isinstance(value, bool) else type(value).__name__


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda p: p.stem)
def test_every_example_gives_the_same_result_from_its_own_json(path: Any) -> None:
    book = rulebook()
    first = data(assessed(book, path.read_text(encoding="utf-8"), date(2026, 11, 2)), book)
    inputs = json.loads(json.dumps(first))["inputs"]
    text = casefile.text(inputs["case"], inputs["quoted"]).decode()
    assert data(assessed(book, text, date.fromisoformat(inputs["on"]) if inputs["on"] else None), book) == first


def test_a_text_that_looks_like_a_day_or_a_number_stays_a_text() -> None:
    found = result()
    assert found["inputs"]["quoted"] == ["/case/number", "/facts/established/evidence"]
    assert found["inputs"]["case"]["facts"]["gains"] == "0.5"
    assert found["inputs"]["case"]["timeline"]["act"] == "2025-03-03"
    text = casefile.text(found["inputs"]["case"], found["inputs"]["quoted"]).decode()
    assert 'number: "2025-01-31"' in text
    assert 'evidence: "1/24"' in text
    assert "gains: 0.5" in text
    assert result(case=text) == found


def test_the_day_that_was_assumed_is_recorded_where_only_one_of_two_violations_lacks_one() -> None:
    """The first violation has its own day of decision; the second took the one given with --on."""
    facts = CASE.partition("facts:\n")[2]
    both = f"""\
jurisdiction: cn
timeline: {{act: 2025-03-03, found: 2025-03-03}}
violations:
  - {{offence: demo.spill, timeline: {{decision: 2025-11-02}}}}
  - {{offence: demo.spill}}
facts:
{facts}"""
    on = date(2025, 12, 24)
    found = result(case=both, on=on)
    assert found["inputs"]["decision"] == "2025-11-02"
    assert found["inputs"]["decision_assumed"] is True
    assert found["inputs"]["on"] == "2025-12-24"
    text = casefile.text(found["inputs"]["case"], found["inputs"]["quoted"]).decode()
    book = load_rulebook(LAW)
    assert data(assessed(book, text, date.fromisoformat(found["inputs"]["on"])), book) == found


def test_what_stands_in_a_case_without_a_day_is_recorded_as_such() -> None:
    assert result()["inputs"]["on"] is None
    assert is_figure("2025-01-31")
    assert is_figure("1/24")
    assert not is_figure("24"), "a whole number stands as a number in JSON"
    assert not is_figure("0.50"), "no number is written so"
    assert not is_figure("营口")
