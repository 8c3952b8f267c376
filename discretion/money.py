"""Exact yuan: numbers, intervals, rounding, and how an amount is written.

Numbers are ``int`` or ``Fraction``, never ``float``. An :class:`Amount` is an interval of possible values, because a fact
may be unknown or a choice still open; a known amount is an interval of one point.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import reduce
from typing import Final

import msgspec

Number = int | Fraction


class Amount(msgspec.Struct, frozen=True):
    """An interval of values, both ends included; ``high`` is ``None`` where nothing bounds it."""

    low: Number
    high: Number | None

    @classmethod
    def exactly(cls, value: Number) -> Amount:
        """The interval of one point."""
        return cls(value, value)

    @property
    def known(self) -> bool:
        """Whether it is one point."""
        return self.low == self.high

    @property
    def width(self) -> Number | None:
        """How wide it is; ``None`` where it is unbounded."""
        return None if self.high is None else self.high - self.low

    def plus(self, other: Amount) -> Amount:
        """The sum of the two."""
        if self.low is self.high and other.low is other.high:
            return Amount.exactly(self.low + other.low)
        high = None if self.high is None or other.high is None else self.high + other.high
        return Amount(self.low + other.low, high)

    def times(self, other: Amount) -> Amount:
        """The product of two intervals of non-negative values."""
        if self.low is self.high and other.low is other.high:
            return Amount.exactly(self.low * other.low)
        high = None if self.high is None or other.high is None else self.high * other.high
        if self.high == 0 or other.high == 0:
            high = 0
        return Amount(self.low * other.low, high)

    def scaled(self, factor: Number) -> Amount:
        """The interval times a non-negative number."""
        return self.times(Amount.exactly(factor))

    def at_least(self, floor: Amount) -> Amount:
        """Raised to ``floor`` where it is lower."""
        high = None if self.high is None or floor.high is None else max(self.high, floor.high)
        return Amount(max(self.low, floor.low), high)

    def at_most(self, ceiling: Amount) -> Amount:
        """Lowered to ``ceiling`` where it is higher."""
        highs = [h for h in (self.high, ceiling.high) if h is not None]
        return Amount(min(self.low, ceiling.low), min(highs) if highs else None)

    def within(self, floor: Amount, ceiling: Amount) -> Amount:
        """Clamped between ``floor`` and ``ceiling``."""
        value, least, most = self.low, floor.low, ceiling.low
        if value is self.high and least is floor.high and most is ceiling.high and least <= value <= most:
            return self
        return self.at_least(floor).at_most(ceiling)

    def hull(self, other: Amount) -> Amount:
        """The smallest interval that contains both."""
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Amount(min(self.low, other.low), high)

    def contains(self, value: Number) -> bool:
        """Whether ``value`` lies inside."""
        return self.low <= value and (self.high is None or value <= self.high)


ZERO: Final = Amount(0, 0)
ANYTHING: Final = Amount(0, None)


def hull(amounts: Iterable[Amount]) -> Amount:
    """The smallest interval that contains all of ``amounts`` (at least one)."""
    return reduce(Amount.hull, amounts)


def sum_of(amounts: Sequence[Amount]) -> Amount:
    """The sum of amounts."""
    total: Number = 0
    for amount in amounts:
        low = amount.low
        if low is not amount.high:
            return reduce(Amount.plus, amounts)
        total += low
    return Amount(total, total)


def simplest(value: Number) -> Number:
    """A whole number as ``int``, anything else as ``Fraction``."""
    return value.numerator if value.denominator == 1 else value


def less(value: Number, bound: Number) -> bool:
    """``value < bound``; quick for a fraction against a whole number, which is most of what steps ask."""
    if type(value) is Fraction and type(bound) is int:
        return value.numerator < bound * value.denominator
    return value < bound


def percent_of(value: Number, percent: Number) -> Number:
    """So many percent of ``value``, exactly."""
    product = value * percent
    if isinstance(product, int):
        return Fraction(product, 100) if product % 100 else product // 100
    return simplest(product / 100)


def exact(text: str) -> Number:
    """Read ``20000``, ``0.1`` or ``1/24`` exactly. Raises ``ValueError``."""
    return simplest(Fraction(text))


def rounded(value: Number, to: Number, mode: str) -> Number:
    """``value`` rounded to a multiple of ``to`` yuan: ``half-up``, ``down`` or ``up``."""
    if isinstance(value, int) and isinstance(to, int):
        times, over = divmod(value, to)
        return (times + ((mode == "up" and over > 0) or (mode == "half-up" and 2 * over >= to))) * to
    if not isinstance(value, (int, Fraction)):
        # what stands for the amounts of many cases (discretion.batch.traced) rounds itself
        return value.rounded(to, mode)
    parts = Fraction(value) / to
    whole = parts.numerator // parts.denominator
    rest = parts - whole
    if (mode == "up" and rest > 0) or (mode == "half-up" and rest >= Fraction(1, 2)):
        whole += 1
    return simplest(whole * Fraction(to))


#: 10, 100, …: under these a fraction is a decimal.
_TENS: Final = tuple(10**n for n in range(1, 28))


def plain(value: Number) -> str:
    """``33600``, ``0.25``, ``1/24``: exact, as short as can be, without separators."""
    if type(value) is int:
        return str(value)
    if not isinstance(value, (int, Fraction)):
        # what stands for the amounts of many cases (discretion.batch.traced) leaves a place for them
        return value.written("plain")
    over, under = value.as_integer_ratio()
    if under == 1:
        return str(over)
    for places, tens in enumerate(_TENS, 1):
        if tens % under == 0:
            digits = over * (tens // under)
            sign, digits = ("-", -digits) if digits < 0 else ("", digits)
            text = str(digits).rjust(places + 1, "0")
            # as few places as will do: the last digit is none that could be left out
            return f"{sign}{text[:-places]}.{text[-places:]}"
    return f"{over}/{under}"


def grouped(value: Number) -> str:
    """``33,600``: as :func:`plain`, with separators in the whole part."""
    if type(value) is int:
        return f"{value:,}"
    if not isinstance(value, (int, Fraction)):
        return value.written("grouped")
    text = plain(value)
    if "/" in text:
        return text
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}"


def shown(amount: Amount) -> str:
    """An amount with separators; an interval as ``[20,000–60,000]``."""
    if amount.known:
        return grouped(amount.low)
    return f"[{grouped(amount.low)}–{'∞' if amount.high is None else grouped(amount.high)}]"


_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUPS: Final = ("", "万", "亿", "兆", "京", "垓", "秭", "穰")


def _group(number: int) -> str:
    """Four digits in capital numerals, zeros inside shown once."""
    text, zero = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if zero else "") + _DIGITS[digit] + _PLACES[place]
            zero = False
        elif text:
            zero = True
    return text


def words(value: Number) -> str:
    """The amount in capital Chinese numerals: ``叁万肆仟元整``. Fen are rounded half up (元角分).

    Source: the usual rules for filling in bills (正确填写票据和结算凭证的基本规定).
    """
    if not isinstance(value, (int, Fraction)):
        return value.written("words")
    fen = int(rounded(value, Fraction(1, 100), "half-up") * 100)
    yuan, jiao, fen = fen // 100, fen // 10 % 10, fen % 10
    text, zero = "", False
    for index in reversed(range(len(_GROUPS))):
        part = yuan // 10 ** (4 * index) % 10**4
        if part:
            text += ("零" if text and (zero or part < 1000) else "") + _group(part) + _GROUPS[index]
        zero = bool(text) and part % 10 == 0
    text = (text or "零") + "元" if yuan or not (jiao or fen) else ""
    if not (jiao or fen):
        return text + "整"
    text += _DIGITS[jiao] + "角" if jiao else ("零" if text else "")
    return text + (_DIGITS[fen] + "分" if fen else "整")
