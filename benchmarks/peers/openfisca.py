"""OpenFisca: one entity, parameters as scales and tables by choice, formulas over whole columns."""

from __future__ import annotations

from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.work import AREA, COOPERATION, HARM, Case

PERIOD = "2025-05"
#: A person entity is what every system has; a group is not needed.
Offender = build_entity(key="offender", plural="offenders", label="Offender", is_person=True)


def _choices(name: str, values: tuple[str, ...]) -> Any:
    return Enum(name, {value: value for value in values})


Harm = _choices("Harm", HARM)
Area = _choices("Area", AREA)
Cooperation = _choices("Cooperation", COOPERATION)


def _variable(name: str, kind: Any, choices: Any = None, formula: Any = None) -> type[Variable]:
    members: dict[str, Any] = {
        "value_type": kind,
        "entity": Offender,
        "definition_period": DateUnit.MONTH,
        "label": name,
    }
    if choices is not None:
        members |= {"possible_values": choices, "default_value": next(iter(choices))}
    if formula is not None:
        members["formula"] = formula
    return type(name, (Variable,), members)


def _scale(thresholds: tuple[int, ...], amounts: tuple[int, ...]) -> dict[str, Any]:
    dated = [
        {"threshold": {"2020-01-01": {"value": t}}, "amount": {"2020-01-01": {"value": a}}}
        for t, a in zip(thresholds, amounts, strict=True)
    ]
    return {"brackets": dated, "metadata": {"type": "single_amount"}}


def _table(choices: tuple[str, ...], weights: tuple[int, ...]) -> dict[str, Any]:
    return {c: {"values": {"2020-01-01": {"value": w}}} for c, w in zip(choices, weights, strict=True)}


PARAMETERS = {
    "exceedance": _scale((0, 500, 1000, 3000), (0, 6, 12, 20)),
    "duration": _scale((0, 3, 10, 30), (0, 4, 8, 12)),
    "violations": _scale((0, 2, 3), (0, 8, 16)),
    "harm": _table(HARM, (0, 5, 15, 25)),
    "area": _table(AREA, (0, 6, 12)),
    "cooperation": _table(COOPERATION, (0, 3, 8)),
}


def _percent(offender: Any, period: Any, parameters: Any) -> Any:
    law = parameters(period)
    graded = sum(getattr(law, n).calc(offender(n, period)) for n in ("exceedance", "duration", "violations"))
    chosen = sum(getattr(law, n)[offender(n, period)] for n in ("harm", "area", "cooperation"))
    return np.minimum(5 + graded + chosen, 100)


def _no_penalty(offender: Any, period: Any, parameters: Any) -> Any:
    minor = (
        (offender("harm", period) == Harm.none) * offender("first_violation", period) * offender("corrected", period)
    )
    return offender("no_fault", period) + minor


def _reduced(offender: Any, period: Any, parameters: Any) -> Any:
    amount = offender("percent", period) * 2000
    study = offender("exam_passed", period) * offender("corrected", period)
    sorry = offender("apology", period) * (offender("harm", period) != Harm.serious)
    # whole yuan throughout: binary fractions would round some amounts the other way
    return amount * np.where(study, 80, 100) * np.where(sorry, 70, 100) // 10_000


def _fine(offender: Any, period: Any, parameters: Any) -> Any:
    amount = np.clip(offender("reduced", period), 20_000, 200_000)
    return np.where(offender("no_penalty", period), 0, (amount + 500) // 1000 * 1000)


def system() -> TaxBenefitSystem:
    """The rules as a tax and benefit system."""
    found = TaxBenefitSystem([Offender])
    found.parameters = ParameterNode("", data=PARAMETERS)
    for name in ("exceedance", "duration", "violations"):
        found.add_variable(_variable(name, int))
    for name, choices in (("harm", Harm), ("area", Area), ("cooperation", Cooperation)):
        found.add_variable(_variable(name, Enum, choices))
    for name in ("first_violation", "corrected", "no_fault", "exam_passed", "apology"):
        found.add_variable(_variable(name, bool))
    found.add_variable(_variable("percent", int, None, _percent))
    found.add_variable(_variable("reduced", int, None, _reduced))
    found.add_variable(_variable("no_penalty", bool, None, _no_penalty))
    found.add_variable(_variable("fine", int, None, _fine))
    return found


def one(rules: TaxBenefitSystem, case: Case) -> int:
    """One case, as the documentation runs a test case."""
    entities = {"offenders": {"o": {name: {PERIOD: value} for name, value in case.items()}}}
    simulation = SimulationBuilder().build_from_entities(rules, entities)
    return int(simulation.calculate("fine", PERIOD)[0])


def load(cases: list[Case]) -> dict[str, Any]:
    """Cases as columns; choices as the names that OpenFisca encodes."""
    return {name: np.array([c[name] for c in cases]) for name in cases[0]}


def many(rules: TaxBenefitSystem, columns: dict[str, Any], count: int) -> Any:
    """All cases at once, as the documentation loads data."""
    simulation = SimulationBuilder().build_default_simulation(rules, count)
    for name, column in columns.items():
        simulation.set_input(name, PERIOD, column)
    return simulation.calculate("fine", PERIOD)
