"""The interview: answers so far → the next question. Pure: nothing here reads a keyboard or writes a file.

First whose case it is (place, offence, party, days), then facts: only those that can still change the result, next the one that
narrows the interval of possible fines most; then what the law leaves to the officer; then persons in charge, and further
violations, each in the same way. What nobody knows yet stays unknown and is not asked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec

from discretion.assess import Assessment, PersonResult, ViolationResult, assess
from discretion.assess.matter import Outcome
from discretion.assess.narrowing import Narrowing
from discretion.assess.space import thresholds, values
from discretion.case.case import Case, Missing
from discretion.desk import leeway
from discretion.desk.again import TIMELINE, quick, with_fact
from discretion.desk.draft import CHOICE, EVIDENCE, FACT, REASON, Answer, Draft
from discretion.desk.question import Option, Question, Wrong, check, of_fact
from discretion.desk.scope import FIRST, Scope, parted
from discretion.law.fact import NUMERIC
from discretion.money import Amount, grouped
from discretion.rulebook import Law, Rulebook, Unusable
from discretion.rulebook.search import offences
from discretion.text import Message, Percent, Said, Text, Yuan, say

MOST_FOUND: Final = 12
_BESIDE: Final = ("consequence", "procedure")
_PUNISHED: Final = ("fine", "may-waive", "undetermined", "referred")
_YES_NO: Final = (Option(True, say("yes")), Option(False, say("no")))


class Progress(msgspec.Struct, frozen=True):
    """How far the answers settle the result of a violation or person, and which facts are still open, the most telling first."""

    outcome: Outcome
    fine: Amount
    settled: bool
    open: tuple[Narrowing, ...] = ()
    scope: Scope = FIRST
    name: str = ""


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
        after = msgspec.structs.replace(self, answers=(*self.answers, Answer(question.key, check(question, value))))
        if parted(question.key)[1].startswith(CHOICE):
            try:
                quick(after.case(), after.law)
            except Unusable as unusable:
                raise Wrong(unusable.problems[0].message) from None
        return after

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
    def draft(self) -> Draft:
        """The answers by what they speak of."""
        return Draft(self.answers)

    @property
    def law(self) -> Law:
        """The law of the place, as far as the offences need it."""
        return self.book.law(self.get("jurisdiction"), list(self.draft.offences()) or None)

    def case(self) -> Case:
        """The case as the answers tell it."""
        return self.draft.case()

    def step(self) -> Step:
        """The next question, and the result so far."""
        question = next(self.first(), None)
        if question is not None:
            return Step(question, None)
        case, law = self.case(), self.law
        assessment = assess(case, law)
        last = Scope()
        for number, result in enumerate(assessment.violations, 1):
            last = Scope(number)
            for scope, judged in _judged(number, result):
                question = self._next(scope, judged, case, law)
                if question is not None:
                    return Step(question, _progress(scope, judged))
            question = self._further(number, result, law)
            if question is not None:
                return Step(question, _progress(last, result))
        return Step(None, _whole_progress(assessment))

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
        yield _which(FIRST)
        yield Question("case.number", "text", say("What is the case number?"))
        yield Question("party.name", "text", say("What is the name of the party?"))
        kinds = (Option("organisation", say("organisation")), Option("individual", say("individual")))
        yield Question(
            "party.kind", "choice", say("Is the party an organisation or an individual?"), kinds, needed=True
        )
        yield from self._days(FIRST)
        yield Question("timeline.decision", "day", say("On which day is the decision planned?"), default=self.today)
        draft = self.draft
        for number in range(2, draft.violations() + 1):
            yield _which(Scope(number))
            yield from self._days(Scope(number))
        for number in range(1, draft.violations() + 1):
            for person in range(1, draft.persons(number) + 1):
                key = Scope(number, person).key("name")
                yield Question(key, "text", say("What is the name of the person in charge?"), needed=True)

    def _days(self, scope: Scope) -> Iterator[Question]:
        """When a violation was, and when it was found; of a further one, by default as the first."""
        act = scope.key("timeline.act")
        before = None if scope == FIRST else self.known("timeline.act")
        yield Question(act, "day", say("On which day did the act end (or happen)?"), default=before)
        found = self.known(act) if scope == FIRST else self.known("timeline.found")
        yield Question(scope.key("timeline.found"), "day", say("On which day was it found?"), default=found)

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

    def _next(self, scope: Scope, now: ViolationResult | PersonResult, case: Case, law: Law) -> Question | None:
        """The proof of the last fact, where proofs are asked for; else a missing fact that still matters; else a choice."""
        proof = self._proof(scope, law)
        if proof is not None:
            return proof
        asked = self._asked(scope)
        for narrowing in _open(now):
            if narrowing.fact not in asked and _matters(narrowing.fact, scope, now, case, law):
                return self._of(narrowing, scope, law)
        if _settled(now) or now.outcome not in _PUNISHED:
            return None
        question = leeway.question(now.findings, law, self.draft.of(scope))
        return None if question is None else self._worth(msgspec.structs.replace(question, key=scope.key(question.key)))

    def _asked(self, scope: Scope) -> frozenset[str]:
        """What was asked already, known or not: also of the violation itself, and, of the case's days and the party, of the first."""
        whole, draft = Scope(scope.violation), self.draft
        own = {name.removeprefix(FACT) for s in (whole, scope) for name in draft.of(s)}
        return frozenset(own | {name for name in draft.of(FIRST) if name.startswith((TIMELINE, "party."))})

    def _proof(self, scope: Scope, law: Law) -> Question | None:
        last = self.answers[-1]
        held, inner = parted(last.key)
        if not self.evidence or held != scope or not inner.startswith(FACT) or isinstance(last.value, Missing):
            return None
        name = inner.removeprefix(FACT)
        return Question(
            scope.key(f"{EVIDENCE}{name}"),
            "text",
            say("By which evidence is it proved?"),
            evidence=law.facts[name].evidence,
        )

    def _of(self, narrowing: Narrowing, scope: Scope, law: Law) -> Question:
        fact = narrowing.fact
        if fact.startswith(TIMELINE):
            title = say("{fact}: which day?", fact=law.fact_title(fact))
            return Question(scope.key(fact), "day", title, left=narrowing.left)
        offence = str(self.draft.of(Scope(scope.violation))["offence"])
        question = of_fact(fact, law.facts[fact], narrowing.left, tuple(_notes(fact, offence, law)))
        # who the party is stands with the party in the case file, not among the facts
        key = fact if fact.startswith("party.") else scope.key(question.key)
        return msgspec.structs.replace(question, key=key, default=self._earlier(fact, scope))

    def _earlier(self, fact: str, scope: Scope) -> Any:
        """What was answered of a fact for the violation before: often the same."""
        before = (self.draft.known(Scope(n), f"{FACT}{fact}") for n in range(scope.violation - 1, 0, -1))
        return next((v for v in before if v is not None), None)

    # --- what the law leaves to the officer -------------------------------------------------------------------------

    def _worth(self, question: Question) -> Question:
        """With what each answer makes of the fine."""
        options = tuple(
            msgspec.structs.replace(o, note=_joined(o.note, self._fine_at(question, o.value))) for o in question.options
        )
        ends = dict.fromkeys(b for b in question.bounds if b is not None)
        percent = question.key.endswith(":percent")
        notes = [
            say("at {value}: {fine}", value=Percent(end) if percent else Yuan(end), fine=fine)
            for end in ends
            if (fine := self._fine_at(question, end)) is not None
        ]
        return msgspec.structs.replace(question, options=options, notes=(*question.notes, *notes))

    def _fine_at(self, question: Question, value: Any) -> Message | None:
        """The fine where a choice is made so; ``None`` where the rules refuse it."""
        scope, inner = parted(question.key)
        rule, _, _ = inner.removeprefix(CHOICE).rpartition(":")
        more = [Answer(question.key, value), Answer(scope.key(f"{CHOICE}{rule}:{REASON}"), "—")]
        after = msgspec.structs.replace(self, answers=(*self.answers, *more))
        try:
            result = _result(quick(after.case(), after.law), scope)
        except Unusable:
            return None
        return _span(result.fine)

    # --- persons in charge, further violations ----------------------------------------------------------------------

    def _further(self, number: int, result: ViolationResult, law: Law) -> Question | None:
        """Whether there is a person in charge more, or a violation more."""
        draft = self.draft
        count = draft.persons(number)
        scope = Scope(number, count + 1)
        grounds = _person_grounds(result, law) if draft.known(FIRST, "party.kind") == "organisation" else ()
        if grounds and result.outcome in _PUNISHED and "is" not in draft.of(scope):
            title = say("Is another person in charge to be fined?") if count else _FINED
            notes = (say("the law provides a fine for persons in charge: {sources}", sources=grounds),)
            return Question(scope.key("is"), "choice", title, _YES_NO, None, notes, default=False, needed=True)
        if "another" in draft.of(Scope(number)):
            return None
        title = say("Is there another violation to be assessed in the same case?")
        return Question(Scope(number).key("another"), "choice", title, _YES_NO, default=False, needed=True)


