"""The mitigations that are still open: what would have to change, by when, and what each is worth.

Every amount is the result of a further assessment with those facts set; nothing is worked out beside the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, Final

import msgspec

from discretion.assess import Assessment, views
from discretion.assess.truth import unique
from discretion.case.case import Case, Violation
from discretion.desk.again import TIMELINE, quick, value_in, with_facts
from discretion.desk.changes import Change, Result, change, period_of, period_rule, result
from discretion.desk.reach import CORRECTED, STILL, Reach, own
from discretion.desk.ways import Changes, last_day, ways
from discretion.law.condition import AllOf, Condition
from discretion.law.fact import Value
from discretion.law.figure import Mark
from discretion.law.programme import Programme
from discretion.money import Number
from discretion.rulebook import Law
from discretion.text import Message, Said, Text, say

LISTS: Final = ("no-penalty", "lighter", "mitigated")
CREDITS: Final = "law_study.credits"
MOST_WAYS: Final = 24


class Due(msgspec.Struct, frozen=True):
    """By when something must have been done; ``last`` is ``None`` where the day from which it counts is unknown."""

    fact: str
    title: Text
    rule: Message
    last: date | None
    passed: bool = False


class Opening(msgspec.Struct, frozen=True):
    """A mitigation that is still open. ``off``: what it saves alone, in yuan, where that is exactly known."""

    rule: str
    kind: str
    title: Said
    offence: str
    changes: tuple[Change, ...]
    due: tuple[Due, ...]
    after: Result
    off: Number | None
    citations: tuple[Text, ...] = ()
    marks: tuple[Mark, ...] = ()
    facts: Mapping[str, Any] = {}


class Closed(msgspec.Struct, frozen=True):
    """A programme that cannot be had any more, and why."""

    rule: str
    title: Said
    because: Said | None


class Desk:
    """A case at the desk: what it is now, and what it could become."""

    def __init__(self, case: Case, law: Law, now: Assessment, today: date | None = None) -> None:
        self.case, self.law, self.now, self.today = case, law, result(now), today
        self.assessment = now
        self.views = views(case, law)

    def openings(self) -> Iterator[Opening]:
        """Every mitigation still open that would lower the result, each once."""
        seen: set[tuple[str, frozenset[tuple[str, Any]]]] = set()
        for index, violation in enumerate(self.case.violations):
            reach = Reach(self.views[index], own(self.law, violation.offence))
            for rule, kind, node in self._candidates(violation, index):
                opening = self._opening(rule, kind, node, violation, reach)
                key = None if opening is None else (rule, frozenset(opening.facts.items()))
                if opening is not None and key is not None and key not in seen:
                    seen.add(key)
                    yield opening

    def _candidates(self, violation: Violation, index: int) -> Iterator[tuple[str, str, AllOf | None]]:
        """The programmes and entries that do not apply yet; the correction of the act stands for itself."""
        findings = self.assessment.violations[index].findings
        applied = {f.rule for f in findings if f.verdict == "applied" and not f.choice}
        if value_in(violation, CORRECTED) in STILL:
            yield CORRECTED, CORRECTED, None
        for id, programme in self.law.programmes.items():
            if id not in applied and self._may(id, programme, violation):
                yield id, programme.kind, programme.requires.node
        for name in LISTS:
            for entry in self.law.lists[name]:
                if entry.when is not None and entry.id not in applied and self._may(entry.id, entry, violation):
                    yield entry.id, name, entry.when.node

    def _may(self, rule: str, record: Any, violation: Violation) -> bool:
        """Whether a rule concerns the offence, is in force, and has no nearer one in its place."""
        day = violation.timeline.act if record.at == "act" else violation.timeline.decision
        standing = self.law.in_force(record, day) is not False and not self.law.replaced(rule, day)
        return standing and bool(record.concerns(violation.offence))

    def _opening(self, rule: str, kind: str, node: AllOf | None, violation: Violation, reach: Reach) -> Opening | None:
        """The way that lowers the result most; of those that lower it alike the one that asks least."""
        best: tuple[Any, Changes, Result] | None = None
        for changes in islice(self._changes(rule, node, violation, reach), MOST_WAYS):
            if not changes:
                continue
            after = result(quick(with_facts(self.case, changes, violation), self.law))
            order = (after.highest, after.fine.low, len(changes))
            if after.lower_than(self.now) and (best is None or order < best[0]):
                best = (order, changes, after)
        return None if best is None else self._made(rule, kind, violation, reach, best[1], best[2])

    def _changes(self, rule: str, node: AllOf | None, violation: Violation, reach: Reach) -> Iterator[Changes]:
        if node is None:
            yield from ({CORRECTED: v} for v in STILL[value_in(violation, CORRECTED)])
            return
        programme = self.law.programmes.get(rule)
        for changes in ways(node, reach):
            kept = self._not_excluded(rule, changes, violation, reach)
            if kept is not None and programme is not None:
                yield from _steps(programme, kept, reach)
            elif kept is not None:
                yield kept

    def _not_excluded(self, rule: str, changes: Changes, violation: Violation, reach: Reach) -> Changes | None:
        """With what must be so beside the condition, so that no exclusion or exception defeats the rule."""
        conditions = [e.when for e in self.law.exclusions(rule) if e.concerns(violation.offence)]
        conditions.append(getattr(self.law.named[rule], "unless", None))
        for condition in conditions:
            if condition is None:
                continue
            way = next(ways(condition.node, _after(reach, changes), wanted=False), None)
            if way is None:
                return None
            changes = {**changes, **way}
        return changes

    def _made(
        self, rule: str, kind: str, violation: Violation, reach: Reach, changes: Changes, after: Result
    ) -> Opening:
        record = self.law.named.get(rule)
        conditions = self._conditions(rule)
        earned = reach.own | {CORRECTED}
        finding = next((f for v in self.assessment.violations for f in v.findings if f.rule == rule), None)
        return Opening(
            rule,
            kind,
            self.law.fact_title(rule) if record is None else record.title,
            violation.offence,
            tuple(
                change(f, v, violation, self.law, conditions, earned)
                for f, v in changes.items()
                if not f.startswith(TIMELINE)
            ),
            self._due(conditions, changes, reach),
            after,
            after.saved_from(self.now),
            () if record is None else self.law.cites(record.source),
            unique((*(finding.marks if finding else ()), *_figures(record))),
            dict(changes),
        )

    def _conditions(self, rule: str) -> list[Condition | None]:
        """The conditions of a rule, those of its steps too."""
        record = self.law.named.get(rule)
        if record is None:
            return []
        return [self.law.condition(rule), *(s.when for s in getattr(record, "reduction", ()))]

    def _due(self, conditions: Sequence[Condition | None], changes: Changes, reach: Reach) -> tuple[Due, ...]:
        """By when, from the tests that count a period. What no test limits must be proved before the decision."""
        found = []
        for fact in changes:
            test = period_of(fact, conditions)
            if test is None:
                continue
            start = reach.view.value(test.of)
            last = last_day(test, start) if isinstance(start, date) else None
            found.append(Due(fact, self.law.fact_title(fact), period_rule(test, self.law), last, self._passed(last)))
        return tuple(found)

    def _passed(self, last: date | None) -> bool:
        """Whether a last day lies behind us, in a case that is not decided yet."""
        decision = self.case.violations[0].timeline.decision
        if last is None or self.today is None or (decision is not None and decision < self.today):
            return False
        return last < self.today

    def together(self, openings: Sequence[Opening]) -> Opening | None:
        """Everything that lowers the fine, together.

        Entries of the lists are for the officer to find; where a programme waives the fine there is nothing to add to it.
        """
        chosen = [o for o in openings if o.kind not in LISTS and o.after.outcome != "no-penalty"]
        if len(chosen) < 2:
            return None
        case, changes = self.case, []
        for violation in self.case.violations:
            mine = [o for o in chosen if o.offence == violation.offence]
            facts = self._joined(o.facts for o in mine)
            case = with_facts(case, facts, violation)
            conditions = [c for o in mine for c in self._conditions(o.rule)]
            earned = own(self.law, violation.offence) | {CORRECTED}
            changes += [change(f, v, violation, self.law, conditions, earned) for f, v in facts.items()]
        after = result(quick(case, self.law))
        return Opening(
            "together",
            "together",
            say("all of them together"),
            "",
            unique(c for c in changes if not c.fact.startswith(TIMELINE)),
            unique(d for o in chosen for d in o.due),
            after,
            after.saved_from(self.now),
            (),
            unique(m for o in chosen for m in o.marks),
        )

    def _joined(self, several: Iterable[Mapping[str, Value]]) -> Mapping[str, Value]:
        """Several sets of changes as one; of two choices of an ordered fact the lighter one serves both."""
        facts: dict[str, Value] = {}
        for changes in several:
            for fact, value in changes.items():
                order = list(self.law.facts[fact].choices or ()) if fact in self.law.facts else []
                both = [v for v in order if v in (value, facts.get(fact, value))]
                facts[fact] = both[0] if both else value
        return facts

    def closed(self, openings: Sequence[Opening]) -> Iterator[Closed]:
        """The programmes that do not apply and are not open."""
        rules = {o.rule for o in openings}
        for violation in self.assessment.violations:
            for finding in violation.findings:
                known = finding.rule in self.law.programmes and finding.verdict == "not-applied"
                if known and finding.rule not in rules:
                    rules.add(finding.rule)
                    yield Closed(finding.rule, finding.title, finding.failed or finding.reason)


def _after(reach: Reach, changes: Changes) -> Reach:
    return Reach(msgspec.structs.replace(reach.view, facts={**reach.view.facts, **changes}), reach.own)


def _steps(programme: Programme, changes: Changes, reach: Reach) -> Iterator[Changes]:
    """The steps of a reduction that could still be had, with the facts that earn the credits they ask for."""
    if programme.result == "no-penalty" or not programme.reduction:
        yield changes
        return
    for step in programme.reduction:
        after = _after(reach, changes)
        if step.when is None:
            yield changes
        elif any(t.fact == CREDITS for t in step.when.tests()):
            yield changes
            yield from ({**changes, **more} for more in _earning(programme, after))
        else:
            yield from ({**changes, **more} for more in ways(step.when.node, after))


def _earning(programme: Programme, reach: Reach) -> Iterator[Changes]:
    """What would earn the credits of a programme: what is credited once, or as many units as any of its steps asks for."""
    steps = [t.test for s in programme.reduction if s.when for t in s.when.tests() if t.fact == CREDITS]
    asked = sorted({bound for test in steps for bound in getattr(test, "bounds", ())})
    for credit in programme.credits:
        if credit.when is not None:
            yield from ways(credit.when.node, reach)
        if credit.per is not None and credit.credits.value:
            units = (-(-bound // credit.credits.value) for bound in asked)
            yield from ({credit.per: number} for number in units if reach.can(credit.per, number))


def _figures(record: Any) -> Iterator[Mark]:
    """The marks of the figures that a programme would apply."""
    for step in getattr(record, "reduction", ()):
        yield from step.percent.marks
    for credit in getattr(record, "credits", ()):
        yield from credit.credits.marks
