"""The rule cases beside the rules, each a test of its own: what mutation testing runs for every change of the engine."""

from __future__ import annotations

import pytest

from discretion.audit.cases import run
from tests.support import rulebook

CASES = [rule.id for rule in rulebook().shelf().rules if rule.section == "cases"]


def test_there_are_many() -> None:
    """More than five hundred."""
    assert len(CASES) > 500


@pytest.mark.parametrize("name", CASES)
def test_the_rule_case_holds(name: str) -> None:
    """A rule case names its figures, its outcome and what applied."""
    tried = [one for one in run(rulebook(), only=name) if one.name == name]
    assert [one.name for one in tried] == [name]
    assert [problem for one in tried for problem in one.problems if not one.passed] == []
