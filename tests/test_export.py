"""The rules as plain data: figures read by hand in the statutes and tables, and every form on a small rulebook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from discretion.audit.export import export
from discretion.rulebook import Rulebook

Data = dict[str, Any]


@pytest.fixture(scope="module")
def exported() -> Data:
    return export(Rulebook.open())


def figures(exported: Data, offence: str, instrument: str) -> list[Data]:
    """The figures of an offence under an instrument."""
    return [f for f in exported["figures"] if f["offence"] == offence and f["instrument"] == instrument]


def named(exported: Data, kind: str, id: str) -> Data:
    (found,) = (x for x in exported[kind] if x["id"] == id)
    return dict(found)


# --- the statutes, by hand -------------------------------------------------------------------------------


def test_code_1120_1_5_is_a_range_from_20000_to_200000(exported: Data) -> None:
    """第一千一百二十条: 有下列情形之一的……处二万元以上二十万元以下的罚款：……（五）钢铁、建材……控制、减少粉尘……."""
    assert figures(exported, "air.industrial-dust", "ecological-code") == [
        {
            "offence": "air.industrial-dust",
            "jurisdiction": "cn",
            "instrument": "ecological-code",
            "article": 1120,
            "paragraph": 1,
            "item": 5,
            "tier": "base",
            "payer": "any",
            "kind": "range",
            "from": 20000,
            "to": 200000,
            "unit": "yuan",
            "of": None,
            "shall": True,
            "base_at_least": None,
            "provenance": "official",
            "in_force": {"from": "2026-08-15", "to": None},
        }
    ]


def test_air_law_108_5_has_the_same_range_until_the_code(exported: Data) -> None:
    """The article has one paragraph, so that the rule need not write it."""
    (figure,) = figures(exported, "air.industrial-dust", "air-law-2018")
    assert (figure["article"], figure["paragraph"], figure["item"]) == (108, 1, 5)
    assert (figure["kind"], figure["from"], figure["to"]) == ("range", 20000, 200000)
    assert figure["in_force"] == {"from": "2018-10-26", "to": "2026-08-14"}


def test_code_1095_1_has_four_tiers(exported: Data) -> None:
    """报告书：二十万至一百万，情节严重一百万至一千万；报告表：十万至五十万，情节严重五十万至五百万."""
    found = figures(exported, "eia.construction-without-approval", "ecological-code")
    assert {f["tier"]: (f["article"], f["paragraph"], f["from"], f["to"]) for f in found} == {
        "report": (1095, 1, 200000, 1000000),
        "report-serious": (1095, 1, 1000000, 10000000),
        "report-form": (1095, 1, 100000, 500000),
        "report-form-serious": (1095, 1, 500000, 5000000),
    }


def test_solid_waste_law_112_1_4_is_a_multiple_whose_amount_stands_in_paragraph_2(exported: Data) -> None:
    """处所需处置费用三倍以上五倍以下的罚款，所需处置费用不足二十万元的，按二十万元计算."""
    (figure,) = figures(exported, "solid.hazardous-waste-unlicensed-recipient", "solid-waste-law-2020")
    assert (figure["article"], figure["paragraph"], figure["item"]) == (112, 1, 4)
    assert figure["amount_at"] == {"article": 112, "paragraph": 2, "item": None}
    assert (figure["kind"], figure["unit"], figure["of"]) == ("multiple", "times", "disposal_cost")
    assert (figure["from"], figure["to"], figure["base_at_least"]) == (3, 5, 200000)


def test_code_1095_3_is_a_ceiling_that_may_be_imposed(exported: Data) -> None:
    """可以处五万元以下的罚款: a ceiling starts at 0."""
    (figure,) = figures(exported, "eia.registration-not-filed", "ecological-code")[:1]
    assert (figure["kind"], figure["from"], figure["to"], figure["shall"]) == ("ceiling", 0, 50000, False)


def test_code_1124_is_so_much_for_each_vehicle(exported: Data) -> None:
    """对所有人处每辆（艘）五千元的罚款: a fixed amount runs from itself to itself."""
    found = figures(exported, "air.emission-control-tampering", "ecological-code")
    assert {(f["kind"], f["unit"], f["of"], f["from"], f["to"]) for f in found} == {
        ("per-unit", "yuan-per-unit", "vehicle_count", 5000, 5000)
    }


def test_code_1236_1_is_a_percentage_for_the_persons_in_charge(exported: Data) -> None:
    """可以处上一年度从本企业事业单位取得收入百分之五十以下的罚款."""
    (figure,) = (
        f for f in figures(exported, "general.accident", "ecological-code") if f["payer"] == "person-in-charge"
    )
    assert (figure["kind"], figure["unit"], figure["of"]) == ("percent", "percent", "income_last_year")
    assert (figure["from"], figure["to"], figure["shall"]) == (0, 50, False)


def test_an_amount_in_another_instrument_names_it(exported: Data) -> None:
    found = figures(exported, "livestock.leakage", "livestock-regulation")
    places = [(f["amount_at"]["instrument"], f["amount_at"]["article"], f["amount_at"]["paragraph"]) for f in found]
    assert ("water-law-2017", 85, 1) in places


def test_a_figure_that_no_statute_at_hand_shows_is_marked(exported: Data) -> None:
    (figure,) = (f for f in exported["figures"] if f["offence"] == "chemicals.new-use")
    assert figure["jurisdiction"] == "cn/guangdong"
    assert figure["provenance"] == "reported"


# --- Guangdong's tables, by hand -------------------------------------------------------------------------


def test_fractions_of_gd_4_7_are_exact(exported: Data) -> None:
    """The table prints 1/3, 1/4, 1/8, 1/12 and 1/24 of the highest fine; in percent 100/3, 25, 12.5, 25/3 and 25/6."""
    basis = named(exported, "bases", "gd.4.7")
    assert (basis["section"], basis["source"]) == ("4.7", ["gd-discretion-2022:annex1§4.7"])
    assert basis["tiers"] == [{"id": "base", "for": ["base"], "of": "ceiling", "start": "100/3"}]
    assert basis["start"] == "100/3"
    quantity, days, area, rectification = basis["factors"]
    assert quantity["levels"] == [
        {"below": 3, "weight": 0},
        {"at_least": 3, "below": 10, "weight": "12.5"},
        {"at_least": 10, "weight": 25},
    ]
    assert [level["weight"] for level in days["levels"]] == [0, "12.5", 25]
    assert [level["weight"] for level in area["levels"]] == [0, "25/3"]
    assert [level["weight"] for level in rectification["levels"]] == [0, "25/6", "25/3"]


def test_gd_3_4_1_has_its_start_and_its_conditions_as_written(exported: Data) -> None:
    basis = named(exported, "bases", "gd.3.4.1")
    assert basis["offence"] == ["air.excess-emission"]
    assert basis["provisions"] == ["air-law-2018:99(2)"]
    assert basis["tiers"] == [{"id": "base", "for": ["base"], "of": 1000000, "start": 10}]
    factors = {f.get("fact", f.get("id")): f for f in basis["factors"]}
    assert factors["gd.pollutant_class"]["levels"] == [
        {"is": ["voc"], "weight": 3},
        {"is": ["class-b"], "weight": 8},
        {"is": ["class-a"], "weight": 25},
    ]
    second = factors["exceedance"]["levels"][1]
    assert second["weight"] == 8
    assert second["when"] == {
        "any": [
            {"gd.times_over": {"at_least": 3, "below": 8}},
            {"gd.excess_quantity": {"at_least": "0.3", "below": "0.5"}},
        ]
    }


def test_gd_4_39_has_bands(exported: Data) -> None:
    basis = named(exported, "bases", "gd.4.39")
    assert "factors" not in basis
    assert basis["start"] is None
    assert basis["bands"][:2] == [
        {"when": {"major_impact": True}, "for": ["overdue"], "fixed": 5000},
        {
            "when": {"violations_in_two_years": {"below": 2}, "cooperation": "cooperative"},
            "for": ["overdue"],
            "from": 2000,
            "to": 2500,
        },
    ]


def test_the_national_fallback_is_assumed(exported: Data) -> None:
    assert named(exported, "bases", "cn.general")["provenance"] == "assumed"
    assert named(exported, "bases", "gd.4.7")["provenance"] == "official"


# --- lists and programmes --------------------------------------------------------------------------------


def test_no_penalty_of_the_penalty_law_33_1(exported: Data) -> None:
    """违法行为轻微并及时改正，没有造成危害后果的，不予行政处罚."""
    entry = named(exported, "lists", "cn.no-penalty.minor")
    assert (entry["list"], entry["force"], entry["source"]) == (
        "no-penalty",
        "shall",
        ["administrative-penalty-law:33.1"],
    )
    assert entry["when"] == {"gravity": "minor", "corrected": ["on-the-spot", "within-time-limit"], "harm": "none"}
    assert entry["provenance"] == "official"


def test_the_apology_of_yingkou_is_assumed_and_has_its_exclusions(exported: Data) -> None:
    programme = named(exported, "programmes", "yingkou.apology")
    assert programme["reduction"] == [{"when": None, "from": 30, "to": 30, "provenance": "assumed"}]
    assert programme["in_force"] == {"from": "2025-04-01", "to": None, "provenance": "reported"}
    assert programme["requires"]["apology.published"] is True
    assert programme["exclusions"] == ["yingkou.apology.broken", "yingkou.apology.excluded"]
    for exclusion in programme["exclusions"]:
        assert named(exported, "lists", exclusion)["list"] == "exclusions"


# --- the whole -------------------------------------------------------------------------------------------


def test_it_is_json_and_the_same_every_time(exported: Data) -> None:
    again = export(Rulebook.open())
    assert json.dumps(again, allow_nan=False) == json.dumps(exported, allow_nan=False)
    assert json.loads(json.dumps(exported)) == exported


def test_every_figure_basis_entry_and_programme_is_there(exported: Data) -> None:
    rules = Rulebook.open().shelf().rules
    fines = [t for r in rules if r.section == "offences" for p in r.record.provisions for t in p.tiers if t.fine]
    assert len(exported["figures"]) == len(fines)
    assert [b["id"] for b in exported["bases"]] == sorted(r.id for r in rules if r.section == "bases")
    assert [p["id"] for p in exported["programmes"]] == sorted(r.id for r in rules if r.section == "programmes")
    lists = {"no-penalty", "lighter", "heavier", "limitation", "exclusions", "procedure"}
    assert lists <= {e["list"] for e in exported["lists"]}


# --- forms that few rules use, on a rulebook of their own ------------------------------------------------

SMALL = """\
jurisdiction: {title: {zh: 国, en: Country}}
instruments:
  law-a:
    title: {zh: 法, en: Law}
    rank: law
    in_force: {from: 2020-01-01, to: {value: 2025-12-31, provenance: reported, why: 报道}}
