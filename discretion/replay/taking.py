"""Taking a snapshot: which rule files go with a result or a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from discretion.canonical import PREFIX
from discretion.case import read_case
from discretion.case.read import located
from discretion.replay import verify
from discretion.replay.recorded import Recorded, Unreadable, read
from discretion.rulebook import Problem, Rulebook, Unusable
from discretion.rulebook.files import jurisdiction_of
from discretion.rulebook.snapshot import Rested, pack


class OtherRules(Exception):
    """The rules at hand are not those of a result; ``name`` is its file."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def take(inputs: Iterable[tuple[str, bytes]], book: Rulebook, on: date, everything: bool = False) -> bytes:
    """A snapshot of the rules on which results and cases rest; ``inputs`` are their names and bytes.

    ``everything``: all rule files, not only those of the places. Raises :class:`OtherRules`, or :class:`Unusable` with all that is wrong.
    """
    serves: list[Rested] = []
    problems: list[Problem] = []
    version = ""
    for name, data in inputs:
        results = _results(data)
        try:
            if results is None:
                case, law = read_case(name, data, book, on)
                serves.append(_rested(book, case.jurisdiction, [v.offence for v in case.violations]))
                version = law.version
            for result in results or ():
                now = verify.again(result, book)
                if now["rulebook"]["rests_on"] != result.rulebook.rests_on:
                    raise OtherRules(name)
                offences = [v["offence"] for v in now["violations"]]
                serves.append(_rested(book, now["inputs"]["jurisdiction"], offences))
                version = now["rulebook"]["version"]
        except Unusable as unusable:
            problems += located(unusable.problems, name, data) if results is None else unusable.problems
    if problems:
        raise Unusable(problems)
    chains = {place for rested in serves for place in _chain(rested.jurisdiction)}
    wanted = {
        name: data
        for name, data in book.data().items()
        if "/cases/" not in name and (everything or jurisdiction_of(name) in ("", *chains))
    }
    unique = {(r.jurisdiction, r.offences): r for r in serves}
    ordered = [unique[key] for key in sorted(unique)]
    return pack(wanted, version, PREFIX + book.digest, everything, ordered)


def _results(data: bytes) -> tuple[Recorded, ...] | None:
    """The results in a file, or ``None`` where it is a case file."""
    if data.lstrip()[:1] not in (b"{", b"["):
        return None
    try:
        return read(data)
    except Unreadable:
        return None


def _rested(book: Rulebook, jurisdiction: str, offences: Sequence[str]) -> Rested:
    names = tuple(sorted(set(offences)))
    return Rested(jurisdiction, names, PREFIX + book.rests_on(jurisdiction, names))


def _chain(jurisdiction: str) -> tuple[str, ...]:
    parts = jurisdiction.split("/")
    return tuple("/".join(parts[: n + 1]) for n in range(len(parts)))
