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
    last = sentences(PARK, NOWHERE, bare=bare)[-1]
    assert last.startswith("Facts that decide have not been established yet (Area); the fine cannot be named")
    assert "30,000 yuan" in last
    assert "35,000 yuan" in last


def test_a_fine_without_an_upper_end_is_so_much_or_more() -> None:
    assert "0 yuan or more" in sentences("", files=laws(TEN, LOSS), timeline=LONG_AGO)[-1]


def test_a_step_without_facts_of_its_own_says_what_it_does() -> None:
    """Down to a multiple of 7,000: four times 7,000."""
    files = {"cn/jurisdiction.yaml": "jurisdiction: {title: {zh: 甲, en: A}, rounding: {to: 7000, mode: down}}\n"}
    assert "to a multiple of 7,000 yuan; the amount is then 28,000 yuan instead of 30,000 yuan." in " ".join(
        sentences(TABLE, files=files)
    )
