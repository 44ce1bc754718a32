"""What a picture file says besides its picture: EXIF, XMP, IPTC, comments, the place."""

import re
from collections.abc import Iterator
from typing import Any

from zhamen.errors import ReadError
from zhamen.model.trace import Trace, TraceKind
from zhamen.reading.decode import decode
from zhamen.reading.formatting import Content, Piece

_EXIF_SUB, _GPS = 0x8769, 0x8825
_UTF16 = (0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F)
"""XPTitle, XPComment, XPAuthor, XPKeywords, XPSubject: UTF-16 by Windows' own custom."""
_USER_COMMENT = 0x9286
_MARKUP = re.compile(r"<[^>]*>")
_SPOKEN = re.compile(r"""=\s*["']([^"']*[^\x00-\x7f][^"']*)["']""")
_SHORT = 2


def notes(image: Any) -> Iterator[Content]:
    """Yield the texts that an image carries, then the place where it was taken."""
    texts = [*_exif_texts(image), *_iptc_texts(image), *_info_texts(image.info)]
    kept = [text.strip("\0 \n") for text in dict.fromkeys(texts)]
    if any(kept):
        yield Piece("\n".join(text for text in kept if text), place="properties")
    position = _position(image)
    if position:
        yield Trace(TraceKind.POSITION, position.encode("ascii"))


def _exif_texts(image: Any) -> Iterator[str]:
    exif = image.getexif()
    for tags in (exif, exif.get_ifd(_EXIF_SUB)):
        for tag, value in tags.items():
            if tag in _UTF16:
                yield _bytes(value).decode("utf-16-le", "replace")
            elif tag == _USER_COMMENT:
                yield from _comment(_bytes(value))
            elif isinstance(value, str):
                yield from _respelled(value)
            elif isinstance(value, bytes) and len(value) < 1 << 16:
                yield from _words(value)


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else bytes(value) if isinstance(value, tuple) else b""


def _respelled(value: str) -> Iterator[str]:
    """Yield a text that Pillow took for Latin-1, in whatever encoding it was really written."""
    try:
        yield from _decoded(value.encode("latin-1"))
    except UnicodeEncodeError:
        yield value


def _comment(value: bytes) -> Iterator[str]:
    """Yield a user comment: eight bytes name its code."""
    code, text = value[:8], value[8:]
    if code.startswith(b"UNICODE"):
        yield from _decoded(text)
    else:
        yield from _words(text)


def _words(value: bytes) -> Iterator[str]:
    stripped = value.strip(b"\0 ")
    if len(stripped) >= _SHORT and b"\0" not in stripped:
        yield from _decoded(stripped)


def _decoded(value: bytes) -> list[str]:
    try:
        return decode(value)
    except ReadError:
        # No text in any encoding: a camera's own data.
        return []


def _iptc_texts(image: Any) -> Iterator[str]:
    from PIL import IptcImagePlugin

    try:
        fields = IptcImagePlugin.getiptcinfo(image) or {}
    except (SyntaxError, KeyError, OSError, ValueError, IndexError):
        return
    for value in fields.values():
        for each in value if isinstance(value, list) else [value]:
            yield from _words(each)


def _info_texts(info: dict[Any, Any]) -> Iterator[str]:
    for key, value in info.items():
        if key in ("exif", "icc_profile", "photoshop", "transparency", "background", "comment"):
            continue
        if key in ("xmp", "XML:com.adobe.xmp"):
            yield from _markup(value)
        elif isinstance(value, str):
            yield from (str(key), value)
        elif isinstance(value, bytes):
            yield from _words(value)


def _markup(value: str | bytes) -> Iterator[str]:
    for text in _decoded(value) if isinstance(value, bytes) else [value]:
        yield from _SPOKEN.findall(text)
        yield re.sub(r"\s*\n\s*", "\n", _MARKUP.sub("\n", text))


def _position(image: Any) -> str:
    """Return `latitude,longitude`, empty where the picture does not say."""
    gps = image.getexif().get_ifd(_GPS)
    latitude = _degrees(gps.get(2), gps.get(1) == "S")
    longitude = _degrees(gps.get(4), gps.get(3) == "W")
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return ""
    return f"{latitude:.6f},{longitude:.6f}"


def _degrees(value: Any, negative: bool) -> float | None:
    try:
        degrees, minutes, seconds = (float(each) for each in value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    found = degrees + minutes / 60 + seconds / 3600
    # NaN compares false with everything, and so is dropped here as well.
    return (-found if negative else found) if 0 <= found <= 180 else None
