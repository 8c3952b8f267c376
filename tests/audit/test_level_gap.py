from __future__ import annotations

from tests.audit.support import found

KIND = "level-gap"
TABLE = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers: [{{id: base, of: 100000, start: 10}}, {{id: refused, of: 200000, start: 50}}]
    factors:
      - fact: {fact}
        levels: {levels}
"""


def test_a_choice_without_a_level_is_found() -> None:
    assert len(found(KIND, TABLE.format(fact="harm", levels="{none: 0, serious: 90}"))) == 1
    assert len(found(KIND, TABLE.format(fact="times", levels="[{below: 3, weight: 0}, {below: 5, weight: 90}]"))) == 1


def test_levels_for_everything_but_nothing_are_left_alone() -> None:
    assert found(KIND, TABLE.format(fact="harm", levels="{slight: 10, serious: 90}")) == []
    assert found(KIND, TABLE.format(fact="times", levels="[{below: 3, weight: 0}, {weight: 90}]")) == []
    assert found(KIND, TABLE.format(fact="area", levels="{town: 1, park: 2, lake: 90}")) == []
