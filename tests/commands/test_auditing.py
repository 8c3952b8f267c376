"""`discretion rules`: the commands that check rules, called in this process: exit codes, words, formats, broken input.

The small law punishes dumping with 10,000 to 100,000 yuan; the table starts at 10 % of the ceiling and adds 20 % for slight and 50 %
for serious harm, 40 % from the second time on. So slight harm costs 30,000, serious harm 60,000, the second time 50,000.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from tests.audit import test_cases
from tests.audit.test_prove import LAW
from tests.commands.support import call, lay

ON = ("--on", "2026-06-01")
#: Slight harm at 60 % costs more than serious harm at 50 %.
UPSIDE_DOWN = LAW.replace("slight: 20", "slight: 60")
BROKEN = LAW.replace("bases:", "basis:")


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """The small law."""
    return lay(tmp_path / "sound", LAW)


@pytest.fixture
def upside_down(tmp_path: Path) -> Path:
    """The small law in which slight harm costs more than serious harm."""
    return lay(tmp_path / "upside-down", UPSIDE_DOWN)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The small law with a section that there is not."""
    return lay(tmp_path / "broken", BROKEN)


# --- prove -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "words"), [("en", "3 situations of 1 offence"), ("zh", "1种违法行为的3种情形")])
def test_a_sound_law_is_proved(sound: Path, lang: str, words: str) -> None:
    done = call("rules", "prove", "--rules", sound, *ON, "--jobs", "1", lang=lang)
    assert (done.exit_code, done.stderr) == (0, "")
    assert words in done.stdout


def test_two_cases_that_show_a_failure_are_printed_or_written(upside_down: Path, tmp_path: Path) -> None:
    shown = call("rules", "prove", "f.dump", "--rules", upside_down, *ON, "--jobs", "1")
    assert shown.exit_code == 1
    assert "a worse `harm` costs less: 70,000, then 60,000" in shown.stdout
    assert "harm: slight → serious" in shown.stdout
    assert shown.stdout.count("  offence: f.dump") == 2
    folder = tmp_path / "cases"
    written = call("rules", "prove", "f.dump", "-J", "cn", "--rules", upside_down, *ON, "--jobs", "1", "-o", folder)
    assert written.exit_code == 1
    assert f"2 case files written to {folder}" in written.stdout
    one, other = (yaml.safe_load(path.read_text(encoding="utf-8"))["facts"] for path in sorted(folder.iterdir()))
    assert {name: (one[name], other[name]) for name in one if one[name] != other[name]} == {
        "harm": ("slight", "serious")
    }


def test_of_the_same_rules_nothing_is_left_to_prove(sound: Path) -> None:
    done = call("rules", "prove", "--since", sound, "--rules", sound)
    assert done.exit_code == 0
    assert done.stdout == f"no rule has changed in meaning since {sound}: nothing to prove\n"


def test_what_has_changed_since_is_proved(sound: Path, upside_down: Path) -> None:
    done = call("rules", "prove", "--since", sound, "--rules", upside_down, *ON, "--jobs", "1")
    assert done.exit_code == 1
    assert "costs less: 70,000, then 60,000" in done.stdout


def test_where_the_older_rules_cannot_be_read_everything_is_proved(broken: Path, upside_down: Path) -> None:
    done = call("rules", "prove", "--since", broken, "--rules", upside_down, *ON, "--jobs", "1")
    assert done.exit_code == 1
    assert f"the rules of {broken} cannot be read any more: everything is proved" in done.stderr
    assert "costs less: 70,000, then 60,000" in done.stdout


def test_older_rules_that_there_are_not_are_unusable(sound: Path) -> None:
    done = call("rules", "prove", "--since", "no-such-revision", "--rules", sound)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "`no-such-revision` is neither a folder nor a git revision" in done.stderr


