"""One factor of a table: which level holds, and its weight; an interval while the fact is unknown."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from fractions import Fraction
from math import lcm
from typing import Any, Final

import msgspec

from discretion.assess.finding import Finding, Seen
from discretion.assess.matter import Matter, names
from discretion.assess.memo import Step, derived
from discretion.assess.say import alternatives, listed, number_words, required, seen, value_words
from discretion.assess.tables import Table
from discretion.assess.truth import Truth, View, Worth, interval, unique
from discretion.case.case import Missing
from discretion.law.basis import Factor, Level
from discretion.law.fact import Fact
from discretion.law.figure import Mark
from discretion.money import ZERO, Amount, Number, less, plain
from discretion.text import Arithmetic, Message, Said, Text, say

STAGE: Final = "basis"


class Total(msgspec.Struct, frozen=True):
    """What a factor adds (``text``: as it stands in a sum), and the finding that says why."""

    weight: Amount
    finding: Finding
    missing: tuple[str, ...] = ()
    counts: bool = True
    text: str = "0"


class Standing(msgspec.Struct, frozen=True):
    """A level and whether it is the one."""

    level: Level
    weight: Number
    worth: Worth
    marks: tuple[Mark, ...]


class Steps(msgspec.Struct, frozen=True):
    """The numbers at which it may change which levels hold, times ``under``, by which they are whole."""

    edges: tuple[int, ...]
    under: int

    @classmethod
    def of(cls, levels: Iterable[Level]) -> Steps:
        """Those of levels of one number."""
        found = {n for s in levels for n in (*s.values, s.at_least, s.below) if isinstance(n, (int, Fraction))}
        under = lcm(*(n.denominator for n in found))
        return cls(tuple(sorted(int(n * under) for n in found)), under)

    def place(self, value: Number) -> int:
        """The place of a number: between two of them, or on one. For all numbers of a place the same levels hold."""
        over, under = value.as_integer_ratio()
        whole, rest = divmod(over * self.under, under)
        above = bisect_right(self.edges, whole)
        return 2 * above if rest else above + bisect_left(self.edges, whole)


class Graded(msgspec.Struct, frozen=True, eq=False):
    """A factor of a table, as it counts for a tier under the rules in force; ``steps`` where a number alone decides. What was found for it
    is remembered in ``known``."""

    #: Of it only what the table itself says: not what follows where it quotes another provision.
    table: Table
    factor: Factor
    tier: str
    steps: Steps | None
    known: Step

    @classmethod
    def of(cls, table: Table, factor: Factor, tier: str) -> Graded:
        """A factor of a table."""
        steps = Steps.of(factor.levels) if factor.when is None and _steps(factor) else None
        return cls(table, factor, tier, steps, Step())


class OnStep(msgspec.Struct, frozen=True):
    """What all numbers on a step have in common: everything but the number itself in words. ``named``: the level is called by it."""

    total: Total
    name: str
    title: Text
    fact: Fact | None
    named: bool

    def at(self, value: Number) -> Total:
        """What a number on it gives."""
        total, words = self.total, number_words(self.fact, value)
        finding = total.finding
        reason = finding.reason
        if self.named and reason is not None:
            reason = Message(reason.id, (("level", words), reason.values[1]))
        seen = (Seen(self.name, self.title, words),) if finding.seen else ()
        finding = msgspec.structs.replace(finding, reason=reason, seen=seen)
        return Total(total.weight, finding, total.missing, total.counts, total.text)


def level_of(graded: Graded, matter: Matter) -> Total:
    """Find the level of a factor and its weight."""
    return graded.known.looked(matter.view, lambda view: _found(graded, view, matter))


def _found(graded: Graded, view: View, matter: Matter) -> Total:
    """Where a single number decides, what was found for another on the same step; else worked out."""
    factor, steps = graded.factor, graded.steps
    if steps is not None and factor.fact is not None:
        value = view.value(factor.fact)
        if type(value) is int or type(value) is Fraction:
            step = derived(view.law, (graded, steps.place(value)), lambda: _step_at(graded, matter.seeing(view)))
            return step.at(value)
    return _level_of(graded.table, factor, graded.tier, matter.seeing(view))


def _step_at(graded: Graded, matter: Matter) -> OnStep:
    law, name = matter.law, graded.factor.fact or ""
    total = _level_of(graded.table, graded.factor, graded.tier, matter)
    reason = total.finding.reason
    # a level is called by its title, or by the number
    named = reason is not None and bool(reason.values) and isinstance(reason.values[0][1], Message)
    return OnStep(total, name, law.fact_title(name), law.facts.get(name), named)


def _level_of(table: Table, factor: Factor, tier: str, matter: Matter) -> Total:
    gate = matter.view.holds(factor.when)
    if gate.truth is False:
        return Total(
            ZERO,
            _finding(table, factor, matter, "not-applied", say("this factor does not concern the case"), gate.seen),
            counts=False,
        )
    standing = _standing(factor, tier, matter)
    if not standing:
        finding = _finding(table, factor, matter, "not-applied", say("no level for this tier"), ())
        return Total(ZERO, finding, counts=False)
    unknown = _unknown(standing)
    if unknown and all(matter.view.value(f) is Missing.NOT_FOUND_OUT for f in unknown):
        found = _not_found_out(table, factor, standing, unknown, matter)
        if found is not None:
            return found
    weight = _picked(factor, standing, matter.law.facts.get(factor.fact or ""))
    if gate.truth is None:
        weight = weight.hull(ZERO)
        unknown = unique((*unknown, *gate.missing))
    held = [s for s in standing if s.worth.truth]
    facts = unique((*gate.seen, *(f for s in standing for f in s.worth.seen)))
    marks = unique(m for s in (held or standing) for m in s.marks)
    verdict = "unknown" if unknown and not weight.known else "applied"
    unit = "" if table.basis.method == "grades" else "%"
    reason = _sentence(factor, held, f"{_percent(weight)}{unit}", matter, weight.known)
    if not held and not unknown:
        verdict, reason = "not-applied", say("no level of the table fits: nothing is added")
    missing = unknown if verdict == "unknown" else ()
    finding = _finding(
        table, factor, matter, verdict, reason, facts, missing=missing, marks=marks, arithmetic=_percent(weight)
    )
    return Total(weight, finding, missing, text=summand(weight))


def summand(weight: Amount) -> str:
    """A weight as it stands in a sum."""
    if weight.known:
        return plain(weight.low)
    return f"[{plain(weight.low)}–{'∞' if weight.high is None else plain(weight.high)}]"


def _percent(weight: Amount) -> str:
    if weight.known:
        return plain(weight.low)
    return f"{plain(weight.low)}–{plain(weight.high or 0)}"


def _standing(factor: Factor, tier: str, matter: Matter) -> list[Standing]:
    found = []
    for level in factor.levels:
        figure = level.weight.at(tier)
        if figure is None:
            continue
        found.append(Standing(level, figure.value, _worth(factor, level, matter), figure.marks))
    return found


def _worth(factor: Factor, level: Level, matter: Matter) -> Worth:
    if level.when is not None:
        return matter.view.holds(level.when)
    if factor.fact is None:
        return Worth(True)
    value = matter.view.value(factor.fact)
    seen_ = (factor.fact,)
    if not level.values and level.below is None and level.at_least is None:
        return Worth(True, None, (), seen_)
    if isinstance(value, Missing):
        return Worth(None, None, seen_, seen_)
    truth = _matches(level, value)
    return Worth(truth, None, seen_ if truth is None else (), seen_)


def _matches(level: Level, value: Any) -> Truth:
    if level.values:
        if isinstance(value, frozenset):
            return any(v in value for v in level.values)
        return value in level.values
    if isinstance(value, Amount):
        bounds = tuple(b for b in (level.at_least, level.below) if b is not None)
        return interval(value, lambda number: _step(level, number), bounds)
    return _step(level, value)


def _step(level: Level, number: Number) -> bool:
    if level.at_least is not None and less(number, level.at_least):
        return False
    return level.below is None or less(number, level.below) or (level.closed and number == level.below)


def _steps(factor: Factor) -> bool:
    """Levels of one fact are read in order: the first that holds is the one."""
    return factor.fact is not None and all(s.when is None for s in factor.levels)


def _picked(factor: Factor, standing: list[Standing], fact: Fact | None) -> Amount:
    """The weight, by the way in which the factor chooses among the levels that hold."""
    if _steps(factor) and (fact is None or fact.type != "set"):
        return _first(standing)
    match factor.pick:
        case "first":
            return _first(standing)
        case "sum":
            sure = sum((s.weight for s in standing if s.worth.truth), 0)
            return Amount(sure, sure + sum((s.weight for s in standing if s.worth.truth is None), 0))
        case _:
            sign = max if factor.pick == "heaviest" else min
            certain = [s.weight for s in standing if s.worth.truth]
            possible = [s.weight for s in standing if s.worth.truth is not False]
            if not possible:
                return ZERO
            if not certain:
                return Amount(min(possible) if _steps(factor) else 0, max(possible))
            best = sign(certain)
            return (
                Amount(best, max(best, *possible)) if factor.pick == "heaviest" else Amount(min(best, *possible), best)
            )


def _counting(factor: Factor, held: list[Standing], fact: Fact | None) -> list[Standing]:
    """Of the levels that hold those that make the weight."""
    if factor.pick == "first" or (_steps(factor) and (fact is None or fact.type != "set")):
        return held[:1]
    if factor.pick == "sum":
        return [s for s in held if s.weight] or held[:1]
    best = (max if factor.pick == "heaviest" else min)(s.weight for s in held)
    return [s for s in held if s.weight == best][:1]


def _first(standing: Iterable[Standing]) -> Amount:
    possible = []
    for s in standing:
        if s.worth.truth is not False:
            possible.append(s.weight)
        if s.worth.truth:
            break
    return Amount(min(possible), max(possible)) if possible else ZERO


def _unknown(standing: list[Standing]) -> tuple[str, ...]:
    return unique(m for s in standing if s.worth.truth is None for m in s.worth.missing)


def _not_found_out(
    table: Table, factor: Factor, standing: list[Standing], unknown: tuple[str, ...], matter: Matter
) -> Total | None:
    """What could not be found out after inquiry counts as the table or the jurisdiction says."""
    settings = matter.law.setting("not_found_out", matter.decision)
    rule = factor.not_found_out or (settings.factor if settings else "unknown")
    if rule != "lowest":
        return None
    possible = [s for s in standing if s.worth.truth is not False]
    lowest = min(possible, key=lambda s: s.weight)
    reason = say(
        "could not be found out after inquiry, so it counts at its lowest level: {weight}",
        weight=Arithmetic(f"{plain(lowest.weight)}%"),
    )
    cited = (settings.source,) if settings and settings.source and factor.not_found_out is None else ()
    source = (*(table.basis.source or ()), *cited)
    finding = Finding(
        STAGE,
        f"{table.id}/{factor.key}",
        _title(factor, matter),
        "applied",
        reason,
        names(source),
        matter.law.cites(source),
        seen(unknown, matter.view),
        arithmetic=plain(lowest.weight),
        marks=lowest.marks,
    )
    weight = Amount.exactly(lowest.weight)
    return Total(weight, finding, text=summand(weight))


def _title(factor: Factor, matter: Matter) -> Said:
    if factor.title is not None:
        return factor.title
    return matter.law.fact_title(factor.fact) if factor.fact else Text(factor.key, factor.key)


def _sentence(factor: Factor, held: list[Standing], text: str, matter: Matter, known: bool) -> Message:
    words = Arithmetic(text)
    fact = matter.law.facts.get(factor.fact) if factor.fact else None
    if known and held:
        counting = _counting(factor, held, fact)
        if len(counting) == 1:
            return say("{level}: {weight}", level=_level(factor, counting[0].level, fact, matter), weight=words)
        value = matter.view.value(factor.fact) if factor.fact is not None else None
        return say(
            "{level}: {weight}", level=listed([_one(s.level, fact, value, matter) for s in counting]), weight=words
        )
    return say("not established; the levels give {weight}", weight=words)


def _level(factor: Factor, level: Level, fact: Fact | None, matter: Matter) -> Said | str:
    if level.title is not None:
        return level.title
    if factor.fact is not None:
        return value_words(fact, matter.view.value(factor.fact))
    facts = unique(t.fact for t in level.when.tests()) if level.when else ()
    words: list[Said | str] = [value_words(matter.law.facts.get(f), matter.view.value(f)) for f in facts]
    return listed(words) if words else alternatives([say("otherwise")])


def _one(level: Level, fact: Fact | None, value: Any, matter: Matter) -> Said | str:
    """A level of several that count: by its title, by its own choices among the values, or by its condition."""
    if level.title is not None:
        return level.title
    if level.when is not None:
        return required(level.when.node, matter.law)
    if not level.values and level.below is None and level.at_least is None:
        return say("otherwise")
    return value_words(fact, value.intersection(level.values) if isinstance(value, frozenset) else value)


def _finding(
    table: Table,
    factor: Factor,
    matter: Matter,
    verdict: Any,
    reason: Message | None,
    facts: tuple[str, ...],
    **more: Any,
) -> Finding:
    source = table.basis.source or ()
    return Finding(
        STAGE,
        f"{table.id}/{factor.key}",
        _title(factor, matter),
        verdict,
        reason,
        names(source),
        matter.law.cites(source),
        seen(facts, matter.view),
        **more,
    )
