"""What is said of a case as a whole: several violations, the department, deadlines, daily fines, and the day of the decision."""

from __future__ import annotations

import msgspec
import pytest

import discretion
from discretion import Assessment, Unusable, assess
from discretion.case import read_case
from discretion.money import Amount
from tests import support
from tests.assess.support import lines, of, told, under

OFFENCES = """\
offences:
  f.dump:
    title: {zh: 倾倒, en: Dumping}
    enforced_by: BY
    elements: {proved: true}
    provisions:
      - liability: [new-law:1]
        tiers: [{id: base, fine: {fixed: 10000}}]
  f.order:
    title: {zh: 责令, en: Ordered}
    enforced_by: ecology-environment
    elements: {proved: true}
    provisions:
      - liability: [new-law:2]
        tiers: [{id: base, measures: [stop]}]
  f.gone:
    title: {zh: 旧, en: Gone}
    enforced_by: ecology-environment
    elements: {proved: true}
    provisions:
      - liability: [old-law:3]
        tiers: [{id: base, fine: {fixed: 5000}}]
"""
LAW = """\
facts:
  timeline.order_served: {title: {zh: 送达, en: Order served}, type: date, computed: true}
  timeline.reinspection: {title: {zh: 复查, en: Re-inspection}, type: date, computed: true}
  timeline.notice: {title: {zh: 告知, en: Notice}, type: date, computed: true}
measures:
  report: {title: {zh: 移送, en: Hand over}, kind: other}
departments:
  water: {title: {zh: 水利部门, en: water department}}
no-penalty:
  - {id: minor, title: {zh: 轻微, en: Minor}, source: new-law:34, force: may, when: {harm: slight}}
  - {id: none, title: {zh: 不罚, en: No penalty}, source: new-law:35, when: {harm: none}}
not-responsible:
  - {id: not-his, title: {zh: 无责, en: Not responsible}, source: new-law:30, when: {times: 0}}
already-fined:
  - {id: fined, title: {zh: 已罚, en: Fined before}, source: new-law:29, when: {times: 1}}
limitation:
  - {id: two, title: {zh: 两年, en: Two years}, source: new-law:36, period: 2 years}
referral:
  - {id: crime, title: {zh: 犯罪, en: Crime}, source: new-law:27, measure: report, kind: crime, holds_fine: true, when: {loss: {above: 100}}}
"""
SERIOUS = "proved: true, harm: serious, times: 3, loss: 0"
#: The facts that give each outcome for the first offence.
FACTS = {
    "fine": SERIOUS,
    "may-waive": SERIOUS.replace("serious", "slight"),
    "no-penalty": SERIOUS.replace("serious", "none"),
    "not-established": SERIOUS.replace("true", "false"),
    "not-responsible": SERIOUS.replace("times: 3", "times: 0"),
    "already-fined": SERIOUS.replace("times: 3", "times: 1"),
    "referred": SERIOUS.replace("loss: 0", "loss: 101"),
    "undetermined": SERIOUS.replace("proved: true, ", ""),
}
FINES = {"fine": Amount(10_000, 10_000), "not-covered": Amount(0, None)}


def several(*violations: str, by: str = "ecology-environment", own: str = "") -> Assessment:
    """A case with several violations, each a line of a case file."""
    files = {"cn/offences/f.yaml": OFFENCES.replace("BY", by)}
    if own:
        files["cn/jurisdiction.yaml"] = f"jurisdiction: {{title: {{zh: 全国, en: China}}, department: {own}}}\n"
    return of(
        LAW,
        files,
        "jurisdiction: cn",
        "party: {name: A, kind: organisation}",
        "timeline: {act: 2022-05-01, found: 2022-05-01, decision: 2022-06-01}",
        "violations:",
        *(f"  - {{{v}}}" for v in violations),
    )


def _violation(outcome: str) -> str:
    if outcome == "order-only":
        return f"offence: f.order, facts: {{{SERIOUS}}}"
    if outcome == "not-covered":
        return f"offence: f.gone, facts: {{{SERIOUS}}}"
    return f"offence: f.dump, facts: {{{FACTS[outcome]}}}"


@pytest.mark.parametrize("outcome", [*FACTS, "order-only", "not-covered"])
def test_each_outcome_by_itself(outcome: str) -> None:
    assessment = several(_violation(outcome))
    assert assessment.outcome == outcome
    open_ = outcome in ("may-waive", "undetermined", "referred")
    assert assessment.fine == FINES.get(outcome, Amount(0, 10_000 if open_ else 0))
    assert assessment.settled is (not open_ and outcome != "not-covered")
    assert lines(assessment.findings) == []


