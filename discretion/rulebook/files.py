"""Where rule files lie: the folders, laid over each other, and the hash of what is in them."""

from __future__ import annotations

import hashlib
import os
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from pathlib import Path
from typing import Final

from discretion.rulebook.problem import Place, Problem, Unusable
from discretion.suggest import nearest
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
    folder takes the place of the file with the same path in an earlier one. One snapshot may stand for all of them.
    Raises :class:`Unusable`.
    """
    folders = [*given] or [Path(p) for p in os.environ.get(VARIABLE, "").split(os.pathsep) if p]
    if is_snapshot(folders):
        return tuple(folders)
    for folder in folders:
        if not folder.is_dir():
            place = Place(str(folder))
            raise Unusable([Problem("no-rules", place, say("there is no folder {name}", name=str(folder)))])
    if not folders or not (folders[0] / ROOT).is_file():
        folders.insert(0, builtin())
    return tuple(folders)


def is_snapshot(folders: Sequence[Path]) -> bool:
    """Whether a snapshot is named, see :mod:`discretion.rulebook.snapshot`."""
    return len(folders) == 1 and folders[0].is_file()


class Files(Mapping[str, Path]):
    """Rule files by their path inside the rules.

    Thousands are listed at a start and few of them opened, so a path is made when it is asked for.
    """

    def __init__(self, paths: Mapping[str, str]) -> None:
        self.paths = paths

    def __getitem__(self, name: str) -> Path:
        return Path(self.paths[name])

    def __contains__(self, name: object) -> bool:
        return name in self.paths

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


def paths(files: Mapping[str, Path]) -> Mapping[str, str]:
    """Where each file lies, as text."""
    return files.paths if isinstance(files, Files) else {name: str(path) for name, path in files.items()}


def listing(folders: Sequence[Path]) -> Files:
    """Every rule file by its path inside the rules, sorted.

    Raises :class:`Unusable` where a folder holds none, and where a file would never be read: nothing is left out in silence.
    """
    found: dict[str, str] = {}
    for folder in folders:
        here: dict[str, str] = {}
        _find(str(folder), "", here)
        if not here:
            message, help = say("there are no rule files here"), say("rule files end in .yaml")
            raise Unusable([Problem("no-rules", Place(str(folder)), message, help)])
        found |= here
    return checked(found)


def checked(found: Mapping[str, str]) -> Files:
    """The files, sorted. Raises :class:`Unusable` where a file would never be read."""
    places = {jurisdiction_of(name) for name in found if name.endswith("/jurisdiction.yaml")}
    stray = [_stray(name, Path(path), places) for name, path in found.items() if _lost(name, places)]
    if stray:
        raise Unusable(stray)
    return Files(dict(sorted(found.items())))


def _find(folder: str, below: str, into: dict[str, str]) -> None:
    """The rule files in a folder and the folders in it, hidden ones and linked folders left out."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda e: e.name)
    except OSError as error:
        message = say("the file cannot be read: {why}", why=error.strerror or "")
        raise Unusable([Problem("unreadable", Place(folder), message)]) from None
    for entry in found:
        name = entry.name
        if name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            _find(entry.path, f"{below}{name}/", into)
        elif name.endswith((".yaml", ".yml")) and _is_file(entry):
            into[below + name] = entry.path


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether a file stands there; a link in a circle counts as one, so that reading it says what is wrong."""
    try:
        return entry.is_file()
    except OSError:
        return True


def _lost(name: str, places: Set[str]) -> bool:
    """Whether a file would never be read, because of its ending or its folder."""
    return name.endswith(".yml") or (name != "rulebook.yaml" and jurisdiction_of(name) not in places)


def _stray(name: str, path: Path, places: Set[str]) -> Problem:
    if name.endswith(".yml"):
        message = say("this file would not be read: rule files end in .yaml")
        return Problem("no-rules", Place(str(path)), message, say("rename it to {name}", name=f"{path.stem}.yaml"))
    message = say(
        "this file belongs to no jurisdiction: {folder} has no jurisdiction.yaml", folder=jurisdiction_of(name) or "/"
    )
    help = say("begin the path with the jurisdiction, such as {example}", example="cn/offences/air.yaml")
    return Problem("no-jurisdiction", Place(str(path)), message, nearest(jurisdiction_of(name), places, 0) or help)


def jurisdiction_of(name: str) -> str:
    """The jurisdiction to which a file belongs: the folders of its path that are no folder of rules."""
    return _place(name.rpartition("/")[0])


@cache
def _place(folder: str) -> str:
    """The jurisdiction of a folder: asked for every file, and the folders are far fewer."""
    parts = folder.split("/")
    while parts and parts[-1] in ("offences", "basis", "lists", "programmes", "cases", "outlines"):
        parts.pop()
    return "/".join(parts)


def fingerprint(data: bytes) -> str:
    """The SHA-256 of what stands in a file; a mark of UTF-8 and the way lines end do not count."""
    return hashlib.sha256(data.removeprefix(BOM_UTF8).replace(b"\r\n", b"\n")).hexdigest()


def digest(fingerprints: Mapping[str, str]) -> str:
    """The hash of the rules: of the fingerprints of all files but the rule cases, by path."""
    lines = "".join(f"{name}\0{sum}\n" for name, sum in sorted(fingerprints.items()) if "/cases/" not in name)
    return hashlib.sha256(lines.encode()).hexdigest()
