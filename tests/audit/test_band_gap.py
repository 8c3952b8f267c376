from __future__ import annotations

from tests.audit.support import found

KIND = "band-gap"
TABLE = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: bands
    bands:
      - {{for: [refused], from: 100000, to: 200000}}
      - {{for: [base], when: {first}, from: 50000, to: 100000}}
      - {{for: [base], when: {second}, from: 10000, to: 50000}}
"""


def test_a_case_without_a_row_is_found_and_named() -> None:
    """Exactly two times: neither more nor fewer."""
    problems = found(KIND, TABLE.format(first="{times: {above: 2}}", second="{times: {below: 2}}"))
    assert len(problems) == 1
    assert dict(problems[0].message.values)["missed"] == 1
    assert "times = 2" in str(dict(problems[0].message.values)["example"])


def test_rows_that_cover_every_case_are_left_alone() -> None:
    assert found(KIND, TABLE.format(first="{times: {at_least: 2}}", second="{times: {below: 2}}")) == []


def test_a_case_in_which_there_is_nothing_is_no_gap() -> None:
    """A table of harm has no row for no harm, a table of a number of times none for no time."""
    assert found(KIND, TABLE.format(first="{harm: serious}", second="{harm: slight}")) == []
    assert found(KIND, TABLE.format(first="{times: {at_least: 2}}", second="{times: 1}")) == []


def test_what_the_elements_rule_out_is_no_gap() -> None:
    text = """\
offences:
  f.spill:
    title: {zh: 泄漏, en: Spill}
    enforced_by: ecology-environment
    elements: {harm: [slight, serious], times: {below: 3}}
    provisions:
      - {liability: [new-law:5], tiers: [{id: base, fine: {from: 10000, to: 50000}}]}
bases:
  t:
    offence: f.spill
    source: new-law:3
    method: bands
    bands: [{when: {times: {below: 3}}, from: 10000, to: 50000}]
"""
    assert found(KIND, text) == []
