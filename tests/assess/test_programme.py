"""Local programmes: credits, steps, order, how they combine, the cap, and what the officer chose. The amount before them is 40,000."""

from __future__ import annotations

import pytest

from discretion import Assessment, Unusable
from discretion.money import Amount
from tests.assess.support import stated, told, under

LAW = """\
facts:
  law_study.credits: {title: {zh: 学分, en: Credits}, type: count, computed: true}
  fine_is_fixed: {title: {zh: 定额, en: Fixed fine}, type: boolean, computed: true}
  fine_at_minimum: {title: {zh: 最低, en: Least fine}, type: boolean, computed: true}
bases:
  t: {offence: f.dump, source: new-law:3, method: weights, tiers: [{id: base, of: ceiling, start: START}], factors: []}
programmes:
  pledge:
    kind: apology-pledge
    title: {zh: 道歉, en: Pledge}
    source: circular:7
    requires: {area: town}
    reduction: [{percent: {value: 20, provenance: assumed, why: middle}}]
  study:
    kind: law-study
    title: {zh: 学法, en: Study}
    source: circular:6
    requires: {REQUIRES}
    credits:
      - {when: {harm: none}, credits: {value: 10, provenance: reported, why: by phone}}
      - {per: times, credits: 5, at_most: {value: 20, provenance: derived, why: hours}}
    reduction:
      - {when: {law_study.credits: {at_least: 20}}, percent: 30}
      - {when: {law_study.credits: {at_least: 10}}, percent: {from: 10, to: 20}}
MORE
"""
SETTINGS = "jurisdiction: {title: {zh: 全国, en: China}, programmes: {order: [law-study, apology-pledge], HOW}}\n"
ON = "as of the decision 2022-06-01"


def assessed(
    facts: str = "",
    *more: str,
    how: str = "combine: compound",
    requires: str = "proved: true",
    start: int = 40,
    extra: str = "",
) -> Assessment:
    return under(
        LAW.replace("REQUIRES", requires).replace("START", str(start)).replace("MORE", extra),
        "2022-05-01",
        "2022-06-01",
        *more,
        facts=stated(facts, times="4"),
        files={"cn/jurisdiction.yaml": SETTINGS.replace("HOW", how)},
    )


STUDY = "programme study applied | Study | 30% off | cites circular:6 (Circular, art. 6)"
SAW = "saw proved [Proved] yes, harm [Harm] slight, times [Times] 4"
PLEDGE = "programme pledge applied | Pledge | 20% off | cites circular:7 (Circular, art. 7) | saw area [Area] town"


@pytest.mark.parametrize(
    ("how", "fine", "lines"),
    [
        # 4 × 5 = 20 credits: 30 % off 40,000; then 20 % off what is left
        (
            "combine: compound",
            22_400,
            [
                f"{STUDY} | {SAW} | 40,000 → 28,000 | 40,000 − 40,000 × 30% = 28,000 | marks derived (hours) | {ON}",
                f"{PLEDGE} | 28,000 → 22,400 | 28,000 − 28,000 × 20% = 22,400 | marks assumed (middle) | {ON}",
            ],
        ),
        # 30 % and 20 % of the same 40,000
        (
            "combine: add",
            20_000,
            [
                f"{STUDY} | {SAW} | 40,000 → 28,000 | 40,000 − 40,000 × 30% = 28,000 | marks derived (hours) | {ON}",
                f"{PLEDGE} | 28,000 → 20,000 | 28,000 − 40,000 × 20% = 20,000 | marks assumed (middle) | {ON}",
            ],
        ),
        # the larger one alone
        (
            "combine: best",
            28_000,
            [f"{STUDY} | {SAW} | 40,000 → 28,000 | 40,000 − 40,000 × 30% = 28,000 | marks derived (hours) | {ON}"],
        ),
        # together at most 40 %: 24,000 are left
        (
            "combine: compound, at_most_percent: {value: 40, provenance: reported, why: circular}",
            24_000,
            [
                f"{STUDY} | {SAW} | 40,000 → 28,000 | 40,000 − 40,000 × 30% = 28,000 | marks derived (hours) | {ON}",
                f"{PLEDGE} | 28,000 → 22,400 | 28,000 − 28,000 × 20% = 22,400 | marks assumed (middle) | {ON}",
                "programme cn/programmes applied | largest total reduction: 40% | 22,400 → 24,000 | marks reported (circular)",
            ],
        ),
    ],
)
def test_programmes_follow_each_other_as_the_place_says(how: str, fine: int, lines: list[str]) -> None:
    assessment = assessed(how=how)
    assert told(assessment, "programme") == lines
    assert assessment.fine == Amount(fine, fine)


