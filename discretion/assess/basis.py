"""Stage 7: the base amount, from the discretion basis or from the table amount that the case file states."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import msgspec

from discretion.assess.choices import refuse
from discretion.assess.factors import Graded, level_of, summand
from discretion.assess.finding import Finding, Verdict
from discretion.assess.matter import Matter, TierRange, names
from discretion.assess.memo import derived
from discretion.assess.range import Worked, work
from discretion.assess.say import seen
from discretion.assess.span import Rivals, Span, Spans, every, highest
from discretion.assess.tables import Table, tables
from discretion.assess.truth import Worth, unique
from discretion.case.case import Missing, TableAmount
from discretion.law.basis import Band, Basis, BasisTier
from discretion.law.figure import Mark
from discretion.law.offence import Fine
from discretion.money import ANYTHING, ZERO, Amount, grouped, hull, percent_of, plain, shown, simplest, sum_of
from discretion.rulebook import Law
from discretion.rulebook.book import marks as _marks
from discretion.text import Message, Part, Yuan, say

STAGE: Final = "basis"


def marks(law: Law, basis: Basis) -> tuple[Mark, ...]:
    """The marks of the days on which the basis's being in force rests."""
    return derived(law, ("marks", id(basis)), lambda: (basis, _marks(law, basis)))[1]


class Result(msgspec.Struct, frozen=True):
    """What the tables give for one tier: amounts, or bands (as many as may apply) within which the point is still to be found."""

    amount: Amount
    findings: tuple[Finding, ...]
    spans: Spans
    missing: tuple[str, ...] = ()
    #: Whether a table gives it; else the whole statutory range is left.
    tabled: bool = True


def run(matter: Matter) -> Matter:
    """Work out the base amount for every tier that may apply."""
    results = [_tier(tier, matter) for tier in matter.tiers]
    if not results:
        return matter
    found = results[0] if len(results) == 1 else _joined(results, tuple(f for r in results for f in r.findings))
    banded = not all(s.exact for s in found.spans)
    matter = matter.but(
        *found.findings,
        base=found.amount,
        amount=found.amount,
        spans=found.spans if banded else None,
        missing=found.missing,
    )
    return matter if matter.stated is None else _stated(matter, matter.stated, found.tabled)


def _joined(results: Sequence[Result], findings: tuple[Finding, ...]) -> Result:
    """Several results of which any may be the one, with these findings."""
    return Result(
        hull(r.amount for r in results),
        findings,
        unique(s for r in results for s in r.spans),
        tuple(m for r in results for m in r.missing),
        any(r.tabled for r in results),
    )


def _stated(matter: Matter, stated: TableAmount, tabled: bool) -> Matter:
    """The amount that the case file states: in the table's place while a factor is unknown, compared with it where all are known."""
    amount, spans = matter.amount, matter.spans
    assert amount is not None
    low, high = amount.low, amount.high
    fits = low <= stated.amount and (high is None or stated.amount <= high)
    known = Amount.exactly(stated.amount)
    values: dict[str, Part] = {"amount": Yuan(stated.amount), "source": stated.source}
    settled = amount.known or (spans is not None and _settled(spans))
    if not settled:
        reason = say("the case file states {amount} ({source}): it stands in for the table", **values)
        if not fits:
            reason = say(
                "the case file states {amount} ({source}), which no level of the table gives; it stands in for the table",
                **values,
            )
        if not tabled:
            reason = say("the case file states {amount} ({source}): it stands in for a table", **values)
    elif not tabled and fits:
        reason = say("the case file states {amount} ({source}): it lies within the statutory range", **values)
    elif not tabled:
        reason = say(
            "the case file states {amount} ({source}), which lies outside the statutory range: it does not count",
            **values,
        )
    elif fits:
        reason = say("the case file states {amount} ({source}): it agrees with the table", **values)
    else:
        reason = say(
            "the case file states {amount} ({source}), but the table governs, because all its factors are known",
            **values,
        )
    verdict: Verdict = "noted" if settled else "applied"
    title = say("stated table amount")
    finding = Finding(STAGE, "stated", title, verdict, reason, before=amount, after=known, warning=not fits)
    if settled and (spans is None or not fits):
        return matter.but(finding)
    return matter.but(finding, base=known, amount=known, spans=None)


