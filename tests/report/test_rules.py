"""Rules shown: an offence with its provisions side by side, and every other kind of rule."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from discretion.__main__ import _command_line
from discretion.report import casefile
from discretion.report.language import Language
from discretion.report.rules import ids, show
from tests.audit.support import rulebook as small
from tests.support import rulebook

ZH, EN = Language("zh"), Language("en")


def run(*arguments: str) -> Any:
    return CliRunner().invoke(_command_line().app, ["rules", *arguments])


def test_old_and_new_provisions_stand_side_by_side() -> None:
    shown = show("air.industrial-dust", rulebook().law("cn/liaoning/yingkou"), EN)
    assert shown is not None
    (grid,) = shown.tables
    assert grid.heads == ("", "air-law-2018:108(5)", "ecological-code:1120.1(5)")
    rows = {name: cells for name, *cells in grid.full()}
    assert rows["in force"] == ["2018-10-26 to 2026-08-14", "since 2026-08-15"]
    assert rows["tier base"] == ["20,000 yuan to 200,000 yuan", "20,000 yuan to 200,000 yuan"]
    assert rows["on refusal"] == ["Suspension of production for rectification"] * 2


def test_what_bears_on_an_offence_depends_on_the_place() -> None:
    def related(place: str) -> dict[str, list[str]]:
        shown = show("air.industrial-dust", rulebook().law(place), EN)
        assert shown is not None
        return {r.kind: [id for id, _ in r.rules] for r in shown.related}

    assert "yingkou.apology" in related("cn/liaoning/yingkou")["programmes"]
    assert "yingkou.apology.excluded" in related("cn/liaoning/yingkou")["exclusions"]
    assert related("cn")["programmes"] == []
    assert "cn.general" not in related("cn/guangdong")["discretion tables"]
    assert "harm" in related("cn")["facts that it looks at"]


MONEY = """\
facts:
  cost: {title: {zh: 处置费用, en: Disposal cost}, type: money}
  gains: {title: {zh: 违法所得, en: Gains}, type: money}
  hours: {title: {zh: 学时, en: Hours}, type: count}
  passed: {title: {zh: 通过日, en: Passed}, type: date}
  ended: {title: {zh: 结束日, en: Ended}, type: date}
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers: [{id: base, of: {fact: loss, times: 2}, start: 10}]
    factors: [{fact: harm, levels: {none: 0, slight: 20, serious: 50}}]
  b:
    offence: f.dump
    source: new-law:3
    method: bands
    bands: [{fine: {multiple_of: cost, from: 1, to: 2}}]
measures:
  take: {title: {zh: 没收违法所得, en: Confiscation}, kind: confiscation}
consequences:
  - {id: take, title: {zh: 没收, en: Take}, source: new-law:4, measure: take, of: gains, when: {proved: true}}
programmes:
  study:
    kind: law-study
    title: {zh: 学法, en: Study}
    source: circular:6
    requires: {passed: {within: 3 days, of: ended}}
    credits: [{per: hours, credits: 1}]
    reduction: [{percent: 10}]
"""
OFFENCE = """\
offences:
  f.dump:
    title: {zh: 倾倒, en: Dumping}
    enforced_by: ecology-environment
    elements: {proved: true}
    provisions: [{liability: [new-law:1], tiers: [{id: base, fine: {percent_of: invested, from: 1, to: 5}}]}]
facts:
  invested: {title: {zh: 总投资额, en: Invested}, type: money}
