"""What-if: every amount is worked out by hand beside the test."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from typer.testing import CliRunner

from discretion.__main__ import _command_line
from discretion.case import Case, read_case
from discretion.case.read import read_facts
from discretion.desk.openings import Opening
from discretion.desk.whatif import WhatIf, whatif
from discretion.money import Amount
from discretion.report.language import Language
from discretion.rulebook import Law
from tests.support import NATIONAL, rulebook

ROOT = Path(__file__).resolve().parent.parent.parent
BEFORE = ROOT / "examples" / "yingkou-quarry-before.yaml"
ZH, EN = Language("zh"), Language("en")


def case_of(data: dict[str, Any]) -> tuple[Case, Law]:
    text = re.sub(r"'(\d{4}-\d{2}-\d{2})'", r"\1", yaml.safe_dump(data, allow_unicode=True, sort_keys=False))
    return read_case("case.yaml", text.encode(), rulebook())


def before(**changes: Any) -> WhatIf:
    case, law = read_case("before.yaml", BEFORE.read_bytes(), rulebook())
    sets = [read_facts("--set", f"{k.replace('__', '.')}: {v}".encode(), law) for k, v in changes.items()]
    return whatif(case, law, sets)


def opening(found: WhatIf, rule: str) -> Opening:
    return next(o for o in found.openings if o.rule == rule)


def test_the_quarry_can_still_earn_12000_by_study_18000_by_apology_and_26000_by_both() -> None:
    """60,000 × 20 % = 12,000; × 30 % = 18,000; 60,000 × 0.8 × 0.7 = 33,600 → 34,000, so 26,000 together."""
    found = before()
    assert found.now.fine == Amount(60000, 60000)
    assert {o.rule: (o.off, o.after.fine.low) for o in found.openings} == {
        "yingkou.law-study": (12000, 48000),
        "yingkou.apology": (18000, 42000),
    }
    assert found.together is not None
    assert (found.together.off, found.together.after.fine) == (26000, Amount(34000, 34000))


def test_an_opening_says_what_is_to_be_done_by_when_and_on_what_ground() -> None:
    study = opening(before(), "yingkou.law-study")
    assert {c.fact: (EN.of(c.now), EN.of(c.then)) for c in study.changes} == {
        "law_study.exam_passed": ("no", "yes"),
        "law_study.passed_on": ("unknown", "no later than 2025-06-01"),
    }
    assert all(c.earned for c in study.changes)
    (due,) = study.due
    assert (due.fact, due.last, due.passed) == ("law_study.passed_on", date(2025, 6, 1), False)
    assert "主动学法激励制度" in study.citations[0].zh
    assert {m.provenance for m in study.marks} == {"assumed", "reported"}


def test_what_can_no_longer_be_had_is_named_with_the_reason() -> None:
    (closed,) = before().closed
    assert closed.rule == "yingkou.informed-commitment"
    assert EN.of(closed.because) == "Gravity of the circumstances is ordinary; required: minor"


def test_a_programme_that_an_exclusion_defeats_is_not_open() -> None:
    data = yaml.safe_load(
        BEFORE.read_text(encoding="utf-8").replace("listed_exception: false", "listed_exception: true")
    )
    case, law = case_of(json.loads(json.dumps(data, default=str)))
    assert [o.rule for o in whatif(case, law).openings] == ["yingkou.law-study"]


def test_what_is_not_corrected_yet_can_still_be_corrected_but_not_on_the_spot() -> None:
    """The apology asks for a correction; from “in progress” the nearest that will do is late, but before the decision."""
    text = BEFORE.read_text(encoding="utf-8").replace("value: within-time-limit", "value: in-progress")
    case, law = read_case("case.yaml", text.encode(), rulebook())
    found = opening(whatif(case, law), "yingkou.apology")
    assert {c.fact: EN.of(c.then) for c in found.changes}["corrected"] == "late, but before the decision"
    assert found.off == 18000


def test_facts_that_nobody_knows_are_to_be_established_not_to_be_done() -> None:
    case, law = case_of(
        {
            "jurisdiction": "cn/liaoning/yingkou",
            "timeline": {"act": "2025-03-27", "decision": "2025-06-01"},
            "offence": "air.industrial-dust",
        }
    )
    found = whatif(case, law)
    apology = opening(found, "yingkou.apology")
    assert {c.fact for c in apology.changes if not c.earned} == {"apology.listed_exception", "apology.broken_before"}
    assert apology.off is None
    assert apology.after.fine == Amount(0, 140000)  # 200,000 × 0.7


def test_the_facts_that_weigh_most_stand_first_with_the_fine_at_each_value() -> None:
    """Emergency: up to the ceiling of 200,000, 140,000 apart. Gravity: serious 10 + 10 + 20 = 40 % → 80,000; minor 0 … 40,000."""
    first, second, *_ = before().weights
    assert (first.fact, first.spread) == ("emergency_measures_breached", 140000)
    assert (second.fact, second.spread) == ("gravity", 80000)
    assert [(EN.of(a.values), a.now, a.result.fine) for a in second.at] == [
        ("minor", False, Amount(0, 40000)),
        ("ordinary", True, Amount(60000, 60000)),
        ("serious", False, Amount(80000, 80000)),
    ]


def test_variants_stand_side_by_side_alone_and_together() -> None:
    """No harm: (10 + 0 + 10) % × 200,000 = 40,000; serious: (10 + 10 + 20) % = 80,000; both: (10 + 0 + 20) % = 60,000."""
    found = before(harm="none", gravity="serious")
    assert [s.assessment.fine.low for s in found.scenarios] == [40000, 80000, 60000]
    found = before(harm="none", timeline__decision="2026-09-01")
    assert [EN.of(c.then) for c in found.scenarios[-1].changes] == ["no harm", "2026-09-01"]


def test_a_deadline_that_has_passed_is_marked_only_in_a_case_that_is_not_decided() -> None:
    case, law = read_case("before.yaml", BEFORE.read_bytes(), rulebook())
    late = opening(whatif(case, law, (), date(2025, 7, 1)), "yingkou.law-study").due[0]
    assert not late.passed  # the case is decided: what was possible then is history


def test_a_deadline_in_working_days_is_counted_from_the_notice() -> None:
    """Dongguan: within 7 working days of the notice. Notice 2025-05-06; 7, 8, 9, 12, 13, 14, 15 May: until 15 May. 60,000 × 50 %."""
    facts = {
        **{k: v for k, v in NATIONAL.items() if k not in ("restoration", "compensation_paid", "malicious")},
        "corrected": "in-progress",
    }
    timeline = {"act": "2025-03-27", "found": "2025-03-27", "notice": "2025-05-06", "decision": "2025-06-01"}
    data = {
        "jurisdiction": "cn/guangdong/dongguan",
        "timeline": timeline,
        "offence": "air.dusty-material-unsealed",
        "facts": facts,
        "stated": {"amount": 60000, "source": "裁量表"},
    }
    case, law = case_of(data)
    found = whatif(case, law, (), date(2025, 5, 20))
    apology = opening(found, "dongguan.apology.2024")
    (due,) = apology.due
    assert (due.fact, due.last, due.passed) == ("apology.applied_on", date(2025, 5, 15), True)
    assert EN.of(due.rule) == "within 7 working days after: Day on which the penalty notice was served"
    assert "gd.apology" not in {o.rule for o in found.openings}  # the city's rule stands in its place
    del timeline["notice"]
    case, law = case_of(data)
    assert opening(whatif(case, law), "dongguan.apology.2024").due[0].last is None


def test_the_command_prints_both_languages_and_json() -> None:
    run, app = CliRunner(), _command_line().app
    zh = run.invoke(app, ["whatif", str(BEFORE), "--lang", "zh", "--set", "harm=none"])
    assert zh.exit_code == 0
    for words in ("少罚12,000元", "少罚18,000元", "少罚26,000元", "34,000元", "并列比较", "−20,000元"):
        assert words in zh.output
    data = json.loads(run.invoke(app, ["whatif", str(BEFORE), "--format", "json"]).output)
    assert data["schema"] == "discretion/whatif/1"
    assert [o["off"] for o in data["open"]] == [12000, 18000]
    assert data["together"]["after"]["fine"]["amount"] == 34000


def test_a_wrong_set_is_refused_with_a_hint() -> None:
    run, app = CliRunner(), _command_line().app
    wrong = run.invoke(app, ["whatif", str(BEFORE), "--lang", "en", "--set", "harms=none"])
    assert wrong.exit_code == 2
    assert "did you mean `harm`" in wrong.output
    wrong = run.invoke(app, ["whatif", str(BEFORE), "--lang", "en", "--set", "harm"])
    assert wrong.exit_code == 2
    assert "write fact=value" in wrong.output
