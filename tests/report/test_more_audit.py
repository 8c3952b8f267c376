"""What the audit's results look like for people: differences, proofs, cliffs, coverage. The records are made here, the words are the report's."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from discretion.audit import cliffs as steps
from discretion.audit.coverage import Coverage, Unit
from discretion.audit.difference import Compared, Effect, Moved
from discretion.audit.difference.cases import Move
from discretion.audit.difference.pair import Seen
from discretion.audit.prove import Proof
from discretion.audit.prove.claims import Failure
from discretion.audit.prove.run import Uncovered
from discretion.money import Amount
from discretion.report import cliffs, coverage, proof
from discretion.report.difference import Difference, case_files, render
from discretion.report.language import Language
from discretion.text import say

EN, ZH = Language("en"), Language("zh")
TEN, FIFTEEN = Amount.exactly(10_000), Amount.exactly(15_000)


# --- differences -------------------------------------------------------------------------------------------------------


def effect(rule: str = "t/harm", old: Seen | None = None, new: Seen | None = None, **more: Any) -> Effect:
    same = Seen("fine", TEN, (("fine", TEN),), ("stop",))
    fields: dict[str, Any] = {"offence": "f.dump", "situation": "here", "cells": 9, "different": 3, "file": "a: 1\n"}
    return Effect(rule=rule, old=old or same, new=new or same, **{**fields, **more})


def of(*effects: Effect, moved: Moved | None = None, **more: Any) -> Difference:
    return Difference((), Compared(effects=effects, offences=1, untouched=0, **more), moved)


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (Seen("fine", FIFTEEN, (("fine", TEN),), ("stop",)), "10,000 → 15,000"),
        (Seen("no-penalty", Amount.exactly(0)), "10,000 → no-penalty"),
        (Seen("fine", TEN, (("fine", FIFTEEN),), ("stop",)), "person in charge: 10,000 → 15,000"),
        (Seen("fine", TEN, (), ("stop",)), "person in charge: 10,000 → —"),
        (Seen("fine", TEN, (("fine", TEN),), ("stop", "seal")), "measures: stop → stop, seal"),
        (Seen("fine", TEN, (("fine", TEN),)), "measures: stop → —"),
    ],
)
def test_what_changes_is_named_by_what_weighs_most(new: Seen, words: str) -> None:
    """The party's own result, else what a person in charge is fined, else the measures."""
    assert f"t/harm · f.dump: {words}\n" in render(of(effect(new=new)), EN, "text")
    assert f"| `t/harm` | `f.dump` | {words} |" in render(of(effect(new=new)), EN, "markdown")


def test_the_facts_of_the_widest_cell_are_written_as_in_a_case_file() -> None:
    facts = (
        ("area", frozenset({"town", "park"})),
        ("proved", True),
        ("refused", False),
        ("times", 3),
        ("loss", None),
        ("harm", "none"),
    )
    shown = render(of(effect(new=Seen("fine", FIFTEEN), facts=facts)), EN, "text")
    assert "area: [park, town], proved: true, refused: false, times: 3, loss: —, harm: none" in shown
    assert "for example" not in render(of(effect(new=Seen("fine", FIFTEEN))), EN, "text")


def test_a_case_file_for_each_effect_carries_its_rule_and_offence() -> None:
    found = of(effect(), effect("u/times", file="b: 2\n"), effect("u/times", different=1, file="c: 3\n"))
    assert list(case_files(found)) == [("001-t-harm-f.dump.yaml", "a: 1\n"), ("002-u-times-f.dump.yaml", "b: 2\n")]


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_what_was_not_compared_is_said(form: str) -> None:
    """More than twenty names are not all shown."""
    many = tuple(f"f.n{n:02}" for n in range(23))
    found = render(of(alone=many, beside=("p", "q")), EN, form)
    assert "only in one of the two: f.n00, f.n01" in found
    assert "f.n19 …" in found
    assert "f.n20" not in found
    assert "changed, but not compared: rules that follow from a fine: p, q\n" in found
    assert "f.n00" not in render(of(), EN, form)


