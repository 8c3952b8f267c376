from __future__ import annotations

import pytest

from tests.audit.support import BASE, found, lines, marked

KIND = "duplicate-rule"
PROVINCE = {"cn/here/jurisdiction.yaml": "jurisdiction: {title: {zh: 某省, en: A province}}\n"}
ENTRY = """\
heavier:
  - id: first
    title: {zh: 从重, en: Heavier}
    source: new-law:2
    when: {harm: [slight, serious], times: {above: 3}, any: [{area: town}, {area: lake}]}
    effect: {percent_on: {value: 20, provenance: reported, why: 年报}}
"""
#: The same in other words and another order.
AGAIN = """\
heavier:
  - when: {any: [{area: [lake]}, {area: town}], times: {above: 3}, harm: [serious, slight]}
    id: second  # here
    title: {zh: 另一名称, en: Another name}
    effect: {percent_on: {value: 20, provenance: reported, why: 报道}}
    source: [new-law:2]
    note: {zh: 注}
"""


def of(*parts: str) -> str:
    """The entries of several lists as one list."""
    return parts[0] + "".join(p.removeprefix("heavier:\n") for p in parts[1:])


def test_an_entry_that_is_written_twice_in_another_order_and_other_words_is_found() -> None:
    text = of(ENTRY, AGAIN)
    problems = found(KIND, text)
    assert [p.rule for p in problems] == ["second"]
    assert lines(problems) == [line - 1 for line in marked(text)]
    assert dict(problems[0].message.values) == {"other": "first", "file": "cn/offences/f-test.yaml", "line": 2}


def test_what_is_written_twice_is_one_finding_and_no_hidden_entry_besides() -> None:
    assert found("hidden-entry", of(ENTRY, AGAIN)) == []
    elsewhere = AGAIN.replace("new-law:2", "new-law:3").replace("报道", "年报")
    assert {p.rule for p in found("hidden-entry", of(ENTRY, elsewhere))} == {"first", "second"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("times: {above: 3}", "times: {above: 4}"),
        ("harm: [serious, slight]", "harm: serious"),
        ("source: [new-law:2]", "source: [new-law:3]"),
        ("value: 20", "value: 21"),
        ("provenance: reported", "provenance: assumed"),
        ("effect: {percent_on: {value: 20, provenance: reported, why: 报道}}", "at: act"),
        ("    note:", "    force: may\n    note:"),
        ("    note:", "    offences: [f.dump]\n    note:"),
        ("    note:", "    unless: {refused: true}\n    note:"),
        ("    note:", "    replaces: [first]\n    note:"),
        ("any: [", "all: ["),
    ],
)
def test_what_says_something_else_is_left_alone(old: str, new: str) -> None:
    assert AGAIN.count(old) == 1
    assert found(KIND, of(ENTRY, AGAIN.replace(old, new))) == []


def test_three_that_say_the_same_are_two_findings() -> None:
    assert [p.rule for p in found(KIND, of(ENTRY, AGAIN, AGAIN.replace("second", "third")))] == ["second", "third"]


@pytest.mark.parametrize(("begins", "count"), [("2022-12-31", 1), ("2023-01-01", 0)])
def test_only_days_that_both_share_make_a_duplicate(begins: str, count: int) -> None:
    """The first ends on 2022-12-31: a day in common, none."""
    first = ENTRY + "    in_force: {from: 2021-01-01, to: 2022-12-31}\n"
    second = AGAIN + f"    in_force: {{from: {begins}}}\n"
    assert len(found(KIND, of(first, second))) == count


def test_a_province_that_repeats_the_national_entry_is_found_and_two_provinces_are_not() -> None:
    here = {**PROVINCE, "cn/here/lists.yaml": AGAIN}
    assert [(p.rule, p.place.file) for p in found(KIND, ENTRY, here)] == [("second", "cn/here/lists.yaml")]
    there = {"cn/there/jurisdiction.yaml": PROVINCE["cn/here/jurisdiction.yaml"], "cn/there/lists.yaml": ENTRY}
    assert found(KIND, files=here | there) == []


OFFENCE = """\
offences:
  f.spill:
    title: {zh: 泄漏, en: Spill}
    enforced_by: ecology-environment
    elements: {proved: true}
    provisions: [{liability: [new-law:5], tiers: [{id: base, fine: {to: 90000}}]}]
  f.leak:  # here
    title: {zh: TITLE, en: Leak}
    enforced_by: [ecology-environment]
    keywords: [漏]
    elements: {proved: true}
    provisions: [{liability: [new-law:5], tiers: [{id: base, fine: {to: 90000}}]}]
"""


def test_two_offences_of_one_article_differ_by_the_conduct_that_the_title_names() -> None:
    """The law often punishes several acts by one item and one range; only the same act is the same offence."""
    assert [p.rule for p in found(KIND, OFFENCE.replace("TITLE", "泄漏"))] == ["f.leak"]
    assert found(KIND, OFFENCE.replace("TITLE", "渗漏")) == []


TABLES = """\
bases:
  one:
    offence: f.dump
    source: circular:annex1§1
    method: weights
    tiers: [{id: base, of: 100000, start: 10}]
    factors: [{fact: harm, levels: {none: 0, slight: 30, serious: 90}}]
  two:  # here
    offence: [f.dump]
    title: {zh: 表, en: Table}
    source: circular:annex1§1
    method: weights
    tiers: [{id: base, of: 100000, start: 10}]
    factors:
      - fact: harm
        title: {zh: 后果, en: Harm}
        levels: {none: 0, slight: 30, serious: WEIGHT}
"""


@pytest.mark.parametrize(("weight", "count"), [("90", 1), ("80", 0)])
def test_a_table_that_is_copied_is_found(weight: str, count: int) -> None:
    assert len(found(KIND, TABLES.replace("WEIGHT", weight))) == count


FACTS = """\
facts:
  loss_again: {title: {zh: 损失, en: Loss}, type: TYPE, ask: {zh: 多少？, en: How much?}, evidence: {zh: 报告}}
measures:
  halt: {title: {zh: MEASURE, en: Halt}, kind: order}
"""


def test_a_fact_or_measure_is_what_it_is_called() -> None:
    """The small law has `loss`, an amount called 损失, and `stop`, an order called 停止."""
    both = FACTS.replace("TYPE", "money").replace("MEASURE", "停止")
    assert {p.rule for p in found(KIND, both)} == {"loss_again", "halt"}
    assert found(KIND, FACTS.replace("TYPE", "count").replace("MEASURE", "暂停")) == []


def test_two_versions_of_a_law_are_two_and_the_same_law_twice_is_one() -> None:
    law = "          again: {title: {zh: 旧法, en: Old}, rank: law, in_force: {from: %s}}\n        departments:"
    base = BASE["cn/base.yaml"]
    for begins, rules in (("2020-12-31", ["again"]), ("2021-01-01", [])):
        files = {"cn/base.yaml": base.replace("        departments:", law % begins)}
        assert [p.rule for p in found(KIND, files=files)] == rules
