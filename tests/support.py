"""Cases for tests: a complete set of facts in which nothing is unknown, and a short way to assess a variation of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml

from discretion import Assessment, Rulebook, assess, load_rulebook
from discretion.case import read_case

NATIONAL: dict[str, Any] = {
    "established": True,
    "first_violation": False,
    "harm": "slight",
    "harm_to_environment": False,
    "endangers_life_or_health": False,
    "gravity": "ordinary",
    "corrected": "within-time-limit",
    "violations_in_two_years": 1,
    "duration_days": 10,
    "cooperation": "cooperative",
    "no_fault_proved": False,
    "already_fined": False,
    "suspected_crime": False,
    "voluntary_mitigation": False,
    "coerced_or_induced": False,
    "voluntary_disclosure": False,
    "meritorious_assistance": False,
    "restoration": False,
    "compensation_paid": False,
    "malicious": False,
    "repeatedly_punished": False,
    "emergency_measures_breached": False,
}
QUARRY: dict[str, Any] = {
    **{k: v for k, v in NATIONAL.items() if k != "established"},
    "industry": "mining",
    "dust_measures": "missing",
    "law_study.exam_passed": True,
    "law_study.passed_on": "2025-05-10",
    "law_study.hours": 20,
    "apology.published": True,
    "apology.pledged": True,
    "apology.listed_exception": False,
    "apology.broken_before": False,
    "commitment.signed": False,
}


@cache
def rulebook() -> Rulebook:
    """The built-in rules, everything loaded once."""
    book = load_rulebook()
    book.shelf()
    return book


def result(
    offence: str,
    facts: Mapping[str, Any],
    act: Any,
    decision: str | None,
    *,
    found: str | None = "",
    jurisdiction: str = "cn",
    without: tuple[str, ...] = (),
    **more: Any,
) -> Assessment:
    """Assess a case; ``without`` leaves facts unknown. Found on the day of the act where nothing else is said."""
    last = act["to"] if isinstance(act, Mapping) else act
    timeline = {"act": act, "found": last if found == "" else found, "decision": decision, **more.pop("timeline", {})}
    data = {
        "jurisdiction": jurisdiction,
        "party": {"name": "某公司", "kind": "organisation"},
        "offence": offence,
        "timeline": {k: v for k, v in timeline.items() if v is not None},
        "facts": {k: v for k, v in facts.items() if k not in without},
        **more,
    }
    return of(data)


def of(data: Mapping[str, Any]) -> Assessment:
    """Assess a case given as plain data; days are written as ISO text."""
    text = yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False)
    case, law = read_case("case.yaml", _days(text).encode(), rulebook())
    return assess(case, law)


def _days(text: str) -> str:
    """Days that PyYAML quoted, unquoted: in a case file a day is a plain scalar."""
    import re

    return re.sub(r"'(\d{4}-\d{2}-\d{2})'", r"\1", text)


def verdict(assessment: Assessment, rule: str) -> str | None:
    """What was found of ``rule``."""
    found = [f.verdict for v in assessment.violations for f in v.findings if f.rule == rule]
    return found[0] if found else None