def test_beyond_twenty_effects_the_rest_is_counted() -> None:
    effects = [effect(f"r{n:02}", new=Seen("fine", FIFTEEN)) for n in range(22)]
    for form in ("text", "markdown"):
        shown = render(of(*effects), EN, form)
        assert "r19" in shown
        assert "r20" not in shown
        assert re.search(r"\b2\b.*; --format json lists them", shown)
    assert len(json.loads(render(of(*effects), EN, "json"))["effects"]) == 22
    assert render(of(*effects), ZH, "text") != render(of(*effects), EN, "text")


def test_cases_that_move_are_summed_and_the_widest_shown() -> None:
    """5,000 more, 10,000 less: 5,000 less together. A result without an upper end counts by its lower end."""
    moves = (
        Move("a.yaml", "fine", "fine", TEN, FIFTEEN),
        Move("b.yaml", "fine", "no-penalty", TEN, Amount.exactly(0)),
    )
    shown = render(of(moved=Moved(7, moves, ("x.yaml",))), EN, "text")
    assert "−5,000" in shown
    assert "  b.yaml: 10,000 → no-penalty (−10,000)\n  a.yaml: 10,000 → 15,000 (+5,000)\n" in shown
    assert "x.yaml" in shown
    data = json.loads(render(of(moved=Moved(7, moves, ("x.yaml",))), EN, "json"))
    assert data["same"] is False
    assert "none moves" in render(of(moved=Moved(7, (), ())), EN, "markdown")
    open_ended = Moved(1, (Move("c.yaml", "fine", "fine", Amount(5, None), Amount(5, 9)),), ())
    assert "(+4)" in render(of(moved=open_ended), ZH, "text")


def test_in_a_comment_no_sentence_runs_into_a_list_or_a_table() -> None:
    """A line right after a list belongs to its last item, and two lines to one paragraph: between them there is an empty line."""
    moves = (
        Move("a.yaml", "fine", "fine", TEN, FIFTEEN),
        Move("b.yaml", "fine", "no-penalty", TEN, Amount.exactly(0)),
    )
    found = of(effect(new=Seen("fine", FIFTEEN)), moved=Moved(7, moves, ("x.yaml",)), alone=("f.n",), beside=("p",))
    lines = render(found, EN, "markdown").splitlines()
    for one, other in pairwise(lines):
        assert not one or not other or one[0] == other[0] in "|-"
    at = lines.index("- b.yaml: 10,000 → no-penalty (−10,000)")
    assert lines[at - 2 : at + 3] == [
        "moved: 2 of 7 cases, together by −5,000 yuan",
        "",
        "- b.yaml: 10,000 → no-penalty (−10,000)",
        "- a.yaml: 10,000 → 15,000 (+5,000)",
        "",
    ]


def test_those_that_move_most_stand_first() -> None:
    """5,000 more, 1 more: whatever order they were found in."""
    found = of(effect("r1", new=Seen("fine", Amount.exactly(10_001))), effect("r2", new=Seen("fine", FIFTEEN)))
    shown = render(found, EN, "text")
    assert shown.index("r2 ·") < shown.index("r1 ·")


def test_an_effect_that_no_cell_shows_has_no_results_in_json() -> None:
    nothing = Effect(rule="t", offence="f.dump", situation="here", cells=9, different=1)
    (one,) = json.loads(render(of(nothing), EN, "json"))["effects"]
    assert (one["old"], one["new"], one["cells"], one["different"]) == (None, None, 9, 1)


# --- proofs ------------------------------------------------------------------------------------------------------------


def failure(claim: str, block: str, *cases: dict[str, Any]) -> Failure:
    return Failure(claim, block, say("a fine lies in its range"), cases)


def proved(failures: Sequence[Failure] = (), uncovered: Sequence[Uncovered] = ()) -> Proof:
    texts = tuple(tuple(f"case: {f.block}{n}\n" for n, _ in enumerate(f.cases)) for f in failures)
    return Proof(
        situation="here",
        offence="f.dump",
        run=5,
        stands_for=7,
        failures=tuple(failures),
        files=texts,
        uncovered=tuple(uncovered),
    )


