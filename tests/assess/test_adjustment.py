"""Heavier, lighter and mitigated entries, and what the officer chose. The base amount: 10 + 20 = 30 % of 100,000 = 30,000."""

from __future__ import annotations

import pytest

from discretion import Unusable
from discretion.assess.assessment import Assessment
from discretion.money import Amount
from tests.assess.support import reasons, told, under

LAW = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers: [{id: base, of: ceiling, start: 10}]
    factors: [{fact: harm, levels: {none: 0, slight: 20, serious: 50}}]
LIST:
  - {id: entry, title: {zh: 情节, en: Entry}, source: new-law:4, when: {area: park}MORE}
"""


def assessed(list: str, more: str, choice: str = "", area: str = "park") -> Assessment:
    law = LAW.replace("LIST", list).replace("MORE", more)
    chosen = [f"choices: {{entry: {{{choice}}}}}"] if choice else []
    facts = f"proved: true, refused: false, harm: slight, area: [{area}]"
    return under(law, "2022-05-01", "2022-06-01", *chosen, facts=facts)


@pytest.mark.parametrize(
    ("list", "more", "choice", "fine"),
    [
        ("lighter", ", force: shall, effect: {percent_off: 50}", "", (15_000, 15_000)),
        # what may be applied is open until the officer chooses
        ("lighter", ", force: may, effect: {percent_off: 50}", "", (15_000, 30_000)),
        ("lighter", ", force: may, effect: {percent_off: 50}", "apply: true, reason: x", (15_000, 15_000)),
        ("lighter", ", force: may, effect: {percent_off: 50}", "apply: false, reason: x", (30_000, 30_000)),
        # a share between two ends, and the one that the officer chose: 30,000 × 0.9 … 30,000 × 0.5; 30,000 × 0.8
        ("lighter", ", force: shall, effect: {percent_off: {from: 10, to: 50}}", "", (15_000, 27_000)),
        ("lighter", ", force: shall, effect: {percent_off: {from: 10, to: 50}}", "percent: 20, reason: x", (24_000, 24_000)),
        # heavier: 30,000 × 1.1 … 30,000 × 1.5; 30,000 × 1.2
        ("heavier", ", force: shall, effect: {percent_on: {from: 10, to: 50}}", "", (33_000, 45_000)),
        ("heavier", ", force: shall, effect: {percent_on: {from: 10, to: 50}}", "percent: 20, reason: x", (36_000, 36_000)),
        # without a share: lighter down to the floor of 10,000, mitigated to nothing, heavier up to the ceiling of 100,000
        ("lighter", ", force: shall", "", (10_000, 30_000)),
        ("mitigated", ", force: shall", "", (0, 30_000)),
        ("heavier", ", force: shall", "", (30_000, 100_000)),
        # lighter or mitigated: below the floor where the officer mitigates, not where he does not
        ("lighter", ", force: shall, or_mitigated: true", "", (0, 30_000)),
        ("lighter", ", force: shall, or_mitigated: true", "degree: lighter, reason: x", (10_000, 30_000)),
        ("lighter", ", force: shall, or_mitigated: true", "degree: mitigated, reason: x", (0, 30_000)),
    ],
)  # fmt: skip
def test_an_entry_moves_the_amount_as_it_says_and_as_the_officer_chose(
    list: str, more: str, choice: str, fine: tuple[int, int]
) -> None:
    assessment = assessed(list, more, choice)
    assert assessment.violations[0].base == Amount(30_000, 30_000)
    assert assessment.fine == Amount(*fine)
    assert assessed(list, more, area="town").fine == Amount(30_000, 30_000), "only where its condition holds"


def test_that_the_officer_did_not_apply_it_is_said() -> None:
    found = assessed("lighter", ", force: may, effect: {percent_off: 50}", "apply: false, reason: x")
    assert [reason for rule, _, reason in reasons(found, "adjustment") if rule == "entry"] == [
        "the officer chose not to apply it"
    ]


def test_a_circular_alone_does_not_go_below_the_floor() -> None:
    """Mitigated on the authority of a circular alone: down to the floor of 10,000, and the reason is given."""
    law = LAW.replace("LIST", "mitigated").replace("new-law:4", "circular:4").replace("MORE", ", force: shall")
    facts = "proved: true, refused: false, harm: slight, area: [park]"
    found = under(law, "2022-05-01", "2022-06-01", facts=facts)
    assert found.fine == Amount(10_000, 30_000)
    [(_, _, reason)] = [r for r in reasons(found, "adjustment") if r[0] == "entry"]
    assert "this document cannot break the floor" in reason


def test_a_mitigated_penalty_needs_its_reason() -> None:
    with pytest.raises(Unusable) as refused:
        assessed("lighter", ", force: shall, or_mitigated: true", "degree: mitigated")
    assert any(p.rule == "entry" or "reason" in p.message.id for p in refused.value.problems)


CITES = "cites new-law:4 (New law, art. 4) | saw area [Area] park"
ON = "as of the decision 2022-06-01"


@pytest.mark.parametrize(
    ("list", "more", "choice", "line"),
    [
        (
            "lighter",
            ", force: shall, effect: {percent_off: {value: 50, provenance: assumed, why: guess}}",
            "",
            f"50% off | {CITES} | 30,000 → 15,000 | marks assumed (guess) | {ON}",
        ),
        (
            "lighter",
            ", force: shall, effect: {percent_off: {from: 10, to: 50}}",
            "",
            f"10% to 50% off: the officer chooses | {CITES} | 30,000 → [15,000–27,000] | {ON} | choice",
        ),
        (
            "lighter",
            ", force: shall, effect: {percent_off: {from: 10, to: 50}}",
            "percent: 20, reason: first time",
            f"the officer chose: first time | {CITES} | 30,000 → 24,000 | {ON}",
        ),
        ("lighter", ", force: shall", "amount: 12000, reason: x", f"the officer chose: x | {CITES} | 30,000 → 12,000 | {ON}"),
        # the ends of what is left open are inside it
        ("lighter", ", force: shall", "amount: 10000, reason: x", f"the officer chose: x | {CITES} | 30,000 → 10,000 | {ON}"),
        ("lighter", ", force: shall", "amount: 30000, reason: x", f"the officer chose: x | {CITES} | 30,000 → 30,000 | {ON}"),
        ("lighter", ", force: shall", "percent: 50, reason: x", f"the officer chose: x | {CITES} | 30,000 → 15,000 | {ON}"),
        (
            "lighter",
            ", force: shall",
            "",
            f"lighter within the statutory range: the officer chooses | {CITES} | 30,000 → [10,000–30,000] | {ON} | choice",
        ),
        (
            "lighter",
            ", force: shall, or_mitigated: true",
            "",
            "lighter within the range, or mitigated below it: the officer chooses, and says why"
            f" | {CITES} | 30,000 → [0–30,000] | {ON} | choice",
        ),
        ("mitigated", ", force: shall", "amount: 4000, reason: x", f"the officer chose: x | {CITES} | 30,000 → 4,000 | {ON}"),
        ("mitigated", ", force: shall, effect: {percent_off: 80}", "", f"80% off | {CITES} | 30,000 → 6,000 | {ON}"),
        ("heavier", ", force: shall", "", f"heavier within the statutory range: the officer chooses | {CITES} | 30,000 → [30,000–100,000] | {ON} | choice"),
        ("heavier", ", force: shall", "amount: 100000, reason: x", f"the officer chose: x | {CITES} | 30,000 → 100,000 | {ON}"),
        ("heavier", ", force: shall", "percent: 100, reason: x", f"the officer chose: x | {CITES} | 30,000 → 60,000 | {ON}"),
        ("heavier", ", force: shall, effect: {percent_on: {from: 10, to: 50}}", "", f"heavier by 10% to 50% | {CITES} | 30,000 → [33,000–45,000] | {ON} | choice"),
    ],
)  # fmt: skip
def test_what_is_said_of_an_entry(list: str, more: str, choice: str, line: str) -> None:
    found = assessed(list, more, choice)
    assert [one for one in told(found, "adjustment") if " entry " in one] == [
        f"adjustment entry applied | Entry | {line}"
    ]
    # what was chosen, or fixed, is what remains, below the floor of 10,000 where mitigated
    after = line.partition("→ ")[2].partition(" |")[0].replace(",", "").strip("[]")
    low, _, high = after.partition("–")
    assert found.fine == Amount(int(low), int(high or low))


@pytest.mark.parametrize(
    ("list", "more", "choice"),
    [
        ("lighter", ", force: shall", "amount: 9999, reason: x"),
        ("lighter", ", force: shall", "amount: 30001, reason: x"),
        ("heavier", ", force: shall", "amount: 29999, reason: x"),
        ("heavier", ", force: shall", "amount: 100001, reason: x"),
        ("lighter", ", force: shall, effect: {percent_off: {from: 10, to: 50}}", "percent: 9, reason: x"),
        ("lighter", ", force: shall, effect: {percent_off: {from: 10, to: 50}}", "percent: 51, reason: x"),
        ("heavier", ", force: shall, effect: {percent_on: {from: 10, to: 50}}", "percent: 51, reason: x"),
    ],
)
def test_a_choice_outside_what_the_rule_leaves_open_is_refused(list: str, more: str, choice: str) -> None:
    with pytest.raises(Unusable) as refused:
        assessed(list, more, choice)
    [problem] = refused.value.problems
    assert problem.rule == "entry"
    assert problem.message.id == "the choice lies outside what the rule leaves open: {low} to {high}"


def test_a_choice_not_to_apply_leaves_the_amount_and_says_so() -> None:
    found = assessed("lighter", ", force: may, effect: {percent_off: 50}", "apply: false, reason: x")
    assert [one for one in told(found, "adjustment") if " entry " in one] == [
        f"adjustment entry applied | Entry | the officer chose not to apply it | {CITES} | 30,000 → 30,000 | {ON}"
    ]


TWO = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers: [{id: base, of: ceiling, start: 40}]
    factors: []
lighter:
  - {id: first, title: {zh: 一, en: First}, source: new-law:4, when: {area: park}, effect: {percent_off: 50}}
  - {id: second, title: {zh: 二, en: Second}, source: new-law:5, when: {area: lake}, effect: {percent_off: 20}}
mitigated:
  - {id: below, title: {zh: 减, en: Below}, source: new-law:6, when: {harm: none}, effect: {percent_off: 90}}
"""


