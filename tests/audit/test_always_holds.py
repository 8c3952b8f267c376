from __future__ import annotations

import pytest

from tests.audit.support import found, lines, marked

KIND = "always-holds"
ENTRY = """\
lighter:
  - id: entry
    title: {{zh: 从轻, en: Lighter}}
    source: new-law:2
    when: {condition}  # here
"""


@pytest.mark.parametrize(
    "condition",
    ["{harm: [none, slight, serious]}", "{times: {at_least: 0}}", "{any: [{refused: true}, {refused: false}]}"],
)
def test_a_condition_that_every_case_meets_is_found(condition: str) -> None:
    text = ENTRY.format(condition=condition)
    assert lines(found(KIND, text)) == marked(text)


@pytest.mark.parametrize(
    "condition", ["{harm: [none, slight]}", "{area: [town, park, lake]}", "{times: {at_least: 1}}"]
)
def test_a_condition_that_some_case_fails_is_left_alone(condition: str) -> None:
    """A set may be empty: naming all its choices says that there must be one."""
    assert found(KIND, ENTRY.format(condition=condition)) == []


def test_what_the_context_says_already_is_found() -> None:
    text = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: bands
    bands:
      - {for: [refused], when: {refused: true}, from: 100000, to: 150000}  # here
      - {for: [base], from: 10000, to: 100000}
"""
    assert lines(found(KIND, text)) == marked(text)
