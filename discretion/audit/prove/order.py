"""The order of rule files, and of facts and violations in a case: the same result in any."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from discretion.assess import assess
from discretion.assess.assessment import Assessment, ViolationResult
from discretion.audit.prove.claims import Failure
from discretion.audit.prove.situation import Facts, Situation
from discretion.case.case import Case
from discretion.money import shown
from discretion.rulebook import Law, Rule, Rulebook, Unusable
from discretion.rulebook.book import resolve
from discretion.text import Message, say

#: With which number the second order is drawn.
SEED: Final = 1
#: What the engine may raise where it stops; it is said of which case.
STOPS: Final = (Unusable, ArithmeticError, AssertionError, LookupError, TypeError, ValueError)
#: The collections of a law, and by which of them a situation's own cut is put in order.
_COLLECTIONS: Final = ("instruments", "facts", "measures", "departments", "bases", "programmes", "named", "home")


class Turned(msgspec.Struct, frozen=True):
    """A law as read from its files in another order, and the place of each rule in it."""

    law: Law
    place: Mapping[str, int]

    def cut(self, situation: Situation) -> Situation:
        """The situation under this law: the same cut, in this order."""
        own, law = situation.law, self.law
        there = msgspec.structs.replace(
            own,
            instruments=law.instruments,
            facts=law.facts,
            measures=law.measures,
            departments=law.departments,
            named=law.named,
            home=law.home,
            bases=self._sorted(own.bases),
            programmes=self._sorted(own.programmes),
            offences={name: own.offences[name] for name in law.offences},
            lists={name: tuple(sorted(own.lists[name], key=lambda e: self.place[e.id])) for name in law.lists},
        )
        return msgspec.structs.replace(situation, law=there)

    def _sorted(self, rules: Mapping[str, Any]) -> dict[str, Any]:
        return dict(sorted(rules.items(), key=lambda pair: self.place[pair[0]]))


class Orders:
    """The laws of a rulebook in two other orders of its files: reversed, and one drawn with a fixed number."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._book = rulebook
        names = list(rulebook.shelf().sources)
        drawn = random.Random(SEED).sample(names, len(names))
        self._orders = (names[::-1], drawn)
        self._laws: dict[str, tuple[Turned, ...]] = {}

    def of(self, jurisdiction: str) -> tuple[Turned, ...]:
        """The law of a jurisdiction in each order."""
        if jurisdiction not in self._laws:
            self._laws[jurisdiction] = tuple(
                self._turned(self._book.law(jurisdiction), order) for order in self._orders
            )
        return self._laws[jurisdiction]

    def _turned(self, law: Law, order: Sequence[str]) -> Turned:
        # each file is read by itself, and the rules of one file stay in their order
        files = {name: n for n, name in enumerate(order)}
        rules: list[Rule] = sorted(self._book.shelf().rules, key=lambda r: files[r.file])
        made = resolve(law.jurisdiction, law.chain, rules, law.version, law.digest)
        place = {name: n for n, name in enumerate((*made.bases, *made.named))}
        return Turned(made, place)

    def differing(self, jurisdiction: str) -> frozenset[str]:
        """The rules and settings that are something else where the files are read in another order."""
        law = self._book.law(jurisdiction)
        return frozenset(name for turned in self.of(jurisdiction) for name in _differing(law, turned.law))


def _differing(one: Law, other: Law) -> Iterator[str]:
    for name in _COLLECTIONS:
        a, b = getattr(one, name), getattr(other, name)
        yield from (id for id in {**a, **b} if a.get(id) != b.get(id))
    for name in one.lists:
        yield from {e.id for e in one.lists[name]} ^ {e.id for e in other.lists[name]}
    if one.settings != other.settings or one.levels != other.levels:
        yield one.jurisdiction


class Worked(msgspec.Struct, frozen=True):
    """A case in which a rule works: the rule, the facts at which it looks, and the case; ``ends``: the rule ends a case."""

    rule: str
    own: tuple[str, ...]
    facts: Facts
    ends: bool


def crowds(start: Facts, worked: Iterable[Worked]) -> Iterator[Facts]:
    """Cases in which as many rules work together as their facts allow; each rule is in one of them.

    Rules that end a case are put together apart from the others: beside them nothing that moves an amount would be seen.
    """
    first = {one.rule: one for one in reversed(list(worked))}
    for ends in (False, True):
        every = [one for one in reversed(first.values()) if one.ends is ends]
        rest = every
        while rest:
            claimed: dict[str, Any] = {}
            left = [one for one in rest if not _joins(one, claimed)]
            for one in every:
                _joins(one, claimed)
            rest = left
            yield {**start, **claimed}


