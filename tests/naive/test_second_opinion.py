"""The engine and the naive evaluator agree on random complete cases and on the rule cases that state every fact."""

from __future__ import annotations

import pytest

from .compare import Unknown, both, disagreement, rule_cases, same
from .generate import cases

COUNT, SEED = 300, 20261121
RULE_CASES = dict(rule_cases())


def test_random_cases_agree() -> None:
    """Every outcome and both ends of every fine are the same; what differs is printed as a case file."""
    found = [text for case in cases(SEED, COUNT) if (text := disagreement(case)) is not None]
    assert not found, f"{len(found)} of {COUNT} cases differ:\n" + "\n---\n".join(found[:5])


def test_random_cases_are_not_all_alike() -> None:
    """The generator reaches fines and the commonest outcomes without a fine."""
    outcomes = {both(case)[1][0] for case in cases(SEED, COUNT)}
    assert {"fine", "not-established", "time-barred", "not-responsible", "referred", "order-only"} <= outcomes


def test_the_same_seed_gives_the_same_cases() -> None:
    """A failure can be repeated."""
    assert list(cases(7, 20)) == list(cases(7, 20))


@pytest.mark.parametrize("name", RULE_CASES)
def test_rule_case_agrees(name: str) -> None:
    """A rule case in which every fact that matters is known has one result."""
    try:
        text, found, naive = both(RULE_CASES[name])
    except Unknown as unknown:
        pytest.skip(f"not known: {unknown}")
    assert same(found, naive), f"{text}\nengine: {found}\nnaive:  {naive}"
