"""A fault of a rule before it has a place in a file: found in the record, put into the file by :mod:`discretion.rulebook.links`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from discretion.law.value import Path
from discretion.suggest import nearest
from discretion.text import Message, say


class Fault(msgspec.Struct, frozen=True):
    """What is wrong at ``path`` inside a rule; ``lacking`` is the name that leads nowhere, where that is what is wrong."""

    kind: str
    path: Path
    message: Message
    help: Message | None = None
    on_key: bool = False
    lacking: str = ""


Faults = Iterator[Fault]


def dangling(
    message: Message, path: Path, name: str, among: Iterable[str], *, on_key: bool = False, limit: int = 0
) -> Fault:
    """A reference to ``name``, which is none of ``among``; up to ``limit`` of them are listed where none is near."""
    return Fault("dangling-reference", path, message, nearest(name, among, limit), on_key, name)


def no_fact(name: str, path: Path, among: Iterable[str], *, on_key: bool = False) -> Fault:
    """A reference to a fact that nobody declares."""
    return dangling(say("there is no fact `{name}`", name=name), path, name, among, on_key=on_key)
