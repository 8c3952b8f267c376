"""One act taken through every stage of a small law, and everything that each finding says of it: rule, words, citations, facts, arithmetic.

The expected lines are written from the small law below, its figures worked out beside them.
"""

from __future__ import annotations

from discretion.money import Amount
from tests.assess.support import lines, of, provided, told, under

LAW = """\
facts:
  party.age: {title: {zh: 年龄, en: Age}, type: count, computed: true}
  timeline.order_served: {title: {zh: 送达, en: Order served}, type: date, computed: true}
  timeline.reinspection: {title: {zh: 复查, en: Re-inspection}, type: date, computed: true}
  fine: {title: {zh: 罚款, en: Fine}, type: money, computed: true}
measures:
  seal: {title: {zh: 查封, en: Seal}, kind: restriction}
  report: {title: {zh: 移送, en: Hand over}, kind: other}
  take: {title: {zh: 没收, en: Confiscate}, kind: confiscation}
limitation:
  - {id: two-years, title: {zh: 两年, en: Two years}, source: new-law:36, period: 2 years}
not-responsible:
  - {id: no-fault, title: {zh: 无过错, en: No fault}, source: new-law:33, when: {times: 0}}
already-fined:
  - {id: fined, title: {zh: 已罚, en: Fined before}, source: new-law:29, when: {loss: {above: 1000000}}}
no-penalty:
  - {id: minor, title: {zh: 轻微, en: Minor}, source: [new-law:34, circular:3], force: may, when: {harm: none}}
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers:
      - {id: base, of: ceiling, start: {value: 10, provenance: reported, why: told by phone}}
      - {id: refused, of: ceiling, start: 50}
    factors:
      - {fact: harm, levels: {none: 0, slight: 20, serious: 50}}
      - {fact: times, levels: [{below: 2, weight: 0}, {below: 5, weight: 5}, {weight: 10}]}
heavier:
  - {id: again, title: {zh: 屡犯, en: Again}, source: new-law:4, when: {times: {at_least: 5}}, effect: {percent_on: 20}}
lighter:
  - id: park
    title: {zh: 园区, en: Park}
    source: circular:5
    when: {area: park}
    unless: {area: lake}
    effect: {percent_off: {value: 10, provenance: assumed, why: no figure given}}
programmes:
  study:
    kind: law-study
    title: {zh: 学法, en: Law study}
    source: circular:6
    requires: {proved: true, loss: {below: 100000}}
    reduction: [{percent: 20}]
    at_most: 5000
    benefits: [{when: {harm: slight}, title: {zh: 正面清单, en: Good list}}]
exclusions:
  - {id: not-refused, title: {zh: 拒不改正, en: Refused}, source: circular:7, defeats: [study], when: {refused: true}}
consequences:
  - {id: sealing, title: {zh: 查封, en: Sealing}, source: new-law:8, measure: seal, force: may, when: {refused: true}}
  - {id: taking, title: {zh: 没收, en: Taking}, source: new-law:9, measure: take, of: loss, when: {loss: {above: 0}}}
referral:
  - id: police
    title: {zh: 公安, en: Police}
    source: new-law:10
    measure: report
    kind: detention
    days: {from: 5, to: 15}
    when: {harm: [slight, serious]}
daily-fine:
  - id: daily
    title: {zh: 按日, en: Day by day}
    source: new-law:11
    from: timeline.order_served
    until: timeline.reinspection
    force: may
    when: {proved: true}
no-coercion:
  - {id: spared, title: {zh: 不强制, en: Spared}, source: new-law:12, measures: [seal], when: {harm: none}}
procedure:
  - {id: hearing, title: {zh: 听证, en: Hearing}, source: new-law:63, when: {fine: {at_least: 27000}}, text: {zh: 告知, en: Tell}}
  - {id: panel, title: {zh: 集体, en: Panel}, source: new-law:57, when: {fine: {above: 27000}}, text: {zh: 讨论, en: Discuss}}
"""
JURISDICTION = """\
jurisdiction:
  title: {zh: 全国, en: China}
  rounding: {to: {value: 1000, provenance: derived, why: practice}, mode: half-up, source: circular:2}
  authority: {elements: [new-law:40], correct: [new-law:28, old-law:23], applicable-law: [new-law:37]}
  first_day_counts: {value: false, provenance: assumed, why: by convention}
  programmes: {order: [law-study, apology-pledge], combine: compound, at_most_percent: 50}
"""
FILES = {"cn/jurisdiction.yaml": JURISDICTION}
FACTS = "proved: true, refused: false, harm: slight, times: 3, area: [park], loss: 500"
ON = "as of the decision 2022-06-01"
#: (10 + 20 + 5) % of 100,000 = 35,000; × 0.9 = 31,500; 20 % of it is 6,300, of which at most 5,000: 26,500; to the next thousand 27,000.
COURSE = [
    "applicable-law f.dump noted | Dumping | in force on 2022-05-01, when the act ended | cites new-law:1 (New law, art. 1)",
    "elements f.dump applied | Proved: yes | saw proved [Proved] yes",
    "limitation two-years noted | Two years | found on 2022-05-01; the period of 2 years runs until 2024-05-01"
    f" | cites new-law:36 (New law, art. 36) | marks assumed (by convention) | {ON}",
    "responsibility no-fault not-applied | No fault | cites new-law:33 (New law, art. 33) | saw times [Times] 3"
    f" | failed: Times is 3; required: 0 | {ON}",
    "exemption fined not-applied | Fined before | cites new-law:29 (New law, art. 29) | saw loss [Loss] 500 yuan"
    f" | failed: Loss is 500 yuan; required: above 1,000,000 yuan | {ON}",
    "exemption minor not-applied | Minor | cites new-law:34, circular:3 (New law, art. 34; Circular, art. 3)"
    f" | saw harm [Harm] slight | failed: Harm is slight; required: none | {ON}",
    "range f.dump/new-law:1/refused not-applied | statutory range: Dumping | cites new-law:1 (New law, art. 1)"
    " | saw refused [Refused] no | failed: Refused is no; required: yes",
    "range f.dump/new-law:1/base applied | statutory range: Dumping | 10,000 yuan to 100,000 yuan"
    " | cites new-law:1 (New law, art. 1)",
    "basis t/harm applied | Harm | slight: 20% | cites new-law:3 (New law, art. 3) | saw harm [Harm] slight | 20",
    "basis t/times applied | Times | 3: 5% | cites new-law:3 (New law, art. 3) | saw times [Times] 3 | 5",
    "basis t applied | discretion basis t | start and weights of the table, as a percentage | cites new-law:3 (New law, art. 3)"
    " | → 35,000 | (10 + 20 + 5 = 35)% × 100,000 = 35,000 | marks reported (told by phone)"
    f" | {ON}",
    "adjustment again not-applied | Again | cites new-law:4 (New law, art. 4) | saw times [Times] 3"
    f" | failed: Times is 3; required: at least 5 | {ON}",
    "adjustment park applied | Park | 10% off | cites circular:5 (Circular, art. 5) | saw area [Area] park"
    f" | 35,000 → 31,500 | marks assumed (no figure given) | {ON}",
    "programme study applied | Law study | 20% off, at most 5,000 yuan | cites circular:6 (Circular, art. 6)"
    " | saw proved [Proved] yes, loss [Loss] 500 yuan | 31,500 → 26,500"
    f" | 31,500 × 20% = 6,300 > 5,000; 31,500 − 5,000 = 26,500 | {ON}",
    "programme not-refused not-applied | Refused | cites circular:7 (Circular, art. 7) | saw refused [Refused] no"
    f" | failed: Refused is no; required: yes | {ON}",
    "programme study/benefit-1 noted | Good list | a benefit beside the fine",
    "bounds cn/rounding applied | rounding | to a multiple of 1,000 yuan | cites circular:2 (Circular, art. 2)"
    " | 26,500 → 27,000 | 26,500 → 27,000 (÷ 1000) | marks derived (practice)",
    # the old law is no longer in force at the decision
    "consequence correct applied | order to correct | cites new-law:28 (New law, art. 28)",
    "consequence sealing not-applied | Sealing | cites new-law:8 (New law, art. 8) | saw refused [Refused] no"
    f" | failed: Refused is no; required: yes | {ON}",
    "consequence taking applied | Taking | 500 yuan is confiscated | cites new-law:9 (New law, art. 9)"
    f" | saw loss [Loss] 500 yuan | → 500 | {ON}",
    "consequence police applied | Police | 5 to 15 days | cites new-law:10 (New law, art. 10)"
    f" | saw harm [Harm] slight | {ON}",
    # 1 June to 11 June: ten days from the day after
    "consequence daily applied | Day by day | may be imposed day by day: from the day after 2022-06-01 to 2022-06-11, 10 days,"
    " each the original fine; 270,000 yuan together | cites new-law:11 (New law, art. 11) | saw proved [Proved] yes"
    f" | → 270,000 | 27,000 × 10 = 270,000 | {ON} | choice",
    f"procedure hearing applied | Hearing | Tell | cites new-law:63 (New law, art. 63) | saw fine [Fine] 27,000 yuan | {ON}",
]


