"""What follows beside the fine: each measure with the article that orders it, and who enforces the offence."""

from __future__ import annotations

from typing import Any

import pytest

from discretion import Assessment
from discretion.report.language import Language
from discretion.report.reasons import reasons
from discretion.report.sheet import sheet
from tests.support import NATIONAL, result

#: Start 10 % and ordinary gravity 10 % on the fallback table: a fifth of the ceiling.
FACTS: dict[str, Any] = {**NATIONAL, "harm": "none", "illegal_gains": 0}
ZH = Language("zh")
OLD, NEW = ("2025-05-06", "2025-08-01"), ("2026-09-02", "2026-10-25")
EVASION: dict[str, Any] = {"permit_managed": False, "evasion_method": ["hidden-pipe"]}


def assessed(offence: str, days: tuple[str, str], choices: dict[str, Any] | None = None, **facts: Any) -> Assessment:
    return result(offence, {**FACTS, **facts}, *days, choices=choices or {})


def measures(assessment: Assessment, name: str) -> list[Any]:
    return [m for m in assessment.violations[0].measures if m.measure == name]


def test_a_measure_cites_the_article_that_orders_it() -> None:
    """Code 1179(1), not 1169, orders the detention of who dumps with serious consequences."""
    found = assessed("solid.industrial-waste-dumping", NEW, waste_dumping_mode="dumped", disposal_cost=300000)
    detention = [f for f in found.violations[0].findings if f.rule.endswith("/detention")]
    assert {f.cited for f in detention} == {("ecological-code:1179(1)",)}


def test_what_must_and_what_may_be_sealed_is_one_measure_with_both_articles() -> None:
    """Sealing measures 4.1(4) with 4.2: shall; 4.1(1): may. The stronger force stands, the weaker adds its citation."""
    (sealing,) = measures(assessed("air.evasion", NEW, **EVASION, sealing_ground=["toxic"]), "seal-or-seize")
    assert (sealing.force, sealing.certain) == ("shall", True)
    first = "sealing-and-seizure-measures:4.1(4)"
    assert sealing.cited == (first, "sealing-and-seizure-measures:4.2", "sealing-and-seizure-measures:4.1(1)")


def test_a_ground_that_is_unknown_leaves_the_measure_open_and_names_the_fact() -> None:
    found = assessed("water.excess-discharge", OLD, sealing_ground=["none"])
    assert [(m.force, m.certain) for m in measures(found, "suspend-production")] == [("may", False)]
    open_ = {f.rule: f.missing for f in found.violations[0].findings if f.verdict == "unknown"}
    assert open_["cn.suspension.annual-total"] == ("production_ground",)
    # what follows beside the fine is not missing for the fine: 1000000 × (10 + 10) % = 200000
    assert found.violations[0].missing == ()
    assert (found.fine.low, found.fine.high) == (200000, 200000)


def test_the_law_of_the_day_gives_the_authority_to_seal() -> None:
    """Environmental Protection Law 25 until 2026-08-14, Code 52 from 2026-08-15."""
    ground: dict[str, Any] = {"sealing_ground": ["likely-serious"]}
    (old,) = measures(assessed("water.excess-discharge", OLD, **ground), "seal-or-seize")
    (new,) = measures(assessed("water.excess-discharge", NEW, **ground), "seal-or-seize")
    assert old.cited == ("epl-2014:25", "sealing-and-seizure-measures:4.1(6)")
    assert new.cited == ("ecological-code:52",)
    assert old.force == new.force == "may"


def test_a_public_facility_may_be_spared_suspension_but_not_restriction() -> None:
    """Measures on restriction 7: it is the officer's choice, and says nothing of article 5."""
    facts: dict[str, Any] = {"production_ground": ["annual-total"], "coercion_exception": ["public-facility"]}
    silent = assessed("air.excess-emission", OLD, **facts)
    spared = assessed("air.excess-emission", OLD, {"cn.no-coercion.suspension": {"apply": True}}, **facts)
    assert measures(silent, "suspend-production")
    assert not measures(spared, "suspend-production")
    assert measures(spared, "restrict-production")


