"""JUnit XML: a suite a file; an expected failure is skipped and says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree as Xml

from discretion.audit.cases import Tried
from discretion.report.cleaning import clean
from discretion.report.inspection.common import located
from discretion.report.language import Language
from discretion.report.tested.common import departed


def render(tried: Sequence[Tried], files: Mapping[str, Path], lang: Language) -> str:
    """All suites, by file."""
    root = Xml.Element("testsuites", name="discretion rules test")
    _count(root, tried)
    ordered = sorted(tried, key=lambda t: t.file)
    for file, cases in groupby(ordered, lambda t: t.file):
        own = list(cases)
        suite = Xml.SubElement(root, "testsuite", name=file)
        _count(suite, own)
        for one in own:
            _case(suite, one, located(file, files), lang)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _count(element: Xml.Element, tried: Sequence[Tried]) -> None:
    element.set("tests", str(len(tried)))
    element.set("failures", str(sum(not t.passed for t in tried)))
    element.set("errors", "0")
    element.set("skipped", str(sum(t.passed and t.expected_failure is not None for t in tried)))


def _case(suite: Xml.Element, case: Tried, path: str, lang: Language) -> None:
    name = clean(case.name)
    element = Xml.SubElement(suite, "testcase", classname=case.file, name=name, file=path)
    found = [f"{path}:{place.line}: {text}" for place, text in departed(case, lang)]
    if found:
        failure = Xml.SubElement(element, "failure", message=clean(found[0]), type="case-failed")
        failure.text = "\n".join(clean(line) for line in found)
    elif case.expected_failure is not None:
        Xml.SubElement(element, "skipped", message=clean(case.expected_failure))
