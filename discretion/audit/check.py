"""What a check is, what it looks at, and what it finds. A check is a pure function: the rules in, findings out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

import msgspec

from discretion.calendar import Period
from discretion.law.value import Path as Steps
from discretion.rulebook import Law, Rule
from discretion.rulebook.loader import Shelf
from discretion.rulebook.problem import Level, Problem
from discretion.text import Message, say


class Found(msgspec.Struct, frozen=True):
    """A finding about a rule, at ``path`` inside it. ``skipped``: the check could not look, and says why."""

    rule: Rule
    path: Steps
    message: Message
    help: Message | None = None
    on_key: bool = False
    skipped: bool = False


def unlooked(rule: Rule, path: Steps, cells: int) -> Found:
    """The finding that a condition has too many cells to be looked at."""
    return Found(rule, path, say("not looked at: the condition has {count} cells", count=cells), skipped=True)


class Subject(msgspec.Struct, frozen=True):
    """What checks look at: all rules, the law of each jurisdiction, and the day from which they look ahead."""

    shelf: Shelf
    laws: Mapping[str, Law]
    on: date
    within: Period

    def rules(self, *sections: str) -> Iterator[Rule]:
        """The rules of some sections, in file order."""
        return (r for r in self.shelf.rules if r.section in sections)

    def law(self, rule: Rule) -> Law:
        """The law of the jurisdiction to which a rule belongs."""
        return self.laws[rule.jurisdiction]

    def raw(self, rule: Rule, *path: str | int) -> object:
        """What the file holds at ``path`` inside the rule; ``None`` where it holds nothing."""
        value: object = self.shelf.sources[rule.file].value
        for step in (*rule.steps, *path):
            try:
                value = value[step]  # type: ignore[index]
            except (KeyError, IndexError, TypeError):
                return None
        return value


class Check(msgspec.Struct, frozen=True):
    """A check: its kind (and page in ``docs/checks``), its level unless a file sets another, and its function."""

    kind: str
    level: Level
    title: Message
    run: Callable[[Subject], Iterator[Found]]


SKIPPED = "skipped-analysis"


def problem(subject: Subject, check: Check, level: Level, found: Found) -> Problem:
    """A finding as a problem with its place."""
    made = subject.shelf.problem(found.rule, check.kind, found.path, found.message, found.help, on_key=found.on_key)
    if found.skipped:
        return msgspec.structs.replace(made, kind=SKIPPED, level="note")
    return msgspec.structs.replace(made, level=level)
