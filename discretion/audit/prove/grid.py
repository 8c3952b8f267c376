"""The cells of a block: the values of its facts, and two backgrounds, a light one and a heavy one, for all other facts."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

import msgspec

from discretion.assess import space
from discretion.assess.truth import Truth, View
from discretion.audit.cells import Space, expanded, facts
from discretion.audit.prove.blocks import Block
from discretion.audit.prove.situation import OTHER, Another, Facts, Situation
from discretion.law.condition import Condition, FactTest, Node, OtherViolation, Within, walk
from discretion.law.fact import Fact
from discretion.money import Number
from discretion.rulebook import Law

MOST: Final = 10_000
RISING: Final = ("count", "days")
_AMOUNT: Final = 1_000_000
#: What ends a case without a fine.
ENDING: Final = ("not-responsible", "no-penalty", "already-fined", "referral")
_TABLES: Final = ("tiers", "rows", "factor", "heavier")


class Axis(msgspec.Struct, frozen=True):
    """A fact and its values; ``worse``: in rising gravity, so that what stands later must not cost less."""

    fact: str
    values: tuple[Any, ...]
    worse: bool


class Grid(msgspec.Struct, frozen=True):
    """The cells of a block: all of them, or, where they are too many, each fact by itself."""

    block: Block
    axes: tuple[Axis, ...]

    @property
    def size(self) -> int:
        """How many cells the block has."""
        return math.prod(len(a.values) for a in self.axes)

    @property
    def whole(self) -> bool:
        """Whether all of them are run."""
        return self.size <= MOST

    @property
    def left(self) -> int:
        """How many cells are not run."""
        return 0 if self.whole else self.size - sum(len(a.values) - 1 for a in self.axes) - 1

    def cells(self, background: Facts) -> Iterator[tuple[tuple[int, ...], Facts]]:
        """The cells that are run, with their place in the grid, on a background."""
        here = tuple(_nearest(a, background) for a in self.axes)
        if self.whole:
            places: Iterable[tuple[int, ...]] = itertools.product(*(range(len(a.values)) for a in self.axes))
        else:
            lines = ((*here[:n], v, *here[n + 1 :]) for n, a in enumerate(self.axes) for v in range(len(a.values)))
            places = dict.fromkeys(lines)
        for place in places:
            own = {a.fact: a.values[i] for a, i in zip(self.axes, place, strict=True)}
            yield place, {**background, **own}


def _nearest(axis: Axis, background: Facts) -> int:
    value = background.get(axis.fact)
    return axis.values.index(value) if value in axis.values else 0


def known(situation: Situation, found: Iterable[Block]) -> tuple[str, ...]:
    """The facts that a case of the situation states."""
    law = situation.law
    names = {name for block in found for name in block.facts}
    names |= {t.fact for condition in space.conditions(law, situation.offence) for t in condition.tests()}
    return tuple(sorted({n for n in names if _stated(law.facts.get(n), n)} | {"party.kind"}))


def _stated(fact: Fact | None, name: str) -> bool:
    return fact is not None and (not fact.computed or name.startswith("party.")) and fact.type != "text"


def gravity(situation: Situation, found: Iterable[Block]) -> frozenset[str]:
    """The facts that have an order of gravity, and by which a tier, a table or a heavier entry measures."""
    names = {name for block in found if block.list in _TABLES for name in block.facts}
    declared = {n: situation.law.facts[n] for n in names if n in situation.law.facts}
    return frozenset(n for n, f in declared.items() if (f.ordered and f.type != "set") or f.type in RISING)


def grid(situation: Situation, block: Block, worse: frozenset[str]) -> Grid:
    """The axes of a block."""
    law = situation.law
    merged = {v.fact: tuple(p.value for p in v.points) for v in Space(law, block.nodes, None, False).variables}
    found = []
    for fact in block.facts:
        if not _stated(law.facts.get(fact), fact):
            continue
        declared = law.facts[fact]
        if declared.type == "date":
            values: tuple[Any, ...] = days(situation, fact, block.nodes)
        elif declared.type == "money" and fact in block.also:
            values = (*(v for v in space.values(law, situation.offence, fact) if v), _AMOUNT, 10 * _AMOUNT)
        elif fact not in merged or (fact in block.also and block.list != "factor"):
            values = tuple(space.values(law, situation.offence, fact))
        else:
            # values for which the block does the same are one: the others are run where a rule tells them apart
            values = merged[fact]
        found.append(Axis(fact, tuple(dict.fromkeys(values)), fact in worse))
    if block.others:
        found.append(Axis(OTHER, (None, *another(situation, block)), False))
    return Grid(block, tuple(found))


def another(situation: Situation, block: Block) -> Iterator[Another]:
    """For each rule that the block asks of other violations, a violation for which that rule holds."""
    law = situation.law
    leaves = (n for node in block.nodes for n in walk(node) if isinstance(n, OtherViolation))
    for rule in dict.fromkeys(r for leaf in leaves for r in leaf.rules if r in law.named):
        node = expanded(law.condition(rule), law)
        space_ = Space(law, (node,), None, False)
        cell = next((c for c in space_.cells() if c.holds(node)), None) if space_.small else None
        if cell is not None and all(f == "offence" or _stated(law.facts.get(f), f) for f in cell.values):
            own = {f: v for f, v in cell.values.items() if f != "offence"}
            yield Another(cell.values.get("offence", situation.offence), tuple(own.items()))


def excluded(situation: Situation, rule: str) -> bool:
    """Whether the offence alone, or the days, exclude a rule: then there is no case in which it works."""
    view = View(situation.law, _supplied(situation))
    return any(view.holds(e.when).truth is True for e in situation.law.exclusions(rule))


def days(situation: Situation, fact: str, nodes: Iterable[Node]) -> tuple[date, ...]:
    """Days inside and outside each period that is counted from or to the fact."""
    found: list[date] = []
    for node in nodes:
        for test in walk(node):
            if isinstance(test, FactTest) and test.fact == fact and isinstance(test.test, Within):
                start = getattr(situation.timeline, test.test.of.removeprefix("timeline."), None)
                if isinstance(start, date):
                    far = timedelta(days=test.test.period.count * 400)
                    found += [start, start + test.test.way * far]
    decision = situation.timeline.decision
    assert decision is not None
    return tuple(dict.fromkeys(found)) or (decision - timedelta(days=10),)


def background(situation: Situation, found: Sequence[Block], heavy: bool) -> Facts:
    """Facts for which the offence is made out and no entry of a list holds; all else as light, or as heavy, as can be."""
    law = situation.law
    options = {name: _options(situation, name, found) for name in known(situation, found)}
    chosen = {
        name: _first(law.facts[name], values, heavy, name.startswith("party.")) if name in law.facts else values[0]
        for name, values in options.items()
    }
    if heavy:
        chosen |= _heaviest(situation, found)
    conditions = _wanted(situation, found)
    for _ in range(3):
        changed = False
        for name, values in options.items():
            own = [c for c in conditions if name in c[2]]
            best = min(values, key=lambda v: (_faults(situation, own, {**chosen, name: v}), v != chosen[name]))
            changed = changed or best != chosen[name]
            chosen[name] = best
        if not changed:
            break
    return chosen


def bared(situation: Situation, block: Block, found: Sequence[Block], background: Facts) -> Facts:
    """The background of one block: changed so that in its cells no other entry ends the case, and hides what the block does.

    Only what stands beside the facts of the block is changed; an entry that they decide alone goes on hiding it.
    """
    law, own = situation.law, frozenset(block.facts)
    ending = [
        _own(b, law) for b in found if b.list in ENDING and not b.off and b.rule != block.rule and own & set(b.facts)
    ]
    bare = {name: value for name, value in background.items() if name not in own}
    chosen, conditions = dict(background), _wanted(situation, found)
    for condition in ending:
        if condition is None or weighed(situation, condition, bare) is False:
            continue
        for name in sorted(facts(condition.node) & bare.keys()):
            for value in _options(situation, name, found):
                if weighed(situation, condition, {**bare, name: value}) is False:
                    touched = [c for c in conditions if name in c[2]]
                    if _faults(situation, touched, {**chosen, name: value}) <= _faults(situation, touched, chosen):
                        chosen[name] = bare[name] = value
                        break
            if weighed(situation, condition, bare) is False:
                break
    return chosen


def weighed(situation: Situation, condition: Condition, chosen: Facts) -> Truth:
    """Whether a condition holds in a cell."""
    return View(situation.law, {**chosen, **_supplied(situation)}).holds(condition).truth


_Want = tuple[Condition | None, bool, frozenset[str], int]


def _wanted(situation: Situation, found: Iterable[Block]) -> list[_Want]:
    """What should hold (the elements), and what should not (entries and programmes)."""
    law, offence = situation.law, situation.law.offences[situation.offence]
    wanted: list[_Want] = [(offence.elements, True, frozenset(facts(offence.elements.node)), 100)]
    for block in found:
        if block.list not in ("tiers", "rows", "factor"):
            condition = _own(block, law)
            if condition is not None:
                should = block.list == "limitation" and not block.off
                wanted.append((condition, should, frozenset(facts(*block.nodes)), 10))
    tiers = [(t.when, False, frozenset(facts(t.when.node)), 1) for p in offence.provisions for t in p.tiers if t.when]
    return [*wanted, *tiers]


def _own(block: Block, law: Law) -> Condition | None:
    """The condition of an entry or programme, or of what takes its effect away."""
    record = law.named.get(block.off if block.off not in ("", "unless") else block.rule)
    if block.off == "unless":
        return getattr(record, "unless", None)
    return getattr(record, "requires", None) or getattr(record, "when", None)


def _faults(situation: Situation, wanted: Iterable[_Want], chosen: Facts) -> int:
    view = View(situation.law, {**chosen, **_supplied(situation)})
    return sum(cost for condition, should, _, cost in wanted if (view.holds(condition).truth is True) is not should)


def _supplied(situation: Situation) -> Facts:
    """What the engine supplies of a case before it begins."""
    days = {f"timeline.{n}": getattr(situation.timeline, n) for n in ("act", "found", "notice", "decision")}
    tags = frozenset(situation.law.offences[situation.offence].tags)
    return {"offence": situation.offence, "offence_tag": tags, **days}


def _options(situation: Situation, name: str, found: Iterable[Block]) -> tuple[Any, ...]:
    fact = situation.law.facts.get(name)
    if fact is None:  # what a party is may go undeclared where no rule looks at it
        return ("organisation",)
    if fact.type == "date":
        return days(situation, name, [n for block in found for n in block.nodes])
    values = tuple(space.values(situation.law, situation.offence, name))
    return (*values, _AMOUNT) if fact.type == "money" else values


def _first(fact: Fact, values: tuple[Any, ...], heavy: bool, grown: bool) -> Any:
    """What a fact is at first: false, the lightest or heaviest, one of a kind; a party is ``grown`` up."""
    if fact.type == "boolean":
        return False
    if fact.type == "money":
        return _AMOUNT if _AMOUNT in values else values[-1]
    if fact.type in RISING or fact.type == "ratio":
        return values[-1] if heavy or grown else next((v for v in values if v), values[0])
    return values[-1] if heavy and fact.ordered else values[0]


def _heaviest(situation: Situation, found: Iterable[Block]) -> dict[str, Any]:
    """For each factor of one fact, the value that weighs most."""
    chosen: dict[str, Any] = {}
    for basis in situation.law.bases.values():
        for factor in basis.factors:
            weighed: list[tuple[Number, Any]] = []
            for level in factor.levels:
                heavy = max((f.value for f in level.weight.figures), default=0)
                weighed += [(heavy, value) for value in level.values]
            if factor.fact is not None and weighed:
                value = max(weighed, key=lambda pair: pair[0])[1]
                is_set = situation.law.facts[factor.fact].type == "set"
                chosen[factor.fact] = frozenset({value}) if is_set else value
    return chosen
