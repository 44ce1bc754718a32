"""The 7z container: headers, folders of coders, and the streams that they unpack.

After the description 7zFormat.txt that comes with the LZMA SDK (public domain). Numbers are
never believed: counts lie within the header that holds them, sizes within the quota.
"""

import bz2
import lzma
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from zhamen.errors import ReadError
from zhamen.reading.archives.unpacking import Quota, expand, inflate

SIGNATURE = b"7z\xbc\xaf\x27\x1c"
_MEMORY = 192 << 20
(_END, _HEADER, _, _, _MAIN, _FILES, _PACK, _UNPACK, _SUBSTREAMS, _SIZE, _CRC, _FOLDER,
 _CODER_SIZES, _COUNTS, _EMPTY, _, _, _NAMES) = range(18)  # fmt: skip
_ENCODED = 23
_AES = b"\x06\xf1\x07\x01"
_BRANCH = {
    b"\x04": lzma.FILTER_X86, b"\x03\x03\x01\x03": lzma.FILTER_X86,
    b"\x05": lzma.FILTER_POWERPC, b"\x03\x03\x02\x05": lzma.FILTER_POWERPC,
    b"\x06": lzma.FILTER_IA64, b"\x03\x03\x04\x01": lzma.FILTER_IA64,
    b"\x07": lzma.FILTER_ARM, b"\x03\x03\x05\x01": lzma.FILTER_ARM,
    b"\x08": lzma.FILTER_ARMTHUMB, b"\x03\x03\x07\x01": lzma.FILTER_ARMTHUMB,
    b"\x09": lzma.FILTER_SPARC, b"\x03\x03\x08\x05": lzma.FILTER_SPARC,
}  # fmt: skip


@dataclass(slots=True)
class Item:
    """One member: its name, and of its content the size in bytes and the checksum, if told."""

    name: str = ""
    size: int = 0
    crc: int | None = None

    def matches(self, content: bytes) -> bool:
        """Tell whether a content has the size and the checksum that were told."""
        return len(content) == self.size and self.crc in (None, zlib.crc32(content))


@dataclass(slots=True)
class _Folder:
    """Streams packed together: coders in order, what they unpack to, and of which size."""

    coders: list[tuple[bytes, bytes]]
    inputs: list[int]
    """For each coder, which one feeds it; -1 where it is fed by the packed stream."""
    is_simple: bool
    sizes: list[int] = field(default_factory=list)
    main: int = 0
    crc: int | None = None
    items: list[Item] = field(default_factory=list)
    packed: int = 1