outline: {instrument: law-a, articles: {"7": [2, 0], "8": [0], "8-1": [0]}}
facts:
  harm: {title: {zh: 后果, en: Harm}, type: choice, choices: {none: {zh: 无, en: none}, grave: {zh: 重, en: grave}}}
  days: {title: {zh: 日, en: Days}, type: days}
  cost: {title: {zh: 费用, en: Cost}, type: money}
  established: {title: {zh: 成立, en: Established}, type: boolean}
bases:
  t.grades:
    method: grades
    grades: {lowest: 1, highest: 5, provenance: assumed, why: 未公布}
    factors:
      - fact: days
        levels: [{at_most: 5, grade: 1}, {below: 9.5, grade: 2}, {grade: 5}]
  t.weights:
    method: weights
    tiers:
      - {id: low, for: [base], of: {fact: cost, times: 0.05, at_least: 50}, start: 1/24}
    total_at_least: 20
    factors:
      - id: both
        title: {zh: 两者, en: Both}
        levels: [{when: {days: {above: 0.5}}, weight: {low: 25, grave: 20}}, {weight: 0}]
      - {fact: harm, levels: {none: 0, grave: 12.5}, tiers: [low]}
  t.bands:
    method: bands
    bands: [{for: [base], when: {harm: grave}, fine: {multiple_of: cost, from: 1, to: 2.5}}]
