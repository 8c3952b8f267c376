"""Conditions compiled: every test of a fact is a bit, a condition an expression over the bits, all conditions one function.

A test and its contrary have a bit each, so that an expression only ever rises with its bits. Then what is certain follows from the
bits that are certain, and what is possible from those that are possible: the three values of :mod:`discretion.assess.truth`, of which
``weigh`` stays the definition; it is asked what each value of a fact is worth to each test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from discretion.assess.truth import View, weigh
from discretion.law.condition import AllOf, AnyOf, FactTest, Node, Not, OtherViolation, RuleHolds
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


class Bits:
    """The tests of some conditions, and the bit of each. ``fixed`` are facts that are the same in every case."""

    def __init__(self, law: Law, fixed: dict[str, object], late: Iterable[str]) -> None:
        self.law = law
        self.fixed = View(law, fixed)
        self.late = frozenset(late)
        self.tests: dict[str, list[tuple[FactTest, int, int]]] = {}
        self.count = 0
        self._known: dict[FactTest, tuple[int, int]] = {}

    def bit(self, test: FactTest, holds: bool = True) -> int:
        """The bit that says that ``test`` holds, or that it does not."""
        if test not in self._known:
            yes, no = 1 << self.count, 2 << self.count
            self.count += 2
            self._known[test] = (yes, no)
            self.tests.setdefault(test.fact, []).append((test, yes, no))
        return self._known[test][0 if holds else 1]

    def part(self, node: Node, holds: bool = True) -> _Part | bool:
        """The expression of ``node`` (or of its contrary); or what it is worth in every case."""
        match node:
            case FactTest():
                if node.fact in self.fixed.facts:
                    return (weigh(node, self.fixed).truth is True) is holds
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

    def known_late(self, node: Node) -> tuple[FactTest, ...] | None:
        """Where ``node`` looks at what only the engine works out: its other tests. Else ``None``."""
        tests = tuple(self._tests(node))
        if not any(t.fact in self.late for t in tests):
            return None
        return tuple(t for t in tests if t.fact not in self.late and t.fact not in self.fixed.facts)

    def _tests(self, node: Node) -> Iterable[FactTest]:
        match node:
            case FactTest():
                yield node
            case Not(part):
                yield from self._tests(part)
            case AllOf(parts) | AnyOf(parts):
                for part in parts:
                    yield from self._tests(part)
            case RuleHolds(rules):
                for rule in rules:
                    condition = self.law.condition(rule)
                    if condition is not None:
                        yield from self._tests(condition.node)


def _joined(parts: Sequence[_Part | bool], every: bool) -> _Part | bool:
    """Parts under one "and" (or "or"); what is the same in every case falls away, or decides."""
    if (not every) in parts:
        return not every
    left = [p for p in parts if isinstance(p, _Part)]
    if not left:
        return every
    bits, inner = 0, []
    for part in left:
        single = not part.parts and not part.bits & (part.bits - 1)
        if part.every == every or single:
            bits |= part.bits
            inner += part.parts
        else:
            inner.append(part)
    return inner[0] if not bits and len(inner) == 1 else _Part(every, bits, tuple(inner))


class Table:
    """Conditions by number; the same expression has the same number."""

    def __init__(self, bits: Bits) -> None:
        self.bits = bits
        self._numbers: dict[str, int] = {}

    def add(self, part: _Part | bool) -> int:
        """The bit under which the function tells of ``part``; 0 where it is the same in every case."""
        if isinstance(part, bool):
            return 0
        source = part.source()
        return 1 << self._numbers.setdefault(source, len(self._numbers))

    def function(self) -> Holds:
        """All conditions in one function."""
        lines = ["def holds(m):", "    b = 0"]
        for source, number in self._numbers.items():
            lines += [f"    if {source}:", f"        b |= {1 << number}"]
        lines.append("    return b")
        # made of numbers and "and", "or", "&" only: nothing of a rule's text gets in
        found: dict[str, Holds] = {}
        exec("\n".join(lines), found)
        return found["holds"]


#: What the engine works out itself, and supplies to the conditions of later stages.
LATE: Final = ("fine", "fine_is_fixed", "fine_at_minimum", "law_study.credits")
