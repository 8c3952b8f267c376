"""Whole results of many cases, each with all its findings: the engine is run once for cases that are alike to it, and to its words.

Two cases have the same findings where the engine looks at the same things in both. It looks at the facts of the one in some order, and
these are noted (:class:`discretion.assess.memo.Noted`); their values, one after the other, lead to the form of the result
(:mod:`discretion.batch.form`). Days and the amounts in which a fine is reckoned differ from case to case and stand for those of many
(:mod:`discretion.batch.dated`, :mod:`discretion.batch.traced`): of days it counts on which side they lie of each change of the law and of
each other, of amounts how they compare. What else a row says goes into the result as it stands.

A row that says anything but in the plainest way, or lacks a fact that matters, has no form: it is assessed by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from datetime import date
from functools import partial
from itertools import count
from typing import Any, Final

import msgspec
from msgspec.json import encode

from discretion.assess import assess_seen, view_of
from discretion.assess.memo import Noted, forget, tracing
from discretion.assess.together import useless, wanting
from discretion.assess.truth import View
from discretion.batch.cell import Outside, When
from discretion.batch.dated import CaseDay, counted
from discretion.batch.fast import Disagreement, Fast, Offence, Place
from discretion.batch.form import BARE, CASE, NOUN, OWN, UNUSED, Form, Row, Words
from discretion.batch.full import Findings, Full, Pieces
from discretion.batch.kept import Kept
from discretion.batch.line import draft_of
from discretion.batch.marks import Marks, mark, marked
from discretion.batch.part import copied
from discretion.batch.plan import Way
from discretion.batch.roots import Found, Root
from discretion.batch.rows import Rows
from discretion.batch.said import BEGAN, TIMELINE, Said, from_json
from discretion.batch.traced import Traced, Untraceable, traced
from discretion.calendar import Period
from discretion.case.case import Case, Party, Stated, Timeline, Violation
from discretion.law.entry import Procedure
from discretion.law.fact import NUMERIC
from discretion.report.language import Filled, Language
from discretion.rulebook import Law

#: How many forms are kept, of some 20 kilobytes each; when there are more, those go that were not found again.
MOST: Final = 30_000
#: Of how many kinds days may be, and how many different marks; when there are more, everything begins anew.
MOST_KINDS: Final = 20_000
#: How many forms of the same facts are tried for a case: they differ in how its amounts compare.
MOST_WAYS: Final = 20
_GIVEN: Final = ("offence", "offence_tag")


class _Written(msgspec.Struct, frozen=True):
    """A case as canonical JSON, and the facts that it states."""

    text: bytes
    names: tuple[str, ...]


class _Dated(msgspec.Struct, frozen=True):
    """The days of a case, and what they come to."""

    when: When
    days: Mapping[str, date]


class _Ground:
    """What the cases of a jurisdiction have in common."""

    def __init__(self, place: Place) -> None:
        self.rows = Rows(place)
        #: A record of its own: what is remembered of it is of days that stand for those of many cases.
        self.law = copied(place.law)
        periods: dict[str, list[Period]] = {}
        for entry in self.law.lists["procedure"]:
            if isinstance(entry, Procedure) and entry.deadline and entry.deadline.period.period.unit == "working-days":
                periods.setdefault(entry.deadline.of, []).append(entry.deadline.period.period)
        #: The days from which a last day is counted in working days, and how it is.
        self._counted = {
            name: Kept(partial(counted, periods=sorted(set(several), key=lambda period: period.count)), MOST_KINDS)
            for name, several in periods.items()
        }
        #: The facts that are numbers.
        self.numbers = frozenset(n for n, fact in self.law.facts.items() if fact.type in NUMERIC)

    def zones(self, days: Mapping[str, date]) -> list[Hashable]:
        """How working days are counted from the days from which a last day is."""
        return [counted[days[name]] for name, counted in self._counted.items() if name in days]


class _Filled(Filled):
    """What stands in a place, where the word behind a number depends on the number of the case."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        found = marked(self) if "|" in spec else None
        return super().__format__(spec) if found is None else f"{self!s} {mark(f'{NOUN}{spec}', found[1])}"


class _Marking(Language):
    """A language in which the days of a case are marks."""

    filled = _Filled

    def day(self, value: date) -> str:
        return value.written(self.code) if isinstance(value, CaseDay) else super().day(value)


