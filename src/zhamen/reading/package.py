"""Safe reading of ZIP packages and the XML in them: bounded, offline, without entities."""

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from zhamen.errors import ReadError
from zhamen.settings import Limits

_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, ValueError, OSError, EOFError, KeyError,
           NotImplementedError, struct.error)  # fmt: skip
"""What zipfile raises for members that are not what they say."""
_FOREIGN_ENTITY = re.compile(rb"&(?!#|(?:lt|gt|amp|quot|apos);)")


class Package:
    """A ZIP package whose members together stay within the limits."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Open it. Raises ReadError for damage, encryption and too many members."""
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise ReadError("damaged") from error
        if len(self._zip.infolist()) > limits.members:
            raise ReadError("too_many_members")
        self._left = limits.expanded_bytes

    def members(self) -> list[zipfile.ZipInfo]:
        """Return the members in their order, those of the same name too, folders left out."""
        return [info for info in self._zip.infolist() if not info.is_dir()]

    def head_of(self, info: zipfile.ZipInfo, size: int = 2048) -> bytes:
        """Return a member's first bytes, nothing where it cannot be unpacked."""
        try:
            with self._zip.open(info) as member:
                return member.read(size)
        except (*_BROKEN, RuntimeError):
            return b""

    def bytes_of(self, info: zipfile.ZipInfo) -> bytes:
        """Return a member unpacked. Raises ReadError; the sizes in its header are not believed."""
        try:
            with self._zip.open(info) as member:
                data = member.read(self._left + 1)
        except RuntimeError as error:
            raise ReadError("encrypted") from error
        except _BROKEN as error:
            raise ReadError("damaged") from error
        self._left -= len(data)
        if self._left < 0:
            raise ReadError("expansion")
        return data


def xml_events(data: bytes, *events: str) -> Iterator[tuple[str, Any]]:
    """Yield parse events of an XML file. Raises ReadError("damaged"), also half-way.

    A file that declares entities, or uses some that it does not, is refused: what they stand for
    would be left out.
    """
    from lxml import etree

    parser = etree.iterparse(
        BytesIO(data), events=events, resolve_entities=False, no_network=True,
        load_dtd=False, huge_tree=False, remove_pis=True,
        remove_comments=True,
    )  # fmt: skip
    try:
        for at, (event, node) in enumerate(parser):
            if at == 0 and _has_entities(node.getroottree().docinfo.internalDTD, data):
                raise ReadError("damaged")
            yield event, node
    except etree.XMLSyntaxError as error:
        raise ReadError("damaged") from error


def _has_entities(dtd: Any, data: bytes) -> bool:
    """Tell whether a document has entities of its own. A document type alone is harmless."""
    if dtd is None:
        return False
    declared = any(True for _ in dtd.iterentities()) or any(True for _ in dtd.iterelements())
    return declared or _FOREIGN_ENTITY.search(data.replace(b"\0", b"")) is not None
