"""A row as a result repeats it: its case as canonical JSON."""

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
#: The names in a part of a case; of a part in it, its name and the names in that.
Names = tuple[Any, ...]
Types = tuple[type, ...]


class Ambiguous(Exception):
    """JSON alone would not tell a text of the case from a number or a day, or would not be written as the hash is taken over it."""


class _Shape:
    """Cases that say the same things, each of the same type: their members in the order of canonical JSON, what stands between these, how
    the values of a case are put in that order, and which of them are lists."""

    __slots__ = ("between", "lists", "members", "ordered")

    def __init__(self, members: Sequence[tuple[int, _Member]], between: list[bytes], lists: list[int]) -> None:
        self.lists = lists
        order = [place for place, _ in members]
        self.members = [member for _, member in members]
        self.between = between
        self.ordered: Callable[[Any], Any] = itemgetter(*order) if len(order) > 1 else tuple


class Rows:
    """Puts the cases of one jurisdiction into JSON, member by member: most of these stand in many cases."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._members: dict[tuple[str, str, type], _Member] = {}
        self._shapes: dict[tuple[Names, Types], _Shape] = {}

    def case(self, case: Mapping[str, Any]) -> bytes:
        """A case, given as plain data, as canonical JSON. Raises :class:`Ambiguous`; ``TypeError`` for what is not so plain."""
        names: list[Any] = []
        values: list[Any] = []
        for name, value in case.items():
            if type(value) is dict:
                names.append((name, tuple(value)))
                values += value.values()
            else:
                names.append(name)
                values.append(value)
        shape = self._shapes.get((tuple(names), tuple(map(type, values))))
        if shape is None:
            values.clear()
            shape = self._made(_spread(case, values), tuple(map(type, values)))
        for place in shape.lists:
            values[place] = tuple(values[place])
        parts = shape.between.copy()
        parts[1::2] = map(getitem, shape.members, shape.ordered(values))
        return b"".join(parts)

    def _made(self, names: Names, types: Types) -> _Shape:
        """The shape of cases that hold parts in their parts, or say of something that nobody knows it; or that were not yet met."""
        found = self._shapes.get((names, types))
        if found is None:
            if len(self._shapes) >= MOST:
                self._shapes.clear()
            found = self._shapes[names, types] = self._shape(names, types)
        return found

    def _shape(self, names: Names, types: Types) -> _Shape:
        members: list[tuple[int, _Member]] = []
        between = [b""]
        places = iter(enumerate(types))

        def numbered(names: Names) -> Any:
            """The names with the places of their values, in the order in which these stand."""
            return [(n, next(places)) if isinstance(n, str) else (n[0], numbered(n[1])) for n in names]

        def put(path: str, several: Any) -> None:
            between[-1] += b"{"
            for number, (name, inner) in enumerate(sorted(several, key=itemgetter(0))):
                between[-1] += b"," if number else b""
                if isinstance(inner, list):
                    if path == FACTS:
                        # a fact with its evidence is not said in the plainest way
                        raise Ambiguous
                    between[-1] += b'"%b":' % name.encode()
                    put(f"{path}.{name}" if path else name, inner)
                else:
                    place, kind = inner
                    members.append((place, self._member(path, name, kind)))
                    between.extend((b"", b""))
            between[-1] += b"}"

        put("", numbered(names))
        return _Shape(members, between, [place for place, kind in enumerate(types) if kind is list])

    def _member(self, path: str, name: str, kind: type) -> _Member:
        return self._members.setdefault((path, name, kind), _Member(self.place, path, name))


def _spread(part: Mapping[str, Any], values: list[Any]) -> Names:
    """The names in a part of a case, which say of parts in it what these hold; their ``values`` are put one after the other.

    What is not stated has neither name nor value.
    """
    if None in part.values():
        part = {k: v for k, v in part.items() if v is not None}
    if dict not in map(type, part.values()):
        values += part.values()
        return tuple(part)
    names: list[Any] = []
    for name, value in part.items():
        if type(value) is dict:
            names.append((name, _spread(value, values)))
        else:
            names.append(name)
            values.append(value)
    return tuple(names)


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
