"""Changes that no rule case notices: a case that looks at a figure notices it, and nothing else is said to be noticed."""

from __future__ import annotations

import pytest

from discretion.audit.mutate import RuleTrial, mutants, run
from discretion.report.language import Language
from discretion.report.mutation import percent, render
from tests.audit.support import rulebook
from tests.audit.test_prove import LAW

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
    return {t.rule: t for t in run(rulebook(text), only)}


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
    whats = {english.of(m.what) for r in book.shelf().rules for m in mutants(book.shelf(), r)}
    assert {"`when` left out", "true → false", "10000 → 11000", "30 → 31"} <= whats


def test_an_entry_that_does_not_apply_is_noticed_when_it_would() -> None:
    """In the town nobody is treated more mildly; without its condition the entry would take 30 % off."""
    one = trials(law(), "helped")["helped"]
    assert "`when` left out" not in unnoticed(one)
    assert "30 → 31" in unnoticed(one)


def test_several_processes_find_the_same() -> None:
    book = rulebook(law())
    assert list(run(book)) == list(run(book, (), 2))


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
    assert len(lines) == 1 + sum(1 + len(t.unnoticed) for t in found if t.unnoticed)


def test_exactly_the_changes_survive_that_the_case_cannot_see() -> None:
    """By hand: the case has slight harm, one time, and did not refuse: 10 + 20 + 0 = 30 %. Of eight changes it sees 10, 20 and the 0 of one time.

    It does not see: the start for those who refused, no harm, serious harm, the step at 2 (1 lies below 3 too), and the weight above it.
    """
    one = trials(law())["t"]
    english = Language("en")
    assert one.tried == 8
    assert sorted(english.of(u.what) for u in one.unnoticed) == ["0 → 1", "2 → 3", "40 → 41", "50 → 51", "50 → 51"]
    text = render([one], english)
    assert "t: 5 of 8 changes unnoticed; 1 cases meet it" in text
    assert "3 of 8 changes noticed (37%), in 1 rules; 0 rules meet no case" in text


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
