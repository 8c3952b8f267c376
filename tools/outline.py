"""Write, for each statute, an outline of the articles (条), paragraphs (款) and items (项) it has, and its headings (编、章、节).

A citation to a place that is not in the outline can then be refused, and rules can be listed in the order of the statute.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

# Instrument id -> the reference file that is its text (a pattern where the text is in several files).
NATIONAL = {
    "ecological-code": "statutes/ecological-environment-code-2026-book?.md",
    "air-law-2018": "statutes/air-pollution-law-2018.md",
    "water-law-2017": "statutes/water-pollution-law-2017.md",
    "eia-law-2018": "statutes/environmental-impact-assessment-law-2018.md",
    "epl-2014": "statutes/environmental-protection-law-2014.md",
    "solid-waste-law-2020": "statutes/solid-waste-law-2020.md",
    "noise-law-2021": "statutes/noise-pollution-law-2021.md",
    "soil-law-2018": "statutes/soil-pollution-law-2018.md",
    "radioactive-law-2003": "statutes/radioactive-pollution-law-2003.md",
    "marine-law-2023": "statutes/marine-environment-law-2023.md",
    "cleaner-production-law-2012": "statutes/cleaner-production-law-2012.md",
    "administrative-penalty-law": "statutes/administrative-penalty-law-2021.md",
    "administrative-coercion-law": "statutes/administrative-coercion-law-2011.md",
    "administrative-litigation-law": "statutes/administrative-litigation-law-2017.md",
    "construction-project-regulation": "statutes/construction-project-regulation-2017.md",
    "pollutant-discharge-permit-regulation": "statutes/pollutant-discharge-permit-regulation-2021.md",
    "livestock-regulation": "statutes/livestock-pollution-regulation-2014.md",
    "medical-waste-regulation": "statutes/medical-waste-regulation-2011.md",
    "hazardous-waste-permit-measures": "statutes/hazardous-waste-permit-measures-2016.md",
    "groundwater-regulation": "statutes/groundwater-regulation-2021.md",
    "daily-continuing-fine-measures": "statutes/daily-continuing-fine-measures-2014.md",
    "sealing-and-seizure-measures": "statutes/sealing-and-seizure-measures-2014.md",
    "production-restriction-measures": "statutes/production-restriction-measures-2014.md",
    "detention-referral-measures": "statutes/detention-referral-measures-2014.md",
}
GUANGDONG = {"gd-discretion-2022": "guangdong/discretion-regulation-2022.md"}

DIGITS = "零一二三四五六七八九"
UNITS = {"十": 10, "百": 100, "千": 1000}
BLANKS = " \t\u3000\xa0\u200b\ufeff"
SENTENCE_ENDS = tuple("。；：;:")

NUMERAL = f"[{DIGITS}{''.join(UNITS)}]+"
ARTICLE = re.compile(rf"第({NUMERAL})条(?:之({NUMERAL}))?[{BLANKS}]")
ITEM = re.compile(rf"[（(]({NUMERAL})[）)]")
HEADING = re.compile(rf"#*[{BLANKS}]*(第{NUMERAL}(编|分编|章|节))[{BLANKS}]+(\S[^{{]*)(?:\{{.*\}})?")
LEVELS = {"编": "part", "分编": "division", "章": "chapter", "节": "section"}
HEADING_OR_TABLE = re.compile(rf"#|\||第{NUMERAL}(?:编|分编|章|节)[{BLANKS}]")
ANNEX = re.compile(r"---|:::|- \[|附[件表录]\s*\d*\s*(?:[：:]|$)")


class Article(NamedTuple):
    """An article: its number as cited, and for each paragraph how many items it introduces."""

    number: str
    items: list[int]


def to_int(numeral: str) -> int:
    """Read a Chinese numeral below ten thousand."""
    total = digit = 0
    for char in numeral:
        if char in UNITS:
            total += (digit or 1) * UNITS[char]
            digit = 0
        else:
            digit = DIGITS.index(char)
    return total + digit


def text_lines(text: str) -> Iterator[str]:
    """Yield each article opening, paragraph and item as one line, without headings, tables and annexes."""
    pending = ""
    for raw in text.splitlines():
        line = raw.strip(BLANKS)
        if ANNEX.match(line):
            break
        if not line or HEADING_OR_TABLE.match(line):
            continue
        begins = ARTICLE.match(line) or ITEM.match(line) or pending.endswith(SENTENCE_ENDS)
        if begins and pending:
            yield pending
            pending = ""
        pending += line
    if pending:
        yield pending


def parse(text: str) -> list[Article]:
    """Return the articles of a statute's text; what stands before the first article is passed over."""
    articles: list[Article] = []
    for line in text_lines(text):
        if opening := ARTICLE.match(line):
            number = "-".join(str(to_int(part)) for part in opening.groups() if part)
            articles.append(Article(number, [0]))
        elif articles and (item := ITEM.match(line)):
            articles[-1].items[-1] += 1
            if to_int(item[1]) != articles[-1].items[-1]:
                raise ValueError(f"article {articles[-1].number}: item {item[0]} is out of order")
        elif articles:
            articles[-1].items.append(0)
    return articles


