"""The engine on a small law of its own (tests/rules): caps, orders, deadlines, bands, measures. Arithmetic by hand beside each test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from discretion import Assessment, assess, load_rulebook
from discretion.case import read_case
from discretion.money import Amount

RULES = Path(__file__).resolve().parent / "rules"
FACTS: dict[str, Any] = {
    "established": True,
    "corrected": "within-time-limit",
    "quantity": 10,
    "size": "small",
    "grave": False,
    "mild": False,
    "gains": 0,
    "study": True,
    "hours": 12,
    "sorry": True,
    "broken": False,
}
STUDY = {
    "kind": "law-study",
    "title": {"zh": "学法", "en": "x"},
    "source": "note",
    "requires": {"study": True},
    "reduction": [{"percent": 20}],
}
SORRY = {
    "kind": "apology-pledge",
    "title": {"zh": "道歉", "en": "x"},
    "source": "note",
    "requires": {"sorry": True},
    "reduction": [{"percent": 30}],
}


def run(
    tmp_path: Path,
    *,
    offence: str = "demo.spill",
    overlay: dict[str, Any] | None = None,
    facts: dict[str, Any] | None = None,
    jurisdiction: str = "cn",
    **more: Any,
) -> Assessment:
    """Assess under the small law, with further rules laid over it."""
    folder = tmp_path / "cn"
    folder.mkdir(exist_ok=True)
    (folder / "more.yaml").write_text(_unquoted(overlay or {"rulebook": {"version": "test"}}), encoding="utf-8")
    timeline = {"act": "2025-03-03", "found": "2025-03-03", "notice": "2026-09-25", "decision": "2026-11-02"}
    data = {
        "jurisdiction": jurisdiction,
        "timeline": timeline,
        "offence": offence,
        "facts": {**FACTS, **(facts or {})},
        **more,
    }
    case, law = read_case("case.yaml", _unquoted(data).encode(), load_rulebook(RULES, tmp_path))
    return assess(case, law)


def _unquoted(data: dict[str, Any]) -> str:
    import re

    return re.sub(r"'(\d{4}-\d{2}-\d{2}|\d+/\d+)'", r"\1", yaml.safe_dump(data, allow_unicode=True, sort_keys=False))


def exactly(amount: int) -> Amount:
    return Amount(amount, amount)


@pytest.mark.parametrize(
    ("way", "fine"),
    [
        ("compound", 22_400),  # 40,000 × 0.8 × 0.7
        ("add", 20_000),  # 40,000 × (1 − 0.2 − 0.3)
        ("best", 28_000),  # 40,000 × 0.7
    ],
)
def test_programmes_combine_as_the_jurisdiction_says(tmp_path: Path, way: str, fine: int) -> None:
    """Base: (10 + 30) % × 100,000 = 40,000."""
    settings = {
        "title": {"zh": "甲国", "en": "x"},
        "programmes": {"order": ["law-study", "apology-pledge"], "combine": way},
    }
    (tmp_path / "cn").mkdir()
    (tmp_path / "cn/jurisdiction.yaml").write_text(_unquoted({"jurisdiction": settings}), encoding="utf-8")
    case_rules = {"programmes": {"demo.study": STUDY, "demo.sorry": SORRY}}
    (tmp_path / "cn/more.yaml").write_text(_unquoted(case_rules), encoding="utf-8")
    # a folder with a root jurisdiction stands alone, so the small law goes below it explicitly
    book = load_rulebook(RULES, tmp_path)
    data = {
        "jurisdiction": "cn",
        "timeline": {"act": "2025-03-03", "found": "2025-03-03", "decision": "2026-11-02"},
        "offence": "demo.spill",
        "facts": FACTS,
    }
    case, law = read_case("case.yaml", _unquoted(data).encode(), book)
    assert assess(case, law).fine == exactly(fine)


def test_a_programme_never_takes_off_more_than_its_own_cap(tmp_path: Path) -> None:
    """40,000 − min(30 % = 12,000, 5,000) = 35,000."""
    assert run(tmp_path, overlay={"programmes": {"demo.sorry": {**SORRY, "at_most": 5000}}}).fine == exactly(35_000)


def test_the_statutory_minimum_is_the_floor_of_every_lighter_programme(tmp_path: Path) -> None:
    """(10 + 0) % × 100,000 = 10,000; 30 % off would be 7,000: the floor of 10,000 holds."""
    result = run(tmp_path, facts={"quantity": 5}, overlay={"programmes": {"demo.sorry": SORRY}})
    assert result.fine == exactly(10_000)
    assert any(f.stage == "bounds" and f.verdict == "applied" for f in result.violations[0].findings)


def test_the_officers_percentage_is_an_interval_until_it_is_chosen(tmp_path: Path) -> None:
    """30–50 % off 40,000: 20,000 … 28,000; chosen 40 %: 24,000."""
    programme = {**SORRY, "reduction": [{"percent": {"from": 30, "to": 50}}]}
    overlay = {"programmes": {"demo.sorry": programme}}
    assert run(tmp_path, overlay=overlay).fine == Amount(20_000, 28_000)
    chosen = {"demo.sorry": {"percent": 40, "reason": "主动"}}
    assert run(tmp_path, overlay=overlay, choices=chosen).fine == exactly(24_000)


@pytest.mark.parametrize(
    ("hours", "fine"),
    [(11, 40_000), (12, 32_000)],  # 2 credits an hour, 4 for the pass: 26 are short of 28; 28 buy 20 %
)
def test_credits_are_counted_and_buy_the_reduction(tmp_path: Path, hours: int, fine: int) -> None:
    programme = {
        **STUDY,
        "credits": [{"per": "hours", "credits": 2}, {"when": {"study": True}, "credits": 4}],
        "reduction": [{"when": {"law_study.credits": {"at_least": 28}}, "percent": 20}],
    }
    assert run(tmp_path, facts={"hours": hours}, overlay={"programmes": {"demo.study": programme}}).fine == exactly(
        fine
    )


@pytest.mark.parametrize(
    ("applied_on", "fine"),
    # seven working days after Friday 2026-09-25: the holidays of 1–7 October lie between; the last day is 2026-10-12
    [("2026-10-12", 28_000), ("2026-10-13", 40_000)],
)
def test_a_deadline_in_working_days_skips_the_public_holidays(tmp_path: Path, applied_on: str, fine: int) -> None:
    requires = {"sorry": True, "applied_on": {"within": "7 working-days", "of": "timeline.notice"}}
    overlay = {"programmes": {"demo.sorry": {**SORRY, "requires": requires}}}
    assert run(tmp_path, facts={"applied_on": applied_on}, overlay=overlay).fine == exactly(fine)


def test_an_exclusion_may_itself_be_excluded(tmp_path: Path) -> None:
    overlay = {
        "programmes": {"demo.sorry": SORRY},
        "exclusions": [
            {
                "id": "demo.out",
                "title": {"zh": "排除", "en": "x"},
                "source": "note",
                "defeats": ["demo.sorry"],
                "when": {"broken": True},
            },
            {
                "id": "demo.back",
                "title": {"zh": "例外", "en": "x"},
                "source": "note",
                "defeats": ["demo.out"],
                "when": {"study": True},
            },
        ],
    }
    assert run(tmp_path, overlay=overlay, facts={"broken": True, "study": False}).fine == exactly(40_000)
    assert run(tmp_path, overlay=overlay, facts={"broken": True, "study": True}).fine == exactly(28_000)


def test_an_exclusion_looks_at_the_other_violations_found_at_the_same_time(tmp_path: Path) -> None:
    """The first violation is not excluded itself; the second one is, and takes the first with it."""
    overlay = {
        "programmes": {"demo.sorry": SORRY},
        "exclusions": [
            {
                "id": "demo.out.1",
                "title": {"zh": "甲", "en": "x"},
                "source": "note",
                "defeats": ["demo.sorry"],
                "when": {"broken": True},
            },
            {
                "id": "demo.out.9",
                "title": {"zh": "乙", "en": "x"},
                "source": "note",
                "defeats": ["demo.sorry"],
                "when": {"other_violation": {"found_same_time": True, "rule": ["demo.out.1"]}},
            },
        ],
    }
    (tmp_path / "cn").mkdir()
    (tmp_path / "cn/more.yaml").write_text(_unquoted(overlay), encoding="utf-8")

    def fines(second: dict[str, Any]) -> list[Amount]:
        facts = {k: v for k, v in FACTS.items() if k != "broken"}
        data = {
            "jurisdiction": "cn",
            "timeline": {"act": "2025-03-03", "found": "2025-03-03", "decision": "2026-11-02"},
            "facts": facts,
            "violations": [
                {"offence": "demo.spill", "facts": {"broken": False}},
                {"offence": "demo.spill", "facts": second},
            ],
        }
        case, law = read_case("case.yaml", _unquoted(data).encode(), load_rulebook(RULES, tmp_path))
        return [v.fine for v in assess(case, law).violations]

    assert fines({"broken": False}) == [exactly(28_000), exactly(28_000)]
    assert fines({"broken": True}) == [exactly(40_000), exactly(40_000)]
    assert fines({"broken": True, "found_same_time": False})[0] == exactly(28_000)


@pytest.mark.parametrize(
    ("facts", "low", "high"),
    [
        ({"size": "small"}, 20_000, 20_000),  # 10,000–30,000: the middle
        ({"size": "large"}, 60_000, 60_000),  # 30,000–90,000
        ({"size": "large", "mild": True}, 30_000, 60_000),
        ({"size": "large", "grave": True}, 60_000, 90_000),
        ({"size": "large", "grave": True, "mild": True}, 30_000, 90_000),
        ({"corrected": "refused"}, 150_000, 150_000),
    ],
)
def test_the_place_in_a_band_follows_the_degree(tmp_path: Path, facts: dict[str, Any], low: int, high: int) -> None:
    assert run(tmp_path, offence="demo.band", jurisdiction="cn/here", facts=facts).fine == Amount(low, high)


def test_a_point_in_a_band_is_the_officers_to_choose(tmp_path: Path) -> None:
    """A quarter of 30,000–90,000 is 45,000."""
    choices = {"demo.bands": {"point": 0.25, "reason": "积极整改"}}
    result = run(tmp_path, offence="demo.band", jurisdiction="cn/here", facts={"size": "large"}, choices=choices)
    assert result.fine == exactly(45_000)


def test_a_third_stays_a_third_until_it_is_rounded(tmp_path: Path) -> None:
    """(10 + 30 + 1/3) % × 100,000 = 40,333 1/3, to the nearest 100: 40,300."""
    result = run(tmp_path, jurisdiction="cn/here", facts={"size": "large"})
    from fractions import Fraction

    assert result.violations[0].base == Amount(Fraction(121_000, 3), Fraction(121_000, 3))
    assert result.fine == exactly(40_300)


def test_a_total_over_a_hundred_counts_as_a_hundred(tmp_path: Path) -> None:
    """10 + 90 + 1/3 > 100: 100 % × 100,000."""
    assert run(tmp_path, facts={"quantity": 99, "size": "large"}).fine == exactly(100_000)


def test_a_factor_that_could_not_be_found_out_counts_lowest_and_an_unknown_one_is_an_interval(tmp_path: Path) -> None:
    """Quantity: 0, 30 or 90 % beside the start of 10 %."""
    tried = run(tmp_path, facts={"quantity": {"not_found_out": "已函询"}})
    assert tried.fine == exactly(10_000)
    unknown = run(tmp_path, facts={"quantity": "unknown"})
    assert unknown.fine == Amount(10_000, 100_000)
    assert unknown.violations[0].missing[0] == "quantity"


def test_the_fact_that_narrows_most_is_named_first(tmp_path: Path) -> None:
    """Quantity is worth up to 90 points of the hundred, size a third of one."""
    missing = run(tmp_path, facts={"quantity": "unknown", "size": "unknown"}).violations[0].missing
    assert missing[:2] == ("quantity", "size")


def test_gains_are_confiscated_and_coercion_is_left_off(tmp_path: Path) -> None:
    result = run(tmp_path, facts={"gains": 1234})
    assert [m.measure for m in result.violations[0].measures] == ["correct", "confiscate-gains"]
    kept = run(tmp_path, facts={"size": "large"})
    assert [m.measure for m in kept.violations[0].measures] == ["correct", "seal-or-seize"]


def test_a_fixed_sum_per_unit_is_multiplied_and_called_fixed(tmp_path: Path) -> None:
    """7 × 5,000 = 35,000, whatever the table says: the range is one point."""
    overlay = {
        "programmes": {"demo.sorry": SORRY},
        "exclusions": [
            {
                "id": "demo.out",
                "title": {"zh": "定额", "en": "x"},
                "source": "note",
                "defeats": ["demo.sorry"],
                "when": {"fine_is_fixed": True},
            }
        ],
    }
    result = run(tmp_path, offence="demo.fixed", facts={"quantity": 7}, overlay=overlay)
    assert result.fine == exactly(35_000)
    assert any(f.rule == "demo.out" and f.verdict == "applied" for f in result.violations[0].findings)


def test_the_same_rules_loaded_in_part_and_in_whole_give_the_same_result(tmp_path: Path) -> None:
    from discretion.report.json import render
    from tests.test_must_show import quarry

    path = Path(__file__).resolve().parent.parent / "examples/yingkou-quarry.yaml"
    book = load_rulebook()
    case, law = read_case(str(path), path.read_bytes(), book)
    in_part = render([assess(case, law)], book)
    book.shelf()
    case, law = read_case(str(path), path.read_bytes(), load_rulebook())
    whole = load_rulebook()
    whole.shelf()
    case, law = read_case(str(path), path.read_bytes(), whole)
    assert render([assess(case, law)], whole) == in_part
    assert quarry().fine == Amount(34_000, 34_000)
