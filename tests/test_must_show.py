"""What the engine must show, case by case. Every expected figure is worked out by hand beside the test."""

from __future__ import annotations

from typing import Any

import pytest

from discretion.money import Amount
from tests.support import NATIONAL, QUARRY, of, result, verdict

ACT, DECIDED = "2025-03-27", "2025-06-01"


def quarry(*without: str, **changes: Any):  # type: ignore[no-untyped-def]
    facts = {**QUARRY, **{k.replace("__", "."): v for k, v in changes.items()}}
    stated = {"amount": 60000, "source": "公布的案例"}
    return result(
        "air.industrial-dust", facts, ACT, DECIDED, jurisdiction="cn/liaoning/yingkou", without=without, stated=stated
    )


@pytest.mark.parametrize(
    ("changes", "fine"),
    [
        ({}, 34000),  # 60,000 × 0.8 × 0.7 = 33,600 → 34,000
        ({"law_study__exam_passed": False}, 42000),  # 60,000 × 0.7
        ({"apology__published": False}, 48000),  # 60,000 × 0.8
        ({"law_study__exam_passed": False, "apology__published": False}, 60000),
        ({"apology__listed_exception": True}, 48000),  # excluded: the study alone
        ({"law_study__exam_passed": False, "apology__listed_exception": True}, 60000),
    ],
)
def test_the_quarry_pays_what_study_and_apology_leave(changes: dict[str, Any], fine: int) -> None:
    assessment = quarry(**changes)
    assert assessment.outcome == "fine"
    assert assessment.fine == Amount(fine, fine)
    first = assessment.violations[0]
    assert first.base == Amount(60000, 60000)
    assert first.provided is not None
    assert first.provided.cited == ("air-law-2018:108(5)",)
    assert (first.provided.low, first.provided.high) == (Amount(20000, 20000), Amount(200000, 200000))


def test_the_tables_own_factors_give_the_published_amount() -> None:
    """Start 10 + slight harm 10 + ordinary gravity 10 = 30 % of 200,000 = 60,000, without the stated amount."""
    assessment = result("air.industrial-dust", QUARRY, ACT, DECIDED, jurisdiction="cn/liaoning/yingkou")
    assert assessment.violations[0].base == Amount(60000, 60000)
    assert assessment.fine == Amount(34000, 34000)


def test_an_exclusion_is_a_rule_of_its_own_and_says_so() -> None:
    assessment = quarry(apology__listed_exception=True)
    assert verdict(assessment, "yingkou.apology.excluded") == "applied"
    assert verdict(assessment, "yingkou.apology") == "not-applied"


def test_minor_corrected_in_time_and_without_harm_is_not_punished() -> None:
    assessment = quarry(gravity="minor", harm="none")
    assert assessment.outcome == "no-penalty"
    assert assessment.fine == Amount(0, 0)
    assert verdict(assessment, "cn.no-penalty.minor") == "applied"


def test_a_first_slight_violation_may_be_waived_and_both_results_are_given() -> None:
    """Else the fine: (10 + 10 + 10) % × 200,000 = 60,000; no programme in the national rules."""
    facts = {**QUARRY, "first_violation": True}
    assessment = result("air.industrial-dust", facts, ACT, DECIDED)
    assert assessment.outcome == "may-waive"
    assert assessment.fine == Amount(0, 60000)
    assert [(a.outcome, a.fine) for a in assessment.violations[0].alternatives] == [
        ("no-penalty", Amount(0, 0)),
        ("fine", Amount(60000, 60000)),
    ]


@pytest.mark.parametrize(("waive", "outcome", "fine"), [(True, "no-penalty", 0), (False, "fine", 60000)])
def test_a_may_is_settled_by_the_officers_choice(waive: bool, outcome: str, fine: int) -> None:
    facts = {**QUARRY, "first_violation": True}
    choices = {"cn.no-penalty.first": {"waive": waive, "reason": "综合案情"}}
    assessment = result("air.industrial-dust", facts, ACT, DECIDED, choices=choices)
    assert assessment.outcome == outcome
    assert assessment.fine == Amount(fine, fine)


