"""Coverage for people: of each kind of unit how many are covered, which are not, and the share of all."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from discretion.audit.coverage import KINDS, Coverage, Kind
from discretion.money import grouped
from discretion.report.language import Language

SHOWN: Final = 10


def render(coverage: Coverage, lang: Language, full: bool = False) -> str:
    """A line a kind, below it what no case covers (with ``full`` all of it); the whole last."""
    lines: list[str] = []
    for kind in KINDS:
        have, all_ = coverage.of(kind)
        if all_:
            lines.append(f"{title(kind, lang)}: {share(have, all_, lang)}")
            lines += _missing(coverage, kind, lang, full)
    have, all_ = coverage.total
    lines.append(lang("covered: {share}", share=share(have, all_, lang)))
    return "\n".join(lines) + "\n"


def percent(coverage: Coverage) -> Fraction:
    """How many percent of all units are covered; all of nothing is nothing."""
    have, all_ = coverage.total
    return Fraction(100 * have, all_) if all_ else Fraction(0)


def share(have: int, all_: int, lang: Language) -> str:
    """How many of how many, and the percentage."""
    return lang(
        "{have} of {all} ({percent}%)", have=grouped(have), all=grouped(all_), percent=100 * have // all_ if all_ else 0
    )


def title(kind: Kind, lang: Language) -> str:
    """What a kind of unit is called."""
    return {
        "provision": lang("provisions"),
        "tier": lang("tiers"),
        "level": lang("levels of factors"),
        "row": lang("rows of band tables"),
        "entry": lang("entries of lists"),
        "exclusion": lang("exclusions"),
        "programme": lang("programmes"),
        "step": lang("reduction steps"),
        "boundary": lang("boundaries"),
    }[kind]


def _missing(coverage: Coverage, kind: Kind, lang: Language, full: bool) -> Iterator[str]:
    own = [u for u in coverage.missing if u.kind == kind]
    for unit in own if full else own[:SHOWN]:
        yield f"  {unit.file}:{unit.line}: {unit.name}"
    if not full and len(own) > SHOWN:
        yield "  " + lang("{count} more: --full lists them", count=grouped(len(own) - SHOWN))
