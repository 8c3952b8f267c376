"""Every figure of the Code, articles 1085 to 1238: the rules against a table read from the statute before any rule.

``tests/figures/code-*.csv`` and the rules were written independently. Each row must have a figure of the rules at its
place, and each figure of the rules must have a row, with the same numbers, form, force, payer and rung.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from discretion.audit.export import export
from discretion.rulebook import Rulebook

CODE: Final = "ecological-code"
TABLES: Final = Path(__file__).parent / "figures"
ARTICLES: Final = range(1085, 1239)

# What the table calls the thing that is multiplied or counted, and the fact of the rules.
OF: Final = {
    "": None,
    "goods-value": "goods_value",
    "illegal-gains": "illegal_gains",
    "contract-price": "construction_contract_price",
    "dumping-fee-payable": "dumping_fee_due",
    "previous-year-income": "income_last_year",
    "unsurrendered-allowances-price": "unsettled_allowance_value",
    "fine-of-paragraph-2": "accident_base_fine",
    "vehicle": "vehicle_count",
    "vehicle-or-vessel": "vehicle_count",
    "damaged-area": "damaged_sea_area",
    "shoreline-length": "damaged_shoreline",
}
# The rung of a tier: on refusal to correct, in serious circumstances; any other tier is a kind of act or of party.
RUNGS: Final = {
    "refused": ("refused", "refused-individual", "overdue"),
    "serious": (
        "serious",
        "serious-consequences",
        "consequence",
        "report-serious",
        "report-form-serious",
        "person-serious",
    ),
}
# Payers that are only a matter of words where no figure of the paragraph is for individuals alone.
LOOSE: Final = {"any", "organisation"}


class Place(NamedTuple):
    """Article, paragraph, item."""

    article: int
    paragraph: int | None
    item: int | None = None


class Fine(NamedTuple):
    """One figure, of the table or of the rules, in words that both share."""

    name: str
    places: tuple[Place, ...]
    numbers: tuple[str, str, str]
    form: tuple[str, str, str | None]
    shall: bool
    payer: str
    rung: str


class Accepted(NamedTuple):
    """A difference in one field of a row that may stand, and why."""

    place: Place
    field: str
    table: Any
    rules: Any
    why: str


ACCEPTED: Final = (
    Accepted(
        Place(1096, 2),
        "payer",
        "person-in-charge",
        "individual",
        "编制主持人和主要编制人员 are fined as authors of the report; the rules make them the party of an offence of their own",
    ),
    Accepted(
        Place(1147, 3),
        "form",
        ("range", "yuan", None),
        ("per-unit", "yuan-per-unit", "marine_waste_occasions"),
        "按次处: the table has the range and a note, the rules count the occasions",
    ),
    Accepted(
        Place(1152, 1, 4),
        "form",
        ("range", "yuan", None),
        ("per-unit", "yuan-per-unit", "marine_report_omissions"),
        "按次处: the table has the range and a note, the rules count the occasions",
    ),
    Accepted(
        Place(1230, 3),
        "rung",
        "",
        "serious",
        "情节严重 lengthens the ban from five to ten years and leaves the fine as it is; the rules need a tier for the ban",
    ),
    Accepted(
        Place(1236, 3),
        "places",
        (Place(1236, 3),),
        (Place(1236, 1), Place(1236, 2)),
        "the rules have paragraphs 1 to 3 in one provision, which cites all; the export shows the first two",
    ),
    Accepted(
        Place(1236, 3),
        "shall",
        False,
        True,
        "可以: the authority may multiply; in the rules the fact accident_multiple says that it does, and then 2 to 5 times is due",
    ),
)


def rung(tier: str) -> str:
    """Which rung a tier is; empty for any other."""
    return next((name for name, tiers in RUNGS.items() if tier in tiers), "")


def table() -> list[Fine]:
    """The rows of the table."""
    paths = sorted(TABLES.glob("code-*.csv"))
    return [row(raw) for path in paths for raw in csv.DictReader(path.read_text(encoding="utf-8").splitlines())]


def row(raw: dict[str, str]) -> Fine:
    """One row. Its note on what is counted stands in brackets behind the name."""
    place = Place(int(raw["article"]), int(raw["paragraph"]), int(raw["item"]) if raw["item"] else None)
    unit = "yuan-per-unit" if raw["unit"].startswith("yuan-per-") else raw["unit"]
    assert raw["shall"] in ("shall", "may")
    return Fine(
        f"{raw['tier']}/{raw['payer']}",
        (place,),
        (raw["from"], raw["to"], raw["of_at_least"]),
        (raw["kind"], unit, OF[raw["of"].partition("(")[0]]),
        raw["shall"] == "shall",
        raw["payer"],
        rung(raw["tier"]),
    )


def rules() -> list[Fine]:
    """The figures of the national rules that cite the Code, at the first or second place of their liability."""
    found = []
    for figure in export(Rulebook.open())["figures"]:
        places = tuple(cited(figure))
        if figure["jurisdiction"] == "cn" and places:
            numbers = (str(figure["from"]), str(figure["to"]), str(figure["base_at_least"] or ""))
            form = (figure["kind"], figure["unit"], figure["of"])
            name = f"{figure['offence']}/{figure['tier']}"
            found.append(Fine(name, places, numbers, form, figure["shall"], figure["payer"], rung(figure["tier"])))
    return found


def cited(figure: dict[str, Any]) -> Iterator[Place]:
    """The places of the Code at which a figure stands."""
    if figure["instrument"] == CODE:
        yield Place(figure["article"], figure["paragraph"], figure["item"])
    second = figure.get("amount_at")
    if second is not None and second.get("instrument", figure["instrument"]) == CODE:
        yield Place(second["article"], second["paragraph"], second["item"])


class Comparison:
    """The table and the rules, and which differences between them may stand."""

    def __init__(self, table: Sequence[Fine], rules: Sequence[Fine], accepted: Sequence[Accepted]) -> None:
        self.table = table
        self.rules = rules
        self.accepted = {(a.place, a.field, a.table, a.rules) for a in accepted}
        self.kinds_of_party = {f.places[0][:2] for f in table if f.payer == "individual"}

    def lacking(self) -> list[str]:
        """The rows without a figure of the rules."""
        return [shown(row) for row in self.table if not any(self.agree(row, figure) for figure in self.rules)]

    def surplus(self) -> list[str]:
        """The figures of the rules without a row."""
        return [shown(figure) for figure in self.rules if not any(self.agree(row, figure) for row in self.table)]

    def agree(self, row: Fine, figure: Fine) -> bool:
        """Whether the two are the same in every field."""
        return all(
            same or (row.places[0], field, getattr(row, field), getattr(figure, field)) in self.accepted
            for field, same in (
                ("places", any(covers(row.places[0], place) for place in figure.places)),
                ("numbers", row.numbers == figure.numbers),
                ("form", row.form == figure.form),
                ("shall", row.shall == figure.shall),
                ("payer", row.payer == figure.payer or self.loose(row, figure)),
                ("rung", row.rung == figure.rung),
            )
        )

    def loose(self, row: Fine, figure: Fine) -> bool:
        """Whether the payers differ only as ``any`` and ``organisation`` where the paragraph knows one kind of party."""
        return {row.payer, figure.payer} == LOOSE and row.places[0][:2] not in self.kinds_of_party


def covers(row: Place, place: Place) -> bool:
    """Whether the row speaks of the place: a row without an item, of every item of its paragraph."""
    return row[:2] == place[:2] and row.item in (None, place.item)


def shown(fine: Fine) -> str:
    """For a message."""
    places = " + ".join(f"{p.article}.{p.paragraph}" + (f"({p.item})" if p.item else "") for p in fine.places)
    return f"{places} {fine.name}: {fine.numbers} {fine.form} {'shall' if fine.shall else 'may'}"


@pytest.fixture(scope="module")
def both() -> tuple[list[Fine], list[Fine]]:
    return table(), rules()


def test_the_table_is_there() -> None:
    found = table()
    assert len(found) > 300
    assert {f.places[0].article for f in found} <= set(ARTICLES)


def test_every_figure_of_the_table_stands_in_the_rules(both: tuple[list[Fine], list[Fine]]) -> None:
    lacking = Comparison(*both, ACCEPTED).lacking()
    assert not lacking, "in the table, not in the rules:\n" + "\n".join(lacking)


def test_every_figure_of_the_rules_stands_in_the_table(both: tuple[list[Fine], list[Fine]]) -> None:
    surplus = Comparison(*both, ACCEPTED).surplus()
    assert not surplus, "in the rules, not in the table:\n" + "\n".join(surplus)


@pytest.mark.parametrize("accepted", ACCEPTED, ids=lambda a: f"{a.place.article}.{a.place.paragraph}-{a.field}")
def test_no_accepted_difference_is_idle(both: tuple[list[Fine], list[Fine]], accepted: Accepted) -> None:
    """Without it a row or a figure more would be alone."""
    others = [a for a in ACCEPTED if a is not accepted]
    full, less = Comparison(*both, ACCEPTED), Comparison(*both, others)
    assert len(less.lacking()) + len(less.surplus()) > len(full.lacking()) + len(full.surplus())


@pytest.mark.parametrize(
    "wrong",
    [{"numbers": ("20000", "300000", "")}, {"shall": False}, {"payer": "individual"}, {"rung": "serious"}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_figure_that_is_wrong_is_found(wrong: dict[str, Any]) -> None:
    right = Fine("x", (Place(1120, 1, 5),), ("20000", "200000", ""), ("range", "yuan", None), True, "any", "")
    (row,) = (f for f in table() if f.places[0] == Place(1120, 1))
    assert Comparison([row], [right], ()).surplus() == []
    comparison = Comparison([row], [right._replace(**wrong)], ())
    assert len(comparison.lacking()) == len(comparison.surplus()) == 1
