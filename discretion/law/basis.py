"""A discretion basis: how a table leads from the facts to an amount, by weights, by bands or by grades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import msgspec

from discretion.law.citation import Citation, Citations
from discretion.law.condition import Between, Condition, FactTest, Node, OneOf
from discretion.law.figure import Figure, Mark, Provenance, Validity, no_number
from discretion.law.offence import Fine
from discretion.law.value import Record, Unreadable, mapping, only, read_text, sequence
from discretion.money import Number, plain
from discretion.text import Text, say

Pick = Literal["heaviest", "first", "sum", "lightest"]
_TEST_KEYS: Final = ("below", "at_most", "is", "when")
_WEIGHT_KEYS: Final = ("weight", "grade")


class Weight:
    """A weight (or start): one figure for all tiers, or one a tier."""

    __slots__ = ("by_tier", "figure")

    def __init__(self, figure: Figure | None, by_tier: Mapping[str, Figure]) -> None:
        self.figure = figure
        self.by_tier = by_tier

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Weight) and (self.figure, self.by_tier) == (other.figure, other.by_tier)

    def __hash__(self) -> int:
        return hash((self.figure, tuple(self.by_tier.items())))

    @classmethod
    def read(cls, raw: object) -> Weight:
        """Read a figure or a mapping of tier to figure. Raises :class:`Unreadable`."""
        if isinstance(raw, dict) and "value" not in raw:
            by_tier = {}
            for tier, value in raw.items():
                try:
                    by_tier[tier] = Figure.read(value)
                except Unreadable as problem:
                    raise problem.inside(tier) from None
            return cls(None, by_tier)
        return cls(Figure.read(raw), {})

    def at(self, tier: str) -> Figure | None:
        """The figure for ``tier``; ``None`` where the table has none."""
        return self.by_tier.get(tier, self.figure)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All its figures."""
        return (*(() if self.figure is None else (self.figure,)), *self.by_tier.values())


class Level(msgspec.Struct, frozen=True):
    """One level of a factor: when it is the one, and its weight (or grade)."""

    index: int
    weight: Weight
    title: Text | None = None
    values: tuple[str | bool | Number, ...] = ()
    at_least: Number | None = None
    below: Number | None = None
    closed: bool = False
    when: Condition | None = None
    #: How the table writes it: the choice under which it stands in a mapping, and the key of its weight.
    named: str | None = None
    key: str = "weight"

    def node(self, fact: str | None) -> Node | None:
        """When this level of ``fact`` is the one, as a condition; none where it always is."""
        if self.when is not None:
            return self.when.node
        if fact is None:
            return None
        if self.values:
            return FactTest(fact, OneOf(self.values))
        if self.at_least is None and self.below is None:
            return None
        below, at_most = (None, self.below) if self.closed else (self.below, None)
        return FactTest(fact, Between(below=below, at_most=at_most, at_least=self.at_least))


class Levels(tuple[Level, ...]):
    """The levels of a factor, in the order of the table."""

    @classmethod
    def read(cls, raw: object) -> Levels:
        """Read ``{choice: weight}`` or a list of steps, of groups of choices, or of conditions. Raises :class:`Unreadable`."""
        if isinstance(raw, dict):
            return cls(_by_choice(raw))
        levels: list[Level] = []
        last: Number | None = None
        for index, item in enumerate(sequence(raw)):
            try:
                if levels and levels[-1].below is None and (last is not None or _covers(levels[-1], item)):
                    help = say("put the level without a limit last")
                    raise Unreadable("wrong-order", say("the level before this one covers all that is larger"), help)
                level = _level(index, mapping(item), last)
            except Unreadable as problem:
                raise problem.inside(index) from None
            last = level.below if level.below is not None else last
            levels.append(level)
        if not levels:
            raise Unreadable("missing-key", say("a factor without levels says nothing"))
        return cls(levels)


def _covers(level: Level, step: object) -> bool:
    """Whether a level without any test stands before a step, which then never comes."""
    plain = not level.values and level.when is None
    return plain and isinstance(step, dict) and ("below" in step or "at_most" in step)


def _by_choice(raw: Mapping[str, Any]) -> list[Level]:
    levels = []
    for index, (choice, weight) in enumerate(raw.items()):
        try:
            value: str | bool = {"true": True, "false": False}.get(choice, choice)
            levels.append(Level(index, Weight.read(weight), values=(value,), named=choice))
        except Unreadable as problem:
            raise problem.inside(choice) from None
    return levels


def _level(index: int, fields: Mapping[str, Any], last: Number | None) -> Level:
    only(fields, (*_TEST_KEYS, *_WEIGHT_KEYS, "title"))
    key = _one_of(fields, _WEIGHT_KEYS)
    if key is None:
        raise Unreadable(
            "missing-key", say("required key `{key}` is missing", key="weight"), say("add `{key}: …`", key="weight")
        )
    test = _one_of(fields, _TEST_KEYS)
    try:
        weight = Weight.read(fields[key])
    except Unreadable as problem:
        raise problem.inside(key) from None
    title = read_text(fields["title"], ("title",)) if "title" in fields else None
    if test is None:
        return Level(index, weight, title, at_least=last, key=key)
    if test == "when":
        try:
            return Level(index, weight, title, when=Condition.read(fields["when"]), key=key)
        except Unreadable as problem:
            raise problem.inside("when") from None
    if test == "is":
        values = fields["is"] if isinstance(fields["is"], list) else [fields["is"]]
        return Level(index, weight, title, values=tuple(values), key=key)
    below = fields[test]
    if isinstance(below, bool) or not isinstance(below, Number):
        raise no_number(below).inside(test)
    if last is not None and below <= last:
        message = say(
            "the steps of a factor rise, and {number} does not lie above {last}", number=plain(below), last=plain(last)
        )
        raise Unreadable("wrong-order", message, say("put the steps in rising order"), (test,))
    return Level(index, weight, title, at_least=last, below=below, closed=test == "at_most", key=key)


