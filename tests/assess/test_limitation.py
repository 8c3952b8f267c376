"""The limitation period: to the day, the longest that applies, and where a day that it needs is unknown."""

from __future__ import annotations

import pytest

from discretion.money import Amount
from tests.assess.support import told, under
from tests.support import QUARRY, result

LAW = """\
limitation:
  - {id: two, title: {zh: 两年, en: Two years}, source: new-law:36, period: 2 years}
  - {id: five, title: {zh: 五年, en: Five years}, source: new-law:37, period: 5 years, when: {harm: serious}}
"""
COUNTS = "jurisdiction: {title: {zh: 全国, en: China}, first_day_counts: {value: true, provenance: derived, why: civil law}}\n"
ON = "as of the decision 2026-06-01"
TWO, FIVE = "cites new-law:36 (New law, art. 36)", "cites new-law:37 (New law, art. 37)"


@pytest.mark.parametrize(
    ("found", "harm", "outcome", "lines"),
    [
        # two years from 1 May 2021 end with 1 May 2023
        (
            "2023-05-01",
            "slight",
            "fine",
            [
                f"two noted | Two years | found on 2023-05-01; the period of 2 years runs until 2023-05-01 | {TWO} | {ON}"
            ],
        ),
        (
            "2023-05-02",
            "slight",
            "time-barred",
            [
                "two applied | Two years | the act ended on 2021-05-01; the period of 2 years ran out on 2023-05-01;"
                f" it was found on 2023-05-02 | {TWO} | {ON}"
            ],
        ),
        # where both apply the shorter is told as long as it is enough, and the longer counts after it
        (
            "2023-05-01",
            "serious",
            "fine",
            [
                f"two noted | Two years | found on 2023-05-01; the period of 2 years runs until 2023-05-01 | {TWO} | {ON}"
            ],
        ),
        (
            "2026-05-01",
            "serious",
            "fine",
            [
                "five noted | Five years | found on 2026-05-01; the period of 5 years runs until 2026-05-01"
                f" | {FIVE} | saw harm [Harm] serious | {ON}"
            ],
        ),
        (
            "2026-05-02",
            "serious",
            "time-barred",
            [
                "five applied | Five years | the act ended on 2021-05-01; the period of 5 years ran out on 2026-05-01;"
                f" it was found on 2026-05-02 | {FIVE} | saw harm [Harm] serious | {ON}"
            ],
        ),
        # whether the longer one applies is not known
        (
            "2023-05-02",
            "unknown",
            "undetermined",
            [
                "five unknown | Five years | found on 2023-05-02; the period of 5 years runs until 2026-05-01"
                f" | {FIVE} | saw harm [Harm] unknown | lacks harm | {ON}"
            ],
        ),
        (
            "2026-05-01",
            "unknown",
            "undetermined",
            [
                "five unknown | Five years | found on 2026-05-01; the period of 5 years runs until 2026-05-01"
                f" | {FIVE} | saw harm [Harm] unknown | lacks harm | {ON}"
            ],
        ),
        (
            "2026-05-02",
            "unknown",
            "time-barred",
            [
                "two applied | Two years | the act ended on 2021-05-01; the period of 2 years ran out on 2023-05-01;"
                f" it was found on 2026-05-02 | {TWO} | {ON}"
            ],
        ),
    ],
)
def test_the_period_is_counted_to_the_day(found: str, harm: str, outcome: str, lines: list[str]) -> None:
    assessment = under(
        LAW, "2021-05-01", "2026-06-01", facts=f"proved: true, refused: false, harm: {harm}", days=f"found: {found}"
    )
    assert told(assessment, "limitation") == [f"limitation {line}" for line in lines]
    assert assessment.outcome == outcome
    # barred: nothing; perhaps barred: nothing or the fine, in a range without a table
    expected = {"fine": (10_000, 100_000), "time-barred": (0, 0), "undetermined": (0, 100_000)}[outcome]
    assert assessment.fine == Amount(*expected)
    if outcome == "undetermined":
        assert assessment.violations[0].missing == ("harm",)
    # what is barred is not even ordered to be corrected
    assert bool(assessment.violations[0].measures) is (outcome != "time-barred")


@pytest.mark.parametrize(("found", "outcome"), [("2023-04-30", "fine"), ("2023-05-01", "time-barred")])
def test_where_the_first_day_counts_the_period_ends_a_day_earlier(found: str, outcome: str) -> None:
    assessment = under(
        LAW,
        "2021-05-01",
        "2026-06-01",
        facts="proved: true, refused: false, harm: slight",
        days=f"found: {found}",
        files={"cn/jurisdiction.yaml": COUNTS},
    )
    assert assessment.outcome == outcome
    [line] = told(assessment, "limitation")
    assert "until 2023-04-30" in line or "ran out on 2023-04-30" in line
    assert "| marks derived (civil law) |" in line
    open_ = under(
        LAW,
        "2021-05-01",
        "2026-06-01",
        facts="proved: true, refused: false, harm: unknown",
        days="found: 2023-05-01",
        files={"cn/jurisdiction.yaml": COUNTS},
    )
    assert "runs until 2026-04-30 |" in told(open_, "limitation")[0]
    assert "| marks derived (civil law) |" in told(open_, "limitation")[0]
    official = COUNTS.replace(", provenance: derived, why: civil law", "")
    plain = under(
        LAW,
        "2021-05-01",
        "2026-06-01",
        facts="proved: true, refused: false, harm: slight",
        days=f"found: {found}",
        files={"cn/jurisdiction.yaml": official},
    )
    assert "marks" not in told(plain, "limitation")[0]


@pytest.mark.parametrize(
    ("period", "words", "last"),
    [
        # from Saturday, 1 May 2021; 1 to 5 May were a holiday, 8 May a working day
        ("90 days", "90 days", "2021-07-30"),
        ("6 months", "6 months", "2021-11-01"),
        ("3 working-days", "3 working days", "2021-05-08"),
    ],
)
def test_periods_of_days_months_and_working_days(period: str, words: str, last: str) -> None:
    law = LAW.replace("period: 2 years", f"period: {period}")
    [line] = told(
        under(law, "2021-05-01", "2026-06-01", facts="proved: true, refused: false, harm: slight"), "limitation"
    )
    assert line.startswith(
        f"limitation two noted | Two years | found on 2021-05-01; the period of {words} runs until {last} |"
    )


@pytest.mark.parametrize(
    ("act", "days", "lacks"),
    [
        ("", "found: 2023-05-02", "timeline.act"),
        ("", "filed: 2023-05-02", "timeline.act, timeline.found"),
    ],
)
def test_without_a_day_nobody_can_tell(act: str, days: str, lacks: str) -> None:
    assessment = under(LAW, act, "2026-06-01", facts="proved: true, refused: false, harm: slight", days=days)
    assert told(assessment, "limitation") == [
        f"limitation two unknown | Two years | the day of the act or of its discovery is unknown | {TWO} | lacks {lacks}"
    ]
    assert assessment.outcome == "undetermined"
    assert set(assessment.violations[0].missing) == set(lacks.split(", "))


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
