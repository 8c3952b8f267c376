"""Steps that move the fine by more than a share."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from discretion.audit.cliffs import Seen, cliffs
from discretion.report.cliffs import render
from discretion.report.language import Language
from tests.audit.support import rulebook
from tests.audit.test_prove import LAW

ON = date(2026, 6, 1)


def seen(share: Fraction) -> Seen:
    return cliffs(rulebook(LAW), ON, share, ("f.dump",))


def test_the_steps_above_the_share_are_found_the_highest_first() -> None:
    """Harm: 10 % → 30 % is +200 %, 30 % → 60 % is +100 %; a second time: 10 % → 50 % is +400 %."""
    found = seen(Fraction(1, 2)).cliffs
    assert [(c.rule, c.low, c.high, c.share) for c in found] == [
        ("t/times", 1, 2, Fraction(4)),
        ("t/harm", "none", "slight", Fraction(2)),
        ("t/harm", "slight", "serious", Fraction(1)),
    ]


def test_the_share_itself_is_no_cliff() -> None:
    assert [c.rule for c in seen(Fraction(2)).cliffs] == ["t/times"]
    assert seen(Fraction(4)).cliffs == ()


def test_the_steps_are_counted_even_where_there_is_no_cliff() -> None:
    none = seen(Fraction(4))
    assert none.steps > 0
    assert render(none, Language("en")) == f"0 cliffs in {none.steps} steps\n"


def test_a_cliff_is_written_with_both_fines() -> None:
    text = render(seen(Fraction(2)), Language("en"))
    assert text.startswith("+400%  10,000 → 50,000  times: 1 → 2\n    t/times\n    cn f.dump ")


def test_a_step_is_laid_to_the_table_that_is_taken_and_to_no_other() -> None:
    """A fallback table measures by the same fact; the offence has a table of its own."""
    fallback = """\
  general:
    source: new-law:3
    method: weights
    tiers: [{id: base, of: ceiling, start: 10}, {id: refused, of: ceiling, start: 50}]
    factors: [{fact: times, levels: [{below: 2, weight: 0}, {weight: 80}]}]
lighter:
"""
    book = rulebook(LAW.replace("lighter:\n", fallback))
    found = cliffs(book, ON, Fraction(1, 2), ("f.dump",)).cliffs
    assert {c.rule for c in found} == {"t/times", "t/harm"}