@pytest.mark.parametrize(
    ("facts", "fine", "below"),
    [
        # 40,000 × 0.5 × 0.8 = 16,000; × 0.1 = 1,600, below the floor of 10,000 because mitigated
        ("area: [park, lake], harm: slight", (16_000, 16_000), False),
        ("area: [park, lake], harm: none", (1_600, 1_600), True),
        # perhaps mitigated: 40,000, or 4,000
        ("area: [town], harm: unknown", (4_000, 40_000), None),
        ("area: [town], harm: none", (4_000, 4_000), True),
        # perhaps in the park as well
        ("area: unknown, harm: slight", (16_000, 40_000), False),
        ("area: unknown, harm: none", (1_600, 4_000), True),
    ],
)
def test_entries_follow_each_other(facts: str, fine: tuple[int, int], below: bool | None) -> None:
    found = under(TWO, "2022-05-01", "2022-06-01", facts=f"proved: true, refused: false, {facts}")
    assert found.violations[0].base == Amount(40_000, 40_000)
    assert found.fine == Amount(*fine)
    assert told(found, "bounds") == [], "only what is mitigated lies below the floor"
    assert (found.fine.low < 10_000) is (below is not False)


BELOW = """\
bases:
  t: {offence: f.dump, source: new-law:3, method: weights, tiers: [{id: base, of: ceiling, start: START}], factors: []}
LIST
"""


