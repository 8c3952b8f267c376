"""A case file with comments: from an interview, or as a skeleton without any answer. Text only; whoever calls writes it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from discretion.assess import Assessment
from discretion.assess.space import bases, conditions
from discretion.assess.truth import unique
from discretion.desk.again import TIMELINE
from discretion.desk.interview import Interview
from discretion.desk.scalar import scalar
from discretion.law.fact import Fact
from discretion.law.offence import Offence
from discretion.report.language import Language
from discretion.report.problems import width
from discretion.rulebook import Law

_WIDTH: Final = 100
#: Where a line may break: after a blank, and between Chinese signs unless the next one closes a phrase.
_BREAKS: Final = re.compile(r"[^\s\u4e00-\u9fff]+\s*|[\u4e00-\u9fff][，。；：、？！）”》]*\s*|\s+")
_DAYS: Final = ("act", "found", "filed", "order_served", "reinspection", "notice", "decision")


def of_interview(interview: Interview, assessment: Assessment, lang: Language) -> str:
    """The case file of an interview: every answer with its question, what is unknown, and what the result leaves open."""
    law, offence = interview.law, interview.get("offence")
    case = interview.case()
    violation = case.violations[0]
    timeline = {
        name: getattr(violation.timeline, name) for name in _DAYS if getattr(violation.timeline, name) is not None
    }
    party: dict[str, Any] = {"name": case.party.name} if case.party.name else {}
    party["kind"] = case.party.kind
    party |= {
        n.removeprefix("party."): interview.known(n)
        for n in ("party.age", "party.capacity")
        if interview.known(n) is not None
    }
    stated = {n: s for n, s in violation.facts.items() if not n.startswith("party.")}
    lines = list(_head(lang("Written by discretion new. Assess it: {command}", command="discretion assess FILE"), lang))
    lines += _heading(case.number, case.jurisdiction, party, timeline, offence, law, lang)
    lines += ["facts:" if stated else "facts: {}"]
    for name, fact in stated.items():
        proof = fact.evidence
        written = scalar(fact.value)
        value = f"{{value: {written}, evidence: {json.dumps(proof, ensure_ascii=False)}}}" if proof else written
        lines += _fact(name, law.facts[name], value, lang)
    lines += _beside(assessment, stated, law, lang)
    lines += _choices(assessment, lang)
    return "\n".join(lines) + "\n"


def blank(offence: str, law: Law, lang: Language) -> str:
    """A skeleton: every fact that a rule of this offence looks at, all unknown."""
    lines = list(_head(lang("A blank case. Fill in what is known, and leave the rest unknown."), lang))
    lines += _heading("", law.jurisdiction, {"kind": "organisation"}, {}, offence, law, lang)
    lines += ["facts:"]
    for heading, names in groups(offence, law):
        title = {
            "elements": lang("is the offence made out"),
            "range": lang("the statutory range"),
            "table": lang("the discretion table"),
            "lists": lang("lists and programmes"),
        }[heading]
        lines += [f"  # --- {title} ---"]
        for name in names:
            lines += _fact(name, law.facts[name], "unknown", lang)
    return "\n".join(lines) + "\n"


def groups(offence: str, law: Law) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The facts at which the rules of an offence look, each once, by what looks at them first."""
    record = law.offences[offence]
    seen: set[str] = set()
    found: tuple[tuple[str, Iterable[str]], ...] = (
        ("elements", _elements(record)),
        ("range", _range(record)),
        ("table", _table(offence, law)),
        ("lists", (t.fact for c in conditions(law, offence) for t in c.tests())),
    )
    for name, facts in found:
        own = tuple(f for f in unique(facts) if f not in seen and _askable(f, law))
        seen.update(own)
        if own:
            yield name, own


def _askable(fact: str, law: Law) -> bool:
    return fact in law.facts and not law.facts[fact].computed and not fact.startswith((TIMELINE, "party."))


def _elements(offence: Offence) -> Iterator[str]:
    for condition in (offence.elements, *(p.elements for p in offence.provisions)):
        if condition is not None:
            yield from (t.fact for t in condition.tests())


def _range(offence: Offence) -> Iterator[str]:
    for provision in offence.provisions:
        for tier in provision.tiers:
            if tier.when is not None:
                yield from (t.fact for t in tier.when.tests())
            if tier.fine is not None and tier.fine.of is not None:
                yield tier.fine.of


