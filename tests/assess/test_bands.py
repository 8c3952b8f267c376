"""Tables of bands and the place in them: which row, which place, what the officer chose or the case file states, and how it is told."""

from __future__ import annotations

import pytest

from discretion import Assessment, Unusable
from discretion.money import Amount
from tests.assess.support import OFFENCE, stated, told, under

TABLE = """\
bases:
  b:
    offence: f.dump
    source: new-law:3
    method: bands
    bands:
      - {when: {harm: none, times: {below: 50}}, to: 30000}
      - {when: {harm: slight, times: {below: 5}}, from: 20000, to: {value: 60000, provenance: reported, why: told by phone}}
      - {when: {harm: slight}, from: 60000, to: 100000}
      - {when: {harm: serious, loss: {above: 0}}, fine: {multiple_of: loss, from: 1, to: 2}}
      - {when: {harm: serious}, from: 50000}
"""
LISTS = """\
heavier:
  - {id: again, title: {zh: 屡犯, en: Again}, source: new-law:4, when: {times: {at_least: 5}}}
lighter:
  - {id: park, title: {zh: 园区, en: Park}, source: new-law:5, when: {area: park}}
"""
JURISDICTION = """\
jurisdiction:
  title: {zh: 全国, en: China}
  overlapping_bases: heaviest
  not_found_out: {factor: lowest, source: circular:9}
  point_in_band:
    lighter: {from: 0, below: 0.5}
    ordinary: 0.5
    heavier: {from: {value: 0.5, provenance: assumed, why: upper part}, to: 1}
    source: circular:8
    multiple: {lighter: 0, ordinary: 0.2, heavier: 1, source: circular:10}
    ceiling: {lighter: {from: 0, to: 0.4}, ordinary: 0.6, heavier: 1, source: circular:11}
    floor: {lighter: 1, ordinary: {from: 1, to: 1.5}, heavier: 2, source: circular:12}
"""
ON = "as of the decision 2022-06-01"
LAW3 = "cites new-law:3 (New law, art. 3)"
PLACE = "adjustment cn/point-in-band"
#: Slight harm, done three times: the second row, 20,000–60,000.
SECOND = (
    f"basis b applied | discretion basis b | 20,000 yuan to 60,000 yuan | {LAW3} | saw harm [Harm] slight, times [Times] 3"
    f" | → [20,000–60,000] | marks reported (told by phone) | {ON}"
)


def assessed(facts: str, *more: str, law: str = TABLE + LISTS, jurisdiction: str = JURISDICTION) -> Assessment:
    return under(
        law,
        "2022-05-01",
        "2022-06-01",
        *more,
        facts=stated(facts, loss="0"),
        files={"cn/jurisdiction.yaml": jurisdiction},
    )


