"""`discretion rules list, search, show, book, export` and the officer's commands on one case, called in this process."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.console import Console

from discretion.report.language import Language
from discretion.report.rules.terminal import Terminal
from discretion.rulebook import Rulebook
from discretion.rulebook.search import others, search
from tests.assess.test_more_engine import CAPPED, FACTS, OTHER, TABLE, TIMELINE, case, lighter
from tests.commands.support import call, lay

GOOD, FINDINGS, UNUSABLE, ENVIRONMENT = 0, 1, 2, 3
EN, ZH = Language("en"), Language("zh")
FOREIGN = OTHER.replace("enforced_by: ecology-environment", "enforced_by: water") + (
    "departments: {water: {title: {zh: 水行政主管部门, en: water authority}}}\n"
)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The small law, in which another department enforces a second offence; a case, and one that cannot be read."""
    lay(tmp_path / "rules", TABLE + FOREIGN)
    (tmp_path / "case.yaml").write_bytes(case(FACTS))
    (tmp_path / "bad.yaml").write_bytes(case(FACTS.replace("slight", "awful")))
    return tmp_path


def rules(office: Path, *arguments: str | Path, lang: str = "en") -> Any:
    return call("rules", *arguments, "--rules", office / "rules", lang=lang)


# --- list, search, show ------------------------------------------------------------------------------------------------


def test_the_offences_with_who_enforces_them(office: Path) -> None:
    listed = dict(line.split("\t", 1) for line in rules(office, "list").stdout.splitlines())
    assert listed["f.other"] == "Other\twater authority"
    assert listed["f.dump"].startswith("Dumping")
    assert "水行政主管部门" in rules(office, "list", lang="zh").stdout
    facts = json.loads(rules(office, "list", "facts", "--jurisdiction", "cn", "-f", "json").stdout)
    assert {"harm", "area", "times"} <= {f["id"] for f in facts}


def test_on_a_screen_a_hit_has_its_article_its_place_and_who_enforces_it(office: Path) -> None:
    lay(
        office / "rules",
        "",
        {
            "cn/there/jurisdiction.yaml": "jurisdiction: {title: {zh: 乙地, en: There}}\n",
            "cn/there/offences/f.yaml": OTHER.replace("f.other", "f.there").replace("en: Other", "en: Other there"),
        },
    )
    (office / "rules" / "cn/offences/f-test.yaml").write_text(TABLE + FOREIGN, encoding="utf-8")
    shelf = Rulebook.open([office / "rules"]).shelf()
    hits = search(
        shelf.rules, "Other", {r.id: r.record for r in shelf.rules if r.section == "instruments"}, ("offences",)
    )
    console = Console(width=100, highlight=False)
    with console.capture() as captured:
        Terminal(console, EN).hits(hits, others(hits, shelf.rules))
    lines = {line.split()[0]: " ".join(line.split()) for line in captured.get().splitlines()}
    assert "water authority" in lines["f.other"]
    assert "cn/there" in lines["f.there"]
    assert "cn/there" not in lines["f.other"]


@pytest.mark.parametrize(
    ("given", "code", "says"),
    [
        (("list", "fact"), UNUSABLE, "SECTION: `fact` is not one of: instruments, facts"),
        (("list", "--jurisdiction", "cn/atlantis"), UNUSABLE, "cn/atlantis"),
        (("search", "zzzz"), FINDINGS, "nothing found for “zzzz”; try other words"),
        (("show", "f.dunp"), UNUSABLE, "there is no rule `f.dunp` (did you mean `f.dump`?)"),
        (("show", "f.dump", "--jurisdiction", "cn/atlantis"), UNUSABLE, "cn/atlantis"),
        (("export", "-f", "terminal"), UNUSABLE, "--format: `terminal` is not one of: json"),
    ],
)
def test_what_there_is_not(office: Path, given: tuple[str, ...], code: int, says: str) -> None:
    done = rules(office, *given)
    assert (done.exit_code, done.stdout) == (code, "")
    assert says in done.stderr
    assert rules(office, *given, lang="zh").exit_code == code


@pytest.mark.parametrize("given", [("list", "facts"), ("search", "Harm"), ("show", "f.dump")])
def test_the_place_may_be_named_in_short(office: Path, given: tuple[str, ...]) -> None:
    """As for `prove`, `mutate`, `cliffs` and `diff`."""
    lay(
        office / "rules",
        TABLE + FOREIGN,
        {"cn/there/jurisdiction.yaml": "jurisdiction: {title: {zh: 乙地, en: There}}\n"},
    )
    long, short = (rules(office, *given, option, "cn/there", "-f", "json") for option in ("--jurisdiction", "-J"))
    assert (long.exit_code, short.exit_code) == (GOOD, GOOD)
    assert long.stdout == short.stdout
    assert rules(office, *given, "-J", "cn/atlantis").exit_code == UNUSABLE


