"""Keys: a master for the registry, and one key a bundle for a gate.

- The **master** never leaves the registry. From it come the stage-1 key `K0`, a stage-2 key for
  each bundle and epoch, and the signing key.
- A **gate key** opens one bundle of one epoch: `K0`, its stage-2 key, and the public half of the
  signing key, so that a gate can check a bundle and not forge one.

A key file is text, readable by its owner alone. `Key.bundle` is empty in a master.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from zhamen.errors import RegisterError
from zhamen.key_source import key_text
from zhamen.private_file import write_private
from zhamen.register.suite import KEY, SUITES, Suite

_HEAD = "zhamen-key 1"
_MASTER, _GATE = ("suite", "secret"), ("suite", "bundle", "epoch", "k0", "kb", "verify")
_SECRET = 32


@dataclass(frozen=True, slots=True)
class BundleKey:
    """What opens one bundle of one epoch; what a gate is given."""

    suite: Suite
    bundle: str
    epoch: int
    k0: bytes
    kb: bytes
    verify: bytes
    """Public half of the signing key, 32 bytes."""

    def __repr__(self) -> str:
        return f"BundleKey({self.bundle}, epoch {self.epoch})"

    @property
    def fingerprint(self) -> str:
        """Eight bytes that tell keys apart and say nothing about them."""
        return self.suite.derive(self.kb, "fingerprint")[:8].hex()

    @property
    def public_key(self) -> Ed25519PublicKey:
        """Return what checks the registry's signature."""
        return Ed25519PublicKey.from_public_bytes(self.verify)

    def to_text(self) -> str:
        """Return the text of a gate's key file."""
        values = (
            self.suite.name,
            self.bundle,
            self.epoch,
            *map(bytes.hex, (self.k0, self.kb, self.verify)),
        )
        return _text("gate", dict(zip(_GATE, values, strict=True)))


@dataclass(frozen=True, slots=True)
class MasterKey:
    """The registry's key: everything else is derived from it."""

    suite: Suite
    secret: bytes

    def __repr__(self) -> str:
        return "MasterKey(…)"

    @classmethod
    def new(cls, suite: str = "intl") -> "MasterKey":
        """Return a fresh master key."""
        return cls(SUITES[suite], secrets.token_bytes(_SECRET))

    @property
    def signing_key(self) -> Ed25519PrivateKey:
        """Return what signs bundles."""
        seed = b"".join(self.suite.derive(self.secret, "sign", half) for half in (1, 2))
        return Ed25519PrivateKey.from_private_bytes(seed)

    def bundle_key(self, bundle: str, epoch: int) -> BundleKey:
        """Return the key of one bundle and epoch; of an older epoch it tells nothing."""
        k0 = self.suite.derive(self.secret, "stage 1")
        kb = self.suite.derive(self.secret, "stage 2", bundle, epoch)
        public = self.signing_key.public_key().public_bytes_raw()
        return BundleKey(self.suite, bundle, epoch, k0, kb, public)

    def to_text(self) -> str:
        """Return the text of the master key file."""
        return _text("master", {"suite": self.suite.name, "secret": self.secret.hex()})


Key = MasterKey | BundleKey


def _text(kind: str, values: dict[str, object]) -> str:
    return "\n".join((_HEAD, f"type: {kind}", *(f"{k}: {v}" for k, v in values.items()), ""))


def parse_key(text: str, where: str) -> Key:
    """Return the key written in a text. Raises RegisterError without repeating any of it."""
    lines = text.strip().splitlines()
    if not lines or lines[0].strip() != _HEAD:
        raise RegisterError(
            f"{where}: 不是闸门的钥匙 / not a key of Zhamen",
            advice="给出正确的钥匙文件 / name the right key file",
        )
    values = _values(lines[1:])
    kind = values.pop("type", "")
    wanted = {"master": _MASTER, "gate": _GATE}.get(kind)
    try:
        if wanted is None or tuple(values) != wanted:
            raise ValueError
        return _master(values) if kind == "master" else _gate(values)
    except (ValueError, KeyError):
        raise RegisterError(
            f"{where}: 钥匙文件损坏 / a damaged key file",
            advice="用密封备份恢复 / restore it from its sealed copy",
        ) from None


def _values(lines: list[str]) -> dict[str, str]:
    pairs = (line.partition(":") for line in lines)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _master(values: dict[str, str]) -> MasterKey:
    return MasterKey(SUITES[values["suite"]], _bytes(values["secret"], _SECRET))


def _gate(values: dict[str, str]) -> BundleKey:
    return BundleKey(
        SUITES[values["suite"]],
        values["bundle"],
        int(values["epoch"]),
        _bytes(values["k0"], KEY),
        _bytes(values["kb"], KEY),
        _bytes(values["verify"], _SECRET),
    )


def _bytes(text: str, size: int) -> bytes:
    data = bytes.fromhex(text)
    if len(data) != size:
        raise ValueError
    return data


def load_key(path: Path | None = None, command: str = "") -> Key:
    """Return the key of a file, a command, `ZHAMEN_KEY_FILE`, `ZHAMEN_KEY` or `ZHAMEN_KEY_COMMAND`.

    The first that is given counts, in this order. Raises RegisterError if none is, or if a file
    can be read by others.
    """
    return parse_key(*key_text(path, command, "ZHAMEN_KEY", RegisterError))


def save_key(key: Key, path: Path) -> None:
    """Write a new key file that only its owner can read; never over an old one."""
    write_private(path, key.to_text(), RegisterError)
