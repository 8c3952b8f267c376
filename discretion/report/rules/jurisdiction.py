"""A jurisdiction: how it rounds, combines programmes, places a penalty in a band, and on what authority."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from discretion.law.citation import Citation
from discretion.law.jurisdiction import Jurisdiction, Point
from discretion.report.rules.programme import kind
from discretion.report.rules.shown import Line, Phrase, Shown
from discretion.report.rules.wording import Wording, kept


def jurisdiction(id: str, record: Jurisdiction, w: Wording) -> Shown:
    """What the place itself settles; what it leaves open is its parent's."""
    t = w.lang
    lines = [*_rounding(record, w), *_programmes(record, w), *_band(record, w), *_acts(record, w)]
    return Shown(id, t.of(record.title), kept([*lines, w.line(t("note"), t.of(record.note))]))


def _with(phrase: Phrase, source: Citation | None, w: Wording) -> Iterable[Phrase]:
    return (phrase, *(w.cites((source,)) if source is not None else ()))


def _rounding(record: Jurisdiction, w: Wording) -> Iterable[Line]:
    t, own = w.lang, record.rounding
    if own is not None:
        mode = {"half-up": t("half up"), "down": t("downwards"), "up": t("upwards")}[own.mode]
        text = t("to {amount}, {mode}", amount=w.yuan(own.to), mode=mode)
        yield w.line(t("rounding"), *_with(w.marked(text, own.to.marks), own.source, w))


def _programmes(record: Jurisdiction, w: Wording) -> Iterable[Line]:
    t, own = w.lang, record.programmes
    if own is not None:
        ways = {"compound": t("one after the other"), "add": t("added up"), "best": t("only the best")}
        order = " → ".join(kind(k, w) for k in own.order)
        yield w.line(t("programmes"), *_with(Phrase(f"{order}; {ways[own.combine]}"), own.source, w))
        if own.at_most_percent is not None:
            yield w.line(t("together at most"), w.figure(own.at_most_percent, "%"))


def _band(record: Jurisdiction, w: Wording) -> Iterable[Line]:
    t, own = w.lang, record.point_in_band
    if own is not None:
        named = ((t("lighter"), own.lighter), (t("ordinary"), own.ordinary), (t("heavier"), own.heavier))
        points = tuple(_point(name, point, w) for name, point in named)
        yield w.line(t("point in a band"), *points, *(w.cites((own.source,)) if own.source is not None else ()))


def _point(name: str, point: Point, w: Wording) -> Phrase:
    found = w.share(point.share)
    text = found.text.removesuffix("%")
    return Phrase(f"{name}: {text}", found.provenance, found.mark, found.why)


def _acts(record: Jurisdiction, w: Wording) -> Iterable[Line]:
    t = w.lang
    if record.not_found_out is not None:
        counts = {"lowest": t("its lowest level"), "unknown": t("unknown")}[record.not_found_out.factor]
        yield w.line(t("a factor not found out counts as"), *_with(Phrase(counts), record.not_found_out.source, w))
    if record.same_act is not None:
        names = {
            "rank": t("the higher rank"),
            "special": t("the special provision"),
            "later": t("the later provision"),
            "highest": t("the highest fine"),
        }
        order = " → ".join(names[o] for o in record.same_act.order)
        yield w.line(t("several provisions for one act"), *_with(Phrase(order), record.same_act.source, w))
    if record.overlapping_bases is not None:
        which = {"heaviest": t("the heaviest"), "first": t("the first")}[record.overlapping_bases]
        yield w.line(t("several tables for one act"), which)
    if record.first_day_counts is not None:
        yield w.line(t("the first day of a period counts"), _first_day(record.first_day_counts, w))
    for step, sources in (record.authority or {}).items():
        yield w.line(t("authority: {step}", step=step), *w.cites(sources))


def _first_day(own: Any, w: Wording) -> Phrase:
    text = w.lang("yes") if own.value else w.lang("no")
    return Phrase(text, own.provenance, w.words.mark(own.provenance), own.why)
