"""What Guangdong's regulation of 2022 must show: its weight tables add up, its bands lie in the law's ranges, its own articles work.

Figures are those of the print (annex 1) and of the regulation, worked out by hand beside the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from discretion import Assessment
from discretion.assess.span import Span
from discretion.law.basis import Basis, BasisTier, Factor
from discretion.law.offence import Tier
from discretion.money import Amount, Number
from tests.support import NATIONAL, result, rulebook, verdict
from tests.test_guangdong_tables import ACT, COMMON, DECIDED, OVER, SOIL, WATER

HERE = "cn/guangdong"
LAW = rulebook().law(HERE)
TABLES = {id: b for id, b in LAW.bases.items() if id.startswith("gd.")}
WEIGHTS = {id: b for id, b in TABLES.items() if b.method == "weights"}


def case(offence: str, act: Any = ACT, decision: str = DECIDED, **more: Any) -> Assessment:
    facts = {**COMMON, **{k.replace("__", "."): v for k, v in more.pop("facts", {}).items()}}
    return result(offence, facts, act, decision, jurisdiction=HERE, **more)


# --- the weight tables --------------------------------------------------------------------------------------------------


def weights(factor: Factor, tier: str) -> list[Number]:
    return [f.value for level in factor.levels if (f := level.weight.at(tier)) is not None]


def ends(basis: Basis, row: BasisTier) -> tuple[Number, Number]:
    """Start and the lightest printed level of each factor, and start and the heaviest; as printed, not cut off at 100 %."""
    counted = [f for f in basis.factors if not f.tiers or row.id in f.tiers]
    each = [w for f in counted if (w := weights(f, row.id))]
    return row.start.value + sum(map(min, each)), row.start.value + sum(map(max, each))


#: Tables whose heaviest levels do not come to 100 %, seen again in the print; all their notes say "more than 100 % counts as 100 %".
NOT_100 = {
    (
        "gd.1.6",
        "base",
    ): 105,  # one set of weights for two starts: 25 % in time, 20 % overdue, of which only the latter comes to 100 %
    ("gd.1.8", "refused"): 130,  # starts of 20 % and 50 % before the same weights
    ("gd.1.8", "person"): 105,  # start 25 %
    ("gd.3.2.2", "base"): 103,  # start 10 % instead of the 7 % of § 3.2.1, with the same weights
    ("gd.4.26", "base"): 110,  # start 20 % for the unit and 10 % for persons before the same weights
    ("gd.4.27", "base"): 115,  # start 25 % and 10 %
    ("gd.5.1", "overdue"): 130,  # starts of 20 % and 50 %
    ("gd.5.1", "person"): 105,  # start 25 %
    ("gd.6.14", "serious"): 130,  # starts of 20 % and 50 %
    ("gd.6.14", "person"): 105,  # start 25 %
    ("gd.6.19", "refused"): 110,  # starts of 10 % and 20 %
    ("gd.6.19", "person"): 115,  # start 25 %
    ("gd.6.20", "refused"): 110,  # as § 6.19
    ("gd.6.20", "person"): 115,
    ("gd.7.15", "gains"): 110,  # starts of 5 % and 15 %
    ("gd.7.16", "gains"): 110,  # as § 7.15
}


def test_there_are_forty_five_weight_tables_and_281_sections() -> None:
    """280 numbers, § 8.17 printed twice (the second is meant as 8.18)."""
    assert len(WEIGHTS) == 45
    assert len({b.section for b in TABLES.values()}) == 281


@pytest.mark.parametrize("id", WEIGHTS)
def test_start_and_heaviest_levels_come_to_what_the_table_intends(id: str) -> None:
    basis = WEIGHTS[id]
    for row in basis.tiers:
        assert ends(basis, row)[1] == NOT_100.get((id, row.id), 100), row.id
        assert basis.total_at_most is None or basis.total_at_most.value == 100


def served(basis: Basis, row: BasisTier) -> Iterator[Tier]:
    """The statutory tiers of the quoted provisions that a row of a table serves."""
    for offence in basis.offences:
        for provision in LAW.offences[offence].provisions:
            if any(q.covers(c) or c.covers(q) for q in basis.provisions for c in provision.liability):
                yield from (t for t in provision.tiers if t.id in row.serves and t.fine is not None)


#: Tables of which the lightest levels lead below the statutory minimum.
BELOW = {
    ("gd.2.7.1", "base"): (7, 10),  # 7 % of 1,000,000 where only the pH is out of range; the law's 100,000 lifts it
}


@pytest.mark.parametrize("id", WEIGHTS)
def test_the_lightest_levels_do_not_lead_below_the_statutory_minimum(id: str) -> None:
    """In percent of the statutory maximum, of which every one of these tables is; "less than 20 % counts as 20 %" included."""
    basis = WEIGHTS[id]
    for row in basis.tiers:
        tiers = list(served(basis, row))
        assert tiers
        for tier in tiers:
            assert tier.fine is not None
            fine = tier.fine
            assert fine.to is not None
            floor = Fraction(100) * (fine.from_.value if fine.from_ else 0) / fine.to.value
            low = max(ends(basis, row)[0], basis.total_at_least.value if basis.total_at_least else 0)
            known = BELOW.get((id, row.id))
            assert [low, floor] == [*known] if known else low >= floor, (row.id, low, floor)


@pytest.mark.parametrize(
    ("section", "start", "lowest"), [("3.2.1", 7, 10), ("3.3", 7, 10), ("3.4.1", 10, 15), ("2.7.1", 7, 7)]
)
def test_starts_below_the_minimum_are_reached_by_the_lightest_levels(section: str, start: int, lowest: int) -> None:
    """§ 3.2.1 and § 3.3 start at 7 %, and no level of the pollutants is below 3 %; § 3.4.1: 10 + 3 + 2."""
    basis = WEIGHTS[f"gd.{section}"]
    assert basis.tiers[0].start.value == start
    assert ends(basis, basis.tiers[0])[0] == lowest


def test_the_law_lifts_seventy_thousand_to_a_hundred_thousand_and_says_so() -> None:
    """§ 2.7.1, only the pH out of range: 7 % × 1,000,000 = 70,000; water law art. 83(2): at least 100,000."""
    assessment = case("water.excess-discharge", facts=WATER)
    assert assessment.violations[0].base == Amount(70_000, 70_000)
    assert assessment.fine == Amount(100_000, 100_000)
    lifted = next(f for f in assessment.violations[0].findings if f.rule.endswith("/bounds"))
    assert lifted.verdict == "applied"
    assert lifted.cited == ("water-law-2017:83(2)",)
    assert (lifted.before, lifted.after) == (Amount(70_000, 70_000), Amount(100_000, 100_000))


def test_the_lowest_excess_emission_is_fifteen_percent() -> None:
    """§ 3.4.1: (10 + 3 + 2) % × 1,000,000."""
    assert case("air.excess-emission", facts=OVER).fine == Amount(150_000, 150_000)


# --- the band tables ----------------------------------------------------------------------------------------------------

#: Rows that lie outside every statutory tier for which they stand, each read again in the print and in the law.
OUTSIDE = {
    ("gd.6.11", (5_000, 12_000)),  # printed for persons in charge; soil law art. 90.2 says 10,000 to 50,000
}


@pytest.mark.parametrize("id", [id for id, b in TABLES.items() if b.method == "bands"])
def test_every_band_lies_inside_a_range_of_the_law_that_it_quotes(id: str) -> None:
    basis = TABLES[id]
    for band in basis.bands:
        low, high = span(band.amount.from_, band.amount.to, band.amount.fixed)
        fits = [
            t
            for t in quoted(basis)
            if (t.id in band.for_ if band.for_ else t.payer != "person-in-charge")
            and t.fine is not None
            and t.fine.of == band.amount.of
            and inside((low, high), span(t.fine.from_, t.fine.to, t.fine.fixed), band.amount.from_ is None)
        ]
        warning = high == 0  # a row whose penalty is a warning
        assert fits or warning or (id, (low, high)) in OUTSIDE, (low, high)


def span(from_: Any, to: Any, fixed: Any) -> tuple[Number, Number]:
    low, high = (fixed or from_), (fixed or to)
    return (low.value if low else 0), high.value


def inside(band: tuple[Number, Number], law: tuple[Number, Number], ceiling: bool) -> bool:
    """A row that has an upper end only ("X 以下") begins where the law does."""
    return (ceiling or law[0] <= band[0]) and law[0] <= band[1] <= law[1]


def quoted(basis: Basis) -> Iterator[Tier]:
    for offence in basis.offences:
        for provision in LAW.offences[offence].provisions:
            if any(q.covers(c) or c.covers(q) for q in basis.provisions for c in provision.liability):
                yield from provision.tiers


# --- the soil tables: their own circumstances choose the tier -----------------------------------------------------------


@pytest.mark.parametrize(
    ("offence", "facts", "low", "high", "fine"),
    [
        # polluted, below 500 m²: 200,000–500,000, and that is the law's range for serious consequences
        ("soil.demolition-measures", {**SOIL, "gd.c6_polluted": True}, 200_000, 2_000_000, 350_000),
        # not polluted: the ordinary range
        ("soil.demolition-measures", SOIL, 20_000, 200_000, 50_000),
        # overdue, below 1,000 m²: 200,000–360,000
        ("soil.no-survey", {**SOIL, "corrected": "overdue"}, 200_000, 1_000_000, 280_000),
        # major impact: 50 + 5 = 55 % × 1,000,000
        (
            "soil.construction-before-targets",
            {
                **SOIL,
                "gd.project_stage": "foundation",
                "gd.duration_months": 1,
                "gd.c6_stop": "stopped-and-restored",
                "major_impact": True,
            },
            500_000,
            1_000_000,
            550_000,
        ),
        # other adverse impact, in time: 50,000–200,000
        (
            "soil.aftercare",
            {"gd.c6_other_impact": True},
            50_000,
            500_000,
            125_000,
        ),
    ],
)
def test_the_circumstance_of_a_row_chooses_the_tier_for_which_the_row_stands(
    offence: str, facts: dict[str, Any], low: int, high: int, fine: int
) -> None:
    """Neither harm nor gravity is stated as serious: the table says what it takes for that."""
    assessment = case(offence, facts=facts)
    provided = assessment.violations[0].provided
    assert provided is not None
    assert (provided.low, provided.high) == (Amount(low, low), Amount(high, high))
    assert assessment.fine == Amount(fine, fine)


def test_the_tier_that_a_table_reads_says_which_table_reads_it() -> None:
    assessment = case("soil.demolition-measures", facts={**SOIL, "gd.c6_polluted": True})
    finding = next(f for f in assessment.violations[0].findings if f.rule.endswith("/consequence"))
    assert finding.verdict == "applied"
    assert finding.cited == ("soil-law-2018:86.1(4)", "soil-law-2018:86.2", "gd-discretion-2022:annex1§6.4")


def test_the_laws_own_circumstance_is_not_narrowed() -> None:
    """Serious consequences without polluted soil: no row of § 6.4, so the mean of 200,000–2,000,000 (art. 12(2))."""
    assessment = case("soil.demolition-measures", facts={**SOIL, "harm": "serious"})
    assert assessment.fine == Amount(1_100_000, 1_100_000)
    finding = next(f for f in assessment.violations[0].findings if f.rule.endswith("/consequence"))
    assert "gd-discretion-2022:annex1§6.4" not in finding.cited


def test_a_reading_ends_with_its_table() -> None:
    """Decided in 2027: the regulation's five years are over (art. 25), and so is its reading."""
    facts = {**SOIL, "gd.c6_polluted": True}
    assessment = case("soil.demolition-measures", act="2026-06-10", decision="2027-02-01", facts=facts)
    provided = assessment.violations[0].provided
    assert provided is not None
    assert provided.high == Amount(200_000, 200_000)


