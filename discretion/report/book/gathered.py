"""Everything that the book is made of: the rules, what the checks found, what the rule cases cover, the reviews."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from discretion.audit import cases
from discretion.audit.cases import Tried
from discretion.audit.coverage import Coverage, Unit, Watch
from discretion.audit.inspection import Inspection, inspect
from discretion.audit.reviews import REVIEWED, Signed, signed
from discretion.rulebook import Law, Problem, Rule, Rulebook, Unusable
from discretion.rulebook.loader import Shelf


class Gathered(msgspec.Struct, frozen=True):
    """The rules by section and id, the law of each place, and what is known of them."""

    on: date
    version: str
    digest: str
    shelf: Shelf
    laws: Mapping[str, Law]
    sections: Mapping[str, Mapping[str, Rule]]
    inspection: Inspection
    coverage: Coverage
    units: Mapping[str, Sequence[Unit]]
    tried: Mapping[str, Tried]
    cases: Mapping[str, Sequence[Rule]]
    reviews: Mapping[str, Signed]
    findings: Mapping[str, Sequence[Problem]]

    def of(self, section: str) -> Sequence[Rule]:
        """The rules of a section, in file order."""
        return tuple(self.sections.get(section, {}).values())

    def law(self, rule: Rule) -> Law:
        """The law of the place to which a rule belongs."""
        return self.laws[rule.jurisdiction]

    def line(self, rule: Rule) -> int:
        """The line of its file on which a rule stands."""
        return self.shelf.sources[rule.file].place(rule.steps, True).line


def gather(rulebook: Rulebook, on: date) -> Gathered:
    """Read, check and test all rules. ``on`` is the day from which the checks look ahead. Raises :class:`Unusable`."""
    faults = rulebook.problems()
    if faults:
        raise Unusable(faults)
    shelf, watch = rulebook.shelf(), Watch()
    tried = {t.name: t for t in cases.run(rulebook, None, watch)}
    inspection, coverage = inspect(rulebook, on), watch.coverage(shelf)
    laws = {name: rulebook.law(name) for name in rulebook.jurisdictions()}
    sections: dict[str, dict[str, Rule]] = defaultdict(dict)
    for rule in shelf.rules:
        sections[rule.section][rule.jurisdiction if rule.section == "jurisdiction" else rule.id] = rule
    units: dict[str, list[Unit]] = defaultdict(list)
    for unit in coverage.units:
        units[unit.rule].append(unit)
    findings: dict[str, list[Problem]] = defaultdict(list)
    for problem in inspection.problems:
        findings[problem.rule].append(problem)
    version = next((r.record.version for r in shelf.rules if r.section == "rulebook"), "")
    return Gathered(
        on=on,
        version=version,
        digest=rulebook.digest,
        shelf=shelf,
        laws=laws,
        sections=sections,
        inspection=inspection,
        coverage=coverage,
        units=units,
        tried=tried,
        cases=_cases(shelf),
        reviews={s.review.rule: s for s in signed(shelf)},
        findings=findings,
    )


def _cases(shelf: Shelf) -> Mapping[str, Sequence[Rule]]:
    """The rule cases by the offences of which they speak."""
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in shelf.rules:
        if rule.section == "cases":
            for offence in dict.fromkeys(_offences(rule.record.case)):
                found[offence].append(rule)
    return found


def _offences(case: Mapping[str, Any]) -> list[str]:
    several = case.get("violations") or ()
    named = [case.get("offence"), *(v.get("offence") for v in several if isinstance(v, Mapping))]
    return [n for n in named if isinstance(n, str)]


__all__ = ["REVIEWED", "Gathered", "gather"]
