"""The meaning of a rule in one form, so that two ways to say the same are equal: a change that means the same is none.

What is brought together: nested conditions, their order, double negations, the other choices in place of "not this one", and limits of
facts that are whole numbers (below 3 is at most 2). Rules that mean the same for other reasons are not recognised: they count as changes.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any, Final

import msgspec

from discretion.law.basis import Factor
from discretion.law.condition import AllOf, AnyOf, Between, Condition, FactTest, Node, Not, OneOf
from discretion.law.fact import Fact

Facts = Mapping[str, Fact]
_WHOLE: Final = ("count", "days")


def difference(old: Any, new: Any, facts: Facts, path: tuple[str | int, ...] = ()) -> tuple[Hashable, ...]:
    """Where ``new`` says something else than ``old``: its smallest parts that do, each with what it says; ``facts`` are declared."""
    if old == new:
        return ()
    if type(old) is type(new) and isinstance(new, msgspec.Struct) and not isinstance(new, Factor):
        names = new.__struct_fields__
        return tuple(d for n in names for d in difference(getattr(old, n), getattr(new, n), facts, (*path, n)))
    if isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return tuple(d for n, (one, other) in pairs for d in difference(one, other, facts, (*path, n)))
    said = meaning(new, facts)
    return () if said == meaning(old, facts) else ((path, said),)


def meaning(value: Any, facts: Facts) -> Hashable:
    """What a part of a record says."""
    if isinstance(value, Condition):
        return _node(value.node, facts)
    if isinstance(value, Factor):
        return (*_fields(value, facts, ("levels",)), _levels(value, facts))
    if isinstance(value, msgspec.Struct):
        return (type(value).__name__, *_fields(value, facts))
    if isinstance(value, tuple):
        return tuple(meaning(item, facts) for item in value)
    if isinstance(value, Mapping):
        return frozenset((key, meaning(item, facts)) for key, item in value.items())
    if isinstance(value, bool):
        return ("bool", value)
    return value  # type: ignore[no-any-return]


def _fields(value: msgspec.Struct, facts: Facts, without: tuple[str, ...] = ()) -> tuple[Hashable, ...]:
    return tuple(meaning(getattr(value, name), facts) for name in value.__struct_fields__ if name not in without)


def _levels(factor: Factor, facts: Facts) -> Hashable:
    """The levels of a factor; of steps only their upper limits count, because the first that holds is the one."""
    found = []
    for level in factor.levels:
        stepped = msgspec.structs.replace(level, at_least=None) if level.below is not None else level
        node = stepped.node(factor.fact)
        if level.when is None and not level.values and level.below is None:
            node = None
        found.append((None if node is None else _node(node, facts), level.weight))
    return tuple(found)


def _node(node: Node, facts: Facts) -> Hashable:
    match node:
        case AllOf(parts) | AnyOf(parts):
            every = isinstance(node, AllOf)
            inner: set[Hashable] = set()
            for part in parts:
                said = _node(part, facts)
                same = isinstance(said, tuple) and said[0] == ("all" if every else "any")
                inner |= said[1] if same else {said}  # type: ignore[index]
            return next(iter(inner)) if len(inner) == 1 else ("all" if every else "any", frozenset(inner))
        case Not(part):
            return _opposite(_node(part, facts), facts)
        case FactTest(fact, test):
            return ("test", fact, _test(fact, test, facts))
        case _:
            return node


def _opposite(said: Hashable, facts: Facts) -> Hashable:
    match said:
        case ("not", inner):
            return inner
        case ("test", str(fact), frozenset() as values) if fact in facts:
            declared = facts[fact]
            if declared.type == "boolean":
                return ("test", fact, frozenset({True, False}) - values)
            if declared.type == "choice":
                return ("test", fact, frozenset(declared.choices or ()) - values)
    return ("not", said)


def _test(fact: str, test: Any, facts: Facts) -> Hashable:
    if isinstance(test, OneOf):
        return frozenset(test.values)
    if isinstance(test, Between):
        low = (test.at_least, True) if test.at_least is not None else (test.above, False)
        high = (test.at_most, True) if test.at_most is not None else (test.below, False)
        both = (test.at_least, test.above, test.at_most, test.below)
        if sum(b is not None for b in both) != (low[0] is not None) + (high[0] is not None):
            return both
        if fact in facts and facts[fact].type in _WHOLE:
            least = None if low[0] is None else math.ceil(low[0]) if low[1] else math.floor(low[0]) + 1
            most = None if high[0] is None else math.floor(high[0]) if high[1] else math.ceil(high[0]) - 1
            return (None if least == 0 else least, most)
        return (low, high)
    return test  # type: ignore[no-any-return]