def _settled(spans: Spans) -> bool:
    """Whether nothing but the place in a band is open."""
    tables = spans[0].tables if isinstance(spans[0], Rivals) else ((spans[0],),)
    single = len(spans) == 1 and all(len(table) == 1 for table in tables)
    return single and all(s.low.known and s.high.known for s in every(spans))


def _tier(tier: TierRange, matter: Matter) -> Result:
    """The base amount for one tier: by the nearest tables; where it cannot be told whether they apply, by the next ones too."""
    possible: list[Result] = []
    missing: list[str] = []
    for group in tables(matter, tier):
        results = [_table(table, tier, matter) for table in group]
        possible.append(_heaviest(results, group, matter))
        sure = tuple([table for table in group if table.sure])
        if len(sure) == len(group):
            break
        missing += [m for table in group if not table.sure for m in table.missing]
        if sure:
            left = [r for table, r in zip(group, results, strict=True) if table.sure]
            possible.append(_heaviest(left, sure, matter))
            break
    else:
        possible.append(_no_table(tier))
    return possible[0] if len(possible) == 1 else _one_of(possible, missing)


def _one_of(possible: list[Result], missing: list[str]) -> Result:
    """Which of several tables applies depends on missing facts."""
    joined = _joined(possible, unique(f for r in possible for f in r.findings))
    return msgspec.structs.replace(joined, missing=unique((*missing, *joined.missing)))


def _no_table(tier: TierRange) -> Result:
    reason = say("no discretion basis covers this tier: the officer chooses within the statutory range")
    whole = Amount(tier.floor.low, tier.ceiling.high)
    finding = Finding(STAGE, "none", say("no discretion basis"), "noted", reason, after=whole, choice=True)
    return Result(whole, (finding,), _whole(tier), tabled=False)


def _whole(tier: TierRange) -> tuple[Span, ...]:
    """The statutory range as a band."""
    assert tier.tier.fine is not None
    return (Span(tier.floor, tier.ceiling, tier.tier.fine.form),)


def _heaviest(results: list[Result], group: tuple[Table, ...], matter: Matter) -> Result:
    """Of several tables of one jurisdiction the heaviest, or the first, as the jurisdiction says."""
    if len(results) == 1 or matter.law.settings.overlapping_bases != "heaviest":
        return results[0]
    heaviest = highest(r.amount for r in results)
    reason = say("several tables cover the act; the heaviest counts")
    ids = " / ".join(t.id for t in group)
    finding = Finding(STAGE, ids, say("overlapping tables"), "noted", reason, after=heaviest)
    findings = (*(f for r in results for f in r.findings), finding)
    rivals = unique(tuple(every(r.spans)) for r in results)
    spans: Spans = rivals[0] if len(rivals) == 1 else (Rivals(rivals),)
    return Result(
        heaviest, findings, spans, unique(m for r in results for m in r.missing), any(r.tabled for r in results)
    )


def _table(table: Table, tier: TierRange, matter: Matter) -> Result:
    chosen = matter.choice(table.id)
    if table.basis.method == "weights":
        result = _weights(table, tier, matter)
    elif table.basis.method == "bands":
        result = _bands(table, tier, matter)
    else:
        result = _grades(table, tier, matter)
    if chosen is None or (chosen.amount is None and chosen.point is None):
        return result
    return _chosen(table, result, matter)


