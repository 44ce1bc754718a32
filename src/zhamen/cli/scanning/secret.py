"""The key of the verdict cache: 32 random bytes of this person on this machine.

It lies with the journals and not with the cache, so that a copied cache alone answers no guess
about what was inspected, and nobody without it can write a verdict that is believed.
"""

import contextlib
import os
from pathlib import Path

_BYTES = 32


def load_secret(path: Path) -> bytes:
    """Return the key at `path`, made if it is missing or torn; one for this run if it cannot be."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (secret := _read(path)) is None:
            _make(path)
            secret = _read(path)
        if secret is not None:
            return secret
    return os.urandom(_BYTES)


def _read(path: Path) -> bytes | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        secret = file.read(_BYTES + 1)
    private = status.st_uid == os.getuid() and not status.st_mode & 0o077
    return secret if private and len(secret) == _BYTES else None


def _make(path: Path) -> None:
    """Put a new key in place in one step, over one that nobody should trust."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(os.urandom(_BYTES))
    os.replace(beside, path)