@pytest.mark.parametrize(
    ("outcomes", "together"),
    [
        # what is open stays open, and the weightiest goes before
        (("fine", "undetermined"), "undetermined"),
        (("not-covered", "undetermined"), "undetermined"),
        (("fine", "not-covered"), "not-covered"),
        (("referred", "not-covered"), "not-covered"),
        (("fine", "referred"), "referred"),
        (("may-waive", "referred"), "referred"),
        (("fine", "may-waive"), "may-waive"),
        (("order-only", "fine"), "fine"),
        (("no-penalty", "order-only"), "order-only"),
        (("no-penalty", "not-established"), "no-penalty"),
        (("not-established", "no-penalty"), "not-established"),
        (("fine", "fine"), "fine"),
    ],
)
def test_one_word_for_several_outcomes(outcomes: tuple[str, str], together: str) -> None:
    assessment = several(*map(_violation, outcomes))
    assert tuple(v.outcome for v in assessment.violations) == outcomes
    assert assessment.outcome == together
    assert assessment.settled is all(v.settled for v in assessment.violations)
    low = sum(v.fine.low for v in assessment.violations)
    highs = [v.fine.high for v in assessment.violations]
    high = None if None in highs else sum(h for h in highs if h is not None)
    assert assessment.fine == Amount(low, high)
    [line] = lines(assessment.findings)
    assert line.startswith(
        "case sum noted | several violations | each violation is assessed by itself; the fines are added up | → "
    )


def test_an_offence_under_no_stored_law_says_so_and_nothing_else() -> None:
    [one] = several(_violation("not-covered")).violations
    assert (one.outcome, one.fine, one.settled, one.provided, one.base) == (
        "not-covered",
        Amount(0, None),
        False,
        None,
        None,
    )
    assert (one.candidates, one.missing, one.alternatives, one.measures, one.daily, one.persons) == (
        (),
        (),
        (),
        (),
        None,
        (),
    )
    assert (one.offence, one.enforced_by) == ("f.gone", ("ecology-environment",))
    assert lines(one.findings) == [
        "applicable-law f.gone applied | Gone | the stored versions of the law do not reach back (or forward) to 2022-05-01"
    ]
    assert one.title.en == "Gone"


@pytest.mark.parametrize(
    ("by", "own", "expected"),
    [
        ("ecology-environment", "ecology-environment", []),
        ("water", "", []),
        (
            "water",
            "ecology-environment",
            [
                "procedure f.dump/competence noted | for another department | Enforced by water department, not by ecology and"
                " environment department. | cites new-law:1 (New law, art. 1) | warning"
            ],
        ),
        (
            "[ecology-environment, water]",
            "ecology-environment",
            [
                "procedure f.dump/competence noted | competent departments | Each as far as the law makes it its duty:"
                " ecology and environment department, water department. | cites new-law:1 (New law, art. 1)"
            ],
        ),
    ],
)
def test_who_enforces_the_offence_is_told(by: str, own: str, expected: list[str]) -> None:
    assessment = several(_violation("fine"), by=by, own=own)
    assert told(assessment, "procedure") == expected
    assert assessment.violations[0].enforced_by == tuple(by.strip("[]").split(", "))


@pytest.mark.parametrize(
    ("days", "text"),
    [
        # five working days after Tuesday, 17 May 2022
        ("notice: 2022-05-17", "Tell. Last day: 2022-05-24."),
        ("filed: 2022-05-17", "Tell."),
        # a calendar of public holidays that far ahead nobody has
        ("notice: 2222-05-17", "Tell. The calendar of public holidays does not reach 2222: count by hand."),
    ],
)
def test_a_deadline_is_counted_from_the_day_that_the_rule_names(days: str, text: str) -> None:
    law = LAW + (
        "procedure:\n"
        "  - {id: hearing, title: {zh: 听证, en: Hearing}, source: new-law:63, text: {zh: 告知。, en: Tell.},"
        " deadline: {period: 5 working-days, of: timeline.notice}}\n"
    )
    decision = "2222-06-01" if "2222" in days else "2022-06-01"
    found = under(
        law,
        "2022-05-01",
        decision,
        facts=SERIOUS,
        days=days,
        files={"cn/offences/f.yaml": OFFENCES.replace("BY", "water")},
    )
    assert told(found, "procedure") == [
        f"procedure hearing applied | Hearing | {text} | cites new-law:63 (New law, art. 63)"
        f" | as of the decision {decision}"
    ]


