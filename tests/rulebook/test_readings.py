"""What a table takes the circumstances of a statutory tier to be."""

from __future__ import annotations

from datetime import date

from discretion.law.basis import Basis
from discretion.law.citation import Citation, Citations
from discretion.law.condition import Condition
from discretion.law.figure import Day, Validity
from discretion.law.offence import Offence, Provision, Tier
from discretion.rulebook.readings import in_force, read
from discretion.text import Text

OWN = Condition.read({"harm": "serious"})
TABLE = Condition.read({"polluted": True})
DAYS = Validity(from_=Day.read(date(2022, 1, 1)), to=Day.read(date(2026, 12, 31)))


def offence() -> Offence:
    tiers = (Tier(id="base"), Tier(id="serious", when=OWN))
    provision = Provision(liability=(Citation.read("law:1"),), tiers=tiers)
    return Offence(
        title=Text("甲"), enforced_by="x", elements=Condition.read({"established": True}), provisions=(provision,)
    )


def basis() -> Basis:
    source = Citations((Citation.read("tables:1"),))
    return Basis(offence="f.x", method="bands", source=source, reads={"serious": TABLE, "base": TABLE})


def test_the_tier_holds_by_its_own_condition_or_by_the_tables_while_that_is_in_force() -> None:
    offences, readings = read({"f.x": offence()}, {"t": (basis(), DAYS)})
    when = offences["f.x"].provisions[0].tiers[1].when
    either = {
        "any": [
            {"harm": "serious"},
            {"polluted": True, "timeline.decision": {"from": date(2022, 1, 1), "to": date(2026, 12, 31)}},
        ]
    }
    assert when == Condition.read(either)
    assert readings[("f.x", "law:1", "serious")].own == OWN
    assert [c.text for c in readings[("f.x", "law:1", "serious")].source] == ["tables:1"]


def test_a_tier_that_always_holds_is_left_as_it_is() -> None:
    offences, readings = read({"f.x": offence()}, {"t": (basis(), DAYS)})
    assert offences["f.x"].provisions[0].tiers[0].when is None
    assert ("f.x", "law:1", "base") not in readings


def test_two_tables_add_their_circumstances_and_the_laws_own_stays_known() -> None:
    offences, readings = read({"f.x": offence()}, {"t": (basis(), Validity()), "u": (basis(), Validity())})
    assert readings[("f.x", "law:1", "serious")].own == OWN
    assert len(readings[("f.x", "law:1", "serious")].source) == 2
    assert offences["f.x"].provisions[0].tiers[1].when is not None


def test_while_its_tables_are_in_force_a_condition_stands_without_their_days() -> None:
    offences, _ = read({"f.x": offence()}, {"t": (basis(), DAYS)})
    when = offences["f.x"].provisions[0].tiers[1].when
    assert when is not None
    assert in_force(when.node) == Condition.read({"any": [{"harm": "serious"}, {"polluted": True}]}).node


def test_what_no_table_reads_is_not_copied() -> None:
    known = {"f.x": offence()}
    offences, readings = read(known, {})
    assert offences == known
    assert readings == {}
