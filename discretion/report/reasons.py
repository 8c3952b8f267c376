"""The reasons in full sentences, as a decision words them: in view of what, under what, what is decided (鉴于…依据…决定…).

Everything here is read off the findings. A figure that is assumed is called the authority's provisional standard, never a ground.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from discretion.assess.assessment import Assessment, PersonResult, ViolationResult
from discretion.assess.finding import Finding
from discretion.law.figure import weakest
from discretion.money import ZERO, Amount, words
from discretion.report.facts import evidence_of, phrase, stated_facts
from discretion.report.words import DAYS
from discretion.rulebook import Law
from discretion.text import Message, Part, Said, Text, Yuan, say

UNPUNISHED: Final = ("time-barred", "not-responsible", "no-penalty", "already-fined")
_STEPS: Final = ("adjustment", "programme", "bounds")
OPEN: Final = ("undetermined", "referred", "may-waive")
#: Measures that the decision on the penalty does not order: steps of the inquiry, and matters for other authorities.
_NOT_DECIDED: Final = ("coercion", "detention", "other")


def reasons(assessment: Assessment, index: int, law: Law | None = None) -> tuple[Message, ...]:
    """The sentences for one violation, in the order of a decision. ``law`` is asked for the duty that was broken."""
    return tuple(_Letter(assessment, index, law).sentences())


class _Letter:
    def __init__(self, assessment: Assessment, index: int, law: Law | None) -> None:
        self.assessment, self.law = assessment, law
        self.result: ViolationResult = assessment.violations[index]
        self.stated: Mapping[str, Any] = stated_facts(assessment.inputs, index)
        self.timeline = _timeline(assessment.inputs, index)

    def sentences(self) -> Iterator[Message]:
        yield from self.act()
        yield from self.provision()
        yield from self.law_chosen()
        if self.result.outcome in UNPUNISHED:
            yield from self.unpunished()
        elif self.result.outcome in ("fine", *OPEN):
            yield from self.amount()
        yield from self.daily()
        yield from self.conclusion()
        for person in self.result.persons:
            yield self.person(person)

    # --- the act ----------------------------------------------------------------------------------------------------

    def act(self) -> Iterator[Message]:
        """What was found, and by what it is proved."""
        elements = self.findings("elements")
        if self.result.outcome in ("not-covered", "not-punishable"):
            yield say("The case concerns {party}, “{offence}”.", party=self.party, offence=self.result.title)
            return
        values: dict[str, Part] = {"party": self.party, "offence": self.result.title, "when": self.when()}
        if self.result.outcome == "not-established":
            failed = next((f for f in elements if f.verdict == "not-applied"), None)
            why = (failed.failed or failed.title) if failed else ""
            yield say(
                "It has not been established that {party} did what is called “{offence}”: {why}.", **values, why=why
            )
            return
        missing = tuple(s.title for f in elements if f.verdict == "unknown" for s in f.seen if s.fact in f.missing)
        if missing:
            yield say(
                "Whether {party} {when}did what is called “{offence}” has not been established yet: {missing}.",
                **values,
                missing=missing,
            )
            return
        evidence = evidence_of(elements, self.stated)
        if evidence:
            yield say(
                "It has been found that {party} {when}did what is called “{offence}”; this is proved by {evidence}.",
                **values,
                evidence=tuple(evidence),
            )
        else:
            yield say("It has been found that {party} {when}did what is called “{offence}”.", **values)

    @property
    def party(self) -> Said | str:
        return self.assessment.party or say("the party")

    def when(self) -> Message | str:
        act = self.timeline.get("act")
        if isinstance(act, Mapping):
            if "from" in act:
                return say("from {a} to {b} ", a=act["from"], b=act["to"])
            return say("until {b} ", b=act["to"])
        return say("on {a} ", a=act) if act is not None else ""

    # --- the law ----------------------------------------------------------------------------------------------------

    def provision(self) -> Iterator[Message]:
        """The duty that was broken, and what the law provides for it."""
        provided = self.result.provided
        if provided is None or self.result.outcome in ("not-established", "not-covered", "not-punishable"):
            return
        duty = duties(self.result, self.law)
        if duty:
            yield say("The act breaks {duty}.", duty=duty)
        if provided.low is None or provided.high is None:
            return
        low, high, cited = provided.low, provided.high, provided.citations
        if low == high and low.known:
            yield say("Under {provision} the fine is {amount}.", provision=cited, amount=Yuan(low.low))
        elif provided.shall:
            yield say(
                "Under {provision} a fine of {low} to {high} is due.",
                provision=cited,
                low=Yuan(low.low),
                high=Yuan(high.high),
            )
        else:
            yield say("Under {provision} a fine of up to {high} may be imposed.", provision=cited, high=Yuan(high.high))

    def law_chosen(self) -> Iterator[Message]:
        """Which of several laws governs, where more than one was weighed."""
        for finding in self.findings("choice"):
            if finding.reason is not None and finding.verdict != "not-applied":
                cited = finding.citations
                if cited:
                    yield say("Under {sources}, {reason}.", sources=cited, reason=finding.reason)
                else:
                    yield say("On the law that governs: {reason}.", reason=finding.reason)

    # --- no penalty -------------------------------------------------------------------------------------------------

    def unpunished(self) -> Iterator[Message]:
        stages = ("limitation", "responsibility", "exemption", "programme")
        for finding in self.result.findings:
            if finding.stage in stages and finding.verdict == "applied":
                yield say(
                    "In view of {facts}, {authority}: {rule}.",
                    facts=self.view_of(finding),
                    authority=authority(finding),
                    rule=finding.title,
                )

    # --- the amount -------------------------------------------------------------------------------------------------

    def amount(self) -> Iterator[Message]:
        factors: list[Finding] = []
        for finding in self.result.findings:
            if finding.stage == "basis" and "/" in finding.rule and finding.verdict == "applied":
                factors.append(finding)
            elif finding.stage == "basis":
                yield from self.table(finding, factors)
                factors = []
            elif finding.stage in _STEPS:
                yield from self.step(finding)
        open_ = tuple(f.title for f in self.result.findings if f.stage in _STEPS and f.verdict == "unknown" and f.after)
        if open_:
            yield say("Whether these apply cannot be told yet: {rules}.", rules=open_)

    def table(self, finding: Finding, factors: list[Finding]) -> Iterator[Message]:
        """The base amount: by which table, with which levels."""
        if finding.verdict == "not-applied" or finding.after is None:
            return
        amount = _span(finding.after)
        if finding.rule != "stated" and finding.before is not None and finding.reason is not None:
            yield say("Within what the table leaves open, {reason}.", reason=finding.reason)
        elif finding.rule == "stated":
            yield say("On the table amount: {reason}.", reason=finding.reason or finding.title)
        elif factors:
            levels = tuple(say("{factor} ({level})", factor=f.title, level=f.reason or "") for f in factors)
            yield say(
                "In view of {levels}, {authority} the base amount is {amount}.",
                levels=levels,
                authority=authority(finding),
                amount=amount,
            )
        elif finding.citations or finding.marks:
            yield say(
                "{authority_first} the base amount is {amount}.",
                authority_first=authority(finding, True),
                amount=amount,
            )
        else:
            yield say("{reason}: {amount}.", reason=finding.reason or finding.title, amount=amount)

    def step(self, finding: Finding) -> Iterator[Message]:
        """An entry of a list, a programme, a bound or the rounding, where it moved the amount or was kept from doing so."""
        if finding.verdict == "not-applied" and finding.stage == "programme" and _excluded(finding):
            yield say("“{rule}” is not granted: {why}.", rule=finding.title, why=finding.failed or "")
        if finding.verdict != "applied" or finding.before is None or finding.after is None:
            return
        values: dict[str, Part] = {
            "authority": authority(finding),
            "rule": finding.title,
            "before": _span(finding.before),
            "after": _span(finding.after),
        }
        if finding.stage == "bounds" or not finding.seen:
            reason = finding.reason or finding.title
            first = authority(finding, True)
            yield say(
                "{first}: {reason}; the amount is then {after} instead of {before}.",
                **values,
                first=first,
                reason=reason,
            )
        else:
            reason = finding.reason or finding.title
            facts = self.view_of(finding)
            yield say(
                "In view of {facts}, {authority}, “{rule}” is applied ({reason}): {after} instead of {before}.",
                **values,
                facts=facts,
                reason=reason,
            )

    def view_of(self, finding: Finding) -> Part:
        """The facts on which a finding rests, as the sentence names them."""
        facts = tuple(phrase(s.title, s.value) for s in finding.seen if not s.fact.startswith(("timeline.", "party.")))
        return facts or (finding.reason or finding.title,)

    # --- the decision -----------------------------------------------------------------------------------------------

    def conclusion(self) -> Iterator[Message]:
        result, outcome = self.result, self.result.outcome
        measures = tuple(
            m.title for m in result.measures if m.certain and m.force == "shall" and m.kind not in _NOT_DECIDED
        )
        if outcome == "fine" and result.fine.known:
            amount: dict[str, Part] = {"amount": Yuan(result.fine.low), "words": words(result.fine.low)}
            if measures:
                yield say(
                    "For these reasons it is decided: {measures}; a fine of {amount} ({words}).",
                    measures=measures,
                    **amount,
                )
            else:
                yield say("For these reasons it is decided: a fine of {amount} ({words}).", **amount)
        elif outcome == "fine" and result.missing:
            yield self.wanting()
        elif outcome == "fine":
            yield say(
                "The law leaves the officer the choice of an amount of {amount}; it is to be stated with reasons.",
                amount=_span(result.fine),
            )
        elif outcome in OPEN:
            yield from self.open()
        elif outcome in UNPUNISHED:
            yield say("For these reasons it is decided: no administrative penalty is imposed.")
        elif outcome == "order-only":
            yield say(
                "For these reasons it is decided: {measures}; no fine.", measures=measures or (say("order to correct"),)
            )
        elif outcome == "not-established":
            yield say("What is not established is not punished.")
        else:
            ended = self.findings("applicable-law")
            yield say(
                "No penalty can be based on the stored law: {why}.", why=(ended[-1].reason or "") if ended else ""
            )

    def daily(self) -> Iterator[Message]:
        """The fine for each day, which the officer may add."""
        daily = self.result.daily
        for finding in self.findings("consequence"):
            if daily is not None and finding.rule == daily.rule and finding.reason is not None:
                yield say("{first}, a daily fine {reason}.", first=authority(finding, True), reason=finding.reason)

    def open(self) -> Iterator[Message]:
        result = self.result
        if result.outcome == "undetermined":
            yield self.wanting()
        elif result.outcome == "referred":
            yield say("The matter is referred; the fine waits. It would be {amount}.", amount=_span(result.fine))
        else:
            waived = [
                f
                for f in result.findings
                if f.stage in ("exemption", "programme") and f.choice and f.verdict == "applied"
            ]
            fines = [a.fine for a in result.alternatives if a.outcome == "fine"]
            yield say(
                "In view of {facts}, {authority} the penalty may be waived; else the fine is {amount}. The officer decides.",
                facts=self.view_of(waived[0]) if waived else "",
                authority=authority(waived[0]) if waived else "",
                amount=_span(fines[0] if fines else result.fine),
            )

    def wanting(self) -> Message:
        """Facts are missing: which, and between what the fine lies."""
        titles = {s.fact: s.title for v in self.assessment.violations for f in v.findings for s in f.seen}
        missing = tuple(self._titled(m, titles) for m in self.result.missing)
        fine = self.result.fine
        if fine.known or fine.high is None:
            return say(
                "Facts that decide have not been established yet ({facts}); the fine cannot be named, it may be {amount}.",
                facts=missing,
                amount=_span(fine),
            )
        return say(
            "Facts that decide have not been established yet ({facts}); the fine cannot be named, it lies between {low} and {high}.",
            facts=missing,
            low=Yuan(fine.low),
            high=Yuan(fine.high),
        )

    def _titled(self, fact: str, titles: Mapping[str, Text]) -> Part:
        if self.law is not None and fact in self.law.facts:
            return self.law.fact_title(fact)
        return titles.get(fact, DAYS.get(fact, fact))

    def person(self, person: PersonResult) -> Message:
        if person.outcome == "fine" and person.fine.known:
            return say(
                "{name}, in charge, is fined {amount} ({words}) under {provision}.",
                name=person.name,
                amount=Yuan(person.fine.low),
                words=words(person.fine.low),
                provision=person.provided.citations,
            )
        if person.outcome not in ("fine", *OPEN) or person.fine == ZERO:
            return say("For {name}, in charge, there is no fine.", name=person.name)
        return say(
            "For {name}, in charge, a fine of {amount} is possible.", name=person.name, amount=_span(person.fine)
        )

    def findings(self, stage: str) -> list[Finding]:
        return [f for f in self.result.findings if f.stage == stage]


def authority(finding: Finding, first: bool = False) -> Message:
    """On what a finding rests. Only what is read in the instrument itself is a ground; the weaker it is, the weaker the word."""
    sources = finding.citations
    title: Part = finding.title
    if finding.stage == "limitation":
        # what is assumed there is only whether the first day counts; the period itself is the law's
        return say("Under {sources}", sources=sources) if first else say("under {sources}", sources=sources)
    match weakest(finding.marks):
        case "assumed":
            return (
                say("By a provisional standard of the authority")
                if first
                else say("by a provisional standard of the authority")
            )
        case "reported" if sources:
            return (
                say("Following {sources} as publicly reported", sources=sources)
                if first
                else say("following {sources} as publicly reported", sources=sources)
            )
        case "derived" if sources:
            return (
                say("Following {sources}, carried over to the law that governs", sources=sources)
                if first
                else say("following {sources}, carried over to the law that governs", sources=sources)
            )
        case _ if sources:
            return say("Under {sources}", sources=sources) if first else say("under {sources}", sources=sources)
        case _:
            return say("By “{rule}”", rule=title) if first else say("by “{rule}”", rule=title)


def duties(result: ViolationResult, law: Law | None) -> tuple[Text, ...]:
    """The duty that the provision which governs names beside the liability."""
    if law is None or result.provided is None or result.offence not in law.offences:
        return ()
    offence = law.offences[result.offence]
    heir = law.offences.get(offence.succeeded_by or "")
    for provision in (*offence.provisions, *(heir.provisions if heir else ())):
        if tuple(c.text for c in provision.liability) == result.provided.cited:
            return law.cites(provision.duty)
    return ()


def _excluded(finding: Finding) -> bool:
    return isinstance(finding.failed, Message) and finding.failed.id == "excluded: {rule}"


def _span(amount: Amount) -> Message:
    if amount.known:
        return say("{amount}", amount=Yuan(amount.low))
    if amount.high is None:
        return say("{low} or more", low=Yuan(amount.low))
    return say("{low} to {high}", low=Yuan(amount.low), high=Yuan(amount.high))


def _timeline(inputs: Mapping[str, Any], index: int) -> Mapping[str, Any]:
    violations = inputs.get("violations") or ()
    own = violations[index].get("timeline", {}) if index < len(violations) else {}
    return {**inputs.get("timeline", {}), **own}
