"""Keys of a journal: the private half signs checkpoints, the public half is all that a check needs.

A key names its journal and its suite, so that neither can be changed behind the auditor's back.
Key files are text; the private one is readable by its owner alone and is never written over.
"""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from zhamen.errors import JournalError
from zhamen.journal.hashing import Hashing, hashing_of
from zhamen.private_file import read_private, write_private

_HEAD = "zhamen-key 1"
_FIELDS = ("type", "journal", "suite", "algorithm", "key")


class Algorithm(Protocol):
    """How one kind of key signs and checks; keys are bytes."""

    tag: int
    """Tells algorithms apart in a signature, as in C2SP's signed notes."""

    def new(self) -> bytes:
        """Return a fresh private key."""
        ...

    def public(self, private: bytes) -> bytes:
        """Return the public half."""
        ...

    def sign(self, private: bytes, data: bytes) -> bytes:
        """Return a signature."""
        ...

    def verifies(self, public: bytes, signature: bytes, data: bytes) -> bool:
        """Tell whether the signature is of this data under this key."""
        ...


class Ed25519:
    """RFC 8032, from `cryptography`."""

    tag = 0x01

    def new(self) -> bytes:
        """Return 32 random bytes."""
        return Ed25519PrivateKey.generate().private_bytes_raw()

    def public(self, private: bytes) -> bytes:
        """Return the point, 32 bytes."""
        return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()

    def sign(self, private: bytes, data: bytes) -> bytes:
        """Return 64 bytes."""
        return Ed25519PrivateKey.from_private_bytes(private).sign(data)

    def verifies(self, public: bytes, signature: bytes, data: bytes) -> bool:
        """Tell whether it is signed."""
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
        except (InvalidSignature, ValueError):
            return False
        return True


def algorithm_of(name: str) -> Algorithm:
    """Return an algorithm by name. Raises JournalError for one that is unknown or not installed."""
    if name == "ed25519":
        return Ed25519()
    if name == "sm2":
        from zhamen.journal.sm2 import SM2

        return SM2()
    raise JournalError(f"签名算法不认识 / no such algorithm: {name!r}", advice="ed25519, sm2")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What checks a journal's checkpoints."""

    journal: str
    hashing: Hashing
    algorithm: str
    key: bytes

    @property
    def id(self) -> bytes:
        """Four bytes in front of each signature, computed as in C2SP's signed notes."""
        tag = bytes([algorithm_of(self.algorithm).tag])
        return hashlib.sha256(self.journal.encode() + b"\n" + tag + self.key).digest()[:4]

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Tell whether the signature is of this data under this key."""
        return algorithm_of(self.algorithm).verifies(self.key, signature, data)

    def to_text(self) -> str:
        """Return the text of the public key file."""
        return _text("journal-public", self.journal, self.hashing, self.algorithm, self.key)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """What signs a journal's checkpoints."""

    journal: str
    hashing: Hashing
    algorithm: str
    key: bytes

    def __repr__(self) -> str:
        return f"SigningKey({self.journal})"

    @classmethod
    def new(cls, journal: str, suite: str = "gm", algorithm: str = "ed25519") -> "SigningKey":
        """Return a fresh key for one journal."""
        if not journal or any(each.isspace() or each == "+" for each in journal):
            raise JournalError(
                f"日志的名字不能为空，不能有空格或加号 / a name without spaces or '+': {journal!r}"
            )
        return cls(journal, hashing_of(suite), algorithm, algorithm_of(algorithm).new())

    @property
    def public(self) -> PublicKey:
        """Return the public half."""
        public = algorithm_of(self.algorithm).public(self.key)
        return PublicKey(self.journal, self.hashing, self.algorithm, public)

    def sign(self, data: bytes) -> bytes:
        """Return a signature."""
        return algorithm_of(self.algorithm).sign(self.key, data)

    def to_text(self) -> str:
        """Return the text of the private key file."""
        return _text("journal", self.journal, self.hashing, self.algorithm, self.key)


def _text(kind: str, journal: str, hashing: Hashing, algorithm: str, key: bytes) -> str:
    values = (kind, journal, hashing.suite, algorithm, base64.b64encode(key).decode())
    lines = (f"{name}: {value}" for name, value in zip(_FIELDS, values, strict=True))
    return "\n".join((_HEAD, *lines, ""))


def _parsed(text: str, kind: str, where: str) -> tuple[str, Hashing, str, bytes]:
    """Return what stands in a key file. Raises JournalError without repeating any of it."""
    head, *lines = text.strip().splitlines() or [""]
    pairs = [line.partition(": ") for line in lines]
    values = {name: value for name, _, value in pairs}
    if head != _HEAD or tuple(values) != _FIELDS or values["type"] != kind:
        raise JournalError(
            f"{where}: 不是日志的钥匙 / not a key of this kind", advice=f"type: {kind}"
        )
    try:
        key = base64.b64decode(values["key"], validate=True)
    except ValueError:
        raise JournalError(f"{where}: 钥匙文件损坏 / a damaged key file") from None
    algorithm_of(values["algorithm"])
    return values["journal"], hashing_of(values["suite"]), values["algorithm"], key


def load_public_key(path: Path) -> PublicKey:
    """Return the public key of a file. Raises JournalError."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise JournalError(
            f"{path}: {type(error).__name__}", advice="--key 日志公钥 / journal.pub"
        ) from error
    return PublicKey(*_parsed(text, "journal-public", str(path)))


def load_signing_key(path: Path) -> SigningKey:
    """Return the private key of a file that only its owner can read. Raises JournalError."""
    text = read_private(path, JournalError)
    return SigningKey(*_parsed(text, "journal", str(path)))


def save_keys(key: SigningKey, private: Path, public: Path) -> None:
    """Write both halves; never over old ones. Raises JournalError."""
    write_private(private, key.to_text(), JournalError)
    public.write_text(key.public.to_text(), "utf-8")