_FINED: Final = say("Is a person in charge to be fined as well?")


def _which(scope: Scope) -> Question:
    return Question(scope.key("offence"), "search", say("Which offence? Words or an article will do."), needed=True)


def _judged(number: int, result: ViolationResult) -> Iterator[tuple[Scope, ViolationResult | PersonResult]]:
    """A violation and its persons."""
    yield Scope(number), result
    yield from ((Scope(number, n), p) for n, p in enumerate(result.persons, 1))


def _result(assessment: Assessment, scope: Scope) -> ViolationResult | PersonResult:
    violation = assessment.violations[scope.violation - 1]
    return violation.persons[scope.person - 1] if scope.person else violation


def _settled(now: ViolationResult | PersonResult) -> bool:
    if isinstance(now, ViolationResult):
        return now.settled
    return now.outcome not in _PUNISHED or (now.outcome == "fine" and now.fine.known)


def _open(now: ViolationResult | PersonResult) -> tuple[Narrowing, ...]:
    """The missing facts; those of a person are not ranked."""
    return now.narrowing if isinstance(now, ViolationResult) else tuple(Narrowing(m, None) for m in now.missing)


def _progress(scope: Scope, now: ViolationResult | PersonResult) -> Progress:
    name = now.name if isinstance(now, PersonResult) else ""
    return Progress(now.outcome, now.fine, _settled(now), _open(now), scope, name)


