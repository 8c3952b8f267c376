"""The cache of validated rules: never needed, never believed without reason, and never in the way."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from discretion.rulebook import Rulebook, cache

BASE = {
    "cn/jurisdiction.yaml": "jurisdiction: {title: {zh: 国, en: Nation}}\n",
    "cn/base.yaml": (
        "instruments:\n"
        "  law: {title: {zh: 法, en: Law}, rank: law, in_force: {from: 2000-01-01}}\n"
        "facts:\n"
        "  smoke: {type: boolean, title: {zh: 烟, en: Smoke}}\n"
        "departments:\n"
        "  ecology: {title: {zh: 生态, en: Ecology}}\n"
    ),
    "cn/offences/air.yaml": (
        "offences:\n"
        "  air.smoke:\n"
        "    title: {zh: 排烟, en: Smoke}\n"
        "    enforced_by: ecology\n"
        "    elements: {smoke: true}\n"
        "    provisions:\n"
        "      - liability: [law]\n"
        "        tiers: [{id: base, fine: {from: 100, to: 1000}}]\n"
    ),
}
LAW = ("cn", ["air.smoke"])


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "kept"
    monkeypatch.setenv(cache.VARIABLE, str(place))
    return place


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    for name, text in BASE.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def settle(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the files be older than the grain of any file system's times, without waiting for it."""
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + 2 * cache.RECENT)


def ceiling(folder: Path) -> object:
    tier = Rulebook([folder]).law(*LAW).offences["air.smoke"].provisions[0].tiers[0]
    assert tier.fine is not None
    assert tier.fine.to is not None
    return tier.fine.to.value


def test_the_second_start_reads_no_rule_file_and_finds_the_same(
    kept: Path, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(rules, monkeypatch)
    first = Rulebook([rules]).law(*LAW)

    def none(self: Rulebook, name: str) -> bytes | None:
        raise AssertionError(f"{name} was read")

    monkeypatch.setattr(Rulebook, "_read", none)
    second = Rulebook([rules]).law(*LAW)
    assert second.offences == first.offences
    assert second.digest == first.digest


def test_the_digest_is_the_same_with_and_without_the_cache(
    kept: Path, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(rules, monkeypatch)
    with_it = [Rulebook([rules]).law(*LAW).digest for _ in range(2)]
    monkeypatch.setenv(cache.VARIABLE, "off")
    assert [Rulebook([rules]).law(*LAW).digest] * 2 == with_it
    assert not kept.exists() or with_it


def test_a_changed_figure_counts_at_once_even_with_the_same_size_and_the_same_time_of_change(
    kept: Path, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(rules, monkeypatch)
    path = rules / "cn/offences/air.yaml"
    before = path.stat()
    assert ceiling(rules) == 1000
    path.write_text(BASE["cn/offences/air.yaml"].replace("to: 1000", "to: 2000"), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert ceiling(rules) == 2000


def test_a_file_that_was_written_just_now_is_hashed_again_next_time(kept: Path, rules: Path) -> None:
    assert ceiling(rules) == 1000
    # its time of change may not differ from that of a write in the same moment, so nothing is kept of it
    for path in kept.glob("*.hashes"):
        assert cache._load(path) == {}


@pytest.mark.parametrize("spoil", ["payload", "digest", "empty", "rights", "link"])
def test_a_spoiled_entry_is_not_believed(kept: Path, rules: Path, monkeypatch: pytest.MonkeyPatch, spoil: str) -> None:
    settle(rules, monkeypatch)
    assert ceiling(rules) == 1000
    entries = [*kept.glob("*.rules"), *kept.glob("*.hashes")]
    assert len(entries) == 2
    for path in entries:
        data = path.read_bytes()
        if spoil == "payload":
            path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        elif spoil == "digest":
            path.write_bytes(bytes(32) + data[32:])
        elif spoil == "empty":
            path.write_bytes(b"")
        elif spoil == "rights":
            path.chmod(0o666)
        else:
            other = path.with_suffix(".elsewhere")
            path.rename(other)
            path.symlink_to(other)
        assert cache._load(path) is None
    assert ceiling(rules) == 1000


def test_an_entry_of_another_user_is_not_believed(kept: Path, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(rules, monkeypatch)
    assert ceiling(rules) == 1000
    me = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: me + 1)
    assert all(cache._load(path) is None for path in kept.iterdir())


def test_a_forged_hash_of_a_file_is_found_out_by_its_own_hash(
    kept: Path, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(rules, monkeypatch)
    assert ceiling(rules) == 1000
    (path,) = kept.glob("*.hashes")
    data = path.read_bytes()
    states = cache._load(path)
    fingerprint = states["cn/base.yaml"][0].encode()
    path.write_bytes(data.replace(fingerprint, b"0" * len(fingerprint)))
    assert cache._load(path) is None


def test_where_nothing_can_be_kept_the_rules_are_read(
    rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", "utf-8")
    monkeypatch.setenv(cache.VARIABLE, str(blocked / "below"))
    assert ceiling(rules) == 1000
    monkeypatch.setenv(cache.VARIABLE, "off")
    assert ceiling(rules) == 1000


def test_only_so_many_entries_are_kept(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST", 3)
    for number in range(6):
        cache.put(f"entry{number}", [["facts", "id", "cn", "file", [], {"number": number}]])
    assert len(list(kept.glob("*.rules"))) == 3
    assert cache.get("entry5") == [["facts", "id", "cn", "file", [], {"number": 5}]]
