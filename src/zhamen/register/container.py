"""The file that travels (`.zmr`): signed, mapped into memory, checked piece by piece.

    page 0, page 1   commit records; the one of the higher generation counts
    from page 2      sections, each with the digests of its chunks behind it; manifests

- A commit record holds the length committed, where the manifest lies and its digest; it carries
  an HMAC under the bundle's key and the registry's Ed25519 signature.
- The manifest (JSON) names every section: where it lies, its type, and the digest of its digests.
- A section is checked chunk by chunk, when a chunk is first touched: so a file of any size opens
  at once, and what was altered is never answered from.
- Writing appends, flushes, and then writes the *other* commit page: a writer that is killed leaves
  the old state; what lies behind the committed length is overwritten by the next one.
"""

import contextlib
import fcntl
import json
import mmap
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from numpy.typing import NDArray

from zhamen.errors import RegisterError
from zhamen.register.keys import BundleKey
from zhamen.register.suite import DIGEST, SUITES, Suite, same

MAGIC = b"ZHAMEN\x00\x02"
"""The last byte is the version of the format."""
PAGE, CHUNK, ALIGN = 4096, 1 << 16, 64
_SHORT = 16
"""Bytes of a chunk's digest that are kept."""
_SIGNATURE = 64
_AUTHENTICATED = PAGE - DIGEST - _SIGNATURE
_TRIES, _PAUSE = 5, 0.002
_HUGE = 2 << 20
_MOST_MANIFEST = 64 << 20


@dataclass(frozen=True, slots=True)
class Commit:
    """What a commit page says."""

    kind: str
    """`registry`, `gate`, `vault` or `public`."""
    suite: str
    bundle: str
    epoch: int
    fingerprint: str
    generation: int
    page: int
    """Which of the two pages it stands on."""
    length: int
    manifest: tuple[int, int, str]
    """Offset, length and digest."""

    def to_page(self, key: BundleKey, signer: Ed25519PrivateKey) -> bytes:
        """Return the authenticated, signed page."""
        values = {name: getattr(self, name) for name in self.__slots__}
        text = json.dumps(values, separators=(",", ":"), sort_keys=True).encode()
        body = (MAGIC + len(text).to_bytes(4, "little") + text).ljust(_AUTHENTICATED, b"\0")
        mac = key.suite.mac(key.kb, b"commit" + body)
        return body + mac + signer.sign(body + mac)


def _parsed(page: bytes, where: str) -> Commit:
    """Return what a page says, before anything of it is believed."""
    if page[: len(MAGIC) - 1] == MAGIC[:-1] and page[: len(MAGIC)] != MAGIC:
        found, wanted = page[len(MAGIC) - 1], MAGIC[-1]
        raise RegisterError(
            f"{where}: 格式是第 {found} 版，本程序读第 {wanted} 版"
            f" / format {found}, this program reads {wanted}",
            advice="登记处用同一版程序重新 build、publish，或换用对应版本的程序 / "
                   "made anew at the registry by a program of the same version",
        )  # fmt: skip
    if page[: len(MAGIC)] != MAGIC:
        raise RegisterError(f"{where}: 不是闸门的指纹库，或版本不认识 / not a bundle known here",
                            advice="zhamen register verify BUNDLE")  # fmt: skip
    size = int.from_bytes(page[8:12], "little")
    try:
        values = json.loads(page[12 : 12 + min(size, _AUTHENTICATED)])
        values["manifest"] = tuple(values["manifest"])
        return Commit(**values)
    except (ValueError, TypeError, KeyError):
        raise _damaged(where, "the file") from None


def _damaged(where: str, what: str) -> RegisterError:
    return RegisterError(
        f"{where}: 损坏或被改动，不作任何判定 / {what} was altered or cut off",
        advice="向登记处重新领取；登记处用 zhamen register merge 重建 / fetch it again",
    )


def identity(path: Path) -> Commit:
    """Return what a file says of itself, without a key: good for choosing one, no more."""
    with _opened(path) as file:
        pages = os.pread(file.fileno(), 2 * PAGE, 0)
    return max(_both(pages, str(path)), key=lambda each: each.generation)


def last_generation(path: Path) -> int:
    """Return the generation of the file under a name, as far as it says; 0 for none."""
    try:
        return identity(path).generation
    except RegisterError:
        return 0


def _both(pages: bytes, where: str) -> list[Commit]:
    if len(pages) < 2 * PAGE:
        raise _damaged(where, "the file")
    first, second = pages[:PAGE], pages[PAGE:]
    return [_parsed(page, where) for page in (first, second) if page.strip(b"\0") or page is first]


