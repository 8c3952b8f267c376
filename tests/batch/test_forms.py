"""Whole results by form: what is filled in for a case is, byte for byte, what the case gives alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

import msgspec
import pytest

from benchmarks.generate import cases as real_looking
from discretion import calendar
from discretion.batch import forms, judge
from discretion.batch.dated import CaseDay, counted
from discretion.batch.fast import Disagreement, Fast
from discretion.batch.form import Form, Row, Words
from discretion.batch.full import Unsealed
from discretion.batch.inputs import Chunk
from discretion.batch.judge import Defaults, Judge
from discretion.batch.line import Draft
from discretion.batch.marks import Marks, mark
from discretion.batch.plan import Way
from discretion.batch.traced import Traced, Untraceable, traced
from discretion.calendar import Period
from discretion.money import Amount, grouped, plain, rounded, words
from discretion.report.json import number
from tests.batch.support import DAY, ENGLISH, ROW, texts
from tests.batch.test_refused_alike import nested
from tests.support import rulebook

Case = dict[str, Any]
WORKING = Period(7, "working-days")


def results(cases: Sequence[Case], by_form: bool = True) -> tuple[list[bytes], Judge]:
    """The whole results of some cases."""
    chosen = Judge(rulebook(), Defaults(DAY), ENGLISH, by_form, full=True)
    encode = msgspec.json.Encoder(enc_hook=lambda value: msgspec.Raw(plain(value).encode())).encode
    rows = [encode(case) for case in cases]
    done = chosen.chunk(Chunk("jsonl", (), ["t"] * len(rows), list(range(len(rows))), rows))
    return texts(done), chosen


def agree(cases: Sequence[Case]) -> forms.Forms:
    """Every result by form is the one of the case alone."""
    found, chosen = results(cases)
    alone, _ = results(cases, by_form=False)
    for case, one, other in zip(cases, found, alone, strict=True):
        assert one == other, case
    assert chosen.forms is not None
    return chosen.forms


#: What is known of a building begun without an approval: everything at which the national rules look.
BUILDING: dict[str, Any] = {
    **dict.fromkeys(
        (
            "already_fined",
            "coerced_or_induced",
            "compensation_paid",
            "complex_or_major",
            "emergency_measures_breached",
            "endangers_life_or_health",
            "first_violation",
            "harm_to_environment",
            "malicious",
            "meritorious_assistance",
            "no_fault_proved",
            "reference_grades_adopted",
            "repeatedly_punished",
            "restoration",
            "still_violating_at_reinspection",
            "suspected_crime",
            "voluntary_disclosure",
            "voluntary_mitigation",
        ),
        False,
    ),
    "established": True,
    "corrected": "in-progress",
    "gravity": "ordinary",
    "harm": "slight",
    "illegal_gains": 0,
    "eia_document": "report",
    "cooperation": "cooperative",
    "duration_days": 10,
    "violations_in_two_years": 0,
    **{key: ["none"] for key in ("coercion_exception", "production_ground", "sealing_ground")},
    "mee.project_kind": "non-production",
    "mee.site": "buffer-or-second",
    "mee.progress": "groundwork",
    "mee.affected_area": "across-cities",
    "total_investment": 1_000_000,
}


def building(facts: Case, **changes: Any) -> Case:
    """A building begun without an approval, assessed under the national rules."""
    offence = {"jurisdiction": "cn", "offence": "eia.construction-without-approval"}
    return quarry(**offence, facts={**BUILDING, **facts}, **changes)


def quarry(**changes: Any) -> Case:
    """The quarry of the examples, without its table amount; ``timeline__act`` names a member of a part."""
    case = nested({k: v for k, v in ROW.items() if not k.startswith("stated.")})
    for name, value in changes.items():
        part, _, member = name.partition("__")
        if member:
            case[part] = {**case[part], member: value}  # type: ignore[dict-item]
        else:
            case[part] = value
    return case


@pytest.mark.parametrize(("mix", "lacking"), [("office", 0.0), ("office", 0.05), ("varied", 0.0)])
def test_synthetic_cases_give_by_form_what_each_gives_alone(mix: str, lacking: float) -> None:
    used = agree(list(real_looking(300, 11, rulebook(), lacking, mix)))
    assert used.made
    assert used.found or mix == "varied"


def test_cases_that_differ_in_their_days_share_a_form() -> None:
    days = [date(2025, 3, 3) + timedelta(days=7 * n) for n in range(8)]
    cases = [quarry(timeline__act=f"{d}", timeline__found=f"{d + timedelta(days=n)}") for n, d in enumerate(days)]
    used = agree(cases)
    # the apology of the city came on 1 April, between these days; but it is the day of the decision that chooses it
    assert (used.made, used.found) == (1, 7)


def test_cases_between_whose_decisions_the_law_changed_have_forms_of_their_own() -> None:
    days = ("2025-03-28", "2025-03-31", "2025-04-01", "2025-04-02")
    timeline = {"act": "2025-03-03", "found": "2025-03-03"}
    used = agree([quarry(timeline={**timeline, "decision": day}) for day in days])
    assert (used.made, used.found) == (2, 2)


def test_a_fine_for_each_day_changed_only_where_there_are_such_days() -> None:
    """Marine pollution may be fined for each day since 1 January 2024; of other acts a finding says that they are none, if there was a
    re-inspection. How many days lie between is another number in each case, so that these have no form."""
    acts = ("2023-12-20", "2024-01-10")
    timeline = {"found": "2024-02-01", "decision": "2024-03-01"}
    served = {"order_served": "2024-02-02", "reinspection": "2024-02-20"}
    used = agree([building({}, timeline={"act": act, **timeline}) for act in acts])
    assert (used.made, used.found) == (1, 1)
    used = agree([building({}, timeline={"act": act, **timeline, **served}) for act in acts])
    assert (used.made, used.found) == (0, 0)
    own = Fast(rulebook(), None).of("cn", "eia.construction-without-approval", "organisation").own
    whens = [
        own.when({f"timeline.{n}": date.fromisoformat(day) for n, day in {"act": act, **timeline, **more}.items()})
        for more in ({}, served)
        for act in acts
    ]
    assert whens[0].in_force == whens[1].in_force
    assert len({when.in_force for when in whens}) == 3


def test_cases_found_too_late_are_no_others() -> None:
    """Found within two years of 1 March 2023, the last day of which is 1 March 2025; and later."""
    days = ("2025-02-28", "2025-03-01", "2025-03-02", "2025-03-03")
    cases = [quarry(timeline={"act": "2023-03-01", "found": day, "decision": "2025-06-01"}) for day in days]
    agree([*cases, *reversed(cases)])
    found, _ = results(cases)
    assert [json.loads(text)["outcome"] for text in found] == ["fine", "fine", "time-barred", "time-barred"]


def test_days_at_the_end_of_the_calendar_are_told_as_each_alone_tells_them() -> None:
    last = calendar.calendar_years()[1]
    decided = [
        date(last, 12, 31) + timedelta(days=n) for n in (-60, -59, -20, -12, -11, -10, -1, 0, 1, 30, 365, 366, 367)
    ]
    cases = [
        quarry(timeline__found=f"{last}-10-01", timeline__act=f"{last}-10-01", timeline__decision=f"{d}")
        for d in decided
    ]
    agree([*cases, *cases])
    agree([*reversed(cases), *cases])


def test_cases_that_differ_in_an_amount_share_a_form_as_long_as_it_compares_alike() -> None:
    amounts = [1, 10**5, 123_456, 10**6, 7_654_321, 33_333_333, Fraction(1, 2), 0]
    cases = [building({"total_investment": a}) for a in amounts]
    for several in ([*cases, *cases], [*reversed(cases), *cases]):
        used = agree(several)
        # 1 to 5 per cent of an amount, rounded: where a bound of the rounding holds, an amount compares like no other
        assert used.made + used.found == len(several)
        assert used.made < len(amounts)


def test_who_the_party_is_and_what_the_case_is_called_stand_in_the_inputs() -> None:
    named = quarry(
        case={"number": "营环罚〔2025〕1号", "title": "石矿"}, party={"name": "某石矿", "kind": "organisation"}
    )
    used = agree([quarry(), named, quarry(party={"kind": "individual", "age": 40, "capacity": "full"})])
    assert used.made + used.found == 3
    found, _ = results([quarry(), named])
    assert json.loads(found[1])["inputs"]["case"]["case"]["number"] == "营环罚〔2025〕1号"


@pytest.mark.parametrize(
    "case",
    [
        quarry(party={"name": "2025", "kind": "organisation"}),  # a text that reads as a number is named in `quoted`
        quarry(facts={"harm": {"value": "none", "evidence": "报告"}}),
        quarry(facts={"harm": None, "dust_measures": "missing", "industry": "mining"}),
        quarry(
            timeline={
                "act": {"from": "2025-01-01", "to": "2025-03-01"},
                "found": "2025-03-02",
                "decision": "2025-06-01",
            }
        ),
        quarry(timeline={"act": "2025-03-01", "found": "2025-03-02"}),  # no day of decision
        quarry(timeline={"act": "2025-02-30", "found": "2025-03-02"}),  # no such day
        quarry(facts={}),
        quarry(stated={"amount": 60000, "source": "表"}),
        quarry(facts={"nothing_of_the_kind": True}),
        quarry(jurisdiction="cn/nowhere"),
    ],
)
def test_what_is_not_so_plain_is_what_it_is_alone(case: Case) -> None:
    agree([quarry(), case, quarry(), case])


def test_facts_without_use_are_named_though_the_form_is_that_of_another() -> None:
    facts = quarry()["facts"]
    more = quarry(facts={"total_investment": 5, **facts})
    used = agree([quarry(), more, quarry(facts=dict(reversed(facts.items())))])
    assert (used.made, used.found) == (1, 2)
    found, _ = results([quarry(), more])
    without, with_ = (json.loads(text)["inputs"]["unused"] for text in found)
    assert with_ == sorted(["total_investment", *without])


def test_memory_is_bounded_and_no_result_depends_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MOST", 3)
    harms, grave = ("none", "slight", "ordinary", "serious"), ("minor", "ordinary", "serious")
    facts = quarry()["facts"]
    cases = [quarry(facts={**facts, "harm": h, "gravity": g}) for h, g in product(harms, grave)]
    used = agree([*cases, *cases])
    assert used._size <= 3


def test_a_form_that_is_found_again_stays_when_others_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MOST", 4)
    facts = quarry()["facts"]
    usual, *seldom = [
        quarry(facts={**facts, "harm": h, "gravity": g})
        for h, g in product(("none", "slight", "ordinary", "serious"), ("minor", "ordinary", "serious"))
    ]
    # after three that are met once there are four forms, and room is made: the usual one was found again since
    cases = [usual, *(c for n in range(0, 9, 3) for c in (usual, *seldom[n : n + 3], usual))]
    used = agree(cases)
    assert used.made == 1 + 9
    assert used.found == len(cases) - 10


@pytest.mark.parametrize("most", [1, 2, 3, 5])
def test_what_was_found_for_other_days_is_forgotten_with_the_marks(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same number stands for days of another kind, and for another mark, when everything begins anew."""
    monkeypatch.setattr(forms, "MOST_KINDS", most)
    days = [("2025-03-27", "2025-06-01"), ("2025-03-20", "2025-03-28"), ("2021-05-01", "2021-06-01")]
    cases = [
        building(
            {"gravity": gravity, "total_investment": amount},
            timeline={"act": act, "found": act, "notice": act, "decision": decision},
        )
        for gravity, amount, (act, decision) in product(("minor", "ordinary", "serious"), (10**6, 3 * 10**6), days)
    ]
    used = agree([*cases, *reversed(cases)])
    assert used.made + used.found == 2 * len(cases)


