"""Published decisions as case files: the provision, the range, and what the programme made of the amount announced.

Dongguan 2022: a sports-equipment workshop in production without acceptance, 420,000 announced, 220,000 decided ("nearly 50 %, 200,000 less").
Zhuhai 2024: waste water above the standard, 220,000 announced, lowered by 50 % to 110,000. Both reported by the local press.
"""

from __future__ import annotations

from typing import Any

from discretion import Assessment
from discretion.money import Amount
from discretion.report.language import Language
from tests.support import NATIONAL, result

ZH = Language("zh")
APOLOGY: dict[str, Any] = {
    **{
        k: NATIONAL[k]
        for k in NATIONAL
        if k not in ("restoration", "compensation_paid", "malicious", "repeatedly_punished")
    },
    "apology.published": True,
    "apology.pledged": True,
    "apology.applied": True,
    "apology.applied_on": "2022-04-08",
    "apology.broken_before": False,
    "apology.listed_exception": False,
    "apology.published_in": "city",
    "still_violating_at_reinspection": False,
    "gd.area": ["general"],
    "gd.first_in_one_year": False,
}
DONGGUAN: dict[str, Any] = {**APOLOGY, "dongguan.heavy_process": False, "dongguan.river_basin_town": False}


def steps(found: Assessment) -> dict[str, Any]:
    return {f.rule: f for f in found.violations[0].findings if f.after is not None}


def dongguan(amount: int) -> Assessment:
    return result(
        "eia.not-accepted",
        DONGGUAN,
        "2022-01-13",
        "2022-04-20",
        jurisdiction="cn/guangdong/dongguan",
        timeline={"notice": "2022-04-07"},
        stated={"amount": amount, "source": "行政处罚告知书"},
    )


def test_dongguan_takes_off_half_but_no_more_than_200000() -> None:
    """420,000 × 50 % = 210,000, above the cap: 420,000 − 200,000 = 220,000."""
    found = dongguan(420000)
    assert (found.fine.low, found.fine.high) == (220000, 220000)
    provided = found.violations[0].provided
    assert provided is not None
    assert provided.cited == ("construction-project-regulation:23.1",)
    off = steps(found)["dongguan.apology.2022"]
    assert off.arithmetic == "420,000 × 50% = 210,000 > 200,000; 420,000 − 200,000 = 220,000"
    assert ZH.of(off.reason) == "减少50%，最多减少200,000元"


def test_under_the_cap_the_calculation_is_the_plain_one() -> None:
    """400,000 × 50 % = 200,000: not above the cap, and the statutory floor is 200,000."""
    assert steps(dongguan(400000))["dongguan.apology.2022"].arithmetic == "400,000 − 400,000 × 50% = 200,000"


def test_what_decides_the_part_of_a_programme_is_not_called_unused() -> None:
    """The town and the process decide between 30, 40 and 50 %."""
    assert not {"dongguan.heavy_process", "dongguan.river_basin_town"} & set(dongguan(420000).unused)


def test_zhuhai_half_of_220000() -> None:
    """220,000 × (1 − 50 %) = 110,000; art. 83(2) of the Water Law: not below 100,000."""
    found = result(
        "water.excess-discharge",
        APOLOGY,
        "2023-12-25",
        "2024-05-20",
        jurisdiction="cn/guangdong",
        stated={"amount": 220000, "source": "行政处罚听证告知书"},
        choices={"gd.apology": {"percent": 50, "reason": "整改、公开道歉、承诺守法"}},
    )
    assert steps(found)["gd.apology"].after.low == 110000
    provided = found.violations[0].provided
    assert provided is not None
    assert (provided.low.low, provided.high.high) == (100000, 1000000)  # type: ignore[union-attr]


def test_chengdu_one_percent_of_the_investment_is_the_floor() -> None:
    """EIA Law 31: 1–5 % of the investment. 2,170,000 × 1 % = 21,700, the fine that was published; × 5 % = 108,500."""
    facts = {**NATIONAL, "eia_document": "report-form", "total_investment": 2170000}
    found = result("eia.construction-without-approval", facts, "2021-07-15", "2021-10-12")
    provided = found.violations[0].provided
    assert provided is not None
    assert (provided.low.low, provided.high.high) == (21700, 108500)  # type: ignore[union-attr]


