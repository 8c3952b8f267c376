"""Words that every report shares: outcomes, amounts, marks of provenance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from discretion.assess.assessment import Assessment
from discretion.law.figure import Mark, Provenance, weakest
from discretion.money import Amount
from discretion.report.language import Language
from discretion.text import Message, say

#: The days that a case may lack, for which no finding gives a title.
DAYS: Final[Mapping[str, Message]] = {
    "timeline.act": say("day on which the act ended"),
    "timeline.found": say("day on which the act was found"),
    "timeline.filed": say("day on which the case was filed"),
    "timeline.notice": say("day on which the penalty notice was served"),
    "timeline.order_served": say("day on which the order to correct was served"),
    "timeline.reinspection": say("day of the re-inspection"),
    "timeline.decision": say("day of the decision"),
}


def joined(parts: Iterable[str], lang: Language) -> str:
    """Several clauses as one, with the signs of the language."""
    return ("；" if lang.code == "zh" else "; ").join(parts)


def grounds(cited: Iterable[str], lang: Language) -> str:
    """Citations one after the other; of several places of one Chinese instrument the title stands once."""
    found: list[str] = []
    before = ""
    for text in cited:
        title = text[: text.find("》") + 1]
        if lang.code == "zh" and title and title == before and len(text) > len(title):
            found[-1] += f"、{text.removeprefix(title)}"
        else:
            found.append(text)
        before = title
    return joined(found, lang)


class Words:
    """The shared words in one language."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang

    def outcome(self, outcome: str) -> str:
        """What an outcome is called."""
        t = self.lang
        return {
            "no-penalty": t("no penalty"),
            "may-waive": t("the penalty may be waived"),
            "fine": t("fine"),
            "order-only": t("order to correct, no fine"),
            "time-barred": t("time-barred"),
            "not-responsible": t("not responsible"),
            "not-established": t("not established"),
            "not-punishable": t("not punishable"),
            "already-fined": t("already fined for the same act"),
            "referred": t("referred; the fine waits"),
            "not-covered": t("not covered by the stored law"),
            "undetermined": t("undetermined: decisive facts are missing"),
        }[outcome]

    def money(self, amount: Amount) -> str:
        """An amount, or from where to where it may lie."""
        t = self.lang
        if amount.known:
            return t.yuan(amount.low)
        if amount.high is None:
            return t("{low} or more", low=t.yuan(amount.low))
        return t("{low} to {high}", low=t.yuan(amount.low), high=t.yuan(amount.high))

    def mark(self, provenance: Provenance) -> str:
        """What a provenance is called; nothing for an official figure."""
        t = self.lang
        return {"official": "", "reported": t("reported"), "derived": t("derived"), "assumed": t("assumed")}[provenance]

    def mark_of(self, marks: Iterable[Mark]) -> str:
        """The weakest of several marks."""
        return self.mark(weakest(tuple(marks)))

    def applied(self, assessment: Assessment) -> list[str]:
        """The titles of the entries and programmes that applied."""
        findings = [f for v in assessment.violations for f in v.findings]
        return [
            self.lang.of(f.title)
            for f in findings
            if f.verdict == "applied" and f.stage in ("exemption", "adjustment", "programme")
        ]
