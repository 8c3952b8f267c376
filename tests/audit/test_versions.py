from __future__ import annotations

from datetime import date

import pytest

from tests.audit.support import BASE, found

KIND = "versions"
BASE_FILE = "cn/base.yaml"


@pytest.mark.parametrize("last", ["2020-12-30", "2021-01-01", "2022-05-05"])
def test_a_law_that_does_not_end_the_day_before_its_successor_begins_is_found(last: str) -> None:
    """The second law begins on 2021-01-01; only 2020-12-31 fits."""
    files = {BASE_FILE: BASE[BASE_FILE].replace("2020-12-31", last)}
    assert "old-law" in {p.rule for p in found(KIND, files=files)}


def test_laws_that_meet_are_left_alone() -> None:
    assert found(KIND) == []


OFFENCE = """\
offences:
  f.spill:
    title: {{zh: 泄漏, en: Spill}}
    enforced_by: ecology-environment
    elements: {{proved: true}}
    provisions:
      - {{id: a, liability: [old-law:5], in_force: {{from: 2015-01-01, to: {first}}}, tiers: [{{id: base, fine: {{to: 9}}}}]}}
      - {{id: b, liability: [{law}:5], in_force: {{from: {second}}}, tiers: [{{id: base, fine: {{to: 9}}}}]}}
"""


def test_days_without_any_provision_are_found() -> None:
    problems = found(KIND, OFFENCE.format(first="2019-12-31", law="new-law", second="2021-01-01"))
    assert [p.rule for p in problems] == ["f.spill"]
    assert dict(problems[0].message.values) == {"first": date(2020, 1, 1), "last": date(2020, 12, 31)}


def test_the_same_article_twice_on_the_same_days_is_found() -> None:
    assert len(found(KIND, OFFENCE.format(first="2019-12-31", law="old-law", second="2019-06-01"))) == 1


def test_versions_that_follow_each_other_are_left_alone() -> None:
    assert found(KIND, OFFENCE.format(first="2019-12-31", law="old-law", second="2020-01-01")) == []


PROGRAMMES = """\
programmes:
  first:
    kind: apology-pledge
    title: {zh: 道歉, en: First}
    source: new-law:7
    in_force: {from: 2022-01-01, to: 2023-12-31}
    requires: {area: lake}
    reduction: [{percent: 20}]
  second:  # here
    kind: apology-pledge
    title: {zh: 道歉, en: Second}
    source: new-law:7
    in_force: {from: BEGINS}
    requires: {area: lake}
    reduction: [{percent: 30}]
"""


@pytest.mark.parametrize(("begins", "holes"), [("2024-02-01", 1), ("2024-01-01", 0), ("2023-12-31", 1)])
def test_days_between_two_versions_of_a_programme_or_in_both_are_found(begins: str, holes: int) -> None:
    """The first version ends on 2023-12-31: a hole of a month, none, a day in both."""
    problems = found(KIND, PROGRAMMES.replace("BEGINS", begins))
    assert [p.rule for p in problems] == ["second"] * holes
    assert [p.place.line for p in problems] == [9] * holes


def test_a_programme_that_replaces_the_other_may_be_in_force_beside_it() -> None:
    text = PROGRAMMES.replace("BEGINS", "2023-06-01") + "    replaces: [first]\n"
    assert found(KIND, text) == []


TABLES = """\
bases:
  one:
    offence: f.dump
    source: new-law:3
    in_force: {from: 2021-01-01, to: 2022-12-31}
    method: bands
    bands: [{from: 10000, to: 50000}]
  two:
    offence: f.dump
    source: new-law:3
    in_force: {from: 2023-03-01}
    method: bands
    bands: [{from: 10000, to: 60000}]
"""


def test_days_between_two_tables_for_the_same_offence_are_found() -> None:
    assert [p.rule for p in found(KIND, TABLES)] == ["two"]
    assert found(KIND, TABLES.replace("2023-03-01", "2023-01-01")) == []
