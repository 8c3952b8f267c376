from __future__ import annotations

import pytest

from discretion.report.language import Language
from tests.audit.support import found, lines, marked

KIND = "basis-outside-range"
WEIGHTS = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers:
      - {{id: base, of: {of}, start: {start}}}
    factors:
      - fact: harm
        levels: {{none: 0, slight: 20, serious: 90}}
"""


@pytest.mark.parametrize(("of", "start"), [(100000, 5), (120000, 10), ("ceiling", 9)])
def test_a_weight_table_below_the_floor_or_above_the_ceiling_is_found(of: object, start: int) -> None:
    """5 % of 100,000 is 5,000; 100 % of 120,000 is 120,000; 9 % of the ceiling is 9,000: the range is 10,000 to 100,000."""
    (problem,) = found(KIND, WEIGHTS.format(of=of, start=start))
    text = Language("en").of(problem.message)
    assert f"(line {problem.place.line}); " in text, text


@pytest.mark.parametrize(("of", "start"), [(100000, 10), ("ceiling", 10), (90000, 12)])
def test_a_weight_table_inside_the_range_is_left_alone(of: object, start: int) -> None:
    assert found(KIND, WEIGHTS.format(of=of, start=start)) == []


def test_rows_are_held_against_the_tier_in_which_they_are_taken() -> None:
    text = """\
bases:
  t:
    offence: f.dump
    provisions: [new-law:1]
    source: new-law:3
    method: bands
    bands:
      - {when: {refused: true}, from: 100000, to: 200000}
      - {when: {harm: serious}, from: 100000, to: 150000}  # here
      - {from: 10000, to: 100000}
"""
    assert lines(found(KIND, text)) == marked(text)


def test_multiples_of_the_same_fact_are_compared_others_are_not() -> None:
    text = """\
offences:
  f.spill:
    title: {{zh: 泄漏, en: Spill}}
    enforced_by: ecology-environment
    elements: {{proved: true}}
    provisions:
      - {{liability: [new-law:5], tiers: [{{id: base, fine: {{percent_of: loss, from: 1, to: 5}}}}]}}
bases:
  t:
    offence: f.spill
    source: new-law:3
    method: weights
    tiers: [{{id: base, of: {of}, start: 20}}]
    factors: [{{fact: harm, levels: {{none: 0, serious: 80}}}}]
"""
    assert found(KIND, text.format(of="{fact: loss, times: 0.05}")) == []
    assert len(found(KIND, text.format(of="{fact: loss, times: 0.04}"))) == 1
    assert found(KIND, text.format(of=50000)) == []
