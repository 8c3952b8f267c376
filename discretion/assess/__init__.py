"""The engine: one module a stage, in the order in which the law is applied."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Sequence
from itertools import chain
from operator import attrgetter
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
from discretion.assess.left import remembered, remembered_amounts
from discretion.assess.matter import Ending, Matter, Outcome
from discretion.assess.memo import derived
from discretion.assess.outcome import fine_of, outcome_of, settled
from discretion.assess.period import periods
from discretion.assess.together import together
from discretion.assess.truth import View, unique
from discretion.case.case import DAYS, UNKNOWN, Case, Person, Violation
from discretion.law.offence import Provision
from discretion.money import ZERO, Amount, hull
from discretion.rulebook import Law, Rulebook
from discretion.text import Text

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
AMOUNTS: Final = frozenset(STAGES[5:])


def assess(case: Case, rules: Law | Rulebook, *, rank: bool = True) -> Assessment:
    """Assess ``case`` under ``rules`` (a rulebook, or the law of the case's jurisdiction): same case, same rules, same result.

    ``rank=False`` leaves the missing facts in the order in which they were met: their ranking costs a hundred assessments more.
    Amounts are exact yuan. Raises :class:`discretion.rulebook.Unusable` where a choice in the case lies outside what a rule allows.
    """
    law = rules if isinstance(rules, Law) else rules.law(case.jurisdiction, [v.offence for v in case.violations])
    return assess_seen(case, law, views(case, law), rank=rank)


def assess_seen(case: Case, law: Law, seen: Sequence[View], *, rank: bool = True) -> Assessment:
    """:func:`assess`, where conditions look at what is ``seen``: a view for each violation, as :func:`views` gives them."""
    results = []
    for violation, view in zip(case.violations, seen, strict=True):
        result = _violation(violation, view, case, law)
        results.append(_ranked(result, violation, view, case, law) if rank and result.missing else result)
    return together(case, law, tuple(results))


def views(case: Case, law: Law) -> tuple[View, ...]:
    """What the conditions of each violation look at: its own facts, and those of the other violations."""
    alone = tuple([view_of(v, law) for v in case.violations])
    if len(alone) == 1:
        return alone
    return tuple(View(law, v.facts, (*alone[:index], *alone[index + 1 :])) for index, v in enumerate(alone))


def _ranked(result: ViolationResult, violation: Violation, view: View, case: Case, law: Law) -> ViolationResult:
    """The missing facts in the order in which it pays to find them out."""

    def reassess(fact: str, value: Any) -> Amount:
        facts = {**view.facts, fact: value}
        return _violation(violation, View(law, facts, view.others), case, law).fine

    ranking = narrowing.rank(result.missing, violation.offence, law, reassess, result.fine)
    return msgspec.structs.replace(result, missing=tuple(n.fact for n in ranking), narrowing=ranking)


def view_of(violation: Violation, law: Law) -> View:
    """The facts of a violation, and those that the engine supplies."""
    facts: dict[str, Any] = {name: stated.value for name, stated in violation.facts.items()}
    facts["offence"] = violation.offence
    facts["offence_tag"] = frozenset(law.offences[violation.offence].tags)
    for fact, day in zip(_DAY_FACTS, _days(violation.timeline), strict=True):
        facts[fact] = UNKNOWN if day is None else day
    return View(law, facts)


_days: Final = attrgetter(*DAYS)
_DAY_FACTS: Final = tuple(f"timeline.{name}" for name in DAYS)


def _violation(violation: Violation, view: View, case: Case, law: Law) -> ViolationResult:
    timeline = violation.timeline
    when = periods(law, violation.offence, timeline.act, timeline.decision)
    found = applicable_law.candidates(violation.offence, timeline.act, timeline.decision, law)
    offence = law.offences[violation.offence]
    if found.ending is not None:
        return without_provision(violation, law, found)
    kind = case.party.kind
    assessed = {p.key: _run(Matter.begun(law, violation, view, offence, kind, p, when=when)) for p in found.all}
    then = [assessed[p.key] for p in found.act]
    chosen = choose(then, then if found.decision is found.act else [assessed[p.key] for p in found.decision])
    results = [consequence.run(m) for m in chosen.matters]
    main = results[0]
    outcome, fine = _result([r.matter for r in results], chosen)
    findings = (*found.findings, *main.matter.findings)
    later = (*chosen.findings, *lapsed.tables(main.matter))
    # the stages ran in the order in which they are told, but for these
    ordered = _in_order((*findings, *later)) if later else findings
    notes = procedure.run(main.matter, fine) if outcome not in ("not-covered", "not-punishable") else ()
    missing = askable((*found.missing, *[m for r in results for m in r.matter.missing], *chosen.missing), law)
    certain = len(results) == 1
    candidates = {key: _candidate(m) for key, m in assessed.items()}
    return ViolationResult(
        violation.offence,
        offence.title,
        (main.matter.provision.departments if certain else ()) or offence.departments,
        outcome,
        fine,
        settled(outcome, fine),
        candidates[main.matter.provision.key].provided if certain else None,
        tuple(candidates.values()),
        main.matter.base if certain else None,
        (*ordered, *notes),
        missing,
        _alternatives(main.matter, outcome),
        main.measures,
        main.daily,
        tuple([_person(p, main.matter, law, chosen) for p in violation.persons]),
        timeline=timeline,
    )


def _result(matters: Sequence[Matter], chosen: Chosen) -> tuple[Outcome, Amount]:
    """The outcome and the fine of what was chosen, worked out to its end."""
    outcomes = [outcome_of(m) for m in matters]
    fines = [fine_of(m, o) for m, o in zip(matters, outcomes, strict=True)]
    outcome: Outcome = outcomes[0] if len(set(outcomes)) == 1 else "undetermined"
    return outcome, _lower(fines) if chosen.lower else hull(fines)


def _lower(fines: list[Amount]) -> Amount:
    """The lower of several results of which each is an interval."""
    highs = [f.high for f in fines if f.high is not None]
    return Amount(min(f.low for f in fines), min(highs) if highs else None)


def askable(missing: tuple[str, ...], law: Law) -> tuple[str, ...]:
    """Each missing fact once; what the engine works out itself nobody can be asked for, but days can."""
    return unique([m for m in missing if m.startswith("timeline.") or m not in law.facts or not law.facts[m].computed])


def _run(matter: Matter) -> Matter:
    """Run the stages. What is not made out goes no further; where no penalty is certain, no amount is worked out."""
    matter = remembered("elements", matter, elements.run)
    if _unestablished(matter.ended):
        return matter
    # the days on which the act was done and found differ from case to case
    return remembered("from-responsibility", limitation.run(matter), _from_responsibility)


def _from_responsibility(matter: Matter) -> Matter:
    if [t for t in matter.provision.tiers if t.fine is not None and t.fine.of is not None]:
        # an amount of the case, which is another in the next one
        return _stages(remembered("grounds", matter, _grounds), STAGES[4:])
    matter = _stages(remembered("range", matter, _range), STAGES[5:6])
    return matter if matter.ended is not None else remembered_amounts("moved", matter, _moved)


def _grounds(matter: Matter) -> Matter:
    return _stages(matter, STAGES[2:4])


def _range(matter: Matter) -> Matter:
    return _stages(matter, STAGES[2:5])


def _moved(matter: Matter) -> Matter:
    return _stages(matter, STAGES[6:])


def _unestablished(ended: Ending | None) -> bool:
    return ended is not None and ended.outcome == "not-established"


def _stages(matter: Matter, stages: Sequence[Stage]) -> Matter:
    for stage in stages:
        ended = matter.ended
        if _unestablished(ended) or (ended is not None and stage in AMOUNTS):
            break
        matter = stage(matter)
    return matter


_PLACE: Final = {stage: place for place, stage in enumerate(ORDER)}


def _in_order(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """In the order in which they are read: which law governs stands with its range, before the amount."""
    places: list[list[Finding]] = [[] for _ in ORDER]
    for finding in findings:
        places[_PLACE[finding.stage]].append(finding)
    return tuple(chain.from_iterable(places))


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
    outcome = outcome_of(matter)
    facts = unique([s.fact for f in matter.findings for s in f.seen])
    return Candidate(_provided(matter), outcome, matter.base, fine_of(matter, outcome), facts)


def without_provision(violation: Violation, law: Law, found: applicable_law.Candidates) -> ViolationResult:
    """The result where no provision governs: the act is not covered, or not punishable."""
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
        timeline=violation.timeline,
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
            _run(Matter.begun(law, main.violation, view, main.offence, "person-in-charge", m.provision, person))
            for m in matters
        ]

    old = under(party.old)
    chosen = choose(old, under(party.new) if party.new else old)
    outcome, fine = _result(chosen.matters, chosen)
    matter = chosen.matters[0]
    return PersonResult(
        person.name,
        outcome,
        fine,
        _provided(matter),
        matter.base if len(chosen.matters) == 1 else None,
        _in_order((*matter.findings, *chosen.findings)),
        unique(m for each in (*(c.missing for c in chosen.matters), chosen.missing) for m in each),
    )


__all__ = ["STAGES", "Assessment", "PersonResult", "Provision", "ViolationResult", "assess", "views"]


class _Callable(types.ModuleType):
    """``discretion.assess`` is this package and, called, its function: whichever of the two is imported first."""

    def __call__(self, case: Case, rules: Law | Rulebook, *, rank: bool = True) -> Assessment:
        return assess(case, rules, rank=rank)


sys.modules[__name__].__class__ = _Callable