@pytest.mark.parametrize(
    ("start", "list", "facts", "choice", "fine"),
    [
        # 40,000, perhaps × 0.2 = 8,000: lighter does not go below 10,000, also where it only may apply
        (40, "lighter: [{id: a, ENTRY, when: {area: park}, effect: {percent_off: 80}}]", "", "", (10_000, 40_000)),
        # 5,000 × 1.2 = 6,000: what is heavier does not go below the floor either
        (5, "heavier: [{id: a, ENTRY, effect: {percent_on: 20}}]", "", "", (10_000, 10_000)),
        # mitigated to 4,000; perhaps by half once more, and still below the floor
        (40, "mitigated: [{id: a, ENTRY, effect: {percent_off: 90}}, {id: b, ENTRY, when: {area: park}, effect: {percent_off: 50}}]", "", "", (2_000, 4_000)),
        # perhaps mitigated: 4,000 or 40,000
        (40, "mitigated: [{id: a, ENTRY, when: {area: park}, effect: {percent_off: 90}}]", "", "", (4_000, 40_000)),
        # mitigated, and lighter after it leaves it there; the lists follow each other, lighter first
        (40, "lighter: [{id: b, ENTRY, effect: {percent_off: 50}}]\nmitigated: [{id: a, ENTRY, effect: {percent_off: 90}}]", "", "", (2_000, 2_000)),
        # lighter or mitigated: the officer says which, and how far
        (40, "lighter: [{id: a, ENTRY, or_mitigated: true}]", "", "a: {degree: mitigated, percent: 90, reason: x}", (4_000, 4_000)),
        (40, "lighter: [{id: a, ENTRY, or_mitigated: true}]", "", "a: {degree: lighter, percent: 90, reason: x}", (10_000, 10_000)),
        (40, "lighter: [{id: a, ENTRY, or_mitigated: true}]", "", "a: {degree: mitigated, amount: 1, reason: x}", (1, 1)),
        (40, "lighter: [{id: a, ENTRY, or_mitigated: true}]", "", "a: {degree: lighter, amount: 10000, reason: x}", (10_000, 10_000)),
        # 5,000 of the table: mitigated, it may stay there or sink; lighter, it is raised to 10,000
        (5, "lighter: [{id: a, ENTRY, or_mitigated: true}]", "", "", (0, 10_000)),
        (5, "lighter: [{id: a, ENTRY, or_mitigated: true}]", "", "a: {degree: mitigated, percent: 0, reason: x}", (5_000, 5_000)),
        # mitigated only where the officer says so; a percentage alone leaves the degree open, and with it the floor
        (40, "lighter: [{id: a, ENTRY, force: shall, or_mitigated: true, effect: {percent_off: 50}}]", "", "", (20_000, 20_000)),
    ],
)  # fmt: skip
def test_how_far_down_the_fine_may_go(start: int, list: str, facts: str, choice: str, fine: tuple[int, int]) -> None:
    law = BELOW.replace("START", str(start)).replace("LIST", list)
    law = law.replace("ENTRY", "title: {zh: 情节, en: Entry}, source: new-law:4")
    made = [f"choices: {{{choice}}}"] if choice else []
    found = under(law, "2022-05-01", "2022-06-01", *made, facts="proved: true, refused: false" + facts)
    assert found.violations[0].base == Amount(start * 1_000, start * 1_000)
    assert found.fine == Amount(*fine)
    # whatever end is moved, it is moved up
    assert all(" | raised to the statutory minimum of 10,000 yuan | " in line for line in told(found, "bounds"))


