"""Plain values → records, by msgspec; and everything that does not fit, not only the first thing.

msgspec stops at the first error. Each error is noted, the offending part is taken out, and the rest is tried again, until it fits or
nothing is left to take out; so a file's errors come all at once.
"""

from __future__ import annotations

import copy
import re
from typing import Any, Final, TypeVar

import msgspec

from discretion.law.basis import Base, Levels, Weight
from discretion.law.citation import Citation, Citations
from discretion.law.condition import Condition
from discretion.law.entry import Duration, Share
from discretion.law.figure import Day, Figure
from discretion.law.jurisdiction import Point
from discretion.law.value import Path, Unreadable
from discretion.rulebook.problem import Problem
from discretion.rulebook.yaml import Source
from discretion.suggest import nearest
from discretion.text import Message, say

T = TypeVar("T")
SCALARS: Final = (Citation, Citations, Condition, Figure, Day, Levels, Weight, Base, Share, Duration, Point)
_PATH: Final = re.compile(r" - at `(key in )?\$(.*)`$")
_STEP: Final = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|\[\.\.\.\]")
_MOST: Final = 40


def decode(kind: type, raw: Any) -> Any:
    """msgspec's hook for the values that are written as one scalar."""
    if kind in SCALARS:
        return kind.read(raw)
    raise NotImplementedError(kind)


def convert(source: Source, path: Path, kind: type[T], rule: str = "") -> tuple[T | None, tuple[Problem, ...]]:
    """The part of ``source`` at ``path`` as a ``kind``; ``None`` where it does not fit, with all reasons."""
    raw = _at(source.value, path)
    try:
        return msgspec.convert(raw, kind, dec_hook=decode), ()
    except (msgspec.ValidationError, Unreadable):
        pass
    problems: list[Problem] = []
    removed: set[Path] = set()
    trial = copy.deepcopy(raw)
    for _ in range(_MOST):
        try:
            msgspec.convert(trial, kind, dec_hook=decode)
            break
        except msgspec.ValidationError as error:
            inner, unreadable = _describe(error, kind)
            key = (*inner, *unreadable.path)
            if not (
                unreadable.kind == "missing-key" and any(key == r[: len(key)] or r[: len(key)] == key for r in removed)
            ):
                problems.append(
                    source.problem(
                        unreadable.kind,
                        (*path, *key),
                        unreadable.message,
                        unreadable.help,
                        on_key=unreadable.on_key,
                        rule=rule,
                    )
                )
            if not _remove(trial, inner, unreadable):
                break
            removed.add(key[:-1] if unreadable.on_key else inner)
    return None, tuple(problems)


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _describe(error: msgspec.ValidationError, kind: type) -> tuple[Path, Unreadable]:
    text = str(error)
    match = _PATH.search(text)
    steps: list[str | int] = []
    if match:
        for name, index in _STEP.findall(match[2]):
            steps.append(int(index) if index else name or "...")
        text = text[: match.start()]
    cause = error.__cause__
    if isinstance(cause, Unreadable):
        return tuple(steps), cause
    return tuple(steps), _translate(text, kind)


_EXPECTED: Final = {
    "object": say("a mapping"),
    "array": say("a list"),
    "str": say("text"),
    "bool": say("true or false"),
    "int": say("a whole number"),
    "null": say("nothing"),
}


def _translate(text: str, kind: type) -> Unreadable:
    if match := re.fullmatch(r"Object contains unknown field `(.*)`", text, re.S):
        return Unreadable(
            "unknown-key", say("unknown key `{key}`", key=match[1]), nearest(match[1], _fields(kind)), (match[1],), True
        )
    if match := re.fullmatch(r"Object missing required field `(.*)`", text):
        return Unreadable("missing-key", say("required key `{key}` is missing", key=match[1]))
    if match := re.fullmatch(r"Invalid enum value '?(.*?)'?", text, re.S):
        return Unreadable("wrong-value", say("`{value}` is not one of the allowed values", value=match[1]), None)
    if match := re.fullmatch(r"Expected `(.*)`, got `(.*)`", text):
        wanted = tuple(_EXPECTED.get(w.strip(), w.strip()) for w in match[1].split("|"))
        got = _EXPECTED.get(match[2], match[2])
        return Unreadable("wrong-type", say("{wanted} is due here, not {got}", wanted=_or(wanted), got=got))
    return Unreadable("wrong-type", say("this does not fit here: {what}", what=text))


def _or(wanted: tuple[Message | str, ...]) -> Message | str:
    result = wanted[0]
    for other in wanted[1:]:
        result = say("{one} or {other}", one=result, other=other)
    return result


def _fields(kind: type) -> list[str]:
    """All keys of ``kind`` and of the records inside it, for a did-you-mean."""
    seen: set[type] = set()
    names: list[str] = []

    def visit(annotation: Any) -> None:
        for part in getattr(annotation, "__args__", ()):
            visit(part)
        if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct) and annotation not in seen:
            seen.add(annotation)
            for field in msgspec.structs.fields(annotation):
                names.append(field.encode_name)
                visit(field.type)

    visit(kind)
    return names


def _remove(trial: Any, inner: Path, unreadable: Unreadable) -> bool:
    """Take the offending part out of ``trial``; ``False`` where there is nothing left to take out."""
    target = (*inner, *unreadable.path) if unreadable.on_key and len(unreadable.path) == 1 else inner
    if not target:
        return False
    value = trial
    try:
        for step in target[:-1]:
            value = value[step]
        del value[target[-1]]
    except (KeyError, IndexError, TypeError):
        return False
    return True
