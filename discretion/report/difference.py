"""The difference of two rulebooks: for people in the terminal, for programs, and as the comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

import msgspec

from discretion.audit.difference import Changed, Compared, Effect, Moved
from discretion.audit.difference.pair import Seen
from discretion.case.case import Missing
from discretion.money import Amount, Number, grouped, plain, shown, simplest
from discretion.report.json import dumps
from discretion.report.language import Language

SHOWN: Final = 20


class Difference(msgspec.Struct, frozen=True):
    """Everything that is said of two rulebooks."""

    rules: tuple[Changed, ...]
    compared: Compared
    moved: Moved | None = None

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Those in which a result differs, of each rule and offence the widest; those that move most stand first."""
        best: dict[tuple[str, str], Effect] = {}
        for effect in self.compared.effects:
            key = (effect.rule, effect.offence)
            if effect.different and (key not in best or _weight(best[key]) < _weight(effect)):
                best[key] = effect
        return tuple(sorted(best.values(), key=lambda e: -e.width))

    @property
    def same(self) -> bool:
        """Whether no result differs."""
        return not self.effects and not self.compared.alone and not (self.moved and self.moved.moves)


def _weight(effect: Effect) -> tuple[Fraction, int]:
    """By how much an effect moves a fine, and in how many cells."""
    return effect.width, effect.different


def render(difference: Difference, lang: Language, format: str) -> str:
    """In one of the formats ``text``, ``markdown``, ``json``."""
    if format == "json":
        return dumps(_data(difference, lang))
    return "\n".join(_markdown(difference, lang) if format == "markdown" else _text(difference, lang)) + "\n"


def _text(difference: Difference, lang: Language) -> Iterator[str]:
    for rule in difference.rules:
        yield f"{_way(rule, lang)}: {rule.id}  {rule.file}:{rule.line}"
    if difference.rules:
        yield ""
    for effect in difference.effects[:SHOWN]:
        yield f"{effect.rule} · {effect.offence}: {_change(effect, lang)}"
        yield "  " + _count(effect, lang)
        if effect.facts:
            yield "  " + lang("for example: {facts}", facts=_facts(effect))
    yield from _more(difference, lang)
    yield from _cases(difference.moved, lang, "  ")
    yield from _besides(difference, lang)
    yield _total(difference, lang)


def _markdown(difference: Difference, lang: Language) -> Iterator[str]:
    yield from _spaced(_written(difference, lang))


def _spaced(lines: Iterable[str]) -> Iterator[str]:
    """Markdown paragraphs, with an empty line between any two that are not rows of one table or items of one list."""
    last = ""
    for line in lines:
        if last and not (line[0] == last[0] and line[0] in "|-"):
            yield ""
        yield line
        last = line


def _written(difference: Difference, lang: Language) -> Iterator[str]:
    yield f"### {lang('rules: what changes for parties')}"
    yield f"**{_total(difference, lang)}**"
    if difference.rules:
        yield f"| {lang('change')} | {lang('rule')} | {lang('place')} |"
        yield "| --- | --- | --- |"
        yield from (f"| {_way(r, lang)} | `{r.id}` | {r.file}:{r.line} |" for r in difference.rules)
    if difference.effects:
        # two tables apart, also where nothing stands between them
        yield f"**{lang('whose fines')}**"
        yield f"| {lang('rule')} | {lang('offence')} | {lang('widest change')} | {lang('where')} | {lang('cells')} |"
        yield "| --- | --- | --- | --- | --- |"
        for e in difference.effects[:SHOWN]:
            count = f"{grouped(e.different)} / {grouped(e.cells)}"
            yield f"| `{e.rule}` | `{e.offence}` | {_change(e, lang)} | {_facts(e) or '—'} | {count} |"
        yield from _more(difference, lang)
    yield from _cases(difference.moved, lang, "- ")
    yield from _besides(difference, lang)


