"""A row as a result repeats it: its case in JSON, as it is written and as the hash is taken over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from discretion.batch.cells import nested, stated
from discretion.batch.columns import FACTS
from discretion.batch.fast import Place
from discretion.report.cleaning import escaped
from discretion.report.json import plain_data, quoted

#: How many values of a member are remembered, and how many orders of members.
MOST: Final = 20_000
#: A part of a case, as it is written and as the hash is taken over it.
Piece = tuple[bytes, bytes]


class Ambiguous(Exception):
    """JSON alone would not tell a text of the case from a number or a day."""


class Rows:
    """Puts the cases of one jurisdiction into JSON, member by member: most of these stand in many cases."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._members: dict[tuple[str, str], dict[Any, Piece]] = {}
        self._orders: dict[tuple[str, ...], Sequence[int]] = {}

    def case(self, value: Mapping[str, Any], path: str = "") -> Piece:
        """A case, or the part of it at ``path``, given as plain data. Raises :class:`Ambiguous`; ``TypeError`` for what is not so plain."""
        if None in value.values():
            value = {k: v for k, v in value.items() if v is not None}
        names = tuple(value)
        pieces = [self._member(path, name, inner) for name, inner in value.items()]
        order = self._orders.get(names)
        if order is None:
            if len(self._orders) >= MOST:
                self._orders.clear()
            order = self._orders[names] = sorted(range(len(names)), key=names.__getitem__)
        return b"{%b}" % b",".join([p[0] for p in pieces]), b"{%b}" % b",".join([pieces[n][1] for n in order])

    def _member(self, path: str, name: str, value: Any) -> Piece:
        kind = type(value)
        if kind is dict:
            written, canonical = self.case(value, f"{path}.{name}" if path else name)
            return b'"%b":%b' % (name.encode(), written), b'"%b":%b' % (name.encode(), canonical)
        # yes is not 1, though Python holds them for equal
        key = value if kind is str else (kind, tuple(value) if kind is list else value)
        known = self._members.get((path, name))
        if known is None:
            known = self._members[path, name] = {}
        found = known.get(key)
        if found is None:
            if len(known) >= MOST:
                known.clear()
            found = known[key] = self._made(path, name, value)
        return found

    def _made(self, path: str, name: str, value: Any) -> Piece:
        facts = self.place.facts
        member = {name: stated(name, value, facts)} if path == FACTS else nested({name: value}, path, facts)
        if any(quoted(member)) or not name.isascii():
            raise Ambiguous
        text = msgspec.json.encode(plain_data(member), order="sorted")[1:-1]
        return escaped(text.decode()).encode(), text
