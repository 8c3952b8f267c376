"""The result in a terminal: readable at 80 columns, without colour, in a pipe."""

from __future__ import annotations

from typing import Final

import msgspec
from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.panel import Panel
from rich.segment import Segment

from discretion.report.context import marks
from discretion.report.language import Language
from discretion.report.prose import Prose as Styled
from discretion.report.sheet import Bar, Part, Row, Sheet
from discretion.report.words import grounds, joined

SIGNS: Final = {"applied": "✓", "not-applied": "✗", "unknown": "?", "choice": "◇", "noted": "·"}
STYLES: Final = {"applied": "green", "not-applied": "dim", "unknown": "yellow", "choice": "cyan", "noted": ""}

MISSING: Final = 8
ORDER: Final = ("applied", "choice", "unknown", "noted", "not-applied")


class Lines(msgspec.Struct, frozen=True):
    """A sign, a text that is wrapped beside it, and at the right an amount, for each row.

    What a rich table without lines gives, without its measuring of every cell twice: that alone took as long as the assessment.
    """

    rows: tuple[tuple[Styled, Styled, Styled | None], ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The rows as segments, every line filled up to the width."""
        right = max((cell_len(amount.plain) for _, _, amount in self.rows if amount is not None), default=0)
        ladder = any(amount is not None for _, _, amount in self.rows)
        width = max(1, options.max_width - 2 - (right + 1 if ladder else 0))
        for sign, text, amount in self.rows:
            first = True
            for line in text.wrap(console, width, overflow="fold"):
                if first:
                    yield from sign.render(console)
                yield Segment(" " if first else "  ")
                yield from line.render(console)
                blank = width - cell_len(line.plain)
                if ladder:
                    blank += 1 + right - (cell_len(amount.plain) if first and amount is not None else 0)
                if blank > 0:
                    yield Segment(" " * blank)
                if first and amount is not None:
                    yield from amount.render(console)
                yield Segment.line()
                first = False


class Terminal:
    """Prints sheets to a console."""

    def __init__(self, console: Console, lang: Language, full: bool = False) -> None:
        self.console = console
        self.lang = lang
        self.full = full

    def show(self, sheet: Sheet) -> None:
        """Print one report."""
        t = self.lang
        self._wrapped(sheet.heading, style="bold")
        line = "  ".join(t("{title}: {text}", title=name, text=value) for name, value in sheet.particulars)
        self._wrapped(line, style="dim")
        self.console.print(self._recommendation(sheet))
        for number, part in enumerate(sheet.parts, 1):
            if len(sheet.parts) > 1:
                title = t("{title} ({id})", title=part.title, id=part.offence)
                text = t("{title}: {text}", title=title, text=f"{part.outcome_words} {part.fine}".strip())
                self._wrapped(f"\n{number}. {text}", style="bold")
            self._part(part)
        for note in sheet.notes:
            self._wrapped(f"· {note}")
        self._marks(sheet)
        if sheet.unused:
            unused = t("facts that no rule of this case looks at: {facts}", facts=joined(sheet.unused, t))
            self._wrapped(unused, style="dim")
        self.console.print(t("rulebook {version}", version=sheet.rulebook), style="dim")

    def _recommendation(self, sheet: Sheet) -> Panel:
        t = self.lang
        rows: list[RenderableType] = []
        if sheet.outcome == "fine" and sheet.fine_words:
            rows.append(
                Styled.assemble((t("recommended fine: {fine}", fine=sheet.fine), "bold"), "  ", sheet.fine_words)
            )
        elif sheet.outcome == "fine":
            rows.append(Styled(t("possible fine: {fine}", fine=sheet.fine), "bold"))
        else:
            rows.append(Styled(sheet.outcome_words, "bold"))
            if sheet.outcome in ("undetermined", "may-waive", "referred"):
                rows.append(Styled(t("possible fine: {fine}", fine=sheet.fine)))
        if len(sheet.parts) == 1:
            part = sheet.parts[0]
            if part.bar is not None and part.outcome in ("fine", "may-waive", "undetermined", "referred"):
                rows.append(self._bar(part.bar))
            rows += [Styled(a) for a in part.alternatives]
        return Panel(Group(*rows), box=box.ROUNDED, padding=(0, 1))

    def _bar(self, bar: Bar) -> Styled:
        """The statutory range as a bar with the amount on it."""
        label = self.lang("statutory range")
        words = cell_len(label) + cell_len(bar.low_words) + cell_len(bar.high_words)
        width = max(8, min(40, self.console.width - words - 12))
        cells = ["─"] * width
        if bar.high is not None and bar.high > bar.low:
            span = bar.high - bar.low
            for end in {bar.at.low, bar.at.high if bar.at.high is not None else bar.high}:
                place = int((min(max(end, bar.low), bar.high) - bar.low) * (width - 1) / span)
                cells[place] = "◆"
        below = "◆" if bar.at.high is not None and bar.at.high < bar.low else ""
        return Styled(f"{label}  {bar.low_words} {below}├{''.join(cells)}┤ {bar.high_words}")

    def _part(self, part: Part) -> None:
        t = self.lang
        if part.provision:
            self._wrapped(self._titled(t("provision"), grounds(part.provision, t)))
        self._missing(part)
        self._steps(t("how the amount comes about"), part.steps)
        self._rows(t("which law, and is the offence made out"), part.grounds)
        self._rows(t("lists and programmes"), part.lists, sort=True)
        if part.daily:
            self._wrapped(f"◇ {part.daily}")
        for person in part.persons:
            self._person(person)
        follows = part.consequences if self.full else tuple(r for r in part.consequences if r.state != "not-applied")
        self._rows(t("what follows beside the fine"), follows)
        self._rows(t("procedure"), part.procedure)

    def _missing(self, part: Part) -> None:
        t = self.lang
        if not part.missing:
            return
        self.console.print(Styled(t("missing facts, the most telling first:"), "yellow"))
        shown = part.missing if self.full else part.missing[:MISSING]
        for name in shown:
            self._wrapped(f"? {name}", 2)
        if len(shown) < len(part.missing):
            self._wrapped(t("… and {count} more", count=len(part.missing) - len(shown)), 2)

    def _person(self, person: Part) -> None:
        self._heading(self.lang("person in charge: {name}", name=person.title))
        self._wrapped(f"{person.outcome_words} {person.fine} {person.fine_words}".strip())
        if person.bar is not None:
            self.console.print(self._bar(person.bar))
        self._ladder((*person.steps, *person.grounds))

    def _steps(self, heading: str, rows: tuple[Row, ...]) -> None:
        if rows:
            self._heading(heading)
            self._ladder(rows)

    def _ladder(self, rows: tuple[Row, ...]) -> None:
        """The steps of an amount, each with its arithmetic and ground below it."""
        self.console.print(Lines(tuple((self._sign(row), self._step(row), Styled(row.amount, "bold")) for row in rows)))

    def _heading(self, text: str) -> None:
        self.console.print(Styled(f"\n{text}", "bold underline"))

    def _wrapped(self, text: str, indent: int = 0, style: str = "") -> None:
        # a text printed by itself would be joined into one of rich's own kind, with rich's own line breaks
        self.console.print(Padding(Styled(text, style), (0, 0, 0, indent)))

    def _sign(self, row: Row) -> Styled:
        return Styled("!" if row.warning else SIGNS[row.state], "bold red" if row.warning else STYLES[row.state])

    def _titled(self, title: str, text: str) -> str:
        """A title, the colon of the language, and the text."""
        return self.lang("{title}: {text}", title=title, text=text)

    def _head(self, row: Row) -> str:
        """What a row is called, with the mark of its weakest figure."""
        gap = "" if self.lang.code == "zh" else " "
        return f"{row.title}{gap}〔{row.mark}〕" if row.mark else row.title

    def _step(self, row: Row) -> Styled:
        head = self._head(row)
        text = Styled(self._titled(head, row.text) if row.text else head)
        if row.because and row.state == "unknown":
            missing = self._titled(self.lang("missing"), row.because)
            text.append(self.lang("{text} ({ground})", text="", ground=missing), "yellow")
        if row.amount:
            for below in (row.arithmetic, grounds(row.cited, self.lang)):
                if below:
                    text.append(f"\n{below}", "dim")
        return text

    def _rows(self, heading: str, rows: tuple[Row, ...], sort: bool = False) -> None:
        if not rows:
            return
        self._heading(heading)
        rows = tuple(sorted(rows, key=lambda r: ORDER.index(r.state))) if sort else rows
        self.console.print(Lines(tuple((self._sign(row), self._line(row), None) for row in rows)))

    def _line(self, row: Row) -> Styled:
        t = self.lang
        head = self._head(row)
        set_aside = row.state == "not-applied" and bool(row.because)
        line = Styled(
            self._titled(head, row.text) if row.text and not set_aside else head,
            "dim" if row.state == "not-applied" else "",
        )
        if set_aside:
            line.append(f" — {row.because}", "dim")
        elif row.state == "unknown" and row.because:
            line.append(f" — {self._titled(t('cannot tell, missing'), row.because)}", "yellow")
        if row.cited:
            line.append(f"  [{grounds(row.cited, t)}]", "dim italic")
        return line

    def _marks(self, sheet: Sheet) -> None:
        if not sheet.marks:
            return
        self._heading(self.lang("figures that are not official"))
        for mark in marks(sheet, self.lang):
            self._wrapped(self._titled(f"〔{mark['mark']}〕{mark['rule']}", mark["why"]), 2)
