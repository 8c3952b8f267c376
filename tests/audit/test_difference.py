"""What changed in meaning between two rulebooks, and whose fines."""

from __future__ import annotations

import importlib
import json
import subprocess
import tempfile
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app
from discretion.audit.difference import Compared, changed, compare, moved
from discretion.audit.revision import rulebook_at
from discretion.report.difference import Difference, render
from discretion.report.language import Language
from discretion.rulebook import Rulebook, Unusable
from discretion.rulebook.files import builtin
from tests.audit.support import rulebook
from tests.audit.test_prove import LAW

ON = date(2026, 6, 1)


def both(new: str, old: str = LAW) -> tuple[Rulebook, Rulebook]:
    return rulebook(old), rulebook(new)


def compared(new: str, old: str = LAW) -> Compared:
    return compare(*both(new, old), ON)


def ways(new: str, old: str = LAW) -> dict[str, str]:
    one, other = both(new, old)
    return {c.id: c.way for c in changed(one.shelf(), other.shelf())}


def test_a_comment_or_another_layout_is_no_change() -> None:
    text = LAW.replace("bases:\n", "# a comment\nbases:\n").replace("none: 0, slight: 20", "none: 0,   slight: 20")
    assert ways(text) == {}
    assert render(Difference((), compared(text)), Language("en"), "text").startswith("no change in any result: 0 cells")


def test_words_are_told_from_meaning() -> None:
    """A title that changes is named, and changes no result."""
    text = LAW.replace("en: Lighter", "en: Milder")
    assert ways(text) == {"helped": "words"}
    found = compared(text)
    assert (found.cells, found.different) == (0, 0)


def test_a_weight_changes_the_cells_that_it_weighs_in() -> None:
    text = LAW.replace("slight: 20", "slight: 30")
    assert ways(text) == {"t": "meaning"}
    found = compared(text)
    assert {e.rule for e in found.effects if e.different} == {"t/harm"}  # beside it nobody has slight harm
    effect = next(e for e in found.effects if e.different)
    assert effect.old is not None
    assert effect.new is not None
    assert effect.new.fine.low - effect.old.fine.low == 10000  # 10 % of 100,000
    assert "harm: slight" in effect.file


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("percent_off: 30", "percent_off: 40", "helped"),
        ("when: {area: park}", "when: {area: lake}", "helped"),
        ("{below: 2, weight: 0}", "{below: 3, weight: 0}", "t/times"),
        ("{id: base, of: ceiling, start: 10}", "{id: base, of: 90000, start: 12}", "t/harm"),
    ],
)
def test_figures_conditions_thresholds_and_bases_are_felt(old: str, new: str, rule: str) -> None:
    found = compared(LAW.replace(old, new))
    assert rule in {e.rule for e in found.effects if e.different}


def test_a_rule_that_goes_or_comes_is_felt() -> None:
    without = LAW.partition("lighter:\n")[0]
    assert ways(without) == {"helped": "removed"}
    assert compared(without).different == compared(LAW, without).different > 0


HIDDEN = LAW.replace("when: {area: park}", "when: {harm: none}").replace(
    "lighter:\n",
    "no-penalty:\n"
    "  - {id: minor, title: {zh: 轻微, en: Minor}, source: new-law:5, when: {harm: none, times: {below: 3}}}\n"
    "lighter:\n",
)


def test_an_entry_is_compared_where_no_other_one_ends_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without harm there is no penalty up to two times; so a lighter penalty without harm is felt from the third on."""
    changed_ = HIDDEN.replace("percent_off: 30", "percent_off: 40")
    found = compared(changed_, HIDDEN)
    assert {e.rule for e in found.effects if e.different} == {"helped"}
    assert "times: 3" in next(e for e in found.effects if e.different).file
    module = importlib.import_module("discretion.audit.difference.effect")
    monkeypatch.setattr(module, "bared", lambda _, __, ___, beside: beside)
    assert (
        compared(changed_, HIDDEN).different < found.different
    )  # what the facts of the background alone would have shown


def test_what_was_not_compared_is_named_and_the_claim_is_then_of_fines_only() -> None:
    after = "procedure:\n  - {id: tell, title: {zh: 告知, en: Tell}, source: new-law:8, text: {zh: 告知, en: Tell}}\n"
    one, other = both(LAW + after.replace("8", "9"), LAW + after)
    found = Difference(tuple(changed(one.shelf(), other.shelf())), compare(one, other, ON))
    text = render(found, Language("en"), "text")
    assert "changed, but not compared: rules that follow from a fine: tell" in text
    assert text.splitlines()[-1].startswith("no change in any fine compared: 0 cells")


def test_an_exception_to_a_rule_that_never_works_is_named() -> None:
    """The programme asks for what its exclusion excludes."""
    text = (
        LAW
        + """\
programmes:
  never:
    kind: apology-pledge
    title: {zh: 道歉, en: Never}
    source: new-law:7
    requires: {harm: slight, not: {harm: [slight, serious]}}
    reduction: [{percent: 20}]
