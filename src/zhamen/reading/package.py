"""Safe reading of ZIP packages and the XML in them: bounded, offline, without entities."""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from zhamen.errors import ReadError
from zhamen.settings import Limits


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

    def bytes_of(self, info: zipfile.ZipInfo) -> bytes:
        """Return a member unpacked. Raises ReadError; the sizes in its header are not believed."""
        try:
            with self._zip.open(info) as member:
                data = member.read(self._left + 1)
        except RuntimeError as error:
            raise ReadError("encrypted") from error
        except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError,
                EOFError, KeyError) as error:  # fmt: skip
            raise ReadError("damaged") from error
        self._left -= len(data)
        if self._left < 0:
            raise ReadError("expansion")
        return data


def xml_events(data: bytes, *events: str) -> Iterator[tuple[str, Any]]:
    """Yield parse events of an XML file. Raises ReadError("damaged"), also half-way.

    A file that declares entities is refused: what they stand for would be left out.
    """
    from lxml import etree

    parser = etree.iterparse(
        BytesIO(data), events=events, resolve_entities=False, no_network=True,
        load_dtd=False, huge_tree=False, remove_pis=True,
        remove_comments=True,
    )  # fmt: skip
    try:
        for at, (event, node) in enumerate(parser):
            if at == 0 and node.getroottree().docinfo.internalDTD is not None:
                raise ReadError("damaged")
            yield event, node
    except etree.XMLSyntaxError as error:
        raise ReadError("damaged") from error