def test_elsewhere_the_law_alone_chooses() -> None:
    facts = {**COMMON, **SOIL, "gd.c6_polluted": True}
    facts = {k: v for k, v in facts.items() if not k.startswith("gd.") and k in NATIONAL}
    assessment = result("soil.demolition-measures", {**facts, "harm": "slight"}, ACT, DECIDED)
    provided = assessment.violations[0].provided
    assert provided is not None
    assert provided.high == Amount(200_000, 200_000)


# --- the regulation's own articles --------------------------------------------------------------------------------------


def test_art_5_a_factor_that_cannot_be_found_out_counts_at_its_lowest() -> None:
    """§ 3.4.1, class A (10 + 25 + 2 = 37 %): the area cannot be found out: 0, not up to 15 %. Unknown, it is an interval: 370,000–520,000."""
    facts = {**OVER, "gd.pollutant_class": ["class-a"]}
    lost = {"not_found_out": "排放口已拆除，两次勘察均无法确定"}
    assert case("air.excess-emission", facts={**facts, "gd.area": lost}).fine == Amount(370_000, 370_000)
    assert case("air.excess-emission", facts=facts, without=("gd.area",)).fine == Amount(370_000, 520_000)


def test_art_5_holds_for_the_rows_of_a_band_table_too() -> None:
    """§ 6.4, not polluted: the surroundings cannot be found out: the lowest row, 20,000–80,000, mean 50,000; unknown: 50,000–170,000."""
    lost = {"not_found_out": "地块已平整，周边环境无法查明"}
    assessment = case("soil.demolition-measures", facts={**SOIL, "gd.c6_sensitivity": lost})
    assert assessment.fine == Amount(50_000, 50_000)
    row = next(f for f in assessment.violations[0].findings if f.rule == "gd.6.4")
    assert "gd-discretion-2022:5" in row.cited
    assert case("soil.demolition-measures", facts=SOIL, without=("gd.c6_sensitivity",)).fine == Amount(50_000, 170_000)


