"""What a condition is worth, and what is said of it: which facts were looked at, which are lacking, and what failed."""

from __future__ import annotations

import pytest

from discretion import Assessment
from tests.assess.support import of, told, under

LAW = """\
facts:
  passed: {title: {zh: 考试, en: Passed}, type: date, ask: {zh: 何日？, en: When?}, evidence: {zh: 记录}}
  ratio: {title: {zh: 倍数, en: Ratio}, type: ratio, ask: {zh: 几倍？, en: How much?}, evidence: {zh: 记录}}
  length: {title: {zh: 天数, en: Length}, type: days, ask: {zh: 几天？, en: How long?}, evidence: {zh: 记录}}
  tons: {title: {zh: 吨数, en: Tons}, type: count, unit: {zh: 吨, en: t}, ask: {zh: 几吨？, en: How much?}, evidence: {zh: 记录}}
  kind: {title: {zh: 种类, en: Kind}, type: choice, ask: {zh: 何种？, en: Which?}, evidence: {zh: 记录}, choices: {a: {zh: 甲, en: first kind}, b: {zh: 乙, en: second kind}, c: {zh: 丙, en: third kind}}}
  found_same_time: {title: {zh: 同时发现, en: Found together}, type: boolean, ask: {zh: 同时？, en: Together?}, evidence: {zh: 笔录}}
  innocent:
    title: {zh: 无过错, en: Innocent}
    type: boolean
    presumed: {value: false, source: new-law:33}
    ask: {zh: 无过错？, en: Innocent?}
    evidence: {zh: 笔录}
heavier:
  - id: asked
    title: {zh: 所问, en: Asked}
    source: new-law:4
    effect: {percent_on: 1}
    when: {WHEN}
  - {id: lake, title: {zh: 湖, en: Lake}, source: new-law:5, effect: {percent_on: 1}, when: {area: lake}, unless: {refused: true}}
  - {id: free, title: {zh: 无条件, en: Free}, source: new-law:5, effect: {percent_on: 1}, unless: {refused: true}}
  - {id: spill, title: {zh: 泄漏, en: Spill}, source: new-law:5, effect: {percent_on: 1}, when: {area: lake}, offences: [f.spill]}
"""
SPILL = """\
offences:
  f.spill:
    title: {zh: 泄漏, en: Spilling}
    enforced_by: ecology-environment
    elements: {proved: true}
    provisions:
      - liability: [new-law:9]
        tiers: [{id: base, fine: {from: 10000, to: 100000}}]
  f.other:
    title: {zh: 其他, en: Other}
    enforced_by: ecology-environment
    elements: {proved: true}
    provisions:
      - liability: [new-law:10]
        tiers: [{id: base, fine: {from: 10000, to: 100000}}]
"""


def line_of(assessment: Assessment) -> str:
    """What is said of the condition: from the facts looked at to what failed or is lacking."""
    [line] = [one for one in told(assessment, "adjustment") if one.startswith("adjustment asked ")]
    verdict, _, rest = line.removeprefix("adjustment asked ").partition(" | Asked | ")
    parts = [p for p in rest.split(" | ") if p.startswith(("saw", "failed", "lacks", "marks"))]
    return " | ".join([verdict, *parts])


def asked(when: str, facts: str) -> str:
    law, known = LAW.replace("WHEN", when), f"proved: true{facts and ', '}{facts}"
    return line_of(under(law, "2022-05-01", "2022-06-01", facts=known, files={"cn/offences/f-spill.yaml": SPILL}))


