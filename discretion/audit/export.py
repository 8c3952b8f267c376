"""Everything in the rules as plain data: figures, discretion bases, list entries and programmes.

Numbers are integers, or exact strings (``"0.5"``, ``"100/3"``) where they are no whole number; days are ``2026-08-15``;
citations are texts as the rules write them; conditions, titles and notes stand as in the YAML source. Beside the keys
that are always there, what else a rule says stands under its key in the rule file. Sorted: same rules, same data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final

from discretion.law.basis import Band, Basis, BasisTier, Factor, Level, Weight
from discretion.law.citation import Citation, Outline
from discretion.law.entry import Entry, Exclusion
from discretion.law.figure import PROVENANCES, Day, Figure, Validity
from discretion.law.offence import Fine, Provision, Tier
from discretion.law.programme import Programme
from discretion.money import Number, plain
from discretion.rulebook import Rule, Rulebook
from discretion.rulebook.loader import Shelf
from discretion.rulebook.sections import LISTS

Data = dict[str, Any]
UNITS: Final = {"multiple": "times", "percent": "percent", "per-unit": "yuan-per-unit"}


def export(rulebook: Rulebook) -> Data:
    """The rules as ``{"figures", "bases", "lists", "programmes"}``, each a list of plain mappings; raises ``Unusable``.

    A figure is one fine of one tier of one provision of an offence, at the first place that its liability cites.
    ``amount_at`` is the second place cited: as a rule the one that holds the amount, where the first has only the act.
    It names its instrument where that is another one.
    """
    shelf = rulebook.shelf()
    outlines = {r.record.instrument: r.record for r in shelf.rules if r.section == "outline"}
    rules = sorted(shelf.rules, key=lambda r: (r.section, r.id))
    exclusions = [r.record for r in rules if isinstance(r.record, Exclusion)]
    return {
        "figures": _figures((r for r in rules if r.section == "offences"), rulebook, outlines),
        "bases": [_basis(r, _raw(shelf, r)) for r in rules if r.section == "bases"],
        "lists": [_entry(r, _raw(shelf, r), rulebook) for r in rules if r.section in LISTS],
        "programmes": [_programme(r, _raw(shelf, r), rulebook, exclusions) for r in rules if r.section == "programmes"],
    }


def place(citation: Citation, outlines: Mapping[str, Outline]) -> Data:
    """``{article, paragraph, item}``; an article's only paragraph need not be written, an inserted article is text."""
    article = f"{citation.article}-{citation.inserted}" if citation.inserted else citation.article
    outline = outlines.get(citation.instrument)
    only = outline is not None and len(outline.articles.get(str(article), ())) == 1
    return {"article": article, "paragraph": citation.paragraph or (1 if only else None), "item": citation.item}


def _figures(offences: Iterable[Rule], rulebook: Rulebook, outlines: Mapping[str, Outline]) -> list[Data]:
    found: list[tuple[tuple[Any, ...], Data]] = []
    for rule in offences:
        for provision in rule.record.provisions:
            in_force = _validity(rulebook.law(rule.jurisdiction).validity(provision))
            for tier in provision.tiers:
                if tier.fine is not None:
                    figure = _figure(rule, provision, tier, tier.fine, outlines)
                    found.append((_place_order(provision.liability[0], rule.id), {**figure, "in_force": in_force}))
    return [figure for _, figure in sorted(found, key=lambda pair: pair[0])]


def _place_order(citation: Citation, offence: str) -> tuple[Any, ...]:
    numbers = (citation.article, citation.inserted, citation.paragraph, citation.item)
    return (citation.instrument, *(n or 0 for n in numbers), offence)


def _figure(rule: Rule, provision: Provision, tier: Tier, fine: Fine, outlines: Mapping[str, Outline]) -> Data:
    first, *further = provision.liability
    data: Data = {
        "offence": rule.id,
        "jurisdiction": rule.jurisdiction,
        "instrument": first.instrument,
        **place(first, outlines),
        "tier": tier.id,
        "payer": tier.payer,
        "kind": fine.kind,
        "from": _number(fine.fixed or fine.from_) or 0,
        "to": _number(fine.fixed or fine.to),
        "unit": UNITS.get(fine.kind, "yuan"),
        "of": fine.of,
        "shall": fine.shall,
        "base_at_least": _number(fine.base_at_least),
        "provenance": _weakest(m.provenance for m in fine.marks),
    }
    if further:
        elsewhere = {} if further[0].instrument == first.instrument else {"instrument": further[0].instrument}
        data["amount_at"] = {**elsewhere, **place(further[0], outlines)}
    return data | {key: _number(cap) for key, cap in (("at_least", fine.at_least), ("at_most", fine.at_most)) if cap}


def _basis(rule: Rule, raw: Data) -> Data:
    basis: Basis = rule.record
    data: Data = {
        "id": rule.id,
        "jurisdiction": rule.jurisdiction,
        "section": basis.section,
        "offence": list(basis.offences),
        "provisions": _texts(basis.provisions),
        "source": _texts(basis.source or ()),
        "method": basis.method,
        "pick": basis.pick,
        "tiers": [_basis_tier(t, r) for t, r in zip(basis.tiers, raw.get("tiers", ()), strict=True)],
        "start": _number(basis.tiers[0].start) if basis.tiers else None,
        "total_at_least": _number(basis.total_at_least),
        "total_at_most": _number(basis.total_at_most),
        "provenance": _provenance(raw),
    }
    if basis.method == "bands":
        data["bands"] = [_band(b, r) for b, r in zip(basis.bands, raw.get("bands", ()), strict=True)]
    else:
        weight = "grade" if basis.method == "grades" else "weight"
        data["factors"] = [_factor(f, r, weight) for f, r in zip(basis.factors, raw.get("factors", ()), strict=True)]
    return data | _rest(raw, data)