def test_art_5_holds_for_the_circumstance_by_which_a_table_chooses_the_tier() -> None:
    """§ 6.4: whether the soil is polluted cannot be found out: the ordinary tier, 20,000–80,000, mean 50,000."""
    lost = {"not_found_out": "已复垦，无法采样"}
    assert case("soil.demolition-measures", facts={**SOIL, "gd.c6_polluted": lost}).fine == Amount(50_000, 50_000)


def test_art_7_the_provision_that_details_the_higher_one_is_applied() -> None:
    """Art. 7(1): the permit regulation art. 34(2) details air law art. 99(3), so § 3.5.2 (at least 20 %) and not § 3.5.1."""
    facts = {
        "permit_managed": True,
        "evasion_method": ["abnormal-treatment"],
        "gd.facilities_abnormal": "part",
        "gd.pollutants": "other",
        "duration_days": 0,
    }
    assessment = case("air.evasion", facts=facts)
    provided = assessment.violations[0].provided
    assert provided is not None
    assert provided.cited == ("pollutant-discharge-permit-regulation:34(2)",)
    assert assessment.fine == Amount(200_000, 200_000)
    chosen = next(f for f in assessment.violations[0].findings if f.rule == "same-act/act")
    assert "gd-discretion-2022:7" in chosen.cited


