"""What the rules say about their own checks: levels, and waivers with a reason each. Section `checks` of a rule file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from discretion.audit.check import Found
from discretion.rulebook import Problem, Rule
from discretion.rulebook.loader import Shelf
from discretion.rulebook.sections import Checks, Waiver
from discretion.suggest import nearest
from discretion.text import say

OFF: Final = "none"
#: What `discretion rules prove` claims; a failure can be waived like a finding.
CLAIMS: Final = ("prove-range", "prove-worse", "prove-mitigation", "prove-ends", "prove-order")


class Placed(msgspec.Struct, frozen=True):
    """A waiver and where it stands."""

    waiver: Waiver
    rule: Rule
    index: int

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that it names."""
        return (self.waiver.rule,) if isinstance(self.waiver.rule, str) else self.waiver.rule


class Settings(msgspec.Struct, frozen=True):
    """Levels by kind, and the waivers."""

    levels: Mapping[str, str]
    waivers: tuple[Placed, ...]

    def level(self, kind: str, own: str) -> str:
        """The level of a check: as set, else its own."""
        return self.levels.get(kind, own)

    def waived(self, problem: Problem) -> bool:
        """Whether a finding is waived."""
        return any(w.waiver.kind == problem.kind and problem.rule in w.rules for w in self.waivers)


def settings(shelf: Shelf) -> Settings:
    """What all files say together."""
    levels: dict[str, str] = {}
    waivers: list[Placed] = []
    for rule in shelf.rules:
        if isinstance(rule.record, Checks):
            levels.update(rule.record.levels)
            waivers += [Placed(w, rule, n) for n, w in enumerate(rule.record.waivers)]
    return Settings(levels, tuple(waivers))


def dead(own: Settings, kinds: Iterable[str], ran: Iterable[str], found: Iterable[Problem]) -> Iterator[Found]:
    """Waivers that change nothing: no such check, or nothing left to waive. ``ran``: the checks that ran."""
    known, looked = (*kinds, *CLAIMS), set(ran)
    met = {(p.kind, p.rule) for p in found}
    for one in own.waivers:
        kind = one.waiver.kind
        if kind not in known:
            message = say("there is no check `{kind}`", kind=kind)
            yield Found(one.rule, ("waivers", one.index, "kind"), message, nearest(kind, known))
            continue
        for name in one.rules if kind in looked else ():
            if (kind, name) not in met:
                message = say("waives nothing: `{kind}` finds nothing in `{rule}`", kind=kind, rule=name)
                yield Found(one.rule, ("waivers", one.index), message, say("take it out"))


def unknown_levels(shelf: Shelf, kinds: Iterable[str]) -> Iterator[Found]:
    """Levels set for checks that there are not."""
    known = tuple(kinds)
    for rule in shelf.rules:
        for kind in rule.record.levels if isinstance(rule.record, Checks) else ():
            if kind not in known:
                message = say("there is no check `{kind}`", kind=kind)
                yield Found(rule, ("levels", kind), message, nearest(kind, known), on_key=True)
