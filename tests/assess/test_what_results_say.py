"""What a result says of itself is true: which facts are missing, what depends on whom, arithmetic that adds up, the levels that count."""

from __future__ import annotations

import pytest

from discretion.money import Amount
from tests.assess import test_programme as programmes
from tests.assess import test_tables as tables
from tests.assess.support import reasons, told, under
from tests.assess.test_choice import DETAIL, FIRST, RULE, SECOND, Provision, files

# --- programmes: 10 credits for no harm, 5 for each of the times, at most 20; 30 % off from 20 credits, 10 to 20 % from 10 --------------


@pytest.mark.parametrize(
    ("facts", "lacks", "words", "fine"),
    [
        # the harm is known: 0 credits for it, and 0 to 20 for the times
        (
            "times: unknown",
            ("times",),
            "0% to 30% off: it depends on missing facts, and on what the officer chooses",
            (28_000, 40_000),
        ),
        # 10 credits for the times, 0 or 10 for the harm: 10 to 20 % or 30 %
        (
            "times: 2; harm: unknown",
            ("harm",),
            "10% to 30% off: it depends on missing facts, and on what the officer chooses",
            (28_000, 36_000),
        ),
        # 20 credits for the times alone: what is not known changes nothing
        ("times: 4; harm: unknown", (), "30% off", (28_000, 28_000)),
        # 10 credits, all known: what is open is the officer's
        ("times: 2", (), "10% to 20% off: the officer chooses", (32_000, 36_000)),
    ],
)
def test_only_what_is_not_known_is_missing_for_a_programme(
    facts: str, lacks: tuple[str, ...], words: str, fine: tuple[int, int]
) -> None:
    assessment = programmes.assessed(f"{facts}; area: [park]")
    assert (assessment.fine, assessment.violations[0].missing) == (Amount(*fine), lacks)
    [study] = [f for f in assessment.violations[0].findings if f.rule == "study"]
    assert study.missing == lacks
    [(_, _, said)] = [r for r in reasons(assessment, "programme") if r[0] == "study"]
    assert said == words


def test_what_depends_on_missing_facts_alone_is_not_said_to_be_the_officers() -> None:
    """The choice is made, 15 % where 10 credits are reached: 40,000 × 0.85 = 34,000; with 20 credits 28,000, without any 40,000."""
    made = "choices: {study: {percent: 15, reason: x}}"
    assessment = programmes.assessed("times: unknown; area: [park]", made)
    assert (assessment.fine, assessment.violations[0].missing) == (Amount(34_000, 40_000), ("times",))
    [(_, _, said)] = [r for r in reasons(assessment, "programme") if r[0] == "study"]
    assert said == "0% to 15% off: it depends on missing facts"


# --- tables --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "loss", "text", "amount"),
    [
        # twice 60 are 120, less than 50,000: of that 10 + 20 = 30 %
        ("{fact: loss, times: 2, at_least: 50000}", 60, "max(60 × 2, 50,000) = 15,000", 15_000),
        # twice 60,000 are 120,000
        ("{fact: loss, times: 2, at_least: 50000}", 60_000, "max(60,000 × 2, 50,000) = 36,000", 36_000),
        ("{fact: loss, at_least: 50000}", 60, "max(60, 50,000) = 15,000", 15_000),
        ("{fact: loss, times: 2}", 100_000, "(100,000 × 2) = 60,000", 60_000),
    ],
)
def test_the_arithmetic_of_a_table_with_a_least_amount_adds_up(of: str, loss: int, text: str, amount: int) -> None:
    found = tables.assessed(tables.HARM, f"loss: {loss}", of=f"of: {of}")
    assert told(found, "basis")[-1].endswith(f"→ {amount:,} | (10 + 20 = 30)% × {text} | {tables.ON}")
    assert found.violations[0].base == Amount(amount, amount)


def test_the_mark_of_the_least_amount_goes_with_the_result() -> None:
    least = "{value: 50000, provenance: assumed, why: by hand}"
    found = tables.assessed(tables.HARM, "loss: 60", of=f"of: {{fact: loss, at_least: {least}}}")
    assert " | marks assumed (by hand) | " in told(found, "basis")[-1]


SEVERAL = """{id: x, title: {zh: 情形, en: Case}, pick: PICK, levels: [
  {when: {harm: slight}, weight: 5}, {when: {refused: true}, weight: 40}, {when: {times: {above: 2}}, weight: 20, title: {zh: 多, en: Often}}]}"""