def _basis_tier(tier: BasisTier, raw: Data) -> Data:
    of = tier.of.of
    amount: Any = "ceiling"
    if of.yuan is not None:
        amount = _number(of.yuan)
    elif of.fact is not None:
        amount = {"fact": of.fact, "times": _number(of.times), "at_least": _number(of.at_least)}
    data = {"id": tier.id, "for": list(tier.serves), "of": amount, "start": _number(tier.start)}
    return data | _rest(raw, data)


def _factor(factor: Factor, raw: Data, weight: str) -> Data:
    raws = raw["levels"] if isinstance(raw["levels"], list) else [{} for _ in factor.levels]
    closed = False
    levels = []
    for level, item in zip(factor.levels, raws, strict=True):
        data = {**_level(level, closed), weight: _weight(level.weight)}
        levels.append(data | _rest(item, (*data, "at_most")))
        closed = level.closed
    name = {key: value for key, value in (("fact", factor.fact), ("id", factor.id)) if value is not None}
    data = {**name, "title": _plain(raw.get("title")), "pick": factor.pick, "levels": levels}
    return data | _rest(raw, data)


def _level(level: Level, after_closed: bool) -> Data:
    """What a level asks, apart from a condition: choices, or a step from where the last ended; nothing: otherwise."""
    if level.values:
        return {"is": [_plain(v) for v in level.values]}
    low, high = "above" if after_closed else "at_least", "at_most" if level.closed else "below"
    bounds = {low: level.at_least, high: level.below}
    return {key: _plain(bound) for key, bound in bounds.items() if bound is not None}


def _weight(weight: Weight) -> Any:
    return {t: _number(f) for t, f in weight.by_tier.items()} if weight.by_tier else _number(weight.figure)


def _band(band: Band, raw: Data) -> Data:
    """A row: its condition, its tiers, and its sub-range in the keys of a fine as far as they are written."""
    fine = band.amount
    amount: Data = {key: getattr(fine, key) for key in ("multiple_of", "percent_of", "per")}
    amount |= {"from": _number(fine.from_), "to": _number(fine.to)}
    amount |= {key: _number(getattr(fine, key)) for key in ("fixed", "base_at_least", "at_least", "at_most")}
    data = {"when": _plain(raw.get("when")), "for": list(band.for_)}
    data |= {key: value for key, value in amount.items() if value is not None}
    return data | _rest(raw, (*data, "fine"))


def _entry(rule: Rule, raw: Data, rulebook: Rulebook) -> Data:
    entry: Entry = rule.record
    data: Data = {
        "id": rule.id,
        "jurisdiction": rule.jurisdiction,
        "list": rule.section,
        "title": _plain(raw["title"]),
        "source": _texts(entry.source),
        "force": entry.force,
        "in_force": _validity(rulebook.law(rule.jurisdiction).validity(entry)),
        "when": _plain(raw.get("when")),
        "provenance": _provenance(raw),
    }
    return data | _rest(raw, data)


def _programme(rule: Rule, raw: Data, rulebook: Rulebook, exclusions: Iterable[Exclusion]) -> Data:
    programme: Programme = rule.record
    raws = raw.get("reduction", ())
    data: Data = {
        "id": rule.id,
        "jurisdiction": rule.jurisdiction,
        "kind": programme.kind,
        "title": _plain(raw["title"]),
        "source": _texts(programme.source),
        "in_force": _validity(rulebook.law(rule.jurisdiction).validity(programme)),
        "result": programme.result,
        "requires": _plain(raw["requires"]),
        "reduction": [
            {
                "when": _plain(item.get("when")),
                "from": _number(step.percent.from_),
                "to": _number(step.percent.to),
                "provenance": _provenance(item),
            }
            for step, item in zip(programme.reduction, raws, strict=True)
        ],
        "at_most": _number(programme.at_most),
        "exclusions": sorted(e.id for e in exclusions if rule.id in e.defeats),
    }
    return data | _rest(raw, data)


def _validity(validity: Validity) -> Data:
    """The days from and to; ``provenance`` where they are weaker than official."""
    marks = validity.marks
    days: Data = {"from": _day(validity.from_), "to": _day(validity.to)}
    return days | ({"provenance": _weakest(m.provenance for m in marks)} if marks else {})


def _day(day: Day | None) -> str | None:
    return None if day is None else day.value.isoformat()


def _number(figure: Figure | None) -> int | str | None:
    return None if figure is None else _exact(figure.value)


def _exact(value: Number) -> int | str:
    return value if isinstance(value, int) else plain(value)


def _texts(citations: Iterable[Citation]) -> list[str]:
    return [c.text for c in citations]


def _raw(shelf: Shelf, rule: Rule) -> Data:
    """The mapping as it stands in the rule's file."""
    value: Any = shelf.sources[rule.file].value
    for step in rule.steps:
        value = value[step]
    return dict(value)


def _rest(raw: Mapping[str, Any], handled: Iterable[str]) -> Data:
    """What else the mapping holds, as it stands in the file."""
    done = set(handled)
    return {key: _plain(value) for key, value in raw.items() if key not in done}


def _plain(value: Any) -> Any:
    """A value of a rule file as plain data."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return _exact(value) if isinstance(value, Fraction) else value


def _provenance(raw: Mapping[str, Any]) -> str:
    """The weakest provenance of any figure in the mapping."""
    return _weakest(_marked(raw))


def _marked(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("provenance"), str):
            yield value["provenance"]
        for inner in value.values():
            yield from _marked(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _marked(inner)


def _weakest(found: Iterable[str]) -> str:
    order: tuple[str, ...] = PROVENANCES
    return max(found, key=order.index, default="official")
