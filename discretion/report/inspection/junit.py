"""JUnit XML: a test suite a check; a finding that counts is a failure, one below the level is only written out."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from discretion.audit.inspection import LEVELS, Inspection
from discretion.report.inspection.common import message, page, path
from discretion.report.language import Language
from discretion.rulebook.problem import Level, Problem


def render(inspection: Inspection, lang: Language, level: Level) -> str:
    """All suites; a check that found nothing is one test that passed."""
    root = Xml.Element("testsuites", name="discretion rules check")
    kinds = dict.fromkeys([c.kind for c in inspection.ran] + [p.kind for p in inspection.problems])
    totals = {"tests": 0, "failures": 0}
    for kind in kinds:
        found = [p for p in inspection.problems if p.kind == kind]
        counting = [p for p in found if LEVELS.index(p.level) <= LEVELS.index(level)]
        counts = {"tests": max(1, len(found)), "failures": len(counting)}
        suite = Xml.SubElement(root, "testsuite", name=kind, errors="0")
        for key, count in counts.items():
            suite.set(key, str(count))
        for problem in found:
            _case(suite, inspection, problem, problem in counting, lang)
        if not found:
            Xml.SubElement(suite, "testcase", classname=kind, name=kind)
        totals = {key: totals[key] + counts[key] for key in totals}
    for key, total in totals.items():
        root.set(key, str(total))
    Xml.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _case(suite: Xml.Element, inspection: Inspection, problem: Problem, counts: bool, lang: Language) -> None:
    place = problem.place
    where = f"{path(inspection, problem)}:{place.line}:{place.column}"
    name = f"{problem.rule or problem.place.file} ({where})"
    case = Xml.SubElement(suite, "testcase", classname=problem.kind, name=name, file=path(inspection, problem))
    case.set("line", str(place.line))
    text = f"{where}\n{message(problem, lang)}\n{page(problem.kind)}"
    if counts:
        failure = Xml.SubElement(case, "failure", message=message(problem, lang), type=problem.level)
        failure.text = text
    else:
        Xml.SubElement(case, "system-out").text = f"{problem.level}: {text}"