@pytest.mark.parametrize(
    ("facts", "base", "place"),
    [
        # 20,000 + half of 40,000
        (
            "",
            (40_000, 40_000),
            "applied | place in the band: ordinary | cites circular:8 (Circular, art. 8) | [20,000–60,000] → 40,000"
            " | 20,000 + 0.5 × (60,000 − 20,000)",
        ),
        # the lower half, which the officer chooses from
        (
            "area: [park]",
            (20_000, 40_000),
            "applied | place in the band: lighter | cites circular:8 (Circular, art. 8) | [20,000–60,000] → [20,000–40,000]"
            " | 20,000 + [0–0.5] × (60,000 − 20,000) | choice",
        ),
        # done six times: the third row, and in it the upper half
        (
            "times: 6",
            (80_000, 100_000),
            "applied | place in the band: heavier | cites circular:8 (Circular, art. 8) | [60,000–100,000] → [80,000–100,000]"
            " | 60,000 + [0.5–1] × (100,000 − 60,000) | marks assumed (upper part) | choice",
        ),
        # an upper end only: 0.6 of it
        (
            "harm: none",
            (18_000, 18_000),
            "applied | place in the band: ordinary | cites circular:11 (Circular, art. 11) | [0–30,000] → 18,000"
            " | 30,000 × 0.6",
        ),
        # once to twice the loss: 30,000 + 0.2 × 30,000
        (
            "harm: serious; loss: 30000",
            (36_000, 36_000),
            "applied | place in the band: ordinary | cites circular:10 (Circular, art. 10) | [30,000–60,000] → 36,000"
            " | 30,000 + 0.2 × (60,000 − 30,000)",
        ),
        # a lower end only: once to one and a half times it
        (
            "harm: serious",
            (50_000, 75_000),
            "applied | place in the band: ordinary | cites circular:12 (Circular, art. 12) | [50,000–100,000] → [50,000–75,000]"
            " | 50,000 × [1–1.5] | choice",
        ),
        # how often is unknown: the second row or the third, ordinary or heavier
        (
            "times: unknown",
            (40_000, 100_000),
            "applied | place in the band: heavier, ordinary | cites circular:8 (Circular, art. 8)"
            " | [20,000–100,000] → [40,000–100,000]"
            " | 20,000 + [0.5–1] × (60,000 − 20,000) / 20,000 + 0.5 × (60,000 − 20,000)"
            " / 60,000 + [0.5–1] × (100,000 − 60,000) / 60,000 + 0.5 × (100,000 − 60,000)"
            " | marks assumed (upper part) | choice",
        ),
    ],
)
def test_the_place_in_the_band_follows_from_the_degree(facts: str, base: tuple[int, int], place: str) -> None:
    assessment = assessed(facts)
    assert assessment.violations[0].base == Amount(*base)
    assert told(assessment, "adjustment")[0] == f"{PLACE} {place}"


def test_a_row_says_what_it_looked_at_and_what_it_lacks() -> None:
    assert told(assessed(""), "basis") == [SECOND]
    [row] = told(assessed("times: unknown"), "basis")
    assert row == (
        f"basis b applied | discretion basis b | 20,000 yuan to 100,000 yuan | {LAW3}"
        " | saw harm [Harm] slight, times [Times] unknown | lacks times | → [20,000–100,000]"
        f" | marks reported (told by phone) | {ON}"
    )
    # nothing is sure to hold while the harm is unknown: once to twice the loss of 70,000, or from 50,000 to the top of the range, 100,000
    [row] = told(assessed("harm: unknown; loss: 70000; times: 60"), "basis")
    assert row == (
        f"basis b unknown | discretion basis b | 50,000 yuan to 140,000 yuan | {LAW3}"
        " | saw harm [Harm] unknown, loss [Loss] 70,000 yuan | lacks harm | → [50,000–140,000]"
        f" | {ON}"
    )


def test_the_degrees_beside_the_place_in_the_band() -> None:
    """The place has seen to the degree: the entry moves nothing more."""
    heavier = told(assessed("times: 6"), "adjustment")
    assert heavier[1] == (
        "adjustment again applied | Again | heavier: the upper part of the band | cites new-law:4 (New law, art. 4)"
        f" | saw times [Times] 6 | [80,000–100,000] → [80,000–100,000] | {ON}"
    )
    lighter = told(assessed("area: [park]"), "adjustment")
    assert lighter[2] == (
        "adjustment park applied | Park | lighter within the statutory range: the officer chooses"
        f" | cites new-law:5 (New law, art. 5) | saw area [Area] park | [20,000–40,000] → [20,000–40,000] | {ON} | choice"
    )


