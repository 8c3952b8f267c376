from __future__ import annotations

from tests.audit.support import found

KIND = "weights-not-100"
TABLE = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers: [{{id: base, of: 100000, start: {start}}}]
    factors: [{{fact: harm, levels: {{none: 0, slight: 20, serious: {top}}}}}]
"""


def test_a_table_that_ends_elsewhere_than_at_100_is_found() -> None:
    problems = found(KIND, TABLE.format(start=10, top=85))
    assert [p.level for p in problems] == ["note"]


def test_a_table_that_begins_above_the_minimum_is_found() -> None:
    assert len(found(KIND, TABLE.format(start=15, top=85))) == 1


def test_a_table_from_the_minimum_to_100_is_left_alone() -> None:
    assert found(KIND, TABLE.format(start=10, top=90)) == []


def test_a_note_on_the_table_hides_nothing_a_waiver_with_its_reason_does() -> None:
    text = TABLE.format(start=10, top=85) + "    note: {zh: 印本如此}\n"
    assert len(found(KIND, text)) == 1
    assert found(KIND, f"checks: {{waivers: [{{kind: {KIND}, rule: t, reason: 印本如此}}]}}\n{text}") == []