def _whole_progress(assessment: Assessment) -> Progress:
    open_ = tuple(n for v in assessment.violations for n in v.narrowing)
    return Progress(assessment.outcome, assessment.fine, assessment.settled, open_, Scope(0))


def _person_grounds(result: ViolationResult, law: Law) -> tuple[Text, ...]:
    """The places that provide a fine for persons in charge, of the provisions that were weighed."""
    weighed = {c.provided.cited for c in result.candidates}
    offence = law.offences[result.offence]
    heir = law.offences.get(offence.succeeded_by or "")
    for provision in (*offence.provisions, *(heir.provisions if heir else ())):
        payers = {t.payer for t in provision.tiers if t.fine is not None}
        if "person-in-charge" in payers and tuple(c.text for c in provision.liability) in weighed:
            return law.cites(provision.liability)
    return ()


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
    """What else helps to answer: the numbers at which something changes."""
    declared = law.facts[fact]
    if declared.type in NUMERIC:
        bounds = thresholds(law, offence, fact)
        if bounds:
            yield say("something changes at: {numbers}", numbers=tuple(grouped(b) for b in bounds))


def _span(fine: Amount) -> Message:
    if fine.known:
        return say("fine {amount}", amount=Yuan(fine.low))
    return say("fine {low} to {high}", low=Yuan(fine.low), high=Yuan(fine.high))


def _joined(note: Said | str | None, more: Message | None) -> Said | str | None:
    if note is None or more is None or isinstance(note, str):
        return more or note
    return say("{title}: {text}", title=note, text=more)


def _matters(fact: str, scope: Scope, now: ViolationResult | PersonResult, case: Case, law: Law) -> bool:
    """Whether a missing fact can still change the result: nothing can where it is settled.

    One fact alone may move nothing while another of the same condition is open; so it matters as soon as some value of it would decide a
    rule on which the amount or the outcome rests.
    """
    if _settled(now):
        return False
    violation, person = scope.violation - 1, scope.person - 1 if scope.person else None
    tried = values(law, case.violations[violation].offence, fact) if fact in law.facts else ()
    before = _signature(now)
    return not tried or any(
        _signature(_result(quick(with_fact(case, violation, person, fact, v), law), scope)) != before for v in tried
    )


def _signature(now: ViolationResult | PersonResult) -> tuple[Any, ...]:
    rules = tuple((f.rule, f.verdict, f.after) for f in now.findings if f.stage not in _BESIDE)
    return (now.outcome, now.fine, rules)
