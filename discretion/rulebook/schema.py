"""JSON Schema of case files, rule files and results, made from the records that the loader itself reads with."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from discretion.law.basis import Base, Levels, Weight
from discretion.law.citation import Citation, Citations
from discretion.law.condition import Condition
from discretion.law.entry import Duration, Share
from discretion.law.figure import PROVENANCES, Day, Figure
from discretion.law.jurisdiction import Point

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_CITATION: Final = {
    "type": "string",
    "pattern": r"^[a-z][a-z0-9-]*(:(annex\d+(§[0-9.]+)?|\d+(-\d+)?(\.\d+)?(\(\d+\))?))?$",
}
_NUMBER: Final = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": r"^\d+/\d+$"}]}
_DAY: Final = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


def _marked(value: dict[str, Any]) -> dict[str, Any]:
    marked = {
        "type": "object",
        "properties": {"value": value, "provenance": {"enum": list(PROVENANCES)}, "why": {"type": "string"}},
        "required": ["value", "provenance", "why"],
        "additionalProperties": False,
    }
    return {"anyOf": [value, marked]}


_FIGURE: Final = _marked(_NUMBER)
_SHARE: Final = {
    "anyOf": [
        _FIGURE,
        {
            "type": "object",
            "properties": {"from": _FIGURE, "to": _FIGURE},
            "required": ["from", "to"],
            "additionalProperties": False,
        },
    ]
}
_CONDITION: Final = {"type": "object", "minProperties": 1}
_SCALARS: Final[dict[Any, dict[str, Any]]] = {
    Citation: _CITATION,
    Citations: {"anyOf": [_CITATION, {"type": "array", "items": _CITATION}]},
    Condition: _CONDITION,
    Figure: _FIGURE,
    Day: _marked(_DAY),
    Levels: {
        "anyOf": [
            {"type": "object", "additionalProperties": _FIGURE},
            {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "below": _NUMBER,
                        "at_most": _NUMBER,
                        "is": {},
                        "when": _CONDITION,
                        "weight": {},
                        "grade": {},
                        "title": {"type": "object"},
                    },
                    "additionalProperties": False,
                },
            },
        ]
    },
    Weight: {"anyOf": [_FIGURE, {"type": "object", "additionalProperties": _FIGURE}]},
    Base: {"anyOf": [{"const": "ceiling"}, _FIGURE, {"type": "object"}]},
    Share: _SHARE,
    Duration: {"type": "string", "pattern": r"^\d+ (day|working-day|month|year)s?$"},
    Point: _SHARE,
}


def _hook(kind: type) -> dict[str, Any]:
    if kind in _SCALARS:
        return _SCALARS[kind]
    raise NotImplementedError(kind)


def of(subject: str) -> dict[str, Any]:
    """The schema of ``case``, ``rules`` or ``result`` files."""
    return {"case": _case, "rules": _rules, "result": _result}[subject]()


def _case() -> dict[str, Any]:
    from discretion.case.file import CaseFile

    (schema,), components = msgspec.json.schema_components([CaseFile], schema_hook=_hook, ref_template="#/$defs/{name}")
    return {"$schema": DRAFT, "title": "discretion case file", **schema, "$defs": components}


def _rules() -> dict[str, Any]:
    from discretion.rulebook.sections import SECTIONS

    kinds = list(dict.fromkeys(section.record for section in SECTIONS.values()))
    schemas, components = msgspec.json.schema_components(kinds, schema_hook=_hook, ref_template="#/$defs/{name}")
    by_kind = dict(zip(kinds, schemas, strict=True))
    properties: dict[str, Any] = {}
    for section in SECTIONS.values():
        item = by_kind[section.record]
        if section.form == "by-id":
            properties[section.name] = {"type": "object", "additionalProperties": item}
        elif section.form == "list":
            properties[section.name] = {"type": "array", "items": item}
        else:
            properties[section.name] = item
    return {
        "$schema": DRAFT,
        "title": "discretion rule file",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "$defs": components,
    }


def _result() -> dict[str, Any]:
    from discretion.report.schema import RESULT

    return RESULT
