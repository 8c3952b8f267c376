"""Each format says the same findings in its own way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import junitparser
import pytest

from discretion.audit.inspection import Inspection, inspect
from discretion.report.inspection import FORMATS, chosen
from discretion.report.language import Language
from tests.audit.support import ON, USED, inspected, rulebook

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"
TABLE = """\
bases:
  t:
    offence: f.dump
    source: new-law:3
    method: weights
    tiers: [{id: base, of: 100000, start: 10}]
    factors:
      - {fact: harm, levels: {none: 0, slight: 0, serious: 0}}
      - {fact: refused, levels: {true: 90, false: 0}}
    note: {zh: "%、::\\u202e"}
"""


@pytest.fixture(scope="module")
def inspection() -> Inspection:
    """One warning (idle-factor), one note (assumed-figure)."""
    table = TABLE.replace("start: 10", "start: {value: 10, provenance: assumed, why: 'a::b, 100%'}")
    return inspected(USED + table)


def render(name: str, inspection: Inspection, level: str = "warning", lang: str = "en") -> str:
    return FORMATS[name](inspection, Language(lang), level)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_format_writes_a_clean_and_a_full_inspection_in_both_languages(
    name: str, lang: str, inspection: Inspection
) -> None:
    assert render(name, inspection, lang=lang).endswith("\n")
    assert render(name, inspected(USED), lang=lang).endswith("\n")


def test_text_draws_few_findings_and_always_ends_with_the_summary(inspection: Inspection) -> None:
    text = render("text", inspection)
    assert "warning[idle-factor]" in text
    assert "cn/offences/f-test.yaml:13:" in text
    assert text.splitlines()[-1].endswith("0 errors, 1 warning, 1 note; 0 waived")
    assert render("text", inspected(USED)).count("\n") == 1


def test_text_groups_many_findings_by_check() -> None:
    facts = "".join(
        f"  idle{n}: {{title: {{zh: 无用{n}, en: Idle}}, type: boolean, ask: {{zh: 问, en: Ask}}, evidence: {{zh: 据}}}}\n"
        for n in range(30)
    )
    text = render("text", inspected(USED + "facts:\n" + facts))
    assert "warning[unused-fact]: a fact that no rule looks at — 30 (docs/checks/unused-fact.md)" in text
    assert "--only" not in text  # one kind alone: all of it
    both = USED + "facts:\n" + facts + TABLE
    assert "20 more: --only unused-fact shows them" in render("text", inspected(both))


def test_json_has_everything_a_finding_has(inspection: Inspection) -> None:
    data = json.loads(render("json", inspection))
    assert (data["errors"], data["warnings"], data["notes"], data["failed"]) == (0, 1, 1, True)
    finding = next(f for f in data["findings"] if f["id"] == "idle-factor")
    assert finding["rule"] == "t"
    assert finding["page"] == "docs/checks/idle-factor.md"
    assert finding["file"].endswith("cn/offences/f-test.yaml")
    assert (finding["line"], finding["end_line"]) == (13, 13)
    assert json.loads(render("json", inspection, "error"))["failed"] is False


def sarif(inspection: Inspection) -> Any:
    data = json.loads(render("sarif", inspection))
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(data)
    return data


def test_sarif_meets_its_schema(inspection: Inspection) -> None:
    run = sarif(inspection)["runs"][0]
    assert [(r["ruleId"], r["level"]) for r in run["results"]] == [
        ("assumed-figure", "note"),
        ("idle-factor", "warning"),
    ]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert sarif(inspected(USED))["runs"][0]["results"] == []


def test_sarif_says_what_was_not_run() -> None:
    """Structure first: the faults are results, the checks that did not run a notification."""
    run = sarif(inspect(rulebook("heavier: [{id: x}]\n"), ON))["runs"][0]
    assert {r["level"] for r in run["results"]} == {"error"}
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert [n["descriptor"]["id"] for n in notes] == ["skipped-analysis"]


def test_the_schema_is_strict_enough_to_refuse(inspection: Inspection) -> None:
    data = json.loads(render("sarif", inspection))
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    data["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(data)


def test_junit_is_read_by_another_program(inspection: Inspection, tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    path.write_text(render("junit", inspection), encoding="utf-8")
    suites = {s.name: s for s in junitparser.JUnitXml.fromfile(str(path))}
    assert suites["idle-factor"].failures == 1
    assert suites["assumed-figure"].failures == 0  # a note, below the level
    assert suites["versions"].tests == 1
    path.write_text(render("junit", inspection, "note"), encoding="utf-8")
    assert {s.name: s.failures for s in junitparser.JUnitXml.fromfile(str(path))}["assumed-figure"] == 1


def test_github_annotations_are_one_line_each_and_escaped(inspection: Inspection) -> None:
    lines = render("github", inspection, "note").splitlines()
    assert lines[0].startswith("::warning file=")
    assert "title=idle-factor t::" in lines[0]
    assert lines[1].startswith("::notice file=")
    assert "100%25" in lines[1]
    assert len(lines) == 3
    assert len(render("github", inspection, "warning").splitlines()) == 2


def test_gitlab_findings_have_what_gitlab_needs(inspection: Inspection) -> None:
    data = json.loads(render("gitlab", inspection))
    for finding in data:
        assert set(finding) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert finding["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert not finding["location"]["path"].startswith("./")
    assert len({f["fingerprint"] for f in data}) == len(data)


def test_a_fingerprint_outlives_a_line_that_moves() -> None:
    moved = "\n\n" + USED
    fact = "facts:\n  idle: {title: {zh: 无, en: Idle}, type: boolean, ask: {zh: 问, en: Ask}, evidence: {zh: 据}}\n"
    one, two = (json.loads(render("gitlab", inspected(text + fact))) for text in (USED, moved))
    assert one[0]["fingerprint"] == two[0]["fingerprint"]
    assert one[0]["location"] != two[0]["location"]


def test_github_is_chosen_where_it_runs() -> None:
    assert chosen(None, {}) == "text"
    assert chosen(None, {"GITHUB_ACTIONS": "true"}) == "github"
    assert chosen("json", {"GITHUB_ACTIONS": "true"}) == "json"


def test_every_format_names_the_same_place_to_the_column_and_the_page() -> None:
    """A planted fault: in `heavier: [{id: x}]` the entry without a title begins at column 11."""
    faulty = inspect(rulebook("heavier: [{id: x}]\n"), ON)
    (fault, *_) = [f for f in json.loads(render("json", faulty))["findings"] if f["level"] == "error"]
    assert (fault["line"], fault["column"], fault["end_line"]) == (1, 11, 1)
    assert fault["page"] == "docs/checks/structure.md"
    end = fault["end_column"]
    assert end > 11
    result = sarif(faulty)["runs"][0]["results"][0]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 1, "startColumn": 11, "endLine": 1, "endColumn": end}
    rules = sarif(faulty)["runs"][0]["tool"]["driver"]["rules"]
    assert rules[result["ruleIndex"]]["help"]["text"] == "docs/checks/structure.md"
    line = render("github", faulty).splitlines()[0]
    assert f"line=1,endLine=1,col=11,endColumn={end}," in line
    assert line.endswith("%0Adocs/checks/structure.md")
    assert json.loads(render("gitlab", faulty))[0]["location"]["lines"] == {"begin": 1, "end": 1}
    assert "docs/checks/structure.md" in json.loads(render("gitlab", faulty))[0]["description"]


def test_every_page_that_a_finding_names_is_there(inspection: Inspection) -> None:
    root = SCHEMAS.parent.parent
    faulty = inspect(rulebook("heavier: [{id: x}]\n"), ON)
    for one in (inspection, faulty):
        for finding in json.loads(render("json", one))["findings"]:
            assert (root / finding["page"]).is_file(), finding["id"]
