"""Between the law of the act and that of the decision, and between provisions in force together: what is said, and on what authority.

The old law was in force until 2020-12-31, the new one is since 2021-01-01; the act is of May 2020, the decision of June 2021.
"""

from __future__ import annotations

import pytest

from discretion import Assessment
from discretion.money import Amount
from tests.assess.support import OFFENCE, provided, told, under

JURISDICTION = """\
jurisdiction:
  title: {zh: 全国, en: China}
  authority: {applicable-law: [new-law:37, old-law:37], same-act: [new-law:29], elements: [new-law:40]}
  same_act: {order: [ORDER], source: circular:8}
"""
NEWER = """\
instruments:
  newer-law: {title: {zh: 更新法, en: Newer law}, rank: law, in_force: {from: 2021-03-01}}
"""
OLD = "{liability: [old-law:1], tiers: [{id: base, fine: {from: 10000, to: 100000}}]}"
NEW = "{liability: [new-law:1], tiers: [{id: base, fine: {from: 5000, to: 50000}}]}"
OLD_WORDS, NEW_WORDS = "Old law, art. 1 (10,000 yuan to 100,000 yuan)", "New law, art. 1 (5,000 yuan to 50,000 yuan)"
TITLE = "the law of the act, or the new law where it is lighter"
#: The old law's article on it is no longer in force at the decision.
CITES = "cites new-law:37 (New law, art. 37)"


def assessed(
    *provisions: str,
    law: str = "",
    facts: str = "proved: true, refused: false",
    order: str = "highest",
    act: str = "2020-05-01",
) -> Assessment:
    files = {
        "cn/offences/f.yaml": OFFENCE + "".join(f"      - {p}\n" for p in provisions),
        "cn/jurisdiction.yaml": JURISDICTION.replace("ORDER", order),
        "cn/newer.yaml": NEWER,
    }
    return under(law, act, "2021-06-01", facts=facts, files=files)


def test_what_is_in_force_on_either_day_is_told_first() -> None:
    assert told(assessed(OLD, NEW), "applicable-law") == [
        "applicable-law f.dump noted | Dumping | in force on 2020-05-01, when the act ended | cites old-law:1 (Old law, art. 1)",
        "applicable-law f.dump noted | Dumping | in force on 2021-06-01, the day of the decision"
        " | cites new-law:1 (New law, art. 1)",
    ]


REFUSED = "elements: {refused: true}, "
NO_FINE = "{liability: [LAW:1], tiers: [{id: base, measures: [stop]}]}"
WHEN = "{liability: [LAW:1], tiers: [{id: base, when: {refused: true}, fine: {from: 5000, to: 50000}}]}"


