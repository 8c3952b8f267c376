"""Did you mean …: the nearest of the names that would have been right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from discretion.text import Message, say


def nearest(name: str, allowed: Iterable[str], limit: int = 12) -> Message | None:
    """A hint that names the nearest of ``allowed``; all of them where they are few; ``None`` where there are none."""
    names = sorted(set(allowed))
    close = difflib.get_close_matches(name, names, n=2, cutoff=0.6)
    if close:
        return say("did you mean {names}?", names=" / ".join(f"`{n}`" for n in close))
    if names and len(names) <= limit:
        return say("allowed here: {names}", names=", ".join(f"`{n}`" for n in names))
    return None
