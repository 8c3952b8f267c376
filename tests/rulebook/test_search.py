"""Finding rules by words and by article."""

from __future__ import annotations

import pytest

from discretion.rulebook.search import Place, offences, query, search
from tests.support import rulebook


def found(text: str, place: str = "cn") -> list[str]:
    return [h.id for h in offences(rulebook().law(place), text)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1120", Place(1120)),
        ("108(5)", Place(108, item=5)),
        ("108（5）", Place(108, item=5)),
        ("1120.1(5)", Place(1120, paragraph=1, item=5)),
        ("53-1.2", Place(53, inserted=1, paragraph=2)),
        ("第一千一百二十条", Place(1120)),
        ("一千一百二十条", Place(1120)),
        ("第一千一百二十条第一款第（五）项", Place(1120, paragraph=1, item=5)),
        ("第1120条第1款第5项", Place(1120, paragraph=1, item=5)),
        ("第五十三条之一", Place(53, inserted=1)),
        ("第一百零八条第五项", Place(108, item=5)),
        ("第一百〇八条", Place(108)),
    ],
)
def test_an_article_is_read_in_every_usual_way(text: str, place: Place) -> None:
    asked = query(text)
    assert (asked.place, asked.words) == (place, ())


def test_words_and_an_article_stand_together() -> None:
    asked = query("《大气污染防治法》第一百零八条 扬尘")
    assert (asked.words, asked.place) == (("大气污染防治法", "扬尘"), Place(108))


@pytest.mark.parametrize(
    "text",
    ["108(5)", "大气 108(5)", "大气污染防治法第一百零八条第五项", "air-law-2018:108(5)", "第一千一百二十条第五项"],
)
def test_the_quarry_is_the_first_that_its_article_finds(text: str) -> None:
    assert found(text)[0] == "air.industrial-dust"


@pytest.mark.parametrize(
    ("text", "offence"),
    [
        ("air.industrial-dust", "air.industrial-dust"),
        ("未批先建", "eia.construction-without-approval"),
        ("Industrial DUST", "air.industrial-dust"),
        ("危险废物识别标志", "solid.hazardous-waste-label"),
        ("hazardous waste label", "solid.hazardous-waste-label"),
    ],
)
def test_words_in_both_languages_find(text: str, offence: str) -> None:
    assert found(text)[0] == offence


def test_every_word_must_fit_before_a_loose_fit_is_tried() -> None:
    assert set(found("扬尘 码头")) <= set(found("扬尘"))
    assert "air.dusty-material-unsealed" in found("没有密闭贮存容易扬尘物料")[:3]


def test_nothing_is_found_by_nothing() -> None:
    assert found("") == []
    assert found("  ，。 ") == []
    assert found("qqqqqqqq") == []


def test_an_id_is_found_by_itself_alone() -> None:
    for id in list(rulebook().law("cn").offences)[::25]:
        assert found(id)[0] == id


def test_other_kinds_of_rules_are_found_too() -> None:
    rules = rulebook().shelf().rules
    instruments = {r.id: r.record for r in rules if r.section == "instruments"}
    assert "yingkou.apology" in [h.id for h in search(rules, "公开道歉", instruments, ("programmes",))]
    assert {h.section for h in search(rules, "道歉", instruments)} >= {"programmes", "facts"}


def test_a_province_sees_its_own_offences() -> None:
    law = rulebook().law("cn/guangdong")
    own = next(id for id, home in law.home.items() if home == "cn/guangdong" and id in law.offences)
    assert own in found(own, "cn/guangdong")
    assert own not in found(own, "cn")
