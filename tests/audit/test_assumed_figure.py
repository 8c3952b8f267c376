from __future__ import annotations

from tests.audit.support import found, lines, marked

KIND = "assumed-figure"


def test_every_assumed_figure_is_listed_at_its_place() -> None:
    text = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers:
      - id: base
        of: 100000
        start: {value: 10, provenance: assumed, why: 未公布}  # here
    factors:
      - fact: harm
        levels:
          none: 0
          slight: {value: 20, provenance: reported, why: 见报}
          serious: {value: 90, provenance: assumed, why: 未公布}  # here
"""
    problems = found(KIND, text)
    assert lines(problems) == marked(text)
    assert {p.level for p in problems} == {"note"}


def test_official_and_reported_figures_are_left_alone() -> None:
    assert found(KIND) == []