def test_a_form_is_never_trusted_blindly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "CHECKED", 2)
    monkeypatch.setattr(Form, "fill", lambda self, row: (b'{"outcome":"fine"}',))
    with pytest.raises(Disagreement, match=r"air\.industrial-dust"):
        results([quarry()])


# --- days and amounts that stand for those of many ------------------------------------------------------------------


def filled(text: str, marks: Marks, row: Row) -> Any:
    """What a form with such a text gives for a row."""
    *_, tail = Form(Unsealed(b"", text.encode(), False), Words(marks), {}).fill(row)
    return json.loads(tail)


def test_a_day_compares_as_the_day_it_is_and_is_told_as_a_mark() -> None:
    marks, day = Marks(), CaseDay(date(2025, 3, 27), ("timeline.act", ()), 1)
    assert date(2025, 3, 26) < day < date(2025, 3, 28)
    assert day <= CaseDay(date(2025, 3, 27), ("timeline.found", ()), 1)
    with marks.writing():
        assert day.isoformat() == mark("iso", ("timeline.act", ()))
        later = calendar.after(day, Period(2, "years"))
        assert later == day.shifted(Period(2, "years"), 1)
        assert later.plain == date(2027, 3, 27)  # type: ignore[attr-defined]
        assert (later - timedelta(days=1)).isoformat() != later.isoformat()
        texts = [mark(*what) for what in marks.what]
    # two years after 29 February 2024 is 28 February 2026, and a day before that the 27th
    row = Row({"timeline.act": date(2024, 2, 29)}, {}, {})
    assert filled(json.dumps(texts, ensure_ascii=False), marks, row) == ["2024-02-29", "2026-02-27", "2026-02-28"]


