"""A skeleton shows the unit for which it was made: read back and assessed, it covers it."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from discretion import assess
from discretion.audit.coverage import covered, units
from discretion.audit.skeleton import skeleton
from discretion.case import read_case
from tests.support import rulebook

#: What needs days of its own, an offence that alone excludes a programme, or an offence with a fine of a certain size.
UNITS = (
    "cn.daily-fine.code",
    "cn.daily-fine.water",
    "cn.limitation.five-years.life",
    "cn.limitation.five-years.environment",
    "gd.apology.excluded.2",
    "yunfu.apology.excluded.5",
    "gd.apology.excluded.10",
    "cn.procedure.summary",
)


@pytest.mark.parametrize("name", UNITS)
def test_the_skeleton_of_a_unit_shows_it(name: str) -> None:
    book = rulebook()
    unit = next(u for u in units(book.shelf()) if u.name == name)
    text = skeleton(unit, book, date(2026, 11, 22))
    assert text is not None
    written = yaml.safe_load(text)["cases"][0]["case"]
    case, law = read_case("case.yaml", yaml.safe_dump(written, allow_unicode=True).encode(), book)
    assert name in covered(case, law, assess(case, law))
