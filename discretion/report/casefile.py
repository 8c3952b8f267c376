"""A case file with comments: from an interview, or as a skeleton without any answer. Text only; whoever calls writes it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from discretion.assess import Assessment, ViolationResult, space
from discretion.assess.finding import Finding
from discretion.assess.truth import unique
from discretion.case.case import Person, Stated, Timeline, Violation
from discretion.desk.again import TIMELINE
from discretion.desk.interview import Interview
from discretion.desk.leeway import leeways
from discretion.desk.scalar import scalar
from discretion.law.fact import Fact
from discretion.law.offence import Offence
from discretion.report.language import Language
from discretion.report.problems import width
from discretion.rulebook import Law

_WIDTH: Final = 100
#: Where a line may break: after a blank, and between Chinese signs unless the next one closes a phrase.
_BREAKS: Final = re.compile(r"[^\s\u4e00-\u9fff]+\s*|[\u4e00-\u9fff][，。；：、？！）”》]*\s*|\s+")
_CHOSEN: Final = ("waive", "apply", "degree", "percent", "amount")
_DAYS: Final = ("act", "found", "filed", "order_served", "reinspection", "notice", "decision")


def of_interview(interview: Interview, assessment: Assessment, lang: Language) -> str:
    """The case file of an interview: every answer with its question, what is unknown, and what the result leaves open."""
    law, draft = interview.law, interview.draft
    case = draft.case()
    several = len(case.violations) > 1
    first = case.violations[0]
    common = {
        n: d for n, d in _days(first.timeline).items() if all(getattr(v.timeline, n) == d for v in case.violations)
    }
    lines = list(_head(lang("Written by discretion new. Assess it: {command}", command="discretion assess FILE"), lang))
    offence = None if several else first.offence
    lines += _heading(case.number, case.jurisdiction, draft.party(), common, offence, law, lang)
    if several:
        lines += ["violations:"]
    for number, result in enumerate(assessment.violations, 1):
        violation = case.violations[number - 1]
        own = {name: day for name, day in _days(violation.timeline).items() if name not in common}
        inner = [*_dated(own, law, lang), *_violation(violation, result, law, lang)]
        if several:
            head = f"offence: {scalar(violation.offence)}   # {lang.of(law.offences[violation.offence].title)}"
            inner = [f"  - {head}", *(f"    {line}" if line else line for line in inner)]
        lines += inner
    return "\n".join(lines) + "\n"


def _violation(violation: Violation, result: ViolationResult, law: Law, lang: Language) -> Iterator[str]:
    """Facts, a stated amount, choices and persons in charge of one violation."""
    stated = {n: s for n, s in violation.facts.items() if not n.startswith("party.")}
    yield from _facts(stated, law, lang)
    yield from _beside(result, stated, law, lang)
    yield from _chosen(violation, result.findings, law, lang)
    if violation.persons:
        yield "persons_in_charge:"
    for person, own in zip(violation.persons, result.persons, strict=True):
        yield f"  - name: {_quoted(person.name)}"
        inner = [*(_facts(person.facts, law, lang) if person.facts else ()), *_chosen(person, own.findings, law, lang)]
        yield from (f"    {line}" for line in inner)


def _facts(stated: Mapping[str, Stated], law: Law, lang: Language) -> Iterator[str]:
    yield "facts:" if stated else "facts: {}"
    for name, fact in stated.items():
        written = scalar(fact.value)
        value = f"{{value: {written}, evidence: {_quoted(fact.evidence)}}}" if fact.evidence else written
        yield from _fact(name, law.facts[name], value, lang)


def _chosen(judged: Violation | Person, findings: Sequence[Finding], law: Law, lang: Language) -> Iterator[str]:
    """What the officer chose, with the reasons; what is still left to the officer, ready to be chosen."""
    if judged.stated is not None:
        amount, source = scalar(judged.stated.amount), _quoted(judged.stated.source)
        yield f"stated: {{amount: {amount}, source: {source}}}   # {lang('a table amount that was worked out elsewhere')}"
    if judged.choices:
        yield "choices:"
        for rule, choice in judged.choices.items():
            fields = {n: getattr(choice, n) for n in _CHOSEN if getattr(choice, n) is not None}
            written = ", ".join(f"{name}: {scalar(value)}" for name, value in fields.items())
            record = law.named.get(rule) or law.bases.get(rule)
            title = f"   # {lang.of(record.title)}" if record is not None and record.title is not None else ""
            yield f"  {rule}: {{{written}, reason: {_quoted(choice.reason)}}}{title}"
    open_ = [w for w in leeways(findings, law) if w.rule not in judged.choices and w.field != "stated"]
    if open_:
        yield from _comment(lang("The law leaves these to the officer; take away the # and give the reason:"), "")
        if not judged.choices:
            yield "# choices:"
    for way in {w.rule: w for w in reversed(open_)}.values():
        example = {"waive": "true", "apply": "true", "degree": "lighter"}.get(way.field, scalar(way.low or 0))
        said = f"{lang.of(way.finding.title)}: {lang.of(way.finding.reason)}" if way.finding.reason else ""
        yield f'#   {way.rule}: {{{way.field}: {example}, reason: "…"}}   # {said}'


def _days(timeline: Timeline) -> dict[str, date]:
    return {name: day for name in _DAYS if (day := getattr(timeline, name)) is not None}


def _dated(days: Mapping[str, date], law: Law, lang: Language) -> Iterator[str]:
    """The days that one of several violations does not share with the others."""
    if days:
        yield "timeline:"
    for name, day in days.items():
        yield f"  {name}: {day.isoformat()}   # {lang.of(law.fact_title(f'timeline.{name}'))}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


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
        ("lists", space.facts(law, offence)),
    )
    for name, looked_at in found:
        own = tuple(f for f in unique(looked_at) if f not in seen and _askable(f, law))
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
    served = [b for b in space.bases(law, offence) if b.offences] or list(space.bases(law, offence))
    for basis in served:
        for factor in basis.factors:
            if factor.fact is not None:
                yield factor.fact
            yield from (t.fact for level in factor.levels if level.when is not None for t in level.when.tests())
        yield from (t.fact for band in basis.bands if band.when is not None for t in band.when.tests())
        yield from space.taken_of(basis)


def _head(text: str, lang: Language) -> Iterator[str]:
    yield from _comment(text, "")
    yield from _comment(lang("What nobody knows stays unknown: it does not become “no”."), "")


def _heading(
    number: str,
    jurisdiction: str,
    party: Mapping[str, Any],
    timeline: Mapping[str, date],
    offence: str | None,
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
    if offence is not None:
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


def _beside(result: ViolationResult, stated: Iterable[str], law: Law, lang: Language) -> Iterator[str]:
    """The facts that were not asked because they move nothing but what follows beside the fine."""
    known = set(stated)
    facts = unique(
        m for f in result.findings if f.stage in ("consequence", "procedure") for m in f.missing if m not in known
    )
    askable = [f for f in facts if _askable(f, law)]
    if askable:
        yield from _comment(lang("These do not move the fine, only measures and procedure:"), "  ")
        for name in askable:
            yield f"  # {name}: unknown   # {lang.of(law.facts[name].ask or law.facts[name].title)}"


def _comment(text: str, indent: str, inner: str = "") -> Iterator[str]:
    """A comment, broken where it would be wider than the page; wide signs count twice."""
    line = ""
    for word in _BREAKS.findall(" ".join(text.split())):
        if line and width(line + word) > _WIDTH:
            yield f"{indent}# {inner}{line.rstrip()}"
            line = ""
        line += word
    yield f"{indent}# {inner}{line.rstrip()}"
