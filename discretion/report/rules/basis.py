"""A discretion basis as the table that it is: start and base of each tier, factors with their levels and weights, bands."""

from __future__ import annotations

from collections.abc import Iterator

from discretion.assess.say import value_words
from discretion.assess.truth import unique
from discretion.law.basis import Basis, BasisTier, Factor, Level
from discretion.law.fact import Fact
from discretion.money import plain
from discretion.report.rules.shown import Cell, Phrase, Shown, Table
from discretion.report.rules.wording import Wording, kept


def basis(id: str, record: Basis, w: Wording) -> Shown:
    """The whole table."""
    t = w.lang
    method = {"weights": t("weights"), "bands": t("bands"), "grades": t("grades")}[record.method]
    grades = record.grades
    lines = [
        w.line(t("jurisdiction"), w.place(id)),
        w.line(t("ground"), *w.cites(record.source or ())),
        w.line(t("section"), record.section or ""),
        w.line(t("in force"), w.validity(w.law.validity(record))),
        w.line(t("offences"), *(w.rule(o) for o in record.offences)),
        w.line(t("provision"), *w.cites(record.provisions)),
        w.line(t("method"), w.marked(method, record.marks)),
        w.line(t("where"), w.condition(record.when)),
        *(
            [w.line(t("grades"), w.marked(f"{plain(grades.lowest.value)}–{plain(grades.highest.value)}", grades.marks))]
            if grades
            else []
        ),
        w.line(t("total at least"), w.figure(record.total_at_least, "%") if record.total_at_least else ""),
        w.line(t("total at most"), w.figure(record.total_at_most, "%") if record.total_at_most else ""),
        w.line(t("replaces"), *(w.rule(r) for r in record.replaces)),
        w.line(t("note"), t.of(record.note)),
    ]
    tables = (_tiers(record, w), _factors(id, record, w), _bands(id, record, w))
    return Shown(id, t.of(record.title) or id, kept(lines), tuple(table for table in tables if table.rows))


def _tiers(record: Basis, w: Wording) -> Table:
    t = w.lang
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            Cell((Phrase(", ".join(tier.serves)),)),
            Cell((w.figure(tier.start, "%"),)),
            Cell((_of(tier, w),)),
            Cell((w.condition(tier.when),)),
        )
        for tier in record.tiers
    )
    if not any(tier.when for tier in record.tiers):
        rows = tuple(row[:3] for row in rows)
    heads = (t("tier"), t("start"), t("of"), t("where"))
    return Table(t("start and base"), heads[: len(rows[0]) if rows else 4], rows)


def _of(tier: BasisTier, w: Wording) -> Phrase:
    """What the percentage is of."""
    t, of = w.lang, tier.of.of
    if of.yuan is not None:
        return w.marked(w.yuan(of.yuan), of.yuan.marks)
    if of.fact is None:
        return Phrase(t("ceiling of the statutory range"))
    times = of.times
    title = w.law.fact_title(of.fact)
    text = t.of(title) if times is None else t("{ends:time|times} {of}", ends=plain(times.value), of=title)
    marks = () if times is None else times.marks
    if of.at_least is not None:
        text += t(", at least {amount}", amount=w.yuan(of.at_least))
        marks = (*marks, *of.at_least.marks)
    return w.marked(text, marks, f"facts/{of.fact}")


def _factors(id: str, record: Basis, w: Wording) -> Table:
    """One row a level; the factor stands beside all of its levels."""
    t = w.lang
    named = unique(tier for f in record.factors for level in f.levels for tier in level.weight.by_tier)
    worth = t("grade") if record.method == "grades" else t("weight")
    heads = (t("factor"), t("level"), *((f"{worth} {tier}" for tier in named) if named else (worth,)))
    rows = tuple(row for f in record.factors for row in _levels(id, f, named, w, record.method == "grades"))
    return Table(t("factors"), heads, rows)


