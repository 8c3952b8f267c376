"""The HTML file: whole, without network and script, and nothing in a case becomes markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from discretion.report import html
from tests.report.support import EN, NAMES, ZH, recorded

VOID = {"meta", "hr"}


class Reader(HTMLParser):
    """Checks that tags nest, and collects names, attributes and text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("lang", [ZH, EN], ids=["zh", "en"])
@pytest.mark.parametrize("name", [*NAMES, "hostile"])
def test_a_page_is_well_formed_and_asks_nothing_of_the_network(name: str, lang: object) -> None:
    page = html.render([recorded(name, lang)], lang)  # type: ignore[arg-type]
    reader = Reader()
    reader.feed(page)
    assert not reader.open
    assert not reader.tags & {"script", "img", "link", "iframe", "b", "i-evil", "object"}
    assert not reader.attributes & {"src", "href", "onclick", "onerror", "onload"}
    assert "http://" not in page.replace("http-equiv", "")
    assert "https://" not in page


def test_hostile_text_stays_text() -> None:
    page = html.render([recorded("hostile", ZH)], ZH)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "甲&lt;i&gt;公司&lt;/i&gt;" in page
    assert "\x07" not in page


def test_the_quarry_page_holds_the_result_the_ladder_and_the_reasons() -> None:
    reader = Reader()
    reader.feed(html.render([recorded("yingkou-quarry", ZH)], ZH))
    for words in (
        "建议罚款：34,000元（大写：叁万肆仟元整）",
        "48,000 − 48,000 × 30% = 33,600",
        "按裁量机关暂定的标准",
        "复查笔录",
    ):
        assert words in reader.text


def test_several_cases_stand_in_one_page() -> None:
    page = html.render([recorded("yingkou-quarry", ZH), recorded("no-fault", ZH)], ZH)
    assert page.count("<h1>") == 2
