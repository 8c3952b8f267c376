"""Cliffs for people: the highest first, with the fine on either side."""

from __future__ import annotations

from typing import Final

from discretion.audit.cliffs import Cliff, Seen
from discretion.money import grouped, plain
from discretion.report.language import Language

SHOWN: Final = 40


def render(seen: Seen, lang: Language, full: bool = False) -> str:
    """Three lines a cliff (with ``full`` all of them): the step, its rule, the case; and how many steps were looked at."""
    shown = seen.cliffs if full else seen.cliffs[:SHOWN]
    lines = [_one(c) for c in shown]
    if len(shown) < len(seen.cliffs):
        lines.append(lang("{count} more: --full lists them", count=grouped(len(seen.cliffs) - len(shown))))
    lines.append(
        lang("{cliffs:cliff|cliffs} in {steps:step|steps}", cliffs=grouped(len(seen.cliffs)), steps=grouped(seen.steps))
    )
    return "\n".join(lines) + "\n"


def _one(cliff: Cliff) -> str:
    percent = int(100 * cliff.share) * (1 if cliff.after > cliff.before else -1)
    low, high = _shown(cliff.low), _shown(cliff.high)
    fines = f"{grouped(cliff.before)} → {grouped(cliff.after)}"
    return f"{percent:+}%  {fines}  {cliff.fact}: {low} → {high}\n    {cliff.rule}\n    {cliff.situation}"


def _shown(value: object) -> str:
    if isinstance(value, frozenset):
        return "[" + ", ".join(sorted(value)) + "]"
    return str(value) if isinstance(value, bool | str) else plain(value)  # type: ignore[arg-type]