@pytest.mark.parametrize(
    ("document", "investment", "governs", "low", "high"),
    [
        # form, 5,000,000: 1–5 % = 50,000–250,000 against 100,000–500,000: the old law
        ("report-form", 5_000_000, "eia-law-2018", 50_000, 250_000),
        # report, 50,000,000: 500,000–2,500,000 against 200,000–1,000,000: the new law
        ("report", 50_000_000, "ecological-code", 200_000, 1_000_000),
        # report, 20,000,000: 200,000–1,000,000 both: the law of the act
        ("report", 20_000_000, "eia-law-2018", 200_000, 1_000_000),
    ],
)
def test_construction_without_approval_is_punished_by_the_lighter_law(
    document: str, investment: int, governs: str, low: int, high: int
) -> None:
    facts = {**NATIONAL, "eia_document": document, "total_investment": investment}
    assessment = result("eia.construction-without-approval", facts, "2026-05-20", "2026-11-02")
    provided = assessment.violations[0].provided
    assert provided is not None
    assert provided.cited[0].startswith(governs)
    assert (provided.low, provided.high) == (Amount(low, low), Amount(high, high))
    assert verdict(assessment, "lighter-law") == "applied"


@pytest.mark.parametrize(
    ("corrected", "governs", "low", "high"),
    [
        # 100,000–1,000,000 against 50,000–200,000: the new law
        ("within-time-limit", "ecological-code:1175.1(1)", 50_000, 200_000),
        # refused: 100,000–1,000,000 against 200,000–1,000,000: the old law
        ("refused", "solid-waste-law-2020:112.1(1)", 100_000, 1_000_000),
    ],
)
def test_the_hazardous_waste_label_is_punished_by_the_lighter_tier(
    corrected: str, governs: str, low: int, high: int
) -> None:
    facts = {**NATIONAL, "corrected": corrected}
    assessment = result("solid.hazardous-waste-label", facts, "2026-03-10", "2026-10-12")
    provided = assessment.violations[0].provided
    assert provided is not None
    assert provided.cited[0] == governs
    assert (provided.low, provided.high) == (Amount(low, low), Amount(high, high))


@pytest.mark.parametrize(
    ("act", "found", "harm", "outcome"),
    [
        ("2024-01-10", "2026-01-10", False, "fine"),  # the last day of two years
        ("2024-01-10", "2026-01-11", False, "time-barred"),
        ("2026-08-20", "2031-08-20", True, "fine"),  # under the Code, harm to the environment: five years
        ("2026-08-20", "2031-08-21", True, "time-barred"),
        ("2026-08-10", "2028-09-01", True, "time-barred"),  # before the Code: two years
    ],
)
def test_limitation_is_exact_to_the_day(act: str, found: str, harm: bool, outcome: str) -> None:
    facts = {**NATIONAL, "harm_to_environment": harm}
    decision = str(max(found, "2026-02-01")) if found < "2026-02-01" else found
    assessment = result("air.dusty-material-unsealed", facts, act, decision, found=found)
    assert assessment.outcome == outcome


def test_five_years_where_life_or_health_is_endangered_with_harm() -> None:
    facts = {**NATIONAL, "endangers_life_or_health": True}
    assessment = result("air.dusty-material-unsealed", facts, "2022-01-10", "2025-06-01", found="2025-05-01")
    assert assessment.outcome == "fine"
    assert verdict(assessment, "cn.limitation.five-years.life") == "noted"


def test_a_continuing_act_counts_to_its_end() -> None:
    """Begun 2021, ended 2024-01-10, found 2025-12-01: in time."""
    act = {"from": "2021-03-01", "to": "2024-01-10"}
    assessment = result("air.dusty-material-unsealed", NATIONAL, act, "2026-01-05", found="2025-12-01")
    assert assessment.outcome == "fine"


def test_persons_in_charge_have_a_range_and_an_amount_of_their_own() -> None:
    """Company 200,000–1,000,000: (10 + 10 + 10) % × 1,000,000 = 300,000. Person 50,000–200,000: 30 % × 200,000 = 60,000."""
    assessment = result(
        "eia.not-accepted", NATIONAL, "2025-05-20", "2025-09-02", persons_in_charge=[{"name": "王某", "facts": {}}]
    )
    first = assessment.violations[0]
    assert first.fine == Amount(300_000, 300_000)
    assert first.provided is not None
    assert (first.provided.low, first.provided.high) == (Amount(200_000, 200_000), Amount(1_000_000, 1_000_000))
    person = first.persons[0]
    assert (person.provided.low, person.provided.high) == (Amount(50_000, 50_000), Amount(200_000, 200_000))
    assert person.fine == Amount(60_000, 60_000)


def test_the_daily_fine_counts_from_the_day_after_the_order_to_the_reinspection() -> None:
    """Served 2026-09-01, re-inspected 2026-09-20: 19 days × 100,000 = 1,900,000."""
    facts = {
        **NATIONAL,
        "harm": "none",
        "gravity": "minor",
        "corrected": "in-progress",
        "still_violating_at_reinspection": True,
    }
    timeline = {"order_served": "2026-09-01", "reinspection": "2026-09-20"}
    assessment = result("air.excess-emission", facts, "2026-08-28", "2026-10-12", timeline=timeline)
    first = assessment.violations[0]
    assert first.fine == Amount(100_000, 100_000)
    assert first.daily is not None
    assert first.daily.days == 19
    assert first.daily.amount == Amount(1_900_000, 1_900_000)


