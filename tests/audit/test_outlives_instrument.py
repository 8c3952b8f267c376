from __future__ import annotations

import pytest

from tests.audit.support import found, lines, marked

KIND = "outlives-instrument"
ENTRY = """\
heavier:
  - id: entry
    title: {{zh: 从重, en: Heavier}}
    source: {source}
    in_force: {days}  # here
    when: {{harm: serious}}
"""


@pytest.mark.parametrize(
    ("source", "days"),
    [
        ("old-law:2", "{from: 2015-01-01}"),
        ("old-law:2", "{from: 2015-01-01, to: 2021-06-30}"),
        ("new-law:2", "{from: 2020-01-01}"),
    ],
)
def test_days_beyond_those_of_the_instrument_are_found(source: str, days: str) -> None:
    text = ENTRY.format(source=source, days=days)
    assert lines(found(KIND, text)) == marked(text)


@pytest.mark.parametrize(
    ("source", "days"),
    [
        ("old-law:2", "{from: 2016-01-01, to: 2020-12-31}"),
        ("[old-law:2, new-law:2]", "{from: 2015-01-01}"),  # the one carries on what the other began
        ("new-law:2", "{from: 2021-01-01}"),
    ],
)
def test_days_that_instruments_carry_are_left_alone(source: str, days: str) -> None:
    assert found(KIND, ENTRY.format(source=source, days=days)) == []


def test_a_rule_whose_instruments_were_never_in_force_together_is_found() -> None:
    text = """\
heavier:
  - id: entry
    title: {zh: 从重, en: Heavier}
    source: [old-law:2, new-law:2]
    when: {harm: serious}
"""
    assert [p.rule for p in found(KIND, text)] == ["entry"]
