"""Rules that refer to each other in a circle: such a condition has no value, such an exclusion or replacement no end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from discretion.law.condition import Condition, RuleHolds
from discretion.law.programme import Programme
from discretion.law.value import Path
from discretion.rulebook.asked import leaves
from discretion.rulebook.fault import Fault
from discretion.rulebook.loader import Rule
from discretion.text import Message, say

#: A chain of conditions longer than this no lawyer follows, nor does the engine.
MOST_DEEP: Final = 50
MOST_SHOWN: Final = 12
_References = Iterator[tuple[str, Path]]


def cycles(rules: Mapping[str, Rule]) -> Iterator[tuple[Rule, Fault]]:
    """Each circle once, at the reference with which its first rule enters it; and chains too long to follow."""
    for references, message in _GRAPHS:
        edges = {id: list(references(rule)) for id, rule in rules.items()}
        found = _Walk({id: [to for to, _ in refs if to in rules] for id, refs in edges.items()})
        for circle in found.circles:
            path = next(path for to, path in edges[circle[0]] if to == circle[1 % len(circle)])
            way = " → ".join((*circle[:MOST_SHOWN], *(["…"] if len(circle) > MOST_SHOWN else []), circle[0]))
            yield rules[circle[0]], Fault("cycle", path, message, say("the circle: {way}", way=way))
        for id in found.deep:
            too_long = say("more than {count} rules rest on each other here", count=MOST_DEEP)
            yield rules[id], Fault("too-deep", edges[id][0][1], too_long)


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


class _Walk:
    """A walk along all references: the circles among them, and where a chain becomes longer than may be."""

    def __init__(self, edges: Mapping[str, list[str]]) -> None:
        self.edges = edges
        self.order = {id: place for place, id in enumerate(edges)}
        self.circles: list[list[str]] = []
        self.deep: list[str] = []
        self.depth: dict[str, int] = {}
        for start in edges:
            if start not in self.depth:
                self._from(start)

    def _from(self, start: str) -> None:
        way = {start: 0}
        stack = [(start, iter(self.edges[start]))]
        while stack:
            node, rest = stack[-1]
            to = next(rest, None)
            if to is None:
                stack.pop()
                del way[node]
                self._leave(node)
            elif to in way:
                self._circle([*way][way[to] :])
            elif to not in self.depth:
                way[to] = len(way)
                stack.append((to, iter(self.edges[to])))

    def _leave(self, node: str) -> None:
        self.depth[node] = 1 + max((self.depth.get(to, 0) for to in self.edges[node]), default=0)
        if self.depth[node] == MOST_DEEP + 1:
            self.deep.append(node)

    def _circle(self, circle: list[str]) -> None:
        first = min(range(len(circle)), key=lambda n: self.order[circle[n]])
        self.circles.append(circle[first:] + circle[:first])