def _joins(one: Worked, claimed: dict[str, Any]) -> bool:
    """Whether the facts of a rule agree with those claimed, which they join; of a set each rule may claim its own members."""
    mine = {fact: one.facts[fact] for fact in one.own if fact in one.facts}
    for fact, value in mine.items():
        if isinstance(value, frozenset):
            mine[fact] = value | claimed.get(fact, frozenset())
        elif claimed.get(fact, value) != value:
            return False
    claimed |= mine
    return True


def compared(
    situation: Situation, start: Facts, worked: Sequence[Worked], turned: Sequence[Turned]
) -> tuple[int, list[Failure]]:
    """How many cases were assessed in each of the other orders, and where one of these gives another result.

    The cases are the crowds; and for a rule that works in none of them, because another one of the crowd takes its effect away, the case
    in which it works by itself. In each order the files, the facts and the violations of the case stand otherwise at once.
    """
    others = [one.cut(situation) for one in turned]
    alone = {one.rule: one.facts for one in reversed(worked)}
    cases = list(crowds(start, worked)) or [start]
    count, failures = 0, []
    while cases:
        facts = cases.pop(0)
        case = situation.case(facts)
        given = _result(case, situation.law)
        if not isinstance(given, str):  # where the engine stops, that is a failure of its own
            count += 1
            there = next((o for o in others if _result(_reversed(case), o.law) != given), None)
            if there is not None:
                failures.append(_failure(situation, there, facts, given, _result(_reversed(case), there.law)))
            for rule in _applied(given) & alone.keys():
                del alone[rule]
        if not cases and alone:
            cases.append(alone.pop(next(iter(alone))))
    return count, failures


_Seen = tuple[Any, ...]


def _result(case: Case, law: Law) -> _Seen | str:
    try:
        return _seen(assess(case, law, rank=False))
    except STOPS as error:
        return f"{type(error).__name__}: {error}"


def _seen(result: Assessment) -> _Seen:
    """What an assessment says, but for the order in which it says it."""
    return result.outcome, result.fine, tuple(sorted(map(_one, result.violations), key=lambda v: (v[0], repr(v))))


def _one(result: ViolationResult) -> tuple[Any, ...]:
    cited = None if result.provided is None else result.provided.cited
    measures = frozenset(m.measure for m in result.measures)
    persons = tuple(sorted(((p.name, p.outcome, p.fine) for p in result.persons), key=lambda p: p[0]))
    # a finding about several tables names them in the order in which they stand
    found = frozenset((f.stage, tuple(sorted(f.rule.split(" / "))), f.verdict) for f in result.findings)
    return result.offence, result.outcome, result.fine, cited, measures, persons, found


def _reversed(case: Case) -> Case:
    """The case with its facts and its violations in reversed order."""
    violations = tuple(
        msgspec.structs.replace(v, facts=dict(reversed(list(v.facts.items())))) for v in reversed(case.violations)
    )
    return msgspec.structs.replace(case, violations=violations)


def _failure(situation: Situation, there: Situation, facts: Facts, given: _Seen, found: _Seen | str) -> Failure:
    """Whose order it is: that of the files alone, of the facts alone, or of both together."""
    case = situation.case(facts)
    values = {"first": _words(given), "second": _words(found), "rules": ", ".join(_rules(given, found)) or "—"}
    if _result(case, there.law) != given:
        message = say("with the rule files in another order: {second} instead of {first} ({rules})", **values)
    elif _result(_reversed(case), msgspec.structs.replace(situation.law)) != given:
        message = say("with facts and violations in another order: {second} instead of {first} ({rules})", **values)
    else:
        message = say("with files and facts in another order: {second} instead of {first} ({rules})", **values)
    return Failure("order", situation.offence, message, (facts,))


def _words(seen: _Seen | str) -> str:
    return seen if isinstance(seen, str) else f"{seen[0]} {shown(seen[1])}"


def _rules(given: _Seen, found: _Seen | str) -> list[str]:
    """The rules of which the two do not say the same."""
    if isinstance(found, str):
        return []
    sides = [{f for violation in seen[2] for f in violation[-1]} for seen in (given, found)]
    return sorted({rule for _, rules, _ in sides[0] ^ sides[1] for rule in rules})


def _applied(given: _Seen) -> set[str]:
    return {
        rule for violation in given[2] for _, rules, verdict in violation[-1] for rule in rules if verdict == "applied"
    }


def unlike(names: Iterable[str], jurisdiction: str) -> Message:
    """The law itself is another one."""
    return say(
        "with the rule files in another order {rules} is read otherwise in {place}",
        rules=", ".join(sorted(names)),
        place=jurisdiction,
    )
