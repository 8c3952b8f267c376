"""Whether two rules say the same: a rule as plain values, without its name, its days, and the words on which nothing depends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from discretion.law.basis import Base, Weight
from discretion.law.citation import Citation, Instrument
from discretion.law.condition import AllOf, AnyOf, Condition, FactTest, Node, Not, OneOf
from discretion.law.department import Department
from discretion.law.entry import Duration, Procedure, Share
from discretion.law.fact import Fact
from discretion.law.figure import Day, Figure
from discretion.law.measure import Measure
from discretion.law.offence import Offence
from discretion.law.programme import Benefit
from discretion.rulebook import Rule
from discretion.rulebook.meaning import meaning
from discretion.text import Text

#: Words that are a part of what is said: the conduct that an offence punishes, what a fact or measure is, what an officer must do.
_TELLING: Final[Mapping[type[Any], tuple[str, ...]]] = {
    Offence: ("title",),
    Fact: ("title", "choices", "unit"),
    Measure: ("title",),
    Department: ("title",),
    Instrument: ("title", "number"),
    Procedure: ("text",),
    Benefit: ("title",),
}
#: What names a rule, or accompanies it. The days in force are compared apart.
_APART: Final = frozenset({"id", "in_force", "keywords", "section", "issuer"})
#: Of an instrument also where it was read and what repeals it.
_OF_INSTRUMENTS: Final = frozenset({"source", "repealed_by"})
#: How a level is written, and why a figure is weaker than official: not what is said.
_WRITTEN: Final = frozenset({"named", "key", "why"})


def digest(rule: Rule) -> str:
    """SHA-256 of what a rule says, whatever its id, its place and its days: equal for two that say the same.

    The order of keys, of alternatives and of names in a list does not count, nor does why a figure is weaker than official.
    """
    fields = _fields(rule.record, _APART | (_OF_INSTRUMENTS if rule.section == "instruments" else frozenset()))
    return meaning(rule.section, "", fields)


def _fields(record: msgspec.Struct, apart: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A record as plain values, with its kind; of its words only those that tell."""
    telling = _TELLING.get(type(record), ())
    found = {"": type(record).__name__}
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if name not in apart and value not in (None, (), {}):
            plain = _plain(value, name in telling)
            if plain is not None:
                found[name] = plain
    return found


def _plain(value: Any, telling: bool = False) -> Any:
    """A part of a record as plain values; ``None`` for words that do not tell."""
    match value:
        case Text():
            return value.zh if telling else None
        case Condition():
            return _node(value.node)
        case Citation():
            return value.text
        case msgspec.Struct():
            return _fields(value, _WRITTEN)
        case Figure() | Day() | Share() | Duration() | Weight() | Base():
            return [_plain(getattr(value, name)) for name in _slots(type(value)) if getattr(value, name) is not None]
        case Mapping():
            return {str(k): _plain(v, telling) for k, v in value.items()}
        case tuple():
            items = [_plain(v, telling) for v in value]
            if not all(isinstance(v, str) for v in items):
                return items
            # a name may stand alone or in a list
            return items[0] if len(items) == 1 else _sorted(items)
    return value


def _node(node: Node) -> Any:
    """A condition as plain values, its parts in one order. A part alone is itself; one joined in the same way is no part of its own."""
    match node:
        case AllOf(parts) | AnyOf(parts):
            name = type(node).__name__
            found = [_node(p) for p in parts]
            flat = [q for p in found for q in (p[1:] if isinstance(p, list) and p[:1] == [name] else [p])]
            return flat[0] if len(flat) == 1 else [name, *_sorted(flat)]
        case Not(part):
            return ["Not", _node(part)]
        case FactTest(fact, OneOf(values)):
            return {fact: _sorted([_plain(v) for v in values])}
    return _fields(node, _WRITTEN)


def _slots(kind: type[Any]) -> list[str]:
    return sorted(name for base in kind.__mro__ for name in getattr(base, "__slots__", ()))


def _sorted(items: list[Any]) -> list[Any]:
    return sorted(items, key=repr)
