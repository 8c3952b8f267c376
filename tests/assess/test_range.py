"""The statutory range: the forms of a fine, the tier that applies, its bounds and rounding, and persons in charge."""

from __future__ import annotations

import pytest

from discretion import Assessment
from discretion.money import Amount
from tests.assess.support import OFFENCE, lines, provided, stated, told, under

TIERED = (
    OFFENCE
    + """\
      - liability: [new-law:1, new-law:2]
        tiers: [TIERS]
"""
)
ON = "as of the decision 2022-06-01"
LAW1 = "cites new-law:1, new-law:2 (New law, art. 1; New law, art. 2)"
RULE = "range f.dump/new-law:1"


def assessed(
    tiers: str,
    facts: str = "",
    *more: str,
    law: str = "",
    jurisdiction: str = "jurisdiction: {title: {zh: 全国, en: China}}\n",
) -> Assessment:
    return under(
        law,
        "2022-05-01",
        "2022-06-01",
        *more,
        facts=stated(facts, loss="300000"),
        files={"cn/offences/f.yaml": TIERED.replace("TIERS", tiers), "cn/jurisdiction.yaml": jurisdiction},
    )


@pytest.mark.parametrize(
    ("fine", "facts", "fined", "line"),
    [
        ("from: 10000, to: 100000", "", (10_000, 100_000), f"10,000 yuan to 100,000 yuan | {LAW1}"),
        (
            "from: {value: 10000, provenance: reported, why: by phone}, to: 100000",
            "",
            (10_000, 100_000),
            f"10,000 yuan to 100,000 yuan | {LAW1} | marks reported (by phone)",
        ),
        ("fixed: 500", "", (500, 500), f"500 yuan to 500 yuan | {LAW1}"),
        ("to: 50000", "", (0, 50_000), f"0 yuan to 50,000 yuan | {LAW1}"),
        ("from: 10000, to: 50000, shall: false", "", (0, 50_000), f"a fine of up to 50,000 yuan may be imposed | {LAW1}"),
        # three to five times 300,000
        (
            "multiple_of: loss, from: 3, to: 5",
            "",
            (900_000, 1_500_000),
            f"900,000 yuan to 1,500,000 yuan | {LAW1} | saw loss [Loss] 300,000 yuan | 300000 × 3–5",
        ),
        # at least 200,000 is what it is a multiple of
        (
            "multiple_of: loss, from: 3, to: 5, base_at_least: 200000",
            "loss: 100000",
            (600_000, 1_000_000),
            f"600,000 yuan to 1,000,000 yuan | {LAW1} | saw loss [Loss] 100,000 yuan | 200000 × 3–5",
        ),
        (
            "percent_of: loss, from: 1, to: 5",
            "",
            (3_000, 15_000),
            f"3,000 yuan to 15,000 yuan | {LAW1} | saw loss [Loss] 300,000 yuan | 300000 × 1%–5%",
        ),
        (
            "percent_of: loss, fixed: 5",
            "",
            (15_000, 15_000),
            f"15,000 yuan to 15,000 yuan | {LAW1} | saw loss [Loss] 300,000 yuan | 300000 × 5%",
        ),
        (
            "percent_of: loss, to: 5",
            "",
            (0, 15_000),
            f"0 yuan to 15,000 yuan | {LAW1} | saw loss [Loss] 300,000 yuan | 300000 × 0%–5%",
        ),
        # at least 5,000 and at most 10,000
        (
            "percent_of: loss, from: 1, to: 5, at_least: 5000, at_most: 10000",
            "",
            (5_000, 10_000),
            f"5,000 yuan to 10,000 yuan | {LAW1} | saw loss [Loss] 300,000 yuan | 300000 × 1%–5%",
        ),
        (
            "percent_of: loss, from: 1, to: 5, at_least: 20000",
            "",
            (20_000, 20_000),
            f"20,000 yuan to 20,000 yuan | {LAW1} | saw loss [Loss] 300,000 yuan | 300000 × 1%–5%",
        ),
        (
            "percent_of: loss, from: 1, to: 5, at_most: 2000",
            "",
            (2_000, 2_000),
            f"2,000 yuan to 2,000 yuan | {LAW1} | saw loss [Loss] 300,000 yuan | 300000 × 1%–5%",
        ),
        (
            "per: times, from: 2000, to: 5000",
            "",
            (6_000, 15_000),
            f"6,000 yuan to 15,000 yuan | {LAW1} | saw times [Times] 3 | 3 × 2000–5000",
        ),
        ("per: times, fixed: 2000", "", (6_000, 6_000), f"6,000 yuan to 6,000 yuan | {LAW1} | saw times [Times] 3 | 3 × 2000"),
    ],
)  # fmt: skip
def test_a_fine_is_worked_out_as_its_form_says(fine: str, facts: str, fined: tuple[int, int], line: str) -> None:
    assessment = assessed(f"{{id: base, fine: {{{fine}}}}}", facts)
    assert told(assessment, "range") == [f"{RULE}/base applied | statutory range: Dumping | {line}"]
    assert (assessment.outcome, assessment.fine) == ("fine", Amount(*fined))
    low, high = (f"{end:,}" for end in fined)
    shall = "" if "shall: false" in fine else ", shall"
    assert provided(assessment.violations[0].provided) == (
        f"new-law:1, new-law:2 (New law, art. 1; New law, art. 2) {low} to {high}, tier base{shall}"
    )


