"""What the engine does with the rarer parts of the rule language, on a small law; every amount is worked out by hand.

Dumping costs 10,000 to 100,000 yuan. The table starts at 10 % of the ceiling of 100,000 and adds 20 % for slight and 50 % for serious
harm, so that slight harm alone costs 30,000.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from discretion.assess import Assessment, assess
from discretion.case import read_case
from discretion.case.read import located
from discretion.money import Amount
from discretion.report.language import Language
from discretion.rulebook import Unusable
from tests.audit.support import BASE, rulebook

EN = Language("en")
FACTS = "harm: slight, area: [town], times: 1, refused: false"
NOWHERE = "harm: slight, times: 1, refused: false"
TIMELINE = "act: 2026-03-03, found: 2026-03-03, decision: 2026-06-01"
TABLE = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers: [{id: base, of: ceiling, start: 10}, {id: refused, of: ceiling, start: 50}]
    factors:
      - {fact: harm, levels: {none: 0, slight: 20, serious: 50}}
"""
OTHER = """\
offences:
  f.other:
    title: {zh: 乙, en: Other}
    enforced_by: ecology-environment
    elements: {proved: true}
    provisions: [{liability: [new-law:2], tiers: [{id: base, fine: {fixed: 500}}]}]
"""


def case(facts: str, more: str = "", timeline: str = TIMELINE, offence: str = "offence: f.dump") -> bytes:
    return (
        f"jurisdiction: cn\nparty: {{name: A, kind: organisation}}\n{offence}\n"
        f"timeline: {{{timeline}}}\nfacts: {{proved: true, {facts}}}\n{more}"
    ).encode()


def judged(
    text: str, facts: str = FACTS, files: Mapping[str, str] | None = None, more: str = "", timeline: str = TIMELINE
) -> Assessment:
    """The small law with ``text``, and a case under it."""
    book = rulebook(text, files)
    assert book.problems() == ()
    return assess(*read_case("case.yaml", case(facts, more, timeline), book))


def told(result: Assessment, rule: str) -> str:
    """Why a rule did what it did."""
    (finding,) = (f for f in result.violations[0].findings if f.rule == rule)
    return EN.of(finding.reason) if finding.reason is not None else ""


def sums(result: Assessment, rule: str) -> str:
    """The arithmetic of a rule."""
    return next(f.arithmetic for f in result.violations[0].findings if f.rule == rule and f.arithmetic)


def between(low: int, high: int) -> Amount:
    return Amount(low, high)


# --- factors -----------------------------------------------------------------------------------------------------------

PARK = TABLE + "      - {fact: times, when: {area: park}, levels: [{below: 2, weight: 5}, {weight: 40}]}\n"
SUM = (
    TABLE
    + "      - {id: s, title: {zh: 甲, en: S}, pick: sum, levels: [{when: {area: town}, weight: 5},"
    + " {when: {times: {at_least: 2}}, weight: 30}, {when: {loss: {above: 1}}, weight: 1}]}\n"
)


def test_a_factor_that_does_not_concern_the_case_counts_nothing() -> None:
    result = judged(PARK)
    assert result.fine == between(30_000, 30_000)
    assert told(result, "t/times") == "this factor does not concern the case"
    assert judged(PARK, FACTS.replace("town", "park")).fine == between(35_000, 35_000)


def test_where_it_is_unknown_whether_a_factor_concerns_the_case_it_counts_nothing_or_all() -> None:
    """(10 + 20) % or (10 + 20 + 5) % of 100,000."""
    result = judged(PARK, NOWHERE)
    assert (result.fine, result.violations[0].missing) == (between(30_000, 35_000), ("area",))


def test_a_level_that_weighs_only_in_another_tier_counts_nothing_in_this_one() -> None:
    text = TABLE + "      - {fact: times, levels: [{below: 2, weight: {refused: 5}}, {weight: {refused: 40}}]}\n"
    result = judged(text)
    assert (result.fine, told(result, "t/times")) == (between(30_000, 30_000), "no level for this tier")
    # refused: (50 + 20 + 5) % of 200,000
    assert judged(text, FACTS.replace("refused: false", "refused: true")).fine == between(150_000, 150_000)


