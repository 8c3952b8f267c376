"""A table that leads below the statutory minimum or above the maximum of the tier that it serves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discretion.audit.cells import Space
from discretion.audit.check import Check, Found, Subject
from discretion.audit.ladders import of_basis
from discretion.audit.totals import Scale, amounts, served, statutory
from discretion.law.basis import Basis
from discretion.law.offence import Provision, Tier
from discretion.law.value import Path as Steps
from discretion.rulebook import Rule
from discretion.text import say


def _run(subject: Subject) -> Iterator[Found]:
    for rule in subject.rules("bases"):
        basis: Basis = rule.record
        outside: dict[tuple[str, Scale], dict[Steps, Scale]] = {}
        cited: dict[tuple[str, Scale], str] = {}
        for path, scale, provision, tier in (
            _weights(subject, rule) if basis.method == "weights" else _rows(subject, rule)
        ):
            assert tier.fine is not None
            range_ = statutory(tier.fine)
            if not scale.within(range_):
                outside.setdefault((tier.id, range_), {})[path] = scale
                cited.setdefault((tier.id, range_), provision.key)
        for (tier_id, range_), rows in outside.items():
            yield _found(subject, rule, rows, cited[tier_id, range_], tier_id, range_)


_Given = tuple[Steps, Scale, Provision, Tier]


def _weights(subject: Subject, rule: Rule) -> Iterator[_Given]:
    basis: Basis = rule.record
    for one in served(basis, subject.law(rule)):
        scale = amounts(basis, one)
        if scale is not None and one.row is not None:
            yield ("tiers", basis.tiers.index(one.row)), scale, one.provision, one.tier


def _rows(subject: Subject, rule: Rule) -> Iterator[_Given]:
    """The rows of a band table that are taken in some case of the tier."""
    basis: Basis = rule.record
    for ladder in of_basis(subject, rule):
        if ladder.serves is None:
            continue
        space = Space(subject.law(rule), ladder.nodes, ladder.offences)
        near = ladder.near
        taken = set()
        for cell in space.cells() if space.small else ():
            if cell.holds(near):
                taken.add(next((r.path for r in ladder.rungs if cell.holds(r.node)), None))
        for rung in ladder.rungs:
            if rung.path in taken or not space.small:
                yield rung.path, statutory(basis.bands[int(rung.path[1])].amount), *ladder.serves


def _found(subject: Subject, rule: Rule, rows: dict[Steps, Scale], provision: str, tier: str, range_: Scale) -> Found:
    """One finding for all rows that leave the range of a tier."""
    source = subject.shelf.sources[rule.file]
    lines = [str(source.place((*rule.steps, *path)).line) for path in rows]
    given = Scale(min(s.low for s in rows.values()), max(s.high for s in rows.values()), next(iter(rows.values())).of)
    message = say(
        "the table gives {table} ({lines}); the range of {citation}, tier `{tier}`, is {range}",
        table=given.text,
        lines=say("line {line}", line=lines[0])
        if len(lines) == 1
        else say("lines {lines}", lines=", ".join(lines[:5]) + (" …" if len(lines) > 5 else "")),
        citation=provision,
        tier=tier,
        range=range_.text,
    )
    help = say("the law's bounds would cut it off: correct the row, or the range, or say which tier the row is for")
    return Found(rule, next(iter(rows)), message, help)


CHECK: Final = Check("basis-outside-range", "warning", say("a table that leaves the statutory range"), _run)
