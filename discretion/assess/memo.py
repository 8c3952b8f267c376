"""What was worked out before, found again by the facts that were looked at.

Every step of an assessment is a pure function of the law, of the days, and of the facts that it looks at. While a step runs for the first
time, the facts it looks at are noted, in their order; its result is kept under their values. Another case in which they have the
same values gets the same result (findings are immutable), and no test of a condition and no word of a reason is worked out twice. It
is the same engine, and no second one: what is found again is what it gave.

Where a value stands for those of many cases (:mod:`discretion.batch.traced`), what a step gave holds as long as the comparisons that it
made come out the same; these are kept with it.

Nothing is kept across laws: a changed rule is another :class:`Law`. Memory is bounded by :data:`LAWS` and :data:`MOST`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, Final, Protocol, TypeVar

from discretion.assess.truth import View
from discretion.money import Amount
from discretion.rulebook import Law

T = TypeVar("T")
#: So many laws are remembered at once; the one that came first goes first.
LAWS: Final = 64
#: So many results for all laws together (a few kilobytes each); when they are full, remembering begins anew.
MOST: Final = 200_000
#: When so many results of a step are kept and fewer than one in so many was found again, it is no longer remembered.
TRIED: Final = 200
WORTH: Final = 4
#: How many results are kept of a step for the same facts where values stand for those of many cases.
WAYS: Final = 20
#: Stands for the value of a fact that is not stated.
ABSENT: Final = object()


class Tape(Protocol):
    """How comparisons of values came out that stand for those of many cases (:class:`discretion.batch.traced.Tape`)."""

    def place(self) -> int:
        """How far it has come."""
        ...

    def since(self, place: int) -> Any:
        """The comparisons since then."""
        ...

    def go_on(self, guards: Any) -> bool:
        """Whether these comparisons come out the same now; if so, they are noted again."""
        ...


class _Fork:
    """A fact that is looked at next, and what follows for each of its values."""

    __slots__ = ("branches", "fact")

    def __init__(self, fact: str) -> None:
        self.fact = fact
        self.branches: dict[Any, _Fork | _Leaf] = {}


class Step:
    """A step: what it gave, and how often it was found again. ``useless``: so seldom that looking for it costs more than it saves."""

    __slots__ = ("found", "made", "root", "useless")

    def __init__(self) -> None:
        self.root: dict[Any, _Fork | _Leaf] = {}
        self.found = 0
        self.made = 0
        self.useless = False

    def looked(self, view: View, work: Callable[[View], T], alive: Any = None, given: Hashable = None) -> T:
        """``work(view)``, or what it gave for the same ``given`` and the same values of all facts that it looked at.

        ``given`` are the amounts with which the step begins; ``alive`` are records whose ``id()`` stands in it or in the key of the step.
        With other violations in the case nothing is remembered, because conditions look at these too.
        """
        if self.useless or view.others:
            return work(view)
        facts = view.facts
        node = self.root.get(given)
        while type(node) is _Fork:
            node = node.branches.get(facts.get(node.fact, ABSENT))
        if node is not None:
            known = node.value  # type: ignore[union-attr]
            if type(known) is Ways:
                known = known.through(_tapes[-1][0])
            if known is not ABSENT:
                self.found += 1
                return known  # type: ignore[no-any-return]
        return self._worked(view, work, alive, given)

    def _worked(self, view: View, work: Callable[[View], T], alive: Any, given: Hashable) -> T:
        """``work(view)``, kept under what was given and what it looked at."""
        noted = Noted(view.facts)
        tape, kinds = _tapes[-1] if _tapes else (None, ())
        place = 0 if tape is None else tape.place()
        value = work(View(view.law, noted))
        if not noted.whole:
            many = tape is not None and (noted.holds(kinds) or _holds(given, kinds))
            guards = tape.since(place) if tape is not None and many else None
            if self._keep(given, noted.read, _Leaf(value, alive), guards):
                _of(view.law).room()
        return value

    def _keep(self, given: Hashable, read: Mapping[str, Any], leaf: _Leaf, guards: Any) -> bool:
        """Keep a result under what was given and the facts that were looked at, and under ``guards``, where there are any."""
        into, last = self.root, given
        for fact, found in read.items():
            node = into.get(last)
            if node is None:
                node = into[last] = _Fork(fact)
            elif type(node) is not _Fork or node.fact != fact:
                # only where comparisons decide at what is looked next
                return False
            into, last = node.branches, found
        if guards is not None:
            ways = into.setdefault(last, _Leaf(Ways(), leaf.alive))
            if type(ways) is not _Leaf or type(ways.value) is not Ways or len(ways.value) >= WAYS:
                return False
            ways.value.append((guards, leaf.value))
        elif into.setdefault(last, leaf) is not leaf:
            return False
        self.made += 1
        self.useless = self.made >= TRIED and self.found * WORTH < self.made
        return True


class _Leaf:
    """A result; ``alive`` are the records whose identity stands in the key."""

    __slots__ = ("alive", "value")

    def __init__(self, value: Any, alive: Any) -> None:
        self.value = value
        self.alive = alive


class Ways(list[tuple[Any, Any]]):
    """Results, each with the comparisons under which it is one."""

    def through(self, tape: Tape) -> Any:
        """The one whose comparisons come out the same."""
        for guards, value in self:
            if tape.go_on(guards):
                return value
        return ABSENT


class Noted(Mapping[str, Any]):
    """Facts, and a note of those that were looked at. ``whole``: all of them were, so that nothing can be told."""

    __slots__ = ("facts", "read", "whole")

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.facts = facts
        self.read: dict[str, Any] = {}
        self.whole = False

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a fact, which is noted."""
        found = self.facts.get(key, ABSENT)
        self.read[key] = found
        return default if found is ABSENT else found

    def holds(self, kinds: tuple[type, ...]) -> bool:
        """Whether a value of such a kind was looked at."""
        return any(_holds(value, kinds) for value in self.read.values())

    def __or__(self, more: Mapping[str, Any]) -> Mapping[str, Any]:
        return _Over(self, more)

    def __getitem__(self, key: str) -> Any:
        found = self.get(key, ABSENT)
        if found is ABSENT:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        return self.get(str(key), ABSENT) is not ABSENT

    def __iter__(self) -> Iterator[str]:
        self.whole = True
        return iter(self.facts)

    def __len__(self) -> int:
        self.whole = True
        return len(self.facts)


