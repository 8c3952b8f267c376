"""What must hold of every result, on generated cases over the real rules.

More knowledge never widens the interval, and what comes out when everything is known lies inside what was possible before; the order of
facts does not matter; a fine lies inside the statutory range, or below it only where a mitigated entry lets it.
"""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest

from discretion import Assessment, Unusable, assess
from discretion.case import read_case
from discretion.money import Amount
from tests.naive.compare import text_of
from tests.naive.generate import cases
from tests.support import rulebook

SEED, COUNT = 20260815, 60


def run(case: dict[str, Any]) -> Assessment:
    read, law = read_case("case.yaml", text_of(case).encode(), rulebook())
    return assess(read, law)


def without(case: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """The case with some facts unknown, wherever they stand."""
    masked = copy.deepcopy(case)
    for holder in (masked, *masked.get("violations", ())):
        if "facts" in holder:
            holder["facts"] = {k: v for k, v in holder["facts"].items() if k not in names}
    return masked


def inside(inner: Amount, outer: Amount) -> bool:
    """Whether one interval lies in another."""
    return outer.low <= inner.low and (outer.high is None or (inner.high is not None and inner.high <= outer.high))


def generated() -> list[tuple[int, dict[str, Any]]]:
    # a stated table amount gives way to the table once all its factors are known: there more knowledge may well change the fine
    return [(n, {k: v for k, v in case.items() if k != "stated"}) for n, case in enumerate(cases(SEED, COUNT))]


@pytest.mark.parametrize(("number", "case"), generated())
def test_more_knowledge_never_widens_what_is_possible(number: int, case: dict[str, Any]) -> None:
    draw = random.Random(number)
    known = run(case)
    # what the law presumes is not unknown
    facts = rulebook().law("cn").facts
    every = {name for holder in (case, *case.get("violations", ())) for name in holder.get("facts", {})}
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


@pytest.mark.parametrize(("number", "case"), generated())
def test_the_order_of_facts_does_not_matter(number: int, case: dict[str, Any]) -> None:
    turned = copy.deepcopy(case)
    for holder in (turned, *turned.get("violations", ())):
        if "facts" in holder:
            holder["facts"] = dict(reversed(list(holder["facts"].items())))
    one, two = run(case), run(turned)
    assert (one.outcome, one.fine, one.violations) == (two.outcome, two.fine, two.violations)


@pytest.mark.parametrize(("number", "case"), generated())
def test_a_fine_lies_in_its_range_or_is_expressly_mitigated(number: int, case: dict[str, Any]) -> None:
    for result in run(case).violations:
        provided = result.provided
        if result.outcome != "fine" or provided is None or provided.low is None or provided.high is None:
            continue
        if provided.high.high is not None and result.fine.high is not None:
            assert result.fine.high <= provided.high.high, text_of(case)
        mitigating = any(f.verdict == "applied" and f.stage == "adjustment" and f.rule != "" for f in result.findings)
        if not mitigating:
            assert result.fine.low >= provided.low.low, text_of(case)


def test_a_generated_case_is_a_good_case_file() -> None:
    for _, case in generated():
        try:
            run(case)
        except Unusable as unusable:  # pragma: no cover
            pytest.fail(str(unusable.problems[:3]))