@pytest.mark.parametrize(
    ("facts", "choice", "fine", "place"),
    [
        # 30,000 is not the middle
        ("", "amount: 30000", 30_000, "noted"),
        ("", "amount: 40000", 40_000, "applied"),
        ("", "point: 0.5", 40_000, "applied"),
        ("", "point: 0.25", 30_000, "noted"),
        # lighter: from 20,000 to less than 40,000
        ("area: [park]", "point: 0.25", 30_000, "applied"),
        ("area: [park]", "point: 0", 20_000, "applied"),
        ("area: [park]", "point: 0.5", 40_000, "noted"),
        ("area: [park]", "amount: 39999", 39_999, "applied"),
        # heavier: from 80,000 to 100,000, both included
        ("times: 6", "point: 0.5", 80_000, "applied"),
        ("times: 6", "point: 1", 100_000, "applied"),
        ("times: 6", "point: 0.4", 76_000, "noted"),
    ],
)
def test_the_officer_chooses_the_place(facts: str, choice: str, fine: int, place: str) -> None:
    assessment = assessed(facts, f"choices: {{b: {{{choice}, reason: x}}}}")
    assert assessment.violations[0].base == Amount(fine, fine)
    row, chosen = told(assessment, "basis")
    assert row.startswith("basis b applied | discretion basis b |")
    assert chosen.startswith(f"basis b applied | discretion basis b | the officer chose {fine:,} yuan: x | {LAW3} | [")
    assert f" → {fine:,}" in chosen
    line = told(assessment, "adjustment")[0]
    assert line.startswith(f"{PLACE} {place} | place in the band: ")
    outside = "the amount chosen lies outside the place that the rule gives for it"
    assert (outside in line) is (place == "noted")
    assert line.endswith("warning") is (place == "noted")
    assert " | choice" not in line, "nothing is left to choose"


@pytest.mark.parametrize("choice", ["amount: 19999", "amount: 60001"])
def test_a_choice_outside_the_row_is_refused(choice: str) -> None:
    with pytest.raises(Unusable) as refused:
        assessed("", f"choices: {{b: {{{choice}, reason: x}}}}")
    [problem] = refused.value.problems
    assert "lies outside what the table leaves open" in problem.message.id


@pytest.mark.parametrize("choice", ["amount: 20000", "amount: 60000"])
def test_the_ends_of_the_row_are_inside(choice: str) -> None:
    assert assessed("", f"choices: {{b: {{{choice}, reason: x}}}}").violations[0].base == Amount(
        *[int(choice.removeprefix("amount: "))] * 2
    )


def test_what_could_not_be_found_out_counts_as_the_lowest_row() -> None:
    assessment = assessed("times: {not_found_out: asked three offices}")
    [row] = told(assessment, "basis")
    assert row == (
        "basis b applied | discretion basis b | could not be found out after inquiry, so the lowest row counts: 20,000 yuan"
        " to 60,000 yuan | cites new-law:3, circular:9 (New law, art. 3; Circular, art. 9)"
        " | saw harm [Harm] slight, times [Times] not to be found out after inquiry, loss [Loss] 0 yuan | → [20,000–60,000]"
        f" | marks reported (told by phone) | {ON}"
    )
    # whether it was done again stays open: the middle, or up to the top of the row
    assert assessment.violations[0].base == Amount(40_000, 60_000)
    # where nothing says that it counts lowest, both rows stay open
    silent = JURISDICTION.replace(
        "not_found_out: {factor: lowest, source: circular:9}", "not_found_out: {factor: unknown}"
    )
    left = assessed("times: {not_found_out: asked three offices}", jurisdiction=silent)
    assert left.violations[0].base == Amount(40_000, 100_000)
    # and where one of the facts is merely unknown
    one = assessed("times: {not_found_out: asked}; harm: unknown; loss: 70000")
    assert told(one, "basis")[0].startswith("basis b unknown | discretion basis b | 0 yuan to 140,000 yuan")