def test_every_step_of_an_assessment_says_what_it_did_and_on_what_authority() -> None:
    days = "order_served: 2022-06-01, reinspection: 2022-06-11"
    assessment = under(LAW, "2022-05-01", "2022-06-01", facts=FACTS, files=FILES, days=days)
    assert told(assessment) == COURSE
    assert (assessment.outcome, assessment.fine, assessment.settled) == ("fine", Amount(27_000, 27_000), True)
    assert lines(assessment.findings) == []
    [one] = assessment.violations
    assert (one.offence, one.enforced_by, one.outcome, one.fine) == (
        "f.dump",
        ("ecology-environment",),
        "fine",
        Amount(27_000, 27_000),
    )
    assert (one.settled, one.base, one.missing, one.alternatives) == (True, Amount(35_000, 35_000), (), ())
    assert provided(one.provided) == "new-law:1 (New law, art. 1) 10,000 to 100,000, tier base, shall"
    [candidate] = one.candidates
    assert candidate.provided == one.provided
    assert (candidate.outcome, candidate.base, candidate.fine) == (
        "fine",
        Amount(35_000, 35_000),
        Amount(27_000, 27_000),
    )
    # in the order in which the stages look at them
    assert candidate.seen == ("proved", "times", "loss", "harm", "refused", "area")
    assert [(m.measure, m.kind, m.force, m.certain, m.days, m.cited) for m in one.measures] == [
        ("correct", "order", "shall", True, None, ("new-law:28",)),
        ("take", "confiscation", "shall", True, None, ("new-law:9",)),
        ("report", "other", "shall", True, (5, 15), ("new-law:10",)),
    ]
    assert one.daily is not None
    assert (one.daily.rule, one.daily.days, one.daily.amount, one.daily.certain) == (
        "daily",
        10,
        Amount(270_000, 270_000),
        True,
    )
    assert [(m.provenance, m.why, m.rule) for m in assessment.marks] == [
        ("reported", "told by phone", "t"),
        ("assumed", "no figure given", "park"),
        ("derived", "practice", "cn/rounding"),
    ]
    assert assessment.unused == ()
    # stated without evidence, in the order of the names
    assert assessment.without_evidence == ("area", "harm", "loss", "proved", "refused", "times")


