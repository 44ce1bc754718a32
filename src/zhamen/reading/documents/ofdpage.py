"""The XML of an OFD: where its pages and pictures lie, and the runs of text on a page."""

import re
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from typing import Any

from zhamen.reading.documents.attributes import attributes
from zhamen.reading.documents.layout import Glyph

_TELLING = frozenset({"title", "name", "creator", "uri", "value", "typename", "subtype", "keyword",
                      "id2", "loc", "file", "href", "lastmoddate"})  # fmt: skip
_DRAWN = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08¤]")
_NUMBER = re.compile(r"-?\d*\.?\d+(?:[eE][-+]?\d+)?")


@dataclass(slots=True)
class Run:
    """One text object: its letters in their places, in millimetres from the page's corner."""

    glyphs: list[Glyph] = field(default_factory=list)
    is_drawn: bool = False
    """Whether it names glyphs of a font instead of characters."""

    @property
    def text(self) -> str:
        """Return the letters in their order."""
        return "".join(glyph.text for glyph in self.glyphs)

    def follows(self, before: "Run") -> bool:
        """Tell whether it goes on in the line where another one ended."""
        if not self.glyphs or not before.glyphs:
            return True
        first, last = self.glyphs[0], before.glyphs[-1]
        size = max(first.size, last.size)
        return abs(first.y - last.y) < size / 2 and -size / 2 < first.x - last.x < 3 * size


def local(tag: Any) -> str:
    """Return a tag without its namespace."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def parsed(content: bytes) -> tuple[Any, str]:
    """Return (root, why it is not whole) of an XML file; the root None if it is none at all."""
    from lxml import etree

    if not re.match(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<", content):
        return None, ""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False,
                             huge_tree=True, recover=True)  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    is_broken = root is not None and (len(parser.error_log) > 0 or b"<!ENTITY" in content)
    return root, "damaged" if is_broken else ""


def pages_of(trees: dict[str, Any]) -> dict[str, int]:
    """Return the page numbers of the files that the documents list, by name in small letters."""
    pages: dict[str, int] = {}
    for name, tree in trees.items():
        if local(tree.tag) == "Document":
            listed = [node for node in tree.iter() if local(node.tag) == "Page"]
            for number, node in enumerate(listed, 1):
                where = _resolved(name, node.get("BaseLoc") or "", trees)
                pages.setdefault(where, number)
    return pages


def pictures_of(trees: dict[str, Any], pages: dict[str, int]) -> dict[str, int]:
    """Return on which page each picture stands first, by name in small letters."""
    files: dict[str, str] = {}
    for name, tree in trees.items():
        base = tree.get("BaseLoc") or ""
        for node in tree.iter():
            if local(node.tag) == "MultiMedia":
                file = next((c.text or "" for c in node if local(c.tag) == "MediaFile"), "").strip()
                folder = join(dirname(name), base, "x") if not base.startswith("/") else base + "/x"
                files[node.get("ID") or ""] = _resolved(folder, file, {})
    found: dict[str, int] = {}
    for name, tree in trees.items():
        if page := pages.get(name.lower()):
            for node in tree.iter():
                if local(node.tag) == "ImageObject":
                    found.setdefault(files.get(node.get("ResourceID") or "", ""), page)
    return found


def _resolved(beside: str, location: str, known: dict[str, Any]) -> str:
    """Return the name of a file that is named from within another one, in small letters."""
    location = location.strip().replace("\\", "/")
    lower = {name.lower() for name in known}
    near = normpath(join(dirname(beside), location)).lower().lstrip("./")
    far = normpath(location).lower().lstrip("./")
    return far if location.startswith("/") or (near not in lower and far in lower) else near


def runs_of(tree: Any) -> list[Run]:
    """Return the text objects of a page, template or annotation in their order."""
    return [_run(node) for node in tree.iter() if local(node.tag) == "TextObject"]


def _run(node: Any) -> Run:
    run = Run()
    left, top = (*_numbers(node.get("Boundary")), 0.0, 0.0)[:2]
    matrix = (*_numbers(node.get("CTM")), 1.0, 0.0, 0.0, 1.0, 0.0, 0.0)[:6]
    matrix = matrix if node.get("CTM") else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    size = (*_numbers(node.get("Size")), 4.0)[0]
    at = (0.0, 0.0)
    for code in node.iter():
        if local(code.tag) == "TextCode":
            at = _code(code, run, (left, top), matrix, (size, *at))
        elif local(code.tag) == "CGTransform":
            run.is_drawn |= not run.text.strip() or bool(_DRAWN.search(run.text))
    run.is_drawn |= bool(_DRAWN.search(run.text))
    return run


def _code(code: Any, run: Run, corner: tuple[float, float], matrix: tuple[float, ...],
          before: tuple[float, float, float]) -> tuple[float, float]:  # fmt: skip
    """Add the letters of one element; without X or Y it goes on where the one before began."""
    size, x, y = before
    x = (*_numbers(code.get("X")), x)[0]
    y = (*_numbers(code.get("Y")), y)[0]
    start = (x, y)
    text = "".join(code.itertext())
    across, down = _steps(code.get("DeltaX"), len(text)), _steps(code.get("DeltaY"), len(text))
    a, b, c, d, e, f = matrix
    scale = max(abs(a), abs(b), abs(c), abs(d), 0.001)
    for index, letter in enumerate(text):
        place = (a * x + c * y + e + corner[0], b * x + d * y + f + corner[1])
        run.glyphs.append(Glyph(letter, *place, size * scale))
        x += across[index] if index < len(across) else 0.0 if down else size
        y += down[index] if index < len(down) else 0.0
    return start


def _steps(told: str | None, most: int) -> list[float]:
    """Return steps between letters; `g 3 2.5` says 2.5 three times."""
    words = (told or "").split()
    steps: list[float] = []
    at = 0
    while at < len(words) and len(steps) < most:
        if words[at] == "g" and at + 2 < len(words):
            count = int((*_numbers(words[at + 1]), 0.0)[0])
            steps += [(*_numbers(words[at + 2]), 0.0)[0]] * min(max(count, 0), most)
            at += 3
        else:
            steps += _numbers(words[at])[:1]
            at += 1
    return steps


def _numbers(told: str | None) -> list[float]:
    return [min(max(float(each), -1e6), 1e6) for each in _NUMBER.findall(told or "")[:64]]


def told_by(tree: Any) -> list[str]:
    """Return the texts of other elements, telling attributes and comments, each once."""
    said: list[str] = []
    for node in tree.iter():
        tag = local(node.tag)
        said += [v for k, v in attributes(node) if local(k).lower() in _TELLING or not v.isascii()]
        if tag not in ("TextCode", "AbbreviatedData", "Glyphs"):
            said += [node.text or "", node.tail or ""]
        else:
            said.append(node.tail or "")
    # Boxes, colours and identifiers say nothing; whatever has a letter may.
    return list(dict.fromkeys(text.strip() for text in said if any(map(str.isalpha, text))))


def draws(tree: Any) -> bool:
    """Tell whether a page draws shapes, which may be letters."""
    return any(local(node.tag) == "PathObject" for node in tree.iter())
