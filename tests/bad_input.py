"""Bad files for tests: laid over the built-in rules or read as a case, and what is said of them in both languages."""

from __future__ import annotations

import os
import re
from pathlib import Path

from discretion.assess import assess
from discretion.case.read import located, read_case
from discretion.report.language import LANGUAGES, Language
from discretion.report.problems import render
from discretion.rulebook import Problem, Rulebook, Unusable

BAD = Path(__file__).parent / "bad"
UPDATE = bool(os.environ.get("UPDATE"))
_PATH = re.compile(rb"^# (cn/\S+\.yaml)\n", re.M)


def lay(file: Path, folder: Path) -> list[str]:
    """Put the parts of a bad rule file where their first line (``# cn/….yaml``) says; gives their paths, in order."""
    data = file.read_bytes()
    starts = [(match.start(), match[1].decode()) for match in _PATH.finditer(data)]
    assert starts, f"{file} says in no line where it lies in the rules"
    assert starts[0][0] == 0, f"{file} says in its first line where it lies in the rules"
    ends = [start for start, _ in starts[1:]] + [len(data)]
    for (start, name), end in zip(starts, ends, strict=True):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data[start:end])
    return [name for _, name in starts]


def over_builtin(folder: Path, names: list[str]) -> Rulebook:
    """The rules with ``folder`` laid over them, of which only what these files may refer to is read."""
    book = Rulebook.open([folder])
    text = b"".join((folder / name).read_bytes() for name in names)
    book.files = {n: p for n, p in book.files.items() if n in names or _shared(n, text)}
    return book


def _shared(name: str, text: bytes) -> bool:
    """Whether a national file is one to which any file may refer; an outline, where the text names its instrument."""
    if not name.startswith("cn/") or name.count("/") > 2:
        return False
    folder, _, file = name.removeprefix("cn/").rpartition("/")
    if folder == "outlines":
        return file.removesuffix(".yaml").encode() in text
    return folder in ("", "lists") or name == "cn/offences/air.yaml"


def rule_problems(file: Path, folder: Path) -> tuple[Problem, ...]:
    """What the loader finds in a bad rule file."""
    names = lay(file, folder)
    found = over_builtin(folder, names).problems()
    return tuple(p for p in found if p.place.file in names)


def case_problems(file: Path, book: Rulebook) -> tuple[Problem, ...]:
    """What is found in a bad case file."""
    data = file.read_bytes()
    try:
        assess(*read_case(file.name, data, book))
    except Unusable as unusable:
        return located(unusable.problems, file.name, data)
    return ()


def in_both(problems: tuple[Problem, ...]) -> str:
    """The problems as they are shown, in Chinese and in English."""
    return "\n".join(f"# {code}\n{render(problems, Language(code))}" for code in LANGUAGES)
