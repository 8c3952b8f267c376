"""The Word record: the same bytes for the same case, whole content, a template that an office can replace."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import docx as word
import pytest
from typer.testing import CliRunner

from discretion.__main__ import _command_line
from discretion.report import docx
from tests.report.support import EN, EXAMPLES, NAMES, ZH, recorded

ROOT = Path(__file__).resolve().parent.parent.parent
QUARRY = EXAMPLES / "yingkou-quarry.yaml"


def text_of(data: bytes) -> str:
    """All text: paragraphs and cells."""
    document = word.Document(io.BytesIO(data))
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


@pytest.mark.parametrize("name", [*NAMES, "hostile"])
def test_every_example_fills_the_template_in_both_languages(name: str) -> None:
    for lang in (ZH, EN):
        text = text_of(docx.render(recorded(name, lang), lang))
        assert "{{" not in text.replace("{{ 7 * 7 }}", "")
        assert "{%" not in text


def test_the_quarry_record_holds_what_a_file_needs() -> None:
    text = text_of(docx.render(recorded("yingkou-quarry", ZH), ZH))
    for words in (
        "行政处罚裁量记录",
        "某建筑石矿",
        "2025年3月27日",
        "现场检查笔录",
        "第四十八条第二款",
        "第一百零八条第五项",
        "通用裁量表（假定）〔假定〕",
        "主动学法激励〔假定〕",
        "(10 + 10 + 10 + 0 + 0 + 0 + 0 = 30)% × 200,000 = 60,000",
        "叁万肆仟元整",
        "救济途径",
        "非官方数值",
        "承办人（签名、执法证号）",
        "sha256:",
    ):
        assert words in text


def test_a_section_that_is_not_there_takes_no_number() -> None:
    """No fault: no table and no calculation, so the reasons are section five."""
    text = text_of(docx.render(recorded("no-fault", ZH), ZH))
    assert "五、裁量理由" in text
    assert "5. Reasons" in text_of(docx.render(recorded("no-fault", EN), EN))
    assert "七、裁量理由" in text_of(docx.render(recorded("yingkou-quarry", ZH), ZH))


def test_what_does_not_apply_is_told_with_its_reason() -> None:
    text = text_of(docx.render(recorded("yingkou-quarry", ZH), ZH))
    assert "以下各项不适用（括号内为理由）：" in text
    assert "轻微违法行为告知承诺" in text
    assert "情节为“情节一般”，要求“情节轻微”" in text


def test_hostile_text_stays_text() -> None:
    text = text_of(docx.render(recorded("hostile", ZH), ZH))
    assert "<script>alert(1)</script>" in text
    assert "{{ 7 * 7 }}" in text
    assert "49" not in text.split("合并")[0]


def test_the_same_case_gives_the_same_bytes_in_another_process() -> None:
    mine = docx.render(recorded("yingkou-quarry", ZH), ZH)
    code = (
        "import sys; from tests.report.support import ZH, recorded; from discretion.report import docx;"
        "sys.stdout.buffer.write(docx.render(recorded('yingkou-quarry', ZH), ZH))"
    )
    environment = {"PYTHONHASHSEED": "4711", "TZ": "Asia/Shanghai", "PATH": "/usr/bin:/bin"}
    other = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)
    assert other.stdout == mine


def test_nothing_in_the_file_knows_the_time() -> None:
    with zipfile.ZipFile(io.BytesIO(docx.render(recorded("yingkou-quarry", ZH), ZH))) as package:
        assert {i.date_time for i in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2025-01-01T00:00:00Z" in package.read("docProps/core.xml")


def test_the_shipped_template_is_what_the_tool_builds() -> None:
    done = subprocess.run(
        [sys.executable, "tools/docx_template.py", "--check"], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout


def template(path: Path, text: str) -> Path:
    document = word.Document()
    document.add_paragraph(text)
    document.save(str(path))
    return path


def test_an_office_can_bring_its_own_template(tmp_path: Path) -> None:
    own = template(tmp_path / "own.docx", "{{ heading }}：{{ fine_words }}")
    assert "营口某建筑石矿未采取抑尘措施案：叁万肆仟元整" in text_of(
        docx.render(recorded("yingkou-quarry", ZH), ZH, own)
    )


@pytest.mark.parametrize("text", ["{{ nonsense }}", "{% for p in parts %}", "{{ heading.__class__.__mro__ }}"])
def test_a_template_that_asks_for_what_is_not_there_is_refused(tmp_path: Path, text: str) -> None:
    bad = template(tmp_path / "bad.docx", text)
    with pytest.raises(docx.BadTemplate):
        docx.render(recorded("yingkou-quarry", ZH), ZH, bad)


def test_the_command_writes_once_and_overwrites_only_when_told(tmp_path: Path) -> None:
    run, app = CliRunner(), _command_line().app
    target = tmp_path / "record.docx"
    arguments = ["assess", str(QUARRY), "--format", "docx", "-o", str(target), "--lang", "zh"]
    assert run.invoke(app, arguments).exit_code == 0
    first = target.read_bytes()
    assert run.invoke(app, arguments).exit_code == 2
    assert run.invoke(app, [*arguments, "--force"]).exit_code == 0
    assert target.read_bytes() == first
    assert run.invoke(app, arguments[:4]).exit_code == 2  # a docx needs a file
    refused = run.invoke(app, [*arguments, "--force", "--template", str(QUARRY)])
    assert refused.exit_code == 2
    assert "模板不能使用" in refused.output


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_record_opens_in_libreoffice_and_takes_two_pages(tmp_path: Path) -> None:
    target = tmp_path / "record.docx"
    target.write_bytes(docx.render(recorded("yingkou-quarry", ZH), ZH))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(target)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pdf = (tmp_path / "record.pdf").read_bytes()
    assert pdf.count(b"/Type/Page") - pdf.count(b"/Type/Pages") == 2
