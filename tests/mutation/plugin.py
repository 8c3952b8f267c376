"""For mutation testing (docs/mutation.md): what earlier tests worked out is forgotten before each test, so that changed code is run."""

from __future__ import annotations

import pytest

from discretion.assess import memo


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> None:
    memo.forget()