def _authentic(pages: bytes, key: BundleKey, where: str) -> Commit:
    """Return the commit that counts. Both pages must be sound: none is passed over in silence."""
    commits = _both(pages, where)
    for commit, page in zip(commits, (pages[:PAGE], pages[PAGE:]), strict=False):
        if commit.suite not in SUITES:
            raise RegisterError(
                f"{where}: 未知密码套件 / suite {commit.suite!r}, known {sorted(SUITES)}"
            )
        if (commit.bundle, commit.epoch) != (key.bundle, key.epoch) or (
            commit.fingerprint != key.fingerprint
        ):
            raise RegisterError(
                f"{where}: 钥匙不匹配 / the key does not fit "
                f"(bundle {commit.bundle}, epoch {commit.epoch})",
                advice="--key 用本库的钥匙或主钥匙 / with this bundle's key, or the master",
            )
        body, mac, signature = (
            page[:_AUTHENTICATED], page[_AUTHENTICATED:-_SIGNATURE], page[-_SIGNATURE:]
        )  # fmt: skip
        if not same(mac, key.suite.mac(key.kb, b"commit" + body)):
            raise _damaged(where, "the file")
        try:
            key.public_key.verify(signature, body + mac)
        except InvalidSignature:
            raise _damaged(where, "its signature") from None
    return max(commits, key=lambda each: each.generation)


def _opened(path: Path) -> BinaryIO:
    try:
        return open(path, "rb")
    except OSError as error:
        raise RegisterError(f"{path}: {error.strerror}", advice="--register BUNDLE") from error


