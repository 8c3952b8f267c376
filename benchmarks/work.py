"""The work on which the peers are measured, as plain cases: the same seed gives the same cases."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any, Final

RULES: Final = Path(__file__).resolve().parent / "rules"
OFFENCE: Final = "bench.emission"
HARM: Final = ("none", "slight", "ordinary", "serious")
AREA: Final = ("industrial", "residential", "protected")
COOPERATION: Final = ("cooperative", "passive", "obstructive")
DAYS: Final = {"act": "2025-03-03", "found": "2025-03-10", "decision": "2025-05-05"}
#: What a result is: the fine in yuan; 0 where there is no penalty.
Fine = int
Case = dict[str, Any]


def cases(count: int, seed: int = 1) -> list[Case]:
    """So many complete cases, hardly two of them equal. ``exceedance`` is in thousandths, so that nobody needs a binary fraction."""
    draw = random.Random(seed)
    return [
        {
            "exceedance": draw.randrange(0, 5000),
            "duration": draw.randrange(0, 60),
            "harm": draw.choices(HARM, (4, 4, 3, 1))[0],
            "area": draw.choices(AREA, (5, 3, 1))[0],
            "violations": draw.choices((1, 2, 3, 4), (6, 2, 1, 1))[0],
            "cooperation": draw.choices(COOPERATION, (6, 3, 1))[0],
            "first_violation": draw.random() < 0.5,
            "corrected": draw.random() < 0.8,
            "no_fault": draw.random() < 0.02,
            "exam_passed": draw.random() < 0.4,
            "apology": draw.random() < 0.3,
        }
        for _ in range(count)
    ]
