"""A recorded result worked out again: is it untouched, are the rules the same, and does the same come out?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal

import msgspec

from discretion.assess import assess
from discretion.canonical import PREFIX
from discretion.case import read_case
from discretion.replay import casefile
from discretion.replay.recorded import Recorded
from discretion.report import json
from discretion.rulebook import Problem, Rulebook, Unusable

#: How the rules stand to those of the result: they say the same; they say something else; the case cannot be assessed by them.
RulesAre = Literal["same", "other", "unusable"]
#: What is compared by itself, not value by value.
APART: Final = ("hash", "engine", "rulebook")


class Nothing(msgspec.Struct, frozen=True):
    """Stands where one of the two results has nothing."""


NOTHING: Final = Nothing()


class Difference(msgspec.Struct, frozen=True):
    """Where two results differ: the path, such as ``violations[0].fine.low``, and what stands there."""

    path: str
    recorded: Any
    recomputed: Any


class Verification(msgspec.Struct, frozen=True):
    """What was found of one result."""

    title: str
    hash: str
    untouched: bool
    rules: RulesAre
    recorded: Recorded
    rulebook: Any
    engine: Any
    differences: tuple[Difference, ...]
    problems: tuple[Problem, ...]
    logged: bool | None = None

    @property
    def good(self) -> bool:
        """Whether nothing speaks against the result."""
        return self.untouched and self.rules == "same" and not self.differences and self.logged is not False


def verify(recorded: Recorded, book: Rulebook) -> Verification:
    """Work a result out again by the rules in ``book``."""
    engine = json.engine()
    name = heading(recorded)
    try:
        now = again(recorded, book)
    except Unusable as unusable:
        return Verification(
            name, recorded.hash, recorded.untouched, "unusable", recorded, None, engine, (), unusable.problems
        )
    same: RulesAre = "same" if now["rulebook"]["rests_on"] == recorded.rulebook.rests_on else "other"
    found = tuple(differences(_compared(recorded.data), _compared(now)))
    return Verification(name, recorded.hash, recorded.untouched, same, recorded, now["rulebook"], engine, found, ())


def again(recorded: Recorded, book: Rulebook) -> dict[str, Any]:
    """The result of the recorded case, worked out now. Raises :class:`Unusable`."""
    data = casefile.text(recorded.inputs.case, recorded.inputs.quoted)
    case, law = read_case(name_of(recorded), data, book, recorded.inputs.on)
    return json.data(assess(case, law), book)


def rests(recorded: Recorded, book: Rulebook) -> bool:
    """Whether the rules in ``book`` say what they said when the result was worked out. Raises :class:`Unusable`."""
    case = recorded.inputs.case
    parts = case.get("violations") or [case]
    offences = [str(part.get("offence", "")) for part in parts if isinstance(part, dict)]
    return PREFIX + book.rests_on(str(case.get("jurisdiction", "")), offences) == recorded.rulebook.rests_on


def heading(recorded: Recorded) -> str:
    """What the recorded case is called: its number and title."""
    named = recorded.inputs.case.get("case")
    if not isinstance(named, dict):
        return ""
    return " ".join(str(named[key]) for key in ("number", "title") if named.get(key))


def name_of(recorded: Recorded) -> str:
    """What stands in place of a file's name where the recorded case is complained of."""
    return f"<{heading(recorded) or 'case'}>"


def differences(recorded: Any, recomputed: Any, path: str = "") -> Iterator[Difference]:
    """Every place where two results differ, in the order of the recorded one."""
    if isinstance(recorded, dict) and isinstance(recomputed, dict):
        for key in (*recorded, *(k for k in recomputed if k not in recorded)):
            inner = f"{path}.{key}" if path else str(key)
            yield from differences(recorded.get(key, NOTHING), recomputed.get(key, NOTHING), inner)
    elif isinstance(recorded, list) and isinstance(recomputed, list):
        for index in range(max(len(recorded), len(recomputed))):
            one = recorded[index] if index < len(recorded) else NOTHING
            other = recomputed[index] if index < len(recomputed) else NOTHING
            yield from differences(one, other, f"{path}[{index}]")
    elif type(recorded) is not type(recomputed) or recorded != recomputed:
        yield Difference(path, recorded, recomputed)


def _compared(result: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in result.items() if key not in APART}
