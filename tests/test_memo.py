"""What is remembered between assessments changes none of them: by examples, by drawn facts, and by what must not be mixed up."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, product
from typing import Any, get_args

import msgspec
import pytest

from discretion.assess import assess, memo
from discretion.assess.factors import Steps
from discretion.assess.period import At, period, turns
from discretion.assess.truth import View, weigh
from discretion.batch.cell import Cells
from discretion.batch.rules import Common
from discretion.batch.traced import Traced, traced
from discretion.case import Case, read_case
from discretion.case.case import Missing
from discretion.law.basis import Level, Levels
from discretion.law.citation import Citation
from discretion.law.fact import NUMERIC, Fact
from discretion.law.figure import Day, Validity
from discretion.law.jurisdiction import NotFoundOut
from discretion.law.programme import Programme
from discretion.money import Amount
from discretion.rulebook import Law
from discretion.rulebook.book import Dated
from discretion.text import say
from tests.running import EXAMPLES
from tests.support import rulebook


def value(fact: Fact, draw: random.Random) -> Any:
    """Some value of a fact, or that nobody knows it."""
    if draw.random() < 0.2:
        return draw.choice([Missing.UNKNOWN, Missing.NOT_FOUND_OUT])
    if fact.type == "boolean":
        return draw.random() < 0.5
    if fact.type in ("choice", "set"):
        chosen = draw.choice(sorted(fact.choices or {}))
        return chosen if fact.type == "choice" else frozenset({chosen})
    if fact.type in NUMERIC:
        return draw.choice([0, 1, 2, 3, 10, 100, 10**6] if fact.type != "ratio" else [0, 1, Fraction(1, 2)])
    return Missing.UNKNOWN


def drawn(case: Case, law: Law, draw: random.Random) -> Case:
    """The case with some of its facts changed."""
    first = case.violations[0]
    facts = dict(first.facts)
    for name in draw.sample(sorted(facts), min(len(facts), 3)):
        if not law.facts[name].computed:
            facts[name] = msgspec.structs.replace(facts[name], value=value(law.facts[name], draw))
    return msgspec.structs.replace(case, violations=(msgspec.structs.replace(first, facts=facts), *case.violations[1:]))


@pytest.mark.parametrize("name", sorted(p.stem for p in EXAMPLES.glob("*.yaml")))
def test_a_result_that_rests_on_what_is_remembered_is_the_one_worked_out_anew(name: str) -> None:
    path = EXAMPLES / f"{name}.yaml"
    case, law = read_case(path.name, path.read_bytes(), rulebook())
    draw = random.Random(name)
    cases = [drawn(case, law, draw) for _ in range(12)]
    memo.forget()
    remembered = [assess(c, law, rank=False) for _ in range(2) for c in cases][len(cases) :]
    for one, found in zip(cases, remembered, strict=True):
        memo.forget()
        assert assess(one, law, rank=False) == found


def view(law: Law, **facts: Any) -> View:
    return View(law, facts)


@pytest.fixture
def law() -> Law:
    memo.forget()
    return rulebook().law("cn")


def test_a_fact_that_was_not_looked_at_makes_no_difference_and_one_that_was_does(law: Law) -> None:
    calls: list[int] = []

    def work(seen: View) -> Any:
        calls.append(1)
        return seen.facts.get("b") if seen.facts.get("a") else None

    assert memo.looked("key", view(law, a=True, b=1, c=1), work) == 1
    assert memo.looked("key", view(law, a=True, b=1, c=2), work) == 1
    assert len(calls) == 1
    assert memo.looked("key", view(law, a=True, b=2), work) == 2
    assert memo.looked("key", view(law, a=False, b=1), work) is None
    assert memo.looked("key", view(law, a=False, b=2), work) is None
    assert len(calls) == 3


def test_what_a_remembered_step_inside_another_looked_at_counts_for_the_outer_one(law: Law) -> None:
    def inner(seen: View) -> Any:
        return seen.facts.get("a")

    def outer(seen: View) -> Any:
        return memo.looked("inner", seen, inner)

    assert memo.looked("inner", view(law, a=1), inner) == 1
    assert memo.looked("outer", view(law, a=1), outer) == 1
    assert memo.looked("outer", view(law, a=2), outer) == 2


def test_a_step_that_looks_at_everything_is_not_remembered(law: Law) -> None:
    def work(seen: View) -> Any:
        return {**seen.facts}

    assert memo.looked("key", view(law, a=1), work) == {"a": 1}
    assert memo.looked("key", view(law, a=2), work) == {"a": 2}


def test_a_fact_that_is_lacking_is_another_than_one_that_is_unknown(law: Law) -> None:
    def work(seen: View) -> Any:
        return seen.facts.get("a", "none")

    assert memo.looked("key", view(law), work) == "none"
    assert memo.looked("key", view(law, a=Missing.UNKNOWN), work) is Missing.UNKNOWN


def test_nothing_is_mixed_up_between_laws_and_memory_is_bounded(law: Law, monkeypatch: pytest.MonkeyPatch) -> None:
    other = msgspec.structs.replace(law, version="another")
    assert memo.derived(law, "key", lambda: 1) == 1
    assert memo.derived(other, "key", lambda: 2) == 2
    assert memo.derived(law, "key", lambda: 3) == 1
    for number in range(2 * memo.LAWS):
        memo.derived(msgspec.structs.replace(law, version=str(number)), "key", lambda: 0)
    assert len(memo._memos) == memo.LAWS
    monkeypatch.setattr(memo, "MOST", 10)
    for number in range(100):
        memo.looked("key", view(law, a=number), lambda seen: seen.facts.get("a"))
    assert sum(kept.size for kept in memo._memos.values()) <= 10
    assert memo.looked("key", view(law, a=99), lambda seen: seen.facts.get("b")) == 99


def in_force(law: Law, id: str, at: At, day: date) -> tuple[Any, ...]:
    """What is in force for an offence on a day that chooses rules, and what stands in the place of what."""
    offence = law.offences[id]
    near = [law.offences[n] for n in (offence.succeeded_by, offence.preceded_by) if n is not None and n in law.offences]
    entries = [(e.id, e) for several in law.lists.values() for e in several]
    records = [(n, r) for n, r in (*entries, *law.programmes.items()) if r.at == at and r.concerns(id)]
    found: list[Any] = [law.in_force(p, day) for o in (offence, *near) for p in o.provisions]
    if at == "decision":
        records += [(n, b) for n, b in law.bases.items() if not b.offences or id in b.offences]
        found += [law.setting(name, day) for name in get_args(Dated)]
        cited = {c.instrument for several in (law.settings.authority or {}).values() for c in several}
        found += [law.instruments[i].in_force.covers(day) for i in sorted(cited & law.instruments.keys())]
    return (*found, *((law.in_force(r, day), law.replaced(n, day)) for n, r in records))


@pytest.mark.parametrize("at", ["act", "decision"])
def test_on_all_days_of_a_period_the_same_rules_are_in_force_for_an_offence(law: Law, at: At) -> None:
    """What depends on the days only through the rules in force is remembered once for a period."""
    for id in list(law.offences)[::20]:
        days = turns(law, id)[at]
        assert days
        for first, next_ in pairwise((*days, date(2040, 1, 1))):
            last = next_ - timedelta(days=1)
            assert period(law, id, at, first) == period(law, id, at, last) == first
            assert in_force(law, id, at, first) == in_force(law, id, at, last)
        before = days[0] - timedelta(days=1)
        assert in_force(law, id, at, before) != in_force(law, id, at, days[0])
        assert period(law, id, at, before) == date.min
        assert period(law, id, at, None) is None


def test_whatever_can_bear_on_an_offence_begins_and_ends_periods(law: Law) -> None:
    """A nearer rule in the place of an entry, an instrument on which a step or a setting rests, the provision of the offence that follows."""
    here = Validity(from_=Day(date(2022, 3, 3)), to=Day(date(2022, 4, 4)))
    begun = {date(2022, 3, 3), date(2022, 4, 5)}
    entry = next(e for e in law.lists["no-penalty"] if not e.offences)
    offence = next(id for id, o in law.offences.items() if o.succeeded_by in law.offences)
    next_ = law.offences[law.offences[offence].succeeded_by or ""]
    change, elsewhere = msgspec.structs.replace, Citation("elsewhere:1")
    instrument = change(next(iter(law.instruments.values())), in_force=here)
    stood = change(law, instruments={**law.instruments, "elsewhere": instrument})
    laws = [
        change(law, replacing={entry.id: [change(entry, in_force=here)]}),
        change(stood, settings=change(law.settings, authority={"correct": (elsewhere,)})),
        change(stood, levels=(change(law.levels[0], not_found_out=NotFoundOut(factor="lowest", source=elsewhere)),)),
        change(
            law,
            offences={
                **law.offences,
                law.offences[offence].succeeded_by: change(
                    next_, provisions=tuple(change(p, in_force=here) for p in next_.provisions)
                ),
            },
        ),
    ]
    assert begun.isdisjoint(turns(law, offence)["decision"])
    act = {"timeline.act": date(2022, 1, 5), "timeline.found": date(2022, 1, 5)}
    for changed in laws:
        assert begun <= set(turns(changed, offence)["decision"])
        # and a batch does not take cases for alike between whose days of decision it begins or ends
        own = Cells(Common(changed), changed, offence)
        for day in begun:
            before, after = (own.when({**act, "timeline.decision": d}) for d in (day - timedelta(days=1), day))
            assert before.in_force != after.in_force


def test_what_was_found_for_one_period_is_not_taken_for_another() -> None:
    """The same case decided on every day on which rules that can bear on it change, and on the day before."""
    path = EXAMPLES / "yingkou-quarry.yaml"
    case, law = read_case(str(path), path.read_bytes(), rulebook())
    (violation,) = case.violations
    days = [day for turn in turns(law, violation.offence)["decision"] for day in (turn - timedelta(days=1), turn)]
    change = msgspec.structs.replace
    cases = []
    for day in days:
        timeline = change(
            violation.timeline, act=day - timedelta(days=30), found=day - timedelta(days=20), decision=day
        )
        cases.append(change(case, violations=(change(violation, timeline=timeline, choices={}),)))
    found = [assess(each, law, rank=False) for each in cases]
    for each, together in zip(cases, found, strict=True):
        memo.forget()
        assert assess(each, law, rank=False) == together


def test_a_programme_that_is_not_in_force_names_the_day_of_its_own_case() -> None:
    """The sentence names the exact day, though days of one period share what is remembered."""
    path = EXAMPLES / "yingkou-quarry.yaml"
    memo.forget()
    for day in (date(2025, 6, 1), date(2025, 6, 2)):
        case, law = read_case(path.name, path.read_bytes().replace(b"2025-06-01", day.isoformat().encode()), rulebook())
        gone = {id: ended(p, date(2025, 1, 1)) for id, p in law.programmes.items()}
        without = msgspec.structs.replace(law, programmes=gone)
        (violation,) = assess(case, without, rank=False).violations
        said = [f.reason for f in violation.findings if f.stage == "programme"]
        assert said
        assert set(said) == {say("not in force on {day}", day=day)}
        assert {violation.day(f) for f in violation.findings if f.at == "decision"} == {day}


def ended(programme: Programme, last: date) -> Programme:
    """The programme, in force until ``last``."""
    return msgspec.structs.replace(programme, in_force=Validity(to=Day(last)))


def test_what_was_given_is_told_apart_beside_the_facts(law: Law) -> None:
    known = memo.step(law, "given")
    for given, fact in product((1, 2), (3, 4)):
        found = known.looked(view(law, a=fact), lambda seen, given=given: (given, seen.facts.get("a")), given=given)  # type: ignore[misc]
        assert found == (given, fact)
    assert (known.made, known.found) == (4, 0)
    assert known.looked(view(law, a=4), lambda _: (0, 0), given=2) == (2, 4)


def test_what_is_given_for_many_cases_is_remembered_with_how_it_compares(law: Law) -> None:
    """An amount above 3, another one, and one below: what was found for the first holds for the second, and not for the third."""
    known = memo.step(law, "amounts")
    found = []
    for amount in (5, 4, 2, 1, 6):
        x = Traced.of("x")
        with traced({"x": amount}) as tape, memo.tracing(tape, Traced):
            given = ((Amount(x, x),), "tier")
            found.append(known.looked(view(law), lambda _, x=x: "above" if x > 3 else "below", given=given))  # type: ignore[misc]
            # the comparison counts for what is built on it, whoever made it
            assert [(g.difference.name, g.passes({"x": 4})) for g in tape.since(0)] == [("(1*x+-3)/1", amount > 3)]
    assert found == ["above", "above", "below", "below", "above"]
    assert (known.made, known.found) == (2, 3)


def test_facts_that_only_some_of_many_cases_have_looked_at_mix_up_nothing(law: Law) -> None:
    """Above 3 another fact is looked at than below; and at 0 none."""

    def work(seen: View) -> tuple[str, Any]:
        if seen.facts["x"] > 3:
            return "above", seen.facts["a"]
        return ("below", seen.facts["b"]) if seen.facts["x"] > 0 else ("nothing", None)

    known = memo.step(law, "more facts")
    for amount, a, b in product((5, 2, 0, 4, 1), (1, 2), (2, 1)):
        with traced({"x": amount}) as tape, memo.tracing(tape, Traced):
            found = known.looked(view(law, x=Traced.of("x"), a=a, b=b), work)
        assert found == (("above", a) if amount > 3 else ("below", b) if amount else ("nothing", None))


LEVELS: list[Level] = [
    *Levels.read([{"below": Fraction(1, 2), "weight": 0}, {"at_most": 2, "weight": 1}, {"weight": 2}]),
    *Levels.read([{"is": 3, "weight": 3}, {"is": Fraction(7, 3), "weight": 4}]),
]


def test_for_all_numbers_of_a_place_the_same_levels_hold() -> None:
    steps = Steps.of(LEVELS)
    nodes = [node for level in LEVELS if (node := level.node("n")) is not None]
    law = rulebook().law("cn", [])
    held: dict[int, set[tuple[Any, ...]]] = {}
    for number in (*[Fraction(n, 12) for n in range(50)], *range(5)):
        seen = View(law, {"n": number})
        held.setdefault(steps.place(number), set()).add(tuple(weigh(node, seen).truth for node in nodes))
    assert all(len(found) == 1 for found in held.values())
    # on each of ½, 2, 7/3 and 3, before, between and after them
    assert sorted(held) == list(range(9))


def test_what_is_hardly_ever_found_again_is_no_longer_remembered(law: Law) -> None:
    for number in range(memo.TRIED):
        assert not memo.step(law, "key").useless
        memo.looked("key", view(law, a=number), lambda seen: seen.facts.get("a"))
    assert memo.step(law, "key").useless
    assert memo.looked("key", view(law, a=-1), lambda seen: seen.facts.get("a")) == -1
