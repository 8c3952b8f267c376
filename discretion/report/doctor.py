"""How the program stands on this machine: versions, rules, language, calendar."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from datetime import date
from importlib import metadata
from typing import Final, Literal

import msgspec

from discretion.calendar import calendar_years
from discretion.report.docx import TEMPLATE
from discretion.report.language import LOCALE, Language
from discretion.rulebook import Rulebook, Unusable

REQUIRED: Final = ("typer", "rich", "pyyaml", "msgspec", "chinesecalendar")
#: The libraries of the extras that serve the use of the program, as ``pyproject.toml`` has them.
OPTIONAL: Final = (
    ("docxtpl", "docx"),
    ("questionary", "desk"),
    ("openpyxl", "batch"),
    ("pyarrow", "batch"),
    ("jinja2", "book"),
    ("cryptography", "sign"),
    ("pandas", "spark"),
    ("pyspark", "spark"),
    ("pyarrow", "spark"),
)
State = Literal["good", "note", "bad"]


class Check(msgspec.Struct, frozen=True):
    """Something looked at; ``bad`` where the program cannot be relied upon."""

    name: str
    value: str
    state: State = "good"


def examine(book: Rulebook, lang: Language, today: date) -> tuple[Check, ...]:
    """Everything, in the order in which it is shown."""
    return (*_versions(lang), *_rules(book, lang), *_language(lang), *_calendar(lang, today))


def _versions(lang: Language) -> Iterator[Check]:
    yield Check("discretion", metadata.version("discretion"))
    yield Check("Python", f"{platform.python_version()} ({platform.system()})")
    for name in REQUIRED:
        version = _version(name)
        yield Check(name, version or lang("not installed"), "good" if version else "bad")
    for name, extra in OPTIONAL:
        version = _version(name)
        missing = lang("not installed: pip install 'discretion[{extra}]'", extra=extra)
        title = lang("{name} (extra {extra})", name=name, extra=extra)
        yield Check(title, version or missing, "good" if version else "note")
    yield Check(lang("docx template"), str(TEMPLATE), "good" if TEMPLATE.is_file() else "bad")


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _rules(book: Rulebook, lang: Language) -> Iterator[Check]:
    yield Check(lang("rule folders"), ", ".join(str(folder) for folder in book.folders))
    problems = book.problems()
    rules = book.shelf().rules
    offences = sum(1 for r in rules if r.section == "offences")
    counts = lang(
        "{files:file|files}, {rules:rule|rules}, {offences:offence|offences}",
        files=len(book.files),
        rules=len(rules),
        offences=offences,
    )
    yield Check(lang("rules"), counts)
    yield Check(lang("jurisdictions"), ", ".join(book.jurisdictions()))
    try:
        version = book.law(book.jurisdictions()[0]).version
    except (Unusable, IndexError):
        version = ""
    yield Check(lang("edition"), f"{version} sha256:{book.digest}")
    found = lang("{count:problem|problems}: discretion rules check", count=len(problems))
    yield Check(lang("problems in the rules"), found if problems else lang("none"), "bad" if problems else "good")


def _language(lang: Language) -> Iterator[Check]:
    names = {"zh": "中文", "en": "English"}
    yield Check(lang("language"), f"{lang.code} ({names[lang.code]})")
    catalogue = LOCALE / "zh" / "LC_MESSAGES" / "discretion.mo"
    yield Check(lang("catalogue"), str(catalogue), "good" if catalogue.is_file() else "bad")


def _calendar(lang: Language, today: date) -> Iterator[Check]:
    first, last = calendar_years()
    years = lang("{a} to {b}", a=str(first), b=str(last))
    if today.year > last:
        years += lang("; it does not reach this year: working days cannot be counted")
    yield Check(lang("calendar of public holidays"), years, "note" if today.year > last else "good")
