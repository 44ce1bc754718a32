"""An RTF document group by group: what is body, what stands beside it, what is a file."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from zhamen.reading.binary.native import object_of_rtf
from zhamen.reading.documents.lines import (
    CODE,
    DELETED,
    HIDDEN,
    INSERTED,
    Line,
    merged,
    piece,
    pieces_of,
)
from zhamen.reading.formatting import Content, Embedded
from zhamen.reading.pictures.bitmap import bitmap
from zhamen.reading.richtext.letters import CHARSETS, PAGES, SAID, SYMBOLS, is_half, text_of
from zhamen.reading.richtext.tokens import Token

_FLAGS = {"v": HIDDEN, "deleted": DELETED, "revised": INSERTED}
_TRANSPARENT = frozenset({"fldrslt", "field", "rtf", "listtext", "pntext", "nesttableprops", "upr",
                          "ud", "result", "mmath", "moMath", "mr", "object", "shp", "shpinst",
                          "nonshppict", "shppict"})  # fmt: skip
"""Destinations whose text is part of what is around them."""
_ISLANDS = frozenset(
    "header headerl headerr headerf footer footerl footerr footerf footnote annotation atnauthor"
    " atnid info title subject author operator keywords comment doccomm company manager category"
    " hlinkbase shptxt sp sn sv fonttbl stylesheet colortbl filetbl revtbl listtable bkmkstart"
    " bkmkend docvar userprops propname staticval generator pict objdata objclass objname objalias"
    " xe tc txe rxe template listname fname panose falt ftnsep aftnsep ftncn background".split()
)
_FILES = frozenset({"objdata", "datastore", "themedata", "colorschememapping"})
_PICTURES = {"pngblip": ".png", "jpegblip": ".jpg", "emfblip": ".emf", "wmetafile": ".wmf",
             "dibitmap": ".dib", "wbitmap": ".ddb", "macpict": ".pict"}  # fmt: skip
_NO_DIGITS = bytes(byte for byte in range(256) if byte not in b"0123456789abcdefABCDEF")


@dataclass(frozen=True, slots=True)
class State:
    """What holds inside a group and ends with it."""

    destination: str = "body"
    charset: str = ""
    stand_ins: int = 1
    """Letters behind a `\\u` that stand in for it."""
    flags: int = 0


@dataclass(slots=True)
class Group:
    """What gathers for one destination."""

    name: str
    letters: Line = field(default_factory=list)
    hex: list[bytes] = field(default_factory=list)
    kind: str = ""


class Document:
    """Follows the groups; feed it every token, then ask for what it gathered."""

    def __init__(self) -> None:
        self._state = State()
        self._stack: list[tuple[State, bool]] = []
        self._open = [Group("body")]
        self._texts: dict[str, list[Line]] = {}
        self._files: list[Content] = []
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._page = ""
        self._bytes = bytearray()
        self._skip = 0
        self._letter, self._standing, self._stood = "", bytearray(), list[str]()
        self._starred = self._fresh = False

    @property
    def depth(self) -> int:
        """Return how many groups are open."""
        return len(self._stack)

    def take(self, token: Token) -> None:
        """Take one token."""
        if token.group:
            self._flush()
            (self._begin if token.group == b"{" else self._end)()
        elif token.word:
            self._word(token.word, token.number)
        elif token.binary is not None:
            self._open[-1].hex.append(token.binary.hex().encode())
        elif token.symbol:
            self._symbol(token.symbol)
        else:
            self._raw(token.raw)

    def _begin(self) -> None:
        self._stack.append((self._state, False))
        self._fresh, self._starred, self._skip = True, False, 0

    def _end(self) -> None:
        self._fresh = False
        if not self._stack:
            return
        self._state, opened = self._stack.pop()
        if opened:
            self._close(self._open.pop())

    def _enter(self, name: str) -> None:
        """Begin a destination; its text does not cut what is around it in two."""
        self._state = replace(self._state, destination=name)
        if self._stack:
            self._stack[-1] = (self._stack[-1][0], True)
            self._open.append(Group(name))

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = True
        elif self._skip and symbol in b"{}\\~_-":
            self._skip -= 1
        elif symbol in b"{}\\" and is_half(self._bytes):
            self._bytes += symbol
        elif said := SYMBOLS.get(symbol):
            self._say(said)

    def _word(self, word: str, number: int | None) -> None:
        fresh, self._fresh = self._fresh, False
        starred, self._starred = self._starred, False
        if word == "fldinst":
            self._flush()
            self._state = replace(self._state, flags=self._state.flags | CODE)
        elif fresh and word not in _TRANSPARENT and (starred or word in _ISLANDS):
            self._enter(word)
        elif word == "u" and number is not None:
            self._stand_in(b"", is_last=True)
            self._letter = chr(number & 0xFFFF)
            self._say(self._letter)
            self._skip = self._state.stand_ins
        elif word in SAID:
            self._say(SAID[word])
        elif word in _PICTURES:
            self._open[-1].kind = _PICTURES[word]
        else:
            self._property(word, number)

    def _property(self, word: str, number: int | None) -> None:
        self._flush()
        if word in _FLAGS:
            flags = self._state.flags & ~_FLAGS[word]
            self._state = replace(self._state, flags=flags | (_FLAGS[word] if number != 0 else 0))
        elif word == "plain":
            self._state = replace(self._state, flags=self._state.flags & CODE)
        elif word == "uc" and number is not None:
            self._state = replace(self._state, stand_ins=max(0, min(number, 16)))
        elif word == "ansicpg" and number is not None:
            self._page = PAGES.get(number, f"cp{number}" if 1250 <= number <= 1258 else "")
        elif word in ("f", "af") and number is not None:
            self._font = number
            self._state = replace(self._state, charset=self._fonts.get(number, ""))
        elif word == "fcharset" and number is not None:
            self._fonts[self._font] = CHARSETS.get(number, "")

    def _raw(self, raw: bytes) -> None:
        self._fresh = False
        if self._skip:
            taken = min(self._skip, len(raw))
            self._skip -= taken
            self._stand_in(raw[:taken], is_last=not self._skip)
            raw = raw[taken:]
        top = self._open[-1]
        if top.name in _FILES or top.name == "pict":
            top.hex.append(raw)
        else:
            self._bytes += raw

    def _stand_in(self, raw: bytes, is_last: bool) -> None:
        """Keep what stands in for a letter and is another one: only old programs show it."""
        self._standing += raw
        if is_last and self._standing:
            text = text_of(bytes(self._standing), self._state.charset, self._page)
            if text.strip("?") and text != self._letter:
                self._stood.append(text)
            self._standing.clear()

    def _say(self, text: str) -> None:
        self._flush()
        self._skip = 0
        self._open[-1].letters.append((self._state.flags, text))

    def _flush(self) -> None:
        """Turn the bytes that wait into letters; a letter of two bytes may come in two tokens."""
        if self._bytes:
            # Where a font table is being made, the charset belongs to the font's own name.
            text = text_of(bytes(self._bytes), self._state.charset, self._page)
            self._open[-1].letters.append((self._state.flags, text))
            self._bytes.clear()

    def _close(self, group: Group) -> None:
        if group.hex:
            self._files.extend(_file(group))
        if lines := _lines(group.letters):
            self._texts.setdefault(group.name, []).extend(lines)

    def contents(self) -> Iterator[Content]:
        """Close what is open, and yield body, what stands beside it, and the files within."""
        self._flush()
        while self._open:
            self._close(self._open.pop())
        for name in sorted(self._texts, key=lambda each: each != "body"):
            yield from pieces_of(self._texts[name], name)
        self._stand_in(b"", is_last=True)
        yield from piece("".join(self._stood), "hidden")
        yield from self._files


def _lines(letters: Line) -> list[Line]:
    """Cut letters into lines; halves of a letter outside the first plane come together."""
    lines: list[Line] = [[]]
    for flags, text in letters:
        first, *rest = text.split("\n")
        lines[-1].append((flags, first))
        lines.extend([(flags, each)] for each in rest)
    whole = [[(flags, _joined(text)) for flags, text in merged(line)] for line in lines]
    return [line for line in whole if any(text.strip() for _, text in line)]


def _joined(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _file(group: Group) -> Iterator[Content]:
    digits = b"".join(group.hex).translate(None, _NO_DIGITS)
    data = bytes.fromhex(digits[: len(digits) & ~1].decode("ascii"))
    if group.name in ("objdata", "datastore"):
        yield from object_of_rtf(data)
    elif group.name == "pict" and group.kind == ".dib":
        yield Embedded("picture.bmp", bitmap(data))
    elif data:
        yield Embedded(f"picture{group.kind}" if group.name == "pict" else group.name, data)
