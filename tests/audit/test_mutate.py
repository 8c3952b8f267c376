"""Changes that no rule case notices: a case that looks at a figure notices it, and nothing else is said to be noticed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from typer.testing import CliRunner

from discretion.__main__ import _command_line
from discretion.audit.mutate import Only, RuleTrial, mutants, run
from discretion.audit.mutate.changes import steps
from discretion.audit.mutate.run import Trial, noticed_by
from discretion.money import Number
from discretion.report.language import Language
from discretion.report.mutation import percent, render
from discretion.report.problems import width
from discretion.rulebook import Rulebook
from tests.audit.support import rulebook
from tests.audit.test_prove import LAW
from tests.running import run as command

CASE = """\
  timeline.found: {title: {zh: 发现, en: Found}, type: date, computed: true}
cases:
  - name: one
    case:
      jurisdiction: cn
      offence: f.dump
      timeline: {act: 2022-01-01, found: 2022-01-01, decision: 2022-03-01}
      facts: {proved: true, refused: false, harm: slight, area: [AREA], times: 1}
    expect: {outcome: fine, fine: FINE}
"""


def law(area: str = "town", fine: int = 30000) -> str:
    """The law of the proof, and one case: (10 + 20 + 0) % of 100,000."""
    facts, _, rest = LAW.partition("bases:\n")
    found, _, cases = CASE.partition("cases:\n")
    return f"{facts}{found}bases:\n{rest}cases:\n{cases}".replace("AREA", area).replace("FINE", str(fine))


def trials(text: str, *only: str) -> dict[str, RuleTrial]:
    return {t.rule: t for t in run(rulebook(text), Only(rules=only))}


def unnoticed(one: RuleTrial) -> set[str]:
    english = Language("en")
    return {english.of(u.what) for u in one.unnoticed}


def test_weights_that_a_case_adds_up_are_noticed_others_are_not() -> None:
    left = unnoticed(trials(law())["t"])
    assert "20 → 21" not in left  # slight
    assert "10 → 11" not in left  # the start
    assert "50 → 51" in left  # serious, and the start for those who refused
    assert "2 → 3" in left  # one time lies below both


def test_a_case_that_fails_already_notices_nothing() -> None:
    one = trials(law(fine=31000))["t"]
    assert one.cases == 0
    assert len(one.unnoticed) == one.tried


def test_conditions_are_left_out_turned_round_and_narrowed() -> None:
    book = rulebook(law())
    english = Language("en")
    facts = book.law("cn").facts
    whats = {english.of(m.what) for r in book.shelf().rules for m in mutants(book.shelf(), r, facts).all}
    assert {"`when` left out", "true → false", "10000 → 11000", "30 → 31"} <= whats


def test_an_entry_that_does_not_apply_is_noticed_when_it_would() -> None:
    """In the town nobody is treated more mildly; without its condition the entry would take 30 % off."""
    one = trials(law(), "helped")["helped"]
    assert "`when` left out" not in unnoticed(one)
    assert "30 → 31" in unnoticed(one)


def test_several_processes_find_the_same() -> None:
    book = rulebook(law())
    assert list(run(book)) == list(run(book, jobs=2))


def test_the_summary_counts_what_was_noticed() -> None:
    found = list(run(rulebook(law())))
    text = render(found, Language("en"))
    tried, missed = sum(t.tried for t in found), sum(len(t.unnoticed) for t in found)
    assert 0 < missed < tried
    assert f"{tried - missed} of {tried} changes noticed ({percent(found)}%)" in text
    assert percent([]) == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_is_listed_on_request(lang: str) -> None:
    found = list(run(rulebook(law())))
    lines = render(found, Language(lang), full=True).splitlines()
    listed = lines[: lines.index("")]
    assert len(listed) == sum(1 + len(t.unnoticed) for t in found if t.unnoticed)


def test_exactly_the_changes_survive_that_the_case_cannot_see() -> None:
    """By hand: the case has slight harm, one time, and did not refuse: 10 + 20 + 0 = 30 %.

    The table has the weights 10, 50, 20, 50, 40 (each up and down) and twice 0 (up only), and the step at 2 (up and down): 14 changes. The
    case sees 10 and 20 both ways, the 0 of one time, and the step at 1, because one time is then not below it. It does not see the start for
    those who refused, no harm, serious harm, the step at 3, and the weight above the step. That the step takes 2 itself in (`at_most: 2`)
    says of a count what the step at 3 says.
    """
    one = trials(law())["t"]
    english = Language("en")
    assert (one.tried, one.same) == (14, 1)
    assert sorted(english.of(u.what) for u in one.unnoticed) == [
        "0 → 1",
        "2 → 3",
        "40 → 39",
        "40 → 41",
        "50 → 49",
        "50 → 49",
        "50 → 51",
        "50 → 51",
    ]
    text = render([one], english)
    assert "t: 8 of 14 changes unnoticed; 1 case meets it" in text
    assert "6 of 14 changes noticed (42%), in 1 rule; 0 rules meet no case" in text
    assert "not counted: 0 changes that no rule can have, 1 that means the same" in text


def test_a_case_meets_a_rule_that_only_the_condition_of_another_looks_at() -> None:
    """`ended` is in force no more, and `asks` takes half off where its condition holds: 30,000 × 0.5 = 15,000."""
    entries = """\
  - id: ended
    title: {zh: 旧, en: Old}
    source: new-law:4
    in_force: {from: 2021-01-01, to: 2021-06-30}
    when: {refused: false, area: town}
  - id: asks
    title: {zh: 问, en: Asks}
    source: new-law:5
    when: {rule: ended}
    effect: {percent_off: 50}
