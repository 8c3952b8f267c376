"""Which facts could still become what: the facts that nobody has established, and what the party can still do.

What is known stays as it is, with two exceptions: the facts of a programme's own, which the party brings about itself (an exam, an
apology), and the correction of the act. What is done cannot be undone, so these only move forward.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from discretion.assess.space import bases, conditions
from discretion.assess.truth import View
from discretion.case.case import UNKNOWN
from discretion.law.condition import Condition
from discretion.law.fact import NUMERIC, Fact
from discretion.law.programme import Programme
from discretion.rulebook import Law

#: The rule language reserves this fact (``on_refusal`` is short for ``corrected: refused``). From an act that is not yet corrected it can
#: still become one of these; a correction on the spot never.
CORRECTED: Final = "corrected"
STILL: Final[Mapping[str, tuple[str, ...]]] = {
    "in-progress": ("within-time-limit", "before-decision"),
    "overdue": ("before-decision",),
    "refused": ("before-decision",),
}


class Reach(msgspec.Struct, frozen=True):
    """What could still become of the facts of one violation."""

    view: View
    own: frozenset[str]

    def now(self, fact: str) -> Any:
        """What is stated of the fact."""
        return self.view.facts.get(fact, UNKNOWN)

    def can(self, fact: str, value: Any) -> bool:
        """Whether the fact could still become ``value``."""
        law, now = self.view.law, self.now(fact)
        declared = law.facts.get(fact)
        if declared is None or (declared.computed and not fact.startswith("timeline.")):
            return False
        if now == value:
            return True
        if now is UNKNOWN:
            return not declared.computed
        if fact == CORRECTED:
            return value in STILL.get(now, ())
        return fact in self.own and _forward(declared, now, value)


def _forward(declared: Fact, now: Any, value: Any) -> bool:
    if declared.type == "boolean":
        return value is True
    if declared.type in NUMERIC:
        return bool(value > now)
    if declared.type == "set":
        return bool(value >= now)
    return True


def own(law: Law, offence: str) -> frozenset[str]:
    """The facts by which the programmes reward what the party does after the act, and at which nothing else looks.

    A fact that only a step of the reduction looks at counts where it belongs to the same group (``apology.…``): a step may also ask what
    nobody can change, such as the process or the place.
    """
    earned: set[str] = set()
    for programme in law.programmes.values():
        if programme.concerns(offence):
            earned |= set(_earned(programme))
    return frozenset(earned - set(_elsewhere(law, offence)))


def _earned(programme: Programme) -> Iterator[str]:
    found = {t.fact for t in programme.requires.tests()}
    for credit in programme.credits:
        found |= {credit.per} if credit.per else set()
        found |= {t.fact for t in credit.when.tests()} if credit.when else set()
    groups = {f.split(".")[0] for f in found if "." in f}
    steps = {t.fact for s in programme.reduction if s.when for t in s.when.tests()}
    yield from found
    yield from (f for f in steps if "." in f and f.split(".")[0] in groups)


def _elsewhere(law: Law, offence: str) -> Iterator[str]:
    """The facts at which the provisions, the tables and the lists look."""
    programmes = {id(c) for p in law.programmes.values() for c in _conditions(p)}
    exclusions = {id(c) for e in law.lists["exclusions"] for c in (e.when, e.unless) if c is not None}
    for condition in conditions(law, offence):
        if id(condition) not in programmes | exclusions:
            yield from (t.fact for t in condition.tests())
    for basis in bases(law, offence):
        yield from (f.fact for f in basis.factors if f.fact is not None)


def _conditions(programme: Programme) -> Iterable[Condition]:
    steps: tuple[Any, ...] = (*programme.reduction, *programme.credits, *programme.benefits)
    return (programme.requires, *(s.when for s in steps if s.when is not None))