lighter:
  - id: t.lighter
    title: {zh: 轻, en: Light}
    source: law-a:8
    force: may
    when: {harm: none}
    effect: {percent_off: {from: 30, to: 50}}
"""

OFFENCES = """\
departments:
  x: {title: {zh: 某部门, en: Department X}}
offences:
  a.b:
    title: {zh: 行为, en: Act}
    enforced_by: x
    elements: {established: true}
    provisions:
      - id: one
        liability: [law-a:7, law-a:7.2]
        in_force: {from: 2021-01-01}
        tiers:
          - {id: base, fine: {percent_of: cost, from: 1/3, to: 0.5, at_most: 90}}
          - id: grave
            payer: individual
            when: {harm: grave}
            fine: {fixed: {value: 500, provenance: derived, why: 换算}}
          - {id: none, when: {harm: none}}
      - id: two
        liability: [law-a:8-1]
        tiers: [{id: base, fine: {to: 9}}]
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Data:
    folder: Path = tmp_path_factory.mktemp("rules")
    (folder / "cn" / "offences").mkdir(parents=True)
    (folder / "cn" / "offences" / "a.yaml").write_text(OFFENCES, encoding="utf-8")
    (folder / "cn" / "jurisdiction.yaml").write_text(SMALL, encoding="utf-8")
    return export(Rulebook.open([folder]))