def _table(offence: str, law: Law) -> Iterator[str]:
    served = [b for b in bases(law, offence) if b.offences] or list(bases(law, offence))
    for basis in served:
        for factor in basis.factors:
            if factor.fact is not None:
                yield factor.fact
            yield from (t.fact for level in factor.levels if level.when is not None for t in level.when.tests())
        yield from (t.fact for band in basis.bands if band.when is not None for t in band.when.tests())


def _head(text: str, lang: Language) -> Iterator[str]:
    yield from _comment(text, "")
    yield from _comment(lang("What nobody knows stays unknown: it does not become “no”."), "")


def _heading(
    number: str,
    jurisdiction: str,
    party: Mapping[str, Any],
    timeline: Mapping[str, date],
    offence: str,
    law: Law,
    lang: Language,
) -> Iterator[str]:
    yield (
        f"case: {{number: {json.dumps(number, ensure_ascii=False)}}}"
        if number
        else f'# case: {{number: "…"}}   # {lang("case number")}'
    )
    yield f"jurisdiction: {scalar(jurisdiction)}   # {lang.of(law.settings.title)}"
    yield "party:"
    yield from (
        f"  {key}: {json.dumps(value, ensure_ascii=False) if key == 'name' else scalar(value)}"
        for key, value in party.items()
    )
    if "name" not in party:
        yield f'  # name: "…"   # {lang("party")}'
    days = {"act", "found", "decision"} | set(timeline)
    yield "timeline:" if timeline else "# timeline:"
    for name in _DAYS:
        if name in days:
            title = lang.of(law.fact_title(f"timeline.{name}"))
            yield (
                f"  {name}: {timeline[name].isoformat()}   # {title}"
                if name in timeline
                else f"#   {name}: 2026-01-31   # {title}"
            )
    yield f"offence: {scalar(offence)}   # {lang.of(law.offences[offence].title)}"


def _fact(name: str, fact: Fact, value: str, lang: Language) -> Iterator[str]:
    """A fact with its question, its choices and what usually proves it above it."""
    yield from _comment(lang.of(fact.ask or fact.title), "  ")
    if fact.choices:
        for key, words in fact.choices.items():
            yield from _comment(f"{key} = {lang.of(words)}", "  ", "  ")
    elif fact.unit is not None:
        yield from _comment(lang("in {unit}", unit=fact.unit), "  ")
    if fact.evidence is not None:
        yield from _comment(lang("usually proved by: {evidence}", evidence=fact.evidence), "  ")
    yield f"  {name}: {value}"


def _beside(assessment: Assessment, stated: Iterable[str], law: Law, lang: Language) -> Iterator[str]:
    """The facts that were not asked because they move nothing but what follows beside the fine."""
    known = set(stated)
    facts = unique(
        m
        for f in assessment.violations[0].findings
        if f.stage in ("consequence", "procedure")
        for m in f.missing
        if m not in known
    )
    askable = [f for f in facts if _askable(f, law)]
    if askable:
        yield from _comment(lang("These do not move the fine, only measures and procedure:"), "  ")
        for name in askable:
            yield f"  # {name}: unknown   # {lang.of(law.facts[name].ask or law.facts[name].title)}"


def _choices(assessment: Assessment, lang: Language) -> Sequence[str]:
    """The choices that the law leaves to the officer, ready to be made."""
    open_ = [
        f
        for f in assessment.violations[0].findings
        if f.choice and f.verdict in ("applied", "noted") and f.stage != "consequence"
    ]
    if not open_:
        return []
    lines = list(_comment(lang("The law leaves these to the officer; take away the # and give the reason:"), ""))
    lines.append("# choices:")
    for finding in open_:
        what = lang.of(finding.reason)
        key = (
            "waive: true" if finding.stage == "exemption" else "amount: 0" if finding.stage == "basis" else "percent: 0"
        )
        lines.append(f'#   {finding.rule}: {{{key}, reason: "…"}}   # {lang.of(finding.title)}: {what}')
    return lines


def _comment(text: str, indent: str, inner: str = "") -> Iterator[str]:
    """A comment, broken where it would be wider than the page; wide signs count twice."""
    line = ""
    for word in _BREAKS.findall(" ".join(text.split())):
        if line and width(line + word) > _WIDTH:
            yield f"{indent}# {inner}{line.rstrip()}"
            line = ""
        line += word
    yield f"{indent}# {inner}{line.rstrip()}"
