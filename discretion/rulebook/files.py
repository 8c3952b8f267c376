"""Where rule files lie: the folders, laid over each other, and the hash of what is in them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from discretion.rulebook.problem import Place, Problem, Unusable
from discretion.text import say

VARIABLE: Final = "DISCRETION_RULES"
ROOT: Final = "cn/jurisdiction.yaml"


def builtin() -> Path:
    """The folder of the rules that come with the program: beside it in a wheel, at the top of a clone."""
    here = Path(__file__).resolve().parent.parent
    packed = here / "_rules"
    return packed if packed.is_dir() else here.parent / "rules"


def layers(given: Sequence[Path] = ()) -> tuple[Path, ...]:
    """The folders to use, the lowest first: ``given``, else those that ``DISCRETION_RULES`` names, else the built-in one.

    A folder that holds the root jurisdiction stands alone; otherwise it is laid over the built-in rules. A file in a later
    folder takes the place of the file with the same path in an earlier one. Raises :class:`Unusable`.
    """
    folders = [*given] or [Path(p) for p in os.environ.get(VARIABLE, "").split(os.pathsep) if p]
    for folder in folders:
        if not folder.is_dir():
            place = Place(str(folder))
            raise Unusable([Problem("no-rules", place, say("there is no folder {name}", name=str(folder)))])
    if not folders or not (folders[0] / ROOT).is_file():
        folders.insert(0, builtin())
    return tuple(folders)


def listing(folders: Sequence[Path]) -> Mapping[str, Path]:
    """Every rule file by its path inside the rules, sorted; raises :class:`Unusable` where there is none."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.yaml")):
            name = path.relative_to(folder).as_posix()
            if not any(part.startswith(".") for part in Path(name).parts) and path.is_file():
                found[name] = path
    if not found:
        place = Place(str(folders[-1]) if folders else ".")
        raise Unusable(
            [Problem("no-rules", place, say("there are no rule files here"), say("rule files end in .yaml"))]
        )
    return dict(sorted(found.items()))


def jurisdiction_of(name: str) -> str:
    """The jurisdiction to which a file belongs: the folders of its path that are no folder of rules."""
    parts = name.split("/")[:-1]
    while parts and parts[-1] in ("offences", "basis", "lists", "programmes", "cases", "outlines"):
        parts.pop()
    return "/".join(parts)


def digest(files: Mapping[str, bytes]) -> str:
    """The hash of the rules: of every file but the rule cases, by path."""
    total = hashlib.sha256()
    for name, data in sorted(files.items()):
        if "/cases/" not in name:
            total.update(f"{name}\0{hashlib.sha256(data).hexdigest()}\n".encode())
    return total.hexdigest()
