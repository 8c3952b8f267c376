"""Rules that refer to each other in a circle: such a condition has no value, such an exclusion or replacement no end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from discretion.law.condition import Condition, RuleHolds
from discretion.law.programme import Programme
from discretion.law.value import Path
from discretion.rulebook.asked import leaves
from discretion.rulebook.fault import Fault
from discretion.rulebook.loader import Rule
from discretion.text import Message, say

_References = Iterator[tuple[str, Path]]


def cycles(rules: Mapping[str, Rule]) -> Iterator[tuple[Rule, Fault]]:
    """Each circle once, at the reference with which its first rule enters it."""
    for references, message in _GRAPHS:
        edges = {id: list(references(rule)) for id, rule in rules.items()}
        for circle in _circles({id: [to for to, _ in found if to in rules] for id, found in edges.items()}):
            path = next(path for to, path in edges[circle[0]] if to == circle[1 % len(circle)])
            way = " → ".join((*circle, circle[0]))
            yield rules[circle[0]], Fault("cycle", path, message, say("the circle: {way}", way=way))


def _conditions(rule: Rule) -> _References:
    """The rules whose conditions count into the condition of this one."""
    key = "requires" if isinstance(rule.record, Programme) else "when"
    asked = getattr(rule.record, key, None)
    if isinstance(asked, Condition):
        for path, node in leaves(asked, (key,)):
            # another violation's rules are asked of that violation, which ends the way
            if isinstance(node, RuleHolds):
                yield from ((id, (*path, index)) for index, id in enumerate(node.rules))


def _field(field: str) -> Callable[[Rule], _References]:
    def references(rule: Rule) -> _References:
        yield from ((id, (field, index)) for index, id in enumerate(getattr(rule.record, field, ())))

    return references


_GRAPHS: Final[tuple[tuple[Callable[[Rule], _References], Message], ...]] = (
    (_conditions, say("a condition that rests on itself is never true or false")),
    (_field("defeats"), say("rules that exclude each other leave open which one holds")),
    (_field("replaces"), say("rules that replace each other leave none")),
)


def _circles(edges: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """One circle for each group of nodes that lead back to each other; begun at the node that stands first."""
    done: set[str] = set()
    for start in edges:
        if start in done:
            continue
        way: list[str] = []
        stack: list[tuple[str, Iterator[str]]] = []
        _enter(start, edges, way, stack)
        while stack:
            node, rest = stack[-1]
            to = next(rest, None)
            if to is None:
                stack.pop()
                way.pop()
                done.add(node)
            elif to in way:
                circle = way[way.index(to) :]
                first = min(range(len(circle)), key=lambda n: _order(circle[n], edges))
                yield circle[first:] + circle[:first]
            elif to not in done:
                _enter(to, edges, way, stack)


def _enter(
    node: str, edges: Mapping[str, Iterable[str]], way: list[str], stack: list[tuple[str, Iterator[str]]]
) -> None:
    way.append(node)
    stack.append((node, iter(edges[node])))


def _order(node: str, edges: Mapping[str, Iterable[str]]) -> int:
    return list(edges).index(node)
