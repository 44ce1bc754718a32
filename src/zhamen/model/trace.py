"""A trace: what a picture or a recording shows besides text.

The look of a page, the sound of a recording, the place where a photo was taken, the code of a
numbered copy. A detector says by its `traces` which kinds it knows.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class TraceKind(StrEnum):
    """What sort of thing was noticed."""

    PICTURE = "picture"
    """The look of a picture or page, as features that its format's reader makes."""
    SOUND = "sound"
    """The sound of a stretch of a recording, as a sequence of features."""
    POSITION = "position"
    """Where a picture was taken: `latitude,longitude` in degrees (WGS 84), in ASCII."""
    COPY = "copy"
    """The code of a numbered copy, as printed by `zhamen mark-copy`."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One thing noticed in a part. A format leaves `part` empty; the reader fills it in."""

    kind: TraceKind
    value: bytes = field(repr=False)
    part: str = ""
    page: int | None = None
    """Page, frame or second, from 1."""
    place: str = ""
