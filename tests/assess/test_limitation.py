"""The limitation period where a day that it needs is unknown."""

from __future__ import annotations

from discretion.money import Amount
from tests.support import QUARRY, result


def test_without_the_day_of_discovery_nobody_can_tell_whether_it_is_time_barred() -> None:
    """200,000 × 30 % = 60,000; × 0.8 × 0.7 = 33,600, rounded 34,000; or nothing, where it was found too late."""
    assessment = result(
        "air.industrial-dust", QUARRY, "2025-03-27", "2025-06-01", found=None, jurisdiction="cn/liaoning/yingkou"
    )
    assert assessment.outcome == "undetermined"
    assert assessment.fine == Amount(0, 34_000)
    [finding] = [f for f in assessment.violations[0].findings if f.stage == "limitation"]
    assert (finding.rule, finding.verdict) == ("cn.limitation.two-years", "unknown")
    assert finding.missing == ("timeline.found",)
    assert finding.cited == ("administrative-penalty-law:36.1",)