def case_files(difference: Difference) -> Iterator[tuple[str, str]]:
    """The name and text of a case file for each effect: the cell that moves most. It runs under both rulebooks."""
    for index, effect in enumerate(difference.effects, 1):
        yield f"{index:03}-{effect.rule.replace('/', '-')}-{effect.offence}.yaml", effect.file


def _besides(difference: Difference, lang: Language) -> Iterator[str]:
    """For how many offences those that were compared stand, and what the comparison of fines does not reach."""
    compared = difference.compared
    if compared.represented:
        yield lang(
            "the offences compared stand for {count:offence|offences} more, on which what changed can act too",
            count=grouped(compared.represented),
        )
    for setting in compared.settings:
        places = ", ".join(setting.places)
        yield lang(
            "setting `{name}` of {of} works otherwise in: {places}", name=setting.name, of=setting.of, places=places
        )
    if compared.alone:
        names = ", ".join(compared.alone[:SHOWN]) + (" …" if len(compared.alone) > SHOWN else "")
        yield lang("only in one of the two: {names}", names=names)
    if compared.beside:
        names = ", ".join(compared.beside[:SHOWN]) + (" …" if len(compared.beside) > SHOWN else "")
        yield lang("changed, but not compared: rules that follow from a fine: {names}", names=names)
    if compared.left:
        names = ", ".join(f"{name} {grouped(count)}" for name, count in sorted(compared.left.items())[:SHOWN])
        yield lang("not compared: cells of rules that have too many: {names}", names=names)
    if compared.idle:
        names = ", ".join(compared.idle[:SHOWN]) + (" …" if len(compared.idle) > SHOWN else "")
        yield lang(
            "not compared, as no case was found in which they work: exceptions to rules, or settings: {names}",
            names=names,
        )


def _facts(effect: Effect) -> str:
    return ", ".join(f"{name}: {_value(value)}" for name, value in effect.facts)


