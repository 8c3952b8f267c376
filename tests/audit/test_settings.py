from __future__ import annotations

import pytest

from tests.audit.support import found, inspected

IDLE = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers: [{id: base, of: 100000, start: 10}]
    factors: [{fact: harm, levels: {none: 0, slight: 0, serious: 0}}, {fact: refused, levels: {true: 90, false: 0}}]
    note: {zh: 印本如此}
"""
WAIVER = "checks: {{waivers: [{{kind: {kind}, rule: {rule}, reason: 印本如此}}]}}\n"


def kinds(text: str, files: dict[str, str] | None = None) -> list[tuple[str, str]]:
    """Kind and level of all findings but those of the small law itself."""
    known = {(p.kind, p.level) for p in inspected().problems}
    return [(p.kind, p.level) for p in inspected(text, files).problems if (p.kind, p.level) not in known]


def test_a_waiver_takes_a_finding_away_and_is_counted() -> None:
    assert ("idle-factor", "warning") in kinds(IDLE)
    files = {"cn/checks.yaml": WAIVER.format(kind="idle-factor", rule="t")}
    assert ("idle-factor", "warning") not in kinds(IDLE, files)
    assert inspected(IDLE, files).waived == 1


def test_a_waiver_may_name_several_rules_and_stand_with_a_jurisdiction() -> None:
    files = {"cn/checks.yaml": WAIVER.format(kind="idle-factor", rule="[t, u]")}
    other = IDLE.partition("bases:\n")[2].replace("  t:", "  u:").replace("new-law:3", "new-law:4")
    assert kinds(IDLE + other, files) == []


@pytest.mark.parametrize(("kind", "rule"), [("idle-factor", "f.dump"), ("idle-factor", "gone"), ("no-such-check", "t")])
def test_a_waiver_that_waives_nothing_is_a_finding(kind: str, rule: str) -> None:
    files = {"cn/checks.yaml": WAIVER.format(kind=kind, rule=rule)}
    assert len(found("dead-waiver", files=files)) == (
        1 if kind == "no-such-check" else 0
    )  # the check itself did not run
    assert ("dead-waiver", "warning") in kinds(IDLE, files)


def test_a_level_is_set_for_a_check_or_takes_it_out() -> None:
    assert ("idle-factor", "error") in [
        (p.kind, p.level) for p in _all(IDLE, {"cn/checks.yaml": "checks: {levels: {idle-factor: error}}\n"})
    ]
    assert "idle-factor" not in [
        k for k, _ in kinds(IDLE, {"cn/checks.yaml": "checks: {levels: {idle-factor: none}}\n"})
    ]


def test_a_level_for_no_check_is_a_finding() -> None:
    assert ("dead-waiver", "warning") in kinds("", {"cn/checks.yaml": "checks: {levels: {idle-facter: none}}\n"})


def _all(text: str, files: dict[str, str]) -> list:  # type: ignore[type-arg]
    from discretion.audit.inspection import inspect
    from tests.audit.support import ON, rulebook

    return list(inspect(rulebook(text, files), ON).problems)