def test_a_waiver_takes_the_failure_away_and_one_that_waives_nothing_is_found(tmp_path: Path) -> None:
    waiver = "checks: {waivers: [{kind: prove-worse, rule: t/harm, reason: as printed}]}\n"
    good = call(
        "rules", "prove", "--rules", lay(tmp_path / "one", UPSIDE_DOWN, {"cn/checks.yaml": waiver}), *ON, "--jobs", "1"
    )
    assert good.exit_code == 0
    assert good.stdout.endswith("0 failures, 1 waived\n")
    idle = call("rules", "prove", "--rules", lay(tmp_path / "two", LAW, {"cn/checks.yaml": waiver}), *ON, "--jobs", "1")
    assert idle.exit_code == 1
    assert "✗ waives nothing: `prove-worse` finds nothing in `t/harm`" in idle.stdout


@pytest.mark.parametrize("command", ["prove", "cliffs"])
@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("f.dunp",), "OFFENCE: `f.dunp` is not one of: f.dump"),
        (("-J", "cn/nowhere"), "--jurisdiction: `cn/nowhere` is not one of: cn"),
        (("--on", "20260601"), "`20260601` is no day (--on 2026-08-15)"),
    ],
)
def test_what_there_is_not_is_named(sound: Path, command: str, given: tuple[str, ...], says: str) -> None:
    done = call("rules", command, *given, "--rules", sound)
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr


@pytest.mark.parametrize("command", ["prove", "mutate", "cliffs"])
def test_rules_with_a_fault_are_not_worked_with(broken: Path, command: str) -> None:
    done = call("rules", command, "--rules", broken)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "basis" in done.stderr
    assert done.stderr.endswith("1 problem; nothing was written\n")


# --- cliffs ------------------------------------------------------------------------------------------------------------


def test_steps_that_more_than_double_a_fine_are_shown(sound: Path) -> None:
    """10,000 to 50,000 is 400 % more, 10,000 to 30,000 is 200 % more; 30,000 to 60,000 is 100 % more and not more than that."""
    done = call("rules", "cliffs", "--rules", sound, *ON)
    assert done.exit_code == 0
    assert "+400%  10,000 → 50,000  times: 1 → 2" in done.stdout
    assert "+200%  10,000 → 30,000  harm: none → slight" in done.stdout
    assert "+100%" not in done.stdout
    assert done.stdout.endswith("2 cliffs in 5 steps\n")


def test_the_share_may_be_smaller_and_the_result_chinese(sound: Path) -> None:
    done = call("rules", "cliffs", "f.dump", "--rules", sound, *ON, "--more-than", "10", "--full", lang="zh")
    assert "+100%  30,000 → 60,000  harm: slight → serious" in done.stdout
    assert done.exit_code == 0


# --- mutate ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "code"), [((), 0), (("--fail-under", "0"), 0), (("--fail-under", "100"), 1), (("--full",), 0)]
)
def test_how_many_changes_of_a_table_the_one_case_notices(given: tuple[str, ...], code: int) -> None:
    """The case stands in slight harm: that serious harm weighs 50 % it does not notice, that slight harm weighs 20 % it does."""
    folder = cases()
    done = call("rules", "mutate", "t", *given, "--rules", folder, "--jobs", "1")
    assert (done.exit_code, done.stderr) == (code, "")
    assert "50 → 51" in done.stdout
    assert "20 → 21" not in done.stdout
    assert call("rules", "mutate", "t", *given, "--rules", folder, "--jobs", "1", lang="zh").exit_code == code


@pytest.mark.parametrize("given", [(), ("t",), ("--section", "bases"), ("--fail-under", "0")])
def test_without_a_rule_case_nothing_can_be_noticed(sound: Path, given: tuple[str, ...]) -> None:
    """An empty set of cases is no success."""
    done = call("rules", "mutate", *given, "--rules", sound, "--jobs", "1")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "there is no rule case, so no change can be noticed; write one under `cases`: docs/rule-language.md\n"
    )
    assert "没有任何案例" in call("rules", "mutate", *given, "--rules", sound, "--jobs", "1", lang="zh").stderr


def test_only_rules_that_there_are_can_be_changed() -> None:
    done = call("rules", "mutate", "tt", "--rules", cases(), "--jobs", "1")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "RULE: `tt` is not one of:" in done.stderr


# --- review ------------------------------------------------------------------------------------------------------------