def test_a_fine_of_an_unknown_sum_is_open_upwards() -> None:
    assessment = assessed(
        "{id: base, fine: {multiple_of: loss, from: 3, to: 5, base_at_least: 200000}}", "loss: unknown"
    )
    assert assessment.fine == Amount(600_000, None)
    assert assessment.violations[0].missing == ("loss",)
    [line] = told(assessment, "range")
    assert line.startswith(f"{RULE}/base applied | statutory range: Dumping | 600,000 yuan to ")
    assert line.endswith(f"| {LAW1} | saw loss [Loss] unknown | lacks loss")


SERIOUS = (
    "{id: base, fine: {from: 10000, to: 100000}}, {id: serious, when: {harm: serious}, fine: {from: 100000, to: 500000}},"
    " {id: refused, when: {refused: true}, measures: [stop]}"
)


@pytest.mark.parametrize(
    ("facts", "outcome", "fine", "verdicts"),
    [
        # the last tier whose condition holds; those before it are not asked
        ("", "fine", (10_000, 100_000), ["refused not-applied", "serious not-applied", "base applied"]),
        ("harm: serious", "fine", (100_000, 500_000), ["refused not-applied", "serious applied"]),
        ("harm: serious; refused: true", "order-only", (0, 0), ["refused applied", " noted"]),
        ("harm: unknown", "fine", (10_000, 500_000), ["refused not-applied", "serious unknown", "base applied"]),
        ("refused: unknown", "fine", (10_000, 100_000), ["refused unknown", "serious not-applied", "base applied"]),
    ],
)
def test_the_last_tier_that_holds_applies(facts: str, outcome: str, fine: tuple[int, int], verdicts: list[str]) -> None:
    assessment = assessed(SERIOUS, facts)
    assert (assessment.outcome, assessment.fine) == (outcome, Amount(*fine))
    found = [line.split(" | ")[0] for line in told(assessment, "range")]
    assert found == [f"{RULE}/{v}".replace("/ ", " ") for v in verdicts]


def test_without_a_tier_the_act_is_only_ordered_to_be_corrected() -> None:
    assessment = assessed("{id: refused, when: {refused: true}, fine: {from: 10000, to: 100000}, measures: [stop]}")
    assert told(assessment, "range") == [
        f"{RULE}/refused not-applied | statutory range: Dumping | {LAW1} | saw refused [Refused] no"
        " | failed: Refused is no; required: yes",
        f"{RULE} noted | Dumping | the provision has no fine for these facts; the act is ordered to be corrected | {LAW1}",
    ]
    assert (assessment.outcome, assessment.fine, assessment.settled) == ("order-only", Amount(0, 0), True)
    assert [m.measure for m in assessment.violations[0].measures] == ["correct"]
    refused = assessed(
        "{id: refused, when: {refused: true}, fine: {from: 10000, to: 100000}, measures: [stop]}", "refused: true"
    )
    assert [(m.measure, m.force, m.cited) for m in refused.violations[0].measures] == [
        ("correct", "shall", ()),
        ("stop", "shall", ("new-law:1", "new-law:2")),
    ]
    assert (
        told(refused, "consequence")[1]
        == f"consequence f.dump/new-law:1/stop applied | Stop | shall be ordered | {LAW1}"
    )


