"""A writer of OLE compound files, for fixtures that no library writes."""

import struct

_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_SECTOR, _MINI, _CUTOFF = 512, 64, 4096

Tree = dict[str, "bytes | Tree"]


def compound(tree: Tree) -> bytes:
    """Return a compound file of these streams (bytes) and storages (dicts)."""
    entries = _flattened(tree)
    mini, mini_chains, big = _placed(entries)
    chains = [mini, *big]
    sectors: list[bytes] = []
    fat: list[int] = []
    starts: list[int] = []
    directory_size = 128 * (len(entries) + 1)
    for content in (*chains, _fat_bytes(mini_chains), bytes(directory_size)):
        starts.append(len(sectors) if content else _END)
        _append(sectors, fat, content)
    at = iter(starts[1 : len(chains)])
    for entry in entries:
        if entry["size"] >= _CUTOFF:
            entry["start"] = next(at)
    names = _directory(entries, starts[0], len(mini))
    first = starts[-1]
    for number in range(0, len(names), _SECTOR):
        sectors[first + number // _SECTOR] = names[number : number + _SECTOR].ljust(_SECTOR, b"\0")
    count = 1
    while count * 128 < len(fat) + count:
        count += 1
    fat_at = len(sectors)
    table = _fat_bytes([*fat, *[_FAT] * count])
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, count, first, 0, _CUTOFF, starts[-2], -(-len(mini_chains) // 128), _END, 0,
    )  # fmt: skip
    header += struct.pack("<109I", *range(fat_at, fat_at + count), *[_FREE] * (109 - count))
    return header + b"".join(sectors) + table.ljust(count * _SECTOR, b"\xff")


def _flattened(tree: Tree) -> list[dict]:
    """Return entries with their children; the root's children are those of parent -1."""
    entries: list[dict] = []

    def add(tree: Tree, parent: int) -> None:
        for name in sorted(tree, key=lambda each: (len(each), each.upper())):
            content = tree[name]
            is_stream = isinstance(content, bytes)
            entry = {"name": name, "parent": parent, "is_stream": is_stream, "start": _END,
                     "data": content if is_stream else b"", "size": len(content) if is_stream
                     else 0}  # fmt: skip
            entries.append(entry)
            if not is_stream:
                add(content, len(entries) - 1)

    add(tree, -1)
    return entries


def _placed(entries: list[dict]) -> tuple[bytes, list[int], list[bytes]]:
    mini, chains, big = b"", [], []
    for entry in entries:
        data = entry["data"]
        if entry["size"] >= _CUTOFF:
            big.append(data)
        elif data:
            entry["start"] = len(mini) // _MINI
            count = -(-len(data) // _MINI)
            chains += [*range(len(chains) + 1, len(chains) + count), _END]
            mini += data.ljust(count * _MINI, b"\0")
    return mini, chains, big


def _append(sectors: list[bytes], fat: list[int], content: bytes) -> None:
    count = -(-len(content) // _SECTOR)
    for number in range(count):
        sectors.append(content[number * _SECTOR :][:_SECTOR].ljust(_SECTOR, b"\0"))
        fat.append(len(fat) + 1 if number < count - 1 else _END)


def _fat_bytes(chain: list[int]) -> bytes:
    return struct.pack(f"<{len(chain)}I", *chain).ljust(-(-len(chain) // 128) * _SECTOR, b"\xff")


def _directory(entries: list[dict], start: int, size: int) -> bytes:
    rows = [_row("Root Entry", 5, _NONE, _first(entries, -1), start, size)]
    for number, entry in enumerate(entries):
        # Children of a storage hang on one another, each the right neighbour of the one before.
        later = [at for at in range(number + 1, len(entries))
                 if entries[at]["parent"] == entry["parent"]]  # fmt: skip
        right = later[0] + 1 if later else _NONE
        kind = 2 if entry["is_stream"] else 1
        rows.append(_row(entry["name"], kind, right, _first(entries, number), entry["start"],
                         entry["size"]))  # fmt: skip
    return b"".join(rows)


def _first(entries: list[dict], parent: int) -> int:
    return next((at + 1 for at, each in enumerate(entries) if each["parent"] == parent), _NONE)


def _row(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xIQQIQ", raw, len(raw) + 2, kind, 1, _NONE, right, child, 0, 0, 0, start, size
    )


def native(name: str, content: bytes) -> bytes:
    """Return an Ole10Native stream that wraps a file."""
    raw = name.encode("gb18030") + b"\0"
    path = b"C:\\" + raw
    body = b"\x02\0" + raw + path + struct.pack("<HHI", 0, 3, len(path)) + path
    body += struct.pack("<I", len(content)) + content
    return struct.pack("<I", len(body)) + body


def macro(source: str) -> bytes:
    """Return a VBA project of one module, in chunks as MS-OVBA packs them."""
    raw = source.encode("gb18030")
    packed = b"".join(raw[at : at + 8].join((b"\0", b"")) for at in range(0, len(raw), 8))
    chunk = struct.pack("<H", 0xB000 | (len(packed) - 1)) + packed
    module = bytes(40) + b"\x01" + chunk
    code: Tree = {"dir": b"\x01\x00\xb0\x00", "_VBA_PROJECT": b"\xcc", "Module1": module}
    return compound({"PROJECT": b"ID=1", "VBA": code})
