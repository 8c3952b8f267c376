"""Every figure that nobody has published: the office that uses the rules puts its own in the place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discretion.audit.check import Check, Found, Subject
from discretion.law.value import Path as Steps
from discretion.money import plain
from discretion.text import say


def _run(subject: Subject) -> Iterator[Found]:
    for rule in subject.shelf.rules:
        if rule.section != "cases":
            for path, value, why in _assumed(subject.raw(rule), ()):
                shown = plain(value) if isinstance(value, int) and not isinstance(value, bool) else str(value)
                message = (
                    say("assumed: {value} ({why})", value=shown, why=why)
                    if value is not None
                    else say("assumed: all figures of it ({why})", why=why)
                )
                yield Found(rule, path, message, say("replace it by the figure of your own office"))


def _assumed(value: object, path: Steps) -> Iterator[tuple[Steps, object, str]]:
    if isinstance(value, dict):
        if value.get("provenance") == "assumed":
            yield path, value.get("value"), str(value.get("why", ""))
        for key, inner in value.items():
            yield from _assumed(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _assumed(inner, (*path, index))


CHECK: Final = Check("assumed-figure", "note", say("an assumed figure"), _run)
