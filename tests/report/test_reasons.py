"""The reasons in sentences: what a decision letter says, and what it must never say."""

from __future__ import annotations

import re

import pytest

from tests.report.support import EN, NAMES, ZH, assessed, sentences


def test_the_quarry_reads_like_a_decision() -> None:
    text = sentences("yingkou-quarry", ZH)
    assert text[0].startswith(
        "经查，某建筑石矿于2025年3月27日实施了“工业企业未采取密闭、围挡、遮盖等抑尘措施”的违法行为，以上事实有"
    )
    assert text[1] == "上述行为违反了《中华人民共和国大气污染防治法》第四十八条第二款的规定。"
    assert (
        text[2]
        == "依据《中华人民共和国大气污染防治法》第一百零八条第五项的规定，应当处20,000元以上200,000元以下的罚款。"
    )
    assert (
        "鉴于改正情况为“在规定期限内改正”、已公开道歉、已作出守法承诺，按裁量机关暂定的标准，适用“公开道歉承诺守法”"
        in "".join(text)
    )
    assert text[-1] == "综上，决定：责令改正违法行为；处罚款34,000元（大写：叁万肆仟元整）。"


@pytest.mark.parametrize("name", [*NAMES, "hostile"])
def test_an_assumed_figure_is_never_cited_as_authority(name: str) -> None:
    """No sentence that moves the amount on an assumed figure says 依据《…》, or names the document at all."""
    assessment, _ = assessed(name)
    stages = ("basis", "adjustment", "programme", "bounds")
    documents = {
        c.zh
        for v in assessment.violations
        for f in v.findings
        if f.stage in stages and any(m.provenance == "assumed" for m in f.marks)
        for c in f.citations
    }
    official = {
        c.zh
        for v in assessment.violations
        for f in v.findings
        if not f.marks or f.stage not in stages
        for c in f.citations
    }
    for sentence in sentences(name, ZH):
        for document in documents - official:
            assert document not in sentence
        if "按裁量机关暂定的标准" in sentence:
            assert not re.search(r"依据《", sentence)


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("no-fault", "综上，决定：不予行政处罚。"),
        ("time-barred", "综上，决定：不予行政处罚。"),
        ("minor-corrected", "综上，决定：不予行政处罚。"),
        ("already-fined", "综上，决定：不予行政处罚。"),
        ("not-established", "违法事实不能成立的，不予行政处罚。"),
        ("order-only", "综上，决定：责令改正违法行为；不处罚款。"),
        ("not-covered", "按已收录的法律，不能给予处罚：收录的法律版本不包括2015年4月8日。"),
        ("undetermined", "因危害后果、情节、初次违法尚未查明，目前不能确定罚款金额，可能的金额为0元至120,000元。"),
    ],
)
def test_every_outcome_ends_with_its_own_sentence(name: str, last: str) -> None:
    assert sentences(name, ZH)[-1] == last


def test_which_law_governs_is_a_reason_of_its_own() -> None:
    text = sentences("eia-new-law", ZH)
    assert any("第三十七条" in s and "新法较轻，适用新法" in s for s in text)


def test_an_interval_is_never_worded_as_a_decision() -> None:
    for name in NAMES:
        assessment, _ = assessed(name)
        if not assessment.settled:
            assert not any("处罚款" in s and "决定：" in s for s in sentences(name, ZH)), name


@pytest.mark.parametrize("name", [*NAMES, "hostile"])
def test_each_sentence_is_whole_in_both_languages(name: str) -> None:
    zh, en = sentences(name, ZH), sentences(name, EN)
    assert len(zh) == len(en)
    assert all(s.endswith("。") for s in zh)
    assert all(s.endswith(".") for s in en)
    assert not any("{" in s.replace("{{ 7", "") for s in (*zh, *en))
