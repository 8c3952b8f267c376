"""The ground of the records: how a value that cannot be read says so, and the base of all records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from discretion.text import Message, Text, say

Path = tuple[str | int, ...]


class Unreadable(ValueError):
    """A value that cannot be read: what is wrong, what would be right, and where inside the value."""

    def __init__(
        self,
        kind: str,
        message: Message,
        help: Message | None = None,
        path: Sequence[str | int] = (),
        on_key: bool = False,
    ) -> None:
        super().__init__(message.id)
        self.kind = kind
        self.message = message
        self.help = help
        self.path = tuple(path)
        self.on_key = on_key

    def inside(self, *path: str | int) -> Unreadable:
        """The same, seen from the value that holds this one at ``path``."""
        return Unreadable(self.kind, self.message, self.help, (*path, *self.path), self.on_key)


class Record(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename=lambda name: name.rstrip("_"),
):
    """The base of a record that a file spells out key by key."""


def mapping(value: object, path: Path = ()) -> Mapping[str, Any]:
    """``value`` as a mapping. Raises :class:`Unreadable`."""
    if not isinstance(value, dict):
        raise Unreadable("wrong-type", say("a mapping is due here"), path=path)
    return value


def sequence(value: object, path: Path = ()) -> Sequence[Any]:
    """``value`` as a list. Raises :class:`Unreadable`."""
    if not isinstance(value, list):
        raise Unreadable("wrong-type", say("a list is due here"), path=path)
    return value


def read_text(value: object, path: Path = ()) -> Text:
    """``value`` as ``{zh: …, en: …}``. Raises :class:`Unreadable`."""
    try:
        return msgspec.convert(value, Text)
    except msgspec.ValidationError:
        help = say("write {example}", example="{zh: …, en: …}")
        raise Unreadable("wrong-type", say("a text in Chinese (and English) is due here"), help, path) from None


def only(value: Mapping[str, Any], allowed: Sequence[str]) -> None:
    """Refuse a key that is not among ``allowed``. Raises :class:`Unreadable`."""
    from discretion.suggest import nearest

    for key in value:
        if key not in allowed:
            raise Unreadable(
                "unknown-key",
                say("unknown key `{key}`", key=str(key)),
                nearest(str(key), allowed),
                (key,),
                on_key=True,
            )