def test_a_cap_that_is_not_reached_changes_nothing() -> None:
    """30 % and 20 % of the rest are 44 % together."""
    assert assessed(how="combine: compound, at_most_percent: 44").fine == Amount(22_400, 22_400)
    assert len(told(assessed(how="combine: compound, at_most_percent: 44"), "programme")) == 2


@pytest.mark.parametrize(
    ("facts", "choice", "left", "words"),
    [
        # 10 credits: between 10 and 20 %, as the officer chooses
        ("times: 2", "", (32_000, 36_000), "10% to 20% off: the officer chooses"),
        ("times: 2", "percent: 15, reason: x", (34_000, 34_000), "15% off"),
        ("times: 2", "percent: 10, reason: x", (36_000, 36_000), "10% off"),
        ("times: 2", "percent: 20, reason: x", (32_000, 32_000), "20% off"),
        # harm none: 10 more; with 5 that is 15
        ("times: 1; harm: none", "", (32_000, 36_000), "10% to 20% off: the officer chooses"),
        ("times: 2; harm: none", "", (28_000, 28_000), "30% off"),
        # not enough
        ("times: 1", "", (40_000, 40_000), "0% off"),
        # never more than 20 credits for the times, and the first step that holds counts
        ("times: 400", "", (28_000, 28_000), "30% off"),
    ],
)
def test_the_first_step_that_the_credits_reach_counts(
    facts: str, choice: str, left: tuple[int, int], words: str
) -> None:
    made = [f"choices: {{study: {{{choice}}}}}"] if choice else []
    assessment = assessed(f"{facts}; area: [park]", *made)
    assert assessment.fine == Amount(*left)
    # what does not apply is told first
    pledge, study = told(assessment, "programme")
    assert study.startswith(f"programme study applied | Study | {words} | cites circular:6")
    assert pledge.startswith("programme pledge not-applied | Pledge | cites circular:7")
    assert study.endswith("choice") is ("chooses" in words and not choice)


@pytest.mark.parametrize("percent", [9, 21])
def test_a_choice_outside_the_step_is_refused(percent: int) -> None:
    with pytest.raises(Unusable) as refused:
        assessed("times: 2", f"choices: {{study: {{percent: {percent}, reason: x}}}}")
    [problem] = refused.value.problems
    assert "lies outside what the rule leaves open" in problem.message.id


def test_what_is_not_known_leaves_the_reduction_open() -> None:
    """How often decides the credits, 0 to 20: nothing to 30 % off; where, the other programme: nothing to 20 %."""
    assessment = assessed("times: unknown; area: unknown; harm: unknown")
    study, pledge = told(assessment, "programme")
    assert study == (
        "programme study applied | Study | 0% to 30% off: it depends on missing facts, and on what the officer chooses"
        " | cites circular:6 (Circular, art. 6)"
        " | saw proved [Proved] yes, harm [Harm] unknown, times [Times] unknown | lacks harm, times"
        " | 40,000 → [28,000–40,000] | 40,000 − 40,000 × 0–30% = [28,000–40,000]"
        f" | marks reported (by phone), derived (hours) | {ON} | choice"
    )
    assert pledge == (
        "programme pledge unknown | Pledge | 20% off | cites circular:7 (Circular, art. 7) | saw area [Area] unknown"
        " | lacks area | [28,000–40,000] → [22,400–40,000]"
        f" | [28,000–40,000] − [28,000–40,000] × 0–20% = [22,400–40,000] | marks assumed (middle) | {ON}"
    )
    assert assessment.fine == Amount(22_400, 40_000)


def test_the_best_of_programmes_is_found_among_those_that_surely_apply() -> None:
    """The pledge, 20 %, may apply; the study, 30 %, does: 28,000, perhaps 20 % less."""
    assessment = assessed("area: unknown", how="combine: best", requires="proved: true")
    assert [line.split(" | ")[0] for line in told(assessment, "programme")] == [
        "programme study applied",
        "programme pledge unknown",
    ]


