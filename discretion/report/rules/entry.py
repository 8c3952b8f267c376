"""An entry of a list, an exclusion, a step of the procedure."""

from __future__ import annotations

from typing import Any

from discretion.law.entry import Entry
from discretion.report.rules.related import list_name
from discretion.report.rules.shown import Phrase, Shown
from discretion.report.rules.wording import Wording, kept


def entry(id: str, record: Entry, w: Wording) -> Shown:
    """The whole entry."""
    t = w.lang
    other: Any = record
    named = next((n for n, entries in w.law.lists.items() if record in entries), "")
    days = getattr(other, "days", None)
    lines = [
        w.line(t("list"), list_name(named, t)),
        w.line(t("jurisdiction"), w.place(id)),
        w.line(t("ground"), *w.cites(record.source)),
        w.line(t("force"), w.force(record.force)),
        w.line(t("in force"), w.validity(w.law.validity(record))),
        w.line(t("where"), w.condition(record.when)),
        w.line(t("unless"), w.condition(record.unless)),
        w.line(t("effect"), effect(other, w)),
        w.line(t("period"), w.period(getattr(other, "period", None))),
        w.line(t("measures"), *_measures(other, w)),
        w.line(t("of"), _fact(getattr(other, "of", None), w)),
        w.line(t("days"), "" if days is None else t("{a} to {b} days", a=int(days.from_.value), b=int(days.to.value))),
        w.line(t("from"), _fact(getattr(other, "from_", None), w)),
        w.line(t("until"), _fact(getattr(other, "until", None), w)),
        w.line(t("deadline"), _deadline(getattr(other, "deadline", None), w)),
        w.line(t("defeats"), *(w.rule(d) for d in getattr(other, "defeats", ()))),
        w.line(t("offences"), *(w.rule(o) for o in record.offences)),
        w.line(t("text"), t.of(getattr(other, "text", None))),
        w.line(t("replaces"), *(w.rule(r) for r in record.replaces)),
        w.line(t("defeated by"), *(w.rule(e.id) for e in w.law.exclusions(id))),
        w.line(t("note"), t.of(record.note)),
    ]
    return Shown(id, t.of(record.title), kept(lines))


def effect(record: Any, w: Wording) -> Phrase:
    """How far an entry moves the amount."""
    t, found = w.lang, getattr(record, "effect", None)
    if found is None:
        return Phrase(t("lighter or mitigated, as the officer decides") if getattr(record, "or_mitigated", 0) else "")
    off, on = found.percent_off, found.percent_on
    share = w.share(off if off is not None else on)
    text = t("{percent} off", percent=share.text) if off is not None else t("{percent} more", percent=share.text)
    return Phrase(text, share.provenance, share.mark, share.why)


def _measures(record: Any, w: Wording) -> list[Phrase]:
    own = getattr(record, "measure", None)
    ids = getattr(record, "measures", ()) if own is None else (own,)
    return [Phrase(w.lang.of(w.law.measures[i].title) if i in w.law.measures else i, to=f"measures/{i}") for i in ids]


def _fact(fact: str | None, w: Wording) -> Phrase:
    return Phrase("") if fact is None else Phrase(w.lang.of(w.law.fact_title(fact)), to=f"facts/{fact}")


def _deadline(deadline: Any, w: Wording) -> str:
    if deadline is None:
        return ""
    return w.lang("{period} from: {of}", period=w.period(deadline.period), of=w.law.fact_title(deadline.of))
