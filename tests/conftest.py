"""What holds for all tests: folders that they make stand below pytest's own, which removes them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The small rulebooks of the tests are folders; several thousand in a run, and a worker that is ended runs no ``atexit``."""
    before, tempfile.tempdir = tempfile.tempdir, str(tmp_path_factory.mktemp("made"))
    yield
    tempfile.tempdir = before
