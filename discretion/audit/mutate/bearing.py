"""Whether a change can bear on a case at all, told without assessing the case again.

The argument. An assessment is a function of the case's facts and days and of what it reads in the rules, and it reads a rule in few ways:

1. Of a condition it learns what it is worth: true, false or unknown, and the facts that are missing. (Which test failed first decides about
   the words of a finding, and whether there is one; that shows only where a case expects the finding.) It asks in the views of the case
   alone: the facts of each violation, and of each person in charge over them (:func:`discretion.assess.views`). Facts that the
   assessment itself supplies (the fine, the credits) are not in these views, so a change of a condition that looks at one bears always.
2. Of a part that has a condition of its own (an entry, a table, a factor, a level, a row, a step) it uses nothing more where that
   condition is false, but the days and the readings of a table. A level without a condition has that of its step or its choices.
3. Of the days between which something is in force it learns whether a day of the case lies between them. Which of two provisions is the
   later one is asked as well where there are several, so there the days of every instrument that they cite bear.
4. At an exclusion that no condition names it looks only where it has come to one of the rules that the exclusion defeats, whose own
   condition is then not false.

So a change bears on a case only where, in some view of it, one of these answers differs, or a part that is used differs. What the rules
say of offences is not told apart in this way (their tiers serve as measure for other tiers): every change of an offence bears on its
cases. A change of a rule that a case expects by its id bears always. ``tests/audit/test_mutate.py`` compares with running every case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from discretion.assess import views
from discretion.assess.truth import HOLDS, View, Worth, weigh
from discretion.case import Case
from discretion.law.basis import BasisTier, Factor, Level
from discretion.law.condition import Condition, FactTest, Node, OtherViolation, RuleHolds, walk
from discretion.law.figure import Validity
from discretion.law.programme import Programme
from discretion.rulebook import Law


class Seen(msgspec.Struct, frozen=True):
    """A case as rules see it: its views, its days, and the facts that the assessment supplies later."""

    views: tuple[View, ...]
    days: frozenset[date]
    supplied: frozenset[str]


def seen(case: Case, law: Law) -> Seen:
    """How the rules of ``law`` see ``case``."""
    found: list[View] = []
    days: set[date] = set()
    for violation, view in zip(case.violations, views(case, law), strict=True):
        found.append(view)
        for person in violation.persons:
            facts = {**view.facts, **{name: s.value for name, s in person.facts.items()}}
            found.append(View(law, facts, view.others))
    for view in found:
        days |= {value for value in view.facts.values() if isinstance(value, date)}
    known = set().union(*(view.facts for view in found))
    supplied = frozenset(name for name, fact in law.facts.items() if fact.computed and name not in known)
    return Seen(tuple(found), frozenset(days), supplied)


def bears(old: Any, new: Any, case: Seen) -> bool:
    """Whether ``new`` in the place of ``old`` (a record, or a part of one; ``None`` where there is none) may change the case's result."""
    return any(_bears(old, new, "", view, case) for view in case.views)


def within(case: Seen, conditions: Iterable[Condition | None]) -> Seen:
    """The case in those of its views alone in which one of ``conditions`` is not false; ``None`` always holds."""
    nodes = [None if c is None else c.node for c in conditions]
    views = tuple(v for v in case.views if not all(_false(_answer(node, v, case)) for node in nodes))
    return msgspec.structs.replace(case, views=views)


def concerns(record: Any, case: Seen) -> bool:
    """Whether a rule has anything to say in a case: its own condition is not false in every view of it."""
    return any(_own(record, view, case) is not False for view in case.views)


def _bears(old: Any, new: Any, name: str, view: View, case: Seen) -> bool:
    if old is new or old == new:
        return False
    if isinstance(old, Condition) or isinstance(new, Condition):
        return _worth(old, name, view, case) != _worth(new, name, view, case)
    if isinstance(old, Validity) and isinstance(new, Validity):
        return any(old.covers(day) != new.covers(day) for day in case.days)
    if old is None or new is None:
        # a rule left out; a figure or a record that came or went
        left = new if old is None else old
        return not isinstance(left, msgspec.Struct) or _own(left, view, case) is not False
    if type(old) is not type(new):
        return True
    if isinstance(old, tuple):
        return len(old) != len(new) or any(
            _bears(one, other, name, view, case) for one, other in zip(old, new, strict=True)
        )
    if isinstance(old, Factor):
        return _factor(old, new, view, case)
    if isinstance(old, msgspec.Struct):
        return _record(old, new, view, case)
    return True


