"""Tables of weights and of grades: factors, what the percentage is of, and tables that quote another provision."""

from __future__ import annotations

import pytest

from discretion import Assessment
from discretion.money import Amount
from tests.assess.support import OFFENCE, stated, told, under

WEIGHTS = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    MORE
    tiers: [{id: base, OF, start: 10}]
    factors: [FACTOR]
"""
OF = "of: ceiling"
JURISDICTION = "jurisdiction: {title: {zh: 全国, en: China}, not_found_out: {factor: lowest, source: circular:9}}\n"
ON = "as of the decision 2022-06-01"
LAW3 = "cites new-law:3 (New law, art. 3)"


def assessed(factor: str, facts: str = "", of: str = OF, more: str = "", **files: str) -> Assessment:
    return under(
        WEIGHTS.replace("FACTOR", factor).replace("OF", of).replace("MORE", more or 'note: {zh: "-"}'),
        "2022-05-01",
        "2022-06-01",
        facts=stated(facts, loss="0"),
        files={"cn/jurisdiction.yaml": files.get("jurisdiction", JURISDICTION)},
    )


BY_AREA = "{fact: area, PICK levels: {town: 5, park: 20, lake: 30}}"
BY_WHEN = """{id: x, title: {zh: 情形, en: Case}, PICK levels: [
  {when: {harm: slight}, weight: 5}, {when: {times: {above: 2}}, weight: {value: 20, provenance: assumed, why: guess}, title: {zh: 多, en: Often}}, {weight: 1}]}"""


@pytest.mark.parametrize(
    ("factor", "facts", "line"),
    [
        # a set: the heaviest of its choices, unless the table says otherwise
        (BY_AREA.replace("PICK", ""), "area: [town, park]", "applied | Area | park, town: 20% | SAW park, town | 20"),
        (BY_AREA.replace("PICK", "pick: sum,"), "area: [town, park]", "applied | Area | town, park: 25% | SAW park, town | 25"),
        (BY_AREA.replace("PICK", "pick: lightest,"), "area: [town, park]", "applied | Area | park, town: 5% | SAW park, town | 5"),
        (BY_AREA.replace("PICK", "pick: first,"), "area: [lake, park]", "applied | Area | lake, park: 20% | SAW lake, park | 20"),
        (
            BY_AREA.replace("PICK", ""),
            "area: unknown",
            "unknown | Area | not established; the levels give 5–30% | SAW unknown | lacks area | 5–30",
        ),
        (
            BY_AREA.replace("PICK", "pick: sum,"),
            "area: unknown",
            "unknown | Area | not established; the levels give 0–55% | SAW unknown | lacks area | 0–55",
        ),
        # steps: half open below, closed where the table says at most
        ("{fact: times, levels: [{below: 3, weight: 1}, {below: 5, weight: 2}]}", "", "applied | Times | 3: 2% | SAW 3 | 2"),
        ("{fact: times, levels: [{at_most: 3, weight: 1}, {weight: 2}]}", "", "applied | Times | 3: 1% | SAW 3 | 1"),
        ("{fact: times, levels: [{below: 2, weight: 1}, {below: 3, weight: 2}, {weight: 4}]}", "", "applied | Times | 3: 4% | SAW 3 | 4"),
        (
            "{fact: times, levels: [{below: 2, weight: 1}, {below: 3, weight: 2}]}",
            "",
            "not-applied | Times | no level of the table fits: nothing is added | SAW 3 | 0",
        ),
        ("{fact: times, levels: [{weight: 7}]}", "", "applied | Times | 3: 7% | SAW 3 | 7"),
        # what could not be found out counts lowest: as the jurisdiction says, or the factor
        (
            "{fact: harm, levels: {none: 3, slight: 20, serious: 50}}",
            "harm: {not_found_out: asked}",
            "applied | Harm | could not be found out after inquiry, so it counts at its lowest level: 3%"
            " | CITES9 | SAW not to be found out after inquiry | 3",
        ),
        (
            "{fact: harm, not_found_out: lowest, levels: {none: 3, slight: 20, serious: 50}}",
            "harm: {not_found_out: asked}",
            "applied | Harm | could not be found out after inquiry, so it counts at its lowest level: 3%"
            " | CITES | SAW not to be found out after inquiry | 3",
        ),
        (
            "{fact: harm, not_found_out: unknown, levels: {none: 3, slight: 20, serious: 50}}",
            "harm: {not_found_out: asked}",
            "unknown | Harm | not established; the levels give 3–50% | SAW not to be found out after inquiry | lacks harm | 3–50",
        ),
        # another tier's factor, or one that does not concern the case
        (
            "{fact: harm, when: {area: lake}, levels: {none: 0, slight: 20, serious: 50}}",
            "",
            "not-applied | Harm | this factor does not concern the case | CITES | saw area [Area] town",
        ),
        (
            "{fact: harm, when: {area: lake}, levels: {none: 0, slight: 20, serious: 50}}",
            "area: unknown",
            "unknown | Harm | not established; the levels give 0–20% | CITES | saw area [Area] unknown, harm [Harm] slight"
            " | lacks area | 0–20",
        ),
        (
            "{fact: harm, levels: [{is: [none, slight], weight: {refused: 20}}, {is: serious, weight: {refused: 50}}]}",
            "",
            "not-applied | Harm | no level for this tier | CITES",
        ),
    ],
)  # fmt: skip
def test_a_factor_says_which_level_counts(factor: str, facts: str, line: str) -> None:
    name = factor.removeprefix("{fact: ").partition(",")[0]
    words = line.replace("SAW", f"saw {name} [{name.capitalize()}]").replace("CITES9", "cites new-law:3, circular:9 (New law, art. 3; Circular, art. 9)")  # fmt: skip
    if "cites" not in words and "CITES" not in words:
        words = words.replace(" | saw", f" | {LAW3} | saw")
    assert told(assessed(factor, facts), "basis")[0] == f"basis t/{name} " + words.replace("CITES", LAW3)


@pytest.mark.parametrize(
    ("pick", "facts", "line"),
    [
        ("pick: first,", "", "applied | Case | slight: 5% | CITES | saw harm [Harm] slight, times [Times] 3 | 5 | marks assumed (guess)"),
        ("pick: first,", "harm: none; times: 1", "applied | Case | otherwise: 1% | CITES | saw harm [Harm] none, times [Times] 1 | 1"),
        (
            "pick: first,",
            "times: unknown; harm: none",
            "unknown | Case | not established; the levels give 1–20% | CITES | saw harm [Harm] none, times [Times] unknown"
            " | lacks times | 1–20",
        ),
    ],
)  # fmt: skip
def test_a_factor_of_several_facts(pick: str, facts: str, line: str) -> None:
    found = told(assessed(BY_WHEN.replace("PICK", pick), facts), "basis")[0]
    assert found == "basis t/x " + line.replace("CITES", LAW3)


@pytest.mark.parametrize(
    ("pick", "weight"),
    [("", 20), ("pick: heaviest,", 20), ("pick: lightest,", 1), ("pick: first,", 5), ("pick: sum,", 26)],
)
def test_which_of_the_levels_that_hold_counts(pick: str, weight: int) -> None:
    """Slight harm 5, done often 20, otherwise 1: all three hold; with the start of 10 so many percent of 100,000."""
    found = assessed(BY_WHEN.replace("PICK", pick))
    assert found.violations[0].base == Amount((10 + weight) * 1_000, (10 + weight) * 1_000)


HARM = "{fact: harm, levels: {none: 0, slight: 20, serious: 50}}"


@pytest.mark.parametrize(
    ("of", "more", "facts", "line"),
    [
        ("of: ceiling", "", "", "→ 30,000 | (10 + 20 = 30)% × 100,000 = 30,000"),
        ("of: 50000", "", "", "→ 15,000 | (10 + 20 = 30)% × 50,000 = 15,000"),
        # 5 % of 800,000 are 40,000; of it 30 %
        ("of: {fact: loss, times: 0.05}", "", "loss: 800000", "→ 12,000 | (10 + 20 = 30)% × (800,000 × 0.05) = 12,000"),
        ("of: {fact: loss, at_least: 50000}", "", "loss: 20000", "→ 15,000 | (10 + 20 = 30)% × max(20,000, 50,000) = 15,000"),
        ("of: {fact: loss}", "", "loss: unknown", "lacks loss | → [0–∞] | (10 + 20 = 30)% × [0–∞] = [0–∞]"),
        # the sum of the percentages, between what the table allows
        ("of: ceiling", "total_at_least: 40", "", "→ 40,000 | (10 + 20 = 30 → 40)% × 100,000 = 40,000"),
        ("of: ceiling", "total_at_most: 25", "", "→ 25,000 | (10 + 20 = 30 → 25)% × 100,000 = 25,000"),
        ("of: ceiling", "total_at_least: 20", "harm: unknown", "lacks harm | → [20,000–60,000] | (10 + [0–50] = [10–60] → [20–60])% × 100,000 = [20,000–60,000]"),
    ],
)  # fmt: skip
def test_the_percentage_is_of_what_the_table_says(of: str, more: str, facts: str, line: str) -> None:
    last = told(assessed(HARM, facts, of=of, more=more), "basis")[-1]
    assert last == (
        f"basis t applied | discretion basis t | start and weights of the table, as a percentage | {LAW3} | {line} | {ON}"
    )


GRADES = """\
bases:
  g:
    offence: f.dump
    source: new-law:3
    method: grades
    grades: {lowest: 1, highest: 5, provenance: assumed, why: the table gives grades only}
    factors:
      - {fact: harm, levels: [{is: none, grade: 1}, {is: slight, grade: 3}, {is: serious, grade: 5}]}
      - {fact: times, when: {area: town}, levels: [{below: 5, grade: 1}, {below: 10, grade: 2}, {grade: 5}]}
      - {fact: loss, when: {area: lake}, levels: [{grade: {refused: 5}}]}
