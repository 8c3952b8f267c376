"""The interview beyond one violation: what the law leaves to the officer, persons in charge, further violations."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from discretion.assess import Assessment, assess
from discretion.case import read_case
from discretion.case.case import UNKNOWN
from discretion.desk import partfile
from discretion.desk.interview import Interview, Step
from discretion.desk.question import Question, Wrong
from discretion.desk.scope import Scope, parted
from discretion.money import Amount
from discretion.report import casefile
from tests.desk.test_interview import BOOK, EN, FACTS, HEADING, TODAY, ZH, answered
from tests.support import NATIONAL, rulebook

#: A dusty quarry in Guangdong that apologised: the table gives 100,000 (rules/cn/guangdong/cases/apology.yaml).
GUANGDONG_HEADING: dict[str, Any] = {
    **HEADING,
    "jurisdiction": "cn/guangdong",
    "timeline.act": date(2024, 5, 10),
    "timeline.found": date(2024, 5, 10),
    "timeline.decision": date(2024, 9, 1),
}
GUANGDONG: dict[str, Any] = {
    **NATIONAL,
    "industry": "mining",
    "dust_measures": "missing",
    "gd.area": frozenset({"general"}),
    "violations_in_two_years": 2,
    "still_violating_at_reinspection": False,
    "apology.applied": True,
    "apology.published": True,
    "apology.published_in": "city",
    "apology.pledged": True,
    "apology.broken_before": False,
    "apology.listed_exception": False,
    "harm": "ordinary",
}
#: A monitoring body that falsified: 150,000, and 15,000 for the person in charge (rules/cn/cases/monitoring.yaml).
MONITORING_HEADING: dict[str, Any] = {
    **HEADING,
    "jurisdiction": "cn",
    "offence": "monitoring.institution-falsification",
    "timeline.act": date(2026, 9, 5),
    "timeline.found": date(2026, 9, 6),
    "timeline.decision": date(2026, 11, 20),
}


def written(interview: Interview, lang: Any = ZH) -> tuple[str, Assessment]:
    """The case file of an interview, and what it is assessed to once read again."""
    text = casefile.of_interview(interview, assess(interview.case(), interview.law), lang)
    case, law = read_case("case.yaml", text.encode(), rulebook())
    return text, assess(case, law)


def asked(steps: list[Step], key: str) -> Question:
    return next(s.question for s in steps if s.question is not None and s.question.key == key)


def last(steps: list[Step]) -> Any:
    return steps[-1].progress


# --- what the law leaves to the officer -------------------------------------------------------------------------------


def test_a_percentage_that_the_law_leaves_open_is_asked_with_what_it_means() -> None:
    """100,000 × (1 − 30 … 50 %) = 70,000 … 50,000; with 40 %: 60,000."""
    chosen = {"choice:gd.apology:percent": 40, "choice:gd.apology:reason": "主动改正、及时道歉"}
    interview, steps = answered(GUANGDONG, {**GUANGDONG_HEADING, **chosen})
    question = asked(steps, "choice:gd.apology:percent")
    assert question.bounds == (30, 50)
    notes = [EN.of(n) for n in question.notes]
    assert {"between 30% and 50%", "at 30%: fine 70,000 yuan", "at 50%: fine 50,000 yuan"} <= set(notes)
    assert asked(steps, "choice:gd.apology:reason").needed
    assert last(steps).fine == Amount(60000, 60000)
    text, result = written(interview)
    assert '  gd.apology: {percent: 40, reason: "主动改正、及时道歉"}' in text
    assert result.fine == Amount(60000, 60000)
    assert result.unused_choices == ()


def test_a_choice_outside_what_the_rule_leaves_is_no_answer() -> None:
    _, steps = answered(GUANGDONG, GUANGDONG_HEADING)
    question = asked(steps, "choice:gd.apology:percent")
    for value in (29, 51):
        with pytest.raises(Wrong):
            Interview(BOOK, TODAY).answer(question, value)


def test_a_choice_not_made_yet_leaves_the_interval_and_stands_ready_in_the_file() -> None:
    interview, steps = answered(GUANGDONG, GUANGDONG_HEADING)
    assert last(steps).fine == Amount(50000, 70000)
    text, result = written(interview)
    assert '#   gd.apology: {percent: 30, reason: "…"}' in text
    assert result.fine == Amount(50000, 70000)


@pytest.mark.parametrize(("waive", "outcome"), [(True, "no-penalty"), (False, "fine")])
def test_a_penalty_that_may_be_waived_is_asked_for(waive: bool, outcome: str) -> None:
    """First violation, slight harm, corrected: may be waived. Else (10 + 10 + 10) % × 200,000 = 60,000."""
    chosen = {
        "offence": "air.industrial-dust",
        "jurisdiction": "cn",
        "choice:cn.no-penalty.first:waive": waive,
        "choice:cn.no-penalty.first:reason": "首次、轻微",
    }
    facts = {**FACTS, "first_violation": True, "violations_in_two_years": 1}
    interview, steps = answered(facts, {**HEADING, **chosen})
    question = next(s.question for s in steps if s.question and s.question.key.endswith(":waive"))
    assert [EN.of(o.note) for o in question.options] == ["fine 0 yuan", "fine 60,000 yuan"]
    _, result = written(interview)
    assert (last(steps).outcome, result.outcome) == (outcome, outcome)


def test_a_choice_that_the_rules_no_longer_leave_is_asked_again_when_an_interview_goes_on() -> None:
    chosen = {"choice:gd.apology:percent": 40, "choice:gd.apology:reason": "及时道歉"}
    interview, _ = answered(GUANGDONG, {**GUANGDONG_HEADING, **chosen})
    text = partfile.text(interview)
    again, dropped = partfile.resume("p", text.encode(), BOOK, TODAY, False)
    assert (again.answers, dropped) == (interview.answers, 0)
    other = text.replace('"choice:gd.apology:percent", value: 40', '"choice:gd.apology:percent", value: 90')
    assert other != text
    again, dropped = partfile.resume("p", other.encode(), BOOK, TODAY, False)
    assert dropped > 0


# --- persons in charge ------------------------------------------------------------------------------------------------


def test_a_person_in_charge_is_asked_for_where_the_law_fines_persons() -> None:
    """500,000 × (10 + 10 + 10) % = 150,000; the person 50,000 × 30 % = 15,000."""
    heading = {**MONITORING_HEADING, "p1|is": True, "p1|name": "某负责人"}
    interview, steps = answered({**NATIONAL, "established": True}, heading)
    assert "ecological" in str(asked(steps, "p1|is").notes) or "法典" in ZH.of(asked(steps, "p1|is").notes[0])
    assert last(steps).fine == Amount(150000, 150000)
    text, result = written(interview)
    assert 'persons_in_charge:\n  - name: "某负责人"' in text
    assert [(p.name, p.fine) for p in result.violations[0].persons] == [("某负责人", Amount(15000, 15000))]


def test_two_persons_in_charge_each_have_their_place() -> None:
    heading = {**MONITORING_HEADING, "p1|is": True, "p1|name": "甲", "p2|is": True, "p2|name": "乙"}
    interview, _ = answered({**NATIONAL, "established": True}, heading)
    _, result = written(interview)
    assert [p.name for p in result.violations[0].persons] == ["甲", "乙"]


def test_no_person_is_asked_for_where_the_law_fines_none() -> None:
    _, steps = answered(FACTS)
    assert "p1|is" not in {s.question.key for s in steps if s.question}


# --- several violations -----------------------------------------------------------------------------------------------


def test_a_second_violation_is_asked_in_the_same_way_and_the_fines_are_added() -> None:
    """The quarry in Yingkou: 34,000, and unsealed material under the fallback table: the same levels of 100,000.

    (10 + 10 + 10) % × 100,000 = 30,000; × 0.8 × 0.7 = 16,800 → 17,000. Together 51,000.
    """
    second = {
        "another": True,
        "2|offence": "air.dusty-material-unsealed",
        "2|timeline.act": date(2025, 3, 28),
        "2|timeline.found": date(2025, 3, 28),
    }
    interview, steps = answered({**FACTS, "established": True}, {**HEADING, **second})
    assert asked(steps, "2|timeline.act").default == HEADING["timeline.act"]
    assert asked(steps, "2|fact:gravity").default == "ordinary"
    assert any(s.progress is not None and s.progress.scope == Scope(2) for s in steps)
    assert last(steps).fine == Amount(51000, 51000)
    text, result = written(interview, EN)
    assert [(v.offence, v.fine.low) for v in result.violations] == [
        ("air.industrial-dust", 34000),
        ("air.dusty-material-unsealed", 17000),
    ]
    assert "  - offence: air.dusty-material-unsealed   #" in text
    assert "      act: 2025-03-28" in text


def test_a_day_that_is_known_of_one_violation_only_is_not_taken_for_the_other() -> None:
    second = {"another": True, "2|offence": "air.dusty-material-unsealed", "2|timeline.act": date(2025, 3, 28)}
    interview, steps = answered({**FACTS, "established": True}, {**HEADING, **second})
    _, result = written(interview)
    assert result.fine == last(steps).fine == Amount(34000, 51000)  # time-barred, or 17,000
    assert "timeline.found" in result.violations[1].missing


def test_an_interview_with_all_of_it_goes_on_where_it_stopped() -> None:
    heading = {
        **MONITORING_HEADING,
        "p1|is": True,
        "p1|name": "甲",
        "another": True,
        "2|offence": "monitoring.institution-falsification",
        "2p1|is": True,
        "2p1|name": "乙",
    }
    whole, _ = answered({**NATIONAL, "established": True}, heading)
    assert {parted(a.key)[0] for a in whole.answers} == {
        Scope(1),
        Scope(1, 1),
        Scope(1, 2),
        Scope(2),
        Scope(2, 1),
        Scope(2, 2),
    }
    for count in range(len(whole.answers) - 12, len(whole.answers) + 1, 3):
        part = Interview(BOOK, TODAY, whole.answers[:count])
        again, dropped = partfile.resume("p", partfile.text(part).encode(), BOOK, TODAY, False)
        assert (again.answers, dropped) == (part.answers, 0)


def test_back_goes_out_of_a_further_violation_again() -> None:
    second = {"another": True, "2|offence": "air.dusty-material-unsealed"}
    interview, _ = answered({**FACTS, "established": True}, {**HEADING, **second})
    while interview.get("another") is not None:
        interview = interview.back()
    question = interview.step().question
    assert question is not None
    assert question.key == "another"


def test_nothing_known_of_a_second_violation_leaves_both_intervals() -> None:
    second = {"another": True, "2|offence": "air.industrial-dust"}
    interview, _ = answered(lambda fact: UNKNOWN, {**HEADING, **second})
    _, result = written(interview)
    assert result.outcome == "undetermined"
    assert result.fine == Amount(0, 400000)
