"""An empty table to fill in: the columns that an offence needs, with lists to choose from and what each column asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from discretion.assess.space import asked_in, facts
from discretion.batch import excel
from discretion.batch.columns import FACTS
from discretion.batch.inputs import REMARK
from discretion.law.fact import Fact
from discretion.report.language import Language
from discretion.rulebook import Law, Problem, Rulebook, Unusable
from discretion.rulebook.problem import Place
from discretion.suggest import nearest
from discretion.text import say

#: Rows for which the lists and checks are laid out.
ROWS: Final = 5000
#: The heads of a table in any case; `key` says which row a result belongs to.
HEADS: Final = ("key", "jurisdiction", "offence", "party.kind", "timeline.act", "timeline.found", "timeline.decision")
_LISTS: Final = "lists"
_PARTY: Final = "party."
_DAYS: Final = "timeline."


class Head(msgspec.Struct, frozen=True):
    """A column of the template."""

    name: str
    title: str
    kind: str
    choices: tuple[str, ...] = ()
    remark: str = ""


def write(path: Path, book: Rulebook, jurisdiction: str, offence: str, tongue: Language) -> int:
    """Write a template to ``path``; how many columns it has. Raises :class:`Unusable`, :class:`discretion.batch.inputs.Lacking`."""
    excel.package()
    law = _law(book, jurisdiction, offence)
    heads = [
        *_common(law, book, jurisdiction, offence, tongue),
        *(_fact(name, law, tongue) for name in asked(law, offence)),
    ]
    _Workbook(tongue).write(path, heads)
    return len(heads)


def _law(book: Rulebook, jurisdiction: str, offence: str) -> Law:
    law = book.law(jurisdiction, [offence] if offence else None)
    if offence and offence not in law.offences:
        message = say("there is no offence `{name}`", name=offence)
        raise Unusable(
            [Problem("unknown-offence", Place("--offence"), message, nearest(offence, book.law(jurisdiction).offences))]
        )
    return law


def asked(law: Law, offence: str) -> tuple[str, ...]:
    """The facts that an assessment of ``offence`` may look at; without one, those that the lists look at for every offence."""
    names = dict.fromkeys(facts(law, offence) if offence else _of_all(law))
    return tuple(n for n in names if n in law.facts and not law.facts[n].computed and not n.startswith(_PARTY))


def _of_all(law: Law) -> Iterator[str]:
    for entries in law.lists.values():
        for entry in entries:
            if not entry.offences:
                for condition in (entry.when, entry.unless):
                    if condition is not None:
                        yield from asked_in(condition, law)


def _common(law: Law, book: Rulebook, jurisdiction: str, offence: str, tongue: Language) -> Iterator[Head]:
    places = (jurisdiction, *(j for j in book.jurisdictions() if j != jurisdiction))
    acts = (offence,) if offence else tuple(law.offences)
    for name in HEADS:
        if name == "key":
            yield Head(name, tongue("key: which case the row is"), "text")
        elif name == "jurisdiction":
            yield Head(name, tongue("jurisdiction"), "choice", places)
        elif name == "offence":
            titles = "\n".join(f"{o}: {tongue.of(law.offences[o].title)}" for o in acts[:10])
            yield Head(name, tongue("offence"), "choice", acts, titles)
        else:
            yield _fact(name, law, tongue)
    days = {d for d in facts(law, offence) if d.startswith(_DAYS)} if offence else set()
    yield from (_fact(d, law, tongue) for d in sorted(days) if d not in HEADS)


def _fact(name: str, law: Law, tongue: Language) -> Head:
    fact = law.facts.get(name) or Fact(title=law.fact_title(name), type="date" if name.startswith(_DAYS) else "text")
    choices = _choices(name, fact, tongue)
    several = tongue("several choices: separate them by `;`") if fact.type == "set" else ""
    parts = (tongue.of(fact.ask), tongue.of(fact.evidence), several, "\n".join(choices) if fact.type == "set" else "")
    plain = name if name.startswith((_PARTY, _DAYS)) else f"{FACTS}.{name}"
    unit = f" ({tongue.of(fact.unit)})" if fact.unit is not None else ""
    return Head(plain, tongue.of(fact.title) + unit, fact.type, choices, "\n".join(p for p in parts if p))


def _choices(name: str, fact: Fact, tongue: Language) -> tuple[str, ...]:
    """What can be chosen: by title where each title is that of one choice only, else by id."""
    if fact.type == "boolean":
        return (tongue("yes"), tongue("no"))
    titles = tuple(tongue.of(t) for t in (fact.choices or {}).values())
    distinct = len({t.lower() for t in titles}) == len(titles) and not any(excel.FORMULA[0] == t[:1] for t in titles)
    return titles if distinct and not name.startswith(_PARTY) else tuple(fact.choices or ())


class _Workbook:
    """The sheet to fill in, and a hidden one that holds the lists."""

    def __init__(self, tongue: Language) -> None:
        self.tongue = tongue
        self.book = excel.package().Workbook()
        self.sheet = self.book.active
        self.sheet.title = "cases"
        self.lists = self.book.create_sheet(_LISTS)
        self.lists.sheet_state = "hidden"
        self.columns = 0

    def write(self, path: Path, heads: Sequence[Head]) -> None:
        for number, head in enumerate(heads, 1):
            self._head(number, head)
        self.sheet.cell(2, 1).value = f"{REMARK} {heads[0].title}"
        self.sheet.freeze_panes = "B3"
        self.book.save(path)

    def _head(self, number: int, head: Head) -> None:
        from openpyxl.comments import Comment
        from openpyxl.styles import Alignment, Font
        from openpyxl.utils import get_column_letter

        letter = get_column_letter(number)
        cell, title = self.sheet.cell(1, number), self.sheet.cell(2, number)
        cell.value, cell.font = head.name, Font(bold=True)
        title.value, title.alignment = head.title, Alignment(wrap_text=True, vertical="top")
        if head.remark:
            cell.comment = Comment(head.remark, "discretion", width=360, height=160)
        self.sheet.column_dimensions[letter].width = max(14, min(36, len(head.name) + 2))
        if head.kind == "date":
            self.sheet.column_dimensions[letter].number_format = "yyyy-mm-dd"
        self._validation(letter, head)

    def _validation(self, letter: str, head: Head) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation

        rule: Any = None
        if head.choices and head.kind != "set":
            rule = DataValidation(type="list", formula1=self._list(head.choices), allow_blank=True)
        elif head.kind == "date":
            rule = DataValidation(type="date", operator="greaterThan", formula1="1", allow_blank=True)
        elif head.kind in ("count", "days"):
            rule = DataValidation(
                type="whole" if head.kind == "days" else "decimal",
                operator="greaterThanOrEqual",
                formula1="0",
                allow_blank=True,
            )
        elif head.kind in ("ratio", "money"):
            rule = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
        if rule is None:
            return
        rule.showErrorMessage = True
        rule.error = self.tongue("This does not fit the column; leave the cell empty where nothing is known.")
        self.sheet.add_data_validation(rule)
        rule.add(f"{letter}3:{letter}{ROWS + 2}")

    def _list(self, choices: Sequence[str]) -> str:
        """Write a list; the range where it stands."""
        from openpyxl.utils import get_column_letter

        self.columns += 1
        letter = get_column_letter(self.columns)
        for row, choice in enumerate(choices, 1):
            self.lists.cell(row, self.columns).value = choice
        return f"{_LISTS}!${letter}$1:${letter}${len(choices)}"
