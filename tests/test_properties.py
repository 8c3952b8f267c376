"""What must hold of every result, on generated cases over the real rules.

Each property draws its cases from a fixed sequence, so that a run is repeated exactly; ``PROPERTY_EXAMPLES=5000`` draws more.
"""

from __future__ import annotations

import copy
import json
import os
import random
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from discretion import Assessment, Case, Law, Rulebook, assess, load_rulebook
from discretion.case import read_case
from discretion.case.case import Timeline
from discretion.law.basis import Factor, Level
from discretion.money import Amount
from discretion.replay import casefile
from discretion.report.json import render as as_json
from discretion.report.language import Language
from discretion.report.markdown import render as markdown
from discretion.report.record import record
from tests.naive.compare import text_of
from tests.naive.generate import case as draw_case
from tests.naive.generate import cases, jurisdictions
from tests.support import rulebook

EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "60"))
drawn = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    # a case is drawn from a number: a smaller number makes no simpler case
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@dataclass(frozen=True)
class Drawn:
    """A generated case, and the random numbers for what is done with it."""

    case: dict[str, Any]
    draw: random.Random


@st.composite
def generated(draw: st.DrawFn) -> Drawn:
    """A case in which every fact that a rule looks at is known.

    Without a stated table amount: that one gives way to the table once all its factors are known, so that there more knowledge may
    well change the fine.
    """
    source = random.Random(draw(st.integers(0, 2**32)))
    found = draw_case(source, draw(st.sampled_from(jurisdictions())))
    return Drawn({k: v for k, v in found.items() if k != "stated"}, source)


def run(case: Mapping[str, Any], book: Rulebook | None = None) -> Assessment:
    read, law = read_case("case.yaml", text_of(case).encode(), book or rulebook())
    return assess(read, law)


def holders(case: dict[str, Any]) -> list[dict[str, Any]]:
    """Where facts stand in a case."""
    return [h for h in (case, *case.get("violations", ())) if "facts" in h]


