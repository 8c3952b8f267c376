"""Several tables cover one act: first the point is found in each band, then the heaviest counts (`overlapping_bases: heaviest`).

Automatic monitoring equipment not connected: annex 1 of Guangdong's regulation has a weight table for air (§ 3.8) and a band table for
permits (§ 8.31). Both quote laws that Code art. 1086.1(2) replaced, with the same range of 20,000 to 200,000 yuan.

§ 8.31, not connected, ordinary area: under 6 months 20,000–50,000, from 6 months 50,000–80,000. Art. 12(2): an ordinary penalty at the
mean, a lighter one below it, a heavier one not below it.
§ 3.8: (10 + form + duration + like violation in a year + correction) % × 200,000.
"""

from __future__ import annotations

from typing import Any

import pytest

from discretion import Assessment
from discretion.money import Amount
from tests.support import result
from tests.test_guangdong_tables import COMMON

FACTS = {
    **COMMON,
    "medium": "air",
    "gd.c8_monitor_state": "not-used-or-connected",
    "gd.automatic_monitor": "not-connected",
    "gd.like_in_one_year": False,
    "gd.area": ["general"],
}


def case(months: int, more: dict[str, Any] | None = None, **rest: Any) -> Assessment:
    facts = {**FACTS, "gd.duration_months": months, **(more or {})}
    return result(
        "monitoring.automatic-monitoring", facts, "2026-09-01", "2026-11-01", jurisdiction="cn/guangdong", **rest
    )


def exactly(yuan: int) -> Amount:
    return Amount.exactly(yuan)


@pytest.mark.parametrize(
    ("months", "more", "fine"),
    [
        # § 3.8: 10 % × 200,000 = 20,000; § 8.31: (20,000 + 50,000) / 2 = 35,000
        (0, {}, 35_000),
        # § 3.8: (10 + 10 + 20) % × 200,000 = 80,000; § 8.31: 35,000
        (3, {"gd.like_in_one_year": True}, 80_000),
        # § 3.8: (10 + 5 + 20) % × 200,000 = 70,000, which is neither above nor below the whole band 20,000–50,000 but above its mean
        (1, {"corrected": "overdue"}, 70_000),
        # § 3.8: (10 + 10) % × 200,000 = 40,000, inside the band of § 8.31, whose mean of 35,000 it exceeds
        (3, {}, 40_000),
        # § 3.8: (10 + 20) % × 200,000 = 60,000; § 8.31: (50,000 + 80,000) / 2 = 65,000, inside whose band it lies
        (6, {}, 65_000),
    ],
)
def test_the_point_in_the_band_is_compared_with_the_amount_of_the_other_table(
    months: int, more: dict[str, Any], fine: int
) -> None:
    found = case(months, more)
    assert found.violations[0].base == exactly(fine)
    assert found.fine == exactly(fine)


def test_a_heavier_penalty_takes_the_upper_half_of_the_band_or_raises_the_amount_up_to_the_ceiling() -> None:
    """Art. 10: § 8.31 gives 35,000 to 50,000; § 3.8 gives 20,000, and from there up to 200,000. The heaviest at either end."""
    assert case(0, {"emergency_measures_breached": True}).fine == Amount(35_000, 200_000)


def test_a_lighter_penalty_is_lighter_under_each_table() -> None:
    """Art. 11(1), lighter: § 8.31 gives 20,000 to 35,000. § 3.8 gives 40,000, and from there down to 20,000."""
    lighter = {"gd.lighter.harm-eliminated": {"degree": "lighter", "reason": "主动消除"}}
    found = case(3, {"voluntary_mitigation": True}, choices=lighter)
    assert found.fine == Amount(20_000, 40_000)


def test_what_the_officer_chose_in_the_band_counts_where_it_is_the_heaviest() -> None:
    """§ 8.31: the officer chose 45,000 of 20,000–50,000; § 3.8 gives 40,000 after three months, and 80,000 for a second time in a year."""
    chosen = {"gd.8.31": {"amount": 45_000, "reason": "综合情节"}}
    assert case(3, choices=chosen).fine == exactly(45_000)
    assert case(3, {"gd.like_in_one_year": True}, choices=chosen).fine == exactly(80_000)


def test_an_unknown_weight_leaves_what_is_above_the_point() -> None:
    """§ 3.8 with the form unknown: 10 % to 40 % of 200,000, 20,000 to 80,000; § 8.31 gives 35,000 at least."""
    assert case(0, without=("gd.automatic_monitor",)).fine == Amount(35_000, 80_000)


def test_the_reason_names_both_tables_and_how_the_heaviest_was_found() -> None:
    found = [f for f in case(3).violations[0].findings if f.rule in ("gd.3.8 / gd.8.31", "gd.8.31 / gd.3.8")]
    assert len(found) == 1
    point = next(f for f in case(3).violations[0].findings if f.rule == "cn/guangdong/point-in-band")
    assert point.arithmetic.startswith("max(")
    assert "40,000" in point.arithmetic
    assert "20,000 + 0.5 × (50,000 − 20,000)" in point.arithmetic
    assert point.after == exactly(40_000)
