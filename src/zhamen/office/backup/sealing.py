"""A sealed stream: chunks of authenticated encryption, each bound to its place and to the last one.

    zhamen-backup 1
    {"suite": …, "key": id of the key, "salt": …}
    chunk, chunk, … of 1 MiB each, the last one shorter

A chunk's label holds the two lines above it, its number and whether it is the last: chunks that are
taken out, moved, repeated or cut off do not open, nor do those of another backup.
"""

import json
import secrets
from typing import BinaryIO

from zhamen.errors import RegisterError, UsageError
from zhamen.office.backup.key import BackupKey

_MAGIC = b"zhamen-backup 1\n"
_CHUNK = 1 << 20
_AROUND = 28
"""Bytes of nonce and tag around a chunk."""
_LONGEST_LINE = 1 << 10


class SealedWriter:
    """Seals what is written to it into a file."""

    def __init__(self, file: BinaryIO, key: BackupKey) -> None:
        """Write the head."""
        salt = secrets.token_hex(32)
        row = {"suite": key.suite.name, "key": key.id, "salt": salt}
        head = _MAGIC + json.dumps(row).encode() + b"\n"
        file.write(head)
        self._file, self._suite, self._key = file, key.suite, key.for_file(salt)
        self._label, self._number = head.decode(), 0
        self._waiting = bytearray()

    def write(self, data: bytes) -> None:
        """Take some more; whole chunks go into the file. Raises OSError."""
        self._waiting += data
        # One chunk is kept back: only the end tells which is the last.
        while len(self._waiting) > _CHUNK:
            self._put(last=False)

    def finish(self) -> None:
        """Write the last chunk; without it the file does not open."""
        self._put(last=True)

    def _put(self, *, last: bool) -> None:
        chunk = bytes(self._waiting[:_CHUNK])
        del self._waiting[:_CHUNK]
        label = _label_of(self._label, self._number, last)
        self._file.write(self._suite.seal(self._key, chunk, label))
        self._number += 1


class SealedReader:
    """Opens a sealed file from the beginning; what it hands out is what was written, in order."""

    def __init__(self, file: BinaryIO, key: BackupKey, name: str) -> None:
        """Read the head. Raises UsageError for another kind of file, and for another key."""
        head = file.readline(_LONGEST_LINE)
        line = file.readline(_LONGEST_LINE)
        row = _row_of(line) if head == _MAGIC else None
        if row is None:
            raise UsageError(
                f"{name}: 不是备份，或不是这个版本的 / not a backup of this kind",
                advice="zhamen backup 写的文件 / a file written by zhamen backup",
            )
        if (row["suite"], row["key"]) != (key.suite.name, key.id):
            raise UsageError(
                f"{name}: 钥匙不对，它是用另一把（{row['key']}）封的 / sealed under another key",
                advice=f"这一把是 / this one is {key.id}",
            )
        self._file, self._name = file, name
        self._suite, self._key = key.suite, key.for_file(row["salt"])
        self._label, self._number = (head + line).decode(), 0
        self._next = file.read(_CHUNK + _AROUND)
        self._opened = bytearray()

    def read(self, size: int) -> bytes:
        """Return the next bytes, fewer only at the end. Raises UsageError where it was bent."""
        while len(self._opened) < size and self._next:
            self._open()
        data = bytes(self._opened[:size])
        del self._opened[:size]
        return data

    def _open(self) -> None:
        sealed, self._next = self._next, self._file.read(_CHUNK + _AROUND)
        label = _label_of(self._label, self._number, last=not self._next)
        try:
            self._opened += self._suite.unseal(self._key, sealed, label)
        except RegisterError:
            raise UsageError(
                f"{self._name}: 被截断或改动过，一点也没有恢复 / cut short or altered",
                advice="换一份备份 / use another backup",
            ) from None
        self._number += 1


def _label_of(head: str, number: int, last: bool) -> str:
    return f"{head}{number} {'last' if last else 'more'}"


def _row_of(line: bytes) -> dict[str, str] | None:
    """Return what stands in the head, None if it is not what we write."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    known = isinstance(row, dict) and set(row) == {"suite", "key", "salt"}
    return row if known and all(isinstance(each, str) for each in row.values()) else None