BY_AREA = "{fact: area, pick: PICK, levels: [{is: [town], weight: 5}, {is: [park], weight: 20, title: {zh: 园, en: A park}}, {is: [lake], weight: 0}]}"


@pytest.mark.parametrize(
    ("factor", "pick", "facts", "said"),
    [
        # 5 and 20 count; a refusal, which was none, does not
        (SEVERAL, "sum", "", "Harm: slight, Often: 25%"),
        (SEVERAL, "sum", "times: 1", "slight: 5%"),
        # of one the name is that of the level that makes the weight
        (SEVERAL, "heaviest", "", "Often: 20%"),
        (SEVERAL, "lightest", "", "slight: 5%"),
        (SEVERAL, "first", "", "slight: 5%"),
        # each choice of a set that adds something
        (BY_AREA, "sum", "area: [town, park, lake]", "town, A park: 25%"),
        (BY_AREA, "sum", "area: [lake]", "lake: 0%"),
        (BY_AREA, "heaviest", "area: [town, park]", "A park: 20%"),
    ],
)
def test_a_factor_names_the_levels_that_count(factor: str, pick: str, facts: str, said: str) -> None:
    found = tables.assessed(factor.replace("PICK", pick), facts)
    assert reasons(found, "basis")[0][1:] == ("applied", said)


# --- several provisions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "provisions", "governs"),
    [
        ("rank", (RULE, FIRST, SECOND), SECOND),
        ("rank", (SECOND, FIRST), SECOND),
        ("special", (FIRST, SECOND), SECOND),
        ("special", (FIRST, DETAIL), DETAIL),
        ("later", (FIRST, SECOND), SECOND),
        ("rank, later", (FIRST, RULE, SECOND), SECOND),
    ],
)
def test_after_an_order_that_leaves_several_the_highest_fine_counts(
    order: str, provisions: tuple[Provision, ...], governs: Provision
) -> None:
    """`docs/rule-language.md`: "after this order, the highest fine"; nothing is missing."""
    assessment = under("", "2022-05-01", "2022-06-01", files=files(order, provisions))
    article, low, high, _ = governs
    assert (assessment.fine, assessment.violations[0].missing) == (Amount(low, high), ())
    assert assessment.violations[0].provided is not None
    assert assessment.violations[0].provided.cited == (article,)
    assert reasons(assessment, "choice")[0][1] == "applied"


# --- a stated amount without a table -----------------------------------------------------------------------------------------

NO_ROW = "bases: {b: {offence: f.dump, source: new-law:3, method: bands, bands: [{when: {harm: none}, from: 20000, to: 30000}]}}"


@pytest.mark.parametrize("law", ["", NO_ROW])
@pytest.mark.parametrize(
    ("stated", "says", "fine"),
    [
        (50_000, ": it lies within the statutory range", (50_000, 50_000)),
        (100_001, ", which lies outside the statutory range: it does not count", (10_000, 100_000)),
    ],
)
def test_a_stated_amount_agrees_with_no_table_where_there_is_none(
    law: str, stated: int, says: str, fine: tuple[int, int]
) -> None:
    """10,000 to 100,000 by the law; no table, or none with a row for slight harm."""
    found = under(
        law,
        "2022-05-01",
        "2022-06-01",
        f"stated: {{amount: {stated}, source: by hand}}",
        facts="proved: true, refused: false, harm: slight",
    )
    [said] = [reason for rule, _, reason in reasons(found, "basis") if rule == "stated"]
    assert said == f"the case file states {stated:,} yuan (by hand){says}"
    assert found.fine == Amount(*fine)


def test_a_stated_amount_stands_in_for_a_table_while_the_range_is_open() -> None:
    """Whether it was refused, and so which tier, is not known."""
    found = under(
        "",
        "2022-05-01",
        "2022-06-01",
        "stated: {amount: 50000, source: by hand}",
        files={
            "cn/offences/f.yaml": """\
offences:
  f.dump:
    title: {zh: 倾倒, en: Dumping}
    enforced_by: ecology-environment
    elements: {proved: true}
    provisions: [{liability: [new-law:1], tiers: [{id: base, fine: {multiple_of: loss, from: 1, to: 2}}]}]
"""
        },
    )
    [said] = [reason for rule, _, reason in reasons(found, "basis") if rule == "stated"]
    assert said == "the case file states 50,000 yuan (by hand): it stands in for a table"
    assert found.violations[0].missing == ("loss",)