def test_two_cases_that_differ_show_how_a_lone_case_only_itself() -> None:
    pair = failure("worse", "t", {"a": None, "b": 1}, {"a": frozenset({"y", "x"}), "b": 1})
    shown = proof.render([proved([pair])], EN)
    assert "\n  a: — → [x, y]\n" in shown
    assert shown.count("  ---") == 3
    lone = proof.render([proved([failure("ends", "t", {"a": 1})])], EN)
    assert "→" not in lone.splitlines()[2] + lone.splitlines()[3]
    assert "  case: t0" in lone


def test_of_several_failures_the_first_is_printed_and_the_rest_written() -> None:
    several = [
        proved([failure("worse", "t", {"a": 1}, {"a": 2}), failure("range", "u", {"a": 1})]),
        proved([failure("range", "u", {"a": 3})]),
    ]
    shown = proof.render(several, EN)
    assert "case: t0" in shown
    assert "case: u0" not in shown
    assert "-o DIR writes the case files of all failures" in shown
    names = [name for name, _ in proof.case_files(several)]
    assert names == ["001-worse-t-a.yaml", "001-worse-t-b.yaml", "002-range-u-a.yaml"]
    written = proof.render(several, EN, [Path("out") / name for name in names])
    assert "3 case files written to out" in written
    assert "case: t0" not in written


@pytest.mark.parametrize("claim", ["range", "worse", "mitigation", "ends", "order"])
def test_every_claim_has_its_words_in_both_languages(claim: str) -> None:
    english, chinese = (proof.render([proved([failure(claim, "t", {"a": 1})])], lang) for lang in (EN, ZH))
    assert english.startswith("✗ ")
    assert english.splitlines()[0] != chinese.splitlines()[0]


def test_what_the_proof_does_not_reach_is_counted_by_reason() -> None:
    """Six names are shown, the rest counted; 100 + 2 + 1 × 6 cells of eight rules."""
    uncovered = [Uncovered("big", "too-many-cells", 100), Uncovered("two", "too-many-cells", 2)]
    uncovered += [Uncovered(f"r{n}", "too-many-cells") for n in range(6)]
    shown = proof.render([proved(uncovered=uncovered), proved(uncovered=[Uncovered("other", "no-row", 3)])], EN)
    assert (
        "not covered: cells of rules that have too many: 108\n  big 100, two 2, r0 1, r1 1, r2 1, r3 1 and 2 more\n"
        in shown
    )
    assert "not covered: pairs for which a table has no row: 3\n  other 3\n" in shown


# --- cliffs and coverage -----------------------------------------------------------------------------------------------


def step(low: Any, high: Any, before: int, after: int) -> steps.Cliff:
    return steps.Cliff("t", "area", low, high, before, after, "here", "f.dump")


def test_a_cliff_says_by_how_much_and_in_which_direction() -> None:
    """From 10,000 to 15,000 is 50 % more; from 15,000 to 10,000 the dearer of the two is as much more."""
    shown = cliffs.render(
        steps.Seen(9, (step(frozenset({"b", "a"}), True, 10_000, 15_000), step(1, 2, 15_000, 10_000))), EN
    )
    assert "+50%  10,000 → 15,000  area: [a, b] → True\n" in shown
    assert "-50%  15,000 → 10,000  area: 1 → 2\n" in shown


def test_of_many_cliffs_forty_are_shown() -> None:
    many = steps.Seen(99, tuple(step(n, n + 1, 10_000, 30_000) for n in range(43)))
    short, full = cliffs.render(many, EN), cliffs.render(many, EN, full=True)
    assert (short.count("+200%"), full.count("+200%")) == (40, 43)
    assert "3 more: --full lists them" in short
    assert "--full" not in full


def test_of_many_uncovered_units_ten_are_shown() -> None:
    units = tuple(Unit("entry", f"e{n:02}", "cn/x.yaml", n, "e") for n in range(14))
    found = Coverage(units, frozenset({"e00", "e01"}))
    short, full = coverage.render(found, EN), coverage.render(found, EN, full=True)
    assert "entries of lists: 2 of 14 (14%)\n  cn/x.yaml:2: e02\n" in short
    assert (short.count("cn/x.yaml"), full.count("cn/x.yaml")) == (10, 12)
    assert "2 more: --full lists them" in short
    assert "tiers" not in short
    assert coverage.percent(Coverage((), frozenset())) == 0
