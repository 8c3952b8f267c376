"""A book on disk: whole or not at all. What is no book is never overwritten or deleted."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from discretion.output import Exists

MANIFEST: Final = "book.json"
KIND: Final = "discretion-rulebook"


class NoBook(Exception):
    """The folder that is to be replaced holds something else: ``name``."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def write(folder: Path, files: Mapping[str, bytes], force: bool = False) -> None:
    """Write ``files`` as ``folder`` in one step. ``force`` replaces an older book, and nothing else.

    Raises :class:`discretion.output.Exists`, :class:`NoBook`, ``OSError``.
    """
    free(folder, force)
    made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        _fill(made, {**files, MANIFEST: manifest(files)})
        _swap(made, folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def free(folder: Path, force: bool) -> None:
    """Raise :class:`discretion.output.Exists` or :class:`NoBook` where ``folder`` may not be written."""
    if os.path.lexists(folder):
        if not force:
            raise Exists(folder)
        refuse_others(folder)


def manifest(files: Mapping[str, bytes]) -> bytes:
    """What belongs to the book: each file with its hash."""
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    return (json.dumps({"kind": KIND, "files": hashes}, indent=1) + "\n").encode()


def refuse_others(folder: Path) -> None:
    """Raise :class:`NoBook` where the folder is no book, or holds a file that is not the book's."""
    if folder.is_symlink() or not folder.is_dir():
        raise NoBook(str(folder))
    known = _known(folder)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or (not path.is_dir() and name not in known):
            raise NoBook(str(path))


def _known(folder: Path) -> frozenset[str]:
    if not any(folder.iterdir()):
        return frozenset()
    try:
        data: Any = json.loads((folder / MANIFEST).read_bytes())
        if data["kind"] == KIND:
            return frozenset((*data["files"], MANIFEST))
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise NoBook(str(folder))


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    mask = os.umask(0)
    os.umask(mask)
    folder.chmod(0o777 & ~mask)


def _swap(made: Path, folder: Path) -> None:
    """Put the new book in the place of the old one; where that fails, the old one is back."""
    if not os.path.lexists(folder):
        made.rename(folder)
        return
    aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    old = aside / "old"
    folder.rename(old)
    try:
        made.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
