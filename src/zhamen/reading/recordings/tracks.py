"""What a container holds besides picture and sound: tags, chapters, subtitles, files, data."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from zhamen.model.verdict import Unread
from zhamen.reading.formatting import Content, Embedded, Piece

_TELEMETRY = ("mebx", "gpmd", "tmcd", "rtmd", "camm", "fdsc")
"""Data tracks of cameras: time codes and the readings of sensors."""
_TECHNICAL = frozenset(
    ("major_brand", "minor_version", "compatible_brands", "creation_time", "encoder", "language",
     "handler_name", "vendor_id", "duration", "bps", "number_of_frames", "number_of_bytes")
)  # fmt: skip
_ISO6709 = re.compile(r"^([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)")
_OVERRIDE = re.compile(r"\{\\[^}]*\}")
_MOST_SUBTITLES = 1 << 20


def tags(metadata: Mapping[str, str]) -> Iterator[str]:
    """Yield what tags say, without those that every encoder writes."""
    for name, value in metadata.items():
        technical = name.lower().split("-")[0] in _TECHNICAL
        if not technical or not value.isascii():
            yield value


def position(metadata: Mapping[str, str]) -> bytes:
    """Return `latitude,longitude` where a phone noted them (ISO 6709), else nothing."""
    for name, value in metadata.items():
        found = _ISO6709.match(value) if "location" in name.lower() else None
        if found:
            return f"{float(found[1]):.6f},{float(found[2]):.6f}".encode()
    return b""


def chapters(container: Any) -> Iterator[str]:
    """Yield the titles of the chapters."""
    for chapter in container.chapters():
        yield from tags(chapter["metadata"])


def attachments(container: Any) -> Iterator[Content]:
    """Yield the files that Matroska carries along, and pictures for the cover."""
    import av

    covers = []
    for number, stream in enumerate(container.streams):
        if stream.type == "attachment":
            yield Embedded(stream.name or f"attachment {number}", bytes(stream.data or b""))
        elif is_cover(stream):
            covers.append(stream)
    if not covers:
        return
    seen: set[int] = set()
    try:
        for packet in container.demux(covers):
            if packet.size and packet.stream.index not in seen:
                seen.add(packet.stream.index)
                yield Embedded(f"cover {len(seen)}", bytes(packet))
            if len(seen) == len(covers):
                break
    except av.FFmpegError:
        yield Unread("cover", "damaged")
    container.seek(0)


def is_cover(stream: Any) -> bool:
    """Tell whether a video track is one picture for the cover."""
    import av

    return stream.type == "video" and bool(stream.disposition & av.stream.Disposition.attached_pic)


def subtitles(container: Any) -> Iterator[Content]:
    """Yield the text of each subtitle track; subtitles that are pictures are unread."""
    for number, stream in enumerate(each for each in container.streams if each.type == "subtitle"):
        lines: list[str] = []
        pictures = False
        container.seek(0)
        for packet in container.demux(stream):
            for each in _rectangles(packet):
                text = _said(each)
                pictures |= text is None
                lines += [text] if text else []
            if len(lines) > _MOST_SUBTITLES:
                yield Unread(f"subtitles {number + 1}", "too_much_text")
                break
        if lines:
            yield Piece("\n".join(lines), place="subtitles")
        if pictures:
            yield Unread(f"subtitles {number + 1}", "not_supported:picture")


def _rectangles(packet: Any) -> Iterator[Any]:
    for decoded in packet.decode():
        # Older releases give the set, newer ones what is in it.
        yield from decoded if hasattr(decoded, "rects") else (decoded,)


def _said(subtitle: Any) -> str | None:
    """Return the words of a subtitle, None of one that is a picture."""
    said = getattr(subtitle, "dialogue", None) or getattr(subtitle, "text", None)
    if said is None:
        return None if subtitle.type == b"bitmap" else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return _OVERRIDE.sub("", text).replace("\\N", "\n").strip()


def data_tracks(container: Any) -> Iterator[Content]:
    """Yield text that lies in data tracks; one that holds neither text nor telemetry is unread."""
    tracks = [each for each in container.streams if each.type == "data"]
    lines: dict[int, list[str]] = {each.index: [] for each in tracks}
    silent: set[int] = set()
    for packet in container.demux(tracks) if tracks else ():
        data = bytes(packet)
        text = _as_text(data)
        if text:
            lines[packet.stream.index].append(text)
        elif data:
            silent.add(packet.stream.index)
    for each in tracks:
        if lines[each.index]:
            yield Piece("\n".join(dict.fromkeys(lines[each.index])), place="data")
        if each.index in silent and not _is_telemetry(each):
            yield Unread(f"track {each.index + 1}", "binary")


def _is_telemetry(stream: Any) -> bool:
    return str(getattr(stream, "codec_tag", "") or _tag(stream)).lower().startswith(_TELEMETRY)


def _tag(stream: Any) -> str:
    context = stream.codec_context
    return str(context.codec_tag) if context is not None else ""


def _as_text(data: bytes) -> str:
    # QuickTime text samples begin with their length in two bytes.
    if len(data) > 2 and int.from_bytes(data[:2], "big") in range(1, len(data) - 1):
        data = data[2 : 2 + int.from_bytes(data[:2], "big")]
    try:
        text = data.decode("utf-8").strip("\0 \r\n")
    except UnicodeDecodeError:
        return ""
    return text if text.isprintable() or "\n" in text else ""


def printable(lines: Iterable[str]) -> str:
    """Return lines that say something, each once."""
    return "\n".join(dict.fromkeys(line for line in lines if line.strip()))
