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