def _one_of(fields: Mapping[str, Any], keys: Sequence[str]) -> str | None:
    """The one of ``keys`` that stands in a level. Raises :class:`Unreadable` where there are several."""
    found = [key for key in fields if key in keys]
    if len(found) > 1:
        names = ", ".join(f"`{key}`" for key in keys)
        raise Unreadable(
            "wrong-value",
            say("a level has only one of {names}", names=names),
            say("keep one of them"),
            found[1:2],
            True,
        )
    return found[0] if found else None


class Factor(Record, frozen=True, kw_only=True):
    """What the table looks at: one fact, or conditions over several."""

    fact: str | None = None
    id: str | None = None
    title: Text | None = None
    levels: Levels
    pick: Pick = "heaviest"
    not_found_out: Literal["lowest", "unknown"] | None = None
    when: Condition | None = None
    tiers: tuple[str, ...] = ()
    note: Text | None = None

    @property
    def key(self) -> str:
        """Its name within the basis."""
        return self.id or self.fact or ""


class Of(msgspec.Struct, frozen=True):
    """What the percentage is of: yuan, the ceiling of the range, or a money fact times something."""

    yuan: Figure | None = None
    fact: str | None = None
    times: Figure | None = None
    at_least: Figure | None = None


class Base:
    """``of`` as written: yuan, ``ceiling``, or ``{fact, times, at_least}``."""

    __slots__ = ("of",)

    def __init__(self, of: Of) -> None:
        self.of = of

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Base) and self.of == other.of

    def __hash__(self) -> int:
        return hash(self.of)

    @classmethod
    def read(cls, raw: object) -> Base:
        """Read it. Raises :class:`Unreadable`."""
        if raw == "ceiling":
            return cls(Of())
        if isinstance(raw, dict) and "value" not in raw:
            only(raw, ("fact", "times", "at_least"))
            if not isinstance(raw.get("fact"), str):
                raise Unreadable("missing-key", say("required key `{key}` is missing", key="fact"))
            figures = {key: Figure.read(raw[key]) for key in ("times", "at_least") if key in raw}
            return cls(Of(fact=raw["fact"], **figures))
        return cls(Of(yuan=Figure.read(raw)))


class BasisTier(Record, frozen=True, kw_only=True):
    """The start and the base of one tier of the table; ``for`` names the statutory tiers that it serves."""

    id: str
    for_: tuple[str, ...] = ()
    of: Base = msgspec.field(default_factory=lambda: Base(Of()))
    start: Figure = msgspec.field(default_factory=lambda: Figure(0))
    when: Condition | None = None

    @property
    def serves(self) -> tuple[str, ...]:
        """The statutory tiers that it serves."""
        return self.for_ or (self.id,)


class Band(Record, frozen=True, kw_only=True):
    """A row of a band table: when it is the one, and the sub-range."""

    when: Condition | None = None
    title: Text | None = None
    for_: tuple[str, ...] = ()
    from_: Figure | None = None
    to: Figure | None = None
    fixed: Figure | None = None
    fine: Fine | None = None

    @property
    def amount(self) -> Fine:
        """The sub-range as a fine."""
        return self.fine or Fine(from_=self.from_, to=self.to, fixed=self.fixed)


class Grades(Record, frozen=True, kw_only=True):
    """Between which grades the mean is placed, and where that formula comes from."""

    lowest: Figure
    highest: Figure
    provenance: Provenance = "official"
    why: str = ""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The mark of the formula."""
        return () if self.provenance == "official" else (Mark(self.provenance, self.why),)


class FiguresMark(Record, frozen=True, kw_only=True):
    """Said once for all figures of a table."""

    provenance: Provenance
    why: str


class Basis(Record, frozen=True, kw_only=True):
    """A discretion basis."""

    title: Text | None = None
    offence: str | tuple[str, ...] | None = None
    provisions: tuple[Citation, ...] = ()
    source: Citations | None = None
    section: str | None = None
    in_force: Validity | None = None
    when: Condition | None = None
    method: Literal["weights", "bands", "grades"]
    tiers: tuple[BasisTier, ...] = ()
    factors: tuple[Factor, ...] = ()
    bands: tuple[Band, ...] = ()
    #: Which of the table's own circumstances it takes for those on which the law makes a statutory tier depend, by tier.
    reads: Mapping[str, Condition] | None = None
    pick: Pick = "first"
    grades: Grades | None = None
    total_at_least: Figure | None = None
    total_at_most: Figure | None = None
    figures: FiguresMark | None = None
    replaces: tuple[str, ...] = ()
    note: Text | None = None

    @property
    def offences(self) -> Sequence[str]:
        """The offences that it serves; none for a fallback."""
        return () if self.offence is None else (self.offence,) if isinstance(self.offence, str) else self.offence

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The mark said once for all its figures."""
        return () if self.figures is None else (Mark(self.figures.provenance, self.figures.why),)
