"""Running the rule cases against mutants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import msgspec

from discretion.assess import assess, space
from discretion.assess.assessment import Assessment
from discretion.audit.cases import departures
from discretion.audit.mutate.mutants import Mutant, mutants
from discretion.case import Case, case_at
from discretion.law.basis import Basis
from discretion.law.condition import Condition, Node, OtherViolation, RuleHolds, walk
from discretion.rulebook import Law, Rule, Rulebook, Unusable
from discretion.rulebook.problem import Place
from discretion.rulebook.sections import LISTS, Expectation
from discretion.text import Message


class Unnoticed(msgspec.Struct, frozen=True):
    """A change that no rule case notices."""

    what: Message
    place: Place


class RuleTrial(msgspec.Struct, frozen=True):
    """A rule: how many changes were tried, which were not noticed, and how many cases meet the rule at all."""

    rule: str
    tried: int
    unnoticed: tuple[Unnoticed, ...]
    cases: int


class _Known(msgspec.Struct, frozen=True):
    """A rule case that holds: its law without tables for others, what it expects, and the rules that its assessment names."""

    case: Case
    law: Law
    expect: Expectation
    named: frozenset[str]


def run(rulebook: Rulebook, only: Sequence[str] = (), jobs: int = 1) -> Iterator[RuleTrial]:
    """Try the mutants of all rules (or of ``only`` these), in file order. Raises ``Unusable`` where rules cannot be read."""
    rules = [r.id for r in rulebook.shelf().rules if (not only or r.id in only) and _mutable(r)]
    if jobs <= 1:
        trial = _Trial(rulebook)
        yield from (trial.rule(id) for id in rules)
        return
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(rulebook.folders,)) as pool:
        yield from pool.map(_work, rules, chunksize=8)


def _mutable(rule: Rule) -> bool:
    return rule.section in ("offences", "bases", "programmes") or (
        rule.section in LISTS and rule.section != "procedure"
    )


_own: _Trial | None = None


def _start(folders: Sequence[Path]) -> None:
    global _own
    _own = _Trial(Rulebook(folders))


def _work(rule: str) -> RuleTrial:
    assert _own is not None
    return _own.rule(rule)


class _Trial:
    """The rule cases, assessed once, and the rules by id."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.shelf = rulebook.shelf()
        self.rules = {r.id: r for r in self.shelf.rules if _mutable(r)}
        self.known = tuple(_known(rulebook))
        self.referring = _referring(self.rules.values())

    def rule(self, id: str) -> RuleTrial:
        """Try all mutants of a rule."""
        rule = self.rules[id]
        asking = self.referring.get(id, frozenset())
        near = [k for k in self.known if _meets(rule, k) or asking & k.named]
        # those in which it shows are the likeliest to notice
        near.sort(key=lambda k: not any(name == id or name.startswith(f"{id}/") for name in k.named))
        tried, unnoticed = 0, []
        for mutant in mutants(self.shelf, rule):
            tried += 1
            if not any(_notices(k, mutant) for k in near):
                place = self.shelf.sources[rule.file].place((*rule.steps, *mutant.path))
                unnoticed.append(Unnoticed(mutant.what, place))
        return RuleTrial(id, tried, tuple(unnoticed), len(near))


def _referring(rules: Iterable[Rule]) -> dict[str, frozenset[str]]:
    """For each rule that conditions of others name: the rules that look at it, directly or through others."""
    asked = {r.id: {n for node in _conditions(r.record) for n in _asks(node)} for r in rules}
    found: dict[str, set[str]] = {}
    for id in asked:
        reached, left = set[str](), list(asked[id])
        while left:
            name = left.pop()
            if name not in reached:
                reached.add(name)
                left += asked.get(name, ())
        for name in reached:
            found.setdefault(name, set()).add(id)
    return {name: frozenset(ids) for name, ids in found.items()}


def _conditions(record: Any) -> Iterator[Node]:
    """The conditions of a record, however deep."""
    if isinstance(record, Condition):
        yield record.node
    elif isinstance(record, tuple):
        for item in record:
            yield from _conditions(item)
    elif isinstance(record, msgspec.Struct):
        for field in record.__struct_fields__:
            yield from _conditions(getattr(record, field))


def _asks(node: Node) -> Iterator[str]:
    """The rules that a condition names."""
    for part in walk(node):
        if isinstance(part, RuleHolds | OtherViolation):
            yield from part.rules


def _known(rulebook: Rulebook) -> Iterator[_Known]:
    for rule in rulebook.shelf().rules:
        if rule.section != "cases" or rule.record.fails is not None:
            continue
        case, law = case_at(rulebook.shelf().sources[rule.file], (*rule.steps, "case"), rulebook)
        serving = {id(b) for v in case.violations for b in space.bases(law, v.offence)}
        law = msgspec.structs.replace(law, bases={n: b for n, b in law.bases.items() if id(b) in serving})
        assessment = assess(case, law)
        if not any(departures(rule.record.expect, assessment)):
            yield _Known(case, law, rule.record.expect, frozenset(_names(assessment)))


def _names(assessment: Assessment) -> Iterable[str]:
    for violation in assessment.violations:
        yield from (f.rule for f in violation.findings)
        yield from (f.rule for p in violation.persons for f in p.findings)


def _meets(rule: Rule, known: _Known) -> bool:
    """Whether a rule can have anything to do with a case."""
    offences = {v.offence for v in known.case.violations}
    if rule.section == "offences":
        near = {known.law.offences[o].succeeded_by for o in offences} | {
            known.law.offences[o].preceded_by for o in offences
        }
        return rule.id in offences | near
    if rule.section == "bases":
        return rule.id in known.law.bases and (_serves(rule.record, offences))
    if rule.section == "exclusions":
        return any(name in known.named for name in rule.record.defeats) and rule.id in known.law.named
    return rule.id in known.named


def _serves(basis: Basis, offences: set[str]) -> bool:
    return not basis.offences or bool(offences & set(basis.offences))


def _notices(known: _Known, mutant: Mutant) -> bool:
    try:
        assessment = assess(known.case, _changed(known.law, mutant))
    except (Unusable, ArithmeticError, AssertionError, LookupError, TypeError, ValueError):
        return True
    return any(departures(known.expect, assessment))


def _changed(law: Law, mutant: Mutant) -> Law:
    """The law with the mutant in the place of the rule."""
    rule, record = mutant.rule, mutant.record
    named: dict[str, Any] = {**law.named, rule.id: record} if rule.id in law.named else dict(law.named)
    if rule.section in LISTS:
        entries = tuple(record if e.id == rule.id else e for e in law.lists[rule.section])
        return msgspec.structs.replace(law, lists={**law.lists, rule.section: entries}, named=named)
    field = {"offences": law.offences, "bases": law.bases, "programmes": law.programmes}[rule.section]
    return msgspec.structs.replace(law, **{rule.section: {**field, rule.id: record}}, named=named)
