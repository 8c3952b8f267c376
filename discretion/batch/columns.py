"""What the columns of a table are: each by its name, or by a mapping file, a place in the case file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Final, Literal

import msgspec

from discretion.case.file import ActSpan, ChoiceFile, Heading, PartyFile, StatedFile, TimelineFile
from discretion.rulebook.problem import Place, Problem
from discretion.rulebook.yaml import Map, read
from discretion.suggest import nearest
from discretion.text import Message, say

Kind = Literal["text", "number", "day", "boolean", "fact", "ignored"]
Steps = tuple[str, ...]
KEY: Final = "key"
IGNORED: Final = "ignore"
FACTS: Final = "facts"
#: What stands beside the value of a fact.
BESIDE: Final = ("value", "evidence", "not_found_out")
_CHOICES: Final = "choices."
_KINDS: Final[dict[str, Kind]] = {
    "stated.amount": "number",
    "party.age": "number",
    **{f"timeline.{field}": "day" for field in TimelineFile.__struct_fields__},
    **{f"timeline.act.{field.rstrip('_')}": "day" for field in ActSpan.__struct_fields__},
}
_CHOICE_KINDS: Final[dict[str, Kind]] = {
    "percent": "number",
    "amount": "number",
    "point": "number",
    "waive": "boolean",
    "apply": "boolean",
}


def _fixed() -> Iterable[str]:
    yield from (KEY, "jurisdiction", "offence")
    for prefix, record in (
        ("case", Heading),
        ("party", PartyFile),
        ("timeline", TimelineFile),
        ("stated", StatedFile),
    ):
        yield from (f"{prefix}.{field.rstrip('_')}" for field in record.__struct_fields__)
    yield from (f"timeline.act.{field.rstrip('_')}" for field in ActSpan.__struct_fields__)


#: Every name that is no fact and no choice.
FIXED: Final = tuple(_fixed())
#: What says which case it is, and does not change its result.
IDENTITY: Final = frozenset(
    {KEY, "case.number", "case.title", "party.name", "party.code", "party.address", "party.representative"}
)


class Column(msgspec.Struct, frozen=True):
    """A column: as the file heads it, its full name, the place of its cells in a case file, and what they hold."""

    head: str
    name: str
    steps: Steps
    kind: Kind
    fact: str = ""

    @property
    def matters(self) -> bool:
        """Whether the result may depend on it."""
        return self.kind != "ignored" and self.name not in IDENTITY


def kind_at(name: str) -> Kind:
    """What stands at a place of the case file that is no fact, such as ``timeline.act`` or ``choices.x.percent``."""
    if name.startswith(_CHOICES):
        return _CHOICE_KINDS.get(name.rpartition(".")[2], "text")
    return _KINDS.get(name, "text")


def resolve(
    heads: Sequence[str], mapping: Mapping[str, str], facts: Set[str], file: str
) -> tuple[tuple[Column, ...], tuple[Problem, ...]]:
    """The columns of a table; ``facts`` are the facts of the whole rulebook. What no column can be is a problem."""
    columns: list[Column] = []
    problems: list[Problem] = []
    taken: dict[str, str] = {}

    def note(message: Message, help: Message | None = None) -> None:
        problems.append(Problem("bad-column", Place(file), message, help))

    for head in heads:
        wanted = mapping.get(head, head).strip()
        column = _column(head, wanted, facts)
        if column is None:
            help = nearest(wanted, (*FIXED, *facts), 0) or say(
                "name a fact or a part of the case file; a mapping file can rename a column, or say `{word}`",
                word=IGNORED,
            )
            note(say("column `{name}` is neither a fact nor a part of a case", name=wanted or "—"), help)
            continue
        if column.kind != "ignored" and column.name in taken:
            note(
                say(
                    "columns `{one}` and `{two}` are the same: {name}",
                    one=taken[column.name],
                    two=head,
                    name=column.name,
                )
            )
        taken[column.name] = head
        columns.append(column)
    for head in mapping:
        if head not in heads:
            note(say("the mapping names a column `{name}` that is not there", name=head), nearest(head, heads))
    return tuple(columns), tuple(problems)


def _column(head: str, wanted: str, facts: Set[str]) -> Column | None:
    if wanted == IGNORED:
        return Column(head, "", (), "ignored")
    if wanted in FIXED:
        # `party.kind` and the days are facts too, but it is the case file that states them
        return Column(head, wanted, tuple(wanted.split(".")), kind_at(wanted))
    if wanted.startswith(_CHOICES):
        rule, _, field = wanted.removeprefix(_CHOICES).rpartition(".")
        if rule and field in ChoiceFile.__struct_fields__:
            return Column(head, wanted, ("choices", rule, field), kind_at(wanted))
        return None
    return _fact(head, wanted.removeprefix(f"{FACTS}."), facts)


def _fact(head: str, wanted: str, facts: Set[str]) -> Column | None:
    if wanted in facts:
        return Column(head, f"{FACTS}.{wanted}", (FACTS, wanted), "fact", wanted)
    fact, _, beside = wanted.rpartition(".")
    if fact in facts and beside in BESIDE:
        kind: Kind = "fact" if beside == "value" else "text"
        name = f"{FACTS}.{fact}" if beside == "value" else f"{FACTS}.{fact}.{beside}"
        return Column(head, name, (FACTS, fact) if beside == "value" else (FACTS, fact, beside), kind, fact)
    return None


def read_mapping(name: str, data: bytes) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """A mapping file: ``column: name``, or ``column: ignore``."""
    source, problems = read(name, data)
    if problems:
        return {}, problems
    if not isinstance(source.value, Map):
        return {}, (source.problem("wrong-type", (), say("a mapping file says `column: name` line by line")),)
    wrong = [key for key, value in source.value.items() if not isinstance(value, str)]
    found = [source.problem("wrong-type", (key,), say("the name of a column is due here")) for key in wrong]
    return {k: v for k, v in source.value.items() if isinstance(v, str)}, tuple(found)