#: Known are the proof and the harm. Every other rule is open, and each end of the amount is worked out by itself:
#: refused (50 + 20 + 0…10) % of 200,000 = 140,000…160,000, else (10 + 20 + 0…10) % of 100,000 = 30,000…40,000; perhaps × 1.2, perhaps × 0.9:
#: 27,000…192,000; perhaps 5,000 off, because 20 % of 27,000 are 5,400.
OPEN = [
    *COURSE[:3],
    "responsibility no-fault unknown | No fault | cites new-law:33 (New law, art. 33) | saw times [Times] unknown"
    f" | lacks times | {ON}",
    "exemption fined unknown | Fined before | cites new-law:29 (New law, art. 29) | saw loss [Loss] unknown"
    f" | lacks loss | {ON}",
    COURSE[5],
    "range f.dump/new-law:1/refused unknown | statutory range: Dumping | 100,000 yuan to 200,000 yuan"
    " | cites new-law:1 (New law, art. 1) | saw refused [Refused] unknown | lacks refused",
    COURSE[7],
    COURSE[8],
    "basis t/times unknown | Times | not established; the levels give 0–10% | cites new-law:3 (New law, art. 3)"
    " | saw times [Times] unknown | lacks times | 0–10",
    "basis t applied | discretion basis t | start and weights of the table, as a percentage | cites new-law:3 (New law, art. 3)"
    " | lacks times | → [140,000–160,000] | (50 + 20 + [0–10] = [70–80])% × 200,000 = [140,000–160,000]"
    f" | {ON}",
    COURSE[8],
    "basis t/times unknown | Times | not established; the levels give 0–10% | cites new-law:3 (New law, art. 3)"
    " | saw times [Times] unknown | lacks times | 0–10",
    "basis t applied | discretion basis t | start and weights of the table, as a percentage | cites new-law:3 (New law, art. 3)"
    " | lacks times | → [30,000–40,000] | (10 + 20 + [0–10] = [30–40])% × 100,000 = [30,000–40,000]"
    f" | marks reported (told by phone) | {ON}",
    "adjustment again unknown | Again | heavier by 20% | cites new-law:4 (New law, art. 4) | saw times [Times] unknown"
    f" | lacks times | [30,000–160,000] → [30,000–192,000] | {ON}",
    "adjustment park unknown | Park | 10% off | cites circular:5 (Circular, art. 5) | saw area [Area] unknown"
    f" | lacks area | [30,000–192,000] → [27,000–192,000] | marks assumed (no figure given) | {ON}",
    "programme study unknown | Law study | 20% off, at most 5,000 yuan | cites circular:6 (Circular, art. 6)"
    " | saw proved [Proved] yes, loss [Loss] unknown | lacks loss, refused | [27,000–192,000] → [22,000–192,000]"
    f" | [27,000–192,000] − min([27,000–192,000] × 0–20%, 5,000) = [22,000–192,000] | {ON}",
    "programme not-refused unknown | Refused | cites circular:7 (Circular, art. 7) | saw refused [Refused] unknown"
    f" | lacks refused | {ON}",
    COURSE[17],
    "consequence sealing unknown | Sealing | cites new-law:8 (New law, art. 8) | saw refused [Refused] unknown"
    f" | lacks refused | {ON} | choice",
    "consequence taking unknown | Taking | cites new-law:9 (New law, art. 9) | saw loss [Loss] unknown"
    f" | lacks loss | {ON}",
    COURSE[20],
    "consequence spared not-applied | Spared | cites new-law:12 (New law, art. 12) | saw harm [Harm] slight"
    f" | failed: Harm is slight; required: none | {ON}",
    "procedure hearing unknown | Hearing | Tell | cites new-law:63 (New law, art. 63)"
    f" | saw fine [Fine] 0 yuan to 192,000 yuan | lacks fine | {ON}",
    "procedure panel unknown | Panel | Discuss | cites new-law:57 (New law, art. 57)"
    f" | saw fine [Fine] 0 yuan to 192,000 yuan | lacks fine | {ON}",
]


