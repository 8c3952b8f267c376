from __future__ import annotations

from tests.audit.support import inspected

KIND = "expiring-instrument"
TEXT = """\
instruments:
  trial: {{title: {{zh: 试行, en: Trial}}, rank: normative-document, in_force: {{from: 2022-01-01, to: {last}}}}}
heavier:
  - id: entry
    title: {{zh: 从重, en: Heavier}}
    source: {source}
    when: {{harm: serious}}
"""


def within(last: str, period: str, source: str = "trial:2") -> list[str]:
    """What expires within ``period`` of 2026-06-01."""
    text = TEXT.format(last=last, source=source)
    return [p.rule for p in inspected(text, only=(KIND,), within=period).problems]


def test_an_instrument_that_ends_within_the_time_is_found() -> None:
    assert within("2026-08-30", "90 days") == ["trial"]  # the ninetieth day
    assert within("2026-06-01", "90 days") == ["trial"]


def test_one_that_ends_later_or_has_ended_or_carries_nothing_is_left_alone() -> None:
    assert within("2026-08-31", "90 days") == []
    assert within("2026-05-31", "90 days") == []
    assert within("2026-08-30", "90 days", source="new-law:2") == []