cases:
"""
    one = trials(law(fine=15000).replace("cases:\n", entries), "ended")["ended"]
    assert one.cases == 1
    assert "false → true" not in unnoticed(one)
    assert "2021-06-30 → 2021-07-01" in unnoticed(one)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        # a flag is turned; so alone in its condition it is not left out
        ("{refused: true}", {"true → false"}),
        # each part goes, or is turned round
        (
            "{harm: slight, refused: true}",
            {
                "condition `harm` left out",
                "condition `harm` turned round",
                "condition `refused` left out",
                "true → false",
            },
        ),
        # one of several values
        (
            "{area: [town, park]}",
            {"`town` left out of area", "`park` left out of area", "condition `area` turned round"},
        ),
        # all of, or any of; each alternative
        (
            "{any: [{harm: slight}, {refused: true}]}",
            {
                "condition `any` turned round",
                "any → all",
                "part 1 of `any` left out",
                "part 2 of `any` left out",
                "condition `harm` turned round",
                "true → false",
            },
        ),
        # of money the boundary is a change of its own; of a count it would be the step at 4
        (
            "{loss: {below: 3}}",
            {"condition `loss` turned round", "3 → 4", "3 → 2", "below → at_most"},
        ),
        ("{times: {below: 3}}", {"condition `times` turned round", "3 → 4", "3 → 2"}),
        # both ends, each of which may go
        (
            "{loss: {at_least: 5, below: 9}}",
            {
                "condition `loss` turned round",
                "`at_least` left out",
                "`below` left out",
                "5 → 6",
                "5 → 4",
                "9 → 10",
                "9 → 8",
                "at_least → above",
                "below → at_most",
            },
        ),
        # days and periods
        (
            "{timeline.act: {from: 2024-03-01}}",
            {"condition `timeline.act` turned round", "2024-03-01 → 2024-03-02", "2024-03-01 → 2024-02-29"},
        ),
        (
            "{timeline.decision: {within: 2 years, of: timeline.act}}",
            {"condition `timeline.decision` turned round", "2 years → 3 years", "2 years → 1 years"},
        ),
        # what is not so turns to what is so, in two ways that say the same
        ("{not: {harm: slight}}", {"condition `not` turned round"}),
    ],
)
def test_the_changes_of_a_condition(condition: str, expected: set[str]) -> None:
    text = f"""\