def test_a_factor_of_another_tier_is_not_looked_at() -> None:
    text = TABLE + "      - {fact: times, tiers: [refused], levels: [{weight: 15}]}\n"
    result = judged(text)
    assert result.fine == between(30_000, 30_000)
    assert "t/times" not in {f.rule for f in result.violations[0].findings}
    # refused: (50 + 20 + 15) % of 200,000
    assert judged(text, FACTS.replace("refused: false", "refused: true")).fine == between(170_000, 170_000)


def test_a_level_without_a_test_always_holds() -> None:
    """(10 + 20 + 15) % of 100,000, whatever the number of times."""
    text = TABLE + "      - {fact: times, levels: [{weight: 15}]}\n"
    assert judged(text).fine == judged(text, FACTS.replace("times: 1", "times: 9")).fine == between(45_000, 45_000)


def test_of_levels_that_add_up_each_counts() -> None:
    """(10 + 20 + 5 + 30) % of 100,000; without any loss the third adds nothing."""
    assert judged(SUM, FACTS.replace("times: 1", "times: 2, loss: 0")).fine == between(65_000, 65_000)


def test_of_levels_that_add_up_one_that_is_unknown_widens_the_result() -> None:
    """Town 5 %, loss 1 %, and 30 % more if it was not the first time: 36 to 66 %."""
    result = judged(SUM, "harm: slight, area: [town], loss: 3, refused: false")
    assert (result.fine, result.violations[0].missing) == (between(36_000, 66_000), ("times",))


# --- of what the table is a percentage ---------------------------------------------------------------------------------


def of(base: str) -> str:
    return TABLE.replace("{id: base, of: ceiling", f"{{id: base, of: {base}", 1)


def test_a_percentage_of_a_fact() -> None:
    """30 % of 60,000; of twice as much; of at least 50,000, below which no base goes."""
    loss = FACTS + ", loss: 60000"
    assert judged(of("{fact: loss}"), loss).fine == between(18_000, 18_000)
    assert judged(of("{fact: loss, times: 2}"), loss).fine == between(36_000, 36_000)
    assert judged(of("{fact: loss, times: 2, at_least: 50000}"), FACTS + ", loss: 60").fine == between(15_000, 15_000)


def test_a_percentage_of_a_fact_that_is_unknown() -> None:
    """At least 30 % of 50,000; the ceiling of the statute ends it."""
    result = judged(of("{fact: loss, times: 2, at_least: 50000}"))
    assert (result.fine.low, result.violations[0].missing) == (15_000, ("loss",))


# --- bands -------------------------------------------------------------------------------------------------------------

BANDS = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: bands
    pick: PICK
    bands:
      - {when: {harm: [slight, serious]}, from: 20000, to: 40000}
      - {when: {area: town}, from: 30000, to: 60000}
      - {from: 10000, to: 20000}
"""
FLOOR = BANDS.partition("    pick")[0] + "    bands: [{from: 30000}]\n"
PLACES = """\
        jurisdiction:
          title: {zh: 甲, en: A}
          point_in_band:
            lighter: {from: 0, below: 0.5}
            ordinary: 0.5
            heavier: {from: 0.5, to: 1}
            floor: {lighter: 1, ordinary: 1.5, heavier: 2}
