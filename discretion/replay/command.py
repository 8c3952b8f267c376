"""What ``discretion verify``, ``sign``, ``keygen`` and ``assess --log`` do, apart from printing."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from discretion.assess import Assessment
from discretion.output import Exists, write
from discretion.replay import keys, log, recorded
from discretion.replay.verify import verify
from discretion.report import json
from discretion.report.verification import Found, Signature
from discretion.rulebook import Rulebook
from discretion.rulebook.yaml import MAX_BYTES
from discretion.text import Message, say

PASSWORD: Final = "DISCRETION_KEY_PASSWORD"


class Refused(Exception):
    """It cannot be done: why, and whether the environment is to blame rather than the input."""

    def __init__(self, message: Message, environment: bool = False) -> None:
        super().__init__(message.id)
        self.message = message
        self.environment = environment


class Request(msgspec.Struct, frozen=True):
    """What is to be verified: files, a public key for them, a log, and the hash of a line of it that somebody kept."""

    files: tuple[Path, ...] = ()
    key: Path | None = None
    signature: Path | None = None
    log: Path | None = None
    kept: str = ""


def verified(request: Request, rules: Callable[[], Rulebook]) -> Found:
    """Everything that was asked for; ``rules`` opens the rules where they are needed. Raises :class:`Refused`."""
    if not request.files and request.log is None:
        raise Refused(say("name a result, or a log with --log"))
    if len(request.files) > 1 and request.signature is not None:
        raise Refused(say("--signature goes with one file"))
    if request.kept and request.log is None:
        raise Refused(say("--head goes with --log"))
    signatures: list[Signature] = []
    results: list[recorded.Recorded] = []
    for path in request.files:
        data = file(path, keys.MAX_SIGNED)
        if request.key is not None:
            signatures.append(_signature(path, data, request.key, request.signature))
        try:
            results += recorded.read(data)
        except recorded.Unreadable as unreadable:
            # any file may be signed; only a result can be worked out again
            if request.key is None:
                raise Refused(say("{name}: {why}", name=str(path), why=unreadable.message)) from None
    chain = None
    if request.log is not None:
        sought = {request.kept, *(r.seal for r in results)}
        chain = _chain(request.log, sought)
    book = rules() if results else None
    found = [verify(result, book) for result in results if book is not None]
    if chain is not None:
        found = [msgspec.structs.replace(f, logged=f.recorded.seal in chain.found) for f in found]
    return Found(tuple(found), tuple(signatures), chain, request.kept)


def casefile(paths: Sequence[Path]) -> bytes:
    """The case file of the one result in the one file named. Raises :class:`Refused`."""
    from discretion.replay import casefile

    if len(paths) != 1:
        raise Refused(say("--case goes with one result"))
    (path,) = paths
    try:
        results = recorded.read(file(path, MAX_BYTES))
    except recorded.Unreadable as unreadable:
        raise Refused(say("{name}: {why}", name=str(path), why=unreadable.message)) from None
    if len(results) != 1:
        raise Refused(say("{name} holds several results; a case file holds one case", name=str(path)))
    return casefile.text(results[0].inputs.case, results[0].inputs.quoted)


def signed(paths: Sequence[Path], key: Path, password: Callable[[], bytes | None], force: bool) -> list[Path]:
    """Sign files, each by a file beside it. ``password`` asks for the key's. Raises :class:`Refused`, ``Exists``, ``OSError``."""
    pem = file(key, keys.MAX_KEY)
    try:
        private = keys.private(pem, password() if keys.locked(pem) else None)
    except keys.BadKey as bad:
        raise Refused(say("{name}: {why}", name=str(key), why=bad.message)) from None
    written = []
    marks = [(keys.beside(path), keys.sign(file(path, keys.MAX_SIGNED), private)) for path in paths]
    for target, _ in marks:
        if os.path.lexists(target) and not force:
            raise Exists(target)
    for target, mark in marks:
        write(target, mark, force)
        written.append(target)
    return written


def open_to_others(key: Path) -> bool:
    """Whether others than the owner may read a private key."""
    return hasattr(os, "geteuid") and bool(key.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def new_key(path: Path, password: bytes | None) -> tuple[Path, str]:
    """Write a new pair of keys, the private one for the owner alone; gives the public one's file and fingerprint.

    Raises ``Exists``, ``OSError``, :class:`keys.ExtraMissing`.
    """
    private, public = keys.new(password)
    beside = path.with_name(path.name + keys.PUBLIC)
    if os.path.lexists(beside):
        raise Exists(beside)
    write(path, private, mode=0o600)
    try:
        write(beside, public)
    except BaseException:
        path.unlink()
        raise
    return beside, keys.fingerprint(keys.public(public))


def logged(path: Path, results: Sequence[Assessment], book: Rulebook) -> str:
    """Add assessments to a log; gives the hash of its last line. Raises :class:`Refused`."""
    entries = [log.entry(json.data(result, book)) for result in results]
    try:
        return log.append(path, entries)
    except log.Busy:
        raise Refused(say("{name} is being written by another process", name=str(path)), True) from None
    except log.Damaged:
        message = say(
            "{name} cannot be gone on with: its end is not what discretion wrote; `discretion verify --log` says what is wrong",
            name=str(path),
        )
        raise Refused(message, True) from None
    except OSError as error:
        raise Refused(say("{name} cannot be written: {why}", name=str(path), why=error.strerror or ""), True) from None


def file(path: Path, most: int) -> bytes:
    """A file's bytes, not more than ``most``. Raises :class:`Refused`."""
    try:
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError):
        raise Refused(say("there is no file {name}", name=str(path))) from None
    except OSError as error:
        raise Refused(say("{name} cannot be read: {why}", name=str(path), why=error.strerror or ""), True) from None
    if len(data) > most:
        raise Refused(say("{name} is larger than {size}", name=str(path), size=f"{most:,} B"))
    return data


def _signature(path: Path, data: bytes, key: Path, given: Path | None) -> Signature:
    try:
        public = keys.public(file(key, keys.MAX_KEY))
    except keys.BadKey as bad:
        raise Refused(say("{name}: {why}", name=str(key), why=bad.message)) from None
    mark = file(given or keys.beside(path), keys.LENGTH)
    return Signature(str(path), len(mark) == keys.LENGTH and keys.holds(data, mark, public), keys.fingerprint(public))


def _chain(path: Path, sought: set[str]) -> log.Chain:
    try:
        if not path.is_file():
            raise Refused(say("there is no file {name}", name=str(path)))
        return log.read(path, sought)
    except OSError as error:
        raise Refused(say("{name} cannot be read: {why}", name=str(path), why=error.strerror or ""), True) from None