def test_a_rule_that_defeats_an_entry_is_told_of_beside_it() -> None:
    law = BELOW.replace("START", "40").replace(
        "LIST",
        "lighter: [{id: a, title: {zh: 情节, en: Entry}, source: new-law:4, effect: {percent_off: 50}}]\n"
        "exclusions:\n"
        "  - {id: not-so, title: {zh: 除外, en: Not so}, source: new-law:7, defeats: [a], when: {refused: true}}\n"
        "  - {id: but, title: {zh: 但书, en: But}, source: new-law:8, defeats: [not-so], when: {area: park}}\n",
    )
    exclusion = "adjustment not-so VERDICT | Not so | cites new-law:7 (New law, art. 7) | saw refused [Refused] SAW"
    defeat = "adjustment but VERDICT | But | cites new-law:8 (New law, art. 8) | saw area [Area] SAW"
    entry = "adjustment a VERDICT | Entry | MOREcites new-law:4 (New law, art. 4)"

    def adjusted(facts: str) -> tuple[Amount, list[str]]:
        found = under(law, "2022-05-01", "2022-06-01", facts=f"proved: true, {facts}")
        return found.fine, told(found, "adjustment")

    fine, lines = adjusted("refused: false, area: [park]")
    assert fine == Amount(20_000, 20_000)
    assert lines == [
        entry.replace("VERDICT", "applied").replace("MORE", "50% off | ") + f" | 40,000 → 20,000 | {ON}",
        exclusion.replace("VERDICT", "not-applied").replace("SAW", "no")
        + f" | failed: Refused is no; required: yes | {ON}",
    ]
    # who refused comes under the tier of 100,000 to 200,000, for which there is no table
    fine, lines = adjusted("refused: true, area: [town]")
    assert fine == Amount(100_000, 200_000)
    assert lines == [
        entry.replace("VERDICT", "not-applied").replace("MORE", "") + f" | failed: excluded: Not so | {ON}",
        exclusion.replace("VERDICT", "applied").replace("SAW", "yes") + f" | {ON}",
        defeat.replace("VERDICT", "not-applied").replace("SAW", "town")
        + f" | failed: Area is town; required: park | {ON}",
    ]
    # what defeats it is itself defeated: half of 100,000 to 200,000, not below the least
    fine, lines = adjusted("refused: true, area: [park]")
    assert fine == Amount(100_000, 100_000)
    assert [line.split(" | ")[0] for line in lines] == [
        "adjustment a applied",
        "adjustment not-so not-applied",
        "adjustment but applied",
    ]
    _, lines = adjusted("refused: true")
    assert [line.split(" | ")[0] for line in lines] == [
        "adjustment a unknown",
        "adjustment not-so unknown",
        "adjustment but unknown",
    ]
    assert all("lacks area" in line for line in lines)
