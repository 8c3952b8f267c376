"""The reasons in sentences, for cases under the small law that the examples do not show."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from discretion.assess import assess
from discretion.case import read_case
from discretion.report.language import Language
from discretion.report.reasons import reasons
from tests.assess.test_more_engine import FACTS, FIVE, LOSS, NOWHERE, PARK, TABLE, TEN, TIMELINE, case, laws
from tests.audit.support import rulebook

EN, ZH = Language("en"), Language("zh")
LONG_AGO = "act: 2025-10-01, found: 2025-10-01, decision: 2026-06-01"


def sentences(
    text: str,
    facts: str = FACTS,
    files: Mapping[str, str] | None = None,
    more: str = "",
    timeline: str = TIMELINE,
    lang: Language = EN,
    bare: bool = False,
) -> list[str]:
    """The reasons; ``bare``: as of a result whose rules are not at hand."""
    judged, law = read_case("case.yaml", case(facts, more, timeline), rulebook(text, files))
    return [lang.of(r) for r in reasons(assess(judged, law), 0, None if bare else law)]


@pytest.mark.parametrize(
    ("act", "words"),
    [
        ("2026-03-03", "on 2026-03-03"),
        ("{from: 2026-03-01, to: 2026-03-03}", "from 2026-03-01 to 2026-03-03"),
        ("{to: 2026-03-03}", "until 2026-03-03"),
    ],
)
def test_when_it_was_done(act: str, words: str) -> None:
    first = sentences(TABLE, timeline=f"act: {act}, found: 2026-03-03, decision: 2026-06-01")[0]
    assert first == f"It has been found that A {words} did what is called “Dumping”."


def test_from_the_range_to_the_amount() -> None:
    assert sentences(TABLE)[1:] == [
        "Under New law, art. 1 a fine of 10,000 yuan to 100,000 yuan is due.",
        "In view of Harm (slight: 20%), under New law, art. 3 the base amount is 30,000 yuan.",
        "For these reasons it is decided: order to correct; a fine of 30,000 yuan (叁万元整).",
    ]
    assert sentences(TABLE, lang=ZH)[-1].endswith("；处罚款30,000元（大写：叁万元整）。")


@pytest.mark.parametrize(
    ("provenance", "words"),
    [
        ("reported", "following New law, art. 3 as publicly reported"),
        ("derived", "following New law, art. 3, carried over to the law that governs"),
        ("assumed", "by a provisional standard of the authority"),
    ],
)
def test_a_figure_that_is_not_official_is_not_cited_as_one(provenance: str, words: str) -> None:
    text = TABLE.replace("slight: 20", f"slight: {{value: 20, provenance: {provenance}, why: press}}")
    assert f"In view of Harm (slight: 20%), {words} the base amount is 30,000 yuan." in sentences(text)
    assert "under New law, art. 3" not in " ".join(sentences(text))


def test_the_law_that_governs_where_no_authority_is_stored_for_the_choice() -> None:
    text = sentences("", files=laws(TEN, FIVE), timeline=LONG_AGO)
    assert (
        "On the law that governs: New law, art. 1 (5,000 yuan to 50,000 yuan) against Old law, art. 1 (10,000 yuan to 100,000 yuan): the new law is lighter."
        in text
    )
    assert (
        "The law leaves the officer the choice of an amount of 5,000 yuan to 50,000 yuan; it is to be stated with reasons."
        in text
    )


@pytest.mark.parametrize("bare", [False, True])
def test_what_is_missing_keeps_the_fine_from_being_named(bare: bool) -> None:
    assert sentences(PARK, NOWHERE, bare=bare)[-1] == (
        "Facts that decide have not been established yet (Area); the fine cannot be named, it lies between 30,000 yuan and 35,000 yuan."
    )
    assert sentences(PARK, NOWHERE, bare=bare, lang=ZH)[-1].endswith("可能的金额为30,000元至35,000元。")


def test_a_fine_without_an_upper_end_is_so_much_or_more() -> None:
    last = sentences("", files=laws(TEN, LOSS), timeline=LONG_AGO)[-1]
    assert last.endswith("; the fine cannot be named, it may be 0 yuan or more.")


BANDS = """\
bases:
  b:
    offence: f.dump
    source: new-law:3
    method: bands
    bands: [{when: {harm: slight}, from: 20000, to: 60000}]
"""


def test_why_the_officer_chose_an_amount_of_the_table() -> None:
    """The row leaves 20,000 to 60,000."""
    chosen = "choices: {b: {amount: 45000, reason: third month of the breach}}\n"
    text = sentences(BANDS, more=chosen)
    assert text[2:] == [
        "Under New law, art. 3 the base amount is 20,000 yuan to 60,000 yuan.",
        "Within what the table leaves open, the officer chose 45,000 yuan: third month of the breach.",
        "For these reasons it is decided: order to correct; a fine of 45,000 yuan (肆万伍仟元整).",
    ]
    zh = sentences(BANDS, more=chosen, lang=ZH)
    assert "在裁量表规定的幅度内，执法人员选择45,000元：third month of the breach。" in zh


def test_a_stated_amount_is_not_said_to_agree_with_a_table_where_there_is_none() -> None:
    text = sentences("", more="stated: {amount: 50000, source: by hand}\n")
    assert (
        "On the table amount: the case file states 50,000 yuan (by hand): it lies within the statutory range." in text
    )
    assert not any("agrees with the table" in s for s in text)


def test_a_table_without_a_source_is_named_by_its_title() -> None:
    text = sentences(TABLE.replace("    source: new-law:3\n", ""))
    assert "In view of Harm (slight: 20%), by “discretion basis t” the base amount is 30,000 yuan." in text


def test_heavier_by_a_fixed_share_names_it_once() -> None:
    """30,000 and a tenth."""
    heavier = (
        "heavier:\n  - {id: again, title: {zh: 再次, en: Again}, source: new-law:4, force: shall, when: {harm: slight},"
        " effect: {percent_on: 10}}\n"
    )
    assert (
        "In view of Harm: “slight”, under New law, art. 4, “Again” is applied (heavier by 10%): 33,000 yuan instead of 30,000 yuan."
        in sentences(TABLE + heavier)
    )


def test_a_step_without_facts_of_its_own_says_what_it_does() -> None:
    """Down to a multiple of 7,000: four times 7,000."""
    files = {"cn/jurisdiction.yaml": "jurisdiction: {title: {zh: 甲, en: A}, rounding: {to: 7000, mode: down}}\n"}
    assert "to a multiple of 7,000 yuan; the amount is then 28,000 yuan instead of 30,000 yuan." in " ".join(
        sentences(TABLE, files=files)
    )