"""


def test_an_offence_names_every_fact_that_its_rules_look_at_or_count_with() -> None:
    """What conditions ask, what the tables weigh, and the money, counts and days of which a share, a number or a period is taken."""
    law = small(MONEY, {"cn/offences/f.yaml": OFFENCE}).law("cn")
    shown = show("f.dump", law, EN)
    assert shown is not None
    found = {r.kind: dict(r.rules) for r in shown.related}["facts that it looks at"]
    assert found == {
        "proved": "Proved",
        "passed": "Passed",
        "ended": "Ended",
        "invested": "Invested",
        "harm": "Harm",
        "loss": "Loss",
        "cost": "Disposal cost",
        "hours": "Hours",
        "gains": "Gains",
    }
    # and a blank case asks for each of them once, under what looks at it
    blank = [line.strip() for line in casefile.blank("f.dump", law, EN).partition("facts:\n")[2].splitlines()]
    named = [line for line in blank if line.endswith(": unknown") or line.startswith("# ---")]
    assert named == [
        "# --- is the offence made out ---",
        "proved: unknown",
        "# --- the statutory range ---",
        "invested: unknown",
        "# --- the discretion table ---",
        "harm: unknown",
        "loss: unknown",
        "cost: unknown",
        "# --- lists and programmes ---",
        "passed: unknown",
        "ended: unknown",
        "hours: unknown",
        "gains: unknown",
    ]


def test_no_money_fact_is_left_out_of_any_national_offence() -> None:
    """Every fine that is a multiple, a percentage or so much per unit of a fact names the fact."""
    law = rulebook().law("cn")
    counted = 0
    for id, offence in law.offences.items():
        of = {t.fine.of for p in offence.provisions for t in p.tiers if t.fine is not None and t.fine.of is not None}
        shown = show(id, law, EN)
        assert shown is not None
        assert of <= {f for r in shown.related if r.kind == "facts that it looks at" for f, _ in r.rules}, id
        counted += len(of)
    assert counted > 50


@pytest.mark.parametrize(
    "place", ["cn", "cn/guangdong", "cn/guangdong/guangzhou", "cn/liaoning/yingkou", "cn/jiangsu/nantong"]
)
def test_every_rule_of_a_place_can_be_shown(place: str) -> None:
    law = rulebook().law(place)
    for id in ids(law)[::7]:
        for lang in (ZH, EN):
            shown = show(id, law, lang)
            assert shown is not None, id
            assert shown.title, id


def test_an_assumed_figure_is_marked_where_it_stands() -> None:
    shown = show("yingkou.apology", rulebook().law("cn/liaoning/yingkou"), ZH)
    assert shown is not None
    assert "30% 〔假定〕" in {row[0] for table in shown.tables for row in table.full()}


def test_a_table_is_shown_as_the_table_that_it_is() -> None:
    """A factor stands beside all its levels; expected values: §3.2.1 of the discretion tables of 2022."""
    shown = show("gd.3.2.1", rulebook().law("cn/guangdong"), ZH)
    assert shown is not None
    start, factors = shown.tables
    assert start.full()[0][1:] == ["7%", "1,000,000元"]
    assert [cell.rows for cell in factors.rows[0]] == [2, 1, 1]
    assert [len(row) for row in factors.rows[:3]] == [3, 2, 3]
    assert factors.full()[1][0] == ""
    assert [row[-1] for row in factors.full()[:5]] == ["0%", "15%", "3%", "8%", "25%"]


def test_the_commands_list_search_and_show() -> None:
    listed = run("list", "programmes", "--jurisdiction", "cn/liaoning/yingkou", "--lang", "en")
    assert listed.exit_code == 0
    assert listed.output.splitlines()[0].split("\t") == ["yingkou.apology", "Public apology and pledge"]
    hits = json.loads(run("search", "108(5)", "--section", "offences", "--format", "json").output)
    assert hits[0]["id"] == "air.industrial-dust"
    assert hits[0]["cited"] == ["air-law-2018:108(5)"]
    shown = run("show", "air.industrial-dust", "--jurisdiction", "cn/liaoning/yingkou", "--lang", "zh")
    assert "第一千一百二十条第一款第五项" in shown.output.replace("\n", "").replace(" ", "")
    data = json.loads(run("show", "gd.apology", "--format", "json").output)
    assert data["id"] == "gd.apology"


def test_an_offence_of_another_department_is_marked_with_it() -> None:
    """Banned pesticides are the agriculture department's (EPL 63(4), Code 1131.2); industrial dust is the environment bureau's."""
    listed = dict.fromkeys(line for line in run("list", "--lang", "zh").output.splitlines())
    by = {line.split("\t")[0]: line.split("\t")[2:] for line in listed}
    assert by["air.banned-pesticide"] == ["农业农村（渔业渔政）主管部门"]
    assert by["air.industrial-dust"] == []


def test_what_is_not_there_is_said_with_a_hint() -> None:
    assert run("search", "qqqqqqqq", "--lang", "en").exit_code == 1
    wrong = run("show", "air.industrial-dusty", "--lang", "en")
    assert wrong.exit_code == 2
    assert "air.industrial-dust" in wrong.output
    wrong = run("list", "offence", "--lang", "en")
    assert wrong.exit_code == 2
    assert "offences" in wrong.output
    assert run("show", "harm", "--jurisdiction", "cn/nowhere", "--lang", "en").exit_code == 2