def test_the_line_that_signs_a_rule_counts_as_its_review_until_the_rule_changes(sound: Path) -> None:
    before = call("rules", "review", "--rules", sound)
    assert before.exit_code == 0
    assert before.stdout.startswith("0 of ")
    people = ("--drafted-by", "Li", "--reviewed-by", "Wang", "--on", "2026-06-01")
    line = call("rules", "review", "t", *people, "--rules", sound).stdout
    assert 'rule: t, drafted_by: "Li", reviewed_by: "Wang", reviewed_on: 2026-06-01' in line
    (sound / "cn" / "reviews.yaml").write_text(f"reviews:\n  signed:\n{line}", encoding="utf-8")
    assert call("rules", "review", "--rules", sound).stdout == before.stdout.replace("0 of ", "1 of ", 1)
    lay(sound, UPSIDE_DOWN)
    assert call("rules", "review", "--rules", sound).stdout == before.stdout.replace(", 0 reviews", ", 1 review")
    assert call("rules", "review", "--rules", sound, lang="zh").stdout != before.stdout


@pytest.mark.parametrize("people", [(), ("--drafted-by", "Li"), ("--drafted-by", "Li", "--reviewed-by", "Li")])
def test_nobody_reviews_what_he_drafted(sound: Path, people: tuple[str, ...]) -> None:
    done = call("rules", "review", "t", *people, "--rules", sound)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "drafter and reviewer are two persons: --drafted-by, --reviewed-by\n"


def test_a_rule_that_there_is_not_cannot_be_reviewed(sound: Path) -> None:
    done = call("rules", "review", "tt", "--rules", sound)
    assert done.exit_code == 2
    assert "RULE: `tt` is not one of:" in done.stderr


# --- diff --------------------------------------------------------------------------------------------------------------


def test_what_a_change_means_for_parties(sound: Path, upside_down: Path, tmp_path: Path) -> None:
    done = call("rules", "diff", sound, upside_down, *ON, "-o", tmp_path / "cases")
    assert done.exit_code == 1
    assert "t/harm · f.dump: 30,000 → 70,000" in done.stdout
    names = sorted(p.name for p in (tmp_path / "cases").iterdir())
    assert f"{len(names)} case files written to {tmp_path / 'cases'}" in done.stdout
    assert "001-t-harm-f.dump.yaml" in names
    assert yaml.safe_load((tmp_path / "cases" / names[0]).read_text(encoding="utf-8"))["facts"]["harm"] == "slight"


def test_in_json_nothing_stands_beside_the_data(sound: Path, upside_down: Path, tmp_path: Path) -> None:
    done = call("rules", "diff", sound, upside_down, *ON, "-f", "json", "-J", "cn", "-o", tmp_path / "cases")
    data = json.loads(done.stdout)
    assert (data["same"], [r["id"] for r in data["rules"]]) == (False, ["t"])
    effect = next(e for e in data["effects"] if e["rule"] == "t/harm")
    assert (effect["old"]["fine"], effect["new"]["fine"]) == (["30000", "30000"], ["70000", "70000"])
    assert "case files written" in done.stderr


def test_as_a_comment_on_a_pull_request(sound: Path, upside_down: Path) -> None:
    done = call("rules", "diff", sound, upside_down, *ON, "-f", "markdown")
    assert "| `t/harm` | `f.dump` | 30,000 → 70,000 | harm: slight |" in done.stdout
    same = call("rules", "diff", sound, sound, *ON, "-f", "markdown", lang="zh")
    assert same.exit_code == 0
    assert "|" not in same.stdout


def test_real_cases_are_compared_with_what_they_cost(sound: Path, upside_down: Path, tmp_path: Path) -> None:
    """Slight harm: 30,000 before, 70,000 after; serious harm: 60,000 both times; the third file is no case."""
    cases = tmp_path / "cases"
    cases.mkdir()
    for harm in ("slight", "serious"):
        (cases / f"{harm}.yaml").write_text(
            "jurisdiction: cn\nparty: {name: A, kind: organisation}\noffence: f.dump\n"
            "timeline: {act: 2026-03-03, found: 2026-03-03, decision: 2026-06-01}\n"
            f"facts: {{proved: true, harm: {harm}, area: [town], times: 1, refused: false}}\n",
            encoding="utf-8",
        )
    (cases / "x.yaml").write_text("facts: {}\n", encoding="utf-8")
    done = call("rules", "diff", sound, upside_down, *ON, "--cases", cases)
    assert done.exit_code == 1
    assert "moved: 1 of 2 cases, together by +40,000 yuan" in done.stdout
    assert f"{cases / 'slight.yaml'}: 30,000 → 70,000 (+40,000)" in done.stdout
    assert f"1 case cannot be read under both: {cases / 'x.yaml'}" in done.stdout
    back = call("rules", "diff", upside_down, sound, *ON, "--cases", cases, "-f", "markdown")
    assert "together by −40,000 yuan" in back.stdout


