"""The mutants of a rule: the record that comes of each change, as far as it can be read and says something else."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterator
from typing import Any, Final

import msgspec

from discretion.audit.mutate.changes import GONE, Change, Kind, changes, put
from discretion.audit.mutate.same import Facts, difference
from discretion.law.value import Path as Steps
from discretion.law.value import Unreadable
from discretion.rulebook import Rule
from discretion.rulebook.loader import Shelf
from discretion.rulebook.sections import LISTS
from discretion.rulebook.shape import decode
from discretion.text import Message

#: The sections whose rules are changed: those on which the result of an assessment rests.
MUTABLE: Final = ("offences", "bases", "programmes", *LISTS, "jurisdiction", "instruments", "facts")


class Mutant(msgspec.Struct, frozen=True):
    """A rule with one change: where, of what kind, in words; and the record that comes of it, ``None`` where the rule is left out."""

    rule: Rule
    kind: Kind
    path: Steps
    what: Message
    record: Any


class Mutants(msgspec.Struct, frozen=True):
    """The mutants of a rule, and how many changes are none: those that cannot be read, and those that say the same."""

    all: tuple[Mutant, ...] = ()
    unreadable: int = 0
    same: int = 0


def mutants(shelf: Shelf, rule: Rule, facts: Facts, needed: Container[str] = ()) -> Mutants:
    """The mutants of a rule; none of a rule that no assessment looks at.

    ``facts`` are those declared; rules in ``needed`` are named by others, so they cannot be left out. A change that says the same as
    the rule, or as an earlier change of it, is counted as ``same``.
    """
    if rule.section not in MUTABLE:
        return Mutants()
    raw: Any = shelf.sources[rule.file].value
    for step in rule.steps:
        raw = raw[step]
    known: set[Hashable] = {()}
    found, unreadable, same = [], 0, 0
    for change, record in _read(rule, raw, rule.id in needed):
        if change is None:
            unreadable += 1
        elif (said := difference(rule.record, record, facts)) in known:
            same += 1
        else:
            known.add(said)
            found.append(Mutant(rule, change.kind, change.path, change.what, record))
    return Mutants(tuple(found), unreadable, same)


def _read(rule: Rule, raw: Any, needed: bool) -> Iterator[tuple[Change | None, Any]]:
    """Each change with the record that comes of it; no change where it cannot be read."""
    for change in changes(rule.section, raw):
        if change.value is GONE and not change.at:
            yield (None if needed else change), None
            continue
        try:
            yield change, _record(rule.record, raw, change.at, change.value)
        except (msgspec.ValidationError, Unreadable):
            yield None, None


def _record(record: msgspec.Struct, raw: Any, at: Steps, value: Any) -> Any:
    """``record``, which was read from ``raw``, with the change; only the smallest record around the change is read anew."""
    names = dict(zip(record.__struct_encode_fields__, record.__struct_fields__, strict=True))
    name = names.get(str(at[0])) if at else None
    inner = None if name is None else getattr(record, name)
    if name is None or len(at) == 1:
        pass
    elif isinstance(inner, msgspec.Struct):
        return msgspec.structs.replace(record, **{name: _record(inner, raw[at[0]], at[1:], value)})
    elif type(inner) is tuple and isinstance(inner[int(at[1])], msgspec.Struct) and len(at) > 2:
        index = int(at[1])
        part = _record(inner[index], raw[at[0]][index], at[2:], value)
        return msgspec.structs.replace(record, **{name: (*inner[:index], part, *inner[index + 1 :])})
    return msgspec.convert(put(raw, at, value), type(record), dec_hook=decode)
