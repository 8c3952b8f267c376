"""Text for a terminal that breaks its lines where Chinese and English may break.

Rich takes a run of Chinese for one word: it goes to the next line as a whole, and is cut anywhere, so that a comma may begin a line.
Here a line may end after any Chinese sign or a space, save before a closing mark and after an opening one.
"""

from __future__ import annotations

from typing import Any, Final

from rich.cells import cell_len, get_character_cell_size
from rich.console import Console
from rich.containers import Lines
from rich.text import Text

CLOSING: Final = frozenset("，。、；：！？）》〉」』】〕”’…—%,.;:!?)]}元")
OPENING: Final = frozenset("（《〈「『【〔“‘([{〔")


class Prose(Text):
    """A styled text with line breaks as people set them."""

    def wrap(self, console: Console, width: int, **options: Any) -> Lines:
        """The lines of the text, each at most ``width`` cells; a word that is longer is cut."""
        if options.get("no_wrap") or self.no_wrap or options.get("overflow") == "ignore":
            return super().wrap(console, width, **options)
        found = Lines()
        for line in self.split(allow_blank=True):
            for piece in line.divide(breaks(line.plain, width)):
                piece.rstrip_end(width)
                found.append(piece)
        return found


def breaks(text: str, width: int) -> list[int]:
    """The places at which ``text`` is broken to fit into ``width`` cells."""
    if cell_len(text) <= width:
        return []
    found: list[int] = []
    start = used = place = 0  # where the line begins, how many cells it has, and where it may last be broken
    for index, sign in enumerate(text):
        if index > start and _may(text[index - 1], sign):
            place = index
        cells = get_character_cell_size(sign)
        if used + cells > width and not sign.isspace():
            cut = place if place > start else index
            found.append(cut)
            used = cell_len(text[cut:index])
            start = cut
        used += cells
    return found


def _may(before: str, after: str) -> bool:
    """Whether a line may end between two signs."""
    if after in CLOSING or before in OPENING or after.isspace():
        return False
    return before.isspace() or get_character_cell_size(before) > 1 or get_character_cell_size(after) > 1
