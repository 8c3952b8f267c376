"""The package as another program imports it."""

from __future__ import annotations

import pytest

import discretion


def test_every_public_name_is_there_and_no_other() -> None:
    for name in discretion.__all__:
        assert getattr(discretion, name) is not None
    with pytest.raises(AttributeError, match="module 'discretion' has no attribute 'asses'"):
        discretion.asses  # noqa: B018 - looking is the test
