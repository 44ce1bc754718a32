"""What an event says: every text in it, every file that it quotes, and whether it is sealed.

An event is an open form: anybody may write any type with any field, and some client shows it. So
every string counts, names of fields among them, wherever it stands. Each is a part of its own, so
that an unseen field cannot lend its context to a seen one; all of them in a row are one more, so
that nothing is told in halves.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import unquote

from zhamen.errors import UsageError
from zhamen.model.message import Part

MOST_TEXTS = 64
"""Texts of one event; what has more is no message of a person."""
ENCRYPTION = ("m.room.encrypted", "m.room.encryption")
_MXC = re.compile(r"mxc://([A-Za-z0-9.:\[\]-]+)/([A-Za-z0-9_-]+)", re.I)
_LINK = re.compile(
    r"/_matrix/(?:client/v1/media|media/(?:r0|v1|v3))/(?:download|thumbnail)"
    r"/([A-Za-z0-9.:\[\]-]+)/([A-Za-z0-9_-]+)"
)
_BARE = re.compile(r"[!-~]{0,255}")
"""A word of machines: an id, a type, a key. It is looked at in the row of all of them."""
_TAG = re.compile(r"<[A-Za-z/!?]")


@dataclass(frozen=True, slots=True)
class Seen:
    """What an event shows to whoever may read it."""

    parts: tuple[Part, ...]
    media: tuple[str, ...]
    """The files that it quotes, as `mxc://server/id`, wherever they stand."""
    sealed: bool
    """It is encrypted, or brings a key: nobody can look into it."""


def read_event(event: Mapping[str, Any]) -> Seen:
    """Return what an event says. Raises UsageError for one that says too many things."""
    found = list(_strings(event))
    media = dict.fromkeys(mxc for _, text in found for mxc in _media(text))
    texts = {_without_media(text): name for name, text in reversed(found)}
    own = [(name, text) for text, name in reversed(texts.items()) if not _BARE.fullmatch(text)]
    if len(own) > MOST_TEXTS:
        raise UsageError(f"{len(own)} texts in one event", advice=f"{MOST_TEXTS} at most")
    parts = [_part(name, text) for name, text in own]
    parts.append(Part("event", text="\n".join(reversed(texts))))
    return Seen(tuple(parts), tuple(media), _is_sealed(event))


def _part(name: str, text: str) -> Part:
    if _TAG.search(text):
        # Tags are for the reader of pages: letters may stand apart, and be hidden.
        page = f"<!doctype html><meta charset=utf-8><body>{text}"
        return Part(name, data=page.encode("utf-8", "replace"))
    return Part(name, text=text)


def _strings(event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (name of its field, text) of every string, in the order in which they are written."""
    waiting: list[tuple[str, Any]] = [("event", event)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, Mapping):
            waiting.extend((str(key), each) for key, each in reversed([*value.items()]))
            waiting.extend((name, str(key)) for key in reversed([*value]))
        elif isinstance(value, list):
            waiting.extend((name, each) for each in reversed(value))


def _media(text: str) -> Iterator[str]:
    """Yield the files that a text quotes, by their address or by a link to them."""
    for reading in {text, unescape(text), unquote(text)}:
        for pattern in (_MXC, _LINK):
            for server, media_id in pattern.findall(reading):
                yield f"mxc://{server.lower()}/{media_id}"


def _without_media(text: str) -> str:
    """Return a text without addresses of files: the same picture, sent again, has another."""
    return _MXC.sub("", text)


def _is_sealed(event: Mapping[str, Any]) -> bool:
    """Tell whether it is encrypted, turns encryption on, or brings the key of an encrypted file."""
    if event.get("type") in ENCRYPTION:
        return True
    waiting: list[Any] = [event.get("content")]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            if "key" in value and "iv" in value:
                return True
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return False