"""


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        # the mean of 3 and 1 is 2, a quarter of the way from 1 to 5: 10,000 + 90,000 / 4
        ("harm: slight, times: 3, area: [town]", "→ 32,500 | (3 + 1) / 2; 1–5 → 32,500"),
        ("harm: none, times: 3, area: [town]", "→ 10,000 | (1 + 1) / 2; 1–5 → 10,000"),
        ("harm: serious, times: 10, area: [town]", "→ 100,000 | (5 + 5) / 2; 1–5 → 100,000"),
        # a factor that does not concern the case does not count: half of the way
        ("harm: slight, times: 3, area: [park]", "→ 55,000 | (3) / 1; 1–5 → 55,000"),
        # of three grades one is for another tier only: as above
        ("harm: slight, times: 3, area: [lake]", "→ 55,000 | (3) / 1; 1–5 → 55,000"),
        # between 1 + 1 and 1 + 5: up to half of the way
        ("harm: none, area: [town]", "lacks times | → [10,000–55,000] | (1 + [1–5]) / 2; 1–5 → [10,000–55,000]"),
    ],
)
def test_the_mean_grade_is_the_place_in_the_range(facts: str, line: str) -> None:
    assessment = under(GRADES, "2022-05-01", "2022-06-01", facts=f"proved: true, refused: false, {facts}")
    *levels, last = told(assessment, "basis")
    harm, grade = facts.partition(",")[0].removeprefix("harm: "), line.partition("(")[2][0]
    assert levels[0] == f"basis g/harm applied | Harm | {harm}: {grade} | {LAW3} | saw harm [Harm] {harm} | {grade}"
    marks = "marks assumed (the table gives grades only)"
    assert last == (
        "basis g applied | discretion basis g | the mean of the grades is the place in the statutory range"
        f" | {LAW3} | {line} | {marks} | {ON}"
    )


QUOTING = """\
bases:
  q:
    offence: f.dump
    provisions: [old-law:1]
    source: new-law:3
    method: METHOD
