"""What was worked out before, found again by the facts that were looked at.

Every step of an assessment is a pure function of the law, of the days, and of the facts that it looks at. While a step runs for the first
time, the facts it looks at are noted, in their order; its result is kept under their values. Another case in which they have the
same values gets the same result (findings are immutable), and no test of a condition and no word of a reason is worked out twice. It
is the same engine, and no second one: what is found again is what it gave.

Nothing is kept across laws: a changed rule is another :class:`Law`. Memory is bounded by :data:`LAWS` and :data:`MOST`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, ClassVar, Final, TypeVar

from discretion.assess.truth import View
from discretion.rulebook import Law

T = TypeVar("T")
#: So many laws are remembered at once; the one that came first goes first.
LAWS: Final = 64
#: So many results for all laws together (a few kilobytes each); when they are full, remembering begins anew.
MOST: Final = 20_000
_ABSENT: Final = object()


class _Fork:
    """A fact that is looked at next, and what follows for each of its values."""

    __slots__ = ("branches", "fact")

    def __init__(self, fact: str) -> None:
        self.fact = fact
        self.branches: dict[Any, _Fork | _Leaf] = {}


class _Leaf:
    """A result; ``alive`` are the records whose identity stands in the key."""

    __slots__ = ("alive", "value")

    def __init__(self, value: Any, alive: Any) -> None:
        self.value = value
        self.alive = alive


class _Noted(Mapping[str, Any]):
    """Facts, and a note of those that were looked at. ``whole``: all of them were, so that nothing can be told."""

    __slots__ = ("facts", "read", "whole")

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.facts = facts
        self.read: dict[str, Any] = {}
        self.whole = False

    def get(self, key: str, default: Any = None) -> Any:
        found = self.facts.get(key, _ABSENT)
        self.read[key] = found
        return default if found is _ABSENT else found

    def __getitem__(self, key: str) -> Any:
        found = self.get(key, _ABSENT)
        if found is _ABSENT:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        return self.get(str(key), _ABSENT) is not _ABSENT

    def __iter__(self) -> Iterator[str]:
        self.whole = True
        return iter(self.facts)

    def __len__(self) -> int:
        self.whole = True
        return len(self.facts)


class _Memo:
    """The results for one law."""

    __slots__ = ("law", "plain", "roots", "size")
    #: The results in all memos together.
    total: ClassVar[int] = 0

    def __init__(self, law: Law) -> None:
        self.law = law
        self.roots: dict[Hashable, _Fork | _Leaf] = {}
        self.plain: dict[Hashable, Any] = {}
        self.size = 0

    def room(self) -> None:
        """Begin anew where everything is full."""
        if _Memo.total >= MOST:
            for memo in _memos.values():
                memo.roots.clear()
                memo.plain.clear()
                memo.size = 0
            _Memo.total = 0
        self.size += 1
        _Memo.total += 1

    def keep(self, key: Hashable, read: Mapping[str, Any], value: Any, alive: Any) -> None:
        """Keep a result under the facts that were looked at."""
        self.room()
        into: dict[Any, _Fork | _Leaf] = self.roots
        step: Any = key
        for fact, found in read.items():
            node = into.get(step)
            if node is None:
                node = into[step] = _Fork(fact)
            assert isinstance(node, _Fork)
            assert node.fact == fact
            into, step = node.branches, found
        into[step] = _Leaf(value, alive)


_memos: dict[int, _Memo] = {}


def _of(law: Law) -> _Memo:
    memo = _memos.get(id(law))
    # the memo holds its law, so no other one can have the same number while it is here
    if memo is None:
        while len(_memos) >= LAWS:
            _Memo.total -= _memos.pop(next(iter(_memos))).size
        memo = _memos[id(law)] = _Memo(law)
    return memo


def forget() -> None:
    """Begin anew; no result changes."""
    _memos.clear()
    _Memo.total = 0


def looked(key: Hashable, view: View, work: Callable[[View], T], alive: Any = None) -> T:
    """``work(view)``, or what it gave for the same ``key`` and the same values of all facts that it looked at.

    ``key`` names everything else on which the result depends; ``alive`` are records whose ``id()`` stands in it. With other
    violations in the case nothing is remembered, because conditions look at these too.
    """
    if view.others:
        return work(view)
    memo, facts = _of(view.law), view.facts
    node = memo.roots.get(key)
    while type(node) is _Fork:
        node = node.branches.get(facts.get(node.fact, _ABSENT))
    if type(node) is _Leaf:
        return node.value  # type: ignore[no-any-return]
    noted = _Noted(facts)
    value = work(View(view.law, noted))
    if not noted.whole:
        memo.keep(key, noted.read, value, alive)
    return value


def derived(law: Law, key: Hashable, work: Callable[[], T]) -> T:
    """``work()``, or what it gave for the same ``key``, which names everything but the law on which it depends."""
    memo = _of(law)
    found = memo.plain.get(key, _ABSENT)
    if found is _ABSENT:
        found = work()
        memo.room()
        memo.plain[key] = found
    return found  # type: ignore[no-any-return]
