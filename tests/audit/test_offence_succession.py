from __future__ import annotations

import pytest

from tests.audit.support import found

KIND = "offence-succession"
OFFENCE = """\
offences:
  f.spill:
    title: {{zh: 泄漏, en: Spill}}
    enforced_by: ecology-environment
    elements: {{proved: true}}
    {more}
    provisions: [{{liability: [{law}:5], tiers: [{{id: base, fine: {{to: 50000}}}}]}}]
"""


@pytest.mark.parametrize("law", ["old-law", "new-law"])
def test_an_offence_that_ends_or_begins_without_a_word_is_found(law: str) -> None:
    """The old law ended and nothing follows; the new law replaced another, and nothing says what was before."""
    assert [p.rule for p in found(KIND, OFFENCE.format(law=law, more=""))] == ["f.spill"]


@pytest.mark.parametrize(
    ("law", "more"),
    [
        ("old-law", "succeeded_by: none"),
        ("old-law", "succeeded_by: f.dump"),
        ("new-law", "preceded_by: none"),
        ("circular", ""),  # replaced nothing
    ],
)
def test_an_offence_that_says_so_is_left_alone(law: str, more: str) -> None:
    assert found(KIND, OFFENCE.format(law=law, more=more)) == []
