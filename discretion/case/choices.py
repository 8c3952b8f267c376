"""What the officer chose in a case, each against the rule that leaves the choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from discretion.case.case import Choice
from discretion.case.facts import Note
from discretion.case.file import ChoiceFile
from discretion.law.basis import Basis
from discretion.law.entry import Lighter
from discretion.law.programme import Programme
from discretion.law.value import Path
from discretion.rulebook import Law
from discretion.suggest import nearest
from discretion.text import say

_FIGURES: Final = ("percent", "amount", "point")
_KEYS: Final = (*_FIGURES, "waive", "degree", "apply")


def read_choices(files: Mapping[str, ChoiceFile], law: Law, at: Path, note: Note) -> dict[str, Choice]:
    """The choices that stand at ``at``; what no rule leaves to the officer is noted."""
    found = {}
    for rule, file in files.items():
        record = law.named.get(rule) or law.bases.get(rule)
        if record is None:
            names = nearest(rule, [*law.named, *law.bases], 0) or say(
                "`discretion rules search` finds rules by words or article"
            )
            note("unknown-rule", (*at, rule), say("there is no rule `{name}`", name=rule), names, True)
            continue
        _check(rule, file, record, (*at, rule), note)
        figures = {k: v.value for k in _FIGURES if (v := getattr(file, k)) is not None}
        found[rule] = Choice(**figures, waive=file.waive, degree=file.degree, apply=file.apply, reason=file.reason)
    return found


def _check(rule: str, file: ChoiceFile, record: Any, at: Path, note: Note) -> None:
    left = _left(record)
    for key in _KEYS:
        if getattr(file, key) is not None and key not in left:
            message = say("the rule `{rule}` leaves no `{key}` to the officer", rule=rule, key=key)
            note("bad-choice", (*at, key), message, nearest("", left), True)
    if file.point is not None and file.point.value > 1:
        message, help = (
            say("a place in a band lies between 0 and 1"),
            say("0 is the lower end, 1 the upper, 0.5 the middle"),
        )
        note("bad-choice", (*at, "point"), message, help, False)


def _left(record: Any) -> tuple[str, ...]:
    """What a rule of this kind may leave to the officer."""
    if isinstance(record, Basis):
        return ("amount", "point")
    if isinstance(record, Programme):
        return ("percent", "waive") if record.result == "no-penalty" else ("percent",)
    if isinstance(record, Lighter):
        return ("percent", "amount", "degree", "apply")
    return ("waive", "apply")
