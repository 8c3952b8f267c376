"""The progress of a batch on standard error, where that is a terminal: how far, how fast, how long still."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

from discretion.report.language import Language


class Progress:
    """Counts cases; how far it is, is told by the bytes of the input that are read."""

    def __init__(self, total: float, begun: float, tongue: Language) -> None:
        self._bar: Any = None
        if not sys.stderr.isatty():
            return
        from rich import progress
        from rich.console import Console

        self._bar = progress.Progress(
            progress.BarColumn(),
            progress.TaskProgressColumn(),
            progress.TextColumn("{task.fields[cases]}"),
            progress.TimeElapsedColumn(),
            progress.TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._tongue = tongue
        self._cases = 0
        self._task = self._bar.add_task("", total=total, completed=begun, cases="")

    def add(self, cases: int, weight: float) -> None:
        """So many more cases."""
        if self._bar is None:
            return
        self._cases += cases
        elapsed = self._bar.tasks[0].elapsed or 0
        rate = f"{self._cases / elapsed:,.0f}" if elapsed else "—"
        words = self._tongue("{cases} cases, {rate} a second", cases=f"{self._cases:,}", rate=rate)
        self._bar.update(self._task, advance=weight, cases=words)

    def __enter__(self) -> Progress:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
