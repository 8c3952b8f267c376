"""A choice that has no effect is said to have none, and so is a fact at which no rule of the case looks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from typer.testing import CliRunner

from discretion.__main__ import _command_line
from discretion.report.language import Language
from tests.support import NATIONAL, QUARRY, of, result

EN, ZH = Language("en"), Language("zh")
CHOICE = {"gd.apology": {"percent": 40, "reason": "及时道歉"}}


def guangdong(**changes: Any) -> dict[str, Any]:
    facts = {**QUARRY, "gd.area": ["general"], "still_violating_at_reinspection": False, "harm": "ordinary"}
    facts |= {"apology.applied": True, "apology.published_in": "city", "violations_in_two_years": 2}
    facts |= {k: NATIONAL[k] for k in ("restoration", "compensation_paid", "malicious", "repeatedly_punished")}
    return {
        "jurisdiction": "cn/guangdong",
        "timeline": {"act": "2024-05-10", "found": "2024-05-10", "decision": "2024-09-01"},
        "offence": "air.industrial-dust",
        "facts": {k: v for k, v in facts.items() if not k.startswith(("law_study", "commitment"))} | changes,
        "choices": CHOICE,
    }


def notices(found: Any) -> list[tuple[str, str]]:
    return [(f.rule, EN.of(f.reason)) for f in found.findings if f.warning]


def test_a_choice_that_counts_is_not_noticed() -> None:
    """100,000 × (1 − 40 %) = 60,000."""
    found = of(guangdong())
    assert (found.fine.low, found.unused_choices, notices(found)) == (60000, (), [])


def test_a_choice_for_a_programme_that_does_not_apply_is_noticed_with_the_reason() -> None:
    found = of(guangdong(**{"apology.published": False}))
    assert found.unused_choices == ("gd.apology",)
    ((rule, reason),) = notices(found)
    assert rule == "gd.apology"
    assert reason == "the choice made for it has no effect: Apology published is no; required: yes"
    assert found.fine.low == 100000


def test_a_choice_for_a_rule_that_does_not_come_into_question_is_noticed() -> None:
    """The act is not made out: no programme is looked at."""
    found = of(guangdong(dust_measures="in-place"))
    assert found.outcome == "not-established"
    assert "does not come into question" in notices(found)[0][1]


def test_a_choice_for_all_violations_that_one_of_them_uses_is_not_noticed() -> None:
    case = guangdong()
    offence, facts = case.pop("offence"), case["facts"]
    other = {"offence": offence, "facts": {"dust_measures": "in-place"}}
    case["facts"] = {k: v for k, v in facts.items() if k != "dust_measures"}
    case["violations"] = [{"offence": offence, "facts": {"dust_measures": "missing"}}, other]
    assert of(case).unused_choices == ()
    case["violations"][1]["choices"] = {"gd.apology": {"percent": 45, "reason": "另行选择"}}
    assert of(case).unused_choices == ("gd.apology",)


def test_facts_at_which_no_rule_looks_are_reported_those_of_persons_too_but_not_unknown_ones() -> None:
    more = {"law_study.hours": 3, "apology.listed_exception": "unknown"}
    persons = [{"name": "甲", "facts": {"apology.published": True}}]
    found = result(
        "monitoring.institution-falsification",
        {**NATIONAL, **more},
        "2026-09-05",
        "2026-11-20",
        persons_in_charge=persons,
    )
    assert {"law_study.hours", "apology.published"} <= set(found.unused)
    assert "apology.listed_exception" not in found.unused


def test_every_format_shows_the_notice(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    data = guangdong(**{"apology.published": False})
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False).replace("'2024-05-10'", "2024-05-10")
    file.write_text(text.replace("'2024-09-01'", "2024-09-01"), encoding="utf-8")
    run, app = CliRunner(), _command_line().app
    for format in ("terminal", "markdown", "html"):
        zh = run.invoke(app, ["assess", str(file), "-f", format, "--lang", "zh"]).output
        assert "为其作出的选择不起作用" in "".join(zh.split())
    data = json.loads(run.invoke(app, ["assess", str(file), "-f", "json"]).output)
    assert data["inputs"]["unused_choices"] == ["gd.apology"]
    assert [f["rule"] for f in data["findings"] if f["warning"]] == ["gd.apology"]
