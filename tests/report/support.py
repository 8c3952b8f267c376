"""Records of the examples, for the tests of the documents."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from discretion.assess import Assessment, assess
from discretion.case import read_case
from discretion.report.language import Language
from discretion.report.reasons import reasons
from discretion.report.record import Record, record
from discretion.rulebook import Law
from tests.support import rulebook

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"
NAMES = tuple(sorted(p.stem for p in EXAMPLES.glob("*.yaml")))
ZH, EN = Language("zh"), Language("en")

#: A case whose texts try to become markup, and whose figures are the province's own.
HOSTILE = """
case: {number: "<script>alert(1)</script>", title: "某公司 <b>案</b> & {{ 7 * 7 }} \\x07 合并"}
jurisdiction: cn/guangdong
party: {name: "甲<i>公司</i>", code: 91440000XXXXXXXXXX, address: 广州市某路1号, representative: 张某}
timeline: {act: {from: 2025-01-02, to: 2025-05-20}, found: 2025-05-20, filed: 2025-05-25, decision: 2025-09-02}
facts:
  harm: {value: slight, evidence: "笔录\\n第二行 <img src=x>"}
  gravity: ordinary
  corrected: within-time-limit
  first_violation: false
  duration_days: {not_found_out: 已函询三家单位，均无记录}
violations:
  - offence: eia.not-accepted
    facts: {established: true}
    persons_in_charge: [{name: 王某, facts: {}}]
  - offence: air.industrial-dust
    facts: {industry: mining, dust_measures: missing}
"""


def assessed(name: str) -> tuple[Assessment, Law]:
    """An example (or the hostile case) assessed."""
    data = HOSTILE.encode() if name == "hostile" else (EXAMPLES / f"{name}.yaml").read_bytes()
    case, law = read_case(f"{name}.yaml", data, rulebook(), date(2026, 11, 21))
    return assess(case, law), law


def recorded(name: str, lang: Language) -> Record:
    """Its record."""
    assessment, law = assessed(name)
    return record(assessment, lang, law)


def sentences(name: str, lang: Language) -> list[str]:
    """Its reasons."""
    assessment, law = assessed(name)
    return [lang.of(r) for n in range(len(assessment.violations)) for r in reasons(assessment, n, law)]
