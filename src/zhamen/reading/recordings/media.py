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
from zhamen.reading.formatting import Content, Embedded, Piece
from zhamen.reading.recordings.boxes import is_cut_short, leftovers
from zhamen.reading.recordings.frames import frames
from zhamen.reading.recordings.hearing import hear
from zhamen.reading.recordings.pieces import between, breaks_off
from zhamen.reading.recordings.tracks import (
    attachments,
    chapters,
    data_tracks,
    is_cover,
    position,
    subtitles,
    tags,
)
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
    heard = _indices(data, kind, "audio")
    if not shown and not heard:
        # Where the head of a track is damaged the track is not there at all.
        yield Unread("", "damaged")
    for stream in heard:
        with opened(data, kind) as container:
            yield from _damage(hear(container, stream, limits, until), "")
    for stream in shown:
        yield from _damage(frames(lambda: opened(data, kind), stream, limits, deadline), "")
    for name, held in (*leftovers(data), *between(data)):
        yield Embedded(name, held)
    if is_cut_short(data) or breaks_off(data):
        yield Unread("", "damaged")


def _indices(data: bytes, kind: str, track: str) -> list[int]:
    with opened(data, kind) as container:
        return [
            each.index for each in container.streams if each.type == track and not is_cover(each)
        ]


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