@pytest.mark.parametrize(
    ("provisions", "facts", "outcome", "fine", "line"),
    [
        (
            (OLD, NEW),
            "refused: false",
            "fine",
            (5_000, 50_000),
            f"applied | {TITLE} | {NEW_WORDS} against {OLD_WORDS}: the new law is lighter | {CITES}",
        ),
        (
            (NEW.replace("new", "old"), OLD.replace("old", "new")),
            "refused: false",
            "fine",
            (5_000, 50_000),
            f"applied | {TITLE} | Old law, art. 1 (5,000 yuan to 50,000 yuan) against New law, art. 1 (10,000 yuan to 100,000"
            f" yuan): the new law is not lighter, so the law of the act | {CITES}",
        ),
        # punished when it was done, no longer so at the decision; and the other way round
        (
            (OLD, NEW.replace("tiers", f"{REFUSED}tiers")),
            "refused: false",
            "not-punishable",
            (0, 0),
            f"applied | {TITLE} | the new law does not punish the act: New law, art. 1 (no fine) | {CITES}",
        ),
        (
            (OLD.replace("tiers", f"{REFUSED}tiers"), NEW),
            "refused: false",
            "not-established",
            (0, 0),
            f"applied | {TITLE} | the law of the act does not punish it: Old law, art. 1 (no fine) | {CITES}",
        ),
        # whether the new law punishes it is not known: nothing, or the higher of the two
        (
            (OLD, NEW.replace("tiers", f"{REFUSED}tiers")),
            "refused: unknown",
            "undetermined",
            (0, 100_000),
            f"unknown | {TITLE} | which law is lighter depends on missing facts | {CITES} | lacks refused",
        ),
        # an order without a fine is the lighter kind
        (
            (OLD, NO_FINE.replace("LAW", "new-law")),
            "refused: false",
            "order-only",
            (0, 0),
            f"applied | {TITLE} | New law, art. 1 (no fine) against {OLD_WORDS}: the new law has the lighter kind of penalty"
            f" | {CITES}",
        ),
        (
            (NO_FINE.replace("LAW", "old-law"), NEW),
            "refused: false",
            "order-only",
            (0, 0),
            f"applied | {TITLE} | Old law, art. 1 (no fine) against {NEW_WORDS}: the law of the act has the lighter kind of penalty"
            f" | {CITES}",
        ),
        (
            (NO_FINE.replace("LAW", "old-law"), NO_FINE.replace("LAW", "new-law")),
            "refused: false",
            "order-only",
            (0, 0),
            f"applied | {TITLE} | Old law, art. 1 (no fine) against New law, art. 1 (no fine): the same, so the law of the act"
            f" | {CITES}",
        ),
        # the new law fines him who refused, and whether he did is not known
        (
            (OLD, WHEN.replace("LAW", "new-law")),
            "refused: unknown",
            "undetermined",
            (0, 100_000),
            f"unknown | {TITLE} | which law is lighter depends on missing facts | {CITES} | lacks refused",
        ),
        (
            (WHEN.replace("LAW", "old-law"), OLD.replace("old", "new")),
            "refused: unknown",
            "undetermined",
            (0, 100_000),
            f"unknown | {TITLE} | which law is lighter depends on missing facts | {CITES} | lacks refused",
        ),
        (
            (WHEN.replace("LAW", "old-law"), NO_FINE.replace("LAW", "new-law")),
            "refused: unknown",
            "undetermined",
            (0, 50_000),
            f"unknown | {TITLE} | which law is lighter depends on missing facts | {CITES} | lacks refused",
        ),
    ],
)  # fmt: skip
def test_which_law_is_lighter(
    provisions: tuple[str, ...], facts: str, outcome: str, fine: tuple[int, int], line: str
) -> None:
    assessment = assessed(*provisions, facts=f"proved: true, {facts}")
    assert told(assessment, "choice") == [f"choice lighter-law {line}"]
    assert (assessment.outcome, assessment.fine) == (outcome, Amount(*fine))
    [one] = assessment.violations
    # the range is that of the law that governs, and is named only where one does
    assert (one.provided is None) is ("unknown" in line.split(" | ")[0])
    assert len(one.candidates) == 2
    assert one.missing == (("refused",) if "lacks" in line else ())


def test_an_act_without_penalty_under_its_own_law_stays_so() -> None:
    law = "no-penalty: [{id: minor, title: {zh: 轻微, en: Minor}, source: new-law:34, when: {area: park}}]\n"
    assessment = assessed(OLD, NEW, law=law, facts="proved: true, area: [park]")
    assert told(assessment, "choice") == [
        f"choice lighter-law applied | {TITLE} | {OLD_WORDS} against {NEW_WORDS}: the same, so the law of the act | {CITES}"
    ]
    assert (assessment.outcome, assessment.fine) == ("no-penalty", Amount(0, 0))


CROSSING = "{liability: [new-law:1], tiers: [{id: base, fine: {from: 5000, to: 200000}}]}"
SHARES = """\
bases:
  older: {provisions: [old-law:1], offence: f.dump, source: new-law:3, method: weights, tiers: [{id: base, of: ceiling, start: 30}], factors: []}
  newer: {provisions: [new-law:1], offence: f.dump, source: new-law:3, method: weights, tiers: [{id: base, of: ceiling, start: START}], factors: []}
"""


