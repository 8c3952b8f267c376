from __future__ import annotations

import pytest

from tests.audit.support import found, lines, marked

KIND = "never-applies"


@pytest.mark.parametrize(
    "condition",
    [
        "{times: {above: 5}, all: [{times: {below: 5}}]}",
        "{harm: none, any: [{harm: slight}, {harm: serious}]}",
        "{area: town, not: {area: [town, park]}}",
        "{timeline.decision: {to: 2020-12-31}}",  # the entry itself is in force from 2021 on
    ],
)
def test_a_condition_that_nothing_can_meet_is_found_at_its_place(condition: str) -> None:
    text = f"""\
lighter:
  - id: never
    title: {{zh: 从轻, en: Lighter}}
    source: new-law:2
    when: {condition}  # here
"""
    assert lines(found(KIND, text)) == marked(text)


@pytest.mark.parametrize(
    "condition",
    ["{times: {above: 5, at_most: 6}}", "{harm: none}", "{area: town, not: {area: park}}", "{offence: f.dump}"],
)
def test_a_condition_that_something_meets_is_left_alone(condition: str) -> None:
    text = f"""\
lighter:
  - id: sometimes
    title: {{zh: 从轻, en: Lighter}}
    source: new-law:2
    when: {condition}
"""
    assert found(KIND, text) == []


def test_a_row_is_looked_at_where_the_table_serves() -> None:
    """The tier `refused` never meets a party that has not refused; the tier `base` does."""
    text = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: bands
    bands:
      - {for: [refused], when: {refused: false}, from: 100000, to: 150000}  # here
      - {when: {refused: false}, from: 10000, to: 50000}
      - {from: 50000, to: 100000}
"""
    assert lines(found(KIND, text)) == marked(text)


def test_an_entry_is_looked_at_with_its_exception() -> None:
    text = """\
heavier:
  - id: never
    title: {zh: 从重, en: Heavier}
    source: new-law:2
    when: {harm: serious}  # here
    unless: {rule: always}
  - id: always
    title: {zh: 从重, en: Heavier}
    source: new-law:2
    when: {harm: [slight, serious]}
"""
    assert lines(found(KIND, text)) == marked(text)