@pytest.mark.parametrize(
    ("when", "facts", "line"),
    [
        # a value, several values, a set
        ("refused: true", "refused: true", "applied | saw refused [Refused] yes"),
        ("refused: true", "refused: false", "not-applied | saw refused [Refused] no | failed: Refused is no; required: yes"),
        ("refused: true", "", "unknown | saw refused [Refused] unknown | lacks refused"),
        ("harm: [slight, serious]", "harm: none", "not-applied | saw harm [Harm] none | failed: Harm is none; required: slight or serious"),
        ("area: [park, lake]", "area: [town, lake]", "applied | saw area [Area] lake, town"),
        ("area: [park, lake]", "area: [town]", "not-applied | saw area [Area] town | failed: Area is town; required: park or lake"),
        ("area: [park]", "area: []", "not-applied | saw area [Area] none | failed: Area is none; required: park"),
        ("times: [2, 4]", "times: 4", "applied | saw times [Times] 4"),
        ("times: [2, 4]", "times: 3", "not-applied | saw times [Times] 3 | failed: Times is 3; required: 2 or 4"),
        ("kind: [a, b]", "kind: b", "applied | saw kind [Kind] second kind"),
        ("kind: [a, b]", "kind: c", "not-applied | saw kind [Kind] third kind | failed: Kind is third kind; required: first kind or second kind"),
        # numbers: on either side of each bound
        ("times: {above: 2}", "times: 2", "not-applied | saw times [Times] 2 | failed: Times is 2; required: above 2"),
        ("times: {above: 2}", "times: 3", "applied | saw times [Times] 3"),
        ("times: {at_least: 2}", "times: 2", "applied | saw times [Times] 2"),
        ("times: {at_least: 2}", "times: 1", "not-applied | saw times [Times] 1 | failed: Times is 1; required: at least 2"),
        ("times: {below: 2}", "times: 2", "not-applied | saw times [Times] 2 | failed: Times is 2; required: below 2"),
        ("times: {below: 2}", "times: 1", "applied | saw times [Times] 1"),
        ("times: {at_most: 2}", "times: 2", "applied | saw times [Times] 2"),
        ("times: {at_most: 2}", "times: 3", "not-applied | saw times [Times] 3 | failed: Times is 3; required: at most 2"),
        (
            "times: {above: 2, at_most: 5}",
            "times: 6",
            "not-applied | saw times [Times] 6 | failed: Times is 6; required: above 2, at most 5",
        ),
        # in the words of each kind of number
        ("loss: {below: 1000}", "loss: 1000", "not-applied | saw loss [Loss] 1,000 yuan | failed: Loss is 1,000 yuan; required: below 1,000 yuan"),
        ("ratio: {below: 0.5}", "ratio: 0.5", "not-applied | saw ratio [Ratio] 0.5 | failed: Ratio is 0.5; required: below 0.5"),
        ("length: {below: 5}", "length: 7", "not-applied | saw length [Length] 7 days | failed: Length is 7 days; required: below 5 days"),
        ("tons: {below: 5}", "tons: 7", "not-applied | saw tons [Tons] 7 t | failed: Tons is 7 t; required: below 5 t"),
        ("times: {below: {value: 5, provenance: assumed, why: guess}}", "times: 3", "applied | saw times [Times] 3 | marks assumed (guess)"),
        # the mark of a figure goes with the condition, whether it holds, fails or stays open
        ("times: {below: MARKED}, refused: true", "times: 3, refused: true", "applied | saw times [Times] 3, refused [Refused] yes | marks assumed (guess)"),
        ("times: {below: MARKED}, refused: true", "times: 3, refused: false", "not-applied | saw times [Times] 3, refused [Refused] no | failed: Refused is no; required: yes | marks assumed (guess)"),
        ("times: {below: MARKED}, loss: {below: MARKED}", "times: 3, loss: 1", "applied | saw times [Times] 3, loss [Loss] 1 yuan | marks assumed (guess), assumed (guess)"),
        ("any: [{times: {below: MARKED}}, {refused: true}]", "times: 3", "applied | saw times [Times] 3, refused [Refused] unknown | marks assumed (guess)"),
        ("any: [{times: {below: MARKED}}, {refused: true}]", "times: 6", "unknown | saw times [Times] 6, refused [Refused] unknown | lacks refused | marks assumed (guess)"),
        ("any: [{times: {below: MARKED}}, {refused: true}]", "times: 6, refused: false", "not-applied | saw times [Times] 6, refused [Refused] no | failed: not fulfilled: Times: below 5 or Refused: yes | marks assumed (guess)"),
        ("not: {times: {below: MARKED}}", "times: 6", "applied | saw times [Times] 6 | marks assumed (guess)"),
        # days: from, to, within a period after and before another day, both ends included
        ("passed: {from: 2022-02-01, to: 2022-03-01}", "passed: 2022-02-01", "applied | saw passed [Passed] 2022-02-01"),
        ("passed: {from: 2022-02-01, to: 2022-03-01}", "passed: 2022-03-01", "applied | saw passed [Passed] 2022-03-01"),
        (
            "passed: {from: 2022-02-01, to: 2022-03-01}",
            "passed: 2022-03-02",
            "not-applied | saw passed [Passed] 2022-03-02 | failed: Passed is 2022-03-02; required: from 2022-02-01 to 2022-03-01",
        ),
        ("passed: {from: 2022-02-01}", "passed: 2022-01-31", "not-applied | saw passed [Passed] 2022-01-31 | failed: Passed is 2022-01-31; required: from 2022-02-01"),
        ("passed: {to: 2022-02-01}", "passed: 2022-02-02", "not-applied | saw passed [Passed] 2022-02-02 | failed: Passed is 2022-02-02; required: until 2022-02-01"),
        ("passed: {to: 2022-02-01}", "passed: 2021-02-02", "applied | saw passed [Passed] 2021-02-02"),
        (
            "passed: {within: 10 days, of: timeline.act}",
            "passed: 2022-05-11",
            "applied | saw passed [Passed] 2022-05-11, timeline.act [Day of the act] 2022-05-01",
        ),
        ("passed: {within: 10 days, of: timeline.act}", "passed: 2022-05-01", "applied | saw passed [Passed] 2022-05-01, timeline.act [Day of the act] 2022-05-01"),
        (
            "passed: {within: 10 days, of: timeline.act}",
            "passed: 2022-05-12",
            "not-applied | saw passed [Passed] 2022-05-12, timeline.act [Day of the act] 2022-05-01"
            " | failed: Passed is 2022-05-12; required: within 10 days after: Day of the act",
        ),
        (
            "passed: {within: 10 days, of: timeline.act}",
            "passed: 2022-04-30",
            "not-applied | saw passed [Passed] 2022-04-30, timeline.act [Day of the act] 2022-05-01"
            " | failed: Passed is 2022-04-30; required: within 10 days after: Day of the act",
        ),
        ("passed: {at_most_before: 3 months, of: timeline.decision}", "passed: 2022-03-01", "applied | saw passed [Passed] 2022-03-01, timeline.decision [Day of the decision] 2022-06-01"),
        ("passed: {at_most_before: 3 months, of: timeline.decision}", "passed: 2022-06-01", "applied | saw passed [Passed] 2022-06-01, timeline.decision [Day of the decision] 2022-06-01"),
        (
            "passed: {at_most_before: 3 months, of: timeline.decision}",
            "passed: 2022-02-28",
            "not-applied | saw passed [Passed] 2022-02-28, timeline.decision [Day of the decision] 2022-06-01"
            " | failed: Passed is 2022-02-28; required: within 3 months before: Day of the decision",
        ),
        (
            "passed: {at_most_before: 3 months, of: timeline.decision}",
            "passed: 2022-06-02",
            "not-applied | saw passed [Passed] 2022-06-02, timeline.decision [Day of the decision] 2022-06-01"
            " | failed: Passed is 2022-06-02; required: within 3 months before: Day of the decision",
        ),
        ("passed: {within: 10 days, of: timeline.act}", "", "unknown | saw passed [Passed] unknown | lacks passed"),
        # not, any, all
        ("not: {refused: true}", "refused: false", "applied | saw refused [Refused] no"),
        ("not: {refused: true}", "refused: true", "not-applied | saw refused [Refused] yes | failed: not fulfilled: not (Refused: yes)"),
        ("not: {refused: true}", "", "unknown | saw refused [Refused] unknown | lacks refused"),
        ("any: [{refused: true}, {times: 1}]", "refused: false, times: 1", "applied | saw refused [Refused] no, times [Times] 1"),
        ("any: [{refused: true}, {times: 1}]", "times: 1", "applied | saw refused [Refused] unknown, times [Times] 1"),
        ("any: [{refused: true}, {times: 1}]", "times: 2", "unknown | saw refused [Refused] unknown, times [Times] 2 | lacks refused"),
        ("any: [{refused: true}, {times: 1}]", "", "unknown | saw refused [Refused] unknown, times [Times] unknown | lacks refused, times"),
        (
            "any: [{refused: true}, {times: 1}]",
            "refused: false, times: 2",
            "not-applied | saw refused [Refused] no, times [Times] 2 | failed: not fulfilled: Refused: yes or Times: 1",
        ),
        ("any: [{refused: true}]", "refused: false", "not-applied | saw refused [Refused] no | failed: Refused is no; required: yes"),
        ("refused: true, times: 1", "refused: true, times: 1", "applied | saw refused [Refused] yes, times [Times] 1"),
        ("refused: true, times: 1", "refused: true", "unknown | saw refused [Refused] yes, times [Times] unknown | lacks times"),
        ("refused: true, times: 1", "", "unknown | saw refused [Refused] unknown, times [Times] unknown | lacks refused, times"),
        # the first part that fails settles it, whatever else is lacking
        ("refused: true, times: 1", "times: 2", "not-applied | saw refused [Refused] unknown, times [Times] 2 | failed: Times is 2; required: 1"),
        ("times: 1, refused: true", "times: 2", "not-applied | saw times [Times] 2 | failed: Times is 2; required: 1"),
        # what the law presumes where nobody knows
        ("innocent: true", "", "not-applied | saw innocent [Innocent] no | failed: Innocent is no; required: yes"),
        ("innocent: true", "innocent: true", "applied | saw innocent [Innocent] yes"),
        ("innocent: false", "", "applied | saw innocent [Innocent] no"),
        # the condition of another rule, with its exception; a rule of another offence does not hold, and is not even read
        ("rule: lake", "area: [lake], refused: false", "applied | saw area [Area] lake, refused [Refused] no"),
        ("rule: lake", "area: [town], refused: false", "not-applied | saw area [Area] town | failed: Area is town; required: lake"),
        ("rule: lake", "area: [lake], refused: true", "not-applied | saw area [Area] lake, refused [Refused] yes | failed: not fulfilled: not (Refused: yes)"),
        ("rule: lake", "area: [lake]", "unknown | saw area [Area] lake, refused [Refused] unknown | lacks refused"),
        ("rule: free", "refused: false", "applied | saw refused [Refused] no"),
        ("rule: free", "refused: true", "not-applied | saw refused [Refused] yes | failed: not fulfilled: not (Refused: yes)"),
        ("rule: spill", "area: [lake]", "not-applied | failed: not fulfilled: spill"),
        ("rule: [spill, lake]", "area: [lake], refused: false", "applied | saw area [Area] lake, refused [Refused] no"),
        ("rule: [spill, lake]", "area: [town]", "not-applied | saw area [Area] town | failed: not fulfilled: spill or Lake"),
        # another violation, of which there is none here
        (
            "other_violation: {rule: lake}",
            "area: [lake]",
            "not-applied | failed: not fulfilled: another violation found at the same time, for which: Lake",
        ),
        # the offence and its kind
        ("offence: f.dump", "", "applied | saw offence [Offence] f.dump"),
        (
            "offence: f.spill",
            "",
            "not-applied | saw offence [Offence] f.dump | failed: Offence is Dumping; required: the offence that the rule names",
        ),
        (
            "offence: [f.spill, f.other]",
            "",
            "not-applied | saw offence [Offence] f.dump | failed: Offence is Dumping; required: one of the 2 offences that the rule names",
        ),
    ],
)  # fmt: skip
def test_what_a_condition_is_worth(when: str, facts: str, line: str) -> None:
    assert asked(when.replace("MARKED", "{value: 5, provenance: assumed, why: guess}"), facts) == line


