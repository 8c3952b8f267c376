"""The engine's own stages, each run once for everything that it can look at.

A stage sees a case through a few things only: the conditions of its own rules, and what the stages before it left. What it did then, a
:class:`Step`, is kept under exactly these, so that cases which differ elsewhere share it. Nothing of the law is written here: a stage
that has not seen its like before is run, on the case itself.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from itertools import count
from typing import Any, Final, TypeVar

import msgspec

from discretion.assess import (
    AMOUNTS,
    STAGES,
    adjustment,
    applicable_law,
    askable,
    basis,
    bounds,
    consequence,
    elements,
    exemption,
    limitation,
    procedure,
    programme,
    range,
    responsibility,
    without_provision,
)
from discretion.assess.choice import choose
from discretion.assess.finding import ORDER, Finding
from discretion.assess.left import FIELDS
from discretion.assess.matter import Ending, Matter, TierRange
from discretion.assess.outcome import fine_of, outcome_of, settled
from discretion.assess.tables import tables
from discretion.assess.truth import View, unique, weigh
from discretion.batch.cell import Cells, Look, Outside, Regime
from discretion.batch.line import SEPARATOR, Draft, Line, line_of, told
from discretion.batch.logic import LATE, Sight
from discretion.batch.rules import BASIS, PROGRAMME, Rule, fines
from discretion.batch.traced import Guards, Tape
from discretion.case.case import Timeline, Violation
from discretion.law.condition import FactTest
from discretion.law.offence import Provision
from discretion.money import Amount

T = TypeVar("T")
Ready = Callable[[], tuple[Violation, View]]
Memory = dict[Hashable, Any]
_UNGOVERNED: Final = ("not-covered", "not-punishable")
_ADJUSTED: Final = ("heavier", "lighter", "mitigated")
_FOLLOWING: Final = ("consequences", "referral", "no-coercion", "daily-fine")
_RANGE: Final = STAGES.index(range.run)
_numbers = count(1)
_ABSENT: Final = object()


class _Ways(list[tuple[Guards, Any]]):
    """What was found under one name for traced amounts: each where the amounts pass its guards."""


def recall(memory: Memory, name: Hashable, tape: Tape | None, work: Callable[[], T]) -> T:
    """What was found under ``name``, or ``work()``. With a ``tape`` its guards count too, and are noted."""
    known = memory.get(name, _ABSENT)
    if known is not _ABSENT:
        return known  # type: ignore[no-any-return]
    if tape is None:
        value = memory[name] = work()
        return value
    # the same name may stand for a case with other amounts: of these no guard is known
    ways: _Ways | None = memory.get((tape.names, name))
    for guards, found in ways or ():
        if tape.go_on(guards):
            return found  # type: ignore[no-any-return]
    place = len(tape.order)
    value = work()
    guards = tape.since(place)
    if guards:
        memory.setdefault((tape.names, name), _Ways()).append((guards, value))
    else:
        memory[name] = value
    return value


class Step(msgspec.Struct, frozen=True):
    """What a stage did: the endings it found, the fields it set, the rules that applied; ``number`` names it."""

    number: int
    stage: int = 0
    endings: tuple[Ending, ...] = ()
    changes: dict[str, Any] = {}
    rules: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    late: dict[str, Any] = {}


class Group:
    """The rules at which a stage looks, in one regime: their conditions, and the name under which other offences share them."""

    def __init__(self, rules: Iterable[Rule], shared: Shared) -> None:
        found = tuple(rules)
        self.sight = Sight()
        for rule in found:
            self.sight |= rule.whole
        self.numbers = tuple(dict.fromkeys(n for r in found for n in r.numbers))
        self.common = all(r.common for r in found)
        self.name = shared.name(tuple(r.id for r in found))


class Shared:
    """What the offences of a jurisdiction share: steps of rules for all, and names for what is the same."""

    def __init__(self, law: Any) -> None:
        self.law = law
        self.steps: Memory = {}
        self._groups: dict[tuple[int, ...], tuple[tuple[Rule, ...], Group]] = {}
        self._names: dict[Hashable, int] = {}
        self._tests: Memory = {}

    def group(self, rules: tuple[Rule, ...]) -> Group:
        """The group of some rules."""
        key = tuple(map(id, rules))
        if key not in self._groups:
            # the rules are kept with it, so that nothing else comes to have their ids
            self._groups[key] = (rules, Group(rules, self))
        return self._groups[key][1]

    def name(self, what: Hashable) -> int:
        """A number for it; the same for the same."""
        return self._names.setdefault(what, len(self._names))

    def late(self, tests: tuple[FactTest, ...], facts: dict[str, Any], tape: Tape | None) -> tuple[bool | None, ...]:
        """What the tests of late facts are worth."""
        if not tests:
            return ()
        if len(self._tests) > MOST:
            self._tests.clear()
        view = View(self.law, facts)
        return recall(
            self._tests,
            (tests, tuple(facts.items())),
            tape,
            lambda: tuple(weigh(t, view).truth for t in tests),
        )


MOST: Final = 50_000


class _State:
    """A candidate as far as the stages have come."""

    __slots__ = ("amounts", "ended", "endings", "fields", "late", "missing", "money", "provision", "steps")

    def __init__(self, provision: _Provision) -> None:
        self.provision = provision
        self.steps: list[Step] = []
        self.endings: tuple[Ending, ...] = ()
        self.missing: tuple[str, ...] = ()
        self.fields: dict[str, Any] = {}
        self.late: dict[str, Any] = {}
        self.ended: str | None = None
        self.money = 0
        self.amounts = 0

    def add(self, step: Step) -> None:
        """Go one step on."""
        self.steps.append(step)
        if step.endings:
            self.endings += step.endings
            if self.ended is None:
                self.ended = next((e.outcome for e in step.endings if e.certain and e.outcome != "may-waive"), None)
        if step.changes:
            self.fields.update(step.changes)
        if step.missing:
            self.missing = unique((*self.missing, *step.missing))
        if step.late:
            self.late = step.late

    @property
    def key(self) -> tuple[int, ...]:
        """The steps by number."""
        return tuple([s.number for s in self.steps])


class _Provision:
    """A candidate provision and its conditions."""

    def __init__(self, record: Provision, cells: Cells) -> None:
        #: The same in every regime.
        self.number = next(n for n, r in enumerate(cells.own.rules) if r.record is record)
        self.record = record
        sight = cells.own.conditions.sight
        self.elements = sight((cells.law.offences[cells.offence].elements, record.elements))
        self.tiers = sight(t.when for t in record.tiers)
        self.whole = cells.own.rules[self.number].sight
        self.fines = fines(record)
        self.cited = SEPARATOR.join(c.text for c in record.liability)


def _provision(record: Provision, cells: Cells) -> _Provision:
    key = ("provision", id(record))
    found = cells.steps.get(key)
    if found is None:
        found = cells.steps[key] = _Provision(record, cells)
    assert isinstance(found, _Provision)
    return found


class Course:
    """The stages of one offence in one regime, for one kind of party."""

    def __init__(self, cells: Cells, regime: Regime, kind: str, shared: Shared) -> None:
        self.cells, self.regime, self.kind, self.shared = cells, regime, kind, shared
        self.law = cells.law
        self.timeline = Timeline(act=regime.act, decision=regime.decision)
        governing = applicable_law.candidates(cells.offence, regime.act, regime.decision, self.law)
        #: The result of every case of the regime, where no provision governs.
        self.constant: Line | None = None
        if governing.ending is not None:
            violation = Violation(cells.offence, {}, None)  # type: ignore[arg-type]
            self.constant = line_of(1, "", cells.offence, without_provision(violation, self.law, governing))
        self.named = _rules(governing.findings)
        provisions = {p.key: _provision(p, cells) for p in governing.all}
        self.candidates = tuple(provisions.values())
        self.act = tuple(provisions[p.key] for p in governing.act)
        self.decision = tuple(provisions[p.key] for p in governing.decision)
        #: What the stages did, in whatever regime.
        self.steps: Memory = cells.steps

        def group(*names: str) -> Group:
            return shared.group(regime.group(*names))

        self.limitation, self.responsibility = group("limitation"), group("not-responsible")
        self.exemption, self.adjustment = group("already-fined", "no-penalty"), group(*_ADJUSTED)
        self.programme, self.following, self.procedure = group(PROGRAMME), group(*_FOLLOWING), group("procedure")
        self.bases = {r.id: r for r in regime.rules if r.group == BASIS}
        self.scope = shared.name(tuple(self.bases))
        self.sides = (tuple(p.number for p in self.act), tuple(p.number for p in self.decision))
        self.tables = Sight()
        for rule in self.bases.values():
            self.tables |= rule.select
        self.quoted = tuple(dict.fromkeys(n for p in self.law.offences[cells.offence].provisions for n in fines(p)))
        #: Where amounts are traced: what is noted of them.
        self.tape: Tape | None = None
        keys: dict[Any, Callable[[_State, Look, Ready], tuple[Memory, Hashable]]] = {
            elements.run: self._elements,
            limitation.run: self._limitation,
            responsibility.run: lambda state, look, ready: self._of(self.responsibility, look),
            exemption.run: lambda state, look, ready: self._of(self.exemption, look),
            range.run: self._range,
            basis.run: self._basis,
            adjustment.run: self._adjustment,
            programme.run: self._programme,
            bounds.run: self._bounds,
        }
        if set(keys) != set(STAGES):
            raise Outside
        self._stages = tuple((stage, keys[stage], stage in AMOUNTS) for stage in STAGES)

    def assess(self, look: Look, ready: Ready, tape: Tape | None = None) -> Draft:
        """The result; with a ``tape``, of amounts that are traced on it. Raises :class:`Outside`."""
        self.tape = tape
        states = {p.number: self._run(p, look, ready) for p in self.candidates}
        chosen, choice = self._choose(states, ready)
        state = states[chosen]
        follows = self._follow(state, look, ready)
        key = (chosen, choice.number, *state.key, follows.number)
        outcome, fine, settled = recall(self.steps, key, tape, lambda: self._result(state, follows))
        notes = NOTHING if outcome in _UNGOVERNED else self._procedure(state, look, fine, ready)
        return self._draft(state, follows, choice, notes, outcome, fine, settled)

    # --- the stages -----------------------------------------------------------------------------------------------

    def _run(self, provision: _Provision, look: Look, ready: Ready) -> _State:
        state = _State(provision)
        for stage, key, amounts in self._stages:
            if state.ended is not None and (amounts or state.ended == "not-established"):
                break
            memory, name = key(state, look, ready)
            state.add(recall(memory, (stage, name), self.tape, lambda stage=stage: self._step(stage, state, ready)))  # type: ignore[misc]
        return state

    def _of(self, group: Group, look: Look, *more: Hashable) -> tuple[Memory, Hashable]:
        memory = self.shared.steps if group.common else self.steps
        return memory, (group.name, look.seen(group.sight), *more)

    def _elements(self, state: _State, look: Look, ready: Ready) -> tuple[Memory, Hashable]:
        return self.steps, (state.provision.number, look.seen(state.provision.elements))

    def _limitation(self, state: _State, look: Look, ready: Ready) -> tuple[Memory, Hashable]:
        return self._of(self.limitation, look, look.sides)

    def _range(self, state: _State, look: Look, ready: Ready) -> tuple[Memory, Hashable]:
        provision = state.provision
        return self.steps, (self.kind, provision.number, look.seen(provision.tiers), look.values(provision.fines))

    def _basis(self, state: _State, look: Look, ready: Ready) -> tuple[Memory, Hashable]:
        provision, ranged = state.provision.number, state.steps[_RANGE].number
        select, values = look.seen(self.tables), look.values(self.quoted)
        place = ("tables", self.scope, provision, ranged, select, values)
        consulted = recall(self.steps, place, self.tape, lambda: self._consulted(state, ready))
        seen: list[Hashable] = []
        for rule in consulted:
            levels = rule.levels
            known = levels is not None and not look.unknown & levels.sight.holds
            total = levels.total(look.holds) if known else look.seen(rule.whole)  # type: ignore[union-attr]
            seen += (rule.id, known, total, look.seen(rule.sight), look.values(rule.worked))
        return self.steps, (provision, ranged, values, *seen)

    def _consulted(self, state: _State, ready: Ready) -> tuple[Rule, ...]:
        """The tables that the engine consults: those of each group until one of a group surely applies."""
        matter = self._matter(state, ready)
        consulted: dict[str, Rule] = {}
        for tier in matter.tiers:
            for group in tables(matter, tier):
                consulted |= {t.id: self.bases[t.id] for t in group}
                if any(t.sure for t in group):
                    break
        return tuple(consulted.values())

    def _adjustment(self, state: _State, look: Look, ready: Ready) -> tuple[Memory, Hashable]:
        state.money = self._interned("money", state, ("floor", "ceiling", "base", "spans", "amount", "below_floor"))
        return self._of(self.adjustment, look, state.money)

    def _programme(self, state: _State, look: Look, ready: Ready) -> tuple[Memory, Hashable]:
        ranges = tuple([(t.floor, t.ceiling) for t in state.fields.get("tiers", ())])
        state.amounts = self._interned("amounts", state, ("floor", "ceiling", "amount", "below_floor"), ranges)
        values = look.values(self.programme.numbers) if self.programme.numbers else ()
        return self._of(self.programme, look, state.amounts, values)

    def _bounds(self, state: _State, look: Look, ready: Ready) -> tuple[Memory, Hashable]:
        name = self._interned("bounds", state, ("floor", "ceiling", "amount", "below_floor"))
        return self.steps, (state.provision.number, name)

    def _interned(self, what: str, state: _State, fields: tuple[str, ...], more: Hashable = ()) -> int:
        """A number for the fields as they are: first looked up by the steps that led there, then by what they are."""
        key = (what, *[s.number for s in state.steps[_RANGE:]])
        number = self.steps.get(key)
        if number is None:
            values = tuple([state.fields.get(f) for f in fields])
            number = self.steps[key] = self.shared.name((what, values, more))
        return int(number)

    def _step(self, stage: Callable[[Matter], Matter], state: _State, ready: Ready) -> Step:
        matter = msgspec.structs.replace(self._matter(state, ready, stage is limitation.run), missing=())
        return _did(matter, stage(matter))

    def _matter(self, state: _State, ready: Ready, dated: bool = False) -> Matter:
        """The matter as far as it has come.

        The same rules are in force on all days of the regime, so that the engine, which is asked what it did only and not in what words,
        may have those of the regime, and finds again what it did for other days of it. ``dated``: it counts from the days themselves.
        """
        violation, view = ready()
        if not dated:
            violation = msgspec.structs.replace(violation, timeline=self.timeline)
        if state.late:
            view = View(self.law, {**view.facts, **state.late})
        return Matter(
            self.law,
            violation,
            view,
            self.law.offences[self.cells.offence],
            self.kind,  # type: ignore[arg-type]
            state.provision.record,
            endings=state.endings,
            missing=state.missing,
            **state.fields,
        )

    # --- what follows -----------------------------------------------------------------------------------------------

    def _choose(self, states: dict[int, _State], ready: Ready) -> tuple[int, Step]:
        """The provision that governs, and the step that chose it."""
        if len(states) == 1:
            return next(iter(states)), NOTHING
        key = ("choice", self.sides, *[s.key for s in states.values()])

        def chosen_of() -> tuple[int, Step]:
            matters = {n: self._matter(s, ready) for n, s in states.items()}
            chosen = choose([matters[p.number] for p in self.act], [matters[p.number] for p in self.decision])
            number = next((n for n, m in matters.items() if len(chosen.matters) == 1 and m is chosen.matters[0]), -1)
            step = Step(next(_numbers), _stage(chosen.findings), rules=_rules(chosen.findings), missing=chosen.missing)
            return number, step

        number, step = recall(self.steps, key, self.tape, chosen_of)
        if number < 0:
            raise Outside
        return number, step

    def _follow(self, state: _State, look: Look, ready: Ready) -> Step:
        provision, group = state.provision, self.following
        late = self.shared.late(group.sight.late, state.late, self.tape)
        ranged = state.steps[_RANGE].number if len(state.steps) > _RANGE else 0
        open_ = state.fields.get("amount") is None
        seen = (look.seen(group.sight), look.seen(provision.whole))
        key = ("consequence", group.name, provision.number, state.ended, ranged, open_, seen, look.lasts, late)

        def followed() -> Step:
            matter = msgspec.structs.replace(self._matter(state, ready), missing=())
            return _did(matter, consequence.run(matter).matter)

        return recall(self.steps, key, self.tape, followed)

    def _procedure(self, state: _State, look: Look, fine: Amount, ready: Ready) -> Step:
        group = self.procedure
        late = self.shared.late(group.sight.late, {"fine": fine, **state.late}, self.tape)
        memory, name = self._of(group, look, late)

        def noted() -> Step:
            findings = procedure.run(self._matter(state, ready), fine)
            return Step(next(_numbers), _stage(findings), rules=_rules(findings))

        return recall(memory, ("procedure", name), self.tape, noted)

    def _result(self, state: _State, follows: Step) -> tuple[Any, Amount, bool]:
        violation, view = Violation(self.cells.offence, {}, None), View(self.law, {})  # type: ignore[arg-type]
        matter = self._matter(state, lambda: (violation, view))
        matter = msgspec.structs.replace(matter, endings=(*matter.endings, *follows.endings))
        outcome = outcome_of(matter)
        fine = fine_of(matter, outcome)
        return outcome, fine, settled(outcome, fine) and fine.known

    def _draft(
        self, state: _State, follows: Step, choice: Step, notes: Step, outcome: Any, fine: Amount, settled: bool
    ) -> Draft:
        tiers: tuple[TierRange, ...] = state.fields.get("tiers", ())
        steps = sorted((*state.steps, follows, choice), key=lambda s: s.stage)
        rules = unique((*self.named, *(r for s in steps for r in s.rules), *notes.rules))
        missing = askable((*state.missing, *follows.missing, *choice.missing), self.law)
        return Draft(
            self.cells.offence,
            outcome,
            fine,
            settled,
            state.fields.get("floor") if tiers else None,
            state.fields.get("ceiling") if tiers else None,
            state.fields.get("base"),
            state.provision.cited,
            SEPARATOR.join(rules),
            SEPARATOR.join(sorted(missing)),
        )


NOTHING: Final = Step(0)


def _did(before: Matter, after: Matter) -> Step:
    """What a stage did."""
    changes = {f: getattr(after, f) for f in FIELDS if getattr(after, f) is not getattr(before, f)}
    known = before.view.facts
    late = {f: v for f, v in after.view.facts.items() if f in LATE and (f not in known or known[f] is not v)}
    return Step(
        next(_numbers),
        _stage(after.findings),
        after.endings[len(before.endings) :],
        changes,
        _rules(after.findings),
        after.missing[len(before.missing) :],
        late,
    )


def _rules(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The rules that applied."""
    return tuple(f.rule for f in findings if told(f))


def _stage(findings: tuple[Finding, ...]) -> int:
    """The place of a stage in the order in which findings are read. Raises :class:`Outside` where they are of several."""
    stages = {f.stage for f in findings}
    if len(stages) > 1:
        raise Outside
    return ORDER.index(stages.pop()) if stages else 0
