"""The rulebook to read: every rule on a page, every link leads somewhere, hostile words stay words, whole or not at all."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from discretion.output import Exists
from discretion.report.book import files, folder, gather
from discretion.report.book.gathered import Gathered
from discretion.report.language import Language
from tests.audit.support import USED
from tests.audit.support import rulebook as small
from tests.running import run
from tests.support import rulebook

ON = date(2026, 11, 21)
ZH, EN = Language("zh"), Language("en")
Book = Mapping[str, bytes]


class Read(HTMLParser):
    """What a page holds: its tags, where it leads, what can be led to, its words."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(data.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(data.strip())

    def all(self, name: str) -> list[str]:
        return [value for _, attrs in self.tags if (value := attrs.get(name)) is not None]


@pytest.fixture(scope="module")
def gathered() -> Gathered:
    """The built-in rules."""
    return gather(rulebook(), ON)


@pytest.fixture(scope="module")
def book(gathered: Gathered) -> Book:
    """Their book, in Chinese."""
    return files(gathered, ZH)


@pytest.fixture(scope="module")
def pages(book: Book) -> Mapping[str, Read]:
    return {name: Read(data) for name, data in book.items() if name.endswith(".html")}


def test_every_rule_has_its_place_in_the_book(pages: Mapping[str, Read]) -> None:
    shelf = rulebook().shelf()
    for rule in shelf.rules:
        if rule.section in ("offences", "bases", "programmes", "instruments"):
            name = {"bases": "tables", "instruments": "laws"}.get(rule.section, rule.section)
            assert f"{name}/{rule.id}.html" in pages
        elif rule.section in ("facts", "measures"):
            assert rule.id in pages[f"{rule.section}.html"].all("id")
        elif f"lists/{rule.section}.html" in pages:
            assert rule.id in pages[f"lists/{rule.section}.html"].all("id")


def test_every_link_leads_to_a_page_and_a_place_in_the_book(book: Book, pages: Mapping[str, Read]) -> None:
    anchors = {name: set(page.all("id")) for name, page in pages.items()}
    for name, page in pages.items():
        for link in page.all("href") + page.all("src"):
            target, _, place = unquote(link).partition("#")
            found = os.path.normpath(Path(name).parent / target) if target else name
            assert found in book, (name, link)
            assert not place or place in anchors[found], (name, link)


def test_no_page_needs_the_network_or_runs_a_script_of_its_own(pages: Mapping[str, Read]) -> None:
    for name, page in pages.items():
        for tag, attrs in page.tags:
            assert tag not in ("style", "iframe", "object", "embed", "img", "form", "base"), (name, tag)
            assert not any(key.startswith("on") or key == "style" for key in attrs), (name, attrs)
            if tag == "script":
                assert (attrs.get("src") or "").endswith("assets/search.js"), name


def rows(page: Read) -> str:
    return " | ".join(page.words)


def test_an_offence_has_old_and_new_law_beside_each_other(pages: Mapping[str, Read]) -> None:
    """Air law art. 108(5) and Code art. 1120.1(5): 20,000 to 200,000 yuan both."""
    text = rows(pages["offences/air.industrial-dust.html"])
    assert "《中华人民共和国大气污染防治法》第一百零八条第五项" in text
    assert "《中华人民共和国生态环境法典》第一千一百二十条第一款第五项" in text
    assert text.count("20,000元至200,000元") == 2
    assert "2018年10月26日至2026年8月14日" in text
    assert "3.18" in text  # the table of Guangdong, on the offence's own page


def test_a_table_stands_as_it_is_printed(pages: Mapping[str, Read]) -> None:
    """Guangdong's tables of 2022, §3.2.1: start 7 %, of 1,000,000 yuan; the period weighs 0, 5 or 10 %."""
    page = pages["tables/gd.3.2.1.html"]
    text = rows(page)
    assert "base | 7% | 1,000,000元" in text
    assert "大气排放时期敏感度 | 一般期间 | 0% | 特殊或重大活动期间 | 5% | 重污染天气预警期间 | 10%" in text
    assert [attrs["rowspan"] for tag, attrs in page.tags if "rowspan" in attrs][:2] == ["2", "3"]


def test_what_is_not_official_is_marked_and_says_why(pages: Mapping[str, Read]) -> None:
    page = pages["programmes/yingkou.apology.html"]
    marks = [attrs for _, attrs in page.tags if "mark assumed" in (attrs.get("class") or "")]
    assert marks
    assert marks[0]["href"] in {f"#{id}" for id in page.all("id")}
    assert any("从轻比例未公布" in word for word in page.words)
    credits = pages["programmes/yingkou.law-study.html"]
    threshold = rows(credits).split("学法积分：10", 1)[1]
    assert "假定" in threshold[:20], "a number in a condition carries its mark too"