@pytest.mark.parametrize(
    ("start", "fine", "says"),
    [
        # 30 % of 100,000 = 30,000 against 20 %, 10 %, 15 % of 200,000
        (20, 30_000, "by result the new law is not lighter: 40,000 yuan against 30,000 yuan"),
        (10, 20_000, "by result the new law is lighter: 20,000 yuan against 30,000 yuan"),
        (15, 30_000, "by result the new law is not lighter: 30,000 yuan against 30,000 yuan"),
    ],
)
def test_ranges_that_cross_are_compared_by_result(start: int, fine: int, says: str) -> None:
    assessment = assessed(OLD, CROSSING, law=SHARES.replace("START", str(start)))
    new = "New law, art. 1 (5,000 yuan to 200,000 yuan)"
    assert told(assessment, "choice") == [
        f"choice lighter-law applied | {TITLE} | the ranges cross ({OLD_WORDS} against {new}); {says} | {CITES} | warning"
    ]
    assert assessment.fine == Amount(fine, fine)
    assert assessment.outcome == "fine"
    article = "new-law:1" if "is lighter" in says else "old-law:1"
    assert assessment.violations[0].provided is not None
    assert assessment.violations[0].provided.cited == (article,)


def test_several_provisions_on_both_days_are_narrowed_first() -> None:
    """Old: 10,000–100,000 and 20,000–200,000; new: 5,000–50,000 and 8,000–80,000. The higher of each day; of these the lighter."""
    second = "{liability: [old-law:2], tiers: [{id: base, fine: {from: 20000, to: 200000}}]}"
    third = "{liability: [new-law:2], tiers: [{id: base, fine: {from: 8000, to: 80000}}]}"
    assessment = assessed(OLD, second, NEW, third)
    cites = "cites circular:8, new-law:29 (Circular, art. 8; New law, art. 29)"
    high_old, high_new = "Old law, art. 2 (20,000 yuan to 200,000 yuan)", "New law, art. 2 (8,000 yuan to 80,000 yuan)"
    assert told(assessment, "choice") == [
        f"choice same-act/act applied | one act under several provisions | of {OLD_WORDS}, {high_old}, the one that governs:"
        f" {high_old} | {cites}",
        f"choice same-act/decision applied | one act under several provisions | of {NEW_WORDS}, {high_new}, the one that governs:"
        f" {high_new} | {cites}",
        f"choice lighter-law applied | {TITLE} | {high_new} against {high_old}: the new law is lighter | {CITES}",
    ]
    assert assessment.fine == Amount(8_000, 80_000)
    assert (
        provided(assessment.violations[0].provided) == "new-law:2 (New law, art. 2) 8,000 to 80,000, tier base, shall"
    )


def test_while_it_is_open_which_provision_governs_so_is_which_law_is_lighter() -> None:
    second = "{liability: [old-law:2], elements: {refused: true}, tiers: [{id: base, fine: {from: 20000, to: 200000}}]}"
    assessment = assessed(OLD, second, NEW, facts="proved: true")
    open_, lighter = told(assessment, "choice")
    assert open_.startswith("choice same-act/act unknown | one act under several provisions | of ")
    assert open_.endswith("which is the highest depends on missing facts | cites circular:8, new-law:29 (Circular, art. 8; New law, art. 29) | lacks refused")  # fmt: skip
    assert lighter == (
        f"choice lighter-law unknown | {TITLE} | which law is lighter depends on missing facts | {CITES} | lacks refused"
    )
    # of 10,000–100,000, 20,000–200,000 and 5,000–50,000 one counts: there is a fine
    assert (assessment.outcome, assessment.fine) == ("fine", Amount(5_000, 200_000))
    sure = assessed(OLD, second, NEW, facts="proved: true, refused: true")
    assert sure.fine == Amount(5_000, 50_000)


