"""A row as a result repeats it: its case in JSON, as it is written and as the hash is taken over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import getitem, itemgetter
from typing import Any, Final

import msgspec

from discretion.batch.cells import nested, stated
from discretion.batch.columns import FACTS
from discretion.batch.fast import Place
from discretion.report.cleaning import escaped
from discretion.report.json import plain_data, quoted

#: How many values of a member are remembered, and how many shapes of cases.
MOST: Final = 20_000
Names = tuple[str, ...]
Types = tuple[type, ...]


class Ambiguous(Exception):
    """JSON alone would not tell a text of the case from a number or a day, or would not be written as the hash is taken over it."""


class Rows:
    """Puts the cases of one jurisdiction into JSON, member by member: most of these stand in many cases."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._members: dict[tuple[str, str, type], _Member] = {}
        self._shapes: dict[tuple[str, Names, Types], tuple[Sequence[_Member], Callable[[Any], Any]]] = {}

    def case(self, value: Mapping[str, Any], path: str = "") -> tuple[bytes, bytes]:
        """A case, or the part of it at ``path``, given as plain data: as it is written, and as the hash is taken over it.

        Raises :class:`Ambiguous`; ``TypeError`` for what is not so plain.
        """
        if None in value.values():
            value = {k: v for k, v in value.items() if v is not None}
        values: tuple[Any, ...] = tuple(value.values())
        types = tuple(map(type, values))
        if list in types:
            values = tuple([tuple(v) if type(v) is list else v for v in values])
        members, ordered = self._shape(path, tuple(value), types)
        written = canonical = list(map(getitem, members, values))
        if dict in types:
            # parts of a case, which are ordered in themselves
            inner = [self.case(v, f"{path}.{k}" if path else k) if type(v) is dict else None for k, v in value.items()]
            written = [w if part is None else w % part[0] for w, part in zip(written, inner, strict=True)]
            canonical = [c if part is None else c % part[1] for c, part in zip(canonical, inner, strict=True)]
        return b"{%b}" % b",".join(written), b"{%b}" % b",".join(ordered(canonical))

    def _shape(self, path: str, names: Names, types: Types) -> tuple[Sequence[_Member], Callable[[Any], Any]]:
        """The members of a part, and how they are put in order."""
        key = (path, names, types)
        found = self._shapes.get(key)
        if found is None:
            if len(self._shapes) >= MOST:
                self._shapes.clear()
            order = sorted(range(len(names)), key=names.__getitem__)
            ordered = itemgetter(*order) if len(order) > 1 else tuple
            found = self._shapes[key] = ([self._member(path, *m) for m in zip(names, types, strict=True)], ordered)
        return found

    def _member(self, path: str, name: str, kind: type) -> _Member:
        known = self._members.get((path, name, kind))
        if known is None:
            if kind is dict and path == FACTS:
                raise Ambiguous
            known = self._members[path, name, kind] = (_Part if kind is dict else _Member)(self.place, path, name)
        return known


class _Member(dict[Any, bytes]):
    """A member of a case in JSON, by its value. A member has values of one type: yes is not 1, though Python holds them for equal."""

    def __init__(self, place: Place, path: str, name: str) -> None:
        super().__init__()
        self.place, self.path, self.name = place, path, name

    def __missing__(self, value: Any) -> bytes:
        facts, key = self.place.facts, value
        if self.path == FACTS:
            # a fact is said in the plainest way, or the case has no form
            self.place.typed(self.name, value)
        value = list(value) if type(value) is tuple else value
        read = stated(self.name, value, facts) if self.path == FACTS else None
        member = nested({self.name: value}, self.path, facts) if read is None else {self.name: read}
        text = msgspec.json.encode(plain_data(member))[1:-1]
        if any(quoted(member)) or not self.name.isascii() or escaped(text.decode()).encode() != text:
            raise Ambiguous
        if len(self) >= MOST:
            self.clear()
        self[key] = text
        return text


class _Part(_Member):
    """A member that has members: a place is left for them."""

    def __getitem__(self, value: Any) -> bytes:
        return b'"%b":%%b' % self.name.encode()