"""
CHANGED = (
    OFFENCE
    + """\
      - liability: [old-law:1]
        tiers: [{id: base, fine: {from: 10000, to: 100000}}]
      - liability: [new-law:1]
        tiers: [{id: base, fine: {from: LOW, to: HIGH}}]
"""
)


@pytest.mark.parametrize(
    ("low", "high", "method", "amount", "says"),
    [
        # 20,000 is a ninth of the way from 10,000 to 100,000, 60,000 five ninths: of the way from 20,000 to 200,000
        (
            20_000,
            200_000,
            "bands\n    bands: [{from: 20000, to: 60000}]",
            "→ [40,000–120,000]",
            "whose range was another; its shares are applied to the range that governs",
        ),
        (
            10_000,
            100_000,
            "bands\n    bands: [{from: 20000, to: 60000}]",
            "→ [20,000–60,000]",
            "the range is the same, so it still serves",
        ),
        (
            20_000,
            200_000,
            "weights\n    tiers: [{id: base, of: 100000, start: 30}]\n    factors: []",
            "→ 60,000 | (30 = 30)% × 200,000 = 60,000",
            "whose range was another; its shares are applied to the range that governs",
        ),
        (
            10_000,
            100_000,
            "weights\n    tiers: [{id: base, of: 80000, start: 30}]\n    factors: []",
            "→ 24,000 | (30 = 30)% × 80,000 = 24,000",
            "the range is the same, so it still serves",
        ),
    ],
)
def test_a_table_that_quotes_the_provision_that_went_before(
    low: int, high: int, method: str, amount: str, says: str
) -> None:
    files = {"cn/offences/f.yaml": CHANGED.replace("LOW", str(low)).replace("HIGH", str(high))}
    assessment = under(QUOTING.replace("METHOD", method), "2022-05-01", "2022-06-01", files=files)
    [line] = told(assessment, "basis")
    assert line.startswith("basis q applied | discretion basis q | the table quotes Old law, art. 1")
    assert says in line
    assert amount in line
    assert f"marks derived (old-law:1 → new-law:1) | {ON}" in line


def test_a_table_that_is_no_longer_in_force_is_told_of() -> None:
    """It ended with 2021; the fallback is used, and the officer is told why."""
    law = """\
