"""Where in the book a rule stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from discretion.report.book.gathered import Gathered
from discretion.rulebook.sections import LISTS

#: Sections whose rules have a page each, and the folders of the pages.
FOLDERS: Final = {"offences": "offences", "bases": "tables", "programmes": "programmes", "instruments": "laws"}
#: Sections that are one page.
SHEETS: Final = ("facts", "measures")


def path(section: str, id: str) -> str:
    """The page of a rule with the place in it, from the first folder."""
    if section in FOLDERS:
        return f"{FOLDERS[section]}/{id}.html"
    if section == "jurisdiction":
        return f"places/{id.replace('/', '.')}.html"
    return f"{section}.html#{id}" if section in SHEETS else f"lists/{section}.html#{id}"


def links(gathered: Gathered) -> Mapping[str, str]:
    """From what a phrase names to its page: ``facts/harm``, ``rules/cn.lighter.minor``, ``pages/coverage``."""
    found = {f"pages/{name}": f"{name}.html" for name in ("index", "findings", "coverage", "reviews", *SHEETS)}
    for section, rules in gathered.sections.items():
        for id in rules:
            if section in ("facts", "measures", "instruments"):
                found[f"{section}/{id}"] = quote(path(section, id), safe="/#")
            elif section == "jurisdiction":
                found[f"places/{id}"] = quote(path(section, id), safe="/#")
            elif section in FOLDERS or section in LISTS:
                found[f"rules/{id}"] = quote(path(section, id), safe="/#")
        if section in LISTS:
            found[f"pages/{section}"] = f"lists/{section}.html"
    return found
