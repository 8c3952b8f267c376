"""References between rules: each must lead somewhere, and to something of the right kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from discretion.law.basis import Basis, Factor, Level
from discretion.law.citation import Citation, Outline
from discretion.law.condition import Condition
from discretion.law.entry import Consequence, DailyFine, Deadline, NoCoercion
from discretion.law.fact import NUMERIC
from discretion.law.measure import MeasureUse
from discretion.law.offence import Fine, Offence, Provision, Tier
from discretion.law.programme import Credit
from discretion.law.value import Path
from discretion.rulebook import sense
from discretion.rulebook.asked import condition, value
from discretion.rulebook.cycles import cycles
from discretion.rulebook.fault import Fault, Faults, dangling, no_fact
from discretion.rulebook.loader import ID, Rule, Shelf
from discretion.rulebook.names import Names, names
from discretion.rulebook.parts import parts
from discretion.rulebook.problem import Problem
from discretion.text import say


def link(shelf: Shelf, only: Iterable[Rule] | None = None, fields: Iterable[str] | None = None) -> tuple[Problem, ...]:
    """Everything that is wrong with the rules (or with ``only`` these) as they stand beside each other.

    ``fields`` are those whose offences were read, where not all were.
    """
    known = names(shelf, fields)
    rules = tuple(shelf.rules if only is None else only)
    found = [(rule, fault) for rule in rules for fault in _check(rule, known)]
    found += cycles({rule.id: rule for rule in rules if known.rules.get(rule.id) is rule})
    return tuple(
        shelf.problem(rule, fault.kind, fault.path, fault.message, fault.help, on_key=fault.on_key)
        for rule, fault in found
        # what stands in a part of a file that could not be read is not called lacking
        if not (fault.lacking and shelf.holds(fault.lacking))
    )


def _check(rule: Rule, known: Names) -> Faults:
    if rule.section in ("cases", "rulebook"):
        return
    if isinstance(rule.record, Outline):
        yield from _instrument(rule.record.instrument, ("instrument",), known)
        return
    yield from sense.english(rule.record, rule.jurisdiction)
    yield from sense.misdirected(rule.section, rule.record)
    if ID.fullmatch(rule.id):
        yield from sense.misplaced(rule.id, rule.record, rule.file)
    for path, part in parts(rule.record):
        yield from sense.check(part, path)
        yield from _references(part, path, known)
    yield from _ids(rule, known)


def _ids(rule: Rule, known: Names) -> Faults:
    """The lists of ids that a rule may have."""
    for index, id in enumerate(getattr(rule.record, "replaces", ())):
        if id not in known.rules:
            yield dangling(say("there is no rule `{name}`", name=id), ("replaces", index), id, known.rules)
    for index, id in enumerate(getattr(rule.record, "defeats", ())):
        yield from known.entry(id, ("defeats", index))
    if not isinstance(rule.record, Basis):
        for index, id in enumerate(getattr(rule.record, "offences", ())):
            yield from known.offence(id, ("offences", index), fields=True, unread=True)


def _references(part: Any, path: Path, known: Names) -> Faults:
    """Where the references of one part of a rule lead."""
    for kind, check in _CHECKS:
        if isinstance(part, kind):
            yield from check(part, path, known)


def _fine(fine: Fine, path: Path, known: Names) -> Faults:
    if fine.of is not None:
        key = "multiple_of" if fine.multiple_of else "percent_of" if fine.percent_of else "per"
        yield from known.number(fine.of, (*path, key))


def _measures(part: Tier | Provision | NoCoercion, path: Path, known: Names) -> Faults:
    for field in ("measures", "on_refusal"):
        for index, use in enumerate(getattr(part, field, ())):
            if isinstance(use, str):
                yield from known.measure(use, (*path, field, index))


def _measure(part: MeasureUse | Consequence, path: Path, known: Names) -> Faults:
    yield from known.measure(part.measure, (*path, "measure"))


def _number(part: Consequence | Credit, path: Path, known: Names) -> Faults:
    key = "of" if isinstance(part, Consequence) else "per"
    name: str | None = getattr(part, key)
    if name is not None:
        yield from known.number(name, (*path, key))


def _days(part: DailyFine | Deadline, path: Path, known: Names) -> Faults:
    for key in ("from_", "until") if isinstance(part, DailyFine) else ("of",):
        yield from known.day(getattr(part, key), (*path, key.rstrip("_")))


def _enforced(part: Offence | Provision, path: Path, known: Names) -> Faults:
    for index, name in enumerate(part.departments):
        yield from known.department(name, (*path, "enforced_by", index))


def _neighbours(offence: Offence, path: Path, known: Names) -> Faults:
    for key in ("succeeded_by", "preceded_by"):
        other = getattr(offence, key)
        if other not in (None, "none", "not-stored"):
            yield from known.offence(other, (*path, key))


def _instrument(name: str, path: Path, known: Names) -> Faults:
    if name not in known.instruments:
        yield dangling(say("there is no instrument `{name}`", name=name), path, name, known.instruments)


def _citation(citation: Citation, path: Path, known: Names) -> Faults:
    if citation.instrument not in known.instruments:
        yield from _instrument(citation.instrument, path, known)
        return
    outline = known.outlines.get(citation.instrument)
    if outline is None or outline.has(citation):
        return
    key = f"{citation.article}-{citation.inserted}" if citation.inserted else str(citation.article)
    paragraphs = outline.articles.get(key)
    if paragraphs is None:
        articles = [int(a) for a in outline.articles if a.isdecimal()]
        help = say("its articles are {first} to {last}", first=min(articles, default=0), last=max(articles, default=0))
    else:
        places = ", ".join(f"{key}.{n}" + (f"(1–{c})" if c else "") for n, c in enumerate(paragraphs, 1))
        help = say("article {article} has: {places}", article=key, places=places)
    message = say("`{citation}` does not exist in the instrument", citation=citation.text)
    yield Fault("no-such-article", path, message, help)


def _basis(basis: Basis, path: Path, known: Names) -> Faults:
    for index, offence in enumerate(basis.offences):
        yield from known.offence(offence, ("offence", index))
    for index, tier in enumerate(basis.tiers):
        fact = tier.of.of.fact
        if fact is not None:
            yield from known.number(fact, ("tiers", index, "of", "fact"))
    for index, factor in enumerate(basis.factors):
        yield from _factor(factor, ("factors", index), known)
    yield from _tiers(basis, known)


def _tiers(basis: Basis, known: Names) -> Faults:
    """A table serves tiers that the provisions of its offences have; the fallback serves any."""
    offences = [known.offences.get(o) for o in basis.offences] or list(known.offences.values())
    if any(o is None for o in offences):
        return
    statutory = {t.id for o in offences if o is not None for p in o.provisions for t in p.tiers}
    own = {t.id for t in basis.tiers}
    for index, tier in enumerate(basis.tiers):
        for place, id in enumerate(tier.serves):
            yield from _tier(id, ("tiers", index, *(("for", place) if tier.for_ else ("id",))), statutory)
    for index, band in enumerate(basis.bands):
        for place, id in enumerate(band.for_):
            yield from _tier(id, ("bands", index, "for", place), statutory)
    yield from _read(basis, statutory)
    for index, factor in enumerate(basis.factors):
        for place, id in enumerate(factor.tiers):
            yield from _tier(id, ("factors", index, "tiers", place), statutory | own)
        for level in factor.levels:
            for id in level.weight.by_tier:
                yield from _tier(id, ("factors", index, *_weight(factor, level), id), statutory | own, on_key=True)


def _read(basis: Basis, statutory: set[str]) -> Faults:
    """A table reads the circumstances of tiers that the provisions of its offences have."""
    for id in basis.reads or ():
        yield from _tier(id, ("reads", id), statutory, on_key=True)


def _tier(id: str, path: Path, among: Iterable[str], *, on_key: bool = False) -> Faults:
    if id not in (found := set(among)):
        message = say("the provisions of the offence have no tier `{name}`", name=id)
        yield dangling(message, path, id, found, on_key=on_key, limit=12)


def _factor(factor: Factor, path: Path, known: Names) -> Faults:
    if factor.fact is None:
        return
    fact = known.facts.get(factor.fact)
    if fact is None:
        yield no_fact(factor.fact, (*path, "fact"), known.facts)
        return
    for level in factor.levels:
        for index, one in enumerate(level.values):
            named = level.named is not None
            where: Path = ("levels", level.named or "") if named else ("levels", level.index, "is", index)
            yield from value(fact, one, (*path, *where), on_key=named)
        if (level.below is not None or level.at_least is not None) and fact.type not in NUMERIC:
            message = say("`{fact}` is no number", fact=factor.fact)
            yield Fault("wrong-type", (*path, "levels", level.index), message)


def _weight(factor: Factor, level: Level) -> Path:
    """Where the weight of a level stands in its factor."""
    return ("levels", level.named) if level.named is not None else ("levels", level.index, level.key)


_CHECKS: Final[tuple[tuple[Any, Callable[[Any, Path, Names], Faults]], ...]] = (
    (Citation, _citation),
    (Condition, condition),
    (Fine, _fine),
    ((Tier, Provision, NoCoercion), _measures),
    ((MeasureUse, Consequence), _measure),
    ((Consequence, Credit), _number),
    ((DailyFine, Deadline), _days),
    (Offence, _neighbours),
    ((Offence, Provision), _enforced),
    (Basis, _basis),
)
