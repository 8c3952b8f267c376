"""What the fuzzer calls: bytes in; a good result or problems out, and nothing else."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Final

from discretion.assess import assess
from discretion.case.read import located, read_case
from discretion.report import json
from discretion.report.language import LANGUAGES, Language
from discretion.report.markdown import render as markdown
from discretion.report.problems import render
from discretion.report.record import record
from discretion.rulebook import Problem, Rulebook, Unusable

SMALL: Final = Path(__file__).parent.parent / "rules"
#: Seconds that one input of the size of a fuzzer's may take, on a slow machine under instrumentation.
PATIENCE: Final = 20.0


@cache
def real() -> Rulebook:
    """The built-in rules."""
    book = Rulebook.open(())
    book.shelf()
    return book


def case(data: bytes) -> str:
    """Read a case, assess it, and write its result in every format; gives what it came to."""
    book = real()
    begun = time.monotonic()
    try:
        known, law = read_case("case.yaml", data, book)
        result = assess(known, law)
    except Unusable as unusable:
        _drawn(located(unusable.problems, "case.yaml", data), begun)
        return "refused"
    assert result.fine.high is None or result.fine.low <= result.fine.high
    assert json.render([result], real())
    for name in LANGUAGES:
        assert markdown(record(result, Language(name), law), Language(name))
    assert time.monotonic() - begun < PATIENCE
    return result.outcome


def rules(data: bytes) -> str:
    """Read a rule file, laid over a small law of its own, and resolve the law; gives what it came to."""
    begun = time.monotonic()
    folder = _folder()
    (folder / "cn" / "fuzzed.yaml").write_bytes(data)
    try:
        book = Rulebook.open([folder])
        found = book.problems()
        if not found:
            book.law("cn/here")
    except Unusable as unusable:
        found = unusable.problems
    _drawn(found, begun)
    return "refused" if found else "read"


@cache
def _folder() -> Path:
    made = Path(tempfile.mkdtemp(prefix="fuzz-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    shutil.copytree(SMALL, made / "rules")
    return made / "rules"


def _drawn(problems: Iterable[Problem], begun: float) -> None:
    found = tuple(problems)
    for problem in found:
        assert problem.place.line is None or problem.place.line >= 0
    for name in LANGUAGES:
        text = render(found, Language(name))
        # nothing that acts on a terminal comes through
        assert not any(sign in text for sign in "\x1b\x07\x08\x9b‮⁦")
    assert time.monotonic() - begun < PATIENCE


TARGETS: Final[dict[str, Callable[[bytes], str]]] = {"cases": case, "rules": rules}
