"""The skeleton of a rule case for a unit that no case covers: facts for which the engine comes to it, and no result.

The result is worked out by hand: a figure that the program wrote for itself would prove nothing. Until then the case is an expected
failure.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from datetime import date
from textwrap import indent
from typing import Any, Final

import msgspec

from discretion.assess import assess
from discretion.assess.assessment import Assessment
from discretion.assess.truth import View
from discretion.audit.boundaries import boundaries, name
from discretion.audit.cells import about, expanded
from discretion.audit.coverage import Unit, covered
from discretion.audit.prove.blocks import Block, blocks
from discretion.audit.prove.grid import background, gravity, grid
from discretion.audit.prove.situation import BESIDE, INQUIRY, Facts, Situation, dated, situations
from discretion.calendar import Period, after
from discretion.case.case import Timeline
from discretion.law.condition import AllOf, Condition
from discretion.rulebook import Law, Rule, Rulebook, Unusable

#: With so many offences so many cells are tried; with each of the others, whose amounts may differ, a few.
OFFENCES: Final = 6
CELLS: Final = 3_000
FEW: Final = 6


def skeleton(unit: Unit, rulebook: Rulebook, on: date) -> str | None:
    """The text of a rule file with one case that shows the unit at work; ``None`` where none was found."""
    rule, law = _rule(unit, rulebook)
    for place, offence in enumerate(_offences(rule, law)):
        most = None if place < OFFENCES else FEW
        for situation in _situations(rule, law, offence, on):
            facts = itertools.islice(_facts(rule, unit, situation), most)
            found = next((f for f in facts if _shows(unit, situation, f)), None)
            if found is not None:
                return _written(unit, situation.file(found))
    return None


def tried(unit: Unit, rulebook: Rulebook) -> int:
    """With how many offences a unit is tried."""
    return len(_offences(*_rule(unit, rulebook)))


def _rule(unit: Unit, rulebook: Rulebook) -> tuple[Rule, Law]:
    rule = next(r for r in rulebook.shelf().rules if r.id == unit.rule and r.file == unit.file)
    return rule, rulebook.law(rule.jurisdiction)


def _offences(rule: Rule, law: Law) -> list[str]:
    """The offences with which it is tried: those that it names, or else concerns."""
    if rule.section == "offences":
        return [rule.id]
    defeated = [law.named[d] for d in getattr(rule.record, "defeats", ()) if d in law.named]
    records = defeated or [rule.record]
    return [o for o in law.offences if _possible(rule, o, law) and any(_concerns(r, o) for r in records)]


def _possible(rule: Rule, offence: str, law: Law) -> bool:
    """Whether what the rule's condition says of the offence leaves this one open."""
    condition = getattr(rule.record, "when", None)
    if condition is None:
        return True
    view = View(law, {"offence": offence, "offence_tag": frozenset(law.offences[offence].tags)})
    said = about(expanded(condition, law), {"offence", "offence_tag"})
    return view.holds(Condition(AllOf((said,)))).truth is not False


def _concerns(record: Any, offence: str) -> bool:
    if hasattr(record, "concerns"):
        return bool(record.concerns(offence))
    return not record.offences or offence in record.offences


def _situations(rule: Rule, law: Law, offence: str, on: date) -> Iterator[Situation]:
    found = [s for s in situations(law, offence, on) if not s.between]
    if hasattr(rule.record, "at"):
        found += [s for s, _ in dated(law, offence, {rule.id: rule.record})]
    for situation in found:
        timeline = _timeline(rule, situation.timeline)
        # lists that follow from a fine are left out of a situation, for they do not change it
        whole = rule.section in BESIDE or timeline != situation.timeline
        yield msgspec.structs.replace(situation, law=law if whole else situation.law, timeline=timeline)