def test_coverage_is_marked_where_it_counts(pages: Mapping[str, Read], gathered: Gathered) -> None:
    """A unit of the table that no rule case reaches has an open dot; all levels have one or the other."""
    page = pages["tables/gd.3.2.1.html"]
    units = [u.name for u in gathered.units["gd.3.2.1"] if u.kind == "level"]
    dots = [attrs["class"] for tag, attrs in page.tags if tag == "i"][: len(units)]
    assert dots == ["dot yes" if u in gathered.coverage.covered else "dot no" for u in units]


def test_the_code_is_listed_in_its_own_order_under_its_headings(pages: Mapping[str, Read]) -> None:
    """Book 5, chapter 2: section 1 begins at art. 1085, section 4 (air) at 1113, section 14 at 1228."""
    text = rows(pages["index.html"])
    order = [text.index(f"第{n}节") for n in ("一", "二", "三", "四", "五", "十四")]
    assert order == sorted(order)
    air = next(n for n, w in enumerate(pages["index.html"].words) if "违反大气污染防治规定" in w)
    first, last = pages["index.html"].words[air + 1].split("–")
    assert 1113 <= int(first) <= int(last) < 1135


def test_the_rule_cases_stand_on_the_page_of_the_offence(pages: Mapping[str, Read]) -> None:
    text = rows(pages["offences/air.industrial-dust.html"])
    assert "200000 × (10 + 一般 10 + 轻微后果 10) % = 60000" in text


def test_the_index_for_the_search_is_data_in_ascii(book: Book) -> None:
    script = book["assets/entries.js"]
    assert script.isascii()
    data = json.loads(script.removeprefix(b"window.RULEBOOK=").rstrip().removesuffix(b";"))
    entry = next(e for e in data["entries"] if e[1] == "air.industrial-dust")
    assert entry[2] == "offences/air.industrial-dust.html"
    assert "ecological-code:1120.1(5)" in entry[6]
    assert {e[2].partition("#")[0] for e in data["entries"]} <= set(book)


HOSTILE = """\
offences:
  f.evil:
    title: {zh: '</title><script>alert(1)</script>', en: '"><img src=x onerror=alert(1)>'}
    enforced_by: ecology-environment
    keywords: ['</script><script>alert(2)</script>', "{{ 7 * 7 }}"]
    elements: {proved: true}
    note: {zh: "javascript:alert(3) {% raw %} ‮gnp.exe <b onclick=x>"}
    provisions:
      - liability: [new-law:7]
        tiers: [{id: base, fine: {from: 1, to: {value: 2, provenance: assumed, why: '"><svg onload=alert(4)>'}}}]
"""


@pytest.mark.parametrize("lang", [ZH, EN])
def test_hostile_words_in_rules_stay_words(lang: Language) -> None:
    made = files(gather(small(USED + HOSTILE), ON), lang)
    clean = {
        tag
        for name, data in files(gather(small(USED), ON), lang).items()
        if name.endswith(".html")
        for tag, _ in Read(data).tags
    }
    for name, data in made.items():
        if not name.endswith(".html"):
            continue
        page = Read(data)
        assert {tag for tag, _ in page.tags} <= clean | {"a", "sup", "ol"}, name
        assert sum(tag == "script" for tag, _ in page.tags) == 1
        assert not any(key.startswith("on") for _, attrs in page.tags for key in attrs)
        assert not any(link.startswith("javascript:") for link in page.all("href"))
        assert "\u202e" not in data.decode()
        assert b"49" not in data or name != "offences/f.evil.html"
    text = made["offences/f.evil.html"].decode()
    assert "{{ 7 * 7 }}" in text
    assert "&lt;" in text
    assert b"</script" not in made["assets/entries.js"].replace(b"<\\/", b"") or made["assets/entries.js"].isascii()


def test_the_small_law_makes_a_book_in_both_languages() -> None:
    """An offence without tables, places without programmes: no page depends on what is not there."""
    for lang, word in ((ZH, "规则汇编"), (EN, "rulebook")):
        made = files(gather(small(USED), ON), lang)
        assert word in made["index.html"].decode()
        assert "f.dump" in made["offences/f.dump.html"].decode()


