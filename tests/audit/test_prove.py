"""The proof: silent on a sound law, and two cases that differ in one fact where a claim fails."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from discretion import Rulebook, assess
from discretion.audit.difference.rules import changed, reach
from discretion.audit.prove import Proof, prove
from discretion.audit.prove.blocks import blocks
from discretion.audit.prove.grid import background, gravity, grid
from discretion.audit.prove.situation import situations
from discretion.audit.prove.waived import idle, without
from discretion.audit.settings import settings
from discretion.case import read_case
from discretion.report.language import Language
from discretion.report.proof import case_files, distinct, render
from tests.audit.support import inspected, rulebook
from tests.support import rulebook as real

ON = date(2026, 6, 1)
LAW = """\
facts:
  party.kind:
    title: {zh: 类型, en: Kind}
    type: choice
    computed: true
    choices: {organisation: {zh: 单位, en: organisation}, individual: {zh: 个人, en: individual}}
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers: [{id: base, of: ceiling, start: 10}, {id: refused, of: ceiling, start: 50}]
    factors:
      - {fact: harm, levels: {none: 0, slight: 20, serious: 50}}
      - {fact: times, levels: [{below: 2, weight: 0}, {weight: 40}]}
lighter:
  - id: helped
    title: {zh: 从轻, en: Lighter}
    source: new-law:4
    when: {area: park}
    effect: {percent_off: 30}
"""


def proofs(text: str, files: Mapping[str, str] | None = None, jobs: int = 1) -> list[Proof]:
    book = rulebook(text, files)
    assert book.problems() == ()
    return list(prove(book, ON, (), (), jobs))


def claims(found: list[Proof]) -> set[tuple[str, str]]:
    return {(f.claim, f.block) for p in found for f in p.failures}


def test_a_sound_law_is_proved_and_the_denominators_are_given() -> None:
    found = proofs(LAW)
    assert claims(found) == set()
    # the old law alone, the new law alone, an act under the one decided under the other
    assert [p.situation.split(" ", 2)[2] for p in found] == [
        "2020-10-02 → 2020-12-31",
        "2026-03-03 → 2026-06-01",
        "2020-12-01 → 2021-01-31",
    ]
    assert all(p.run > 0 and p.stands_for >= 2 * 3 * 3 * 4 for p in found)
    assert render(found, Language("en")).endswith("0 failures, 0 waived\n")


def test_a_level_that_weighs_less_is_shown_by_two_cases_that_differ_in_one_fact() -> None:
    found = proofs(LAW.replace("slight: 20", "slight: 60"))
    assert ("worse", "t/harm") in claims(found)
    proof, failure, files, _ = next(d for d in distinct(found) if d[1].block == "t/harm")
    one, other = failure.cases
    assert {k for k in one if one[k] != other[k]} == {"harm"}
    fines = [_fine(text, LAW.replace("slight: 20", "slight: 60")) for text in files]
    assert fines[0] > fines[1]
    assert proof.situation in render(found, Language("en"))


def test_the_case_files_are_written_and_run(tmp_path: Path) -> None:
    found = proofs(LAW.replace("slight: 20", "slight: 60"))
    names = [name for name, _ in case_files(found)]
    assert len(names) == len(set(names))
    for _, text in case_files(found):
        assert yaml.safe_load(text)["offence"] == "f.dump"


def test_a_failure_is_waived_like_a_finding() -> None:
    text = LAW.replace("slight: 20", "slight: 60")
    files = {"cn/checks.yaml": "checks: {waivers: [{kind: prove-worse, rule: t, reason: 试}]}\n"}
    kept, waived = without(proofs(text, files), settings(rulebook(text, files).shelf()))
    assert waived > 0
    assert claims(kept) == set()
    assert not [p for p in inspected(text, files).problems if p.kind == "dead-waiver"]


def test_a_waiver_may_name_the_fact_that_got_worse_and_one_that_waives_nothing_is_found() -> None:
    text = LAW.replace("slight: 20", "slight: 60")
    for name, left in (("t/harm/harm", []), ("t/harm/times", [("prove-worse", "t/harm/times")])):
        files = {"cn/checks.yaml": f"checks: {{waivers: [{{kind: prove-worse, rule: {name}, reason: 试}}]}}\n"}
        found, own = proofs(text, files), settings(rulebook(text, files).shelf())
        kept, waived = without(found, own)
        assert idle(found, own) == left
        assert (waived > 0) is (not left)
        assert (claims(kept) == set()) is (not left)
        shown = render(kept, Language("en"), (), waived, left)
        assert ("✗ waives nothing: `prove-worse` finds nothing in `t/harm/times`" in shown) is bool(left)


def test_a_penalty_that_another_entry_would_waive_does_not_hide_what_a_block_does() -> None:
    """Free once and free again: `minor` ends the case where `harm` is none. Beside it the fine for two times must still be compared."""
    text = LAW.replace(
        "lighter:\n",
        "no-penalty:\n"
        "  - {id: minor, title: {zh: 轻微, en: Minor}, source: new-law:5, when: {harm: none, refused: false}}\n"
        "  - {id: twice, title: {zh: 免, en: Odd}, source: new-law:5, when: {times: 2, refused: false}}\n"
        "lighter:\n",
    )
    assert ("worse", "twice") in claims(proofs(text))


def test_a_law_that_does_not_say_what_a_party_is_is_assessed_and_proved() -> None:
    """No rule looks at the kind, the age or the capacity of the party, so no file declares them. 10 % + 20 % of 100,000."""
    text = "bases:\n" + LAW.partition("bases:\n")[2]
    book = rulebook(text)
    case = (
        "{jurisdiction: cn, offence: f.dump, party: {kind: individual, age: 30, capacity: full},"
        " timeline: {act: 2025-01-01, found: 2025-01-01, decision: 2025-05-01},"
        " facts: {proved: true, harm: slight, times: 1, refused: false, area: [town]}}"
    )
    read, law = read_case("case.yaml", case.encode(), book)
    assert assess(read, law).fine.low == 30_000
    assert claims(proofs(text)) == set()


def test_what_mitigates_and_costs_more_is_found() -> None:
    """Where the mitigating fact itself puts the case under a heavier table."""
    heavy = """\
  heavy:
    offence: f.dump
    source: new-law:3
    method: bands
    when: {area: park}
    bands: [{from: 90000, to: 100000}]