DAILY = """\
daily-fine:
  - {id: daily, title: {zh: 按日, en: Daily}, source: new-law:11, from: timeline.order_served, until: timeline.reinspection, when: {WHEN}}
"""


@pytest.mark.parametrize(
    ("when", "facts", "until", "daily", "line"),
    [
        (
            "proved: true",
            SERIOUS,
            "2022-05-04",
            (2, (20_000, 20_000), True),
            "applied | Daily | may be imposed day by day: from the day after 2022-05-02 to 2022-05-04, 2 days, each the original"
            " fine; 20,000 yuan together | CITES | saw proved [Proved] yes | → 20,000 | 10,000 × 2 = 20,000 | ON | choice",
        ),
        (
            "refused: true",
            SERIOUS,
            "2022-05-05",
            (3, (30_000, 30_000), False),
            "unknown | Daily | may be imposed day by day: from the day after 2022-05-02 to 2022-05-05, 3 days, each the original"
            " fine; 30,000 yuan together | CITES | saw refused [Refused] unknown | lacks refused | → 30,000"
            " | 10,000 × 3 = 30,000 | ON | choice",
        ),
        (
            "refused: true",
            SERIOUS + ", refused: false",
            "2022-05-05",
            None,
            "not-applied | Daily | CITES | saw refused [Refused] no | failed: Refused is no; required: yes | ON",
        ),
        ("proved: true", SERIOUS, "2022-05-02", None, "applied | Daily | CITES | saw proved [Proved] yes | ON"),
    ],
)  # fmt: skip
def test_a_fine_for_each_day(
    when: str, facts: str, until: str, daily: tuple[int, tuple[int, int], bool] | None, line: str
) -> None:
    assessment = under(
        LAW + DAILY.replace("WHEN", when),
        "2022-05-01",
        "2022-06-01",
        facts=facts,
        days=f"order_served: 2022-05-02, reinspection: {until}",
        files={"cn/offences/f.yaml": OFFENCES.replace("BY", "water")},
    )
    words = line.replace("CITES", "cites new-law:11 (New law, art. 11)").replace("ON", "as of the decision 2022-06-01")
    assert [one for one in told(assessment, "consequence") if " daily " in one] == [f"consequence daily {words}"]
    found = assessment.violations[0].daily
    if daily is None:
        assert found is None
    else:
        days, amount, certain = daily
        assert found is not None
        assert (found.rule, found.days, found.amount, found.certain) == ("daily", days, Amount(*amount), certain)


def test_a_daily_fine_of_an_open_amount_is_open() -> None:
    """10,000–100,000 for each of two days."""
    assessment = under(
        LAW + DAILY.replace("WHEN", "proved: true"),
        "2022-05-01",
        "2022-06-01",
        facts=SERIOUS + ", refused: false",
        days="order_served: 2022-05-02, reinspection: 2022-05-04",
    )
    [line] = [one for one in told(assessment, "consequence") if " daily " in one]
    assert "2 days, each the original fine; 20,000 yuan to 200,000 yuan together" in line
    assert "→ [20,000–200,000] | [10,000–100,000] × 2 = [20,000–200,000]" in line


def test_without_a_day_of_decision_the_day_of_today_is_assumed_and_said() -> None:
    assessment = of(
        LAW,
        {"cn/offences/f.yaml": OFFENCES.replace("BY", "water")},
        "jurisdiction: cn",
        "offence: f.dump",
        "party: {name: A, kind: organisation}",
        "timeline: {act: 2022-05-01, found: 2022-05-01}",
        f"facts: {{{SERIOUS}}}",
    )
    assert assessment.decision_assumed
    [line] = lines(assessment.findings)
    assert line.startswith(
        "case timeline.decision noted | Day of the decision | the case file states no day of decision"
    )
    assert str(assessment.decision or "no day of decision") in line


def test_what_the_assessment_carries_of_its_case() -> None:
    assessment = under(
        LAW,
        "2022-05-01",
        "2022-06-01",
        "case: {number: 7号, title: 某案}",
        facts="proved: {value: true, evidence: 笔录}, harm: {not_found_out: asked}, times: 3, loss: unknown, area: [town]",
    )
    assert (assessment.jurisdiction, assessment.jurisdiction_title.en, assessment.party) == ("cn", "China", "A")
    assert (assessment.number, assessment.title, str(assessment.decision)) == ("7号", "某案", "2022-06-01")
    assert (assessment.decision_assumed, assessment.inputs["offence"]) == (False, "f.dump")
    assert (assessment.version, assessment.on, len(assessment.digest)) == ("1", None, 64)
    # nobody looked at the area; the proof has its evidence, of the harm it is said what was asked, and the loss is not stated
    assert assessment.unused == ("area",)
    assert assessment.without_evidence == ("times",)
    assert assessment.unused_choices == ()
    [one] = assessment.violations
    assert (one.title.en, set(one.missing)) == ("Dumping", {"harm", "loss", "refused"})
    assert (one.daily, one.persons) == (None, ())


