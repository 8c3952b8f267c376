"""The world around the program made to hurt: interruptions at any moment, full disks, other processes, files that change or vanish.

``DISCRETION_TRIES=100 pytest tests/test_hostile_surroundings.py -k moment`` interrupts more often than the few times of every day.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import time
import unicodedata
import zipfile
from pathlib import Path

import pytest

from discretion import Unusable, load_rulebook
from tests.running import COMMAND, PATIENCE, QUARRY, ROOT, environment, interruptible, run, unmeasured, used

GOOD, UNUSABLE, ENVIRONMENT, INTERRUPTED = 0, 2, 3, 130
TRIES = int(os.environ.get("DISCRETION_TRIES", "6"))
LAW = Path(__file__).resolve().parent / "rules"
#: Where a line of a traceback is one of the program's own.
OURS = (f"{ROOT / 'discretion'}{os.sep}".encode(), str(ROOT / "cli.py").encode())
ROOTLESS = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read anything")


def started(*arguments: str | Path, **more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(**more),
        preexec_fn=interruptible,
    )


def rules_of_its_own(folder: Path) -> dict[str, str]:
    """A variable that names a copy of the rules: an edit of the real ones while a test runs is another result."""
    return {"DISCRETION_RULES": str(shutil.copytree(ROOT / "rules", folder / "rules"))}


# --- interruptions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["json", "docx"])
def test_an_interruption_at_any_moment_leaves_a_whole_file_or_none(form: str, tmp_path: Path) -> None:
    more = rules_of_its_own(tmp_path)
    began = time.monotonic()
    assert run("assess", QUARRY, "-f", form, "-o", tmp_path / f"whole.{form}", variables=more).returncode == GOOD
    long = time.monotonic() - began
    whole = (tmp_path / f"whole.{form}").read_bytes()
    draw, codes = random.Random(130), []
    for number in range(TRIES):
        target = tmp_path / f"{number}.{form}"
        with started("assess", QUARRY, "-f", form, "-o", target, "--log", tmp_path / "log.jsonl", **more) as process:
            # the first one early, so that one is interrupted even where the machine has become faster since
            time.sleep(draw.uniform(0.02, long * 1.1) if number else 0.1)
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=PATIENCE)
        codes.append(process.returncode)
        # before the program has begun, while Python itself is still starting, the signal ends Python in Python's own way
        assert not (b"Traceback" in errors and any(place in errors for place in OURS)), errors
        if b"Traceback" not in errors:
            assert process.returncode in (GOOD, INTERRUPTED, -signal.SIGINT), errors
        if process.returncode == GOOD:
            assert target.read_bytes() == whole
        assert not target.exists() or target.read_bytes() == whole
    left = [p.name for p in tmp_path.iterdir() if p.name.startswith(".")]
    assert left == [], "no half-written file is left behind"
    if (tmp_path / "log.jsonl").exists():
        assert run("verify", "--log", tmp_path / "log.jsonl").returncode == GOOD
    assert set(codes) - {GOOD}, "at least one was interrupted"


# --- disks ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["json", "markdown", "html", "docx"])
def test_a_disk_that_fills_up_leaves_nothing_behind(form: str, tmp_path: Path) -> None:
    def full() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    for force in ([], ["--force"]):
        target = tmp_path / f"x.{form}"
        if force:
            target.write_bytes(b"older")
        done = subprocess.run(
            [*COMMAND, "assess", QUARRY, "-f", form, "-o", target, *force],
            capture_output=True,
            env=unmeasured(),
            timeout=PATIENCE,
            check=False,
            preexec_fn=full,
        )
        assert done.returncode == ENVIRONMENT, done.stderr
        assert b"Traceback" not in done.stderr
        assert [p.name for p in tmp_path.iterdir()] == ([target.name] if force else [])
    assert target.read_bytes() == b"older"


def test_an_output_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    """Else who may write in the folder could let an officer overwrite another file."""
    victim, link = tmp_path / "victim", tmp_path / "out.json"
    victim.write_text("mine", encoding="utf-8")
    link.symlink_to(victim)
    assert run("assess", QUARRY, "-f", "json", "-o", link).returncode == UNUSABLE
    assert run("assess", QUARRY, "-f", "json", "-o", link, "--force").returncode == GOOD
    assert victim.read_text(encoding="utf-8") == "mine"
    assert not link.is_symlink()
    link.unlink()
    link.symlink_to(tmp_path / "nowhere")
    assert run("assess", QUARRY, "-f", "json", "-o", link).returncode == UNUSABLE


@pytest.mark.parametrize("name", ["x" * 300, "a\nb\x1b[2J.json", "..", ".", "nowhere/x.json", "\u202ex.json"])
def test_an_odd_name_to_write_to_is_written_or_refused(name: str, tmp_path: Path) -> None:
    done = run("assess", QUARRY, "-f", "json", "-o", tmp_path / name)
    assert done.returncode in (GOOD, UNUSABLE, ENVIRONMENT)
    seen = [c for c in done.stderr if c != "\n" and unicodedata.category(c) in ("Cc", "Cf")]
    assert seen == []


# --- other processes -----------------------------------------------------------------------------------------------------


def test_of_several_that_write_the_same_file_one_is_first(tmp_path: Path) -> None:
    target = tmp_path / "out" / "out.json"
    target.parent.mkdir()
    more = rules_of_its_own(tmp_path)
    running = [started("assess", QUARRY, "-f", "json", "-o", target, **more) for _ in range(5)]
    for process in running:
        process.communicate(timeout=PATIENCE)
    assert sorted(p.returncode for p in running) == [GOOD] + [UNUSABLE] * 4
    assert json.loads(target.read_bytes())["fine"]["amount"] == 34_000
    assert [p.name for p in target.parent.iterdir()] == ["out.json"]


def test_several_share_a_cache_that_none_of_them_has_filled(tmp_path: Path) -> None:
    more = rules_of_its_own(tmp_path) | {"DISCRETION_CACHE": str(tmp_path / "cache")}
    running = [started("assess", QUARRY, "-f", "json", **more) for _ in range(5)]
    results = [process.communicate(timeout=PATIENCE)[0] for process in running]
    assert {p.returncode for p in running} == {GOOD}
    assert len(set(results)) == 1
    assert not [p for p in (tmp_path / "cache").iterdir() if p.name.startswith(".")]


@pytest.mark.parametrize(
    "damage", [b"", b"x" * 100, bytes(32), b"\x00" * 10_000_000], ids=["empty", "text", "short", "large"]
)
def test_a_damaged_cache_is_not_believed(damage: bytes, tmp_path: Path) -> None:
    more = {"DISCRETION_CACHE": str(tmp_path)}
    first = run("assess", QUARRY, "-f", "json", variables=more).stdout
    for entry in tmp_path.glob("*.rules"):
        entry.write_bytes(damage)
    assert run("assess", QUARRY, "-f", "json", variables=more).stdout == first


# --- files ---------------------------------------------------------------------------------------------------------------


def overlaid(folder: Path, name: str) -> Path:
    path = folder / "cn" / "lists" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def test_a_rule_file_that_vanishes_while_it_is_read_is_told_of(tmp_path: Path) -> None:
    path = overlaid(tmp_path, "gone.yaml")
    path.write_text("no-penalty: []\n", encoding="utf-8")
    book = load_rulebook(LAW, tmp_path)
    path.unlink()
    assert [p.kind for p in book.problems()] == ["unreadable"]
    with pytest.raises(Unusable):
        book.law("cn")


@ROOTLESS
def test_a_rule_file_that_may_not_be_read_is_told_of(tmp_path: Path) -> None:
    path = overlaid(tmp_path, "secret.yaml")
    path.write_text("no-penalty: []\n", encoding="utf-8")
    path.chmod(0)
    assert [p.kind for p in load_rulebook(LAW, tmp_path).problems()] == ["unreadable"]


def test_links_in_circles_among_the_rules_come_to_an_end(tmp_path: Path) -> None:
    overlaid(tmp_path, "x.yaml").symlink_to("x.yaml")
    (tmp_path / "cn" / "lists" / "again").symlink_to(tmp_path / "cn")
    (tmp_path / "cn" / "jurisdiction.yaml").write_text("jurisdiction: {title: {zh: 甲}}\n", encoding="utf-8")
    before = used()
    done = run("rules", "check", "--rules", tmp_path, "--lang", "en")
    assert done.returncode in (1, UNUSABLE)
    assert used() - before < 30


@pytest.mark.parametrize("encoding", ["gbk", "utf-16", "utf-16-le", "utf-32", "big5hkscs"])
def test_a_case_in_another_encoding_is_refused_with_its_name_or_place(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(QUARRY.read_text(encoding="utf-8").encode(encoding, errors="replace"))
    done = run("assess", path, "--lang", "en")
    assert done.returncode == UNUSABLE
    assert done.stdout == ""
    assert "UTF-8" in done.stderr or "no-yaml" in done.stderr


@pytest.mark.parametrize("seed", range(4))
def test_random_bytes_are_no_case_and_no_rules(seed: int, tmp_path: Path) -> None:
    data = random.Random(seed).randbytes(100_000)
    assert run("assess", "-", input=data).returncode == UNUSABLE
    overlaid(tmp_path, "noise.yaml").write_bytes(data)
    assert run("assess", QUARRY, "--rules", tmp_path).returncode == UNUSABLE


# --- templates -----------------------------------------------------------------------------------------------------------


def test_a_template_without_end_or_that_swells_is_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.docx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(2**29))
    for template in (bomb, Path("/dev/zero")):
        done = subprocess.run(
            [*COMMAND, "assess", QUARRY, "-f", "docx", "-o", tmp_path / "out.docx", "--template", template],
            capture_output=True,
            env=environment(),
            timeout=PATIENCE,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (10**9, 10**9)),
        )
        assert done.returncode == UNUSABLE, done.stderr[-500:]
        assert not (tmp_path / "out.docx").exists()


@pytest.mark.parametrize("form", ["html", "docx"])
def test_no_sign_of_a_case_acts_in_a_document(form: str, tmp_path: Path) -> None:
    from tests.test_hostile import SIGNS, poisoned

    case, target = tmp_path / "case.yaml", tmp_path / f"out.{form}"
    sign = "".join(SIGNS.values()).replace("\r\n", "") + "<script>alert(1)</script>{{ 7 * 7 }}' onload='x"
    case.write_text(poisoned(sign), encoding="utf-8")
    assert run("assess", case, "-f", form, "-o", target).returncode == GOOD
    if form == "docx":
        with zipfile.ZipFile(target) as archive:
            text = archive.read("word/document.xml").decode()
    else:
        text = target.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "49" not in text.partition("&lt;/script&gt;")[2][:12], "what a case says is never run"
    seen = {hex(ord(c)) for c in text if c not in "\n\t\r" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")}
    assert seen == set()
