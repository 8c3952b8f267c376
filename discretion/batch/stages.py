"""The engine's own stages, each run once for everything that it can look at.

A stage sees a case through a few things only: the conditions of its own rules, and what the stages before it left. What it did then, a
:class:`discretion.batch.step.Step`, is kept under exactly these, so that cases which differ elsewhere share it. Nothing of the law is
written here: a stage that has not seen its like before is run, on the case itself.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial, reduce
from operator import or_
from typing import Any, Final

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
from discretion.assess.matter import Matter, TierRange
from discretion.assess.outcome import fine_of, outcome_of, settled
from discretion.assess.period import periods
from discretion.assess.tables import tables
from discretion.assess.truth import View, unique
from discretion.batch.cell import Cells, Look, Outside, Regime
from discretion.batch.group import Group, Shared
from discretion.batch.line import SEPARATOR, Draft, Line, line_of
from discretion.batch.logic import Sight
from discretion.batch.rules import BASIS, PROGRAMME, Rule, fines
from discretion.batch.state import Candidate, Followed, Found, State
from discretion.batch.step import NOTHING, Memory, Step, did, recall, rules_of, step_of
from discretion.batch.traced import Tape
from discretion.case.case import Timeline, Violation
from discretion.law.offence import Provision

Ready = Callable[[], tuple[Violation, View]]
_Seen = Callable[[State, Look, Ready], Hashable]
_Kept = Callable[[State], tuple[Memory, Hashable]]
_UNGOVERNED: Final = ("not-covered", "not-punishable")
_ADJUSTED: Final = ("heavier", "lighter", "mitigated")
_FOLLOWING: Final = ("consequences", "referral", "no-coercion", "daily-fine")
_BOUNDED: Final = ("floor", "ceiling", "amount", "below_floor")
_MONEY: Final = ("floor", "ceiling", "base", "spans", "amount", "below_floor")


def _candidate(record: Provision, cells: Cells) -> Candidate:
    key = ("provision", id(record))
    found = cells.steps.get(key)
    if found is None:
        found = cells.steps[key] = Candidate(record, cells)
    assert isinstance(found, Candidate)
    return found


class _Stage(msgspec.Struct, frozen=True):
    """A stage of the engine: ``seen`` names what it sees of a case that has come to a state, ``kept`` says where what it did is kept for
    all states, and under what name beside that one."""

    run: Callable[[Matter], Matter]
    seen: _Seen
    kept: _Kept
    amounts: bool


class Course:
    """The stages of one offence in one regime, for one kind of party."""

    def __init__(self, cells: Cells, regime: Regime, kind: str, shared: Shared) -> None:
        self.cells, self.regime, self.kind, self.shared = cells, regime, kind, shared
        self.law = cells.law
        self.timeline = Timeline(act=regime.act, decision=regime.decision)
        self.periods = periods(self.law, cells.offence, regime.act, regime.decision)
        governing = applicable_law.candidates(cells.offence, regime.act, regime.decision, self.law)
        #: The result of every case of the regime, where no provision governs.
        self.constant: Line | None = None
        if governing.ending is not None:
            violation = Violation(cells.offence, {}, None)  # type: ignore[arg-type]
            self.constant = line_of(1, "", cells.offence, without_provision(violation, self.law, governing))
        self.named = rules_of(governing.findings)
        provisions = {p.key: _candidate(p, cells) for p in governing.all}
        self.candidates = tuple(provisions.values())
        self.act = tuple(provisions[p.key] for p in governing.act)
        self.decision = tuple(provisions[p.key] for p in governing.decision)
        #: What the stages did, in whatever regime.
        self.steps: Memory = cells.steps

        def group(*names: str) -> Group:
            return shared.group(regime.group(*names))

        self.following, self.procedure = group(*_FOLLOWING), group("procedure")
        self.programme = group(PROGRAMME)
        self.bases = {r.id: r for r in regime.rules if r.group == BASIS}
        self.scope = shared.name(tuple(self.bases))
        self.sides = (tuple(p.number for p in self.act), tuple(p.number for p in self.decision))
        #: Names what the result depends on beside the case.
        self.name = shared.name(self.named)
        self.tables = Sight()
        for rule in self.bases.values():
            self.tables |= rule.select
        self.quoted = tuple(dict.fromkeys(n for p in self.law.offences[cells.offence].provisions for n in fines(p)))
        #: Where amounts are traced: what is noted of them.
        self.tape: Tape | None = None
        stages: dict[Any, tuple[_Seen, _Kept]] = {
            elements.run: (self._elements, self._own),
            limitation.run: self._listed(group("limitation"), more=lambda look: look.sides),
            responsibility.run: self._listed(group("not-responsible")),
            exemption.run: self._listed(group("already-fined", "no-penalty")),
            range.run: (self._range, self._own),
            basis.run: (self._basis, lambda state: (self.steps, (state.provision.number, state.ranged))),
            adjustment.run: self._listed(group(*_ADJUSTED), self._money),
            programme.run: self._listed(self.programme, self._amounts, self._worked),
            bounds.run: (lambda state, look, ready: (), lambda state: (self.steps, self._bounds(state))),
        }
        looked = reduce(or_, (s.elements.holds | s.tiers.holds | s.whole.holds for s in self.candidates), 0)
        if set(stages) != set(STAGES) or looked & ~regime.sure:
            raise Outside
        self._stages = tuple(_Stage(stage, *stages[stage], stage in AMOUNTS) for stage in STAGES)

    def assess(self, look: Look, ready: Ready, tape: Tape | None = None) -> Found:
        """The result; with a ``tape``, of amounts that are traced on it. Raises :class:`Outside`."""
        self.tape = tape
        states = [self._run(self.shared.start(p), look, ready) for p in self.candidates]
        state, choice = self._choose(states, ready) if len(states) > 1 else (states[0], NOTHING)
        followed = self._follow(state, look, ready)
        open_ = followed.outcome not in _UNGOVERNED
        name = (self.name, choice.number, self.procedure.seen(look) if open_ else None)

        def found() -> Found:
            notes = self._procedure(followed, look, ready) if open_ else NOTHING
            return self.shared.kept(Found(self._draft(followed, choice, notes), self.shared.written))

        return recall(followed.then, name, tape, found)

    def _run(self, state: State, look: Look, ready: Ready) -> State:
        tape = self.tape
        for stage in self._stages:
            if state.ended is not None and (stage.amounts or state.ended == "not-established"):
                break
            seen = stage.seen(state, look, ready)
            known = state.then.get(seen)
            if known is None:
                known = recall(state.then, seen, tape, partial(self._after, stage, state, seen, ready))
            state = known
        return state

    def _after(self, stage: _Stage, state: State, seen: Hashable, ready: Ready) -> State:
        """The state to which a stage leads."""
        memory, name = stage.kept(state)
        step = recall(memory, (stage.run, name, seen), self.tape, lambda: self._step(stage.run, state, ready))
        return self.shared.kept(state.after(step))

    # --- the stages -----------------------------------------------------------------------------------------------

    def _own(self, state: State) -> tuple[Memory, Hashable]:
        return self.steps, state.provision.number

    def _listed(
        self,
        group: Group,
        name: Callable[[State], Hashable] = lambda state: (),
        more: Callable[[Look], Hashable] | None = None,
    ) -> tuple[_Seen, _Kept]:
        """A stage that looks at the rules of a group: what it sees, and where what it did is kept."""
        memory = self.shared.steps if group.common else self.steps
        number, sight = group.name, group.sight

        def kept(state: State) -> tuple[Memory, Hashable]:
            return memory, name(state)

        if more is None:
            return lambda state, look, ready: (number, look.seen(sight)), kept
        return lambda state, look, ready: (number, look.seen(sight), more(look)), kept

    def _elements(self, state: State, look: Look, ready: Ready) -> Hashable:
        return look.seen(state.provision.elements)

    def _range(self, state: State, look: Look, ready: Ready) -> Hashable:
        return self.kind, look.seen(state.provision.tiers), look.values(state.provision.fines)

    def _basis(self, state: State, look: Look, ready: Ready) -> Hashable:
        values = look.values(self.quoted)
        select = ("tables", self.scope, look.seen(self.tables), values)
        consulted = state.then.get(select)
        if consulted is None:
            place = (state.provision.number, state.ranged, select)
            consulted = recall(
                state.then,
                select,
                self.tape,
                lambda: recall(self.steps, place, self.tape, lambda: self._consulted(state, ready)),
            )
        seen: list[Hashable] = [values]
        for rule in consulted:
            known = rule.levels is not None and not look.unknown & rule.levels.sight.holds
            total = self._total(rule, look) if known else look.seen(rule.whole)
            seen += (rule.id, known, total, look.seen(rule.sight), look.values(rule.worked))
        return tuple(seen)

    def _total(self, rule: Rule, look: Look) -> Hashable:
        """What the levels of a table come to."""
        levels = rule.levels
        assert levels is not None
        key = (rule.id, look.holds & levels.sight.holds)
        found = self.steps.get(key)
        if found is None:
            found = self.steps[key] = levels.total(look.holds)
        return found

    def _consulted(self, state: State, ready: Ready) -> tuple[Rule, ...]:
        """The tables that the engine consults: those of each group until one of a group surely applies."""
        matter = self._matter(state, ready)
        consulted: dict[str, Rule] = {}
        for tier in matter.tiers:
            for group in tables(matter, tier):
                consulted |= {t.id: self.bases[t.id] for t in group}
                if any(t.sure for t in group):
                    break
        return tuple(consulted.values())

    def _worked(self, look: Look) -> Hashable:
        return look.values(self.programme.numbers)

    def _money(self, state: State) -> Hashable:
        return self._named(state, _MONEY)

    def _amounts(self, state: State) -> Hashable:
        return self._named(state, _BOUNDED, tuple([(t.floor, t.ceiling) for t in state.fields.get("tiers", ())]))

    def _bounds(self, state: State) -> Hashable:
        return state.provision.number, self._named(state, _BOUNDED)

    def _named(self, state: State, fields: tuple[str, ...], more: Hashable = ()) -> int:
        """A number for the fields as they are."""
        return self.shared.name((fields, tuple([state.fields.get(f) for f in fields]), more))

    def _step(self, stage: Callable[[Matter], Matter], state: State, ready: Ready) -> Step:
        matter = msgspec.structs.replace(self._matter(state, ready, stage is limitation.run), missing=())
        return did(matter, stage(matter))

    def _matter(self, state: State, ready: Ready, dated: bool = False) -> Matter:
        """The matter as far as it has come.

        The same rules are in force on all days of the regime, so that the engine, which is asked what it did only and not in what words,
        may have those of the regime, and finds again what it did for other days of it. ``dated``: it counts from the days themselves.
        """
        violation, view = ready()
        if not dated:
            violation = Violation(violation.offence, violation.facts, self.timeline)
        if state.late:
            view = View(self.law, {**view.facts, **state.late})
        return Matter.begun(
            self.law,
            violation,
            view,
            self.law.offences[self.cells.offence],
            self.kind,
            state.provision.record,
            endings=state.endings,
            missing=state.missing,
            when=None if dated else self.periods,
            **state.fields,
        )

    # --- what follows -----------------------------------------------------------------------------------------------

    def _choose(self, states: list[State], ready: Ready) -> tuple[State, Step]:
        """The state of the provision that governs, and the step that chose it."""

        def chosen_of() -> tuple[State | None, Step]:
            matters = {s.provision.number: self._matter(s, ready) for s in states}
            chosen = choose([matters[p.number] for p in self.act], [matters[p.number] for p in self.decision])
            alone = chosen.matters[0] if len(chosen.matters) == 1 else None
            state = next((s for s in states if matters[s.provision.number] is alone), None)
            return state, step_of(chosen.findings, chosen.missing)

        first, *others = states
        state, step = recall(first.then, ("choice", self.sides, *others), self.tape, chosen_of)
        if state is None:
            raise Outside
        return state, step

    def _follow(self, state: State, look: Look, ready: Ready) -> Followed:
        provision, group = state.provision, self.following
        seen = ("follows", group.seen(look), look.seen(provision.whole), look.lasts)

        def did_follow() -> Step:
            matter = msgspec.structs.replace(self._matter(state, ready), missing=())
            return did(matter, consequence.run(matter).matter)

        def follows() -> Followed:
            late = self.shared.late(group.sight.late, state.late, self.tape)
            open_ = state.fields.get("amount") is None
            key = (provision.number, state.ended, state.ranged, open_, late, seen)
            step = recall(self.steps, key, self.tape, did_follow)
            return self.shared.kept(Followed(state, step, *self._result(state, step)))

        return recall(state.then, seen, self.tape, follows)

    def _procedure(self, followed: Followed, look: Look, ready: Ready) -> Step:
        group, state, fine = self.procedure, followed.state, followed.fine
        late = self.shared.late(group.sight.late, {"fine": fine, **state.late}, self.tape)
        memory = self.shared.steps if group.common else self.steps
        key = ("procedure", group.seen(look), late)
        return recall(memory, key, self.tape, lambda: step_of(procedure.run(self._matter(state, ready), fine)))

    def _result(self, state: State, follows: Step) -> tuple[Any, Any, bool]:
        """The outcome, the fine, and whether it is settled."""
        violation, view = Violation(self.cells.offence, {}, None), View(self.law, {})  # type: ignore[arg-type]
        matter = self._matter(state, lambda: (violation, view))
        matter = msgspec.structs.replace(matter, endings=(*matter.endings, *follows.endings))
        outcome = outcome_of(matter)
        fine = fine_of(matter, outcome)
        return outcome, fine, settled(outcome, fine) and fine.known

    def _draft(self, followed: Followed, choice: Step, notes: Step) -> Draft:
        state, follows = followed.state, followed.step
        tiers: tuple[TierRange, ...] = state.fields.get("tiers", ())
        steps = sorted((*state.steps, follows, choice), key=lambda s: s.stage)
        rules = unique((*self.named, *(r for s in steps for r in s.rules), *notes.rules))
        missing = askable((*state.missing, *follows.missing, *choice.missing), self.law)
        return Draft(
            self.cells.offence,
            followed.outcome,
            followed.fine,
            followed.settled,
            state.fields.get("floor") if tiers else None,
            state.fields.get("ceiling") if tiers else None,
            state.fields.get("base"),
            state.provision.cited,
            SEPARATOR.join(rules),
            SEPARATOR.join(sorted(missing)),
        )
