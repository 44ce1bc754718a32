"""The key of backups: a secret of its own, kept away from the office and from its backups."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from zhamen.errors import UsageError
from zhamen.key_source import key_text
from zhamen.private_file import write_private
from zhamen.register.suite import SUITES, Suite

_HEAD = "zhamen-key 1"
_FIELDS = ("type", "suite", "secret")
_SECRET = 32


@dataclass(frozen=True, slots=True)
class BackupKey:
    """What seals backups and opens them again."""

    suite: Suite
    secret: bytes

    def __repr__(self) -> str:
        return f"BackupKey({self.suite.name})"

    @property
    def id(self) -> str:
        """Sixteen digits that tell keys apart and say nothing about them."""
        return self.suite.derive(self.secret, "backup", "id")[:8].hex()

    def for_file(self, salt: str) -> bytes:
        """Return the key of one backup: no two are sealed under the same one."""
        return self.suite.derive(self.secret, "backup", "file", salt)


def make_key(path: Path, suite: str) -> None:
    """Write a new key to a file of mode 0400; never over an old one. Raises UsageError."""
    values = ("backup", suite, secrets.token_hex(_SECRET))
    lines = (f"{name}: {value}" for name, value in zip(_FIELDS, values, strict=True))
    write_private(path, "\n".join((_HEAD, *lines, "")), UsageError)


def load_key(path: Path | None) -> BackupKey:
    """Return the key of a file, else of the environment. Raises UsageError."""
    text, where = key_text(path, "", "ZHAMEN_BACKUP_KEY", UsageError)
    head, *lines = text.strip().splitlines() or [""]
    values = dict(line.partition(": ")[::2] for line in lines)
    try:
        if head != _HEAD or tuple(values) != _FIELDS or values["type"] != "backup":
            raise ValueError
        key = BackupKey(SUITES[values["suite"]], bytes.fromhex(values["secret"]))
        if len(key.secret) != _SECRET:
            raise ValueError
    except (ValueError, KeyError):
        raise UsageError(
            f"{where}: 不是备份的钥匙 / not a key of backups",
            advice="zhamen backup --new-key KEYFILE",
        ) from None
    return key