bases:
  gone:
    offence: f.dump
    source: new-law:7
    in_force: {from: 2021-01-01, to: 2021-12-31}
    method: weights
    tiers: [{id: base, of: ceiling, start: 10}]
    factors: []
  any: {source: new-law:8, method: weights, tiers: [{id: base, of: ceiling, start: 40}], factors: []}
"""
    assessment = under(law, "2022-05-01", "2022-06-01", facts="proved: true, refused: false")
    assert told(assessment, "basis") == [
        "basis any applied | discretion basis any | start and weights of the table, as a percentage"
        f" | cites new-law:8 (New law, art. 8) | → 40,000 | (40 = 40)% × 100,000 = 40,000 | {ON}",
        "basis gone not-applied | discretion basis gone | cites new-law:7 (New law, art. 7)"
        f" | failed: not in force on 2022-06-01 | {ON}",
    ]
    before = under(law, "2021-05-01", "2021-06-01", facts="proved: true, refused: false")
    assert [line.split(" | ")[0] for line in told(before, "basis")] == ["basis gone applied"]
    assert before.fine == Amount(10_000, 10_000)


OTHERS = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers: [{id: base, of: ceiling, start: 60}]
    factors:
      - {fact: times, tiers: [refused], levels: [{weight: 30}]}
      - {fact: harm, levels: [{is: none, weight: {refused: 1}}, {is: slight, weight: 20}, {is: serious, weight: 50}]}
"""


@pytest.mark.parametrize(
    ("harm", "line"),
    [
        # the first factor is for another tier, and so is the first level of the second
        ("slight", "→ 80,000 | (60 + 20 = 80)% × 100,000 = 80,000"),
        # never more than the whole
        ("serious", "→ 100,000 | (60 + 50 = 110 → 100)% × 100,000 = 100,000"),
        ("none", "→ 60,000 | (60 + 0 = 60)% × 100,000 = 60,000"),
    ],
)
def test_what_is_for_another_tier_adds_nothing_to_this_one(harm: str, line: str) -> None:
    assessment = under(
        OTHERS, "2022-05-01", "2022-06-01", facts=f"proved: true, refused: false, harm: {harm}, times: 3"
    )
    factor, last = told(assessment, "basis")
    assert factor.startswith("basis t/harm ")
    assert last.endswith(f" | {LAW3} | {line} | {ON}")


def test_a_setting_of_a_circular_that_is_gone_does_not_count() -> None:
    gone = JURISDICTION.replace("circular:9", "old-law:9")
    found = assessed(
        "{fact: harm, levels: {none: 3, slight: 20, serious: 50}}", "harm: {not_found_out: asked}", jurisdiction=gone
    )
    assert told(found, "basis")[0].startswith("basis t/harm unknown | Harm | not established; the levels give 3–50%")


def test_the_marks_of_a_table_go_with_its_amount() -> None:
    marked = (
        "of: {fact: loss, times: {value: 2, provenance: derived, why: twice}}",
        "in_force: {from: {value: 2021-01-01, provenance: assumed, why: no day given}}",
    )
    found = assessed(HARM, "loss: 20000", of=marked[0], more=marked[1])
    last = told(found, "basis")[-1]
    # (10 + 20) % of twice 20,000
    assert (
        "→ 12,000 | (10 + 20 = 30)% × (20,000 × 2) = 12,000 | marks derived (twice), assumed (no day given) | " in last
    )
    assert [(m.rule, m.provenance) for m in found.marks] == [("t", "derived"), ("t", "assumed")]