def _value(value: Any) -> str:
    if isinstance(value, frozenset):
        return "[" + ", ".join(sorted(value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Missing):
        return value.value
    return "—" if value is None else plain(value) if isinstance(value, int | Fraction) else str(value)


def _way(rule: Changed, lang: Language) -> str:
    return {
        "added": lang("added"),
        "removed": lang("taken away"),
        "meaning": lang("changed in meaning"),
        "words": lang("changed in words only"),
    }[rule.way]


def _change(effect: Effect, lang: Language) -> str:
    """What changes: the party's own result, else what persons in charge are fined, else the measures."""
    old, new = effect.old, effect.new
    assert old is not None
    assert new is not None
    if (old.outcome, old.fine) != (new.outcome, new.fine):
        return f"{_result(old.outcome, old.fine)} → {_result(new.outcome, new.fine)}"
    if old.persons != new.persons:
        one, other = (", ".join(_result(*p) for p in seen.persons) or "—" for seen in (old, new))
        return lang("person in charge: {one} → {other}", one=one, other=other)
    one, other = (", ".join(seen.measures) or "—" for seen in (old, new))
    return lang("measures: {one} → {other}", one=one, other=other)


def _result(outcome: str, fine: Amount) -> str:
    return shown(fine) if outcome == "fine" else f"{outcome} {shown(fine)}" if fine.high != 0 else outcome


def _count(effect: Effect, lang: Language) -> str:
    return lang(
        "differing: {different} of {cells:cell|cells}, in {situation}",
        different=grouped(effect.different),
        cells=grouped(effect.cells),
        situation=effect.situation,
    )


def _more(difference: Difference, lang: Language) -> Iterator[str]:
    left = len(difference.effects) - SHOWN
    if left > 0:
        yield lang("further rules and offences: {count}; --format json lists them", count=left)


def _cases(moved: Moved | None, lang: Language, mark: str) -> Iterator[str]:
    if moved is None:
        return
    if not moved.moves:
        yield lang("of {count:case|cases} none moves", count=grouped(moved.count))
    else:
        yield lang(
            "moved: {moved} of {count:case|cases}, together by {sum} yuan",
            moved=grouped(len(moved.moves)),
            count=grouped(moved.count),
            sum=_signed(moved.sum),
        )
    for move in moved.most:
        yield f"{mark}{move.file}: {_result(move.before, move.old)} → {_result(move.after, move.new)} ({_signed(move.by)})"
    if moved.unreadable:
        files = ", ".join(moved.unreadable[:SHOWN])
        yield lang("{count:case|cases} cannot be read under both: {files}", count=len(moved.unreadable), files=files)


def _signed(value: Number) -> str:
    return ("+" if value > 0 else "−" if value < 0 else "") + grouped(simplest(abs(Fraction(value))))


def _total(difference: Difference, lang: Language) -> str:
    compared = difference.compared
    cells, untouched = grouped(compared.cells), grouped(compared.untouched)
    if difference.same:
        values = {"cells": cells, "offences": grouped(compared.offences), "untouched": untouched}
        # a rule that only follows from a fine may change what else is imposed: that is not compared; and a setting acts on amounts, of
        # which only those are looked at that bring it out
        if compared.beside or compared.left or compared.idle or (compared.settings and compared.cells):
            return lang(
                "no change in any fine compared: {cells:cell|cells} of {offences:offence|offences}, {untouched:offence|offences} untouched",
                **values,
            )
        return lang(
            "no change in any result: {cells:cell|cells} of {offences:offence|offences} compared, {untouched:offence|offences} untouched",
            **values,
        )
    return lang(
        "differing: {different} of {cells:cell|cells} of {offences:offence|offences}; {untouched:offence|offences} untouched",
        different=grouped(compared.different),
        cells=cells,
        offences=compared.offences,
        untouched=untouched,
    )


def _data(difference: Difference, lang: Language) -> dict[str, Any]:
    def amount(value: Amount | None) -> Any:
        return None if value is None else [str(value.low), None if value.high is None else str(value.high)]

    def effect(e: Effect) -> dict[str, Any]:
        plain: dict[str, Any] = {f: getattr(e, f) for f in ("rule", "offence", "situation", "cells", "different")}
        return plain | {
            "facts": {name: _value(value) for name, value in e.facts},
            "old": seen(e.old),
            "new": seen(e.new),
            "case": e.file,
        }

    def seen(one: Seen | None) -> Any:
        if one is None:
            return None
        persons = [{"outcome": outcome, "fine": amount(fine)} for outcome, fine in one.persons]
        return {
            "outcome": one.outcome,
            "fine": amount(one.fine),
            "persons": persons,
            "measures": list(one.measures),
        }

    moved = difference.moved
    return {
        "same": difference.same,
        "rules": [
            {"way": r.way, "section": r.section, "id": r.id, "file": r.file, "line": r.line} for r in difference.rules
        ],
        "cells": difference.compared.cells,
        "different": difference.compared.different,
        "offences": difference.compared.offences,
        "represented": difference.compared.represented,
        "untouched": difference.compared.untouched,
        "settings": [{"name": s.name, "of": s.of, "places": list(s.places)} for s in difference.compared.settings],
        "alone": list(difference.compared.alone),
        "beside": list(difference.compared.beside),
        "left": difference.compared.left,
        "idle": list(difference.compared.idle),
        "effects": [effect(e) for e in difference.compared.effects if e.different],
        "cases": None if moved is None else _moves(moved, amount),
    }


def _moves(moved: Moved, amount: Any) -> dict[str, Any]:
    moves: Sequence[Any] = [
        {"file": m.file, "before": m.before, "after": m.after, "old": amount(m.old), "new": amount(m.new)}
        for m in moved.moves
    ]
    return {"count": moved.count, "sum": str(moved.sum), "moves": moves, "unreadable": list(moved.unreadable)}