def _holds(value: Any, kinds: tuple[type, ...]) -> bool:
    """Whether a value is of such a kind, or an amount between such, or has such parts."""
    if isinstance(value, tuple):
        return any(_holds(part, kinds) for part in value)
    if isinstance(value, Amount):
        return isinstance(value.low, kinds) or isinstance(value.high, kinds)
    return isinstance(value, kinds)


class _Over(Noted):
    """Noted facts with others laid over them, which are none of the case."""

    __slots__ = ("below", "more")

    def __init__(self, below: Noted, more: Mapping[str, Any]) -> None:
        self.below = below
        self.more = more

    def get(self, key: str, default: Any = None) -> Any:
        found = self.more.get(key, ABSENT)
        return self.below.get(key, default) if found is ABSENT else found

    def __iter__(self) -> Iterator[str]:
        return iter({**self.below, **self.more})

    def __len__(self) -> int:
        return len({**self.below, **self.more})


class _Memo:
    """The results for one law."""

    __slots__ = ("law", "plain", "size", "steps")
    #: The results in all memos together.
    total: ClassVar[int] = 0

    def __init__(self, law: Law) -> None:
        self.law = law
        self.steps: dict[Hashable, Step] = {}
        self.plain: dict[Hashable, Any] = {}
        self.size = 0

    def room(self) -> None:
        """Begin anew where everything is full."""
        if _Memo.total >= MOST:
            for memo in _memos.values():
                memo.steps.clear()
                memo.plain.clear()
                memo.size = 0
            _Memo.total = 0
        self.size += 1
        _Memo.total += 1


_memos: dict[int, _Memo] = {}


def _of(law: Law) -> _Memo:
    memo = _memos.get(id(law))
    # the memo holds its law, so no other one can have the same number while it is here
    if memo is None:
        while len(_memos) >= LAWS:
            _Memo.total -= _memos.pop(next(iter(_memos))).size
        memo = _memos[id(law)] = _Memo(law)
    return memo


def forget(law: Law | None = None) -> None:
    """Begin anew, with one law or with all; no result changes."""
    for key in [id(law)] if law is not None else list(_memos):
        if key in _memos:
            _Memo.total -= _memos.pop(key).size


@contextmanager
def tracing(tape: Tape, *kinds: type) -> Iterator[None]:
    """Inside, values of such kinds stand for those of many cases, and ``tape`` has how they compare."""
    _tapes.append((tape, kinds))
    try:
        yield
    finally:
        _tapes.pop()


_tapes: Final[list[tuple[Tape, tuple[type, ...]]]] = []


def step(law: Law, key: Hashable) -> Step:
    """A step under ``law``; ``key`` names everything on which its result depends, beside what it is given and the facts."""
    memo = _memos.get(id(law)) or _of(law)
    found = memo.steps.get(key)
    if found is None:
        found = memo.steps[key] = Step()
    return found


def looked(key: Hashable, view: View, work: Callable[[View], T], alive: Any = None) -> T:
    """``work(view)``, or what it gave for the same ``key``: see :meth:`Step.looked`."""
    return step(view.law, key).looked(view, work, alive)


def derived(law: Law, key: Hashable, work: Callable[[], T]) -> T:
    """``work()``, or what it gave for the same ``key``, which names everything but the law on which it depends; no amount among it."""
    memo = _memos.get(id(law)) or _of(law)
    found = memo.plain.get(key, ABSENT)
    if found is ABSENT:
        found = work()
        memo.room()
        memo.plain[key] = found
    return found  # type: ignore[no-any-return]