lighter:
"""
    text = LAW.replace("lighter:\n", heavy).replace("  t:\n", "  t:\n    when: {not: {area: park}}\n")
    assert ("mitigation", "helped") in claims(proofs(text))


def test_a_case_that_ends_in_no_result_is_found() -> None:
    """Nobody can state the day of the re-inspection as a fact; without it the tier stays open."""
    text = LAW.replace(
        "lighter:\n",
        "no-penalty:\n  - id: open\n    title: {zh: 免, en: None}\n    source: new-law:5\n"
        "    when: {timeline.reinspection: {from: 2026-01-01}}\nlighter:\n",
    )
    files = {
        "cn/more.yaml": "facts: {timeline.reinspection: {title: {zh: 复查, en: Again}, type: date, computed: true}}\n"
    }
    assert {claim for claim, _ in claims(proofs(text, files))} == {"ends"}


def test_a_fine_outside_its_range_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine keeps every fine in its range; so the claim is tested on an engine that does not."""
    from discretion.assess import STAGES, bounds

    monkeypatch.setattr("discretion.assess.STAGES", tuple(s for s in STAGES if s is not bounds.run))
    assert ("range", "t/harm") in claims(proofs(LAW.replace("start: 10", "start: 5")))


OTHER = (
    LAW.replace("    effect:", "    unless: {other_violation: {rule: sorry}}\n    effect:")
    + """\
heavier:
  - {id: sorry, title: {zh: 从重, en: Heavier}, source: new-law:6, when: {loss: {above: 10}}}
"""
)


def cells_of(text: str, block: str) -> list[Any]:
    """What the party pays in each cell of a block, under the new law, beside light facts."""
    law = rulebook(text).law("cn")
    now = list(situations(law, "f.dump", ON))[1]
    found = list(blocks(now))
    own = next(b for b in found if b.name == block)
    return [
        (dict(facts), assess(now.case(facts), law))
        for _, facts in grid(now, own, frozenset()).cells(background(now, found, False))
    ]


