"""What a report says, before any format: headings, rows and sentences in one language, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

import msgspec

from discretion.assess.assessment import Assessment, PersonResult, Provided, ViolationResult
from discretion.assess.finding import Finding
from discretion.law.figure import PROVENANCES, weakest
from discretion.money import ZERO, Amount, Number, words
from discretion.report.cleaning import cleaned
from discretion.report.language import Language
from discretion.report.words import DAYS, Words, joined
from discretion.text import Said

State = Literal["applied", "not-applied", "unknown", "choice", "noted"]
AMOUNT_STAGES: Final = ("basis", "adjustment", "programme", "bounds")


class Row(msgspec.Struct, frozen=True):
    """One finding as it is shown."""

    state: State
    title: str
    text: str
    amount: str
    arithmetic: str
    cited: tuple[str, ...]
    mark: str
    rule: str
    warning: bool = False
    because: str = ""


class Bar(msgspec.Struct, frozen=True):
    """The statutory range with the amount on it."""

    low: Number
    high: Number | None
    at: Amount
    low_words: str
    high_words: str


class Part(msgspec.Struct, frozen=True):
    """One violation (or person in charge) as it is shown."""

    title: str
    offence: str
    outcome: str
    outcome_words: str
    fine: str
    fine_words: str
    provision: tuple[str, ...]
    tier: str
    bar: Bar | None
    alternatives: tuple[str, ...]
    steps: tuple[Row, ...]
    grounds: tuple[Row, ...]
    lists: tuple[Row, ...]
    consequences: tuple[Row, ...]
    procedure: tuple[Row, ...]
    missing: tuple[str, ...]
    persons: tuple[Part, ...] = ()
    daily: str = ""


class Sheet(msgspec.Struct, frozen=True):
    """A whole report."""

    heading: str
    particulars: tuple[tuple[str, str], ...]
    outcome: str
    outcome_words: str
    fine: str
    fine_words: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    marks: tuple[tuple[str, str, str], ...]
    without_evidence: tuple[str, ...]
    unused: tuple[str, ...]
    rulebook: str


class _Maker(Words):
    def __init__(self, lang: Language, titles: Mapping[str, Said]) -> None:
        super().__init__(lang)
        self.titles = titles

    def row(self, finding: Finding) -> Row:
        t = self.lang
        # what is not yet known to hold is not yet left to anybody
        state: State = "choice" if finding.choice and finding.verdict in ("applied", "noted") else finding.verdict
        text = t.of(finding.reason)
        because = ""
        if finding.verdict == "not-applied":
            because = t.of(finding.failed) or text
        elif finding.verdict == "unknown" and finding.missing:
            because = self.facts(finding.missing, finding)
        amount = self.money(finding.after) if finding.after is not None else ""
        provenance = weakest(finding.marks)
        cited = tuple(t.of(c) for c in finding.citations)
        if provenance == "assumed" and finding.stage in AMOUNT_STAGES and amount and cited:
            # an assumed figure is never worded as authority: the document is named, not cited as its ground
            whys = dict.fromkeys(m.why for m in finding.marks if m.provenance == "assumed")
            text += t(" (assumed: {why}; see {document})", why=joined(whys, t), document=joined(cited, t))
            cited = ()
        return Row(
            state,
            t.of(finding.title),
            text,
            amount,
            finding.arithmetic,
            cited,
            self.mark(provenance),
            finding.rule,
            finding.warning,
            because,
        )

    def facts(self, facts: Iterable[str], *findings: Finding) -> str:
        own = {s.fact: s.title for f in findings for s in f.seen}
        return self.lang.of(tuple(own.get(f, self.titles.get(f, DAYS.get(f, f))) for f in facts))

    def rows(self, findings: Iterable[Finding]) -> tuple[Row, ...]:
        # several provisions may ask for the same fact: what reads alike stands once
        return tuple(dict.fromkeys(self.row(f) for f in findings))

    def bar(self, provided: Provided | None, fine: Amount) -> Bar | None:
        if provided is None or provided.low is None or provided.high is None:
            return None
        high = provided.high.high
        return Bar(
            provided.low.low,
            high,
            fine,
            self.lang.yuan(provided.low.low),
            self.lang("no limit") if high is None else self.lang.yuan(high),
        )

    def part(self, result: ViolationResult) -> Part:
        t = self.lang
        findings = result.findings
        known = result.settled and result.fine.known and result.outcome == "fine"
        return Part(
            t.of(result.title),
            result.offence,
            result.outcome,
            self.outcome(result.outcome),
            self.money(result.fine),
            words(result.fine.low) if known else "",
            tuple(t.of(c) for c in result.provided.citations) if result.provided else (),
            result.provided.tier if result.provided else "",
            self.bar(result.provided, result.fine),
            tuple(
                t("{title}: {text}", title=self.outcome(a.outcome), text=self.money(a.fine))
                for a in result.alternatives
            ),
            self.rows(f for f in findings if self.is_step(f)),
            self.rows(
                f
                for f in findings
                if f.stage in ("applicable-law", "elements", "limitation", "responsibility", "range", "choice")
            ),
            self.rows(
                f for f in findings if f.stage == "exemption" or (f.stage in AMOUNT_STAGES and not self.is_step(f))
            ),
            self.rows(f for f in findings if f.stage == "consequence"),
            self.rows(f for f in findings if f.stage == "procedure"),
            self.missing(result),
            tuple(self.person(p) for p in result.persons),
            ""
            if result.daily is None
            else t(
                "daily continuing fine: {days:day|days}, {amount}",
                days=result.daily.days,
                amount=self.money(result.daily.amount),
            ),
        )

    @staticmethod
    def is_step(finding: Finding) -> bool:
        """Whether it is a step on the way of the amount."""
        return (
            finding.stage in AMOUNT_STAGES
            and finding.verdict != "not-applied"
            and bool(finding.after or finding.arithmetic)
        )

    def missing(self, result: ViolationResult) -> tuple[str, ...]:
        return self.named(result.missing)

    def named(self, facts: Iterable[str]) -> tuple[str, ...]:
        """Facts by title, with the id by which a case file states them."""
        t = self.lang
        return tuple(t("{title} ({id})", title=self.titles.get(f, DAYS.get(f, f)), id=f) for f in facts)

    def person(self, result: PersonResult) -> Part:
        known = result.fine.known and result.outcome == "fine"
        none = result.fine == ZERO and not known
        findings = result.findings
        return Part(
            result.name,
            "",
            result.outcome,
            # nothing that is still unknown could bring a fine
            self.lang("no fine") if none and result.outcome == "undetermined" else self.outcome(result.outcome),
            "" if none else self.money(result.fine),
            words(result.fine.low) if known else "",
            tuple(self.lang.of(c) for c in result.provided.citations),
            result.provided.tier,
            self.bar(result.provided, result.fine),
            (),
            self.rows(f for f in findings if self.is_step(f)),
            self.rows(f for f in findings if f.stage == "choice"),
            (),
            (),
            (),
            self.named(result.missing),
        )


def sheet(assessment: Assessment, lang: Language) -> Sheet:
    """The report of an assessment in one language."""
    titles: dict[str, Said] = dict(assessment.titles)
    titles |= {s.fact: s.title for v in assessment.violations for f in v.findings for s in f.seen}
    make = _Maker(lang, titles)
    known = assessment.settled and assessment.outcome == "fine"
    particulars = [
        (lang("party"), assessment.party),
        (lang("jurisdiction"), lang.of(assessment.jurisdiction_title)),
        (lang("case number"), assessment.number),
        (lang("day of the decision"), lang.day(assessment.decision) if assessment.decision else ""),
    ]
    rules = {f.rule: f.title for v in assessment.violations for f in (*v.findings, *_of_persons(v))}
    marks = sorted(
        {(make.mark(m.provenance), m.rule, m.why) for m in assessment.marks},
        key=lambda x: (-_strength(assessment, x[1], x[2]), x[1], x[2]),
    )
    titled = [
        (mark, lang("{title} ({id})", title=rules[rule], id=rule) if rule in rules else rule, why)
        for mark, rule, why in marks
    ]
    whole = Sheet(
        assessment.title or lang.of(assessment.violations[0].title),
        tuple(p for p in particulars if p[1]),
        assessment.outcome,
        make.outcome(assessment.outcome),
        make.money(assessment.fine),
        words(assessment.fine.low) if known and assessment.fine.known else "",
        tuple(make.part(v) for v in assessment.violations),
        (
            *_versions(assessment, lang),
            *(lang("{title}: {text}", title=f.title, text=lang.of(f.reason)) for f in assessment.findings),
        ),
        tuple(titled),
        tuple(lang.of(titles.get(n, n)) for n in assessment.without_evidence),
        make.named(assessment.unused),
        f"{assessment.version} sha256:{assessment.digest[:12]}",
    )
    return cleaned(whole)


def _versions(assessment: Assessment, lang: Language) -> tuple[str, ...]:
    """Which day chose the versions of the lists, tables and programmes."""
    days = sorted({(f.at, day) for v in assessment.violations for f in v.findings if f.at and (day := v.day(f))})
    words = {
        "decision": lang("lists, tables and programmes as in force on the day of the decision"),
        "act": lang("limitation and responsibility as in force on the day of the act"),
    }
    return tuple(lang("{title}: {text}", title=words[at], text=day) for at, day in days)


def _of_persons(result: ViolationResult) -> tuple[Finding, ...]:
    return tuple(f for p in result.persons for f in p.findings)


def _strength(assessment: Assessment, rule: str, why: str) -> int:
    return max(PROVENANCES.index(m.provenance) for m in assessment.marks if m.rule == rule and m.why == why)
