"""The rule cases beside the rules: each assessed, and compared with what it expects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec
from msgspec.structs import replace

from discretion.assess import assess
from discretion.assess.assessment import Assessment, ViolationResult
from discretion.assess.finding import Finding
from discretion.case import Case, case_at
from discretion.money import Amount, grouped, shown
from discretion.rulebook import Law, Place, Problem, Rulebook, Unusable
from discretion.rulebook.sections import Expectation, RuleCase
from discretion.text import Arithmetic, Message, Part, say

#: Fewer cases than this are not worth a second process, which reads the rules once more.
MANY: Final = 20


class Tried(msgspec.Struct, frozen=True):
    """A rule case after it was run: where it stands, what departed from the expectation, and the steps that show it."""

    name: str
    place: Place
    problems: tuple[Problem, ...]
    expected_failure: str | None = None

    @property
    def file(self) -> str:
        """The file of the case."""
        return self.place.file

    @property
    def passed(self) -> bool:
        """Whether it did what was expected: hold, or fail where a failure is expected."""
        return bool(self.problems) == (self.expected_failure is not None)

    @property
    def findings(self) -> tuple[Problem, ...]:
        """What a reviewer has to look at: every departure, or that a failure was expected and the case holds."""
        if self.passed or self.problems:
            return () if self.passed else self.problems
        message = say("expected to fail ({why}), but it holds", why=self.expected_failure or "")
        help = say("take `fails` out of the case")
        return (Problem("case-holds", self.place, message, help, self.name),)


class Watch(Protocol):
    """Looks at each case that could be assessed, and keeps what it saw; ``look`` may run in another process."""

    def look(self, case: Case, law: Law, assessment: Assessment) -> frozenset[str]:
        """What there is to see in a case."""

    def keep(self, names: frozenset[str]) -> None:
        """Keep what was seen."""


def run(rulebook: Rulebook, only: str | None = None, watch: Watch | None = None, jobs: int = 1) -> Iterator[Tried]:
    """Run the rule cases (those whose name or file contains ``only``), in file order, in ``jobs`` processes."""
    rules = rulebook.shelf().rules
    chosen = [
        n
        for n, rule in enumerate(rules)
        if rule.section == "cases" and (only is None or only in rule.id or only in rule.file)
    ]
    for tried, seen in _tried(chosen, rulebook, watch, 1 if len(chosen) < MANY else jobs):
        if watch is not None:
            watch.keep(seen)
        yield tried


_Seen = tuple[Tried, frozenset[str]]


def _tried(chosen: Sequence[int], rulebook: Rulebook, watch: Watch | None, jobs: int) -> Iterator[_Seen]:
    if jobs <= 1:
        yield from (_run(n, rulebook, watch) for n in chosen)
        return
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(rulebook.folders, watch)) as pool:
        yield from pool.map(_work, chosen, chunksize=max(1, len(chosen) // (jobs * 4)))


_own: tuple[Rulebook, Watch | None] | None = None


def _start(folders: Sequence[Path], watch: Watch | None) -> None:
    global _own
    _own = Rulebook(folders), watch


def _work(index: int) -> _Seen:
    assert _own is not None
    return _run(index, *_own)


def _run(index: int, rulebook: Rulebook, watch: Watch | None) -> _Seen:
    shelf = rulebook.shelf()
    rule = shelf.rules[index]
    record: RuleCase = rule.record
    place = shelf.sources[rule.file].place((*rule.steps, "name"), on_key=True)
    try:
        case, law = case_at(shelf.sources[rule.file], (*rule.steps, "case"), rulebook)
        assessment = assess(case, law)
    except Unusable as unusable:
        return Tried(rule.id, place, unusable.problems, record.fails), frozenset()
    found = [
        replace(
            shelf.problem(rule, "case-failed", ("expect", key), message, departed(key, record.expect, assessment)),
            details=steps(key, record.expect, assessment),
        )
        for key, message in departures(record.expect, assessment)
    ]
    if found and record.hand:
        # once: what was worked out by hand is below the first departure, and the steps of the others follow it
        by_hand = say("by hand: {text}", text=record.hand)
        found[0] = replace(found[0], details=(*found[0].details, by_hand))
    seen = watch.look(case, law, assessment) if watch is not None else frozenset()
    return Tried(rule.id, place, tuple(found), record.fails), seen


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


def departed(key: str, expect: Expectation, assessment: Assessment) -> Message | None:
    """Why a rule did not do what was expected, or which rules decided the outcome."""
    if key in ("applied", "not_applied"):
        wanted = {"applied": "applied", "not_applied": "not-applied"}[key]
        findings = {f.rule: f for v in assessment.violations for f in v.findings}
        return next((_why(r, findings.get(r)) for r in getattr(expect, key) if _verdict(findings, r) != wanted), None)
    if key == "outcome":
        ends = [
            f for f in assessment.violations[0].findings if f.stage in _ENDING and f.verdict in ("applied", "unknown")
        ]
        return say("decided by {rules}", rules=", ".join(f.rule for f in ends)) if ends else None
    return None


def steps(key: str, expect: Expectation, assessment: Assessment) -> tuple[Message, ...]:
    """The steps that bear on what departed, each with its arithmetic, in their order: which of them departs can be seen."""
    first = assessment.violations[0]
    match key:
        case "base":
            found = [f for f in first.findings if f.stage == "basis"]
        case "fine":
            # a base amount that is stated is compared by itself, and the departure of the fine comes after it
            stages = _AMOUNTS[1:] if expect.base is not None else _AMOUNTS
            found = [f for v in assessment.violations for f in v.findings if f.stage in stages]
        case "persons":
            found = [f for p in first.persons for f in p.findings if f.stage in _AMOUNTS]
        case "daily_fine":
            found = [f for f in first.findings if first.daily is not None and f.rule == first.daily.rule]
        case "statutory" | "provision":
            found = [f for f in first.findings if f.stage in ("range", "choice")]
            return tuple(_step(f) for f in found if f.verdict != "not-applied")
        case "outcome" if departed(key, expect, assessment) is None:
            found = [f for f in first.findings if f.stage in _AMOUNTS]
        case _:
            return ()
    return tuple(_step(f) for f in found if f.verdict != "not-applied" and (f.after is not None or f.arithmetic))


def _step(finding: Finding) -> Message:
    """A step: its rule, the calculation or else the reason, and the amount where the calculation does not end in it."""
    after = shown(finding.after) if finding.after is not None else ""
    # of a factor the reason names the level and its weight
    how: Part = Arithmetic(finding.arithmetic) if after and finding.arithmetic else finding.reason or finding.title
    if not after or f" = {after} " in f"{finding.arithmetic} ":
        return say("{title}: {text}", title=finding.rule, text=how)
    return say("{title}: {text} → {amount}", title=finding.rule, text=how, amount=after)


#: The stages that make an amount, in their order.
_AMOUNTS: Final = ("basis", "adjustment", "programme", "bounds")
_ENDING: Final = ("elements", "limitation", "responsibility", "exemption")


def _verdict(findings: Mapping[str, Finding], rule: str) -> str:
    return findings[rule].verdict if rule in findings else ""


def _why(rule: str, finding: Finding | None) -> Message:
    if finding is None:
        return say("{rule}: the assessment does not come to this rule", rule=rule)
    if finding.failed is not None:
        return say("{rule}: {why}", rule=rule, why=finding.failed)
    if finding.missing:
        return say("{rule}: not known: {facts}", rule=rule, facts=", ".join(finding.missing))
    return say("{rule}: {verdict}", rule=rule, verdict=finding.verdict)


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
    found = ", ".join(shown(p.fine) for p in first.persons)
    return _differs(", ".join(grouped(w) for w in wanted), found or "—")


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
