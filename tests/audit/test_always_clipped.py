from __future__ import annotations

from tests.audit.support import found, lines, marked

KIND = "always-clipped"
TABLE = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers: [{{id: base, of: 100000, start: 10}}]
    factors:
      - fact: harm
        levels:
          - {{is: none, weight: 5}}
          - {{is: slight, weight: 20}}
          - {{is: serious, weight: {top}}}  # here
      - fact: times
        levels: [{{below: 3, weight: 5}}, {{weight: 20}}]
"""


def test_a_weight_that_is_cut_off_whatever_else_holds_is_found() -> None:
    """10 + 5 + 90 = 105 at the least."""
    text = TABLE.format(top=90)
    assert lines(found(KIND, text)) == marked(text)


def test_a_weight_that_is_cut_off_only_together_with_others_is_left_alone() -> None:
    """10 + 5 + 85 = 100 at the least."""
    assert found(KIND, TABLE.format(top=85)) == []
