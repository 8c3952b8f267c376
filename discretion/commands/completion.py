"""What the shell offers while somebody types: offences, facts and their values, places, rules.

The names are kept beside the checked rules (see :mod:`discretion.rulebook.cache`), so that a completion reads no rule as long as no
rule file has changed. A completion never fails: where something is wrong, nothing is offered.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

if TYPE_CHECKING:
    from discretion.rulebook import Rulebook

VARIABLE: Final = "_DISCRETION_COMPLETE"
Offered = Iterator[tuple[str, str]]
Index = dict[str, dict[str, Any]]
#: Stands in the kept names for "a day": which days are offered depends on today.
_DAY: Final = "day"


def offence(ctx: typer.Context, incomplete: str) -> Offered:
    """The offences whose id begins so, with their titles."""
    yield from _named(ctx, "offences", incomplete)


def place(ctx: typer.Context, incomplete: str) -> Offered:
    """The jurisdictions."""
    yield from _named(ctx, "places", incomplete)


def rule(ctx: typer.Context, incomplete: str) -> Offered:
    """The rules, offences among them."""
    yield from _named(ctx, "offences", incomplete)
    yield from _named(ctx, "rules", incomplete)


def setting(ctx: typer.Context, incomplete: str) -> Offered:
    """``fact=value``: of the facts at which the rules look in the case that stands on the line, where one stands there."""
    facts = _index(ctx).get("facts", {})
    wanted = _asked(ctx) or facts
    for name, (title, values) in facts.items():
        if name in wanted and f"{name}=".startswith(incomplete[: len(name) + 1]):
            for value, words in (_days() if values == _DAY else values).items():
                if f"{name}={value}".startswith(incomplete):
                    yield f"{name}={value}", f"{title}: {words}" if words else title


def _days() -> dict[str, str]:
    """Two days, so that what they have in common is completed and the rest is typed."""
    days = (date.today() - timedelta(days=back) for back in (0, 1))  # noqa: DTZ011 - the day where the officer sits
    return {day.isoformat(): "" for day in days}


def language(incomplete: str) -> Offered:
    """The languages of the output."""
    yield from (pair for pair in (("zh", "中文"), ("en", "English")) if pair[0].startswith(incomplete))


def strictness(incomplete: str) -> Offered:
    """``facts,provenance``: one kind more after the last comma."""
    from discretion.audit.strict import KINDS

    done, comma, last = incomplete.rpartition(",")
    yield from ((f"{done}{comma}{k}", "") for k in KINDS if k.startswith(last) and k not in done.split(","))


def _named(ctx: typer.Context, kind: str, incomplete: str) -> Offered:
    yield from ((id, title) for id, title in _index(ctx).get(kind, {}).items() if id.startswith(incomplete))


# --- the names --------------------------------------------------------------------------------------------------------


def _index(ctx: typer.Context) -> Index:
    """Every name of the rules with its title; empty where the rules cannot be read."""
    from discretion.report.language import Language, language
    from discretion.rulebook import Rulebook, cache
    from discretion.rulebook.problem import Unusable

    with contextlib.suppress(Unusable, OSError):
        book = Rulebook.open([Path(folder) for folder in ctx.params.get("rules") or ()])
        tongue = Language(language(None))
        key = cache.key(book.hashes(), sorted(book.hashes()), ("completion", tongue.code))
        kept = cache.get(key)
        if kept is None:
            kept = [[kind, names] for kind, names in _names(book, tongue).items()]
            cache.put(key, kept)
        return {str(kind): names for kind, names in kept}
    return {}


def _names(book: Rulebook, tongue: Any) -> Index:
    from discretion.law.fact import NUMERIC

    found: Index = {"places": {}, "offences": {}, "rules": {}, "facts": {}}
    for place in book.jurisdictions():
        found["places"][place] = tongue.of(book.law(place, []).settings.title)
    for known in book.shelf().rules:
        record = known.record
        title = getattr(record, "title", None)
        words = tongue.of(title) if title is not None else ""
        if known.section == "facts" and not record.computed:
            values = {"boolean": {"true": "", "false": ""}}.get(record.type, {})
            if record.choices:
                values = {value: tongue.of(said) for value, said in record.choices.items()}
            elif record.type in NUMERIC:
                values = {"0": "", "1": ""}
            found["facts"][known.id] = [words, _DAY if record.type == "date" else values]
        elif known.section == "offences":
            found["offences"][known.id] = words
        elif known.section not in ("cases", "outline", "jurisdiction", "rulebook", "facts"):
            found["rules"][known.id] = words
    return found


def _asked(ctx: typer.Context) -> frozenset[str]:
    """The facts at which the rules of the case on the line look; none where it cannot be read."""
    from discretion.case.read import read_case
    from discretion.report.casefile import groups
    from discretion.rulebook import Rulebook
    from discretion.rulebook.problem import Unusable

    # the parser stops at the option that still lacks its value: the case stands in the line alone
    line = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS", "")
    name = next((w for w in line.split() if w.endswith((".yaml", ".json")) and Path(w).is_file()), "")
    if not name:
        return frozenset()
    with contextlib.suppress(Unusable, OSError):
        book = Rulebook.open([Path(folder) for folder in ctx.params.get("rules") or ()])
        case, law = read_case(name, Path(name).read_bytes(), book)
        return frozenset(f for v in case.violations for _, facts in groups(v.offence, law) for f in facts)
    return frozenset()


# --- bash -------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def words() -> Iterator[None]:
    """While bash completes: ``harm=none`` is one word, though bash parts it at the sign and replaces only what follows it."""
    line = os.environ.get("COMP_WORDS", "")
    given = line.split("\n" if "\n" in line else " ")
    if os.environ.get(VARIABLE) != "complete_bash" or "=" not in given:
        yield
        return
    number = min(int(os.environ.get("COMP_CWORD", "0")), len(given) - 1)
    before: list[str] = []
    for position, word in enumerate(given[: number + 1]):
        joined = before and (word == "=" or given[position - 1] == "=") and position > 1
        before = [*before[:-1], before[-1] + word] if joined else [*before, word]
    os.environ.update(COMP_WORDS="\n".join(before), COMP_CWORD=str(len(before) - 1))
    head = f"{before[-1].partition('=')[0]}=" if "=" in before[-1] else ""
    shown = io.StringIO()
    try:
        with contextlib.redirect_stdout(shown):
            yield
    finally:
        lines = (line.removeprefix(head) for line in shown.getvalue().splitlines())
        sys.stdout.write("".join(f"{line}\n" for line in lines))
