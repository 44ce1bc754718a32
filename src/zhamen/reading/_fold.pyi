"""The compiled folding; its only importer is normal.py."""

from typing import Any

from numpy.typing import NDArray

def fold(text: str, table: NDArray[Any], /) -> tuple[str, bytes] | None:
    """Return the folded text and its codes with zeros for what was dropped; None if one grows."""

def look_up(codes: bytes, table: NDArray[Any], dropped: int, /) -> bytes:
    """Return the table's byte for each code, those that are `dropped` left out."""
