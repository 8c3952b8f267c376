"""Settings of a jurisdiction that change: which, where, whose fines, by how much. Every case that is shown is run under both laws."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from discretion import assess
from discretion.audit.difference import Compared, changed, compare, moved
from discretion.audit.difference import compare as module_of
from discretion.audit.difference.effect import Effect
from discretion.audit.difference.setting import altered
from discretion.case import read_case
from discretion.money import Amount
from discretion.report.difference import Difference, render
from discretion.report.language import Language
from discretion.rulebook import Rulebook
from tests.audit.support import BASE, rulebook
from tests.audit.test_prove import LAW

ON = date(2026, 6, 1)
TITLE = "title: {zh: 全国, en: China}"
#: 20 % and 30 % off.
PROGRAMMES = """\
programmes:
  studied:
    kind: law-study
    title: {zh: 学法, en: Studied}
    source: new-law:7
    requires: {area: lake}
    reduction: [{percent: 20}]
  sorry:
    kind: apology-pledge
    title: {zh: 道歉, en: Sorry}
    source: new-law:8
    requires: {refused: false}
    reduction: [{percent: 30}]
"""
CAPPED = PROGRAMMES.replace("reduction: [{percent: 30}]", "reduction: [{percent: 30}]\n    at_most: 6000")
LIMITED = """\
limitation:
  - {id: two-years, title: {zh: 二年, en: Two years}, source: new-law:6, period: 2 years}
