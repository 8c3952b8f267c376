"""Signatures: made, checked, found wrong; keys that nobody else can read and that are never overwritten."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from discretion import load_rulebook
from discretion.replay import keys
from tests.replay.support import LAW, written
from tests.running import COMMAND, environment, run

GOOD, FINDINGS, UNUSABLE, ENVIRONMENT = 0, 1, 2, 3
WORD = {"DISCRETION_KEY_PASSWORD": "法不溯及既往"}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A result and a pair of keys, in a folder."""
    assert run("keygen", "-o", tmp_path / "office").returncode == GOOD
    (tmp_path / "result.json").write_bytes(written(load_rulebook(LAW)))
    return tmp_path


def checked(office: Path, *more: str | Path) -> subprocess.CompletedProcess[str]:
    arguments = ("--public-key", office / "office.pub", "--rules", LAW, "--lang", "en")
    return run("verify", office / "result.json", *arguments, *more)


def test_a_signed_result_verifies(office: Path) -> None:
    assert run("sign", office / "result.json", "--key", office / "office").returncode == GOOD
    assert (office / "result.json.sig").stat().st_size == 64
    done = checked(office)
    assert done.returncode == GOOD
    assert "✓ signature" in done.stdout


def test_every_changed_byte_is_found(office: Path) -> None:
    """All digits of the result, and one byte in a hundred of the rest."""
    data = (office / "result.json").read_bytes()
    private = keys.private((office / "office").read_bytes())
    public = keys.public((office / "office.pub").read_bytes())
    mark = keys.sign(data, private)
    assert keys.holds(data, mark, public)
    places = [n for n, byte in enumerate(data) if 48 <= byte <= 57] + list(range(0, len(data), 100))
    assert len(places) > 500
    for place in places:
        bad = bytearray(data)
        bad[place] ^= 1
        assert not keys.holds(bytes(bad), mark, public), place
    for place in range(64):
        wrong = bytearray(mark)
        wrong[place] ^= 1
        assert not keys.holds(data, bytes(wrong), public), place


def test_a_changed_digit_is_found_on_the_command_line(office: Path) -> None:
    assert run("sign", office / "result.json", "--key", office / "office").returncode == GOOD
    path = office / "result.json"
    path.write_bytes(path.read_bytes().replace(b"40000", b"40001", 1))
    done = checked(office)
    assert done.returncode == FINDINGS
    assert "✗ signature" in done.stdout


def test_a_signature_by_another_key_is_none(office: Path) -> None:
    assert run("keygen", "-o", office / "stranger").returncode == GOOD
    assert run("sign", office / "result.json", "--key", office / "stranger").returncode == GOOD
    assert checked(office).returncode == FINDINGS


@pytest.mark.parametrize("mark", [b"", b"x" * 63, b"x" * 64])
def test_what_is_no_signature_is_none(office: Path, mark: bytes) -> None:
    (office / "result.json.sig").write_bytes(mark)
    assert checked(office).returncode == FINDINGS


def test_a_signature_that_is_missing_or_too_long_is_unusable(office: Path) -> None:
    assert checked(office).returncode == UNUSABLE
    (office / "result.json.sig").write_bytes(b"x" * 65)
    assert checked(office).returncode == UNUSABLE


def test_any_file_can_be_signed(office: Path) -> None:
    record = office / "record.docx"
    record.write_bytes(b"PK\x03\x04 a record")
    assert run("sign", record, office / "result.json", "--key", office / "office").returncode == GOOD
    assert run("verify", record, "--public-key", office / "office.pub").returncode == GOOD
    record.write_bytes(b"PK\x03\x04 another")
    assert run("verify", record, "--public-key", office / "office.pub").returncode == FINDINGS


def test_an_older_signature_is_not_replaced_unasked(office: Path) -> None:
    mark = office / "result.json.sig"
    mark.write_bytes(b"older")
    assert run("sign", office / "result.json", "--key", office / "office").returncode == UNUSABLE
    assert mark.read_bytes() == b"older"
    assert run("sign", office / "result.json", "--key", office / "office", "--force").returncode == GOOD
    assert checked(office).returncode == GOOD


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_says_the_same(office: Path) -> None:
    """A second implementation checks what this one signed: openssl, as docs/replay.md says."""
    assert run("sign", office / "result.json", "--key", office / "office").returncode == GOOD
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "office.pub", "-rawin"]
    command += ["-in", "result.json", "-sigfile", "result.json.sig"]
    assert subprocess.run(command, cwd=office, capture_output=True, check=False).returncode == 0
    (office / "result.json").write_bytes(b"{}")
    assert subprocess.run(command, cwd=office, capture_output=True, check=False).returncode != 0


# --- keys ----------------------------------------------------------------------------------------------------------------