"""


def test_of_the_rows_that_hold_the_first_or_the_heaviest_counts() -> None:
    assert judged(BANDS.replace("PICK", "first")).fine == between(20_000, 40_000)
    assert judged(BANDS.replace("PICK", "heaviest")).fine == between(30_000, 60_000)


def test_a_row_that_may_be_heavier_only_widens() -> None:
    """Outside the town 20,000 to 40,000, in it 30,000 to 60,000; the row for all others is lighter than what is certain."""
    result = judged(BANDS.replace("PICK", "heaviest"), NOWHERE)
    assert (result.fine, result.violations[0].missing) == (between(20_000, 60_000), ("area",))


def test_the_officer_chooses_a_place_inside_the_band_alone() -> None:
    """A quarter of the way from 20,000 to 40,000."""
    first = BANDS.replace("PICK", "first")
    assert judged(first, more="choices: {t: {point: 1/4, reason: 情节}}\n").fine == between(25_000, 25_000)
    with pytest.raises(Unusable) as refused:
        judged(first, more="choices: {t: {amount: 50000, reason: 情节}}\n")
    (problem,) = refused.value.problems
    assert EN.of(problem.message) == "the choice lies outside what the table leaves open: 20,000 yuan to 40,000 yuan"


def test_a_row_with_a_lower_end_goes_up_to_the_statute() -> None:
    assert judged(FLOOR).fine == between(30_000, 100_000)


def test_in_a_band_with_a_lower_end_alone_the_place_is_so_many_times_it() -> None:
    """30,000 × 1.5."""
    result = judged(FLOOR, files={"cn/jurisdiction.yaml": PLACES})
    assert (result.fine, sums(result, "cn/point-in-band")) == (between(45_000, 45_000), "30,000 × 1.5")


def test_the_place_in_a_band_without_a_known_end_stays_open() -> None:
    text = FLOOR.replace("[{from: 30000}]", "[{fine: {multiple_of: loss, from: 1, to: 2}}]")
    result = judged(text, files={"cn/jurisdiction.yaml": PLACES})
    assert result.violations[0].missing == ("loss",)
    # between 1 and 2 times the loss: in the middle of 20,000 to 40,000
    assert judged(text, FACTS + ", loss: 20000", {"cn/jurisdiction.yaml": PLACES}).fine == between(30_000, 30_000)


# --- which table -------------------------------------------------------------------------------------------------------

PARK_TABLE = """\
  u:
    offence: f.dump
    source: new-law:3
    when: {area: park}
    method: weights
    tiers: [{id: base, of: ceiling, start: 40}]
    factors: [{fact: harm, levels: {none: 0, slight: 20, serious: 50}}]
"""


def test_of_two_tables_the_one_that_may_apply_widens_the_result() -> None:
    """30 % by the one, 60 % by the one for the park; the heavier counts where both apply."""
    files = {"cn/jurisdiction.yaml": "jurisdiction: {title: {zh: 甲, en: A}, overlapping_bases: heaviest}\n"}
    assert judged(TABLE + PARK_TABLE, FACTS, files).fine == between(30_000, 30_000)
    assert judged(TABLE + PARK_TABLE, FACTS.replace("town", "park"), files).fine == between(60_000, 60_000)
    unknown = judged(TABLE + PARK_TABLE, NOWHERE, files)
    assert (unknown.fine, unknown.violations[0].missing) == (between(30_000, 60_000), ("area",))


def test_where_the_nearest_table_may_not_apply_the_next_one_counts_too() -> None:
    fallback = TABLE.replace("bases:\n", "").replace("    offence: f.dump\n", "")
    unknown = judged("bases:\n" + PARK_TABLE + fallback, NOWHERE)
    assert (unknown.fine, unknown.violations[0].missing) == (between(30_000, 60_000), ("area",))
    # without a next one the whole statutory range
    assert judged("bases:\n" + PARK_TABLE, NOWHERE).fine == between(10_000, 100_000)


# --- caps of a fine ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loss", "low", "high"), [("1000", 20_000, 20_000), ("10000", 20_000, 30_000), ("100000", 50_000, 50_000)]
)
def test_a_multiple_between_two_caps(loss: str, low: int, high: int) -> None:
    """One to three times the loss, at least 20,000 and at most 50,000."""
    assert judged("", f"harm: slight, loss: {loss}", {"cn/offences/f.yaml": CAPPED}).fine == between(low, high)


CAPPED = """\
        offences:
          f.dump:
            title: {zh: 倾倒, en: Dumping}
            enforced_by: ecology-environment
            elements: {proved: true}
            provisions:
              - liability: [new-law:1]
                tiers: [{id: base, fine: {multiple_of: loss, from: 1, to: 3, at_least: 20000, at_most: 50000}}]