def test_the_quarry_with_harm_unknown_is_an_interval_that_names_harm() -> None:
    """None 0 … serious 30: (20 … 50) % × 200,000 = 40,000 … 100,000; × 0.56 = 22,400 … 56,000 → 22,000 … 56,000."""
    assessment = result(
        "air.industrial-dust", QUARRY, ACT, DECIDED, jurisdiction="cn/liaoning/yingkou", without=("harm",)
    )
    assert assessment.fine == Amount(22_000, 56_000)
    assert assessment.fine.contains(34_000)
    assert "harm" in assessment.violations[0].missing
    assert not assessment.settled


def test_with_harm_unknown_a_stated_table_amount_stands_in_and_harm_is_still_named() -> None:
    assessment = quarry("harm")
    assert assessment.fine.contains(34_000)
    assert "harm" in assessment.violations[0].missing


@pytest.mark.parametrize("offence", ["air.no-permit", "water.no-permit"])
def test_discharge_without_a_permit_has_the_same_range_before_and_after(offence: str) -> None:
    """The regulation's 200,000–1,000,000 stands beside the laws' 100,000–1,000,000 and equals the Code's."""
    facts = {**NATIONAL, "permit_state": "never-obtained"}
    assessment = result(offence, facts, "2025-05-20", "2026-10-12")
    provided = assessment.violations[0].provided
    assert provided is not None
    assert provided.cited == ("pollutant-discharge-permit-regulation:33(1)",)
    assert (provided.low, provided.high) == (Amount(200_000, 200_000), Amount(1_000_000, 1_000_000))


def test_an_act_before_the_oldest_stored_version_is_not_covered() -> None:
    assessment = result("air.industrial-dust", QUARRY, "2015-05-20", "2016-01-12")
    assert assessment.outcome == "not-covered"
    assert not assessment.settled


def test_what_is_not_established_is_not_punished() -> None:
    assessment = quarry(dust_measures="in-place")
    assert assessment.outcome == "not-established"
    assert assessment.fine == Amount(0, 0)
    failed = [f for f in assessment.violations[0].findings if f.stage == "elements" and f.verdict == "not-applied"]
    assert failed[0].cited == ("administrative-penalty-law:40",)


def test_an_element_that_could_not_be_found_out_is_not_established() -> None:
    facts = {**QUARRY, "dust_measures": {"not_found_out": "已两次现场检查"}}
    assert result("air.industrial-dust", facts, ACT, DECIDED).outcome == "not-established"


def test_an_unknown_element_leaves_the_outcome_open_and_the_fine_between_nothing_and_its_amount() -> None:
    assessment = result("air.industrial-dust", QUARRY, ACT, DECIDED, without=("dust_measures",))
    assert assessment.outcome == "undetermined"
    assert assessment.fine == Amount(0, 60_000)
    assert "dust_measures" in assessment.violations[0].missing


def test_no_second_fine_for_the_same_act() -> None:
    assert quarry(already_fined=True).outcome == "already-fined"


def test_proof_of_no_fault_frees_from_responsibility_and_fault_is_presumed() -> None:
    assert quarry(no_fault_proved=True).outcome == "not-responsible"
    assert quarry("no_fault_proved").fine == Amount(34_000, 34_000)


@pytest.mark.parametrize(("age", "outcome"), [(13, "not-responsible"), (14, "fine"), (17, "fine"), (18, "fine")])
def test_age_decides_responsibility_and_mitigation(age: int, outcome: str) -> None:
    assessment = result(
        "air.dusty-material-unsealed",
        NATIONAL,
        ACT,
        DECIDED,
        party={"name": "某人", "kind": "individual", "age": age, "capacity": "full"},
    )
    assert assessment.outcome == outcome
    applied = verdict(assessment, "cn.lighter.14-to-18")
    assert applied == ("applied" if 14 <= age < 18 else "not-applied" if age >= 18 else None)


def test_a_suspected_crime_is_referred_and_the_fine_waits() -> None:
    assessment = quarry(suspected_crime=True)
    assert assessment.outcome == "referred"
    assert not assessment.settled
    assert assessment.fine == Amount(0, 34_000)


