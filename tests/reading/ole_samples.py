"""OLE files made by hand: streams in storages, all in sectors of 512 bytes."""

import struct
from typing import Any

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_MINI = 4096
"""Shorter streams would need the mini stream; they are padded, and their size told as this."""


def ole(streams: dict[str, bytes]) -> bytes:
    """Return an OLE file of these streams; a name is a path with `/` between."""
    tree: dict[str, Any] = {}
    for path, content in streams.items():
        folder = tree
        *parents, name = path.split("/")
        for parent in parents:
            folder = folder.setdefault(parent, {})
        folder[name] = content
    entries: list[list[Any]] = [["Root Entry", 5, _FREE, _END, 0, _FREE]]
    body: list[bytes] = []
    fat: list[int] = []
    _add(tree, 0, entries, body, fat)
    while len(entries) % 4:
        entries.append(["", 0, _FREE, 0, 0, _FREE])
    directory = len(fat)
    count = len(entries) // 4
    fat += [*range(directory + 1, directory + count), _END]
    body += [b"".join(map(_entry, entries[at : at + 4])) for at in range(0, len(entries), 4)]
    sectors = -(-(len(fat) + 8) // 128)
    places = list(range(len(fat), len(fat) + sectors))
    fat += [_FAT] * sectors
    fat += [_FREE] * (sectors * 128 - len(fat))
    body += [struct.pack("<128I", *fat[at : at + 128]) for at in range(0, len(fat), 128)]
    return _head(sectors, directory, places) + b"".join(body)


def _add(folder: dict[str, Any], parent: int, entries: list[list[Any]], body: list[bytes],
         fat: list[int]) -> None:  # fmt: skip
    previous = _FREE
    for name, content in folder.items():
        index = len(entries)
        if isinstance(content, dict):
            entries.append([name, 1, _FREE, 0, 0, previous])
            _add(content, index, entries, body, fat)
        else:
            padded = content.ljust(max(_MINI, -(-len(content) // _SECTOR) * _SECTOR), b"\0")
            first, count = len(fat), len(padded) // _SECTOR
            fat += [*range(first + 1, first + count), _END]
            body += [padded[at : at + _SECTOR] for at in range(0, len(padded), _SECTOR)]
            entries.append([name, 2, _FREE, first, max(_MINI, len(content)), previous])
        previous = index
    entries[parent][2] = previous


def _entry(told: list[Any]) -> bytes:
    name, kind, child, first, size, left = told
    raw = (name + "\0").encode("utf-16-le") if name else b""
    return (raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, left, _FREE, child)
            + bytes(36) + struct.pack("<IQ", first, size))  # fmt: skip


def _head(sectors: int, directory: int, places: list[int]) -> bytes:
    head = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
            + struct.pack("<HHHHHHIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, sectors, directory,
                          0, _MINI, _END, 0, _END, 0))  # fmt: skip
    return head + struct.pack("<109I", *places, *[_FREE] * (109 - len(places)))
