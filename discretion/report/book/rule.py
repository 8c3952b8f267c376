"""A page a rule: an offence with its tables, a discretion table, a programme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from discretion.law.citation import Citation
from discretion.report.book import badges
from discretion.report.book.gathered import Gathered
from discretion.report.book.links import path
from discretion.report.book.page import Page, Section
from discretion.report.language import Language
from discretion.report.rules import Wording, show
from discretion.report.rules.related import facts, list_name
from discretion.report.rules.shown import Cell, Phrase, Shown, Table
from discretion.rulebook import Rule
from discretion.rulebook.sections import LISTS, Expectation


def shown(rule: Rule, gathered: Gathered, lang: Language) -> Shown:
    """A rule as it stands in its own place."""
    found = show(rule.id, gathered.law(rule), lang)
    assert found is not None, rule.id
    return found


def page(rule: Rule, gathered: Gathered, t: Language) -> Page:
    """The page of a rule."""
    drawn = shown(rule, gathered, t)
    kinds = {"offences": t("offence"), "bases": t("discretion table"), "programmes": t("programme")}
    sections = [*_offence(rule, gathered, t)] if rule.section == "offences" else []
    found = badges.findings(rule, gathered, t)
    if found is not None:
        sections.append(Section(t("findings of the checks"), "findings", tables=(found,)))
    return Page(
        path=path(rule.section, rule.id),
        title=title(rule, gathered, t),
        kind=kinds[rule.section],
        id=rule.id,
        above=above(rule, gathered, t),
        badges=badges.badges(rule, gathered, t),
        source=f"{rule.file}:{gathered.line(rule)}",
        lines=drawn.lines,
        tables=drawn.tables,
        sections=tuple(s for s in sections if not s.empty),
    )


def above(rule: Rule, gathered: Gathered, t: Language) -> tuple[Phrase, ...]:
    """The pages above a rule: the book, and its place."""
    own = badges.place(rule, gathered, t)
    return (Phrase(t("rulebook"), to="pages/index"), Phrase(own.text, to=own.to))


def embedded(rule: Rule, gathered: Gathered, t: Language, depth: int = 3) -> Section:
    """A rule inside another page: its lines and tables, with its own heading."""
    drawn = shown(rule, gathered, t)
    # what the heading and the page around it say already
    said = {t("jurisdiction"), t("section"), t("list"), *((t("offences"),) if rule.section == "bases" else ())}
    place = Phrase(f"{rule.file}:{gathered.line(rule)}", to="" if rule.section in LISTS else f"rules/{rule.id}")
    return Section(
        title=title(rule, gathered, t),
        anchor=rule.id,
        depth=depth,
        id=rule.id,
        badges=badges.badges(rule, gathered, t),
        lines=tuple(line for line in drawn.lines if line.name not in said),
        tables=drawn.tables,
        links=(place,),
    )


def title(rule: Rule, gathered: Gathered, t: Language) -> str:
    """What a rule is called; a table without a title by its section, or by what it is for."""
    own = t.of(getattr(rule.record, "title", None))
    if own or rule.section != "bases":
        return own or rule.id
    known = gathered.sections["offences"]
    served = t.of(tuple(known[o].record.title for o in rule.record.offences if o in known))
    return " ".join(part for part in (rule.record.section, served) if part) or rule.id


def _offence(rule: Rule, gathered: Gathered, t: Language) -> Iterator[Section]:
    tables = [r for r in gathered.of("bases") if rule.id in r.record.offences]
    yield (
        Section(
            t("discretion tables"),
            "tables",
            note="" if tables else t("no table of its own; the fallback table counts"),
            links=()
            if tables
            else tuple(_title(r, gathered, t) for r in gathered.of("bases") if not r.record.offences),
            contents=True,
        )
        if not tables
        else Section(t("discretion tables"), "tables", note=t("{count:table|tables}", count=len(tables)))
    )
    yield from (embedded(r, gathered, t) for r in tables)
    yield _bearing(rule, gathered, t)
    yield Section(t("facts that it looks at"), "facts", links=tuple(_facts(rule, gathered, t)))
    yield _cases(gathered.cases.get(rule.id, ()), gathered, t)


def _title(rule: Rule, gathered: Gathered, t: Language) -> Phrase:
    own = badges.place(rule, gathered, t)
    return Phrase(f"{title(rule, gathered, t)} ({own.text})", to=f"rules/{rule.id}")


def _bearing(rule: Rule, gathered: Gathered, t: Language) -> Section:
    """Entries and programmes made for this offence; those for every offence stand in the lists."""
    rows = []
    for name in ("programmes", *LISTS):
        for other in gathered.of(name):
            if other.record.offences and other.record.concerns(rule.id):
                kind = t("programmes") if name == "programmes" else list_name(name, t)
                found = _title(other, gathered, t)
                rows.append((Cell((Phrase(kind, to=f"pages/{name}"),)), Cell((found,), other.id)))
    every = sum(1 for name in LISTS for other in gathered.of(name) if not other.record.offences)
    links = tuple(Phrase(list_name(name, t), to=f"pages/{name}") for name in LISTS if gathered.of(name))
    note = t(
        "{count:entry of the lists concerns|entries of the lists concern} every offence: see the lists", count=every
    )
    table = Table("", (t("list"), t("entry")), tuple(rows))
    return Section(t("lists and programmes"), "lists", note=note, tables=(table,) if rows else (), links=links)


def _facts(rule: Rule, gathered: Gathered, t: Language) -> Iterator[Phrase]:
    law = gathered.law(rule)
    wanted = dict.fromkeys(facts(Wording(law, t), rule.id))
    for other in gathered.of("bases"):
        if rule.id in other.record.offences:
            wanted |= dict.fromkeys(f.fact for f in other.record.factors if f.fact)
    for id in wanted:
        fact = gathered.sections["facts"].get(id)
        if fact is not None and not fact.record.computed:
            yield Phrase(t.of(fact.record.title), to=f"facts/{id}")


def _cases(found: Sequence[Rule], gathered: Gathered, t: Language) -> Section:
    rows = tuple(
        (
            Cell((Phrase(case.record.name), *((Phrase(case.record.source),) if case.record.source else ()))),
            Cell((Phrase(case.record.hand or ""),)),
            Cell(tuple(_expected(case.record.expect, Wording(gathered.law(case), t)))),
            Cell((Phrase(_verdict(case, gathered, t)),)),
        )
        for case in found
    )
    heads = (t("case"), t("by hand"), t("expected"), t("verdict"))
    return Section(t("rule cases"), "cases", tables=(Table("", heads, rows),) if rows else ())


def _verdict(case: Rule, gathered: Gathered, t: Language) -> str:
    tried = gathered.tried[case.id]
    return t("holds") if tried.passed else t("does not hold")


def _expected(expect: Expectation, w: Wording) -> Iterator[Phrase]:
    t = w.lang
    if expect.outcome is not None:
        yield Phrase(w.words.outcome(expect.outcome))
    for name, value in ((t("fine"), expect.fine), (t("base"), expect.base)):
        if value is not None:
            ends = value.values() if isinstance(value, Mapping) else (value,)
            yield Phrase(f"{name}: {'–'.join(t.yuan(v) for v in ends)}")
    if expect.provision is not None:
        try:
            yield from w.cites((Citation(expect.provision),))
        except ValueError:
            yield Phrase(expect.provision)
