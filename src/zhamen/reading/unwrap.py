"""Text wrapped in text: Base64, percent signs, entities, escapes, hex, letters drawn apart.

The triggers wake the inspector's sieve. Undoing is linear and bounded: three layers, and no more
text than came in, times eight; what lies beyond is unread.
"""

import base64
import binascii
import html
import quopri
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from zhamen.errors import ReadError
from zhamen.model.passage import Passage
from zhamen.model.verdict import Unread
from zhamen.reading.decode import decode, plausibility
from zhamen.reading.normal import fold

MOST_LAYERS = 3
_PLAUSIBLE = 0.8


def _texts(data: bytes) -> list[str]:
    """Return the plausible readings of decoded bytes; noise yields none."""
    try:
        readings = decode(data)
    except ReadError:
        return []
    # One letter over and over says nothing; it is some other code that happens to decode.
    return [
        text
        for text in readings
        if plausibility(text[:512]) >= _PLAUSIBLE and len(set(text[:512])) > 2
    ]


def _from_base64(found: str) -> list[str]:
    packed = re.sub(r"\s+", "", found).rstrip("=").replace("-", "+").replace("_", "/")
    if len(packed) % 4 == 1:
        packed = packed[:-1]
    try:
        return _texts(base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True))
    except (binascii.Error, ValueError):
        return []


def _from_percent(found: str) -> list[str]:
    return _texts(unquote_to_bytes(found))


def _from_quoted(found: str) -> list[str]:
    return _texts(quopri.decodestring(found.encode("ascii", "ignore")))


def _from_hex(found: str) -> list[str]:
    digits = re.sub(r"0x|\\x|[^0-9a-fA-F]", "", found)
    return _texts(bytes.fromhex(digits[: len(digits) & ~1]))


def _from_entities(found: str) -> list[str]:
    return [html.unescape(found)]


_ESCAPE = re.compile(
    # The long form first: else its first half is taken for the short one.
    r"\\U(00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})"
    r"|(?i:\\u\{([0-9a-f]{1,6})\}|(?:\\u|u\+|%u|\\x\{)([0-9a-f]{4})\}?)"
)


def _from_escapes(found: str) -> list[str]:
    text = _ESCAPE.sub(_character, found)
    return [text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")]


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2] or match[3], 16)
    return chr(code) if code < 0x110000 else match[0]


def _from_letters_apart(found: str) -> list[str]:
    return [re.sub(r"[^\w★☆*\n]|_", "", found)]


class Wrapping(NamedTuple):
    """One way to wrap a text."""

    name: str
    trigger: str
    """What it looks like in folded text; may fire too often, never too rarely."""
    stretch: re.Pattern[str]
    """What is undone as one, in the original text."""
    undo: Callable[[str], list[str]]


# Three separators with one character between them; whether they are the same, the undoing sees.
_SEPARATOR = r"[\-_.,~|/+=\\:;!'、。·^&#@]"
_APART = rf"{_SEPARATOR}[一-鿿0-9★]{_SEPARATOR}[一-鿿0-9★]{_SEPARATOR}"
# Base64 of Chinese text has digits nearly everywhere; names and words run together have none.
_DIGIT = "[a-z0-9+/_-]"
_BASE64 = "|".join(_DIGIT * before + "[0-9]" + _DIGIT * (13 - before) for before in range(14))
WRAPPINGS = (
    Wrapping(
        "base64",
        _BASE64,
        re.compile(
            r"[A-Za-z0-9+/_\-]{14,}(?:\r?\n[A-Za-z0-9+/_\-]{4,})*"
            r"(?:\r?\n[A-Za-z0-9+/_\-]{2,3}(?==))?={0,2}"
        ),
        _from_base64,
    ),
    Wrapping(
        "percent",
        r"%[0-9a-f]{2}%[0-9a-f]{2}",
        re.compile(r"(?:%[0-9A-Fa-f]{2}|[\w\-.~+★*]){6,}"),
        _from_percent,
    ),
    Wrapping(
        "quoted-printable",
        r"=[0-9a-f]{2}=[0-9a-f]{2}",
        re.compile(r"(?:=[0-9A-Fa-f]{2}|=\r?\n|[\x21-\x3c\x3e-\x7e ]){6,}"),
        _from_quoted,
    ),
    Wrapping(
        "hex",
        r"(?:(?:\\x|0x)?[0-9a-f]{2},?){6}",
        re.compile(r"(?:(?:\\x|0x)?[0-9A-Fa-f]{2}[\s,]{0,2}){6,}"),
        _from_hex,
    ),
    Wrapping(
        "entity",
        r"&#?[0-9a-z]{2,8};",
        re.compile(r"(?:&#?[0-9A-Za-z]{2,8};|[^&\n]){1,}"),
        _from_entities,
    ),
    Wrapping(
        "escape",
        r"(?:\\[ux]|u\+|%u)\{?[0-9a-f]{4}",
        re.compile(r"[^\n]*(?:\\[uUx]|[uU]\+|%u)\{?[0-9A-Fa-f]{4}[^\n]*"),
        _from_escapes,
    ),
    Wrapping(
        "letters-apart",
        _APART,
        re.compile(r"\w\s?([^\w\s]{1,2})\s?(?:[\w★☆*]\s?\1\s?){2,}[\w★☆*]"),
        _from_letters_apart,
    ),
)
TRIGGERS = tuple(wrapping.trigger for wrapping in WRAPPINGS)


def unwrap(passage: Passage) -> Iterator[Passage | Unread]:
    """Yield a passage for every wrapped text in this one, layer by layer; an Unread at the end
    if there is more than the limits allow."""
    budget = 8 * len(passage.text) + 4096
    layer = [passage]
    for _ in range(MOST_LAYERS):
        deeper: list[Passage] = []
        for each in layer:
            for inner in _one_layer(each):
                budget -= len(inner.text)
                if budget < 0:
                    yield Unread(passage.part, "too_much_text")
                    return
                yield inner
                deeper.append(inner)
        layer = deeper


def _one_layer(passage: Passage) -> Iterator[Passage]:
    for wrapping in WRAPPINGS:
        if not re.search(wrapping.trigger, passage.folded.text):
            continue
        for match in wrapping.stretch.finditer(passage.text):
            for text in wrapping.undo(match[0]):
                if text and text != match[0]:
                    yield _derived(passage, wrapping.name, match, text)


def _derived(outer: Passage, name: str, match: re.Match[str], text: str) -> Passage:
    """Return the inner passage; all its findings point at the whole wrapped span."""
    start = outer.start if not outer.anchored else outer.start + match.start()
    extent = outer.extent if not outer.anchored else match.end() - match.start()
    return Passage(
        part=outer.part,
        text=text,
        folded=fold(text),
        medium=outer.medium,
        page=outer.page,
        place=f"{outer.place}+{name}" if outer.place else name,
        start=start,
        anchored=False,
        extent=extent,
    )