def _record(old: msgspec.Struct, new: msgspec.Struct, view: View, case: Seen) -> bool:
    pairs = [(name, getattr(old, name), getattr(new, name)) for name in old.__struct_fields__]
    changed = [(name, one, other) for name, one, other in pairs if one is not other and one != other]
    used: list[tuple[str, Any, Any]] = []
    for name, one, other in changed:
        # what is asked before the condition; the readings of a table stand beside it
        if not isinstance(other if one is None else one, Condition | Validity | Mapping):
            used.append((name, one, other))
        elif _bears(one, other, name, view, case):
            return True
    if not used or _own(old, view, case) is False:
        return False
    return any(_bears(one, other, name, view, case) for name, one, other in used)


def _factor(old: Factor, new: Factor, view: View, case: Seen) -> bool:
    """A factor's levels each hold or not; of those that do not, the weight is not used."""
    if old.when != new.when and _bears(old.when, new.when, "when", view, case):
        return True
    if _own(old, view, case) is False:
        return False
    if msgspec.structs.replace(old, levels=new.levels, when=new.when) != new or len(old.levels) != len(new.levels):
        return True
    return any(_level(one, other, old.fact, view, case) for one, other in zip(old.levels, new.levels, strict=True))


def _level(old: Level, new: Level, fact: str | None, view: View, case: Seen) -> bool:
    if old == new:
        return False
    one, other = (_answer(node, view, case) for node in (old.node(fact), new.node(fact)))
    return one != other or (not _false(one) and old.weight != new.weight)


_Answer = tuple[Any, ...] | Node


def _worth(condition: Condition | None, name: str, view: View, case: Seen) -> _Answer:
    """What a condition is worth in a view, one that is left out too."""
    if condition is None and name == "unless":
        return _said(Worth(False))
    return _answer(None if condition is None else condition.node, view, case)


def _answer(node: Node | None, view: View, case: Seen) -> _Answer:
    """What a test is worth in a view; itself where a fact that it looks at is not known yet."""
    if node is None:
        return _said(HOLDS)
    return node if _looks_ahead(node, view, case) else _said(weigh(node, view))


def _said(worth: Worth) -> _Answer:
    return (worth.truth, frozenset(worth.missing))


def _false(answer: _Answer) -> bool:
    return isinstance(answer, tuple) and answer[0] is False


def _own(record: Any, view: View, case: Seen) -> Any:
    """Whether a part's own condition is false; ``None`` where that is not certain. A tier of a table may serve without it."""
    condition = record.requires if isinstance(record, Programme) else getattr(record, "when", None)
    if not isinstance(condition, Condition) or isinstance(record, BasisTier):
        return None
    return False if _false(_answer(condition.node, view, case)) else None


def _looks_ahead(node: Node, view: View, case: Seen) -> bool:
    """Whether a condition, or one of another rule that it names, looks at a fact that the assessment supplies."""
    return bool(case.supplied & _facts(node, view.law, set()))


def _facts(node: Node, law: Law, asked: set[str]) -> set[str]:
    found: set[str] = set()
    for part in walk(node):
        if isinstance(part, FactTest):
            found.add(part.fact)
        elif isinstance(part, RuleHolds | OtherViolation):
            found |= _named(part.rules, law, asked)
    return found


def _named(rules: Iterable[str], law: Law, asked: set[str]) -> set[str]:
    found: set[str] = set()
    for rule in rules:
        if rule in asked or rule not in law.named:
            continue
        asked.add(rule)
        for condition in (law.condition(rule), getattr(law.named[rule], "unless", None)):
            if condition is not None:
                found |= _facts(condition.node, law, asked)
    return found
