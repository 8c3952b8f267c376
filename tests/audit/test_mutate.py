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
