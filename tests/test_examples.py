"""Each example file shows one outcome, as its first comment line says."""

from __future__ import annotations

from pathlib import Path

import pytest

from discretion import assess
from discretion.case import read_case
from discretion.money import Amount
from tests.support import rulebook

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
#: The outcome and the lowest and highest fine, by hand: 30 % of a ceiling of 100,000 is 30,000; of 1,000,000 it is 300,000; with
#: harm (0–30) and gravity (0–20) unknown the quarry's percentage lies between 10 and 60: 20,000–120,000, or nothing.
EXPECTED: dict[str, tuple[str, int, int | None]] = {
    "yingkou-quarry": ("fine", 34_000, 34_000),
    "eia-new-law": ("fine", 300_000, 300_000),
    "minor-corrected": ("no-penalty", 0, 0),
    "first-slight": ("may-waive", 0, 30_000),
    "order-only": ("order-only", 0, 0),
    "time-barred": ("time-barred", 0, 0),
    "no-fault": ("not-responsible", 0, 0),
    "not-established": ("not-established", 0, 0),
    "not-punishable": ("not-punishable", 0, 0),
    "already-fined": ("already-fined", 0, 0),
    "referred": ("referred", 0, 300_000),
    "not-covered": ("not-covered", 0, None),
    "undetermined": ("undetermined", 0, 120_000),
}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_an_example_has_the_outcome_that_it_is_named_for(name: str) -> None:
    path = EXAMPLES / f"{name}.yaml"
    case, law = read_case(str(path), path.read_bytes(), rulebook())
    assessment = assess(case, law)
    outcome, low, high = EXPECTED[name]
    assert assessment.outcome == outcome
    assert assessment.fine == Amount(low, high)


def test_every_outcome_of_the_engine_has_an_example() -> None:
    from typing import get_args

    from discretion.assess.matter import Outcome

    assert {outcome for outcome, _, _ in EXPECTED.values()} == set(get_args(Outcome))


def test_every_case_file_among_the_examples_is_a_good_one() -> None:
    for path in sorted(EXAMPLES.glob("*.yaml")):
        case, law = read_case(path.name, path.read_bytes(), rulebook())
        assert assess(case, law).violations, path.name


def test_rule_files_are_yaml_for_pythons_own_parser_too() -> None:
    """Where libyaml is missing PyYAML reads by itself, and is stricter about a question mark in flow text."""
    import yaml

    rules = EXAMPLES.parent / "rules"
    for path in sorted(rules.rglob("*.yaml")):
        assert list(yaml.parse(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)), path