def test_a_factor_without_a_title_goes_by_its_id() -> None:
    found = assessed("{id: x, levels: [{when: {harm: slight}, weight: 5}, {weight: 1}]}")
    assert told(found, "basis")[0].startswith("basis t/x applied | x | slight: 5%")
    # each fact in its own words
    money = assessed("{id: x, levels: [{when: {loss: 0, times: 3}, weight: 5}]}")
    assert told(money, "basis")[0].startswith("basis t/x applied | x | 0 yuan, 3: 5%")
    step = assessed("{fact: loss, levels: [{below: 10, weight: 5}, {weight: 6}]}")
    assert told(step, "basis")[0].startswith("basis t/loss applied | Loss | 0 yuan: 5%")


def test_a_level_that_the_facts_leave_open_is_weighed_from_nothing() -> None:
    """One level of two asks for what is not known: 0 to 20 %; where another holds for certain, at least its 5 %."""
    open_ = assessed("{id: x, levels: [{when: {times: {above: 2}}, weight: 20}]}", "times: unknown")
    assert " | 0–20" in told(open_, "basis")[0]
    both = (
        "{id: x, pick: PICK, levels: [{when: {harm: slight}, weight: 5}, {when: {times: {above: 2}}, weight: WEIGHT}]}"
    )
    heavier = assessed(both.replace("PICK", "heaviest").replace("WEIGHT", "20"), "times: unknown")
    assert heavier.violations[0].base == Amount(15_000, 30_000)
    lighter = assessed(both.replace("PICK", "lightest").replace("WEIGHT", "2"), "times: unknown")
    assert lighter.violations[0].base == Amount(12_000, 15_000)
    summed = assessed(both.replace("PICK", "sum").replace("WEIGHT", "20"), "times: unknown")
    assert summed.violations[0].base == Amount(15_000, 35_000)
    # the same either way: nothing is missing that would change it
    same = assessed(both.replace("PICK", "heaviest").replace("WEIGHT", "5"), "times: unknown")
    assert (same.violations[0].base, same.violations[0].missing) == (Amount(15_000, 15_000), ())


SEVERAL = """\
offences:
  f.dump:
    title: {zh: 倾倒, en: Dumping}
    enforced_by: ecology-environment
    elements: {proved: true}
    provisions:
      - liability: [old-law:1]
        tiers:
          - {id: base, fine: {from: 10000, to: 100000}}
          - {id: serious, when: {harm: serious}, fine: {from: 100000, to: 500000}}
          - {id: person, payer: person-in-charge, fine: {from: 1000, to: 2000}}
      - liability: [new-law:1]
        tiers:
          - {id: base, fine: NEW}
          - {id: worst, when: {harm: serious}, fine: {from: 200000, to: 1000000}}
"""
ROWS = """\
bases:
  q:
    offence: f.dump
    provisions: [old-law:1]
    source: new-law:3
    method: bands
    bands: [ROW]
"""


@pytest.mark.parametrize(
    ("row", "harm", "new", "amount"),
    [
        # the whole of the quoted range is the whole of the new one
        ("from: 10000, to: 100000", "slight", "{from: 20000, to: 200000}", "[20,000–200,000]"),
        ("from: 10000, to: 55000", "slight", "{from: 20000, to: 200000}", "[20,000–110,000]"),
        ("from: 55000, to: 100000", "slight", "{from: 20000, to: 200000}", "[110,000–200,000]"),
        # an upper end only, and one that is the lower end of the range
        ("to: 55000", "slight", "{from: 20000, to: 200000}", "[0–110,000]"),
        # from 100,000 on it lies in the quoted range for serious cases: an eighth and a quarter of it, from 20,000 to 200,000
        ("from: 150000, to: 200000", "slight", "{from: 20000, to: 200000}", "[42,500–65,000]"),
        # the range of the new law is not known to its end, or has none to divide: then it is that range
        ("from: 10000, to: 55000", "slight", "{multiple_of: loss, from: 1, to: 2, base_at_least: 20000}", "[20,000–∞]"),
        # a tier that the quoted article has under another name: the one that would have applied, from 100,000 to 500,000
        ("from: 100000, to: 300000", "serious", "{from: 20000, to: 200000}", "[200,000–600,000]"),
    ],
)
def test_rows_of_a_table_that_quotes_another_range(row: str, harm: str, new: str, amount: str) -> None:
    assessment = under(
        ROWS.replace("ROW", f"{{{row}}}"),
        "2022-05-01",
        "2022-06-01",
        facts=f"proved: true, harm: {harm}",
        files={"cn/offences/f.yaml": SEVERAL.replace("NEW", new)},
    )
    [line] = told(assessment, "basis")
    assert line.startswith(
        "basis q applied | discretion basis q | the table quotes Old law, art. 1, whose range was another;"
    )
    assert f"→ {amount}" in line


