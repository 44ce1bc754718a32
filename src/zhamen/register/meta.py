"""META.csv: what a registry says of its documents, one a line, as an office writes such tables.

The head of a column is Chinese or English, and so are the values; UTF-8 or GBK. A cell with
several entries parts them by ；, ; or |. What is not understood is refused by line and column.
"""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhamen.errors import RegisterError
from zhamen.model.terms import Kind, Level
from zhamen.reading.decode import decode
from zhamen.register.document import Document, Status

_HEADS = {
    "id": ("id", "编号"),
    "file": ("file", "文件"),
    "title": ("title", "标题"),
    "numbers": ("number", "numbers", "文号"),
    "names": ("name", "names", "简称", "代号"),
    "matters": ("matter", "matters", "事项"),
    "kind": ("kind", "类别"),
    "level": ("level", "密级"),
    "term": ("term", "保密期限"),
    "clauses": ("clauses", "不得"),
    "status": ("status", "状态"),
    "family": ("family", "原件"),
    "site": ("site", "位置"),
}
_FIELDS = {head: name for name, heads in _HEADS.items() for head in heads}
_KINDS = {
    "国家秘密": Kind.STATE, "工作秘密": Kind.WORK, "商业秘密": Kind.TRADE,
    "内部资料": Kind.INTERNAL, "过程稿": Kind.DRAFT, "要害部位": Kind.SITE,
    **{str(kind): kind for kind in Kind},
}  # fmt: skip
_LEVELS = {
    "绝密": Level.TOP_SECRET, "机密": Level.SECRET, "秘密": Level.CONFIDENTIAL,
    "核心商密": Level.CORE, "普通商密": Level.ORDINARY, "无": Level.NONE, "none": Level.NONE,
    **{str(level): level for level in Level if level},
}  # fmt: skip
_STATUSES = {"有效": Status.ACTIVE, "已解密": Status.DECLASSIFIED, **{str(s): s for s in Status}}
_PARTS = str.maketrans("；|，,、", ";;;;;")
_WIDEST_SITE = 100_000
_FORMS = {"site": "纬度,经度,半径米 / latitude,longitude,metres"}
_MANY = ("numbers", "names", "matters")


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a line of META.csv says of one document."""

    document: Document
    title: str = ""
    numbers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    site: tuple[float, float, float] | None = None
    """Latitude and longitude in degrees (WGS 84), radius in metres."""

    @property
    def has_terms(self) -> bool:
        """Tell whether it asks for names, numbers or matters as keyed terms."""
        return bool(self.numbers or self.names or self.matters)


class Meta:
    """The lines of a META.csv, by file."""

    def __init__(self, lines: Mapping[str, Particulars]) -> None:
        self._lines = lines
        self._unused = set(lines)

    def of(self, path: Path) -> Particulars:
        """Return what is said of a file; of one that is not named: its stem is its id."""
        for name in (str(path), path.name, path.stem):
            if name in self._lines:
                self._unused.discard(name)
                return self._lines[name]
        return Particulars(Document(path.stem))

    def terms(self) -> int:
        """Return how many documents ask for keyed terms."""
        return sum(each.has_terms for each in self._lines.values())

    def unused(self) -> list[str]:
        """Return the files that are named and were not met."""
        return sorted(self._unused)


def load_meta(path: Path | None) -> Meta:
    """Return the lines of a file, or of none. Raises RegisterError for what is not understood."""
    if path is None:
        return Meta({})
    try:
        text = decode(path.read_bytes())[0]
    except OSError as error:
        raise RegisterError(f"{path}: {error.strerror}", advice="--meta META.csv") from error
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    heads = [_field(head, str(path)) for head in next(rows, [])]
    if not {"id", "file"} & set(heads):
        raise RegisterError(f"{path}: 缺少编号或文件列 / no column id or file", advice=_columns())
    lines: dict[str, Particulars] = {}
    ids: set[str] = set()
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        where = f"{path}:{rows.line_num}"
        values = dict(zip(heads, map(str.strip, row), strict=False))
        each = _particulars(values, where)
        if each.document.id in ids:
            raise RegisterError(
                f"{where}: 编号重复 / this id was given before",
                advice="每份文件一行 / one line a document",
            )
        ids.add(each.document.id)
        lines[values.get("file") or each.document.id] = each
    return Meta(lines)


def _columns() -> str:
    """Return the heads that are understood, Chinese and English."""
    pairs = ((heads[-1] if name != "names" else "简称", name) for name, heads in _HEADS.items())
    return "、".join(f"{chinese} {english}" for chinese, english in pairs)


def _field(head: str, where: str) -> str:
    name = _FIELDS.get(head.strip().lower())
    if name is None:
        raise RegisterError(
            f"{where}: 没有这一列 / unknown column {head.strip()[:20]!r}",
            advice=_columns(),
        )
    return name


def _particulars(values: Mapping[str, str], where: str) -> Particulars:
    """Return one line. Cells that are empty or missing leave the default."""
    readers: dict[str, tuple[str, Callable[[str], Any]]] = {
        "kind": ("kind", lambda cell: _KINDS[cell]),
        "level": ("level", lambda cell: _LEVELS[cell]),
        "status": ("status", lambda cell: _STATUSES[cell]),
        "clauses": ("clauses", _clauses),
        "term": ("term", str),
        "family": ("family", str),
        "site": ("site", _site),
    }
    fields: dict[str, Any] = {}
    for name, (field, read) in readers.items():
        if cell := values.get(name, ""):
            try:
                fields[field] = read(cell)
            except (KeyError, ValueError):
                raise RegisterError(
                    f"{where}: “{_HEADS[name][-1]}”一格看不懂 / cell of {name} not understood",
                    advice="、".join(_known(name)),
                ) from None
    if fields.get("kind", Kind.STATE) is not Kind.STATE:
        fields.setdefault("level", Level.NONE)
    identity = values.get("id") or Path(values.get("file", "")).stem
    if not identity or "\0" in identity:
        raise RegisterError(
            f"{where}: 没有编号也没有文件 / no id and no file",
            advice="两者至少填一项 / fill in one of the two",
        )
    many = {name: _several(values.get(name, "")) for name in _MANY}
    site = fields.pop("site", None)
    return Particulars(Document(identity, **fields), values.get("title", ""), **many, site=site)


def _known(name: str) -> list[str]:
    tables: dict[str, Mapping[str, object]] = {
        "kind": _KINDS,
        "level": _LEVELS,
        "status": _STATUSES,
    }
    return list(tables.get(name, {_FORMS.get(name, "1–7"): None}))


def _clauses(cell: str) -> tuple[int, ...]:
    numbers = tuple(int(part) for part in cell.translate(_PARTS).split(";") if part.strip())
    if not all(1 <= number <= 7 for number in numbers):
        raise ValueError
    return numbers


def _site(cell: str) -> tuple[float, float, float]:
    latitude, longitude, radius = map(float, cell.translate(_PARTS).split(";"))
    if not (abs(latitude) <= 90 and abs(longitude) <= 180 and 0 < radius <= _WIDEST_SITE):
        raise ValueError
    return latitude, longitude, radius


def _several(cell: str) -> tuple[str, ...]:
    parts = cell.replace("；", ";").replace("|", ";").split(";")
    return tuple(part.strip() for part in parts if part.strip())
