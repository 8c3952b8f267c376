"""Reviews of rules, bound to what the rule meant: a comment or a title keeps a review, a weight or a condition voids it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import msgspec

from discretion.audit.difference.rules import WORDS
from discretion.rulebook import Rule
from discretion.rulebook import meaning as said
from discretion.rulebook.loader import Shelf
from discretion.rulebook.sections import LISTS, Review

#: What is reviewed: the rules of the law, not what only serves them.
REVIEWED: Final = ("offences", "bases", "programmes", "facts", "instruments", "measures", "jurisdiction", *LISTS)
_LENGTH: Final = 16


class Signed(msgspec.Struct, frozen=True):
    """A review, where it stands, and the rule that it speaks of as it is now."""

    review: Review
    holder: Rule
    index: int
    rule: Rule | None
    now: str

    @property
    def stale(self) -> bool:
        """Whether the rule no longer means what was reviewed."""
        return self.rule is None or self.review.meaning != self.now


def signed(shelf: Shelf) -> Iterator[Signed]:
    """Every review."""
    known = {r.id: r for r in shelf.rules if r.section in REVIEWED}
    for holder in shelf.rules:
        if holder.section == "reviews":
            for index, review in enumerate(holder.record.signed):
                rule = known.get(review.rule)
                yield Signed(review, holder, index, rule, meaning(shelf, rule) if rule is not None else "")


def meaning(shelf: Shelf, rule: Rule) -> str:
    """The hash of what a rule means: of its file's values without comments, layout, the order of keys, and words."""
    value: Any = shelf.sources[rule.file].value
    for step in rule.steps:
        value = value[step]
    return said.meaning(rule.section, rule.id, value, WORDS)[:_LENGTH]


def record(shelf: Shelf, rule: Rule, drafted_by: str, reviewed_by: str, on: date) -> str:
    """The line that signs a rule as it is now, for a file's section `reviews`."""
    written = {
        "rule": rule.id,
        "drafted_by": drafted_by,
        "reviewed_by": reviewed_by,
        "reviewed_on": on.isoformat(),
        "meaning": meaning(shelf, rule),
    }
    quoted = {k: v if k in ("rule", "reviewed_on") else json.dumps(v, ensure_ascii=False) for k, v in written.items()}
    return "    - {" + ", ".join(f"{key}: {value}" for key, value in quoted.items()) + "}"
