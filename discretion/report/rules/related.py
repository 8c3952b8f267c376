"""Everything that bears on an offence in a jurisdiction: tables, lists, programmes, exclusions, facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from discretion.assess import space
from discretion.assess.truth import unique
from discretion.report.language import Language
from discretion.report.rules.shown import Related
from discretion.report.rules.wording import Wording

LISTS: Final = ("not-responsible", "no-penalty", "already-fined", "lighter", "mitigated", "heavier", "limitation")


def related(w: Wording, offence: str) -> Iterator[Related]:
    """By kind, in the order in which the law is applied."""
    law, t = w.law, w.lang
    tables = [(i, b) for i, b in law.bases.items() if offence in b.offences] or [
        (i, b) for i, b in law.bases.items() if not b.offences
    ]
    yield _of(w, t("discretion tables"), ((i, b.title) for i, b in tables))
    for name in LISTS:
        yield _of(w, list_name(name, t), ((e.id, e.title) for e in law.lists[name] if e.concerns(offence)))
    programmes = [(i, p) for i, p in law.programmes.items() if p.concerns(offence)]
    yield _of(w, t("programmes"), ((i, p.title) for i, p in programmes))
    named = {i for i, _ in programmes}
    excluded = [(e.id, e.title) for e in law.lists["exclusions"] if e.concerns(offence) and named & set(e.defeats)]
    yield _of(w, t("exclusions"), excluded)
    known = [(f, law.facts[f].title) for f in facts(w, offence) if f in law.facts and not law.facts[f].computed]
    yield _of(w, t("facts that it looks at"), known)


def facts(w: Wording, offence: str) -> tuple[str, ...]:
    """The facts that an assessment of an offence may look at."""
    return unique(space.facts(w.law, offence))


def list_name(name: str, t: Language) -> str:
    """What a list is called."""
    return {
        "not-responsible": t("not responsible"),
        "no-penalty": t("no penalty"),
        "already-fined": t("already fined for the same act"),
        "lighter": t("lighter"),
        "mitigated": t("mitigated"),
        "heavier": t("heavier"),
        "no-coercion": t("no coercion"),
        "limitation": t("limitation"),
        "daily-fine": t("daily continuing fine"),
        "referral": t("referral"),
        "consequences": t("consequences"),
        "exclusions": t("exclusions"),
        "procedure": t("procedure"),
    }.get(name, name)


def _of(w: Wording, kind: str, rules: Iterable[tuple[str, Any]]) -> Related:
    return Related(kind, tuple((id, w.lang.of(title) or id) for id, title in rules))