@pytest.mark.parametrize(
    ("order", "first", "second", "fine"),
    [
        # the newer law is in force since 2021-03-01, the new one since 2021-01-01
        ("later, highest", "new-law", "newer-law", (10_000, 100_000)),
        ("later, highest", "newer-law", "new-law", (20_000, 200_000)),
        ("highest", "new-law", "newer-law", (20_000, 200_000)),
        # of different rank the later one does not go first
        ("later, highest", "new-law", "circular", (20_000, 200_000)),
        ("later, highest", "circular", "new-law", (20_000, 200_000)),
        ("later, highest", "circular", "newer-law", (20_000, 200_000)),
        # two of the same day: the highest
        ("later, highest", "new-law", "new-law", (20_000, 200_000)),
    ],
)
def test_the_later_law_of_the_same_rank(order: str, first: str, second: str, fine: tuple[int, int]) -> None:
    assessment = assessed(
        f"{{liability: [{first}:1], tiers: [{{id: base, fine: {{from: 20000, to: 200000}}}}]}}",
        f"{{liability: [{second}:2], tiers: [{{id: base, fine: {{from: 10000, to: 100000}}}}]}}",
        order=order,
        act="2021-05-01",
    )
    assert assessment.fine == Amount(*fine)
    [line] = told(assessment, "choice")
    assert line.startswith("choice same-act/act applied | one act under several provisions | of ")


def test_an_article_that_is_not_made_out_governs_nothing() -> None:
    """The higher one asks for a refusal: without it the lower one governs alone, and nothing has to be chosen."""
    second = "{liability: [new-law:2], elements: {refused: true}, tiers: [{id: base, fine: {from: 20000, to: 200000}}]}"
    assessment = assessed(NEW, second, act="2021-05-01")
    assert told(assessment, "choice") == []
    assert assessment.fine == Amount(5_000, 50_000)
    assert [c.outcome for c in assessment.violations[0].candidates] == ["fine", "not-established"]
    both = assessed(NEW, second, act="2021-05-01", facts="proved: true, refused: true")
    assert both.fine == Amount(20_000, 200_000)
    neither = assessed(NEW, second, act="2021-05-01", facts="proved: false, refused: false")
    assert (neither.outcome, neither.fine) == ("not-established", Amount(0, 0))
    elements = told(neither, "elements")
    assert elements == [
        "elements f.dump not-applied | Proved: no | cites new-law:40 (New law, art. 40) | saw proved [Proved] no"
        " | failed: Proved is no; required: yes"
    ]


def test_what_could_not_be_found_out_is_not_established() -> None:
    assessment = assessed(NEW, act="2021-05-01", facts="proved: {not_found_out: nobody saw it}")
    assert told(assessment, "elements") == [
        "elements f.dump not-applied | Proved: not to be found out after inquiry"
        " | could not be found out after inquiry, so it is not established | cites new-law:40 (New law, art. 40)"
        " | saw proved [Proved] not to be found out after inquiry"
    ]
    assert (assessment.outcome, assessment.fine, assessment.violations[0].missing) == (
        "not-established",
        Amount(0, 0),
        (),
    )
    unknown = assessed(NEW, act="2021-05-01", facts="refused: false")
    assert told(unknown, "elements") == [
        "elements f.dump unknown | Proved: unknown | saw proved [Proved] unknown | lacks proved"
    ]
    assert (unknown.outcome, unknown.fine, unknown.violations[0].missing) == (
        "undetermined",
        Amount(0, 50_000),
        ("proved",),
    )


def test_without_the_day_of_the_act_every_version_may_govern() -> None:
    """10,000–100,000 under the old law or 5,000–50,000 under the new one, which of the two is not known."""
    assessment = assessed(OLD, NEW, act="")
    assert told(assessment, "applicable-law") == [
        "applicable-law f.dump noted | Dumping | the day of the act is unknown: every version may govern"
        " | cites new-law:1 (New law, art. 1)"
    ]
    assert "timeline.act" in assessment.violations[0].missing


CROSSED = SHARES.replace("old-law:1", "new-law:1").replace(
    "newer: {provisions: [new-law:1]", "newer: {provisions: [new-law:2]"
)
FIRST = "{liability: [new-law:1], tiers: [{id: base, fine: {from: 10000, to: 100000}}]}"
WIDE = "{liability: [new-law:2], tiers: [{id: base, fine: {from: 5000, to: 200000}}]}"


