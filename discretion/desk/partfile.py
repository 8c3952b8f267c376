"""An interrupted interview on disk: its answers in order, so that it can go on where it stopped."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from discretion.case.case import UNKNOWN, Missing
from discretion.desk.again import quick
from discretion.desk.draft import CHOICE, FACT, Answer, Draft
from discretion.desk.interview import Interview
from discretion.desk.scalar import scalar
from discretion.desk.scope import FIRST, Scope, parted
from discretion.rulebook import Rulebook, Unusable
from discretion.rulebook.yaml import read


class Unreadable(Exception):
    """The file holds no answers."""


def path_of(target: Path) -> Path:
    """Where the answers for ``target`` are kept: ``case.yaml`` → ``case.part.yaml``."""
    return target.with_name(f"{target.stem}.part.yaml")


def text(interview: Interview) -> str:
    """The answers as a file."""
    lines = ["# An interview that was interrupted: discretion new --resume goes on with it."]
    lines += ["answers:" if interview.answers else "answers: []"]
    for answer in interview.answers:
        value = "unknown: true" if isinstance(answer.value, Missing) else f"value: {scalar(answer.value)}"
        lines.append(f"  - {{key: {scalar(answer.key)}, {value}}}")
    return "\n".join(lines) + "\n"


def resume(name: str, data: bytes, book: Rulebook, today: date, evidence: bool) -> tuple[Interview, int]:
    """The interview in a file, and how many of its answers no longer fit the rules. Raises :class:`Unreadable`."""
    source, problems = read(name, data)
    if problems or not isinstance(source.value, dict) or not isinstance(source.value.get("answers"), list):
        raise Unreadable(name)
    interview, dropped = Interview(book, today, (), evidence), 0
    for item in source.value["answers"]:
        answer = _answer(item)
        if answer is None:
            raise Unreadable(name)
        if _fits(answer, interview):
            interview = msgspec.structs.replace(interview, answers=(*interview.answers, answer))
        else:
            dropped += 1
    return interview, dropped


def _answer(item: Any) -> Answer | None:
    if not isinstance(item, dict) or not isinstance(item.get("key"), str):
        return None
    if item.get("unknown") is True:
        return Answer(item["key"], UNKNOWN)
    value = item.get("value")
    if value is None:
        return None
    return Answer(item["key"], frozenset(value) if isinstance(value, list) else value)


def _fits(answer: Answer, interview: Interview) -> bool:
    """Whether the rules still know what was answered: the place, the offence, the fact and its choices, the rule of a choice."""
    if answer.key == "jurisdiction":
        return answer.value in interview.book.jurisdictions()
    if interview.get("jurisdiction") is None:
        return False
    scope, inner = parted(answer.key)
    if inner == "offence":
        return answer.value in interview.book.law(interview.get("jurisdiction"), [str(answer.value)]).offences
    if scope != FIRST and interview.draft.of(Scope(scope.violation)).get("offence") is None:
        return False
    if inner.startswith(CHOICE):
        return _allowed(answer, inner.removeprefix(CHOICE).rpartition(":")[0], interview)
    if not inner.startswith(FACT) or isinstance(answer.value, Missing):
        return True
    fact = interview.law.facts.get(inner.removeprefix(FACT))
    if fact is None:
        return False
    given = answer.value if isinstance(answer.value, frozenset) else {answer.value}
    return fact.choices is None or all(v in fact.choices for v in given)


def _allowed(answer: Answer, rule: str, interview: Interview) -> bool:
    """Whether the rules still leave this choice."""
    if next(interview.first(), None) is not None:
        # a choice is made in a case; without its heading there is none
        return False
    law = interview.law
    if rule not in law.named and rule not in law.bases:
        return False
    try:
        quick(Draft((*interview.answers, answer)).case(), law)
    except Unusable:
        return False
    return True
