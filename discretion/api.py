"""The public functions: load rules, load a case, assess it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from discretion.assess import Assessment, assess
from discretion.case import Case, read_case
from discretion.rulebook import Law, Problem, Rulebook, Unusable


def load_rulebook(*folders: str | Path) -> Rulebook:
    """The rules in ``folders`` (without any: the built-in ones, or those of ``DISCRETION_RULES``). Raises :class:`Unusable`."""
    return Rulebook.open([Path(f) for f in folders])


def load_case(path: str | Path, rulebook: Rulebook, on: date | None = None) -> Case:
    """The case in the file at ``path``. ``on``: the day of the decision where the file states none.

    Raises :class:`Unusable` with everything that is wrong in it, ``OSError`` where it cannot be read.
    """
    return read_case(str(path), Path(path).read_bytes(), rulebook, on)[0]


def version() -> str:
    """The version of the program."""
    from importlib import metadata

    return metadata.version("discretion")


__all__ = [
    "Assessment",
    "Case",
    "Law",
    "Problem",
    "Rulebook",
    "Unusable",
    "assess",
    "load_case",
    "load_rulebook",
    "version",
]
