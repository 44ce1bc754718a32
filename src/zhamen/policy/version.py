"""A short name for the rules in force; it changes with any of their files."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import zhamen

_PARTS = (
    "policy/**/*.toml",
    "inspection/**/*.py",
    "reading/**/*.py",
    "register/**/*.py",
    "reading/tables/*.txt",
)


def rules_version(extra: Iterable[Path] = ()) -> str:
    """Return twelve hexadecimal digits over the shipped rules, readers and a unit's own files."""
    root = Path(zhamen.__file__).parent
    digest = hashlib.sha256(zhamen.__version__.encode())
    files = [path for pattern in _PARTS for path in root.glob(pattern)]
    for path in (*sorted(files), *extra):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