def test_a_second_violation_is_put_into_the_case_where_a_rule_looks_at_it() -> None:
    """In the park the penalty is lighter, unless beside the act there is another with a loss of more than 10 yuan."""
    found = proofs(OTHER)
    assert not [u for p in found for u in p.uncovered if u.why == "other-violations"]
    counts = {len(a.violations) for _, a in cells_of(OTHER, "helped/unless")}
    assert counts == {1, 2}


def test_another_violation_that_nobody_can_state_is_named_as_not_covered() -> None:
    text = OTHER.replace("when: {loss: {above: 10}}", "when: {timeline.act: {within: 3 days, of: timeline.decision}}")
    assert ("helped/unless", "other-violations") in {(u.name, u.why) for p in proofs(text) for u in p.uncovered}


DATED = """\
programmes:
  early:
    kind: apology-pledge
    title: {zh: 道歉, en: Early}
    source: new-law:7
    in_force: {from: 2022-01-01, to: 2022-12-31}
    requires: {area: lake}
    reduction: [{percent: PERCENT}]
exclusions:
  - {id: not-twice, title: {zh: 不适用, en: Not twice}, source: new-law:7, defeats: [early], when: {refused: true}}
"""


def test_a_programme_that_has_ended_is_run_on_a_day_on_which_it_was_in_force() -> None:
    found = proofs(LAW + DATED.replace("PERCENT", "20"))
    assert [p.situation.split(" ", 2)[2] for p in found][-1] == "2022-10-02 → 2022-12-31"
    assert found[-1].run > 0
    assert not [u for p in found for u in p.uncovered if u.why == "idle"]


def test_a_fault_in_a_programme_that_has_ended_is_found() -> None:
    """A programme that leads below the minimum though it is only a circular's cannot be seen on today's day."""
    text = (
        (LAW + DATED).replace("PERCENT", "20").replace("requires: {area: lake}", "requires: {harm: [slight, serious]}")
    )
    text = text.replace("[{percent: 20}]", "[{when: {harm: serious}, percent: 90}, {percent: 0}]")
    assert ("worse", "early") in claims(proofs(text))


def test_only_what_a_change_reaches_is_proved() -> None:
    old, new = rulebook(LAW), rulebook(LAW.replace("slight: 20", "slight: 60"))
    reached = reach(old.shelf(), new.shelf(), changed(old.shelf(), new.shelf()))
    assert reached == (frozenset({"t"}), frozenset())
    part = list(prove(new, ON, change=reached))
    assert claims(part) == claims(list(prove(new, ON)))
    assert 0 < sum(p.run for p in part) < sum(p.run for p in prove(new, ON))
    assert list(prove(new, ON, change=(frozenset(), frozenset()))) == []


def test_a_block_with_too_many_cells_is_run_line_by_line_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discretion.audit.prove.grid.MOST", 2)
    found = proofs(LAW)
    assert any(u.why == "too-many-cells" and u.count > 0 for p in found for u in p.uncovered)


def test_several_processes_prove_the_same() -> None:
    assert proofs(LAW) == proofs(LAW, jobs=2)


@pytest.mark.parametrize(
    "offence", ["air.excess-emission", "air.accident", "soil.hazardous-soil", "radiation.isotopes-unlicensed"]
)
@pytest.mark.parametrize("place", ["cn", "cn/guangdong", "cn/liaoning/yingkou"])
def test_the_law_cut_to_an_offence_gives_what_the_whole_law_gives(offence: str, place: str) -> None:
    book = real()
    law = book.law(place)
    if offence not in law.offences:
        pytest.skip("not an offence of this place")
    for situation in situations(law, offence, date(2026, 10, 1)):
        found = list(blocks(situation))
        for heavy in (False, True):
            facts = background(situation, found, heavy)
            for block in [b for b in found if b.list in ("tiers", "rows", "programme")][:4]:
                for _, own in list(grid(situation, block, gravity(situation, found)).cells(facts))[:12]:
                    case = situation.case(own)
                    cut, whole = assess(case, situation.law), assess(case, law)
                    assert (cut.outcome, cut.fine) == (whole.outcome, whole.fine)


