"""What no rule case notices, for people: the rules with the most of it first, and the share that is noticed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from discretion.audit.mutate import RuleTrial
from discretion.money import grouped
from discretion.report.language import Language

RULES: Final = 40
SHOWN: Final = 3


def render(tested: Sequence[RuleTrial], lang: Language, full: bool = False) -> str:
    """Rules with unnoticed changes (with ``full`` all of them, and every change); the whole last."""
    left = sorted((t for t in tested if t.unnoticed), key=lambda t: (-len(t.unnoticed), t.rule))
    lines = [line for one in (left if full else left[:RULES]) for line in _rule(one, lang, full)]
    if not full and len(left) > RULES:
        lines.append(lang("{count} more: --full lists them", count=grouped(len(left) - RULES)))
    tried = sum(t.tried for t in tested)
    missed = sum(len(t.unnoticed) for t in tested)
    total = lang(
        "{noticed} of {tried} changes noticed ({percent}%), in {rules} rules; {bare} rules meet no case",
        noticed=grouped(tried - missed),
        tried=grouped(tried),
        percent=percent(tested),
        rules=grouped(len(tested)),
        bare=grouped(sum(1 for t in tested if not t.cases)),
    )
    return "\n".join((*lines, total)) + "\n"


def percent(tested: Sequence[RuleTrial]) -> int:
    """How many percent of all changes are noticed, rounded down."""
    tried = sum(t.tried for t in tested)
    return 100 * (tried - sum(len(t.unnoticed) for t in tested)) // tried if tried else 0


def _rule(one: RuleTrial, lang: Language, full: bool) -> Iterator[str]:
    place = one.unnoticed[0].place
    yield lang(
        "{rule}: {missed} of {tried} changes unnoticed; {cases} cases meet it",
        rule=one.rule,
        missed=len(one.unnoticed),
        tried=one.tried,
        cases=one.cases,
    )
    for unnoticed in one.unnoticed if full else one.unnoticed[:SHOWN]:
        yield f"  {place.file}:{unnoticed.place.line}:{unnoticed.place.column}: {lang.of(unnoticed.what)}"
