"""Input made to hurt: it costs bounded time and memory, ends with a clear message or a good result, and nothing of it acts on a terminal."""

from __future__ import annotations

import json
import random
import resource
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from discretion import Unusable, assess, load_rulebook
from discretion.case import read_case
from discretion.report.cleaning import clean, escaped
from discretion.report.language import Language
from discretion.report.problems import render
from tests.running import COMMAND, PATIENCE, QUARRY, environment, run, used
from tests.support import rulebook

#: Seconds of the processor and bytes that no input may go beyond; an ordinary assessment takes a second and a tenth of this memory.
SECONDS, MEMORY = 20, 1_000_000_000
CASE = QUARRY.read_text(encoding="utf-8")
HEAD = "jurisdiction: cn/liaoning/yingkou\noffence: air.industrial-dust\ntimeline: {act: 2025-03-27, decision: 2025-06-01}\n"
MANY = 60_000


def bomb() -> str:
    """Ten aliases of ten aliases …: a billion values in a few lines."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    return "\n".join(lines) + "\n"


HOSTILE: dict[str, tuple[Callable[[], str], str]] = {
    "an alias bomb": (bomb, "anchor"),
    "100,000 brackets": (lambda: HEAD + "facts: " + "[" * 100_000 + "\n", "too-deep"),
    "100,000 braces": (lambda: HEAD + "facts: " + "{a: " * 100_000 + "\n", "too-deep"),
    "100,000 levels of indented keys": (lambda: "".join(f"{' ' * n}a:\n" for n in range(5_000)), "too-deep"),
    "a text of 10 MB": (lambda: HEAD + f"case: {{title: {'长' * 3_500_000}}}\n", "too-large"),
    "a key of 10 MB": (lambda: HEAD + f"{'k' * 10_000_000}: 1\n", "no-yaml"),
    "a line of 10 MB that is no YAML": (lambda: HEAD + "x: " + "@" * 10_000_000 + "\n", "no-yaml"),
    "a file of 20 MB": (lambda: HEAD + "# padding\n" * 2_000_000, "too-large"),
    "a file of 15 MB of small values": (lambda: HEAD + "facts: [" + "a, " * 5_000_000 + "]\n", "too-large"),
    "a number of 10,000 digits": (lambda: HEAD + f"facts: {{total_investment: {'9' * 10_000}}}\n", "bad-number"),
    "a number with a vast exponent": (lambda: HEAD + "facts: {total_investment: 1e999999999}\n", "bad-number"),
    "a number with many places": (lambda: HEAD + f"facts: {{total_investment: 0.{'3' * 10_000}}}\n", "bad-number"),
    "a fraction with a vast divisor": (lambda: HEAD + f"facts: {{total_investment: 1/{'9' * 10_000}}}\n", "bad-number"),
    "many ambiguous words": (lambda: HEAD + "facts:\n" + "".join(f"  f{n}: yes\n" for n in range(MANY)), "too-many"),
    "many unknown facts": (lambda: HEAD + "facts:\n" + "".join(f"  harm{n}: none\n" for n in range(MANY)), "too-many"),
    "many unknown keys": (lambda: HEAD + "".join(f"offence{n}: x\n" for n in range(MANY)), "unknown-key"),
    "many wrong choices": (
        lambda: HEAD + "choices:\n" + "".join(f"  no.{n}: {{percent: x}}\n" for n in range(40_000)),
        "wrong-type",
    ),
    "many duplicate keys": (lambda: HEAD + "facts:\n" + "  harm: none\n" * MANY, "too-many"),
    "many people": (
        lambda: (
            HEAD + "persons_in_charge:\n" + "".join(f"  - {{name: {n}, facts: {{harm: x}}}}\n" for n in range(20_000))
        ),
        "wrong-type",
    ),
    "colons without end": (lambda: HEAD + f"facts: {{harm: 1{':1' * 40_000}}}\n", "sexagesimal"),
    "underscores without end": (lambda: HEAD + f"facts: {{harm: 1{'_' * 90_000}x}}\n", "wrong-value"),
}


def bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_case_is_refused_in_bounded_time_and_memory(name: str, tmp_path: Path) -> None:
    make, kind = HOSTILE[name]
    path = tmp_path / "case.yaml"
    path.write_text(make(), encoding="utf-8")
    before = used()
    done = subprocess.run(
        [*COMMAND, "assess", path, "--lang", "en"],
        capture_output=True,
        env=environment(),
        timeout=PATIENCE,
        check=False,
        preexec_fn=bounded,
    )
    errors = done.stderr.decode()
    assert used() - before < SECONDS
    assert done.returncode == 2, errors[-2000:]
    assert done.stdout == b""
    assert f"error[{kind}]" in errors
    assert "Traceback" not in errors
    assert len(errors) < 500_000, "what is said of it is bounded too"
    assert max(map(len, errors.splitlines())) < 2_000


def test_an_endless_file_is_not_swallowed() -> None:
    done = run("assess", "/dev/zero", "--lang", "en")
    assert done.returncode == 2
    assert "larger than 16 MiB" in done.stderr


def test_an_endless_standard_input_is_not_swallowed() -> None:
    with subprocess.Popen(["yes", "case: 1"], stdout=subprocess.PIPE) as endless:
        done = subprocess.run(
            [*COMMAND, "assess", "-", "--lang", "en"],
            stdin=endless.stdout,
            capture_output=True,
            env=environment(),
            timeout=PATIENCE,
            check=False,
        )
        endless.kill()
    assert done.returncode == 2
    assert b"larger than 16 MiB" in done.stderr


def test_a_hostile_rule_file_is_refused_too(tmp_path: Path) -> None:
    folder = tmp_path / "cn" / "lists"
    folder.mkdir(parents=True)
    (folder / "bomb.yaml").write_text(bomb(), encoding="utf-8")
    (folder / "deep.yaml").write_text("no-penalty: " + "[" * 100_000, encoding="utf-8")
    (folder / "long.yaml").write_text("no-penalty: [{id: " + "a" * 10_000_000 + "}]", encoding="utf-8")
    (folder / "large.yaml").write_text("# padding\n" * 2_000_000, encoding="utf-8")
    (folder / "zero.yaml").symlink_to("/dev/zero")
    done = run("assess", QUARRY, "--rules", tmp_path, "--lang", "en")
    assert done.returncode == 2
    for kind in ("anchor", "too-deep", "too-large"):
        assert f"error[{kind}]" in done.stderr


def test_a_long_chain_of_rules_is_followed_without_falling(tmp_path: Path) -> None:
    """Three thousand entries, each resting on the next: deeper than Python calls go."""
    entries = "".join(
        f"  - {{id: cn.x{n}, title: {{zh: 甲, en: x}}, source: administrative-penalty-law:33.1, when: {{rule: cn.x{n + 1}}}}}\n"
        for n in range(3_000)
    )
    last = "  - {id: cn.x3000, title: {zh: 甲, en: x}, source: administrative-penalty-law:33.1, when: {first_violation: true}}\n"
    path = tmp_path / "cn" / "lists" / "chain.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("no-penalty:\n" + entries + last, encoding="utf-8")
    kinds = {p.kind for p in load_rulebook(tmp_path).problems()}
    assert "too-deep" in kinds
    done = run("assess", QUARRY, "--rules", tmp_path)
    assert done.returncode == 2


def damaged(text: str, draw: random.Random) -> str:
    """A case file with a line or a value gone wrong."""
    lines = text.split("\n")
    place = draw.randrange(len(lines))
    match draw.randrange(4):
        case 0:
            del lines[place]
        case 1:
            lines.insert(draw.randrange(len(lines)), lines[place])
        case 2:
            head, colon, _ = lines[place].partition(": ")
            lines[place] = (
                head
                + colon
                + draw.choice(
                    (
                        "yes",
                        "~",
                        "[]",
                        "{}",
                        "{a: b}",
                        "-1",
                        "1/3",
                        "2025-02-30",
                        "unknown",
                        "1e9",
                        "'",
                        "[",
                        "*x",
                        "x: y",
                    )
                )
            )
        case _:
            at = draw.randrange(len(lines[place]) + 1)
            lines[place] = lines[place][:at] + draw.choice("{}[]:,-#\"'&*!|>%@`\t：，\x1b") + lines[place][at:]
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_case_is_assessed_or_refused_but_never_brings_the_program_down(seed: int) -> None:
    draw, book = random.Random(seed), rulebook()
    outcomes = set()
    for _ in range(100):
        data = damaged(damaged(CASE, draw), draw).encode()
        try:
            assess(*read_case("case.yaml", data, book))
            outcomes.add("assessed")
        except Unusable as unusable:
            shown = render(unusable.problems, Language("zh"))
            assert unseen(shown) == []
            outcomes.add("refused")
    assert outcomes == {"assessed", "refused"}


# --- what is shown -------------------------------------------------------------------------------------------------------

SIGNS = {
    "an escape sequence": "\x1b[2J\x1b[31m",
    "a bell and a backspace": "\a\b\b",
    "a C1 sequence": "\x9b31m",
    "right-to-left": "\u202e\u2066\u200f",
    "zero width": "\u200b\ufeff\u00ad",
    "line and paragraph separators": "\u2028\u2029\x85",
    "a carriage return": "\r\n",
    "a tag character": "\U000e0041",
}


def unseen(text: str) -> list[str]:
    """What of ``text`` a terminal may act upon, or a reader not see."""
    return [hex(ord(c)) for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]


def quoted(value: str) -> str:
    """A text as YAML writes it in double quotes, with escapes."""
    return '"' + "".join(f"\\U{ord(c):08x}" if ord(c) > 126 or ord(c) < 32 else c for c in value) + '"'


def poisoned(sign: str) -> str:
    """The quarry with ``sign`` in every text that a report shows."""
    text = CASE.replace(
        "{number: 示例1, title: 营口某建筑石矿未采取抑尘措施案}",
        f"{{number: {quoted('号' + sign)}, title: {quoted('题' + sign + '|a')}}}",
    )
    text = text.replace(
        "{name: 某建筑石矿, kind: organisation}", f"{{name: {quoted('矿' + sign + '[x](y)')}, kind: organisation}}"
    )
    text = text.replace("evidence: 复查笔录", f"evidence: {quoted('证' + sign)}")
    text = text.replace("source: 营口市生态环境行政处罚自由裁量表（公布的案例）", f"source: {quoted('表' + sign)}")
    text += f"persons_in_charge: [{{name: {quoted('人' + sign)}}}]\n"
    assert text.count(quoted(sign)[1:-1]) >= 5
    return text


@pytest.mark.parametrize("form", ["terminal", "markdown", "json"])
@pytest.mark.parametrize("name", SIGNS)
def test_no_sign_of_a_case_acts_on_a_terminal(name: str, form: str) -> None:
    done = run("assess", "-", "-f", form, input=poisoned(SIGNS[name]).encode())
    assert done.returncode == 0, done.stderr
    assert unseen(done.stdout) == []
    assert "矿" in done.stdout
    if form == "json":
        assert json.loads(done.stdout)["inputs"]["case"]["case"]["number"] == "号" + SIGNS[name]


def test_a_value_is_no_markup_in_markdown() -> None:
    done = run("assess", "-", "-f", "markdown", input=poisoned("<b>").encode())
    assert "\\[x\\](y)" in done.stdout
    assert "\\<b\\>" in done.stdout
    assert "题\\<b\\>\\|a" in done.stdout


@pytest.mark.parametrize("name", SIGNS)
def test_no_sign_of_a_bad_case_acts_on_a_terminal(name: str) -> None:
    sign = SIGNS[name]
    text = CASE.replace(
        "  harm: {value: slight", f"  {quoted('harm' + sign)}: none\n  harm: {{value: {quoted('slight' + sign)}"
    )
    text = text.replace("offence: air.industrial-dust", f"{quoted('offence' + sign)}: x\noffence: air.industrial-dust")
    for bad in (
        text,
        text.replace(quoted("offence" + sign) + ": x\n", ""),
        CASE.replace("air.industrial-dust", quoted("air" + sign)),
    ):
        done = run("assess", "-", "--lang", "en", input=bad.encode())
        assert done.returncode == 2
        assert unseen(done.stderr) == []


def test_no_sign_in_the_name_of_a_file_acts_on_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "case\x1b[31m\u202e.yaml"
    for make in (lambda: None, lambda: path.write_text("harm: none\n", encoding="utf-8")):
        make()
        done = run("assess", path)
        assert done.returncode == 2
        assert unseen(done.stderr) == []


def test_cleaning_leaves_every_seen_sign_as_it_is() -> None:
    text = "营口 𠮷 é ½ ￥34,000 —— “…” 😀 한글 日本"
    assert clean(text) == text
    assert json.loads(escaped(json.dumps("\u202e" + text, ensure_ascii=False))) == "\u202e" + text


def test_a_large_amount_is_named_in_full() -> None:
    """The largest number that a case may hold, times a multiple: no digit of it is lost in words."""
    from discretion.money import words

    assert words(999_999_999_999_999).startswith("玖佰玖拾玖兆玖仟玖佰玖拾玖亿")
    assert words(10**17 + 1) == "壹拾京零壹元整"
