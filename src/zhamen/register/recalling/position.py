"""Places: a picture taken inside a registered site, told by the position that its camera noted."""

import struct
from collections.abc import Iterator

import numpy

from zhamen.errors import RegisterError
from zhamen.model.trace import Trace, TraceKind
from zhamen.register.document import Document, What
from zhamen.register.found import Band, Match
from zhamen.register.recall import Source

SECTION = str(What.SITE)
VERSION = 1
_RECORD = struct.Struct("<ddd")
_EARTH = 6_371_000.0
_DRIFT = 100.0
"""Metres by which a phone's position is often wrong: nearer than that to a site is in it."""


def record(latitude: float, longitude: float, radius: float) -> tuple[int, bytes]:
    """Return what is kept of a site: degrees (WGS 84) and metres."""
    return VERSION, _RECORD.pack(latitude, longitude, radius)


class Position:
    """Keeps circles on the map; a photo that is registered does not make one."""

    name = "position"
    kind = TraceKind.POSITION
    what = What.SITE

    def records(self, trace: Trace) -> Iterator[tuple[int, bytes]]:
        """Yield nothing: a site is named in the table of particulars, never taken from a photo."""
        yield from ()

    def memory(self, source: Source) -> "Sites":
        """Lay out all registered sites."""
        kept = [(each, data) for each, kind, data in source.records(SECTION) if kind == VERSION]
        if any(len(data) != _RECORD.size for _, data in kept):
            raise RegisterError("登记的部位看不懂 / a registered site is not understood")
        return Sites([(document, *_RECORD.unpack(data)) for document, data in kept])


class Sites:
    """All registered sites."""

    def __init__(self, sites: list[tuple[Document, float, float, float]]) -> None:
        """Take (document, latitude, longitude, radius)."""
        self._documents = [site[0] for site in sites]
        self._circles = numpy.array([site[1:] for site in sites]).reshape(-1, 3)

    def recall(self, trace: Trace) -> list[Match]:
        """Return the sites around a position. Raises RegisterError for what is no position."""
        try:
            latitude, longitude = map(float, trace.value.decode("ascii").split(","))
        except ValueError as error:
            raise RegisterError("not a position") from error
        there = numpy.radians(self._circles[:, :2])
        here = numpy.radians((latitude, longitude))
        across = numpy.sin((there - here) / 2) ** 2
        bow = across[:, 0] + numpy.cos(here[0]) * numpy.cos(there[:, 0]) * across[:, 1]
        metres = 2 * _EARTH * numpy.arcsin(numpy.sqrt(bow.clip(0, 1)))
        inside = numpy.flatnonzero(metres <= self._circles[:, 2] + _DRIFT)
        return [Match(self._documents[at], What.SITE, Band.LOOK, 0, ()) for at in inside.tolist()]


RECALLER = Position()
