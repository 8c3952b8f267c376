"""A rule in words: what it asks, what it gives, on what authority; an offence with its provisions side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from discretion.assess.say import period_words, required, value_words
from discretion.assess.space import bases, conditions
from discretion.assess.truth import unique
from discretion.law.basis import Basis, Factor, Level
from discretion.law.citation import Citation, Instrument
from discretion.law.condition import Condition
from discretion.law.entry import Entry, Share
from discretion.law.fact import Fact
from discretion.law.figure import Figure, Mark, Validity, weakest
from discretion.law.measure import MeasureUse
from discretion.law.offence import Fine, Offence, Provision, Tier
from discretion.law.programme import Programme
from discretion.money import plain
from discretion.report.language import Language
from discretion.report.words import Words
from discretion.rulebook import Law

LISTS: Final = ("not-responsible", "no-penalty", "already-fined", "lighter", "mitigated", "heavier", "limitation")


class Line(msgspec.Struct, frozen=True):
    """Something of a rule: its name and its words."""

    name: str
    text: str


class Grid(msgspec.Struct, frozen=True):
    """Provisions side by side: a head for each, and rows of as many cells."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


class Related(msgspec.Struct, frozen=True):
    """Rules that bear on an offence, of one kind: their ids with their titles."""

    kind: str
    rules: tuple[tuple[str, str], ...]


class Shown(msgspec.Struct, frozen=True):
    """A rule as it is shown."""

    id: str
    title: str
    lines: tuple[Line, ...]
    grid: Grid | None = None
    related: tuple[Related, ...] = ()


def show(id: str, law: Law, lang: Language) -> Shown | None:
    """The rule ``id`` as it stands in a jurisdiction; ``None`` where there is none."""
    make = _Maker(law, lang)
    if id in law.offences:
        return make.offence(id, law.offences[id])
    if id in law.bases:
        return make.basis(id, law.bases[id])
    if id in law.named:
        record = law.named[id]
        return make.programme(id, record) if isinstance(record, Programme) else make.entry(id, record)
    if id in law.facts:
        return make.fact(id, law.facts[id])
    if id in law.instruments:
        return make.instrument(id, law.instruments[id])
    if id in law.measures:
        return Shown(id, lang.of(law.measures[id].title), (Line(lang("kind"), law.measures[id].kind),))
    return None


def ids(law: Law) -> tuple[str, ...]:
    """Every id that can be shown."""
    kinds: tuple[Iterable[str], ...] = (law.offences, law.bases, law.named, law.facts, law.instruments, law.measures)
    return unique(id for kind in kinds for id in kind)


