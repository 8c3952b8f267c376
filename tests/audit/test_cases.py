"""Running rule cases: in processes as in one, which step departs, and skeletons for what no case covers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

import discretion.audit.cases as cases
from cli import app
from discretion import load_case
from discretion.assess import assess
from discretion.audit.coverage import Watch, covered, units
from discretion.audit.skeleton import skeleton
from discretion.report import problems as drawn
from discretion.report.language import Language
from discretion.rulebook import Place, Problem, Rulebook
from discretion.rulebook.files import builtin
from discretion.text import say
from tests.audit.support import rulebook
from tests.audit.test_coverage import LAW

ON = date(2026, 6, 1)


def law(expect: str = "outcome: fine", fails: str = "", harm: str = "slight") -> Rulebook:
    """The law of the coverage tests with one case: (10 + 20 + 10 + 5) % of 100,000, less 30 %, less 20 %: 25,200."""
    text = LAW.replace("FACT", "false").replace("HARM", harm).replace("TIMES", "2")
    text = text.replace("expect: {outcome: fine}", f"expect: {{{expect}}}")
    return rulebook(text + (f"    fails: {fails}\n" if fails else ""))


def helps(book: Rulebook) -> list[str]:
    english = Language("en")
    return [english.of(p.help) if p.help else "" for t in cases.run(book) for p in t.problems]


def details(book: Rulebook) -> list[list[str]]:
    """The steps below each departure."""
    english = Language("en")
    return [[english.of(d) for d in p.details] for t in cases.run(book) for p in t.problems]


TABLE = "t: (10 + 20 + 10 + 5 = 45)% × 100,000 = 45,000"
LATER = ["kind: 30% off → 31,500", "sorry: 31,500 − 31,500 × 20% = 25,200"]


def test_a_wrong_fine_is_shown_step_by_step_with_the_weight_of_every_factor() -> None:
    assert details(law("fine: 25200")) == []
    (steps,) = details(law("fine: 25000"))
    assert steps[-3:] == [TABLE, *LATER]
    weights = {step.partition(":")[0]: step.rpartition(" ")[2] for step in steps[:-3]}
    assert weights == {"t/harm": "20%", "t/area": "10%", "t/often": "5%"}


def test_where_the_base_amount_is_stated_it_has_its_own_steps_and_the_fine_the_later_ones() -> None:
    assert details(law("base: 45000, fine: 25000")) == [LATER]
    base, fine = details(law("base: 44000, fine: 25000"))
    assert (base[-1], fine) == (TABLE, LATER)


def test_a_changed_weight_is_named_with_the_arithmetic_by_hand() -> None:
    text = LAW.replace("FACT", "false").replace("HARM", "slight").replace("TIMES", "2")
    text = text.replace(
        "expect: {outcome: fine}", "expect: {fine: 25200}\n    hand: (10 + harm 20 + 10 + 5) % × 100000 = 45000"
    )
    assert details(rulebook(text)) == []
    assert text.count("weight: 20") + text.count("slight: 20") == 1
    (steps,) = details(rulebook(text.replace("weight: 20", "weight: 21").replace("slight: 20", "slight: 21")))
    assert any(step.startswith("t/harm: ") and step.endswith(" 21%") for step in steps)
    assert "t: (10 + 21 + 10 + 5 = 46)% × 100,000 = 46,000" in steps
    assert steps[-1] == "by hand: (10 + harm 20 + 10 + 5) % × 100000 = 45000"


def test_another_provision_is_shown_with_its_range() -> None:
    (steps,) = details(law("statutory: {from: 1, to: 2}"))
    assert any("100,000 yuan" in step for step in steps)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_details_keep_to_80_columns_and_lose_nothing(lang: str) -> None:
    long = "危害后果轻微，情节一般，" * 8 + "(10 + 20) % × 100000 = 30000"
    problem = Problem(
        "case-failed",
        Place("a.yaml"),
        say("not imposed: {measures}", measures="x"),
        details=(say("by hand: {text}", text=long),),
    )
    lines = drawn.render([problem], Language(lang)).splitlines()
    assert max(drawn.width(line) for line in lines) <= 80
    assert "".join(line[4:] for line in lines[2:]).replace(" ", "").endswith(long.replace(" ", ""))


def test_a_rule_that_did_not_do_what_was_expected_says_why() -> None:
    assert helps(law("applied: [not-twice]")) == ["not-twice: Times is 2; required: 3"]
    assert helps(law("applied: [rows]")) == ["rows: the assessment does not come to this rule"]
    assert helps(law("not_applied: [sorry]")) == ["sorry: applied"]


def test_several_processes_run_the_same_in_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "MANY", 0)
    book, one, two = law("fine: 1"), Watch(), Watch()
    assert list(cases.run(book, None, one)) == list(cases.run(book, None, two, jobs=2))
    assert one.covered == two.covered != set()


@pytest.mark.parametrize(("fine", "exit", "says"), [(1, 0, "fails as expected: later"), (25200, 1, "but it holds")])
def test_an_expected_failure_is_named_and_must_fail(fine: int, exit: int, says: str) -> None:
    folder = law(f"fine: {fine}", "later").folders[0]
    done = CliRunner().invoke(app, ["rules", "test", "--rules", str(folder), "--lang", "en"])
    assert done.exit_code == exit, done.output
    assert says in done.output


@pytest.mark.parametrize(
    "unit", ["t/harm/3", "t/area/3", "rows/1", "not-twice", "sorry/1", "f.dump/new-law:1/refused", "t/times=3"]
)
def test_a_skeleton_comes_to_the_unit_and_has_no_result(unit: str, tmp_path: Path) -> None:
    book = law()
    assert unit not in _covered(book)
    text = skeleton(next(u for u in units(book.shelf()) if u.name == unit), book, ON)
    assert text is not None
    filled = rulebook(LAW.partition("cases:\n")[0] + text.replace("…", "later"))
    tried = list(cases.run(filled))
    assert [(t.passed, t.expected_failure) for t in tried] == [(True, "later")]
    assert unit in _covered(filled)


@pytest.mark.parametrize(
    "unit",
    [
        "cn.no-coercion.suspension",  # only where another rule has imposed the measure that it takes away
        "mee.air.no-permit/duration_days=5",  # a table that the law presumes not to be used
        "guangzhou.apology.excluded.1",  # its condition is the condition of another rule
    ],
)
def test_a_skeleton_of_the_real_rules_shows_the_unit_at_work(unit: str, real: Rulebook, tmp_path: Path) -> None:
    text = skeleton(next(u for u in units(real.shelf()) if u.name == unit), real, ON)
    assert text is not None
    data = yaml.safe_load(text)["cases"][0]["case"]
    assert unit in _shown(data, real, tmp_path)


@pytest.fixture(scope="module")
def real() -> Rulebook:
    return Rulebook([builtin()])


def _shown(data: object, book: Rulebook, folder: Path) -> frozenset[str]:
    path = folder / "real.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    case = load_case(path, book)
    law = book.law(case.jurisdiction)
    return covered(case, law, assess(case, law))


def _covered(book: Rulebook) -> set[str]:
    watch = Watch()
    list(cases.run(book, None, watch))
    return watch.covered


def test_a_skeleton_never_overwrites_a_file(tmp_path: Path) -> None:
    target = tmp_path / "case.yaml"
    call = [
        "rules",
        "test",
        "--rules",
        str(law().folders[0]),
        "--lang",
        "en",
        "--skeleton",
        "t/harm/3",
        "-o",
        str(target),
    ]
    assert CliRunner().invoke(app, call).exit_code == 0
    first = target.read_bytes()
    assert CliRunner().invoke(app, call).exit_code == 2
    assert target.read_bytes() == first


def test_a_unit_that_there_is_not_is_told_with_the_nearest() -> None:
    call = ["rules", "test", "--rules", str(law().folders[0]), "--lang", "en", "--skeleton", "t/harm/9"]
    done = CliRunner().invoke(app, call)
    assert done.exit_code == 2
    assert "t/harm/3" in done.output
