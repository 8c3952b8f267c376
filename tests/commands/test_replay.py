"""The commands that keep and check what was computed, called in this process: verify, sign, keygen, snapshot, the log."""

from __future__ import annotations

import contextlib
import json
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from discretion.output import Exists, placing, write
from discretion.replay import keys, log
from tests.assess.test_more_engine import FACTS, TABLE, case
from tests.commands.support import call, lay

GOOD, FINDINGS, UNUSABLE, ENVIRONMENT = 0, 1, 2, 3
#: The kernel's words for a file that may not grow, and for a folder that is none.
TOO_LARGE, NO_FOLDER = "File too large", "No such file or directory"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A case that comes to 30,000 yuan under the small law, its result, and a case that cannot be read."""
    lay(tmp_path / "rules", TABLE)
    (tmp_path / "case.yaml").write_bytes(case(FACTS))
    (tmp_path / "bad.yaml").write_bytes(case(FACTS.replace("slight", "awful")))
    done = call("assess", tmp_path / "case.yaml", *ruled(tmp_path), "-f", "json", "-o", tmp_path / "result.json")
    assert (done.exit_code, done.stdout) == (GOOD, "")
    return tmp_path


def ruled(office: Path) -> tuple[str | Path, ...]:
    return ("--rules", office / "rules")


@contextlib.contextmanager
def full(size: int) -> Iterator[None]:
    """No file may grow beyond ``size`` bytes, as on a disk that is full."""
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


# --- writing -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("force", [False, True])
def test_a_disk_that_is_full_leaves_what_was_there_and_nothing_else(tmp_path: Path, force: bool) -> None:
    target = tmp_path / "out"
    if force:
        target.write_bytes(b"older")
    with full(1000), pytest.raises(OSError, match=TOO_LARGE):
        write(target, b"x" * 2000, force)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == ([("out", b"older")] if force else [])


def test_the_command_on_a_full_disk_says_so_and_ends_with_3(office: Path) -> None:
    target = office / "full.json"
    with full(1000):
        done = call("assess", office / "case.yaml", *ruled(office), "-f", "json", "-o", target)
    assert (done.exit_code, done.stdout) == (ENVIRONMENT, "")
    assert done.stderr == f"{target} cannot be written: {TOO_LARGE}\n"
    assert not [p.name for p in office.iterdir() if "full" in p.name]


def test_of_two_that_write_the_same_file_the_second_does_not_win(tmp_path: Path) -> None:
    """The other one comes between the first look at the folder and the last step."""
    target = tmp_path / "out"

    def late() -> None:
        with placing(target) as temporary:
            temporary.write_bytes(b"mine")
            target.write_bytes(b"theirs")

    with pytest.raises(Exists):
        late()
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("out", b"theirs")]


def test_a_log_on_a_full_disk_stays_as_it_was(office: Path) -> None:
    path = office / "log.jsonl"
    logged = ("assess", office / "case.yaml", *ruled(office), "--log", path, "-f", "json")
    assert call(*logged).exit_code == GOOD
    before = path.read_bytes()
    with full(len(before) + 20):
        done = call(*logged)
    assert (done.exit_code, done.stdout, path.read_bytes()) == (ENVIRONMENT, "", before)
    assert TOO_LARGE in done.stderr
    assert call("verify", "--log", path).exit_code == GOOD


# --- verify ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "words"), [("en", "identical"), ("zh", "一致")])
def test_a_result_is_worked_out_again(office: Path, lang: str, words: str) -> None:
    done = call("verify", office / "result.json", *ruled(office), lang=lang)
    assert (done.exit_code, done.stderr) == (GOOD, "")
    assert words in done.stdout


def test_a_changed_figure_is_found_and_every_difference_listed_on_request(office: Path) -> None:
    """One yuan is added to every amount, and every title is another: more places than are shown at first."""
    text = (office / "result.json").read_text(encoding="utf-8")
    (office / "result.json").write_text(text.replace("0000", "0001").replace('"zh": "', '"zh": "改'), encoding="utf-8")
    short = call("verify", office / "result.json", *ruled(office))
    whole = call("verify", office / "result.json", *ruled(office), "--full")
    assert short.exit_code == whole.exit_code == FINDINGS
    assert "recorded 30001, now 30000" in short.stdout
    assert whole.stdout.count("recorded ") > short.stdout.count("recorded ")
    assert "--full" in short.stdout
    assert "--full" not in whole.stdout
    data = json.loads(call("verify", office / "result.json", *ruled(office), "-f", "json").stdout)
    assert {"recorded": 30001, "recomputed": 30000} in [
        {k: d[k] for k in ("recorded", "recomputed")} for d in data["results"][0]["differences"]
    ]


def test_under_other_rules_the_result_is_not_spoken_against(office: Path) -> None:
    lay(office / "rules", TABLE.replace("slight: 20", "slight: 40"))
    assert call("verify", office / "result.json", *ruled(office)).exit_code == ENVIRONMENT


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ((), "name a result, or a log with --log"),
        (("result.json", "result.json", "--signature", "x.sig"), "--signature goes with one file"),
        (("result.json", "--head", "sha256:0"), "--head goes with --log"),
        (("result.json", "--log", "gone.jsonl"), "there is no file gone.jsonl"),
        (("--log", "log.jsonl", "--case", "out.yaml"), "--case goes with one result"),
        (("result.json", "result.json", "--case", "out.yaml"), "--case goes with one result"),
        (("several.json", "--case", "out.yaml"), "several.json holds several results; a case file holds one case"),
        (("case.yaml",), "case.yaml: it is no JSON: line 1, column 1"),
        (("gone.json",), "there is no file gone.json"),
    ],
)
def test_what_cannot_be_verified(
    office: Path, given: tuple[str, ...], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(office)
    assert (
        call("assess", "case.yaml", "case.yaml", *ruled(office), "-f", "json", "-o", "several.json").exit_code == GOOD
    )
    assert call("assess", "case.yaml", *ruled(office), "--log", "log.jsonl").exit_code == GOOD
    done = call("verify", *given, *ruled(office))
    assert (done.exit_code, done.stdout, done.stderr) == (UNUSABLE, "", f"{says}\n")
    assert not (office / "out.yaml").exists()


def test_the_case_file_comes_out_of_the_result_and_gives_it_again(office: Path) -> None:
    out = office / "out.yaml"
    assert call("verify", office / "result.json", *ruled(office), "--case", out).exit_code == GOOD
    done = call("assess", out, *ruled(office), "-f", "json")
    assert json.loads(done.stdout)["fine"]["amount"] == 30_000
    again = call("verify", office / "result.json", *ruled(office), "--case", out)
    assert again.exit_code == UNUSABLE
    assert again.stderr == f"{out} is there already; --force overwrites it\n"


# --- logs --------------------------------------------------------------------------------------------------------------


def test_of_many_faults_of_a_log_some_are_shown_and_all_on_request(office: Path) -> None:
    path = office / "log.jsonl"
    for _ in range(2):
        assert call("assess", office / "case.yaml", *ruled(office), "--log", path).exit_code == GOOD
    path.write_bytes(path.read_bytes() + b"x\n" * 60)
    short, whole = call("verify", "--log", path), call("verify", "--log", path, "--full")
    assert short.exit_code == whole.exit_code == FINDINGS
    assert "--full" in short.stdout
    assert len(whole.stdout.splitlines()) > len(short.stdout.splitlines())
    data = json.loads(call("verify", "--log", path, "-f", "json").stdout)
    assert [f["line"] for f in data["log"]["faults"]][:2] == [3, 4]


def test_a_line_that_is_longer_than_any_is_a_fault_and_is_not_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"x" * (2 * log.MAX_LINE) + b"\n")
    chain = log.read(path, set())
    assert [f.line for f in chain.faults] == [1]
    path.write_bytes(b"x" * (log.MAX_LINE + 1))
    with pytest.raises(log.Damaged):
        log.append(path, [{"fine": 1}])
    path.write_bytes(b"")
    with pytest.raises(log.Damaged):
        log.append(path, [{"fine": "x" * log.MAX_LINE}])
    assert path.read_bytes() == b""


def test_the_command_says_whose_log_it_cannot_go_on_with(office: Path) -> None:
    path = office / "log.jsonl"
    path.write_bytes(b"somebody's notes\n")
    done = call("assess", office / "case.yaml", *ruled(office), "--log", path)
    assert done.exit_code != GOOD
    assert "cannot be gone on with" in done.stderr
    assert path.read_bytes() == b"somebody's notes\n"


# --- keys --------------------------------------------------------------------------------------------------------------


def test_a_signature_is_made_and_checked(office: Path) -> None:
    key = office / "office"
    made = call("keygen", "-o", key)
    assert made.exit_code == GOOD
    assert f"written: {key}  keep it secret\n" in made.stdout
    assert call("sign", office / "result.json", "--key", key).stdout == f"written: {office / 'result.json.sig'}\n"
    done = call("verify", office / "result.json", *ruled(office), "--public-key", f"{key}.pub")
    assert done.exit_code == GOOD
    assert "✓ signature" in done.stdout
    again = call("sign", office / "result.json", "--key", key)
    assert (again.exit_code, again.stderr) == (
        UNUSABLE,
        f"{office / 'result.json.sig'} is there already; --force overwrites it\n",
    )
    assert call("sign", office / "result.json", "--key", key, "--force").exit_code == GOOD
    assert call("keygen", "-o", key).exit_code == UNUSABLE


def test_keys_with_a_password(office: Path) -> None:
    key, word = office / "office", {"DISCRETION_KEY_PASSWORD": "法"}
    assert call("keygen", "-o", key, "--password", variables=word).exit_code == GOOD
    silent = call("sign", office / "result.json", "--key", key)
    assert silent.exit_code == ENVIRONMENT
    assert "DISCRETION_KEY_PASSWORD" in silent.stderr
    wrong = call("sign", office / "result.json", "--key", key, variables={"DISCRETION_KEY_PASSWORD": "x"})
    assert (wrong.exit_code, wrong.stderr) == (UNUSABLE, f"{key}: the password is wrong\n")
    assert call("sign", office / "result.json", "--key", key, variables=word).exit_code == GOOD
    with pytest.raises(keys.BadKey):
        keys.private(key.read_bytes())


def test_where_a_key_or_a_signature_cannot_be_written(office: Path) -> None:
    made = call("keygen", "-o", office / "nowhere" / "office")
    assert (made.exit_code, made.stderr) == (
        ENVIRONMENT,
        f"{office / 'nowhere' / 'office'} cannot be written: {NO_FOLDER}\n",
    )
    assert call("keygen", "-o", office / "office").exit_code == GOOD
    with full(10):
        done = call("sign", office / "result.json", "--key", office / "office")
    assert (done.exit_code, done.stderr) == (ENVIRONMENT, f"it cannot be written: {TOO_LARGE}\n")
    assert not (office / "result.json.sig").exists()


def test_a_pair_of_keys_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The public key cannot be written: the private one goes too."""
    from discretion.replay import command

    def once(path: Path, data: bytes, force: bool = False, mode: int = 0o666) -> None:
        if path.suffix == keys.PUBLIC:
            raise OSError(28, "No space left on device", str(path))
        write(path, data, force, mode)

    monkeypatch.setattr(command, "write", once)
    done = call("keygen", "-o", tmp_path / "office")
    assert (done.exit_code, list(tmp_path.iterdir())) == (ENVIRONMENT, [])
    assert "No space left on device" in done.stderr