@pytest.mark.parametrize(
    ("facts", "amount", "verdict", "says", "base"),
    [
        # all is known but the place in the row: inside it the stated amount is the place, outside it does not count
        ("", 50_000, "noted", "it agrees with the table", (50_000, 50_000)),
        ("", 20_000, "noted", "it agrees with the table", (20_000, 20_000)),
        ("", 60_000, "noted", "it agrees with the table", (60_000, 60_000)),
        ("", 60_001, "noted", "but the table governs, because all its factors are known", (40_000, 40_000)),
        ("", 19_999, "noted", "but the table governs, because all its factors are known", (40_000, 40_000)),
        # the row is not known: it stands in for the table
        ("times: unknown", 70_000, "applied", "it stands in for the table", (70_000, 70_000)),
        ("times: unknown", 100_001, "applied", "which no level of the table gives", (100_001, 100_001)),
    ],
)
def test_a_stated_table_amount(facts: str, amount: int, verdict: str, says: str, base: tuple[int, int]) -> None:
    assessment = assessed(facts, f"stated: {{amount: {amount}, source: printed table}}")
    assert assessment.violations[0].base == Amount(*base)
    [_, line] = told(assessment, "basis")
    fits = "governs" not in says and "no level" not in says
    assert line.startswith(
        f"basis stated {verdict} | stated table amount | the case file states {amount:,} yuan (printed table)"
    )
    assert says in line
    span = "[20,000–60,000]" if not facts else "[20,000–100,000]"
    assert line.endswith(f"{span} → {amount:,}" + ("" if fits else " | warning"))
    # a stated amount is no band: no place is to be found in it
    placed = any(f.startswith(PLACE) for f in told(assessment, "adjustment"))
    assert placed is (says.startswith("but the table governs"))


def test_of_rows_that_hold_together_the_heaviest_counts() -> None:
    law = TABLE.replace("method: bands", "method: bands\n    pick: heaviest").replace(
        "{when: {harm: slight}, from: 60000, to: 100000}", "{when: {area: town}, from: 15000, to: 70000}"
    )
    # 20,000–60,000 and 15,000–70,000 hold: the one with the higher end
    assert told(assessed("", law=law), "basis")[0].startswith(
        "basis b applied | discretion basis b | 15,000 yuan to 70,000 yuan"
    )
    # what may hold besides counts where its end is at least as high
    low = law.replace("to: 70000", "to: 60000")
    assert told(assessed("", law=low), "basis")[0].startswith(
        "basis b applied | discretion basis b | 15,000 yuan to 60,000 yuan"
    )
    none = law.replace("to: 70000", "to: 59999")
    assert told(assessed("", law=none), "basis")[0].startswith(
        "basis b applied | discretion basis b | 20,000 yuan to 60,000 yuan"
    )


def test_without_a_row_or_a_table_the_officer_chooses_within_the_range() -> None:
    """10,000–100,000; its middle is 55,000."""
    law = TABLE.replace("{when: {harm: serious}, from: 50000}", "{when: {harm: none}, from: 50000}")
    found = assessed("harm: serious", law=law)
    assert told(found, "basis") == [
        "basis b noted | discretion basis b | no row of the table fits these facts: the officer chooses within the statutory range"
        f" | {LAW3} | → [10,000–100,000] | {ON} | choice | warning"
    ]
    assert found.violations[0].base == Amount(55_000, 55_000)
    without = assessed("", law=LISTS)
    assert told(without, "basis") == [
        "basis none noted | no discretion basis | no discretion basis covers this tier: the officer chooses within the"
        " statutory range | → [10,000–100,000] | choice"
    ]
    assert without.violations[0].base == Amount(55_000, 55_000)


SECOND_TABLE = """\
  w:
    offence: f.dump
    source: new-law:6
    method: weights
    tiers: [{id: base, of: ceiling, start: START}]
    factors: [{fact: harm, levels: {none: 0, slight: 20, serious: 50}}]
"""


