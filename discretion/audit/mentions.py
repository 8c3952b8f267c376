"""Every word in a record that may be the name of a fact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from discretion.law.condition import Condition, Within


def mentions(value: Any) -> Iterator[str]:
    """The words of ``value``: facts that its conditions test, and every other text in it."""
    if isinstance(value, Condition):
        yield from _tested(value)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from mentions(item)
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from mentions(getattr(value, field))
    elif hasattr(value, "of"):
        yield from mentions(value.of)


def _tested(condition: Condition) -> Iterator[str]:
    for test in condition.tests():
        yield test.fact
        if isinstance(test.test, Within):
            yield test.test.of