exclusions:
  - {id: barred, title: {zh: 不适用, en: Barred}, source: new-law:7, defeats: [never], when: {refused: true}}
"""
    )
    one, other = both(text.replace("when: {refused: true}", "when: {refused: false}"), text)
    found = compare(one, other, ON)
    assert found.idle == ("never/barred",)
    shown = render(Difference((), found), Language("en"), "text")
    assert (
        "not compared, as no case was found in which they work: exceptions to rules, or settings: never/barred" in shown
    )
    assert "no change in any fine compared" in shown


def test_a_change_that_no_case_can_feel_is_said_to_be_none() -> None:
    """A level above the limit of 100 % may weigh what it likes."""
    over = LAW.replace("serious: 50", "serious: 95")
    found = compared(over.replace("serious: 95", "serious: 99"), over)
    assert found.cells > 0
    assert found.different == 0


def test_real_cases_are_assessed_under_both(tmp_path: Path) -> None:
    case = "{jurisdiction: cn, offence: f.dump, timeline: {act: 2022-01-01, decision: 2022-03-01}, facts: {proved: true, HARM}}"
    for name, harm in (("a", "harm: slight"), ("b", "harm: none"), ("c", "harm: nonsense")):
        facts = f"{harm}, refused: false, times: 1, area: [town]"
        (tmp_path / f"{name}.yaml").write_text(case.replace("HARM", facts), encoding="utf-8")
    found = moved(sorted(tmp_path.glob("*.yaml")), *both(LAW.replace("slight: 20", "slight: 30")), ON)
    assert (found.count, len(found.moves), found.sum) == (2, 1, 10000)
    assert [Path(f).name for f in found.unreadable] == ["c.yaml"]


@pytest.mark.parametrize("format", ["text", "markdown", "json"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_format_says_it(format: str, lang: str, tmp_path: Path) -> None:
    one, other = both(LAW.replace("slight: 20", "slight: 30"))
    difference = Difference(
        tuple(changed(one.shelf(), other.shelf())), compare(one, other, ON), moved([], one, other, ON)
    )
    text = render(difference, Language(lang), format)
    assert "t/harm" in text
    if format == "json":
        assert json.loads(text)["same"] is False


def test_a_revision_is_read_from_git(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments],
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )

    first = rulebook(LAW).folders[0]
    (tmp_path / "rules").mkdir()
    for path in first.rglob("*.yaml"):
        target = tmp_path / "rules" / path.relative_to(first)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "one")
    (tmp_path / "rules/cn/offences/f-test.yaml").write_text(LAW.replace("slight: 20", "slight: 30"), encoding="utf-8")
    old = rulebook_at("HEAD", [tmp_path / "rules"])
    new = rulebook_at(str(tmp_path / "rules"))
    assert [c.id for c in changed(old.shelf(), new.shelf())] == ["t"]
    with pytest.raises(Unusable):
        rulebook_at("no-such-revision", [tmp_path / "rules"])
    (tmp_path / "rules/cn/link.yaml").symlink_to("/nowhere.yaml")
    git("add", ".")
    git("commit", "-qm", "two")
    with pytest.raises(Unusable):
        rulebook_at("HEAD", [tmp_path / "rules"])


def test_a_revision_is_read_without_writing_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is killed, as workers are, removes nothing: so there must be nothing to remove."""

    def never(*_: object, **__: object) -> str:
        raise AssertionError

    monkeypatch.setattr(tempfile, "mkdtemp", never)
    monkeypatch.setattr(tempfile, "mkstemp", never)
    before = rulebook_at("HEAD", [builtin()])
    assert len(before.shelf().rules) > 1000
    assert before.law("cn").offences
    assert len(before.digest) == 64


def test_old_rules_that_cannot_be_read_are_one_message(tmp_path: Path) -> None:
    """Two unknown keys in the old rules: the first is drawn, both are counted, and it is said whose they are."""
    old, new = rulebook(LAW.replace("lighter:", "milder: []\nstricter: []\nlighter:")), rulebook(LAW)
    call = ["rules", "diff", str(old.folders[0]), str(new.folders[0]), "--lang", "en"]
    done = CliRunner().invoke(app, call)
    assert done.exit_code == 2
    assert "unknown-key" in done.stderr
    assert f"the rules of {old.folders[0]} cannot be read by this version: 2 problems" in done.stderr
    assert done.stderr.count("error[") == 1


def test_numbers_of_a_cell_are_written_as_rules_write_them() -> None:
    """A step below a threshold of 0.3 is 0.299, not a fraction."""
    facts = LAW.replace(
        "facts:\n",
        "facts:\n  over: {title: {zh: 超, en: Over}, type: ratio, ask: {zh: 几, en: By}, evidence: {zh: 据}}\n",
    )
    old = facts.replace("fact: times, levels: [{below: 2", "fact: over, levels: [{below: 0.3")
    found = compared(old.replace("weight: 0}, {weight: 40", "weight: 1}, {weight: 40"), old)
    text = render(Difference((), found), Language("en"), "markdown")
    assert "over: 0.299" in text
    assert "299/1000" not in text
