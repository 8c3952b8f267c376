"""Conditions compiled: every test of a fact is a bit, a condition an expression over the bits, all conditions one function.

A test and its contrary have a bit each, so that an expression only ever rises with its bits. Then what is certain follows from the
bits that are certain, and what is possible from those that are possible: the three values of :mod:`discretion.assess.truth`, whose
``weigh`` stays the definition: it is asked what each value of a fact is worth to each test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import msgspec

from discretion.law.condition import AllOf, AnyOf, Condition, FactTest, Node, Not, OtherViolation, RuleHolds, Within
from discretion.rulebook import Law

#: A function from bits to the conditions that hold, one bit each.
Holds = Callable[[int], int]


class _Part:
    """An expression: bits of which all (or one) must be set, and further parts."""

    __slots__ = ("bits", "every", "parts")

    def __init__(self, every: bool, bits: int = 0, parts: tuple[_Part, ...] = ()) -> None:
        self.every, self.bits, self.parts = every, bits, parts

    def source(self) -> str:
        """As Python."""
        several = self.bits & (self.bits - 1)
        own = f"m & {self.bits}" if not several or not self.every else f"(m & {self.bits}) == {self.bits}"
        texts = [own] if self.bits else []
        texts += [f"({part.source()})" for part in self.parts]
        return (" and " if self.every else " or ").join(texts)

    @property
    def looks(self) -> int:
        """Every bit in it."""
        found = self.bits
        for part in self.parts:
            found |= part.looks
        return found


class Bits:
    """The tests of some conditions, and the bit of each; those of ``common`` keep theirs."""

    def __init__(self, law: Law, common: Bits | None = None) -> None:
        self.law = law
        self.common = common
        self.count: int = common.count if common is not None else 0
        self._own: dict[FactTest, tuple[int, int]] = {}

    @property
    def tests(self) -> Iterator[tuple[FactTest, int, int]]:
        """Every test with the bit that says that it holds, and the one that says that it does not."""
        if self.common is not None:
            yield from self.common.tests
        yield from self.own

    @property
    def own(self) -> Iterator[tuple[FactTest, int, int]]:
        """The tests that are not ``common``."""
        yield from ((test, yes, no) for test, (yes, no) in self._own.items())

    def _bits(self, test: FactTest) -> tuple[int, int] | None:
        found = self._own.get(test)
        return found if found is not None or self.common is None else self.common._bits(test)

    def bit(self, test: FactTest, holds: bool = True) -> int:
        """The bit that says that ``test`` holds, or that it does not."""
        found = self._bits(test)
        if found is None:
            found = self._own[test] = (1 << self.count, 2 << self.count)
            self.count += 2
        return found[0 if holds else 1]

    def part(self, node: Node, holds: bool = True) -> _Part | bool:
        """The expression of ``node`` (or of its contrary); or what it is worth in every case."""
        match node:
            case FactTest():
                return _Part(True, self.bit(node, holds))
            case Not(part):
                return self.part(part, not holds)
            case AllOf(parts):
                return _joined([self.part(p, holds) for p in parts], every=holds)
            case AnyOf(parts):
                return _joined([self.part(p, holds) for p in parts], every=not holds)
            case RuleHolds(rules):
                conditions = [self.law.condition(rule) for rule in rules]
                inner = [holds if c is None else self.part(c.node, holds) for c in conditions]
                return _joined(inner, every=not holds)
            case OtherViolation():
                # a case of one violation has no other
                return not holds
        raise TypeError(node)


def tests_in(node: Node, law: Law) -> Iterator[FactTest]:
    """Every test of a fact in ``node``, those of the rules to which it refers among them."""
    match node:
        case FactTest():
            yield node
        case Not(part):
            yield from tests_in(part, law)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from tests_in(part, law)
        case RuleHolds(rules):
            for rule in rules:
                condition = law.condition(rule)
                if condition is not None:
                    yield from tests_in(condition.node, law)


def _joined(parts: Sequence[_Part | bool], every: bool) -> _Part | bool:
    """Parts under one "and" (or "or"); what is the same in every case falls away, or decides."""
    if (not every) in parts:
        return not every
    left = [p for p in parts if isinstance(p, _Part)]
    if not left:
        return every
    bits, inner = 0, list[_Part]()
    for part in left:
        single = not part.parts and not part.bits & (part.bits - 1)
        if part.every == every or single:
            bits |= part.bits
            inner += part.parts
        else:
            inner.append(part)
    return inner[0] if not bits and len(inner) == 1 else _Part(every, bits, tuple(inner))


class Sight(msgspec.Struct, frozen=True):
    """What something looks at: conditions by their bits, their tests by theirs, and the facts of these; ``late`` tests apart."""

    holds: int = 0
    bits: int = 0
    facts: tuple[str, ...] = ()
    late: tuple[FactTest, ...] = ()

    def __or__(self, other: Sight) -> Sight:
        facts, late = dict.fromkeys((*self.facts, *other.facts)), dict.fromkeys((*self.late, *other.late))
        return Sight(self.holds | other.holds, self.bits | other.bits, tuple(facts), tuple(late))


class Conditions:
    """Conditions by number; the same expression has the same number. Those of ``common`` come first and keep theirs."""

    def __init__(self, bits: Bits, common: Conditions | None = None) -> None:
        self.bits = bits
        self.common = common
        self._first: int = common.count if common is not None else 0
        self._own: dict[str, int] = {}
        self._looks: list[int] = []

    @property
    def looks(self) -> tuple[int, ...]:
        """The bits at which each condition looks."""
        return (*(self.common.looks if self.common is not None else ()), *self._looks)

    @property
    def count(self) -> int:
        """How many."""
        return self._first + len(self._own)

    def sight(self, several: Iterable[Condition | None]) -> Sight:
        """What some conditions look at.

        A condition that looks at what only the engine works out (:data:`LATE`) is told by its other tests, one by one.
        """
        holds = bits = 0
        facts: dict[str, None] = {}
        late: dict[FactTest, None] = {}
        for condition in several:
            if condition is None:
                continue
            tests = list(tests_in(condition.node, self.bits.law))
            own = [t for t in tests if t.fact not in LATE]
            late.update((t, None) for t in tests if t.fact in LATE)
            nodes: Iterable[tuple[Node, bool]] = [(condition.node, True)]
            if len(own) < len(tests):
                nodes = [(t, holds_) for t in own for holds_ in (True, False)]
            for node, holds_ in nodes:
                holds |= self._part(self.bits.part(node, holds_))
            for test in own:
                bits |= self.bits.bit(test) | self.bits.bit(test, False)
                facts.update(
                    dict.fromkeys((test.fact, test.test.of) if isinstance(test.test, Within) else (test.fact,))
                )
        return Sight(holds, bits, tuple(facts), tuple(late))

    def _part(self, part: _Part | bool) -> int:
        return 0 if isinstance(part, bool) else 1 << self._number(part)

    def _number(self, part: _Part) -> int:
        source = part.source()
        if self.common is not None and source in self.common._own:
            return self.common._own[source]
        if source not in self._own:
            self._own[source] = self._first + len(self._own)
            self._looks.append(part.looks)
        return self._own[source]

    def gate(self, node: Node) -> int | bool:
        """The bit of a condition that looks at nothing late; or what it is worth in every case."""
        part = self.bits.part(node)
        return part if isinstance(part, bool) else self._part(part)

    def function(self) -> Holds:
        """All conditions in one function; those of ``common`` are told by theirs."""
        lines = ["def holds(m):", "    b = 0"]
        for source, number in self._own.items():
            lines += [f"    if {source}:", f"        b |= {1 << number}"]
        lines.append("    return b")
        # made of numbers and "and", "or", "&" only: nothing of a rule's text gets in
        found: dict[str, Holds] = {}
        exec("\n".join(lines), found)
        return found["holds"]


#: What the engine works out itself, and supplies to the conditions of later stages.
LATE: Final = frozenset({"fine", "fine_is_fixed", "fine_at_minimum", "law_study.credits"})