no-penalty:
  - id: e
    title: {{zh: 甲, en: A}}
    source: new-law:4
    when: {condition}
"""
    book = rulebook(text)
    rule = next(r for r in book.shelf().rules if r.id == "e")
    found = mutants(book.shelf(), rule, book.law("cn").facts)
    assert {Language("en").of(m.what) for m in found.all} == {"`when` left out", *expected}


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (5, (6, 4)),
        (1, (2, 0)),
        (0, (1,)),
        (1000, (1100, 900)),
        (Fraction("0.3"), (Fraction("0.4"), Fraction("0.2"))),
        (Fraction("0.1"), (Fraction("0.2"), Fraction("0.05"))),
        (Fraction("0.25"), (Fraction("0.26"), Fraction("0.24"))),
        (Fraction(1, 24), (Fraction(1, 16), Fraction(1, 48))),
    ],
)
def test_a_number_goes_a_step_up_and_a_step_down(number: Number, expected: tuple[Number, ...]) -> None:
    """One; a tenth of a thousand and more; one in the last place of a decimal, or half where nothing would be left; half of any other fraction."""
    assert steps(number) == expected


EVERY = """\
  - {id: light, title: {zh: 轻, en: L}, source: new-law:4, when: {area: town, loss: {at_most: 5}}, unless: {times: {above: 3}}}
programmes:
  p:
    kind: apology-pledge
    title: {zh: 道歉, en: Apology}
    source: new-law:6
    in_force: {from: 2022-01-01, to: 2022-03-01}
    requires: {any: [{refused: false}, {harm: none}]}
    credits: [{per: times, credits: 2, at_most: 20}]
    reduction: [{when: {law_study.credits: {at_least: 3}}, percent: 50}, {percent: 10}]
    at_most: 20000
exclusions:
  - {id: x, title: {zh: 除, en: X}, source: new-law:7, defeats: [p], when: {loss: {above: 100}}}
  - {id: z, title: {zh: 除, en: Z}, source: new-law:7, defeats: [x], when: {harm: serious}}
heavier:
  - {id: more, title: {zh: 重, en: H}, source: new-law:8, when: {harm: serious, not: {rule: light}}, effect: {percent_on: 20}}
limitation:
  - {id: two, title: {zh: 时效, en: Two}, source: new-law:9, period: 2 years}
  - {id: five, title: {zh: 时效, en: Five}, source: new-law:9, period: 5 years, when: {harm: serious}}
cases:
"""
CREDITS = "  law_study.credits: {title: {zh: 积分, en: Credits}, type: count, computed: true}\n"
MORE = """\
  - name: two
    case:
      jurisdiction: cn
      offence: f.dump
      timeline: {act: 2020-06-01, found: 2022-01-01, decision: 2022-03-01}
      facts: {proved: true, refused: false, harm: serious, area: [park], times: 1, loss: 200}
      persons_in_charge: [{name: 甲, facts: {harm: none}}]
    expect: {outcome: fine, applied: [p, z]}
  - name: three
    case:
      jurisdiction: cn
      offence: f.dump
      timeline: {act: 2021-06-01, found: 2021-06-02, decision: 2022-01-01}
      facts: {proved: true, harm: slight, times: 5}
    expect: {outcome: fine, missing: [loss, area]}
"""


def test_what_does_not_bear_on_a_case_changes_no_result_of_it() -> None:
    """Every change of a law with all kinds of rules: the cases that notice it are the same whether every case is run or only those it bears on."""
    text = (law() + MORE).replace("cases:\n", EVERY, 1).replace("bases:\n", f"{CREDITS}bases:\n", 1)
    text = text.replace(
        "expect: {outcome: fine, fine: 30000}", "expect: {outcome: fine, statutory: {from: 10000, to: 100000}}"
    )
    book = rulebook(text)
    assert book.problems() == ()
    trial = Trial(book)
    assert len(trial.known) == 3
    assert compared(trial, 1) > 90


@pytest.fixture(scope="module")
def builtin() -> Trial:
    return Trial(Rulebook.open())


def test_every_rule_case_stands_on_its_own_ground(builtin: Trial) -> None:
    """The law cut down to a case's offences gives what the whole law gives: each case that should hold holds."""
    assert len(builtin.known) == sum(1 for r in builtin.rules if r.section == "cases" and r.record.fails is None)