class Forms:
    """The forms so far. ``found``: how many rows found theirs, ``made``: for how many it had to be made."""

    def __init__(self, fast: Fast, findings: Findings) -> None:
        self.fast, self.findings = fast, findings
        self.found = self.made = 0
        self._grounds: dict[int, _Ground] = {}
        self._clear()

    def _clear(self) -> None:
        """Begin anew; no result changes. What the engine remembers of days and amounts that stand for those of many goes with the marks."""
        for ground in self._grounds.values():
            forget(ground.law)
        self._grounds = {}
        self.marks = Marks()
        self.words = Words(self.marks)
        self.writer = Pieces(_Marking)
        self.own = {name: self.marks.mark(OWN, name) for name in (CASE, UNUSED, BARE)}
        self._roots: dict[Hashable, Root] = {}
        self._numbers = count()
        self._shared: dict[Any, Any] = {}
        self._stated: dict[Hashable, dict[str, bytes]] = {}
        self._size = 0

    def of(self, data: Mapping[str, Any], plain: dict[str, Any]) -> Full | None:
        """The result of a case given as plain data; ``None`` where it has no form. ``plain`` is the case without what only names it."""
        try:
            said = from_json(plain)
            own, names = self.fast.of(said.jurisdiction, said.offence, said.kind), tuple(said.facts)
            own.settle(said.facts)
            days = own.days(said)
            when = own.own.when(days)
            if not said.days.get("decision") or not when.regime.needed <= said.facts.keys():
                return None
            ground = self._ground(own.place)
            # the facts are read with the rest of the case
            case = ground.rows.case(data)
            return self._of(own, ground, _Dated(when, days), said, _Written(case, names))
        except (Disagreement, MemoryError):
            raise
        except Exception:  # the row is not so plain; whatever is wrong with it shows when it is assessed by itself
            return None

    def _ground(self, place: Place) -> _Ground:
        found = self._grounds.get(id(place))
        if found is None:
            found = self._grounds[id(place)] = _Ground(place)
        return found

    def _of(self, own: Offence, ground: _Ground, dated: _Dated, said: Said, case: _Written) -> Full | None:
        root, facts = self._root(own, ground, dated), said.facts
        ways = root.ways(facts)
        # all of them looked at the same facts
        point = {name: own.typed(name, facts[name]) for name in ways[0].numbers} if ways else {}
        for found in ways:
            if found.way.checks.pass_(point):
                self.found += 1
                found.used += 1
                return self._filled(found, ground.law, dated, point, case)
        if len(ways) >= MOST_WAYS:
            return None
        numbers: Collection[str] = dated.when.regime.numbers if root.few else ground.numbers
        point = {name: own.typed(name, raw) for name, raw in facts.items() if name in numbers}
        try:
            new, read = self._made(own, ground.law, root, dated, said, point)
        except Untraceable:
            if root.few:
                raise
            # two numbers are multiplied with each other: only those stand for many in which a fine is reckoned
            root.few, root.first = True, None
            return self._of(own, ground, dated, said, case)
        self.made += 1
        full = self._filled(new, ground.law, dated, point, case)
        if root.keep([(name, name in numbers) for name in read], facts, new):
            self._size += 1
        if max(len(self._roots), len(self._stated), len(self.marks)) >= MOST_KINDS:
            self._clear()
        elif self._size >= MOST:
            self._prune()
        return full

    def _prune(self) -> None:
        """Leave the forms that were found again of late; where these are most of them, begin anew."""
        self._shared, self._size = {}, 0
        for key, root in list(self._roots.items()):
            for found in root.prune():
                self._size += 1
                if found.form is not None:
                    found.form.share(self._shared)
            if root.first is None:
                del self._roots[key]
        if self._size * 2 > MOST:
            self._clear()

    def _root(self, own: Offence, ground: _Ground, dated: _Dated) -> Root:
        """Where the forms begin on which everything but the facts has the same bearing: the rules in force, the order of the days, and
        what days and amounts there are."""
        when = dated.when
        days = (*dated.days, *ground.zones(dated.days))
        key = (id(own), when.in_force, when.sides, when.lasts, when.bits, when.possible, days)
        found = self._roots.get(key)
        if found is None:
            found = self._roots[key] = Root(next(self._numbers))
        return found

    def _made(
        self, own: Offence, law: Law, root: Root, dated: _Dated, said: Said, point: Mapping[str, Any]
    ) -> tuple[Found, list[str]]:
        """The form of a case, and the facts that the engine looked at for it. Raises :class:`Outside` where it has none."""
        offence = own.own.offence
        days = {name: CaseDay(day, (name, ()), root.number) for name, day in dated.days.items()}
        many = {**days, **{name: Traced.of(name) for name in point}}
        facts = {n: Stated(many[n] if n in many else own.typed(n, raw)) for n, raw in said.facts.items()}
        timeline = Timeline(
            **{n.removeprefix(TIMELINE): d for n, d in days.items() if n.startswith(TIMELINE) or n == BEGAN}
        )
        case = Case(law.jurisdiction, Party("", said.kind), (Violation(offence, facts, timeline),))  # type: ignore[arg-type]
        with traced(point) as tape, tracing(tape, Traced), self.marks.writing():
            noted = Noted(view_of(case.violations[0], law).facts)
            assessment = assess_seen(case, law, (View(law, noted),), rank=False)
            result, form = assessment.violations[0], None
            if noted.whole:
                raise Outside
            if not result.missing:
                shape = self.findings.shape(assessment, self.writer, self.own)
                if shape.unseen:
                    raise Outside
                form = Form(shape, self.words, self._shared)
            way = Way(draft_of(offence, result), tape.since(0))
        seen = frozenset(s.fact for f in result.findings for s in f.seen)
        compared = seen.union(*(c.seen for c in result.candidates))
        given = {*days, *_GIVEN}
        read = [n for n in noted.read if n not in given and not n.startswith(TIMELINE)]
        numbers = tuple([n for n in read if n in point])
        return Found(form, way, numbers, seen, compared), read

    def _filled(self, found: Found, law: Law, dated: _Dated, point: Mapping[str, Any], case: _Written) -> Full | None:
        """The result of a case by its form, if it has one."""
        if found.form is None:
            return None
        key = (case.names, found.seen, found.compared)
        stated = self._stated.get(key)
        if stated is None:
            unused, bare = useless(case.names, found.compared, law), wanting(case.names, found.seen, law)
            stated = self._stated[key] = {UNUSED: encode(unused), BARE: encode(bare)}
        row = Row(dated.days, point, {**stated, CASE: case.text})
        full = Full(found.way.lines(point))
        full.pieces = found.form.fill(row)
        return full
