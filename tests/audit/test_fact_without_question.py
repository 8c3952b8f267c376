from __future__ import annotations

from tests.audit.support import found

KIND = "fact-without-question"


def test_a_fact_without_question_or_evidence_is_found() -> None:
    text = """\
facts:
  silent: {title: {zh: 无问, en: Silent}, type: boolean, evidence: {zh: 据}}
  bare: {title: {zh: 无据, en: Bare}, type: boolean, ask: {zh: 问？, en: Ask?}}
"""
    assert sorted(p.rule for p in found(KIND, text)) == ["bare", "silent"]


def test_facts_with_both_and_computed_facts_are_left_alone() -> None:
    assert found(KIND) == []
