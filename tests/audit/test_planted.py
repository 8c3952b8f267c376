"""Each check finds a fault that was planted in the real rules. All are planted at once; each stands in a rule of its own."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from discretion.audit.inspection import KINDS, inspect
from discretion.audit.prove import prove
from discretion.calendar import Period
from discretion.rulebook import Rulebook
from discretion.rulebook.files import builtin
from tests.audit.support import ON

#: check, the rule in which it is due, file, what stands there (a pattern), what is planted instead
PLANTED = [
    (
        "never-applies",
        "cn.no-penalty.minor",
        "cn/lists/no-penalty.yaml",
        r"harm: none\}",
        "harm: none, all: [{harm: slight}]}",
    ),
    (
        "contradicting-lists",
        "cn.heavier.serious-harm",
        "cn/lists/heavier.yaml",
        r"when: \{harm: serious\}",
        "when: {voluntary_mitigation: true}",
    ),
    (
        "worse-costs-less",
        "cn.general",
        "cn/basis/general.yaml",
        r"slight: 10, ordinary: 20",
        "slight: 20, ordinary: 10",
    ),
    ("idle-factor", "cn.general", "cn/basis/general.yaml", r"uncooperative: 5", "uncooperative: 0"),
    (
        "hidden-entry",
        "gd.3.1",
        "cn/guangdong/basis/air-gd.yaml",
        r"gd.obstruction: active-violence\}, fixed: 200000",
        "gd.obstruction: [active-violence, delay]}, fixed: 200000",
    ),
    (
        "hidden-entry",
        "cn.heavier.repeated",
        "cn/lists/heavier.yaml",
        r"when: \{repeatedly_punished: true\}",
        "when: {repeatedly_punished: true, malicious: true}",
    ),
    (
        "basis-outside-range",
        "gd.3.1",
        "cn/guangdong/basis/air-gd.yaml",
        r"from: 170000, to: 200000",
        "from: 170000, to: 250000",
    ),
    (
        "band-gap",
        "gd.4.19",
        "cn/guangdong/basis/solid-gd-2.yaml",
        r"gd.c4_quantity: \{at_least: 5\}",
        "gd.c4_quantity: {above: 5}",
    ),
    (
        "band-overlap",
        "gd.4.20",
        "cn/guangdong/basis/solid-gd-2.yaml",
        r"gd.c4_quantity_kg: \{below: 3\}",
        "gd.c4_quantity_kg: {below: 4}",
    ),
    (
        "level-gap",
        "gd.1.1",
        "cn/guangdong/basis/eia-gd.yaml",
        r"levels: \{form: 0, report-not-key: 5, report-key: 10\}",
        "levels: {form: 0, report-key: 10}",
    ),
    ("weights-not-100", "gd.3.2.1", "cn/guangdong/basis/air-gd.yaml", r"class-a: 25\}", "class-a: 26}"),
    ("always-clipped", "gd.3.2.1", "cn/guangdong/basis/air-gd.yaml", r"untreated: 10\}", "untreated: 91}"),
    (
        "versions",
        "water-law-2017",
        "cn/instruments.yaml",
        r"from: 2018-01-01, to: 2026-08-14",
        "from: 2018-01-01, to: 2026-08-13",
    ),
    (
        "versions",
        "dongguan.apology.2024",
        "cn/guangdong/dongguan/instruments.yaml",
        r"value: 2024-08-01",
        "value: 2024-10-01",
    ),
    (
        "outlives-instrument",
        "cn.limitation.two-years",
        "cn/lists/limitation.yaml",
        r"from: 2021-07-15",
        "from: 2020-07-15",
    ),
    (
        "mitigated-without-authority",
        "cn.lighter.merit",
        "cn/lists/lighter.yaml",
        r"source: administrative-penalty-law:32\(4\)",
        "source: some-circular",
    ),
    (
        "programme-breaks-floor",
        "yingkou.apology",
        "cn/liaoning/yingkou/programmes/programmes.yaml",
        r"(source: yingkou-apology-2025\n)    result: lighter",
        r"\1    result: mitigated",
    ),
    ("fact-without-question", "malicious", "cn/facts.yaml", r"\n    ask: \{zh: 是否恶意[^\n]*", ""),
    ("missing-translation", "suspected_crime", "cn/facts.yaml", r", en: \"Is a crime suspected\?\"", ""),
]
ADDED = {
    "cn/liaoning/reviews.yaml": """\
reviews:
  signed: [{rule: cn.general, drafted_by: a, reviewed_by: b, reviewed_on: 2026-01-01, meaning: "0000000000000000"}]
checks:
  waivers: [{kind: level-gap, rule: cn.general, reason: 试}]