def _chosen(table: Table, result: Result, matter: Matter) -> Result:
    """The officer's point in a band, or amount in it."""
    choice = matter.choice(table.id)
    assert choice is not None
    low, high = result.amount.low, result.amount.high
    amount = choice.amount
    if amount is None and choice.point is not None and high is not None:
        amount = simplest(low + choice.point * (high - low))
    if amount is None or amount < low or (high is not None and amount > high):
        refuse(
            table.id,
            say("the choice lies outside what the table leaves open: {low} to {high}", low=Yuan(low), high=Yuan(high)),
        )
    exact = Amount.exactly(amount)
    reason = say("the officer chose {amount}: {reason}", amount=Yuan(amount), reason=choice.reason or "—")
    finding = _finding(table, matter, "applied", reason, before=result.amount, after=exact)
    spans = tuple(_exactly(exact) if s.exact else msgspec.structs.replace(s, chosen=exact) for s in every(result.spans))
    return Result(exact, (*result.findings, finding), unique(spans), result.missing, result.tabled)


def _exactly(amount: Amount) -> Span:
    """An amount that a table gives, beside the bands of others."""
    return Span(amount, amount, exact=True)


def _finding(table: Table, matter: Matter, verdict: str, reason: Message | None, **more: object) -> Finding:
    basis, law = table.basis, matter.law
    bare = derived(law, ("table", table.id), lambda: _bare(table.id, basis, law))
    if "marks" not in more:
        more["marks"] = (*basis.marks, *table.marks, *marks(law, basis))
    return msgspec.structs.replace(bare, verdict=verdict, reason=reason, **more)


def _bare(id: str, basis: Basis, law: Law) -> Finding:
    """What every finding of a table says."""
    source = basis.source or ()
    title = basis.title or say("discretion basis {id}", id=id)
    return Finding(STAGE, id, title, "noted", None, names(source), law.cites(source), at="decision")


class Weighing(msgspec.Struct, frozen=True):
    """What a table of weights says for a tier under the rules in force, whatever the facts: the factors that count, the start and the
    bounds of the total, and the marks of the start and of the table."""

    factors: tuple[Graded, ...]
    start: Amount
    text: str
    least: Amount
    most: Amount
    started: tuple[Mark, ...]
    dated: tuple[Mark, ...]

    @classmethod
    def of(cls, table: Table, row: BasisTier, tier: str, law: Law) -> Weighing:
        """That of a row of a table for a statutory tier."""
        basis, start = table.basis, row.start
        least, most = basis.total_at_least, basis.total_at_most
        return cls(
            tuple(
                Graded.of(table, factor, row.id)
                for factor in basis.factors
                if not factor.tiers or tier in factor.tiers or row.id in factor.tiers
            ),
            Amount.exactly(start.value),
            plain(start.value),
            Amount.exactly(least.value) if least else ZERO,
            Amount.exactly(most.value if most else 100),
            start.marks,
            marks(law, basis),
        )


def _weights(table: Table, tier: TierRange, matter: Matter) -> Result:
    """(start + sum of weights) % × what the table says."""
    basis, row, law = table.basis, table.row, matter.law
    assert row is not None
    key = ("weighing", table.id, id(row), tier.tier.id, matter.when)
    weighing = derived(law, key, lambda: Weighing.of(table, row, tier.tier.id, law))
    parts = [level_of(graded, matter) for graded in weighing.factors]
    findings = [part.finding for part in parts]
    total = sum_of([weighing.start, *[part.weight for part in parts]])
    text = f"{' + '.join([weighing.text, *[part.text for part in parts]])} = {summand(total)}"
    clipped = total.within(weighing.least, weighing.most)
    if clipped != total:
        text += f" → {summand(clipped)}"
    of, lacking, of_text, of_marks = _of(table, tier, matter)
    missing = unique((*[m for part in parts for m in part.missing], *lacking))
    whole = clipped.times(of)
    amount = (
        Amount.exactly(percent_of(whole.low, 1))
        if whole.known
        else Amount(percent_of(whole.low, 1), None if whole.high is None else percent_of(whole.high, 1))
    )
    found = [m for f in findings for m in f.marks]
    finding = _finding(
        table,
        matter,
        "applied",
        table.note or _WEIGHED,
        after=amount,
        arithmetic=f"({text})% × {of_text} = {shown(amount)}",
        marks=unique((*weighing.started, *found, *of_marks, *basis.marks, *table.marks, *weighing.dated)),
        missing=missing,
    )
    return Result(amount, (*findings, finding), (_exactly(amount),), missing)