def _timeline(rule: Rule, days: Timeline) -> Timeline:
    """The days with which a rule that looks at them shows: a fine by the day runs from an order to a re-inspection before the decision; a
    period of limitation shows where no shorter one would have let the act be found, a year before it ends."""
    act, decision = days.act, days.decision
    assert act is not None
    assert decision is not None
    if rule.section == "daily-fine":
        third = (decision - act) / 3
        return msgspec.structs.replace(days, order_served=act + third, reinspection=act + 2 * third)
    if (
        rule.section == "limitation"
        and rule.record.period.period.unit == "years"
        and rule.record.period.period.count > 1
    ):
        period = rule.record.period.period
        found = after(act, Period(period.count - 1, period.unit))
        notice, end = found + INQUIRY / 2, found + INQUIRY
        return msgspec.structs.replace(days, found=found, filed=found, notice=notice, decision=end)
    return days


def _facts(rule: Rule, unit: Unit, situation: Situation) -> Iterator[Facts]:
    """Cells of the rule's blocks, beside light and beside heavy facts; of an exclusion, on a case in which what it defeats works."""
    found = list(blocks(situation))
    worse = gravity(situation, found)
    bounds = [(f, b) for f, b, _ in boundaries(rule.record) if name(rule.id, f, b) == unit.name]
    own = [b for b in found if rule.id in (b.rule, b.off) or (rule.section == "offences" and b.list == "tiers")]
    # where the offence alone excludes a rule, there is no case in which the rule works: the exclusion shows on the rule's own cells
    own += [b for b in found if not b.off and b.rule in getattr(rule.record, "defeats", ())]
    for heavy in (False, True):
        base = background(situation, found, heavy)
        for block in own:
            for start in _starts(block, found, situation, base, worse):
                for _, facts in itertools.islice(grid(situation, block, worse).cells(start), CELLS):
                    yield {**facts, **dict(bounds)}


def _starts(
    block: Block, found: list[Block], situation: Situation, base: Facts, worse: frozenset[str]
) -> Iterator[Facts]:
    """The facts beside which the cells of a block are tried: of a table, one start for each tier of the statute.

    What takes a measure away is tried on cases in which the measure is imposed.
    """
    yield base
    if block.off:
        first = next(b for b in found if b.rule == block.rule and not b.off)
        works = (f for f, a in _assessed(first, situation, base, worse) if _applied(block.rule, a))
        yield from itertools.islice(works, 1)
    elif block.list == "no-coercion":
        measures = situation.law.named[block.rule].measures
        for other in (b for b in found if b.list in ("tiers", "consequences")):
            imposed = (f for f, a in _assessed(other, situation, base, worse) if _imposed(measures, a))
            yield from itertools.islice(imposed, 1)
    elif block.list in ("rows", "factor"):
        tiers: dict[object, Facts] = {}
        for facts, assessment in _assessed(found[0], situation, base, worse):
            party = assessment.violations[0]
            for provided in (party.provided, *(p.provided for p in party.persons)):
                tiers.setdefault(provided.tier if provided else None, facts)
        yield from tiers.values()


def _assessed(
    block: Block, situation: Situation, base: Facts, worse: frozenset[str]
) -> Iterator[tuple[Facts, Assessment]]:
    for _, facts in itertools.islice(grid(situation, block, worse).cells(base), CELLS):
        yield facts, assess(situation.case(facts), situation.law, rank=False)


def _applied(rule: str, assessment: Assessment) -> bool:
    return any(f.rule == rule and f.verdict == "applied" for f in assessment.violations[0].findings)


def _imposed(measures: Collection[str], assessment: Assessment) -> bool:
    return any(m.measure in measures for m in assessment.violations[0].measures)


def _shows(unit: Unit, situation: Situation, facts: Facts) -> bool:
    case = situation.case(facts)
    try:
        return unit.name in covered(case, situation.law, assess(case, situation.law))
    except Unusable:
        return False


def _written(unit: Unit, case: str) -> str:
    return f"""\
cases:
  - name: {unit.name}
    source: {unit.file}:{unit.line}
    hand: …
    fails: …
    case:
{indent(case, "      ")}\
    expect: {{fine: 1}}
"""
