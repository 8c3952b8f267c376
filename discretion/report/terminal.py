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
from rich.text import Text as Styled

from discretion.report.language import Language
from discretion.report.sheet import Bar, Part, Row, Sheet

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
        self.console.print(Styled(sheet.heading, "bold"))
        line = "  ".join(f"{name}: {value}" for name, value in sheet.particulars)
        self.console.print(Styled(line, "dim"))
        self.console.print(self._recommendation(sheet))
        for number, part in enumerate(sheet.parts, 1):
            if len(sheet.parts) > 1:
                title = f"{number}. {part.title} ({part.offence}): {part.outcome_words} {part.fine}"
                self.console.print(Styled(f"\n{title}", "bold"))
            self._part(part)
        for note in sheet.notes:
            self.console.print(f"· {note}")
        self._marks(sheet)
        if sheet.unused:
            self.console.print(
                t("facts that no rule of this case looks at: {facts}", facts=", ".join(sheet.unused)), style="dim"
            )
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
            self._wrapped(f"{t('provision')}: {' + '.join(part.provision)}")
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
        self._wrapped(f"{person.outcome_words} {person.fine} {person.fine_words}")
        if person.bar is not None:
            self.console.print(self._bar(person.bar))
        self._ladder(person.steps)

    def _steps(self, heading: str, rows: tuple[Row, ...]) -> None:
        if rows:
            self._heading(heading)
            self._ladder(rows)

    def _ladder(self, rows: tuple[Row, ...]) -> None:
        """The steps of an amount, each with its arithmetic and ground below it."""
        self.console.print(Lines(tuple((self._sign(row), self._step(row), Styled(row.amount, "bold")) for row in rows)))

    def _heading(self, text: str) -> None:
        self.console.print(Styled(f"\n{text}", "bold underline"))

    def _wrapped(self, text: str, indent: int = 0) -> None:
        self.console.print(Padding(Styled(text), (0, 0, 0, indent)))

    def _sign(self, row: Row) -> Styled:
        return Styled("!" if row.warning else SIGNS[row.state], "bold red" if row.warning else STYLES[row.state])

    def _step(self, row: Row) -> Styled:
        mark = f" 〔{row.mark}〕" if row.mark else ""
        text = Styled(f"{row.title}{mark}")
        if row.text:
            text.append(f": {row.text}")
        if row.because and row.state == "unknown":
            text.append(f" ({self.lang('missing')}: {row.because})", "yellow")
        if row.amount:
            for below in (row.arithmetic, "; ".join(row.cited)):
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
        line = Styled(row.title, "dim" if row.state == "not-applied" else "")
        if row.mark:
            line.append(f" 〔{row.mark}〕")
        if row.state == "not-applied" and row.because:
            line.append(f" — {row.because}", "dim")
        elif row.state == "unknown":
            line.append(f": {row.text}" if row.text else "")
            line.append(f" — {t('cannot tell, missing')}: {row.because}", "yellow")
        elif row.text:
            line.append(f": {row.text}")
        if row.cited:
            line.append(f"  [{'; '.join(row.cited)}]", "dim italic")
        return line

    def _marks(self, sheet: Sheet) -> None:
        if not sheet.marks:
            return
        self._heading(self.lang("figures that are not official"))
        for mark, rule, why in sheet.marks:
            self._wrapped(f"〔{mark}〕{rule}: {why}", 2)