@pytest.mark.parametrize(
    ("facts", "outcome", "fine"),
    [
        # what may be waived, or is referred, stays open while another ending is still possible
        (SERIOUS.replace("serious", "slight").replace("times: 3, ", ""), "undetermined", (0, 10_000)),
        (SERIOUS.replace("loss: 0", "loss: 101").replace("times: 3, ", ""), "undetermined", (0, 10_000)),
        # what surely ends it settles it, whatever else is open
        (SERIOUS.replace("serious", "none").replace("times: 3, ", ""), "no-penalty", (0, 0)),
        (SERIOUS.replace("times: 3", "times: 0").replace("harm: serious, ", ""), "not-responsible", (0, 0)),
        # not responsible goes before an earlier fine, and both before no penalty
        (SERIOUS.replace("times: 3", "times: 0").replace("serious", "none"), "not-responsible", (0, 0)),
        (SERIOUS.replace("times: 3", "times: 1").replace("serious", "none"), "already-fined", (0, 0)),
        # not established goes before all of them
        ("proved: false, harm: none, times: 0, loss: 0", "not-established", (0, 0)),
    ],
)
def test_which_of_several_endings_counts(facts: str, outcome: str, fine: tuple[int, int]) -> None:
    assessment = several(f"offence: f.dump, facts: {{{facts}}}")
    assert (assessment.outcome, assessment.fine) == (outcome, Amount(*fine))
    assert assessment.violations[0].alternatives == ()


def test_a_fine_or_only_an_order_stays_open() -> None:
    """10,000 to 100,000 for him who refused; whether he did is unknown."""
    offence = OFFENCES.replace("BY", "water").replace(
        "tiers: [{id: base, fine: {fixed: 10000}}]", "tiers: [{id: base, when: {refused: true}, fine: {fixed: 10000}}]"
    )
    found = under(LAW, "2022-05-01", "2022-06-01", facts=SERIOUS, files={"cn/offences/f.yaml": offence})
    assert (found.outcome, found.fine, found.settled) == ("undetermined", Amount(0, 10_000), False)
    assert found.violations[0].missing == ("refused",)


PERSONS = """\
offences:
  f.dump:
    title: {zh: 倾倒, en: Dumping}
    enforced_by: ecology-environment
    elements: {proved: true}
    provisions:
      - liability: [old-law:1]
        enforced_by: water
        tiers: [{id: base, fine: {from: 10000, to: 100000}}OLD]
      - liability: [new-law:1]
        tiers: [{id: base, fine: {from: LOW, to: HIGH}}NEW]
"""
PERSON = ", {id: person, payer: person-in-charge, WHENfine: {from: FROM, to: TO}}"


def _tier(low: int, high: int, when: str = "") -> str:
    return PERSON.replace("FROM", str(low)).replace("TO", str(high)).replace("WHEN", when)


