"""One act under several provisions: the order of precedence, ties, and what cannot be told."""

from __future__ import annotations

import pytest

from discretion.money import Amount
from tests.assess.support import OFFENCE, reasons, under

JURISDICTION = "jurisdiction: {title: {zh: 全国, en: China}, same_act: {order: [ORDER]}}\n"
#: Article, lowest and highest fine, and what else is said of the provision.
FIRST = ("new-law:1", 10_000, 100_000, "")
SECOND = ("new-law:2", 20_000, 200_000, "")
RULE = ("circular:1", 5_000, 50_000, "")
DETAIL = ("circular:1", 5_000, 50_000, ", details: [new-law:1]")
#: Two articles more with the same range as the first.
LIKE = (("new-law:3", 10_000, 100_000, ""), ("new-law:4", 10_000, 100_000, ""))
Provision = tuple[str, int, int, str]


def files(order: str, provisions: tuple[Provision, ...]) -> dict[str, str]:
    stand = "".join(
        f"      - {{liability: [{article}]{more}, tiers: [{{id: base, fine: {{from: {low}, to: {high}}}}}]}}\n"
        for article, low, high, more in provisions
    )
    return {"cn/offences/f.yaml": OFFENCE + stand, "cn/jurisdiction.yaml": JURISDICTION.replace("ORDER", order)}


@pytest.mark.parametrize(
    ("order", "provisions", "governs"),
    [
        ("highest", (FIRST, SECOND), SECOND),
        ("highest", (SECOND, FIRST), SECOND),
        ("highest", (FIRST, *LIKE), FIRST),  # the same range: the first of them
        ("highest", (RULE, FIRST), FIRST),
        ("rank, highest", (RULE, FIRST), FIRST),
        ("rank, highest", (RULE, FIRST, SECOND), SECOND),  # two of the same rank are left, then the highest
        ("special, highest", (FIRST, DETAIL), DETAIL),  # what details another one goes before it
        ("rank, highest", (FIRST, DETAIL), DETAIL),  # and stands in its place
        ("rank, highest", (FIRST, SECOND, DETAIL), SECOND),
        ("special, highest", (SECOND, DETAIL), SECOND),  # it details another one than this
    ],
)
def test_of_several_provisions_the_order_names_the_one_that_governs(
    order: str, provisions: tuple[Provision, ...], governs: Provision
) -> None:
    assessment = under("", "2022-05-01", "2022-06-01", files=files(order, provisions))
    article, low, high, _ = governs
    assert assessment.outcome == "fine"
    assert assessment.fine == Amount(low, high)
    assert assessment.violations[0].provided is not None
    assert assessment.violations[0].provided.cited == (article,)
    [(rule, verdict, reason)] = reasons(assessment, "choice")
    assert (rule, verdict) == ("same-act/act", "applied")
    assert f"{low:,} yuan to {high:,} yuan" in reason.partition("the one that governs:")[2]


@pytest.mark.parametrize(
    ("provisions", "warned"),
    [((RULE, FIRST), True), ((("circular:1", 10_000, 100_000, ""), FIRST), False), ((FIRST, SECOND), False)],
)
def test_different_fines_at_different_ranks_are_warned_of(provisions: tuple[Provision, ...], warned: bool) -> None:
    assessment = under("", "2022-05-01", "2022-06-01", files=files("rank, highest", provisions))
    [finding] = [f for f in assessment.violations[0].findings if f.stage == "choice"]
    assert finding.warning is warned
    [(_, _, reason)] = reasons(assessment, "choice")
    assert ("instruments of different rank" in reason) is warned


def test_ranges_of_which_neither_is_the_higher_stay_open() -> None:
    """10,000–100,000 against 5,000–200,000: together 5,000–200,000."""
    wide = ("new-law:2", 5_000, 200_000, "")
    assessment = under("", "2022-05-01", "2022-06-01", files=files("highest", (FIRST, wide)))
    assert assessment.fine == Amount(5_000, 200_000)
    [(rule, verdict, reason)] = reasons(assessment, "choice")
    assert (rule, verdict) == ("same-act/act", "unknown")
    assert reason.endswith("which is the highest depends on what the officer chooses")


@pytest.mark.parametrize(
    ("old", "new", "fine", "outcome", "reason"),
    [
        # of the act 10,000–100,000; the new law against it
        ((10_000, 100_000), (5_000, 50_000), Amount(5_000, 50_000), "fine", "the new law is lighter"),
        ((10_000, 100_000), (5_000, 100_000), Amount(5_000, 100_000), "fine", "the new law is lighter"),
        ((10_000, 100_000), (20_000, 100_000), Amount(10_000, 100_000), "fine", "the new law is not lighter"),
        ((10_000, 100_000), (10_000, 100_000), Amount(10_000, 100_000), "fine", "the same, so the law of the act"),
    ],
)
def test_the_law_of_the_act_or_the_new_law_where_it_is_lighter(
    old: tuple[int, int], new: tuple[int, int], fine: Amount, outcome: str, reason: str
) -> None:
    stand = [("old-law:1", *old, ""), ("new-law:1", *new, "")]
    assessment = under("", "2020-05-01", "2021-06-01", files=files("highest", tuple(stand)))
    assert (assessment.outcome, assessment.fine) == (outcome, fine)
    [(rule, verdict, said)] = reasons(assessment, "choice")
    assert (rule, verdict) == ("lighter-law", "applied")
    assert reason in said


def test_ranges_that_cross_leave_the_lower_result_and_warn() -> None:
    """10,000–100,000 against 5,000–200,000: the lower result of the two lies between 5,000 and 100,000."""
    stand = (("old-law:1", 10_000, 100_000, ""), ("new-law:1", 5_000, 200_000, ""))
    assessment = under("", "2020-05-01", "2021-06-01", files=files("highest", stand))
    assert (assessment.outcome, assessment.fine) == ("fine", Amount(5_000, 100_000))
    [finding] = [f for f in assessment.violations[0].findings if f.stage == "choice"]
    assert (finding.rule, finding.verdict, finding.choice, finding.warning) == ("lighter-law", "noted", True, True)
    [(_, _, reason)] = reasons(assessment, "choice")
    assert "Old law, art. 1" in reason
    assert "New law, art. 1" in reason


def test_what_a_doubtful_detail_would_displace_may_govern_without_it() -> None:
    """The detail displaces the first article only if the correction was refused: 5,000–50,000 then, else 10,000–100,000; never the third."""
    doubtful = ("circular:1", 5_000, 50_000, ", details: [new-law:1], elements: {refused: true}")
    least = ("new-law:2", 2_000, 20_000, "")
    stand = files("special, highest", (FIRST, doubtful, least))

    def found(facts: str) -> tuple[str, Amount]:
        result = under("", "2022-05-01", "2022-06-01", files=stand, facts=facts)
        return result.outcome, result.fine

    assert found("proved: true, refused: true") == ("fine", Amount(5_000, 50_000))
    assert found("proved: true, refused: false") == ("fine", Amount(10_000, 100_000))
    # whichever it is, there is a fine
    assert found("proved: true") == ("fine", Amount(5_000, 100_000))
