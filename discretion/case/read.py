"""A case file → a case. What nobody has established stays unknown; what does not fit is a problem with its place."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from discretion.case.case import (
    AGES,
    ORDER,
    Case,
    Missing,
    Party,
    Person,
    Stated,
    TableAmount,
    Timeline,
    Violation,
)
from discretion.case.choices import read_choices
from discretion.case.facts import FactReader
from discretion.case.file import (
    ActSpan,
    CaseFile,
    PartyFile,
    PersonFile,
    StatedFile,
    TimelineFile,
    ViolationFile,
)
from discretion.law.fact import Value
from discretion.law.value import Path
from discretion.rulebook import Law, Problem, Rulebook, Unusable
from discretion.rulebook.problem import Place
from discretion.rulebook.scalars import NO_DAY
from discretion.rulebook.shape import convert
from discretion.rulebook.yaml import Map, Source, read
from discretion.suggest import nearest
from discretion.text import Message, Said, say

#: More is not worth listing; it also bounds the time that a hostile file takes.
MOST: Final = 200


def read_case(name: str, data: bytes, rulebook: Rulebook, on: date | None = None) -> tuple[Case, Law]:
    """Read a case file and the law that it needs. ``on`` is the day of the decision where the file states none.

    Raises :class:`Unusable` with everything that is wrong.
    """
    source, refused = read(name, data)
    if source.value is None:
        empty = Problem("empty-file", Place(name), say("the file is empty"), say("copy one of the examples"))
        raise Unusable(refused or [empty])
    if not refused:
        return _case(source, (), rulebook, on)
    # what the reader refused already is not complained of twice
    places = {(p.place.line, p.place.column) for p in refused}
    try:
        _case(source, (), rulebook, on)
    except Unusable as unusable:
        more = [p for p in unusable.problems if p.place.file == name and (p.place.line, p.place.column) not in places]
        raise Unusable((*refused, *more)) from None
    raise Unusable(refused)


def case_at(source: Source, path: Path, rulebook: Rulebook, on: date | None = None) -> tuple[Case, Law]:
    """Read a case that stands inside another file, such as a rule case. Raises :class:`Unusable`."""
    return _case(source, path, rulebook, on)


def _case(source: Source, path: Path, rulebook: Rulebook, on: date | None) -> tuple[Case, Law]:
    file, problems = convert(source, path, CaseFile)
    if file is None:
        raise Unusable(problems)
    reader = _Reader(source, path, file)
    offences = [v.offence for v in file.violations] or ([file.offence] if file.offence else [])
    reader.check(bool(offences))
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
        if len(self.problems) >= MOST:
            last = say("more than {count} problems; the rest is not read", count=MOST)
            self.problems.append(self.source.problem("too-many", (*self.path, *path), last))
            raise Unusable(self.problems)

    def check(self, any_named: bool) -> None:
        """A case names one offence, or several violations, not both; what belongs to one violation stands with it."""
        file = self.file
        if file.offence and file.violations:
            help = say("move it into `violations`, or leave `violations` out")
            self.note("wrong-value", ("offence",), say("`offence` and `violations` exclude each other"), help, True)
        if file.violations:
            for key in ("stated", "persons_in_charge"):
                if getattr(file, key):
                    message = say("`{key}` belongs to one of the violations", key=key)
                    self.note("wrong-value", (key,), message, say("move it into `violations`"), True)
        if file.party is not None:
            self.party(file.party)
        if not any_named:
            help = say("name the `offence`, or list `violations`")
            self.note("missing-key", (), say("the case names no offence"), help)
            raise Unusable(self.problems)

    def party(self, party: PartyFile) -> None:
        """Age and capacity are those of a person."""
        for key in ("age", "capacity"):
            if getattr(party, key) is not None and party.kind != "individual":
                help = say("write `kind: individual`, or leave it out")
                self.note("wrong-value", ("party", key), say("only an individual has `{key}`", key=key), help, True)
        if party.age is not None and party.age not in AGES:
            self.note("wrong-value", ("party", "age"), say("`{value}` is no age in years", value=str(party.age)))

    def case(self, law: Law, on: date | None) -> Case:
        file = self.file
        party = file.party or PartyFile()
        single = ViolationFile(offence=file.offence or "", persons_in_charge=file.persons_in_charge)
        parts = file.violations or (single,)
        facts_of = FactReader(law, self.note).facts
        common = facts_of(file.facts, ("facts",))
        common |= _personal(party)
        assumed = False
        violations = []
        for index, part in enumerate(parts):
            at: Path = ("violations", index) if file.violations else ()
            timeline, unstated = self.timeline(part.timeline, at, on, law)
            assumed = assumed or unstated
            facts = dict(common)
            if file.violations:
                facts |= facts_of(part.facts, (*at, "facts"))
            stated = part.stated or (None if file.violations else file.stated)
            choices = {
                **read_choices(file.choices, law, ("choices",), self.note),
                **read_choices(part.choices, law, (*at, "choices"), self.note),
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
            on if assumed else None,
        )

    def timeline(self, own: TimelineFile | None, at: Path, on: date | None, law: Law) -> tuple[Timeline, bool]:
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
        self.order(timeline, at if own else (), law)
        return timeline, unstated

    def order(self, timeline: Timeline, at: Path, law: Law) -> None:
        """The days follow each other."""
        for first, second in ORDER:
            a, b = getattr(timeline, first), getattr(timeline, second)
            if a is not None and b is not None and NO_DAY < b < a:
                path = ("act", "to") if (first, second) == ("began", "act") else (second,)
                names = {"first": _day(first, law), "second": _day(second, law)}
                message = say("{second} ({b}) lies before {first} ({a})", a=a, b=b, **names)
                self.note("wrong-order", (*at, "timeline", *path), message, say("check both days"))

    def person(self, file: PersonFile, at: Path, law: Law) -> Person:
        facts = FactReader(law, self.note).facts(file.facts, (*at, "facts"))
        return Person(
            file.name, facts, _table(file.stated), read_choices(file.choices, law, (*at, "choices"), self.note)
        )


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
    facts = FactReader(law, reader.note).facts({k: v for k, v in source.value.items() if k not in own}, ())
    if reader.problems:
        raise Unusable(reader.problems)
    return own | {k: s.value for k, s in facts.items()}


def _day(name: str, law: Law) -> Said:
    """What a day of the case is called."""
    return say("the day on which the act began") if name == "began" else law.fact_title(f"timeline.{name}")


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
        if problem.kind != "bad-choice" or problem.place.file == name:
            found.append(problem)
            continue
        path = _choice_path(source.value, problem.rule)
        found.append(source.problem(problem.kind, path, problem.message, problem.help, rule=problem.rule))
    return tuple(found)


def _choice_path(value: Any, rule: str) -> Path:
    if not isinstance(value, dict):
        return ()
    choices = value.get("choices")
    if isinstance(choices, dict) and rule in choices:
        figures = [key for key in ("percent", "amount", "point", "degree") if key in choices[rule]]
        return ("choices", rule, *(figures if len(figures) == 1 else ()))
    for key in ("violations", "persons_in_charge"):
        for index, part in enumerate(value.get(key, ())):
            inner = _choice_path(part, rule)
            if inner:
                return (key, index, *inner)
    return ()
