"""A rulebook as it stands in a folder, or as it stood in a git revision."""

from __future__ import annotations

import atexit
import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from discretion.rulebook import Place, Problem, Rulebook, Unusable
from discretion.rulebook.files import builtin
from discretion.text import say


def rulebook_at(where: str, folders: Sequence[Path] = ()) -> Rulebook:
    """The rulebook in the folder (or snapshot) ``where``; or, where there is none, in the git revision of that name.

    ``folders``: those whose revision is meant, laid one over the other; by default the built-in rules. Built-in rules under a folder
    of one's own stay as they are: they are no part of its repository. Raises :class:`Unusable`.
    """
    place = Path(where)
    if place.exists():
        return Rulebook.open([place])
    own = [f for f in folders if f != builtin()] or [builtin()]
    below = [f for f in folders if f not in own]
    return Rulebook([*below, *(_extracted(where, f.resolve()) for f in own)])


def _extracted(revision: str, rules: Path) -> Path:
    """The rules of a revision, in a folder of their own."""
    top = _git(rules, "rev-parse", "--show-toplevel")
    commit = _git(rules, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if not top or not commit:
        message = say("`{name}` is neither a folder nor a git revision", name=revision)
        raise Unusable([Problem("no-rules", Place(revision), message, say("name a folder of rules, or a commit"))])
    inside = rules.relative_to(Path(top.decode().strip()).resolve()).as_posix()
    archive = _git(rules, "-C", top.decode().strip(), "archive", "--format=tar", commit.decode().strip(), "--", inside)
    if not archive:
        message = say("revision `{name}` has no folder {folder}", name=revision, folder=inside)
        raise Unusable([Problem("no-rules", Place(revision), message)])
    target = Path(tempfile.mkdtemp(prefix="discretion-"))
    atexit.register(shutil.rmtree, target, ignore_errors=True)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(target, filter="data")
    return target / inside


def _git(cwd: Path, *arguments: str) -> bytes:
    """What git answers; nothing where it refuses or is not there."""
    try:
        done = subprocess.run(["git", *arguments], cwd=cwd, capture_output=True, check=False)
    except OSError:
        return b""
    return done.stdout if done.returncode == 0 else b""