def test_what_cannot_be_compared(sound: Path, broken: Path) -> None:
    done = call("rules", "diff", sound, broken)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"the rules of {broken} cannot be read by this version: 1 problem" in done.stderr
    wrong = call("rules", "diff", sound, sound, "-f", "xml")
    assert wrong.exit_code == 2
    assert "--format: `xml` is not one of: text, markdown, json" in wrong.stderr
    gone = call("rules", "diff", sound, "no-such-revision")
    assert gone.exit_code == 2
    assert "`no-such-revision` is neither a folder nor a git revision" in gone.stderr


# --- test --------------------------------------------------------------------------------------------------------------


def cases(expect: str = "fine: 25200", fails: str = "") -> Path:
    """The law of the coverage tests with one case; it comes to 25,200 yuan."""
    return test_cases.law(expect, fails).folders[0]


def test_a_case_that_holds(tmp_path: Path) -> None:
    done = call("rules", "test", "--rules", cases(), "--jobs", "1")
    assert (done.exit_code, done.stdout) == (0, "1 passed, 0 failed, 0 expected failures\n")
    chinese = call("rules", "test", "--rules", cases(), "--jobs", "1", lang="zh")
    assert (chinese.exit_code, chinese.stdout.isascii()) == (0, False)


def test_a_case_that_does_not_hold_is_shown_with_its_steps(tmp_path: Path) -> None:
    done = call("rules", "test", "--rules", cases("fine: 25000"), "--jobs", "1")
    assert done.exit_code == 1
    assert done.stdout.startswith("✗ ")
    # (10 + 20 + 10 + 5) % of 100,000, less 30 %, less 20 %
    assert re.search(r"^  = t/harm: .*: 20%$", done.stderr, re.MULTILINE)
    assert "= 45,000\n  = kind: 30% off → 31,500\n  = sorry: 31,500 − 31,500 × 20% = 25,200\n" in done.stderr


def test_an_unexpected_pass_stands_at_the_case(tmp_path: Path) -> None:
    folder = cases("fine: 25200", "later")
    (file,) = (f for f in folder.rglob("*.yaml") if "cases:" in f.read_text(encoding="utf-8"))
    lines = file.read_text(encoding="utf-8").splitlines()
    (line,) = (number for number, text in enumerate(lines, 1) if "name: one" in text)
    done = call("rules", "test", "--rules", folder, "--jobs", "1")
    assert done.exit_code == 1
    assert "error[case-holds]: expected to fail (later), but it holds" in done.stderr
    assert f"{file.name}:{line}:" in done.stderr


def test_no_case_is_unusable(sound: Path, tmp_path: Path) -> None:
    done = call("rules", "test", "--rules", sound, "--jobs", "1")
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", "no rule case was run\n")
    assert call("rules", "test", "no-such-name", "--rules", cases(), "-f", "json").exit_code == 2


def test_what_the_cases_cover_and_a_limit_below_which_it_fails(tmp_path: Path) -> None:
    folder = cases()
    full = call("rules", "test", "--rules", folder, "--jobs", "1", "--coverage", "--full")
    assert full.exit_code == 0
    assert "t/harm/3" in full.stdout
    lacking = call("rules", "test", "--rules", folder, "--jobs", "1", "--fail-under", "100")
    assert lacking.exit_code == 1
    assert "below the 100% that --fail-under asks for" in lacking.stdout
    assert call("rules", "test", "--rules", folder, "--jobs", "1", "--fail-under", "1").exit_code == 0


