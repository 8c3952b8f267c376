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


def _object(required: tuple[str, ...] = (), /, **properties: dict[str, Any]) -> dict[str, Any]:
    """An object with no other keys than these."""
    keys = {name.rstrip("_"): schema for name, schema in properties.items()}
    found: dict[str, Any] = {"type": "object", "properties": keys, "additionalProperties": False}
    return found | ({"required": list(required)} if required else {})


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


_TEXT: Final = _object(("zh",), zh={"type": "string"}, en={"type": "string"})
_NAMES: Final = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
_PLAIN: Final = {"type": ["boolean", "string", "number"]}
_PERIOD: Final = {"type": "string", "pattern": r"^\d{1,4} (day|working-day|month|year)s?$"}
_WEIGHT: Final = {"anyOf": [_ref("figure"), {"type": "object", "additionalProperties": _ref("figure")}]}
#: What the records know only as one scalar, spelled out; the names are those of ``docs/rule-language.md``.
_OWN: Final[dict[str, dict[str, Any]]] = {
    "figure": _marked(_NUMBER),
    "share": {"anyOf": [_ref("figure"), _object(("from", "to"), from_=_ref("figure"), to=_ref("figure"))]},
    "condition": {
        "description": "Everything in it must hold; other keys are facts.",
        "type": "object",
        "minProperties": 1,
        "properties": {
            "any": {"type": "array", "items": _ref("condition"), "minItems": 1},
            "all": {"type": "array", "items": _ref("condition"), "minItems": 1},
            "not": _ref("condition"),
            "rule": _NAMES,
            "other_violation": _object(("rule",), found_same_time={"type": "boolean"}, rule=_NAMES),
        },
        "additionalProperties": _ref("test"),
    },
    "test": {
        "description": "What a fact must be.",
        "anyOf": [
            _PLAIN,
            {"type": "array", "items": _PLAIN, "minItems": 1},
            _object(**dict.fromkeys(("below", "at_most", "above", "at_least"), _ref("figure"))) | {"minProperties": 1},
            _object(from_=_DAY, to=_DAY) | {"minProperties": 1},
            _object(("within", "of"), within=_PERIOD, of={"type": "string"}),
            _object(("at_most_before", "of"), at_most_before=_PERIOD, of={"type": "string"}),
        ],
    },
    "level": _object(
        below=_NUMBER,
        at_most=_NUMBER,
        is_={"anyOf": [_PLAIN, {"type": "array", "items": _PLAIN}]},
        when=_ref("condition"),
        weight=_WEIGHT,
        grade=_WEIGHT,
        title=_TEXT,
    )
    | {"anyOf": [{"required": ["weight"]}, {"required": ["grade"]}]},
}
_SCALARS: Final[dict[Any, dict[str, Any]]] = {
    Citation: _CITATION,
    Citations: {"anyOf": [_CITATION, {"type": "array", "items": _CITATION}]},
    Condition: _ref("condition"),
    Figure: _ref("figure"),
    Day: _marked(_DAY),
    Levels: {
        "anyOf": [
            {"type": "object", "additionalProperties": _WEIGHT, "minProperties": 1},
            {"type": "array", "items": _ref("level"), "minItems": 1},
        ]
    },
    Weight: _WEIGHT,
    Base: {
        "anyOf": [
            {"const": "ceiling"},
            _ref("figure"),
            _object(("fact",), fact={"type": "string"}, times=_ref("figure"), at_least=_ref("figure")),
        ]
    },
    Share: _ref("share"),
    Duration: _PERIOD,
    Point: {"anyOf": [_ref("share"), _object(("from", "below"), from_=_ref("figure"), below=_ref("figure"))]},
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
    return {"$schema": DRAFT, "title": "discretion case file", **schema, "$defs": {**components, **_used(components)}}


def _used(components: Any) -> dict[str, Any]:
    """Those of our own definitions that the records of a case refer to."""
    return {name: schema for name, schema in _OWN.items() if f"'#/$defs/{name}'" in str(components)}


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
        "$defs": {**components, **_OWN},
    }


def _result() -> dict[str, Any]:
    from discretion.report.schema import RESULT

    return dict(RESULT)