"""


def test_a_multiple_of_what_is_unknown_lies_between_the_caps() -> None:
    result = judged("", "harm: slight", {"cn/offences/f.yaml": CAPPED})
    assert (result.fine, result.violations[0].missing) == (between(20_000, 50_000), ("loss",))


# --- conditions --------------------------------------------------------------------------------------------------------


def lighter(when: str, more: str = "") -> str:
    return (
        f"lighter:\n  - {{id: e, title: {{zh: 甲, en: A}}, source: new-law:4, when: {when}, "
        f"effect: {{percent_off: 20}}}}\n{more}"
    )


HEAVIER = """\
heavier:
  - {id: r, title: {zh: 乙, en: B}, source: new-law:5, when: {area: town}, unless: {times: {at_least: 3}}, effect: {percent_on: 10}}
"""


def test_a_rule_that_looks_at_another_rule_sees_its_exception_too() -> None:
    """30,000, 10 % more and 20 % of it off: 26,400. From the third time on neither; unknown, anything between."""
    text = TABLE + lighter("{rule: r}", HEAVIER)
    assert judged(text).fine == between(26_400, 26_400)
    assert judged(text, FACTS.replace("times: 1", "times: 3")).fine == between(30_000, 30_000)
    unknown = judged(text, "harm: slight, area: [town], refused: false")
    assert unknown.violations[0].missing == ("times",)
    assert unknown.fine.low <= 26_400
    assert unknown.fine.high is not None
    assert unknown.fine.high >= 30_000


def test_a_rule_of_another_offence_does_not_hold() -> None:
    text = TABLE + lighter("{rule: r}", HEAVIER.replace("when:", "offences: [f.other], when:")) + OTHER
    assert judged(text).fine == between(30_000, 30_000)


def test_another_violation_of_any_day_is_looked_at_where_the_rule_says_so() -> None:
    """The other violation was found a month before; 20 % off only where that does not matter."""
    for same, fine in (("true", 30_000), ("false", 24_000)):
        when = f"{{other_violation: {{found_same_time: {same}, rule: r}}}}"
        text = TABLE + lighter(when, HEAVIER.replace("{area: town}", "{area: lake}")) + OTHER
        book = rulebook(text)
        assert book.problems() == ()
        both = (
            "violations:\n"
            f"  - {{offence: f.dump, facts: {{{FACTS}}}, timeline: {{{TIMELINE}}}}}\n"
            "  - offence: f.other\n    facts: {area: [lake], times: 1}\n"
            "    timeline: {act: 2026-02-02, found: 2026-02-02, decision: 2026-06-01}"
        )
        result = assess(*read_case("case.yaml", case("", timeline=TIMELINE, offence=both), book))
        assert result.violations[0].fine == between(fine, fine)


FINE = "facts: {fine: {title: {zh: 罚款, en: Fine}, type: money, computed: true}}\n"


@pytest.mark.parametrize(
    ("values", "facts", "verdict"),
    [
        ("[30000, 50000]", FACTS, "applied"),
        ("[30000, 50000]", FACTS.replace("slight", "serious"), None),
        ("[30000, 50000]", "area: [town], times: 1, refused: false", "unknown"),
        ("[300000]", "area: [town], times: 1, refused: false", None),
    ],
)
def test_what_follows_from_certain_amounts(values: str, facts: str, verdict: str | None) -> None:
    """Slight harm 30,000, serious 60,000; unknown harm 10,000 to 60,000, in which 30,000 lies and 300,000 does not."""
    step = f"when: {{fine: {values}}}, text: {{zh: 听证, en: hearing}}"
    result = judged(
        TABLE + FINE + f"procedure:\n  - {{id: p, title: {{zh: 丙, en: P}}, source: new-law:6, {step}}}\n", facts
    )
    assert [f.verdict for f in result.violations[0].findings if f.rule == "p"] == ([] if verdict is None else [verdict])


DAYS = """\
facts:
  due_on: {title: {zh: 到期, en: Due}, type: date, ask: {zh: 到期？, en: Due?}}
  paid_on: {title: {zh: 缴纳, en: Paid}, type: date, ask: {zh: 缴纳？, en: Paid?}}