@pytest.mark.parametrize("command", ["keygen", "sign", "verify"])
def test_without_the_library_the_extra_is_named(office: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("keygen", "-o", office / "office").exit_code == GOOD
    assert call("sign", office / "result.json", "--key", office / "office").exit_code == GOOD
    for name in [m for m in sys.modules if m.partition(".")[0] == "cryptography"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    given: dict[str, tuple[Any, ...]] = {
        "keygen": ("-o", office / "second"),
        "sign": (office / "result.json", "--key", office / "office", "--force"),
        "verify": (office / "result.json", *ruled(office), "--public-key", office / "office.pub"),
    }
    done = call(command, *given[command])
    assert (done.exit_code, done.stderr) == (
        ENVIRONMENT,
        "this needs a further library: pip install 'discretion[sign]'\n",
    )


@pytest.mark.parametrize("kind", ["x448", "rsa"])
def test_a_key_of_another_kind_is_no_key_to_sign_with(tmp_path: Path, kind: str) -> None:
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric import rsa, x448

    own: Any = x448.X448PrivateKey.generate() if kind == "x448" else rsa.generate_private_key(65537, 2048)
    pem = own.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    given = own.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
    for read, data in ((keys.private, pem), (keys.public, given)):
        with pytest.raises(keys.BadKey) as bad:
            read(data)
        assert bad.value.message.id == "it is no Ed25519 key; `discretion keygen` makes one"


# --- snapshots ---------------------------------------------------------------------------------------------------------


def test_a_snapshot_verifies_the_result_when_the_rules_have_changed(office: Path) -> None:
    archive = office / "rules.zip"
    assert call("rules", "snapshot", office / "result.json", *ruled(office), "-o", archive).exit_code == GOOD
    lay(office / "rules", TABLE.replace("slight: 20", "slight: 40"))
    assert call("verify", office / "result.json", "--rules", archive).exit_code == GOOD
    other = call("rules", "snapshot", office / "result.json", *ruled(office), "-o", office / "other.zip")
    assert other.exit_code == ENVIRONMENT
    assert "rests on other rules than those at hand; name its rules with --rules" in other.stderr
    assert not (office / "other.zip").exists()


def test_a_snapshot_of_a_case_that_cannot_be_read_or_assessed(office: Path) -> None:
    done = call("rules", "snapshot", office / "bad.yaml", *ruled(office), "-o", office / "rules.zip")
    assert done.exit_code == UNUSABLE
    assert "`awful` is no choice of this fact" in done.stderr
    assert f"{office / 'bad.yaml'}:5:29" in done.stderr
    notes = office / "notes.json"
    notes.write_text("[1, 2", encoding="utf-8")
    assert call("rules", "snapshot", notes, *ruled(office), "-o", office / "rules.zip").exit_code == UNUSABLE
    assert not (office / "rules.zip").exists()
