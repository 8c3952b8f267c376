from __future__ import annotations

from tests.audit.support import found, lines, marked

KIND = "band-overlap"
TABLE = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: bands
    bands:
      - {for: [refused], from: 100000, to: 200000}
"""


def test_of_two_rows_that_hold_the_lighter_first_is_found() -> None:
    text = (
        TABLE
        + """\
      - {for: [base], when: {times: {above: 1}}, from: 20000, to: 50000}  # here
      - {for: [base], when: {harm: serious}, from: 50000, to: 100000}
      - {for: [base], from: 10000, to: 20000}
"""
    )
    assert lines(found(KIND, text)) == marked(text)


def test_the_heavier_first_or_the_heaviest_taken_is_left_alone() -> None:
    text = (
        TABLE
        + """\
      - {for: [base], when: {harm: serious}, from: 50000, to: 100000}
      - {for: [base], when: {times: {above: 1}}, from: 20000, to: 50000}
      - {for: [base], from: 10000, to: 20000}
"""
    )
    assert found(KIND, text) == []
    light_first = (
        TABLE.replace("method: bands", "method: bands\n    pick: heaviest")
        + """\
      - {for: [base], from: 10000, to: 20000}
      - {for: [base], when: {harm: serious}, from: 50000, to: 100000}
"""
    )
    assert found(KIND, light_first) == []


def test_rows_that_touch_at_a_boundary_are_found_when_the_lighter_takes_it() -> None:
    """Two times belong to both rows; `below` on the one side leaves each number to one row."""
    rows = """\
      - {for: [base], when: {times: {FIRST}}, from: 10000, to: 20000}  # here
      - {for: [base], when: {times: {at_least: 2}}, from: 20000, to: 100000}
"""
    touching = TABLE + rows.replace("FIRST", "at_most: 2")
    assert lines(found(KIND, touching)) == marked(touching)
    assert found(KIND, TABLE + rows.replace("FIRST", "below: 2")) == []
