"""The newest bundle that a gate has seen: an older one in its place is refused after a restart too.

A file of lines `bundle epoch generation code`, the code under a key that every gate of the master
has: whoever puts an old bundle back cannot turn the memory back with it. To go back on purpose,
delete the file.
"""

import contextlib
import os
from pathlib import Path

from zhamen.errors import RegisterError
from zhamen.register.container import Commit
from zhamen.register.keys import BundleKey
from zhamen.register.suite import same

_MOST = 1 << 16


class Newest:
    """Remembers the newest commit of each bundle in a file."""

    def __init__(self, path: Path) -> None:
        """Use a file, which need not be there yet."""
        self._path = path

    def admit(self, commit: Commit, key: BundleKey, where: Path) -> None:
        """Remember a bundle that was opened. Raises RegisterError for one that is older."""
        lines = self._lines()
        seen = self._seen(lines, commit.bundle, key)
        now = (commit.epoch, commit.generation)
        if now < seen:
            raise RegisterError(
                f"{where}: 比本闸口见过的旧（期 {now[0]}、第 {now[1]} 次提交，见过 {seen[0]}、"
                f"{seen[1]}） / older than one seen here (epoch, commit {now}; seen {seen})",
                advice=f"放回新的指纹库；确要退回，删除 {self._path} / put the newer one back; "
                "to go back on purpose, delete that file",
            )
        if now > seen:
            kept = [line for line in lines if line.split(" ")[0] != commit.bundle]
            self._write([*kept, _line(commit.bundle, *now, key)])

    def _lines(self) -> list[str]:
        try:
            return self._path.read_bytes()[:_MOST].decode("ascii", "replace").splitlines()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise RegisterError(f"{self._path}: {error.strerror}",
                                advice="register.newest") from error  # fmt: skip

    def _seen(self, lines: list[str], bundle: str, key: BundleKey) -> tuple[int, int]:
        for line in lines:
            name, _, rest = line.partition(" ")
            if name != bundle:
                continue
            try:
                epoch, generation, _ = rest.split(" ")
                seen = int(epoch), int(generation)
            except ValueError:
                seen = 0, 0
            if not same(line.encode(), _line(bundle, *seen, key).encode()):
                raise RegisterError(
                    f"{self._path}: 被改动 / altered",
                    advice="核对指纹库后删除该文件 / check the bundle, then delete that file",
                )
            return seen
        return 0, 0

    def _write(self, lines: list[str]) -> None:
        fresh = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            with contextlib.suppress(FileNotFoundError):
                fresh.unlink()
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write("".join(f"{line}\n" for line in lines))
                file.flush()
                os.fsync(file.fileno())
            os.replace(fresh, self._path)
        except OSError as error:
            raise RegisterError(f"{self._path}: {error.strerror}",
                                advice="register.newest") from error  # fmt: skip


def _line(bundle: str, epoch: int, generation: int, key: BundleKey) -> str:
    said = f"{bundle} {epoch} {generation}"
    code = key.suite.mac(key.suite.derive(key.k0, "newest"), said.encode())
    return f"{said} {code[:16].hex()}"
