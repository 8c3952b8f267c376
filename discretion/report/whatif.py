"""What would change the result, in a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from discretion.desk.changes import Change, Result
from discretion.desk.openings import Opening
from discretion.desk.weights import Weight
from discretion.desk.whatif import Scenario, WhatIf
from discretion.money import Number
from discretion.report.cleaning import clean
from discretion.report.json import Writer, dumps, fine, number, provenance
from discretion.report.language import Language
from discretion.report.sheet import sheet
from discretion.report.words import Words, joined

SCHEMA: Final = "discretion/whatif/1"


class Terminal:
    """Prints a what-if to a console."""

    def __init__(self, console: Console, lang: Language) -> None:
        self.console, self.lang, self.words = console, lang, Words(lang)

    def show(self, found: WhatIf) -> None:
        """Print it all: the result, what is open, what weighs most, and the variants."""
        t = self.lang
        shown = sheet(found.now, t)
        self.console.print(Styled(shown.heading, "bold"))
        self._line(t("now: {result}", result=self._result(found.now.outcome, found.now.fine)))
        self._openings(found)
        self._closed(found)
        self._weights(found.weights, len(found.now.violations) > 1)
        if found.scenarios:
            self._scenarios(found)
        self.console.print(Styled(t("rulebook {version}", version=shown.rulebook), "dim"))

    def _openings(self, found: WhatIf) -> None:
        t = self.lang
        self._heading(t("still open to the party"))
        if not found.openings:
            self._line(t("nothing that these rules know of"), 2)
            return
        several = len(found.now.violations) > 1
        for opening in (*found.openings, *(() if found.together is None else (found.together,))):
            self._opening(opening, several)
        if found.decision is not None:
            self._line(t("all of it must be proved before the decision ({day})", day=found.decision), style="dim")

    def _opening(self, opening: Opening, several: bool) -> None:
        t = self.lang
        mark = self.words.mark_of(opening.marks)
        grid = self._grid()
        title = Styled(f"◇ {t.of(opening.title)}", "bold")
        title.append(f" 〔{mark}〕" if mark else "", "")
        if several and opening.offence:
            title.append(f" ({opening.offence})", "dim")
        grid.add_row(title, Styled(self._worth(opening), "bold"))
        self.console.print(grid)
        if opening.kind != "together":
            for change in opening.changes:
                self._line(self._change(change), 4)
        for due in opening.due if opening.kind != "together" else ():
            last = (
                t("last day: {day}", day=due.last) if due.last else t("the day from which it counts is not known yet")
            )
            passed = f" — {t('this day has passed')}" if due.passed else ""
            rule = t("{title}: {text}", title=due.title, text=due.rule)
            self._line(f"{joined((rule, last), t)}{passed}", 4, "red" if due.passed else "")
        if opening.citations:
            self._line(joined((t.of(c) for c in opening.citations), t), 4, "dim italic")

    def _worth(self, opening: Opening) -> str:
        t = self.lang
        after = self._result(opening.after.outcome, opening.after.fine)
        if opening.off is None:
            return f"→ {after}"
        return t("{amount} off → {result}", amount=t.yuan(opening.off), result=after)

    def _change(self, change: Change) -> str:
        t = self.lang
        what = t("to be done") if change.earned else t("to be established")
        text = t("{fact}: {then} (now: {now})", fact=change.title, then=change.then, now=change.now)
        proof = f" [{t.of(change.evidence)}]" if change.evidence else ""
        return t("{title}: {text}", title=what, text=f"{text}{proof}")

    def _closed(self, found: WhatIf) -> None:
        if not found.closed:
            return
        self._heading(self.lang("no longer open"))
        for closed in found.closed:
            self._line(f"✗ {self.lang.of(closed.title)} — {self.lang.of(closed.because)}", 0, "dim")

    def _weights(self, weights: Iterable[Weight], several: bool) -> None:
        t = self.lang
        self._heading(t("facts that weigh most"))
        for weight in weights:
            self._line(t.of(weight.title) + (f" ({weight.offence})" if several else ""), style="bold")
            for at in weight.at:
                grid = self._grid()
                values = Styled(f"{'▸' if at.now else ' '} {t.of(at.values)}", "bold" if at.now else "")
                grid.add_row(values, self._result(at.result.outcome, at.result.fine))
                self.console.print(Padding(grid, (0, 0, 0, 2)))

    def _scenarios(self, found: WhatIf) -> None:
        t = self.lang
        self._heading(t("side by side"))
        table = Table(box=box.SIMPLE_HEAD, expand=True)
        table.add_column("", overflow="fold")
        table.add_column(t("the case as it is"), overflow="fold")
        for scenario in found.scenarios:
            table.add_column("\n".join(self._set(c) for c in scenario.changes), overflow="fold")
        results = [found.now, *(s.assessment for s in found.scenarios)]
        sheets = [sheet(r, t) for r in results]
        table.add_row(t("result"), *(self._result(r.outcome, r.fine) for r in results))
        table.add_row(t("difference"), "", *(self._difference(found, s) for s in found.scenarios))
        table.add_row(t("provision"), *("\n".join(p for part in s.parts for p in part.provision) for s in sheets))
        table.add_row(t("base amount"), *("\n".join(self._bases(r)) for r in results))
        table.add_row(t("applied"), *("\n".join(self.words.applied(r)) for r in results))
        self.console.print(table)

    def _set(self, change: Change) -> str:
        return clean(f"{self.lang.of(change.title)}: {self.lang.of(change.then)}")

    def _bases(self, result: Any) -> list[str]:
        return [self.words.money(v.base) for v in result.violations if v.base is not None]

    def _difference(self, found: WhatIf, scenario: Scenario) -> str:
        now, then = found.now.fine, scenario.assessment.fine
        if not (now.known and then.known):
            return ""
        gap: Number = then.low - now.low
        return f"{'+' if gap > 0 else '−' if gap < 0 else '±'}{self.lang.yuan(max(gap, -gap))}"

    def _result(self, outcome: str, amount: Any) -> str:
        money = self.words.money(amount)
        return money if outcome == "fine" else f"{self.words.outcome(outcome)} ({money})"

    def _grid(self) -> Table:
        grid = Table.grid(padding=(0, 1), expand=True)
        grid.add_column(ratio=1, overflow="fold")
        grid.add_column(justify="right", no_wrap=True)
        return grid

    def _heading(self, text: str) -> None:
        self.console.print(Styled(f"\n{text}", "bold underline"))

    def _line(self, text: str, indent: int = 0, style: str = "") -> None:
        self.console.print(Padding(Styled(text, style), (0, 0, 0, indent)))


class _Json(Writer):
    """Puts a what-if into plain data."""

    def result(self, result: Result) -> dict[str, Any]:
        return {
            "outcome": result.outcome,
            "fine": fine(result.fine, result.fine.known),
            "applied": list(result.applied),
        }

    def change(self, change: Change) -> dict[str, Any]:
        return {
            "fact": change.fact,
            "title": self.text(change.title),
            "now": self.text(change.now),
            "then": self.text(change.then),
            "earned": change.earned,
        }

    def opening(self, opening: Opening) -> dict[str, Any]:
        return {
            "rule": opening.rule,
            "kind": opening.kind,
            "title": self.text(opening.title),
            "offence": opening.offence,
            "changes": [self.change(c) for c in opening.changes],
            "due": [
                {
                    "fact": d.fact,
                    "rule": self.text(d.rule),
                    "last": d.last.isoformat() if d.last else None,
                    "passed": d.passed,
                }
                for d in opening.due
            ],
            "after": self.result(opening.after),
            "off": None if opening.off is None else number(opening.off),
            "citations": [self.text(c) for c in opening.citations],
            "provenance": provenance(opening.marks),
        }

    def weight(self, weight: Weight) -> dict[str, Any]:
        return {
            "fact": weight.fact,
            "title": self.text(weight.title),
            "offence": weight.offence,
            "spread": None if weight.spread is None else number(weight.spread),
            "at": [
                {"values": [self.text(v) for v in a.values], "now": a.now, "result": self.result(a.result)}
                for a in weight.at
            ],
        }


def render(found: WhatIf) -> str:
    """As JSON."""
    make = _Json()
    now = found.now
    data = {
        "schema": SCHEMA,
        "now": {"outcome": now.outcome, "fine": fine(now.fine, now.settled)},
        "decision": found.decision.isoformat() if found.decision else None,
        "open": [make.opening(o) for o in found.openings],
        "together": None if found.together is None else make.opening(found.together),
        "closed": [
            {"rule": c.rule, "title": make.text(c.title), "because": make.text(c.because)} for c in found.closed
        ],
        "weights": [make.weight(w) for w in found.weights],
        "scenarios": [
            {
                "set": [make.change(c) for c in s.changes],
                "outcome": s.assessment.outcome,
                "fine": fine(s.assessment.fine, s.assessment.settled),
                "violations": [make.violation(v) for v in s.assessment.violations],
            }
            for s in found.scenarios
        ],
        "rulebook": {"version": now.version, "hash": f"sha256:{now.digest}"},
    }
    return dumps(data)