READS = """\
bases:
  r:
    offence: f.dump
    source: new-law:3
    method: bands
    reads: {serious: {area: lake}}
    bands: [{for: [base], from: 10000, to: 20000}, {for: [serious], from: 150000, to: 160000}]
"""
TWO = "{id: base, fine: {from: 10000, to: 100000}}, {id: serious, when: {harm: serious}, fine: {from: 100000, to: 500000}}"


@pytest.mark.parametrize(
    ("facts", "setting", "fine", "line"),
    [
        # the law's own condition does not hold, but the circumstances that the table reads as serious do
        ("area: [lake]", "lowest", (150_000, 160_000), "serious applied | CITES new-law:1, new-law:2, new-law:3"),
        ("harm: serious", "lowest", (150_000, 160_000), "serious applied | CITES new-law:1, new-law:2"),
        ("", "lowest", (10_000, 20_000), "serious not-applied"),
        ("area: unknown", "lowest", (10_000, 160_000), "serious unknown | CITES new-law:1, new-law:2, new-law:3"),
        # what of them could not be found out counts lowest, where the place says so
        ("area: {not_found_out: asked}", "lowest", (10_000, 20_000), "serious not-applied"),
        ("area: {not_found_out: asked}", "unknown", (10_000, 160_000), "serious unknown | CITES new-law:1, new-law:2, new-law:3"),
        ("area: {not_found_out: asked}; harm: unknown", "lowest", (10_000, 160_000), "serious unknown | CITES new-law:1, new-law:2, new-law:3"),
    ],
)  # fmt: skip
def test_a_table_may_read_circumstances_as_serious(facts: str, setting: str, fine: tuple[int, int], line: str) -> None:
    settings = f"jurisdiction: {{title: {{zh: 全国, en: China}}, not_found_out: {{factor: {setting}}}}}\n"
    assessment = assessed(TWO, facts, law=READS, jurisdiction=settings)
    assert assessment.fine == Amount(*fine)
    first = told(assessment, "range")[0]
    head, _, cites = line.partition(" | CITES ")
    assert first.startswith(f"{RULE}/{head} | statutory range: Dumping |")
    if cites:
        assert f" | cites {cites} (" in first


TABLE = """\
bases:
  t: {offence: f.dump, source: new-law:3, method: weights, tiers: [{id: base, of: ceiling, start: START}], factors: []}
LIST:
  - {id: entry, title: {zh: 情节, en: Entry}, source: new-law:4, effect: {SHARE}}
"""
ROUNDING = "jurisdiction: {title: {zh: 全国, en: China}, rounding: {to: 1000, mode: MODE}}\n"


@pytest.mark.parametrize(
    ("start", "list", "share", "fine", "line"),
    [
        # 20 % of 100,000, × 0.4 = 8,000: lighter stays above the least fine, mitigated goes below it
        (20, "lighter", "percent_off: 60", 10_000, "raised to the statutory minimum of 10,000 yuan | LAW1 | 8,000 → 10,000"),
        (20, "mitigated", "percent_off: 60", 8_000, ""),
        # 80,000 × 1.5 = 120,000
        (80, "heavier", "percent_on: 50", 100_000, "lowered to the statutory maximum of 100,000 yuan | LAW1 | 120,000 → 100,000"),
        (80, "heavier", "percent_on: 25", 100_000, ""),
        (20, "lighter", "percent_off: 50", 10_000, ""),
    ],
)  # fmt: skip
def test_the_least_and_the_highest_fine_of_the_law(start: int, list: str, share: str, fine: int, line: str) -> None:
    law = TABLE.replace("START", str(start)).replace("LIST", list).replace("SHARE", share)
    assessment = assessed("{id: base, fine: {from: 10000, to: 100000}}", law=law)
    assert assessment.fine == Amount(fine, fine)
    words = line.replace("LAW1", LAW1)
    expected = f"bounds f.dump/new-law:1/bounds applied | statutory minimum and maximum | {words}"
    assert told(assessment, "bounds") == ([expected] if line else [])


