"""On which days, and with which offences, a changed setting is looked at.

A setting names no offence. It acts alike on all offences that are alike in what it sees, so one of them stands for the others: for
rounding those with the same ranges; for programmes those with the same ranges and programmes; where tables come in, those with the same
tables; where provisions are weighed against each other, the offence itself. What a place inherits unchanged is looked at once.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date, timedelta
from typing import Any, Final

import msgspec

from discretion.audit.difference.ground import closer, live
from discretion.audit.difference.occasions import lowering, needed
from discretion.audit.difference.setting import Altered, Stretch, acting
from discretion.audit.prove.plan import Shared, shared
from discretion.audit.prove.run import standing
from discretion.audit.prove.situation import INQUIRY, Situation, dated, situation, situations, spans
from discretion.calendar import after, before
from discretion.case.case import Timeline
from discretion.law.entry import Limitation
from discretion.rulebook import Law

#: The lists whose entries a setting meets.
_MET: Final = {"point_in_band": ("lighter", "mitigated", "heavier"), "first_day_counts": ("limitation",)}
_TABLED: Final = ("point_in_band", "not_found_out", "same_act", "overlapping_bases")
_ITSELF: Final = ("same_act", "overlapping_bases")
_DAY: Final = timedelta(days=1)


class Met(msgspec.Struct, frozen=True):
    """The shared rules of a law by id, to tell offences apart that they treat alike."""

    law: Law
    rules: dict[str, Shared]

    @classmethod
    def of(cls, law: Law) -> Met:
        """Those of a law."""
        return cls(law, {rule.name: rule for rule in shared(law)})

    def acts(self, id: str, offence: str) -> Hashable:
        """A rule, and how it tells an offence from others."""
        rule = self.rules.get(id)
        return id, self.law.home.get(id), None if rule is None else rule.acts(self.law, offence)


def times(setting: Altered, law: Law, offence: str, on: date) -> Iterator[Situation]:
    """The situations of an offence in which a setting works otherwise: the ordinary ones, and further days where these are none."""
    if setting.name == "first_day_counts":
        yield from _ends(law, offence, on)
        return
    met: set[Stretch] = set()
    stood: set[str] = set()
    for one in situations(law, offence, on):
        stretch = _stretch(setting, one)
        if stretch is not None:
            met.add(stretch)
            stood |= set() if one.between else standing(one)
            yield one
    for one, _ in dated(law, offence, {id: r for id, r in _acting(setting, law, offence).items() if id not in stood}):
        if _stretch(setting, one) is not None:
            yield one
    for stretch in setting.days:
        for begin, end in reversed(list(spans(law, offence))) if stretch not in met else ():
            first, last = max(begin, stretch[0]), min(end, stretch[1])
            if first <= last:
                decision = min(max(on, first), last)
                yield _at(law, offence, max(begin, decision - INQUIRY), None, decision)
                break


def _stretch(setting: Altered, one: Situation) -> Stretch | None:
    """The stretch in which a situation is decided, of those in which the setting works otherwise."""
    return next((s for s in setting.days if s[0] <= _decision(one) <= s[1]), None)


def _acting(setting: Altered, law: Law, offence: str) -> dict[str, Any]:
    """The rules with days of their own on which a setting acts."""
    found: dict[str, Any] = {}
    if setting.name == "programmes":
        found |= {name: p for name, p in law.programmes.items() if p.concerns(offence)}
    if setting.name in _TABLED:
        found |= {name: b for name, b in law.bases.items() if not b.offences or offence in b.offences}
    for name in _MET.get(setting.name, ()):
        found |= {e.id: e for e in law.lists[name] if e.concerns(offence)}
    return found


def _decision(one: Situation) -> date:
    assert one.timeline.decision is not None
    return one.timeline.decision


def _ends(law: Law, offence: str, on: date) -> Iterator[Situation]:
    """For each entry of limitation an act whose period ends, and the days on which it may be found: around the end, counted either way."""
    seen: set[tuple[Any, ...]] = set()
    for entry in law.lists["limitation"]:
        act = _act(law, offence, entry, on) if entry.concerns(offence) else None
        if act is not None and (act, entry.period.period) not in seen:
            seen.add((act, entry.period.period))
            last = after(act, entry.period.period)
            for found in (last + n * _DAY for n in (-2, -1, 0, 1)):
                yield _at(law, offence, act, found, last + INQUIRY)


def _act(law: Law, offence: str, entry: Limitation, on: date) -> date | None:
    """A day of the act for which an entry and the offence are in force, and the end of the period falls under the same law."""
    validity, period = law.validity(entry), entry.period.period
    for begin, end in reversed(list(spans(law, offence))):
        first = begin if validity.from_ is None else max(begin, validity.from_.value)
        last = end if validity.to is None else min(end, validity.to.value)
        late = before(min(max(on, begin), end) - INQUIRY, period)
        for act in (late, first, last):
            if date.min < act < date.max and first <= act <= last and after(act, period) + INQUIRY <= end:
                return act
    return None


def _at(law: Law, offence: str, act: date, found: date | None, decision: date) -> Situation:
    days = Timeline(
        began=act, act=act, found=found or act, filed=found or act, notice=decision - _DAY, decision=decision
    )
    person = any(t.payer == "person-in-charge" for p in law.offences[offence].provisions for t in p.tiers)
    return situation(law, offence, days, person)


def shape(setting: Altered, old: Situation, new: Situation, met: tuple[Met, Met]) -> Hashable | None:
    """What a setting sees of an offence, equal where it acts alike; ``None`` where it cannot act."""
    sides = [_side(setting, one, own) for one, own in zip((old, new), met, strict=True)]
    if all(side is None for side in sides):
        return None
    day = _decision(new)
    values = tuple(acting(law, setting.name, day) for law in (old.law, new.law))
    found = _found(new) if setting.name == "first_day_counts" else None
    return setting.name, setting.of, values, new.between, new.person, found, *sides


def _found(one: Situation) -> Hashable:
    return one.timeline.act, one.timeline.found


def _side(setting: Altered, one: Situation, met: Met) -> Hashable | None:
    law, name = one.law, setting.name
    provisions = [
        p
        for p in law.offences[one.offence].provisions
        if law.in_force(p, one.timeline.act) or law.in_force(p, one.timeline.decision)
    ]
    fines = tuple(tuple((t.fine, t.payer) for t in p.tiers) for p in provisions)
    tables = live(one) if name in _TABLED else ()
    programmes = lowering(law) if name == "programmes" else ()
    lists = tuple(e.id for name_ in _MET.get(name, ()) for e in law.lists[name_])
    acts = name != "programmes" or len(programmes) >= needed(setting)
    acts = acts and (name != "same_act" or _together(provisions, one))
    acts = acts and (name != "overlapping_bases" or len(closer(law.bases, tables)) > 1)
    if not acts or not any(fines):
        return None
    rules = tuple(met.acts(id, one.offence) for id in (*tables, *programmes, *lists))
    return fines, rules, one.offence if name in _ITSELF else None


def _together(provisions: list[Any], one: Situation) -> bool:
    """Whether several provisions stand on the day of the act, or on that of the decision."""
    days = (one.timeline.act, one.timeline.decision)
    return any(sum(one.law.in_force(p, day) is True for p in provisions) > 1 for day in days)
