"""A case under the small law of the audit's tests, and what came of it in plain lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from discretion import Assessment, assess
from discretion.assess.assessment import Provided
from discretion.assess.finding import Finding
from discretion.case import Case, read_case
from discretion.case.case import Timeline
from discretion.money import shown
from discretion.report.language import Language
from discretion.rulebook import Law, Rulebook
from tests.audit.support import COMPUTED, rulebook

_ENGLISH = Language("en")


#: The act of the small law as far as its provisions, which a test adds.
OFFENCE = """\
offences:
  f.dump:
    title: {zh: 倾倒, en: Dumping}
    enforced_by: ecology-environment
    elements: {proved: true}
    provisions:
"""


def stated(facts: str, **usual: str) -> str:
    """Facts for :func:`under`: ``harm: none; times: 2`` over what is usual. A fact with an empty value is left out."""
    known = {"proved": "true", "refused": "false", "harm": "slight", "times": "3", "area": "[town]", **usual}
    for part in facts.split("; ") if facts else ():
        name, _, value = part.partition(": ")
        known[name] = value
    return ", ".join(f"{name}: {value}" for name, value in known.items() if value)


def under(
    law: str,
    act: str,
    decision: str,
    *more: str,
    facts: str = "proved: true",
    files: Mapping[str, str] | None = None,
    days: str = "",
) -> Assessment:
    """Assess an act under the small law with ``law``; ``more`` are further lines of the case file, ``days`` further days.

    Found on the day of the act, where ``days`` does not say another day; an act of ``""`` is one of which nobody knows the day.
    """
    days = ", ".join(
        day
        for day in (
            act and f"act: {act}",
            act and "found:" not in days and f"found: {act}",
            f"decision: {decision}",
            days,
        )
        if day
    )
    lines = [
        "jurisdiction: cn",
        "offence: f.dump",
        "party: {name: A, kind: organisation}",
        f"timeline: {{{days}}}",
        f"facts: {{{facts}}}",
        *more,
    ]
    return of(law, files, *lines)


def of(law: str, files: Mapping[str, str] | None, *lines: str) -> Assessment:
    """Assess the case file of these lines under the small law with ``law`` and ``files``."""
    return assess(*_case(law, tuple((files or {}).items()), lines))


@cache
def _case(law: str, files: tuple[tuple[str, str], ...], lines: tuple[str, ...]) -> tuple[Case, Law]:
    return read_case("case.yaml", "\n".join(lines).encode(), _rules(law, files))


@cache
def _rules(law: str, files: tuple[tuple[str, str], ...]) -> Rulebook:
    return rulebook(law, {"cn/computed.yaml": COMPUTED, **dict(files)})


def reasons(assessment: Assessment, stage: str) -> list[tuple[str, str, str]]:
    """Rule, verdict and reason in English of each finding of a stage."""
    findings: list[Any] = [f for v in assessment.violations for f in v.findings if f.stage == stage]
    return [(f.rule, f.verdict, _ENGLISH.of(f.reason) if f.reason else "") for f in findings]


def told(assessment: Assessment, *stages: str) -> list[str]:
    """Everything that each finding of the first violation says, a line for each; of these stages only, where any are named."""
    first = assessment.violations[0]
    return lines(first.findings, *stages, timeline=first.timeline)


def lines(findings: tuple[Finding, ...], *stages: str, timeline: Timeline | None = None) -> list[str]:
    """Everything that findings say, a line for each; ``timeline`` is that of their violation."""
    return [" | ".join(_parts(f, timeline)) for f in findings if not stages or f.stage in stages]


def _parts(f: Finding, timeline: Timeline | None) -> Iterator[str]:
    words, day = _ENGLISH.of, timeline.chosen(f.at) if timeline is not None and f.at else None
    seen = ", ".join(f"{s.fact} [{words(s.title)}] {words(s.value)}" for s in f.seen)
    before, after = (shown(a) if a is not None else "" for a in (f.before, f.after))
    yield f"{f.stage} {f.rule} {f.verdict}"
    yield words(f.title)
    yield from (
        text
        for there, text in (
            (f.reason, words(f.reason or "")),
            (f.cited or f.citations, f"cites {', '.join(f.cited)} ({'; '.join(words(c) for c in f.citations)})"),
            (f.seen, f"saw {seen}"),
            (f.failed, f"failed: {words(f.failed or '')}"),
            (f.missing, f"lacks {', '.join(f.missing)}"),
            (before or after, f"{before} → {after}".strip()),
            (f.arithmetic, f.arithmetic),
            (f.marks, "marks " + ", ".join(f"{m.provenance} ({m.why})" for m in f.marks)),
            (day, f"as of the {f.at} {day}"),
            (f.choice, "choice"),
            (f.warning, "warning"),
        )
        if there
    )


def provided(one: Provided | None) -> str:
    """A provision and its range, as a line."""
    if one is None:
        return "none"
    low, high = (shown(end) if end is not None else "-" for end in (one.low, one.high))
    full = "; ".join(_ENGLISH.of(c) for c in one.citations)
    return f"{', '.join(one.cited)} ({full}) {low} to {high}, tier {one.tier or '-'}{', shall' if one.shall else ''}"