def test_a_paragraph_that_is_not_written_is_null_where_there_are_several(small: Data) -> None:
    assert {f["paragraph"] for f in small["figures"] if f["article"] == 7} == {None}
    assert {f["amount_at"]["paragraph"] for f in small["figures"] if f["article"] == 7} == {2}
    assert [(f["paragraph"], f["kind"]) for f in small["figures"] if f["article"] == "8-1"] == [(1, "ceiling")]


def test_a_provision_has_its_own_days_or_those_of_its_instrument_with_their_mark(small: Data) -> None:
    days = {f["article"]: f["in_force"] for f in small["figures"]}
    assert days[7] == {"from": "2021-01-01", "to": None}
    assert days["8-1"] == {"from": "2020-01-01", "to": "2025-12-31", "provenance": "reported"}


def test_fractions_caps_and_fixed_figures(small: Data) -> None:
    base, grave = (f for f in small["figures"] if f["article"] == 7)
    assert (base["from"], base["to"], base["at_most"]) == ("1/3", "0.5", 90)
    assert (grave["kind"], grave["from"], grave["to"], grave["payer"]) == ("fixed", 500, 500, "individual")
    assert grave["provenance"] == "derived"


def test_grades_steps_and_weights_by_tier(small: Data) -> None:
    (grades,), (both, harm) = (
        named(small, "bases", "t.grades")["factors"],
        named(small, "bases", "t.weights")["factors"],
    )
    assert grades["levels"] == [
        {"at_most": 5, "grade": 1},
        {"above": 5, "below": "9.5", "grade": 2},
        {"at_least": "9.5", "grade": 5},
    ]
    assert named(small, "bases", "t.grades")["provenance"] == "assumed"
    assert (both["id"], both["title"]) == ("both", {"zh": "两者", "en": "Both"})
    assert both["levels"] == [{"weight": {"low": 25, "grave": 20}, "when": {"days": {"above": "0.5"}}}, {"weight": 0}]
    assert harm["levels"] == [{"is": ["none"], "weight": 0}, {"is": ["grave"], "weight": "12.5"}]
    assert harm["tiers"] == ["low"]


def test_what_a_percentage_is_of(small: Data) -> None:
    basis = named(small, "bases", "t.weights")
    of = {"fact": "cost", "times": "0.05", "at_least": 50}
    assert basis["tiers"] == [{"id": "low", "for": ["base"], "of": of, "start": "1/24"}]
    assert (basis["start"], basis["total_at_least"], basis["offence"]) == ("1/24", 20, [])


def test_a_band_that_is_a_multiple(small: Data) -> None:
    (band,) = named(small, "bases", "t.bands")["bands"]
    assert band == {"when": {"harm": "grave"}, "for": ["base"], "multiple_of": "cost", "from": 1, "to": "2.5"}


def test_an_entry_keeps_what_only_its_list_has(small: Data) -> None:
    entry = named(small, "lists", "t.lighter")
    assert (entry["list"], entry["force"], entry["when"]) == ("lighter", "may", {"harm": "none"})
    assert entry["effect"] == {"percent_off": {"from": 30, "to": 50}}
