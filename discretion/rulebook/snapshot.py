"""Rules in one file: an archive that holds rule files and a manifest with their hashes, to be used years later.

A snapshot is a zip file without compression, so that the same rules give the same bytes with every version of every library, and a
small file cannot swell. It is never unpacked to the disk: what it holds is read into memory, and used only after every size, name and
hash was checked.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from discretion.rulebook.problem import Place, Problem, Unusable
from discretion.rulebook.yaml import MAX_BYTES
from discretion.text import Message, say

FORMAT: Final = "discretion/snapshot/1"
MANIFEST: Final = "manifest.json"
FOLDER: Final = "rules/"
#: Far more than all rules of the country take.
MAX_ARCHIVE: Final = 128 * 2**20
MAX_FILES: Final = 20_000
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_NAME: Final = re.compile(r"(?:[\w-][\w.-]*/)*[\w-][\w.-]*\.yaml")


class Held(msgspec.Struct, frozen=True):
    """A file in a snapshot: its path inside the rules, its size in bytes, and the SHA-256 of its bytes."""

    path: str
    size: int
    sha256: str


class Rested(msgspec.Struct, frozen=True):
    """What a snapshot was made for: an assessment of these offences in that place, and the hash of what it rests on."""

    jurisdiction: str
    offences: tuple[str, ...]
    rests_on: str


class Manifest(msgspec.Struct, frozen=True):
    """What a snapshot says of itself. ``hash`` is that of the whole rulebook from which it was taken, of which it may hold a part."""

    format: str
    version: str
    hash: str
    complete: bool
    jurisdictions: tuple[str, ...]
    serves: tuple[Rested, ...]
    files: tuple[Held, ...]


def pack(files: Mapping[str, bytes], version: str, hash: str, complete: bool, serves: Sequence[Rested]) -> bytes:
    """The bytes of a snapshot; the same for the same rules."""
    held = tuple(Held(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in sorted(files.items()))
    places = tuple(sorted(n.removesuffix("/jurisdiction.yaml") for n in files if n.endswith("/jurisdiction.yaml")))
    manifest = Manifest(FORMAT, version, hash, complete, places, tuple(serves), held)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        text = msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
        archive.writestr(_entry(MANIFEST), text)
        for name, data in sorted(files.items()):
            archive.writestr(_entry(FOLDER + name), data)
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.create_system = 3
    entry.external_attr = 0o100644 << 16
    return entry


def load(path: Path) -> tuple[Manifest, dict[str, bytes]]:
    """The snapshot in a file. Raises :class:`Unusable`."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_ARCHIVE + 1)
    except OSError as error:
        raise _unfit(path, say("the file cannot be read: {why}", why=error.strerror or "")) from None
    return unpack(data, path)


def unpack(data: bytes, path: Path) -> tuple[Manifest, dict[str, bytes]]:
    """The manifest and the rule files of a snapshot; ``path`` is where it lies. Raises :class:`Unusable`."""
    if len(data) > MAX_ARCHIVE:
        raise _unfit(path, say("the file is larger than {size} MiB", size=MAX_ARCHIVE // 2**20))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = _entries(archive, len(data), path)
            manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
            found = {name: archive.read(entry) for name, entry in entries.items()}
    except (
        zipfile.BadZipFile,
        msgspec.MsgspecError,
        KeyError,
        ValueError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
    ):
        # whatever zipfile makes of a file that is none, and msgspec of a manifest that is none
        raise _unfit(path, say("it is no snapshot of rules")) from None
    if manifest.format != FORMAT:
        message = say("it is a snapshot of another format: {format}", format=manifest.format[:80])
        raise _unfit(path, message)
    _check(manifest, found, path)
    return manifest, found


def _entries(archive: zipfile.ZipFile, size: int, path: Path) -> dict[str, zipfile.ZipInfo]:
    """The rule files in an archive, by their paths inside the rules; nothing else may be in it but the manifest."""
    found: dict[str, zipfile.ZipInfo] = {}
    infos = archive.infolist()
    plain = all(i.compress_type == zipfile.ZIP_STORED and not i.flag_bits & 1 for i in infos)
    if len(infos) > MAX_FILES or not plain or sum(i.file_size for i in infos) > size:
        raise _unfit(path, say("it is no snapshot of rules"))
    for info in infos:
        name = info.filename.removeprefix(FOLDER)
        if info.filename == MANIFEST and info.file_size <= MAX_BYTES:
            continue
        if name == info.filename or not _NAME.fullmatch(name) or info.file_size > MAX_BYTES or name in found:
            raise _unfit(path, say("it holds what is no rule file: {name}", name=info.filename[:80]))
        found[name] = info
    return found


def _check(manifest: Manifest, found: Mapping[str, bytes], path: Path) -> None:
    """Whether the files are those of the manifest, byte for byte."""
    listed = {held.path: held for held in manifest.files}
    for name in sorted({*listed, *found}):
        held, data = listed.get(name), found.get(name)
        if held is None or data is None or hashlib.sha256(data).hexdigest() != held.sha256:
            raise _unfit(path, say("{name} is not as it was when the snapshot was made", name=name[:80]))


def _unfit(path: Path, message: Message) -> Unusable:
    help: Any = say("`discretion rules snapshot` makes one; or name a folder of rules")
    return Unusable([Problem("no-rules", Place(str(path)), message, help)])
