"""A case file → a case. What nobody has established stays unknown; what does not fit is a problem with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final

from discretion.case.case import (
    NOT_FOUND_OUT,
    UNKNOWN,
    Case,
    Choice,
    Missing,
    Party,
    Person,
    Stated,
    TableAmount,
    Timeline,
    Violation,
)
from discretion.case.file import (
    ActSpan,
    CaseFile,
    ChoiceFile,
    PartyFile,
    PersonFile,
    StatedFile,
    TimelineFile,
    ViolationFile,
)
from discretion.law.fact import NUMERIC, Fact, Value
from discretion.law.value import Path
from discretion.rulebook import Law, Problem, Rulebook, Unusable
from discretion.rulebook.problem import Place
from discretion.rulebook.shape import convert
from discretion.rulebook.yaml import Map, Source, read
from discretion.suggest import nearest
from discretion.text import Message, say

_STATED_KEYS: Final = frozenset({"value", "evidence", "not_found_out"})


def read_case(name: str, data: bytes, rulebook: Rulebook, on: date | None = None) -> tuple[Case, Law]:
    """Read a case file and the law that it needs. ``on`` is the day of the decision where the file states none.

    Raises :class:`Unusable` with everything that is wrong.
    """
    source, problems = read(name, data)
    if problems:
        raise Unusable(problems)
    return _case(source, (), rulebook, on)


def case_at(source: Source, path: Path, rulebook: Rulebook, on: date | None = None) -> tuple[Case, Law]:
    """Read a case that stands inside another file, such as a rule case. Raises :class:`Unusable`."""
    return _case(source, path, rulebook, on)


def _case(source: Source, path: Path, rulebook: Rulebook, on: date | None) -> tuple[Case, Law]:
    if source.value is None:
        raise Unusable([Problem("empty-file", Place(source.name), say("the file is empty"))])
    file, problems = convert(source, path, CaseFile)
    if file is None:
        raise Unusable(problems)
    reader = _Reader(source, path, file)
    offences = [v.offence for v in file.violations] or ([file.offence] if file.offence else [])
    reader.check_offences(bool(offences))
    law = _law(reader, rulebook, offences)
    case = reader.case(law, on)
    if reader.problems:
        raise Unusable(reader.problems)
    return case, law


def _law(reader: _Reader, rulebook: Rulebook, offences: list[str]) -> Law:
    known = rulebook.jurisdictions()
    if reader.file.jurisdiction not in known:
        name = reader.file.jurisdiction
        reader.note(
            "unknown-jurisdiction",
            ("jurisdiction",),
            say("there is no jurisdiction `{name}`", name=name),
            nearest(name, known, 40),
        )
        raise Unusable(reader.problems)
    law = rulebook.law(reader.file.jurisdiction, offences)
    missing = [o for o in offences if o not in law.offences]
    if missing:
        everything = rulebook.law(reader.file.jurisdiction)
        for offence in missing:
            at: Path = ("offence",)
            for index, violation in enumerate(reader.file.violations):
                if violation.offence == offence:
                    at = ("violations", index, "offence")
            help = nearest(offence, everything.offences) or say(
                "`discretion rules search` finds offences by words or article"
            )
            reader.note("unknown-offence", at, say("there is no offence `{name}`", name=offence), help)
        raise Unusable(reader.problems)
    return law


class _Reader:
    """Turns the parts of one case file into records and collects what is wrong."""

    def __init__(self, source: Source, path: Path, file: CaseFile) -> None:
        self.source = source
        self.path = path
        self.file = file
        self.problems: list[Problem] = []

    def note(self, kind: str, path: Path, message: Message, help: Message | None = None, on_key: bool = False) -> None:
        self.problems.append(self.source.problem(kind, (*self.path, *path), message, help, on_key=on_key))

    def check_offences(self, any_named: bool) -> None:
        """A case names one offence, or several violations, not both."""
        if self.file.offence and self.file.violations:
            self.note("wrong-value", ("offence",), say("`offence` and `violations` exclude each other"), on_key=True)
        if not any_named:
            help = say("name the `offence`, or list `violations`")
            self.note("missing-key", (), say("the case names no offence"), help)
        if self.problems:
            raise Unusable(self.problems)

    def case(self, law: Law, on: date | None) -> Case:
        file = self.file
        party = file.party or PartyFile()
        single = ViolationFile(offence=file.offence or "", persons_in_charge=file.persons_in_charge)
        parts = file.violations or (single,)
        common = self.facts(file.facts, ("facts",), law)
        common |= _personal(party)
        assumed = False
        violations = []
        for index, part in enumerate(parts):
            at: Path = ("violations", index) if file.violations else ()
            timeline, unstated = self.timeline(part.timeline, at, on)
            assumed = assumed or unstated
            facts = dict(common)
            if file.violations:
                facts |= self.facts(part.facts, (*at, "facts"), law)
            stated = part.stated or (None if file.violations else file.stated)
            choices = {
                **self.choices(file.choices, law, ("choices",)),
                **self.choices(part.choices, law, (*at, "choices")),
            }
            people = part.persons_in_charge
            persons = tuple(self.person(p, (*at, "persons_in_charge", n), law) for n, p in enumerate(people))
            violations.append(Violation(part.offence, facts, timeline, _table(stated), choices, persons))
        heading = file.case
        return Case(
            file.jurisdiction,
            Party(party.name, party.kind),
            tuple(violations),
            heading.number if heading else "",
            heading.title if heading else "",
            assumed,
            _plain(_at(self.source.value, self.path)),
        )

    def timeline(self, own: TimelineFile | None, at: Path, on: date | None) -> tuple[Timeline, bool]:
        """The days of a violation: its own before the case's; and whether the day of the decision was not stated."""
        days: dict[str, date | None] = {}
        for file in (self.file.timeline, own):
            if file is None:
                continue
            for field in ("found", "filed", "notice", "order_served", "reinspection", "decision"):
                days[field] = getattr(file, field) or days.get(field)
            if isinstance(file.act, ActSpan):
                days["began"], days["act"] = file.act.from_, file.act.to
            elif file.act is not None:
                days["began"], days["act"] = file.act, file.act
        unstated = days.get("decision") is None
        if unstated:
            days["decision"] = on
        timeline = Timeline(**days)
        self.order(timeline, at if own else ())
        return timeline, unstated

    def order(self, timeline: Timeline, at: Path) -> None:
        """The days follow each other."""
        pairs = (
            ("began", "act"),
            ("began", "found"),
            ("act", "decision"),
            ("found", "decision"),
            ("order_served", "reinspection"),
        )
        for first, second in pairs:
            a, b = getattr(timeline, first), getattr(timeline, second)
            if a is not None and b is not None and a > b:
                key = {"began": "act"}.get(second, second)
                message = say("{second} {b} lies before {first} {a}", first=first, a=a, second=second, b=b)
                self.note("wrong-order", (*at, "timeline", key), message, say("check both days"))

    def person(self, file: PersonFile, at: Path, law: Law) -> Person:
        facts = self.facts(file.facts, (*at, "facts"), law)
        return Person(file.name, facts, _table(file.stated), self.choices(file.choices, law, (*at, "choices")))

    def choices(self, files: Mapping[str, ChoiceFile], law: Law, at: Path) -> dict[str, Choice]:
        found = {}
        for rule, file in files.items():
            if rule not in law.named and rule not in law.bases:
                help = nearest(rule, [*law.named, *law.bases], 0)
                self.note("unknown-rule", (*at, rule), say("there is no rule `{name}`", name=rule), help, on_key=True)
                continue
            figures = {k: v.value for k in ("percent", "amount", "point") if (v := getattr(file, k)) is not None}
            found[rule] = Choice(**figures, waive=file.waive, degree=file.degree, apply=file.apply, reason=file.reason)
        return found

    def facts(self, raw: Mapping[str, Any], at: Path, law: Law) -> dict[str, Stated]:
        found: dict[str, Stated] = {}
        for name, value, path in _flat(raw, at, law):
            fact = law.facts.get(name)
            if fact is None:
                askable = [n for n, f in law.facts.items() if not f.computed]
                self.note(
                    "unknown-fact",
                    path,
                    say("there is no fact `{name}`", name=name),
                    nearest(name, askable, 0),
                    on_key=True,
                )
            elif fact.computed:
                self.note("computed-fact", path, say("`{name}` is not stated but worked out", name=name), on_key=True)
            else:
                found[name] = self.stated(fact, value, path)
        return found

    def stated(self, fact: Fact, raw: Any, path: Path) -> Stated:
        if not (isinstance(raw, Map) and set(raw) <= _STATED_KEYS):
            return Stated(self.value(fact, raw, path))
        evidence = raw.get("evidence", "")
        if not isinstance(evidence, str):
            self.note("wrong-type", (*path, "evidence"), say("text is due here"))
        if "not_found_out" in raw:
            inquiry = raw["not_found_out"]
            if not isinstance(inquiry, str) or "value" in raw:
                self.note("wrong-type", path, say("say in words what inquiry was made"))
            return Stated(NOT_FOUND_OUT, str(evidence), str(inquiry))
        if "value" not in raw:
            self.note("missing-key", path, say("required key `{key}` is missing", key="value"))
            return Stated(UNKNOWN, str(evidence))
        return Stated(self.value(fact, raw["value"], (*path, "value")), str(evidence))

    def value(self, fact: Fact, raw: Any, path: Path) -> Value | Missing:
        if raw == "unknown" and "unknown" not in (fact.choices or {}):
            return UNKNOWN
        if fact.type in ("choice", "set"):
            return self.choice(fact, raw, path)
        right: dict[str, tuple[bool, Message]] = {
            "boolean": (isinstance(raw, bool), say("true or false is due here")),
            "date": (isinstance(raw, date), say("a day is due here, such as {example}", example="2026-08-15")),
            "text": (isinstance(raw, str), say("text is due here")),
        }
        if fact.type in right:
            fits, message = right[fact.type]
            if not fits:
                self.note("wrong-type", path, message)
                return UNKNOWN
            known: Value = raw
            return known
        return self.number(fact, raw, path)

    def number(self, fact: Fact, raw: Any, path: Path) -> Value | Missing:
        assert fact.type in NUMERIC
        if isinstance(raw, bool) or not isinstance(raw, (int, Fraction)):
            self.note("wrong-type", path, say("a number is due here"))
            return UNKNOWN
        if raw < 0:
            self.note("wrong-value", path, say("this number is not negative"))
            return UNKNOWN
        if fact.type == "days" and not isinstance(raw, int):
            self.note("wrong-value", path, say("days are whole"))
        known: Value = raw
        return known

    def choice(self, fact: Fact, raw: Any, path: Path) -> Value | Missing:
        choices = fact.choices or {}
        values = raw if isinstance(raw, list) and fact.type == "set" else [raw]
        for index, value in enumerate(values):
            name = {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value
            if not isinstance(name, str) or name not in choices:
                at = (*path, index) if isinstance(raw, list) and fact.type == "set" else path
                self.note(
                    "wrong-value",
                    at,
                    say("`{value}` is no choice of this fact", value=str(name)),
                    nearest(str(name), choices),
                )
                return UNKNOWN
        return frozenset(values) if fact.type == "set" else str(raw)


def read_facts(name: str, data: bytes, law: Law) -> dict[str, Value | Missing]:
    """Facts, and days of the timeline, outside a case file: ``harm: none``, ``timeline.notice: 2025-05-01``.

    Raises :class:`Unusable` with everything that is wrong.
    """
    source, problems = read(name, data)
    if problems:
        raise Unusable(problems)
    reader = _Reader(source, (), CaseFile(jurisdiction=law.jurisdiction))
    if not isinstance(source.value, Map):
        reader.note("wrong-type", (), say("write fact=value"))
        raise Unusable(reader.problems)
    days = {f"timeline.{field}" for field in TimelineFile.__struct_fields__}
    own = {k: v for k, v in source.value.items() if k in days and isinstance(v, date)}
    facts = reader.facts({k: v for k, v in source.value.items() if k not in own}, (), law)
    if reader.problems:
        raise Unusable(reader.problems)
    return own | {k: s.value for k, s in facts.items()}


def _flat(raw: Mapping[str, Any], at: Path, law: Law) -> Iterator[tuple[str, Any, Path]]:
    """Facts by their full name: ``apology: {published: true}`` is ``apology.published``."""
    for key, value in raw.items():
        yield from _flatten(key, value, (*at, key), law)


def _flatten(name: str, value: Any, path: Path, law: Law) -> Iterator[tuple[str, Any, Path]]:
    if isinstance(value, Map) and name not in law.facts and any(f.startswith(f"{name}.") for f in law.facts):
        for key, inner in value.items():
            yield from _flatten(f"{name}.{key}", inner, (*path, key), law)
    else:
        yield name, value, path


def _personal(party: PartyFile) -> dict[str, Stated]:
    found: dict[str, Stated] = {"party.kind": Stated(party.kind)}
    if party.age is not None:
        found["party.age"] = Stated(party.age)
    if party.capacity is not None:
        found["party.capacity"] = Stated(party.capacity)
    return found


def _table(file: StatedFile | None) -> TableAmount | None:
    return None if file is None else TableAmount(file.amount.value, file.source)


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _plain(value: Any) -> Any:
    """Without the places, so that it can be kept in a result."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value


def located(problems: tuple[Problem, ...], name: str, data: bytes) -> tuple[Problem, ...]:
    """Problems that the engine found, with the place in the case file put in: the choice that it speaks of."""
    source, _ = read(name, data)
    found = []
    for problem in problems:
        if problem.kind != "bad-choice":
            found.append(problem)
            continue
        path = _choice_path(source.value, problem.rule)
        found.append(source.problem(problem.kind, path, problem.message, problem.help, rule=problem.rule))
    return tuple(found)


def _choice_path(value: Any, rule: str) -> Path:
    if not isinstance(value, dict):
        return ()
    if rule in value.get("choices", ()):
        return ("choices", rule)
    for key in ("violations", "persons_in_charge"):
        for index, part in enumerate(value.get(key, ())):
            inner = _choice_path(part, rule)
            if inner:
                return (key, index, *inner)
    return ()
