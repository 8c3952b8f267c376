"""A small law to check: two laws of which the second replaced the first, five facts, one offence. Tests add rules to it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from textwrap import dedent

from discretion.audit.inspection import Inspection, inspect
from discretion.calendar import Period
from discretion.rulebook import Problem, Rulebook

ON = date(2026, 6, 1)
#: What the program itself says of a case, as facts.
COMPUTED = """\
facts:
  party.kind:
    title: {zh: 类型, en: Kind}
    type: choice
    computed: true
    choices: {organisation: {zh: 单位, en: organisation}, individual: {zh: 个人, en: individual}}
  timeline.found: {title: {zh: 发现, en: Found}, type: date, computed: true}
"""
BASE = {
    "rulebook.yaml": 'rulebook: {version: "1"}\n',
    "cn/jurisdiction.yaml": "jurisdiction: {title: {zh: 全国, en: China}}\n",
    "cn/base.yaml": """\
        instruments:
          old-law:
            title: {zh: 旧法, en: Old law}
            rank: law
            in_force: {from: 2015-01-01, to: 2020-12-31}
            repealed_by: new-law:99
          new-law: {title: {zh: 新法, en: New law}, rank: law, in_force: {from: 2021-01-01}}
          circular: {title: {zh: 通知, en: Circular}, rank: normative-document, in_force: {from: 2021-01-01}}
        departments:
          ecology-environment: {title: {zh: 生态环境主管部门, en: ecology and environment department}}
        measures:
          stop: {title: {zh: 停止, en: Stop}, kind: order}
        """,
    "cn/facts.yaml": """\
        facts:
          offence: {title: {zh: 违法行为, en: Offence}, type: text, computed: true}
          proved: {title: {zh: 查实, en: Proved}, type: boolean, ask: {zh: 查实？, en: Proved?}, evidence: {zh: 笔录}}
          harm:
            title: {zh: 后果, en: Harm}
            type: choice
            ordered: true
            ask: {zh: 后果？, en: Harm?}
            evidence: {zh: 报告}
            choices: {none: {zh: 无, en: none}, slight: {zh: 轻, en: slight}, serious: {zh: 重, en: serious}}
          area:
            title: {zh: 区域, en: Area}
            type: set
            ask: {zh: 区域？, en: Area?}
            evidence: {zh: 图}
            choices: {town: {zh: 镇, en: town}, park: {zh: 园, en: park}, lake: {zh: 湖, en: lake}}
          times: {title: {zh: 次数, en: Times}, type: count, ask: {zh: 几次？, en: How many?}, evidence: {zh: 记录}}
          loss: {title: {zh: 损失, en: Loss}, type: money, ask: {zh: 损失？, en: Loss?}, evidence: {zh: 报告}}
          refused: {title: {zh: 拒不改正, en: Refused}, type: boolean, ask: {zh: 拒？, en: Refused?}, evidence: {zh: 笔录}}
          timeline.act: {title: {zh: 行为日, en: Day of the act}, type: date, computed: true}
          timeline.decision: {title: {zh: 决定日, en: Day of the decision}, type: date, computed: true}
        """,
    "cn/offences/f.yaml": """\
        offences:
          f.dump:
            title: {zh: 倾倒, en: Dumping}
            enforced_by: ecology-environment
            elements: {proved: true}
            provisions:
              - liability: [old-law:1]
                tiers: [{id: base, fine: {from: 10000, to: 100000}}]
              - liability: [new-law:1]
                tiers:
                  - {id: base, fine: {from: 10000, to: 100000}}
                  - {id: refused, when: {refused: true}, fine: {from: 100000, to: 200000}}
        """,
}
#: A case in which every fact of the small law is looked at, so that `unused-fact` is silent unless a test is about it.
USED = """\
heavier:
  - id: all-facts
    title: {zh: 全部, en: All}
    source: new-law:9
    when: {area: town, times: {above: 5}, loss: {above: 5}, harm: serious}
"""


def rulebook(text: str = "", files: Mapping[str, str] | None = None) -> Rulebook:
    """The small law with ``text`` as a further file, and other files besides."""
    folder = Path(tempfile.mkdtemp())
    for name, content in {**BASE, "cn/offences/f-test.yaml": text, **(files or {})}.items():
        if content.strip():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(content), encoding="utf-8")
    return Rulebook.open([folder])


def inspected(
    text: str = "", files: Mapping[str, str] | None = None, only: tuple[str, ...] = (), within: str = "90 days"
) -> Inspection:
    """The small law with ``text``, inspected; structure must be sound."""
    inspection = inspect(rulebook(text, files), ON, Period.read(within), only)
    faults = [p for p in inspection.problems if p.level == "error"]
    assert not faults, faults
    return inspection


def found(kind: str, text: str = "", files: Mapping[str, str] | None = None) -> list[Problem]:
    """What one check finds in the small law with ``text``."""
    return [p for p in inspected(text, files, (kind,)).problems if p.kind == kind]


def marked(text: str, mark: str = "# here") -> list[int]:
    """The lines of ``text`` with a mark: where findings are due."""
    return [n for n, line in enumerate(dedent(text).splitlines(), 1) if mark in line]


def lines(problems: list[Problem]) -> list[int]:
    """Where the findings stand."""
    return sorted(p.place.line for p in problems)
