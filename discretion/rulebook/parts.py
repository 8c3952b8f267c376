"""The parts of a rule with their places: every record, citation and condition inside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from discretion.law.citation import Citation, Citations
from discretion.law.condition import Condition
from discretion.law.value import Path


def parts(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """``value`` itself and everything in it, from the outside in."""
    if isinstance(value, Condition | Citation):
        yield path, value
    elif isinstance(value, msgspec.Struct):
        yield path, value
        kind = type(value)
        for name, key in zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True):
            inner = getattr(value, name)
            if inner is not None and not isinstance(inner, str | bool):
                yield from parts(inner, (*path, key))
    elif isinstance(value, Citations) and len(value) == 1:
        # one citation may be written without a list; a step too far leads to the same place
        yield (*path, 0), value[0]
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from parts(item, (*path, index))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from parts(item, (*path, key))