def test_art_8_the_old_law_governs_an_act_before_the_new_one_unless_the_new_one_is_lighter() -> None:
    """Art. 8.1: excess emission of 2026-05: 100,000–1,000,000 under both laws: the law of the act, § 3.4.1 itself."""
    old = case("air.excess-emission", act="2026-05-10", decision="2026-10-01", facts=OVER)
    provided = old.violations[0].provided
    assert provided is not None
    assert provided.cited[0].startswith("air-law-2018")
    assert old.fine == Amount(150_000, 150_000)


def test_art_8_an_act_that_goes_on_after_the_new_law_is_punished_by_it() -> None:
    """Art. 8.2: begun in July 2026, ended in September: the Code alone; the table still serves, its range being the same."""
    act = {"from": "2026-07-01", "to": "2026-09-01"}
    assessment = case("air.excess-emission", act=act, decision="2026-11-01", facts=OVER)
    provided = assessment.violations[0].provided
    assert provided is not None
    assert provided.cited[0].startswith("ecological-code:1107")
    assert assessment.fine == Amount(150_000, 150_000)
    table = next(f for f in assessment.violations[0].findings if f.rule == "gd.3.4.1" and f.verdict == "applied")
    assert "derived" in {m.provenance for m in table.marks}


MEAN = {"gd.obstruction": ["delay"], "gd.like_in_one_year": False}  # § 2.1: 20,000–40,000