def test_a_private_key_is_for_its_owner_alone(office: Path) -> None:
    assert stat.S_IMODE((office / "office").stat().st_mode) == 0o600
    assert sorted(p.name for p in office.iterdir()) == ["office", "office.pub", "result.json"]


def test_a_key_that_others_can_read_is_warned_of(office: Path) -> None:
    (office / "office").chmod(0o644)
    done = run("sign", office / "result.json", "--key", office / "office", "--lang", "en")
    assert done.returncode == GOOD
    assert "can be read by others" in done.stderr


@pytest.mark.parametrize("there", ["office", "office.pub"])
def test_a_key_is_never_overwritten(there: str, tmp_path: Path) -> None:
    (tmp_path / there).write_text("mine", encoding="utf-8")
    assert run("keygen", "-o", tmp_path / "office").returncode == UNUSABLE
    assert [p.name for p in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text(encoding="utf-8") == "mine"


def test_a_key_under_a_password_signs_with_it_alone(tmp_path: Path) -> None:
    (tmp_path / "result.json").write_bytes(written(load_rulebook(LAW)))
    key = tmp_path / "office"
    assert run("keygen", "-o", key, "--password", variables=WORD).returncode == GOOD
    assert b"ENCRYPTED" in key.read_bytes()
    without = run("sign", tmp_path / "result.json", "--key", key)
    assert without.returncode == ENVIRONMENT
    wrong = run("sign", tmp_path / "result.json", "--key", key, "--lang=en", variables={"DISCRETION_KEY_PASSWORD": "x"})
    assert wrong.returncode == UNUSABLE
    assert "password is wrong" in wrong.stderr
    assert run("sign", tmp_path / "result.json", "--key", key, variables=WORD).returncode == GOOD


def test_a_password_is_asked_for_at_a_terminal_and_not_shown(tmp_path: Path) -> None:
    key = tmp_path / "office"
    child = pexpect.spawn(
        sys.executable,
        [*COMMAND[1:], "keygen", "-o", str(key), "--password", "--lang", "en"],
        env=environment(),
        cwd=str(LAW.parent.parent),
        encoding="utf-8",
        timeout=30,
    )
    shown = ""
    for _ in range(2):
        child.expect(":")
        shown += child.before or ""
        child.sendline("secret-word")
    child.expect(pexpect.EOF)
    shown += child.before or ""
    child.close()
    assert child.exitstatus == GOOD
    assert "secret-word" not in shown
    assert keys.private(key.read_bytes(), b"secret-word")


BAD = {
    "nothing": b"",
    "no PEM": b"x" * 100,
    "binary": bytes(range(256)),
    "long": b"-----BEGIN PUBLIC KEY-----\n" * 10_000,
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_key_is_unusable(name: str, office: Path) -> None:
    (office / "bad").write_bytes(BAD[name])
    (office / "result.json.sig").write_bytes(b"x" * 64)
    assert run("verify", office / "result.json", "--public-key", office / "bad").returncode == UNUSABLE
    assert run("sign", office / "result.json", "--key", office / "bad", "--force").returncode == UNUSABLE


def test_keys_of_another_kind_and_the_wrong_half_are_refused(office: Path) -> None:
    from cryptography.hazmat.primitives import serialization as s
    from cryptography.hazmat.primitives.asymmetric import ec

    other = ec.generate_private_key(ec.SECP256R1())
    (office / "ec").write_bytes(other.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()))
    public = other.public_key().public_bytes(s.Encoding.PEM, s.PublicFormat.SubjectPublicKeyInfo)
    (office / "ec.pub").write_bytes(public)
    (office / "result.json.sig").write_bytes(b"x" * 64)
    result = office / "result.json"
    for done in (
        run("sign", result, "--key", office / "ec", "--force", "--lang", "en"),
        run("verify", result, "--public-key", office / "ec.pub", "--lang", "en"),
    ):
        assert done.returncode == UNUSABLE
        assert "no Ed25519 key" in done.stderr
    done = run("verify", result, "--public-key", office / "office", "--lang", "en")
    assert done.returncode == UNUSABLE
    assert "given to nobody" in done.stderr
    assert run("sign", result, "--key", office / "office.pub", "--force").returncode == UNUSABLE


def test_without_the_library_it_is_said_what_to_install(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked" / "cryptography"
    blocked.mkdir(parents=True)
    (blocked / "__init__.py").write_text("raise ImportError('not here')\n", encoding="utf-8")
    more = {"PYTHONPATH": f"{blocked.parent}{os.pathsep}{LAW.parent.parent}"}
    done = run("keygen", "-o", tmp_path / "office", "--lang", "en", variables=more)
    assert done.returncode == ENVIRONMENT
    assert "pip install 'discretion[sign]'" in done.stderr
    assert not (tmp_path / "office").exists()
