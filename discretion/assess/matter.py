"""The matter so far: what each stage receives and hands on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Literal

import msgspec

from discretion.assess.finding import Finding
from discretion.assess.period import Periods, periods
from discretion.assess.span import Spans
from discretion.assess.truth import Truth, View, unique
from discretion.case.case import Choice, Person, TableAmount, Violation
from discretion.law.figure import Mark
from discretion.law.offence import Offence, Provision, Tier
from discretion.money import ANYTHING, Amount
from discretion.rulebook import Law
from discretion.text import Text

Outcome = Literal[
    "no-penalty",
    "may-waive",
    "fine",
    "order-only",
    "time-barred",
    "not-responsible",
    "not-established",
    "not-punishable",
    "already-fined",
    "referred",
    "not-covered",
    "undetermined",
]


class Ending(msgspec.Struct, frozen=True):
    """A way in which the assessment may end without a fine: certain, or possible as long as ``missing`` is unknown."""

    outcome: Outcome
    rule: str
    certain: bool
    missing: tuple[str, ...] = ()


class TierRange(msgspec.Struct, frozen=True):
    """A tier that applies (or may), and its statutory range worked out: each end an interval."""

    tier: Tier
    floor: Amount
    ceiling: Amount
    certain: bool
    missing: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


class Matter(msgspec.Struct, frozen=True):
    """One violation, under one provision, for one payer, as far as it has been assessed."""

    law: Law
    violation: Violation
    view: View
    offence: Offence
    payer: Literal["organisation", "individual", "person-in-charge"]
    provision: Provision
    person: Person | None = None
    findings: tuple[Finding, ...] = ()
    endings: tuple[Ending, ...] = ()
    tiers: tuple[TierRange, ...] = ()
    order_possible: bool = False
    floor: Amount = ANYTHING
    ceiling: Amount = ANYTHING
    base: Amount | None = None
    spans: Spans | None = None
    amount: Amount | None = None
    below_floor: Truth = False
    missing: tuple[str, ...] = ()
    #: On what rules a step depends, beside the facts: the offence, and the periods of the two days that choose rules.
    when: tuple[str, Periods] = ("", (None, None))
    #: Everything that the officer chose and stated, as one key.
    chosen: tuple[object, ...] = ()

    @classmethod
    def begun(
        cls,
        law: Law,
        violation: Violation,
        view: View,
        offence: Offence,
        payer: Any,
        provision: Provision,
        person: Person | None = None,
        when: Periods | None = None,
        **more: Any,
    ) -> Matter:
        """A matter before any stage; ``when``: the periods of its days, where they are known."""
        days = violation.timeline
        own: tuple[object, ...] = () if person is None else (person.stated, *person.choices.items())
        return cls(
            law,
            violation,
            view,
            offence,
            payer,
            provision,
            person,
            when=(violation.offence, when or periods(law, violation.offence, days.act, days.decision)),
            chosen=(*own, violation.stated, *violation.choices.items()),
            **more,
        )

    def but(self, *findings: Finding, missing: Sequence[str] = (), **changes: Any) -> Matter:
        """The matter with further findings and changes."""
        if missing:
            changes["missing"] = unique((*self.missing, *missing))
        return msgspec.structs.replace(self, findings=(*self.findings, *findings), **changes)

    def seeing(self, view: View) -> Matter:
        """The same matter with other facts."""
        return msgspec.structs.replace(self, view=view)

    @property
    def ended(self) -> Ending | None:
        """The ending that is certain, if there is one; a penalty that may be waived does not end it."""
        if not self.endings:
            return None
        return next((e for e in self.endings if e.certain and e.outcome != "may-waive"), None)

    @property
    def decision(self) -> date | None:
        """The day of the decision."""
        return self.violation.timeline.decision

    @property
    def act(self) -> date | None:
        """The day on which the act ended."""
        return self.violation.timeline.act

    def day(self, at: str) -> date | None:
        """The day that chooses a rule."""
        return self.violation.timeline.chosen(at)

    def choice(self, rule: str) -> Choice | None:
        """What the officer chose for ``rule``."""
        own = self.person.choices if self.person else {}
        return own.get(rule) or self.violation.choices.get(rule)

    @property
    def stated(self) -> TableAmount | None:
        """The table amount that the case file states."""
        return self.person.stated if self.person else self.violation.stated

    def authority(self, step: str) -> tuple[tuple[str, ...], tuple[Text, ...]]:
        """On what a step of the assessment rests: citations in force on the day of the decision, short and in full."""
        found = [
            c
            for c in (self.law.settings.authority or {}).get(step, ())
            if self.decision is None
            or c.instrument not in self.law.instruments
            or self.law.instruments[c.instrument].in_force.covers(self.decision)
        ]
        return tuple(c.text for c in found), self.law.cites(found)


def names(citations: Iterable[Any]) -> tuple[str, ...]:
    """Citations as written."""
    return tuple(c.text for c in citations)
