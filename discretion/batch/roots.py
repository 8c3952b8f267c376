"""From the facts of a case to the forms of its result: one fact after the other, in the order in which the engine looks at them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from discretion.assess.memo import ABSENT
from discretion.batch.form import Form
from discretion.batch.plan import Way

#: What stands for a number, whichever it is.
_STATED: Final = object()


class Found(msgspec.Struct):
    """A form, the line in short with the guards of its ``numbers``, and the facts that the findings, and all candidates, looked at.

    Without a form the case lacks a fact that matters: which of these it pays to find out first depends on more than was looked at.
    """

    form: Form | None
    way: Way
    numbers: tuple[str, ...]
    seen: frozenset[str]
    compared: frozenset[str]
    #: How often it was found again, lately.
    used: int = 0


class _Fork:
    """A fact that the engine looks at next, and where each of its values leads; of a ``number``, whether it is stated."""

    __slots__ = ("branches", "fact", "number")

    def __init__(self, fact: str, number: bool) -> None:
        self.fact, self.number = fact, number
        self.branches: dict[Any, _Fork | list[Found]] = {}


class Root:
    """Where the forms begin of cases for which days have the same bearing."""

    __slots__ = ("few", "first", "number")

    def __init__(self, number: int) -> None:
        self.number = number
        #: Whether only the numbers stand for those of many cases in which a fine is reckoned.
        self.few = False
        self.first: _Fork | list[Found] | None = None

    def ways(self, facts: Mapping[str, Any]) -> list[Found]:
        """The forms to which facts lead; they differ in how numbers compare."""
        node, get = self.first, facts.get
        while type(node) is _Fork:
            value = get(node.fact, ABSENT)
            node = node.branches.get(_STATED if node.number and value is not ABSENT else value)
        return node or []  # type: ignore[return-value]

    def keep(self, read: Sequence[tuple[str, bool]], facts: Mapping[str, Any], new: Found) -> bool:
        """Keep a form under the facts that were looked at for it, numbers or not. False where the engine went another way than for an
        earlier case with the same values: then it looked at more than was noted, and nothing is told of other cases."""
        into: dict[Any, Any] = {None: self.first} if self.first is not None else {}
        start, last = into, None
        for fact, number in read:
            node = into.get(last)
            if node is None:
                node = into[last] = _Fork(fact, number)
            elif type(node) is not _Fork or node.fact != fact:
                return False
            value = facts.get(fact, ABSENT)
            into, last = node.branches, _STATED if number and value is not ABSENT else value
        ways = into.setdefault(last, [])
        if type(ways) is not list:
            return False
        ways.append(new)
        self.first = start[None]
        return True

    def prune(self) -> Iterator[Found]:
        """Leave the forms that were found again since the last time, which are these."""
        kept = list(_pruned(self.first))
        self.first = self.first if kept else None
        yield from kept


def _pruned(node: _Fork | list[Found] | None) -> Iterator[Found]:
    if type(node) is _Fork:
        for value, inner in list(node.branches.items()):
            kept = list(_pruned(inner))
            if not kept:
                del node.branches[value]
            yield from kept
    elif type(node) is list:
        node[:] = [found for found in node if found.used]
        for found in node:
            found.used = 0
            yield found
