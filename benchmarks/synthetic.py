"""A rulebook that is larger by further provinces: copies of Guangdong's rules under other names, beside the real ones."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Final

from discretion.rulebook import Rulebook
from discretion.rulebook.files import builtin

MODEL: Final = "cn/guangdong"


def write(folder: Path, times: int) -> tuple[Path, int]:
    """Write ``times`` as many rules into ``folder``; the folder, and how many rules there are."""
    book = Rulebook((builtin(),))
    counted = [r for r in book.shelf().rules if r.section != "cases"]
    copied = [r for r in counted if r.jurisdiction == MODEL]
    shutil.copytree(builtin(), folder, ignore=shutil.ignore_patterns("cases"))
    wanted = len(counted) * times
    count, number = len(counted), 0
    ids = {r.id for r in copied if r.section not in ("jurisdiction", "outline")}
    several = "|".join(sorted(map(re.escape, ids), key=len, reverse=True))
    # what lies between the names, and the names: taken apart once, put together again for each province
    split = re.compile(rf"(?<![\w.-])({several})(?![\w-]|\.\w)").split
    texts = {
        name: (split(name.removeprefix(f"{MODEL}/")), split(path.read_text(encoding="utf-8")))
        for name, path in book.files.items()
        if _of_model(name)
    }
    while count < wanted:
        number += 1
        for file, text in texts.values():
            # an outline is the file that is named like its instrument
            path = folder / f"cn/p{number:03}" / _named(file, f"p{number}", dashed=True)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_named(text, f"p{number}"), encoding="utf-8")
        count += len(copied)
    return folder, count


def _of_model(name: str) -> bool:
    parts = name.removeprefix(f"{MODEL}/").split("/")
    kinds = ("offences", "basis", "lists", "programmes", "outlines")
    return name.startswith(f"{MODEL}/") and (len(parts) == 1 or parts[0] in kinds)


def _named(parts: list[str], place: str, dashed: bool = False) -> str:
    """A text in which everything that the model declares, every other part, has a name of its own."""
    return "".join(
        f"{part}{'_' if '_' in part and not dashed else '-'}{place}" if n % 2 else part for n, part in enumerate(parts)
    )