@pytest.mark.parametrize(
    ("facts", "fine"),
    [
        ({}, Amount(30_000, 30_000)),  # ordinary: the mean
        ({"emergency_measures_breached": True}, Amount(30_000, 40_000)),  # art. 10: heavier, not below the mean
        ({"coerced_or_induced": True}, Amount(0, 30_000)),  # art. 11: lighter, or mitigated below the law's minimum
    ],
)
def test_art_10_11_and_12_2_the_place_in_a_band(facts: dict[str, Any], fine: Amount) -> None:
    assert case("water.obstruction", facts={**MEAN, **facts}).fine == fine


@pytest.mark.parametrize(
    ("entry", "fact"),
    [
        ("gd.lighter.harm-eliminated", "voluntary_mitigation"),
        ("gd.lighter.coerced", "coerced_or_induced"),
        ("gd.lighter.disclosed", "voluntary_disclosure"),
        ("gd.lighter.merit", "meritorious_assistance"),
    ],
)
def test_art_11_each_ground_leads_below_the_mean_and_inside_the_band_when_the_officer_says_lighter(
    entry: str, fact: str
) -> None:
    """§ 2.1: 20,000–40,000; lighter: below 30,000, not below 20,000."""
    choices = {entry: {"degree": "lighter", "reason": "综合案情"}}
    assessment = case("water.obstruction", facts={**MEAN, fact: True}, choices=choices)
    assert assessment.fine == Amount(20_000, 30_000)
    assert verdict(assessment, entry) == "applied"


FEES = {"service_fee": 100_000, "eia_document": "report-form"}  # § 1.5: 3–3.5 times


@pytest.mark.parametrize(
    ("facts", "fine"),
    [
        ({}, Amount(325_000, 325_000)),  # the middle multiple: 3.25
        ({"emergency_measures_breached": True}, Amount(325_000, 350_000)),
        ({"coerced_or_induced": True}, Amount(0, 325_000)),
    ],
)
def test_art_12_1_multiples(facts: dict[str, Any], fine: Amount) -> None:
    assessment = case("eia.unit-quality", facts={**FEES, **facts})
    assert assessment.fine == fine
    point = next(f for f in assessment.violations[0].findings if f.rule.endswith("/point-in-band"))
    assert point.cited == ("gd-discretion-2022:12(1)",)


CHOICES = {"gd.lighter.coerced": {"degree": "lighter", "reason": "综合案情"}}