def test_a_sample_of_the_built_in_rules_is_noticed_by_the_same_cases(builtin: Trial) -> None:
    """As above, for one change in several thousand (all sections but those whose changes always bear)."""
    assert compared(builtin, 2600, ("offences", "jurisdiction", "facts")) >= 8


def compared(trial: Trial, step: int, without: tuple[str, ...] = ()) -> int:
    """Compare every ``step``-th change; how many were compared."""
    every = [m for r in trial.rules if r.section not in without for m in mutants(trial.shelf, r, trial.facts).all]
    chosen = every[::step]
    for mutant in chosen:
        near = [k for k in trial.known if k.ground.has(mutant.rule)]
        quick, slow = (list(noticed_by(mutant, near, every)) for every in (False, True))
        assert [id(k) for k in quick] == [id(k) for k in slow], (mutant.rule.id, mutant.what)
    return len(chosen)


@pytest.fixture
def folder() -> Path:
    """The small law with one case, on disk."""
    return rulebook(law()).folders[-1]


def test_the_command_takes_some_of_the_changes(folder: Path) -> None:
    """The table alone, in one place, of one kind: 14 changes less the two of the step. Another kind is refused with the nearest name."""
    mutate = ("rules", "mutate", "--rules", folder, "--lang", "en")
    done = command(*mutate, "--section", "bases", "-J", "cn", "--kind", "weight")
    assert done.returncode == 0
    assert "5 of 12 changes noticed (41%), in 1 rule;" in done.stdout
    assert command(*mutate, "t", "--fail-under", "43").returncode == 1
    assert command(*mutate, "t", "--fail-under", "42").returncode == 0
    wrong = command(*mutate, "--kind", "weigth")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "--kind: `weigth` is not one of: weight" in wrong.stderr
    assert command(*mutate, "--section", "heavier").returncode == 2  # there is nothing to change


@pytest.mark.parametrize(("lang", "columns"), [("zh", 80), ("en", 80), ("zh", 120), ("en", 120)])
def test_the_tables_fit_the_terminal_and_add_up(lang: str, columns: int, folder: Path) -> None:
    done = command("rules", "mutate", "--rules", folder, "--lang", lang, variables={"COLUMNS": str(columns)})
    rows = [line.rsplit(maxsplit=4) for line in done.stdout.splitlines() if line[-1:].isdigit() and "/" not in line]
    tables = [row for row in rows if len(row) == 5 and all(cell.isdigit() for cell in row[1:])]
    found = list(run(rulebook(law())))
    sections = {t.section for t in found if t.tried}
    kinds = {c.kind for t in found for c in t.counts}
    assert len(tables) == len(sections) + len(kinds)
    assert sum(int(row[1]) for row in tables) == 2 * sum(t.tried for t in found)
    assert sum(int(row[3]) for row in tables) == 2 * sum(len(t.unnoticed) for t in found)
    assert all(int(row[1]) == int(row[2]) + int(row[3]) for row in tables)
    table = [line for line in done.stdout.splitlines() if line.endswith("%") or line.rsplit(maxsplit=4) in tables]
    assert max(width(line) for line in table) <= 80


def test_an_interruption_leaves_what_was_found_so_far(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> Iterator[RuleTrial]:
        yield trials(law())["t"]
        raise KeyboardInterrupt

    monkeypatch.setattr("discretion.audit.mutate.run", stopped)
    done = CliRunner().invoke(_command_line().app, ["rules", "mutate", "--rules", str(folder), "--lang", "en"])
    assert done.exit_code == 130
    assert "6 of 14 changes noticed (42%)" in done.output
    assert "interrupted: this is what was found so far" in done.output
