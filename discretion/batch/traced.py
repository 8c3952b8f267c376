"""Amounts that stand for those of many cases.

Cases that are alike but for an amount (the investment, the gain) take the same way through the engine as long as every comparison
comes out the same. So the engine is run once with :class:`Traced` numbers in the place of these amounts. It reckons with them as
with any number: a sum, a product with a figure of the rules and a rounding are kept as what they are, and of every comparison a
:class:`Guard` is noted. What comes out is then true of every case whose amounts pass the guards, and is worked out from them exactly.
The arithmetic of the law is nowhere written a second time.

Where two such amounts are multiplied, or one is taken for a plain number, nothing can be told: :class:`Untraceable`, or ``TypeError``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import Any, ClassVar, Final

import msgspec

from discretion.batch.marks import mark
from discretion.money import Number, rounded, simplest

Point = Mapping[Any, Number]
#: How an amount is written in data, as :func:`discretion.report.json.number`; in texts as the functions of :mod:`discretion.money`.
NUMBER: Final = "number"
#: The signs of a difference, each a bit.
_BELOW, _SAME, _ABOVE = 1, 2, 4
#: How many different guards are kept as they are quick to ask.
MOST: Final = 2000
#: For how many amounts it is kept whether they pass.
MOST_KNOWN: Final = 200


class Untraceable(Exception):
    """What is worked out cannot be told by a sum of amounts."""


class Rounding(msgspec.Struct, frozen=True):
    """A rounded amount, as an amount of its own."""

    of: Traced
    to: Number
    mode: str

    def __str__(self) -> str:
        return f"[{self.of.name} {self.mode} {self.to}]"

    def at(self, point: Point) -> Number:
        """What it is in one case."""
        return rounded(self.of.at(point), self.to, self.mode)


class Traced:
    """``(const + Σ factor × amount) / under``, exactly. An amount is a fact, by its name, or a :class:`Rounding`.

    Two are equal to a dictionary where they are the same sum. To the engine they compare as they do in the case on the :class:`Tape`.
    """

    __slots__ = ("_name", "const", "terms", "under")
    #: Not those of its value: nobody may take it for a plain number by them.
    numerator: ClassVar[int] = 0
    denominator: ClassVar[int] = 3

    def __init__(self, terms: tuple[tuple[Any, int], ...], const: int = 0, under: int = 1) -> None:
        self.terms, self.const, self.under = terms, const, under
        self._name = ""

    @classmethod
    def of(cls, name: str) -> Any:
        """The amount of a fact, to be reckoned with like any number."""
        return cls(((name, 1),))

    def at(self, point: Point) -> Number:
        """What it is in one case."""
        total = self._over(point)
        if isinstance(total, int):
            if self.under == 1:
                return total
            whole, rest = divmod(total, self.under)
            return Fraction(total, self.under) if rest else whole
        return simplest(total / self.under)

    def _over(self, point: Point) -> Number:
        total: Number = self.const
        for amount, factor in self.terms:
            total += factor * (point[amount] if type(amount) is str else amount.at(point))
        return total

    @property
    def name(self) -> str:
        """The sum, written out: the same for the same sum, and for no other."""
        found = self._name
        if not found:
            terms = [f"{factor}*{amount}" for amount, factor in self.terms]
            found = self._name = f"({'+'.join(terms)}+{self.const})/{self.under}"
        return found

    @property
    def facts(self) -> Iterator[str]:
        """The facts of which it is worked out."""
        for amount, _ in self.terms:
            if isinstance(amount, Rounding):
                yield from amount.of.facts
            else:
                yield amount

    def sign(self, point: Point) -> int:
        """Its sign in one case, as a bit."""
        total = self._over(point)
        return _BELOW if total < 0 else _ABOVE if total else _SAME

    # --- reckoning ------------------------------------------------------------------------------------------------

    def _sum(self, other: Any, sign: int) -> Any:
        if isinstance(other, (int, Fraction)):
            other = Traced((), other.numerator, other.denominator)
        elif not isinstance(other, Traced):
            return NotImplemented
        under = lcm(self.under, other.under)
        mine, theirs = under // self.under, sign * (under // other.under)
        factors = {amount: factor * mine for amount, factor in self.terms}
        for amount, factor in other.terms:
            factors[amount] = factors.get(amount, 0) + factor * theirs
        return _made(factors, self.const * mine + other.const * theirs, under)

    def __add__(self, other: Any) -> Any:
        return self._sum(other, 1)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return self._sum(other, -1)

    def __rsub__(self, other: Any) -> Any:
        return (-self) + other

    def __neg__(self) -> Any:
        return self * -1

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, Traced):
            raise Untraceable
        if not isinstance(other, (int, Fraction)):
            return NotImplemented
        factors = {amount: factor * other.numerator for amount, factor in self.terms}
        return _made(factors, self.const * other.numerator, self.under * other.denominator)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, Traced):
            return self._share(other)
        if not isinstance(other, (int, Fraction)):
            return NotImplemented
        return self * (Fraction(1) / other)

    def _share(self, other: Traced) -> Number:
        """The quotient of two sums, where it is the same in every case."""
        amount, factor = other.terms[0]
        share = Fraction(dict(self.terms).get(amount, 0) * other.under, factor * self.under)
        rest = self._sum(other * share, -1)
        if isinstance(rest, Traced) or rest:
            raise Untraceable
        return simplest(share)

    def __rtruediv__(self, other: Any) -> Any:
        return Quotient(other, self) if isinstance(other, (int, Fraction)) else NotImplemented

    def rounded(self, to: Number, mode: str) -> Traced:
        """As :func:`discretion.money.rounded`."""
        return Traced(((Rounding(self, to, mode), 1),))

    def written(self, way: str) -> str:
        """The mark of the amount where a text is written."""
        return mark(way, self)

    # --- comparing ------------------------------------------------------------------------------------------------

    def _is(self, other: Any, signs: int) -> Any:
        """Whether the difference has one of ``signs`` in the case on the tape; noted unless it is the same in all cases."""
        if other is self or (isinstance(other, Traced) and self._key == other._key):
            return bool(signs & _SAME)
        difference = self._sum(other, -1)
        if difference is NotImplemented:
            return difference
        if not isinstance(difference, Traced):
            return bool((_BELOW if difference < 0 else _ABOVE if difference else _SAME) & signs)
        return Tape.current.asked(difference, signs)

    def __lt__(self, other: Any) -> Any:
        return self._is(other, _BELOW)

    def __le__(self, other: Any) -> Any:
        return self._is(other, _BELOW | _SAME)

    def __gt__(self, other: Any) -> Any:
        return self._is(other, _ABOVE)

    def __ge__(self, other: Any) -> Any:
        return self._is(other, _ABOVE | _SAME)

    def __eq__(self, other: object) -> Any:
        return self._is(other, _SAME)

    def __ne__(self, other: object) -> Any:
        return self._is(other, _BELOW | _ABOVE)

    def __bool__(self) -> bool:
        return bool(self._is(0, _BELOW | _ABOVE))

    def __hash__(self) -> int:
        return hash(self._name or self.name)

    @property
    def _key(self) -> tuple[Any, ...]:
        return self.terms, self.const, self.under


class Quotient:
    """A number divided by an amount: for nothing but to be multiplied by one of which it is a share, as where a range is rescaled."""

    __slots__ = ("number", "under")

    def __init__(self, number: Number, under: Traced) -> None:
        self.number, self.under = number, under

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, Traced):
            return self.number * (other / self.under)
        if not other:
            return 0
        raise Untraceable

    __rmul__ = __mul__


def _made(factors: Mapping[Any, int], const: int, under: int) -> Traced | Number:
    """In lowest terms, so that the same sum is always the same; a plain number where no amount is left in it."""
    terms = tuple(sorted(((a, f) for a, f in factors.items() if f), key=lambda term: str(term[0])))
    if not terms:
        return simplest(Fraction(const, under))
    common = gcd(const, under, *(f for _, f in terms))
    return Traced(tuple((a, f // common) for a, f in terms), const // common, under // common)


class Guard(msgspec.Struct, frozen=True):
    """A comparison that came out in one way: the sign of a difference was one of ``signs``."""

    difference: Traced
    signs: int

    def passes(self, point: Point) -> bool:
        """Whether it comes out in the same way in another case."""
        return bool(self.difference.sign(point) & self.signs)


Guards = tuple[Guard, ...]


class Tape:
    """One run of the engine with traced amounts: the case that leads the way, and the guards so far."""

    current: ClassVar[Tape]

    def __init__(self, point: Point) -> None:
        self.point = point
        self.names = tuple(point)
        self.order: list[Guard] = []
        self._signs: dict[str, int] = {}

    def asked(self, difference: Traced, signs: int) -> bool:
        """Whether the difference has one of ``signs``."""
        held = bool(self._sign(difference) & signs)
        self.order.append(Guard(difference, signs if held else ~signs & 7))
        return held

    def place(self) -> int:
        """How many guards were noted so far."""
        return len(self.order)

    def since(self, place: int) -> Guards:
        """The guards noted since there were ``place`` of them, each once."""
        return together(self.order[place:])

    def go_on(self, guards: Guards) -> bool:
        """Whether the case passes guards that were noted earlier; if so, they are noted again."""
        for guard in guards:
            if not self._sign(guard.difference) & guard.signs:
                return False
        self.order += guards
        return True

    def _sign(self, difference: Traced) -> int:
        """The sign of a difference, as a bit; many guards ask for the same one."""
        found = self._signs.get(difference.name)
        if found is None:
            found = self._signs[difference.name] = difference.sign(self.point)
        return found


def together(guards: list[Guard]) -> Guards:
    """Several guards of one difference as one."""
    found: dict[str, Guard] = {}
    for guard in guards:
        known = found.setdefault(guard.difference.name, guard)
        if known.signs & guard.signs != known.signs:
            found[guard.difference.name] = Guard(guard.difference, guard.signs & known.signs)
    return tuple(found.values())


class Checks(msgspec.Struct, frozen=True):
    """Guards, made quick to ask: the bounds of each amount (from, whether it may be that itself, to, likewise), and the others."""

    bounds: tuple[tuple[str, Number | None, bool, Number | None, bool], ...]
    rest: Guards
    #: The facts on which it depends, and what came out for some of their values.
    names: tuple[str, ...] = ()
    known: dict[tuple[Number, ...], bool] = {}

    def pass_(self, point: Point) -> bool:
        """Whether a case passes all guards."""
        key = tuple([point[name] for name in self.names])
        found = self.known.get(key)
        if found is None:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            found = self.known[key] = self._pass(point)
        return found

    def _pass(self, point: Point) -> bool:
        for name, low, low_too, high, high_too in self.bounds:
            value = point[name]
            if low is not None and (value < low or (value == low and not low_too)):
                return False
            if high is not None and (value > high or (value == high and not high_too)):
                return False
        return all(guard.passes(point) for guard in self.rest)


@lru_cache(MOST)
def checks(guards: Guards) -> Checks:
    """The same guards, quick to ask."""
    bounds: dict[str, list[Any]] = {}
    rest: list[Guard] = []
    for guard in guards:
        terms = guard.difference.terms
        if len(terms) > 1 or not isinstance(terms[0][0], str) or guard.signs == _BELOW | _ABOVE:
            rest.append(guard)
            continue
        (name, factor), signs = terms[0], guard.signs
        edge = simplest(Fraction(-guard.difference.const, factor))
        if factor < 0:
            signs = signs & _SAME | (_ABOVE if signs & _BELOW else 0) | (_BELOW if signs & _ABOVE else 0)
        bound = bounds.setdefault(name, [None, True, None, True])
        if not signs & _BELOW and (bound[0] is None or edge > bound[0] or (edge == bound[0] and bound[1])):
            bound[:2] = edge, bool(signs & _SAME)
        if not signs & _ABOVE and (bound[2] is None or edge < bound[2] or (edge == bound[2] and bound[3])):
            bound[2:] = edge, bool(signs & _SAME)
    names = dict.fromkeys(name for guard in guards for name in guard.difference.facts)
    return Checks(tuple((name, *bound) for name, bound in bounds.items()), tuple(rest), tuple(names))


@contextmanager
def traced(point: Point) -> Iterator[Tape]:
    """Run the engine for the case with these amounts; inside, their :class:`Traced` stand for them."""
    tape = Tape.current = Tape(point)
    try:
        yield tape
    finally:
        del Tape.current