@pytest.mark.parametrize(
    ("start", "over", "base"),
    [
        # (10 + 20) % of 100,000 = 30,000 against the middle of 20,000–60,000
        (10, "[30,000–60,000]", 40_000),
        # (30 + 20) % = 50,000
        (30, "[50,000–60,000]", 50_000),
    ],
)
def test_of_several_tables_the_heaviest_result_counts(start: int, over: str, base: int) -> None:
    law = TABLE + SECOND_TABLE.replace("START", str(start)) + LISTS
    assessment = assessed("", law=law)
    *_, last = told(assessment, "basis")
    assert (
        last == f"basis b / w noted | overlapping tables | several tables cover the act; the heaviest counts | → {over}"
    )
    assert assessment.violations[0].base == Amount(base, base)
    place = told(assessment, "adjustment")[0]
    assert f"{over} → {base:,}" in place
    assert f"max(20,000 + 0.5 × (60,000 − 20,000); {(start + 20) * 1000:,})" in place
    # where the first one counts, the other is not asked
    first = assessed("", law=law, jurisdiction=JURISDICTION.replace("heaviest", "first"))
    assert first.violations[0].base == Amount(40_000, 40_000)


def _beside(start: int, entry: str) -> str:
    """The table of bands, the one of weights beside it, and one entry of a list."""
    return TABLE + SECOND_TABLE.replace("START", str(start)) + entry


PARK = "lighter: [{id: park, title: {zh: 园区, en: Park}, source: new-law:5, when: {area: park}EFFECT}]\n"
AGAIN = "heavier: [{id: again, title: {zh: 屡犯, en: Again}, source: new-law:4, when: {times: {at_least: 5}}EFFECT}]\n"


@pytest.mark.parametrize(
    ("start", "entry", "facts", "choice", "base", "fine"),
    [
        # (30 + 20) % = 50,000 beside 20,000–60,000. Lighter without a share: the amount down to the floor of 10,000, the band in its
        # lower half; the higher of each end
        (30, PARK.replace("EFFECT", ""), "area: [park]", "", (20_000, 50_000), (20_000, 50_000)),
        (30, PARK.replace("EFFECT", ""), "area: [town]", "", (50_000, 50_000), (50_000, 50_000)),
        (30, PARK.replace("EFFECT", ", force: may"), "area: [park]", "", (20_000, 50_000), (20_000, 50_000)),
        (30, PARK.replace("EFFECT", ", force: may"), "area: [park]", "park: {apply: false, reason: x}", (50_000, 50_000), (50_000, 50_000)),
        # with a share, or one that the officer chose, the entry itself moves the amount: 50,000 × 0.9
        (30, PARK.replace("EFFECT", ", effect: {percent_off: 10}"), "area: [park]", "", (50_000, 50_000), (45_000, 45_000)),
        (30, PARK.replace("EFFECT", ""), "area: [park]", "park: {percent: 10, reason: x}", (50_000, 50_000), (45_000, 45_000)),
        # no harm, six times: 30 % = 30,000 beside an upper end of 30,000, which is the place for heavier; the amount up to the ceiling
        (30, AGAIN.replace("EFFECT", ""), "harm: none; times: 6", "", (30_000, 100_000), (30_000, 100_000)),
        (30, AGAIN.replace("EFFECT", ""), "harm: none; times: 3", "", (30_000, 30_000), (30_000, 30_000)),
        (30, AGAIN.replace("EFFECT", ", effect: {percent_on: 20}"), "harm: none; times: 6", "", (30_000, 30_000), (36_000, 36_000)),
        (30, AGAIN.replace("EFFECT", ""), "harm: none; times: 6", "again: {percent: 10, reason: x}", (30_000, 30_000), (33_000, 33_000)),
        # perhaps lighter: 50,000, or as above
        (30, PARK.replace("EFFECT", ""), "area: unknown", "", (20_000, 50_000), (20_000, 50_000)),
    ],
)  # fmt: skip
def test_an_amount_beside_a_band_is_as_open_as_it_would_be_alone(
    start: int, entry: str, facts: str, choice: str, base: tuple[int, int], fine: tuple[int, int]
) -> None:
    made = [f"choices: {{{choice}}}"] if choice else []
    assessment = assessed(facts, *made, law=_beside(start, entry))
    assert assessment.violations[0].base == Amount(*base)
    assert assessment.fine == Amount(*fine)


