from __future__ import annotations

from tests.audit.support import found, lines, marked

KIND = "hidden-entry"
TABLE = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: bands
    bands:
"""


def test_a_row_behind_several_that_together_leave_nothing_is_found() -> None:
    text = (
        TABLE
        + """\
      - {when: {harm: serious}, from: 80000, to: 100000}
      - {when: {times: {above: 2}}, from: 60000, to: 80000}
      - {when: {harm: serious, times: {above: 1}}, from: 50000, to: 60000}  # here
      - {when: {harm: slight}, from: 20000, to: 50000}
      - {from: 10000, to: 20000}
"""
    )
    assert lines(found(KIND, text)) == marked(text)


def test_rows_that_each_have_a_case_of_their_own_are_left_alone() -> None:
    text = (
        TABLE
        + """\
      - {when: {harm: serious}, from: 80000, to: 100000}
      - {when: {harm: [slight, serious]}, from: 60000, to: 80000}
      - {from: 10000, to: 20000}
"""
    )
    assert found(KIND, text) == []


def test_of_tiers_the_last_that_holds_applies_so_an_earlier_one_can_be_hidden() -> None:
    text = """\
offences:
  f.spill:
    title: {zh: 泄漏, en: Spill}
    enforced_by: ecology-environment
    elements: {proved: true}
    provisions:
      - liability: [new-law:5]
        tiers:
          - {id: serious, when: {harm: serious}, fine: {from: 50000, to: 100000}}  # here
          - {id: base, fine: {from: 10000, to: 50000}}
"""
    assert lines(found(KIND, text)) == marked(text)


def test_a_level_that_a_heavier_one_always_outweighs_is_found() -> None:
    text = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers: [{id: base, of: 100000, start: 10}]
    factors:
      - id: spread
        title: {zh: 范围, en: Spread}
        pick: heaviest
        levels:
          - {when: {times: {above: 3}}, weight: 10}  # here
          - {when: {times: {above: 2}}, weight: 20}
          - {when: {area: lake}, weight: 90}
"""
    assert lines(found(KIND, text)) == marked(text)


def test_an_entry_of_a_list_that_says_what_another_of_the_same_instrument_says_is_found() -> None:
    text = """\
heavier:
  - id: wide
    title: {zh: 从重, en: Heavier}
    source: new-law:2.1
    when: {harm: [slight, serious]}
  - id: narrow  # here
    title: {zh: 从重, en: Heavier}
    source: new-law:2.2
    when: {harm: serious, times: {above: 3}}
  - id: other-law
    title: {zh: 从重, en: Heavier}
    source: circular:2
    when: {harm: serious}
"""
    assert [p.rule for p in found(KIND, text)] == ["narrow"]


def test_an_entry_that_others_hide_only_together_is_found() -> None:
    """Harm is none, slight or serious, and an offence with more than one act is one with two or three: each half is an entry of its own."""
    text = """\
heavier:
  - {id: harmless, title: {zh: 一, en: One}, source: new-law:2.1, when: {harm: none}}
  - {id: harmful, title: {zh: 二, en: Two}, source: new-law:2.2, when: {harm: [slight, serious]}}
  - {id: often, title: {zh: 三, en: Three}, source: new-law:2.3, when: {times: {above: 3}, harm: [none, slight, serious]}}  # here
"""
    assert lines(found(KIND, text)) == marked(text)
    assert found(KIND, text.replace("[slight, serious]", "[slight]", 1)) == []
