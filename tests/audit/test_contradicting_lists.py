from __future__ import annotations

from tests.audit.support import found

KIND = "contradicting-lists"
LISTS = """\
heavier:
  - id: heavy
    title: {{zh: 从重, en: Heavier}}
    source: new-law:2
    when: {heavy}
lighter:
  - id: light
    title: {{zh: 从轻, en: Lighter}}
    source: new-law:3
    when: {light}
"""


def test_heavier_wherever_lighter_is_found() -> None:
    text = LISTS.format(heavy="{harm: [slight, serious]}", light="{harm: slight, times: {below: 2}}")
    assert [p.rule for p in found(KIND, text)] == ["heavy"]


def test_lists_that_only_meet_in_some_cases_are_left_alone() -> None:
    text = LISTS.format(heavy="{harm: serious}", light="{times: {below: 2}}")
    assert found(KIND, text) == []
    assert found(KIND, LISTS.format(heavy="{harm: serious}", light="{harm: none}")) == []