@pytest.mark.parametrize(
    ("new_range", "old", "new", "party", "person", "outcome", "rule"),
    [
        # the party under the new, lighter law, the person under the old one, which fined no person
        ((5_000, 50_000), "", _tier(1_000, 10_000), (5_000, 50_000), (0, 0), "order-only", "applied"),
        # the other way round
        ((5_000, 50_000), _tier(1_000, 10_000), "", (5_000, 50_000), (0, 0), "order-only", "applied"),
        # both fine the person: the lighter of the two, whatever governs the party
        ((20_000, 200_000), _tier(2_000, 20_000), _tier(1_000, 10_000), (10_000, 100_000), (1_000, 10_000), "fine", "applied"),
        ((20_000, 200_000), _tier(1_000, 10_000), _tier(2_000, 20_000), (10_000, 100_000), (1_000, 10_000), "fine", "applied"),
        # ranges that cross: the lower result of the two
        ((5_000, 50_000), _tier(2_000, 10_000), _tier(1_000, 20_000), (5_000, 50_000), (1_000, 10_000), "fine", "noted"),
        # one of the two laws fines the person who refused, and whether he did is not known
        ((5_000, 50_000), _tier(2_000, 20_000), _tier(1_000, 10_000, "when: {refused: true}, "), (5_000, 50_000), (0, 20_000), "undetermined", "unknown"),
        ((5_000, 50_000), _tier(2_000, 20_000, "when: {refused: true}, "), _tier(1_000, 10_000), (5_000, 50_000), (0, 20_000), "undetermined", "unknown"),
    ],
)  # fmt: skip
def test_for_a_person_the_lighter_of_the_two_laws_is_found_anew(
    new_range: tuple[int, int],
    old: str,
    new: str,
    party: tuple[int, int],
    person: tuple[int, int],
    outcome: str,
    rule: str,
) -> None:
    offence = (
        PERSONS.replace("OLD", old)
        .replace("LOW", str(new_range[0]))
        .replace("HIGH", str(new_range[1]))
        .replace("NEW", new)
    )
    found = under(
        LAW,
        "2020-05-01",
        "2021-06-01",
        "persons_in_charge: [{name: B}]",
        facts=SERIOUS,
        files={"cn/offences/f.yaml": offence},
    )
    assert found.fine == Amount(*party)
    [one] = found.violations[0].persons
    assert (one.name, one.outcome, one.fine) == ("B", outcome, Amount(*person))
    [choice] = [f for f in one.findings if f.stage == "choice"]
    assert (choice.rule, choice.verdict) == ("lighter-law", rule)
    settled = rule == "applied"
    assert (one.base is not None) is (settled and outcome == "fine")
    # who enforces it stands in the provision that governs, else in the offence
    governs = "new" if new_range[0] < 10_000 else "old"
    assert found.violations[0].enforced_by == (("ecology-environment",) if governs == "new" else ("water",))


def test_while_two_provisions_may_govern_the_offence_names_the_department() -> None:
    offence = PERSONS.replace("OLD", "").replace("NEW", "").replace("LOW", "5000").replace("HIGH", "200000")
    found = under(LAW, "2020-05-01", "2021-06-01", facts=SERIOUS, files={"cn/offences/f.yaml": offence})
    [one] = found.violations
    assert (one.enforced_by, one.provided, one.base) == (("ecology-environment",), None, None)
    assert [c.provided.cited for c in one.candidates] == [("old-law:1",), ("new-law:1",)]
    assert [c.fine for c in one.candidates] == [Amount(10_000, 100_000), Amount(5_000, 200_000)]


@pytest.mark.parametrize(("kind", "fine"), [("organisation", (10_000, 10_000)), ("individual", (500, 500))])
def test_a_tier_for_one_kind_of_party(kind: str, fine: tuple[int, int]) -> None:
    offence = OFFENCES.replace("BY", "water").replace(
        "tiers: [{id: base, fine: {fixed: 10000}}]",
        "tiers: [{id: base, payer: organisation, fine: {fixed: 10000}}, {id: alone, payer: individual, fine: {fixed: 500}}]",
    )
    found = of(
        LAW,
        {"cn/offences/f.yaml": offence},
        "jurisdiction: cn",
        "offence: f.dump",
        f"party: {{name: A, kind: {kind}}}",
        "timeline: {act: 2022-05-01, found: 2022-05-01, decision: 2022-06-01}",
        f"facts: {{{SERIOUS}}}",
    )
    assert (found.outcome, found.fine) == ("fine", Amount(*fine))
    tier = "base" if kind == "organisation" else "alone"
    assert [line.split(" | ")[0] for line in told(found, "range")] == [f"range f.dump/new-law:1/{tier} applied"]


def test_the_kind_of_an_offence_is_a_fact() -> None:
    tagged = OFFENCES.replace("BY", "water\n    tags: [discharge]", 1)
    law = LAW + (
        "heavier:\n"
        "  - {id: kind, title: {zh: 排放, en: Discharge}, source: new-law:4, when: {offence_tag: discharge}, effect: {percent_on: 1}}\n"
        "  - {id: other, title: {zh: 倾倒, en: Dumped}, source: new-law:4, when: {offence_tag: disposal}, effect: {percent_on: 1}}\n"
        "consequences:\n"
        "  - {id: away, title: {zh: 移送, en: Away}, source: new-law:5, measure: report, when: {offence_tag: disposal}}\n"
    )
    law = law.replace("facts:\n", "facts:\n  offence_tag: {title: {zh: 类, en: Kind of offence}, type: set, computed: true, choices: {discharge: {zh: 排, en: discharge}, disposal: {zh: 处, en: disposal}}}\n", 1)  # fmt: skip
    found = under(law, "2022-05-01", "2022-06-01", facts=SERIOUS, files={"cn/offences/f.yaml": tagged})
    assert [line.split(" | ")[0] for line in told(found, "adjustment")] == [
        "adjustment kind applied",
        "adjustment other not-applied",
    ]
    # an entry for other offences has nothing to say of this one
    assert [line.split(" | ")[0] for line in told(found, "consequence")] == [
        "consequence correct applied",
        "consequence crime not-applied",
    ]