def test_a_rule_is_shown_with_its_figures_as_words_and_as_data(office: Path) -> None:
    """10 to 100 thousand by both laws; 100 to 200 thousand on refusal, by the new one alone."""
    text = rules(office, "show", "f.dump").stdout
    assert text.count("10,000 yuan to 100,000 yuan") == 2
    assert text.count("100,000 yuan to 200,000 yuan") == 1
    data = json.loads(rules(office, "show", "f.dump", "-f", "json").stdout)
    assert data["id"] == "f.dump"
    assert "refused" in rules(office, "show", "t").stdout


# --- export and book ---------------------------------------------------------------------------------------------------


def test_every_figure_is_exported(office: Path) -> None:
    target = office / "rules.json"
    assert rules(office, "export", "-o", target).exit_code == GOOD
    data = json.loads(target.read_text(encoding="utf-8"))
    assert {(f["offence"], f["tier"], f["from"], f["to"]) for f in data["figures"]} >= {
        ("f.dump", "base", 10_000, 100_000),
        ("f.dump", "refused", 100_000, 200_000),
    }
    again = rules(office, "export", "-o", target)
    assert (again.exit_code, again.stderr) == (UNUSABLE, f"{target} is there already; --force overwrites it\n")
    assert json.loads(rules(office, "export").stdout) == data


