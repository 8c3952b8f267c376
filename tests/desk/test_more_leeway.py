"""What the law leaves to the officer, on a small law: which choice is asked for, between what it lies, and for what reason it was made.

Slight harm costs 30,000 under the table; the band that the officer fills goes from 20,000 to 40,000.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from discretion.assess import assess
from discretion.case import read_case
from discretion.case.case import UNKNOWN
from discretion.desk.leeway import leeways, question
from discretion.desk.question import Question
from discretion.report.language import Language
from tests.assess.test_more_engine import BANDS, FACTS, PLACES, TABLE, case
from tests.audit.support import rulebook

EN, ZH = Language("en"), Language("zh")
BAND = BANDS.replace("PICK", "first")
IN_BANDS = {"cn/jurisdiction.yaml": PLACES}


def entry(more: str) -> str:
    return f"{TABLE}lighter:\n  - {{id: e, title: {{zh: 甲, en: A}}, source: new-law:4, when: {{area: town}}{more}}}\n"


def programme(more: str) -> str:
    head = "kind: apology-pledge\n    title: {zh: 甲, en: A}\n    source: new-law:8\n    requires: {area: town}\n"
    return f"{TABLE}programmes:\n  a:\n    {head}    {more}\n"


def left(text: str, facts: str = FACTS, files: Mapping[str, str] | None = None) -> list[tuple[str, str, Any, Any]]:
    book = rulebook(text, files)
    assert book.problems() == ()
    judged, law = read_case("case.yaml", case(facts), book)
    found = leeways(assess(judged, law).violations[0].findings, law)
    return [(w.rule, w.field, w.low, w.high) for w in found]


def asked(text: str, held: Mapping[str, Any] | None = None) -> Question | None:
    judged, law = read_case("case.yaml", case(FACTS), rulebook(text))
    return question(assess(judged, law).violations[0].findings, law, held or {})


@pytest.mark.parametrize(
    ("text", "files", "expected"),
    [
        # no table at all: the whole statutory range
        ("", None, [("none", "stated", 10_000, 100_000)]),
        (BAND, None, [("t", "amount", 20_000, 40_000)]),
        # the middle of the band is fixed: nothing is left
        (BAND, IN_BANDS, []),
        (TABLE, None, []),
        # 20 % off, if the officer applies it at all
        (entry(", force: may, effect: {percent_off: 20}"), None, [("e", "apply", None, None)]),
        (entry(", force: may"), None, [("e", "apply", None, None), ("e", "amount", 10_000, 30_000)]),
        (entry(""), None, [("e", "amount", 10_000, 30_000)]),
        (entry(", effect: {percent_off: 20}"), None, []),
        (entry(", effect: {percent_off: {from: 10, to: 30}}"), None, [("e", "percent", 10, 30)]),
        (entry(", or_mitigated: true"), None, [("e", "degree", None, None), ("e", "amount", 0, 30_000)]),
        (programme("result: no-penalty\n    force: may"), None, [("a", "waive", None, None)]),
        (programme("result: no-penalty"), None, []),
        (programme("reduction: [{percent: {from: 10, to: 30}}]"), None, [("a", "percent", 10, 30)]),
        (programme("reduction: [{percent: 10}]"), None, []),
    ],
)
def test_what_is_left_open(text: str, files: Mapping[str, str] | None, expected: list[tuple[Any, ...]]) -> None:
    assert left(text, files=files) == expected


def test_where_a_table_waits_for_a_fact_the_officer_does_not_choose_yet() -> None:
    assert left(TABLE, "area: [town], times: 1, refused: false") == []


def test_an_amount_without_a_table_needs_where_it_comes_from() -> None:
    first = asked("")
    assert first is not None
    assert (first.key, first.kind, first.bounds) == ("stated:amount", "number", (10_000, 100_000))
    assert EN.of(first.title) == "There is no discretion table: which base amount, in yuan?"
    assert [EN.of(note) for note in first.notes][-1] == "between 10,000 yuan and 100,000 yuan"
    second = asked("", {"stated:amount": 30_000})
    assert second is not None
    assert (second.key, second.kind, second.needed) == ("stated:source", "text", True)
    assert asked("", {"stated:amount": 30_000, "stated:source": "裁量表"}) is None
    assert asked("", {"stated:amount": UNKNOWN}) is None


def test_whether_a_rule_is_applied_and_how_far_and_why() -> None:
    may = entry(", force: may")
    first, second = asked(may), asked(may, {"choice:e:apply": True})
    assert first is not None
    assert (first.key, first.kind, [o.value for o in first.options]) == ("choice:e:apply", "choice", [True, False])
    assert EN.of(first.title) == "A: is it applied?"
    assert "ground: New law, art. 4" in [EN.of(note) for note in first.notes]
    assert second is not None
    assert (second.key, second.bounds) == ("choice:e:amount", (10_000, 30_000))
    reason = asked(may, {"choice:e:apply": True, "choice:e:amount": 20_000})
    assert reason is not None
    assert (reason.key, reason.needed, EN.of(reason.title)) == ("choice:e:reason", True, "A: for what reason?")
    assert asked(may, {"choice:e:apply": True, "choice:e:amount": 20_000, "choice:e:reason": "r"}) is None


def test_a_table_without_a_title_is_named_by_its_id() -> None:
    found = asked(BAND)
    assert found is not None
    assert EN.of(found.title) == "discretion basis t: which amount, in yuan?"
    assert ZH.of(found.title) != EN.of(found.title)
