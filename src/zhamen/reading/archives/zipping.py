"""Where the members of a ZIP stand: by its directories, and by the headers none of them names.

A ZIP has its table of contents at its end, and each member a header of its own. Programs differ
over which they believe; whoever hides something puts it where the other program looks. So all
directories are read, every header outside of what they name, and whatever lies between.
"""

import struct
from bisect import bisect_right, insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from zhamen.errors import ReadError
from zhamen.reading.archives.unpacking import Quota, inflate

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END64, _LOCATOR, _DESCRIPTOR = b"PK\x06\x06", b"PK\x06\x07", b"PK\x07\x08"
_LOCAL = struct.Struct("<4sHHHIIIIHH")
_END = struct.Struct("<4sHHHHIIH")
_FULL = 0xFFFFFFFF
ENCRYPTED, DESCRIBED, UTF8, MASKED = 1, 8, 1 << 11, 1 << 13


@dataclass(slots=True)
class Member:
    """One member as its headers tell: sizes in bytes, `at` is where its local header begins."""

    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    at: int
    start: int = -1
    """Where its data begins; -1 where there is no local header at `at`."""
    more: list[bytes] = field(default_factory=list)
    """Its comment, and what other headers call it."""
    extras: list[bytes] = field(default_factory=list)
    """Its extra fields, from every header."""


