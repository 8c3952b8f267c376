from __future__ import annotations

import pytest

from tests.audit.support import found

KIND = "mitigated-without-authority"
ENTRY = """\
{list}:
  - id: entry
    title: {{zh: 减轻, en: Mitigated}}
    source: {source}
    when: {{harm: none}}
    {more}
"""


@pytest.mark.parametrize(("list", "more"), [("mitigated", ""), ("lighter", "or_mitigated: true")])
def test_mitigated_on_a_circular_alone_is_found(list: str, more: str) -> None:
    assert [p.rule for p in found(KIND, ENTRY.format(list=list, source="circular:1", more=more))] == ["entry"]


@pytest.mark.parametrize(
    ("list", "source", "more"),
    [
        ("mitigated", "new-law:2", ""),
        ("mitigated", "[circular:1, new-law:2]", ""),
        ("lighter", "circular:1", ""),
    ],
)
def test_with_a_law_behind_it_or_only_lighter_is_left_alone(list: str, source: str, more: str) -> None:
    assert found(KIND, ENTRY.format(list=list, source=source, more=more)) == []
