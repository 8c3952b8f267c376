"""A chunk of rows → its results: a pure function of the rows, the rules and the day of the decision.

A row in the same cell as an earlier one (:mod:`discretion.batch.cell`) has its result; else the stages of the engine are put together
from what each did before (:mod:`discretion.batch.stages`). A row that is not so plain has the result of one with the same content, that
is, the very same texts wherever they can matter, or is assessed by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from discretion.batch import parquet
from discretion.batch.cell import Look, Outside
from discretion.batch.cells import Facts, nested, put, unfolded
from discretion.batch.codes import coded
from discretion.batch.columnar import Cohort, Cohorts, ordered
from discretion.batch.columns import IDENTITY, KEY, Column, resolve
from discretion.batch.fast import Disagreement, Fast, Offence
from discretion.batch.forms import Forms
from discretion.batch.full import Findings, Full, whole_line
from discretion.batch.inputs import Bad, Chunk
from discretion.batch.line import SEPARATOR, failed, lines
from discretion.batch.part import part
from discretion.batch.plan import Lines, Planned, Way
from discretion.batch.said import PLACES, Layout, Said, from_json
from discretion.batch.sharing import Sharing
from discretion.case.case import Case
from discretion.case.file import CaseFile
from discretion.case.read import case_at, read_case
from discretion.desk.again import quick
from discretion.money import exact
from discretion.report.language import Language
from discretion.rulebook import Law, Problem, Rulebook, Unusable
from discretion.rulebook.problem import Place
from discretion.rulebook.yaml import Source
from discretion.text import say

#: How many contents are remembered before the memory is emptied.
MOST: Final = 20_000
#: JSON numbers are read exactly; an exponent beyond this is a mistake or an attack.
MOST_DIGITS: Final = 40
#: Of so many rows that were told the short way one is assessed by itself all the same, and must agree.
CHECKED: Final = 500
#: What only names a part of a case.
_NAMING: Final = {
    part: frozenset(name.removeprefix(f"{part}.") for name in IDENTITY if name.startswith(f"{part}."))
    for part in ("case", "party")
}
#: What an object of JSON may hold as a case file does.
_KNOWN: Final = frozenset({KEY, *(field.rstrip("_") for field in CaseFile.__struct_fields__)})
#: How the result of a row came about: it is that of its cell, of the stages one by one, of a row with the same content, or its own;
#: and how many rows were not so plain that a cell can be told.
How = Literal["cell", "stages", "content", "itself", "not plain", "form"]
#: A row and its file → its key and its lines.
Reader = Callable[[Any, str], tuple[str, Lines]]


class Done(msgspec.Struct, array_like=True):
    """A chunk's results: each different result once, and for every row its key, its place and which result it has."""

    keys: list[str]
    files: list[str]
    rows: list[int]
    codes: list[int]
    results: list[Lines]
    weight: float = 0.0
    #: Whole results, where they are wanted: a line of JSON for every row, in pieces; and how many bytes these are where they stand apart.
    whole: Sequence[bytes] = ()
    size: int = 0


class Defaults(msgspec.Struct, frozen=True):
    """What holds for a row that does not say it itself."""

    on: date | None = None
    jurisdiction: str = ""
    offence: str = ""


class _Row(Source):
    """A row as the reader of cases sees it: a problem names the column, not a stretch of text."""

    def problem(self, kind: str, path: tuple[str | int, ...], message: Any, help: Any = None, **more: Any) -> Problem:
        return Problem(kind, Place(self.name), message, help, line_text=".".join(map(str, path)))


class _WrongNumber(ValueError):
    pass


def _number(text: str) -> int | Fraction:
    if len(text) > MOST_DIGITS or abs(int(text.lower().partition("e")[2] or 0)) > MOST_DIGITS:
        raise _WrongNumber(text)
    return exact(text)


def _spelled(value: object) -> str:
    if isinstance(value, Fraction):
        return f"\0{value}"
    raise NotImplementedError(value)


