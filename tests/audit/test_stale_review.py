from __future__ import annotations

from datetime import date

import pytest

from discretion.audit.reviews import meaning, record, signed
from tests.audit.support import found, rulebook

KIND = "stale-review"
TABLE = """\
bases:
  t:
    title: {zh: 表, en: Table}
    offence: f.dump
    source: new-law:3
    method: weights
    tiers: [{id: base, of: 100000, start: 10}]
    factors: [{fact: harm, levels: {none: 0, slight: 20, serious: 90}}]
"""


def reviewed(text: str = TABLE, by: str = "乙") -> str:
    """A file that signs the table as it is in ``text``."""
    shelf = rulebook(text).shelf()
    rule = next(r for r in shelf.rules if r.id == "t")
    return "reviews:\n  signed:\n" + record(shelf, rule, "甲", by, date(2026, 5, 1)) + "\n"


def stale(text: str, review: str) -> bool:
    return bool(found(KIND, text, {"cn/reviews.yaml": review}))


def test_a_review_of_the_rule_as_it_is_holds() -> None:
    assert not stale(TABLE, reviewed())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("bases:\n", "bases:  # a comment\n"),
        ("en: Table", "en: The table"),
        ("none: 0, slight: 20", "slight: 20, none: 0"),
        ("start: 10", "start: 10.0"),
    ],
)
def test_words_comments_and_layout_keep_it(old: str, new: str) -> None:
    assert not stale(TABLE.replace(old, new), reviewed())


@pytest.mark.parametrize(
    ("old", "new"), [("slight: 20", "slight: 21"), ("of: 100000", "of: ceiling"), ("harm", "area")]
)
def test_a_figure_or_a_fact_voids_it(old: str, new: str) -> None:
    text = TABLE.replace(old, new)
    if new == "area":
        text = text.replace("none: 0, slight: 20, serious: 90", "town: 0, park: 20, lake: 90")
    assert stale(text, reviewed())


def test_a_review_of_a_rule_that_is_gone_or_by_its_drafter_is_found() -> None:
    assert stale("", reviewed())
    assert stale(TABLE, reviewed(by="甲"))


def test_the_hash_tells_rules_apart_and_reviews_are_counted() -> None:
    shelf = rulebook(TABLE, {"cn/reviews.yaml": reviewed()}).shelf()
    hashes = [meaning(shelf, r) for r in shelf.rules if r.section in ("bases", "facts", "offences")]
    assert len(set(hashes)) == len(hashes)
    assert [s.stale for s in signed(shelf)] == [False]
