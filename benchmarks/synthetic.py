"""A rulebook that is larger by further provinces: copies of Guangdong's rules under other names, beside the real ones."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Final

from discretion.rulebook import Rule, Rulebook
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
    texts = {name: path.read_text(encoding="utf-8") for name, path in book.files.items() if _of_model(name)}
    while count < wanted:
        number += 1
        _province(folder, texts, copied, number)
        count += len(copied)
    return folder, count


def _of_model(name: str) -> bool:
    parts = name.removeprefix(f"{MODEL}/").split("/")
    kinds = ("offences", "basis", "lists", "programmes", "outlines")
    return name.startswith(f"{MODEL}/") and (len(parts) == 1 or parts[0] in kinds)


def _province(folder: Path, texts: dict[str, str], copied: list[Rule], number: int) -> None:
    """One province: everything that the model declares gets a name of its own."""
    ids = {r.id for r in copied if r.section not in ("jurisdiction", "outline")}
    pattern = re.compile(rf"(?<![\w.-])({'|'.join(sorted(map(re.escape, ids), key=len, reverse=True))})(?![\w-]|\.\w)")
    place = f"cn/p{number:03}"
    for name, text in texts.items():
        renamed = pattern.sub(lambda match: f"{match[1]}{'_' if '_' in match[1] else '-'}p{number}", text)
        # an outline is the file that is named like its instrument
        file = pattern.sub(lambda match: f"{match[1]}-p{number}", name.removeprefix(f"{MODEL}/"))
        path = folder / place / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(renamed, encoding="utf-8")