def without(case: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """The case with some facts unknown, wherever they stand."""
    masked = copy.deepcopy(case)
    for holder in holders(masked):
        holder["facts"] = {k: v for k, v in holder["facts"].items() if k not in names}
    return masked


def inside(inner: Amount, outer: Amount) -> bool:
    """Whether one interval lies in another."""
    return outer.low <= inner.low and (outer.high is None or (inner.high is not None and inner.high <= outer.high))


@drawn
@given(generated())
def test_more_knowledge_never_widens_what_is_possible(given: Drawn) -> None:
    case, draw = given.case, given.draw
    known = run(case)
    # what the law presumes is not unknown
    facts = rulebook().law("cn").facts
    every = {name for holder in holders(case) for name in holder["facts"]}
    names = sorted(name for name in every if name not in facts or facts[name].presumed is None)
    hidden = set(draw.sample(names, min(len(names), draw.randint(1, 6))))
    some = set(draw.sample(sorted(hidden), len(hidden) // 2))
    less, more = run(without(case, hidden)), run(without(case, some))
    assert inside(more.fine, less.fine), (sorted(hidden), sorted(some), text_of(case))
    assert inside(known.fine, more.fine), (sorted(some), text_of(case))
    if less.settled:
        # nothing that is still unknown could change it; of two grounds for no fine either may be named
        assert known.fine == less.fine
        assert known.outcome == less.outcome or known.fine == Amount(0, 0)


@drawn
@given(generated())
def test_the_order_of_facts_and_keys_does_not_matter(given: Drawn) -> None:
    turned = shuffled(copy.deepcopy(given.case), given.draw)
    one, two = run(given.case), run(turned)
    assert (one.outcome, one.fine, one.violations) == (two.outcome, two.fine, two.violations)


def shuffled(value: Any, draw: random.Random) -> Any:
    """Every mapping in another order."""
    if isinstance(value, dict):
        items = [(k, shuffled(v, draw)) for k, v in value.items()]
        draw.shuffle(items)
        return dict(items)
    return value


@drawn
@given(generated())
def test_a_fine_lies_in_its_range_or_is_expressly_mitigated(given: Drawn) -> None:
    for result in run(given.case).violations:
        provided = result.provided
        if result.outcome != "fine" or provided is None or provided.low is None or provided.high is None:
            continue
        if provided.high.high is not None and result.fine.high is not None:
            assert result.fine.high <= provided.high.high, text_of(given.case)
        mitigating = any(f.verdict == "applied" and f.stage == "adjustment" and f.rule != "" for f in result.findings)
        if not mitigating:
            assert result.fine.low >= provided.low.low, text_of(given.case)


@drawn
@given(generated())
def test_a_fact_that_no_rule_of_the_case_looks_at_changes_nothing(given: Drawn) -> None:
    plain = run(given.case)
    law = rulebook().law(given.case["jurisdiction"])
    stated = {name for holder in holders(given.case) for name in holder["facts"]}
    free = [n for n, f in law.facts.items() if f.type == "boolean" and not f.computed and n not in stated and "." in n]
    added = dict.fromkeys(given.draw.sample(sorted(free), min(5, len(free))), True)
    more = copy.deepcopy(given.case)
    more["facts"] |= added
    found = run(more)
    unused = {name for name in added if name in found.unused}
    assume(unused)
    less = run(without(more, unused))
    assert (less.outcome, less.fine, less.violations) == (found.outcome, found.fine, found.violations)
    assert plain.unused == less.unused or set(plain.unused) <= set(found.unused)


@drawn
@given(generated())
def test_both_languages_carry_the_same_numbers(given: Drawn) -> None:
    case, law = read_case("case.yaml", text_of(given.case).encode(), rulebook())
    result = assess(case, law)
    zh, en = (amounts(markdown(record(result, t, law), t)) for t in (Language("zh"), Language("en")))
    assert zh == en, text_of(given.case)


def amounts(text: str) -> Counter[str]:
    """The amounts and percentages in a text, each as often as it stands there."""
    return Counter(re.findall(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?%", text))


@drawn
@given(generated())
def test_a_case_read_back_from_its_result_gives_the_same_result(given: Drawn) -> None:
    first = as_json([run(given.case)], rulebook())
    inputs = json.loads(first)["inputs"]
    data = casefile.text(inputs["case"], inputs["quoted"])
    read, law = read_case("case.yaml", data, rulebook())
    assert as_json([assess(read, law)], rulebook()) == first


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_files_does_not_matter(seed: int) -> None:
    book = load_rulebook()
    order = list(book.files.items())
    random.Random(seed).shuffle(order)
    book.files = dict(order)
    for case in cases(seed, 30):
        one, two = run(case), run(case, book)
        assert (one.outcome, one.fine, one.settled) == (two.outcome, two.fine, two.settled), text_of(case)
        assert found(one) == found(two), text_of(case)


def found(result: Assessment) -> list[tuple[str, str, str, str]]:
    """What was found of each rule; rules of one stage come in the order of their files."""
    findings = [f for v in result.violations for f in v.findings]
    return sorted((f.stage, f.rule, f.verdict, str(f.after)) for f in findings)


def heavier(factor: Factor, tier: str) -> list[tuple[Level, Level]]:
    """Pairs of levels by choice, the second at least as heavy as the first."""
    plain = [level for level in factor.levels if len(level.values) == 1 and level.weight.at(tier) is not None]
    return [
        (a, b)
        for a in plain
        for b in plain
        if a is not b and (a.weight.at(tier).value or 0) < (b.weight.at(tier).value or 0)  # type: ignore[union-attr]
    ]


@drawn
@given(generated())
def test_a_heavier_level_never_costs_less(given: Drawn) -> None:
    case = given.case
    law = rulebook().law(case["jurisdiction"], [case["offence"]])
    result = run(case)
    used = {f.rule for v in result.violations for f in v.findings if f.verdict == "applied"}
    tables = [b for id, b in law.bases.items() if id in used and b.method == "weights"]
    tier = next((v.provided.tier for v in result.violations if v.provided is not None), "base")
    pairs = [(f.fact, *pair) for b in tables for f in b.factors if f.fact for pair in heavier(f, tier)]
    assume(pairs)
    fact, mild, grave = given.draw.choice(pairs)
    fines = []
    for level in (mild, grave):
        other = copy.deepcopy(case)
        value = level.values[0]
        other["facts"][fact] = value
        if law.facts[fact].type == "set":
            other["facts"][fact] = [value]
        fines.append(run(other))
    assume(all(f.outcome in ("fine", "may-waive", "no-penalty") for f in fines))
    assume(len({v.provided.tier for f in fines for v in f.violations if v.provided is not None}) <= 1)
    lighter, worse = fines
    assert worse.fine.low >= lighter.fine.low, (fact, mild.values, grave.values, text_of(case))


CHANGE = date(2026, 8, 15)
DAYS = [date(2016, 1, 1) + timedelta(days=n) for n in range((date(2030, 12, 31) - date(2016, 1, 1)).days + 1)]
#: An offence of the old air law and the Code, one of the old water law, one of the environmental-impact law.
DATED = ("air.industrial-dust", "water.excess-discharge", "eia.construction-without-approval")


@cache
def skeleton(offence: str) -> tuple[Case, Law]:
    """A case without days, and its law."""
    case = {"jurisdiction": "cn", "party": {"kind": "organisation"}, "offence": offence, "facts": {"established": True}}
    return read_case("case.yaml", text_of(case).encode(), rulebook())


def provisions(offence: str, act: date, decision: date) -> tuple[str, frozenset[str]]:
    """The outcome, and the provisions that may govern."""
    case, law = skeleton(offence)
    days = Timeline(began=act, act=act, found=act, decision=decision)
    dated = replace(case, violations=tuple(replace(v, timeline=days) for v in case.violations))
    result = assess(dated, law, rank=False)
    return result.outcome, frozenset(c for v in result.violations for k in v.candidates for c in k.provided.cited)


@pytest.mark.parametrize("offence", DATED)
def test_every_day_has_a_determined_law_or_is_not_covered(offence: str) -> None:
    seen: dict[bool, set[frozenset[str]]] = {False: set(), True: set()}
    for day in DAYS:
        outcome, cited = provisions(offence, day, day)
        assert bool(cited) != (outcome == "not-covered"), (day, outcome, cited)
        if cited:
            seen[day >= CHANGE].add(cited)
    # on the day of the act and of the decision one law stands: the old one before the change, the Code from then on
    assert seen[True]
    assert all("ecological-code" in citation for cited in seen[True] for citation in cited)
    assert not any("ecological-code" in citation for cited in seen[False] for citation in cited)


@pytest.mark.parametrize("offence", DATED)
def test_an_act_before_the_change_decided_after_it_has_both_laws(offence: str) -> None:
    for back in range(1, 200, 13):
        for on in range(0, 200, 13):
            act, decision = CHANGE - timedelta(days=back), CHANGE + timedelta(days=on)
            _, cited = provisions(offence, act, decision)
            assert cited == provisions(offence, act, act)[1] | provisions(offence, decision, decision)[1], (
                act,
                decision,
            )
