"""Heavier, lighter and mitigated entries, and what the officer chose. The base amount: 10 + 20 = 30 % of 100,000 = 30,000."""

from __future__ import annotations

import pytest

from discretion import Unusable
from discretion.assess.assessment import Assessment
from discretion.money import Amount
from tests.assess.support import reasons, under

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