@pytest.mark.parametrize(("gravity", "days"), [("ordinary", (10, 15)), ("minor", (5, 10))])
def test_a_referral_imposes_detention_with_its_days(gravity: str, days: tuple[int, int]) -> None:
    """Environmental Protection Law 63: ten to fifteen days; five to ten where less serious."""
    found = assessed("solid.no-permit", OLD, gravity=gravity, corrected="refused", harm="slight")
    (detention,) = measures(found, "detention")
    assert detention.days == days
    assert detention.cited == ("epl-2014:63(2)", "detention-referral-measures:4")


def test_entries_for_other_offences_are_not_spoken_of() -> None:
    found = assessed("eia.registration-not-filed", NEW)
    assert not [f for f in found.violations[0].findings if f.rule.startswith(("cn.sealing", "cn.suspension"))]


def test_the_decision_orders_no_step_of_the_inquiry_and_nothing_for_other_authorities() -> None:
    found = assessed("air.evasion", NEW, **EVASION, sealing_ground=["none"])
    assert measures(found, "seal-or-seize")
    assert measures(found, "detention")
    decision = [ZH.of(m) for m in reasons(found, 0)]
    (last,) = [line for line in decision if "罚款200,000元" in line and "决定" in line]
    assert "责令改正" in last
    assert "查封" not in last
    assert "拘留" not in last


def test_the_officer_is_told_of_an_offence_that_another_department_enforces() -> None:
    """Code 1189: departments that the local government names; 1147: two departments, each its part; 1107: one."""
    noise = assessed("noise.social-excess", NEW).violations[0]
    (told,) = [f for f in noise.findings if f.rule == "noise.social-excess/competence"]
    assert told.warning
    assert ZH.of(told.reason) == "由地方人民政府或者其指定的部门查处，不由生态环境主管部门查处。"
    assert noise.enforced_by == ("local-government",)
    sea = assessed("marine.oil-acid-alkali", NEW).violations[0]
    (shared,) = [f for f in sea.findings if f.rule == "marine.oil-acid-alkali/competence"]
    assert not shared.warning
    assert ZH.of(shared.reason) == "按照职责分工：生态环境主管部门、海警机构。"
    air = assessed("air.excess-emission", NEW).violations[0]
    assert not [f for f in air.findings if f.rule.endswith("/competence")]


def test_a_regulation_that_differs_from_the_code_is_shown_beside_it_with_a_warning() -> None:
    """Permit regulation 34(2): 200000 to 1000000; Code 1108: 100000 to 1000000; the higher governs (Penalty Law 29)."""
    found = assessed("air.evasion", NEW, **EVASION | {"permit_managed": True}).violations[0]
    (told,) = [f for f in found.findings if f.rule == "same-act/act"]
    said = ZH.of(told.reason)
    assert told.warning
    for part in ("第三十四条第二项（200,000元至1,000,000元）", "第一千一百零八条（100,000元至1,000,000元）", "请核对"):
        assert part in said
    assert found.provided is not None
    assert found.provided.cited == ("pollutant-discharge-permit-regulation:34(2)",)
    alone = assessed("air.evasion", NEW, **EVASION).violations[0]
    assert not [f for f in alone.findings if f.rule == "same-act/act"]


def test_what_is_known_only_from_reports_says_so_in_the_procedure() -> None:
    """The threshold of the hearing and the days for review stand in texts that the rules do not have."""
    (part,) = sheet(assessed("air.excess-emission", NEW), ZH).parts
    marks = {row.rule: row.mark for row in part.procedure}
    assert marks["cn.procedure.hearing"] == "据报道"
    assert marks["cn.procedure.review-and-suit"] == "据报道"
    assert marks["cn.procedure.ninety-days"] == ""


def test_an_act_under_law_that_the_rules_do_not_hold_is_not_called_unpunishable() -> None:
    """Emergency plans before 2026-08-15: a rule of the ministry that the reference does not have; the notes name it."""
    before = result("general.emergency-equipment", FACTS, "2026-03-02", "2026-06-01")
    assert before.outcome == "not-covered"
    told = [f for f in before.violations[0].findings if f.stage == "applicable-law"]
    assert ZH.of(told[-1].reason) == "2026年3月2日该行为适用的规定本规则库未收录，请另查"