def test_days_are_the_same_only_where_they_are_so_in_all_cases_of_a_kind() -> None:
    act, found = (CaseDay(date(2025, 3, 27), (f"timeline.{n}", ()), 1) for n in ("act", "found"))
    assert act == CaseDay(date(2024, 1, 1), ("timeline.act", ()), 1)
    assert hash(act) == hash(CaseDay(date(2024, 1, 1), ("timeline.act", ()), 1))
    assert act not in (found, CaseDay(date(2025, 3, 27), ("timeline.act", ()), 2))
    with pytest.raises(Untraceable):
        assert act == date(2025, 3, 27)


@pytest.mark.parametrize(
    "asked",
    [
        lambda day: day.year,
        lambda day: day.month,
        lambda day: day.day,
        lambda day: f"{day}",
        str,
        lambda day: day - day,
        lambda day: day - date(2025, 1, 1),
        lambda day: date(2026, 1, 1) - day,
        lambda day: day.strftime("%Y"),
        lambda day: day.toordinal(),
        lambda day: day.weekday(),
        lambda day: day.timetuple(),
        lambda day: calendar.after(calendar.after(day, WORKING), WORKING),
        lambda day: calendar.before(day, WORKING),
        lambda day: calendar.after(day, Period(11, "working-days")),
    ],
)
def test_what_cannot_be_told_of_many_days_is_not_told(asked: Any) -> None:
    with pytest.raises(Untraceable):
        asked(CaseDay(date(2025, 3, 27), ("timeline.act", ()), 1))


