"""Running the rule cases against mutants."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final

import msgspec

from discretion.assess import assess
from discretion.assess.assessment import Assessment
from discretion.audit.cases import departures
from discretion.audit.mutate.bearing import Seen, bears, concerns, seen, within
from discretion.audit.mutate.changes import KINDS, Kind
from discretion.audit.mutate.ground import Ground, asked, ground
from discretion.audit.mutate.mutants import MUTABLE, Mutant, mutants
from discretion.case import Case, case_at
from discretion.rulebook import Law, Rule, Rulebook, Unusable
from discretion.rulebook.problem import Place
from discretion.rulebook.sections import Expectation
from discretion.text import Message


class Unnoticed(msgspec.Struct, frozen=True):
    """A change that no rule case notices."""

    kind: Kind
    what: Message
    place: Place


class Count(msgspec.Struct, frozen=True):
    """Of one kind: how many changes were tried, and how many were noticed."""

    kind: Kind
    tried: int
    noticed: int


class RuleTrial(msgspec.Struct, frozen=True):
    """A rule: its changes by kind, which were not noticed, and how many cases it concerns.

    ``unreadable`` changes cannot be read as a rule, ``same`` ones say what the rule, or another change of it, says; neither are tried.
    """

    rule: str
    section: str
    counts: tuple[Count, ...]
    unnoticed: tuple[Unnoticed, ...]
    cases: int
    unreadable: int = 0
    same: int = 0

    @property
    def tried(self) -> int:
        """How many changes were tried."""
        return sum(c.tried for c in self.counts)


class Only(msgspec.Struct, frozen=True):
    """Which changes are tried: those of these rules, sections, places and kinds; all where none is named."""

    rules: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()

    def takes(self, rule: Rule) -> bool:
        """Whether changes of a rule are tried."""
        chosen = (
            (rule.id, self.rules),
            (rule.section, self.sections),
            (rule.jurisdiction, self.places),
        )
        return rule.section in MUTABLE and all(not names or name in names for name, names in chosen)


ALL = Only()


class Known(msgspec.Struct, frozen=True):
    """A rule case that holds: the ground on which it stands, how rules see it, what it expects, and the rules that its findings name."""

    case: Case
    ground: Ground
    seen: Seen
    expect: Expectation
    named: frozenset[str]
    several: bool

    def expects(self, rule: str) -> bool:
        """Whether it says of a rule that it applies, or does not."""
        return any(n == rule or n.startswith(f"{rule}/") for n in (*self.expect.applied, *self.expect.not_applied))


def run(rulebook: Rulebook, only: Only = ALL, jobs: int = 1) -> Iterator[RuleTrial]:
    """Try the changes of the rules (of ``only`` some), in file order, in ``jobs`` processes; how many makes no difference.

    Raises ``Unusable`` where rules cannot be read.
    """
    global _own
    trial = Trial(rulebook, only.kinds)
    chosen = [n for n, rule in enumerate(trial.rules) if only.takes(rule)]
    if jobs <= 1 or len(chosen) < 2:
        yield from (trial.rule(trial.rules[n]) for n in chosen)
        return
    # where processes begin as copies of this one, they find it done
    _own = trial
    pool = ProcessPoolExecutor(jobs, initializer=_start, initargs=(rulebook.folders, only.kinds))
    try:
        yield from pool.map(_work, chosen, chunksize=2)
    finally:
        _own = None
        pool.shutdown(wait=True, cancel_futures=True)


_own: Trial | None = None


def _start(folders: Sequence[Path], kinds: tuple[Kind, ...]) -> None:
    """Begin a process. An interruption is for the process that reports."""
    global _own
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if _own is None:
        _own = Trial(Rulebook(folders), kinds)


def _work(index: int) -> RuleTrial:
    assert _own is not None
    return _own.rule(_own.rules[index])


class Trial:
    """The rule cases that hold, assessed once, and the rules."""

    def __init__(self, rulebook: Rulebook, kinds: tuple[Kind, ...] = ()) -> None:
        self.shelf = rulebook.shelf()
        self.rules = self.shelf.rules
        self.kinds = kinds or KINDS
        self.facts = {r.id: r.record for r in self.rules if r.section == "facts"}
        self.needed = frozenset(_named(self.rules))
        self.known = tuple(_known(rulebook))

    def rule(self, rule: Rule) -> RuleTrial:
        """Try all changes of a rule."""
        near = sorted((k for k in self.known if _reaches(rule, k)), key=lambda k: _likely(rule, k))
        found = mutants(self.shelf, rule, self.facts, self.needed)
        tried: Counter[Kind] = Counter()
        unnoticed: list[Unnoticed] = []
        for mutant in found.all:
            if mutant.kind not in self.kinds:
                continue
            tried[mutant.kind] += 1
            noticing = next(noticed_by(mutant, near), None)
            if noticing is None:
                place = self.shelf.sources[rule.file].place((*rule.steps, *mutant.path))
                unnoticed.append(Unnoticed(mutant.kind, mutant.what, place))
            else:
                # the one that noticed this change is likely to notice the next
                near.remove(noticing)
                near.insert(0, noticing)
        missed = Counter(u.kind for u in unnoticed)
        counts = tuple(Count(kind, tried[kind], tried[kind] - missed[kind]) for kind in KINDS if tried[kind])
        met = sum(1 for k in near if concerns(rule.record, _where(rule, k)))
        name = rule.jurisdiction if rule.section == "jurisdiction" else rule.id
        return RuleTrial(name, rule.section, counts, tuple(unnoticed), met, found.unreadable, found.same)


def noticed_by(mutant: Mutant, cases: Iterable[Known], every: bool = False) -> Iterator[Known]:
    """The cases that depart from what they expect when the mutant stands in the place of its rule.

    ``every`` runs those too on which it does not bear.
    """
    laws: dict[int, Law] = {}
    for known in cases:
        if not every and not _bears(mutant, known):
            continue
        key = id(known.ground)
        try:
            if key not in laws:
                laws[key] = known.ground.but(mutant.rule, mutant.record)
            assessment = assess(known.case, laws[key], rank=False)
        except (Unusable, ArithmeticError, AssertionError, LookupError, TypeError, ValueError):
            # law under which the case has no result
            yield known
            continue
        if any(departures(known.expect, assessment)):
            yield known


def _reaches(rule: Rule, known: Known) -> bool:
    """Whether a rule belongs to the law of a case."""
    return known.ground.has(rule)


#: What follows beside the fine moves nothing else: it shows in these expectations, and where a case expects the entry itself.
_BESIDE: Final = {"consequences": "measures", "no-coercion": "measures", "daily-fine": "daily_fine"}


def _bears(mutant: Mutant, known: Known) -> bool:
    rule = mutant.rule
    if rule.section in _BESIDE and not getattr(known.expect, _BESIDE[rule.section]) and not known.expects(rule.id):
        return False
    if rule.section in ("offences", "jurisdiction", "facts") or known.expects(rule.id):
        return True
    if rule.section == "instruments" and known.several and _liability(rule.id, known.ground.law):
        return True
    return bears(rule.record, mutant.record, _where(rule, known))


def _where(rule: Rule, known: Known) -> Seen:
    """The case as far as a rule is looked at in it: an exclusion beside the rules that it defeats."""
    law = known.ground.law
    if rule.section != "exclusions" or rule.id in known.ground.asked:
        return known.seen
    return within(known.seen, [law.condition(name) for name in rule.record.defeats if name in law.named])


def _liability(instrument: str, law: Law) -> bool:
    """Whether a provision of the offences rests on an instrument."""
    return any(c.instrument == instrument for o in law.offences.values() for p in o.provisions for c in p.liability)


def _likely(rule: Rule, known: Known) -> int:
    """Cases that name the rule are the likeliest to notice, then those in whose findings it stands."""
    if known.expects(rule.id):
        return 0
    return 1 if any(name == rule.id or name.startswith(f"{rule.id}/") for name in known.named) else 2


def _named(rules: Iterable[Rule]) -> Iterator[str]:
    """The rules that others name: in conditions, as defeated, or as replaced."""
    for rule in rules:
        if rule.section in MUTABLE:
            yield from getattr(rule.record, "defeats", ())
            yield from getattr(rule.record, "replaces", ())
            yield from asked(rule)


def _known(rulebook: Rulebook) -> Iterator[Known]:
    shelf = rulebook.shelf()
    grounds: dict[Any, Ground] = {}
    named = frozenset(name for rule in shelf.rules for name in asked(rule))
    procedure = frozenset(r.id for r in shelf.rules if r.section == "procedure")
    for rule in shelf.rules:
        if rule.section != "cases" or rule.record.fails is not None:
            continue
        case, whole = case_at(shelf.sources[rule.file], (*rule.steps, "case"), rulebook)
        expect: Expectation = rule.record.expect
        notes = procedure & {*expect.applied, *expect.not_applied}
        key = (whole.jurisdiction, frozenset(v.offence for v in case.violations), notes)
        if key not in grounds:
            grounds[key] = ground(case, whole, shelf.rules, notes, named)
        own = grounds[key]
        assessment = assess(case, own.law, rank=False)
        if not any(departures(expect, assessment)):
            several = any(len(v.candidates) > 1 for v in assessment.violations)
            names = frozenset(_names(assessment))
            yield Known(case, own, seen(case, own.law), expect, names, several)


def _names(assessment: Assessment) -> Iterable[str]:
    for violation in assessment.violations:
        yield from (f.rule for f in violation.findings)
        yield from (f.rule for p in violation.persons for f in p.findings)
