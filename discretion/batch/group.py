"""The rules at which a stage looks, and what the offences of a jurisdiction share."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, Final, TypeVar

from discretion.assess.truth import View, weigh
from discretion.batch.cell import Look
from discretion.batch.logic import Sight
from discretion.batch.plan import Written
from discretion.batch.rules import Rule
from discretion.batch.state import Candidate, State
from discretion.batch.step import Memory, recall
from discretion.batch.traced import Tape
from discretion.law.condition import FactTest

T = TypeVar("T")
MOST: Final = 50_000
#: How many states, and results to which they lead, are kept before all of them are forgotten.
MOST_STATES: Final = 200_000


class Group:
    """The rules at which a stage looks, in one regime: their conditions, and the name under which other offences share them."""

    def __init__(self, rules: Iterable[Rule], shared: Shared) -> None:
        found = tuple(rules)
        self.sight = Sight()
        for rule in found:
            self.sight |= rule.whole
        self.numbers = tuple(dict.fromkeys(n for r in found for n in r.numbers))
        self.common = all(r.common for r in found)
        self.name = shared.name(tuple(r.id for r in found))

    def seen(self, look: Look) -> Hashable:
        """Its name, and what a case shows of it."""
        return self.name, look.seen(self.sight)


class Shared:
    """What the offences of a jurisdiction share: steps of rules for all, and names for what is the same."""

    def __init__(self, law: Any) -> None:
        self.law = law
        self.steps: Memory = {}
        self._groups: dict[tuple[int, ...], tuple[tuple[Rule, ...], Group]] = {}
        self._names: dict[Hashable, int] = {}
        self._tests: Memory = {}
        self._starts: dict[Candidate, State] = {}
        self._states = 0
        self.written: Written = {}

    def group(self, rules: tuple[Rule, ...]) -> Group:
        """The group of some rules."""
        key = tuple(map(id, rules))
        if key not in self._groups:
            # the rules are kept with it, so that nothing else comes to have their ids
            self._groups[key] = (rules, Group(rules, self))
        return self._groups[key][1]

    def name(self, what: Hashable) -> int:
        """A number for it; the same for the same."""
        return self._names.setdefault(what, len(self._names))

    def late(self, tests: tuple[FactTest, ...], facts: dict[str, Any], tape: Tape | None) -> tuple[bool | None, ...]:
        """What the tests of late facts are worth."""
        if not tests:
            return ()
        if len(self._tests) > MOST:
            self._tests.clear()
        view = View(self.law, facts)
        return recall(
            self._tests,
            (tests, tuple(facts.items())),
            tape,
            lambda: tuple(weigh(t, view).truth for t in tests),
        )

    def start(self, provision: Candidate) -> State:
        """Where every case of a provision begins; from there on the states are kept, but not too many of them."""
        found = self._starts.get(provision)
        if found is None or self._states > MOST_STATES:
            if found is not None:
                self._starts.clear()
                self._states = 0
            found = self._starts[provision] = State(provision)
        return found

    def kept(self, found: T) -> T:
        """Something that is kept in a state: it counts."""
        self._states += 1
        return found
