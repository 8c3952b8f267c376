"""A row, level, tier, step or entry that is reached, but behind others that together leave nothing for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discretion.audit.cells import Space, TooLarge, expanded
from discretion.audit.check import Check, Found, Subject, unlooked
from discretion.audit.ladders import Ladder, Rung, ladders
from discretion.audit.sameness import digest
from discretion.audit.sites import concerned
from discretion.law.condition import AllOf, Node, Not
from discretion.law.entry import Entry
from discretion.law.value import Path as Steps
from discretion.rulebook import Rule
from discretion.rulebook.sections import LISTS
from discretion.text import say


def _run(subject: Subject) -> Iterator[Found]:
    hidden: dict[tuple[str, Steps], list[bool]] = {}
    at: dict[tuple[str, Steps], Found] = {}
    for ladder in ladders(subject):
        for rung in ladder.rungs:
            over = _over(ladder, rung)
            if not over:
                hidden.setdefault((ladder.rule.id, rung.path), []).append(False)
                continue
            try:
                verdict = _behind(subject, ladder, rung, over)
            except TooLarge as large:
                yield unlooked(ladder.rule, rung.path, large.size)
                hidden.setdefault((ladder.rule.id, rung.path), []).append(False)
                continue
            if verdict is not None:
                hidden.setdefault((ladder.rule.id, rung.path), []).append(verdict)
                message = say(
                    "others take its place wherever it holds: {places}", places=_places(subject, ladder, over)
                )
                help = say("put it before them, or narrow them; or take it out")
                at[ladder.rule.id, rung.path] = Found(ladder.rule, rung.path, message, help)
    yield from (at[key] for key, verdicts in hidden.items() if all(verdicts))
    for name in LISTS:
        yield from _list(subject, list(subject.rules(name)))


def _over(ladder: Ladder, rung: Rung) -> tuple[Rung, ...]:
    """The rungs that are taken in place of this one where they hold."""
    index = ladder.rungs.index(rung)
    before, after = ladder.rungs[:index], ladder.rungs[index + 1 :]
    match ladder.pick:
        case "first":
            return before
        case "last":
            return after
        case "heaviest":
            mine = rung.weight
            if mine is None:
                return ()
            heavier = [r for r in (*before, *after) if r.weight is not None and r.weight > mine]
            return (*heavier, *(r for r in before if r.weight == mine))
    return ()


def _behind(subject: Subject, ladder: Ladder, rung: Rung, over: tuple[Rung, ...]) -> bool | None:
    """Whether the rung is always behind ``over``; ``None`` where it is not reached at all. Raises :class:`TooLarge`."""
    near = ladder.near
    space = Space(subject.law(ladder.rule), (near, rung.node, *(r.node for r in over)), ladder.offences or None)
    if space.find(AllOf((near, rung.node, *(Not(r.node) for r in over)))) is not None:
        return False
    return True if space.find(AllOf((near, rung.node))) is not None else None


def _places(subject: Subject, ladder: Ladder, over: tuple[Rung, ...]) -> str:
    """The lines of the rungs, at most five."""
    source = subject.shelf.sources[ladder.rule.file]
    lines = [str(source.place((*ladder.rule.steps, *r.path)).line) for r in over]
    return ", ".join(dict.fromkeys(lines[:5])) + (" …" if len(lines) > 5 else "")


def _list(subject: Subject, rules: list[Rule]) -> Iterator[Found]:
    """Entries of a list that others of the same instrument, at least as strong, make idle: one of them, or several together."""
    said = {rule.id: digest(rule) for rule in rules}
    for rule in rules:
        # what is said twice, `duplicate-rule` finds
        over = [o for o in rules if said[o.id] != said[rule.id] and _stronger(o, rule, rules)]
        if not over:
            continue
        try:
            behind = _idle(subject, rule, over)
        except TooLarge as large:
            yield unlooked(rule, ("when",), large.size)
            continue
        if len(behind) == 1:
            message = say("wherever this entry holds, {other} holds too and does as much", other=behind[0].id)
            yield Found(rule, (), message, say("narrow the other one, or take one of them out"), on_key=True)
        elif behind:
            names = ", ".join(o.id for o in behind)
            message = say("wherever this entry holds, one of {others} holds too and does as much", others=names)
            yield Found(rule, (), message, say("narrow the others, or take this one out"), on_key=True)


def _stronger(other: Rule, rule: Rule, rules: list[Rule]) -> bool:
    """Whether ``other`` does at least what ``rule`` does, at the same place, on the authority of the same instrument."""
    a, b = other.record, rule.record
    same = (
        a.force == b.force
        and a.in_force == b.in_force
        and a.at == b.at
        and other.jurisdiction == rule.jurisdiction
        and {c.instrument for c in a.source} == {c.instrument for c in b.source}
    )
    ignored = {"id", "title", "source", "when", "unless", "offences", "note", "replaces"}
    alike = all(getattr(a, f) == getattr(b, f) for f in a.__struct_fields__ if f not in ignored)
    twins = a.when == b.when and a.unless == b.unless and a.offences == b.offences
    return same and alike and (not twins or rules.index(other) < rules.index(rule))


def _idle(subject: Subject, rule: Rule, over: list[Rule]) -> list[Rule]:
    """Those of ``over`` of which one holds wherever the entry does, no more than are needed; none where it has a cell of its own."""
    law = subject.law(rule)
    limits = concerned(rule.record, law)
    own = set(limits or law.offences)
    mine = _node(subject, rule)
    nodes = {o.id: _node(subject, o) for o in over if own <= set(concerned(o.record, law) or law.offences)}
    space = Space(law, (mine, *nodes.values()), limits or None)

    def leaves_nothing(others: list[Rule]) -> bool:
        return space.find(AllOf((mine, *(Not(nodes[o.id]) for o in others)))) is None

    behind = [o for o in over if o.id in nodes]
    # all of them together leave it a cell: so does each alone
    if not behind or not leaves_nothing(behind) or space.find(mine) is None:
        return []
    for other in tuple(behind):
        fewer = [o for o in behind if o is not other]
        if fewer and leaves_nothing(fewer):
            behind = fewer
    return behind


def _node(subject: Subject, rule: Rule) -> Node:
    entry: Entry = rule.record
    law = subject.law(rule)
    parts = [expanded(entry.when, law)]
    if entry.unless is not None:
        parts.append(Not(expanded(entry.unless, law)))
    return AllOf(tuple(parts))


CHECK: Final = Check("hidden-entry", "warning", say("hidden by others"), _run)