def test_what_is_not_known_leaves_every_rule_open_that_asks_for_it() -> None:
    assessment = under(LAW, "2022-05-01", "2022-06-01", facts="proved: true, harm: slight", files=FILES)
    assert told(assessment) == OPEN
    [one] = assessment.violations
    # perhaps no fault or fined before: nothing; else at most 192,000
    assert (one.outcome, one.fine, one.settled) == ("undetermined", Amount(0, 192_000), False)
    assert one.base == Amount(30_000, 160_000)
    # two tiers may apply: the lowest and the highest of each end
    assert provided(one.provided) == "new-law:1 (New law, art. 1) [10,000–100,000] to [100,000–200,000], tier -"
    assert set(one.missing) == {"times", "loss", "refused", "area"}
    assert tuple(n.fact for n in one.narrowing) == one.missing
    titles = {name: title.en for name, title in assessment.titles}
    assert titles == {"times": "Times", "loss": "Loss", "refused": "Refused", "area": "Area", "fine": "Fine"}
    assert [(m.measure, m.certain, m.force) for m in one.measures] == [
        ("correct", True, "shall"),
        ("seal", False, "may"),
        ("take", False, "shall"),
        ("report", True, "shall"),
    ]
    assert one.daily is None


#: Refused: (50 + 0 + 10) % of 200,000 = 120,000; done six times: × 1.2 = 144,000. In the park, but by the lake; and no programme.
WAIVED = [
    *COURSE[:2],
    COURSE[2],
    "responsibility no-fault not-applied | No fault | cites new-law:33 (New law, art. 33) | saw times [Times] 6"
    f" | failed: Times is 6; required: 0 | {ON}",
    "exemption fined not-applied | Fined before | cites new-law:29 (New law, art. 29) | saw loss [Loss] 0 yuan"
    f" | failed: Loss is 0 yuan; required: above 1,000,000 yuan | {ON}",
    "exemption minor applied | Minor | the officer may waive the penalty; both results are shown"
    f" | cites new-law:34, circular:3 (New law, art. 34; Circular, art. 3) | saw harm [Harm] none | {ON} | choice",
    "range f.dump/new-law:1/refused applied | statutory range: Dumping | 100,000 yuan to 200,000 yuan"
    " | cites new-law:1 (New law, art. 1) | saw refused [Refused] yes",
    "basis t/harm applied | Harm | none: 0% | cites new-law:3 (New law, art. 3) | saw harm [Harm] none | 0",
    "basis t/times applied | Times | 6: 10% | cites new-law:3 (New law, art. 3) | saw times [Times] 6 | 10",
    "basis t applied | discretion basis t | start and weights of the table, as a percentage | cites new-law:3 (New law, art. 3)"
    f" | → 120,000 | (50 + 0 + 10 = 60)% × 200,000 = 120,000 | {ON}",
    "adjustment again applied | Again | heavier by 20% | cites new-law:4 (New law, art. 4) | saw times [Times] 6"
    f" | 120,000 → 144,000 | {ON}",
    "adjustment park not-applied | Park | cites circular:5 (Circular, art. 5) | saw area [Area] lake, park"
    f" | failed: an exception applies | {ON}",
    "programme study not-applied | Law study | cites circular:6 (Circular, art. 6)"
    f" | saw proved [Proved] yes, loss [Loss] 0 yuan | failed: excluded: Refused | {ON}",
    f"programme not-refused applied | Refused | cites circular:7 (Circular, art. 7) | saw refused [Refused] yes | {ON}",
    COURSE[17],
    "consequence sealing applied | Sealing | cites new-law:8 (New law, art. 8) | saw refused [Refused] yes"
    f" | {ON} | choice",
    "consequence taking not-applied | Taking | cites new-law:9 (New law, art. 9) | saw loss [Loss] 0 yuan"
    f" | failed: Loss is 0 yuan; required: above 0 yuan | {ON}",
    "consequence police not-applied | Police | cites new-law:10 (New law, art. 10) | saw harm [Harm] none"
    f" | failed: Harm is none; required: slight or serious | {ON}",
    f"consequence spared applied | Spared | cites new-law:12 (New law, art. 12) | saw harm [Harm] none | {ON}",
    # re-inspected on the day on which the order was served: no day is left for a daily fine
    f"consequence daily applied | Day by day | cites new-law:11 (New law, art. 11) | saw proved [Proved] yes | {ON}",
    "procedure hearing unknown | Hearing | Tell | cites new-law:63 (New law, art. 63)"
    f" | saw fine [Fine] 0 yuan to 144,000 yuan | lacks fine | {ON}",
    "procedure panel unknown | Panel | Discuss | cites new-law:57 (New law, art. 57)"
    f" | saw fine [Fine] 0 yuan to 144,000 yuan | lacks fine | {ON}",
]
WORST = "proved: true, refused: true, harm: none, times: 6, area: [park, lake], loss: 0"


