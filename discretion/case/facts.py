"""The facts of a case file, each against its declaration in the rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final

from discretion.case.case import NOT_FOUND_OUT, UNKNOWN, Missing, Stated
from discretion.law.fact import NUMERIC, Fact, Value
from discretion.law.figure import no_day, no_number
from discretion.law.value import Path
from discretion.money import plain
from discretion.rulebook import Law
from discretion.rulebook.yaml import Map
from discretion.suggest import nearest
from discretion.text import Message, say

#: Says what is wrong at a place of the case file: kind, path, message, help, and whether the key is meant.
Note = Callable[[str, Path, Message, Message | None, bool], None]
#: Where a name that is like no fact leads.
LISTED: Final = say(
    "leave it out, or find the fact that is meant: `discretion rules show OFFENCE` lists the facts of an offence"
)
_STATED_KEYS: Final = ("value", "evidence", "not_found_out")
_PERCENT: Final = r"(\d{1,9}(?:\.\d{1,9})?)\s*[%％]"


class FactReader:
    """Reads facts and notes what does not fit; what does not fit counts as unknown."""

    def __init__(self, law: Law, note: Note) -> None:
        self.law = law
        self._note = note

    def note(self, kind: str, path: Path, message: Message, help: Message | None = None, on_key: bool = False) -> None:
        """Note what is wrong."""
        self._note(kind, path, message, help, on_key)

    def facts(self, raw: Mapping[str, Any], at: Path) -> dict[str, Stated]:
        """The facts of a mapping that stands at ``at``."""
        found: dict[str, Stated] = {}
        for name, value, path in self._flat(raw, at):
            fact = self.law.facts.get(name)
            if fact is None:
                askable = [n for n, f in self.law.facts.items() if not f.computed]
                message = say("there is no fact `{name}`", name=name)
                help = nearest(name, askable, 0) or self._group(name, askable) or LISTED
                self.note("unknown-fact", path, message, help, on_key=True)
            elif fact.computed:
                message = say("`{name}` is not stated among the facts", name=name)
                self.note("computed-fact", path, message, _elsewhere(name), on_key=True)
            elif name in found:
                message = say("the fact `{name}` is stated twice", name=name)
                self.note("duplicate-key", path, message, say("keep one of them"), on_key=True)
            else:
                found[name] = self.stated(fact, value, path)
        return found

    def _flat(self, raw: Mapping[str, Any], at: Path) -> Iterator[tuple[str, Any, Path]]:
        """Facts by their full name: ``apology: {published: true}`` is ``apology.published``."""
        for key, value in raw.items():
            yield from self._flatten(key, value, (*at, key))

    def _flatten(self, name: str, value: Any, path: Path) -> Iterator[tuple[str, Any, Path]]:
        facts = self.law.facts
        if isinstance(value, Map) and name not in facts and any(f.startswith(f"{name}.") for f in facts):
            for key, inner in value.items():
                yield from self._flatten(f"{name}.{key}", inner, (*path, key))
        else:
            yield name, value, path

    @staticmethod
    def _group(name: str, askable: list[str]) -> Message | None:
        """For ``apology: true``: the facts of the group that it names."""
        return nearest("", [n for n in askable if n.startswith(f"{name}.")]) or None

    def stated(self, fact: Fact, raw: Any, path: Path) -> Stated:
        """A fact as stated: a plain value, one with its evidence, or the inquiry that did not find it out."""
        if not isinstance(raw, Map):
            return Stated(self.value(fact, raw, path))
        for key in raw:
            if key not in _STATED_KEYS:
                message = say("unknown key `{key}`", key=key)
                self.note("unknown-key", (*path, key), message, nearest(key, _STATED_KEYS), on_key=True)
        evidence = raw.get("evidence", "")
        if not isinstance(evidence, str):
            self.note("wrong-type", (*path, "evidence"), say("text is due here"), say("name the document in words"))
        if "not_found_out" in raw:
            return self._not_found_out(raw, str(evidence), path)
        if "value" not in raw:
            message = say("required key `{key}` is missing", key="value")
            self.note("missing-key", path, message, say("add `{key}: …`", key="value"))
            return Stated(UNKNOWN, str(evidence))
        return Stated(self.value(fact, raw["value"], (*path, "value")), str(evidence))

    def _not_found_out(self, raw: Map, evidence: str, path: Path) -> Stated:
        inquiry = raw["not_found_out"]
        if not isinstance(inquiry, str):
            help = say("such as: whom was asked, and what came of it")
            self.note("wrong-type", (*path, "not_found_out"), say("say in words what inquiry was made"), help)
        if "value" in raw:
            message = say("a fact that could not be found out has no value")
            self.note("wrong-value", (*path, "value"), message, say("keep one of them"), on_key=True)
        return Stated(NOT_FOUND_OUT, evidence, str(inquiry))

    def value(self, fact: Fact, raw: Any, path: Path) -> Value | Missing:
        """A value of the type of ``fact``."""
        if raw == "unknown" and "unknown" not in (fact.choices or {}):
            return UNKNOWN
        if fact.type in ("choice", "set"):
            return self.choice(fact, raw, path)
        if fact.type in NUMERIC:
            return self.number(fact, raw, path)
        if fact.type == "boolean":
            yes_no = say("write true, false, or unknown")
            return self._plain(raw, bool, path, say("true or false is due here"), yes_no)
        if fact.type == "date":
            wrong = no_day(raw)
            return self._plain(raw, date, path, wrong.message, wrong.help)
        help = (
            say("write {example} where it is text", example=f'"{raw}"')
            if isinstance(raw, (int, date, Fraction))
            else None
        )
        return self._plain(raw, str, path, say("text is due here"), help)

    def _plain(
        self, raw: Any, kind: type[bool] | type[date] | type[str], path: Path, message: Message, help: Message | None
    ) -> Value | Missing:
        if not isinstance(raw, kind):
            self.note("wrong-type", path, message, help)
            return UNKNOWN
        known: Value = raw
        return known

    def number(self, fact: Fact, raw: Any, path: Path) -> Value | Missing:
        """A number: not negative, and whole where it counts days."""
        if isinstance(raw, bool) or not isinstance(raw, (int, Fraction)):
            self.note("wrong-type", path, say("a number is due here"), _as_number(fact, raw))
            return UNKNOWN
        if raw < 0:
            help = say("write it without the sign, or leave the fact out")
            self.note("wrong-value", path, say("this number is not negative"), help)
            return UNKNOWN
        if fact.type == "days" and not isinstance(raw, int):
            self.note("wrong-value", path, say("days are whole"), say("write {example}", example=str(raw.__ceil__())))
        known: Value = raw
        return known

    def choice(self, fact: Fact, raw: Any, path: Path) -> Value | Missing:
        """One of the choices; of a set, one or several."""
        choices = fact.choices or {}
        several = isinstance(raw, list) and fact.type == "set"
        values = raw if several else [raw]
        if isinstance(raw, (list, dict)) and not several:
            help = nearest("", choices)
            self.note("wrong-type", path, say("one of the choices of this fact is due here"), help)
            return UNKNOWN
        for index, value in enumerate(values):
            name = str(value).lower() if isinstance(value, bool) else str(value)
            if name not in choices:
                at = (*path, index) if several else path
                message = say("`{value}` is no choice of this fact", value=name)
                self.note("wrong-value", at, message, nearest(name, choices))
                return UNKNOWN
        return frozenset(values) if fact.type == "set" else str(raw)


def _elsewhere(name: str) -> Message:
    """Where what is not stated among the facts comes from."""
    part, _, key = name.partition(".")
    if part in ("timeline", "party") and key:
        return say("write it as `{key}` under `{part}`", key=key, part=part)
    return say("it is worked out from the rest of the case")


def _as_number(fact: Fact, raw: Any) -> Message | None:
    match = re.fullmatch(_PERCENT, raw, re.ASCII) if isinstance(raw, str) and fact.type == "ratio" else None
    if match is not None:
        return say("write {example}", example=plain(Fraction(match[1]) / 100))
    return no_number(raw).help
