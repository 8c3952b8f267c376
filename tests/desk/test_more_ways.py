"""In which ways a condition could still come to hold, or to fail: by the facts that are open, and by what the party can still do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from discretion.assess.truth import View
from discretion.case.case import Missing
from discretion.desk.reach import Reach
from discretion.desk.ways import last_day, ways
from discretion.law.condition import Condition, FactTest, Within
from tests.audit.support import rulebook

DAYS = """\
facts:
  due_on: {title: {zh: 到期, en: Due}, type: date, ask: {zh: 到期？, en: Due?}}
  paid_on: {title: {zh: 缴纳, en: Paid}, type: date, ask: {zh: 缴纳？, en: Paid?}}
  corrected:
    title: {zh: 改正, en: Corrected}
    type: choice
    ask: {zh: 改正？, en: Corrected?}
    choices: {in-progress: {zh: 正在, en: going on}, before-decision: {zh: 之前, en: before}, on-the-spot: {zh: 当场, en: at once}}
no-coercion:
  - {id: r, title: {zh: 乙, en: B}, source: new-law:5, when: {any: [{harm: none}, {times: {below: 2}}]}, measures: [stop]}
"""
TOWN, PARK, LAKE = (frozenset({name}) for name in ("town", "park", "lake"))
MARCH = date(2026, 3, 2)


def reach(facts: Mapping[str, Any], own: frozenset[str] = frozenset()) -> Reach:
    book = rulebook(DAYS)
    assert book.problems() == ()
    return Reach(View(book.law("cn"), facts), own)


def found(
    raw: Mapping[str, Any],
    facts: Mapping[str, Any] | None = None,
    own: frozenset[str] = frozenset(),
    wanted: bool = True,
) -> list[Mapping[str, Any]]:
    return list(ways(Condition.read(raw).node, reach(facts or {}, own), wanted))


@pytest.mark.parametrize(
    ("raw", "wanted", "expected"),
    [
        ({"proved": True}, True, [{"proved": True}]),
        ({"proved": True}, False, [{"proved": False}]),
        ({"not": {"proved": True}}, True, [{"proved": False}]),
        # of choices in rising gravity the gravest that will do comes first
        ({"harm": ["none", "slight"]}, True, [{"harm": "slight"}, {"harm": "none"}]),
        ({"harm": "none"}, False, [{"harm": "serious"}, {"harm": "slight"}]),
        ({"area": ["park", "lake"]}, True, [{"area": PARK}, {"area": LAKE}]),
        ({"area": ["park", "lake"]}, False, [{"area": TOWN}]),
        ({"times": 3}, True, [{"times": 3}]),
        ({"times": 3}, False, []),
        ({"times": {"below": 2}}, True, [{"times": 1}]),
        (
            {"paid_on": {"from": date(2026, 1, 1), "to": date(2026, 2, 1)}},
            True,
            [{"paid_on": date(2026, 1, 1)}, {"paid_on": date(2026, 2, 1)}],
        ),
        ({"paid_on": {"from": date(2026, 1, 1)}}, True, [{"paid_on": date(2026, 1, 1)}]),
        ({"paid_on": {"from": date(2026, 1, 1)}}, False, []),
        ({"harm": "none", "proved": True}, True, [{"harm": "none", "proved": True}]),
        ({"harm": "none", "proved": True}, False, [{"harm": "serious"}, {"harm": "slight"}, {"proved": False}]),
        # both at once cannot be
        ({"all": [{"harm": "none"}, {"harm": "serious"}]}, True, []),
        ({"rule": "r"}, True, [{"harm": "none"}, {"times": 1}]),
        (
            {"rule": "r"},
            False,
            [
                {"harm": "serious", "times": 2},
                {"harm": "serious", "times": 3},
                {"harm": "slight", "times": 2},
                {"harm": "slight", "times": 3},
            ],
        ),
        ({"no_such_fact": True}, True, []),
        # the facts of another violation are not for this one to change
        ({"other_violation": {"rule": "r"}}, True, []),
    ],
)
def test_what_is_open_can_become_what_a_condition_asks(
    raw: Mapping[str, Any], wanted: bool, expected: list[Mapping[str, Any]]
) -> None:
    assert found(raw, wanted=wanted) == expected


def test_what_holds_already_needs_nothing() -> None:
    assert found({"harm": "none"}, {"harm": "none"}) == [{}]
    assert found({"harm": "none"}, {"harm": "slight"}, wanted=False) == [{}]


def test_what_is_known_stays_unless_the_party_brings_it_about() -> None:
    assert found({"proved": True}, {"proved": False}) == []
    assert found({"proved": True}, {"proved": False}, frozenset({"proved"})) == [{"proved": True}]
    # what is done cannot be undone: numbers rise, sets grow, an answer only turns to yes
    own = frozenset({"proved", "times", "area", "paid_on"})
    assert found({"proved": False}, {"proved": True}, own) == []
    assert found({"times": 3}, {"times": 1}, own) == [{"times": 3}]
    assert found({"times": 3}, {"times": 5}, own) == []
    assert found({"area": "park"}, {"area": TOWN}, own) == [{"area": TOWN | PARK}]
    assert found({"area": "town"}, {"area": TOWN}, own, wanted=False) == []
    assert found({"paid_on": {"from": MARCH}}, {"paid_on": date(2026, 1, 1)}, own) == [{"paid_on": MARCH}]


def test_an_act_can_still_be_corrected_before_the_decision_but_not_on_the_spot() -> None:
    raw = {"corrected": ["before-decision", "on-the-spot"]}
    assert found(raw, {"corrected": "in-progress"}) == [{"corrected": "before-decision"}]
    assert found({"corrected": "in-progress"}, {"corrected": "on-the-spot"}) == []


def test_what_the_engine_works_out_is_left_to_it() -> None:
    assert found({"timeline.act": {"from": MARCH}}) == [{}]
    assert found({"offence": ["f.dump"]}, {"offence": "f.dump"}) == [{}]


WITHIN = {"paid_on": {"within": "7 working-days", "of": "due_on"}}
BEFORE = {"paid_on": {"at_most_before": "12 months", "of": "due_on"}}


@pytest.mark.parametrize(
    ("raw", "facts", "expected"),
    [
        # seven working days after Monday 2 March 2026: 3 to 6, 9 to 11 March
        (WITHIN, {"due_on": MARCH}, [{"paid_on": date(2026, 3, 11)}]),
        # not later than the decision
        (WITHIN, {"due_on": MARCH, "timeline.decision": date(2026, 3, 5)}, [{"paid_on": date(2026, 3, 5)}]),
        # nobody knows when it was due: the day of the decision stands for it
        (WITHIN, {"timeline.decision": MARCH}, [{"paid_on": MARCH, "due_on": MARCH}]),
        # neither is known
        (WITHIN, {}, []),
        # it could not be found out when it was due, and that cannot change
        (WITHIN, {"due_on": Missing.NOT_FOUND_OUT, "timeline.decision": MARCH}, []),
        # counted backwards the last day is the day itself
        (BEFORE, {"due_on": MARCH}, [{"paid_on": MARCH}]),
        # no calendar of working days reaches so far
        (WITHIN, {"due_on": date(2200, 1, 4)}, []),
        # it was paid too late, and a payment is not made again
        (WITHIN, {"due_on": MARCH, "paid_on": date(2026, 4, 1)}, []),
    ],
)
def test_the_last_day_that_is_in_time(
    raw: Mapping[str, Any], facts: Mapping[str, Any], expected: list[Mapping[str, Any]]
) -> None:
    assert found(raw, facts) == expected


def test_a_period_is_not_failed_on_purpose() -> None:
    assert found(WITHIN, {"due_on": MARCH}, wanted=False) == []


def test_the_last_day_beyond_the_calendar_is_none() -> None:
    (test,) = Condition.read(WITHIN).tests()
    assert isinstance(test, FactTest)
    assert isinstance(test.test, Within)
    assert last_day(test.test, MARCH) == date(2026, 3, 11)
    assert last_day(test.test, date(2200, 1, 4)) is None
