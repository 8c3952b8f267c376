"""What stands in the terminal: line breaks of Chinese text, what is unknown, titles beside ids."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from discretion.report.language import Language
from discretion.report.markdown import render
from discretion.report.prose import CLOSING, OPENING, Prose, breaks
from discretion.report.sheet import sheet
from discretion.report.terminal import Terminal
from tests.report.support import EN, ZH, assessed, recorded
from tests.support import NATIONAL, result


def shown(name: str, lang: Language, width: int) -> str:
    stream = io.StringIO()
    found, _ = assessed(name)
    Terminal(Console(file=stream, width=width, color_system=None, emoji=False), lang).show(sheet(found, lang))
    return stream.getvalue()


def test_a_line_of_chinese_ends_where_it_is_full_but_never_before_a_comma() -> None:
    # ten cells are five signs; the comma would be the sixth, so the fifth goes down with it
    assert breaks("一二三四五，六七", 10) == [4]
    assert breaks("一二三四《五六》", 10) == [4]
    assert breaks("罚款 20,000元整", 10) == [3]
    assert breaks("一二三四五", 10) == []


def test_a_word_longer_than_a_line_is_cut_and_nothing_is_lost() -> None:
    text = Prose("still_violating_at_reinspection")
    lines = text.wrap(Console(width=10), 10)
    assert [line.plain for line in lines] == ["still_viol", "ating_at_r", "einspectio", "n"]


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("name", ["yingkou-quarry", "undetermined", "eia-new-law", "referred", "hostile"])
def test_no_line_is_too_long_or_begins_with_a_closing_mark(name: str, width: int) -> None:
    for line in shown(name, ZH, width).splitlines():
        assert cell_len(line) <= width
        text = line.strip()
        # a row may begin with its sign: ? or !
        assert text[:1] not in CLOSING - {"…", "?", "!"}, line
        assert text[-1:] not in OPENING, line


@pytest.mark.parametrize("name", ["yingkou-quarry", "undetermined", "eia-new-law", "referred"])
def test_chinese_has_the_signs_of_chinese(name: str) -> None:
    text = shown(name, ZH, 80)
    assert ": " not in text
    assert "; 《" not in text


def test_several_places_of_one_instrument_name_it_once() -> None:
    assert "《中华人民共和国行政处罚法》第四十四条、第四十五条" in shown("yingkou-quarry", ZH, 300)


def test_what_may_be_waived_only_perhaps_is_not_shown_as_left_to_the_officer() -> None:
    """Whether it was a first violation is unknown: art. 33 does not yet leave anything to anybody."""
    line = next(x for x in shown("undetermined", ZH, 300).splitlines() if "初次违法且危害后果轻微" in x)
    assert line.startswith("?")
    assert "不能确定，缺少：初次违法、危害后果" in line


def test_markdown_gives_the_reason_and_the_missing_facts() -> None:
    text = render(recorded("undetermined", EN), EN)
    line = next(x for x in text.splitlines() if "First violation, slight harm" in x and x.startswith("- ["))
    assert "both results are shown" in line
    assert "cannot tell, missing: First violation, Harmful consequences" in line


def test_a_fact_that_only_another_provision_asks_for_has_its_title() -> None:
    """Whether the permit regulation stands beside art. 99(3) of the Air Law turns on ``permit_managed``, which 99(3) does not ask."""
    found = result("air.evasion", {**NATIONAL, "evasion_method": ["hidden-pipe"]}, "2024-11-04", "2024-12-30")
    made = sheet(found, ZH)
    assert made.parts[0].missing == ("属于实行排污许可管理的排污单位（permit_managed）",)
    assert all("permit_managed" not in r.because for p in made.parts for r in p.grounds)
