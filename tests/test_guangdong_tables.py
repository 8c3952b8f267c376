"""Guangdong's tables of 2022 (annex 1), each section at its lowest, a middle and its highest: figures read in the print, worked out by hand.

Ordinary penalty: in a band the mean of its ends (art. 12(1), (2)), of a ceiling alone one half (art. 12(3)).
"""

from __future__ import annotations

from typing import Any

import pytest

from discretion.money import Amount
from tests.support import NATIONAL, result

ACT, DECIDED = "2024-05-10", "2024-09-01"
LATE, DONE = "overdue", "within-time-limit"
COMMON: dict[str, Any] = {
    **NATIONAL,
    "harm": "ordinary",
    "corrected": "in-progress",
    "major_impact": False,
    "gd.area": ["general"],
    "permit_managed": False,
}


def base_of(offence: str, facts: dict[str, Any], **more: Any) -> Amount | None:
    return result(offence, {**COMMON, **facts}, ACT, DECIDED, jurisdiction="cn/guangdong", **more).violations[0].base


EIA = {
    "gd.eia_category": "form",
    "gd.project_stage": "foundation",
    "gd.duration_months": 1,
    "cooperation": "cooperative",
}
BUILT = {**EIA, "total_investment": 10_000_000}
MEASURES = {**EIA, "gd.pollutants": "none", "gd.c1_stop": "stopped-and-implemented"}
PUBLISHED = {"gd.c1_publication": "nonconforming", "duration_days": 3}
FEE = {"service_fee": 100_000, "eia_document": "report-form"}
AIR = {"gd.pollutant_class": ["voc"], "gd.period": "ordinary", "permit_managed": False}
OVER = {**AIR, "gd.exceeding_factors": 1, "gd.times_over": 2, "gd.excess_quantity": 0}
NO_PERMIT = {
    **AIR,
    "permit_state": "never-obtained",
    "gd.permit_class": "simplified",
    "gd.collected_treated": "treated",
}
BREACH = {
    **AIR,
    "gd.permit_class": "simplified",
    "gd.permit_breaches": 1,
    "gd.c3_also_produces": ["none"],
}
EVADE = {
    "permit_managed": True,
    "evasion_method": ["abnormal-treatment"],
    "gd.facilities_abnormal": "part",
    "gd.pollutants": "other",
    "duration_days": 0,
}
WATER = {
    "gd.exceeding_factors": 1,
    "gd.c2_water_pollutants": ["class-b"],
    "gd.c2_daily_wastewater": 10,
    "gd.c2_only_ph": True,
    "gd.c2_ph": 4,
    "gd.times_over": 0,
    "gd.excess_quantity": 0,
}
LEDGER = {"gd.c2_ledger_state": "below-requirements", "duration_days": 3, "gd.pollutant_class": ["class-b"]}
DROPPED = {"disposal_cost": 100_000, "gd.c4_quantity": 0}
UNLICENSED = {
    "gd.c4_quantity": 0,
    "gd.c4_waste_destination": "pending",
    "gd.duration_months": 1,
    "operator_kind": "enterprise",
}
SOIL = {"gd.c6_sensitivity": "insensitive", "gd.c6_polluted": False, "gd.c6_area": 100, "gd.c6_tonnes": 1}
TARGETS = {**SOIL, "gd.project_stage": "foundation", "gd.duration_months": 1, "gd.c6_stop": "stopped-and-restored"}
CONTROL = {**SOIL, "gd.c6_performance": "nonconforming", "gd.c6_land": "construction", "gd.duration_months": 1}
ISOTOPES = {
    "gd.c7_source_class": ["source-v"],
    "gd.c7_units": 1,
    "gd.c7_protection": "complete",
    "gd.duration_months": 0,
    "illegal_gains": 0,
}
LOSS = {"direct_loss": 1_000_000, "incident_grade": "general", "gd.accident_remedy": "both"}
HEAVY_AREA = ["eco-sensitive"]

