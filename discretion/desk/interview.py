"""The interview: answers so far → the next question. Pure: nothing here reads a keyboard or writes a file.

First whose case it is (place, offence, party, days), then facts: only those that can still change the result, next the one that
narrows the interval of possible fines most. What nobody knows yet stays unknown and is not asked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec

from discretion.assess import Assessment, assess
from discretion.assess.matter import Outcome
from discretion.assess.narrowing import Narrowing
from discretion.assess.space import thresholds, values
from discretion.case.case import UNKNOWN, Case, Missing, Party, Stated, Timeline, Violation
from discretion.desk.again import TIMELINE, quick, with_facts
from discretion.desk.question import Option, Question, check, of_fact
from discretion.law.fact import NUMERIC
from discretion.money import Amount, Number, grouped
from discretion.rulebook import Law, Rulebook
from discretion.rulebook.search import offences
from discretion.text import Said, Text, say

MOST_FOUND: Final = 12
_BESIDE: Final = ("consequence", "procedure")


class Answer(msgspec.Struct, frozen=True):
    """What was answered to which question; ``Missing.UNKNOWN`` where nobody knows yet."""

    key: str
    value: Any


class Progress(msgspec.Struct, frozen=True):
    """How far the answers settle the result, and which facts are still open, the most telling first."""

    outcome: Outcome
    fine: Amount
    settled: bool
    open: tuple[Narrowing, ...] = ()


class Step(msgspec.Struct, frozen=True):
    """Where an interview stands: the next question (``None`` where nothing more is worth asking) and the result so far."""

    question: Question | None
    progress: Progress | None


class Interview(msgspec.Struct, frozen=True):
    """An interview with its answers in the order in which they were given."""

    book: Rulebook
    today: date
    answers: tuple[Answer, ...] = ()
    evidence: bool = False

    def answer(self, question: Question, value: Any) -> Interview:
        """With one answer more. Raises :class:`discretion.desk.question.Wrong`."""
        return msgspec.structs.replace(self, answers=(*self.answers, Answer(question.key, check(question, value))))

    def back(self) -> Interview:
        """Without the last answer."""
        return msgspec.structs.replace(self, answers=self.answers[:-1])

    def get(self, key: str) -> Any:
        """The answer to a question; ``None`` where it has not been asked."""
        return next((a.value for a in self.answers if a.key == key), None)

    def known(self, key: str) -> Any:
        """The same; ``None`` also where nobody knows."""
        value = self.get(key)
        return None if isinstance(value, Missing) else value

    @property
    def law(self) -> Law:
        """The law of the place, as far as the offence needs it."""
        offence = self.known("offence")
        return self.book.law(self.get("jurisdiction"), None if offence is None else [offence])

    def step(self) -> Step:
        """The next question, and the result so far."""
        question = next(self.first(), None)
        if question is not None:
            return Step(question, None)
        case, law = self.case(), self.law
        assessment = assess(case, law)
        result = assessment.violations[0]
        progress = Progress(assessment.outcome, assessment.fine, assessment.settled, result.narrowing)
        return Step(self._next(assessment, case, law), progress)

    # --- whose case it is -------------------------------------------------------------------------------------------

    def first(self) -> Iterator[Question]:
        """The questions before the facts that have not been answered."""
        yield from (q for q in self._heading() if self.get(q.key) is None)

    def _heading(self) -> Iterator[Question]:
        yield Question(
            "jurisdiction", "choice", say("In which place is the case handled?"), self._places(), needed=True
        )
        if self.get("jurisdiction") is None:
            return
        yield Question("offence", "search", say("Which offence? Words or an article will do."), needed=True)
        yield Question("case.number", "text", say("What is the case number?"))
        yield Question("party.name", "text", say("What is the name of the party?"))
        kinds = (Option("organisation", say("organisation")), Option("individual", say("individual")))
        yield Question(
            "party.kind", "choice", say("Is the party an organisation or an individual?"), kinds, needed=True
        )
        yield Question("timeline.act", "day", say("On which day did the act end (or happen)?"))
        yield Question("timeline.found", "day", say("On which day was it found?"), default=self.known("timeline.act"))
        yield Question("timeline.decision", "day", say("On which day is the decision planned?"), default=self.today)

    def _places(self) -> tuple[Option, ...]:
        return tuple(
            Option(place, self.book.law(place, []).settings.title, place) for place in self.book.jurisdictions()
        )

    def find(self, text: str) -> tuple[Option, ...]:
        """Offences of the place that fit some words or an article, the best first."""
        law = _whole(self.book.folders).law(self.get("jurisdiction"))
        hits = offences(law, text)[:MOST_FOUND]
        return tuple(Option(h.id, h.title, places(law, h.id, h.cited)) for h in hits)

    # --- the facts --------------------------------------------------------------------------------------------------

    def case(self) -> Case:
        """The case as the answers tell it."""
        days = {a.key.removeprefix(TIMELINE): a.value for a in self.answers if a.key.startswith(TIMELINE)}
        known = {name: None if isinstance(day, Missing) else day for name, day in days.items()}
        kind = self.get("party.kind")
        facts: dict[str, Stated] = {"party.kind": Stated(kind)}
        for name in ("party.age", "party.capacity"):
            if self.known(name) is not None:
                facts[name] = Stated(self.known(name))
        proofs = {a.key.removeprefix("evidence:"): a.value for a in self.answers if a.key.startswith("evidence:")}
        for answer in self.answers:
            if answer.key.startswith("fact:"):
                name = answer.key.removeprefix("fact:")
                proof = proofs.get(name, "")
                facts[name] = Stated(answer.value, "" if isinstance(proof, Missing) else proof)
        timeline = Timeline(began=known.get("act"), **known)
        violation = Violation(self.get("offence"), facts, timeline)
        party = Party(self.known("party.name") or "", kind)
        return Case(self.get("jurisdiction"), party, (violation,), self.known("case.number") or "")

    def _next(self, assessment: Assessment, case: Case, law: Law) -> Question | None:
        """The proof of the last fact, where proofs are asked for; else the missing fact that narrows most and still matters."""
        last = self.answers[-1]
        if self.evidence and last.key.startswith("fact:") and not isinstance(last.value, Missing):
            name = last.key.removeprefix("fact:")
            return Question(
                f"evidence:{name}", "text", say("By which evidence is it proved?"), evidence=law.facts[name].evidence
            )
        asked = {a.key.removeprefix("fact:") for a in self.answers}
        for narrowing in assessment.violations[0].narrowing:
            if narrowing.fact not in asked and _matters(narrowing.fact, assessment, case, law):
                return self._of(narrowing, law)
        return None

    def _of(self, narrowing: Narrowing, law: Law) -> Question:
        fact = narrowing.fact
        if fact.startswith(TIMELINE):
            return Question(fact, "day", say("{fact}: which day?", fact=law.fact_title(fact)), left=narrowing.left)
        question = of_fact(fact, law.facts[fact], narrowing.left, tuple(_notes(fact, self.get("offence"), law)))
        # who the party is stands with the party in the case file, not among the facts
        return msgspec.structs.replace(question, key=fact) if fact.startswith("party.") else question


@lru_cache(maxsize=2)
def _whole(folders: tuple[Path, ...]) -> Rulebook:
    """All rules, for finding an offence. A book of its own: the one of the interview reads only what the offence needs, and is faster."""
    return Rulebook(folders)


def places(law: Law, offence: str, cited: Sequence[str]) -> Text:
    """The places that make an offence punishable, in full; those that were asked for where some were."""
    places = [c for p in law.offences[offence].provisions for c in p.liability if not cited or c.text in cited]
    words = law.cites(places) or (Text(offence, offence),)
    return Text("；".join(w.zh for w in words), "; ".join(w.en or w.zh for w in words))


def _notes(fact: str, offence: str, law: Law) -> Iterator[Said]:
    """What else helps to answer: the numbers at which something changes, what is presumed."""
    declared = law.facts[fact]
    if declared.type in NUMERIC:
        bounds = thresholds(law, offence, fact)
        if bounds:
            yield say("something changes at: {numbers}", numbers=tuple(_shown(b) for b in bounds))
    if declared.presumed is not None:
        value = say("yes") if declared.presumed.value else say("no")
        yield say("presumed until the contrary is shown: {value}", value=value)


def _shown(number: Number) -> str:
    return grouped(number)


def _matters(fact: str, now: Assessment, case: Case, law: Law) -> bool:
    """Whether a missing fact can still change the result: nothing can where it is settled.

    One fact alone may move nothing while another of the same condition is open; so it matters as soon as some value of it would decide a
    rule on which the amount or the outcome rests.
    """
    if now.settled:
        return False
    tried = values(law, case.violations[0].offence, fact) if fact in law.facts else ()
    before = _signature(now)
    return not tried or any(_signature(quick(with_facts(case, {fact: value}), law)) != before for value in tried)


def _signature(assessment: Assessment) -> tuple[Any, ...]:
    rules = tuple((f.rule, f.verdict, f.after) for f in assessment.violations[0].findings if f.stage not in _BESIDE)
    return (assessment.outcome, assessment.fine, rules)


def unknown(interview: Interview) -> tuple[str, ...]:
    """The facts that were asked and that nobody knew."""
    return tuple(
        a.key.removeprefix("fact:") for a in interview.answers if a.key.startswith("fact:") and a.value is UNKNOWN
    )