class Section:
    """An array in the file; what is touched is checked first."""

    def __init__(
        self, whole: memoryview, entry: Mapping[str, Any], suite: Suite, where: str
    ) -> None:
        self._where, self._suite = where, suite
        offset, size = entry["at"], entry["size"]
        chunks = -(-size // CHUNK)
        digests = bytes(whole[entry["digests"] : entry["digests"] + chunks * _SHORT])
        if suite.digest(digests).hex() != entry["root"] or len(digests) != chunks * _SHORT:
            raise _damaged(where, "a list of digests")
        self._digests = digests
        self._data = whole[offset : offset + size]
        self.good = numpy.zeros(chunks, numpy.bool_)
        """Which chunks have been checked."""
        self.sound = not chunks
        """Whether all have."""
        self.array: NDArray[Any] = numpy.frombuffer(self._data, entry["type"])
        """The content; ask `checked` before believing any of it."""

    def check(self, chunks: NDArray[numpy.intp]) -> None:
        """Check the chunks of these numbers, where not done yet. Raises RegisterError."""
        new = chunks[~self.good[chunks]]
        for chunk in numpy.unique(new).tolist():
            data = self._data[chunk * CHUNK : (chunk + 1) * CHUNK]
            wanted = self._digests[chunk * _SHORT : (chunk + 1) * _SHORT]
            if self._suite.digest(data)[:_SHORT] != wanted:
                raise _damaged(self._where, f"chunk {chunk}")
            self.good[chunk] = True

    def check_all(self) -> None:
        """Check what has not been checked yet."""
        self.check(numpy.flatnonzero(~self.good))
        self.sound = True

    def settle(self) -> None:
        """Move the content into huge pages of this process, where there are any, and check it.

        A probe then waits for its line alone, not for the page table's as well; in return
        processes no longer share it.
        """
        size = len(self._data)
        if size < _HUGE or not hasattr(mmap, "MADV_HUGEPAGE"):
            self.check_all()
            return
        room = mmap.mmap(-1, -(-size // _HUGE) * _HUGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        with contextlib.suppress(OSError):
            room.madvise(mmap.MADV_HUGEPAGE)
        old, self._data = self._data, memoryview(room)[:size]
        self._data[:] = old
        self.array = numpy.frombuffer(self._data, self.array.dtype)
        old.release()
        # What was copied is checked, not what it was copied from.
        self.good[:] = False
        self.check_all()

    def checked(self) -> NDArray[Any]:
        """Return the whole content, checked."""
        if not self.sound:
            self.check_all()
        return self.array

    def release(self) -> None:
        """Let go of the file's memory."""
        self.array = numpy.empty(0, self.array.dtype)
        self._data.release()


class Container:
    """An open file: its commit, its manifest and its sections. Read only."""

    def __init__(self, path: Path, key: BundleKey) -> None:
        """Map a file. Raises RegisterError for a wrong key and for whatever was altered."""
        self.path, self.key = path, key
        with _opened(path) as file:
            self.commit = _settled(file, key, str(path))
            status = os.fstat(file.fileno())
            self.stamp = _stamp(status)
            if status.st_size < self.commit.length:
                raise _damaged(str(path), "the file")
            self._map = mmap.mmap(file.fileno(), self.commit.length, prot=mmap.PROT_READ)
        self._whole = memoryview(self._map)
        self.manifest: dict[str, Any] = self._read_manifest()
        self._sections: list[Section] = []

    def _read_manifest(self) -> dict[str, Any]:
        at, size, digest = self.commit.manifest
        data = bytes(self._whole[at : at + size])
        if self.key.suite.digest(data).hex() != digest:
            raise _damaged(str(self.path), "its list of contents")
        manifest: dict[str, Any] = json.loads(data)
        return manifest

    def section(self, entry: Mapping[str, Any]) -> Section:
        """Return a section by its entry in the manifest."""
        section = Section(self._whole, entry, self.key.suite, str(self.path))
        self._sections.append(section)
        return section

    def sections(self, entries: Mapping[str, Any]) -> dict[str, Section]:
        """Return all sections of a segment."""
        return {name: self.section(entry) for name, entry in entries.items()}

    @property
    def stale(self) -> bool:
        """Tell whether the file by this name is no longer the one that was opened."""
        try:
            return _stamp(os.stat(self.path)) != self.stamp
        except OSError:
            return True

    def close(self) -> None:
        """Let go of the map."""
        for section in self._sections:
            section.release()
        self._sections.clear()
        self._whole.release()
        try:
            self._map.close()
        except BufferError:
            # Somebody still holds an array of it; the map goes when that does.
            return


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    return status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size


def _settled(file: BinaryIO, key: BundleKey, where: str) -> Commit:
    """Read the commit pages, again if a writer was just at work on them."""
    for attempt in range(_TRIES):
        try:
            return _authentic(os.pread(file.fileno(), 2 * PAGE, 0), key, where)
        except RegisterError:
            if attempt == _TRIES - 1:
                raise
            time.sleep(_PAUSE)
    raise AssertionError


class Writer:
    """Appends sections to a file and commits them; one writer a file at a time."""

    def __init__(self, file: BinaryIO, commit: Commit, key: BundleKey, signer: Ed25519PrivateKey):
        self._file, self._key, self._signer = file, key, signer
        self.commit = commit
        self._page = 0 if commit.length == 0 else commit.page ^ 1
        self._end = max(commit.length, 2 * PAGE)

    @classmethod
    def create(
        cls, path: Path, kind: str, key: BundleKey, signer: Ed25519PrivateKey, after: int = 0
    ) -> "Writer":
        """Start a new file; it is no bundle until its first commit.

        `after` is the generation of the file that it will replace: a reader never goes back.
        """
        file = _locked(path, "w+b")
        commit = Commit(
            kind, key.suite.name, key.bundle, key.epoch, key.fingerprint, after, 0, 0, (0, 0, "")
        )
        return cls(file, commit, key, signer)

    @classmethod
    def append(cls, path: Path, key: BundleKey, signer: Ed25519PrivateKey) -> "Writer":
        """Go on in a file. Raises RegisterError if it is not sound."""
        file = _locked(path, "r+b")
        try:
            commit = _authentic(os.pread(file.fileno(), 2 * PAGE, 0), key, str(path))
        except RegisterError:
            file.close()
            raise
        return cls(file, commit, key, signer)

    def section(self, array: NDArray[Any]) -> dict[str, Any]:
        """Write an array and return its entry for the manifest."""
        data = numpy.ascontiguousarray(array).data.cast("B") if array.size else b""
        digest = self._key.suite.digest
        at = self._write(data)
        digests = b"".join(
            digest(data[chunk : chunk + CHUNK])[:_SHORT] for chunk in range(0, len(data), CHUNK)
        )
        entry = {"at": at, "size": len(data), "type": array.dtype.str}
        return {**entry, "digests": self._write(digests), "root": digest(digests).hex()}

    def finish(self, manifest: Mapping[str, Any]) -> Commit:
        """Make what was written count, all at once."""
        text = json.dumps(manifest, separators=(",", ":"), sort_keys=True).encode()
        at = self._write(text)
        old = self.commit
        self.commit = Commit(
            old.kind, old.suite, old.bundle, old.epoch, old.fingerprint,
            old.generation + 1, self._page, self._end,
            (at, len(text), self._key.suite.digest(text).hex()),
        )  # fmt: skip
        self._file.flush()
        os.fsync(self._file.fileno())
        page = self.commit.to_page(self._key, self._signer)
        # The older of the two pages is written over; the first commit of a file is page 0.
        os.pwrite(self._file.fileno(), page, self._page * PAGE)
        os.fsync(self._file.fileno())
        self._page ^= 1
        return self.commit

    def _write(self, data: bytes | memoryview) -> int:
        at = -(-self._end // ALIGN) * ALIGN
        self._file.seek(at)
        self._file.write(data)
        self._end = at + len(data)
        return at

    def close(self) -> None:
        """Close the file and let the next writer in."""
        self._file.close()


def _locked(path: Path, mode: str) -> BinaryIO:
    """Open a file for writing, alone."""
    try:
        file: BinaryIO = open(  # type: ignore[assignment]  # noqa: SIM115
            path, mode, opener=lambda p, flags: os.open(p, flags, 0o600)
        )
    except OSError as error:
        raise RegisterError(f"{path}: {error.strerror}", advice="-o BUNDLE") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise RegisterError(
            f"{path}: 另一进程正在写 / another process is writing it",
            advice="等它结束 / wait for it to end",
        ) from error
    return file