def test_days_from_which_working_days_are_counted_alike_are_one_kind() -> None:
    first, last = calendar.calendar_years()
    periods = [Period(count, "working-days") for count in (2, 7, 10)]

    def seen(day: date, period: Period) -> str:
        try:
            return "counted" if calendar.after(day, period) else ""
        except calendar.BeyondCalendar as beyond:
            return str(beyond.year)

    kinds: dict[object, set[tuple[str, ...]]] = {}
    day = date(first - 1, 12, 1)
    while day < date(last + 2, 2, 1):
        kinds.setdefault(counted(day, periods), set()).add(tuple(seen(day, p) for p in periods))
        day += timedelta(days=1)
    assert all(len(seen) == 1 for seen in kinds.values())
    assert kinds[None] == {("counted",) * 3}
    # toward the end of the calendar first the longest period does not end in it, then the next one: as many kinds as periods
    beyond = str(last + 1)
    assert kinds[tuple(periods[2:])] == {("counted", "counted", beyond)}
    assert kinds[tuple(periods[1:])] == {("counted", beyond, beyond)}


def test_amounts_are_told_as_marks_and_filled_in_as_the_program_writes_them() -> None:
    marks, x = Marks(), Traced.of("total_investment")
    with traced({"total_investment": 1}), marks.writing():
        text = f'["{plain(x)}","{grouped(x * 2)}","{words(rounded(x, 100, "half-up"))}","{number(x / 3)}"]'
    row = Row({}, {"total_investment": 12345}, {})
    # 12,345 rounded to hundreds is 12,300; a third of it is 4,115, in data a number and no text
    assert filled(text, marks, row) == ["12345", "24,690", "壹万贰仟叁佰元整", 4115]


def test_amounts_that_happen_to_be_one_in_a_case_are_two_in_another() -> None:
    x = Traced.of("total_investment")
    with traced({"total_investment": 20_000}) as tape:
        floor, fine = x / 100, rounded(x / 100, 100, "half-up")  # both 200
        amounts = [Amount.exactly(a) for a in (fine, floor)]
        draft = Draft("o", "fine", amounts[0], True, amounts[1], amounts[1], None, "", "", "")
        way = Way(draft, tape.since(0))
    (line,) = way.lines({"total_investment": 25_500})
    # 1 % of 25,500 is 255, rounded 300
    assert (line.amount, line.statutory_from) == ("300", "255")
