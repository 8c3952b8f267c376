"""Both languages, whole: no message without Chinese, no Chinese in English output but what the rules have no English for, and the reverse."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from discretion.__main__ import _command_line
from discretion.text import Text
from tests.support import rulebook

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
FORMATS = ("terminal", "markdown", "html")
HAN = re.compile(r"[\u4e00-\u9fff]+")
#: Three English words in a row are a sentence, or a part of one; ids, file names and hashes are single words.
SENTENCE = re.compile(r"\b[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}\b")
CAPITAL = re.compile(r"[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整]+")


def printed(*arguments: str, lang: str) -> str:
    done = CliRunner().invoke(_command_line().app, [*arguments, "--lang", lang])
    assert done.exit_code in (0, 1), done.output
    return re.sub(r"<style>.*?</style>", "", done.output, flags=re.DOTALL)


@cache
def only_chinese() -> str:
    """Every text of the rules that has no English: titles fall back to Chinese."""
    found: list[str] = []

    def look(value: object) -> None:
        if isinstance(value, Text):
            found.append("" if value.en else value.zh)
        elif isinstance(value, dict):
            for inner in value.values():
                look(inner)
        elif isinstance(value, (list, tuple)):
            for inner in value:
                look(inner)
        elif hasattr(value, "__struct_fields__"):
            for field in value.__struct_fields__:
                look(getattr(value, field))

    for rule in rulebook().shelf().rules:
        look(rule.record)
    return "\n".join(found) + "\n".join(_whys())


def _whys() -> list[str]:
    """Why a figure stands there is written in one language, that of whoever wrote the rule."""
    files = sorted((ROOT / "rules").rglob("*.yaml"))
    return [why for file in files for why in re.findall(r"why: *(.+)", file.read_text(encoding="utf-8"))]


def test_no_message_lacks_its_chinese() -> None:
    done = subprocess.run(
        [sys.executable, "tools/catalogue.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.stem)
@pytest.mark.parametrize("format", FORMATS)
def test_english_output_holds_no_chinese_but_that_of_the_case_and_of_rules_without_english(
    example: Path, format: str
) -> None:
    known = f"{example.read_text(encoding='utf-8')}\n{only_chinese()}"
    output = "".join(printed("assess", str(example), "-f", format, lang="en").splitlines())
    foreign = {w for w in HAN.findall(output) if w not in known and not CAPITAL.fullmatch(w)}
    assert foreign == set()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.stem)
@pytest.mark.parametrize("format", FORMATS)
def test_chinese_output_holds_no_english_sentence(example: Path, format: str) -> None:
    output = printed("assess", str(example), "-f", format, lang="zh")
    assert SENTENCE.findall(re.sub(r"<[^>]+>", " ", output)) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_if_and_doctor_speak_one_language(lang: str) -> None:
    before = ROOT / "examples" / "yingkou-quarry-before.yaml"
    for command in (("whatif", str(before), "--set", "harm=none"), ("doctor",)):
        output = printed(*command, lang=lang)
        if lang == "zh":
            assert SENTENCE.findall(output) == []
        else:
            known = before.read_text(encoding="utf-8") + only_chinese() + "中文"
            foreign = {
                w for w in HAN.findall("".join(output.splitlines())) if w not in known and not CAPITAL.fullmatch(w)
            }
            assert foreign == set()
