"""Sound and film: what a container says of itself, what it shows, what is heard on it.

Everything is read from memory by PyAV (the extra `media`), with one thread and only by the
demuxers named here: a playlist that points to another file is none of them.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from zhamen.errors import ReadError
from zhamen.model.trace import Trace, TraceKind
from zhamen.model.verdict import Unread
from zhamen.reading.formatting import Content, Piece
from zhamen.reading.frames import frames
from zhamen.reading.hearing import hear
from zhamen.reading.tracks import attachments, chapters, data_tracks, position, subtitles, tags
from zhamen.settings import Limits

_DEMUXERS = (
    "mov,matroska,webm,avi,flv,mpegts,mpeg,mpegvideo,asf,rm,"
    "amr,amrnb,amrwb,mp3,ogg,wav,w64,flac,aac,caf,aiff,au,ape,wv"
)
_TRACKS = ("audio", "video", "subtitle", "data", "attachment")
SHARE = 0.8
"""Of the file's time: the rest is for handing over what was read."""


def read_media(data: bytes, limits: Limits, kind: str) -> Iterator[Content]:
    """Yield everything of a recording or film; `kind` is `sound` or `film`.

    Raises ReadError: `not_supported:<kind>` without PyAV, `damaged`.
    """
    deadline = monotonic() + SHARE * limits.seconds
    with opened(data, kind) as container:
        yield from _about(container)
        yield from attachments(container)
        yield from _damage(subtitles(container), "subtitles")
    with opened(data, kind) as container:
        yield from _damage(data_tracks(container), "data")
    # The sound first: it costs less, and what is registered is known by it at once.
    shown = _indices(data, kind, "video")
    until = (monotonic() + deadline) / 2 if shown else deadline
    for stream in _indices(data, kind, "audio"):
        with opened(data, kind) as container:
            yield from _damage(hear(container, stream, limits, until), "")
    for stream in shown:
        yield from _damage(frames(lambda: opened(data, kind), stream, limits, deadline), "")
    if is_cut_short(data):
        yield Unread("", "damaged")


def _indices(data: bytes, kind: str, track: str) -> list[int]:
    with opened(data, kind) as container:
        return [each.index for each in container.streams if each.type == track]


def _about(container: Any) -> Iterator[Content]:
    said = [*tags(container.metadata), *(t for s in container.streams for t in tags(s.metadata))]
    if said:
        yield Piece("\n".join(dict.fromkeys(said)), place="properties")
    if titles := list(chapters(container)):
        yield Piece("\n".join(titles), place="outline")
    if where := position(container.metadata):
        yield Trace(TraceKind.POSITION, where)
    for number, stream in enumerate(container.streams):
        if stream.type not in _TRACKS:
            yield Unread(f"track {number + 1}", "binary")
    if not container.streams:
        yield Unread("", "damaged")


def _damage(contents: Iterator[Content], part: str) -> Iterator[Content]:
    """Yield what could be read, and say so where the file broke off."""
    import av

    try:
        yield from contents
    except MemoryError:
        yield Unread(part, "memory")
    except (av.FFmpegError, ValueError, OSError):
        yield Unread(part, "damaged")


@contextmanager
def opened(data: bytes, kind: str) -> Iterator[Any]:
    """Open a container in memory. Raises ReadError."""
    try:
        import av
    except ImportError as error:
        raise ReadError(f"not_supported:{kind}") from error
    av.logging.set_level(None)
    options = {"format_whitelist": _DEMUXERS, "export_xmp": "1"}
    try:
        container = av.open(io.BytesIO(data), options=options, metadata_errors="replace")
    except MemoryError as error:
        raise ReadError("memory") from error
    except (av.FFmpegError, ValueError, OSError) as error:
        raise ReadError("damaged") from error
    with container:
        yield container


def is_cut_short(data: bytes) -> bool:
    """Tell whether a file of boxes or of RIFF says that it is longer than it is."""
    if data[:4] in (b"RIFF", b"FORM"):
        order: Any = "little" if data[:4] == b"RIFF" else "big"
        size = int.from_bytes(data[4:8], order)
        # Recorders that cannot go back write nothing or all ones.
        return size not in (0, 0xFFFFFFFF) and 8 + size > len(data) + 1
    if data[4:8] not in (b"ftyp", b"moov", b"mdat", b"wide"):
        return False
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if size == 0:
            return False
        if size < 8:
            # Not a box: something was put behind the film.
            return False
        at += size
    return at > len(data)
