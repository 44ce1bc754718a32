"""Forcing the names in a folder to the disk: a new file is there after a power cut too."""

import os
from pathlib import Path


def force_names(folder: Path) -> None:
    """Return when the disk has every name that the folder holds. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
