"""What was made of values, kept by these."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Kept(dict[K, V]):
    """What ``make`` gives for a value, made when it is first asked for; when ``most`` are kept, keeping begins anew."""

    def __init__(self, make: Callable[[K], V], most: int) -> None:
        super().__init__()
        self.make, self.most = make, most

    def __missing__(self, value: K) -> V:
        found = self.make(value)
        if len(self) >= self.most:
            self.clear()
        self[value] = found
        return found