"""
BANDS = LAW.partition("bases:\n")[0] + (
    "bases:\n  b: {offence: f.dump, source: new-law:3, method: bands, bands: [{from: 10000, to: 60000}]}\n"
)
SECOND_TABLE = LAW.replace(
    "lighter:\n",
    "  u: {offence: f.dump, source: new-law:3, method: weights,"
    " tiers: [{id: base, of: ceiling, start: 30}, {id: refused, of: ceiling, start: 50}],"
    " factors: [{fact: harm, levels: {none: 0, slight: 0, serious: 0}}]}\nlighter:\n",
)
TWO_PROVISIONS = BASE["cn/offences/f.yaml"].replace(
    "provisions:\n",
    "provisions:\n              - {liability: [circular:1], tiers: [{id: base, fine: {from: 20000, to: 200000}}]}\n",
)


def law(settings: str, text: str = LAW, files: Mapping[str, str] | None = None) -> Rulebook:
    """The small law with these settings of the whole country."""
    own = f"jurisdiction: {{{', '.join(part for part in (TITLE, settings) if part)}}}\n"
    book = rulebook(text, {"cn/jurisdiction.yaml": own, **(files or {})})
    assert book.problems() == ()
    return book


def compared(old: Rulebook, new: Rulebook) -> Compared:
    """Both compared; each case that is shown comes out as shown when its file is run."""
    found = compare(old, new, ON)
    for effect in (e for e in found.effects if e.different):
        for book, seen in ((old, effect.old), (new, effect.new)):
            case, own = read_case("case.yaml", effect.file.encode(), book, ON)
            result = assess(case, own)
            assert seen is not None
            assert (result.outcome, result.fine) == (seen.outcome, seen.fine)
    return found


def widest(found: Compared) -> Effect:
    return max(found.effects, key=lambda e: e.width)


def fines(found: Compared) -> tuple[Amount, Amount]:
    effect = widest(found)
    assert effect.old is not None
    assert effect.new is not None
    return effect.old.fine, effect.new.fine


def exactly(*amounts: int) -> tuple[Amount, ...]:
    return tuple(Amount.exactly(a) for a in amounts)


def said(old: Rulebook, new: Rulebook, found: Compared) -> str:
    rules = tuple(changed(old.shelf(), new.shelf()))
    return render(Difference(rules, found), Language("en"), "text")


def test_rounding_to_hundreds_instead_of_thousands() -> None:
    """From 10,000 yuan the first amount that lies widest apart is 10,499: 10,000 to a thousand, 10,500 to a hundred."""
    old, new = law("rounding: {to: 1000}"), law("rounding: {to: 100}")
    found = compared(old, new)
    assert fines(found) == exactly(10_000, 10_500)
    assert widest(found).rule == "cn/rounding.to"
    assert dict(widest(found).facts) == {"stated": 10_499}
    assert [(s.name, s.of, s.places) for s in found.settings] == [("rounding.to", "cn", ("cn",))]
    text = said(old, new, found)
    assert "cn/rounding.to · f.dump: 100,000 → 100,500" in text  # of two that are as wide the one that more cases show
    assert "setting `rounding.to` of cn works otherwise in: cn" in text
    assert "not compared" not in text


def test_a_case_of_two_programmes_is_no_longer_rounded_up(tmp_path: Path) -> None:
    """10 % + 50 % of 100,000 are 60,000; less 20 % and 30 %: 33,600. To a thousand that is 34,000, to a hundred it stays."""
    (tmp_path / "a.yaml").write_text(
        "{jurisdiction: cn, offence: f.dump, timeline: {act: 2022-01-01, decision: 2022-03-01},"
        " facts: {proved: true, harm: serious, times: 1, refused: false, area: [lake]}}",
        encoding="utf-8",
    )
    old, new = (law(f"rounding: {{to: {to}}}", LAW + PROGRAMMES) for to in (1000, 100))
    (move,) = moved([tmp_path / "a.yaml"], old, new, ON).moves
    assert (move.old, move.new) == exactly(34_000, 33_600)


@pytest.mark.parametrize(
    ("old", "new", "amounts"),
    [
        # no rounding, then to a thousand: 10,499 and 10,500 lie widest from it
        ("", "rounding: {to: 1000}", (10_500, 11_000)),
        # just below the next thousand
        ("rounding: {to: 1000}", "rounding: {to: 1000, mode: down}", (11_000, 10_000)),
    ],
)
def test_other_changes_of_rounding(old: str, new: str, amounts: tuple[int, int]) -> None:
    found = compared(law(old), law(new))
    assert {abs(a.low - b.low) for a, b in [fines(found)]} == {abs(amounts[0] - amounts[1])}


ORDER = "programmes: {order: [law-study, apology-pledge], combine: %s}"


@pytest.mark.parametrize(
    ("way", "fine"),
    [
        ("best", 70_000),  # 100,000 less 30 %
        ("add", 50_000),  # 100,000 less 50 %
        ("compound, at_most_percent: 40", 60_000),  # 56,000, but no less than 60 %
    ],
)
def test_how_two_programmes_combine(way: str, fine: int) -> None:
    """One after the other they leave 80 % of 70 %: 56,000 of the highest fine."""
    found = compared(law(ORDER % "compound", LAW + PROGRAMMES), law(ORDER % way, LAW + PROGRAMMES))
    assert fines(found) == exactly(56_000, fine)
    told = dict(widest(found).facts)
    assert told["stated"] == 100_000
    assert told["area"] == frozenset({"lake"})


def test_the_order_of_programmes_is_seen_where_a_cap_cuts() -> None:
    """30 %, at most 6,000, which are reached after the 20 % from 25,000 on: 20,000 − 6,000 = 14,000. Before: 19,000 less 20 % = 15,200."""
    back = ORDER.replace("law-study, apology-pledge", "apology-pledge, law-study") % "compound"
    found = compared(law(ORDER % "compound", LAW + CAPPED), law(back, LAW + CAPPED))
    assert widest(found).rule == "cn/programmes.order"
    assert widest(found).width == 1_200
    assert fines(found) == exactly(14_000, 15_200)


def test_an_order_that_no_cap_lets_be_felt_moves_no_fine_compared() -> None:
    """80 % of 70 % is 70 % of 80 %: cases are compared, and the claim is of these."""
    back = ORDER.replace("law-study, apology-pledge", "apology-pledge, law-study") % "compound"
    old, new = law(ORDER % "compound", LAW + PROGRAMMES), law(back, LAW + PROGRAMMES)
    found = compared(old, new)
    assert found.cells > 0
    assert said(old, new, found).splitlines()[-1].startswith("no change in any fine compared:")


def test_an_order_where_there_is_one_programme_is_no_change_in_any_result() -> None:
    one = LAW + PROGRAMMES.partition("  sorry:")[0]
    back = ORDER.replace("law-study, apology-pledge", "apology-pledge, law-study") % "compound"
    old, new = law(ORDER % "compound", one), law(back, one)
    found = compared(old, new)
    assert (found.cells, found.offences, found.untouched) == (0, 0, 1)
    assert said(old, new, found).splitlines()[-1].startswith("no change in any result:")


def test_what_could_not_be_found_out_counts_at_its_lowest() -> None:
    """Harm not found out: 10 % + 0–50 % of 100,000, then 10 %. Heavier beside it, 40 % for many times: 50,000–100,000, then 50,000."""
    found = compared(law("not_found_out: {factor: unknown}"), law("not_found_out: {factor: lowest}"))
    effect = widest(found)
    assert effect.rule == "cn/not_found_out.factor"
    assert "not_found_out:" in effect.file
    old, new = fines(found)
    assert (old.high, new.high) in ((60_000, 10_000), (100_000, 50_000))
    assert old.low == new.low == new.high
    assert "not-found-out" in said(law(""), law(""), found)


def test_the_first_day_of_a_period_counts() -> None:
    """Two years from the act: on the last day it is fined where the first day does not count, and time-barred where it does."""
    old, new = (law(f"first_day_counts: {{value: {v}}}", LAW + LIMITED) for v in ("false", "true"))
    found = compared(old, new)
    assert all(e.cells == e.different for e in found.effects if e.different)
    days = {dict(e.facts)["timeline.found"] for e in found.effects if e.different}
    assert days
    effect = widest(found)
    assert effect.old is not None
    assert effect.new is not None
    assert (effect.old.outcome, effect.new.outcome) == ("fine", "time-barred")


def test_which_of_several_provisions_is_chosen() -> None:
    """The law goes up to 100,000, the circular to 200,000: the highest fine is the circular's, by rank it is the law's."""
    files = {"cn/offences/f.yaml": TWO_PROVISIONS}
    found = compared(law("same_act: {order: [highest]}", LAW, files), law("same_act: {order: [rank]}", LAW, files))
    assert widest(found).rule == "cn/same_act.order"
    assert fines(found) == exactly(200_000, 100_000)
    one = compared(law("same_act: {order: [highest]}"), law("same_act: {order: [rank]}"))
    assert (one.cells, one.untouched) == (0, 1)


def test_which_of_several_tables_counts() -> None:
    """10 % by the first table, 30 % by the second."""
    old, new = law("overlapping_bases: first", SECOND_TABLE), law("overlapping_bases: heaviest", SECOND_TABLE)
    found = compared(old, new)
    assert widest(found).rule == "cn/overlapping_bases"
    assert fines(found) == exactly(10_000, 30_000)
    assert compared(law("overlapping_bases: first"), law("overlapping_bases: heaviest")).cells == 0


def test_the_place_in_a_band() -> None:
    """Half of 10,000–60,000 is 35,000, two fifths 30,000. Before the table there was the whole range to 100,000: 55,000 and 46,000."""
    places = "point_in_band: {lighter: 0.2, ordinary: %s, heavier: 0.8}"
    found = compared(law(places % "0.5", BANDS), law(places % "0.4", BANDS))
    assert widest(found).rule == "cn/point_in_band.ordinary"
    assert fines(found) == exactly(55_000, 46_000)
    pairs = [(e.old.fine, e.new.fine) for e in found.effects if e.old and e.new and "→ 2026" in e.situation]
    assert pairs == [exactly(35_000, 30_000)]


def test_a_place_that_sets_it_itself_is_not_touched_and_one_that_inherits_it_is() -> None:
    files = {
        "cn/a/jurisdiction.yaml": "jurisdiction: {title: {zh: 甲, en: A}, rounding: {to: 10}}\n",
        "cn/b/jurisdiction.yaml": "jurisdiction: {title: {zh: 乙, en: B}}\n",
    }
    old, new = (law(f"rounding: {{to: {to}}}", LAW, files) for to in (1000, 100))
    assert [s.places for s in compared(old, new).settings] == [("cn", "cn/b")]
    assert compare(old, new, ON, ["cn/a"]).settings == ()
    below = compare(old, new, ON, ["cn/b"])
    assert below.different > 0
    assert {e.situation.split(" ")[0] for e in below.effects} == {"cn/b"}


def test_words_and_where_a_figure_comes_from_are_no_other_setting() -> None:
    old = law("rounding: {to: {value: 10, provenance: assumed, why: 甲}}")
    new = law("rounding: {to: {value: 10, provenance: reported, why: 乙}, source: new-law:9}, note: {zh: 注, en: Note}")
    found = compared(old, new)
    assert (found.settings, found.cells) == ((), 0)
    assert said(old, new, found).splitlines()[-1].startswith("no change in any result")


def test_on_what_a_step_rests_moves_no_fine_and_is_named() -> None:
    old, new = law("authority: {correct: [new-law:1]}"), law("authority: {correct: [new-law:2]}")
    found = compared(old, new)
    assert found.beside == ("cn/authority",)
    assert said(old, new, found).splitlines()[-1].startswith("no change in any fine compared")


def test_a_setting_ends_with_the_regulation_in_which_it_stands() -> None:
    """The circular that says it ends in 2022 and no longer goes on: from 2023 what could not be found out is unknown again."""
    setting = "not_found_out: {factor: lowest, source: circular:5}"
    ended = BASE["cn/base.yaml"].replace(
        "normative-document, in_force: {from: 2021-01-01}",
        "normative-document, in_force: {from: 2021-01-01, to: 2022-12-31}",
    )
    old, new = law(setting), law(setting, LAW, {"cn/base.yaml": ended})
    (one,) = altered(old, new, "cn")
    assert (one.parts, one.days) == (("not_found_out",), ((date(2023, 1, 1), date.max),))
    assert compared(old, new).different > 0


def test_days_of_the_past_are_looked_at_where_a_setting_was_another_one_only_then() -> None:
    """It stood until the end of 2021 in one, until the end of 2022 in the other: cases decided in 2022 come out differently."""
    setting = "not_found_out: {factor: lowest, source: circular:5}"
    until = "normative-document, in_force: {from: 2021-01-01, to: %s-12-31}"
    old, new = (
        law(
            setting, LAW, {"cn/base.yaml": BASE["cn/base.yaml"].replace(until.partition(", to")[0] + "}", until % year)}
        )
        for year in ("2021", "2022")
    )
    found = compared(old, new)
    assert found.different > 0
    assert all("→ 2022" in e.situation for e in found.effects)


def test_several_processes_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = law("rounding: {to: 1000}"), law("rounding: {to: 100}")
    alone = compare(old, new, ON)
    monkeypatch.setitem(module_of.__globals__, "MANY", 1)
    assert compare(old, new, ON, (), 2) == alone


@pytest.mark.parametrize("format", ["text", "markdown", "json"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_format_names_the_setting(format: str, lang: str) -> None:
    old, new = law("rounding: {to: 1000}"), law("rounding: {to: 100}")
    found = Difference(tuple(changed(old.shelf(), new.shelf())), compared(old, new))
    text = render(found, Language(lang), format)
    assert "cn/rounding.to" in text
    assert "0499" in text
