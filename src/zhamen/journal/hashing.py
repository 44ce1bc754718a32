"""The hashes of a journal: SM3 or SHA-256, with RFC 9162's prefixes for leaves and nodes."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from zhamen.errors import JournalError

DIGEST = 32
_LEAF, _NODE = b"\x00", b"\x01"


@dataclass(frozen=True, slots=True)
class Hashing:
    """One suite's hash, as RFC 9162 section 2.1.1 uses it."""

    suite: str
    """`gm` or `intl`, as it stands in keys and checkpoints."""
    digest: Callable[[bytes], bytes]

    def leaf(self, data: bytes) -> bytes:
        """Return the hash of one entry."""
        return self.digest(_LEAF + data)

    def node(self, left: bytes, right: bytes) -> bytes:
        """Return the hash over two subtrees; its prefix keeps it from passing for an entry."""
        return self.digest(_NODE + left + right)

    def empty(self) -> bytes:
        """Return the root of a log without entries."""
        return self.digest(b"")


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _sm3() -> Callable[[bytes], bytes]:
    """Return SM3 of the standard library, or of `cryptography` where OpenSSL came without it."""
    if "sm3" not in hashlib.algorithms_available:
        return _sm3_of_cryptography
    fresh = hashlib.new("sm3")

    def digest(data: bytes) -> bytes:
        # A copy is a third cheaper than looking the name up each time.
        hasher = fresh.copy()
        hasher.update(data)
        return hasher.digest()

    return digest


def _sm3_of_cryptography(data: bytes) -> bytes:
    from cryptography.hazmat.primitives import hashes

    hasher = hashes.Hash(hashes.SM3())
    hasher.update(data)
    return hasher.finalize()


HASHINGS = {"gm": Hashing("gm", _sm3()), "intl": Hashing("intl", _sha256)}


def hashing_of(suite: str) -> Hashing:
    """Return the hashing of a suite by its tag. Raises JournalError for another."""
    if suite not in HASHINGS:
        raise JournalError(f"密码套件不认识 / no such suite: {suite!r}", advice="gm, intl")
    return HASHINGS[suite]
