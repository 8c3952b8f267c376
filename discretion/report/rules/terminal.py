"""Rules in a terminal: one rule with everything that bears on it, and lists of rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich import box
from rich import table as rich
from rich.console import Console
from rich.padding import Padding
from rich.text import Text as Styled

from discretion.report.language import Language
from discretion.report.rules.shown import Shown, Table
from discretion.rulebook.search import Hit
from discretion.text import Text


class Terminal:
    """Prints rules to a console."""

    def __init__(self, console: Console, lang: Language) -> None:
        self.console, self.lang = console, lang

    def show(self, shown: Shown) -> None:
        """One rule."""
        self.console.print(Styled.assemble((shown.title, "bold"), f"  {shown.id}"))
        table = rich.Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for line in shown.lines:
            table.add_row(Styled(line.name, "dim"), line.text)
        self.console.print(Padding(table, (0, 0, 0, 2)))
        for drawn in shown.tables:
            self._table(drawn)
        for related in shown.related:
            if related.rules:
                self.console.print(Styled(f"\n{related.kind}", "bold underline"))
                self._pairs(related.rules)

    def _table(self, drawn: Table) -> None:
        self.console.print(Styled(f"\n{drawn.title}", "bold underline"))
        table = rich.Table(box=box.SIMPLE_HEAD, expand=drawn.beside, show_lines=drawn.beside)
        for number, head in enumerate(drawn.heads):
            named = drawn.beside and number == 0
            table.add_column(head, overflow="fold", no_wrap=named, ratio=1 if drawn.beside and not named else None)
        for row in drawn.full():
            first = Styled(row[0], "dim") if drawn.beside else row[0]
            table.add_row(first, *row[1:])
        self.console.print(table)

    def _pairs(self, rules: Iterable[tuple[str, str]]) -> None:
        table = rich.Table.grid(padding=(0, 2))
        table.add_column(overflow="fold")
        table.add_column(overflow="fold")
        for id, title in rules:
            table.add_row(id, title)
        self.console.print(Padding(table, (0, 0, 0, 2)))

    def hits(self, hits: Iterable[Hit], others: Mapping[str, Sequence[Text]]) -> None:
        """What was found, the best first; ``others`` are the departments that enforce an offence in our stead."""
        table = rich.Table.grid(padding=(0, 2))
        for _ in range(3):
            table.add_column(overflow="fold")
        for hit in hits:
            where = "" if hit.jurisdiction == "cn" else hit.jurisdiction
            by = (self.lang.of(department) for department in others.get(hit.id, ()))
            table.add_row(hit.id, self.lang.of(hit.title), Styled(" ".join((*hit.cited, where, *by)).strip(), "dim"))
        self.console.print(table)