def test_a_row_that_gives_an_amount_has_no_place_to_find() -> None:
    law = TABLE.replace("from: 20000, to: {value: 60000, provenance: reported, why: told by phone}", "fixed: 30000")
    found = assessed("", law=law)
    assert (found.violations[0].base, found.fine) == (Amount(30_000, 30_000), Amount(30_000, 30_000))
    assert told(found, "adjustment") == []
    [row] = told(found, "basis")
    assert row.startswith("basis b applied | discretion basis b | 30,000 yuan to 30,000 yuan")


@pytest.mark.parametrize(
    ("old", "new", "facts", "base"),
    [
        # what rests on an instrument that is no longer in force does not count
        ("source: circular:8", "source: old-law:8", "", (20_000, 60_000)),
        ("source: circular:9", "source: old-law:9", "times: {not_found_out: asked}", (40_000, 100_000)),
    ],
)
def test_a_setting_counts_while_its_source_is_in_force(old: str, new: str, facts: str, base: tuple[int, int]) -> None:
    assessment = assessed(facts, jurisdiction=JURISDICTION.replace(old, new))
    assert assessment.violations[0].base == Amount(*base)


def test_without_a_place_the_band_stays_open_and_lighter_goes_down_to_the_floor() -> None:
    """20,000–60,000; without a rule for the place the entry says: down to 10,000."""
    bare = "jurisdiction: {title: {zh: 全国, en: China}}\n"
    assert assessed("", jurisdiction=bare).fine == Amount(20_000, 60_000)
    assert assessed("area: [park]", jurisdiction=bare).fine == Amount(10_000, 60_000)


WHEN = """\
  c:
    offence: f.dump
    source: new-law:6
    method: weights
    when: {area: lake}
    tiers: [{id: base, of: ceiling, start: 70}]
    factors: []
"""


@pytest.mark.parametrize(
    ("facts", "tables", "base"),
    [
        # the second table is for the lake: 70,000 against the middle of 20,000–60,000
        ("", ["b"], (40_000, 40_000)),
        ("area: [lake]", ["b", "c", "b / c"], (70_000, 70_000)),
        # which place it was is not known: one of the two
        ("area: unknown", ["b", "c", "b / c"], (40_000, 70_000)),
    ],
)
def test_a_table_that_may_cover_the_act(facts: str, tables: list[str], base: tuple[int, int]) -> None:
    assessment = assessed(facts, law=TABLE + WHEN)
    assert [
        line.split()[1] if " / " not in line.split(" | ")[0] else "b / c" for line in told(assessment, "basis")
    ] == tables
    assert assessment.violations[0].base == Amount(*base)
    assert assessment.violations[0].missing == (("area",) if "unknown" in facts else ())


QUOTED = """\
bases:
  q:
    offence: f.dump
    provisions: [old-law:1]
    source: new-law:3
    method: bands
    bands:
      - {when: {times: {below: 5}}, from: 20000, to: 40000}
      - {from: 40000, to: 60000}
"""
CHANGED = (
    OFFENCE
    + """\
      - liability: [old-law:1]
        tiers: [{id: base, fine: {from: 10000, to: 100000}}]
      - liability: [new-law:1]
        tiers: [{id: base, fine: {from: 20000, to: 200000}}]
"""
)


