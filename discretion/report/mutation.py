"""What no rule case notices, for people: the rules with the most of it first, then tables by section and by kind of change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from discretion.audit.mutate import KINDS, MUTABLE, Count, Kind, RuleTrial
from discretion.money import grouped
from discretion.report.language import Language
from discretion.report.problems import width

RULES: Final = 40
SHOWN: Final = 3
_GAP: Final = "  "


def render(tested: Sequence[RuleTrial], lang: Language, full: bool = False) -> str:
    """Rules with unnoticed changes (with ``full`` all of them, and every change); the tables, and the whole last."""
    left = sorted((t for t in tested if t.unnoticed), key=lambda t: (-len(t.unnoticed), t.rule))
    lines = [line for one in (left if full else left[:RULES]) for line in _rule(one, lang, full)]
    if not full and len(left) > RULES:
        lines.append(lang("{count} more: --full lists them", count=grouped(len(left) - RULES)))
    if lines:
        lines.append("")
    for heading, rows in _tables(tested, lang):
        lines += [*_table(heading, rows, lang), ""]
    tried, noticed = _sum(c for t in tested for c in t.counts)
    total = lang(
        "{noticed} of {tried:change|changes} noticed ({percent}%), in {rules:rule|rules}; {bare:rule meets|rules meet} no case",
        noticed=grouped(noticed),
        tried=grouped(tried),
        percent=percent(tested),
        rules=grouped(len(tested)),
        bare=grouped(sum(1 for t in tested if t.tried and not t.cases)),
    )
    untried = lang(
        "not counted: {unreadable:change|changes} that no rule can have, "
        "{same:that means|that mean} the same as the rule or as another change",
        unreadable=grouped(sum(t.unreadable for t in tested)),
        same=grouped(sum(t.same for t in tested)),
    )
    return "\n".join((*lines, untried, total)) + "\n"


def percent(tested: Sequence[RuleTrial]) -> int:
    """How many percent of all changes are noticed, rounded down."""
    return _share(*_sum(c for t in tested for c in t.counts))


def kind(name: Kind, lang: Language) -> str:
    """What a kind of change is called."""
    return {
        "weight": lang("weights and points"),
        "amount": lang("amounts and shares"),
        "threshold": lang("thresholds"),
        "boundary": lang("boundaries: closed or open"),
        "condition": lang("conditions"),
        "connective": lang("all of, or any of"),
        "date": lang("days and periods"),
        "exception": lang("exceptions"),
    }[name]


def _share(tried: int, noticed: int) -> int:
    return 100 * noticed // tried if tried else 0


def _sum(counts: Iterable[Count]) -> tuple[int, int]:
    """How many changes were tried, and how many noticed."""
    every = tuple(counts)
    return sum(c.tried for c in every), sum(c.noticed for c in every)


_Rows = list[tuple[str, list[Count]]]


def _tables(tested: Sequence[RuleTrial], lang: Language) -> Iterator[tuple[str, _Rows]]:
    """By section, in the order of the rule language, and by kind."""
    sections: dict[str, list[Count]] = {}
    kinds: dict[Kind, list[Count]] = {}
    for one in tested:
        for count in one.counts:
            sections.setdefault(one.section, []).append(count)
            kinds.setdefault(count.kind, []).append(count)
    if sections:
        yield lang("part of the rules"), [(name, sections[name]) for name in MUTABLE if name in sections]
        yield lang("kind of change"), [(kind(name, lang), kinds[name]) for name in KINDS if name in kinds]


def _table(heading: str, rows: _Rows, lang: Language) -> Iterator[str]:
    cells = [[heading, lang("changes"), lang("noticed"), lang("not noticed"), "%"]]
    for label, counts in rows:
        tried, noticed = _sum(counts)
        cells.append([label, *(grouped(n) for n in (tried, noticed, tried - noticed)), str(_share(tried, noticed))])
    widths = [max(width(row[n]) for row in cells) for n in range(len(cells[0]))]
    for row in cells:
        first = row[0] + " " * (widths[0] - width(row[0]))
        rest = (" " * (wide - width(cell)) + cell for cell, wide in zip(row[1:], widths[1:], strict=True))
        yield _GAP.join((first, *rest))


def _rule(one: RuleTrial, lang: Language, full: bool) -> Iterator[str]:
    yield lang(
        "{rule}: {missed} of {tried:change|changes} unnoticed; {cases:case meets|cases meet} it",
        rule=one.rule,
        missed=grouped(len(one.unnoticed)),
        tried=grouped(one.tried),
        cases=grouped(one.cases),
    )
    for unnoticed in one.unnoticed if full else one.unnoticed[:SHOWN]:
        place = unnoticed.place
        yield f"  {place.file}:{place.line}:{place.column}: {lang.of(unnoticed.what)}"