@pytest.mark.parametrize("command", [("export",), ("book", "-o", "book"), ("snapshot", "case.yaml", "-o", "x.zip")])
def test_rules_with_a_fault_are_not_written_out(
    office: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(office)
    lay(office / "rules", TABLE.replace("bases:", "basis:"))
    done = rules(office, *command)
    assert (done.exit_code, done.stdout) == (UNUSABLE, "")
    assert "basis" in done.stderr
    assert not (office / "book").exists()
    assert not (office / "x.zip").exists()


def test_a_book_replaces_a_book_and_nothing_else(office: Path) -> None:
    """A table that was reviewed, one whose review no longer counts, and a table that the checks warn of, as the badges say it."""
    idle = TABLE.replace("  t:", "  idle:").replace(
        "none: 0, slight: 20, serious: 50", "none: 0, slight: 0, serious: 0"
    )
    lay(office / "rules", TABLE + FOREIGN + idle.replace("bases:\n", ""))
    text = TABLE + idle.replace("bases:\n", "") + FOREIGN
    lay(office / "rules", text)
    people = ("--drafted-by", "Li", "--reviewed-by", "Wang", "--on", "2026-06-01")
    lines = rules(office, "review", "t", "f.dump", *people).stdout
    (office / "rules" / "cn" / "reviews.yaml").write_text(f"reviews:\n  signed:\n{lines}", encoding="utf-8")
    lay(office / "rules", text.replace("slight: 20", "slight: 21", 1))
    book = office / "book"
    done = rules(office, "book", "-o", book, "--on", "2026-06-02")
    assert done.exit_code == GOOD, done.stderr
    assert f"open {book / 'index.html'}" in done.stdout
    pages = {
        name: (book / name).read_text(encoding="utf-8")
        for name in ("tables/t.html", "offences/f.dump.html", "tables/idle.html")
    }
    assert "review of 2026-06-01 is stale" in pages["tables/t.html"]
    assert "reviewed by Wang on 2026-06-01" in pages["offences/f.dump.html"]
    assert "not reviewed" in pages["tables/idle.html"]
    assert "warning" in pages["tables/idle.html"]
    again = rules(office, "book", "-o", book)
    assert (again.exit_code, again.stderr) == (UNUSABLE, f"{book} is there already; --force overwrites it\n")
    assert rules(office, "book", "-o", book, "--force", lang="zh").exit_code == GOOD
    other = rules(office, "book", "-o", office / "rules", "--force")
    assert (other.exit_code, other.stderr) == (
        UNUSABLE,
        f"{office / 'rules'} is no part of a book: nothing was overwritten\n",
    )


def test_a_book_without_its_library_or_its_folder(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (office / "file").write_text("", encoding="utf-8")
    shut = rules(office, "book", "-o", office / "file" / "book")
    assert shut.exit_code == ENVIRONMENT
    assert "cannot be written" in shut.stderr
    monkeypatch.setitem(sys.modules, "jinja2", None)
    done = rules(office, "book", "-o", office / "book")
    assert (done.exit_code, done.stderr) == (
        ENVIRONMENT,
        "this needs a further library: pip install 'discretion[book]'\n",
    )
    assert not (office / "book").exists()


# --- one case ----------------------------------------------------------------------------------------------------------


def one(office: Path, *arguments: str | Path, lang: str = "en", **more: Any) -> Any:
    return call(*arguments, "--rules", office / "rules", lang=lang, **more)


def test_what_would_change_the_fine_as_words_and_as_data(office: Path) -> None:
    """Serious harm 60,000, 30,000 more than slight; on refusal (50 + 20) % of 200,000."""
    done = one(office, "whatif", office / "case.yaml", "--set", "harm=serious")
    assert done.exit_code == GOOD
    assert "60,000 yuan" in done.stdout
    assert "+30,000 yuan" in done.stdout
    data = json.loads(one(office, "whatif", office / "case.yaml", "-f", "json").stdout)
    refused = next(w for w in data["weights"] if w["fact"] == "refused")
    assert refused["spread"] == 110_000
    assert data["now"]["fine"]["amount"] == 30_000


@pytest.mark.parametrize(
    ("given", "place"),
    [
        (("bad.yaml",), "bad.yaml:5:29"),
        (("case.yaml", "--set", "harm=awful"), "--set:1:7"),
        (("case.yaml", "--set", "harm=["), "--set:2:1"),
    ],
)
def test_what_cannot_be_set(office: Path, given: tuple[str, ...], place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(office)
    done = one(office, "whatif", *given)
    assert (done.exit_code, done.stdout) == (UNUSABLE, "")
    assert f"--> {place}\n" in done.stderr
    assert done.stderr.endswith("1 problem; nothing was written\n")


def test_a_case_on_standard_input_is_named_so(office: Path) -> None:
    done = one(office, "whatif", "-", input=(office / "bad.yaml").read_bytes())
    assert "--> <stdin>:5:29" in done.stderr
    assert one(office, "whatif", "-", input=(office / "case.yaml").read_bytes()).exit_code == GOOD


@pytest.mark.parametrize(
    ("given", "code", "says"),
    [
        (("case.yaml", "-f", "docx"), UNUSABLE, "a docx holds one case, and needs a file: -o FILE"),
        (("case.yaml", "case.yaml", "-f", "docx", "-o", "x.docx"), UNUSABLE, "a docx holds one case"),
        (
            ("case.yaml", "-f", "docx", "-o", "x.docx", "--template", "gone.docx"),
            UNUSABLE,
            "gone.docx cannot be read: No such file",
        ),
        (
            ("case.yaml", "-f", "docx", "-o", "x.docx", "--template", "case.yaml"),
            UNUSABLE,
            "the template cannot be used",
        ),
        (("gone.yaml",), UNUSABLE, "there is no file gone.yaml"),
        (("bad.yaml",), UNUSABLE, "`awful` is no choice of this fact"),
        (("case.yaml", "--lang", "fr"), UNUSABLE, "--lang: `fr`"),
    ],
)
def test_what_cannot_be_assessed_or_written(
    office: Path, given: tuple[str, ...], code: int, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(office)
    done = one(office, "assess", *given)
    assert (done.exit_code, done.stdout) == (code, "")
    assert says in done.stderr
    assert not (office / "x.docx").exists()


def test_a_docx_needs_its_library(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    done = one(office, "assess", office / "case.yaml", "-f", "docx", "-o", office / "x.docx")
    assert (done.exit_code, done.stderr) == (
        ENVIRONMENT,
        "this needs a further library: pip install 'discretion[docx]'\n",
    )


def test_a_file_that_may_not_be_read_is_the_environments_fault(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, secret = Path.open, office / "case.yaml"

    def shut(path: Path, *arguments: Any, **more: Any) -> Any:
        if path == secret:
            raise PermissionError(13, "Permission denied", str(path))
        return whole(path, *arguments, **more)

    monkeypatch.setattr(Path, "open", shut)
    for command in ("assess", "whatif", "verify"):
        done = one(office, command, secret)
        assert (done.exit_code, done.stderr) == (ENVIRONMENT, f"{secret} cannot be read: Permission denied\n")


def test_two_cases_stand_below_each_other_in_markdown(office: Path) -> None:
    """Two violations of one case have a heading each: 30,000 and 500 yuan."""
    both = f"violations:\n  - {{offence: f.dump, facts: {{{FACTS}}}}}\n  - {{offence: f.other}}"
    (office / "both.yaml").write_bytes(case("", offence=both))
    text = one(office, "assess", office / "both.yaml", "-f", "markdown").stdout
    assert "## 1. Dumping" in text
    assert "## 2. Other" in text
    assert "30,000" in text
    assert "500" in text
    assert one(office, "assess", office / "case.yaml", office / "case.yaml", "-f", "html").stdout.count("<h1") == 2


# --- new ---------------------------------------------------------------------------------------------------------------


def test_a_blank_case_is_written_and_never_over_another(office: Path) -> None:
    target = office / "new.yaml"
    done = one(office, "new", "--blank", "f.dump", "-o", target)
    assert (done.exit_code, done.stdout) == (GOOD, f"written: {target}\n")
    assert yaml.safe_load(target.read_text(encoding="utf-8"))["offence"] == "f.dump"
    again = one(office, "new", "--blank", "f.dump", "-o", target)
    assert (again.exit_code, again.stderr) == (UNUSABLE, f"{target} is there already; --force overwrites it\n")


@pytest.mark.parametrize(
    ("given", "code", "says"),
    [
        (("--blank", "f.dunp", "-o", "x.yaml"), UNUSABLE, "did you mean `f.dump`?"),
        (("--blank", "f.dump", "--jurisdiction", "cn/atlantis", "-o", "x.yaml"), UNUSABLE, "cn/atlantis"),
        (
            ("--blank", "f.dump", "-o", "nowhere/x.yaml"),
            ENVIRONMENT,
            "nowhere/x.yaml cannot be written: No such file or directory",
        ),
        (("-o", "x.yaml"), ENVIRONMENT, "an interview needs a terminal; without one: discretion new --blank OFFENCE"),
    ],
)
def test_what_cannot_be_begun(
    office: Path, given: tuple[str, ...], code: int, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(office)
    done = one(office, "new", *given)
    assert (done.exit_code, done.stdout) == (code, "")
    assert says in done.stderr
    assert not (office / "x.yaml").exists()


# --- what the rarer parts of a rule look like --------------------------------------------------------------------------

RARE = (
    TABLE.replace(
        "{id: base, of: ceiling, start: 10}",
        "{id: base, of: {fact: loss, times: 2, at_least: 50000}, start: 10, when: {area: town}}",
    )
    + "      - {id: s, title: {zh: 甲, en: S}, levels: [{when: {times: {at_least: 2}}, weight: 30}, {weight: 0}]}\n"
    + lighter("{careful: true}")
    + """\
heavier:
  - {id: up, title: {zh: 重, en: Up}, source: new-law:5, when: {area: park}, effect: {percent_on: {from: 10, to: 20}}}
daily-fine:
  - {id: day, title: {zh: 按日, en: Daily fine}, source: new-law:7, when: {refused: true}, from: timeline.order_served, until: timeline.reinspection}
facts:
  timeline.order_served: {title: {zh: 送达, en: Order served}, type: date, computed: true}
  timeline.reinspection: {title: {zh: 复查, en: Reinspection}, type: date, computed: true}
  careful: {title: {zh: 注意, en: Careful}, type: boolean, ask: {zh: 注意？, en: Careful?}, presumed: {value: false, source: new-law:2}}
"""
)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            "t",
            [
                "base 10% 2 times Loss, at least 50,000 yuan Area: town",
                "refused 50% ceiling of the statutory range",
                "S Times: at least 2 30%",
                "otherwise 0%",
            ],
        ),
        ("e", ["effect 20% off", "where Careful: yes"]),
        ("up", ["effect 10–20% more"]),
    ],
)
def test_every_figure_of_a_rule_is_shown_with_what_it_depends_on(tmp_path: Path, rule: str, words: list[str]) -> None:
    lay(tmp_path / "rules", RARE)
    lines = [" ".join(line.split()) for line in rules(tmp_path, "show", rule).stdout.splitlines()]
    assert [w for w in words if w not in lines] == []


def test_the_caps_of_a_multiple_are_shown(tmp_path: Path) -> None:
    lay(tmp_path / "rules", "", {"cn/offences/f.yaml": CAPPED})
    assert "1–3 times Loss, at least 20,000 yuan, at most 50,000 yuan" in rules(tmp_path, "show", "f.dump").stdout


@pytest.mark.parametrize("form", ["terminal", "markdown", "html"])
def test_a_daily_fine_is_shown_with_its_days(tmp_path: Path, form: str) -> None:
    """(50 + 20) % of 200,000 for each of the ten days from 11 to 20 March."""
    lay(tmp_path / "rules", RARE)
    days = TIMELINE + ", order_served: 2026-03-10, reinspection: 2026-03-20"
    (tmp_path / "case.yaml").write_bytes(case(FACTS.replace("refused: false", "refused: true"), timeline=days))
    done = one(tmp_path, "assess", tmp_path / "case.yaml", "-f", form)
    assert done.exit_code == GOOD
    assert "140,000 yuan" in done.stdout
    assert "daily continuing fine: 10 days, 1,400,000 yuan" in done.stdout


def test_what_the_law_presumes_is_told_in_the_blank_case_and_where_it_is_asked(tmp_path: Path) -> None:
    lay(tmp_path / "rules", RARE)
    assert one(tmp_path, "new", "--blank", "f.dump", "-o", tmp_path / "new.yaml").exit_code == GOOD
    text = (tmp_path / "new.yaml").read_text(encoding="utf-8")
    assert "  careful: unknown\n" in text
    assert yaml.safe_load(text)["facts"]["harm"] == "unknown"
    # nobody says that the party was careful: it counts as careless, and nothing is lighter
    data = case(FACTS + ", loss: 100000")
    (tmp_path / "case.yaml").write_bytes(data)
    fine = json.loads(one(tmp_path, "assess", tmp_path / "case.yaml", "-f", "json").stdout)["fine"]
    assert fine["amount"] == 60_000  # (10 + 20) % of twice 100,000


# --- strict ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "facts", "kinds", "says"),
    [
        (TABLE, "area: [town], times: 1, refused: false", "facts", ["strict: facts are missing: harm"]),
        # all is known, and the officer still chooses
        ("", FACTS, "facts", ["strict: the result of Dumping is not determined"]),
        (TABLE, FACTS, "facts", []),
        (
            TABLE.replace("slight: 20", "slight: {value: 20, provenance: assumed, why: x}"),
            FACTS,
            "provenance",
            ["strict: the result rests on assumed figures: t"],
        ),
        (TABLE, FACTS, "provenance", []),
        (TABLE, FACTS, "evidence", ["strict: facts without evidence: harm, proved, refused"]),
    ],
)
def test_what_strict_is_not_content_with(tmp_path: Path, text: str, facts: str, kinds: str, says: list[str]) -> None:
    lay(tmp_path / "rules", text)
    (tmp_path / "case.yaml").write_bytes(case(facts))
    done = one(tmp_path, "assess", tmp_path / "case.yaml", "--strict", kinds)
    assert done.exit_code == (FINDINGS if says else GOOD)
    told = done.stderr.splitlines()
    assert len(told) == len(says)
    assert all(line.startswith(begun) for line, begun in zip(told, says, strict=True))


def test_evidence_for_every_fact_satisfies_strict(tmp_path: Path) -> None:
    lay(tmp_path / "rules", TABLE)
    text = case("PLACE").decode()
    known = {"proved": "true", "harm": "slight", "area": "[town]", "times": "1", "refused": "false"}
    facts = ", ".join(f"{name}: {{value: {value}, evidence: 笔录}}" for name, value in known.items())
    (tmp_path / "case.yaml").write_text(text.replace("proved: true, PLACE", facts), encoding="utf-8")
    assert one(tmp_path, "assess", tmp_path / "case.yaml", "--strict", "evidence").exit_code == GOOD


# --- what-if of several violations, and of what is open ----------------------------------------------------------------

OPEN = TABLE + lighter("{area: park}") + OTHER


def test_what_is_open_is_told_with_the_offence_that_it_concerns(tmp_path: Path) -> None:
    """In the park 20 % of 30,000 off. Nobody knows the place, nor when the decision will be."""
    lay(tmp_path / "rules", OPEN)
    both = "violations:\n  - {offence: f.dump, facts: {harm: slight, times: 1, refused: false}}\n  - {offence: f.other}"
    data = case("", offence=both).decode().replace("proved: true, ", "proved: true")
    (tmp_path / "case.yaml").write_text(data, encoding="utf-8")
    done = one(tmp_path, "whatif", tmp_path / "case.yaml", "--set", "area=park")
    assert done.exit_code == GOOD, done.stderr
    assert "(f.dump)" in done.stdout
    assert "24,500 yuan" in done.stdout  # 24,000 and 500


def test_where_the_fine_is_open_no_difference_is_told(tmp_path: Path) -> None:
    lay(tmp_path / "rules", OPEN)
    (tmp_path / "case.yaml").write_bytes(case("area: [town], times: 1, refused: false"))
    done = one(tmp_path, "whatif", tmp_path / "case.yaml", "--set", "area=[park]")
    assert done.exit_code == GOOD, done.stderr
    assert "10,000 yuan to 60,000 yuan" in done.stdout
    assert "+" not in done.stdout