def test_a_penalty_that_may_be_waived_is_worked_out_all_the_same() -> None:
    days = "order_served: 2022-06-01, reinspection: 2022-06-01"
    assessment = under(LAW, "2022-05-01", "2022-06-01", facts=WORST, files=FILES, days=days)
    assert told(assessment) == WAIVED
    [one] = assessment.violations
    assert (one.outcome, one.fine, one.settled) == ("may-waive", Amount(0, 144_000), False)
    assert [(a.outcome, a.fine) for a in one.alternatives] == [
        ("no-penalty", Amount(0, 0)),
        ("fine", Amount(144_000, 144_000)),
    ]
    assert [m.measure for m in one.measures] == ["correct"], "what is spared is not imposed"
    assert one.daily is None


def test_what_the_officer_chose_decides_whether_it_is_waived() -> None:
    waive = "choices: {minor: {waive: WAIVE, reason: first time}}"
    fined = under(LAW, "2022-05-01", "2022-06-01", waive.replace("WAIVE", "false"), facts=WORST, files=FILES)
    assert (fined.outcome, fined.fine, fined.violations[0].alternatives) == ("fine", Amount(144_000, 144_000), ())
    assert told(fined, "exemption")[1].startswith(
        "exemption minor noted | Minor | the officer chose not to waive: first time | cites new-law:34"
    )
    waived = under(LAW, "2022-05-01", "2022-06-01", waive.replace("WAIVE", "true"), facts=WORST, files=FILES)
    assert (waived.outcome, waived.fine, waived.settled) == ("no-penalty", Amount(0, 0), True)
    assert told(waived, "exemption")[1].startswith(
        "exemption minor applied | Minor | the officer chose to waive: first time | cites new-law:34"
    )
    # which range the law has is told; no amount is worked out, and nothing follows but the order to correct
    stages = [f.stage for f in waived.violations[0].findings]
    assert stages[-2:] == ["range", "consequence"]
    assert "basis" not in stages
    assert [m.measure for m in waived.violations[0].measures] == ["correct"]


