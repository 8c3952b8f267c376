"""The case as the answers of an interview tell it: answers → case. What nobody knows stays unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from discretion.case.case import Case, Choice, Missing, Party, Person, Stated, TableAmount, Timeline, Violation
from discretion.desk.again import TIMELINE
from discretion.desk.scope import FIRST, Scope, parted

FACT, EVIDENCE, CHOICE, STATED = "fact:", "evidence:", "choice:", "stated:"
REASON = "reason"


class Answer(msgspec.Struct, frozen=True):
    """What was answered to which question; ``Missing.UNKNOWN`` where nobody knows yet."""

    key: str
    value: Any


class Draft:
    """The answers by what they speak of."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self._held: dict[Scope, dict[str, Any]] = {}
        for answer in answers:
            scope, inner = parted(answer.key)
            self._held.setdefault(scope, {})[inner] = answer.value

    def of(self, scope: Scope) -> Mapping[str, Any]:
        """The answers of one violation or person by their keys inside it."""
        return self._held.get(scope, {})

    def known(self, scope: Scope, inner: str) -> Any:
        """An answer; ``None`` where it was not asked or nobody knows."""
        value = self.of(scope).get(inner)
        return None if isinstance(value, Missing) else value

    def violations(self) -> int:
        """How many violations there are, the one that is being named included."""
        count = 1
        while self.of(Scope(count)).get("another") is True:
            count += 1
        return count

    def persons(self, violation: int) -> int:
        """How many persons in charge a violation has, the one that is being named included."""
        count = 0
        while self.of(Scope(violation, count + 1)).get("is") is True:
            count += 1
        return count

    def offences(self) -> tuple[str, ...]:
        """The offences named so far."""
        named = (self.of(Scope(n)).get("offence") for n in range(1, self.violations() + 1))
        return tuple(o for o in named if o is not None)

    def case(self) -> Case:
        """The case; a violation counts once its offence is named, a person once there is a name."""
        first = self.of(FIRST)
        violations = tuple(self._violation(n) for n in range(1, len(self.offences()) + 1))
        party = Party(self.known(FIRST, "party.name") or "", first["party.kind"])
        return Case(first["jurisdiction"], party, violations, self.known(FIRST, "case.number") or "")

    def _violation(self, number: int) -> Violation:
        scope = Scope(number)
        facts = {f"party.{k}": Stated(v) for k, v in self.party().items() if k != "name"}
        numbers = range(1, self.persons(number) + 1)
        persons = tuple(self._person(Scope(number, n)) for n in numbers if self.of(Scope(number, n)).get("name"))
        held = self.of(scope)
        return Violation(
            held["offence"],
            facts | self.facts(scope),
            self.timeline(number),
            self.stated(scope),
            self.choices(scope),
            persons,
        )

    def _person(self, scope: Scope) -> Person:
        name = self.of(scope)["name"]
        return Person(str(name), self.facts(scope), self.stated(scope), self.choices(scope))

    def party(self) -> dict[str, Any]:
        """What is known of the party."""
        names = ("name", "kind", "age", "capacity")
        return {n: v for n in names if (v := self.known(FIRST, f"party.{n}")) is not None}

    def facts(self, scope: Scope) -> dict[str, Stated]:
        """The facts with their evidence."""
        held = self.of(scope)
        return {name: Stated(value, self.known(scope, f"{EVIDENCE}{name}") or "") for name, value in _named(held, FACT)}

    def timeline(self, number: int) -> Timeline:
        """The days of a violation: its own before those of the first, which are the case's."""
        days = {n: d for s in (FIRST, Scope(number)) for n, d in _named(self.of(s), TIMELINE)}
        known = {name: None if isinstance(day, Missing) else day for name, day in days.items()}
        return Timeline(began=known.get("act"), **known)

    def choices(self, scope: Scope) -> dict[str, Choice]:
        """The choices that were made with their reason; one whose reason is still to be asked does not count yet."""
        found: dict[str, dict[str, Any]] = {}
        for name, value in _named(self.of(scope), CHOICE):
            rule, _, field = name.rpartition(":")
            if not isinstance(value, Missing):
                found.setdefault(rule, {})[field] = value
        return {rule: Choice(**fields) for rule, fields in found.items() if len(fields) > 1 and REASON in fields}

    def stated(self, scope: Scope) -> TableAmount | None:
        """The amount that stands in where there is no table."""
        amount, source = self.known(scope, f"{STATED}amount"), self.known(scope, f"{STATED}source")
        return None if amount is None or source is None else TableAmount(amount, source)


def _named(held: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    return ((k.removeprefix(prefix), v) for k, v in held.items() if k.startswith(prefix))