class Layout:
    """All that a file of ZIP structures holds."""

    def __init__(self, data: bytes, quota: Quota) -> None:
        """Find everything. Raises ReadError for too many members."""
        self._data = data
        self._quota = quota
        self._covered: list[tuple[int, int]] = []
        self._members: dict[int, Member] = {}
        self.comments: list[bytes] = []
        self.has_end = False
        self.is_cut = False
        """Whether a comment breaks off with the file."""
        self.is_split = data.startswith((_DESCRIPTOR + LOCAL, b"PK00" + LOCAL))
        self._read_directories()
        self._read_orphans(CENTRAL, self._central_orphan)
        self._read_orphans(LOCAL, self._local_orphan)

    def members(self) -> list[Member]:
        """Return all members in the order of the file."""
        return sorted(self._members.values(), key=lambda member: member.at)

    def gaps(self) -> Iterator[tuple[int, bytes]]:
        """Yield (offset, bytes) of what belongs to no structure and is not padding."""
        for start, end in self._holes():
            content = self._data[start:end]
            for size in (0, 16, 24, 12, 20):
                # A descriptor follows some members; it says again what the directory says.
                if size == 0 or (content.startswith(_DESCRIPTOR) or size in (12, 20)):
                    rest = content[size:]
                    if not rest.strip(b"\0"):
                        break
            else:
                yield start, content

    def _holes(self) -> Iterator[tuple[int, int]]:
        at = 0
        for start, end in [*self._covered, (len(self._data), len(self._data))]:
            if start > at:
                yield at, start
            at = max(at, end)

    def _cover(self, start: int, end: int) -> None:
        if end > start:
            insort(self._covered, (start, end))

    def _is_covered(self, at: int) -> bool:
        index = bisect_right(self._covered, (at, len(self._data) + 1)) - 1
        # An extent may lie inside a longer one; the few before it tell.
        return any(start <= at < end for start, end in self._covered[max(0, index - 8) : index + 1])

    def _read_directories(self) -> None:
        at = len(self._data)
        while (at := self._data.rfind(END, 0, at)) >= 0:
            if not self._is_covered(at) and at + _END.size <= len(self._data):
                self._read_directory(at)

    def _read_directory(self, at: int) -> None:
        _, disk, first, _, _, size, offset, length = _END.unpack_from(self._data, at)
        self.has_end = True
        self.is_split |= 0 < disk < 0xFFFF or 0 < first < 0xFFFF
        self._cover(at, at + _END.size)
        self.is_cut |= at + _END.size + length > len(self._data)
        if length:
            self.comments.append(self._data[at + _END.size :][:length])
            if not {CENTRAL, LOCAL, END} & {self.comments[-1][:4]}:
                self._cover(at + _END.size, min(at + _END.size + length, len(self._data)))
        before = self._data[at - 20 : at] if at >= 20 else b""
        if before.startswith(_LOCATOR):
            at -= 20
            self._cover(at, at + 20)
            end64 = self._data.rfind(_END64, max(0, at - 4096), at)
            if end64 >= 0 and end64 + 56 <= at:
                size, offset = struct.unpack_from("<QQ", self._data, end64 + 40)
                self._cover(end64, at)
                at = end64
        start = at - size
        if start < 0 or not self._data.startswith(CENTRAL, start):
            start = offset
        self._walk(start, at, start - offset)

    def _walk(self, at: int, end: int, shift: int) -> None:
        """Take the entries of one directory; offsets in it are `shift` bytes short."""
        while at < end and self._data.startswith(CENTRAL, at):
            entry = self._entry(at)
            if entry is None:
                return
            member, length = entry
            self._cover(at, at + length)
            self._take(member, (member.at + shift, member.at))
            at += length

    def _entry(self, at: int) -> tuple[Member, int] | None:
        if at + 46 > len(self._data):
            return None
        flags, method = struct.unpack_from("<HH", self._data, at + 8)
        crc, packed, size, names, extras, comments = struct.unpack_from(
            "<IIIHHH", self._data, at + 16
        )
        offset = struct.unpack_from("<I", self._data, at + 42)[0]
        tail = self._data[at + 46 : at + 46 + names + extras + comments]
        name, extra, comment = tail[:names], tail[names : names + extras], tail[names + extras :]
        size, packed, offset = _sizes64(extra, size, packed, offset)
        member = Member(
            name, flags, method, crc, packed, size, offset, more=[comment], extras=[extra]
        )
        return member, 46 + names + extras + comments

    def _take(self, member: Member, places: tuple[int, ...]) -> None:
        """Keep a member at the first of these places that has a local header."""
        member.at = next((p for p in places if p >= 0 and self._data.startswith(LOCAL, p)), -1)
        if member.at < 0:
            member.at = -1 - len(self._members)
        if known := self._members.get(member.at):
            known.more += [member.name, *member.more]
            known.extras += member.extras
            return
        self._quota.member()
        self._members[member.at] = member
        if (local := self._local(member.at)) is None:
            return
        member.start = local.start
        if local.name != member.name:
            member.more.append(local.name)
        if local.method != member.method and local.method in (0, 8):
            # The header beside the data knows best how it was packed.
            member.method = local.method
        member.flags |= local.flags & ENCRYPTED
        member.extras += local.extras
        self._cover(member.at, min(member.start + member.packed, len(self._data)))

    def _local(self, at: int) -> Member | None:
        if at < 0 or at + _LOCAL.size > len(self._data):
            return None
        _, _, flags, method, _, crc, packed, size, names, extras = _LOCAL.unpack_from(
            self._data, at
        )
        begin = at + _LOCAL.size
        name, extra = self._data[begin:][:names], self._data[begin + names :][:extras]
        size, packed, _ = _sizes64(extra, size, packed, 0)
        start = begin + names + extras
        return Member(name, flags, method, crc, packed, size, at, start, extras=[extra])

    def _read_orphans(self, signature: bytes, take: Callable[[int], int]) -> None:
        for start, end in list(self._holes()):
            at = start
            while (at := self._data.find(signature, at, end)) >= 0:
                at += max(4, take(at))

    def _central_orphan(self, at: int) -> int:
        entry = self._entry(at)
        if entry is None:
            return 4
        member, length = entry
        self._cover(at, at + length)
        self._take(member, (member.at,))
        return length

    def _local_orphan(self, at: int) -> int:
        """Keep a member that no directory names, and return its length."""
        member = self._local(at)
        if member is None:
            return 4
        self._quota.member()
        if member.flags & DESCRIBED and not member.packed:
            member.packed = self._length(member)
            member.crc = 0
        end = min(member.start + member.packed, len(self._data))
        self._members[at] = member
        self._cover(at, end)
        return end - at

    def _length(self, member: Member) -> int:
        """Return how long the data is of a member that says so only behind it."""
        rest = memoryview(self._data)[member.start :]
        if member.method == 8 and not member.flags & ENCRYPTED:
            try:
                return min(inflate(bytes(rest), self._quota)[1], len(rest))
            except ReadError:
                pass
        ends = (self._data.find(mark, member.start) for mark in (_DESCRIPTOR, LOCAL, CENTRAL))
        return min((end for end in ends if end >= 0), default=len(self._data)) - member.start


def fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (id, content) of the extra fields of a member."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        yield kind, extra[at + 4 : at + 4 + length]
        at += 4 + length


def _sizes64(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Return the sizes and the offset, from the ZIP64 field where 32 bits did not do."""
    values = [size, packed, offset]
    for kind, content in fields(extra):
        if kind == 1:
            at = 0
            for index, value in enumerate(values):
                if value == _FULL and at + 8 <= len(content):
                    values[index] = struct.unpack_from("<Q", content, at)[0]
                    at += 8
    return values[0], values[1], values[2]
