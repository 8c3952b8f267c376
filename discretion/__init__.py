"""discretion: work out an environmental penalty, with its reasons, from rules that lawyers can read.

>>> rulebook = load_rulebook()
>>> assess(load_case("case.yaml", rulebook), rulebook).fine

The names below are the whole public surface. They are imported when they are first used, so that ``discretion --help`` does not
load the engine.
"""

from __future__ import annotations

# not from typing: every start begins here, where no interruption can be caught yet (``__main__``)
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    from discretion.api import (
        Assessment,
        Case,
        Law,
        Problem,
        Rulebook,
        Unusable,
        assess,
        load_case,
        load_rulebook,
        version,
    )

_API: Final = "discretion.api"

__all__ = (
    "Assessment",
    "Case",
    "Law",
    "Problem",
    "Rulebook",
    "Unusable",
    "assess",
    "load_case",
    "load_rulebook",
    "version",
)


def __getattr__(name: str) -> Any:
    if name in __all__:
        import importlib

        return getattr(importlib.import_module(_API), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
