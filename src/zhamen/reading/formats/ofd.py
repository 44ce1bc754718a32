"""OFD (GB/T 33190): every member of the package, referenced or not, old versions and layers too.

Text is given in the order of the file and as it stands on the page; letters placed one by one,
which is common, make lines only so. Pictures, attachments and seals are handed on with their page.
"""

from collections.abc import Iterator
from typing import Any

from zhamen.errors import ReadError
from zhamen.model.terms import Medium
from zhamen.model.verdict import Unread
from zhamen.reading.documents import ofdpage
from zhamen.reading.documents.layout import columns, is_vertical, lines
from zhamen.reading.documents.package import Package
from zhamen.reading.documents.residue import left_in
from zhamen.reading.formatting import Content, Embedded, Piece, Room
from zhamen.reading.mail.der import texts_in
from zhamen.settings import Limits

_LOCKED = ("Encryptions", "EncryptInfo", "DecryptSeed")
_SEALS = (".esl", "signedvalue.dat", ".seal")
_FONTS = (b"\0\1\0\0", b"OTTO", b"ttcf", b"true", b"wOFF", b"wOF2")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"BM", b"GIF8", b"II*\0", b"MM\0*", b"\x97JB2")


class Ofd:
    """Claims ZIP packages with an OFD.xml."""

    name = "ofd"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid on the names of the members."""
        lower = head.lower()
        return 0.95 if head.startswith(b"PK") and b"ofd.xml" in lower else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield what each member says: XML by its elements, other files as they are."""
        package = Package(data, limits)
        trees: dict[str, Any] = {}
        sources: dict[str, bytes] = {}
        others: dict[str, bytes] = {}
        names = []
        for at, member in enumerate(package.members()):
            # Two members of one name are two things; each counts for somebody.
            name = _plain(member.filename)
            names.append(name)
            key = name if name not in trees and name not in others else f"{name} {at}"
            try:
                content = package.bytes_of(member)
            except ReadError as error:
                yield Unread(name, error.reason)
                continue
            tree, reason = ofdpage.parsed(content)
            if tree is not None:
                trees[key], sources[key] = tree, content
            else:
                others[key] = content
            if reason:
                yield Unread(name, reason)
        yield Piece("\n".join(dict.fromkeys(names)), place="names", medium=Medium.NAME)
        yield from _read(trees, sources, others)
        yield from package.beside()


def _read(
    trees: dict[str, Any], sources: dict[str, bytes], others: dict[str, bytes]
) -> Iterator[Content]:
    if any(ofdpage.local(tree.tag) in _LOCKED for tree in trees.values()):
        yield Unread("", "encrypted")
    pages = ofdpage.pages_of(trees)
    pictures = ofdpage.pictures_of(trees, pages)
    for name, tree in trees.items():
        said = list(_xml(name, tree, pages.get(name.lower())))
        yield from said
        texts = [each for each in said if isinstance(each, Piece)]
        yield from left_in(sources[name], texts, _place_of(name))
    for name, content in others.items():
        yield from _other(name, content, pictures.get(name.lower()))


def _place_of(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".xml").lower()


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("./")


def _xml(name: str, tree: Any, page: int | None) -> Iterator[Content]:
    place = "" if page else _place_of(name)
    runs = ofdpage.runs_of(tree)
    glyphs = [glyph for run in runs for glyph in run.glyphs]
    written = "\n".join(_in_order(runs))
    if written.strip():
        yield Piece(written, page=page, place=place)
    shown = lines(glyphs)
    if shown != written and shown.strip():
        yield Piece(shown, page=page, place=f"{place}:lines".lstrip(":"))
    if is_vertical(glyphs):
        yield Piece(columns(glyphs), page=page, place=f"{place}:columns".lstrip(":"))
    told = ofdpage.told_by(tree)
    if told:
        yield Piece("\n".join(told), page=page, place=f"{place}:attributes".lstrip(":"))
    if any(run.is_drawn for run in runs) or (page and not runs and ofdpage.draws(tree)):
        # Letters without characters: only who looks at the page can read them.
        yield Unread(f"page {page}" if page else name, "glyphs")


def _in_order(runs: list[ofdpage.Run]) -> Iterator[str]:
    """Yield lines in the order of the file: runs that go on where the one before ended are one."""
    line = ""
    before: ofdpage.Run | None = None
    for run in runs:
        if before is not None and not run.follows(before):
            yield line
            line = ""
        line += run.text
        before = run
    yield line


def _other(name: str, content: bytes, page: int | None) -> Iterator[Content]:
    lower = name.lower()
    if lower.endswith(_SEALS):
        texts, files = texts_in(content)
        if texts:
            yield Piece("\n".join(texts), place="seal")
        for at, file in enumerate(files, 1):
            if file.startswith((*_PICTURES, b"PK\x03\x04")):
                yield Embedded(f"{name} {at}", file)
    elif not content.startswith(_FONTS):
        is_page = page is not None and content.startswith(_PICTURES)
        yield Embedded(name.rpartition("/")[2] if is_page else name, content, page)


FORMAT = Ofd()
