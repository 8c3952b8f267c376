"""What rules may refer to, by kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from discretion.law.citation import Outline
from discretion.law.fact import NUMERIC, Fact
from discretion.law.offence import Offence
from discretion.law.value import Path
from discretion.rulebook.fault import Fault, Faults, dangling, no_fact
from discretion.rulebook.loader import Rule, Shelf
from discretion.rulebook.sections import LISTS
from discretion.text import say

#: Sections whose ids are names of their own kind; all others share one space of names.
_KINDS: Final = ("facts", "measures", "departments", "instruments", "cases", "outline", "jurisdiction", "rulebook")


class Names(msgspec.Struct, frozen=True):
    """Everything on a shelf that has a name."""

    instruments: Mapping[str, Any]
    outlines: Mapping[str, Outline]
    facts: Mapping[str, Fact]
    measures: Mapping[str, Any]
    offences: Mapping[str, Offence]
    rules: Mapping[str, Rule]
    #: Programmes and entries of lists: what has a condition to refer to, and can be defeated.
    entries: Mapping[str, Rule]
    #: The fields whose offences were read; ``None`` where all were.
    fields: frozenset[str] | None = None
    #: What offences are tagged with.
    tags: frozenset[str] = frozenset()
    departments: Mapping[str, Any] = {}

    def number(self, name: str, path: Path) -> Faults:
        """Faults of a reference to a fact that must be a number."""
        fact = self.facts.get(name)
        if fact is None:
            yield no_fact(name, path, (n for n, f in self.facts.items() if f.type in NUMERIC))
        elif fact.type not in NUMERIC:
            help = say("name a fact of the type {type}", type=", ".join(NUMERIC))
            yield Fault("wrong-type", path, say("`{fact}` is no number", fact=name), help)

    def day(self, name: str, path: Path) -> Faults:
        """Faults of a reference to a fact that must be a day."""
        fact = self.facts.get(name)
        if fact is None:
            days = (n for n, f in self.facts.items() if f.type == "date")
            yield dangling(say("there is no day `{name}`", name=name), path, name, days)
        elif fact.type != "date":
            help = say("name a fact of the type {type}, such as {example}", type="date", example="timeline.notice")
            yield Fault("wrong-type", path, say("`{fact}` is no day", fact=name), help)

    def measure(self, name: str, path: Path) -> Faults:
        """Faults of a reference to a measure."""
        if name not in self.measures:
            yield dangling(say("there is no measure `{name}`", name=name), path, name, self.measures)

    def department(self, name: str, path: Path) -> Faults:
        """Faults of a reference to a department."""
        if name not in self.departments:
            yield dangling(say("there is no department `{name}`", name=name), path, name, self.departments, limit=40)

    def offence(self, name: str, path: Path, *, fields: bool = False, unread: bool = False) -> Faults:
        """Faults of a reference to an offence; with ``fields``, ``air.*`` stands for a whole field.

        With ``unread``, an offence of a field that was not read is not called lacking: the rule asks about it, but does not need it.
        """
        if name in self.offences or (
            fields and name.endswith(".*") and any(o.startswith(name[:-1]) for o in self.offences)
        ):
            return
        if unread and self.fields is not None and name.split(".")[0] not in self.fields:
            return
        message = say("there is no offence `{name}`", name=name)
        if name.endswith(".*"):
            yield dangling(message, path, name, {f"{o.split('.')[0]}.*" for o in self.offences}, limit=40)
        else:
            yield dangling(message, path, name, self.offences)

    def tag(self, name: str, path: Path) -> Faults:
        """Faults of a reference to a kind of act: some offence has it among its tags."""
        if self.fields is None and name not in self.tags:
            yield dangling(say("no offence has the tag `{name}`", name=name), path, name, self.tags, limit=20)

    def entry(self, name: str, path: Path) -> Faults:
        """Faults of a reference to a programme or an entry of a list."""
        if name in self.entries:
            return
        if name in self.rules:
            help = say("name a programme or an entry of a list")
            yield Fault("wrong-type", path, say("`{name}` has no condition of its own", name=name), help)
        else:
            yield dangling(say("there is no rule `{name}`", name=name), path, name, self.entries)


def names(shelf: Shelf, fields: Iterable[str] | None = None) -> Names:
    """Everything on the shelf that has a name; ``fields`` are those whose offences were read, where not all were."""
    by: dict[str, dict[str, Any]] = {}
    rules: dict[str, Rule] = {}
    for rule in shelf.rules:
        by.setdefault(rule.section, {})[rule.id] = rule.record
        if rule.section not in _KINDS:
            rules[rule.id] = rule
    return Names(
        by.get("instruments", {}),
        {r.record.instrument: r.record for r in shelf.rules if r.section == "outline"},
        by.get("facts", {}),
        by.get("measures", {}),
        by.get("offences", {}),
        rules,
        {id: rule for id, rule in rules.items() if rule.section in LISTS or rule.section == "programmes"},
        None if fields is None else frozenset(fields),
        frozenset(tag for offence in by.get("offences", {}).values() for tag in offence.tags),
        by.get("departments", {}),
    )