_WEIGHED: Final = say("start and weights of the table, as a percentage")


def _of(table: Table, tier: TierRange, matter: Matter) -> tuple[Amount, tuple[str, ...], str, tuple[Mark, ...]]:
    """What the percentage is of; of a table that quotes a changed range, the new ceiling."""
    row = table.row
    assert row is not None
    of = row.of.of
    if table.rescaled or (of.yuan is None and of.fact is None):
        return tier.ceiling, (), shown(tier.ceiling), ()
    if of.yuan is not None:
        return Amount.exactly(of.yuan.value), (), grouped(of.yuan.value), of.yuan.marks
    assert of.fact is not None
    value = matter.view.value(of.fact)
    missing: tuple[str, ...] = ()
    if isinstance(value, Missing):
        base, missing = ANYTHING, (of.fact,)
    else:
        base = value if isinstance(value, Amount) else Amount.exactly(value)
    text = shown(base)
    figures: tuple[Mark, ...] = ()
    if of.times is not None:
        base = base.scaled(of.times.value)
        text = f"{text} × {plain(of.times.value)}"
        figures = of.times.marks
    if of.at_least is not None:
        base = base.at_least(Amount.exactly(of.at_least.value))
        text = f"max({text}, {grouped(of.at_least.value)})"
        figures = (*figures, *of.at_least.marks)
    elif of.times is not None:
        text = f"({text})"
    return base, missing, text, figures


def _bands(table: Table, tier: TierRange, matter: Matter) -> Result:
    """The rows that hold or may hold give the sub-range; where in it, the adjustment says."""
    found: list[tuple[Band, Worth]] = []
    sure = False
    for row in table.basis.bands:
        if row.for_ and tier.tier.id not in row.for_:
            continue
        worth = matter.view.holds(row.when)
        if worth.truth is not False and not (sure and table.basis.pick == "first"):
            found.append((row, worth))
        sure = sure or worth.truth is True
    if not found:
        reason = say("no row of the table fits these facts: the officer chooses within the statutory range")
        whole = Amount(tier.floor.low, tier.ceiling.high)
        finding = _finding(table, matter, "noted", reason, after=whole, choice=True, warning=True)
        return Result(whole, (finding,), _whole(tier), tabled=False)
    worked = [(row, worth, _worked(row.amount, tier, matter)) for row, worth in found]
    if lowest := _not_found_out(table, worked, matter):
        return _row(table, lowest[0], lowest[2], tier, matter)
    if table.basis.pick == "heaviest":
        certain = [w.ceiling.low for _, worth, w in worked if worth.truth]
        best = max(certain, default=None)
        worked = [x for x in worked if best is None or x[2].ceiling.high is None or x[2].ceiling.high >= best]
    ends = [(w.floor, w.ceiling) for _, _, w in worked]
    if table.rescaled:
        ends = [table.scaled(low, high, tier) for low, high in ends]
    spans = unique(Span(*e, row.amount.form) for e, (row, _, _) in zip(ends, worked, strict=True))
    low, high = hull(s.low for s in spans), hull(s.high for s in spans)
    missing = unique(m for _, worth, w in worked for m in (*worth.missing, *w.missing))
    facts = unique(s for _, worth, w in worked for s in (*worth.seen, *w.seen))
    every = unique(
        m
        for row, worth, _ in worked
        for m in (*row.amount.marks, *worth.marks, *table.basis.marks, *table.marks, *marks(matter.law, table.basis))
    )
    amount = Amount(low.low, high.high)
    reason = table.note or say("{low} to {high}", low=Yuan(low.low), high=Yuan(high.high))
    finding = _finding(
        table,
        matter,
        "applied" if sure else "unknown",
        reason,
        after=amount,
        seen=seen(facts, matter.view),
        missing=missing,
        marks=every,
    )
    return Result(amount, (finding,), spans, missing)


