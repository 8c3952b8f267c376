from __future__ import annotations

from tests.audit.support import found

KIND = "offence-without-basis"
TABLE = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: bands
    bands: [{for: [base], from: 10000, to: 100000}]
"""
SPILL = """\
offences:
  f.spill:
    title: {{zh: 泄漏, en: Spill}}
    enforced_by: ecology-environment
    elements: {{proved: true}}
    provisions: [{{liability: [new-law:5], tiers: [{tier}]}}]
"""


def test_an_offence_beside_those_that_have_a_table_is_found() -> None:
    text = TABLE + SPILL.format(tier="{id: base, fine: {to: 50000}}")
    assert [(p.rule, p.level) for p in found(KIND, text)] == [("f.spill", "note")]


def test_an_offence_without_fine_or_in_a_place_without_tables_is_left_alone() -> None:
    assert found(KIND, TABLE + SPILL.format(tier="{id: base, measures: [stop]}")) == []
    assert found(KIND, SPILL.format(tier="{id: base, fine: {to: 50000}}")) == []
