"""Coverage in units that a lawyer counts: what of the law some rule case has shown at work.

A unit is a provision, a tier, a level of a factor, a row of a band table, an entry of a list, an exclusion, a programme, one of
its reduction steps, or a boundary. A case covers a unit when the engine found that it applied, and a boundary when the engine looked at
the rule and the fact lay exactly on the number. Of levels, rows and steps the engine's findings
name the table or the programme; which one held is looked up by the facts of the case, in the order in which the engine takes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal

import msgspec

from discretion.assess.assessment import Assessment
from discretion.assess.finding import Finding
from discretion.assess.truth import View
from discretion.audit.boundaries import boundaries, met
from discretion.audit.boundaries import name as boundary
from discretion.audit.ladders import level_node
from discretion.case.case import DAYS, Case, Person, Violation
from discretion.law.basis import Basis, Factor, Level
from discretion.law.condition import AllOf, Condition
from discretion.law.programme import Programme
from discretion.law.value import Path as Steps
from discretion.rulebook import Law, Rule
from discretion.rulebook.loader import Shelf
from discretion.rulebook.sections import LISTS
from discretion.text import Percent

Kind = Literal["provision", "tier", "level", "row", "entry", "exclusion", "programme", "step", "boundary"]
KINDS: Final[tuple[Kind, ...]] = (
    "provision",
    "tier",
    "level",
    "row",
    "entry",
    "exclusion",
    "programme",
    "step",
    "boundary",
)
_BOUNDED: Final = ("offences", "bases", "programmes", *LISTS)
_SHOWN: Final = ("applied", "noted")


class Unit(msgspec.Struct, frozen=True, order=True):
    """Something that a rule case can show at work; ``name`` is its own, ``rule`` and ``path`` where it stands."""

    kind: Kind
    name: str
    file: str
    line: int
    rule: str = ""


class Coverage(msgspec.Struct, frozen=True):
    """All units, and those that are covered."""

    units: tuple[Unit, ...]
    covered: frozenset[str]

    def of(self, kind: Kind) -> tuple[int, int]:
        """How many units of a kind are covered, and how many there are."""
        own = [u for u in self.units if u.kind == kind]
        return sum(1 for u in own if u.name in self.covered), len(own)

    @property
    def total(self) -> tuple[int, int]:
        """How many units are covered, and how many there are."""
        return sum(1 for u in self.units if u.name in self.covered), len(self.units)

    @property
    def missing(self) -> tuple[Unit, ...]:
        """The units that no case covers, by kind and place."""
        left = [u for u in self.units if u.name not in self.covered]
        return tuple(sorted(left, key=lambda u: (KINDS.index(u.kind), u.file, u.line)))


class Watch:
    """Sees the cases of a run and remembers what they cover."""

    def __init__(self) -> None:
        self.covered: set[str] = set()

    def look(self, case: Case, law: Law, assessment: Assessment) -> frozenset[str]:
        """What a case covers."""
        return covered(case, law, assessment)

    def keep(self, names: frozenset[str]) -> None:
        """Remember it."""
        self.covered |= names

    def coverage(self, shelf: Shelf) -> Coverage:
        """What has been covered of the rules."""
        return Coverage(units(shelf), frozenset(self.covered))


def units(shelf: Shelf) -> tuple[Unit, ...]:
    """Everything that there is to cover."""
    found = []
    for rule in shelf.rules:
        for kind, name, path in _parts(rule):
            place = shelf.sources[rule.file].place((*rule.steps, *path))
            found.append(Unit(kind, name, rule.file, place.line, rule.id))
    return tuple(found)


def _parts(rule: Rule) -> Iterator[tuple[Kind, str, Steps]]:
    if rule.section == "offences":
        yield from _of_offence(rule)
    elif rule.section == "bases":
        yield from _of_basis(rule)
    elif rule.section == "programmes":
        yield "programme", rule.id, ()
        for index, _ in enumerate(rule.record.reduction):
            yield "step", f"{rule.id}/{index + 1}", ("reduction", index)
    elif rule.section in LISTS:
        yield "exclusion" if rule.section == "exclusions" else "entry", rule.id, ()
    if rule.section in _BOUNDED:
        for fact, bound, path in boundaries(rule.record):
            yield "boundary", boundary(rule.id, fact, bound), path


def _of_offence(rule: Rule) -> Iterator[tuple[Kind, str, Steps]]:
    for index, provision in enumerate(rule.record.provisions):
        name = f"{rule.id}/{provision.key}"
        yield "provision", name, ("provisions", index)
        for place, tier in enumerate(provision.tiers):
            yield "tier", f"{name}/{tier.id}", ("provisions", index, "tiers", place)


def _of_basis(rule: Rule) -> Iterator[tuple[Kind, str, Steps]]:
    for index, _ in enumerate(rule.record.bands):
        yield "row", f"{rule.id}/{index + 1}", ("bands", index)
    for index, factor in enumerate(rule.record.factors):
        for level in factor.levels:
            yield "level", f"{rule.id}/{factor.key}/{level.index + 1}", ("factors", index, "levels", level.index)


def covered(case: Case, law: Law, assessment: Assessment) -> frozenset[str]:
    """The names of the units that a case shows at work."""
    found: set[str] = set()
    for violation, result in zip(case.violations, assessment.violations, strict=True):
        view = _view(violation, None, law)
        found.update(_of(result.findings, view, law))
        found.update(met(_looked(violation.offence, result.findings, law), dict(view.facts)))
        for person, own in zip(violation.persons, result.persons, strict=True):
            found.update(_of(own.findings, _view(violation, person, law), law))
    return frozenset(found)


def _looked(offence: str, findings: Iterable[Finding], law: Law) -> Iterator[tuple[str, Any]]:
    """The rules at which the engine looked, and the offence itself."""
    yield offence, law.offences[offence]
    for rule in dict.fromkeys(f.rule.split("/")[0] for f in findings):
        record = law.bases.get(rule) or law.programmes.get(rule) or law.named.get(rule)
        if record is not None and rule != offence:
            yield rule, record


def _view(violation: Violation, person: Person | None, law: Law) -> View:
    """The facts as conditions see them; what the engine works out on the way is not among them."""
    facts: dict[str, Any] = {name: stated.value for name, stated in violation.facts.items()}
    facts |= {name: stated.value for name, stated in (person.facts if person else {}).items()}
    facts["offence"] = violation.offence
    facts["offence_tag"] = frozenset(law.offences[violation.offence].tags)
    stated = {f"timeline.{d}": getattr(violation.timeline, d) for d in DAYS}
    return View(law, {**facts, **{name: day for name, day in stated.items() if day is not None}})


def _of(findings: Iterable[Finding], view: View, law: Law) -> Iterator[str]:
    for finding in findings:
        if finding.verdict not in _SHOWN:
            continue
        parts = finding.rule.split("/")
        if finding.stage == "range":
            yield from ("/".join(parts[:2]), finding.rule)
        elif finding.stage == "basis" and parts[0] in law.bases:
            basis = law.bases[parts[0]]
            factor = next((f for f in basis.factors if len(parts) == 2 and f.key == parts[1]), None)
            if factor is not None:
                yield from (f"{finding.rule}/{level.index + 1}" for level in _levels(factor, view, law))
            elif basis.bands:
                yield from _row(parts[0], basis, finding, view)
        else:
            yield finding.rule
            if finding.rule in law.programmes:
                yield from _step(finding, law.programmes[finding.rule], view)


def _levels(factor: Factor, view: View, law: Law) -> list[Level]:
    """The levels that hold: the first, or all that weigh as much as the one that is taken."""
    held = [lv for lv in factor.levels if view.holds(Condition(AllOf((level_node(factor, lv),)))).truth]
    fact = law.facts.get(factor.fact or "")
    if factor.pick == "first" or (fact is not None and fact.type != "set" and not any(lv.when for lv in factor.levels)):
        return held[:1]
    if factor.pick == "sum" or not held:
        return held
    best = (min if factor.pick == "lightest" else max)(_weight(lv) for lv in held)
    return [lv for lv in held if _weight(lv) == best]


def _weight(level: Level) -> Any:
    return max((f.value for f in level.weight.figures), default=0)


def _row(id: str, basis: Basis, finding: Finding, view: View) -> Iterator[str]:
    """The row that was taken: the first that holds and gives what was found."""
    if finding.verdict != "applied" or finding.after is None:
        return
    for index, band in enumerate(basis.bands):
        if view.holds(band.when).truth and _gives(band.amount, finding):
            yield f"{id}/{index + 1}"
            return


def _gives(fine: Any, finding: Finding) -> bool:
    """Whether a row in plain yuan gives the amount that was found; of other rows, and of scaled tables, the condition decides."""
    assert finding.after is not None
    low, high = fine.fixed or fine.from_, fine.fixed or fine.to
    if fine.of is not None or high is None or "derived" in {m.provenance for m in finding.marks}:
        return True
    return bool(finding.after.high == high.value and finding.after.low == (low.value if low else 0))


def _step(finding: Finding, programme: Programme, view: View) -> Iterator[str]:
    """The reduction step: the first that may hold and takes off what was taken off."""
    said: Mapping[str, Any] = dict(finding.reason.values) if finding.reason else {}
    taken = {value.value for value in said.values() if isinstance(value, Percent)}
    for index, step in enumerate(programme.reduction):
        own = {step.percent.from_.value, step.percent.to.value}
        if view.holds(step.when).truth is not False and (taken <= own or min(own) <= min(taken) <= max(own)):
            yield f"{finding.rule}/{index + 1}"
            return