@pytest.mark.parametrize(
    ("mode", "start", "fine"),
    [
        # 20.5 % of 100,000 are 20,500
        ("half-up", "20.5", 21_000),
        ("half-up", "20.4", 20_000),
        ("down", "20.9", 20_000),
        ("up", "20.1", 21_000),
        ("up", "20", 20_000),
        # never below the least or above the highest fine of the law
        ("down", "10.5", 10_500),
        ("up", "99.6", 99_900),
    ],
)
def test_rounding_stays_in_the_range(mode: str, start: str, fine: int) -> None:
    law = TABLE.replace("START", start).partition("LIST")[0]
    tiers = "{id: base, fine: {from: 10500, to: 99900}}"
    # the table is of 100,000, the range ends with 99,900
    law = law.replace("of: ceiling", "of: 100000")
    assessment = assessed(tiers, law=law, jurisdiction=ROUNDING.replace("MODE", mode))
    assert assessment.fine == Amount(fine, fine)
    before = int(float(start) * 1000)
    expected = (
        [f"bounds cn/rounding applied | rounding | to a multiple of 1,000 yuan | {before:,} → {fine:,} | {before:,} → {fine:,} (÷ 1000)"]
        if before != fine
        else []
    )  # fmt: skip
    assert told(assessment, "bounds") == expected


PERSONS = (
    "{id: base, fine: {from: 10000, to: 100000}}, {id: person, payer: person-in-charge, fine: {from: 5000, to: 50000}},"
    " {id: person-serious, payer: person-in-charge, when: {harm: serious}, fine: {from: 50000, to: 80000}}"
)
PERSONS_TABLE = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers: [{id: base, of: ceiling, start: 10}, {id: person, of: ceiling, start: 30}, {id: person-serious, of: ceiling, start: 70}]
    factors: [{fact: times, levels: [{below: 2, weight: 0}, {weight: 5}]}]
lighter:
  - {id: entry, title: {zh: 情节, en: Entry}, source: new-law:4, force: may, when: {area: park}, effect: {percent_off: 10}}
"""


def test_a_person_in_charge_is_assessed_with_facts_of_their_own() -> None:
    """Party: (10 + 5) % of 100,000. B: (30 + 5) % of 50,000 = 17,500. C: (70 + 0) % of 80,000 = 56,000, × 0.9 = 50,400."""
    persons = (
        "persons_in_charge: [{name: B}, {name: C, facts: {harm: serious, times: 1, area: [park]},"
        " choices: {entry: {apply: true, reason: x}}}]"
    )
    assessment = assessed(PERSONS, "", persons, law=PERSONS_TABLE)
    assert assessment.fine == Amount(15_000, 15_000)
    b, c = assessment.violations[0].persons
    assert (b.name, b.outcome, b.fine, b.base, b.missing) == (
        "B",
        "fine",
        Amount(17_500, 17_500),
        Amount(17_500, 17_500),
        (),
    )
    assert (c.name, c.outcome, c.fine, c.base) == ("C", "fine", Amount(50_400, 50_400), Amount(56_000, 56_000))
    cites = "new-law:1, new-law:2 (New law, art. 1; New law, art. 2)"
    assert provided(b.provided) == f"{cites} 5,000 to 50,000, tier person, shall"
    assert provided(c.provided) == f"{cites} 50,000 to 80,000, tier person-serious, shall"
    assert [line.split(" | ")[0] for line in lines(c.findings)] == [
        "elements f.dump applied",
        f"{RULE}/person-serious applied",
        "basis t/times applied",
        "basis t applied",
        "adjustment entry applied",
    ]
    assert [line.split(" | ")[0] for line in lines(b.findings)][1:3] == [
        f"{RULE}/person-serious not-applied",
        f"{RULE}/person applied",
    ]
    # what no rule looked at; at the area only that for the person in charge did
    assert assessment.unused == ("loss", "refused")


def test_a_person_of_whom_something_is_not_known() -> None:
    """Serious or not: (30 + 5) % of 50,000 = 17,500 to (70 + 5) % of 80,000 = 60,000."""
    assessment = assessed(PERSONS, "", "persons_in_charge: [{name: B, facts: {harm: unknown}}]", law=PERSONS_TABLE)
    [b] = assessment.violations[0].persons
    assert (b.outcome, b.fine, b.base, b.missing) == (
        "fine",
        Amount(17_500, 60_000),
        Amount(17_500, 60_000),
        ("harm",),
    )
    assert assessment.violations[0].missing == ()
    assert dict(assessment.titles).keys() == {"harm", "refused", "loss"}
    none = assessed("{id: base, fine: {from: 10000, to: 100000}}", "", "persons_in_charge: [{name: B}]")
    [b] = none.violations[0].persons
    assert (b.outcome, b.fine) == ("order-only", Amount(0, 0))
