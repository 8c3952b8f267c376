"""Completion through the shell's own protocol: the environment variables that bash and zsh set, and a bash that is really asked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

ROOT = Path(__file__).resolve().parent.parent
BEFORE = ROOT / "examples" / "yingkou-quarry-before.yaml"


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DISCRETION_", "COMP_", "_DISCRETION"))}
    return {
        **kept,
        "DISCRETION_LANG": "en",
        "DISCRETION_CACHE": str(tmp_path / "cache"),
        "PYTHONPATH": str(ROOT),
        **more,
    }


def offered(tmp_path: Path, *words: str, **more: str) -> list[str]:
    """What bash is offered for the last of ``words``; bash parts words at ``=``."""
    line = " ".join(("discretion", *words))
    asked = {"_DISCRETION_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(words))}
    done = subprocess.run(
        [sys.executable, "-m", "discretion"],
        env=environment(tmp_path, **asked, **more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_offences_are_offered_by_their_beginning(tmp_path: Path) -> None:
    assert "air.industrial-dust" in offered(tmp_path, "new", "air.ind")
    assert "air.industrial-dust" in offered(tmp_path, "batch", "--offence", "air.ind")
    assert all(o.startswith("air.ind") for o in offered(tmp_path, "new", "air.ind"))


def test_places_are_offered(tmp_path: Path) -> None:
    wanted = ["cn/guangdong", "cn/guangdong/dongguan"]
    for words in (("new", "--jurisdiction"), ("batch", "--jurisdiction"), ("rules", "show", "--jurisdiction")):
        assert offered(tmp_path, *words, "cn/g")[:2] == wanted


def test_rules_are_offered_to_show(tmp_path: Path) -> None:
    assert {"yingkou.law-study", "yingkou.apology"} <= set(offered(tmp_path, "rules", "show", "yingkou."))


def test_facts_are_offered_with_their_values_and_only_those_of_the_case(tmp_path: Path) -> None:
    found = offered(tmp_path, "whatif", str(BEFORE), "--set", "harm")
    assert found[:4] == ["harm=none", "harm=slight", "harm=ordinary", "harm=serious"]
    assert "gd.area=general" not in offered(tmp_path, "whatif", str(BEFORE), "--set", "gd.")
    assert any(f.startswith("gd.area=") for f in offered(tmp_path, "whatif", "nothing.yaml", "--set", "gd."))


def test_after_the_sign_bash_is_given_the_value_alone(tmp_path: Path) -> None:
    assert offered(tmp_path, "whatif", str(BEFORE), "--set", "harm", "=") == ["none", "slight", "ordinary", "serious"]
    assert offered(tmp_path, "whatif", str(BEFORE), "--set", "harm", "=", "s") == ["slight", "serious"]


def test_kinds_of_strictness_and_languages_are_offered(tmp_path: Path) -> None:
    assert offered(tmp_path, "assess", "--strict", "facts,") == ["facts,provenance", "facts,evidence"]
    assert offered(tmp_path, "assess", "--lang", "z") == ["zh"]


def test_zsh_is_given_the_titles_too(tmp_path: Path) -> None:
    asked = {
        "_DISCRETION_COMPLETE": "complete_zsh",
        "_TYPER_COMPLETE_ARGS": "discretion new --jurisdiction cn/liaoning/y",
    }
    done = subprocess.run(
        [sys.executable, "-m", "discretion"],
        env=environment(tmp_path, **asked),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "cn/liaoning/yingkou" in done.stdout
    assert "Yingkou" in done.stdout


def test_broken_rules_offer_nothing_and_say_nothing(tmp_path: Path) -> None:
    rules = tmp_path / "rules" / "cn"
    rules.mkdir(parents=True)
    (rules / "jurisdiction.yaml").write_text("jurisdiction: [", encoding="utf-8")
    assert offered(tmp_path, "new", "air", DISCRETION_RULES=str(rules.parent)) == []


def test_a_second_completion_reads_no_rule(tmp_path: Path) -> None:
    """Only the names that the first one kept are read: the second has no way to read the rules."""
    assert offered(tmp_path, "new", "air.industrial-d") == ["air.industrial-dust"]
    assert len(list((tmp_path / "cache").glob("*.rules"))) >= 1
    code = "import discretion.rulebook as r; r.Rulebook.shelf = None; from discretion.__main__ import main; main()"
    asked = {
        "_DISCRETION_COMPLETE": "complete_bash",
        "COMP_WORDS": "discretion new air.industrial-d",
        "COMP_CWORD": "2",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(tmp_path, **asked), capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["air.industrial-dust"]


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_a_real_bash_completes_an_offence_and_a_fact(tmp_path: Path) -> None:
    """The script of ``--show-completion`` is read by bash, and the tabulator pressed."""
    binary = tmp_path / "bin"
    binary.mkdir()
    program = binary / "discretion"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m discretion "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    path = f"{binary}{os.pathsep}{os.environ['PATH']}"
    more = {"PATH": path, "TERM": "dumb", "PS1": "$ ", "HOME": str(tmp_path), "INPUTRC": "/dev/null"}
    child = pexpect.spawn(
        "bash",
        ["--norc", "--noprofile"],
        env=environment(tmp_path, **more),
        cwd=str(ROOT),
        encoding="utf-8",
        timeout=60,
    )
    child.sendline('eval "$(env _DISCRETION_COMPLETE=source_bash discretion)"; echo re""ady')
    child.expect_exact("ready")
    child.send("discretion new air.industrial-d\t")
    child.expect_exact("air.industrial-dust")
    child.sendcontrol("u")
    child.send("discretion whatif examples/yingkou-quarry-before.yaml --set harm=sl\t")
    child.expect_exact("slight")
    child.sendcontrol("u")
    child.sendline("exit")
    child.expect(pexpect.EOF)
