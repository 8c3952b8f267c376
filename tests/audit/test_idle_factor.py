from __future__ import annotations

from tests.audit.support import found

KIND = "idle-factor"
TABLE = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers: [{{id: base, of: 100000, start: 10}}]
    factors: [{{fact: harm, levels: {levels}}}]
"""


def test_a_factor_with_one_weight_for_all_levels_is_found() -> None:
    assert len(found(KIND, TABLE.format(levels="{none: 5, slight: 5, serious: 5}"))) == 1


def test_a_factor_with_two_weights_is_left_alone() -> None:
    assert found(KIND, TABLE.format(levels="{none: 5, slight: 5, serious: 90}")) == []


def test_a_step_that_weighs_what_the_one_before_it_does_is_found() -> None:
    """Two and three times cost the same: the boundary at 3 decides nothing."""
    steps = TABLE.replace("fact: harm", "fact: times")
    levels = "[{{below: 2, weight: 0}}, {{below: 3, weight: 5}}, {{below: 4, weight: {third}}}, {{weight: 90}}]"
    problems = found(KIND, steps.format(levels=levels.format(third=5)))
    assert [(p.place.line, p.rule) for p in problems] == [(7, "t")]
    assert found(KIND, steps.format(levels=levels.format(third=6))) == []
