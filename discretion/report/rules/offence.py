"""An offence: its elements, its provisions side by side, and what bears on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from discretion.assess.truth import unique
from discretion.law.measure import MeasureUse
from discretion.law.offence import Offence, Provision, Tier
from discretion.report.rules.related import related
from discretion.report.rules.shown import Cell, Line, Phrase, Shown, Table
from discretion.report.rules.wording import Wording, kept


def offence(id: str, record: Offence, w: Wording) -> Shown:
    """The whole offence."""
    t = w.lang
    lines = [
        w.line(t("elements"), w.condition(record.elements)),
        w.line(t("enforced by"), _departments(record, w)),
        w.line(t("keywords"), t.of(tuple(record.keywords))),
        w.line(t("tags"), ", ".join(record.tags)),
        _neighbour(t("preceded by"), record.preceded_by, w),
        _neighbour(t("succeeded by"), record.succeeded_by, w),
        w.line(t("note"), t.of(record.note)),
    ]
    return Shown(id, t.of(record.title), kept(lines), (provisions(id, record, w),), tuple(related(w, id)))


def _neighbour(name: str, id: str | None, w: Wording) -> Line:
    words = {
        None: "",
        "none": w.lang("none"),
        "not-stored": w.lang("there is such law, but these rules do not hold it"),
    }
    return w.line(name, words[id] if id in words else w.rule(str(id)))


def provisions(id: str, record: Offence, w: Wording) -> Table:
    """The provisions side by side, the oldest first."""
    t, found = w.lang, by_date(record, w)
    tiers = unique(tier.id for p in found for tier in p.tiers)
    units = {p.key: f"{id}/{p.key}" for p in found}
    rows: list[tuple[str, list[Cell]]] = [
        (t("in force"), [Cell((w.validity(w.law.validity(p)),)) for p in found]),
        (t("liability"), [Cell(w.cites(p.liability), units[p.key]) for p in found]),
        (t("duty"), [Cell(w.cites(p.duty)) for p in found]),
        (t("details"), [Cell(w.cites(p.details)) for p in found]),
        (t("enforced by"), [Cell((Phrase(_departments(p, w)),)) for p in found]),
        (t("further elements"), [Cell((w.condition(p.elements),)) for p in found]),
        *((f"{t('tier')} {tier}", [_tier_cell(p, tier, units[p.key], w) for p in found]) for tier in tiers),
        (t("measures"), [_measures((*p.measures, *_of_tiers(p)), w) for p in found]),
        (t("on refusal"), [_measures(p.on_refusal, w) for p in found]),
        (t("note"), [Cell((Phrase(t.of(p.note)),)) for p in found]),
    ]
    said = [(name, cells) for name, cells in rows if any(c.text for c in cells)]
    heads = ("", *(p.key for p in found))
    return Table(t("provisions"), heads, tuple((Cell((Phrase(n),)), *cells) for n, cells in said), beside=True)


def by_date(record: Offence, w: Wording) -> list[Provision]:
    """The provisions, the oldest first."""

    def since(provision: Provision) -> str:
        start = w.law.validity(provision).from_
        return "" if start is None else start.value.isoformat()

    return sorted(record.provisions, key=since)


def _departments(record: Offence | Provision, w: Wording) -> str:
    return w.lang.of(tuple(w.law.department(d) for d in record.departments)) if record.departments else ""


def _of_tiers(provision: Provision) -> Iterator[str | MeasureUse]:
    for tier in provision.tiers:
        yield from tier.measures


def _tier_cell(provision: Provision, id: str, unit: str, w: Wording) -> Cell:
    own = [t for t in provision.tiers if t.id == id]
    return Cell(tuple(p for t in own for p in tier(t, w)), f"{unit}/{id}" if own else "")


def tier(tier: Tier, w: Wording) -> Iterator[Phrase]:
    """A tier: who pays what, and when."""
    t = w.lang
    fine = Phrase(t("no fine")) if tier.fine is None else w.fine(tier.fine)
    payers = {
        "organisation": t("organisation"),
        "individual": t("individual"),
        "person-in-charge": t("persons in charge"),
    }
    text = f"{payers[tier.payer]}: {fine.text}" if tier.payer in payers else fine.text
    yield Phrase(text, fine.provenance, fine.mark, fine.why)
    if tier.when is not None:
        yield w.condition(tier.when, before=t("where"))


def _measures(uses: Iterable[str | MeasureUse], w: Wording) -> Cell:
    return Cell(tuple(w.measure(use) for use in uses))
