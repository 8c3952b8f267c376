"""A rulebook as it stands in a folder, or as it stood in a git revision."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from discretion.rulebook import Place, Problem, Rulebook, Unusable
from discretion.rulebook.files import builtin, listing
from discretion.text import say


def rulebook_at(where: str, folders: Sequence[Path] = ()) -> Rulebook:
    """The rulebook in the folder (or snapshot) ``where``; or, where there is none, in the git revision of that name.

    ``folders``: those whose revision is meant, laid one over the other; by default the built-in rules. Built-in rules under a folder
    of one's own stay as they are: they are no part of its repository. A revision is read into memory; nothing is written.
    Raises :class:`Unusable`.
    """
    place = Path(where)
    if place.exists():
        return Rulebook.open([place])
    own = [f for f in folders if f != builtin()] or [builtin()]
    below = [f for f in folders if f not in own]
    held = {name: path.read_bytes() for name, path in (listing(below) if below else {}).items()}
    for folder in own:
        held |= dict(_archived(where, folder.resolve()))
    return Rulebook((), held)


def _archived(revision: str, rules: Path) -> Iterator[tuple[str, bytes]]:
    """The rule files of a revision by their path inside the rules, and what stands in them."""
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
    count = 0
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            name = Path(member.name).relative_to(inside).as_posix()
            hidden = any(part.startswith(".") for part in name.split("/"))
            try:
                stream = tar.extractfile(member) if name.endswith((".yaml", ".yml")) and not hidden else None
            except KeyError:  # a link that leads out of the revision
                message = say("the file cannot be read: {why}", why=member.linkname)
                raise Unusable([Problem("unreadable", Place(member.name), message)]) from None
            if stream is not None:
                count += 1
                yield name, stream.read()
    if not count:
        raise Unusable([Problem("no-rules", Place(revision), say("there are no rule files here"))])


def _git(cwd: Path, *arguments: str) -> bytes:
    """What git answers; nothing where it refuses or is not there."""
    try:
        done = subprocess.run(["git", *arguments], cwd=cwd, capture_output=True, check=False)
    except OSError:
        return b""
    return done.stdout if done.returncode == 0 else b""
