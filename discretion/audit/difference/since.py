"""What a change reaches: the rules that may act differently since another version of the rules."""

from __future__ import annotations

from discretion.audit.difference.rules import changed, reach
from discretion.audit.prove.plan import Reach
from discretion.audit.revision import rulebook_at
from discretion.rulebook import Rulebook, Unusable


def since(old: str, new: Rulebook) -> Reach:
    """The rules that may act differently than in ``old`` (a folder, or a git revision of the folders of ``new``), see :func:`reach`.

    Raises :class:`Unusable` where ``old`` cannot be read.
    """
    before = rulebook_at(old, new.folders)
    if before.problems():
        raise Unusable(before.problems())
    return reach(before.shelf(), new.shelf(), changed(before.shelf(), new.shelf()))