def _levels(id: str, factor: Factor, named: tuple[str, ...], w: Wording, grades: bool) -> Iterator[tuple[Cell, ...]]:
    fact = w.law.facts.get(factor.fact or "")
    for level, before in zip(factor.levels, (None, *factor.levels), strict=False):
        after = before is not None and before.closed
        unit = f"{id}/{factor.key}/{level.index + 1}"
        cells = [Cell((level_words(level, fact, w, after),), unit)]
        for tier in named or ("",):
            figure = level.weight.at(tier)
            cells.append(Cell((Phrase("—") if figure is None else w.figure(figure, "" if grades else "%"),)))
        head = (Cell(_factor(factor, w), "", len(factor.levels)),) if level.index == 0 else ()
        yield (*head, *cells)


def _factor(factor: Factor, w: Wording) -> tuple[Phrase, ...]:
    t = w.lang
    picks = {
        "sum": t("the weights of all levels that hold add up"),
        "first": t("the first level that holds"),
        "lightest": t("the lightest level that holds"),
    }
    several = any(level.when for level in factor.levels)
    notes = (
        picks.get(factor.pick, "") if several else "",
        f"{t('tier')} {', '.join(factor.tiers)}" if factor.tiers else "",
        t.of(factor.note),
    )
    return (
        Phrase(factor_title(factor, w), to=f"facts/{factor.fact}" if factor.fact else ""),
        w.condition(factor.when, before=t("where")),
        *(Phrase(n) for n in notes if n),
    )


def factor_title(factor: Factor, w: Wording) -> str:
    """What a factor is called."""
    if factor.title is not None:
        return w.lang.of(factor.title)
    return w.lang.of(w.law.fact_title(factor.fact)) if factor.fact else factor.key


def level_words(level: Level, fact: Fact | None, w: Wording, after: bool = False) -> Phrase:
    """When a level is the one. ``after``: the limit from which it rises belongs to the level before it."""
    t = w.lang
    if level.title is not None:
        return Phrase(t.of(level.title))
    if level.values:
        return Phrase(t.of(tuple(value_words(fact, v) for v in level.values)))
    if level.when is not None:
        return w.condition(level.when)
    if level.at_least is None and level.below is None:
        return Phrase(t("otherwise"))
    unit = t.of(fact.unit) if fact is not None and fact.unit is not None else ""
    whole = fact is not None and fact.type in ("count", "days")
    step = _whole(level, after) if whole else _step(level, after)
    return Phrase(f"{step} {unit}" if unit and t.code == "en" else step + unit)


def _step(level: Level, after: bool) -> str:
    """A step of a number that may have a fraction."""
    low = "" if level.at_least is None else plain(level.at_least)
    if level.below is None:
        return f"{'>' if after else '≥'}{low}"
    high = f"{'≤' if level.closed else '<'}{plain(level.below)}"
    return f"{'>' if after else ''}{low}–{high}" if low else high


def _whole(level: Level, after: bool) -> str:
    """A step of a whole number: from the first to the last that belongs to it."""
    first = None if level.at_least is None else level.at_least + after
    if level.below is None:
        return "" if first is None else f"≥{plain(first)}"
    last = level.below if level.closed else level.below - 1
    if first is None:
        return f"≤{plain(last)}"
    return plain(first) if first == last else f"{plain(first)}–{plain(last)}"


def _bands(id: str, record: Basis, w: Wording) -> Table:
    t = w.lang
    served = any(band.for_ for band in record.bands)
    heads = (*((t("tier"),) if served else ()), t("where"), t("amount"))
    rows = tuple(
        (
            *((Cell((Phrase(", ".join(band.for_)),)),) if served else ()),
            Cell(
                (Phrase(t.of(band.title)) if band.title is not None else w.condition(band.when, t("otherwise")),),
                f"{id}/{n}",
            ),
            Cell((w.fine(band.amount),)),
        )
        for n, band in enumerate(record.bands, 1)
    )
    title = {"sum": t("bands; those that hold add up"), "heaviest": t("bands; the heaviest that holds")}
    return Table(title.get(record.pick, t("bands; the first that holds")), heads, rows)
