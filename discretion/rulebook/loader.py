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
    """Everything read: the rules by file order, the sources, and what is wrong."""

    rules: tuple[Rule, ...]
    sources: Mapping[str, Source]
    problems: tuple[Problem, ...]

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
    rules: list[Rule] = []
    sources: dict[str, Source] = {}
    problems: list[Problem] = []
    for name, path in files.items():
        raw = data[name] if data is not None and name in data else _bytes(name, path, problems)
        if raw is None:
            continue
        source, found = read(name, raw)
        sources[name] = source
        problems += found
        blocked = {p.place.line for p in found}
        if source.value is None:
            if not found:
                problems.append(source.problem("empty-file", (), say("the file is empty")))
            continue
        _file(source, rules, problems, blocked)
    problems += _twice(rules, sources)
    return Shelf(tuple(rules), sources, tuple(problems))


def _bytes(name: str, path: Path, problems: list[Problem]) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError as error:
        problems.append(
            Problem("unreadable", Place(name), say("the file cannot be read: {why}", why=error.strerror or ""))
        )
        return None


def _file(source: Source, rules: list[Rule], problems: list[Problem], blocked: set[int]) -> None:
    if not isinstance(source.value, Map):
        problems.append(source.problem("wrong-type", (), say("a rule file is a mapping of sections")))
        return
    for name in source.value:
        section = SECTIONS.get(name)
        if section is None:
            message = say("unknown section `{name}`", name=name)
            problems.append(source.problem("unknown-key", (name,), message, nearest(name, SECTIONS, 30), on_key=True))
            continue
        for rule, found in _rules(source, section):
            # what the reader refused already is not complained of twice
            problems += [p for p in found if p.place.line not in blocked]
            if rule is not None:
                rules.append(rule)


def _rules(source: Source, section: Section) -> Iterable[tuple[Rule | None, tuple[Problem, ...]]]:
    value = source.value[section.name]
    jurisdiction = jurisdiction_of(source.name)
    if section.form == "single":
        yield _rule(source, section, (section.name,), section.name, jurisdiction)
    elif section.form == "by-id":
        if not isinstance(value, Map):
            yield None, (source.problem("wrong-type", (section.name,), say("a mapping of ids is due here")),)
            return
        for key in value:
            yield _rule(source, section, (section.name, key), key, jurisdiction)
    else:
        if not isinstance(value, Seq):
            yield None, (source.problem("wrong-type", (section.name,), say("a list is due here")),)
            return
        for index, item in enumerate(value):
            id = item.get("id", item.get("name")) if isinstance(item, Map) else None
            yield _rule(source, section, (section.name, index), id if isinstance(id, str) else "", jurisdiction)


def _rule(
    source: Source, section: Section, steps: Steps, id: str, jurisdiction: str
) -> tuple[Rule | None, tuple[Problem, ...]]:
    record, problems = convert(source, steps, section.record, id)
    if section.form != "single" and section.name != "cases" and id and not ID.fullmatch(id):
        message = say("`{id}` is no id", id=id)
        help = say("ids are lower case, words joined by `-`, parts by `.`")
        problems += (source.problem("bad-id", steps, message, help, on_key=True, rule=id),)
    if record is None:
        return None, problems
    return Rule(id, section.name, jurisdiction, record, source.name, steps), problems


def _twice(rules: Iterable[Rule], sources: Mapping[str, Source]) -> Iterable[Problem]:
    seen: dict[tuple[str, str], Rule] = {}
    for rule in rules:
        if SECTIONS[rule.section].form == "single":
            key = (rule.section, rule.jurisdiction if rule.section == "jurisdiction" else rule.file)
        elif rule.section in ("facts", "measures", "instruments", "cases"):
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