def _not_found_out(
    table: Table, rows: list[tuple[Band, Worth, Worked]], matter: Matter
) -> tuple[Band, Worth, Worked] | None:
    """Of the rows that may hold the lowest, where only what could not be found out after inquiry leaves it open and counts lowest."""
    rule = matter.law.setting("not_found_out", matter.decision)
    missing = unique(m for _, worth, _ in rows for m in worth.missing)
    if not missing or rule is None or rule.factor != "lowest" or table.basis.pick == "sum":
        return None
    if any(matter.view.value(m) is not Missing.NOT_FOUND_OUT for m in missing):
        return None
    return min(rows, key=lambda r: (r[2].floor.low, r[2].ceiling.low))


def _row(table: Table, row: Band, worked: Worked, tier: TierRange, matter: Matter) -> Result:
    """What a table gives where the lowest of its rows counts for want of what could not be found out."""
    ends = (worked.floor, worked.ceiling)
    span = Span(*(table.scaled(*ends, tier) if table.rescaled else ends), row.amount.form)
    amount = Amount(span.low.low, span.high.high)
    rule = matter.law.setting("not_found_out", matter.decision)
    source = (*(table.basis.source or ()), *((rule.source,) if rule and rule.source else ()))
    reason = say(
        "could not be found out after inquiry, so the lowest row counts: {low} to {high}",
        low=Yuan(amount.low),
        high=Yuan(amount.high),
    )
    facts = unique(t.fact for b in table.basis.bands if b.when for t in b.when.tests())
    every = unique((*row.amount.marks, *table.basis.marks, *table.marks, *marks(matter.law, table.basis)))
    finding = msgspec.structs.replace(
        _finding(table, matter, "applied", reason, after=amount, seen=seen(facts, matter.view), marks=every),
        cited=names(source),
        citations=matter.law.cites(source),
    )
    return Result(amount, (finding,), (span,), worked.missing)


def _worked(fine: Fine, tier: TierRange, matter: Matter) -> Worked:
    """A row worked out in yuan; one without an upper end goes up to that of the statutory range."""
    if fine.form != "floor":
        return work(fine, matter.view)
    worked = work(msgspec.structs.replace(fine, to=fine.from_), matter.view)
    return msgspec.structs.replace(worked, ceiling=tier.ceiling.at_least(worked.floor))


def _grades(table: Table, tier: TierRange, matter: Matter) -> Result:
    """The mean grade, between the lowest and the highest, is the place in the statutory range."""
    basis = table.basis
    assert basis.grades is not None
    key = ("grading", table.id, tier.tier.id, matter.when)
    factors = derived(matter.law, key, lambda: tuple(Graded.of(table, f, tier.tier.id) for f in basis.factors))
    assessed = [level_of(graded, matter) for graded in factors]
    parts = [p for p in assessed if p.counts]
    missing = unique(m for p in parts for m in p.missing)
    count = len(parts)
    total = ZERO
    for part in parts:
        total = total.plus(part.weight)
    lowest, highest = basis.grades.lowest.value, basis.grades.highest.value
    share = Fraction(1, count * (highest - lowest)) if count else Fraction(0)
    place = Amount(max(0, total.low - count * lowest) * share, max(0, (total.high or 0) - count * lowest) * share)
    width = Amount(
        max(0, tier.ceiling.low - (tier.floor.high if tier.floor.high is not None else tier.ceiling.low)),
        None if tier.ceiling.high is None else tier.ceiling.high - tier.floor.low,
    )
    amount = tier.floor.plus(width.times(place))
    amount = Amount(simplest(amount.low), None if amount.high is None else simplest(amount.high))
    arithmetic = f"({' + '.join(summand(p.weight) for p in parts)}) / {count}; {plain(lowest)}–{plain(highest)} → {shown(amount)}"
    every = unique(
        (
            *basis.grades.marks,
            *(m for p in parts for m in p.finding.marks),
            *basis.marks,
            *table.marks,
            *marks(matter.law, basis),
        )
    )
    reason = table.note or say("the mean of the grades is the place in the statutory range")
    finding = _finding(
        table, matter, "applied", reason, after=amount, arithmetic=arithmetic, marks=every, missing=missing
    )
    return Result(amount, (*(p.finding for p in assessed), finding), (_exactly(amount),), missing)
