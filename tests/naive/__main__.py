"""``python -m tests.naive COUNT [SEED]``: so many random cases through the engine and the naive evaluator.

``python -m tests.naive points ONE_IN [SEED]``: one in so many of the points of the partition that the proof runs.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from os import environ
from time import perf_counter
from typing import Any

from .compare import Unknown, both, disagreement, same, text_of
from .generate import cases
from .partition import points

SHOWN = int(environ.get("SHOWN", "3"))


def tell(text: str) -> None:
    sys.stdout.write(text + "\n")


def main(several: Iterable[Any], title: str) -> int:
    """Compare, print the first disagreements of each kind, then a summary. 1 where there was any."""
    count = 0
    outcomes: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    began = perf_counter()
    for number, case in enumerate(several):
        count += 1
        try:
            _, found, naive = both(case)
        except Unknown as unknown:
            outcomes[f"no opinion: {unknown}"[:60]] += 1
            continue
        except Exception as error:  # a case that either of them cannot bear is a finding too
            kinds[f"{type(error).__name__}"] += 1
            tell(f"{case if isinstance(case, str) else text_of(case)}\n{getattr(error, 'problems', error)}")
            raise
        outcomes[found[0]] += 1
        if not same(found, naive):
            kind = f"{case if isinstance(case, str) else case['jurisdiction']}: engine {found[0]}, naive {naive[0]}"
            kinds[kind] += 1
            if kinds[kind] <= SHOWN:
                tell(f"--- case {number}\n{disagreement(case)}\n")
    tell(f"{count} {title}, {perf_counter() - began:.0f} s; outcomes: {dict(outcomes.most_common())}")
    tell(f"{sum(kinds.values())} disagreements: {dict(kinds.most_common())}")
    return 1 if kinds else 0


if __name__ == "__main__":
    of_partition = sys.argv[1:2] == ["points"]
    arguments = [int(a) for a in sys.argv[2 if of_partition else 1 :]] or [1000]
    given, seed = arguments[0], arguments[1] if len(arguments) > 1 else 1
    if of_partition:
        sys.exit(main(points(seed, given), f"points of the partition, one in {given} by seed {seed}"))
    sys.exit(main(cases(seed, given), f"cases, seed {seed}"))
