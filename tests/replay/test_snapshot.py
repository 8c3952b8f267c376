"""Snapshots: the rules of a result in one file, the same bytes each time, opened without trust."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import stat
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from discretion import Unusable, load_rulebook
from discretion.replay.taking import OtherRules, take
from discretion.rulebook import snapshot
from tests.replay.support import CASE, LAW, law, written
from tests.running import QUARRY, run

ON = date(2026, 1, 1)


def taken(folder: Path = LAW, everything: bool = False) -> bytes:
    book = load_rulebook(folder)
    return take([("result.json", written(book))], book, ON, everything)


def test_a_snapshot_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    folder = law(tmp_path)
    for path in folder.rglob("*.yaml"):
        path.touch()
        path.chmod(0o600)
    assert taken() == taken(folder)
    book = load_rulebook(LAW)
    assert take([("case.yaml", CASE.encode())], book, ON) == taken(), "of a case as of its result"


def test_a_snapshot_holds_the_files_of_the_places_concerned_and_their_hashes() -> None:
    manifest, files = snapshot.unpack(taken(), Path("x.zip"))
    assert sorted(files) == ["cn/base.yaml", "cn/basis/demo.yaml", "cn/jurisdiction.yaml", "cn/offences/demo.yaml"]
    assert {h.path: h.sha256 for h in manifest.files} == {n: hashlib.sha256(d).hexdigest() for n, d in files.items()}
    assert all(data == (LAW / name).read_bytes() for name, data in files.items())
    assert (manifest.complete, manifest.jurisdictions) == (False, ("cn",))
    book = load_rulebook(LAW)
    assert manifest.hash == "sha256:" + book.digest
    assert [r.rests_on for r in manifest.serves] == ["sha256:" + book.rests_on("cn", ["demo.spill"])]
    assert "cn/here/jurisdiction.yaml" in snapshot.unpack(taken(everything=True), Path("x.zip"))[1]


def test_a_result_verifies_by_its_snapshot_when_the_rules_are_gone(tmp_path: Path) -> None:
    folder = law(tmp_path)
    result, archive = tmp_path / "result.json", tmp_path / "rules.zip"
    result.write_bytes(written(load_rulebook(folder)))
    assert run("rules", "snapshot", result, "-o", archive, "--rules", folder).returncode == 0
    shutil.rmtree(folder)
    assert run("verify", result).returncode == 3, "by the built-in rules it cannot be worked out"
    done = run("verify", result, "--rules", archive, "--lang", "en")
    assert done.returncode == 0
    assert "identical" in done.stdout


def test_a_snapshot_of_the_built_in_rules_serves_every_command(tmp_path: Path) -> None:
    archive = tmp_path / "rules.zip"
    assert run("rules", "snapshot", QUARRY, "-o", archive).returncode == 0
    one = json.loads(run("assess", QUARRY, "-f", "json", "--rules", archive).stdout)
    other = json.loads(run("assess", QUARRY, "-f", "json").stdout)
    assert one["rulebook"]["rests_on"] == other["rulebook"]["rests_on"]
    assert one["fine"]["amount"] == 34_000
    assert run("assess", QUARRY, "-f", "json", variables={"DISCRETION_RULES": str(archive)}).stdout != ""


def test_no_snapshot_is_taken_of_rules_that_are_not_those_of_the_result(tmp_path: Path) -> None:
    folder = law(tmp_path)
    path = folder / "cn/basis/demo.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("start: 10", "start: 20"), encoding="utf-8")
    result = tmp_path / "result.json"
    result.write_bytes(written(load_rulebook(LAW)))
    with pytest.raises(OtherRules):
        take([("result.json", result.read_bytes())], load_rulebook(folder), ON)
    done = run("rules", "snapshot", result, "-o", tmp_path / "x.zip", "--rules", folder)
    assert done.returncode == 3
    assert not (tmp_path / "x.zip").exists()


def test_a_snapshot_never_replaces_a_file_unasked(tmp_path: Path) -> None:
    archive = tmp_path / "x.zip"
    archive.write_text("mine", encoding="utf-8")
    assert run("rules", "snapshot", QUARRY, "-o", archive).returncode == 2
    assert archive.read_text(encoding="utf-8") == "mine"


# --- opened without trust ------------------------------------------------------------------------------------------------


def packed(entries: list[tuple[str | zipfile.ZipInfo, bytes]], how: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def parts(data: bytes) -> list[tuple[str | zipfile.ZipInfo, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(n, archive.read(n)) for n in archive.namelist()]


def link() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("rules/cn/link.yaml")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def with_more(name: str | zipfile.ZipInfo, data: bytes = b"facts: {}\n") -> Callable[[bytes], bytes]:
    return lambda good: packed([*parts(good), (name, data)])


def with_changed_file(good: bytes) -> bytes:
    return packed([(n, d + b"\n" if n == "rules/cn/base.yaml" else d) for n, d in parts(good)])


def with_changed_number(good: bytes) -> bytes:
    """A rule changed in place, the checksum of the zip file made to fit, but not the manifest."""
    return packed([(n, d.replace(b"weight: 30", b"weight: 10")) for n, d in parts(good)])


def bomb(good: bytes) -> bytes:
    return packed([*parts(good), ("rules/cn/large.yaml", b" " * 2**28)], zipfile.ZIP_DEFLATED)


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda good: b"",
    "no archive": lambda good: b"facts: {}\n" * 100,
    "cut off": lambda good: good[: len(good) // 2],
    "no manifest": lambda good: packed([p for p in parts(good) if p[0] != "manifest.json"]),
    "a manifest that is none": lambda good: packed([("manifest.json", b"[]"), *parts(good)[1:]]),
    "another format": lambda good: packed(
        [(n, d.replace(b"snapshot/1", b"snapshot/9") if n == "manifest.json" else d) for n, d in parts(good)]
    ),
    "a file too few": lambda good: packed(parts(good)[:-1]),
    "a file that is not listed": with_more("rules/cn/more.yaml"),
    "a path upwards": with_more("rules/../../escape.yaml"),
    "an absolute path": with_more("/etc/cron.d/x.yaml"),
    "a path of Windows": with_more("rules\\..\\x.yaml"),
    "a drive": with_more("rules/C:/x.yaml"),
    "a path upwards inside": with_more("rules/cn/../../x.yaml"),
    "a hidden file": with_more("rules/cn/.x.yaml"),
    "no rule file": with_more("rules/cn/run.sh", b"#!/bin/sh\n"),
    "a control sign": with_more("rules/cn/\x1b[2J.yaml"),
    "a link": lambda good: packed([*parts(good), (link(), b"/etc/passwd")]),
    "a changed file": with_changed_file,
    "a changed number": with_changed_number,
    "a bomb": bomb,
    "compressed": lambda good: packed(parts(good), zipfile.ZIP_DEFLATED),
    "many files": lambda good: packed([(f"rules/cn/f{n}.yaml", b"") for n in range(20_001)]),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", DAMAGE)
def test_a_snapshot_that_was_tampered_with_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.zip"
    path.write_bytes(DAMAGE[name](taken()))
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(Unusable) as caught:
        load_rulebook(path)
    assert [p.kind for p in caught.value.problems] == ["no-rules"]
    assert sorted(tmp_path.rglob("*")) == before, "nothing is unpacked"
    if name in ("a path upwards", "a bomb", "nothing"):
        done = run("assess", QUARRY, "--rules", path)
        assert done.returncode == 2


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_stands_twice_is_refused() -> None:
    good = taken()
    with pytest.raises(Unusable):
        snapshot.unpack(packed([*parts(good), parts(good)[-1]]), Path("x.zip"))


def test_every_flipped_byte_of_a_rule_is_found() -> None:
    """Of 200 places spread over the archive's contents, none can be changed unnoticed."""
    good = taken()
    start, end = good.index(b"rules/cn/base.yaml", good.index(b"PK")), good.index(b"PK\x01\x02")
    names = {p[0] for p in parts(good)}
    for place in range(start, end, max(1, (end - start) // 200)):
        bad = bytearray(good)
        bad[place] ^= 1
        try:
            _, files = snapshot.unpack(bytes(bad), Path("x.zip"))
        except Unusable:
            continue
        # a byte of a header that nothing reads: then everything in it is as it was
        assert {f"rules/{n}" for n in files} == names - {"manifest.json"}
        assert all((LAW / n).read_bytes() == d for n, d in files.items()), place
