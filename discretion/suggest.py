"""Did you mean …: the nearest of the names that would have been right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from discretion.text import Message, say

#: No name is longer; comparing long texts takes long.
_LONGEST = 200


def nearest(name: str, allowed: Iterable[str], limit: int = 12) -> Message | None:
    """A hint that names the nearest of ``allowed``; all of them where they are few; ``None`` where there are none."""
    names = sorted(set(allowed))
    close = difflib.get_close_matches(name[:_LONGEST], names, n=2, cutoff=0.6)
    # a second name only where it is about as near as the first
    if len(close) == 2 and _likeness(name, close[1]) < _likeness(name, close[0]) - 0.1:
        del close[1]
    if close:
        return say("did you mean {names}?", names=" / ".join(f"`{n}`" for n in close))
    if names and len(names) <= limit:
        return say("allowed here: {names}", names=", ".join(f"`{n}`" for n in names))
    return None


def _likeness(name: str, other: str) -> float:
    return difflib.SequenceMatcher(None, other, name[:_LONGEST]).ratio()