"""


@pytest.mark.parametrize(
    ("due", "paid", "low", "high"),
    [
        ("2026-03-02", "2026-03-11", 24_000, 24_000),
        ("2026-03-02", "2026-03-12", 30_000, 30_000),
        # no calendar of working days reaches so far
        ("2089-12-01", "2089-12-02", 24_000, 30_000),
        ("1900-01-01", "1900-01-02", 24_000, 30_000),
    ],
)
def test_within_so_many_working_days(due: str, paid: str, low: int, high: int) -> None:
    """Seven working days after Monday 2 March 2026: 3 to 6 March, then 9, 10 and 11 March."""
    text = TABLE + lighter("{paid_on: {within: 7 working-days, of: due_on}}") + DAYS
    assert judged(text, f"{FACTS}, due_on: {due}, paid_on: {paid}").fine == between(low, high)


@pytest.mark.parametrize(
    ("facts", "low", "high"), [("", 24_000, 30_000), (", loss: 1", 24_000, 24_000), (", loss: 9", 30_000, 30_000)]
)
def test_an_exception_that_is_unknown_leaves_both_results(facts: str, low: int, high: int) -> None:
    text = TABLE + lighter("{area: town}, unless: {loss: {above: 5}}")
    assert judged(text, FACTS + facts).fine == between(low, high)


@pytest.mark.parametrize(("offences", "fine"), [("", 30_000), ("offences: [f.other], ", 24_000)])
def test_an_exclusion_takes_away_what_concerns_its_own_offences(offences: str, fine: int) -> None:
    exclusion = f"exclusions:\n  - {{id: x, title: {{zh: 丁, en: X}}, source: new-law:7, defeats: [e], {offences}when: {{area: town}}}}\n"
    assert judged(TABLE + lighter("{area: town}") + exclusion + OTHER).fine == between(fine, fine)


# --- programmes --------------------------------------------------------------------------------------------------------


def programme(id: str, when: str, percent: str, more: str = "") -> str:
    return (
        f"  {id}:\n    kind: apology-pledge\n    title: {{zh: {id}, en: {id}}}\n    source: new-law:8\n"
        f"    requires: {when}\n    reduction: [{{percent: {percent}}}]\n{more}"
    )


def combined(way: str, most: int) -> dict[str, str]:
    settings = f"{{order: [apology-pledge], combine: {way}, at_most_percent: {most}}}"
    return {"cn/jurisdiction.yaml": f"jurisdiction: {{title: {{zh: 甲, en: A}}, programmes: {settings}}}\n"}


@pytest.mark.parametrize(
    ("way", "most", "fine"),
    [
        ("compound", 60, 16_800),  # 30,000 × 0.8 × 0.7
        ("add", 60, 15_000),  # 30,000 × (1 − 0.2 − 0.3)
        ("best", 60, 21_000),  # 30,000 × 0.7
        ("compound", 40, 18_000),  # no more than 40 % off
        ("add", 40, 18_000),
        ("best", 40, 21_000),
    ],
)
def test_two_programmes_and_a_largest_total(way: str, most: int, fine: int) -> None:
    text = TABLE + "programmes:\n" + programme("a", "{area: town}", "20") + programme("b", "{times: {below: 5}}", "30")
    result = judged(text, files=combined(way, most))
    assert result.fine == between(fine, fine)
    capped = [EN.of(f.title) for f in result.violations[0].findings if f.rule == "cn/programmes"]
    assert capped == ([f"largest total reduction: {most}%"] if fine == 18_000 else [])


def test_a_reduction_ends_at_so_many_yuan() -> None:
    """20 % of 30,000 are 6,000, but at most 5,000 yuan; of an interval, at each end."""
    text = TABLE + "programmes:\n" + programme("a", "{area: town}", "20", "    at_most: 5000\n")
    result = judged(text)
    assert result.fine == between(25_000, 25_000)
    assert sums(result, "a") == "30,000 × 20% = 6,000 > 5,000; 30,000 − 5,000 = 25,000"
    unknown = judged(text, "area: [town], times: 1, refused: false")
    assert sums(unknown, "a") == "[10,000–60,000] − min([10,000–60,000] × 20%, 5,000) = [8,000–55,000]"
    chosen = TABLE + "programmes:\n" + programme("a", "{area: town}", "{from: 10, to: 30}", "    at_most: 5000\n")
    # 10 % are 3,000
    assert judged(chosen).fine == between(25_000, 27_000)


def test_a_benefit_beside_the_fine_is_named_where_its_condition_holds() -> None:
    benefits = "[{when: {harm: none}, title: {zh: 甲, en: first}}, {when: {harm: slight}, title: {zh: 乙, en: second}}]"
    result = judged(TABLE + "programmes:\n" + programme("a", "{area: town}", "20", f"    benefits: {benefits}\n"))
    assert [EN.of(f.title) for f in result.violations[0].findings if "benefit" in f.rule] == ["second"]


STUDY = """\
facts:
  law_study.credits: {title: {zh: 积分, en: Credits}, type: count, computed: true}
  hours: {title: {zh: 学时, en: Hours}, type: count, ask: {zh: 学时？, en: Hours?}}
