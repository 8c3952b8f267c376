"""The JSON Schema of a result: what :mod:`discretion.report.json` writes, key for key. The words to it stand in ``docs/result.md``."""

from __future__ import annotations

from typing import Any, Final, get_args

from discretion.assess.finding import ORDER, Verdict
from discretion.assess.matter import Outcome
from discretion.law.figure import PROVENANCES
from discretion.law.measure import Force, MeasureKind
from discretion.report.json import SCHEMA
from discretion.rulebook.schema import DRAFT

#: The steps of an assessment in their order; ``case`` for what is said of the whole case.
STAGES: Final = (*ORDER, "case")
_Schema = dict[str, Any]
_TEXT: Final[_Schema] = {"type": "string"}
_YES_NO: Final[_Schema] = {"type": "boolean"}
_DAY: Final[_Schema] = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


def _of(name: str) -> _Schema:
    return {"$ref": f"#/$defs/{name}"}


def _or_null(schema: _Schema) -> _Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(schema: _Schema) -> _Schema:
    return {"type": "array", "items": schema}


def _one_of(values: tuple[Any, ...]) -> _Schema:
    return {"enum": list(values)}


def _object(description: str, **properties: _Schema) -> _Schema:
    """An object with exactly these keys; a trailing ``_`` keeps a key from being a word of Python."""
    keys = {name.rstrip("_"): schema for name, schema in properties.items()}
    return {
        "description": description,
        "type": "object",
        "properties": keys,
        "required": list(keys),
        "additionalProperties": False,
    }


_FINE: Final = {
    "amount": _or_null(_of("yuan")),
    "low": _of("yuan"),
    "high": _or_null(_of("yuan")),
    "words": _or_null(_TEXT),
}
_PROVIDED: Final = {
    "citations": _list(_of("citation")),
    "tier": _TEXT,
    "shall": _YES_NO,
    "statutory": _or_null(_of("range")),
}
_JUDGED: Final = {
    "outcome": _of("outcome"),
    "fine": _of("fine"),
    "statutory": _or_null(_of("range")),
    "base": _of("base"),
    "findings": _list(_of("finding")),
    "missing": _list(_TEXT),
}
_DEFS: Final[dict[str, _Schema]] = {
    "yuan": {
        "description": "Yuan, exactly: an integer, or text such as 0.5 or 100000/3 where it is no whole number.",
        "anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^-?\d+(\.\d+|/\d+)?$"}],
    },
    "outcome": {"description": "What an assessment comes to.", **_one_of(get_args(Outcome))},
    "provenance": {"description": "How far a figure is known.", **_one_of(PROVENANCES)},
    "hash": {"description": "SHA-256.", "type": "string", "pattern": r"^sha256:[0-9a-f]{64}$"},
    "text": _object("A text in Chinese and in English.", zh=_TEXT, en=_TEXT),
    "citation": _object("A place in an instrument: as rules write it, and in full.", ref=_TEXT, zh=_TEXT, en=_TEXT),
    "interval": _object(
        "From what to what; `high` is null where nothing bounds it.", low=_of("yuan"), high=_or_null(_of("yuan"))
    ),
    "range": _object("The statutory range, worked out for the case.", from_=_of("yuan"), to=_or_null(_of("yuan"))),
    "base": {
        "description": "The table amount: one number, an interval while facts are missing, null where none was worked out.",
        "anyOf": [_of("yuan"), _of("interval"), {"type": "null"}],
    },
    "fine": _object("A fine; `amount` and `words` are null while no single amount can be named.", **_FINE),
    "provision": _object("A provision, its tier, and its range.", **_PROVIDED),
    "finding": _object(
        "One step of the assessment.",
        stage=_one_of(STAGES),
        rule=_TEXT,
        title=_of("text"),
        verdict=_one_of(get_args(Verdict)),
        reason=_or_null(_of("text")),
        citations=_list(_of("citation")),
        facts=_list(_object("A fact that was looked at.", fact=_TEXT, title=_of("text"), value=_of("text"))),
        failed=_or_null(_of("text")),
        missing=_list(_TEXT),
        amount=_or_null(
            _object(
                "The amount before and after this step.", from_=_or_null(_of("interval")), to=_or_null(_of("interval"))
            )
        ),
        arithmetic=_TEXT,
        provenance=_of("provenance"),
        chosen_by=_or_null(
            _object("Which day chose the version of the rule.", day=_one_of(("act", "decision")), date=_or_null(_DAY))
        ),
        choice=_YES_NO,
        warning=_YES_NO,
    ),
    "measure": _object(
        "A measure that follows beside the fine.",
        measure=_TEXT,
        title=_of("text"),
        kind=_one_of(get_args(MeasureKind)),
        force=_one_of(get_args(Force)),
        certain=_YES_NO,
        days=_or_null(_object("How many days.", from_={"type": "integer"}, to={"type": "integer"})),
        citations=_list(_TEXT),
    ),
    "person": _object("A person in charge.", name=_TEXT, **_JUDGED),
    "violation": _object(
        "One violation, assessed to its end.",
        offence=_TEXT,
        title=_of("text"),
        enforced_by=_list(_TEXT),
        **_JUDGED,
        provision=_or_null(_of("provision")),
        alternatives=_list(_object("One of two results.", outcome=_of("outcome"), fine=_of("fine"))),
        narrowing=_list(
            _object("A missing fact and what stays open once it is known.", fact=_TEXT, left=_or_null(_of("yuan")))
        ),
        measures=_list(_of("measure")),
        daily_fine=_or_null(
            _object("A fine for each day.", rule=_TEXT, days={"type": "integer", "minimum": 1}, **_FINE)
        ),
        persons=_list(_of("person")),
        candidates=_list(
            _object(
                "A provision that was weighed, and what it comes to.",
                **_PROVIDED,
                outcome=_of("outcome"),
                base=_of("base"),
                fine=_or_null(_of("interval")),
            )
        ),
    ),
    "result": _object(
        "The assessment of one case.",
        schema={"const": SCHEMA},
        outcome=_of("outcome"),
        fine=_of("fine"),
        violations=_list(_of("violation")) | {"minItems": 1},
        findings=_list(_of("finding")),
        provenance=_object(
            "On which figures weaker than official the result rests.",
            weakest=_of("provenance"),
            marks=_list(_object("One such figure.", rule=_TEXT, provenance=_of("provenance"), why=_TEXT)),
        ),
        inputs=_object(
            "What went in.",
            case={"type": "object"},
            quoted=_list(_TEXT),
            jurisdiction=_TEXT,
            decision=_or_null(_DAY),
            decision_assumed=_YES_NO,
            on=_or_null(_DAY),
            unused=_list(_TEXT),
            unused_choices=_list(_TEXT),
            without_evidence=_list(_TEXT),
        ),
        rulebook=_object("The rules used.", version=_TEXT, hash=_of("hash"), rests_on=_of("hash")),
        engine=_object("The program that worked it out.", version=_TEXT, calendar=_TEXT),
        hash=_of("hash"),
    ),
}
RESULT: Final[_Schema] = {
    "$schema": DRAFT,
    "title": "discretion result",
    "description": "One result, or a list of them where several cases were given. Every field: docs/result.md.",
    "anyOf": [_of("result"), {"type": "array", "items": _of("result"), "minItems": 2}],
    "$defs": _DEFS,
}