@pytest.mark.parametrize(
    ("when", "mine", "other", "line"),
    [
        ("other_violation: {found_same_time: false, rule: spill}", "", "area: [lake]", "applied | saw area [Area] unknown"),
        ("other_violation: {found_same_time: false, rule: spill}", "area: [lake]", "area: [town]", "not-applied | saw area [Area] lake"),
        ("other_violation: {found_same_time: false, rule: spill}", "", "", "unknown | saw area [Area] unknown | lacks area"),
        # found at the same time: as stated, else where the days are the same
        (
            "other_violation: {found_same_time: true, rule: spill}",
            "",
            "area: [lake]",
            "applied | saw timeline.found [Found] 2022-05-01, area [Area] unknown",
        ),
        (
            "other_violation: {found_same_time: true, rule: spill}",
            "",
            "area: [lake], found_same_time: true",
            "applied | saw found_same_time [Found together] unknown, area [Area] unknown",
        ),
        ("other_violation: {found_same_time: true, rule: spill}", "", "area: [lake], found_same_time: false", "not-applied"),
        (
            "other_violation: {found_same_time: true, rule: spill}",
            "",
            "area: [town]",
            "not-applied | saw timeline.found [Found] 2022-05-01, area [Area] unknown",
        ),
    ],
)  # fmt: skip
def test_what_holds_of_another_violation(when: str, mine: str, other: str, line: str) -> None:
    assert _two(when, mine, other).partition(" | failed")[0] == line


