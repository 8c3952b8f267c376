from __future__ import annotations

from tests.audit.support import USED, found

KIND = "unused-fact"
FACT = """\
facts:
  idle: {title: {zh: 无用, en: Idle}, type: boolean, ask: {zh: 问？, en: Ask?}, evidence: {zh: 据}}
"""


def test_a_fact_that_no_rule_looks_at_is_found() -> None:
    assert [p.rule for p in found(KIND, USED + FACT)] == ["idle"]


def test_facts_that_rules_look_at_or_that_the_engine_supplies_are_left_alone() -> None:
    assert found(KIND, USED) == []


def test_a_rule_case_is_no_use() -> None:
    """Only the law makes a fact matter."""
    case = """\
cases:
  - name: c
    case: {jurisdiction: cn, offence: f.dump, facts: {idle: true}}
    expect: {outcome: fine}
"""
    assert [p.rule for p in found(KIND, USED + FACT + case)] == ["idle"]