@pytest.mark.parametrize("form", ["json", "junit", "github", "gitlab"])
def test_for_programs_the_exit_code_is_the_same(tmp_path: Path, form: str) -> None:
    good, bad = cases(), cases("fine: 25000")
    assert call("rules", "test", "--rules", good, "--jobs", "1", "-f", form).exit_code == 0
    assert call("rules", "test", "--rules", bad, "--jobs", "1", "-f", form).exit_code == 1
    assert call("rules", "test", "--rules", good, "--jobs", "1", "-f", form, "--fail-under", "100").exit_code == 1
    assert call("rules", "test", "--rules", good, "--jobs", "1", "-f", form, "--fail-under", "1").exit_code == 0


def test_a_format_that_there_is_not(sound: Path) -> None:
    done = call("rules", "test", "--rules", sound, "-f", "sarif")
    assert done.exit_code == 2
    assert "--format: `sarif` is not one of:" in done.stderr


def test_a_skeleton_is_a_case_to_be_filled_in(tmp_path: Path) -> None:
    target = tmp_path / "case.yaml"
    done = call("rules", "test", "--rules", cases(), "--skeleton", "t/harm/3", "-o", target)
    assert done.exit_code == 0, done.stderr
    text = target.read_text(encoding="utf-8")
    assert text.startswith("# work the result out by hand: fill in hand and expect, and take out fails\n")
    (case,) = yaml.safe_load(text)["cases"]
    assert case["case"]["facts"]["harm"] == "serious"
    again = call("rules", "test", "--rules", cases(), "--skeleton", "t/harm/3", "-o", target)
    assert (again.exit_code, target.read_text(encoding="utf-8")) == (2, text)


def test_a_skeleton_of_what_there_is_not(tmp_path: Path, broken: Path) -> None:
    unknown = call("rules", "test", "--rules", cases(), "--skeleton", "t/harm/9")
    assert unknown.exit_code == 2
    assert "--skeleton: `t/harm/9` is not one of:" in unknown.stderr
    faulty = call("rules", "test", "--rules", broken, "--skeleton", "t/harm/3")
    assert faulty.exit_code == 2
    assert "1 problem; nothing was written" in faulty.stderr


def test_a_rule_that_no_case_reaches_has_no_skeleton(tmp_path: Path) -> None:
    """Harm cannot be none and serious at once."""
    never = (
        "  - {id: never, title: {zh: 无, en: Never}, source: new-law:5, when: {all: [{harm: none}, {harm: serious}]}}\n"
    )
    folder = lay(tmp_path, LAW + never)
    done = call("rules", "test", "--rules", folder, "--skeleton", "never")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "no case was found in which `never` is at work" in done.stderr


# --- check -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "github", "gitlab"])
@pytest.mark.parametrize(("level", "code"), [("error", 0), ("note", 1)])
def test_every_format_of_the_check_ends_alike(sound: Path, form: str, level: str, code: int) -> None:
    """The heaviest levels of the table do not come to 100 %, which is a note. GitHub is told only of what is asked for."""
    done = call("rules", "check", "--rules", sound, "-f", form, "--level", level, *ON, "--only", "weights-not-100")
    assert done.exit_code == code
    assert ("weights-not-100" in done.stdout) is (form != "github" or level == "note")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("-f", "xml"), "--format: `xml` is not one of:"),
        (("--level", "fatal"), "--level: `fatal` is not one of:"),
        (("--only", "nothing"), "--only: `nothing` is not one of:"),
        (("--within", "soon"), "--within: `soon` is not one of:"),
    ],
)
def test_an_option_of_the_check_that_cannot_be_understood(sound: Path, given: tuple[str, ...], says: str) -> None:
    done = call("rules", "check", "--rules", sound, *given)
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr
    assert call("rules", "check", "--rules", sound, *given, lang="zh").stderr != done.stderr


def test_today_is_the_day_where_none_is_named(sound: Path) -> None:
    today = call("rules", "check", "--rules", sound, "-f", "json", "--on", date.today().isoformat())  # noqa: DTZ011
    assert call("rules", "check", "--rules", sound, "-f", "json").stdout == today.stdout
