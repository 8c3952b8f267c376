"""What a rule case covers: each unit that the engine found to apply in it, and no other."""

from __future__ import annotations

from fractions import Fraction

from discretion.audit.cases import run
from discretion.audit.coverage import Coverage, Watch
from discretion.report.coverage import percent, render
from discretion.report.language import Language
from tests.audit.support import COMPUTED, rulebook

LAW = (
    COMPUTED
    + """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers: [{id: base, of: ceiling, start: 10}]
    factors:
      - {fact: harm, levels: {none: 0, slight: 20, serious: 50}}
      - {fact: area, levels: {town: 5, park: 10, lake: 40}}
      - id: often
        title: {zh: 多次, en: Often}
        levels: [{when: {times: {above: 3}}, weight: 5}, {when: {times: {above: 1}}, weight: 5}, {weight: 0}]
  rows:
    offence: f.dump
    source: new-law:3
    method: bands
    bands:
      - {for: [refused], when: {harm: serious}, from: 150000, to: 200000}
      - {for: [refused], when: {harm: [slight, serious]}, from: 120000, to: 150000}
      - {for: [refused], from: 100000, to: 120000}
lighter:
  - {id: kind, title: {zh: 从轻, en: Lighter}, source: new-law:4, when: {area: park}, effect: {percent_off: 30}}
programmes:
  sorry:
    kind: apology-pledge
    title: {zh: 道歉, en: Apology}
    source: circular:1
    requires: {times: {at_most: 3}}
    reduction: [{when: {harm: none}, percent: 50}, {percent: 20}]
exclusions:
  - {id: not-twice, title: {zh: 不适用, en: Not twice}, source: circular:2, defeats: [sorry], when: {times: 3}}
cases:
  - name: one
    case:
      jurisdiction: cn
      offence: f.dump
      timeline: {act: 2022-01-01, found: 2022-01-01, decision: 2022-03-01}
      facts: {proved: true, refused: FACT, harm: HARM, area: [town, park], times: TIMES, loss: 0}
    expect: {outcome: fine}
"""
)


def cover(refused: str = "false", harm: str = "slight", times: int = 2) -> Coverage:
    text = LAW.replace("FACT", refused).replace("HARM", harm).replace("TIMES", str(times))
    book = rulebook(text)
    watch = Watch()
    tried = list(run(book, None, watch))
    assert [t.passed for t in tried] == [True], tried
    return watch.coverage(book.shelf())


def names(coverage: Coverage) -> set[str]:
    return {u.name for u in coverage.units if u.name in coverage.covered}


def test_a_case_covers_the_provision_tier_levels_entries_and_steps_that_applied() -> None:
    assert names(cover()) == {
        "f.dump/new-law:1",
        "f.dump/new-law:1/base",
        "t/harm/2",
        "t/area/2",  # of a set the heaviest of its choices
        "t/often/2",
        "kind",
        "sorry",
        "sorry/2",
    }


def test_levels_that_weigh_the_same_are_covered_together() -> None:
    assert {"t/often/1", "t/often/2"} <= names(cover(times=4))


def test_the_first_reduction_step_that_holds_is_the_one() -> None:
    assert {"sorry/1", "t/harm/1"} <= names(cover(harm="none"))


def test_an_exclusion_that_applies_is_covered_and_what_it_defeats_is_not() -> None:
    covered = names(cover(times=3))
    assert "not-twice" in covered
    assert "sorry" not in covered


def test_the_row_that_was_taken_is_covered_not_those_behind_it() -> None:
    covered = names(cover(refused="true", harm="serious"))
    assert {n for n in covered if n.startswith("rows/")} == {"rows/1"}
    assert "f.dump/new-law:1/refused" in covered
    assert {n for n in names(cover(refused="true")) if n.startswith("rows/")} == {"rows/2"}


def test_a_boundary_is_shown_by_a_case_that_lies_on_it() -> None:
    """`above: 3` and `at_most: 3` are told apart at 3, and by no other number."""
    assert {"t/times=3", "sorry/times=3"} <= names(cover(times=3))
    assert not {n for n in names(cover(times=2)) if "=" in n}
    assert cover().of("boundary")[1] == len({u.name for u in cover().units if u.kind == "boundary"})


def test_the_numbers_add_up_and_what_is_missing_is_listed() -> None:
    coverage = cover()
    assert coverage.of("level") == (3, 9)
    assert coverage.of("row") == (0, 3)
    have, all_ = coverage.total
    assert len(coverage.missing) == all_ - have
    assert percent(coverage) == Fraction(100 * have, all_)
    text = render(coverage, Language("en"))
    assert "levels of factors: 3 of 9 (33%)" in text
    assert "cn/offences/f-test.yaml:25: rows/1" in text
    assert text.splitlines()[-1].startswith(f"covered: {have} of {all_}")
