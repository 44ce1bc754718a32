"""The pictures of a film: every scene once, and of a scene that changes one a second.

First the key frames, which cost little and come early; then, as long as there is time, what lies
between key frames that stand far apart.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import pairwise
from time import monotonic
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

from zhamen.model.verdict import Unread
from zhamen.reading.formatting import Content, Embedded
from zhamen.settings import Limits

_GRID = (48, 32)
"""Columns and rows of a frame as it is compared."""
_CHANGED = 10.0
"""Grey levels of one field of the grid by which a frame differs from those that were kept."""
_SCENE = 20.0
"""Mean difference of the whole grid that is another scene, however soon it comes."""
_EVERY = 1.0
"""Seconds between two pictures of one scene."""
_FAR_APART = 1.25
"""Seconds between key frames beyond which something may be shown in between."""
_MOST_PIXELS = 64 << 20
_QUALITY = 92
_REMEMBERED = 64
Thumbnail = NDArray[numpy.float32]


class _Shown(NamedTuple):
    """A decoded frame, when it is shown, and what it is compared by."""

    frame: Any
    seconds: float
    thumbnail: Thumbnail


def frames(
    opened: Callable[[], AbstractContextManager[Any]], index: int, limits: Limits, deadline: float
) -> Iterator[Content]:
    """Yield the pictures of one video track, named by their time.

    What lies beyond the limits on frames or on time is Unread.
    """
    kept, times = Kept(limits.frames), list[float]()
    with opened() as container:
        stream = container.streams[index]
        if _pixels(stream) > _MOST_PIXELS:
            yield Unread("", "too_large")
            return
        _single_threaded(stream).skip_frame = "NONKEY"
        yield from kept.new(_until(container.decode(stream), deadline, times))
    # Opened again: some decoders ask only at the beginning which frames they may leave out.
    with opened() as container:
        _single_threaded(container.streams[index])
        yield from _between(container, container.streams[index], kept, times, deadline)
    if kept.full:
        yield Unread("", "too_many_frames")
    elif monotonic() >= deadline:
        yield Unread("", "timeout")
    if kept.corrupt or not kept.thumbnails:
        yield Unread("", "damaged")


def _pixels(stream: Any) -> int:
    if stream.codec_context is None:
        raise ValueError("no decoder")
    return int(stream.codec_context.width * stream.codec_context.height)


def _single_threaded(stream: Any) -> Any:
    stream.thread_type = "NONE"
    stream.codec_context.thread_count = 1
    return stream.codec_context


def _between(
    container: Any, stream: Any, kept: "Kept", times: list[float], deadline: float
) -> Iterator[Content]:
    """Yield what is shown between key frames that stand far apart, and after the last one."""
    ends = [*times, float("inf")]
    gaps = [gap for gap in pairwise(ends) if gap[1] - gap[0] > _FAR_APART]
    for start, end in gaps or [(0.0, float("inf"))]:
        if kept.full or monotonic() >= deadline:
            return
        if start:
            container.seek(int(start / stream.time_base), stream=stream)
        shown = _while_before(container.decode(stream), end)
        yield from kept.new(_until(shown, deadline, []))


def _while_before(decoded: Iterator[Any], end: float) -> Iterator[Any]:
    for frame in decoded:
        if (frame.time or 0.0) >= end:
            return
        yield frame


def _until(decoded: Iterator[Any], deadline: float, times: list[float]) -> Iterator[Any]:
    """Yield frames as long as there is time, and note when each is shown."""
    for frame in decoded:
        times.append(frame.time or 0.0)
        yield frame
        if monotonic() >= deadline:
            return


class Kept:
    """The pictures that were given so far; whatever is like one of them is not given again."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.full = self.corrupt = False
        self.thumbnails: list[Thumbnail] = []
        self._last = -_EVERY
        self._names: set[str] = set()

    def new(self, decoded: Iterator[Any]) -> Iterator[Content]:
        """Yield the frames that show something new.

        Within a second of the last one a frame is given if it is another scene or stands still;
        else it waits, and is given if the film returns to what is known or ends.
        """
        waiting: _Shown | None = None
        previous: Thumbnail | None = None
        for frame in decoded:
            self.corrupt |= frame.is_corrupt
            shown = _Shown(frame, max(0.0, frame.time or 0.0), _thumbnail(frame))
            due: _Shown | None = shown
            if self._knows(shown.thumbnail):
                due, waiting = waiting, None
            elif self._may_wait(shown, previous):
                due, waiting = None, shown
            previous = shown.thumbnail
            if due is not None:
                waiting = None
                yield from self._given(due)
            if self.full:
                return
        if waiting is not None:
            yield from self._given(waiting)

    def _knows(self, thumbnail: Thumbnail) -> bool:
        if not self.thumbnails:
            return False
        differences = numpy.abs(numpy.stack(self.thumbnails[-_REMEMBERED:]) - thumbnail)
        return bool(differences.max(axis=(1, 2)).min() < _CHANGED)

    def _may_wait(self, shown: "_Shown", previous: Thumbnail | None) -> bool:
        if not self.thumbnails or abs(shown.seconds - self._last) >= _EVERY:
            return False
        still = previous is not None and numpy.abs(previous - shown.thumbnail).max() < _CHANGED
        return not still and bool(numpy.abs(self.thumbnails[-1] - shown.thumbnail).mean() < _SCENE)

    def _given(self, shown: "_Shown") -> Iterator[Content]:
        if len(self.thumbnails) >= self._most:
            self.full = True
            return
        self.thumbnails.append(shown.thumbnail)
        self._last = shown.seconds
        yield Embedded(
            self._name(shown.seconds), _encoded(shown.frame), page=int(shown.seconds) + 1
        )

    def _name(self, seconds: float) -> str:
        whole = int(seconds)
        name = f"{whole // 3600:02}.{whole // 60 % 60:02}.{whole % 60:02}"
        if name in self._names:
            name += f".{int(seconds % 1 * 1000):03}"
        self._names.add(name)
        return f"{name}.jpg"


def _thumbnail(frame: Any) -> Thumbnail:
    columns, rows = _GRID
    small = frame.reformat(columns, rows, "gray", interpolation="AREA")
    thumbnail: Thumbnail = small.to_ndarray().astype(numpy.float32)
    return thumbnail


def _encoded(frame: Any) -> bytes:
    """Return a frame as JPEG, upright as the display matrix wants it."""
    from PIL import Image

    pixels = frame.to_ndarray(format="rgb24")
    turns = round(frame.rotation / 90) % 4
    if turns:
        pixels = numpy.ascontiguousarray(numpy.rot90(pixels, turns))
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=_QUALITY, subsampling=0)
    return file.getvalue()