def test_each_entry_is_in_force_on_the_day_that_chooses_it() -> None:
    """Until 15 May 2022: the day of the act lies before its end, that of the decision after it."""
    law = LAW + (
        "heavier:\n"
        "  - {id: then, title: {zh: 时, en: Then}, source: new-law:4, at: act, in_force: {from: 2022-01-01,"
        " to: {value: 2022-05-15, provenance: assumed, why: no day given}}, effect: {percent_on: 1}}\n"
        "  - {id: now, title: {zh: 今, en: Now}, source: new-law:4, in_force: {from: 2022-01-01, to: 2022-05-15},"
        " effect: {percent_on: 1}}\n"
        "exclusions:\n"
        "  - {id: others, title: {zh: 他, en: Others}, source: new-law:7, defeats: [then], offences: [f.order]}\n"
        "  - {id: past, title: {zh: 旧, en: Past}, source: new-law:7, defeats: [then], in_force: {from: 2021-01-01, to: 2021-02-01}}\n"
        "  - {id: told, title: {zh: 除外, en: Told}, source: new-law:7, at: act, defeats: [then], when: {times: 9},"
        " in_force: {from: {value: 2022-01-01, provenance: reported, why: by phone}}}\n"
        "  - {id: last, title: {zh: 除外二, en: Last}, source: new-law:8, defeats: [then, minor], when: {harm: none}}\n"
    )
    files = {"cn/offences/f.yaml": OFFENCES.replace("BY", "water")}
    found = under(law, "2022-05-01", "2022-06-01", facts=SERIOUS, files=files)
    # the fine is fixed: nothing is added to it
    assert told(found, "adjustment") == [
        "adjustment then applied | Then | heavier by 1% | cites new-law:4 (New law, art. 4) | 10,000 → 10,100"
        " | marks assumed (no day given) | as of the act 2022-05-01",
        "adjustment told not-applied | Told | cites new-law:7 (New law, art. 7) | saw times [Times] 3"
        " | failed: Times is 3; required: 9 | marks reported (by phone) | as of the act 2022-05-01",
        "adjustment last not-applied | Last | cites new-law:8 (New law, art. 8) | saw harm [Harm] serious"
        " | failed: Harm is serious; required: none | as of the decision 2022-06-01",
    ]
    # what defeats an exemption is told beside it
    assert [line.split(" | ")[0] for line in told(found, "exemption")] == [
        "exemption fined not-applied",
        "exemption minor not-applied",
        "exemption none not-applied",
    ]
    slight = under(law, "2022-05-01", "2022-06-01", facts=SERIOUS.replace("serious", "slight"), files=files)
    assert [line.split(" | ")[0] for line in told(slight, "exemption")] == [
        "exemption fined not-applied",
        "exemption minor applied",
        "exemption last not-applied",
        "exemption none not-applied",
    ]
    kept = under(law, "2022-05-01", "2022-06-01", "choices: {minor: {waive: false, reason: x}}", facts=SERIOUS.replace("serious", "slight"), files=files)  # fmt: skip
    assert [line.split(" | ")[0] for line in told(kept, "exemption")] == [
        "exemption fined not-applied",
        "exemption minor noted",
        "exemption last not-applied",
        "exemption none not-applied",
    ]
    assert [(m.rule, m.provenance) for m in found.marks] == [("then", "assumed")]


def test_an_exemption_that_may_apply_leaves_the_fine_open_and_says_what_is_lacking() -> None:
    [one] = several(f"offence: f.dump, facts: {{{SERIOUS.replace('harm: serious, ', '')}}}").violations
    assert (one.outcome, one.fine, one.missing) == ("undetermined", Amount(0, 10_000), ("harm",))


