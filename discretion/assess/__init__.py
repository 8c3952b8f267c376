"""The engine: one module a stage, in the order in which the law is applied."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import msgspec

from discretion.assess import (
    adjustment,
    applicable_law,
    basis,
    bounds,
    consequence,
    elements,
    exemption,
    lapsed,
    limitation,
    narrowing,
    procedure,
    programme,
    range,
    responsibility,
)
from discretion.assess.assessment import (
    Alternative,
    Assessment,
    Candidate,
    PersonResult,
    Provided,
    ViolationResult,
)
from discretion.assess.choice import Chosen, choose
from discretion.assess.finding import ORDER, Finding
from discretion.assess.idle import idle
from discretion.assess.matter import Matter, Outcome
from discretion.assess.memo import derived, looked
from discretion.assess.truth import View, unique
from discretion.case.case import Case, Missing, Person, Violation
from discretion.law.figure import Mark
from discretion.law.offence import Provision
from discretion.money import ZERO, Amount, hull
from discretion.rulebook import Law, Rulebook
from discretion.text import Text, say

Stage = Callable[[Matter], Matter]

#: The stages that run for each candidate provision, in the order of the law. Before them ``applicable_law`` names the candidates,
#: after them ``choice`` picks, and ``consequence`` and ``procedure`` follow from what was picked.
STAGES: Final[tuple[Stage, ...]] = (
    elements.run,
    limitation.run,
    responsibility.run,
    exemption.run,
    range.run,
    basis.run,
    adjustment.run,
    programme.run,
    bounds.run,
)
_AMOUNTS: Final = frozenset(STAGES[5:])


def assess(case: Case, rules: Law | Rulebook, *, rank: bool = True) -> Assessment:
    """Assess ``case`` under ``rules`` (a rulebook, or the law of the case's jurisdiction): same case, same rules, same result.

    ``rank=False`` leaves the missing facts in the order in which they were met: their ranking costs a hundred assessments more.
    Amounts are exact yuan. Raises :class:`discretion.rulebook.Unusable` where a choice in the case lies outside what a rule allows.
    """
    law = rules if isinstance(rules, Law) else rules.law(case.jurisdiction, [v.offence for v in case.violations])
    results = []
    for violation, view in zip(case.violations, views(case, law), strict=True):
        result = _violation(violation, view, case, law)
        results.append(_ranked(result, violation, view, case, law) if rank and result.missing else result)
    return _together(case, law, tuple(results))


def views(case: Case, law: Law) -> tuple[View, ...]:
    """What the conditions of each violation look at: its own facts, and those of the other violations."""
    alone = [_view(v, law) for v in case.violations]
    return tuple(
        View(law, view.facts, tuple(o for n, o in enumerate(alone) if n != index)) for index, view in enumerate(alone)
    )


def _ranked(result: ViolationResult, violation: Violation, view: View, case: Case, law: Law) -> ViolationResult:
    """The missing facts in the order in which it pays to find them out."""

    def reassess(fact: str, value: Any) -> Amount:
        facts = {**view.facts, fact: value}
        return _violation(violation, View(law, facts, view.others), case, law).fine

    ranking = narrowing.rank(result.missing, violation.offence, law, reassess, result.fine)
    return msgspec.structs.replace(result, missing=tuple(n.fact for n in ranking), narrowing=ranking)


def _view(violation: Violation, law: Law) -> View:
    """The facts of a violation, and those that the engine supplies."""
    facts: dict[str, Any] = {name: stated.value for name, stated in violation.facts.items()}
    facts["offence"] = violation.offence
    facts["offence_tag"] = frozenset(law.offences[violation.offence].tags)
    for name in ("act", "found", "filed", "notice", "decision", "order_served", "reinspection"):
        day = getattr(violation.timeline, name)
        facts[f"timeline.{name}"] = Missing.UNKNOWN if day is None else day
    return View(law, facts)


def _violation(violation: Violation, view: View, case: Case, law: Law) -> ViolationResult:
    days = (violation.timeline.act, violation.timeline.decision)
    key = ("candidates", violation.offence, *days)
    found = derived(law, key, lambda: applicable_law.candidates(violation.offence, *days, law))
    offence = law.offences[violation.offence]
    if found.ending is not None:
        return _without_provision(violation, law, found)
    assessed = {p.key: _run(Matter(law, violation, view, offence, case.party.kind, p)) for p in found.all}
    chosen = choose([assessed[p.key] for p in found.act], [assessed[p.key] for p in found.decision])
    results = [consequence.run(m) for m in chosen.matters]
    main = results[0]
    outcomes = [_outcome(r.matter) for r in results]
    outcome: Outcome = outcomes[0] if len(set(outcomes)) == 1 else "undetermined"
    fines = [_fine(r.matter, o) for r, o in zip(results, outcomes, strict=True)]
    fine = _lower(fines) if chosen.lower else hull(fines)
    findings = (*found.findings, *main.matter.findings, *chosen.findings, *lapsed.tables(main.matter))
    ordered = _in_order(findings)
    notes = procedure.run(main.matter, fine) if outcome not in ("not-covered", "not-punishable") else ()
    missing = _askable((*found.missing, *(m for r in results for m in r.matter.missing), *chosen.missing), law)
    persons = tuple(_person(p, main.matter, law, chosen) for p in violation.persons)
    certain = len(results) == 1
    return ViolationResult(
        violation.offence,
        offence.title,
        (main.matter.provision.departments if certain else ()) or offence.departments,
        outcome,
        fine,
        _settled(outcome, fine),
        _provided(main.matter) if certain else None,
        tuple(_candidate(m) for m in assessed.values()),
        main.matter.base if certain else None,
        (*ordered, *notes),
        missing,
        _alternatives(main.matter, outcome),
        main.measures,
        main.daily,
        persons,
    )


def _lower(fines: list[Amount]) -> Amount:
    """The lower of several results of which each is an interval."""
    highs = [f.high for f in fines if f.high is not None]
    return Amount(min(f.low for f in fines), min(highs) if highs else None)


def _askable(missing: tuple[str, ...], law: Law) -> tuple[str, ...]:
    """Each missing fact once; what the engine works out itself nobody can be asked for, but days can."""
    return unique(m for m in missing if m.startswith("timeline.") or m not in law.facts or not law.facts[m].computed)


def _run(matter: Matter) -> Matter:
    """Run the stages. What is not made out goes no further; where no penalty is certain, no amount is worked out."""
    if matter.person is None and not matter.violation.choices:
        provision, timeline = matter.provision, matter.violation.timeline
        key = ("ground", matter.violation.offence, id(provision), matter.payer, timeline)
        ground = looked(key, matter.view, lambda view: _ground(matter.seeing(view)), provision)
        matter = msgspec.structs.replace(ground, violation=matter.violation, view=matter.view)
        return _stages(matter, STAGES[5:])
    return _stages(matter, STAGES)


def _ground(matter: Matter) -> Matter:
    """The stages before the amount, which depend on no choice and no amount; without the facts, which differ from case to case."""
    return _stages(matter, STAGES[:5]).seeing(View(matter.law, {}))


def _stages(matter: Matter, stages: Sequence[Stage]) -> Matter:
    for stage in stages:
        ended = matter.ended
        if ended is not None and (ended.outcome == "not-established" or stage in _AMOUNTS):
            return matter
        matter = stage(matter)
    return matter


_PLACE: Final = {stage: place for place, stage in enumerate(ORDER)}


def _in_order(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """In the order in which they are read: which law governs stands with its range, before the amount."""
    return tuple(sorted(findings, key=lambda f: _PLACE[f.stage]))


def _outcome(matter: Matter) -> Outcome:
    """What the endings amount to."""
    certain = [e.outcome for e in matter.endings if e.certain]
    for outcome in _PRECEDENCE:
        if outcome in certain:
            if outcome in ("may-waive", "referred") and _open(matter):
                return "undetermined"
            return outcome
    if _open(matter):
        return "undetermined"
    if not matter.tiers:
        return "order-only"
    return "undetermined" if matter.order_possible else "fine"


def _open(matter: Matter) -> bool:
    """Whether another ending is still possible."""
    return any(not e.certain for e in matter.endings)


_PRECEDENCE: Final[tuple[Outcome, ...]] = (
    "not-punishable",
    "not-established",
    "time-barred",
    "not-responsible",
    "already-fined",
    "referred",
    "no-penalty",
    "may-waive",
)
_FREE: Final = frozenset(
    {"no-penalty", "order-only", "time-barred", "not-responsible", "not-established", "not-punishable", "already-fined"}
)


def _fine(matter: Matter, outcome: Outcome) -> Amount:
    """The possible fine."""
    if outcome in _FREE:
        return ZERO
    amount = matter.amount or ZERO
    if outcome == "fine":
        return amount
    return amount.hull(ZERO)


def _settled(outcome: Outcome, fine: Amount) -> bool:
    """Whether one amount can be named."""
    return outcome in _FREE or (outcome == "fine" and fine.known)


def _alternatives(matter: Matter, outcome: Outcome) -> tuple[Alternative, ...]:
    if outcome != "may-waive" or matter.amount is None:
        return ()
    return (Alternative("no-penalty", ZERO), Alternative("fine", matter.amount))


def _provided(matter: Matter) -> Provided:
    tier = matter.tiers[0].tier if len(matter.tiers) == 1 else None
    provision = matter.provision
    key = ("cited", id(provision))
    _, (cited, citations) = derived(matter.law, key, lambda: (provision, _cited(provision, matter.law)))
    return Provided(
        cited,
        citations,
        matter.floor if matter.tiers else None,
        matter.ceiling if matter.tiers else None,
        tier.id if tier else "",
        bool(tier and tier.fine and tier.fine.shall),
    )


def _cited(provision: Provision, law: Law) -> tuple[tuple[str, ...], tuple[Text, ...]]:
    """The articles of a provision: short, and in full."""
    return tuple(c.text for c in provision.liability), law.cites(provision.liability)


def _candidate(matter: Matter) -> Candidate:
    outcome = _outcome(matter)
    facts = unique(s.fact for f in matter.findings for s in f.seen)
    return Candidate(_provided(matter), outcome, matter.base, _fine(matter, outcome), facts)


def _without_provision(violation: Violation, law: Law, found: applicable_law.Candidates) -> ViolationResult:
    offence = law.offences[violation.offence]
    assert found.ending is not None
    outcome = found.ending.outcome
    fine = ZERO if outcome == "not-punishable" else Amount(0, None)
    return ViolationResult(
        violation.offence,
        offence.title,
        offence.departments,
        outcome,
        fine,
        outcome == "not-punishable",
        None,
        (),
        None,
        found.findings,
        found.missing,
        (),
        (),
        None,
        (),
    )


def _person(person: Person, main: Matter, law: Law, party: Chosen) -> PersonResult:
    """A person in charge: the tier for persons, facts of their own over the violation's.

    Of each day's law the provision that governs the party's act; between the two days the one that is lighter for this person, who is
    punished too (the Code fines persons whom the old law did not).
    """
    facts = {**main.view.facts, **{name: s.value for name, s in person.facts.items()}}
    view = View(law, facts, main.view.others)

    def under(matters: Sequence[Matter]) -> list[Matter]:
        return [
            _run(Matter(law, main.violation, view, main.offence, "person-in-charge", m.provision, person))
            for m in matters
        ]

    old = under(party.old)
    chosen = choose(old, under(party.new) if party.new else old)
    outcomes = [_outcome(m) for m in chosen.matters]
    fines = [_fine(m, o) for m, o in zip(chosen.matters, outcomes, strict=True)]
    matter = chosen.matters[0]
    return PersonResult(
        person.name,
        outcomes[0] if len(set(outcomes)) == 1 else "undetermined",
        _lower(fines) if chosen.lower else hull(fines),
        _provided(matter),
        matter.base if len(fines) == 1 else None,
        _in_order((*matter.findings, *chosen.findings)),
        unique(m for each in (*(c.missing for c in chosen.matters), chosen.missing) for m in each),
    )


def _together(case: Case, law: Law, results: tuple[ViolationResult, ...]) -> Assessment:
    """The violations of a case together: the sum of the fines, and what is true of all."""
    fine = ZERO
    for result in results:
        fine = fine.plus(result.fine)
    outcomes = [r.outcome for r in results]
    outcome = outcomes[0] if len(set(outcomes)) == 1 else _joint(outcomes)
    findings: tuple[Finding, ...] = ()
    if len(results) > 1:
        reason = say("each violation is assessed by itself; the fines are added up")
        findings = (Finding("case", "sum", say("several violations"), "noted", reason, after=fine),)
    if case.decision_assumed:
        reason = (
            say(
                "the case file states no day of decision; assessed as of {day}",
                day=case.violations[0].timeline.decision,
            )
            if case.violations[0].timeline.decision
            else say("the case file states no day of decision")
        )
        findings = (
            *findings,
            Finding("case", "timeline.decision", law.fact_title("timeline.decision"), "noted", reason),
        )
    unused_choices = idle(case, law, results)
    findings = (*findings, *unused_choices)
    looked_at = {s.fact for r in results for f in r.findings for s in f.seen}
    looked_at |= {s.fact for r in results for p in r.persons for f in p.findings for s in f.seen}
    compared = looked_at | {fact for r in results for c in r.candidates for fact in c.seen}
    stated = unique(
        name
        for v in case.violations
        for facts in (v.facts, *(p.facts for p in v.persons))
        for name, fact in facts.items()
        if fact.value is not Missing.UNKNOWN
    )
    bare = unique(
        name
        for v in case.violations
        for name, s in v.facts.items()
        if name in looked_at
        and not s.evidence
        and not s.inquiry
        and not isinstance(s.value, Missing)
        and _asked(name, law)
    )
    unused = tuple(n for n in stated if n not in compared and _asked(n, law) and not n.startswith("party."))
    return Assessment(
        outcome,
        fine,
        all(r.settled for r in results),
        results,
        findings,
        _marks(results),
        case.jurisdiction,
        law.settings.title,
        case.party.name,
        case.number,
        case.title,
        case.violations[0].timeline.decision,
        case.decision_assumed,
        case.raw,
        unused,
        bare,
        law.version,
        law.digest,
        unique(f.rule for f in unused_choices),
        case.on,
        tuple((name, law.fact_title(name)) for name in unique((*_named(results), *unused)) if name in law.facts),
    )


def _named(results: tuple[ViolationResult, ...]) -> Iterator[str]:
    """The missing facts that a report names; what one violation lacks no finding of another may have looked at."""
    for result in results:
        yield from result.missing
        for person in result.persons:
            yield from person.missing
        for finding in (*result.findings, *(f for p in result.persons for f in p.findings)):
            yield from finding.missing


def _asked(fact: str, law: Law) -> bool:
    """Whether officers establish a fact: it is declared, and the engine does not supply it. What a party is may go undeclared."""
    return fact in law.facts and not law.facts[fact].computed


def _joint(outcomes: list[Outcome]) -> Outcome:
    """One word for several different outcomes: what is open stays open; else the weightiest."""
    for outcome in ("undetermined", "not-covered", "referred", "may-waive", "fine", "order-only"):
        if outcome in outcomes:
            return outcome
    return outcomes[0]


def _marks(results: tuple[ViolationResult, ...]) -> tuple[Mark, ...]:
    """Every mark of a finding that worked on the result, with its rule."""
    findings = [f for r in results for f in (*r.findings, *(f for p in r.persons for f in p.findings))]
    return unique(
        msgspec.structs.replace(mark, rule=f.rule)
        for f in findings
        if f.verdict in ("applied", "unknown") and f.stage != "procedure"
        for mark in f.marks
    )


__all__ = ["STAGES", "Assessment", "PersonResult", "Provision", "ViolationResult", "assess", "views"]


class _Callable(types.ModuleType):
    """``discretion.assess`` is this package and, called, its function: whichever of the two is imported first."""

    def __call__(self, case: Case, rules: Law | Rulebook, *, rank: bool = True) -> Assessment:
        return assess(case, rules, rank=rank)


sys.modules[__name__].__class__ = _Callable
