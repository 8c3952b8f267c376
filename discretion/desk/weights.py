"""The facts that weigh most: the result at each of their values, from the finite space of the law."""

from __future__ import annotations

from typing import Final

import msgspec

from discretion.assess import Assessment
from discretion.assess.say import value_words
from discretion.assess.space import values
from discretion.assess.truth import unique
from discretion.case.case import Case, Missing, Violation
from discretion.desk.again import quick, value_in, with_facts
from discretion.desk.changes import Result, result
from discretion.law.fact import Value
from discretion.money import Number
from discretion.rulebook import Law
from discretion.text import Said, Text

MOST_FACTS: Final = 6
MOST_VALUES: Final = 8


class At(msgspec.Struct, frozen=True):
    """The result where a fact has one of these values; ``now`` where it is the present one."""

    values: tuple[Said | str, ...]
    now: bool
    result: Result


class Weight(msgspec.Struct, frozen=True):
    """A fact and its results; ``spread``: how far apart they lie in yuan, ``None`` without limit."""

    fact: str
    title: Text
    offence: str
    at: tuple[At, ...]
    spread: Number | None


def weights(case: Case, law: Law, now: Assessment) -> tuple[Weight, ...]:
    """The facts whose values move the result furthest, the furthest first; at most :data:`MOST_FACTS`."""
    found = []
    for violation, assessed in zip(case.violations, now.violations, strict=True):
        for fact in unique((*(s.fact for f in assessed.findings for s in f.seen), *assessed.missing)):
            weight = _weight(fact, violation, case, law, result(now))
            if weight is not None:
                found.append(weight)
    ordered = sorted(found, key=lambda w: (w.spread is not None, -(w.spread or 0)))
    return tuple(ordered[:MOST_FACTS])


def _weight(fact: str, violation: Violation, case: Case, law: Law, now: Result) -> Weight | None:
    declared = law.facts.get(fact)
    if declared is None or declared.computed:
        return None
    stated = value_in(violation, fact)
    found: dict[Result, list[tuple[Said | str, bool]]] = {}
    for value in _tried(fact, stated, violation, law):
        same = value == stated
        after = now if same else result(quick(with_facts(case, {fact: value}, violation), law))
        key = msgspec.structs.replace(after, applied=())
        found.setdefault(key, []).append((value_words(declared, value), same))
    if len(found) < 2:
        return None
    highs = [r.fine.high for r in found]
    lows = [r.fine.low for r in found]
    spread = None if None in highs else max(h for h in highs if h is not None) - min(lows)
    at = tuple(At(tuple(v for v, _ in held), any(same for _, same in held), r) for r, held in found.items())
    return Weight(fact, law.fact_title(fact), violation.offence, at, spread)


def _tried(fact: str, stated: Value | Missing, violation: Violation, law: Law) -> list[Value]:
    """The values that stand for all, at most so many, and the present one among them."""
    tried = list(values(law, violation.offence, fact))
    if len(tried) > MOST_VALUES and not law.facts[fact].choices:
        tried = [tried[n * (len(tried) - 1) // (MOST_VALUES - 1)] for n in range(MOST_VALUES)]
    if tried and not isinstance(stated, Missing) and stated not in tried:
        tried = [stated, *tried]
    return tried