def test_another_violation_counts_for_a_person_too() -> None:
    """Heavier by half where another violation was found at the same time for which the harm is none."""
    law = LAW + (
        "heavier:\n"
        "  - {id: both, title: {zh: 并, en: Both}, source: new-law:4, when: {other_violation: {rule: none}}, effect: {percent_on: 50}}\n"
    )
    offence = OFFENCES.replace("BY", "water").replace(
        "tiers: [{id: base, fine: {fixed: 10000}}]",
        "tiers: [{id: base, fine: {from: 10000, to: 90000}}, {id: person, payer: person-in-charge, fine: {from: 100, to: 9000}}]",
    )
    found = of(
        law,
        {"cn/offences/f.yaml": offence},
        "jurisdiction: cn",
        "party: {name: A, kind: organisation}",
        "timeline: {act: 2022-05-01, found: 2022-05-01, decision: 2022-06-01}",
        "violations:",
        f"  - {{offence: f.dump, facts: {{{SERIOUS}}}, persons_in_charge: [{{name: B}}]}}",
        f"  - {{offence: f.order, facts: {{{FACTS['no-penalty']}}}}}",
    )
    first, second = found.violations
    # 10,000–90,000 and 100–9,000, each × 1.5 and not above its highest
    assert first.fine == Amount(15_000, 90_000)
    assert [p.fine for p in first.persons] == [Amount(150, 9_000)]
    assert second.outcome == "no-penalty"


def test_marks_of_what_worked_on_the_result_are_gathered() -> None:
    """Of what applied or may apply; not of what did not, nor of what the officer is told of the procedure."""
    marked = "{value: 0, provenance: assumed, why: WHY}"
    law = LAW + (
        "heavier:\n"
        f"  - {{id: open, title: {{zh: 一, en: Open}}, source: new-law:4, when: {{times: 3, area: town, loss: {{at_least: {marked}}}}}, effect: {{percent_on: 1}}}}\n"
        f"  - {{id: gone, title: {{zh: 二, en: Gone}}, source: new-law:4, when: {{loss: {{at_least: {marked}}}, times: 9}}, effect: {{percent_on: 1}}}}\n"
        "procedure:\n"
        f"  - {{id: told, title: {{zh: 三, en: Told}}, source: new-law:63, when: {{loss: {{at_least: {marked}}}}}, text: {{zh: 告知, en: Tell}}}}\n"
    )
    found = under(
        law.replace("WHY", "guess"),
        "2022-05-01",
        "2022-06-01",
        facts=SERIOUS,
        files={"cn/offences/f.yaml": OFFENCES.replace("BY", "water")},
    )
    assert [line.split(" | ")[0] for line in told(found, "adjustment", "procedure")] == [
        "adjustment open unknown",
        "adjustment gone not-applied",
        "procedure told applied",
    ]
    assert [(m.rule, m.provenance, m.why) for m in found.marks] == [("open", "assumed", "guess")]


#: Dust of a quarry, of which nothing but the element of the offence is known.
DUST = b"""\
jurisdiction: cn/liaoning/yingkou
offence: air.industrial-dust
party: {name: A, kind: organisation}
timeline: {act: 2025-03-27, found: 2025-03-27, decision: 2025-06-01}
facts: {industry: mining, dust_measures: missing}
"""


def test_a_rulebook_gives_what_the_law_of_the_place_gives() -> None:
    """The built-in rules as a whole, and the law of the place read from them; the facts may be ranked or left as they were met."""
    case, law = read_case("case.yaml", DUST, support.rulebook())
    whole = assess(case, support.rulebook())
    assert whole == assess(case, law)
    assert whole.jurisdiction == "cn/liaoning/yingkou"
    [ranked] = whole.violations
    assert ranked.narrowing
    [met] = discretion.assess(case, law, rank=False).violations
    assert (met.narrowing, set(met.missing), met.fine) == ((), set(ranked.missing), ranked.fine)


def test_without_a_decision_nobody_can_tell_which_law_counts_then() -> None:
    """In force when the act ended; the day of the decision is asked for."""
    case, law = read_case("case.yaml", DUST, support.rulebook())
    [violation] = case.violations
    timeline = msgspec.structs.replace(violation.timeline, decision=None)
    undated = msgspec.structs.replace(case, violations=(msgspec.structs.replace(violation, timeline=timeline),))
    assessment = assess(undated, law)
    assert "timeline.decision" in assessment.violations[0].missing
    [line] = told(assessment, "applicable-law")
    assert line.startswith("applicable-law air.industrial-dust noted | ")
    assert "in force on 2025-03-27, when the act ended" in line