class _Maker:
    def __init__(self, law: Law, lang: Language) -> None:
        self.law, self.lang, self.words = law, lang, Words(lang)

    # --- an offence -------------------------------------------------------------------------------------------------

    def offence(self, id: str, offence: Offence) -> Shown:
        t = self.lang
        by = (offence.enforced_by,) if isinstance(offence.enforced_by, str) else offence.enforced_by
        lines = [
            Line(t("elements"), self.condition(offence.elements)),
            Line(t("enforced by"), ", ".join(by)),
            Line(t("keywords"), t.of(tuple(offence.keywords))),
            Line(t("tags"), ", ".join(offence.tags)),
            Line(t("preceded by"), offence.preceded_by or ""),
            Line(t("succeeded by"), offence.succeeded_by or ""),
            Line(t("note"), t.of(offence.note)),
        ]
        return Shown(id, t.of(offence.title), _kept(lines), self.grid(offence), tuple(self.related(id)))

    def grid(self, offence: Offence) -> Grid:
        """The provisions side by side, the oldest first."""
        t, provisions = self.lang, self._by_date(offence.provisions)
        tiers = unique(tier.id for p in provisions for tier in p.tiers)
        rows: list[tuple[str, list[str]]] = [
            (t("in force"), [self.validity(self.law.validity(p)) for p in provisions]),
            (t("duty"), [self.cites(p.duty) for p in provisions]),
            (t("liability"), [self.cites(p.liability) for p in provisions]),
            (t("details"), [self.cites(p.details) for p in provisions]),
            (t("further elements"), [self.condition(p.elements) for p in provisions]),
            *((f"{t('tier')} {tier}", [self.tiers(p, tier) for p in provisions]) for tier in tiers),
            (t("measures"), [self.measures((*p.measures, *self._of_tiers(p))) for p in provisions]),
            (t("on refusal"), [self.measures(p.on_refusal) for p in provisions]),
            (t("note"), [t.of(p.note) for p in provisions]),
        ]
        heads = tuple(p.key for p in provisions)
        return Grid(heads, tuple((name, tuple(cells)) for name, cells in rows if any(cells)))

    def _by_date(self, provisions: Iterable[Provision]) -> list[Provision]:
        def since(provision: Provision) -> str:
            start = self.law.validity(provision).from_
            return "" if start is None else start.value.isoformat()

        return sorted(provisions, key=since)

    @staticmethod
    def _of_tiers(provision: Provision) -> Iterator[str | MeasureUse]:
        for tier in provision.tiers:
            yield from tier.measures

    def tiers(self, provision: Provision, id: str) -> str:
        return "\n".join(self.tier(tier) for tier in provision.tiers if tier.id == id)

    def tier(self, tier: Tier) -> str:
        t = self.lang
        text = t("no fine") if tier.fine is None else self.fine(tier.fine)
        payers = {
            "organisation": t("organisation"),
            "individual": t("individual"),
            "person-in-charge": t("persons in charge"),
        }
        if tier.payer in payers:
            text = f"{payers[tier.payer]}: {text}"
        if tier.when is not None:
            text += f"\n{t('where')} {self.condition(tier.when)}"
        return text

    def fine(self, fine: Fine) -> str:
        """A fine as the statute writes it."""
        t = self.lang
        low, high = fine.fixed or fine.from_, fine.fixed or fine.to
        ends = plain(high.value) if high is not None and fine.kind != "range" else ""
        if fine.fixed is None and low is not None and high is not None:
            ends = f"{plain(low.value)}–{plain(high.value)}"
        of = t.of(self.law.fact_title(fine.of)) if fine.of else ""
        text = {
            "range": lambda: t("{low} to {high}", low=self.yuan(low), high=self.yuan(high)),
            "ceiling": lambda: t("up to {high}", high=self.yuan(high)),
            "fixed": lambda: self.yuan(high),
            "multiple": lambda: t("{ends} times {of}", ends=ends, of=of),
            "percent": lambda: t("{ends} % of {of}", ends=ends, of=of),
            "per-unit": lambda: t("{ends} yuan per unit of {of}", ends=ends, of=of),
        }[fine.kind]()
        if fine.base_at_least is not None:
            text += t(" (base at least {amount})", amount=self.yuan(fine.base_at_least))
        if fine.at_least is not None:
            text += t(", at least {amount}", amount=self.yuan(fine.at_least))
        if fine.at_most is not None:
            text += t(", at most {amount}", amount=self.yuan(fine.at_most))
        return (text if fine.shall else t("may: {fine}", fine=text)) + self.mark(fine.marks)

    def measures(self, uses: Iterable[str | MeasureUse]) -> str:
        return "\n".join(self.measure(use) for use in uses)

    def measure(self, use: str | MeasureUse) -> str:
        t = self.lang
        if isinstance(use, str):
            return t.of(self.law.measures[use].title)
        text = t.of(self.law.measures[use.measure].title)
        text = text if use.force == "shall" else t("may: {fine}", fine=text)
        if use.days is not None:
            text += " " + t("{a} to {b} days", a=int(use.days.from_.value), b=int(use.days.to.value))
        return text if use.when is None else f"{text} ({t('where')} {self.condition(use.when)})"

    def related(self, offence: str) -> Iterator[Related]:
        """Everything that bears on an offence in the jurisdiction."""
        law, t = self.law, self.lang
        tables = [(i, b) for i, b in law.bases.items() if offence in b.offences] or [
            (i, b) for i, b in law.bases.items() if not b.offences
        ]
        yield self._related(t("discretion tables"), ((i, b.title) for i, b in tables))
        for name in LISTS:
            entries = [(e.id, e.title) for e in law.lists[name] if e.concerns(offence)]
            yield self._related(self.list_name(name), entries)
        programmes = [(i, p) for i, p in law.programmes.items() if p.concerns(offence)]
        yield self._related(t("programmes"), ((i, p.title) for i, p in programmes))
        named = {i for i, _ in programmes}
        excluded = [(e.id, e.title) for e in law.lists["exclusions"] if e.concerns(offence) and named & set(e.defeats)]
        yield self._related(t("exclusions"), excluded)
        facts = unique(
            (
                *(test.fact for c in conditions(law, offence) for test in c.tests()),
                *(f.fact for b in bases(law, offence) for f in b.factors if f.fact is not None),
            )
        )
        known = [(f, law.facts[f].title) for f in facts if f in law.facts and not law.facts[f].computed]
        yield self._related(t("facts that it looks at"), known)

    def list_name(self, name: str) -> str:
        """What a list is called."""
        t = self.lang
        return {
            "not-responsible": t("not responsible"),
            "no-penalty": t("no penalty"),
            "already-fined": t("already fined for the same act"),
            "lighter": t("lighter"),
            "mitigated": t("mitigated"),
            "heavier": t("heavier"),
            "limitation": t("limitation"),
        }.get(name, name)

    def _related(self, kind: str, rules: Iterable[tuple[str, Any]]) -> Related:
        return Related(kind, tuple((id, self.lang.of(title) or id) for id, title in rules))

    # --- other rules ------------------------------------------------------------------------------------------------

    def entry(self, id: str, entry: Entry) -> Shown:
        t = self.lang
        effect = getattr(entry, "effect", None)
        lines = [
            Line(t("list"), next((self.list_name(n) for n, es in self.law.lists.items() if entry in es), "")),
            Line(t("jurisdiction"), self.law.home.get(id, "")),
            Line(t("ground"), self.cites(entry.source)),
            Line(t("force"), entry.force),
            Line(t("in force"), self.validity(self.law.validity(entry))),
            Line(t("where"), self.condition(entry.when)),
            Line(t("unless"), self.condition(entry.unless)),
            Line(t("effect"), self.effect(effect)),
            Line(t("period"), self.period(getattr(entry, "period", None))),
            Line(t("defeats"), ", ".join(getattr(entry, "defeats", ()))),
            Line(t("offences"), ", ".join(entry.offences)),
            Line(t("text"), t.of(getattr(entry, "text", None))),
            Line(t("defeated by"), ", ".join(e.id for e in self.law.exclusions(id))),
            Line(t("note"), t.of(entry.note)),
        ]
        return Shown(id, t.of(entry.title), _kept(lines))

    def effect(self, effect: Any) -> str:
        if effect is None:
            return ""
        t = self.lang
        off, on = effect.percent_off, effect.percent_on
        return (
            t("{percent} off", percent=self.share(off))
            if off is not None
            else t("{percent} more", percent=self.share(on))
        )

    def programme(self, id: str, programme: Programme) -> Shown:
        t = self.lang
        lines = [
            Line(t("kind"), programme.kind),
            Line(t("jurisdiction"), self.law.home.get(id, "")),
            Line(t("ground"), self.cites(programme.source)),
            Line(t("in force"), self.validity(self.law.validity(programme))),
            Line(t("result"), f"{programme.force} {programme.result}"),
            Line(t("requires"), self.condition(programme.requires)),
            *(Line(t("credits"), self.credit(c)) for c in programme.credits),
            *(
                Line(t("reduction"), self._step(self.share(s.percent) + self.mark(s.percent.marks), s.when))
                for s in programme.reduction
            ),
            Line(t("at most"), self.yuan(programme.at_most) if programme.at_most else ""),
            *(Line(t("benefit"), self._step(t.of(b.title), b.when)) for b in programme.benefits),
            Line(t("offences"), ", ".join(programme.offences)),
            *(Line(t("excluded"), f"{t.of(e.title)} ({e.id})") for e in self.law.exclusions(id)),
            Line(t("note"), t.of(programme.note)),
        ]
        return Shown(id, t.of(programme.title), _kept(lines))

    def credit(self, credit: Any) -> str:
        t = self.lang
        text = plain(credit.credits.value)
        if credit.per is not None:
            text = t("{number} per {fact}", number=text, fact=self.law.fact_title(credit.per))
        if credit.at_most is not None:
            text += t(", at most {amount}", amount=plain(credit.at_most.value))
        return self._step(text + self.mark(credit.credits.marks), credit.when)

    def basis(self, id: str, basis: Basis) -> Shown:
        t = self.lang
        lines = [
            Line(t("jurisdiction"), self.law.home.get(id, "")),
            Line(t("ground"), self.cites(basis.source or ())),
            Line(t("offences"), ", ".join(basis.offences)),
            Line(t("provision"), self.cites(basis.provisions)),
            Line(t("method"), basis.method + self.mark(basis.marks)),
            *(
                Line(f"{t('tier')} {tier.id}", t("start {percent} %", percent=plain(tier.start.value)))
                for tier in basis.tiers
            ),
            *(Line(self.factor_title(f), self.levels(f)) for f in basis.factors),
            *(Line(t("band"), self._step(self.fine(b.amount), b.when)) for b in basis.bands),
            Line(t("note"), t.of(basis.note)),
        ]
        return Shown(id, t.of(basis.title) or id, _kept(lines))

    def factor_title(self, factor: Factor) -> str:
        if factor.title is not None:
            return self.lang.of(factor.title)
        return self.lang.of(self.law.fact_title(factor.fact)) if factor.fact else factor.key

    def levels(self, factor: Factor) -> str:
        fact = self.law.facts.get(factor.fact or "")
        return "\n".join(f"{self.level(level, fact)}: {self.weight(level)}" for level in factor.levels)

    def level(self, level: Level, fact: Fact | None) -> str:
        t = self.lang
        if level.title is not None:
            return t.of(level.title)
        if level.values:
            return t.of(tuple(value_words(fact, v) for v in level.values))
        if level.when is not None:
            return self.condition(level.when)
        low = "" if level.at_least is None else plain(level.at_least)
        if level.below is not None:
            return f"{low}{'–' if low else ''}{'≤' if level.closed else '<'}{plain(level.below)}"
        return f"≥{low}" if low else t("otherwise")

    def weight(self, level: Level) -> str:
        if level.weight.figure is not None:
            return plain(level.weight.figure.value) + self.mark(level.weight.figure.marks)
        return ", ".join(f"{tier} {plain(f.value)}" for tier, f in level.weight.by_tier.items())

    def fact(self, id: str, fact: Fact) -> Shown:
        t = self.lang
        lines = [
            Line(t("type"), fact.type),
            Line(t("question"), t.of(fact.ask)),
            Line(t("usually proved by"), t.of(fact.evidence)),
            Line(t("unit"), t.of(fact.unit)),
            *(Line(key, t.of(words)) for key, words in (fact.choices or {}).items()),
            Line(t("presumed"), "" if fact.presumed is None else t.of(self.law.cite(fact.presumed.source))),
        ]
        return Shown(id, t.of(fact.title), _kept(lines))

    def instrument(self, id: str, instrument: Instrument) -> Shown:
        t = self.lang
        lines = [
            Line(t("rank"), instrument.rank),
            Line(t("number"), instrument.number or ""),
            Line(t("issuer"), instrument.issuer or ""),
            Line(t("in force"), self.validity(instrument.in_force)),
            Line(t("repealed by"), self.cites((instrument.repealed_by,)) if instrument.repealed_by else ""),
            Line(t("source"), instrument.source or ""),
            Line(t("note"), t.of(instrument.note)),
        ]
        return Shown(id, t.of(instrument.title), _kept(lines))

    # --- words ------------------------------------------------------------------------------------------------------

    def condition(self, condition: Condition | None) -> str:
        return "" if condition is None else self.lang.of(required(condition.node, self.law))

    def cites(self, citations: Iterable[Citation]) -> str:
        return "\n".join(self.lang.of(c) for c in self.law.cites(citations))

    def validity(self, validity: Validity) -> str:
        t = self.lang
        start, end = validity.from_, validity.to
        if start is not None and end is not None:
            text = t("{a} to {b}", a=start.value, b=end.value)
        elif start is not None:
            text = t("since {day}", day=start.value)
        else:
            text = t("until {day}", day=end.value) if end is not None else t("always")
        return text + self.mark(validity.marks)

    def yuan(self, figure: Figure | None) -> str:
        return "" if figure is None else self.lang.yuan(figure.value)

    def share(self, share: Share) -> str:
        low, high = plain(share.from_.value), plain(share.to.value)
        return f"{low}%" if share.fixed else f"{low}–{high}%"

    def period(self, duration: Any) -> str:
        return "" if duration is None else self.lang.of(period_words(duration.period.count, duration.period.unit))

    def mark(self, marks: Iterable[Mark]) -> str:
        word = self.words.mark(weakest(tuple(marks)))
        return f" 〔{word}〕" if word else ""

    def _step(self, text: str, when: Condition | None) -> str:
        return text if when is None else f"{text} ({self.lang('where')} {self.condition(when)})"


def _kept(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.text)


def as_data(shown: Shown) -> Mapping[str, Any]:
    """For JSON."""
    data: Mapping[str, Any] = msgspec.to_builtins(shown)
    return data
