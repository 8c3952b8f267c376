"""Signatures with Ed25519 (RFC 8032), from the package ``cryptography`` (the extra ``sign``).

Keys are PEM files, a signature is the 64 bytes of RFC 8032 in a file beside what was signed. So anybody can check it without this
program: ``openssl pkeyutl -verify -pubin -inkey KEY.pub -rawin -in FILE -sigfile FILE.sig``.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from discretion.text import Message, say

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

EXTRA: Final = "sign"
ENDING: Final = ".sig"
PUBLIC: Final = ".pub"
LENGTH: Final = 64
#: A key has some hundred bytes, what is signed at most this many.
MAX_KEY: Final = 64 * 2**10
MAX_SIGNED: Final = 256 * 2**20


class ExtraMissing(Exception):
    """The library that signs is not installed."""


class BadKey(Exception):
    """A key that cannot be used, and why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.id)
        self.message = message


def new(password: bytes | None = None) -> tuple[bytes, bytes]:
    """A new pair of keys as PEM: the private one, under a password where one is given, and the public one. Raises :class:`ExtraMissing`."""
    serialization, ed25519 = _library()
    key = ed25519.Ed25519PrivateKey.generate()
    lock = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    private: bytes = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
    return private, _pem(key.public_key())


def sign(data: bytes, key: Ed25519PrivateKey) -> bytes:
    """The signature of some bytes."""
    return key.sign(data)


def holds(data: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    """Whether a signature is that of these bytes by that key."""
    from cryptography.exceptions import InvalidSignature

    try:
        key.verify(signature, data)
    except InvalidSignature:
        return False
    return True


def private(pem: bytes, password: bytes | None = None) -> Ed25519PrivateKey:
    """A private key. Raises :class:`ExtraMissing`, :class:`BadKey`."""
    serialization, ed25519 = _library()
    if locked(pem) and not password:
        raise BadKey(say("the key has a password"))
    try:
        key = serialization.load_pem_private_key(pem, password if locked(pem) else None)
    except (ValueError, TypeError):
        raise BadKey(say("the password is wrong") if locked(pem) else say("it is no private key (PEM)")) from None
    except _unsupported():
        raise BadKey(say("it is no Ed25519 key; `discretion keygen` makes one")) from None
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise BadKey(say("it is no Ed25519 key; `discretion keygen` makes one"))
    found: Ed25519PrivateKey = key
    return found


def public(pem: bytes) -> Ed25519PublicKey:
    """A public key. Raises :class:`ExtraMissing`, :class:`BadKey`."""
    serialization, ed25519 = _library()
    if b"PRIVATE KEY" in pem:
        raise BadKey(say("this is the private key, which is given to nobody; name the public one"))
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, TypeError):
        raise BadKey(say("it is no public key (PEM)")) from None
    except _unsupported():
        raise BadKey(say("it is no Ed25519 key; `discretion keygen` makes one")) from None
    if not isinstance(key, ed25519.Ed25519PublicKey):
        raise BadKey(say("it is no Ed25519 key; `discretion keygen` makes one"))
    found: Ed25519PublicKey = key
    return found


def locked(pem: bytes) -> bool:
    """Whether a private key lies under a password."""
    return b"BEGIN ENCRYPTED PRIVATE KEY" in pem


def fingerprint(key: Ed25519PublicKey) -> str:
    """A short name for a public key: the first half of SHA-256 over its 32 bytes, by which people compare keys."""
    serialization, _ = _library()
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:32]


def beside(path: Path) -> Path:
    """Where the signature of a file lies."""
    return path.with_name(path.name + ENDING)


def _pem(key: Ed25519PublicKey) -> bytes:
    serialization, _ = _library()
    found: bytes = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return found


def _unsupported() -> type[Exception]:
    from cryptography.exceptions import UnsupportedAlgorithm

    return UnsupportedAlgorithm


def _library() -> tuple[Any, Any]:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise ExtraMissing(EXTRA) from None
    return serialization, ed25519