def _fine(text: str, law: str) -> int:
    book: Rulebook = rulebook(law)
    case, found = read_case("case.yaml", text.encode(), book)
    return int(assess(case, found).fine.low)


NEVER = """\
  - id: never
    title: {zh: 从不, en: Never}
    source: new-law:4
    when: {harm: none, any: [{harm: slight}, {harm: serious}]}
    effect: {percent_off: 30}
"""
ROWS = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: bands
    pick: first
    bands:
      - {for: [refused], when: {refused: false}, from: 100000, to: 150000}
      - {when: {harm: serious}, from: 80000, to: 100000}
      - {when: {harm: serious, times: {above: 5}}, from: 60000, to: 80000}
      - {from: 10000, to: 50000}
"""


def test_an_entry_that_no_case_reaches_is_a_failure_at_its_place() -> None:
    found = proofs(LAW + NEVER)
    assert claims(found) == {("reach", "never")}
    shown = render(found, Language("en"))
    line = next(n for n, text in enumerate((LAW + NEVER).splitlines(), 1) if "id: never" in text)
    assert "✗ every entry, level, band and step is reached: never" in shown
    assert f"cn/offences/f-test.yaml:{line + 3}" in shown
    assert shown.endswith("1 failure, 0 waived\n")


def test_each_row_that_no_case_reaches_is_a_failure() -> None:
    """The first row asks for what its tier excludes; the third stands behind one that takes all of its cases."""
    found = proofs(ROWS)
    assert [d[0].situation for d in distinct(found) if d[1].claim == "reach"] == [
        "cn/offences/f-test.yaml:8",
        "cn/offences/f-test.yaml:10",
    ]


def test_what_no_case_reaches_is_asked_of_the_rules_that_act_on_what_is_proved() -> None:
    book = rulebook(LAW + NEVER.replace("    when:", "    offences: [f.dump]\n    when:"))
    assert book.problems() == ()
    assert ("reach", "never") in claims(list(prove(book, ON, ("f.dump",))))
    assert ("reach", "never") not in claims(list(prove(book, ON, ("f.other",))))


def test_what_no_case_reaches_is_waived_as_the_check_that_finds_it() -> None:
    files = {"cn/checks.yaml": "checks: {waivers: [{kind: never-applies, rule: never, reason: 试}]}\n"}
    assert claims(proofs(LAW + NEVER, files)) == set()


def test_a_table_that_has_ended_is_proved_on_a_day_on_which_it_was_in_force() -> None:
    """Until 2022 by the table: a level that weighs less than the one before it is found on a day of that time, and on no other."""
    text = LAW.replace("source: new-law:3", "source: new-law:3\n    in_force: {from: 2021-01-01, to: 2022-01-01}")
    found = proofs(text.replace("slight: 20", "slight: 60"))
    assert {p.situation.split(" ", 2)[2] for p in found if any(f.block == "t/harm" for f in p.failures)} == {
        "2021-10-03 → 2022-01-01"
    }


def test_a_table_in_whose_place_a_nearer_one_stands_is_not_run() -> None:
    """The city's table takes the place of the country's, in which a level weighs less: what fails is said of the country alone."""
    own = (
        "bases:\n  own: {offence: f.dump, source: new-law:3, method: weights, replaces: [t],"
        " tiers: [{id: base, of: ceiling, start: 10}], factors: [{fact: harm, levels: {none: 0, slight: 20, serious: 50}}]}\n"
    )
    files = {"cn/a/jurisdiction.yaml": "jurisdiction: {title: {zh: 甲, en: A}}\n", "cn/a/basis/own.yaml": own}
    book = rulebook(LAW, files)
    assert book.problems() == ()
    here, country = (next(iter(situations(book.law(place), "f.dump", ON))) for place in ("cn/a", "cn"))
    *_, later = situations(book.law("cn/a"), "f.dump", ON)
    assert set(country.law.bases) == {"t"}
    assert "own" in here.law.bases
    assert set(later.law.bases) == {"own"}
