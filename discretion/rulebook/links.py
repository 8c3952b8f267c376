"""References between rules: each must lead somewhere, and to something of the right kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from discretion.law.basis import Basis, Factor, Level
from discretion.law.citation import Citation, Citations, Outline
from discretion.law.condition import (
    AllOf,
    AnyOf,
    Between,
    Condition,
    Dated,
    FactTest,
    Node,
    Not,
    OneOf,
    OtherViolation,
    RuleHolds,
    Within,
)
from discretion.law.fact import NUMERIC, Fact
from discretion.law.offence import Fine, Offence, Tier
from discretion.law.value import Path
from discretion.money import Number
from discretion.rulebook.loader import Rule, Shelf
from discretion.rulebook.problem import Problem
from discretion.suggest import nearest
from discretion.text import Message, say

NATIONAL: Final = "cn"
_Found = Iterator[tuple[str, Path, Message, Message | None, bool]]


class Names(msgspec.Struct, frozen=True):
    """What may be referred to, by kind."""

    instruments: Mapping[str, Any]
    outlines: Mapping[str, Outline]
    facts: Mapping[str, Fact]
    measures: Mapping[str, Any]
    offences: Mapping[str, Offence]
    rules: Mapping[str, Rule]


def names(shelf: Shelf) -> Names:
    """Everything on the shelf that has a name."""
    by: dict[str, dict[str, Any]] = {}
    rules: dict[str, Rule] = {}
    for rule in shelf.rules:
        by.setdefault(rule.section, {})[rule.id] = rule.record
        if rule.section not in ("facts", "measures", "instruments", "cases", "outline", "jurisdiction"):
            rules[rule.id] = rule
    outlines = {r.record.instrument: r.record for r in shelf.rules if r.section == "outline"}
    return Names(
        by.get("instruments", {}), outlines, by.get("facts", {}), by.get("measures", {}), by.get("offences", {}), rules
    )


def link(shelf: Shelf, only: Iterable[Rule] | None = None) -> tuple[Problem, ...]:
    """Every reference of the rules (or of ``only`` these) that leads nowhere or to something of the wrong kind."""
    known = names(shelf)
    problems: list[Problem] = []
    for rule in shelf.rules if only is None else only:
        for kind, path, message, help, on_key in _check(rule, known):
            problems.append(shelf.problem(rule, kind, path, message, help, on_key=on_key))
    return tuple(problems)


def _check(rule: Rule, known: Names) -> _Found:
    if rule.section in ("cases", "outline", "rulebook"):
        return
    yield from _walk(rule.record, (), known)
    special = _SPECIAL.get(rule.section)
    if special is not None:
        yield from special(rule, known)
    if rule.section in _TRANSLATED:
        yield from _english(rule)
    yield from _references(rule, known)


def _references(rule: Rule, known: Names) -> _Found:
    """The rules and offences that a rule names in its own keys."""
    for field in ("replaces", "defeats"):
        for index, id in enumerate(getattr(rule.record, field, ())):
            if id not in known.rules:
                yield _dangling((field, index), id, known.rules)
    for index, id in enumerate(getattr(rule.record, "offences", ()) if rule.section != "bases" else ()):
        if id not in known.offences and not (id.endswith(".*") and any(o.startswith(id[:-1]) for o in known.offences)):
            yield _dangling(("offences", index), id, known.offences)


def _dangling(path: Path, name: str, among: Iterable[str]) -> tuple[str, Path, Message, Message | None, bool]:
    return "dangling-reference", path, say("there is no `{name}`", name=name), nearest(name, among, 0), False


def _walk(value: Any, path: Path, known: Names) -> _Found:
    """Citations, conditions, fines and measures, wherever they stand in a record."""
    if isinstance(value, Citation):
        yield from _citation(value, path, known)
    elif isinstance(value, Condition):
        yield from _condition(value.node, path, known)
    elif isinstance(value, Fine):
        yield from _fine(value, path, known)
    elif isinstance(value, msgspec.Struct):
        for field in msgspec.structs.fields(value):
            inner = getattr(value, field.name)
            yield from _walk(inner, (*path, field.encode_name), known)
        if isinstance(value, Tier) or hasattr(value, "on_refusal"):
            yield from _measures(value, path, known)
    elif isinstance(value, tuple) and len(value) == 1 and isinstance(value, Citations):
        yield from _citation(value[0], path, known)
    elif isinstance(value, tuple) and value and not isinstance(value[0], str):
        for index, item in enumerate(value):
            inner = item.when if isinstance(item, Level) else item
            step: Path = (*path, index, "when") if isinstance(item, Level) else (*path, index)
            yield from _walk(inner, step, known)


def _citation(citation: Citation, path: Path, known: Names) -> _Found:
    if citation.instrument not in known.instruments:
        message = say("there is no instrument `{name}`", name=citation.instrument)
        yield "dangling-reference", path, message, nearest(citation.instrument, known.instruments, 0), False
        return
    outline = known.outlines.get(citation.instrument)
    if outline is not None and not outline.has(citation):
        key = str(citation.article)
        paragraphs = outline.articles.get(key)
        if paragraphs is None:
            articles = [int(a) for a in outline.articles if a.isdecimal()]
            help = say("its articles are {first} to {last}", first=min(articles), last=max(articles))
        else:
            counts = ", ".join(f"{key}.{n}" + (f"(1–{c})" if c else "") for n, c in enumerate(paragraphs, 1))
            help = say("article {article} has: {places}", article=key, places=counts)
        yield (
            "no-such-article",
            path,
            say("`{citation}` does not exist in the instrument", citation=citation.text),
            help,
            False,
        )


def _condition(node: Node, path: Path, known: Names) -> _Found:
    if isinstance(node, AllOf):
        for index, part in enumerate(node.parts):
            yield from _condition(part, _inside(path, part, index), known)
    elif isinstance(node, AnyOf):
        for index, part in enumerate(node.parts):
            yield from _condition(part, (*path, index), known)
    elif isinstance(node, Not):
        yield from _condition(node.part, path, known)
    elif isinstance(node, (RuleHolds, OtherViolation)):
        for id in node.rules:
            if id not in known.rules:
                yield _dangling(path, id, known.rules)
    else:
        yield from _fact_test(node, path, known)


def _inside(path: Path, part: Node, index: int) -> Path:
    """Where a part of a mapping of conditions stands."""
    match part:
        case FactTest():
            return (*path, part.fact)
        case AnyOf():
            return (*path, "any")
        case AllOf():
            return (*path, index)
        case Not():
            return (*path, "not")
        case RuleHolds():
            return (*path, "rule")
        case OtherViolation():
            return (*path, "other_violation", "rule")


def _fact_test(node: FactTest, path: Path, known: Names) -> _Found:
    fact = known.facts.get(node.fact)
    if fact is None:
        message = say("there is no fact `{name}`", name=node.fact)
        yield "dangling-reference", path, message, nearest(node.fact, known.facts, 0), True
        return
    match node.test:
        case OneOf(values):
            for value in values:
                yield from _value(fact, value, path)
        case Between():
            if fact.type not in NUMERIC:
                yield "wrong-type", path, say("`{fact}` is no number", fact=node.fact), None, False
        case Dated() | Within():
            if fact.type != "date":
                yield "wrong-type", path, say("`{fact}` is no day", fact=node.fact), None, False
            if isinstance(node.test, Within):
                other = known.facts.get(node.test.of)
                if other is None or other.type != "date":
                    yield (
                        "dangling-reference",
                        (*path, "of"),
                        say("there is no day `{name}`", name=node.test.of),
                        None,
                        False,
                    )


def _value(fact: Fact, value: bool | str | Number, path: Path) -> _Found:
    if fact.type in ("choice", "set"):
        if value not in (fact.choices or {}):
            message = say("`{value}` is no choice of this fact", value=_shown(value))
            yield "wrong-value", path, message, nearest(str(value), fact.choices or {}), False
    elif fact.type == "boolean":
        if not isinstance(value, bool):
            yield "wrong-type", path, say("this fact is true or false"), None, False
    elif fact.type in NUMERIC:
        if isinstance(value, (bool, str)):
            yield "wrong-type", path, say("this fact is a number"), None, False
    elif fact.type == "date":
        yield "wrong-type", path, say("this fact is a day"), None, False


def _shown(value: bool | str | Number) -> str:
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _fine(fine: Fine, path: Path, known: Names) -> _Found:
    if fine.of is not None:
        key = "multiple_of" if fine.multiple_of else "percent_of" if fine.percent_of else "per"
        fact = known.facts.get(fine.of)
        if fact is None:
            yield _dangling((*path, key), fine.of, known.facts)
        elif fact.type not in NUMERIC:
            yield "wrong-type", (*path, key), say("`{fact}` is no number", fact=fine.of), None, False
    if sum(x is not None for x in (fine.multiple_of, fine.percent_of, fine.per)) > 1:
        yield (
            "wrong-value",
            path,
            say("a fine is a multiple, a percentage or an amount per unit, not several"),
            None,
            False,
        )
    if fine.fixed is None and fine.to is None:
        help = say("give `from` and `to`, `to` alone, or `fixed`")
        yield "missing-key", path, say("the fine has no upper end"), help, False
    if fine.fixed is not None and (fine.to is not None or fine.from_ is not None):
        yield "wrong-value", path, say("a fixed fine has no `from` and `to`"), None, False
    if fine.from_ is not None and fine.to is not None and fine.from_.value > fine.to.value:
        yield "wrong-value", path, say("`from` is larger than `to`"), None, False


def _measures(value: Any, path: Path, known: Names) -> _Found:
    for field in ("measures", "on_refusal"):
        for index, use in enumerate(getattr(value, field, ())):
            name = use if isinstance(use, str) else use.measure
            if name not in known.measures:
                yield _dangling((*path, field, index), name, known.measures)


def _fact(rule: Rule, _: Names) -> _Found:
    fact: Fact = rule.record
    if fact.type in ("choice", "set") and not fact.choices:
        yield "missing-key", (), say("a choice has `choices`"), None, False
    if fact.type not in ("choice", "set") and fact.choices:
        yield "wrong-value", ("choices",), say("only a choice has `choices`"), None, True


def _offence(rule: Rule, known: Names) -> _Found:
    offence: Offence = rule.record
    field, name = rule.id.split(".")[0], rule.file.rsplit("/", 1)[-1].removesuffix(".yaml")
    if name != field and not name.startswith(f"{field}-"):
        message = say("an offence stands in the file of its field")
        yield "misplaced", (), message, say("move it to offences/{field}.yaml", field=field), True
    for key in ("succeeded_by", "preceded_by"):
        other = getattr(offence, key)
        if other not in (None, "none") and other not in known.offences:
            yield _dangling((key,), other, known.offences)
    if not offence.provisions:
        yield "missing-key", ("provisions",), say("an offence has at least one provision"), None, False
    keys = [p.key for p in offence.provisions]
    for index, key in enumerate(keys):
        if key in keys[:index]:
            help = say("give each an `id`")
            yield "duplicate-id", ("provisions", index), say("two provisions cite `{key}` first", key=key), help, False
    for index, provision in enumerate(offence.provisions):
        ids = [t.id for t in provision.tiers]
        for place, id in enumerate(ids):
            if id in ids[:place]:
                yield (
                    "duplicate-id",
                    ("provisions", index, "tiers", place),
                    say("tier `{id}` stands twice", id=id),
                    None,
                    False,
                )


def _basis(rule: Rule, known: Names) -> _Found:
    basis: Basis = rule.record
    for index, offence in enumerate(basis.offences):
        if offence not in known.offences:
            path: Path = ("offence", index) if isinstance(basis.offence, tuple) else ("offence",)
            yield _dangling(path, offence, known.offences)
    for index, factor in enumerate(basis.factors):
        for kind, path, message, help, on_key in _factor(factor, known):
            yield kind, ("factors", index, *path), message, help, on_key
    for index, tier in enumerate(basis.tiers):
        fact = tier.of.of.fact
        if fact is not None and fact not in known.facts:
            yield _dangling(("tiers", index, "of", "fact"), fact, known.facts)


def _factor(factor: Factor, known: Names) -> _Found:
    if factor.fact is None:
        if factor.id is None:
            yield "missing-key", (), say("a factor has a `fact`, or an `id` and conditions"), None, False
        return
    fact = known.facts.get(factor.fact)
    if fact is None:
        yield _dangling(("fact",), factor.fact, known.facts)
        return
    for level in factor.levels:
        for value in level.values:
            path: Path = ("levels", str(value)) if not _listed(factor) else ("levels", level.index, "is")
            yield from _value(fact, value, path)
        if (level.below is not None or level.at_least is not None) and fact.type not in NUMERIC:
            yield "wrong-type", ("levels", level.index), say("`{fact}` is no number", fact=factor.fact), None, False


def _listed(factor: Factor) -> bool:
    return any(
        level.at_least is not None or level.below is not None or len(level.values) > 1 for level in factor.levels
    )


def _english(rule: Rule) -> _Found:
    if rule.jurisdiction == NATIONAL and not rule.record.title.en:
        yield "missing-translation", ("title",), say("a national rule has an English title"), say("add `en: …`"), False


_SPECIAL: Final = {"offences": _offence, "facts": _fact, "bases": _basis}
_TRANSLATED: Final = frozenset({"offences", "facts", "measures", "no-penalty", "lighter", "mitigated", "heavier"})
