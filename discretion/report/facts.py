"""The facts of a case as a record lists them: what was found of each, and by which evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from discretion.assess.assessment import Assessment
from discretion.assess.finding import Finding
from discretion.report.language import Language
from discretion.text import Message, Text, say

_STATED: Final = frozenset({"value", "evidence", "not_found_out"})


class FactRow(msgspec.Struct, frozen=True):
    """A fact that the assessment looked at. ``evidence`` is empty where the file names none."""

    fact: str
    title: str
    value: str
    evidence: str


def fact_rows(assessment: Assessment, index: int, lang: Language) -> tuple[FactRow, ...]:
    """The facts stated for a violation, in the order of the case file, as far as the assessment looked at them."""
    findings = assessment.violations[index].findings
    seen = {s.fact: s for f in findings for s in f.seen}
    rows = []
    for fact, stated in stated_facts(assessment.inputs, index).items():
        if fact in seen:
            rows.append(FactRow(fact, lang.of(seen[fact].title), lang.of(seen[fact].value), _evidence(stated)))
    return tuple(rows)


def stated_facts(inputs: Mapping[str, Any], index: int) -> Mapping[str, Any]:
    """What a case file states of a violation by the full names of the facts; its own before the common ones."""
    violations = inputs.get("violations") or ()
    own = violations[index].get("facts", {}) if index < len(violations) else {}
    return {**dict(_flat("", inputs.get("facts", {}))), **dict(_flat("", own))}


def _flat(prefix: str, raw: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in raw.items():
        if isinstance(value, Mapping) and not set(value) <= _STATED:
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", value


def _evidence(stated: Any) -> str:
    if not isinstance(stated, Mapping):
        return ""
    return str(stated.get("not_found_out") or stated.get("evidence") or "")


def evidence_of(findings: Iterable[Finding], stated: Mapping[str, Any]) -> tuple[str, ...]:
    """The evidence named for the facts that some findings looked at, each once."""
    facts = [s.fact for f in findings for s in f.seen]
    return tuple(dict.fromkeys(e for f in facts if f in stated and (e := _evidence(stated[f]))))


def phrase(title: Text, value: Any) -> Message:
    """A fact inside a sentence: its name where it is so, else its name and what it is."""
    if isinstance(value, Message) and value.id == "yes":
        return say("“{fact}”", fact=title)
    if isinstance(value, Message) and value.id == "no":
        return say("no “{fact}”", fact=title)
    return say("{fact}: “{value}”", fact=title, value=value)