@pytest.mark.parametrize(
    ("bases", "facts", "used"),
    [
        # a table whose rows are all for another tier does not serve this one
        ("  b: {offence: f.dump, source: new-law:3, method: bands, bands: [{for: [refused], from: 100000, to: 110000}]}", "refused: false", ["none"]),
        ("  b: {offence: f.dump, source: new-law:3, method: bands, bands: [{for: [refused], from: 100000, to: 110000}]}", "refused: true", ["b"]),
        ("  b: {offence: f.dump, source: new-law:3, method: bands, bands: [{for: [refused], from: 100000, to: 110000}, {from: 20000, to: 30000}]}", "refused: false", ["b"]),
        # a table without a row for the tier does not serve it; a fallback serves every tier by its first row
        ("  b: {offence: f.dump, source: new-law:3, method: weights, tiers: [{id: base, of: ceiling, start: 10}], factors: []}", "refused: true", ["none"]),
        ("  b: {source: new-law:3, method: weights, tiers: [{id: base, of: ceiling, start: 10}], factors: []}", "refused: true", ["b"]),
        ("  b: {source: new-law:3, method: weights, tiers: [{id: base, of: ceiling, start: 10}, {id: refused, of: ceiling, start: 20}], factors: []}", "refused: true", ["b"]),
        # one made for the offence goes before a fallback, and one that quotes the provision before one that quotes another
        (
            "  any: {source: new-law:3, method: weights, tiers: [{id: base, of: ceiling, start: 10}], factors: []}\n"
            "  own: {offence: f.dump, source: new-law:3, method: weights, tiers: [{id: base, of: ceiling, start: 20}], factors: []}",
            "refused: false",
            ["own"],
        ),
        (
            "  past: {offence: f.dump, provisions: [old-law:1], source: new-law:3, method: weights, tiers: [{id: base, of: ceiling, start: 10}], factors: []}\n"
            "  own: {offence: f.dump, provisions: [new-law:1], source: new-law:3, method: weights, tiers: [{id: base, of: ceiling, start: 20}], factors: []}",
            "refused: false",
            ["own"],
        ),
        # one that quotes a provision that the offence does not have does not serve it
        (
            "  far: {offence: f.dump, provisions: [new-law:77], source: new-law:3, method: weights, tiers: [{id: base, of: ceiling, start: 10}], factors: []}\n"
            "  own: {source: new-law:3, method: weights, tiers: [{id: base, of: ceiling, start: 20}], factors: []}",
            "refused: false",
            ["own"],
        ),
        # one of a time that is over is left out, and those after it are looked at
        (
            "  gone: {source: new-law:3, in_force: {from: 2021-01-01, to: 2021-12-31}, method: weights, tiers: [{id: base, of: ceiling, start: 10}], factors: []}\n"
            "  own: {source: new-law:3, method: weights, tiers: [{id: base, of: ceiling, start: 20}], factors: []}",
            "refused: false",
            ["own"],
        ),
        (
            "  not-so: {source: new-law:3, when: {refused: true}, method: weights, tiers: [{id: base, of: ceiling, start: 10}], factors: []}\n"
            "  own: {source: new-law:3, method: weights, tiers: [{id: base, of: ceiling, start: 20}], factors: []}",
            "refused: false",
            ["own"],
        ),
    ],
)  # fmt: skip
def test_which_table_serves_the_tier(bases: str, facts: str, used: list[str]) -> None:
    assessment = under(f"bases:\n{bases}\n", "2022-05-01", "2022-06-01", facts=f"proved: true, {facts}")
    found = [line.split(" | ")[0].split()[1] for line in told(assessment, "basis") if "not-applied" not in line]
    assert found == used


ROW_WHEN = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers:
      - {id: few, for: [base], when: {times: {below: 5}}, of: ceiling, start: 10}
      - {id: many, for: [base], of: ceiling, start: 30}
    factors: []
"""


@pytest.mark.parametrize(
    ("times", "base"),
    [("3", (10_000, 10_000)), ("5", (30_000, 30_000)), ("unknown", (10_000, 30_000))],
)
def test_the_first_row_that_holds_serves_the_tier(times: str, base: tuple[int, int]) -> None:
    assessment = under(ROW_WHEN, "2022-05-01", "2022-06-01", facts=f"proved: true, refused: false, times: {times}")
    assert assessment.violations[0].base == Amount(*base)
