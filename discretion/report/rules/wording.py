"""What stands in rules, in words: figures with their marks, days, citations, conditions, fines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from discretion.assess.say import period_words, required
from discretion.law.citation import Citation
from discretion.law.condition import Condition
from discretion.law.entry import Share
from discretion.law.figure import Figure, Mark, Validity, weakest
from discretion.law.measure import MeasureUse
from discretion.law.offence import Fine
from discretion.money import plain
from discretion.report.language import Language
from discretion.report.rules.shown import Line, Phrase, Phrases
from discretion.report.words import Words
from discretion.rulebook import Law


class Wording:
    """The words of one law in one language."""

    def __init__(self, law: Law, lang: Language) -> None:
        self.law, self.lang, self.words = law, lang, Words(lang)

    # --- pieces -----------------------------------------------------------------------------------------------------

    def marked(self, text: str, marks: Iterable[Mark], to: str = "") -> Phrase:
        """Words with the weakest of their marks and the reasons of all."""
        found = tuple(marks)
        provenance = weakest(found)
        why = "; ".join(dict.fromkeys(m.why for m in found if m.why))
        return Phrase(text, provenance, self.words.mark(provenance), why, to)

    def line(self, name: str, *phrases: Phrase | str) -> Line:
        """A named line; what is empty falls away."""
        made = (Phrase(p) if isinstance(p, str) else p for p in phrases)
        return Line(name, tuple(p for p in made if p.text))

    def where(self, phrase: Phrase, when: Condition | None) -> Phrase:
        """Words with the condition under which they hold."""
        if when is None:
            return phrase
        # a condition has no mark in the middle of other words: its marks stand with the whole
        asked = self.condition(when)
        text = f"{phrase.text} ({self.lang('where')} {asked.text})"
        marked = phrase if phrase.mark else asked
        return Phrase(text, marked.provenance, marked.mark, marked.why, phrase.to)

    def rule(self, id: str) -> Phrase:
        """Another rule by its title and id."""
        record = self.law.named.get(id) or self.law.offences.get(id)
        return Phrase(id if record is None else f"{self.lang.of(record.title)} ({id})", to=f"rules/{id}")

    # --- what rules say ---------------------------------------------------------------------------------------------

    def condition(self, condition: Condition | None, without: str = "", before: str = "") -> Phrase:
        """What a condition asks, with the marks of its numbers; ``without`` one, what stands in its place."""
        if condition is None:
            return Phrase(without)
        marks = tuple(m for test in condition.tests() for m in getattr(test.test, "marks", ()))
        return self.marked(f"{before} {self.lang.of(required(condition.node, self.law))}".strip(), marks)

    def cites(self, citations: Iterable[Citation]) -> Phrases:
        """Citations in full, one a phrase."""
        return tuple(Phrase(self.lang.of(self.law.cite(c)), to=f"instruments/{c.instrument}") for c in citations)

    def validity(self, validity: Validity) -> Phrase:
        """The days between which something is in force."""
        t = self.lang
        start, end = validity.from_, validity.to
        if start is not None and end is not None:
            text = t("{a} to {b}", a=start.value, b=end.value)
        elif start is not None:
            text = t("since {day}", day=start.value)
        else:
            text = t("until {day}", day=end.value) if end is not None else t("always")
        return self.marked(text, validity.marks)

    def fine(self, fine: Fine) -> Phrase:
        """A fine as the statute writes it."""
        t = self.lang
        low, high = fine.fixed or fine.from_, fine.fixed or fine.to
        ends = plain(high.value) if high is not None and fine.kind != "range" else ""
        if fine.fixed is None and low is not None and high is not None:
            ends = f"{plain(low.value)}–{plain(high.value)}"
        of = t.of(self.law.fact_title(fine.of)) if fine.of else ""
        text = {
            "range": lambda: t("{low} to {high}", low=self.yuan(low), high=self.yuan(high)),
            "ceiling": lambda: t("up to {high}", high=self.yuan(high)),
            "fixed": lambda: self.yuan(high),
            "multiple": lambda: t("{ends:time|times} {of}", ends=ends, of=of),
            "percent": lambda: t("{ends} % of {of}", ends=ends, of=of),
            "per-unit": lambda: t("{ends} yuan per unit of {of}", ends=ends, of=of),
        }[fine.kind]()
        if fine.base_at_least is not None:
            text += t(" (base at least {amount})", amount=self.yuan(fine.base_at_least))
        if fine.at_least is not None:
            text += t(", at least {amount}", amount=self.yuan(fine.at_least))
        if fine.at_most is not None:
            text += t(", at most {amount}", amount=self.yuan(fine.at_most))
        return self.marked(text if fine.shall else t("may: {fine}", fine=text), fine.marks)

    def measure(self, use: str | MeasureUse) -> Phrase:
        """A measure as a provision orders it."""
        t = self.lang
        if isinstance(use, str):
            return Phrase(t.of(self.law.measures[use].title), to=f"measures/{use}")
        text = t.of(self.law.measures[use.measure].title)
        text = text if use.force == "shall" else t("may: {fine}", fine=text)
        if use.days is not None:
            text += " " + t("{a} to {b} days", a=int(use.days.from_.value), b=int(use.days.to.value))
        if use.source:
            text += f" [{', '.join(p.text for p in self.cites(use.source))}]"
        marks = () if use.days is None else (*use.days.from_.marks, *use.days.to.marks)
        return self.where(self.marked(text, marks, f"measures/{use.measure}"), use.when)

    def yuan(self, figure: Figure | None) -> str:
        """An amount."""
        return "" if figure is None else self.lang.yuan(figure.value)

    def figure(self, figure: Figure, unit: str = "") -> Phrase:
        """A number with its mark."""
        return self.marked(plain(figure.value) + unit, figure.marks)

    def share(self, share: Share) -> Phrase:
        """A percentage, or a span of them."""
        low, high = plain(share.from_.value), plain(share.to.value)
        return self.marked(f"{low}%" if share.fixed else f"{low}–{high}%", share.marks)

    def period(self, duration: Any) -> str:
        """A period such as two years."""
        return "" if duration is None else self.lang.of(period_words(duration.period.count, duration.period.unit))

    def force(self, force: str) -> str:
        """Whether the law commands or allows."""
        return {"shall": self.lang("shall (mandatory)"), "may": self.lang("may (at discretion)")}[force]

    def place(self, id: str) -> str:
        """The jurisdiction to which a rule belongs."""
        return self.law.home.get(id, "")


def kept(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines that say something."""
    return tuple(line for line in lines if line.phrases)