@pytest.mark.parametrize(
    ("found", "line"),
    [
        ("found: 2022-05-02", "not-applied"),
        ("filed: 2022-05-02", "unknown | saw found_same_time [Found together] unknown, area [Area] unknown | lacks found_same_time"),
    ],
)  # fmt: skip
def test_found_on_another_day_or_nobody_knows_when(found: str, line: str) -> None:
    timeline = f", timeline: {{act: 2022-05-01, {found}, decision: 2022-06-01}}"
    asked_of = _two("other_violation: {found_same_time: true, rule: spill}", "", "area: [lake]", timeline)
    assert asked_of.partition(" | failed")[0] == line


def _two(when: str, mine: str, other: str, timeline: str = "") -> str:
    both = "{act: 2022-05-01, found: 2022-05-01, decision: 2022-06-01}"
    return line_of(
        of(
            LAW.replace("WHEN", when),
            {"cn/offences/f-spill.yaml": SPILL},
            "jurisdiction: cn",
            "party: {name: A, kind: organisation}",
            "" if timeline else f"timeline: {both}",
            "violations:",
            f"  - {{offence: f.dump, facts: {{proved: true{mine and ', '}{mine}}}{timeline and ', timeline: ' + both}}}",
            f"  - {{offence: f.spill, facts: {{proved: true{other and ', '}{other}}}{timeline}}}",
        )
    )