programmes:
  s:
    kind: law-study
    title: {zh: 学法, en: Study}
    source: new-law:8
    requires: {area: town}
    credits:
      - {when: {harm: none}, credits: 100}
      - {per: hours, credits: 2, at_most: 20}
    reduction:
      - {when: {law_study.credits: {at_least: 20}}, percent: 30}
      - {when: {law_study.credits: {at_least: 10}}, percent: 10}
"""


@pytest.mark.parametrize(("hours", "fine"), [(4, 30_000), (5, 27_000), (9, 27_000), (10, 21_000), (50, 21_000)])
def test_hours_of_study_earn_credits_and_credits_a_reduction(hours: int, fine: int) -> None:
    """Two credits an hour, at most 20; from 10 on 10 % off, from 20 on 30 %. Slight harm earns nothing."""
    assert judged(TABLE + STUDY, f"{FACTS}, hours: {hours}").fine == between(fine, fine)


def test_hours_that_are_unknown_leave_every_reduction() -> None:
    result = judged(TABLE + STUDY)
    assert result.fine == between(21_000, 30_000)
    assert result.violations[0].missing[0] == "hours"


# --- which law ---------------------------------------------------------------------------------------------------------

TEN = "{id: base, fine: {from: 10000, to: 100000}}"
FIVE = "{id: base, fine: {from: 5000, to: 50000}}"
WIDE = "{id: base, fine: {from: 5000, to: 200000}}"
ORDER = "{id: base, measures: [stop]}"
LOSS = "{id: base, fine: {multiple_of: loss, from: 1, to: 2}}"
OLD, NEW = "Old law, art. 1", "New law, art. 1"


def laws(old: str, new: str, then: str = "{}", now: str = "{}") -> dict[str, str]:
    """The old law until the end of 2025, the new one from 2026 on, each with one tier and elements of its own."""

    def provision(law: str, tier: str, elements: str) -> str:
        own = "" if elements == "{}" else f"elements: {elements}, "
        return f"              - {{liability: [{law}:1], {own}tiers: [{tier}]}}\n"

    base = (
        BASE["cn/base.yaml"]
        .replace("2020-12-31", "2025-12-31")
        .replace("law, in_force: {from: 2021-01-01}", "law, in_force: {from: 2026-01-01}")
    )
    head = CAPPED.partition("              - liability")[0]
    return {
        "cn/base.yaml": base,
        "cn/offences/f.yaml": head + provision("old-law", old, then) + provision("new-law", new, now),
    }


@pytest.mark.parametrize(
    ("old", "new", "then", "now", "facts", "outcome", "low", "high", "says"),
    [
        (TEN, FIVE, "{}", "{}", FACTS, "fine", 5_000, 50_000, "the new law is lighter"),
        (FIVE, TEN, "{}", "{}", FACTS, "fine", 5_000, 50_000, "the new law is not lighter, so the law of the act"),
        (TEN, TEN, "{}", "{}", FACTS, "fine", 10_000, 100_000, "the same, so the law of the act"),
        (TEN, WIDE, "{}", "{}", FACTS, "fine", 5_000, 100_000, "the results cannot be compared yet"),
        (TEN, FIVE, "{}", "{area: lake}", FACTS, "not-punishable", 0, 0, "the new law does not punish the act"),
        (TEN, FIVE, "{area: lake}", "{}", FACTS, "not-established", 0, 0, "the law of the act does not punish it"),
        (TEN, FIVE, "{}", "{area: lake}", NOWHERE, "undetermined", 0, 100_000, "depends on missing facts"),
        (TEN, LOSS, "{}", "{}", FACTS, "fine", 0, None, "depends on missing facts"),
        (TEN, LOSS, "{}", "{}", f"{FACTS}, loss: 100", "fine", 100, 200, "the new law is lighter"),
        (ORDER, ORDER, "{}", "{}", FACTS, "order-only", 0, 0, "the same, so the law of the act"),
        (TEN, ORDER, "{}", "{}", FACTS, "order-only", 0, 0, "the new law has the lighter kind of penalty"),
        (ORDER, TEN, "{}", "{}", FACTS, "order-only", 0, 0, "the law of the act has the lighter kind of penalty"),
    ],
)
def test_the_lighter_law(
    old: str, new: str, then: str, now: str, facts: str, outcome: str, low: int, high: int | None, says: str
) -> None:
    """Done on 1 October 2025 under the old law, decided on 1 June 2026 under the new one."""
    timeline = "act: 2025-10-01, found: 2025-10-01, decision: 2026-06-01"
    result = judged("", facts, laws(old, new, then, now), timeline=timeline)
    assert (result.outcome, result.fine) == (outcome, Amount(low, high))
    assert says in told(result, "lighter-law")


# --- where a choice stands ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offence", "more", "line"),
    [
        ("offence: f.dump", "choices: {t: {amount: 50000, reason: x}}\n", 6),
        (
            f"violations:\n  - offence: f.dump\n    facts: {{{FACTS}}}\n    choices: {{t: {{amount: 50000, reason: x}}}}",
            "",
            6,
        ),
    ],
)
def test_a_choice_that_is_refused_is_shown_where_it_stands(offence: str, more: str, line: int) -> None:
    data = case(FACTS, more, offence=offence)
    with pytest.raises(Unusable) as refused:
        assess(*read_case("case.yaml", data, rulebook(BANDS.replace("PICK", "first"))))
    (problem,) = located(refused.value.problems, "case.yaml", data)
    assert (problem.place.file, problem.place.line) == ("case.yaml", line)


@pytest.mark.parametrize(
    ("party", "says"),
    [
        ("kind: individual, age: 200", "`200` is no age in years"),
        ("kind: individual, age: -1", "`-1` is no age in years"),
        ("kind: organisation, age: 15", "only an individual has `age`"),
    ],
)
def test_an_age_that_nobody_has(party: str, says: str) -> None:
    data = case(FACTS).replace(b"kind: organisation", party.encode())
    with pytest.raises(Unusable) as refused:
        read_case("case.yaml", data, rulebook(TABLE))
    assert [EN.of(p.message) for p in refused.value.problems] == [says]


def test_a_choice_for_a_person_in_charge_is_shown_where_it_stands() -> None:
    """The person is fined 500 to 900 yuan; the officer chose 5,000."""
    tier = "                  - {id: person, payer: person-in-charge, fine: {from: 500, to: 900}}\n"
    files = {"cn/offences/f.yaml": BASE["cn/offences/f.yaml"].rstrip(" ") + tier}
    row = "      - {for: [person], from: 500, to: 900}\n"
    more = "persons_in_charge:\n  - name: B\n    facts: {}\n    choices: {t: {amount: 5000, reason: x}}\n"
    data = case(FACTS, more)
    with pytest.raises(Unusable) as refused:
        assess(
            *read_case(
                "case.yaml",
                data,
                rulebook(BANDS.replace("PICK", "first").replace("    bands:\n", f"    bands:\n{row}"), files),
            )
        )
    (problem,) = located(refused.value.problems, "case.yaml", data)
    assert problem.place.line == 9
    assert EN.of(problem.message) == "the choice lies outside what the table leaves open: 500 yuan to 900 yuan"


def test_what_is_chosen_for_one_person_in_charge_is_not_taken_for_another() -> None:
    """Two persons of whom the same is known; the officer chose 600 yuan for the one and 800 for the other, and nothing for a third."""
    tier = "                  - {id: person, payer: person-in-charge, fine: {from: 500, to: 900}}\n"
    files = {"cn/offences/f.yaml": BASE["cn/offences/f.yaml"].rstrip(" ") + tier}
    row = "      - {for: [person], from: 500, to: 900}\n"
    chosen = {
        "B": ", choices: {t: {amount: 600, reason: one}}",
        "C": ", choices: {t: {amount: 800, reason: two}}",
        "D": "",
    }
    more = "persons_in_charge:\n" + "".join(f"  - {{name: {name}, facts: {{}}{own}}}\n" for name, own in chosen.items())
    law = rulebook(BANDS.replace("PICK", "first").replace("    bands:\n", f"    bands:\n{row}"), files)
    persons = assess(*read_case("case.yaml", case(FACTS, more), law)).violations[0].persons
    assert [(p.name, p.fine.low, p.fine.high) for p in persons] == [("B", 600, 600), ("C", 800, 800), ("D", 500, 900)]


# --- several provisions on one day ---------------------------------------------------------------------------------------

SAME_ACT = "jurisdiction: {title: {zh: 甲, en: A}, same_act: {order: [ORDER]}}\n"


@pytest.mark.parametrize(
    ("order", "fine", "other", "low", "high"),
    [
        # of the same rank the one in force since a later day; the circular is of a lower rank than the law
        ("later", TEN, "gd-rule", 5_000, 50_000),
        ("rank", TEN, "circular", 10_000, 100_000),
        ("later, highest", TEN, "circular", 10_000, 100_000),
        ("highest", FIVE, "gd-rule", 5_000, 50_000),
    ],
)
def test_of_two_provisions_in_force_together_the_order_of_the_place_decides(
    order: str, fine: str, other: str, low: int, high: int
) -> None:
    """The law since 2021, beside it another instrument; where the order leaves both, the highest fine counts."""
    rule = "          gd-rule: {title: {zh: 新令, en: Later law}, rank: law, in_force: {from: 2024-01-01}}\n"
    base = BASE["cn/base.yaml"].replace("          circular:", rule + "          circular:")
    head = CAPPED.partition("              - liability")[0]
    provisions = "".join(
        f"              - {{liability: [{law}:1], tiers: [{tier}]}}\n"
        for law, tier in (("new-law", fine), (other, FIVE))
    )
    files = {
        "cn/base.yaml": base,
        "cn/offences/f.yaml": head + provisions,
        "cn/jurisdiction.yaml": SAME_ACT.replace("ORDER", order),
    }
    assert judged("", files=files).fine == between(low, high)


def test_a_fine_of_which_only_one_end_is_known_may_still_be_compared() -> None:
    """At least 300,000 by the new law, whatever the loss: the law of the act with at most 100,000 is lighter; and the other way round."""
    least = "{id: base, fine: {multiple_of: loss, from: 1, to: 2, at_least: 300000}}"
    timeline = "act: 2025-10-01, found: 2025-10-01, decision: 2026-06-01"
    one = judged("", FACTS, laws(TEN, least), timeline=timeline)
    assert (one.fine, "the new law is not lighter" in told(one, "lighter-law")) == (between(10_000, 100_000), True)
    two = judged("", FACTS, laws(least, TEN), timeline=timeline)
    assert (two.fine, "the new law is lighter" in told(two, "lighter-law")) == (between(10_000, 100_000), True)
