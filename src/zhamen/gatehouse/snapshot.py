"""The snapshot: what the office publishes and the gatehouse reads; signed, whole, never older.

    snapshots/current            the serial number of the newest, written last
    snapshots/00000042/
        manifest.json            serial, time, name → (size, SHA-256) of every file
        manifest.sig             signature of its bytes by the office
        phrases/*.toml           the unit's own words
        allowed.toml             sentences found to be false alarms, as keyed digests
        releases.json            held messages that a second person let go
        register/*.zmr           bundles for this gate; their keys travel another way

The office and the gates are strangers who meet here: the database may be down, and the gate goes on
under the last word that it has.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from zhamen.errors import PolicyError
from zhamen.gatehouse.forcing import force_names
from zhamen.journal.keys import PublicKey, SigningKey
from zhamen.settings import Settings

CURRENT = "current"
_KEPT = 3
"""Snapshots that stay: a gate may be reading the last but one."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published state, every file of which was checked."""

    folder: Path
    serial: int
    at: datetime
    names: tuple[str, ...]

    def applied_to(self, settings: Settings) -> Settings:
        """Return the settings with what is published laid over them."""
        phrases = tuple(self.folder / name for name in self.names if name.startswith("phrases/"))
        bundles = tuple(self.folder / name for name in self.names if name.startswith("register/"))
        policy = replace(settings.policy, phrases=(*settings.policy.phrases, *phrases))
        if "allowed.toml" in self.names:
            policy = replace(policy, allowed=self.folder / "allowed.toml")
        if "releases.json" in self.names:
            policy = replace(policy, releases=self.folder / "releases.json")
        register = replace(settings.register, bundles=(*settings.register.bundles, *bundles))
        return replace(settings, policy=policy, register=register)


def publish(
    root: Path, contents: Mapping[str, bytes], key: SigningKey, at: datetime, *, past: int = 0
) -> Snapshot:
    """Write the next snapshot, let gates see it, and drop old ones. Crash-safe: all or nothing.

    Its number is above that of the one before, and above `past`.
    Raises OSError where it cannot be written: the one before stays in force.
    """
    root.mkdir(mode=0o750, parents=True, exist_ok=True)
    before = newest(root)
    _clear(root, before)
    serial = max(before, past) + 1
    folder = root / f"{serial:08d}"
    unfinished = root / f".{serial:08d}.unfinished"
    for name, data in contents.items():
        _write(unfinished / name, data)
    files = {name: [len(data), hashlib.sha256(data).hexdigest()] for name, data in contents.items()}
    row = {"serial": serial, "at": at.isoformat(), "files": files}
    manifest = json.dumps(row, sort_keys=True, indent=1).encode()
    _write(unfinished / "manifest.json", manifest)
    _write(unfinished / "manifest.sig", key.sign(manifest))
    unfinished.replace(folder)
    # The folder must be on the disk before anything points to it.
    force_names(root)
    fresh = root / f".{CURRENT}.unfinished"
    _write(fresh, f"{serial}\n".encode())
    fresh.replace(root / CURRENT)
    _forget(root)
    return Snapshot(folder, serial, at, tuple(sorted(contents)))


def newest(root: Path) -> int:
    """Return the serial number of the newest snapshot, 0 if there is none."""
    try:
        return int((root / CURRENT).read_text("ascii"))
    except FileNotFoundError:
        return 0
    except (OSError, ValueError) as error:
        raise PolicyError(f"{root / CURRENT}: 不是序号 / not a serial number") from error


def open_snapshot(root: Path, key: PublicKey, at_least: int = 1) -> Snapshot:
    """Return the newest snapshot, every file checked against the signed manifest.

    Raises PolicyError: nothing published, older than `at_least`, not signed, a file changed.
    """
    serial = newest(root)
    if serial < at_least:
        raise PolicyError(
            f"{root}: 第 {serial} 号早于已经用过的第 {at_least} 号 / older than one already seen",
            advice="请保密办重新发布 / have the office publish again",
        )
    folder = root / f"{serial:08d}"
    manifest = _read(folder / "manifest.json")
    if not key.verifies(_read(folder / "manifest.sig"), manifest):
        raise PolicyError(f"{folder}: 签名不对 / not signed by the office")
    row = _parsed(manifest, folder)
    if row["serial"] != serial:
        raise PolicyError(f"{folder}: 序号不符 / another serial number")
    for name, (size, digest) in row["files"].items():
        _check(folder, name, size, digest)
    moment = datetime.fromisoformat(row["at"])
    return Snapshot(folder, serial, moment, tuple(sorted(row["files"])))


def _parsed(manifest: bytes, folder: Path) -> dict[str, Any]:
    try:
        row: dict[str, Any] = json.loads(manifest)
        datetime.fromisoformat(row["at"])
        return {"serial": int(row["serial"]), "at": row["at"], "files": dict(row["files"])}
    except (ValueError, KeyError, TypeError) as error:
        raise PolicyError(f"{folder}: manifest.json 读不懂 / cannot be understood") from error


def _check(folder: Path, name: str, size: int, digest: str) -> None:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise PolicyError(f"{folder}: {name} 在文件夹之外 / outside the folder")
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
            length = file.tell()
    except OSError as error:
        raise PolicyError(f"{path}: {error.strerror}") from error
    if (length, found) != (size, digest):
        raise PolicyError(f"{path}: 内容变了 / changed since it was published")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PolicyError(f"{path}: {error.strerror}") from error


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    force_names(path.parent)


def _clear(root: Path, last: int) -> None:
    """Drop what a crash or a full disk left, unfinished or whole: no gate was ever told of it."""
    for left in root.iterdir():
        number = left.name.removeprefix(".").removesuffix(".unfinished")
        if number.isdigit() and int(number) > last:
            shutil.rmtree(left, ignore_errors=True)


def _forget(root: Path) -> None:
    numbered = [folder for folder in root.iterdir() if folder.name.isdigit()]
    for folder in sorted(numbered, key=lambda folder: int(folder.name))[:-_KEPT]:
        shutil.rmtree(folder, ignore_errors=True)
