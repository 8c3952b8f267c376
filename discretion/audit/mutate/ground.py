"""The law of a rule case, cut down to what its offences need, as it stands and with one rule changed."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any

import msgspec

from discretion.case import Case
from discretion.law.condition import Condition
from discretion.rulebook import Law, Rule
from discretion.rulebook.book import resolve
from discretion.rulebook.meaning import SILENT
from discretion.rulebook.parts import parts


class Ground(msgspec.Struct, frozen=True):
    """The rules on which the cases of some offences in one place rest, and the law that they make."""

    law: Law
    rules: tuple[Rule, ...]
    ids: frozenset[tuple[str, str]]
    #: The rules that conditions name.
    asked: frozenset[str]

    def has(self, rule: Rule) -> bool:
        """Whether a rule is one of them."""
        return (rule.section, rule.id) in self.ids and rule.jurisdiction in self.law.chain

    def but(self, rule: Rule, record: Any) -> Law:
        """The law with ``record`` in the place of ``rule``'s own; ``None`` leaves the rule out.

        The rules are put together anew, so that all that is worked out beforehand (which rule replaces which, the readings of tables,
        the settings of a place) follows the change.
        """
        rules = (msgspec.structs.replace(r, record=record) if r is rule else r for r in self.rules)
        kept = (r for r in rules if r.record is not None)
        return resolve(self.law.jurisdiction, self.law.chain, kept, self.law.version, self.law.digest)


def ground(case: Case, whole: Law, rules: Iterable[Rule], notes: Container[str], named: frozenset[str]) -> Ground:
    """The ground of a case under the ``whole`` law of its place, made of ``rules``; of the notes of the procedure only ``notes``.

    ``named`` are the rules that conditions name. Notes of the procedure come last and move nothing, so those that the case does not
    expect are left out. So are offences that are neither the case's nor next to one of them, and tables for such offences, unless they
    stand in the place of others: an assessment asks for its own offences by id, and for the tables that serve them.
    """
    own = {v.offence for v in case.violations}
    near = own | {n for o in own for n in (whole.offences[o].succeeded_by, whole.offences[o].preceded_by) if n}

    def needed(rule: Rule) -> bool:
        if rule.section == "offences":
            return rule.id in near
        if rule.section == "procedure":
            return rule.id in notes
        if rule.section == "bases":
            return not rule.record.offences or bool(near & set(rule.record.offences)) or bool(rule.record.replaces)
        return rule.section not in SILENT

    kept = tuple(r for r in rules if r.jurisdiction in whole.chain and needed(r))
    law = resolve(whole.jurisdiction, whole.chain, kept, whole.version, whole.digest)
    ids = frozenset((r.section, r.id) for r in kept)
    return Ground(law, kept, ids, named)


def asked(rule: Rule) -> Iterator[str]:
    """The rules that the conditions of a rule name."""
    for _, part in parts(rule.record):
        if isinstance(part, Condition):
            yield from part.rules()
