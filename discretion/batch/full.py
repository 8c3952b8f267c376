"""The whole result of a case, with all its findings, as ``discretion assess --format json`` gives it, in one line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

import msgspec

from discretion.assess import Assessment, assess
from discretion.batch.line import Line, lines
from discretion.batch.part import part
from discretion.canonical import PREFIX, seal
from discretion.case.case import Case
from discretion.report.cleaning import escaped
from discretion.report.json import Writer, engine, unsealed
from discretion.rulebook import Law, Rulebook
from discretion.text import Part, Text

#: How many texts are remembered.
MOST: Final = 20_000


class Full(tuple[Line, ...]):
    """The lines of a case, and its whole result as JSON."""

    text: bytes = b"null"


class _Writer(Writer):
    """A writer that remembers the texts of rules, which stand in many results."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[int, tuple[Text, dict[str, str]]] = {}

    def text(self, part: Part | None) -> dict[str, str] | None:
        """A text in every language."""
        if not isinstance(part, Text):
            return super().text(part)
        known = self._known.get(id(part))
        if known is not None and known[0] is part:
            return known[1]
        if len(self._known) >= MOST:
            self._known.clear()
        found = super().text(part) or {}
        self._known[id(part)] = (part, found)
        return found


class Findings:
    """Assesses cases with all their findings, and remembers what many results have in common."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.writer = _Writer()
        self._rests_on: dict[tuple[str, tuple[str, ...]], str] = {}

    @cached_property
    def engine(self) -> Mapping[str, str]:
        """The versions that a result names."""
        return engine()

    def of(self, case: Case, law: Law) -> Full:
        """The result of a case. Raises :class:`discretion.rulebook.Unusable`."""
        # where the officer chose, the reasons may speak of rules for other offences
        chosen = any(v.choices or any(p.choices for p in v.persons) for v in case.violations)
        assessment = assess(case, law if chosen else part(law, [v.offence for v in case.violations]))
        found = Full(lines(assessment))
        found.text = self._text(assessment)
        return found

    def _text(self, assessment: Assessment) -> bytes:
        result = unsealed(assessment, self._rests(assessment), self.engine, self.writer)
        return escaped(msgspec.json.encode({**result, "hash": sealed(result)}).decode()).encode()

    def _rests(self, assessment: Assessment) -> str:
        offences = tuple(v.offence for v in assessment.violations)
        key = (assessment.jurisdiction, offences)
        found = self._rests_on.get(key)
        if found is None:
            found = self._rests_on[key] = self.rulebook.rests_on(*key)
        return found


def sealed(result: Mapping[str, Any]) -> str:
    """:func:`discretion.canonical.seal`, in a tenth of the time.

    The encoder sorts keys by their signs, not by their UTF-16 units, which is the same but for signs beyond U+FFFF.
    """
    if not _ascii(result["inputs"]["case"]):
        return seal(result)
    return PREFIX + hashlib.sha256(msgspec.json.encode(result, order="sorted")).hexdigest()


def _ascii(value: Any) -> bool:
    """Whether every key is; the keys outside the case are those of the program."""
    if isinstance(value, dict):
        return all(key.isascii() and _ascii(inner) for key, inner in value.items())
    return all(map(_ascii, value)) if isinstance(value, list) else True
