"""Every input that the fuzzer kept: those that once brought a reader down, and those that reach most of its branches."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"
INPUTS = sorted(p for p in CORPUS.rglob("*") if p.is_file())


@pytest.mark.parametrize("path", INPUTS, ids=lambda p: p.relative_to(CORPUS).as_posix())
def test_an_input_of_the_corpus_is_assessed_or_refused(path: Path) -> None:
    assert TARGETS[path.parent.name](path.read_bytes())


def test_there_is_a_corpus_of_each_target() -> None:
    assert {p.parent.name for p in INPUTS} == set(TARGETS)