@pytest.mark.parametrize(
    ("start", "article", "fine"),
    [
        # 30 % of 100,000 = 30,000 against 20 %, 10 %, 15 % of 200,000; of two that are equal the first
        (20, "new-law:2", 40_000),
        (10, "new-law:1", 30_000),
        (15, "new-law:1", 30_000),
    ],
)
def test_of_ranges_that_cross_on_one_day_the_higher_result_governs(start: int, article: str, fine: int) -> None:
    assessment = assessed(FIRST, WIDE, law=CROSSED.replace("START", str(start)), act="2021-05-01")
    assert (assessment.outcome, assessment.fine) == ("fine", Amount(fine, fine))
    assert assessment.violations[0].provided is not None
    assert assessment.violations[0].provided.cited == (article,)
    assert [line.split(" | ")[0] for line in told(assessment, "choice")] == ["choice same-act/act applied"]


def test_two_provisions_without_a_fine() -> None:
    second = NO_FINE.replace("LAW:1", "new-law:2")
    assessment = assessed(NO_FINE.replace("LAW", "new-law"), second, act="2021-05-01")
    assert (assessment.outcome, assessment.fine) == ("order-only", Amount(0, 0))
    assert assessment.violations[0].provided is not None
    assert assessment.violations[0].provided.cited == ("new-law:1",)


def test_what_details_an_article_goes_before_it_as_far_as_it_is_made_out() -> None:
    """The circular details article 1 for him who refused: 5,000–50,000; else 10,000–100,000."""
    detail = "{liability: [circular:1], details: [new-law:1], elements: {refused: true}, tiers: [{id: base, fine: {from: 5000, to: 50000}}]}"
    open_ = assessed(FIRST, detail, facts="proved: true", order="special, highest", act="2021-05-01")
    assert (open_.outcome, open_.fine, open_.violations[0].missing) == (
        "fine",
        Amount(5_000, 100_000),
        ("refused",),
    )
    refused = assessed(FIRST, detail, facts="proved: true, refused: true", order="special, highest", act="2021-05-01")
    assert (refused.outcome, refused.fine) == ("fine", Amount(5_000, 50_000))
    not_so = assessed(FIRST, detail, facts="proved: true, refused: false", order="special, highest", act="2021-05-01")
    assert (not_so.outcome, not_so.fine) == ("fine", Amount(10_000, 100_000))


OF_LOSS = "{liability: [LAW:1], tiers: [{id: base, fine: {multiple_of: loss, from: 1, to: 2, base_at_least: LEAST}}]}"


@pytest.mark.parametrize(
    ("old", "new", "fine", "verdict", "says"),
    [
        # at least 200,000 to 400,000 against 5,000 to 50,000, whatever the loss was
        (OF_LOSS.replace("LAW", "old-law").replace("LEAST", "200000"), NEW, (5_000, 50_000), "applied", "the new law is lighter"),
        (NEW.replace("new", "old"), OF_LOSS.replace("LAW", "new-law").replace("LEAST", "200000"), (5_000, 50_000), "applied", "the new law is not lighter, so the law of the act"),
        # at least 6,000 to 12,000: the lower end is the higher, the upper end may be either
        (OF_LOSS.replace("LAW", "old-law").replace("LEAST", "6000"), NEW, (5_000, None), "unknown", "depends on missing facts"),
        (NEW.replace("new", "old"), OF_LOSS.replace("LAW", "new-law").replace("LEAST", "6000"), (5_000, None), "unknown", "depends on missing facts"),
    ],
)  # fmt: skip
def test_ranges_of_which_an_end_is_not_known(
    old: str, new: str, fine: tuple[int, int | None], verdict: str, says: str
) -> None:
    assessment = assessed(old, new)
    assert assessment.fine == Amount(*fine)
    [line] = told(assessment, "choice")
    assert line.startswith(f"choice lighter-law {verdict} | {TITLE} | ")
    assert says in line
    # what is lacking is told only where it decides
    assert ("| lacks loss" in line) is (verdict == "unknown")
    assert assessment.violations[0].missing == (("loss",) if verdict == "unknown" else ())
