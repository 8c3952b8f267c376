"""What a batch comes to: by offence how many, how much, how spread; and which cases have no result, and why."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from itertools import accumulate
from typing import Any, Final

from discretion.batch.judge import Done
from discretion.batch.line import SEPARATOR, Line
from discretion.money import Number, exact, grouped, simplest
from discretion.report.json import number
from discretion.report.language import Language
from discretion.report.words import Words

QUANTILES: Final = (10, 25, 50, 75, 90)
#: Outcomes in which no amount can be named, though a fine is possible.
OPEN: Final = ("undetermined", "may-waive", "referred", "not-covered")
#: How many different amounts are kept apart for each offence before they are gathered, so that memory stays bounded.
MOST: Final = 20_000
DIGITS: Final = 3
SHOWN: Final = 12
#: Offences that are printed; all of them stand in the file.
OFFENCES: Final = 30


class Amounts:
    """How often each amount was fined."""

    def __init__(self) -> None:
        self.counted: Counter[Number] = Counter()
        self.total: Number = 0
        self.gathered = False

    def add(self, amount: Number, times: int) -> None:
        """One more amount."""
        self.total += amount * times
        self.counted[_coarse(amount) if self.gathered else amount] += times
        if len(self.counted) > MOST and not self.gathered:
            self.gathered = True
            counted, self.counted = self.counted, Counter()
            for value, count in counted.items():
                self.counted[_coarse(value)] += count

    def quantile(self, percent: int) -> Number:
        """The smallest amount that at least so many percent do not exceed."""
        values: list[Number] = sorted(self.counted)
        passed = list(accumulate(self.counted[v] for v in values))
        return simplest(values[bisect_left(passed, Fraction(percent * passed[-1], 100))])


def _coarse(amount: Number) -> Number:
    """Down to three digits."""
    whole = int(amount)
    unit = int(10 ** max(0, len(str(whole)) - DIGITS))
    return whole // unit * unit


class Group:
    """The lines of one offence."""

    def __init__(self) -> None:
        self.count = 0
        self.outcomes: Counter[str] = Counter()
        self.fines = Amounts()
        self.missing: Counter[str] = Counter()
        self.failed = 0

    def add(self, line: Line, times: int) -> None:
        """Count a line that stands so often."""
        self.count += times
        if line.error and not line.outcome:
            self.failed += times
            return
        self.outcomes[line.outcome] += times
        if line.outcome == "fine" and line.amount:
            self.fines.add(exact(line.amount), times)
        if line.outcome in OPEN or not line.amount:
            for fact in line.missing.split(SEPARATOR) if line.missing else ():
                self.missing[fact] += times


class Summary:
    """The whole batch."""

    def __init__(self) -> None:
        self.cases = 0
        self.offences: dict[str, Group] = {}
        self.persons = Group()
        self.errors: Counter[str] = Counter()
        self.patterns: set[str] = set()

    def add(self, done: Done) -> None:
        """Count a chunk."""
        self.cases += len(done.codes)
        for code, times in Counter(done.codes).items():
            for line in done.results[code]:
                if line.person:
                    self.persons.add(line, times)
                    continue
                self.offences.setdefault(line.offence, Group()).add(line, times)
                if line.error and not line.outcome:
                    self.errors[line.error] += times
                    if len(self.errors) > MOST:
                        self.errors = Counter(dict(self.errors.most_common(MOST // 2)))
                elif len(self.patterns) < MOST:
                    self.patterns.add(line.applied)

    @property
    def failed(self) -> int:
        """How many rows could not be assessed."""
        return sum(group.failed for group in self.offences.values())

    def data(self) -> dict[str, Any]:
        """As plain data."""
        every = [*self.offences.values()]
        return {
            "schema": "discretion/batch-summary/1",
            "cases": self.cases,
            "failed": self.failed,
            "patterns": len(self.patterns),
            "outcomes": _ranked(sum((g.outcomes for g in every), Counter())),
            "sum": number(sum(g.fines.total for g in every)),
            "offences": {name: _group(group) for name, group in sorted(self.offences.items()) if name},
            "persons_in_charge": _group(self.persons) if self.persons.count else None,
            "missing": _ranked(sum((g.missing for g in every), Counter())),
            "errors": _ranked(self.errors),
        }


def _ranked(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _group(group: Group) -> dict[str, Any]:
    fines = group.fines
    fined = fines.counted.total()
    spread = {f"p{q}": number(fines.quantile(q)) for q in QUANTILES} if fined else {}
    return {
        "cases": group.count,
        "outcomes": _ranked(group.outcomes),
        "fined": fined,
        "sum": number(simplest(fines.total)),
        "quantiles": spread,
        "quantiles_exact": not fines.gathered,
        "without_amount": sum(n for o, n in group.outcomes.items() if o in OPEN)
        + max(0, group.outcomes["fine"] - fined),
        "missing": _ranked(group.missing),
        "failed": group.failed,
    }


def told(summary: Summary, lang: Language, most: int | None = None) -> str:
    """The summary as people read it; with ``most``, only so many offences, the most frequent ones."""
    data = summary.data()
    names = sorted(data["offences"], key=lambda name: (-data["offences"][name]["cases"], name))[:most]
    words = Words(lang)
    rows = [
        (
            lang("offence"),
            lang("cases"),
            lang("fined"),
            lang("sum"),
            *(f"{q}%" for q in QUANTILES),
            lang("without amount"),
            lang("failed"),
        )
    ]
    for name in sorted(names):
        group = data["offences"][name]
        spread = [("" if group["quantiles_exact"] else "≈") + _grouped(v) for v in group["quantiles"].values()]
        rows.append(
            (
                name,
                str(group["cases"]),
                str(group["fined"]),
                _grouped(group["sum"]),
                *(spread or [""] * len(QUANTILES)),
                str(group["without_amount"] or ""),
                str(group["failed"] or ""),
            )
        )
    lines = [
        lang(
            "{cases:case|cases}, {failed} failed; fines {sum}",
            cases=data["cases"],
            failed=data["failed"],
            sum=lang.yuan(exact(str(data["sum"]))),
        )
    ]
    lines += [f"  {words.outcome(o)}: {n}" for o, n in data["outcomes"].items()]
    lines += ["", *_table(rows)]
    if len(names) < len(data["offences"]):
        left = len(data["offences"]) - len(names)
        lines.append(lang("  … and {count:rarer offence|rarer offences}; --summary FILE has all", count=left))
    for title, counts in (
        (lang("missing facts, and in how many results"), data["missing"]),
        (lang("rows without a result, and why"), data["errors"]),
    ):
        if counts:
            lines += ["", f"{title}:", *(f"  {n}  {what}" for what, n in list(counts.items())[:SHOWN])]
            if len(counts) > SHOWN:
                lines.append(lang("  … and {count} more", count=len(counts) - SHOWN))
    return "\n".join(lines) + "\n"


def _grouped(value: int | str) -> str:
    return grouped(exact(str(value)))


def _table(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Rows in columns: the first to the left, numbers to the right."""
    from discretion.report.problems import width

    every = list(rows)
    widths = [max(width(row[n]) for row in every) for n in range(len(every[0]))]
    lines = []
    for row in every:
        cells = [
            " " * (w - width(c)) + c if n else c + " " * (w - width(c))
            for n, (c, w) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return lines
