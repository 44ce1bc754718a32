"""TAR of every flavour: members, names, links' targets, owners, and what stands behind the end.

Read header by header, since programs differ over duplicate, extended and damaged ones. A sparse
file is read as it is stored, without its holes: no text stands in a hole.
"""

from collections.abc import Iterator
from typing import NamedTuple

from zhamen.model.terms import Medium
from zhamen.model.verdict import Unread
from zhamen.reading.archives.unpacking import Quota, readings
from zhamen.reading.formatting import Content, Embedded, Piece, Room
from zhamen.settings import Limits

_BLOCK = 512
_FILES, _SPARSE = b"\x007\x00", b"S"
_LONG_NAME, _LONG_LINK, _EXTENDED = b"L", b"K", b"xgX"


class _Header(NamedTuple):
    """One header block: `kind` is its type flag, `names` what it says in words."""

    kind: bytes
    size: int
    name: bytes
    names: tuple[bytes, ...]


class Tar:
    """Claims a first block whose checksum is right."""

    name = "tar"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid on the checksum: the oldest TARs have no signature."""
        return 0.5 if _header(head[:_BLOCK]) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield each member, then all names, then what is neither header nor member."""
        quota = Quota(limits)
        said: list[bytes] = []
        at, told, lost = 0, b"", 0
        while at + _BLOCK <= len(data):
            header = _header(data[at : at + _BLOCK])
            at += _BLOCK
            if header is None:
                lost = lost or at - _BLOCK if data[at - _BLOCK : at].strip(b"\0") else lost
                if lost == at - _BLOCK and lost:
                    break
                continue
            quota.member()
            content = data[at : at + header.size]
            beyond, at = at + header.size, at + -(-header.size // _BLOCK) * _BLOCK
            if (slack := data[beyond:at]).strip(b"\0"):
                # Only the last block of a member is not full; programs write zeros there.
                yield Embedded(f"[{beyond}]", slack)
            said += header.names
            if header.kind in (_LONG_NAME, _LONG_LINK) or header.kind in _EXTENDED:
                # It speaks of the member behind it: its long name, its comment, its owner.
                said.append(content)
                told = content.rstrip(b"\0") if header.kind == _LONG_NAME else told
            else:
                yield from _member(header, told, content, quota)
                told = b""
        yield from _names(said)
        tail = data[lost:] if lost else data[at:] if at < len(data) else b""
        if tail.strip(b"\0"):
            yield Embedded("[tail]", tail)


def _member(header: _Header, told: bytes, content: bytes, quota: Quota) -> Iterator[Content]:
    name = readings(told or header.name)[0]
    quota.take(len(content))
    if content:
        yield Embedded(name, content)
    if len(content) < header.size:
        yield Unread(name, "damaged")


def _names(said: list[bytes]) -> Iterator[Content]:
    texts = dict.fromkeys(text for raw in said for text in readings(raw.strip(b"\0")))
    texts.pop("", None)
    if texts:
        yield Piece("\n".join(texts), place="names", medium=Medium.NAME)


def _header(block: bytes) -> _Header | None:
    """Return what a block says as a header, None if its checksum is not one."""
    if len(block) < _BLOCK or not block.strip(b"\0"):
        return None
    said = _number(block[148:156])
    unsigned = sum(block[:148]) + 8 * 32 + sum(block[156:])
    signed = unsigned - 256 * sum(each > 127 for each in block[:148] + block[156:])
    size = _number(block[124:136])
    if said not in (unsigned, signed) or size is None or size < 0:
        return None
    kind = block[156:157]
    # Links and folders may carry a size, and have no content.
    size = 0 if kind in b"123456" and kind else size
    prefix = block[345:500] if block[257:263] == b"ustar\0" else b""
    name, link = _text(block[:100]), _text(block[157:257])
    name = _text(prefix) + b"/" + name if _text(prefix) else name
    owners = (_text(block[265:297]), _text(block[297:329])) if block[257:262] == b"ustar" else ()
    # No program shows what stands behind the end of a name, or in fields that nobody uses.
    rest = (each for each in block.split(b"\0") if not each.isascii())
    return _Header(kind, size, name, (name, link, *owners, *rest))


def _text(field: bytes) -> bytes:
    return field.partition(b"\0")[0]


def _number(field: bytes) -> int | None:
    """Return an octal or binary number, None if it is neither."""
    if field[:1] in (b"\x80", b"\xff"):
        return int.from_bytes(field[1:], "big", signed=False)
    try:
        return int(field.strip(b" \0") or b"0", 8)
    except ValueError:
        return None


FORMAT = Tar()