""",
    "cn/planted.yaml": """\
instruments:
  some-circular: {title: {zh: 通知, en: Circular}, rank: normative-document, in_force: {from: 2021-07-15, to: 2026-07-01}}
heavier:
  - {id: planted.other-half, title: {zh: 一, en: One}, source: "ecological-code:1056.1", when: {malicious: false}}
  - {id: planted.behind-both, title: {zh: 二, en: Two}, source: "ecological-code:1056.1", when: {suspected_crime: true}}
facts:
  colour_of_smoke: {title: {zh: 烟色, en: Colour}, type: boolean, ask: {zh: 问？, en: Ask?}, evidence: {zh: 据}}
""",
    "cn/offences/planted.yaml": """\
offences:
  planted.dump:
    title: {zh: 倾倒, en: Dumping}
    enforced_by: ecology-environment
    elements: {harm: [none, slight, ordinary, serious]}
    provisions:
      - {liability: [air-law-2018:99(1)], tiers: [{id: base, fine: {from: 10000, to: {value: 20000, provenance: assumed, why: 试}}}]}
  planted.twice:
    title: {zh: 重复, en: Twice}
    enforced_by: ecology-environment
    elements: {suspected_crime: false}
    provisions:
      - {id: one, liability: [ecological-code:1120.1(5)], tiers: [{id: base, fine: {from: 10000, to: 20000}}]}
      - {id: two, liability: [ecological-code:1120.1(5)], tiers: [{id: base, fine: {from: 10000, to: 30000}}]}
""",
    "cn/liaoning/planted.yaml": """\
heavier:
  - id: planted.copy
    title: {zh: 突发事件, en: Emergency}
    when: {any: [{emergency_measures_breached: [true]}]}
    source: [administrative-penalty-law:49]
""",
}
STANDING = [
    ("always-holds", "planted.dump"),
    ("duplicate-rule", "planted.copy"),  # in Liaoning what cn.heavier.emergency says, written otherwise
    ("offence-succession", "planted.dump"),
    ("offence-without-basis", "planted.dump"),
    ("assumed-figure", "planted.dump"),
    ("unused-fact", "colour_of_smoke"),
    ("expiring-instrument", "some-circular"),
    ("stale-review", "reviews"),
    ("dead-waiver", "checks"),
    (
        "hidden-entry",
        "planted.behind-both",
    ),  # malicious or not: the rules' own entry and the planted one leave nothing for it
    ("versions", "planted.twice"),
    ("versions", "water.excess-discharge"),  # the old law ends a day too early: no provision on 2026-08-14
]


@cache
def findings() -> frozenset[tuple[str, str]]:
    """What is found once everything is planted."""
    import tempfile

    folder = Path(tempfile.mkdtemp()) / "rules"
    shutil.copytree(builtin(), folder)
    for name, text in ADDED.items():
        (folder / name).write_text(text, encoding="utf-8")
    for kind, _, name, old, new in PLANTED:
        path = folder / name
        text, count = re.subn(old, new, path.read_text(encoding="utf-8"), count=1)
        assert count == 1, f"{kind}: {name} has changed"
        path.write_text(text, encoding="utf-8")
    (folder / "cn/checks.yaml").unlink(missing_ok=True)
    inspection = inspect(Rulebook([folder]), ON, Period(90, "days"))
    assert not [p for p in inspection.problems if p.level == "error"]
    return frozenset((p.kind, p.rule) for p in inspection.problems)


def test_every_check_has_a_fault_planted() -> None:
    assert {kind for kind, *_ in (*PLANTED, *STANDING)} == set(KINDS)


def test_nothing_of_it_is_found_before_it_is_planted() -> None:
    before = {(p.kind, p.rule) for p in inspect(Rulebook([builtin()]), ON, Period(90, "days")).problems}
    assert not before & {(kind, rule) for kind, rule, *_ in (*PLANTED, *STANDING)}


def test_a_fault_planted_in_the_real_rules_fails_the_proof(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(builtin(), folder)
    path = folder / "cn/basis/general.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("slight: 10, ordinary: 20", "slight: 20, ordinary: 10"),
        encoding="utf-8",
    )
    proofs = prove(Rulebook([folder]), ON, ("air.obstruction",), ("cn",))
    assert ("worse", "cn.general/harm") in {(f.claim, f.block) for p in proofs for f in p.failures}


@pytest.mark.parametrize(("kind", "rule"), [(p[0], p[1]) for p in PLANTED] + STANDING)
def test_a_fault_planted_in_the_real_rules_is_found(kind: str, rule: str) -> None:
    assert (kind, rule) in findings()