@pytest.mark.parametrize(
    ("requires", "start", "applies"),
    [
        # 10,000–100,000 is a range; 40,000 lies above its lower end, 10,000 is it
        ("fine_is_fixed: false", 40, True),
        ("fine_is_fixed: true", 40, False),
        ("fine_at_minimum: false", 40, True),
        ("fine_at_minimum: true", 40, False),
        ("fine_at_minimum: true", 10, True),
        ("fine_at_minimum: false", 10, False),
    ],
)
def test_what_the_engine_tells_a_programme_of_the_fine(requires: str, start: int, applies: bool) -> None:
    lines = told(assessed("area: [park]", requires=requires, start=start), "programme")
    [study] = [line for line in lines if line.startswith("programme study")]
    assert study.startswith("programme study applied" if applies else "programme study not-applied")


NO_PENALTY = """\
  waiver:
    kind: informed-commitment
    title: {zh: 承诺, en: Commitment}
    source: circular:8
    force: FORCE
    result: no-penalty
    requires: {harm: slight}
"""


@pytest.mark.parametrize(
    ("force", "facts", "choice", "outcome", "fine"),
    [
        ("shall", "", "", "no-penalty", (0, 0)),
        ("may", "", "", "may-waive", (0, 22_400)),
        ("may", "", "waive: true, reason: x", "no-penalty", (0, 0)),
        ("shall", "harm: unknown", "", "undetermined", (0, 40_000)),
        ("shall", "harm: serious", "", "fine", (22_400, 22_400)),
    ],
)
def test_a_programme_may_end_in_no_penalty(
    force: str, facts: str, choice: str, outcome: str, fine: tuple[int, int]
) -> None:
    made = [f"choices: {{waiver: {{{choice}}}}}"] if choice else []
    assessment = assessed(facts, *made, extra=NO_PENALTY.replace("FORCE", force))
    assert assessment.outcome == outcome
    assert assessment.fine.low == fine[0]
    if outcome != "undetermined":
        assert assessment.fine == Amount(*fine)
    [line] = [line for line in told(assessment, "programme") if line.startswith("programme waiver")]
    verdict = {"fine": "not-applied", "undetermined": "unknown"}.get(outcome, "applied")
    assert line.startswith(
        f"programme waiver {verdict} | Commitment | cites circular:8 (Circular, art. 8) | saw harm [Harm]"
    )
    if outcome == "undetermined":
        assert "harm" in assessment.violations[0].missing


def test_a_programme_that_is_not_in_force_is_told_of() -> None:
    later = NO_PENALTY.replace("FORCE", "shall").replace("    result", "    in_force: {from: 2023-01-01}\n    result")
    assessment = assessed(extra=later)
    assert assessment.fine == Amount(22_400, 22_400)
    assert told(assessment, "programme")[0] == (
        "programme waiver not-applied | Commitment | not in force on 2022-06-01 | cites circular:8 (Circular, art. 8)"
    )


def test_programmes_reward_the_party_alone() -> None:
    offence = """\
offences:
  f.dump:
    title: {zh: 倾倒, en: Dumping}
    enforced_by: ecology-environment
    elements: {proved: true}
    provisions:
      - liability: [new-law:1]
        tiers:
          - {id: base, fine: {from: 10000, to: 100000}}
          - {id: person, payer: person-in-charge, fine: {from: 5000, to: 50000}}
"""
    assessment = under(
        LAW.replace("REQUIRES", "proved: true")
        .replace("START", "40")
        .replace("MORE", "")
        .replace(
            "[{id: base, of: ceiling, start: 40}]",
            "[{id: base, of: ceiling, start: 40}, {id: person, of: ceiling, start: 20}]",
        ),
        "2022-05-01",
        "2022-06-01",
        "persons_in_charge: [{name: B, facts: {times: 9}}]",
        facts="proved: true, refused: false, harm: slight, times: 4, area: [town]",
        files={"cn/offences/f.yaml": offence},
    )
    assert assessment.fine == Amount(22_400, 22_400)
    [person] = assessment.violations[0].persons
    # 20 % of 50,000
    assert (person.name, person.outcome, person.fine, person.base) == (
        "B",
        "fine",
        Amount(10_000, 10_000),
        Amount(10_000, 10_000),
    )
    assert [f.stage for f in person.findings if f.stage == "programme"] == []
