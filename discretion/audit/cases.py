"""The rule cases beside the rules: each assessed, and compared with what it expects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import msgspec

from discretion.assess import assess
from discretion.assess.assessment import Assessment, ViolationResult
from discretion.case import Case, case_at
from discretion.money import Amount, grouped, shown
from discretion.rulebook import Law, Problem, Rulebook, Unusable
from discretion.rulebook.loader import Rule, Shelf
from discretion.rulebook.sections import Expectation, RuleCase
from discretion.text import Message, say


class Tried(msgspec.Struct, frozen=True):
    """A rule case after it was run: what departed from the expectation, and the step that shows it."""

    name: str
    file: str
    problems: tuple[Problem, ...]
    expected_failure: str | None = None

    @property
    def passed(self) -> bool:
        """Whether it did what was expected: hold, or fail where a failure is expected."""
        return bool(self.problems) == (self.expected_failure is not None)


Watch = Callable[[Case, Law, Assessment], None]


def run(rulebook: Rulebook, only: str | None = None, watch: Watch | None = None) -> Iterator[Tried]:
    """Run the rule cases (those whose name or file contains ``only``), in file order. ``watch`` sees each that could be assessed."""
    shelf = rulebook.shelf()
    for rule in shelf.rules:
        if rule.section == "cases" and (only is None or only in rule.id or only in rule.file):
            yield _run(rule, shelf, rulebook, watch)


def _run(rule: Rule, shelf: Shelf, rulebook: Rulebook, watch: Watch | None) -> Tried:
    record: RuleCase = rule.record
    try:
        case, law = case_at(shelf.sources[rule.file], (*rule.steps, "case"), rulebook)
        assessment = assess(case, law)
        if watch is not None:
            watch(case, law, assessment)
    except Unusable as unusable:
        return Tried(rule.id, rule.file, unusable.problems, record.fails)
    found = [
        shelf.problem(rule, "case-failed", ("expect", key), message)
        for key, message in departures(record.expect, assessment)
    ]
    return Tried(rule.id, rule.file, tuple(found), record.fails)


def departures(expect: Expectation, assessment: Assessment) -> Iterable[tuple[str, Message]]:
    """What departs from the expectation."""
    first = assessment.violations[0]
    for key, compare in _COMPARISONS.items():
        wanted = getattr(expect, key)
        if wanted is None or wanted == ():
            continue
        message = compare(wanted, assessment, first)
        if message is not None:
            yield key, message


def _differs(wanted: str, found: str) -> Message | None:
    return None if wanted == found else say("expected {wanted}, found {found}", wanted=wanted, found=found)


def _amount(wanted: int | dict[str, Any], found: Amount | None) -> Message | None:
    if found is None:
        return say("expected {wanted}, found {found}", wanted=str(wanted), found="—")
    if isinstance(wanted, dict):
        low, high = wanted.get("low", wanted.get("from")), wanted.get("high", wanted.get("to"))
        span = Amount(0 if low is None else low, high)
        return _differs(shown(span), shown(found))
    return _differs(grouped(wanted), shown(found))


def _statutory(wanted: dict[str, Any], _: Assessment, first: ViolationResult) -> Message | None:
    provided = first.provided
    if provided is None or provided.low is None or provided.high is None:
        return say("expected {wanted}, found {found}", wanted=str(wanted), found="—")
    return _amount(wanted, Amount(provided.low.low, provided.high.high))


def _provision(wanted: str, _: Assessment, first: ViolationResult) -> Message | None:
    cited = first.provided.cited if first.provided else ()
    return None if wanted in cited else _differs(wanted, " + ".join(cited) or "—")


def _verdicts(verdicts: tuple[str, ...]) -> Callable[[Any, Assessment, ViolationResult], Message | None]:
    def compare(wanted: tuple[str, ...], assessment: Assessment, first: ViolationResult) -> Message | None:
        found = {f.rule for v in assessment.violations for f in v.findings if f.verdict in verdicts}
        lacking = [w for w in wanted if w not in found]
        if not lacking:
            return None
        return say("not so found: {rules}", rules=", ".join(lacking))

    return compare


def _missing(wanted: tuple[str, ...], assessment: Assessment, _: ViolationResult) -> Message | None:
    missing = {m for v in assessment.violations for m in v.missing}
    lacking = [w for w in wanted if w not in missing]
    return say("not named as missing: {facts}", facts=", ".join(lacking)) if lacking else None


def _measures(wanted: tuple[str, ...], assessment: Assessment, first: ViolationResult) -> Message | None:
    imposed = {m.measure for m in first.measures}
    lacking = [w for w in wanted if w not in imposed]
    return say("not imposed: {measures}", measures=", ".join(lacking)) if lacking else None


def _persons(wanted: tuple[int, ...], _: Assessment, first: ViolationResult) -> Message | None:
    return _differs(", ".join(grouped(w) for w in wanted), ", ".join(shown(p.fine) for p in first.persons))


_COMPARISONS: Final[dict[str, Callable[[Any, Assessment, ViolationResult], Message | None]]] = {
    "outcome": lambda wanted, a, v: _differs(wanted, a.outcome),
    "provision": _provision,
    "statutory": _statutory,
    "base": lambda wanted, a, v: _amount(wanted, v.base),
    "fine": lambda wanted, a, v: _amount(wanted, a.fine),
    "persons": _persons,
    "applied": _verdicts(("applied",)),
    "not_applied": _verdicts(("not-applied",)),
    "missing": _missing,
    "measures": _measures,
    "daily_fine": lambda wanted, a, v: _amount(wanted, v.daily.amount if v.daily else None),
}
