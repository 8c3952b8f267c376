from __future__ import annotations

import pytest

from tests.audit.support import found, lines, marked

KIND = "worse-costs-less"
TABLE = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers: [{{id: base, of: 100000, start: 10}}]
    factors:
      - fact: {fact}
        levels: {levels}
"""


@pytest.mark.parametrize(
    ("fact", "levels"),
    [
        ("harm", "{none: 0, slight: 90, serious: 20}"),
        ("times", "[{below: 2, weight: 10}, {below: 3, weight: 5}, {weight: 90}]"),
        ("times", "[{below: 2, weight: 10}, {weight: 0}]"),
        ("loss", "[{below: 10, weight: 0}, {below: 20, weight: 50}, {weight: 40}]"),
        ("harm", "[{is: [none, serious], weight: 0}, {is: [slight], weight: 9}]"),
    ],
)
def test_a_worse_level_that_weighs_less_is_found(fact: str, levels: str) -> None:
    assert len(found(KIND, TABLE.format(fact=fact, levels=levels))) == 1


@pytest.mark.parametrize(
    ("fact", "levels"),
    [
        ("harm", "{none: 0, slight: 20, serious: 90}"),
        ("times", "[{below: 2, weight: 0}, {weight: 90}]"),
        ("area", "{town: 9, park: 0, lake: 20}"),
        ("loss", "[{below: 10, weight: 20}, {below: 20, weight: 0}, {weight: 40}]"),  # two bad ends, like pH
    ],
)
def test_rising_weights_and_facts_without_an_order_are_left_alone(fact: str, levels: str) -> None:
    assert found(KIND, TABLE.format(fact=fact, levels=levels)) == []


def test_rows_are_compared_along_each_ordered_fact() -> None:
    text = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: bands
    bands:
      - {for: [base], when: {harm: serious, times: {above: 2}}, from: 30000, to: 40000}  # here
      - {for: [base], when: {harm: serious}, from: 50000, to: 100000}
      - {for: [base], from: 10000, to: 50000}
"""
    assert lines(found(KIND, text)) == [marked(text)[0]] * 2  # along `times`, and along `harm`