def test_a_choice_for_what_was_not_applied_is_told_of() -> None:
    """In the park by the lake an exception applies; a choice for it changes nothing."""
    made = "choices: {park: {percent: 10, reason: x}}"
    assessment = under(LAW, "2022-05-01", "2022-06-01", made, facts=WORST, files=FILES)
    assert lines(assessment.findings) == [
        "case park noted | Park | the choice made for it has no effect: an exception applies | warning"
    ]
    assert assessment.unused_choices == ("park",)


def test_two_violations_are_added_up() -> None:
    """27,000 (as above) and, for what was refused, 120,000 × 1.2 = 144,000."""
    assessment = of(
        LAW,
        FILES,
        "jurisdiction: cn",
        "party: {name: A, kind: organisation}",
        "timeline: {act: 2022-05-01, found: 2022-05-01, decision: 2022-06-01}",
        "violations:",
        f"  - {{offence: f.dump, facts: {{{FACTS}}}}}",
        f"  - {{offence: f.dump, facts: {{{WORST}}}, choices: {{minor: {{waive: false, reason: x}}}}}}",
    )
    assert [v.fine for v in assessment.violations] == [Amount(27_000, 27_000), Amount(144_000, 144_000)]
    assert (assessment.outcome, assessment.fine, assessment.settled) == ("fine", Amount(171_000, 171_000), True)
    assert lines(assessment.findings) == [
        "case sum noted | several violations | each violation is assessed by itself; the fines are added up | → 171,000"
    ]