def tree(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_the_same_rules_and_day_give_the_same_bytes(tmp_path: Path) -> None:
    """Also where Python hashes strings otherwise."""
    rules = small(USED).folders[0]
    found = []
    for seed in ("1", "2"):
        done = run(
            "rules",
            "book",
            "-o",
            tmp_path / seed,
            "--rules",
            rules,
            "--on",
            "2026-11-21",
            variables={"PYTHONHASHSEED": seed},
        )
        assert done.returncode == 0, done.stderr
        found.append(tree(tmp_path / seed))
    assert found[0] == found[1]
    assert set(json.loads(found[0]["book.json"])["files"]) == set(found[0]) - {"book.json"}


def test_a_book_is_never_written_over_anything_else(tmp_path: Path) -> None:
    target = tmp_path / "book"
    folder.write(target, {"a/b.html": b"1"})
    with pytest.raises(Exists):
        folder.write(target, {"a/b.html": b"2"})
    folder.write(target, {"c.html": b"3"}, force=True)
    assert sorted(tree(target)) == ["book.json", "c.html"]
    (target / "mine.txt").write_text("precious")
    with pytest.raises(folder.NoBook, match=r"mine\.txt"):
        folder.write(target, {"d.html": b"4"}, force=True)
    assert sorted(tree(target)) == ["book.json", "c.html", "mine.txt"]
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.txt").write_text("precious")
    for wrong in (other, other / "thesis.txt"):
        with pytest.raises(folder.NoBook):
            folder.write(wrong, {"d.html": b"4"}, force=True)
    (tmp_path / "link").symlink_to(other)
    with pytest.raises(folder.NoBook):
        folder.write(tmp_path / "link", {"d.html": b"4"}, force=True)
    assert (other / "thesis.txt").read_text() == "precious"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["book", "link", "other"], "nothing temporary is left"


def test_a_book_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "book"
    folder.write(target, {"a.html": b"1"})
    with pytest.raises(FileExistsError):
        folder.write(target, {"b.html": b"1", "b.html/c": b"2"}, force=True)
    rename = Path.rename

    def fails(self: Path, other: Path) -> Path:
        if other == target and self.name != "old":
            raise OSError(28, "no space")
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(OSError, match="no space"):
        folder.write(target, {"b.html": b"1"}, force=True)
    assert sorted(tree(target)) == ["a.html", "book.json"]
    assert [p.name for p in tmp_path.iterdir()] == ["book"]


def test_the_command_says_what_it_wrote_and_refuses_what_it_must(tmp_path: Path) -> None:
    rules, target = small(USED).folders[0], tmp_path / "book"
    first = run("rules", "book", "-o", target, "--rules", rules, "--lang", "en")
    assert first.returncode == 0
    assert re.search(r"\d+ pages written", first.stdout)
    assert (target / "index.html").is_file()
    again = run("rules", "book", "-o", target, "--rules", rules, "--lang", "en")
    assert (again.returncode, "--force" in again.stderr) == (2, True)
    (target / "mine.txt").write_text("x")
    forced = run("rules", "book", "-o", target, "--rules", rules, "--force", "--lang", "en")
    assert (forced.returncode, "mine.txt" in forced.stderr) == (2, True)
    nowhere = run("rules", "book", "-o", tmp_path / "no" / "book", "--rules", rules, "--lang", "en")
    assert nowhere.returncode == 3
    faulty = small(USED + "lighter: [{id: x}]\n").folders[0]
    wrong = run("rules", "book", "-o", tmp_path / "new", "--rules", faulty, "--lang", "en")
    assert wrong.returncode == 2
    assert not (tmp_path / "new").exists()


CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.mark.skipif(CHROMIUM is None, reason="no browser here")
@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("108(5)", "air.industrial-dust"),
        ("第一千一百二十条第五项", "air.industrial-dust"),
        ("1120.1(5)", "air.industrial-dust"),
        ("air.industrial-dust", "air.industrial-dust"),
        ("抑尘", "air.industrial-dust"),
        ("gd.3.2.1", "gd.3.2.1"),
    ],
)
def test_the_search_finds_words_ids_and_articles(asked: str, first: str, built: Path) -> None:
    """In a real browser, from disk, without a server."""
    from urllib.parse import quote

    address = f"{(built / 'index.html').as_uri()}?q={quote(asked)}"
    command = [
        str(CHROMIUM),
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=4000",
        "--dump-dom",
        address,
    ]
    done = subprocess.run(command, capture_output=True, timeout=60, check=True)
    hits = done.stdout.decode().split('id="hits"', 1)[1].split("</div>", 1)[0]
    assert re.findall(r"· ([a-z0-9.-]+)(?: ·[^<]*)?</small>", hits)[:3].count(first) == 1, hits[:600]


@pytest.fixture(scope="module")
def built(book: Book, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("built") / "book"
    folder.write(target, book)
    return target
