"""Rule files → rules, each with its place; everything that is wrong is a problem."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from discretion.law.value import Path as Steps
from discretion.rulebook.files import jurisdiction_of
from discretion.rulebook.problem import Place, Problem
from discretion.rulebook.sections import SECTIONS, Section
from discretion.rulebook.shape import convert, decode
from discretion.rulebook.yaml import Map, Seq, Source, read
from discretion.suggest import nearest
from discretion.text import say

ID: Final = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")


class Rule(msgspec.Struct, frozen=True):
    """A rule: its id, kind, jurisdiction, record, and where it stands."""

    id: str
    section: str
    jurisdiction: str
    record: Any
    file: str
    steps: Steps


class Shelf(msgspec.Struct, frozen=True):
    """Everything read: the rules by file order, the sources, and what is wrong.

    ``lost`` are the ids of rules that are wrong in themselves, ``unread`` the texts of files of which nothing could be read.
    """

    rules: tuple[Rule, ...]
    sources: Mapping[str, Source]
    problems: tuple[Problem, ...]
    lost: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()

    def holds(self, name: str) -> bool:
        """Whether ``name`` stands in what could not be read, so that it cannot be called lacking."""
        return name in self.lost or any(name.removesuffix(".*") in text for text in self.unread)

    def problem(self, rule: Rule, kind: str, path: Steps, message: Any, help: Any = None, **more: Any) -> Problem:
        """A problem of ``rule`` at ``path`` inside it."""
        source = self.sources[rule.file]
        return source.problem(kind, (*rule.steps, *path), message, help, rule=rule.id, **more)


def preserve(rule: Rule, source: Source) -> list[Any]:
    """A rule as plain values, to be revived by :func:`revive`."""
    raw = source.value
    for step in rule.steps:
        raw = raw[step]
    return [rule.section, rule.id, rule.jurisdiction, rule.file, list(rule.steps), raw]


def revive(entry: list[Any]) -> Rule:
    """A rule that was checked before."""
    section, id, jurisdiction, file, steps, raw = entry
    record = msgspec.convert(raw, SECTIONS[section].record, dec_hook=decode)
    return Rule(id, section, jurisdiction, record, file, tuple(steps))


def load(files: Mapping[str, Path], data: Mapping[str, bytes] | None = None) -> Shelf:
    """Read ``files``."""
    reading = _Reading()
    for name, path in files.items():
        raw = data[name] if data is not None and name in data else reading.open(name, path)
        if raw is not None:
            reading.file(name, raw)
    problems = (*reading.problems, *_twice(reading.rules, reading.sources))
    return Shelf(tuple(reading.rules), reading.sources, problems, frozenset(reading.lost), tuple(reading.unread))


class _Reading:
    """The files read so far."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.sources: dict[str, Source] = {}
        self.problems: list[Problem] = []
        self.lost: set[str] = set()
        self.unread: list[str] = []

    def open(self, name: str, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except OSError as error:
            message = say("the file cannot be read: {why}", why=error.strerror or "")
            self.problems.append(Problem("unreadable", Place(name), message))
            return None

    def file(self, name: str, raw: bytes) -> None:
        source, found = read(name, raw)
        self.sources[name] = source
        self.problems += found
        if source.value is None:
            self.unread.append(source.text)
            if not found:
                help = say("write a section, or remove the file")
                self.problems.append(source.problem("empty-file", (), say("the file is empty"), help))
        elif isinstance(source.value, Map):
            # what the reader refused already is not complained of twice
            self.sections(source, {(p.place.line, p.place.column) for p in found})
        else:
            help = say("begin with a section, such as `{example}`", example="offences:")
            self.problems.append(source.problem("wrong-type", (), say("a rule file is a mapping of sections"), help))

    def sections(self, source: Source, refused: set[tuple[int, int]]) -> None:
        for name in source.value:
            section = SECTIONS.get(name)
            if section is None:
                message, help = say("unknown section `{name}`", name=name), nearest(name, SECTIONS, 30)
                found: tuple[Problem, ...] = (source.problem("unknown-key", (name,), message, help, on_key=True),)
                self.problems += [p for p in found if (p.place.line, p.place.column) not in refused]
                continue
            for id, rule, found in _rules(source, section):
                self.problems += [p for p in found if (p.place.line, p.place.column) not in refused]
                if rule is not None:
                    self.rules.append(rule)
                elif id:
                    self.lost.add(id)


_Found = tuple[str, Rule | None, tuple[Problem, ...]]


def _rules(source: Source, section: Section) -> Iterable[_Found]:
    value = source.value[section.name]
    if section.form == "single":
        yield _rule(source, section, (section.name,), section.name)
    elif section.form == "by-id":
        if not isinstance(value, Map):
            help = say("write each rule under its id: `{example}`", example=f"{section.name}: {{some-id: {{…}}}}")
            yield "", None, (source.problem("wrong-type", (section.name,), say("a mapping of ids is due here"), help),)
            return
        for key in value:
            yield _rule(source, section, (section.name, key), key)
    else:
        if not isinstance(value, Seq):
            help = say("begin each rule with `{example}`", example="- id: …")
            yield "", None, (source.problem("wrong-type", (section.name,), say("a list is due here"), help),)
            return
        for index, item in enumerate(value):
            id = item.get("id", item.get("name")) if isinstance(item, Map) else None
            yield _rule(source, section, (section.name, index), id if isinstance(id, str) else "")


def _rule(source: Source, section: Section, steps: Steps, id: str) -> _Found:
    record, problems = convert(source, steps, section.record, id)
    if section.form != "single" and section.name != "cases" and id and not ID.fullmatch(id):
        message = say("`{id}` is no id", id=id)
        help = say("ids are lower case, words joined by `-`, parts by `.`")
        where = (*steps, "id") if section.form == "list" else steps
        problems += (source.problem("bad-id", where, message, help, on_key=section.form == "by-id", rule=id),)
    if record is None:
        return id, None, problems
    return id, Rule(id, section.name, jurisdiction_of(source.name), record, source.name, steps), problems


def _twice(rules: Iterable[Rule], sources: Mapping[str, Source]) -> Iterable[Problem]:
    seen: dict[tuple[str, str], Rule] = {}
    for rule in rules:
        if SECTIONS[rule.section].form == "single":
            key = (rule.section, rule.jurisdiction if rule.section == "jurisdiction" else rule.file)
        elif rule.section in ("facts", "measures", "departments", "instruments", "cases"):
            key = (rule.section, rule.id)
        else:
            key = ("", rule.id)
        if key in seen:
            place = sources[seen[key].file].place(seen[key].steps, True)
            message = say(
                "`{id}` stands twice; the first is in {file}:{line}", id=rule.id, file=place.file, line=place.line
            )
            source = sources[rule.file]
            yield source.problem(
                "duplicate-id", rule.steps, message, say("give one of them another id"), on_key=True, rule=rule.id
            )
        else:
            seen[key] = rule