@pytest.mark.parametrize(
    ("facts", "choices", "fine"),
    [
        ({}, {}, Amount(5_000, 5_000)),  # ordinary: 50 % of 10,000
        ({"coerced_or_induced": True}, CHOICES, Amount(2_000, 2_000)),  # lighter: 20 %
        ({"emergency_measures_breached": True}, {}, Amount(5_000, 10_000)),  # heavier: no figure, the officer chooses
        (
            {"emergency_measures_breached": True},
            {"gd.1.3": {"amount": 8_000, "reason": "综合案情"}},
            Amount(8_000, 8_000),
        ),
        ({"emergency_measures_breached": True}, {"gd.1.3": {"point": 1, "reason": "综合案情"}}, Amount(10_000, 10_000)),
    ],
)
def test_art_12_3_a_ceiling_without_a_floor(facts: dict[str, Any], choices: dict[str, Any], fine: Amount) -> None:
    """§ 1.3, ordinary area, filed in time: up to 10,000."""
    assessment = case("eia.registration-not-filed", facts=facts, choices=choices)
    assert assessment.fine == fine
    point = next(f for f in assessment.violations[0].findings if f.rule.endswith("/point-in-band"))
    assert point.cited == ("gd-discretion-2022:12(3)",)


def test_art_12_a_chosen_amount_outside_its_place_is_said() -> None:
    """§ 2.1, 20,000–40,000, lighter: 30,000 is the mean, and lighter lies below it."""
    choices: dict[str, Any] = {**CHOICES, "gd.2.1": {"amount": 30_000, "reason": "综合案情"}}
    assessment = case("water.obstruction", facts={**MEAN, "coerced_or_induced": True}, choices=choices)
    point = next(f for f in assessment.violations[0].findings if f.rule.endswith("/point-in-band"))
    assert (point.verdict, point.warning) == ("noted", True)
    choices["gd.2.1"]["amount"] = 25_000
    assessment = case("water.obstruction", facts={**MEAN, "coerced_or_induced": True}, choices=choices)
    assert assessment.fine == Amount(25_000, 25_000)
    point = next(f for f in assessment.violations[0].findings if f.rule.endswith("/point-in-band"))
    assert (point.verdict, point.warning) == ("applied", False)


def test_art_12_3_has_the_figures_for_a_floor_without_a_ceiling() -> None:
    """No row of the annex has one; the rule stands: ordinary twice, heavier five times the floor; lighter the officer's, up to twice."""
    assert LAW.settings.point_in_band is not None
    places = LAW.settings.point_in_band.of("floor")
    assert (places.ordinary.share.from_.value, places.ordinary.share.to.value) == (2, 2)
    assert (places.heavier.share.from_.value, places.heavier.share.to.value) == (5, 5)
    assert (places.lighter.share.from_.value, places.lighter.share.to.value) == (1, 2)
    assert [c.text for c in (places.source,) if c] == ["gd-discretion-2022:12(3)"]


@pytest.mark.parametrize(
    ("facts", "outcome", "rule"),
    [
        ({"gravity": "minor", "harm": "none", "corrected": "on-the-spot"}, "no-penalty", "gd.no-penalty.minor"),  # (1)
        ({"no_fault_proved": True}, "not-responsible", "gd.not-responsible.no-fault"),  # (2)
        (
            {"first_violation": True, "harm": "slight", "corrected": "within-time-limit"},
            "may-waive",
            "gd.no-penalty.first",
        ),  # (3)
    ],
)
def test_art_13_no_penalty(facts: dict[str, Any], outcome: str, rule: str) -> None:
    assessment = case("water.obstruction", facts={**MEAN, **facts})
    assert assessment.outcome == outcome
    assert verdict(assessment, rule) == "applied"


@pytest.mark.parametrize(
    ("act", "found", "facts", "outcome"),
    [
        ("2022-05-10", "2024-05-10", {}, "fine"),  # within two years
        ("2022-05-10", "2024-05-11", {}, "time-barred"),
        # endangering life or health, with harm: five years
        ("2022-05-10", "2024-05-11", {"endangers_life_or_health": True, "harm": "slight"}, "fine"),
        # a continuing act: from its end
        ({"from": "2020-01-01", "to": "2022-05-10"}, "2024-05-10", {}, "fine"),
        # Code art. 1054: five years with harm to the environment, for acts since 2026-08-15: art. 16 yields to it
    ],
)
def test_art_16_limitation(act: Any, found: str, facts: dict[str, Any], outcome: str) -> None:
    assessment = case("water.obstruction", act=act, found=found, decision="2024-09-01", facts={**MEAN, **facts})
    assert assessment.outcome == outcome


