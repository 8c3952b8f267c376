"""Which version of the law governs: none at the act, none any more at the decision, a successor."""

from __future__ import annotations

import pytest

from discretion.money import Amount
from tests.assess.support import reasons, under

#: An offence of one law alone, and the one that came before or after it.
LAW = """\
offences:
  f.dump:
    title: {zh: 倾倒, en: Dumping}
    enforced_by: ecology-environment
    elements: {proved: true}
    DECLARED
    provisions:
      - liability: [INSTRUMENT:1]
        tiers: [{id: base, fine: {from: 10000, to: 100000}}]
  f.spill:
    title: {zh: 泄漏, en: Spilling}
    enforced_by: ecology-environment
    elements: {proved: true}
    provisions:
      - liability: [new-law:2]
        tiers: [{id: base, fine: {from: 5000, to: 50000}}]
"""
NOTED = ("f.dump", "noted", "in force on 2020-05-01, when the act ended")


def law(instrument: str, declared: str) -> dict[str, str]:
    return {"cn/offences/f.yaml": LAW.replace("INSTRUMENT", instrument).replace("DECLARED", declared)}


@pytest.mark.parametrize(
    ("instrument", "declared", "act", "outcome", "reason"),
    [
        # the new law is in force from 2021-01-01, the old one until 2020-12-31
        ("new-law", "", "2020-05-01", "not-covered", "the stored versions of the law do not reach back (or forward)"),
        ("new-law", "preceded_by: none", "2020-05-01", "not-punishable", "not yet an offence"),
        ("new-law", "preceded_by: not-stored", "2020-05-01", "not-covered", "law that these rules do not hold"),
        ("new-law", "preceded_by: f.spill", "2020-05-01", "not-covered", "another offence covered the act: Spilling"),
        ("old-law", "", "2021-05-01", "not-covered", "the stored versions of the law do not reach back (or forward)"),
        ("old-law", "succeeded_by: none", "2021-05-01", "not-punishable", "no longer an offence"),
        ("old-law", "succeeded_by: f.spill", "2021-05-01", "not-covered", "another offence covered the act: Spilling"),
        # what follows the offence says nothing of the time before it
        ("new-law", "succeeded_by: none", "2020-05-01", "not-covered", "the stored versions of the law do not reach"),
    ],
)
def test_an_act_under_no_stored_version_is_told_of(
    instrument: str, declared: str, act: str, outcome: str, reason: str
) -> None:
    assessment = under("", act, "2021-06-01", files=law(instrument, declared))
    assert assessment.outcome == outcome
    assert assessment.settled is (outcome == "not-punishable")
    # not punishable is a fine of nothing; not covered is a fine that nobody knows
    assert assessment.fine == (Amount(0, 0) if outcome == "not-punishable" else Amount(0, None))
    [(rule, verdict, said)] = reasons(assessment, "applicable-law")
    assert (rule, verdict) == ("f.dump", "applied")
    assert reason in said
    assert act in said


@pytest.mark.parametrize(
    ("declared", "outcome", "reason"),
    [
        ("", "not-covered", "no version in force on 2021-06-01 is stored, and no successor is named"),
        ("succeeded_by: none", "not-punishable", "repealed without a successor before 2021-06-01"),
        (
            "succeeded_by: not-stored",
            "not-covered",
            "on 2021-06-01 the act was governed by law that these rules do not",
        ),
    ],
)
def test_an_offence_that_is_gone_at_the_decision_is_told_of(declared: str, outcome: str, reason: str) -> None:
    assessment = under("", "2020-05-01", "2021-06-01", files=law("old-law", declared))
    assert assessment.outcome == outcome
    noted, (rule, verdict, said) = reasons(assessment, "applicable-law")
    assert noted == NOTED, "that it was in force at the act is told too"
    assert (rule, verdict) == ("f.dump", "applied")
    assert said.startswith(reason)


def test_a_successor_that_is_lighter_governs() -> None:
    """5,000–50,000 against 10,000–100,000: both ends are lower, so the successor's range."""
    assessment = under("", "2020-05-01", "2021-06-01", files=law("old-law", "succeeded_by: f.spill"))
    assert (assessment.outcome, assessment.fine) == ("fine", Amount(5_000, 50_000))
    assert reasons(assessment, "applicable-law") == [
        NOTED,
        ("f.dump", "noted", "in force on 2021-06-01, the day of the decision"),
    ]
    assert assessment.violations[0].provided is not None
    assert assessment.violations[0].provided.cited == ("new-law:2",)


def test_a_successor_counts_only_where_nothing_else_is_in_force() -> None:
    """The offence itself is in force on both days: what succeeds it one day governs nothing yet."""
    both = LAW.replace("liability: [INSTRUMENT:1]", "liability: [INSTRUMENT:1], id: first").replace(
        "DECLARED", "succeeded_by: f.spill"
    )
    files = {
        "cn/offences/f.yaml": both.replace("INSTRUMENT", "new-law").replace(
            "- liability: [new-law:1], id: first", "- id: first\n        liability: [new-law:1]"
        )
    }
    assessment = under("", "2021-05-01", "2021-06-01", files=files)
    assert assessment.fine == Amount(10_000, 100_000)
    assert [reason for _, _, reason in reasons(assessment, "applicable-law")] == [
        "in force on 2021-05-01, when the act ended"
    ]


def test_of_a_successor_only_what_is_in_force_at_the_decision_counts() -> None:
    """The successor has an article of the old law too, which is gone; and of the first day of the new law it is in force."""
    two = LAW.replace(
        "      - liability: [new-law:2]",
        "      - liability: [old-law:2]\n        tiers: [{id: base, fine: {from: 1000, to: 2000}}]\n      - liability: [new-law:2]",
    )
    files = {"cn/offences/f.yaml": two.replace("INSTRUMENT", "old-law").replace("DECLARED", "succeeded_by: f.spill")}
    assessment = under("", "2020-05-01", "2021-01-01", files=files)
    assert assessment.fine == Amount(5_000, 50_000)
    first_day = under("", "2021-01-01", "2021-06-01", files=law("new-law", "preceded_by: none"))
    assert first_day.fine == Amount(10_000, 100_000)
    day_before = under("", "2020-12-31", "2021-06-01", files=law("new-law", "preceded_by: none"))
    assert day_before.outcome == "not-punishable"
