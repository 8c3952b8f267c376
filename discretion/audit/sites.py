"""Sites: every place in the rules where a condition stands, with the context in which it is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from discretion.assess.truth import unique
from discretion.audit.cells import about, expanded, facts
from discretion.audit.check import Subject
from discretion.audit.ladders import TRUE, Ladder, Rung, ladders
from discretion.law.condition import AllOf, AnyOf, Condition, Dated, FactTest, Node, Not, OneOf
from discretion.law.entry import Entry, Exclusion
from discretion.law.offence import Offence, Provision
from discretion.law.programme import Programme
from discretion.law.value import Path as Steps
from discretion.rulebook import Law, Rule
from discretion.rulebook.sections import LISTS


class Site(msgspec.Struct, frozen=True):
    """A condition, where it stands, and what must hold for anybody to look at it; ``offences``: none for all."""

    rule: Rule
    path: Steps
    node: Node
    context: Node
    offences: tuple[str, ...] = ()

    @property
    def near(self) -> Node:
        """What of the context looks at the facts of the condition."""
        return about(self.context, facts(self.node))


def sites(subject: Subject) -> Iterator[Site]:
    """Every condition of the rules."""
    for rule in subject.shelf.rules:
        if rule.section in LISTS:
            yield from _entry(rule, subject.law(rule))
        elif rule.section == "offences":
            yield from _offence(rule, subject.law(rule))
        elif rule.section == "programmes":
            yield from _programme(rule, subject.law(rule))
        elif rule.section == "bases":
            yield from _basis(rule, subject.law(rule))
    yield from _rungs(subject)


def _rungs(subject: Subject) -> Iterator[Site]:
    """The rungs of all ladders; one that stands in several is looked at in the context of any of them."""
    found: dict[tuple[str, Steps], list[tuple[Ladder, Rung]]] = {}
    for ladder in ladders(subject):
        for rung in ladder.rungs:
            if rung.node != TRUE:
                found.setdefault((ladder.rule.id, rung.path), []).append((ladder, rung))
    for pairs in found.values():
        ladder, rung = pairs[0]
        contexts = tuple(dict.fromkeys(_limited(one) for one, _ in pairs))
        context = contexts[0] if len(contexts) == 1 else AnyOf(contexts)
        yield Site(ladder.rule, rung.path, rung.node, context, unique(o for one, _ in pairs for o in one.offences))


def _limited(ladder: Ladder) -> Node:
    """The context of a ladder, and the offences for which it stands."""
    if not ladder.offences:
        return ladder.context
    return AllOf((ladder.context, FactTest("offence", OneOf(ladder.offences))))


def concerned(record: Any, law: Law) -> tuple[str, ...]:
    """The offences to which an entry or programme is limited; none where it is not."""
    return tuple(o for o in law.offences if record.concerns(o)) if record.offences else ()


def _entry(rule: Rule, law: Law) -> Iterator[Site]:
    entry: Entry = rule.record
    if entry.when is None:
        return
    node: Node = expanded(entry.when, law)
    if entry.unless is not None:
        node = AllOf((node, Not(expanded(entry.unless, law))))
    context: list[Node] = [_days(f"timeline.{entry.at}", law, entry)]
    if isinstance(entry, Exclusion):
        defeated = [expanded(law.condition(d), law) for d in entry.defeats if d in law.named]
        context += [AnyOf(tuple(defeated))] if defeated else []
    yield Site(rule, ("when",), node, AllOf(tuple(context)), concerned(entry, law))


def _days(fact: str, law: Law, record: Any) -> Node:
    """The days between which a rule is in force, as a condition."""
    validity = law.validity(record)
    if validity.from_ is None and validity.to is None:
        return TRUE
    start = validity.from_.value if validity.from_ else None
    end = validity.to.value if validity.to else None
    return AllOf((FactTest(fact, Dated(start, end)),))


def _offence(rule: Rule, law: Law) -> Iterator[Site]:
    offence: Offence = rule.record
    elements = expanded(offence.elements, law)
    yield Site(rule, ("elements",), elements, TRUE, (rule.id,))
    for index, provision in enumerate(offence.provisions):
        context = AllOf((elements, *_until(provision, law)))
        if provision.elements is not None:
            path: Steps = ("provisions", index, "elements")
            yield Site(rule, path, expanded(provision.elements, law), context, (rule.id,))
            context = AllOf((*context.parts, expanded(provision.elements, law)))
        yield from _measures(rule, provision.measures, ("provisions", index), context, law)
        for place, tier in enumerate(provision.tiers):
            inside = AllOf((*context.parts, expanded(tier.when, law)))
            yield from _measures(rule, tier.measures, ("provisions", index, "tiers", place), inside, law)


def _until(provision: Provision, law: Law) -> Iterator[Node]:
    """A provision may govern an act before it began (where it is the lighter law), none after it ended."""
    end = law.validity(provision).to
    if end is not None:
        yield FactTest("timeline.act", Dated(None, end.value))


def _measures(rule: Rule, uses: tuple[Any, ...], path: Steps, context: Node, law: Law) -> Iterator[Site]:
    for index, use in enumerate(uses):
        if not isinstance(use, str) and use.when is not None:
            yield Site(rule, (*path, "measures", index, "when"), expanded(use.when, law), context, (rule.id,))


def _programme(rule: Rule, law: Law) -> Iterator[Site]:
    programme: Programme = rule.record
    requires = expanded(programme.requires, law)
    offences = concerned(programme, law)
    yield Site(rule, ("requires",), requires, _days(f"timeline.{programme.at}", law, programme), offences)
    for key in ("credits", "benefits"):
        for index, item in enumerate(getattr(programme, key)):
            if item.when is not None and not _repeats(item.when, programme):
                yield Site(rule, (key, index, "when"), expanded(item.when, law), requires, offences)


def _repeats(condition: Condition, programme: Programme) -> bool:
    """Whether a condition only says again what the programme requires."""
    return all(part in programme.requires.node.parts for part in condition.node.parts)


def _basis(rule: Rule, law: Law) -> Iterator[Site]:
    if rule.record.when is not None:
        yield Site(rule, ("when",), expanded(rule.record.when, law), TRUE, tuple(rule.record.offences))
    for index, factor in enumerate(rule.record.factors):
        if factor.when is not None:
            inside = expanded(rule.record.when, law)
            yield Site(rule, ("factors", index, "when"), expanded(factor.when, law), inside, rule.record.offences)
