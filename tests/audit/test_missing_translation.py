from __future__ import annotations

from tests.audit.support import found

KIND = "missing-translation"


def test_a_national_text_without_english_is_found() -> None:
    text = """\
facts:
  colour:
    title: {zh: 颜色, en: Colour}
    type: choice
    unit: {zh: 种}
    ask: {zh: 颜色？}
    evidence: {zh: 照片}
    choices: {red: {zh: 红, en: red}, blue: {zh: 蓝, en: blue}}
"""
    problems = found(KIND, text)
    assert [p.place.line for p in problems] == [5, 6]


def test_evidence_notes_and_local_rules_may_stay_chinese() -> None:
    local = {
        "cn/town/jurisdiction.yaml": "jurisdiction: {title: {zh: 某市}}\n",
        "cn/town/facts.yaml": "facts: {wet: {title: {zh: 湿}, type: boolean, ask: {zh: 湿？}, evidence: {zh: 据}}}\n",
    }
    assert found(KIND, files=local) == []