def test_art_16_yields_to_the_five_years_of_the_code() -> None:
    """Code art. 1054: pollution of the environment with harm, found after three years; Guangdong's two years do not hold it off."""
    facts = {**SOIL, "harm_to_environment": True, "harm": "serious"}
    assessment = case(
        "soil.demolition-measures", act="2026-09-01", found="2029-09-01", decision="2029-10-01", facts=facts
    )
    assert assessment.outcome == "fine"


def test_art_17_of_several_pollutants_or_areas_the_heavier_counts() -> None:
    """§ 3.4.1: VOC, B and A together count as A: 10 + 25 + 2 = 37 %; ordinary and ecological area: 15 % more."""
    facts = {**OVER, "gd.pollutant_class": ["voc", "class-b", "class-a"]}
    assert case("air.excess-emission", facts=facts).fine == Amount(370_000, 370_000)
    facts["gd.area"] = ["general", "eco-sensitive"]
    assert case("air.excess-emission", facts=facts).fine == Amount(520_000, 520_000)


def test_art_17_holds_in_band_tables_too() -> None:
    """§ 8.28: A and B, ordinary and sensitive area: 150,000–200,000, mean 175,000."""
    facts = {"gd.pollutant_class": ["class-b", "class-a"], "gd.area": ["general", "habitat-sensitive"]}
    assert case("permit.outlet", facts=facts).fine == Amount(175_000, 175_000)


@pytest.mark.parametrize(("days", "fine"), [(9, 20_000), (10, 50_000), (19, 50_000), (20, 60_000)])
def test_art_23_above_includes_and_below_does_not(days: int, fine: int) -> None:
    """§ 2.27: from 10 to 20 days 15 %, from 20 days 20 %; start 10 % × 200,000."""
    facts = {"gd.c2_ledger_state": "below-requirements", "duration_days": days, "gd.pollutant_class": ["class-b"]}
    assert case("water.facility-ledger", facts=facts).fine == Amount(fine, fine)


def test_art_23_does_not_make_the_laws_maximum_unreachable() -> None:
    """§ 2.1: officers beaten: 200,000, which is art. 81's maximum itself."""
    facts = {"gd.obstruction": ["active-violence"], "gd.like_in_one_year": False}
    assert case("water.obstruction", facts=facts).fine == Amount(200_000, 200_000)


@pytest.mark.parametrize("name", ["violations_in_two_years", "gd.like_in_one_year"])
def test_art_22_the_years_count_back_from_the_day_of_the_act(name: str) -> None:
    """How many there were is asked for as of the act, not of the decision; nobody but the records can tell."""
    asked = LAW.facts[name].ask
    assert asked is not None
    assert "行为" in asked.zh
    assert "前" in asked.zh


@pytest.mark.parametrize(
    ("degree", "low", "high"), [("ordinary", 20_000, 20_000), ("heavier", 50_000, 50_000), ("lighter", 10_000, 20_000)]
)
def test_art_12_3_a_floor_without_a_ceiling_is_multiplied(degree: str, low: int, high: int) -> None:
    """A row "from 10,000" in a range up to 200,000: twice, five times, and for lighter the officer's choice up to twice."""
    assert LAW.settings.point_in_band is not None
    places = LAW.settings.point_in_band.of("floor")
    row = Span(Amount(10_000, 10_000), Amount(200_000, 200_000), "floor")
    assert row.placed(getattr(places, degree).share) == Amount(low, high)
    short = Span(Amount(10_000, 10_000), Amount(15_000, 15_000), "floor")
    assert short.placed(places.heavier.share) == Amount(15_000, 15_000)
