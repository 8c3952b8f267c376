"""The rule cases beside the rules, in one process: what mutation testing runs for every change of the engine."""

from __future__ import annotations

from discretion.audit.cases import run
from tests.support import rulebook


def test_every_rule_case_holds() -> None:
    """A rule case names its figures, its outcome and what applied; the rules have 554 of them at the time of writing."""
    tried = list(run(rulebook()))
    assert len(tried) > 500
    assert [problem for one in tried for problem in one.problems] == []
