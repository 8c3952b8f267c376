"""One is one: a number in an English sentence brings the word that fits it."""

from __future__ import annotations

import pytest

from discretion.report.language import Language
from discretion.text import Part

SENTENCE = "{files:file|files}, {rules:rule|rules}, {checks:check|checks} of sense: {errors:error|errors}, {warnings:warning|warnings}, {notes:note|notes}; {waived} waived"


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 problems"), (1, "1 problem"), (2, "2 problems"), ("1", "1 problem"), ("1,001", "1,001 problems")],
)
def test_the_word_fits_the_number(count: int | str, said: str) -> None:
    sentence = "{count:problem|problems}: discretion rules check"
    assert Language("en")(sentence, count=count) == f"{said}: discretion rules check"
    assert Language("zh")(sentence, count=count).startswith(f"{count}个问题")


def test_each_number_of_a_sentence_has_its_own_word() -> None:
    values: dict[str, Part] = {
        "files": 1,
        "rules": "2,070",
        "checks": 1,
        "errors": 0,
        "warnings": 1,
        "notes": 2,
        "waived": 1,
    }
    said = "1 file, 2,070 rules, 1 check of sense: 0 errors, 1 warning, 2 notes; 1 waived"
    assert Language("en")(SENTENCE, **values) == said


def test_a_value_may_hold_what_looks_like_a_place() -> None:
    assert Language("en")("{count:case file|case files} written to {folder}", count=1, folder="a{b:c|d}") == (
        "1 case file written to a{b:c|d}"
    )
