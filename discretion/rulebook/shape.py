"""Plain values → records, by msgspec; and everything that does not fit, not only the first thing.

msgspec stops at the first error. Each error is noted, the offending part is taken out of a copy, and the rest is tried again, until it
fits or nothing is left to take out; so a file's errors come all at once.
"""

from __future__ import annotations

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
from discretion.rulebook.unfit import translate
from discretion.rulebook.yaml import Source

T = TypeVar("T")
SCALARS: Final = (Citation, Citations, Condition, Figure, Day, Levels, Weight, Base, Share, Duration, Point)
ANY_KEY: Final = "..."
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
    raw = at(source.value, path)
    try:
        return msgspec.convert(raw, kind, dec_hook=decode), ()
    except (msgspec.ValidationError, Unreadable):
        pass
    trial = _Trial(raw, kind)
    problems: list[Problem] = []
    for _ in range(_MOST):
        error = trial.error()
        if error is None:
            break
        inner, unreadable = error
        if not trial.follows(inner, unreadable):
            where = (*path, *trial.original((*inner, *unreadable.path)))
            problems.append(
                source.problem(
                    unreadable.kind, where, unreadable.message, unreadable.help, on_key=unreadable.on_key, rule=rule
                )
            )
        if not trial.remove(inner, unreadable):
            break
    return None, tuple(problems)


def at(value: Any, path: Path) -> Any:
    """The part of ``value`` at ``path``."""
    for step in path:
        value = value[step]
    return value


class _Trial:
    """A copy of a value from which what does not fit is taken out, bit by bit; it knows where each part stood at first."""

    def __init__(self, raw: Any, kind: Any) -> None:
        self.kind = kind
        self.places: dict[int, list[int]] = {}
        self.removed: set[Path] = set()
        self.value = self._copy(raw)

    def _copy(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._copy(inner) for key, inner in value.items()}
        if isinstance(value, list):
            copied = [self._copy(inner) for inner in value]
            self.places[id(copied)] = list(range(len(copied)))
            return copied
        return value

    def error(self) -> tuple[Path, Unreadable] | None:
        """The first thing that does not fit and where it stands now; ``None`` where everything fits."""
        failure = self._failure()
        if failure is None:
            return None
        text = str(failure)
        match = _PATH.search(text)
        steps: list[str | int] = []
        for name, index in _STEP.findall(match[2]) if match else ():
            steps.append(int(index) if index else name or self._key(tuple(steps), text))
        cause = failure.__cause__
        if isinstance(cause, Unreadable):
            return tuple(steps), cause
        said = text[: match.start()] if match else text
        return tuple(steps), translate(said, self.kind, tuple(steps), self._at(tuple(steps)))

    def _failure(self) -> msgspec.ValidationError | None:
        try:
            msgspec.convert(self.value, self.kind, dec_hook=decode)
        except msgspec.ValidationError as error:
            return error
        return None

    def _key(self, path: Path, text: str) -> str:
        """Under which key of the mapping at ``path`` it is that msgspec says ``text``; it names none itself."""
        found = self._at(path)
        if not isinstance(found, dict) or not found:
            return ANY_KEY
        whole = list(found.items())
        low, high = 0, len(whole) - 1
        # the first keys fail as long as the culprit is among them
        while low < high:
            middle = (low + high) // 2
            found.clear()
            found.update(whole[: middle + 1])
            failure = self._failure()
            low, high = (low, middle) if failure is not None and str(failure) == text else (middle + 1, high)
        found.clear()
        found.update(whole)
        return str(whole[low][0])

    def _at(self, path: Path) -> Any:
        try:
            return at(self.value, path)
        except (KeyError, IndexError, TypeError):
            return None

    def original(self, path: Path) -> Path:
        """Where the part that is now at ``path`` stood at first."""
        value, steps = self.value, list(path)
        for index, step in enumerate(path):
            places = self.places.get(id(value))
            if places is not None and isinstance(step, int) and step < len(places):
                steps[index] = places[step]
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                break
        return tuple(steps)

    def follows(self, inner: Path, unreadable: Unreadable) -> bool:
        """Whether something is lacking only because it was taken out before."""
        here = self.original((*inner, *unreadable.path))
        if unreadable.kind == "wrong-order":
            # a step that was taken out leaves a gap among its neighbours
            return any(gone[: len(here) - 1] == here[:-1] and gone[-1] in ("below", "at_most") for gone in self.removed)
        if unreadable.kind not in ("missing-key", "empty-condition"):
            return False
        key = unreadable.message.parts.get("key")
        if isinstance(key, str):
            return (*here, key) in self.removed
        return any(len(gone) > len(here) and gone[: len(here)] == here for gone in self.removed)

    def remove(self, inner: Path, unreadable: Unreadable) -> bool:
        """Take the offending part out; ``False`` where there is nothing left to take out."""
        return self._remove((*inner, *unreadable.path)) or self._remove(inner)

    def _remove(self, path: Path) -> bool:
        if not path:
            return False
        original = self.original(path)
        try:
            holder = at(self.value, path[:-1])
            del holder[path[-1]]
        except (KeyError, IndexError, TypeError):
            return False
        if id(holder) in self.places:
            del self.places[id(holder)][path[-1]]  # type: ignore[arg-type]
        self.removed.add(original)
        return True
