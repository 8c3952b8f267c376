from __future__ import annotations

import pytest

from tests.audit.support import found

KIND = "programme-breaks-floor"
PROGRAMME = """\
programmes:
  apology:
    kind: apology-pledge
    title: {{zh: 道歉, en: Apology}}
    source: {source}
    result: {result}
    requires: {{harm: none}}
    reduction: [{{percent: 30}}]
"""


def test_a_programme_that_mitigates_on_a_circular_alone_is_found() -> None:
    assert [p.rule for p in found(KIND, PROGRAMME.format(source="circular:1", result="mitigated"))] == ["apology"]


@pytest.mark.parametrize(("source", "result"), [("circular:1", "lighter"), ("[circular:1, new-law:7]", "mitigated")])
def test_lighter_or_with_a_law_behind_it_is_left_alone(source: str, result: str) -> None:
    assert found(KIND, PROGRAMME.format(source=source, result=result)) == []
