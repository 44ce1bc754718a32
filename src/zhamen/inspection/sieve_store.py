"""Keeps compiled sieves between runs, so that a one-line check need not compile them again.

The store is a convenience: whatever is wrong with it, the sieve is simply compiled. It holds
the shipped and the unit's patterns, never a message, and lies in a folder of the user's own
(0700), because a compiled sieve is read back as trusted data.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any


def _path(patterns: Sequence[str | bytes]) -> Path:
    digest = hashlib.sha256(version("hyperscan").encode())
    for pattern in patterns:
        digest.update(b"\0" + (pattern if isinstance(pattern, bytes) else pattern.encode()))
    home = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    return Path(home) / "zhamen" / f"sieve-{digest.hexdigest()[:32]}.hs"


def load(patterns: Sequence[str | bytes]) -> Any | None:
    """Return the stored database of exactly these patterns, or None."""
    import hyperscan

    path = _path(patterns)
    try:
        if path.parent.stat().st_uid != os.getuid() or path.parent.stat().st_mode & 0o022:
            return None
        return hyperscan.loadb(path.read_bytes(), mode=hyperscan.HS_MODE_BLOCK)
    except (OSError, ValueError, TypeError, hyperscan.error):
        return None


def save(patterns: Sequence[str | bytes], database: Any) -> None:
    """Store a compiled database; a full or read-only disk is no error."""
    import hyperscan

    path = _path(patterns)
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(hyperscan.dumpb(database))
        os.replace(file.name, path)
