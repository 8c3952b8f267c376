"""Which rules were added, taken away, or changed: in meaning, or only in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal

import msgspec

from discretion.audit.mentions import mentions
from discretion.audit.prove.plan import Reach
from discretion.law.citation import Citation
from discretion.law.condition import Condition
from discretion.rulebook.files import jurisdiction_of
from discretion.rulebook.loader import Rule, Shelf
from discretion.rulebook.parts import parts
from discretion.text import Text

Way = Literal["added", "removed", "meaning", "words"]
#: What people read and no case depends on.
WORDS: Final = (
    "title",
    "note",
    "keywords",
    "ask",
    "evidence",
    "text",
    "unit",
    "section",
    "source_note",
    "issuer",
    "number",
)
_SILENT: Final = ("cases", "checks", "rulebook", "outline", "reviews")


class Changed(msgspec.Struct, frozen=True):
    """A rule that is not what it was."""

    way: Way
    section: str
    id: str
    file: str
    line: int


def changed(old: Shelf, new: Shelf) -> Iterator[Changed]:
    """Every difference, by section and id."""
    before, after = _by_name(old), _by_name(new)
    for name in sorted({*before, *after}):
        one, other = before.get(name), after.get(name)
        if one is None and other is not None:
            yield _made("added", other, new)
        elif other is None and one is not None:
            yield _made("removed", one, old)
        elif one is not None and other is not None and one.record != other.record:
            yield _made("words" if meaning(one.record) == meaning(other.record) else "meaning", other, new)


def reach(old: Shelf, new: Shelf, differences: Iterable[Changed]) -> Reach:
    """The ids of the rules that may act differently; and the jurisdictions whose settings changed, so that everything may.

    With a fact or an instrument go the rules that name it, with a rule those that refer to its condition, and with an exclusion the
    rules that it defeats. Nothing else in a record leads from one rule to another.
    """
    moved = [c for c in differences if c.way != "words"]
    settings = frozenset(jurisdiction_of(c.file) for c in moved if c.section == "jurisdiction")
    facts = {c.id for c in moved if c.section == "facts"}
    instruments = {c.id for c in moved if c.section == "instruments"}
    rules = [r for shelf in (old, new) for r in shelf.rules if r.section not in _SILENT]
    ids = {c.id for c in moved if c.section != "jurisdiction"}
    ids |= {r.id for r in rules if facts and facts & set(mentions(r.record))}
    ids |= {r.id for r in rules if instruments and instruments & set(_cites(r.record))}
    while True:
        more = {r.id for r in rules if r.id not in ids and ids & set(_refers(r.record))}
        more |= {d for r in rules if r.id in ids for d in getattr(r.record, "defeats", ()) if d not in ids}
        if not more:
            return frozenset(ids), settings
        ids |= more


def _cites(value: Any) -> Iterator[str]:
    """The instruments that a record cites."""
    for _, part in parts(value):
        if isinstance(part, Citation):
            yield part.instrument


def _refers(value: Any) -> Iterator[str]:
    """The rules to whose conditions a record refers."""
    for _, part in parts(value):
        if isinstance(part, Condition):
            yield from part.rules()


def _by_name(shelf: Shelf) -> dict[tuple[str, str, str], Rule]:
    return {(r.section, r.jurisdiction, r.id): r for r in shelf.rules if r.section not in _SILENT}


def _made(way: Way, rule: Rule, shelf: Shelf) -> Changed:
    place = shelf.sources[rule.file].place(rule.steps, True)
    return Changed(way, rule.section, rule.id, rule.file, place.line)


def meaning(value: Any) -> Any:
    """A record without the words that no case depends on, to be compared."""
    if isinstance(value, Text):
        return "text"
    if isinstance(value, msgspec.Struct):
        fields = {f: meaning(getattr(value, f)) for f in value.__struct_fields__ if f not in WORDS}
        return type(value).__name__, tuple(sorted(fields.items(), key=lambda item: item[0]))
    if isinstance(value, tuple):
        return tuple(meaning(item) for item in value)
    if isinstance(value, dict):
        return tuple((key, meaning(item)) for key, item in value.items())
    return value