def test_facts_of_the_law_that_was_not_chosen_are_not_called_unused() -> None:
    """Old law 1–5 % of 50,000,000 against the Code's 200,000–1,000,000: the Code is lighter, but the investment was looked at."""
    facts = {**NATIONAL, "eia_document": "report", "total_investment": 50000000}
    found = result("eia.construction-without-approval", facts, "2026-05-20", "2026-11-02")
    assert found.fine.high is not None
    assert "total_investment" not in found.unused


def test_the_province_s_order_of_precedence_begins_and_ends_with_its_regulation() -> None:
    """Guangdong's art. 7 is in force from 2022-01-01 to 2026-12-31; before, Penalty Law 29 alone: the highest fine."""

    def cited(act: str, decision: str) -> tuple[str, ...]:
        facts = {**NATIONAL, "permit_state": "never-obtained", "gd.area": ["general"]}
        found = result("air.no-permit", facts, act, decision, jurisdiction="cn/guangdong")
        return next(f.cited for f in found.violations[0].findings if f.rule == "same-act/act")

    assert "gd-discretion-2022:7" not in cited("2021-06-20", "2021-07-20")
    assert "gd-discretion-2022:7" in cited("2024-06-20", "2024-07-20")
    assert "gd-discretion-2022:7" not in cited("2024-06-20", "2027-01-10")


def test_a_provision_that_is_not_sure_to_apply_does_not_oust_the_one_that_is() -> None:
    """Whether the party is under permit management is unknown: Permit Regulation 34(2) may go before Air Law 99(3), or not apply at all."""
    facts = {**APOLOGY, "evasion_method": ["hidden-pipe"]}
    found = result("air.evasion", facts, "2025-05-10", "2025-09-02", jurisdiction="cn/guangdong")
    assert "permit_managed" in found.violations[0].missing
    same_act = next(f for f in found.violations[0].findings if f.rule == "same-act/act")
    assert (same_act.verdict, found.violations[0].provided) == ("unknown", None)
    known = result(
        "air.evasion", {**facts, "permit_managed": False}, "2025-05-10", "2025-09-02", jurisdiction="cn/guangdong"
    )
    provided = known.violations[0].provided
    assert provided is not None
    assert provided.cited == ("air-law-2018:99(3)",)


def test_after_its_last_day_the_province_s_table_is_said_to_be_no_longer_in_force() -> None:
    """Guangdong's regulation ends on 2026-12-31; on 2027-02-10 the fallback table stands in, marked as assumed."""
    facts = {**NATIONAL, "gd.area": ["general"]}

    def basis(decision: str) -> dict[str, str]:
        found = result("air.excess-emission", facts, "2026-09-02", decision, jurisdiction="cn/guangdong")
        return {
            f.rule: ZH.of(f.failed) for f in found.violations[0].findings if f.stage == "basis" and "/" not in f.rule
        }

    assert basis("2027-02-10") == {"cn.general": "", "gd.3.4.1": "在2027年2月10日未施行"}
    assert basis("2026-12-31") == {"gd.3.4.1": ""}


def test_a_person_in_charge_stays_under_the_law_that_fines_no_person_though_the_party_gains_by_the_new_one() -> None:
    """Solid Waste Law 112 fines no person; Code 1162(4) does, 5,000–20,000, but is lighter for the contractor (500,000 against 1,000,000)."""
    persons = [{"name": "王某", "facts": {}}]
    found = result("soil.hazardous-soil", NATIONAL, "2026-06-01", "2026-11-02", persons_in_charge=persons)
    violation = found.violations[0]
    assert violation.provided is not None
    assert violation.provided.cited == ("ecological-code:1162(4)",)
    person = violation.persons[0]
    assert person.fine == Amount(0, 0)
    assert person.outcome == "order-only"
    assert person.provided.cited == ("solid-waste-law-2020:112.1(6)", "solid-waste-law-2020:112.2")
    (chosen,) = (f for f in person.findings if f.rule == "lighter-law")
    assert chosen.verdict == "applied"
    assert "第一百一十二条第一款第六项（无罚款）" in ZH.of(chosen.reason)
    after = result("soil.hazardous-soil", NATIONAL, "2026-09-01", "2026-11-02", persons_in_charge=persons)
    assert after.violations[0].persons[0].provided.cited == ("ecological-code:1162(4)",)
    assert after.violations[0].persons[0].fine.low >= 5000