def _offence(row: Any, place: int | None) -> str | bytes:
    """What a row says of its offence, more or less: a line of JSON, or the cells of a table, which has it in a ``place``."""
    if isinstance(row, bytes):
        return row.partition(b'"offence"')[2][:40]
    return "" if place is None or isinstance(row, Bad) else str(row[place])


class Judge:
    """Assesses rows under one rulebook; ``counts`` says how. Without ``by_cell`` the engine assesses every different row.

    ``full``: every row is assessed by itself, and has its whole result, in which the row itself stands.
    """

    def __init__(
        self, rulebook: Rulebook, defaults: Defaults, tongue: Language, by_cell: bool = True, full: bool = False
    ) -> None:
        self.rulebook = rulebook
        self.defaults = defaults
        #: What holds for a row that does not say where it belongs.
        self._said = {name: value for name in PLACES if (value := getattr(defaults, name))}
        self.tongue = tongue
        self.counts: Counter[How] = Counter()
        self._remembered: dict[Any, Lines] = {}
        self._facts: dict[str, Facts] = {}
        self.full = Findings(rulebook) if full else None
        fast = Fast(rulebook, defaults.on) if by_cell else None
        self.fast = None if full else fast
        self.forms = None if self.full is None or fast is None else Forms(fast, self.full)
        self._decode = msgspec.json.Decoder(float_hook=_number).decode
        self._encode = msgspec.json.Encoder(order="sorted", enc_hook=_spelled).encode
        self._layouts: dict[tuple[Column, ...], int] = {}
        #: Rows told by columns since one was checked, and how many there must be before the next is; the first is always checked.
        self._unchecked, self._due = 0, 1

    def chunk(self, chunk: Chunk) -> Done:
        """The results of a chunk. Raises :class:`Disagreement`."""
        if chunk.form == "columns" and self.full is None:
            return self._columns(chunk)
        read: Reader = (
            self._yaml if chunk.form == "yaml" else self._json if chunk.form == "jsonl" else self.table(chunk.columns)
        )
        rows = parquet.rows(chunk.rows) if chunk.form == "columns" else chunk.rows
        done = Done([], chunk.files, chunk.numbers, [], [], chunk.weight)
        codes: dict[int, int] = {}
        done.whole = whole = list[bytes]()
        for (key, found), file, number in zip(self._read(read, chunk, rows), chunk.files, chunk.numbers, strict=True):
            key = key or (file if chunk.form == "yaml" else f"{file}:{number}")
            done.keys.append(key)
            if self.full is not None:
                whole += whole_line(key, file, number, found)
            code = codes.setdefault(id(found), len(done.results))
            if code == len(done.results):
                done.results.append(found)
            done.codes.append(code)
        return done

    def _read(self, read: Reader, chunk: Chunk, rows: Iterable[Any]) -> Iterable[tuple[str, Lines]]:
        """The key and the result of every row. Whole results of one offence are put together one after the other: what they have in common,
        which is most of them, is then near at hand."""
        if self.full is None or chunk.form == "yaml":
            return map(read, rows, chunk.files)
        several = list(rows)
        place = next((n for n, column in enumerate(chunk.columns) if column.name == "offence"), None)
        alike = [_offence(row, place) for row in several]
        found: list[Any] = [None] * len(several)
        for n in sorted(range(len(several)), key=alike.__getitem__):
            found[n] = read(several[n], chunk.files[n])
        return found

    def batch(self, columns: Sequence[Column], batch: Any, file: str) -> tuple[Any, list[Lines]]:
        """The results of a record batch whose columns are ``columns``: for every row the number of its result.

        The first row of each cell is read as a row of a table; the others of the cell have its result. Raises :class:`Disagreement`.
        """
        needed = {n: coded(batch.column(n)) for n, column in enumerate(columns) if column.matters}
        cohorts: Iterable[Cohort] = [Cohort(None, None)]
        if self.fast is not None and needed:
            stated = {"jurisdiction": self.defaults.jurisdiction, "offence": self.defaults.offence}
            cohorts = Cohorts(self.fast, Layout(columns), needed, stated)
        found = Sharing(self, columns, batch, file, needed)
        for cohort in cohorts:
            found.add(cohort)
        return ordered(found.parts, batch.num_rows), found.results

    def _columns(self, chunk: Chunk) -> Done:
        codes, results = self.batch(chunk.columns, chunk.rows, chunk.files[0])
        named = keys(chunk.columns)
        texts = [f"{file}:{number}" for file, number in zip(chunk.files, chunk.numbers, strict=True)]
        for n in reversed(named):
            texts = [t.strip() or other for t, other in zip(parquet.texts(chunk.rows.column(n)), texts, strict=True)]
        return Done(texts, chunk.files, chunk.numbers, codes.to_pylist(), results, chunk.weight)

    @cached_property
    def known(self) -> frozenset[str]:
        """Every fact of the rulebook."""
        return frozenset(r.id for r in self.rulebook.shelf().rules if r.section == "facts")

    # --- the three forms of rows --------------------------------------------------------------------------------------

    def table(self, columns: Sequence[Column]) -> Reader:
        """The reader of rows with these columns."""
        named = keys(columns)
        mattering = [n for n, c in enumerate(columns) if c.matters]
        number = self._layouts.setdefault(tuple(columns), len(self._layouts))
        content: Callable[[Any], Any] = itemgetter(*mattering) if mattering else lambda row: ()
        layout = Layout(columns)

        def read(row: Any, file: str) -> tuple[str, Lines]:
            if isinstance(row, Bad):
                return "", self._refused([Problem("bad-row", Place(file), row.message)])
            key = next((row[n] for n in named if row[n]), "")
            return key, self._found(
                lambda: layout.said(row), lambda: (number, content(row)), lambda: self.row(columns, row, file)
            )

        return read

    def row(self, columns: Sequence[Column], row: Sequence[str], file: str) -> Lines:
        """A row of a table, assessed by itself."""
        data: dict[str, Any] = {}
        for column, text in zip(columns, row, strict=True):
            if text and (column.matters or (self.full is not None and column.steps and column.name != KEY)):
                put(data, column.steps, text)
        for stated in data.get("facts", {}).values():
            if isinstance(stated, dict) and not {"value", "not_found_out"} & set(stated):
                stated["value"] = "unknown"
        return self._data(data, file) if self.full is None else self._whole(data, _identity(data.copy())[1], file)

    def _json(self, row: bytes, file: str) -> tuple[str, Lines]:
        try:
            data = self._decode(row)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            return "", self._refused([Problem("no-json", Place(file), say("this is no JSON: {what}", what=str(error)))])
        if not isinstance(data, dict):
            return "", self._refused([Problem("no-json", Place(file), say("a line holds one case, an object"))])
        if not data.keys() <= _KNOWN:
            columns, problems = resolve([k for k in data if k not in _KNOWN], {}, self.known, file)
            if problems:
                return "", self._refused(problems)
            stated = {k: v for k, v in data.items() if v is not None}
            data = unfolded(stated, {c.head: c.steps for c in columns if c.head in stated})
        if self.full is not None:
            key, plain = _identity(data.copy())
            data.pop(KEY, None)
            return key, self._whole(data, plain, file)
        key, data = _identity(data)
        return key, self._found(lambda: from_json(data), lambda: self._encode(data), lambda: self._data(data, file))

    def _yaml(self, row: Path, file: str) -> tuple[str, Lines]:
        try:
            case, law = read_case(file, row.read_bytes(), self.rulebook, self.defaults.on)
        except OSError as error:
            message = say("{name} cannot be read: {why}", name=file, why=error.strerror or "")
            return "", self._refused([Problem("unreadable", Place(file), message)])
        except Unusable as unusable:
            return "", self._refused(unusable.problems, places=True)
        return case.number, self._assessed(case, law)

    # --- by its cell, by its content, or by itself --------------------------------------------------------------------

    def _found(self, tell: Callable[[], Said], content: Callable[[], Any], assess: Callable[[], Lines]) -> Lines:
        """The result of a row: that of its cell, by the stages, that of the same content, or its own."""
        if self.fast is not None:
            try:
                return self._shortly(self.fast, tell(), assess)
            except Disagreement:
                raise
            except Exception:  # the row is not so plain; whatever is wrong with it shows when it is assessed by itself
                self.counts["not plain"] += 1
        if self.full is not None:
            return assess()
        name = content()
        known = self._remembered.get(name)
        if known is not None:
            self.counts["content"] += 1
            return known
        self.counts["itself"] += 1
        if len(self._remembered) >= MOST:
            self._remembered.clear()
        found = self._remembered[name] = assess()
        return found

    def _shortly(self, fast: Fast, said: Said, assess: Callable[[], Lines]) -> Lines:
        """The result of a row by its cell, or by the stages. Raises :class:`Disagreement`, and anything else where the row is not plain."""
        jurisdiction, offence = said.jurisdiction or self.defaults.jurisdiction, said.offence or self.defaults.offence
        own = fast.of(jurisdiction, offence, said.kind)
        look = own.look(said)
        cell = own.cell(look)
        plan = own.found.get(cell) if cell is not None else None
        lines = plan.lines(look.exact) if plan is not None else None
        way: How = "cell"
        if lines is not None:
            own.shared += 1
        else:
            way, lines = self._staged(own, look, lambda: said, cell, assess)
        if way != "itself":
            fast.told += 1
            if fast.told % CHECKED == 1 and assess() != lines:
                raise Disagreement(offence)
        self.counts[way] += 1
        return lines

    def _staged(
        self, own: Offence, look: Look, said: Callable[[], Said], cell: Hashable, assess: Callable[[], Lines]
    ) -> tuple[How, Lines]:
        """The result of a row by the stages, or its own; kept for its cell."""
        assert self.fast is not None
        how: How = "stages"
        try:
            way = own.assess(look, said, alone=cell is None)
        except Outside:
            how, way = "itself", Way(assess()[0], exact=True)
        names, amounts = look.regime.numbers, look.exact
        if cell is None:
            return how, way.lines(dict(zip(names, amounts, strict=True)))
        return how, self.fast.keep(own, cell, names, amounts, way)

    # --- by columns ---------------------------------------------------------------------------------------------------

    def planned(
        self, own: Offence, look: Look, said: Callable[[], Said], assess: Callable[[], Lines]
    ) -> Planned | None:
        """What is known of the cell of a row, and its own result; ``None`` where it has to be assessed by itself."""
        try:
            cell = look.cell
            plan = own.found.get(cell)
            lines = plan.lines(look.exact) if plan is not None else None
            new = lines is None
            if lines is None:
                how, lines = self._staged(own, look, said, cell, assess)
                self.counts[how] += 1
        except Exception:  # the row is not so plain; whatever is wrong with it shows when it is assessed by itself
            return None
        return Planned(own.found[cell], lines, new)

    def told(self, own: Offence, count: int, read: int) -> None:
        """Note how many rows there were, and how many of them had to be assessed."""
        self.counts["cell"] += count - read
        own.told += count
        own.shared += count - read
        self._unchecked += count

    def check(self, own: Offence, rows: Any, codes: Any, results: Sequence[Lines], at: Callable[[int], Lines]) -> None:
        """A short way is never trusted blindly: one row of so many is assessed by itself, and must agree. Raises :class:`Disagreement`."""
        if self._unchecked < self._due:
            return
        self._unchecked, self._due = 0, CHECKED
        last = len(codes) - 1
        place = last if rows is None else rows[last].as_py()
        if at(place) != results[codes[last].as_py()]:
            raise Disagreement(own.own.offence)

    def _data(self, data: dict[str, Any], file: str) -> Lines:
        """The result of a case given as plain data."""
        self._default(data)
        return self._itself(data, file)

    def _whole(self, data: dict[str, Any], plain: dict[str, Any], file: str) -> Lines:
        """The whole result of a case given as plain data, by its form or by itself. ``plain`` is the case without what only names it.

        Raises :class:`Disagreement`.
        """
        self._default(data)
        self._default(plain)
        found = None if self.forms is None else self.forms.of(data, plain)
        if found is None:
            return self._itself(data, file)
        self.counts["form"] += 1
        if (self.counts["form"] - 1) % CHECKED == 0:
            alone = self._itself(data, file)
            if not isinstance(alone, Full) or (alone, alone.text) != (found, found.text):
                raise Disagreement(str(data.get("offence", "")))
        return found

    def _default(self, data: dict[str, Any]) -> None:
        """Say what a case does not say itself."""
        for name, value in self._said.items():
            if name != "offence" or not data.get("violations"):
                data.setdefault(name, value)

    def _itself(self, data: dict[str, Any], file: str) -> Lines:
        """The result of a case given as plain data, assessed by itself."""
        value = nested(data, "", self._facts_of(data.get("jurisdiction")))
        try:
            case, law = case_at(_Row(file, "", value), (), self.rulebook, self.defaults.on)
        except Unusable as unusable:
            return self._refused(unusable.problems, str(data.get("offence", "")))
        return self._assessed(case, law)

    def _assessed(self, case: Case, law: Law) -> Lines:
        offences = tuple(v.offence for v in case.violations)
        try:
            if self.full is not None:
                return self.full.of(case, law)
            return lines(quick(case, part(law, offences)))
        except Unusable as unusable:
            return self._refused(unusable.problems, offences[0])
        except Exception as error:  # a fault of the program in one case must not cost the others their results
            message = self.tongue("the program failed on this case: {what}", what=f"{type(error).__name__}: {error}")
            return (failed(message, offences[0]),)

    def _facts_of(self, jurisdiction: Any) -> Facts:
        if not isinstance(jurisdiction, str) or jurisdiction not in self.rulebook.jurisdictions():
            return Facts({})
        if jurisdiction not in self._facts:
            self._facts[jurisdiction] = Facts(self.rulebook.law(jurisdiction).facts)
        return self._facts[jurisdiction]

    def _refused(self, problems: Sequence[Problem], offence: str = "", places: bool = False) -> Lines:
        return (failed(SEPARATOR.join(self._told(p, places) for p in problems), offence),)

    def _told(self, problem: Problem, places: bool) -> str:
        """A problem in one line."""
        where = problem.rule or ("" if places else problem.line_text)
        if places and not where:
            where = self.tongue("line {line}", line=problem.place.line)
        text = self.tongue.of(problem.message)
        if problem.help is not None:
            text = f"{text} ({self.tongue.of(problem.help)})"
        return f"{where}: {text}" if where else text


def keys(columns: Sequence[Column]) -> list[int]:
    """The columns that name a row, the better one first."""
    names = [c.name for c in columns]
    return [names.index(name) for name in (KEY, "case.number") if name in names]


def _identity(data: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The key of a case, and the case without what only says which it is."""
    key = str(data.pop(KEY, ""))
    heading, party = data.get("case"), data.get("party")
    if isinstance(heading, dict):
        number = heading.get("number")
        key = key or (number if isinstance(number, str) else "")
        data["case"] = _without(heading, "case")
        if not data["case"]:
            del data["case"]
    if isinstance(party, dict):
        data["party"] = _without(party, "party")
    return key, data


def _without(part: dict[str, Any], name: str) -> dict[str, Any]:
    if part.keys().isdisjoint(_NAMING[name]):
        return part
    return {k: v for k, v in part.items() if k not in _NAMING[name] or not isinstance(v, str)}
