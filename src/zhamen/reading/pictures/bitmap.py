"""Bitmaps as documents hold them: without the header that they have as files."""


def bitmap(data: bytes) -> bytes:
    """Return a device-independent bitmap with the file header that it lacks."""
    size = int.from_bytes(data[:4], "little")
    bits = int.from_bytes(data[14:16], "little")
    used = int.from_bytes(data[32:36], "little") or (1 << bits if bits <= 8 else 0)
    masks = 12 if data[16:20] == b"\x03\0\0\0" and size == 40 else 0
    offset = 14 + size + 4 * used + masks
    return (
        b"BM"
        + (14 + len(data)).to_bytes(4, "little")
        + bytes(4)
        + offset.to_bytes(4, "little", signed=False)
        + data
    )
