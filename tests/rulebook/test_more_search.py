"""Search where nothing fits exactly: shared characters and beginnings of words, and an article that narrows it."""

from __future__ import annotations

import pytest

from discretion.rulebook.search import search
from tests.assess.test_more_engine import OTHER
from tests.audit.support import rulebook

DUST = OTHER.replace("乙, en: Other", "工业粉尘污染防治, en: Industrial dust pollution").replace("f.other", "f.dust")


def found(words: str, section: str = "offences") -> list[str]:
    rules = rulebook(DUST).shelf().rules
    instruments = {r.id: r.record for r in rules if r.section == "instruments"}
    return [h.id for h in search(rules, words, instruments, (section,))]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("粉尘", ["f.dust"]),
        # no title holds these words; most pairs of characters do
        ("工业的粉尘污染", ["f.dust"]),
        ("industrious dusting", ["f.dust"]),
        ("水", []),
        ("new-law:2", ["f.dust"]),
        ("new-law:1", ["f.dump"]),
        # the words fit nearly, the article does not
        ("工业的粉尘污染 99", []),
    ],
)
def test_what_is_found(words: str, ids: list[str]) -> None:
    assert found(words) == ids
