"""The log of assessments: every line bound to the one before, by many writers at once, on a full disk, after a crash."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from discretion.canonical import seal
from discretion.replay import log
from tests.replay.support import CASE, FINE, LAW, result
from tests.running import COMMAND, PATIENCE, QUARRY, environment, run, unmeasured

GOOD, FINDINGS, UNUSABLE, ENVIRONMENT = 0, 1, 2, 3
NOW = datetime(2026, 8, 15, 1, 2, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def entry() -> dict[str, Any]:
    return log.entry(result())


def filled(path: Path, entry: dict[str, Any], count: int = 5) -> list[str]:
    """A log of some lines; gives the hash of each."""
    return [log.append(path, [{**entry, "number": f"案{n}"}], NOW) for n in range(count)]


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def faulty(path: Path) -> list[int]:
    return [fault.line for fault in log.read(path).faults]


def test_a_line_says_what_was_worked_out_and_by_which_rules(tmp_path: Path, entry: dict[str, Any]) -> None:
    path = tmp_path / "log.jsonl"
    log.append(path, [entry], NOW)
    line = json.loads(path.read_bytes())
    assert line["fine"] == {"amount": FINE, "low": FINE, "high": FINE}
    assert (line["n"], line["time"], line["previous"]) == (1, "2026-08-15T01:02:03Z", log.BEGINNING)
    assert line["result"] == result()["hash"]
    assert line["rulebook"] == result()["rulebook"]
    assert line["hash"] == seal(line)
    assert "某公司" not in path.read_text(encoding="utf-8"), "the party stands in the result alone"


def test_an_untouched_log_is_whole(tmp_path: Path, entry: dict[str, Any]) -> None:
    path = tmp_path / "log.jsonl"
    heads = filled(path, entry, 50)
    chain = log.read(path, {heads[20], entry["result"], "sha256:unknown"})
    assert (chain.lines, chain.head, chain.faults) == (50, heads[-1], ())
    assert chain.found == {heads[20], entry["result"]}


@pytest.mark.parametrize("gone", range(4))
def test_a_removed_line_is_found(gone: int, tmp_path: Path, entry: dict[str, Any]) -> None:
    path = tmp_path / "log.jsonl"
    filled(path, entry)
    found = lines(path)
    del found[gone]
    path.write_bytes(b"".join(found))
    assert faulty(path)[0] == gone + 1


def test_that_the_last_lines_were_removed_is_found_against_a_kept_hash(tmp_path: Path, entry: dict[str, Any]) -> None:
    path = tmp_path / "log.jsonl"
    heads = filled(path, entry)
    path.write_bytes(b"".join(lines(path)[:3]))
    assert faulty(path) == [], "the log alone cannot know"
    assert run("verify", "--log", path).returncode == GOOD
    assert run("verify", "--log", path, "--head", heads[2]).returncode == GOOD
    assert run("verify", "--log", path, "--head", heads[4]).returncode == FINDINGS
    assert heads[2] in run("verify", "--log", path).stdout


@pytest.mark.parametrize("one", range(5))
def test_a_changed_line_is_found(one: int, tmp_path: Path, entry: dict[str, Any]) -> None:
    path = tmp_path / "log.jsonl"
    filled(path, entry)
    found = lines(path)
    found[one] = found[one].replace(b"40000", b"4000", 1)
    path.write_bytes(b"".join(found))
    assert faulty(path) == [one + 1]


@pytest.mark.parametrize("one", range(4))
def test_a_line_changed_with_its_own_hash_made_to_fit_is_found_by_the_next(
    one: int, tmp_path: Path, entry: dict[str, Any]
) -> None:
    path = tmp_path / "log.jsonl"
    filled(path, entry)
    found = lines(path)
    line = json.loads(found[one])
    line["fine"]["amount"] = 1
    found[one] = log.text({**line, "hash": seal(line)})
    path.write_bytes(b"".join(found))
    assert faulty(path) == [one + 2]


def test_every_changed_byte_of_a_log_is_found(tmp_path: Path, entry: dict[str, Any]) -> None:
    path = tmp_path / "log.jsonl"
    filled(path, entry, 3)
    data = path.read_bytes()
    for place in range(0, len(data), 7):
        bad = bytearray(data)
        bad[place] ^= 1
        path.write_bytes(bytes(bad))
        assert faulty(path), place


@pytest.mark.parametrize("seed", range(5))
def test_lines_in_another_order_are_found(seed: int, tmp_path: Path, entry: dict[str, Any]) -> None:
    path = tmp_path / "log.jsonl"
    filled(path, entry)
    found = lines(path)
    random.Random(seed).shuffle(found)
    assert found != lines(path)
    path.write_bytes(b"".join(found))
    assert faulty(path)


@pytest.mark.parametrize("more", [b"\n", b"{}\n", b"x\n", b"[]\n", b'{"schema":"discretion/log/1"}\n', b"\xff\xfe\n"])
def test_a_line_that_nobody_wrote_is_found(more: bytes, tmp_path: Path, entry: dict[str, Any]) -> None:
    path = tmp_path / "log.jsonl"
    filled(path, entry)
    found = lines(path)
    path.write_bytes(b"".join([*found[:2], more, *found[2:]]))
    assert faulty(path)[0] == 3
    path.write_bytes(b"".join([*found, more]))
    assert faulty(path) == [6]
    with pytest.raises(log.Damaged):
        log.append(path, [entry], NOW)


def test_a_doubled_line_is_found(tmp_path: Path, entry: dict[str, Any]) -> None:
    path = tmp_path / "log.jsonl"
    filled(path, entry)
    found = lines(path)
    path.write_bytes(b"".join([*found, found[-1]]))
    assert faulty(path) == [6]


# --- crashes and full disks ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("left", [1, 10, 200])
def test_a_torn_last_line_is_found_and_the_next_writer_says_so(
    left: int, tmp_path: Path, entry: dict[str, Any]
) -> None:
    path = tmp_path / "log.jsonl"
    heads = filled(path, entry, 3)
    with path.open("ab") as stream:
        stream.write(lines(path)[0][:left])
    assert faulty(path) == [4]
    assert run("verify", "--log", path).returncode == FINDINGS
    log.append(path, [entry], NOW)
    chain = log.read(path, set(heads))
    assert chain.faults == ()
    assert chain.lines == 4
    assert [note.line for note in chain.notes] == [4]
    assert json.loads(lines(path)[-1])["torn"]["bytes"] == left
    assert chain.found == set(heads)


def test_a_log_whose_first_line_was_torn_begins_again(tmp_path: Path, entry: dict[str, Any]) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b'{"schema":')
    log.append(path, [entry], NOW)
    chain = log.read(path)
    assert (chain.lines, chain.faults, len(chain.notes)) == (1, (), 1)


def test_a_full_disk_leaves_the_log_as_it_was_and_gives_no_result(tmp_path: Path, entry: dict[str, Any]) -> None:
    """The limit on the size of files stands for the end of the disk: the line is cut in the middle."""
    path = tmp_path / "log.jsonl"
    filled(path, entry, 3)
    before = path.read_bytes()

    def full() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, len(before) + 100))

    done = subprocess.run(
        [*COMMAND, "assess", QUARRY, "-f", "json", "--log", path],
        capture_output=True,
        env=unmeasured(),
        timeout=PATIENCE,
        check=False,
        preexec_fn=full,
    )
    assert done.returncode == ENVIRONMENT
    assert done.stdout == b"", "what is not in the log is not given out"
    assert b"Traceback" not in done.stderr
    assert path.read_bytes() == before


def test_a_killed_writer_leaves_a_log_that_is_gone_on_with(tmp_path: Path) -> None:
    """Killed at many moments; whatever is left, the log stays whole or its one torn line is put on record."""
    path = tmp_path / "log.jsonl"
    case = tmp_path / "case.yaml"
    case.write_text(CASE, encoding="utf-8")
    command: list[str | Path] = [*COMMAND, "assess", case, "--rules", LAW, "--log", path]
    draw = random.Random(8)
    for _ in range(6):
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
        ) as writer:
            time.sleep(draw.uniform(0.1, 0.6))
            writer.kill()
    assert run("assess", case, "--rules", LAW, "--log", path).returncode == GOOD
    assert run("verify", "--log", path).returncode == GOOD


# --- many writers --------------------------------------------------------------------------------------------------------


def test_many_writers_lose_and_tear_no_line(tmp_path: Path, entry: dict[str, Any]) -> None:
    """Threads with files of their own: to the lock they are as strange to each other as processes."""
    path = tmp_path / "log.jsonl"
    with ThreadPoolExecutor(8) as pool:
        heads = list(pool.map(lambda n: log.append(path, [{**entry, "number": str(n)}], NOW), range(200)))
    chain = log.read(path, set(heads))
    assert (chain.lines, chain.faults) == (200, ())
    assert chain.found == set(heads)
    assert {json.loads(line)["number"] for line in lines(path)} == {str(n) for n in range(200)}


def test_many_processes_lose_and_tear_no_line(tmp_path: Path) -> None:
    path, case = tmp_path / "log.jsonl", tmp_path / "case.yaml"
    case.write_text(CASE, encoding="utf-8")
    command: list[str | Path] = [*COMMAND, "assess", case, case, "--rules", LAW, "--log", path, "-f", "json"]
    running = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
        for _ in range(6)
    ]
    assert [process.wait(PATIENCE) for process in running] == [GOOD] * 6
    chain = log.read(path)
    assert (chain.lines, chain.faults) == (12, ())


def test_a_log_that_stays_locked_is_given_up(
    tmp_path: Path, entry: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    monkeypatch.setattr(log, "PATIENCE", 0.1)
    path = tmp_path / "log.jsonl"
    with path.open("w", encoding="utf-8") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(log.Busy):
            log.append(path, [entry], NOW)
    assert path.read_bytes() == b""


# --- on the command line -------------------------------------------------------------------------------------------------


def test_a_result_is_found_in_the_log_that_was_kept_of_it(tmp_path: Path) -> None:
    path, kept = tmp_path / "log.jsonl", tmp_path / "result.json"
    assert run("assess", QUARRY, "-f", "json", "-o", kept, "--log", path).returncode == GOOD
    assert run("verify", kept, "--log", path).returncode == GOOD
    value = json.loads(kept.read_bytes())
    value["fine"]["amount"] = 1
    kept.write_text(json.dumps({**value, "hash": seal(value)}), encoding="utf-8")
    done = run("verify", kept, "--log", path, "--lang", "en")
    assert done.returncode == FINDINGS
    assert "this result is not in it" in done.stdout


@pytest.mark.parametrize("form", ["terminal", "markdown", "html", "json"])
def test_every_format_is_logged_with_the_hash_of_the_same_result(form: str, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    assert run("assess", QUARRY, "-f", form, "--log", path).returncode == GOOD
    expected = json.loads(run("assess", QUARRY, "-f", "json").stdout)["hash"]
    assert json.loads(path.read_bytes())["result"] == expected


@pytest.mark.parametrize("place", ["", "nowhere/log.jsonl", "/dev/null", "/dev/full", "/proc/log.jsonl"])
def test_a_log_that_cannot_be_one_is_the_environments_fault(place: str, tmp_path: Path) -> None:
    done = run("assess", QUARRY, "--log", tmp_path / place)
    assert done.returncode == ENVIRONMENT
    assert done.stdout == ""


def test_a_pipe_is_no_log_and_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert run("assess", QUARRY, "--log", tmp_path / "pipe").returncode == ENVIRONMENT
    assert run("verify", "--log", tmp_path / "pipe").returncode == UNUSABLE


def test_a_bad_case_leaves_no_line(tmp_path: Path) -> None:
    assert run("assess", "-", "--log", tmp_path / "log.jsonl", input=b"offence: x\n").returncode == UNUSABLE
    assert not (tmp_path / "log.jsonl").exists()


def test_no_sign_of_a_case_acts_on_a_terminal_from_the_log(tmp_path: Path) -> None:
    case = CASE.replace('"泄漏案"', '"\\x1b[2J\\u202e\\x9b"')
    path = tmp_path / "log.jsonl"
    assert run("assess", "-", "--rules", LAW, "--log", path, input=case.encode()).returncode == GOOD
    text = path.read_text(encoding="utf-8")
    assert [c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf")] == []
    assert log.read(path).faults == ()


def test_a_log_of_garbage_is_read_in_bounded_time(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"\n" * 3_000_000 + b"x" * 10_000_000)
    began = time.process_time()
    chain = log.read(path)
    assert time.process_time() - began < 10
    assert len(chain.faults) == log.MOST + 1