def headings(text: str) -> dict[str, dict[str, str]]:
    """Return the headings by the article that follows them; a table of contents is followed by none of its own."""
    found: dict[str, dict[str, str]] = {}
    pending: dict[str, str] = {}
    names = list(LEVELS.values())
    for raw in text.splitlines():
        line = raw.strip(BLANKS)
        if heading := HEADING.fullmatch(line):
            level = LEVELS[heading[2]]
            above = names[: names.index(level)]
            pending = {k: v for k, v in pending.items() if k in above} | {level: f"{heading[1]}\u3000{heading[3]}"}
        elif (opening := ARTICLE.match(line)) and pending:
            found["-".join(str(to_int(part)) for part in opening.groups() if part)] = pending
            pending = {}
    return found


def check_numbers(articles: Iterable[Article]) -> None:
    """Refuse a hole, a repetition or a wrong order in the article numbers (53, 53-1, 53-2, 54 is right)."""
    main = sub = 0
    for article in articles:
        if article.number == f"{main}-{sub + 1}":
            sub += 1
        elif article.number == str(main + 1):
            main, sub = main + 1, 0
        else:
            raise ValueError(f"article {article.number} does not follow article {main}")


def render(instrument: str, articles: Iterable[Article], headed: Mapping[str, Mapping[str, str]]) -> str:
    """Return the outline as YAML, one article a line, the headings after them."""
    lines = (f'    "{article.number}": {article.items}\n' for article in articles)
    text = f"outline:\n  instrument: {instrument}\n  articles:\n" + "".join(lines)
    if headed:
        text += "  headings:\n"
        text += "".join(
            f'    "{number}": {{{", ".join(f"{level}: {title}" for level, title in found.items())}}}\n'
            for number, found in headed.items()
        )
    return text


def write_outline(texts: list[Path], target: Path) -> None:
    """Write the outline of the statute whose text is in these files; the target's stem is its id."""
    read = [path.read_text(encoding="utf-8") for path in texts]
    articles = [article for text in read for article in parse(text)]
    headed = {number: found for text in read for number, found in headings(text).items()}
    if not articles:
        raise ValueError(f"no article found for {target.stem}")
    check_numbers(articles)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(render(target.stem, articles, headed), encoding="utf-8")


def main() -> None:
    """Write every outline."""
    parser = argparse.ArgumentParser()
    parser.add_argument("reference", type=Path, metavar="REFERENCE_DIR")
    parser.add_argument("rules", type=Path, metavar="RULES_DIR")
    args = parser.parse_args()
    for folder, instruments in (("cn", NATIONAL), ("cn/guangdong", GUANGDONG)):
        for instrument, pattern in instruments.items():
            texts = sorted(args.reference.glob(pattern))
            write_outline(texts, args.rules / folder / "outlines" / f"{instrument}.yaml")


if __name__ == "__main__":
    main()
