"""Files that are made: whole under their name, or not there at all."""

import os
from pathlib import Path


def place(path: Path, data: bytes) -> None:
    """Put a file in place in one step; what a full disk cut off is taken away. Raises OSError."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