class _Bytes:
    """A header being read; whoever reads beyond its end learns that it is damaged."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        """Return so many bytes."""
        if size < 0 or self._at + size > len(self._data):
            raise ReadError("damaged")
        self._at += size
        return self._data[self._at - size : self._at]

    def byte(self) -> int:
        """Return the next byte."""
        return self.take(1)[0]

    def number(self) -> int:
        """Return a number of one to nine bytes: the first tells how many follow."""
        first, mask, value = self.byte(), 0x80, 0
        for index in range(8):
            if not first & mask:
                return value + ((first & (mask - 1)) << (8 * index))
            value |= self.byte() << (8 * index)
            mask >>= 1
        return value

    def count(self) -> int:
        """Return a number of things, each of which takes at least a bit of the header."""
        value = self.number()
        if value > 8 * len(self._data):
            raise ReadError("damaged")
        return value

    def bits(self, count: int) -> list[bool]:
        """Return so many bits, the highest of each byte first."""
        data = self.take((count + 7) // 8)
        return [bool(data[at // 8] & (0x80 >> at % 8)) for at in range(count)]

    def checksums(self, count: int) -> list[int | None]:
        """Return so many checksums, None where one is not told."""
        known = [True] * count if self.byte() else self.bits(count)
        return [struct.unpack("<I", self.take(4))[0] if each else None for each in known]


class Seven:
    """One 7z file with its headers read."""

    def __init__(self, data: bytes, quota: Quota) -> None:
        """Read the headers. Raises ReadError: damaged, encrypted, memory, too_many_members."""
        self._data, self._quota = data, quota
        self._pack_at = 0
        self._pack_sizes: list[int] = []
        self._folders: list[_Folder] = []
        self.items: list[Item] = []
        if len(data) < 32:
            raise ReadError("damaged")
        offset, size, crc = struct.unpack_from("<QQI", data, 12)
        header = data[32 + offset : 32 + offset + size]
        if len(header) < size or zlib.crc32(header) != crc:
            raise ReadError("damaged")
        self.behind = data[32 + offset + size :]
        self._read(header)

    def contents(self) -> Iterator[tuple[list[Item], bytes, str]]:
        """Yield (members, their contents joined, why they are unread or empty) of each folder."""
        for index, folder in enumerate(self._folders):
            content, reason = b"", ""
            try:
                content = self._unpacked(index)
            except ReadError as error:
                if error.reason == "expansion":
                    raise
                reason = error.reason
            yield folder.items, content, reason

    def _read(self, header: bytes) -> None:
        for _ in range(4):
            said = _Bytes(header)
            kind = said.byte() if header else _END
            if kind != _ENCODED:
                break
            # The header is itself a packed stream, described by the one that we hold.
            self._streams(said)
            header = self._unpacked(0) if self._folders else b""
            self._folders, self._pack_sizes = [], []
        if kind == _HEADER:
            self._header(said)
        elif kind != _END:
            raise ReadError("damaged")

    def _header(self, said: _Bytes) -> None:
        while (kind := said.byte()) != _END:
            if kind == _MAIN:
                self._streams(said)
            elif kind == _FILES:
                self._files(said)
            elif kind == 2:
                while said.byte() != _END:
                    said.take(said.number())
            else:
                raise ReadError("damaged")

    def _streams(self, said: _Bytes) -> None:
        while (kind := said.byte()) != _END:
            if kind == _PACK:
                self._packs(said)
            elif kind == _UNPACK:
                self._unpacks(said)
            elif kind == _SUBSTREAMS:
                self._substreams(said)
            else:
                raise ReadError("damaged")
        for folder in self._folders:
            if not folder.items and folder.sizes:
                folder.items = [Item(size=folder.sizes[folder.main], crc=folder.crc)]

    def _packs(self, said: _Bytes) -> None:
        self._pack_at = 32 + said.number()
        count = said.count()
        while (kind := said.byte()) != _END:
            if kind == _SIZE:
                self._pack_sizes = [said.number() for _ in range(count)]
            elif kind == _CRC:
                said.checksums(count)
            else:
                raise ReadError("damaged")

    def _unpacks(self, said: _Bytes) -> None:
        if said.byte() != _FOLDER:
            raise ReadError("damaged")
        count = said.count()
        if said.byte():
            raise ReadError("not_supported:compression")
        self._folders = [_folder(said) for _ in range(count)]
        while (kind := said.byte()) != _END:
            if kind == _CODER_SIZES:
                for folder in self._folders:
                    folder.sizes = [said.number() for _ in folder.coders]
            elif kind == _CRC:
                for folder, crc in zip(self._folders, said.checksums(count), strict=True):
                    folder.crc = crc
            else:
                raise ReadError("damaged")

    def _substreams(self, said: _Bytes) -> None:
        counts = [1] * len(self._folders)
        kind = said.byte()
        if kind == _COUNTS:
            counts = [said.count() for _ in self._folders]
            kind = said.byte()
        for folder, count in zip(self._folders, counts, strict=True):
            sizes = [said.number() for _ in range(count - 1)] if kind == _SIZE and count else []
            whole = folder.sizes[folder.main] if folder.sizes else 0
            if count:
                sizes.append(whole - sum(sizes))
            if any(size < 0 for size in sizes):
                raise ReadError("damaged")
            folder.items = [Item(size=size) for size in sizes]
        if kind == _SIZE:
            kind = said.byte()
        while kind != _END:
            if kind != _CRC:
                raise ReadError("damaged")
            self._substream_checksums(said)
            kind = said.byte()

    def _substream_checksums(self, said: _Bytes) -> None:
        unknown = []
        for folder in self._folders:
            if len(folder.items) == 1 and folder.crc is not None:
                folder.items[0].crc = folder.crc
            else:
                unknown += folder.items
        for item, crc in zip(unknown, said.checksums(len(unknown)), strict=True):
            item.crc = crc

    def _files(self, said: _Bytes) -> None:
        count = said.count()
        names, empty = [""] * count, [False] * count
        while (kind := said.number()) != _END:
            inner = _Bytes(said.take(said.number()))
            if kind == _EMPTY:
                empty = inner.bits(count)
            elif kind == _NAMES and not inner.byte():
                names = [_name(inner) for _ in range(count)]
        full = iter([item for folder in self._folders for item in folder.items])
        for name, is_empty in zip(names, empty, strict=True):
            self._quota.member()
            item = Item() if is_empty else next(full, None)
            if item is None:
                raise ReadError("damaged")
            item.name = name
            self.items.append(item)

    def _unpacked(self, index: int) -> bytes:
        """Return what a folder unpacks to. Raises ReadError."""
        folder = self._folders[index]
        if any(method == _AES for method, _ in folder.coders):
            raise ReadError("encrypted")
        if not folder.is_simple:
            raise ReadError("not_supported:compression")
        first = sum(each.packed for each in self._folders[:index])
        if first >= len(self._pack_sizes) or len(folder.sizes) != len(folder.coders):
            raise ReadError("damaged")
        start = self._pack_at + sum(self._pack_sizes[:first])
        content = self._data[start : start + self._pack_sizes[first]]
        at = folder.inputs.index(-1)
        for _ in folder.coders:
            if at < 0:
                raise ReadError("damaged")
            method, properties = folder.coders[at]
            content = _decoded(method, properties, content, folder.sizes[at], self._quota)
            at = folder.inputs.index(at) if at in folder.inputs else -1
        return content


def _folder(said: _Bytes) -> _Folder:
    coders: list[tuple[bytes, bytes]] = []
    streams = []
    for _ in range(said.count()):
        flags = said.byte()
        method = said.take(flags & 15)
        ins, outs = (said.count(), said.count()) if flags & 16 else (1, 1)
        coders.append((method, said.take(said.number()) if flags & 32 else b""))
        streams.append((ins, outs))
    simple = all(each == (1, 1) for each in streams) and 0 < len(coders) < 8
    total_in, total_out = (sum(each[at] for each in streams) for at in (0, 1))
    inputs = [-1] * max(total_in, len(coders))
    outputs = set(range(total_out))
    for _ in range(max(0, total_out - 1)):
        into, out = said.count(), said.count()
        if into >= len(inputs) or out not in outputs:
            raise ReadError("damaged")
        inputs[into] = out
        outputs.discard(out)
    packed = total_in - (total_out - 1)
    if packed > 1:
        for _ in range(packed):
            said.count()
    # Two coders fed by one another would go round for ever.
    simple = simple and inputs.count(-1) == 1 and len(set(inputs)) == len(inputs)
    return _Folder(coders, inputs, simple, main=min(outputs, default=0), packed=packed)


def _name(said: _Bytes) -> str:
    letters = bytearray()
    while (pair := said.take(2)) != b"\0\0":
        letters += pair
    return letters.decode("utf-16-le", "replace")


def _decoded(method: bytes, properties: bytes, data: bytes, size: int, quota: Quota) -> bytes:
    """Return what one coder makes of its input. Raises ReadError."""
    if size > quota.left:
        raise ReadError("expansion")
    if method in (b"\0", b""):
        return data
    if method == b"\x04\x01\x08":
        return inflate(data, quota)[0]
    if method == b"\x04\x02\x02":
        return expand(data, bz2.BZ2Decompressor(), quota)[0]
    if method in _BRANCH:
        # liblzma has its branch filters in a chain only: the data is put in as an LZMA2 stream.
        chain = [{"id": _BRANCH[method]}, {"id": lzma.FILTER_LZMA2, "dict_size": 1 << 16}]
        return _raw(_as_lzma2(data), chain, size, quota)
    if method == b"\x03":
        distance = {"id": lzma.FILTER_DELTA, "dist": properties[0] + 1 if properties else 1}
        chain = [distance, {"id": lzma.FILTER_LZMA2, "dict_size": 1 << 16}]
        return _raw(_as_lzma2(data), chain, size, quota)
    return _raw(data, [_lzma(method, properties)], size, quota)


def _lzma(method: bytes, properties: bytes) -> dict[str, int]:
    """Return liblzma's description of an LZMA or LZMA2 coder. Raises ReadError."""
    if method == b"\x03\x01\x01" and len(properties) == 5 and properties[0] < 225:
        rest, lc = divmod(properties[0], 9)
        pb, lp = divmod(rest, 5)
        size = max(4096, struct.unpack("<I", properties[1:])[0])
        found = {"id": lzma.FILTER_LZMA1, "lc": lc, "lp": lp, "pb": pb, "dict_size": size}
    elif method == b"\x21" and len(properties) == 1 and properties[0] <= 40:
        size = (2 | properties[0] & 1) << (properties[0] // 2 + 11)
        found = {"id": lzma.FILTER_LZMA2, "dict_size": min(size, 0xFFFFFFFF)}
    else:
        raise ReadError("not_supported:compression")
    if found["dict_size"] > _MEMORY:
        # Programs write the size of the dictionary that they had, not the one that is needed.
        found["dict_size"] = _MEMORY
    return found


def _raw(data: bytes, chain: list[dict[str, int]], size: int, quota: Quota) -> bytes:
    try:
        unpacker = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=chain)
    except (lzma.LZMAError, ValueError, OverflowError) as error:
        raise ReadError("damaged") from error
    return expand(data, unpacker, quota, size)[0]


def _as_lzma2(data: bytes) -> bytes:
    """Return data as an LZMA2 stream of chunks that are not packed."""
    chunks = [data[at : at + 65536] for at in range(0, len(data), 65536)]
    framed = (
        bytes((1 if at == 0 else 2,)) + struct.pack(">H", len(chunk) - 1) + chunk
        for at, chunk in enumerate(chunks)
    )
    return b"".join(framed) + b"\0"