#: section, offence, facts, base in yuan, and how it comes about
CASES: list[tuple[str, str, dict[str, Any], int]] = [
    # --- chapter 1: § 1.1 is start 20 % of 5 % of the investment: of 10,000,000 that is 20 % × 500,000
    ("1.1", "eia.construction-without-approval", BUILT, 100_000),
    # 20 + report not key 5 + restricted area 6 + installation 5 + 3 to 6 months 3 + twice 3 = 42 % × 500,000
    (
        "1.1",
        "eia.construction-without-approval",
        {
            **BUILT,
            "gd.eia_category": "report-not-key",
            "gd.area": ["restricted-approval"],
            "gd.project_stage": "installation",
            "gd.duration_months": 3,
            "violations_in_two_years": 2,
        },
        210_000,
    ),
    # 20 + 10 + 15 + 15 + 16 + 19 + 5 = 100 % × 500,000
    (
        "1.1",
        "eia.construction-without-approval",
        {
            **BUILT,
            "gd.eia_category": "report-key",
            "gd.area": ["drinking-water-source"],
            "gd.project_stage": "in-production",
            "gd.duration_months": 12,
            "violations_in_two_years": 4,
            "cooperation": "uncooperative",
        },
        500_000,
    ),
    # § 1.3: below 10,000, a ceiling alone: one half; 10,000–30,000: the mean; sensitive and overdue: 50,000
    ("1.3", "eia.registration-not-filed", {}, 5_000),
    ("1.3", "eia.registration-not-filed", {"corrected": LATE}, 20_000),
    ("1.3", "eia.registration-not-filed", {"corrected": LATE, "gd.area": ["habitat-sensitive"]}, 50_000),
    # § 1.5: 3–3.5 times the fee, mean 3.25; report, sensitive 4.5–5, mean 4.75; major impact 5
    ("1.5", "eia.unit-quality", FEE, 325_000),
    ("1.5", "eia.unit-quality", {**FEE, "eia_document": "report", "gd.area": ["habitat-sensitive"]}, 475_000),
    ("1.5", "eia.unit-quality", {**FEE, "major_impact": True}, 500_000),
    # § 1.7: 20 % × 1,000,000; 20 + 5 + 6 + 5 + 5 + 6 + 5 = 52 %; 20 + 10 + 15 + 15 + 13 + 11 + 11 + 5 = 100 %
    ("1.7", "eia.measures-in-construction", MEASURES, 200_000),
    (
        "1.7",
        "eia.measures-in-construction",
        {
            **MEASURES,
            "gd.eia_category": "report-not-key",
            "gd.area": ["eco-sensitive"],
            "gd.project_stage": "commissioning",
            "gd.pollutants": "other",
            "gd.duration_months": 6,
            "gd.c1_stop": "stopped",
        },
        520_000,
    ),
    (
        "1.7",
        "eia.measures-in-construction",
        {
            **MEASURES,
            "gd.eia_category": "report-key",
            "gd.area": ["ecological-red-line"],
            "gd.project_stage": "in-production",
            "gd.pollutants": "toxic",
            "gd.duration_months": 12,
            "gd.c1_stop": "not-stopped",
            "cooperation": "uncooperative",
        },
        1_000_000,
    ),
    # § 1.9: 25 % × 200,000; 25 + untruthful 20 + 5 to 20 days 5 = 50 %; 25 + 40 + 25 + 10 = 100 %
    ("1.9", "eia.acceptance-report-unpublished", PUBLISHED, 50_000),
    ("1.9", "eia.acceptance-report-unpublished", {"gd.c1_publication": "untruthful", "duration_days": 5}, 100_000),
    (
        "1.9",
        "eia.acceptance-report-unpublished",
        {"gd.c1_publication": "unpublished", "duration_days": 20, "corrected": LATE},
        200_000,
    ),
    # § 1.10: 1–1.5 times, mean 1.25; 2–3, mean 2.5; 3 times
    ("1.10", "eia.review-fee", {**FEE, "gd.like_in_one_year": False}, 125_000),
    ("1.10", "eia.review-fee", {**FEE, "gd.like_in_one_year": True}, 250_000),
    ("1.10", "eia.review-fee", {**FEE, "gd.like_in_one_year": True, "corrected": LATE}, 300_000),
    # --- chapter 2: § 2.1: 20,000–40,000; deceived before 80,000–110,000; beaten 200,000
    ("2.1", "water.obstruction", {"gd.obstruction": ["delay"], "gd.like_in_one_year": False}, 30_000),
    ("2.1", "water.obstruction", {"gd.obstruction": ["deception"], "gd.like_in_one_year": True}, 95_000),
    ("2.1", "water.obstruction", {"gd.obstruction": ["active-violence"], "gd.like_in_one_year": False}, 200_000),
    # § 2.7.1: only the pH out of range, all at the lowest: 7 % × 1,000,000
    ("2.7.1", "water.excess-discharge", WATER, 70_000),
    # 7 + two factors 2 + class A 10 + living area 3 + 50 to 200 t 3 + 3 to 8 times 8 + twice 3 = 36 %
    (
        "2.7.1",
        "water.excess-discharge",
        {
            **WATER,
            "gd.exceeding_factors": 2,
            "gd.c2_water_pollutants": ["class-a"],
            "gd.area": ["habitat-sensitive"],
            "gd.c2_daily_wastewater": 50,
            "gd.c2_only_ph": False,
            "gd.times_over": 3,
            "violations_in_two_years": 2,
        },
        360_000,
    ),
    # 7 + 8 + 22 + 15 + 10 + 23 + 15 = 100 %
    (
        "2.7.1",
        "water.excess-discharge",
        {
            **WATER,
            "gd.exceeding_factors": 3,
            "gd.c2_water_pollutants": ["toxic"],
            "gd.area": ["drinking-water-source"],
            "gd.c2_source_zone": "first",
            "gd.c2_daily_wastewater": 200,
            "gd.c2_only_ph": False,
            "gd.times_over": 20,
            "violations_in_two_years": 4,
        },
        1_000_000,
    ),
    # § 2.10: 100,000–120,000; second zone with discharge 200,000–250,000; first zone, overdue, discharge 900,000–1,000,000
    ("2.10", "water.outlet-drinking-water", {"gd.c2_source_zone": "outer", "gd.c2_outlet_discharging": False}, 110_000),
    ("2.10", "water.outlet-drinking-water", {"gd.c2_source_zone": "second", "gd.c2_outlet_discharging": True}, 225_000),
    (
        "2.10",
        "water.outlet-drinking-water",
        {"gd.c2_source_zone": "first", "gd.c2_outlet_discharging": True, "corrected": LATE},
        950_000,
    ),
    # § 2.11: 20,000–40,000; restricted area with discharge 80,000–100,000; major impact, overdue 500,000
    ("2.11", "water.outlet", {"gd.c2_outlet_discharging": False}, 30_000),
    ("2.11", "water.outlet", {"gd.c2_outlet_discharging": True, "gd.area": ["restricted-approval"]}, 90_000),
    ("2.11", "water.outlet", {"gd.c2_outlet_discharging": True, "corrected": LATE, "major_impact": True}, 500_000),
    # § 2.24: 20,000–60,000; uncooperative, first 100,000–150,000; major impact 200,000
    ("2.24", "water.quality-monitoring-point", {}, 40_000),
    ("2.24", "water.quality-monitoring-point", {"cooperation": "uncooperative"}, 125_000),
    ("2.24", "water.quality-monitoring-point", {"major_impact": True}, 200_000),
    # § 2.26: 100,000–120,000; overdue, first 150,000–170,000; overdue, again 170,000–200,000
    ("2.26", "water.monitoring-institution-falsification", {}, 110_000),
    ("2.26", "water.monitoring-institution-falsification", {"corrected": LATE}, 160_000),
    (
        "2.26",
        "water.monitoring-institution-falsification",
        {"corrected": LATE, "violations_in_two_years": 2},
        185_000,
    ),
    # § 2.27: 10 % × 200,000; 10 + untrue 20 + 10 to 20 days 15 = 45 %; 10 + 30 + 20 + 20 + 20 = 100 %
    ("2.27", "water.facility-ledger", LEDGER, 20_000),
    ("2.27", "water.facility-ledger", {**LEDGER, "gd.c2_ledger_state": "untrue", "duration_days": 10}, 90_000),
    (
        "2.27",
        "water.facility-ledger",
        {
            "gd.c2_ledger_state": "none",
            "duration_days": 20,
            "gd.pollutant_class": ["class-a"],
            "corrected": LATE,
        },
        200_000,
    ),
    # § 2.29: 5,000–10,000; again, in time 20,000–30,000; again, overdue 30,000–50,000
    ("2.29", "water.discharge-declaration", {"gd.like_in_one_year": False}, 7_500),
    ("2.29", "water.discharge-declaration", {"gd.like_in_one_year": True}, 25_000),
    ("2.29", "water.discharge-declaration", {"gd.like_in_one_year": True, "corrected": LATE}, 40_000),
    # --- chapter 3: § 3.3: start 7 + VOC 3 = 10 % × 1,000,000
    ("3.3", "air.permit-breach", BREACH, 100_000),
    # 7 + key 15 + 5 to 10 requirements 7 + class B 8 + living area 3 + twice 2 = 42 %
    (
        "3.3",
        "air.permit-breach",
        {
            **BREACH,
            "gd.permit_class": "key",
            "gd.permit_breaches": 5,
            "gd.pollutant_class": ["class-b"],
            "gd.area": ["habitat-sensitive"],
            "violations_in_two_years": 2,
        },
        420_000,
    ),
    # 7 + 15 + 20 + 25 + 15 + 18 = 100 %
    (
        "3.3",
        "air.permit-breach",
        {
            **BREACH,
            "gd.permit_class": "key",
            "gd.permit_breaches": 10,
            "gd.pollutant_class": ["class-a"],
            "gd.area": HEAVY_AREA,
            "violations_in_two_years": 4,
        },
        1_000_000,
    ),
    # § 3.2.2: 10 + 3 = 13 %, counted as 20 % × 1,000,000
    ("3.2.2", "air.no-permit", NO_PERMIT, 200_000),
    # 10 + key 15 + class B 8 + living area 3 + special period 5 + three times 6 = 47 %
    (
        "3.2.2",
        "air.no-permit",
        {
            **NO_PERMIT,
            "gd.permit_class": "key",
            "gd.pollutant_class": ["class-b"],
            "gd.area": ["habitat-sensitive"],
            "gd.period": "special-event",
            "violations_in_two_years": 3,
        },
        470_000,
    ),
    # 10 + 15 + 25 + 15 + 10 + 10 + 18 = 103 %, counted as 100 %
    (
        "3.2.2",
        "air.no-permit",
        {
            **NO_PERMIT,
            "gd.permit_class": "key",
            "gd.pollutant_class": ["class-a"],
            "gd.area": HEAVY_AREA,
            "gd.period": "heavy-pollution-alert",
            "gd.collected_treated": "untreated",
            "violations_in_two_years": 4,
        },
        1_000_000,
    ),
    # § 3.4.1: 10 + VOC 3 + less than 3 times 2 = 15 % × 1,000,000
    ("3.4.1", "air.excess-emission", OVER, 150_000),
    # 10 + two factors 3 + class B 8 + special period 5 + 3 to 8 times 8 + twice 4 = 38 %
    (
        "3.4.1",
        "air.excess-emission",
        {
            **OVER,
            "gd.exceeding_factors": 2,
            "gd.pollutant_class": ["class-b"],
            "gd.period": "special-event",
            "gd.times_over": 3,
            "violations_in_two_years": 2,
        },
        380_000,
    ),
    # 10 + 5 + 25 + 15 + 10 + 21 + 14 = 100 %
    (
        "3.4.1",
        "air.excess-emission",
        {
            **OVER,
            "gd.exceeding_factors": 3,
            "gd.pollutant_class": ["class-a"],
            "gd.area": HEAVY_AREA,
            "gd.period": "heavy-pollution-alert",
            "gd.times_over": 20,
            "violations_in_two_years": 4,
        },
        1_000_000,
    ),
    # § 3.5.2: 10 %, counted as 20 %; 10 + whole 10 + living area 3 + 5 to 15 days 8 + twice 2 = 33 %
    ("3.5.2", "air.evasion", EVADE, 200_000),
    (
        "3.5.2",
        "air.evasion",
        {
            **EVADE,
            "gd.facilities_abnormal": "whole",
            "gd.area": ["habitat-sensitive"],
            "duration_days": 5,
            "violations_in_two_years": 2,
        },
        330_000,
    ),
    # 10 + 20 + 19 + 15 + 15 + 16 + 5 = 100 %
    (
        "3.5.2",
        "air.evasion",
        {
            **EVADE,
            "evasion_method": ["data-falsification"],
            "gd.pollutants": "toxic",
            "gd.area": HEAVY_AREA,
            "duration_days": 15,
            "violations_in_two_years": 4,
            "cooperation": "uncooperative",
        },
        1_000_000,
    ),
    # § 3.22: 50,000–100,000; twice, in time 200,000–300,000; three times, overdue 500,000
    ("3.22", "air.emission-information", {"machine": "motor-vehicle"}, 75_000),
    ("3.22", "air.emission-information", {"machine": "motor-vehicle", "violations_in_two_years": 2}, 250_000),
    (
        "3.22",
        "air.emission-information",
        {"machine": "motor-vehicle", "violations_in_two_years": 3, "corrected": LATE},
        500_000,
    ),
    # § 3.28: 10,000–50,000; twice 50,000–100,000; three times 100,000
    ("3.28", "air.wharf-mine-dust", {"wharf_dust_failure": "no-measures"}, 30_000),
    ("3.28", "air.wharf-mine-dust", {"wharf_dust_failure": "no-measures", "violations_in_two_years": 2}, 75_000),
    ("3.28", "air.wharf-mine-dust", {"wharf_dust_failure": "no-measures", "violations_in_two_years": 3}, 100_000),
    # § 3.33: 1–1.5 times the loss of 1,000,000; larger accident, one duty done 2–3; extreme, none done 5
    ("3.33", "air.accident", LOSS, 1_250_000),
    ("3.33", "air.accident", {**LOSS, "incident_grade": "larger", "gd.accident_remedy": "one"}, 2_500_000),
    ("3.33", "air.accident", {**LOSS, "incident_grade": "extreme", "gd.accident_remedy": "neither"}, 5_000_000),
    # § 3.35: less than once, class B 100,000–150,000; 2 to 3 times, class A 400,000–500,000; 5 times, class A 850,000–1,000,000
    ("3.35", "air.ultra-low-emission", {"gd.c3_ultra_low_excess": 0, "gd.pollutant_class": ["class-b"]}, 125_000),
    ("3.35", "air.ultra-low-emission", {"gd.c3_ultra_low_excess": 2, "gd.pollutant_class": ["class-a"]}, 450_000),
    ("3.35", "air.ultra-low-emission", {"gd.c3_ultra_low_excess": 5, "gd.pollutant_class": ["class-a"]}, 925_000),
    # § 3.38: 5,000–15,000; sensitive, in time 15,000–30,000; sensitive, overdue 50,000
    ("3.38", "air.voc-procedures", {}, 10_000),
    ("3.38", "air.voc-procedures", {"gd.area": ["habitat-sensitive"]}, 22_500),
    ("3.38", "air.voc-procedures", {"gd.area": ["habitat-sensitive"], "corrected": LATE}, 50_000),
    # § 3.48: 50,000–70,000; major impact, one or two before, elsewhere 300,000–400,000; three before, sensitive 1,000,000
    ("3.48", "permit.fugitive-emission", {}, 60_000),
    ("3.48", "permit.fugitive-emission", {"major_impact": True, "violations_in_two_years": 2}, 350_000),
    (
        "3.48",
        "permit.fugitive-emission",
        {"major_impact": True, "violations_in_two_years": 4, "gd.area": ["habitat-sensitive"]},
        1_000_000,
    ),
    # --- chapter 4: § 4.1: 50,000–80,000; hazardous 120,000–150,000; major impact 200,000
    ("4.1", "solid.information-disclosure", {"gd.c4_waste_kind": ["industrial"], "gd.like_in_one_year": False}, 65_000),
    ("4.1", "solid.information-disclosure", {"gd.c4_waste_kind": ["hazardous"], "gd.like_in_one_year": False}, 135_000),
    (
        "4.1",
        "solid.information-disclosure",
        {"gd.c4_waste_kind": ["hazardous"], "gd.like_in_one_year": True, "major_impact": True},
        200_000,
    ),
    # § 4.2: 100,000–250,000; first, not installed 400,000–550,000; again, not installed 850,000–1,000,000
    (
        "4.2",
        "solid.household-waste-monitoring",
        {"gd.like_in_one_year": False, "gd.c4_monitoring_state": "not-published"},
        175_000,
    ),
    (
        "4.2",
        "solid.household-waste-monitoring",
        {"gd.like_in_one_year": False, "gd.c4_monitoring_state": "not-installed"},
        475_000,
    ),
    (
        "4.2",
        "solid.household-waste-monitoring",
        {"gd.like_in_one_year": True, "gd.c4_monitoring_state": "not-installed"},
        925_000,
    ),
    # § 4.23: 60 % × 5 × 200,000 (a cost below 200,000 counts as that); + 1 to 3 t 2 + restricted 4 + twice 2 = 68 %; 60+15+13+5+7 = 100 %
    ("4.23", "solid.hazardous-waste-dropped-in-transit", DROPPED, 600_000),
    (
        "4.23",
        "solid.hazardous-waste-dropped-in-transit",
        {**DROPPED, "gd.c4_quantity": 1, "gd.area": ["restricted-approval"], "violations_in_two_years": 2},
        680_000,
    ),
    (
        "4.23",
        "solid.hazardous-waste-dropped-in-transit",
        {
            "disposal_cost": 300_000,
            "gd.c4_quantity": 10,
            "gd.area": HEAVY_AREA,
            "corrected": LATE,
            "violations_in_two_years": 4,
        },
        1_500_000,
    ),
    # § 4.26: 20 % × 5,000,000; 20 + 3 to 10 t 11 + recovered 6 + 6 to 12 months 4 + restricted 8 + three times 5 = 54 %; 110 %, counted as 100 %
    ("4.26", "solid.hazardous-waste-no-licence", UNLICENSED, 1_000_000),
    (
        "4.26",
        "solid.hazardous-waste-no-licence",
        {
            **UNLICENSED,
            "gd.c4_quantity": 3,
            "gd.c4_waste_destination": "recovered",
            "gd.duration_months": 6,
            "gd.area": ["restricted-approval"],
            "violations_in_two_years": 3,
        },
        2_700_000,
    ),
    (
        "4.26",
        "solid.hazardous-waste-no-licence",
        {
            **UNLICENSED,
            "gd.c4_quantity": 10,
            "gd.c4_waste_destination": "dumped",
            "gd.duration_months": 12,
            "gd.area": ["drinking-water-source"],
            "violations_in_two_years": 4,
        },
        5_000_000,
    ),
    # § 4.41: 2,000–2,500; again, cooperative 3,000–4,000; major impact 5,000
    ("4.41", "medical.register", {"corrected": LATE}, 2_250),
    ("4.41", "medical.register", {"corrected": LATE, "violations_in_two_years": 2}, 3_500),
    ("4.41", "medical.register", {"corrected": LATE, "major_impact": True}, 5_000),
    # --- chapter 5: § 5.3: 50,000–60,000; sensitive, below 3 months 70,000–85,000; major impact 100,000
    ("5.3", "noise.gd-facilities-removed", {"gd.duration_months": 1}, 55_000),
    ("5.3", "noise.gd-facilities-removed", {"gd.duration_months": 1, "gd.area": ["habitat-sensitive"]}, 77_500),
    ("5.3", "noise.gd-facilities-removed", {"gd.duration_months": 3, "major_impact": True}, 100_000),
    # § 5.4: 10,000–30,000; elsewhere, again 30,000–50,000; sensitive, again 70,000–100,000
    ("5.4", "noise.gd-treatment-overdue", {"gd.like_in_one_year": False}, 20_000),
    ("5.4", "noise.gd-treatment-overdue", {"gd.like_in_one_year": True}, 40_000),
    ("5.4", "noise.gd-treatment-overdue", {"gd.like_in_one_year": True, "gd.area": ["habitat-sensitive"]}, 85_000),
    # --- chapter 6: § 6.4: 20,000–80,000; polluted, 5,000 to 10,000 m² 800,000–1,100,000; major impact 2,000,000
    ("6.4", "soil.demolition-measures", SOIL, 50_000),
    ("6.4", "soil.demolition-measures", {**SOIL, "gd.c6_polluted": True, "gd.c6_area": 5_000}, 950_000),
    ("6.4", "soil.demolition-measures", {**SOIL, "major_impact": True}, 2_000_000),
    # § 6.9: 100,000–180,000; polluted, 5 to 10 t 800,000–950,000; overdue, 20 t 1,850,000–2,000,000
    ("6.9", "soil.farmland-discharge", SOIL, 140_000),
    ("6.9", "soil.farmland-discharge", {**SOIL, "gd.c6_polluted": True, "gd.c6_tonnes": 5}, 875_000),
    ("6.9", "soil.farmland-discharge", {**SOIL, "corrected": LATE, "gd.c6_tonnes": 20}, 1_925_000),
    # § 6.13: 100,000–180,000; polluted, 5 to 10 t 700,000–800,000; polluted, 15 t 900,000–1,000,000
    ("6.13", "soil.transfer-not-reported", SOIL, 140_000),
    ("6.13", "soil.transfer-not-reported", {**SOIL, "gd.c6_polluted": True, "gd.c6_tonnes": 5}, 750_000),
    ("6.13", "soil.transfer-not-reported", {**SOIL, "gd.c6_polluted": True, "gd.c6_tonnes": 15}, 950_000),
    # § 6.14: 20 % × 500,000; major impact: 50 + 1,000 to 3,000 m² 10 + built 5 + half a year 5 + impact 5 = 75 % × 1,000,000;
    # 50 + 25 + 10 + 15 + 10 + 5 + 8 + 7 = 130 %, counted as 100 %
    ("6.14", "soil.construction-before-targets", TARGETS, 100_000),
    (
        "6.14",
        "soil.construction-before-targets",
        {
            **TARGETS,
            "major_impact": True,
            "gd.c6_area": 1_000,
            "gd.project_stage": "installation",
            "gd.duration_months": 6,
        },
        750_000,
    ),
    (
        "6.14",
        "soil.construction-before-targets",
        {
            **TARGETS,
            "major_impact": True,
            "gd.c6_area": 10_000,
            "gd.project_stage": "in-production",
            "gd.duration_months": 36,
            "gd.c6_stop": "not-stopped",
            "violations_in_two_years": 2,
            "gd.c6_sensitivity": "sensitive",
        },
        1_000_000,
    ),
    # § 6.17: 20,000–50,000; in time, 5,000 to 10,000 m² 80,000–120,000; overdue, 15,000 m² 840,000–1,000,000
    ("6.17", "soil.no-survey", SOIL, 35_000),
    ("6.17", "soil.no-survey", {**SOIL, "gd.c6_area": 5_000}, 100_000),
    ("6.17", "soil.no-survey", {**SOIL, "gd.c6_area": 15_000, "corrected": LATE}, 920_000),
    # § 6.19: 10 % × 200,000; overdue: 20 + 3,000 to 5,000 m² 15 + none 10 + a year 10 + overdue 10 = 65 % × 1,000,000; 110 %, counted as 100 %
    ("6.19", "soil.no-risk-control", CONTROL, 20_000),
    (
        "6.19",
        "soil.no-risk-control",
        {**CONTROL, "corrected": LATE, "gd.c6_area": 3_000, "gd.c6_performance": "none", "gd.duration_months": 12},
        650_000,
    ),
    (
        "6.19",
        "soil.no-risk-control",
        {
            "corrected": LATE,
            "gd.c6_area": 10_000,
            "gd.c6_performance": "none",
            "gd.c6_land": "farmland",
            "gd.duration_months": 36,
            "violations_in_two_years": 2,
            "gd.c6_sensitivity": "sensitive",
            "major_impact": True,
        },
        1_000_000,
    ),
    # --- chapter 7: § 7.2: below 10,000: one half; again 10,000–20,000; major impact 20,000
    ("7.2", "general.inspection-refused", {"inspection_field": "radioactive"}, 5_000),
    ("7.2", "general.inspection-refused", {"inspection_field": "radioactive", "violations_in_two_years": 2}, 15_000),
    ("7.2", "general.inspection-refused", {"inspection_field": "radioactive", "major_impact": True}, 20_000),
    # § 7.3: 10,000–50,000; gains of 100,000: 1–3 times; overdue 3–5 times
    ("7.3", "radiation.isotopes-devices", {"illegal_gains": 0}, 30_000),
    ("7.3", "radiation.isotopes-devices", {"illegal_gains": 100_000}, 200_000),
    ("7.3", "radiation.isotopes-devices", {"illegal_gains": 200_000, "corrected": LATE}, 800_000),
    # § 7.15: 5 + class V 2 + fewer than three 3 = 10 % × 100,000
    ("7.15", "radiation.isotopes-unlicensed", ISOTOPES, 10_000),
    # gains of 200,000: 15 + class III 10 + 3 to 5 units 8 + incomplete 5 + 1 to 3 months 5 + once or twice before 5 = 48 % × 1,000,000
    (
        "7.15",
        "radiation.isotopes-unlicensed",
        {
            **ISOTOPES,
            "illegal_gains": 200_000,
            "gd.c7_source_class": ["source-iii"],
            "gd.c7_units": 3,
            "gd.c7_protection": "incomplete",
            "gd.duration_months": 1,
            "violations_in_two_years": 2,
        },
        480_000,
    ),
    # 15 + 20 + 20 + 10 + 5 + 15 + 10 + 10 + 5 = 110 %, counted as 100 % of 5 × 100,000
    (
        "7.15",
        "radiation.isotopes-unlicensed",
        {
            "illegal_gains": 100_000,
            "gd.c7_source_class": ["source-i"],
            "gd.c7_units": 15,
            "gd.c7_protection": "none",
            "gd.duration_months": 6,
            "violations_in_two_years": 4,
            "corrected": LATE,
            "major_impact": True,
            "cooperation": "uncooperative",
        },
        500_000,
    ),
    # § 7.18: 10,000–50,000; overdue 50,000–100,000; gains, major impact 5 times
    ("7.18", "radiation.licence-not-renewed", {"illegal_gains": 0}, 30_000),
    ("7.18", "radiation.licence-not-renewed", {"illegal_gains": 99_999, "corrected": LATE}, 75_000),
    ("7.18", "radiation.licence-not-renewed", {"illegal_gains": 100_000, "major_impact": True}, 500_000),
    # § 7.26: at most once before 50,000–80,000; twice before 80,000–100,000; major impact 100,000
    ("7.26", "radiation.source-coding", {"corrected": LATE, "violations_in_two_years": 2}, 65_000),
    ("7.26", "radiation.source-coding", {"corrected": LATE, "violations_in_two_years": 3}, 90_000),
    ("7.26", "radiation.source-coding", {"corrected": LATE, "major_impact": True}, 100_000),
    # --- chapter 8: § 8.3: below 5,000: one half; uncooperative 5,000–10,000; overdue, uncooperative 30,000–50,000
    ("8.3", "chemicals.release-report", {}, 2_500),
    ("8.3", "chemicals.release-report", {"cooperation": "uncooperative"}, 7_500),
    ("8.3", "chemicals.release-report", {"cooperation": "uncooperative", "corrected": LATE}, 40_000),
    # § 8.4: 10,000–20,000; overdue 20,000–30,000; major impact 30,000
    ("8.4", "general.incident-risk-assessment", {}, 15_000),
    ("8.4", "general.incident-risk-assessment", {"corrected": LATE}, 25_000),
    ("8.4", "general.incident-risk-assessment", {"major_impact": True}, 30_000),
    # § 8.27: 50,000–70,000; restricted area, once or twice before 150,000–200,000; major impact, sensitive, none before 600,000–800,000
    ("8.27", "permit.special-period", {}, 60_000),
    ("8.27", "permit.special-period", {"gd.area": ["restricted-approval"], "violations_in_two_years": 3}, 175_000),
    ("8.27", "permit.special-period", {"gd.area": ["habitat-sensitive"], "major_impact": True}, 700_000),
    # § 8.28: 20,000–50,000; elsewhere, class A 50,000–100,000; sensitive, class A 150,000–200,000
    ("8.28", "permit.outlet", {"gd.pollutant_class": ["class-b"]}, 35_000),
    ("8.28", "permit.outlet", {"gd.pollutant_class": ["class-a"]}, 75_000),
    ("8.28", "permit.outlet", {"gd.pollutant_class": ["class-a"], "gd.area": ["habitat-sensitive"]}, 175_000),
]


@pytest.mark.parametrize(
    ("section", "offence", "facts", "expected"), CASES, ids=[f"§{c[0]}-{n}" for n, c in enumerate(CASES)]
)
def test_a_section_gives_what_the_print_says(section: str, offence: str, facts: dict[str, Any], expected: int) -> None:
    """The base amount of each case, before what art. 10, 11 and 14 and the law's own bounds do to it."""
    assert base_of(offence, facts) == Amount(expected, expected), section


def test_at_least_thirty_sections_of_all_eight_chapters_are_worked_out() -> None:
    sections = [c[0] for c in CASES]
    assert len(set(sections)) >= 30
    assert {s.split(".")[0] for s in sections} == set("12345678")
    assert all(sections.count(s) == 3 for s in sections)