def test_evasion_brings_detention_beside_the_fine() -> None:
    facts = {**NATIONAL, "evasion_method": "hidden-pipe", "medium": "water", "permit_managed": True}
    assessment = result("water.evasion", facts, "2026-09-02", "2026-11-02")
    detention = [m for m in assessment.violations[0].measures if m.measure == "detention"]
    assert detention
    assert detention[0].days == (5, 10)


def test_only_refusal_carries_a_fine_so_the_first_outcome_is_an_order() -> None:
    """Code 1167(1): corrected on order, no fine; refused: 10,000–50,000."""
    offence = _refusal_only()
    assert result(offence, NATIONAL, "2026-09-02", "2026-11-02").outcome == "order-only"
    refused = result(offence, {**NATIONAL, "corrected": "refused"}, "2026-09-02", "2026-11-02")
    provided = refused.violations[0].provided
    assert provided is not None
    assert (provided.low, provided.high) == (Amount(10_000, 10_000), Amount(50_000, 50_000))


def _refusal_only() -> str:
    from tests.support import rulebook

    law = rulebook().law("cn")
    return next(
        id
        for id, offence in law.offences.items()
        if any(c.text.startswith("ecological-code:1167") for p in offence.provisions for c in p.liability[:1])
    )


def test_a_may_of_the_statute_has_a_low_end_of_nothing() -> None:
    """Registration form: EIA law 31.3 "处五万元以下", Code 1095.3 "可以处五万元以下"."""
    old = result("eia.registration-not-filed", NATIONAL, "2025-03-02", "2025-06-02").violations[0].provided
    new = result("eia.registration-not-filed", NATIONAL, "2026-09-02", "2026-11-02").violations[0].provided
    assert old is not None
    assert new is not None
    assert (old.shall, new.shall) == (True, False)
    assert (new.low, new.high) == (Amount(0, 0), Amount(50_000, 50_000))


def test_several_violations_are_assessed_each_and_added_up() -> None:
    """60,000 for the quarry's dust; dusty material 10,000–100,000: 30 % × 100,000 = 30,000; 90,000 together."""
    facts = {k: v for k, v in QUARRY.items() if not k.startswith(("apology", "law_study", "commitment"))}
    assessment = of(
        {
            "jurisdiction": "cn",
            "party": {"name": "某公司", "kind": "organisation"},
            "timeline": {"act": ACT, "found": ACT, "decision": DECIDED},
            "facts": {**NATIONAL, **facts},
            "violations": [{"offence": "air.industrial-dust"}, {"offence": "air.dusty-material-uncovered"}],
        }
    )
    assert [v.fine.low for v in assessment.violations] == [60_000, 30_000]
    assert assessment.fine == Amount(90_000, 90_000)
    assert assessment.outcome == "fine"


def test_a_percentage_outside_what_the_rule_allows_is_an_error() -> None:
    from discretion import Unusable

    with pytest.raises(Unusable) as refused:
        result(
            "air.industrial-dust",
            {**QUARRY, "voluntary_mitigation": True},
            ACT,
            DECIDED,
            choices={"cn.lighter.harm-eliminated": {"percent": 120, "reason": "…"}},
        )
    assert refused.value.problems[0].kind == "bad-choice"


def test_lighter_stays_inside_the_range_and_mitigated_goes_below_on_the_laws_authority() -> None:
    """Base 60,000, floor 20,000."""
    facts = {**QUARRY, "voluntary_mitigation": True}
    open_ = result("air.industrial-dust", facts, ACT, DECIDED)
    assert open_.fine == Amount(0, 60_000)
    lighter = {"cn.lighter.harm-eliminated": {"degree": "lighter", "amount": 25_000, "reason": "已清理"}}
    assert result("air.industrial-dust", facts, ACT, DECIDED, choices=lighter).fine == Amount(25_000, 25_000)
    mitigated = {"cn.lighter.harm-eliminated": {"degree": "mitigated", "amount": 12_000, "reason": "全部消除"}}
    assert result("air.industrial-dust", facts, ACT, DECIDED, choices=mitigated).fine == Amount(12_000, 12_000)


def test_heavier_in_an_emergency_goes_up_to_the_ceiling() -> None:
    assessment = quarry(emergency_measures_breached=True)
    assert verdict(assessment, "cn.heavier.emergency") == "applied"
    # 60,000 … 200,000, × 0.8 × 0.7 = 33,600 … 112,000 → 34,000 … 112,000
    assert assessment.fine == Amount(34_000, 112_000)


def test_the_same_case_gives_the_same_bytes() -> None:
    from discretion.report.json import render
    from tests.support import rulebook

    assert render([quarry()], rulebook()) == render([quarry()], rulebook())
