"""A rulebook as it stands in a folder, or as it stood in a git revision."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

from discretion.rulebook import Place, Problem, Rulebook, Unusable
from discretion.rulebook.files import builtin
from discretion.text import say


def rulebook_at(where: str, rules: Path | None = None) -> Rulebook:
    """The rulebook in the folder ``where``; or, where there is no such folder, in the git revision of that name.

    ``rules``: the folder whose revision is meant, by default the built-in rules. Raises :class:`Unusable`.
    """
    folder = Path(where)
    if folder.is_dir():
        return Rulebook.open([folder])
    return Rulebook.open([_extracted(where, (rules or builtin()).resolve())])


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
