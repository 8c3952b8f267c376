"""The command line as a user meets it: exit codes, files written whole or not at all, languages, pipes, interruptions."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.bad_input import BAD, lay
from tests.running import COMMAND, EXAMPLES, PATIENCE, QUARRY, ROOT, environment, interruptible, run

GOOD, FINDINGS, UNUSABLE, ENVIRONMENT, INTERRUPTED = 0, 1, 2, 3, 130
ROOTLESS = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
SMALL = ROOT / "tests" / "rules"


@pytest.fixture
def undecided(tmp_path: Path) -> Path:
    """A case without a day of decision and without evidence, its harm unknown."""
    path = tmp_path / "undecided.yaml"
    text = QUARRY.read_text(encoding="utf-8")
    path.write_text(
        text.replace("  decision: 2025-06-01\n", "").replace("harm: {value: slight, ", "harm: {value: unknown, "),
        encoding="utf-8",
    )
    return path


# --- results -----------------------------------------------------------------------------------------------------------


def test_a_case_is_assessed_with_exit_code_0() -> None:
    done = run("assess", QUARRY)
    assert done.returncode == GOOD
    assert "34,000" in done.stdout
    assert "叁万肆仟元整" in done.stdout
    assert done.stderr == ""


def test_json_goes_to_standard_output_and_nothing_beside_it() -> None:
    done = run("assess", QUARRY, "--format", "json")
    assert json.loads(done.stdout)["fine"]["amount"] == 34000


def test_standard_input_is_a_case_file() -> None:
    done = run("assess", "-", "-f", "json", input=QUARRY.read_bytes())
    assert done.returncode == GOOD
    assert json.loads(done.stdout)["fine"]["amount"] == 34000


def test_several_cases_give_a_list_in_their_order() -> None:
    done = run("assess", EXAMPLES / "time-barred.yaml", QUARRY, "-", "-f", "json", input=QUARRY.read_bytes())
    assert [r["outcome"] for r in json.loads(done.stdout)] == ["time-barred", "fine", "fine"]


def test_several_cases_stand_below_each_other_in_a_terminal() -> None:
    done = run("assess", EXAMPLES / "time-barred.yaml", QUARRY)
    assert done.returncode == GOOD
    assert "34,000" in done.stdout
    assert "───" in done.stdout


def test_the_same_case_gives_the_same_bytes() -> None:
    first, second = (run("assess", QUARRY, "-f", "json").stdout for _ in range(2))
    assert first == second


def test_the_day_of_the_decision_may_be_given(undecided: Path) -> None:
    inputs = json.loads(run("assess", undecided, "--on", "2025-06-01", "-f", "json").stdout)["inputs"]
    assert inputs["decision"] == "2025-06-01"
    assert inputs["decision_assumed"] is True


@pytest.mark.parametrize("day", ["tomorrow", "2025-02-30", "20250601", "2025-W23-1", ""])
def test_a_day_that_is_none_is_unusable(day: str) -> None:
    done = run("assess", QUARRY, f"--on={day}")
    assert done.returncode == UNUSABLE
    assert done.stdout == ""
    assert "--on 2026-08-15" in done.stderr


# --- strict --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["facts", "provenance", "evidence"])
def test_strict_turns_what_is_weak_into_exit_code_1(undecided: Path, kind: str) -> None:
    done = run("assess", undecided, f"--strict={kind}", "--lang=en")
    assert done.returncode == FINDINGS
    assert done.stderr.startswith("strict: ")
    assert "yuan" in done.stdout, "the result is shown all the same"


def test_strict_takes_several_kinds_at_once(undecided: Path) -> None:
    done = run("assess", undecided, "--strict=facts,evidence", "--lang=en")
    assert done.returncode == FINDINGS
    assert done.stderr.count("strict: ") == 2


def test_strict_is_content_with_a_result_that_is_determined() -> None:
    assert run("assess", QUARRY, "--strict=facts").returncode == GOOD


def test_an_unknown_strict_kind_is_unusable() -> None:
    done = run("assess", QUARRY, "--strict=facts,figures")
    assert done.returncode == UNUSABLE
    assert "`figures`" in done.stderr
    assert "facts, provenance, evidence" in done.stderr


# --- files ---------------------------------------------------------------------------------------------------------------


def test_a_result_is_written_to_a_file(tmp_path: Path) -> None:
    target = tmp_path / "result.json"
    done = run("assess", QUARRY, "-f", "json", "-o", target)
    assert (done.returncode, done.stdout) == (GOOD, "")
    assert json.loads(target.read_text(encoding="utf-8"))["fine"]["amount"] == 34000
    assert [p.name for p in tmp_path.iterdir()] == ["result.json"]


@pytest.mark.parametrize("form", ["terminal", "markdown", "json"])
def test_every_text_format_can_be_written(tmp_path: Path, form: str) -> None:
    target = tmp_path / "result"
    assert run("assess", QUARRY, "-f", form, "-o", target).returncode == GOOD
    text = target.read_text(encoding="utf-8")
    assert "34,000" in text or "34000" in text


def test_a_file_is_never_overwritten_without_force(tmp_path: Path) -> None:
    target = tmp_path / "result.json"
    target.write_text("mine", encoding="utf-8")
    done = run("assess", QUARRY, "-f", "json", "-o", target)
    assert done.returncode == UNUSABLE
    assert "--force" in done.stderr
    assert target.read_text(encoding="utf-8") == "mine"
    assert run("assess", QUARRY, "-f", "json", "-o", target, "--force").returncode == GOOD
    assert json.loads(target.read_text(encoding="utf-8"))["fine"]["amount"] == 34000


def test_nothing_is_written_where_one_of_the_cases_is_bad(tmp_path: Path) -> None:
    target = tmp_path / "result.json"
    done = run("assess", QUARRY, BAD / "cases" / "unknown-fact.yaml", "-f", "json", "-o", target)
    assert done.returncode == UNUSABLE
    assert list(tmp_path.iterdir()) == []
    assert done.stdout == ""


def test_a_bad_case_does_not_touch_a_file_even_with_force(tmp_path: Path) -> None:
    target = tmp_path / "result.json"
    target.write_text("mine", encoding="utf-8")
    assert run("assess", BAD / "cases" / "null.yaml", "-o", target, "--force").returncode == UNUSABLE
    assert target.read_text(encoding="utf-8") == "mine"


def test_a_missing_folder_to_write_to_is_the_environments_fault(tmp_path: Path) -> None:
    done = run("assess", QUARRY, "-o", tmp_path / "nowhere" / "result.json")
    assert done.returncode == ENVIRONMENT
    assert "nowhere" in done.stderr


@ROOTLESS
def test_a_folder_that_may_not_be_written_is_the_environments_fault(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        assert run("assess", QUARRY, "-o", tmp_path / "result.json").returncode == ENVIRONMENT
    finally:
        tmp_path.chmod(0o700)


def test_a_folder_that_takes_no_files_is_the_environments_fault() -> None:
    assert run("assess", QUARRY, "-o", "/proc/result.json").returncode == ENVIRONMENT


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_behind_standard_output_is_the_environments_fault() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "assess", QUARRY],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            timeout=PATIENCE,
            check=False,
        )
    assert done.returncode == ENVIRONMENT
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


def test_an_output_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    assert run("assess", QUARRY, "-o", tmp_path).returncode == UNUSABLE
    assert run("assess", QUARRY, "-o", tmp_path, "--force").returncode == ENVIRONMENT


@pytest.mark.parametrize("name", ["none.yaml", "", "examples", "nowhere/none.yaml", "README.md/none.yaml"])
def test_a_file_that_is_not_there_is_unusable(name: str) -> None:
    done = run("assess", name)
    assert done.returncode == UNUSABLE
    assert done.stdout == ""


@ROOTLESS
def test_a_case_that_may_not_be_read_is_the_environments_fault(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(QUARRY.read_bytes())
    path.chmod(0)
    assert run("assess", path).returncode == ENVIRONMENT


# --- bad input -----------------------------------------------------------------------------------------------------------


def test_all_bad_cases_are_told_of_in_one_call() -> None:
    files = sorted((BAD / "cases").glob("*.yaml"))
    # a choice outside its span is found by the assessment itself, and stops that case only
    done = run("assess", *files, "--lang=en")
    assert done.returncode == UNUSABLE
    assert done.stdout == ""
    for file in files:
        assert f"--> {file}:" in done.stderr
    assert done.stderr.rstrip().endswith("nothing was written")


@pytest.mark.parametrize("file", sorted((BAD / "rules").glob("*.yaml")), ids=lambda f: f.stem)
def test_no_bad_rule_file_brings_the_check_down(file: Path, tmp_path: Path) -> None:
    from cli import app

    lay(file, tmp_path)
    result = CliRunner().invoke(
        app, ["rules", "check", "--rules", str(SMALL), "--rules", str(tmp_path), "--format", "text"]
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == FINDINGS


def test_a_bad_rule_file_stops_the_assessment_that_needs_it(tmp_path: Path) -> None:
    lay(BAD / "rules" / "from-larger-than-to.yaml", tmp_path)
    done = run("assess", QUARRY, "--rules", tmp_path, "--lang=en")
    assert done.returncode == UNUSABLE
    assert "cn/offences/air-bad.yaml:10:37" in done.stderr
    assert done.stdout == ""


def test_unknown_commands_and_options_are_unusable() -> None:
    for arguments in (["asess"], ["assess", QUARRY, "--fast"], ["assess"], ["assess", QUARRY, "-f", "pdf"]):
        assert run(*arguments).returncode == UNUSABLE


# --- rules ---------------------------------------------------------------------------------------------------------------


def test_rules_are_laid_over_the_built_in_ones(tmp_path: Path) -> None:
    path = tmp_path / "cn" / "liaoning" / "yingkou" / "jurisdiction.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("jurisdiction:\n  title: {zh: 营口市}\n  rounding: {to: 100}\n", encoding="utf-8")
    ways: tuple[tuple[list[str], dict[str, str]], ...] = (
        (["--rules", str(tmp_path)], {}),
        ([], {"DISCRETION_RULES": str(tmp_path)}),
    )
    for arguments, more in ways:
        found = json.loads(run("assess", QUARRY, "-f", "json", *arguments, variables=more).stdout)
        assert found["fine"]["amount"] == 33600


def test_a_folder_with_the_root_jurisdiction_stands_alone(tmp_path: Path) -> None:
    done = run("assess", QUARRY, "--rules", SMALL, "--lang=en")
    assert done.returncode == UNUSABLE
    assert "there is no jurisdiction `cn/liaoning/yingkou`" in done.stderr
    assert run("assess", QUARRY, variables={"DISCRETION_RULES": str(SMALL)}).returncode == UNUSABLE


def test_the_option_goes_before_the_variable() -> None:
    done = run("assess", QUARRY, "--rules", ROOT / "rules", "-f", "json", variables={"DISCRETION_RULES": str(SMALL)})
    assert json.loads(done.stdout)["fine"]["amount"] == 34000


def test_folders_without_rules_are_unusable(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere", QUARRY):
        assert run("assess", QUARRY, "--rules", folder).returncode == UNUSABLE
        assert run("rules", "check", "--rules", folder).returncode == UNUSABLE


# --- language ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "variables", "english"),
    [
        ([], {}, False),
        (["--lang", "en"], {}, True),
        (["--lang", "zh"], {"DISCRETION_LANG": "en", "LANG": "en_US.UTF-8"}, False),
        ([], {"DISCRETION_LANG": "en", "LANG": "zh_CN.UTF-8"}, True),
        ([], {"LANG": "en_US.UTF-8"}, True),
        ([], {"LANG": "zh_CN.UTF-8"}, False),
        ([], {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, False),
        ([], {"LANG": "C"}, False),
    ],
)
def test_the_language_is_the_readers(option: list[str], variables: dict[str, str], english: bool) -> None:
    done = run("assess", QUARRY, *option, variables={"PYTHONUTF8": "1", **variables})
    assert ("recommended fine" in done.stdout) is english
    assert ("建议罚款" in done.stdout) is not english


def test_an_unknown_language_is_unusable() -> None:
    done = run("assess", QUARRY, "--lang", "fr")
    assert done.returncode == UNUSABLE


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1"])
def test_a_console_that_lacks_a_sign_gets_a_result_all_the_same(encoding: str) -> None:
    done = subprocess.run(
        [*COMMAND, "assess", QUARRY],
        capture_output=True,
        env=environment(PYTHONIOENCODING=encoding),
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == GOOD, done.stderr
    assert b"34,000" in done.stdout


# --- pipes and signals ---------------------------------------------------------------------------------------------------


def test_a_closed_pipe_ends_it_quietly() -> None:
    for form in ("terminal", "json", "markdown"):
        process = subprocess.Popen(
            [*COMMAND, "assess", *([QUARRY] * 30), "-f", form],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()
        process.stderr.close()
        assert process.wait(PATIENCE) == GOOD
        assert errors == b""


@pytest.fixture(params=[signal.default_int_handler, signal.SIG_IGN], ids=["heard", "ignored"])
def at_interruption(request: pytest.FixtureRequest) -> Iterator[None]:
    """What the tests themselves do at SIGINT: under ``nohup`` and in the background they ignore it, as do the commands they start."""
    before = signal.signal(signal.SIGINT, request.param)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("at_interruption")
def test_an_interruption_ends_with_130() -> None:
    process = subprocess.Popen(
        [*COMMAND, "assess", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        preexec_fn=interruptible,
    )
    assert process.stdin is not None
    # more than a pipe holds: once it is written, the command is reading
    process.stdin.write(b"# padding\n" * 50_000)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == INTERRUPTED
    assert out == b""
    assert b"Traceback" not in errors