def test_the_lowest_row_of_a_table_that_quotes_another_range_is_scaled_too() -> None:
    """20,000 and 40,000 are a ninth and a third of the way from 10,000 to 100,000; of that from 20,000 to 200,000: 40,000 and 80,000."""
    found = under(
        QUOTED,
        "2022-05-01",
        "2022-06-01",
        facts="proved: true, times: {not_found_out: asked}",
        files={"cn/jurisdiction.yaml": JURISDICTION.replace(", source: circular:9", ""), "cn/offences/f.yaml": CHANGED},
    )
    [row] = told(found, "basis")
    assert row == (
        "basis q applied | discretion basis q | could not be found out after inquiry, so the lowest row counts: 40,000 yuan to"
        f" 80,000 yuan | {LAW3} | saw times [Times] not to be found out after inquiry | → [40,000–80,000]"
        f" | marks derived (old-law:1 → new-law:1) | {ON}"
    )
    # the middle of them
    assert found.violations[0].base == Amount(60_000, 60_000)


def test_rows_that_are_added_up_are_not_taken_at_their_lowest() -> None:
    summed = TABLE.replace("method: bands", "method: bands\n    pick: sum")
    found = assessed("times: {not_found_out: asked}", law=summed)
    assert "could not be found out" not in told(found, "basis")[0]


def test_a_stated_amount_beside_several_tables() -> None:
    """Two tables, of which one gives 30,000 and the other 20,000–60,000: together 30,000–60,000, and the place is 40,000."""
    law = TABLE + SECOND_TABLE.replace("START", "10") + LISTS
    inside = assessed("", "stated: {amount: 45000, source: x}", law=law)
    assert told(inside, "basis")[-1].startswith(
        "basis stated noted | stated table amount | the case file states 45,000 yuan (x): it agrees"
    )
    assert inside.violations[0].base == Amount(45_000, 45_000)
    outside = assessed("", "stated: {amount: 25000, source: x}", law=law)
    assert "but the table governs" in told(outside, "basis")[-1]
    assert outside.violations[0].base == Amount(40_000, 40_000)
    # which row is not known: it stands in for the tables
    open_ = assessed("times: unknown", "stated: {amount: 45000, source: x}", law=law)
    assert told(open_, "basis")[-1].startswith("basis stated applied | stated table amount")
    assert open_.violations[0].base == Amount(45_000, 45_000)
    assert "times" in open_.violations[0].missing


@pytest.mark.parametrize(
    ("row", "base"),
    [
        # at least 30,000 to 60,000, and as much more as the loss was: a fifth of the way at the least
        ("{multiple_of: loss, from: 1, to: 2, base_at_least: 30000}", (36_000, None)),
    ],
)
def test_the_place_in_a_band_without_a_known_end(row: str, base: tuple[int, int | None]) -> None:
    law = TABLE.replace("from: 50000}", f"fine: {row}}}").replace("loss: {above: 0}", "loss: {above: 900000}")
    found = assessed("harm: serious; loss: unknown", law=law.replace("{when: {harm: serious, loss: {above: 900000}}, fine: {multiple_of: loss, from: 1, to: 2}}", "{when: {harm: none}, from: 1000}"))  # fmt: skip
    assert found.violations[0].base == Amount(*base)
    # the law's own range ends with 100,000
    assert found.fine == Amount(base[0], 100_000)
    assert found.violations[0].missing == ("loss",)


SPLIT = """\
bases:
  b:
    offence: f.dump
    source: new-law:3
    method: bands
    bands:
      - {when: {harm: slight}, from: 20000, to: 60000}
      - {when: {harm: serious, times: {below: 5}}, from: 20000, to: 40000}
      - {when: {harm: serious}, from: 40000, to: 60000}
"""


def test_one_band_and_two_that_reach_as_far_together_are_not_taken_for_each_other() -> None:
    """Half of 20,000 to 60,000 is 40,000; half of 20,000 to 40,000, or of 40,000 to 60,000, is 30,000 or 50,000."""
    one, two = (assessed(facts, law=SPLIT).fine for facts in ("harm: slight", "harm: serious; times: unknown"))
    assert (one, two) == (Amount(40_000, 40_000), Amount(30_000, 50_000))
    assert assessed("harm: slight; times: 4", law=SPLIT).fine == one
