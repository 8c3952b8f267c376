"""The JSON Schemas: valid themselves, and in step with the examples, the rules, the bad files and the results."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from discretion import assess
from discretion.case import read_case
from discretion.report.json import data, dumps, render
from discretion.report.schema import RESULT
from discretion.rulebook.schema import of
from discretion.rulebook.yaml import read
from tests.bad_input import BAD
from tests.running import EXAMPLES, ROOT, run
from tests.support import rulebook

RULES = sorted((ROOT / "rules").rglob("*.yaml"))
CASES = sorted(EXAMPLES.rglob("*.yaml"))
SUBJECTS = ("case", "rules", "result")


@cache
def validator(subject: str) -> Draft202012Validator:
    return Draft202012Validator(of(subject))


def plain(value: Any) -> Any:
    """A value as an editor's YAML reader has it: floats and text."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, Fraction):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def faults(subject: str, value: Any) -> list[str]:
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator(subject).iter_errors(value)]


def in_file(path: Path) -> Any:
    source, problems = read(path.name, path.read_bytes())
    assert problems == ()
    return plain(source.value)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_command_prints_a_valid_schema(subject: str) -> None:
    done = run("schema", subject)
    assert done.returncode == 0
    schema = json.loads(done.stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)
    assert schema == json.loads(dumps(of(subject)))


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_reference_in_a_schema_leads_somewhere(subject: str) -> None:
    schema = of(subject)
    names = set(re.findall(r'"#/\$defs/([^"]+)"', json.dumps(schema)))
    assert names <= set(schema["$defs"])


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_every_example_validates(path: Path) -> None:
    assert faults("case", in_file(path)) == []


@pytest.mark.parametrize("path", RULES, ids=lambda p: p.relative_to(ROOT / "rules").as_posix())
def test_every_rule_file_validates(path: Path) -> None:
    assert faults("rules", in_file(path)) == []


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_the_result_of_every_example_validates(path: Path) -> None:
    case, law = read_case(path.name, path.read_bytes(), rulebook())
    assert faults("result", json.loads(render([assess(case, law)], rulebook()))) == []


def test_several_results_validate_as_a_list() -> None:
    done = run("assess", *CASES[:3], "-f", "json")
    found = json.loads(done.stdout)
    assert len(found) == 3
    assert faults("result", found) == []


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("case", "party-kind"),
        ("case", "unknown-key"),
        ("case", "unknown-key-inside"),
        ("case", "missing-jurisdiction"),
        ("case", "facts-as-a-list"),
        ("rules", "unknown-key"),
        ("rules", "unknown-section"),
        ("rules", "missing-key"),
        ("rules", "wrong-type"),
        ("rules", "wrong-value"),
        ("rules", "bad-citation"),
        ("rules", "negative-number"),
        ("rules", "figure-without-why"),
        ("rules", "unknown-rank"),
        ("rules", "bad-period"),
        ("rules", "bad-condition"),
        ("rules", "empty-condition"),
        ("rules", "empty-list-of-values"),
        ("rules", "level-of-two-kinds"),
        ("case", "stated-without-source"),
        ("case", "wrong-key-of-a-choice"),
    ],
)
def test_an_editor_sees_what_the_loader_refuses(subject: str, name: str) -> None:
    folder = "cases" if subject == "case" else "rules"
    assert faults(subject, in_file(BAD / folder / f"{name}.yaml"))


def test_a_result_with_a_key_too_many_or_too_few_does_not_validate() -> None:
    case, law = read_case(CASES[0].name, CASES[0].read_bytes(), rulebook())
    result = json.loads(json.dumps(data(assess(case, law), rulebook())))
    assert faults("result", result) == []
    assert faults("result", {**result, "extra": 1})
    for key in result:
        assert faults("result", {k: v for k, v in result.items() if k != key})


def properties(schema: Any) -> Iterator[str]:
    """Every key that a schema names."""
    if isinstance(schema, dict):
        found = schema.get("properties")
        yield from found if isinstance(found, dict) else ()
        for inner in schema.values():
            yield from properties(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from properties(inner)


def test_the_documentation_names_every_field_outcome_and_exit_code() -> None:
    text = (ROOT / "docs" / "result.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([^`\s]+)`", text))
    assert set(properties(RESULT)) <= named
    for name in ("outcome", "provenance"):
        assert set(RESULT["$defs"][name]["enum"]) <= named
    for enumeration in ("stage", "verdict"):
        assert set(RESULT["$defs"]["finding"]["properties"][enumeration]["enum"]) <= named
    assert {"0", "1", "2", "3", "130"} <= named