def test_a_refused_choice_says_what_helps() -> None:
    lighter = "lighter:\n  - {id: less, title: {zh: 轻, en: Less}, source: new-law:4, effect: {percent_off: {from: 10, to: 20}}}\n"
    with pytest.raises(Unusable) as refused:
        under(
            LAW + lighter,
            "2022-05-01",
            "2022-06-01",
            "choices: {less: {percent: 30, reason: x}}",
            facts=SERIOUS + ", refused: false",
        )
    [problem] = refused.value.problems
    assert (problem.kind, problem.rule, problem.place.file) == ("bad-choice", "less", "case")
    assert problem.help is not None
    assert problem.help.id == "change the choice, or leave it out"


def test_what_shall_apply_is_not_left_to_a_choice() -> None:
    """10,000–100,000, × 0.9."""
    lighter = "lighter:\n  - {id: less, title: {zh: 轻, en: Less}, source: new-law:4, force: FORCE, effect: {percent_off: 10}}\n"
    fines = {}
    for force in ("shall", "may"):
        found = under(
            LAW + lighter.replace("FORCE", force) + "bases:\n  t: {offence: f.dump, source: new-law:3, method: weights,"
            " tiers: [{id: base, of: ceiling, start: 40}], factors: []}\n",
            "2022-05-01",
            "2022-06-01",
            "choices: {less: {apply: false, reason: x}}",
            facts=SERIOUS + ", refused: false",
        )
        fines[force] = found.fine
    assert fines == {"shall": Amount(36_000, 36_000), "may": Amount(40_000, 40_000)}


def test_the_notes_of_the_procedure_that_concern_the_case() -> None:
    """One that does not is left out, and those after it are looked at; of a provision of two articles the first names it."""
    law = LAW + (
        "procedure:\n"
        "  - {id: far, title: {zh: 一, en: Far}, source: new-law:62, when: {times: 9}, text: {zh: 一, en: One}}\n"
        "  - {id: near, title: {zh: 二, en: Near}, source: new-law:63, when: {times: 3}, text: {zh: 二, en: Two}}\n"
    )
    offence = OFFENCES.replace("BY", "water").replace("liability: [new-law:1]", "liability: [new-law:1, new-law:5]")
    settings = "jurisdiction: {title: {zh: 全国, en: China}, department: ecology-environment}\n"
    files = {"cn/offences/f.yaml": offence, "cn/jurisdiction.yaml": settings}
    found = under(law, "2022-05-01", "2022-06-01", facts=SERIOUS, files=files)
    assert [line.split(" | ")[0] for line in told(found, "procedure")] == [
        "procedure f.dump/competence noted",
        "procedure near applied",
    ]
    assert " | cites new-law:1 (New law, art. 1) | " in told(found, "procedure")[0]


def test_an_open_fine_and_its_bounds_and_rounding() -> None:
    """As much as the loss, at least 20,400: that is open upwards, and rounded down to 20,000 but not below the least fine."""
    offence = OFFENCES.replace("BY", "water").replace(
        "fine: {fixed: 10000}", "fine: {multiple_of: loss, from: 1, to: 2, base_at_least: 20400}"
    )
    settings = "jurisdiction: {title: {zh: 全国, en: China}, rounding: {to: 1000, mode: half-up}}\n"
    files = {"cn/offences/f.yaml": offence, "cn/jurisdiction.yaml": settings}
    law = LAW.partition("referral:")[0] + (
        "procedure:\n"
        "  - {id: half, title: {zh: 一, en: Half}, source: new-law:62, when: {fine: {at_least: 30000}}, text: {zh: 一, en: One}}\n"
        "  - {id: all, title: {zh: 二, en: All}, source: new-law:62, when: {fine: {at_least: 20400}}, text: {zh: 二, en: Two}}\n"
        "  - {id: none-so-low, title: {zh: 三, en: Low}, source: new-law:62, when: {fine: {below: 20400}}, text: {zh: 三, en: Three}}\n"
    )
    law = law.replace("facts:\n", "facts:\n  fine: {title: {zh: 罚款, en: Fine}, type: money, computed: true}\n", 1)
    found = under(law, "2022-05-01", "2022-06-01", facts="proved: true, harm: serious, times: 3", files=files)
    assert (found.outcome, found.fine, found.violations[0].missing) == ("fine", Amount(20_400, None), ("loss",))
    # 30,000 lies inside what is open, 20,400 is its lower end
    assert [line.split(" | ")[0] for line in told(found, "procedure")] == [
        "procedure half unknown",
        "procedure all applied",
    ]
    assert "saw fine [Fine] 20,400 yuan or more | lacks fine" in told(found, "procedure")[0]
